"""The outermost layer: who may speak to this server.  Host, Origin, Sec-Fetch-Site, token, size; then the headers of answers.

This machine's other programs and every page in the user's browser can reach a loopback port, so each request is checked
on its raw headers before any route sees it, WebSockets before they are accepted.  Statuses: 421 another Host (DNS
rebinding), 403 another Origin, 401 no token, 413 too large.  No cookie, no CORS header, ever.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from necker.core.language import Lang, say, speaking
from necker.serve.problems import Problem, problem_response, report
from necker.serve.serving import Serving

HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "microphone=(self), camera=(self), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
"""Sent with every answer."""

_ALWAYS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_OURS = {b"cache-control", b"x-request-id"} | {name for name, _ in _ALWAYS}

LIMIT = 8_000_000
"""Bytes of a request, unless its path is in LIMITS."""

LIMITS = {
    "/api/documents": 250_000_000,
    "/api/see": 60_000_000,
    "/api/hear": 60_000_000,
    "/v1/audio/": 60_000_000,
    "/v1/images/": 60_000_000,
    "/v1/chat/": 60_000_000,
    "/v1/responses": 60_000_000,
}
"""Where files come in, or pictures inside JSON."""

_DRAINED = 300_000_000  # bytes of a refused body that are read and dropped, so that the client reads why
_DRAIN_SECONDS = 10.0
_SUBPROTOCOL = "openai-insecure-api-key."  # how OpenAI's browser clients send a key, since they cannot set the header
_SAFE = ("GET", "HEAD", "OPTIONS")


class _TooLarge(Exception):
    """More came than was allowed."""


class Guard:
    """ASGI middleware.  `public` says which paths may be read without a token: the page's own files, and nothing of the user."""

    def __init__(self, app: ASGIApp, serving: Serving, public: Callable[[str], bool]) -> None:
        self.app, self.serving, self.public = app, serving, public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = _Headers(scope)
        request_id = f"req_{uuid4().hex}"
        scope.setdefault("state", {})["request_id"] = request_id
        with speaking(headers.language()):
            outgoing = _Outgoing(send, request_id.encode(), open_=self.public(scope["path"]))
            problem = self._problem(scope, headers)
            if scope["type"] == "websocket":
                await (_refuse_socket(problem, scope, receive, outgoing) if problem else self.app(scope, receive, send))
                return
            await self._http(problem, scope, headers, receive, outgoing)

    async def _http(
        self, problem: Problem | None, scope: Scope, headers: _Headers, receive: Receive, send: _Outgoing
    ) -> None:
        limit = next((most for path, most in LIMITS.items() if scope["path"].startswith(path)), LIMIT)
        length = headers.one(b"content-length") or "0"
        if problem is None and length.isdecimal() and int(length) > limit:
            problem = _too_large(limit)
        if problem is not None:
            await _refuse(problem, scope, receive, send)
            return
        try:
            await self.app(scope, _limited(receive, limit), send)
        except _TooLarge:
            if not send.started:
                await _refuse(_too_large(limit), scope, receive, send)
        except Exception as error:  # noqa: BLE001  no route may bring the server down, or show its inside
            report(error)
            if not send.started:
                await problem_response(error)(scope, receive, send)

    def _problem(self, scope: Scope, headers: _Headers) -> Problem | None:
        """What speaks against a request, in the order in which it must be asked."""
        host = headers.one(b"host")
        if host is None or not self._known(host):
            return Problem(
                421, "wrong_host", say("this address is not served here", "cette adresse n’est pas servie ici")
            )
        origin, socket = headers.one(b"origin"), scope["type"] == "websocket"
        if headers.count(b"origin") and origin != f"http://{host}":
            return Problem(403, "wrong_origin", say("another page may not ask", "une autre page ne peut pas demander"))
        if not self._same_site(scope, headers):
            return Problem(403, "cross_site", say("another site may not ask", "un autre site ne peut pas demander"))
        if self.serving.token is None or (not socket and scope["method"] in _SAFE and self.public(scope["path"])):
            return None
        if self._token(headers, allow_subprotocol=socket and origin is not None):
            return None
        do = say("open the address that `necker serve` shows", "ouvrez l’adresse que montre `necker serve`")
        return Problem(401, "invalid_api_key", say("the token is missing or wrong", "jeton absent ou faux"), do=do)

    def _known(self, host: str) -> bool:
        name, _, port = host.rpartition(":")
        if port != str(self.serving.port) or not name:
            name, port = host, "80"  # a browser leaves the port out when it is this one
            if self.serving.port != 80:
                return False
        return name in self.serving.hosts or ("*" in self.serving.hosts and _is_address(name))

    def _same_site(self, scope: Scope, headers: _Headers) -> bool:
        """Go's CrossOriginProtection, and stricter: another site may link to the page, and do nothing else."""
        site = headers.one(b"sec-fetch-site")
        if not headers.count(b"sec-fetch-site") or site in ("same-origin", "none"):
            return True
        opened = headers.one(b"sec-fetch-mode") == "navigate" and headers.one(b"sec-fetch-dest") == "document"
        return scope.get("method") == "GET" and scope["path"] == "/" and opened

    def _token(self, headers: _Headers, *, allow_subprotocol: bool) -> bool:
        """Whether the token is there; every way to send it ends in one comparison, in constant time."""
        given = headers.one(b"authorization")
        kind, _, key = (given or "").partition(" ")
        if kind.lower() != "bearer":
            key = ""
        if not headers.count(b"authorization") and allow_subprotocol:
            offered = [each.strip() for each in (headers.one(b"sec-websocket-protocol") or "").split(",")]
            key = next((each.removeprefix(_SUBPROTOCOL) for each in offered if each.startswith(_SUBPROTOCOL)), "")
        wanted = self.serving.token or ""
        return bool(wanted) and hmac.compare_digest(key.strip().encode(), wanted.encode())


