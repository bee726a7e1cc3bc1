"""The page's own API: status, ask, verify, the example.  What is kept is in kept.py, what comes as files in files.py.

The shapes are in docs/reference/api.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from necker import __version__
from necker.assistant.answer import Answer
from necker.core.errors import NeckerError
from necker.core.language import interface_language, say
from necker.core.network import is_offline, requests_sent
from necker.serve.events import EventStream, Frames, Last, frame
from necker.serve.example import example
from necker.serve.problems import not_found
from necker.serve.reading import flag_of, id_of, lang_of, read_json, text_of
from necker.serve.serving import Serving
from necker.serve.store import Role, State, Store, new_id
from necker.serve.turns import Bursts, Event, Stopped, Turn, answer_question, check_text, words_of

MOST_QUESTION = 100_000
"""Characters of a question that are taken; far fewer are read, and the answer then says so."""

MOST_TEXT = 4_000_000
"""Characters of a text to verify, as on the command line."""


def routes(serving: Serving) -> list[Route]:
    async def status(request: Request) -> Response:
        return json_response(await run_in_threadpool(status_of_server, serving))

    async def ask(request: Request) -> Response:
        body = await read_json(request)
        question, lang = text_of(body, "question", MOST_QUESTION), lang_of(body.get("lang"))
        kept = await _begin(serving, body, "assistant", question, serving.model_name)

        def work(turn: Turn) -> Answer:
            return answer_question(turn, question, lang, serving.open_library(), serving.make_brain(), serving.judge)

        return _streamed(serving, kept, work)

    async def verify(request: Request) -> Response:
        body = await read_json(request)
        text, lang = text_of(body, "text", MOST_TEXT), lang_of(body.get("lang"))
        kept = await _begin(serving, body, "checked", text, "text")

        def work(turn: Turn) -> Answer:
            return check_text(turn, text, lang, serving.open_library(), serving.judge)

        return _streamed(serving, kept, work)

    async def shown(request: Request) -> Response:
        lang = lang_of(request.query_params.get("lang")) or interface_language()
        return json_response(await serving.turns.run(lambda: example(lang, serving.open_library(), serving.judge)))

    return [
        Route("/api/status", status),
        Route("/api/ask", ask, methods=["POST"]),
        Route("/api/verify", verify, methods=["POST"]),
        Route("/api/example", shown),
    ]


def json_response(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON in UTF-8; a number that JSON does not have would be a mistake of ours."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return Response(text.encode("utf-8", "backslashreplace"), status, headers, "application/json")


def status_of_server(serving: Serving) -> dict[str, Any]:
    """What GET /api/status tells."""
    packs: list[dict[str, Any]] = []
    problem, documents = None, 0
    try:
        for info in (pack.info for pack in serving.open_library().packs):
            documents += info.pages if info.name == "documents" else 0
            made = {"name": info.name, "lang": list(info.languages), "pages": info.pages, "date": info.created[:10]}
            packs.append(made | {"licence": info.licence})
    except NeckerError as error:
        problem = {"message": str(error), "why": error.why, "do": error.do}
    return {
        "schema": 1,
        "version": __version__,
        "interface": interface_language(),
        "model": {"name": serving.upstream or serving.model_name, "kind": serving.kind},
        "judge": {"name": serving.judge.name, "bound": serving.judge.bound},
        "network": {
            "offline": is_offline(),
            "requests": [{"host": host, "count": count} for host, count in requests_sent().items()],
        },
        "packs": packs,
        "documents": {"count": documents},
        "media": serving.media(),
        "problem": problem,
    }


@dataclass(slots=True)
class _Kept:
    """Where an answer is written as it comes; `store` is None for one of which nothing is to be kept."""

    store: Store | None
    conversation: str | None
    message: str
    model: str
    role: Role

    def note(self, name: str, data: dict[str, Any]) -> None:
        if self.store is not None and name == "claim":
            self.store.claim(self.message, data["index"], data["claim"])

    def finish(self, state: State, answer: dict[str, Any] | None = None) -> None:
        if self.store is not None:
            self.store.finish(self.message, state, answer["answer"] if answer else None, answer)


async def _begin(serving: Serving, body: dict[str, Any], role: Role, text: str, model: str) -> _Kept:
    """Write down what was asked, before anything is done about it."""
    conversation, hidden = id_of(body, "conversation"), flag_of(body, "incognito")
    serving.turns.check_room()
    if hidden:
        return _Kept(None, None, new_id(), model, role)

    def write() -> tuple[str, str]:
        store = serving.store
        return store.ask(conversation, text) if role == "assistant" else store.begin(conversation, role, text)

    try:
        return _Kept(serving.store, *await run_in_threadpool(write), model, role)
    except KeyError:
        raise not_found(say("there is no such conversation", "cette conversation n’existe pas")) from None


class _Recorded(Turn):
    """A turn whose events are written down before they are sent."""

    def __init__(self, turn: Turn, kept: _Kept) -> None:
        self._turn, self._kept = turn, kept

    def emit_all(self, events: Sequence[Event]) -> None:
        for name, data in events:
            self._kept.note(name, data)
        self._turn.emit_all(events)

    def check(self) -> None:
        self._turn.check()


def _streamed(serving: Serving, kept: _Kept, work: Callable[[Turn], Answer]) -> EventStream:
    """An answer as it comes.  Work on it begins before the head of the response is sent."""

    def run(turn: Turn) -> list[Event]:
        try:
            answer = work(_Recorded(turn, kept))
            told = answer.to_json()
            kept.finish("done", told)
        except BaseException as error:
            kept.finish("stopped" if isinstance(error, Stopped) else "broken")
            raise
        said = words_of(answer, told["claims"]) if kept.role == "assistant" else []
        return [*said, ("answer", told | {"message": kept.message})]

    bursts = serving.turns.bursts(run, unstarted=lambda: kept.finish("stopped"))
    return EventStream(_frames(kept, bursts, serving.judge.name), failed="failed")


async def _frames(kept: _Kept, bursts: Bursts, judge: str) -> Frames:
    """The events of an answer, in the order of docs/reference/api.md."""
    names = {"conversation": kept.conversation, "message": kept.message}
    async with aclosing(bursts):
        yield frame(names | {"model": kept.model, "judge": judge}, "start")
        async for said in bursts:
            together = b"".join(frame(data, name) for name, data in said)
            yield Last(together) if bursts.whole else together
