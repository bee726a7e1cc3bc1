"""Asking and verifying as streams of events: the one adapter over assistant and verify, and the slots they run in.

A turn is blocking work; it runs in a thread, a few at once, the others wait in order.  When its reader leaves, it is told at
the next passage it judges.  What is streamed is (name, data), as docs/reference/api.md has it; who frames it is talk.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from necker.assistant.answer import Answer
from necker.assistant.turn import Brain, ask
from necker.core.language import Lang, interface_language, say
from necker.knowledge.library import Library
from necker.serve.problems import Problem
from necker.text.normal import nfc
from necker.verify.check import TOGETHER, verify_claims
from necker.verify.claim import Claim
from necker.verify.evidence import resolve_subjects
from necker.verify.judge import Case, Judge, Judgement
from necker.verify.split import passed_over, split

AT_ONCE = 4
"""Turns that run at the same time."""

MOST_WAITING = 256
"""Turns that may wait for a slot; beyond that a request is refused at once."""

_LAST_WORDS = 3.0  # seconds

Event = tuple[str, dict[str, Any]]
_Result = TypeVar("_Result")


class Stopped(Exception):
    """The reader of a turn has left: nobody wants the rest."""


class Turn:
    """What a turn in its thread may do: say something, and ask whether it is still wanted."""

    def __init__(self, say_: Callable[[Sequence[Event]], None]) -> None:
        self._say = say_
        self._stopped = threading.Event()

    def emit(self, name: str, data: dict[str, Any]) -> None:
        """Send an event.  Raises Stopped when nobody reads any more."""
        self.emit_all([(name, data)])

    def emit_all(self, events: Sequence[Event]) -> None:
        """Send events in one go."""
        self.check()
        self._say(events)

    def check(self) -> None:
        """Raise Stopped when nobody reads any more."""
        if self._stopped.is_set():
            raise Stopped

    def stop(self) -> None:
        self._stopped.set()


class _Channel:
    """From a thread into the loop: events said in one go arrive in one go, and wake the loop once."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._lock = loop, threading.Lock()
        self._said: list[Event] = []
        self._ended = False
        self._news = asyncio.Event()

    def put(self, events: Sequence[Event], *, last: bool = False) -> None:
        with self._lock:
            quiet = not self._said and not self._ended
            self._said += events
            self._ended = self._ended or last
        if quiet:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody is there to be told
                self._loop.call_soon_threadsafe(self._news.set)

    async def take(self) -> tuple[list[Event], bool]:
        """What was said since the last time, at least one event unless it has ended; and whether it has."""
        while True:
            self._news.clear()
            with self._lock:
                said, self._said = self._said, []
                ended = self._ended
            if said or ended:
                return said, ended
            await self._news.wait()


class Bursts:
    """What a turn says, as it does, together what was said together: an asynchronous iterator.  Closing it stops the turn.

    Raises what the turn raises.  `whole`: nothing comes any more, and nothing went wrong.
    """

    def __init__(self, turn: Turn, channel: _Channel, future: Future[Any], unstarted: Callable[[], None]) -> None:
        self._turn, self._channel, self._future, self._unstarted = turn, channel, future, unstarted
        self.whole = False

    def __aiter__(self) -> Bursts:
        return self

    async def __anext__(self) -> list[Event]:
        said, ended = await self._channel.take()
        self.whole = ended and not self._future.cancelled() and self._future.exception() is None
        if said:
            return said
        if self._future.cancelled():
            raise _stopping()
        try:
            self._future.result()
        except Stopped:
            raise _stopping() from None
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self._turn.stop()
        if self._future.cancel():
            self._unstarted()


