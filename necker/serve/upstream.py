"""`necker serve --upstream URL`: the user's own model answers, and verdicts of its answers are added on the way.

The request goes through byte for byte; so does the answer, event by event.  What is added: while it streams, events of
their own whose key `necker` holds the claims judged so far (growing.py), and all of them before the event that ends it; in an
answer that comes whole, the key `necker`.  Nothing the model's server says is trusted: sizes are bounded, no redirect is followed.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from necker.assistant.chat_api import key_of, server_address
from necker.core.language import say
from necker.core.network import record_request, require_network
from necker.serve.events import EventStream
from necker.serve.leaving import unless_gone
from necker.serve.problems import Problem, encoded, error_object
from necker.serve.weave import Weave, with_verdicts
from necker.text.normal import clean

if TYPE_CHECKING:
    import httpx2

    from necker.serve.serving import Serving

MOST_BODY = 64 << 20
"""Bytes of an answer that comes whole (an embedding of many texts is the largest)."""

KEY = "NECKER_UPSTREAM_KEY"
"""The variable that the key of the model's server is read from."""

CONNECT = 10.0  # seconds for the connection alone; a model may think for as long as its user lets it
KEPT = 2.0  # seconds a connection is kept for the next request: less than servers keep it, or one would be lost
_MOST_ERROR = 1 << 20
_MOST_SAID = 500  # characters of a server's own words that are shown
_PASSED = re.compile(r"(content-type|retry-after(-ms)?|openai-.*|x-ratelimit-.*)")
_SEGMENT = re.compile(r"[\w.:@-]+")


def routes(serving: Serving) -> list[Route]:
    """The routes that answer instead of openai_chat.py and openai_models.py; none without --upstream."""
    if not serving.upstream:
        return []
    server = Upstream(serving.upstream)
    server.allow()

    async def chat(request: Request) -> Response:
        return await _answered(serving, server, request)

    async def other(request: Request) -> Response:
        return await _passed_on(server, request)

    return [
        Route("/v1/chat/completions", chat, methods=["POST"]),
        Route("/v1/models", other, methods=["GET"]),
        Route("/v1/models/{path:path}", other, methods=["GET"]),
        *(
            Route(f"/v1/{name}", other, methods=["POST"])
            for name in ("completions", "responses", "embeddings", "rerank")
        ),
    ]


class Upstream:
    """A model server at `url`, its base address, usually ending in /v1.  Its key is NECKER_UPSTREAM_KEY.

    Connections are kept and shared by all requests of one event loop.  Raises UsageError for an address or a key of no
    use.
    """

    def __init__(self, url: str) -> None:
        self.url, self.host, self.loopback = check_address(url)
        self._key = key_of(KEY)
        self._client: httpx2.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def allow(self) -> None:
        """Raise RefusedError when offline, unless the server is on this machine."""
        if not self.loopback:
            require_network(say(f"ask the model at {self.host}", f"consulter le modèle à {self.host}"))

    def client(self) -> httpx2.AsyncClient:
        """The connections, made in the event loop that uses them."""
        import httpx2

        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            timeout = httpx2.Timeout(None, connect=CONNECT)
            self._client = httpx2.AsyncClient(
                trust_env=not self.loopback,
                follow_redirects=False,
                timeout=timeout,
                limits=httpx2.Limits(keepalive_expiry=KEPT),
            )
            self._loop = loop
        return self._client

    async def send(self, request: Request) -> httpx2.Response:
        """The head of the answer to this request, sent on as it is but for its headers.  Raises Problem (502)."""
        import httpx2

        self.allow()
        path = request.url.path.removeprefix("/v1")
        if not all(_SEGMENT.fullmatch(part) and set(part) != {"."} for part in path.split("/")[1:]):
            raise Problem(404, "not_found", say("there is nothing here", "il n’y a rien ici"))
        headers = {"Accept": request.headers.get("accept", "*/*"), "Accept-Encoding": "identity"}
        if kind := request.headers.get("content-type"):
            headers["Content-Type"] = kind
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        body = await request.body()
        client = self.client()
        query = f"?{request.url.query}" if request.url.query else ""
        made = client.build_request(request.method, self.url + path + query, content=body or None, headers=headers)
        record_request(self.host)
        try:
            return await unless_gone(request, client.send(made, stream=True))
        except httpx2.HTTPError as error:
            raise self.lost(error) from error

    def lost(self, error: Exception) -> Problem:
        """The error for a server that cannot be reached, or that broke off."""
        what = say(
            f"the model server at {self.host} does not answer", f"le serveur de modèle {self.host} ne répond pas"
        )
        why = self.shown(str(error)) or type(error).__name__
        do = say(
            "check that it runs, and the address of --upstream", "vérifiez qu’il tourne, et l’adresse de --upstream"
        )
        return Problem(502, "upstream_unreachable", what, why, do)

    def shown(self, text: str) -> str:
        """Words of the server for an error: short, nothing invisible, never the key."""
        text = clean(text[:4000])
        return (text.replace(self._key, "***") if self._key else text)[:_MOST_SAID]


