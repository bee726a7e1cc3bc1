"""The security contract, line by line: who may speak to the server, and what its answers let a browser do."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from necker.core.network import requests_sent, set_offline
from necker.serve import app as app_module
from necker.serve import guard as guard_module
from necker.serve.app import create_app, page_files
from necker.serve.guard import LIMIT, Guard
from necker.serve.serving import Serving
from tests.serve.conftest import PORT
from tests.serve.running import running

HERE = f"127.0.0.1:{PORT}"
READ = ("/api/status", "/api/conversations", "/api/memory", "/api/documents", "/api/example", "/api/lab/records")
EVIL = (
    "evil.example",
    f"evil.example:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.1.evil.example:{PORT}",
    f"localhost.evil.example:{PORT}",
    f"0.0.0.0:{PORT}",
    f"[::2]:{PORT}",
    f"127.0.0.1:{PORT}@evil.example",
    f" 127.0.0.1:{PORT}",
    f"127.0.0.1:0{PORT}",
    "",
)
ORIGINS = (
    "http://evil.example",
    "null",
    f"https://127.0.0.1:{PORT}",
    f"http://127.0.0.1:{PORT + 1}",
    f"http://localhost:{PORT}",  # another name of this machine is another origin
    f"http://127.0.0.1:{PORT}.evil.example",
    "file://",
    "",
)


def everything(serving: Serving) -> list[tuple[str, str]]:
    """Every route with each of its methods; ids and names are filled in."""
    found = []
    for route in create_app(serving).routes:
        path = re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            found.append((method, path))
    return [(method, path) for method, path in found if path not in ("/", "/x")]


def code(answer: Any) -> str:
    """The code of an error object; every refusal is one."""
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert {"message", "type", "param", "code"} <= set(error)
    return str(error["code"])


@pytest.mark.parametrize("host", EVIL)
def test_another_host_is_refused_whatever_it_asks(client: TestClient, host: str) -> None:
    """DNS rebinding: a name of somebody else's that leads here."""
    for path in (*READ, "/"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 421 and code(answer) == "wrong_host"


@pytest.mark.parametrize("host", [HERE, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_our_own_names_are_served(client: TestClient, host: str) -> None:
    answer = client.get("/api/status", headers={"host": host, "origin": f"http://{host}"})
    assert answer.status_code == 200


def test_two_hosts_are_none(serving: Serving) -> None:
    found = raw(serving, [(b"host", HERE.encode()), (b"host", b"evil.example")])
    assert found == 421
    assert raw(serving, []) == 421


def raw(serving: Serving, headers: list[tuple[bytes, bytes]], method: str = "GET", path: str = "/api/status") -> int:
    """The status of a request with just these headers."""
    import asyncio

    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""}
    asyncio.run(create_app(serving)(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize("origin", ORIGINS)
def test_another_origin_is_refused_whatever_it_asks(client: TestClient, origin: str) -> None:
    for method in ("GET", "POST", "DELETE", "OPTIONS", "HEAD"):
        for path in ("/api/status", "/api/ask", "/v1/models", "/"):
            assert client.request(method, path, headers={"origin": origin}).status_code == 403


def test_two_origins_are_another(serving: Serving) -> None:
    token = f"Bearer {serving.token}".encode()
    mine = [(b"host", HERE.encode()), (b"authorization", token), (b"origin", f"http://{HERE}".encode())]
    assert raw(serving, mine) == 200
    assert raw(serving, [*mine, (b"origin", b"http://evil.example")]) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "nonsense"])
def test_another_site_is_refused(client: TestClient, site: str) -> None:
    """Another port of this machine is the same site: it is refused too."""
    for method, path in (("POST", "/api/ask"), ("DELETE", "/api/conversations"), ("GET", "/api/status"), ("GET", "/")):
        answer = client.request(method, path, headers={"sec-fetch-site": site})
        assert answer.status_code == 403 and code(answer) == "cross_site"


def test_another_site_may_link_to_the_page_and_nothing_else(client: TestClient) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code in (200, 404)  # 404 while there is no page
    assert client.get("/api/status", headers=link).status_code == 403
    assert client.post("/", headers=link).status_code == 403
    assert client.get("/", headers=link | {"sec-fetch-dest": "iframe"}).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_is_not_refused(client: TestClient, site: str) -> None:
    mine = {"sec-fetch-site": site, "origin": f"http://{HERE}"}
    assert client.post("/api/verify", json={"text": "2 + 2 = 4"}, headers=mine).status_code == 200


def test_no_route_answers_without_the_token(bare: TestClient, serving: Serving) -> None:
    routes = everything(serving)
    assert len(routes) > 25
    for method, path in routes:
        answer = bare.request(method, path)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"
        if method != "HEAD":
            assert code(answer) == "invalid_api_key"


WRONG = (
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    "Basic {token}",
    "{token}",
    "Bearer {token}x",
    "Bearer x{token}",
    "Bearer {short}",
    "Bearer \xe9",
    "Bearer {token} {token}",
    "Bearer {token},{token}",
)


@pytest.mark.parametrize("given", WRONG)
def test_a_wrong_token_is_refused(bare: TestClient, serving: Serving, given: str) -> None:
    token = serving.token or ""
    header = given.replace("{token}", token).replace("{short}", token[:-1]).encode("latin-1")
    assert bare.get("/api/status", headers={"authorization": header}).status_code == 401


@pytest.mark.parametrize("header", ["x-api-key", "api-key", "cookie", "x-goog-api-key", "proxy-authorization"])
def test_no_other_header_is_a_way_in(bare: TestClient, serving: Serving, header: str) -> None:
    for value in (str(serving.token), f"Bearer {serving.token}", f"token={serving.token}"):
        assert bare.get("/api/status", headers={header: value}).status_code == 401
    for name in ("token", "t", "key", "access_token"):
        assert bare.get(f"/api/status?{name}={serving.token}").status_code == 401


def test_two_authorizations_are_none(serving: Serving) -> None:
    token = f"Bearer {serving.token}".encode()
    mine = [(b"host", HERE.encode()), (b"authorization", token)]
    assert raw(serving, mine) == 200
    assert raw(serving, [*mine, (b"authorization", b"Bearer x")]) == 401


def test_tokens_are_compared_in_constant_time(
    bare: TestClient, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every decision goes through `hmac.compare_digest`, in the header and in the subprotocol alike."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return a == b

    monkeypatch.setattr(guard_module.hmac, "compare_digest", compare)
    wanted = str(serving.token).encode()
    bare.get("/api/status", headers={"authorization": "Bearer almost"})
    with pytest.raises(WebSocketDisconnect):
        connect(bare, subprotocols=["openai-insecure-api-key.nearly"], headers={"origin": f"http://{HERE}"})
    assert compared == [(b"almost", wanted), (b"nearly", wanted)]


def test_without_a_token_host_and_origin_still_count(serving: Serving) -> None:
    serving.token = None
    bare = TestClient(create_app(serving), base_url=f"http://{HERE}")
    assert bare.get("/api/status").status_code == 200
    assert bare.get("/api/status", headers={"host": f"evil.example:{PORT}"}).status_code == 421
    assert bare.get("/api/status", headers={"origin": "http://evil.example"}).status_code == 403
    assert bare.post("/api/ask", json={"question": "x"}, headers={"sec-fetch-site": "same-site"}).status_code == 403


# WebSockets


@pytest.fixture
def sockets(serving: Serving) -> TestClient:
    """A WebSocket behind the guard, which says who let it in."""

    async def accept(scope: Any, receive: Any, send: Any) -> None:
        socket_ = WebSocket(scope, receive, send)
        await socket_.accept()
        await socket_.send_text("in")
        await socket_.close()

    guarded = Guard(accept, serving, public=lambda path: True)
    return TestClient(guarded, base_url=f"http://{HERE}")


def connect(client: TestClient, **options: Any) -> str:
    options.setdefault("headers", {}).setdefault("host", HERE)
    with client.websocket_connect("/v1/realtime", **options) as socket_:
        return socket_.receive_text()


def test_a_socket_needs_the_token_before_it_is_accepted(sockets: TestClient, serving: Serving) -> None:
    token, mine = str(serving.token), {"origin": f"http://{HERE}"}
    assert connect(sockets, headers={"authorization": f"Bearer {token}"}) == "in"  # a program: it sends no Origin
    assert connect(sockets, headers={"authorization": f"Bearer {token}"} | mine) == "in"
    key = f"openai-insecure-api-key.{token}"
    assert connect(sockets, subprotocols=["realtime", key], headers=dict(mine)) == "in"
    for options in (
        {},
        {"headers": dict(mine)},
        {"headers": {"authorization": "Bearer no"} | mine},
        {"subprotocols": ["realtime", key + "x"], "headers": dict(mine)},
        {"subprotocols": ["realtime", key]},  # a browser always sends its Origin
        {"subprotocols": ["realtime", key], "headers": {"authorization": "Bearer no"} | mine},
    ):
        with pytest.raises(WebSocketDisconnect):
            connect(sockets, **options)


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_socket_of_another_page_is_refused(sockets: TestClient, serving: Serving, origin: str) -> None:
    """A page that knew the token would still be refused; and one that does not, even more so."""
    for headers in ({}, {"authorization": f"Bearer {serving.token}"}):
        with pytest.raises(WebSocketDisconnect):
            connect(sockets, headers=headers | {"origin": origin})


@pytest.mark.parametrize("host", EVIL)
def test_a_socket_of_another_host_is_refused(sockets: TestClient, serving: Serving, host: str) -> None:
    with pytest.raises(WebSocketDisconnect):
        connect(sockets, headers={"authorization": f"Bearer {serving.token}", "host": host})


def test_an_upgrade_is_no_way_around(serving: Serving) -> None:
    """On the wire: where no WebSocket is spoken, the request is an ordinary one, refused as such."""
    with running(serving) as url:
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as wire:
            wire.sendall(
                f"GET /api/status HTTP/1.1\r\nHost: {url[7:]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            status = wire.recv(1000).split(b" ")[1]
        assert status in (b"401", b"403")


# What answers let a browser do


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


# Forms, types, sizes


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "", "application/jsonp"],
)
def test_a_form_is_not_read_as_json(client: TestClient, kind: str) -> None:
    """What a page can send to another one without asking first has one of these types."""
    body = b'{"question": "Who painted the Mona Lisa?"}'
    headers = {"content-type": kind}
    for path in ("/api/ask", "/api/verify", "/api/memory", "/api/draw", "/v1/chat/completions"):
        answer = client.post(path, content=body, headers=headers)
        assert answer.status_code == 415 and code(answer) == "unsupported_media_type", path


def test_a_form_of_another_page_changes_nothing(bare: TestClient, client: TestClient) -> None:
    """As browsers send it: with the Origin of that page, or in old ones without anything, and never with the token."""
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": "http://evil.example"}
    assert bare.post("/api/memory", content=b"text=x", headers=headers).status_code == 403
    del bare.headers["authorization"]
    assert bare.post("/api/memory", data={"text": "x"}).status_code == 401


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_has_a_limit(client: TestClient, declared: bool) -> None:
    """Whether its size is told beforehand or not."""
    big = json.dumps({"question": "a" * LIMIT}).encode()
    content: Any = big if declared else (big[at : at + 100_000] for at in range(0, len(big), 100_000))
    answer = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 413 and code(answer) == "too_large"


def test_a_huge_body_is_answered_on_the_wire(serving: Serving) -> None:
    """The client has time to read why, although it is still sending."""
    import httpx2

    with running(serving) as url, httpx2.Client(base_url=url, timeout=20, trust_env=False) as wire:
        headers = {"authorization": f"Bearer {serving.token}", "content-type": "application/json"}
        for _ in range(3):
            answer = wire.post("/api/ask", content=b'{"question": "' + b"a" * 10_000_000 + b'"}', headers=headers)
            assert answer.status_code == 413
        assert wire.get("/api/status", headers=headers).status_code == 200


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"host", b"origin", b"authorization", b"sec-fetch-site", b"content-length", b"x"]),
            st.binary(max_size=30),
        ),
        max_size=6,
    ),
    st.sampled_from(["GET", "POST", "DELETE"]),
)
def test_no_headers_let_anybody_in(serving: Serving, headers: list[tuple[bytes, bytes]], method: str) -> None:
    assert raw(serving, headers, method) in (401, 403, 421)
    assert raw(serving, [(b"host", HERE.encode()), *headers], method) in (401, 403, 413, 421)