class _Headers:
    """The raw headers of a request."""

    def __init__(self, scope: Scope) -> None:
        self._raw: dict[bytes, list[bytes]] = {}
        for key, value in scope["headers"]:
            self._raw.setdefault(key.lower(), []).append(value)

    def count(self, name: bytes) -> int:
        return len(self._raw.get(name, ()))

    def one(self, name: bytes) -> str | None:
        """The value; None when it is absent, or there twice: whoever comes after us might read the other one."""
        found = self._raw.get(name, ())
        return found[0].decode("latin-1") if len(found) == 1 else None

    def language(self) -> Lang | None:
        """The first of our languages in Accept-Language: what messages are to be in."""
        for each in re.findall(r"(?:^|,)\s*([a-zA-Z]{2})\b", self.one(b"accept-language") or ""):
            if each.lower() in ("fr", "en"):
                return "fr" if each.lower() == "fr" else "en"
        return None


class _Outgoing:
    """`send`, with our headers on every answer, and knowing whether one has begun."""

    def __init__(self, send: Send, request_id: bytes, open_: bool) -> None:
        self._send, self._request_id, self._open = send, request_id, open_
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.started = True
            theirs = [(key, value) for key, value in message.get("headers", []) if key.lower() not in _OURS]
            cached = (b"cache-control", b"no-cache" if self._open else b"no-store")
            message = {**message, "headers": [*theirs, *_ALWAYS, cached, (b"x-request-id", self._request_id)]}
        await self._send(message)


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive` that raises _TooLarge once more than `limit` bytes have come."""
    left = limit

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _TooLarge
        return message

    return counted


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: _Outgoing) -> None:
    """Answer at once, then let the rest of the body come and drop it: a client that is still sending reads no answer."""
    response = problem_response(problem)
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            left, message = _DRAINED, await receive()
            while message["type"] == "http.request" and message.get("more_body") and left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
    await send({"type": "http.response.body", "body": b""})


async def _refuse_socket(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse before the connection is accepted: with the status where the server can say it, else by closing."""
    await receive()  # websocket.connect
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    response = problem_response(problem)
    start: dict[str, Any] = {"type": "websocket.http.response.start", "status": response.status_code}
    await send(start | {"headers": response.raw_headers})
    await send({"type": "websocket.http.response.body", "body": response.body})


def _too_large(limit: int) -> Problem:
    most = say(f"{limit // 10**6} MB at most", f"{limit // 10**6} Mo au plus")
    return Problem(413, "too_large", say("the request is too large", "la requête est trop grande"), most)


def _is_address(name: str) -> bool:
    """Whether a host is a numeric address: a name could be made to lead here by whoever owns it."""
    with suppress(ValueError):
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        return True
    return False