async def _answered(serving: Serving, server: Upstream, request: Request) -> Response:
    """A chat completion with verdicts, streamed if the server streams it."""
    response = await server.send(request)
    headers = _headers(response)
    if response.status_code != 200:
        return await _failed(server, request, response)
    if headers.get("content-type", "").startswith("text/event-stream"):
        stream = EventStream(
            _woven(serving, server, response), headers={k: v for k, v in headers.items() if k != "content-type"}
        )
        stream.headers["content-type"] = headers["content-type"]
        return stream
    body = await _whole(server, request, response)
    body = await unless_gone(request, with_verdicts(serving, body))
    return Response(body, 200, headers)


async def _passed_on(server: Upstream, request: Request) -> Response:
    """Anything else the model's server knows, as it is."""
    response = await server.send(request)
    if response.status_code >= 300:
        return await _failed(server, request, response)
    headers = _headers(response)
    if headers.get("content-type", "").startswith("text/event-stream"):
        return EventStream(_plain(server, response), headers={k: v for k, v in headers.items() if k != "content-type"})
    return Response(await _whole(server, request, response), response.status_code, headers)


async def _woven(serving: Serving, server: Upstream, response: httpx2.Response) -> AsyncGenerator[bytes, None]:
    """The events of the server, with verdicts between them.  Closing it closes the connection, so that the model stops."""
    import httpx2

    try:
        async with aclosing(Weave(serving).frames(response.aiter_bytes())) as frames:
            async for each in frames:
                yield each
    except httpx2.HTTPError as error:
        raise server.lost(error) from error
    finally:
        await response.aclose()


async def _plain(server: Upstream, response: httpx2.Response) -> AsyncGenerator[bytes, None]:
    import httpx2

    try:
        async for each in response.aiter_bytes():
            yield each
    except httpx2.HTTPError as error:
        raise server.lost(error) from error
    finally:
        await response.aclose()


async def _whole(server: Upstream, request: Request, response: httpx2.Response, most: int = MOST_BODY) -> bytes:
    """The body of an answer.  Raises Problem (502) when it breaks off or has no end."""
    import httpx2

    async def read() -> bytes:
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > most:
                raise server.lost(ValueError(say("the answer has no end", "la réponse ne finit pas")))
        return bytes(data)

    try:
        return await unless_gone(request, read())
    except httpx2.HTTPError as error:
        raise server.lost(error) from error
    finally:
        await response.aclose()


async def _failed(server: Upstream, request: Request, response: httpx2.Response) -> Response:
    """The server's error as an error object with its status.  One that it sent as such goes through, without the key."""
    status, headers = response.status_code, _headers(response)
    data = await _whole(server, request, response, _MOST_ERROR)
    if status < 400:
        why = say("redirects are not followed", "les redirections ne sont pas suivies")
        raise Problem(
            502, "upstream_redirect", say("the model server sends elsewhere", "le serveur renvoie ailleurs"), why
        )
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    inner = found.get("error") if isinstance(found, dict) else None
    said = inner.get("message") if isinstance(inner, dict) else inner
    if not said and isinstance(found, dict):
        said = found.get("message") or found.get("detail")
    if not said and data.lstrip()[:1] != b"<":
        said = data[:4000].decode("utf-8", "replace")
    said = server.shown(said if isinstance(said, str) else json.dumps(said))
    do = say("check NECKER_UPSTREAM_KEY", "vérifiez NECKER_UPSTREAM_KEY") if status in (401, 403) else ""
    what = say(f"the model server answers {status}", f"le serveur de modèle répond {status}")
    told = error_object(Problem(status, "upstream_error", what, said, do))
    if isinstance(inner, dict):  # what it knows of its own error is what clients look at
        kept = {
            key: server.shown(inner[key]) if isinstance(inner[key], str) else inner[key]
            for key in ("type", "param", "code")
            if isinstance(inner.get(key), str | int | None) and key in inner
        }
        told["error"] |= kept
    told["error"]["message"] = f"{what}{say(': ', ' : ')}{said}" if said else what
    headers["content-type"] = "application/json"
    return Response(encoded(told), status if status < 600 else 502, headers)


def _headers(response: httpx2.Response) -> dict[str, str]:
    """The headers that mean something to the client; cookies and what concerns the connection are not passed on.

    Nor is a value with anything but visible ASCII in it, which HTTP cannot carry safely.
    """
    passed = ((name, value) for name, value in response.headers.items() if _PASSED.fullmatch(name.lower()))
    return {name: value for name, value in passed if re.fullmatch(r"[ -~]*", value)}


def check_address(url: str) -> tuple[str, str, bool]:
    """(base address, host, whether it is this machine); /v1 is added where no path is.  Raises UsageError as server_address."""
    base, host, loopback = server_address(url, say("--upstream", "de --upstream"), KEY)
    return (base if urlsplit(base).path else f"{base}/v1"), host, loopback
