"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): frames, keep-alive, who has left.

A stream begins at once, says `: ping` when it has nothing else to say, and its source is closed when the reader goes away.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from necker.serve.problems import encoded, error_object, report

PING_SECONDS = 15.0
"""Silence after which a comment is sent: proxies and clients drop a connection that says nothing."""

DONE = b"data: [DONE]\n\n"
"""The end of a stream as OpenAI's clients know it."""

Frames = AsyncGenerator[bytes, None]


def frame(data: Any, event: str | None = None) -> bytes:
    """One event.  JSON has no line break of its own, so one `data` line always holds it."""
    head = f"event: {event}\n".encode() if event else b""
    return head + b"data: " + encoded(data) + b"\n\n"


class Last(bytes):
    """A frame that no other one follows: the stream ends with it, in the same piece."""


class EventStream(Response):
    """Sends the frames of `source`.  An error of it becomes the last frame: the headers have gone by then.

    `failed` is the name of that frame; None, as OpenAI's clients expect it, sends it without one.
    """

    media_type = "text/event-stream"

    def __init__(self, source: Frames, failed: str | None = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(None, 200, headers)
        del self.headers["content-length"]
        self.headers["cache-control"] = "no-store"
        self.source, self.failed = source, failed
        self._said = 0.0  # when, in the time of the event loop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        self._said = asyncio.get_running_loop().time()
        reading = asyncio.timeout(None)
        try:
            with contextlib.suppress(TimeoutError):  # the reader has left: nobody wants the rest
                async with reading:
                    watching = asyncio.create_task(self._watch(receive, send, reading))
                    try:
                        await self._send(send)
                    finally:
                        watching.cancel()
        finally:
            await self.source.aclose()

    async def _send(self, send: Send) -> None:
        """The frames of the source, then the end."""
        last = b""
        try:
            async for each in self.source:
                if isinstance(each, Last):
                    last = each
                    break
                self._said = asyncio.get_running_loop().time()
                await send({"type": "http.response.body", "body": each, "more_body": True})
        except Exception as error:  # noqa: BLE001  whatever it is, it is told as an event
            report(error)
            last = frame(error_object(error), self.failed)
        await send({"type": "http.response.body", "body": last})

    async def _watch(self, receive: Receive, send: Send, reading: asyncio.Timeout) -> None:
        """Say something when nothing else is said; end the reading when the client has gone."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                async with asyncio.timeout_at(self._said + PING_SECONDS):
                    while (await receive())["type"] != "http.disconnect":
                        pass
            except TimeoutError:
                if loop.time() >= self._said + PING_SECONDS:
                    self._said = loop.time()
                    await send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})
            else:
                return reading.reschedule(0)
