"""What the server's answers let a browser do, whose files they hold, and what they tell of the inside."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from necker.serve import app as app_module
from necker.serve.app import create_app, page_files
from necker.serve.guard import LIMIT
from necker.serve.serving import Serving
from tests.serve.guarding import HERE, everything, raw


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    """Of the page, of the API, of errors, of refusals."""
    answers = [
        client.get("/api/status"),
        client.get("/"),
        client.get("/nothing"),
        client.post("/api/ask", json={"question": "Who painted the Mona Lisa?"}),
        client.post("/api/ask", content=b"{", headers={"content-type": "application/json"}),
        client.get("/api/status", headers={"host": "evil.example"}),
        client.get("/api/status", headers={"authorization": "no"}),
        client.post("/api/ask", content=b"x" * (LIMIT + 1)),
        client.put("/api/ask"),
    ]
    assert {answer.status_code for answer in answers} >= {200, 400, 401, 404, 405, 413, 421}
    for answer in answers:
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'self'"
        assert policy["require-trusted-types-for"] == "'script'" and policy["trusted-types"] == "'none'"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
        assert "unsafe" not in str(policy) and "http:" not in str(policy) and "*" not in str(policy)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "microphone=(self)" in answer.headers["permissions-policy"]
        assert "camera=(self)" in answer.headers["permissions-policy"]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert re.fullmatch(r"req_[0-9a-f]{32}", answer.headers["x-request-id"])


def test_no_cookie_and_no_cors_ever(client: TestClient, serving: Serving) -> None:
    """A cookie would be sent to every port of this machine; a CORS header would open the API to another page."""
    asking = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    answers = [client.get(path) for method, path in everything(serving) if method == "GET" and path != "/mcp"]
    answers += [client.options("/api/ask", headers=asking), client.get("/")]
    answers += [client.options("/api/ask", headers=asking | {"origin": "http://evil.example"})]
    for answer in answers:
        names = {name.lower() for name in answer.headers}
        assert "set-cookie" not in names and not any(name.startswith("access-control-") for name in names)


def test_the_token_is_in_no_answer(client: TestClient, serving: Serving) -> None:
    for method, path in [*everything(serving), ("GET", "/"), ("GET", "/x")]:
        if method in ("GET", "POST") and path != "/mcp":  # whose stream has no end
            answer = client.request(method, path)
            assert str(serving.token) not in answer.text + str(answer.headers)


def test_answers_of_the_user_are_not_kept_by_the_browser(client: TestClient) -> None:
    assert client.get("/api/status").headers["cache-control"] == "no-store"
    assert client.post("/api/verify", json={"text": "2 + 2 = 4"}).headers["cache-control"] == "no-store"


def test_only_the_files_of_the_page_are_public(
    serving: Serving, bare: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.html").write_text("<!doctype html>")
    (page / "app.js").write_text("1")
    (page / "secret.py").write_text("1")
    (tmp_path / "outside.js").write_text("outside")
    monkeypatch.setattr(app_module, "PAGE", page)
    assert set(page_files()) == {"/", "/index.html", "/app.js"}
    assert bare.get("/").headers["content-type"] == "text/html; charset=utf-8"
    assert bare.get("/app.js").headers["content-type"] == "text/javascript; charset=utf-8"
    for path in (
        "/secret.py",
        "/../outside.js",
        "/%2e%2e/outside.js",
        "/app.js/",
        "/APP.js",
        "/app.js%00",
    ):
        assert bare.get(path).status_code == 401, path
    assert bare.post("/app.js").status_code == 401
    for path in ("//outside.js", "/.", "//app.js", "/../page/app.js", "app.js", ""):
        assert raw(serving, [(b"host", HERE.encode())], path=path) == 401, path


# Files by their hash, everything by its owner


PATHS = (
    "../conversations.db",
    "%2e%2e/conversations.db",
    "/etc/passwd",
    "..%2fconversations.db",
    "conversations.db",
    "a" * 64,
)


@pytest.mark.parametrize("path", PATHS)
def test_a_blob_is_asked_for_by_its_hash_alone(client: TestClient, serving: Serving, path: str) -> None:
    serving.store.put_blob(b"\x89PNG\r\n\x1a\nmine", "image/png")
    assert client.get(f"/api/blobs/{path}").status_code == 404


def test_a_blob_that_was_not_kept_here_is_not_served(client: TestClient, serving: Serving) -> None:
    """A file that lies in the folder, with the right name, but that the store does not know of."""
    lost = serving.store.blobs.put(b"lost")
    kept = serving.store.put_blob(b"\x89PNG\r\n\x1a\nkept", "image/png")
    assert client.get(f"/api/blobs/{lost}").status_code == 404
    assert client.get(f"/api/blobs/{kept}").content == b"\x89PNG\r\n\x1a\nkept"
    assert client.get(f"/api/blobs/{kept.upper()}").status_code == 404
    next(serving.store.blobs.folder.glob(f"*/{kept}")).write_bytes(b"changed")
    assert client.get(f"/api/blobs/{kept}").status_code == 404


def test_only_pictures_and_sounds_are_shown(client: TestClient, serving: Serving) -> None:
    png = serving.store.put_blob(b"\x89PNG\r\n\x1a\n", "image/png")
    other = serving.store.put_blob(b"<script>alert(1)</script>", "text/html")
    assert client.get(f"/api/blobs/{png}").headers["content-type"] == "image/png"
    answer = client.get(f"/api/blobs/{other}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/conversations/{}"),
        ("PATCH", "/api/conversations/{}"),
        ("DELETE", "/api/conversations/{}"),
        ("GET", "/api/conversations/{}/export"),
        ("GET", "/api/messages/{}/proof"),
        ("GET", "/api/blobs/{}"),
        ("DELETE", "/api/documents/{}"),
        ("DELETE", "/api/memory/{}"),
        ("PATCH", "/api/memory/{}"),
        ("GET", "/api/lab/records/{}"),
        ("GET", "/api/lab/files/{}/x"),
    ],
)
def test_what_is_not_there_is_nobodys(client: TestClient, method: str, path: str) -> None:
    for id_ in ("0" * 32, "x", "1", "-1", "%00", "' OR 1=1 --", "9" * 30, "é", "..", "*"):
        body = {"title": "x", "text": "x"} if method == "PATCH" else None
        answer = client.request(method, path.format(id_), json=body)
        assert answer.status_code in (404, 405), (method, path, id_, answer.text)


def test_an_answer_goes_into_no_conversation_that_is_not_there(client: TestClient) -> None:
    for path, body in (("/api/ask", {"question": "x"}), ("/api/verify", {"text": "x"})):
        assert client.post(path, json=body | {"conversation": "0" * 32}).status_code == 404
    assert client.get("/api/conversations").json() == {"conversations": []}


# The inside does not leak


def test_an_unexpected_error_tells_nothing(
    client: TestClient, serving: Serving, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Any:
        raise ZeroDivisionError("a secret of the inside")

    serving.open_library = broken
    answers = [client.get("/api/status"), client.post("/api/ask", json={"question": "x"})]
    assert answers[0].status_code == 500 and answers[1].text.rstrip().rpartition("event: failed")[1]
    for answer in answers:
        assert "secret" not in answer.text and "Zero" not in answer.text and "Traceback" not in answer.text
    assert "secret" in capsys.readouterr().err  # the person at the terminal is told


def test_the_server_has_no_documentation_or_debug_route(serving: Serving) -> None:
    paths = {path for _, path in everything(serving)}
    assert all(path.startswith(("/api/", "/v1/", "/mcp", "/health")) for path in paths), paths
    assert isinstance(create_app(serving), Starlette) and not create_app(serving).debug
    assert "--debug" not in sys.argv