def test_the_server_has_no_documentation_or_debug_route(serving: Serving) -> None:
    paths = {path for _, path in everything(serving)}
    assert all(path.startswith(("/api/", "/v1/", "/mcp", "/health")) for path in paths), paths
    assert isinstance(create_app(serving), Starlette) and not create_app(serving).debug
    assert "--debug" not in sys.argv


# Nothing leaves, nothing is started with what came


def test_nothing_leaves_the_machine(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of everything that needs no network opens no connection and looks up no name."""
    reached: list[object] = []
    before = requests_sent()

    def leak(*where: object, **more: object) -> None:
        reached.append(where)
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, leak)
    monkeypatch.setattr(socket, "getaddrinfo", leak)
    picture = {"type": "image_url", "image_url": {"url": "http://127.0.0.1:1/x.png"}}
    client.post("/v1/chat/completions", json={"model": "necker", "messages": [{"role": "user", "content": [picture]}]})
    client.post("/api/ask", json={"question": "Who painted the Mona Lisa? http://evil.example/x.png"})
    client.post("/api/verify", json={"text": "![x](http://evil.example/x.png) The Titanic sank in 1912."})
    client.post("/api/memory", json={"text": "see http://evil.example"})
    for path in READ:
        client.get(path)
    assert reached == []
    assert requests_sent() == before


def test_nothing_of_a_request_is_in_a_command(client: TestClient) -> None:
    """Programs are started (the sandbox), but no word of theirs comes from a query or a body."""
    started: list[str] = []
    watching = True

    def hook(event: str, given: tuple[object, ...]) -> None:
        if watching and event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn"):
            started.append(repr(given))

    sys.addaudithook(hook)
    mark = "zqxmark"
    client.get(f"/api/status?command={mark}&cmd={mark}&url=http://127.0.0.1/{mark}")
    for question in (
        f"What is 6 times 7? {mark}",
        f"$(touch {mark})",
        f"; {mark} |",
        f"`{mark}`",
        "What is 17 percent of 240?",
    ):
        client.post("/api/ask", json={"question": question, "command": mark, "path": mark})
    client.post("/api/verify", json={"text": f"2 + 2 = 5. {mark} = 3."})
    client.post("/api/documents", files=[("files", (f"{mark}; rm -rf x.txt", b"text"))])
    watching = False
    assert not any(mark in each for each in started), started


def test_the_network_switch_holds_for_the_server_too(client: TestClient) -> None:
    set_offline(True)
    try:
        assert client.get("/api/status").json()["network"]["offline"] is True
        answer = client.post("/api/ask", json={"question": "Who painted the Mona Lisa?"})
        assert "event: answer" in answer.text
    finally:
        set_offline(False)
