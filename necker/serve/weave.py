"""Verdicts woven into a chat completion of another model: between the events of a stream, or into one that comes whole.

Each event is passed on byte for byte as soon as it is complete.  Ours have one choice with an empty delta, so that a client
that knows nothing of them sees nothing.  All stand before the event that ends the answer: what follows it (usage, [DONE]) is
read by some clients from the last event alone.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import sys
import traceback
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Any

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.serve.events import frame
from necker.serve.growing import Growing
from necker.serve.openai_shapes import claim_json, verdicts
from necker.serve.problems import Problem, encoded, error_object

if TYPE_CHECKING:
    from necker.serve.serving import Serving

MOST_EVENT = 8 << 20
"""Bytes of one event; a server that sends more sends no events."""

MOST_CHOICES = 16
_HEAD = ("id", "object", "created", "model", "system_fingerprint")  # of an event, as they stand in ours too
_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_AHEAD = 256  # events that may wait for a slow client before the model's server has to
_AHEAD_BYTES = 4 << 20  # and their bytes

Json = dict[str, Any]


Said = bytes | BaseException | None


class Ahead:
    """What waits for a slow client, in order, bounded in events and in bytes; one event may always wait, however large."""

    def __init__(self) -> None:
        self._held: deque[Said] = deque()
        self._bytes = 0
        self._one = asyncio.Lock()  # first come, first served: small events would always find room before a large one
        self._room, self._news = asyncio.Event(), asyncio.Event()

    async def put(self, said: Said) -> None:
        """Add it, once there is room."""
        size = len(said) if isinstance(said, bytes) else 0
        async with self._one:
            while self._held and (len(self._held) >= _AHEAD or self._bytes + size > _AHEAD_BYTES):
                self._room.clear()
                await self._room.wait()
            self._held.append(said)
            self._bytes += size
            self._news.set()

    async def get(self) -> Said:
        """Take the first, once there is one."""
        while not self._held:
            self._news.clear()
            await self._news.wait()
        said = self._held.popleft()
        self._bytes -= len(said) if isinstance(said, bytes) else 0
        self._room.set()
        return said


class Weave:
    """One answer on its way through."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._texts: dict[int, Growing] = {}
        self._ended: set[int] = set()
        self._head: Json = {}
        self._out = Ahead()
        self._more = asyncio.Event()
        self._whole = False
        self._told = False

    async def frames(self, source: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """The events of `source`, with ours in between.  Raises what `source` raises, after all that came before it."""
        judging = asyncio.create_task(self._judge())
        reading = asyncio.create_task(self._read(source, judging))
        try:
            while (each := await self._out.get()) is not None:
                if isinstance(each, BaseException):
                    raise each
                yield each
        finally:
            for task in (reading, judging):
                task.cancel()
            await asyncio.gather(reading, judging, return_exceptions=True)

    async def _read(self, source: AsyncIterator[bytes], judging: asyncio.Task[None]) -> None:
        """Pass on every event; where the answer ends, wait for its last verdict first."""
        try:
            async for event in events(source):
                data = _data(event)
                if data is not None:
                    self._take(data)
                if self._over(event):
                    await self._tell(judging)
                await self._out.put(event)
            await self._tell(judging)  # a server that says nothing at the end
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001  it is raised where the events are read
            await self._out.put(error)
        await self._out.put(None)

    def _take(self, data: Json) -> None:
        """Note what an event adds to the text of each choice."""
        self._head = {key: data[key] for key in _HEAD if key in data and _is_plain(data[key])}
        choices = data.get("choices")
        for choice in choices if isinstance(choices, list) else []:
            index = choice.get("index", 0) if isinstance(choice, dict) else None
            if not isinstance(index, int) or not 0 <= index < MOST_CHOICES:
                continue
            delta = choice.get("delta")
            piece = delta.get("content") if isinstance(delta, dict) else None
            if isinstance(piece, str) and piece:
                text = self._texts.setdefault(index, Growing(self._serving))
                if text.add(piece):
                    self._more.set()
            if choice.get("finish_reason"):
                self._ended.add(index)

    def _over(self, event: bytes) -> bool:
        """Whether this event ends the answer."""
        ended = bool(self._ended) and self._ended >= set(self._texts)
        return not self._told and (ended or event.lstrip().startswith((b"data: [DONE]", b"data:[DONE]")))

    async def _judge(self) -> None:
        """Judge what is complete whenever there is more, and send the verdicts, until the text is whole."""
        while True:
            await self._more.wait()
            self._more.clear()
            whole = self._whole
            for index, text in [each for each in self._texts.items() if whole or each[1].due]:
                async for claim in text.check(whole):
                    if not whole:
                        await self._out.put(self._ours(index, [claim_json(claim, index)], False))
            if whole:
                return

    async def _tell(self, judging: asyncio.Task[None]) -> None:
        """Wait for the last verdicts and send them all.  Without any text there is nothing to say."""
        if self._told or not self._texts:
            return
        self._told, self._whole = True, True
        self._more.set()
        await asyncio.wait({judging})
        index = min(self._texts)
        failed = judging.exception()
        rows = [claim_json(claim, each) for each, text in sorted(self._texts.items()) for claim in text.claims]
        await self._out.put(self._ours(index, rows, True, failed))

    def _ours(self, index: int, rows: list[Json], done: bool, failed: BaseException | None = None) -> bytes:
        """An event of ours, which looks like the server's and adds nothing to the answer."""
        notice = "; ".join(filter(None, (text.notice for text in self._texts.values()))) if done else ""
        told = verdicts(self._serving.judge.name, rows, done, notice) | _failure(failed)
        choice = {"index": index, "delta": {"content": ""}, "finish_reason": None}
        return frame(self._head | {"choices": [choice], "necker": told})


async def events(source: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The events of a stream, each with the empty line that ends it.  Raises Problem (502) for one without end."""
    held = bytearray()
    async for chunk in source:
        start = max(0, len(held) - 3)
        held += chunk
        while match := _END.search(held, start):
            yield bytes(held[: match.end()])
            del held[: match.end()]
            start = 0
        if len(held) > MOST_EVENT:
            what = say("the model server sends no events", "le serveur de modèle n’envoie pas d’événements")
            raise Problem(502, "upstream_unreadable", what)
    if held:
        yield bytes(held)


def _is_plain(value: Any) -> bool:
    """Whether JSON has this value: Python also reads NaN, and numbers that are too large for a float."""
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))


def _data(event: bytes) -> Json | None:
    """The JSON object of an event, if it is one."""
    lines = [line[5:] for line in event.splitlines() if line.startswith(b"data:")]
    try:
        found = json.loads(b"\n".join(lines).decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


async def with_verdicts(serving: Serving, body: bytes) -> bytes:
    """A completion that came whole, with the key `necker`; all its other bytes as they were."""
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    choices = found.get("choices") if isinstance(found, dict) else None
    if not isinstance(choices, list) or "necker" in found:
        return body
    rows: list[Json] = []
    notices: list[str] = []
    failed: Exception | None = None
    for choice in choices[:MOST_CHOICES]:
        message = choice.get("message") if isinstance(choice, dict) else None
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, str) and content:
            text = Growing(serving)
            text.add(content)
            try:
                async for _ in text.check(whole=True):
                    pass
            except Exception as error:  # noqa: BLE001  the model's answer is worth sending without verdicts
                failed = error
            index = choice.get("index", 0)
            rows += [claim_json(claim, index if isinstance(index, int) else 0) for claim in text.claims]
            notices.append(text.notice)
    told = verdicts(serving.judge.name, rows, True, "; ".join(filter(None, notices))) | _failure(failed)
    return body.rstrip()[:-1] + b',"necker":' + encoded(told) + b"}"


def _failure(error: BaseException | None) -> Json:
    """Why there are no verdicts, if there are none; what nobody expected is printed, and not told."""
    if error is None:
        return {}
    if not isinstance(error, NeckerError):
        traceback.print_exception(error, file=sys.stderr)
    return error_object(error)
