"""POST /v1/chat/completions: the assistant in the shapes of OpenAI's API, streamed or not.

The last message of the user is the question; a picture in it is shown to the model that sees, a sound is heard first.
Verdicts are under the key `necker`, pages as `annotations`.  With --upstream, upstream.py answers here instead.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from necker.assistant.answer import Answer
from necker.core.language import interface_language, say
from necker.serve import openai_shapes as shapes
from necker.serve.events import DONE, EventStream, frame
from necker.serve.leaving import unless_gone
from necker.serve.media import hear_bytes, see_bytes
from necker.serve.openai_models import check_model
from necker.serve.problems import Problem, wrong
from necker.serve.reading import read_json
from necker.serve.turns import Turn, answer_question, check_text, sentences_of
from necker.text.language import identify
from necker.text.normal import nfc

if TYPE_CHECKING:
    from necker.serve.serving import Serving

MOST_QUESTION = 1_000_000
"""Characters of a question; the assistant reads its beginning only, and says so."""

MOST_MESSAGES = 4096
MOST_PICTURES = 4
_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
_TEXTS = ("text", "input_text", "output_text")


def routes(serving: Serving) -> list[Route]:
    """None with --upstream."""
    if serving.upstream:
        return []

    async def completions(request: Request) -> Response:
        body = await read_json(request)
        model = check_model(serving, body)
        asked = Asked(body)
        completion = shapes.Completion(model)
        work = await Work.begin(serving, asked)
        if asked.stream:
            return EventStream(_streamed(work, asked, completion))
        return JSONResponse(asked.told(await unless_gone(request, work.answer()), completion))

    return [Route("/v1/chat/completions", completions, methods=["POST"])]


class Asked:
    """What a request asks for, checked.  Fields that mean nothing here are left unread, as the clients expect.

    Raises Problem (400) for what cannot be understood, or cannot be had.
    """

    def __init__(self, body: shapes.Json) -> None:
        messages = body.get("messages")
        if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
            raise wrong("messages", say("a list of messages is expected", "une liste de messages est attendue"))
        last = None
        self.prompt = 0
        for number, message in enumerate(messages):
            parts = _parts(message, f"messages[{number}]")
            self.prompt += sum(shapes.tokens(part.get("text", "")) for part in parts)
            last = parts if message["role"] == "user" else last
        if last is None:
            raise wrong("messages", say("none is from the user", "aucun ne vient de l’utilisateur"))
        self.question = "\n".join(part["text"] for part in last if "text" in part)[:MOST_QUESTION]
        self.pictures = [part["image"] for part in last if "image" in part]
        self.sounds = [part["sound"] for part in last if "sound" in part]
        if len(self.pictures) > MOST_PICTURES:
            raise wrong("messages", say(f"more than {MOST_PICTURES} pictures", f"plus de {MOST_PICTURES} images"))
        if not (self.question.strip() or self.pictures or self.sounds):
            raise wrong("messages", say("the last one is empty", "le dernier est vide"))
        self.stream = body.get("stream") is True
        options = body.get("stream_options")
        self.include_usage = isinstance(options, dict) and options.get("include_usage") is True
        most = shapes.whole_of(body, "max_completion_tokens", None, 1, 1 << 31)
        self.most = most or shapes.whole_of(body, "max_tokens", None, 1, 1 << 31)
        _check_possible(body)

    def answer(self, serving: Serving, turn: Turn) -> Answer:
        """The answer; blocking.  Raises what asking raises, MissingError without the model that sees and hears."""
        library, judge = serving.open_library(), serving.judge
        heard = [hear_bytes(serving, data, name, None, turn)[0].text for data, name in self.sounds]
        question = "\n".join(filter(None, (self.question, *heard)))
        if not self.pictures:
            return answer_question(turn, question, None, library, serving.make_brain(), judge)
        lang = identify(question)[0] or interface_language()
        seen = [see_bytes(serving, data, lang, turn) for data in self.pictures]
        answer = check_text(turn, "\n".join(filter(None, seen)), lang, library, judge)
        answer.question, answer.model = nfc(question), serving.bundle.name
        answer.notice = "; ".join(filter(None, (_guess(lang), answer.notice)))
        return answer

    def finish(self, answer: Answer) -> str:
        """Cut the answer to the length asked for; the reason why it ends."""
        short = shapes.cut(answer.text, self.most)
        if short == answer.text:
            return "stop"
        answer.text = short
        answer.claims = [claim for claim in answer.claims if claim.end <= len(short)]
        return "length"

    def usage(self, answer: Answer) -> shapes.Json:
        return shapes.usage(self.prompt, shapes.tokens(answer.text))

    def told(self, answer: Answer, completion: shapes.Completion) -> shapes.Json:
        """The whole completion."""
        finish = self.finish(answer)
        message: shapes.Json = {"role": "assistant", "content": answer.text, "refusal": None}
        message |= {"annotations": shapes.citations(answer.claims)}
        return completion.whole(message, finish, usage=self.usage(answer), necker=shapes.of_answer(answer))


class Work:
    """An answer in the making, in a slot; it is stopped when nobody waits for it any more."""

    def __init__(self, serving: Serving, asked: Asked) -> None:
        self._found: list[Answer] = []
        self._events = serving.turns.stream(lambda turn: self._found.append(asked.answer(serving, turn)))
        self._first = asyncio.ensure_future(anext(self._events, None))

    @classmethod
    async def begin(cls, serving: Serving, asked: Asked) -> Work:
        """Raises Problem when too many wait: now, while the status can still be told."""
        work = cls(serving, asked)
        await asyncio.sleep(0)
        if work._first.done():
            work._first.result()
        return work

    async def answer(self) -> Answer:
        """The answer, whole: nothing is shown before all is judged, since a draft that finds no support is withheld."""
        try:
            await self._first
            async for _ in self._events:
                pass
            return self._found[0]
        finally:
            self._first.cancel()
            await asyncio.wait({self._first})
            await self._events.aclose()


async def _streamed(work: Work, asked: Asked, completion: shapes.Completion) -> AsyncGenerator[bytes, None]:
    """The frames of a stream: the role at once, text, its verdicts, the reason it ends, usage if asked for, the end."""
    usage: Any = {"usage": None} if asked.include_usage else {}
    yield frame(completion.chunk({"role": "assistant", "content": "", "refusal": None}, **usage))
    answer = await work.answer()
    finish = asked.finish(answer)
    sent = 0
    for piece in sentences_of(answer.text, answer.claims):
        yield frame(completion.chunk({"content": piece}, **usage))
        sent += len(piece)
        done = [claim for claim in answer.claims if sent - len(piece) < claim.end <= sent]
        if done:
            told = shapes.verdicts(answer.judge, [shapes.claim_json(claim) for claim in done], False)
            yield frame(completion.chunk({"content": ""}, necker=told, **usage))
    # All citations in one delta: OpenAI's own client cannot add up two lists of them.
    last = {"annotations": shapes.citations(answer.claims)}
    yield frame(completion.chunk(last, finish, necker=shapes.of_answer(answer), **usage))
    if asked.include_usage:
        yield frame(completion.chunk(None, usage=asked.usage(answer)))
    yield DONE


def _check_possible(body: shapes.Json) -> None:
    """Raise Problem (400) for what would be silently wrong: several answers, an answer in a given form."""
    if (shapes.whole_of(body, "n", 1, 1, 128) or 1) > 1:
        raise wrong("n", say("one answer at a time", "une réponse à la fois"))
    form = body.get("response_format")
    kind = form.get("type") if isinstance(form, dict) else form
    if kind not in (None, "text"):
        why = say("answers are quoted, not written to a form", "les réponses sont citées, non écrites dans un format")
        do = say("use --upstream with a model that can", "utilisez --upstream avec un modèle qui sait le faire")
        raise Problem(
            400, "unsupported_value", say("no such format", "format impossible"), why, do, param="response_format"
        )


def _parts(message: Any, name: str) -> list[dict[str, Any]]:
    """The parts of a message: {"text"}, {"image": bytes} or {"sound": (bytes, format)}.  Raises Problem (400)."""
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise wrong(f"{name}.role", say("one of ", "l’un de ") + ", ".join(_ROLES))
    content = message.get("content")
    if content is None or isinstance(content, str):
        return [{"text": content or ""}]
    if not isinstance(content, list):
        raise wrong(
            f"{name}.content", say("a text or a list of parts is expected", "un texte ou une liste est attendu")
        )
    return [_part(part, f"{name}.content[{number}]") for number, part in enumerate(content)]


def _part(part: Any, name: str) -> dict[str, Any]:
    if isinstance(part, str):
        return {"text": part}
    kind = part.get("type") if isinstance(part, dict) else None
    kind = kind if isinstance(kind, str) else ""
    inner = part.get(kind) if kind else None
    match kind:
        case _ if kind in _TEXTS and isinstance(part.get("text"), str):
            return {"text": part["text"]}
        case "refusal":
            return {}
        case "image_url":
            url = inner.get("url") if isinstance(inner, dict) else inner
            return {"image": _data_url(url, f"{name}.image_url")}
        case "input_audio" if isinstance(inner, dict):
            return {"sound": (_decoded(inner.get("data"), f"{name}.input_audio"), str(inner.get("format", "wav"))[:8])}
    raise wrong(name, say("text, image_url and input_audio are read", "text, image_url et input_audio sont lus"))


def _data_url(url: Any, name: str) -> bytes:
    """What a data URL holds.  Addresses are never fetched: a request must not make this machine call another."""
    head, comma, data = url.partition(",") if isinstance(url, str) else ("", "", "")
    if not (head.startswith("data:image/") and head.endswith(";base64") and comma):
        raise wrong(
            name,
            say(
                "data:image/…;base64,… is expected; nothing is fetched",
                "data:image/…;base64,… est attendu ; rien n’est téléchargé",
            ),
        )
    return _decoded(data, name)


def _decoded(data: Any, name: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise wrong(name, say("this is not base64", "ce n’est pas du base64")) from None


def _guess(lang: str) -> str:
    if lang == "fr":
        return "écrit par le modèle qui regarde l’image : il peut se tromper"
    return "written by the model that looks at the picture: it may be wrong"
