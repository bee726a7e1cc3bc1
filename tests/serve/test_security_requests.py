"""What a request can make the server do: read a form of another page, fill its memory, reach the network, start a program."""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

import pytest
from starlette.testclient import TestClient

from necker.core.network import requests_sent, set_offline
from necker.serve.guard import LIMIT
from necker.serve.serving import Serving
from tests.serve.guarding import READ, code
from tests.serve.running import running

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
