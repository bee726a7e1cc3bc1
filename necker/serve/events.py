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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        left = asyncio.create_task(_left(receive))
        try:
            async with contextlib.aclosing(self._frames(left)) as frames:
                async for each in frames:
                    await send({"type": "http.response.body", "body": each, "more_body": True})
            if not left.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            left.cancel()
            await self.source.aclose()

    async def _frames(self, left: asyncio.Task[None]) -> Frames:
        """The frames of the source until it ends or the reader has left, with pings in between."""
        while not left.done():
            step = asyncio.ensure_future(anext(self.source))
            try:
                while not step.done() and not left.done():
                    await asyncio.wait({step, left}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                    if not step.done() and not left.done():
                        yield b": ping\n\n"
                if not step.done():
                    return
                yield step.result()
            except StopAsyncIteration:
                return
            except Exception as error:  # noqa: BLE001  whatever it is, it is told as an event
                report(error)
                yield frame(error_object(error), self.failed)
                return
            finally:
                if not step.done():
                    step.cancel()
                    with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                        await step


async def _left(receive: Receive) -> None:
    """Ends when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
