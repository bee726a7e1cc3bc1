"""Streams of events: in how many pieces they come, what is said in silence, what becomes of them when the reader leaves."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest

from necker.serve import events as module
from necker.serve.app import create_app
from necker.serve.events import EventStream, Frames, Last, frame
from necker.serve.serving import Serving
from tests.serve.conftest import PORT


class Reader:
    """The other end of a stream: what it is sent, and when it leaves."""

    def __init__(self, body: bytes = b"") -> None:
        self.sent: list[Any] = []
        self.gone = asyncio.Event()
        self._body: bytes | None = body

    async def receive(self) -> dict[str, Any]:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def parts(self) -> list[bytes]:
        return [message["body"] for message in self.sent[1:]]

    @property
    def ended(self) -> bool:
        return not self.sent[-1].get("more_body", False)


def read(
    source: Callable[[Reader], Frames], reader: Callable[[], Reader] = Reader, failed: str | None = None
) -> Reader:
    """What comes of a stream, to its end."""

    async def stream() -> Reader:
        found = reader()
        await EventStream(source(found), failed)({"type": "http"}, found.receive, found.send)
        return found

    return asyncio.run(asyncio.wait_for(stream(), 20))


def test_frames_come_as_they_are_then_the_end() -> None:
    async def source(_: Reader) -> Frames:
        yield b"data: 1\n\n"
        yield b"data: 2\n\n"

    found = read(source)
    assert found.parts == [b"data: 1\n\n", b"data: 2\n\n", b""] and found.ended
    assert all(message["more_body"] for message in found.sent[1:3])


def test_the_last_frame_is_the_end_itself() -> None:
    async def source(_: Reader) -> Frames:
        yield b"data: 1\n\n"
        yield Last(b"data: 2\n\n")

    found = read(source)
    assert found.parts == [b"data: 1\n\n", b"data: 2\n\n"] and found.ended


def test_an_error_is_the_last_frame() -> None:
    async def source(_: Reader) -> Frames:
        yield b"data: 1\n\n"
        raise TimeoutError("a secret of the inside")

    found = read(source, failed="failed")
    assert found.ended and found.parts[1].startswith(b"event: failed\ndata: {") and b"secret" not in found.parts[1]


def test_something_is_said_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Again and again, between the frames and never inside of one."""
    monkeypatch.setattr(module, "PING_SECONDS", 0.05)

    async def source(reader: Reader) -> Frames:
        for number in range(2):
            yield frame(number)
            while reader.parts[-2:] != [b": ping\n\n"] * 2:
                await asyncio.sleep(0.001)

    found = read(source)
    said = [part for part in found.parts if part != b": ping\n\n"]
    assert said == [b"data: 0\n\n", b"data: 1\n\n", b""] and len(found.parts) >= 7


def test_nothing_is_said_while_something_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it goes on; a machine that stands still for as long is excused."""
    monkeypatch.setattr(module, "PING_SECONDS", 0.2)
    times: list[float] = []

    async def source(_: Reader) -> Frames:
        for number in range(40):
            times.append(asyncio.get_running_loop().time())
            yield frame(number)
            await asyncio.sleep(0.01)

    found = read(source)
    stood = sum(after - before > 0.15 for before, after in itertools.pairwise([*times, times[-1] + 0.01]))
    assert times[-1] - times[0] > 0.2 and found.parts.count(b": ping\n\n") <= stood


def test_a_reader_who_leaves_ends_the_source() -> None:
    """While it waits for what does not come, too; nothing is sent afterwards."""
    closed: list[str] = []

    async def source(reader: Reader) -> Frames:
        try:
            yield frame(1)
            reader.gone.set()
            await asyncio.Event().wait()
        finally:
            closed.append("closed")

    found = read(source)
    assert closed == ["closed"] and found.parts == [frame(1)]


def test_a_request_that_is_cancelled_stays_cancelled() -> None:
    """By the server that stops, that is; the source is closed all the same."""
    closed: list[str] = []

    async def source() -> AsyncGenerator[bytes, None]:
        try:
            yield frame(1)
            await asyncio.Event().wait()
        finally:
            closed.append("closed")

    async def cancel() -> bool:
        reader = Reader()
        task = asyncio.create_task(EventStream(source())({"type": "http"}, reader.receive, reader.send))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait({task})
        return task.cancelled()

    assert asyncio.run(cancel()) and closed == ["closed"]


def test_an_answer_that_is_there_comes_in_one_piece(serving: Serving) -> None:
    """`start` at once; then text, verdicts, the whole and the end together: each piece costs a hop and a system call."""
    asked = json.dumps({"question": "Who painted the Mona Lisa?"}).encode()
    headers = {
        "host": f"127.0.0.1:{PORT}",
        "authorization": f"Bearer {serving.token}",
        "content-type": "application/json",
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/api/ask", "headers": raw, "query_string": b""}

    async def ask() -> Reader:
        reader = Reader(asked)
        await create_app(serving)(scope, reader.receive, reader.send)
        return reader

    found = asyncio.run(asyncio.wait_for(ask(), 60))
    first, rest = found.parts
    assert first.startswith(b"event: start\n") and found.ended
    assert rest.startswith(b"event: text\n") and rest.count(b"event: claim\n") >= 1 and b"event: answer\n" in rest
