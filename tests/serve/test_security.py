"""Who may speak to the server: by Host, Origin, the site of the page, the token; WebSockets before they are accepted."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from necker.serve import guard as guard_module
from necker.serve.app import create_app
from necker.serve.guard import Guard
from necker.serve.serving import Serving
from tests.serve.conftest import PORT
from tests.serve.guarding import HERE, READ, code, everything, raw
from tests.serve.running import running

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