class Turns:
    """Slots for blocking work, given in the order of asking."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="necker-turn")
        self._live: set[Turn] = set()
        self._futures: set[Future[Any]] = set()
        self._at_once = at_once

    def bursts(
        self, work: Callable[[Turn], Sequence[Event] | None], unstarted: Callable[[], None] = lambda: None
    ) -> Bursts:
        """What `work` emits, and at the end what it returns.  It begins at once, if there is a slot.

        `unstarted` is called if it is closed before `work` began.  Raises Problem (503) when too many wait.
        """
        channel = _Channel(asyncio.get_running_loop())
        turn = Turn(channel.put)
        try:
            future = self._submit(lambda: work(turn))
        except Problem:
            unstarted()
            raise
        self._live.add(turn)

        def ended(_: object) -> None:
            self._live.discard(turn)
            fine = not future.cancelled() and future.exception() is None
            channel.put(future.result() or () if fine else (), last=True)

        future.add_done_callback(ended)
        return Bursts(turn, channel, future, unstarted)

    async def stream(
        self, work: Callable[[Turn], None], unstarted: Callable[[], None] = lambda: None
    ) -> AsyncGenerator[Event, None]:
        """As `bursts`, one by one."""
        async with contextlib.aclosing(self.bursts(work, unstarted)) as bursts:
            async for said in bursts:
                for event in said:
                    yield event

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """The result of `work`, done in a slot."""
        return await asyncio.wrap_future(self._submit(work))

    async def call(self, work: Callable[[Turn], _Result]) -> _Result:
        """The result of `work`, done in a slot.  Cancelling this gives the slot back: at once if it has not begun, else when
        `work` next asks its turn.
        """
        turn = Turn(lambda events: None)
        self._live.add(turn)
        try:
            return await self.run(lambda: work(turn))
        except Stopped:
            raise _stopping() from None
        finally:
            self._live.discard(turn)
            turn.stop()

    def check_room(self) -> None:
        """Raise Problem (503) when too many wait: before an answer begins, while its status can still be told."""
        if max(0, len(self._futures) - self._at_once) >= MOST_WAITING:
            busy = say("too many questions are waiting", "trop de questions attendent")
            raise Problem(503, "busy", busy, do=say("try again in a moment", "réessayez dans un instant"))

    def close(self) -> None:
        """Stop what runs, forget what waits; a turn that is told so has a moment to write down how far it came."""
        for turn in list(self._live):
            turn.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(list(self._futures), timeout=_LAST_WORDS)

    def _submit(self, work: Callable[[], _Result]) -> Future[_Result]:
        self.check_room()
        held = [work]  # let go of when it is not wanted any more: the queue keeps what was cancelled until its turn
        future = self._pool.submit(contextvars.copy_context().run, lambda: held.pop()())
        self._futures.add(future)
        future.add_done_callback(lambda _: held.clear())
        future.add_done_callback(self._futures.discard)
        return future


def _stopping() -> Problem:
    return Problem(503, "stopped", say("the server is stopping", "le serveur s’arrête"))


class _Watched:
    """A judge that asks, at each case, whether the turn is still wanted."""

    def __init__(self, judge: Judge, turn: Turn) -> None:
        self._judge, self._turn = judge, turn
        self.name, self.bound, self.sha256 = judge.name, judge.bound, judge.sha256

    def judge_many(self, cases: Sequence[Case]) -> Sequence[Judgement]:
        self._turn.check()
        return self._judge.judge_many(cases)


def answer_question(
    turn: Turn, question: str, lang: Lang | None, library: Library, brain: Brain | None, judge: Judge
) -> Answer:
    """Answer a question.  Nothing is emitted before all of it is judged: a draft that finds no support is withheld."""
    return ask(question, library, lang=lang, brain=brain, judge=_Watched(judge, turn))


def words_of(answer: Answer, claims: Sequence[dict[str, Any]]) -> list[Event]:
    """An answer as the events that tell it: `text` in pieces, then each of its claims, given as JSON."""
    events: list[Event] = [("text", {"delta": delta}) for delta in sentences_of(answer.text, answer.claims)]
    for index, claim in enumerate(claims):
        events.append(("checking", {"done": index + 1, "total": len(claims)}))
        events.append(("claim", {"index": index, "claim": claim}))
    return events


def check_text(turn: Turn, text: str, lang: Lang | None, library: Library, judge: Judge) -> Answer:
    """Verify a text and emit it, then each `claim` as soon as it is judged."""
    started = time.perf_counter()
    watched = _Watched(judge, turn)
    text = nfc(text)
    turn.emit("text", {"delta": text})
    claims = split(text, lang)
    turn.emit("checking", {"done": 0, "total": len(claims)})
    resolve_subjects(claims, library)
    done = 0
    while done < len(claims):
        turn.check()
        some = claims[done : done + max(1, min(done, TOGETHER))]  # the first at once; a network is quicker with several
        verify_claims(some, library, watched)
        judged: list[Event] = [
            ("claim", {"index": index, "claim": claim.to_json()}) for index, claim in enumerate(some, done)
        ]
        done += len(some)
        turn.emit_all([*judged, ("checking", {"done": done, "total": len(claims)})])
    spoken = lang or (claims[0].lang if claims else interface_language())
    answer = Answer("", "fr" if spoken == "fr" else "en", text, False, "text", judge.name, claims)
    answer.notice = passed_over(text, claims, lang).said(interface_language())
    answer.seconds = time.perf_counter() - started
    return answer


def sentences_of(text: str, claims: Sequence[Claim]) -> list[str]:
    """The text in pieces that end where claims end, so that it can be shown as it is checked; together they are the text."""
    ends = sorted({claim.end for claim in claims if 0 < claim.end < len(text)} | {len(text)})
    return [text[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True) if end > start]
