"""Sounds and pictures in the shapes of OpenAI's API: /v1/audio/speech, /v1/audio/transcriptions, /v1/images/generations.

One model does it all, and one voice, `default`.  What it can is in media.py.
"""

from __future__ import annotations

import base64
import time
from collections.abc import AsyncGenerator
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from necker.core.language import Lang, interface_language, say
from necker.serve import media
from necker.serve import openai_shapes as shapes
from necker.serve.events import EventStream, frame
from necker.serve.leaving import unless_gone
from necker.serve.openai_models import known
from necker.serve.problems import Problem, wrong
from necker.serve.reading import read_json, text_of

if TYPE_CHECKING:
    from necker.serve.serving import Serving

VOICE = "default"

MOST_INPUT = 32_000
"""Characters of a text to speak or draw; the model's own limit is far lower, and its error says so."""

MOST_PICTURES = 10
_FORMS = ("json", "text", "verbose_json", "srt", "vtt")
_NAMES = {"fr": "french", "en": "english"}


def routes(serving: Serving) -> list[Route]:
    async def speech(request: Request) -> Response:
        return await _speech(serving, request, await read_json(request))

    async def transcriptions(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=40) as form:
            return await _transcribed(serving, request, form)

    async def images(request: Request) -> Response:
        return await _drawn(serving, request, await read_json(request))

    async def voices(request: Request) -> Response:
        return JSONResponse({"voices": [{"id": VOICE, "name": VOICE}]})

    return [
        Route("/v1/audio/speech", speech, methods=["POST"]),
        Route("/v1/audio/transcriptions", transcriptions, methods=["POST"]),
        Route("/v1/audio/voices", voices),
        Route("/v1/images/generations", images, methods=["POST"]),
    ]


async def _speech(serving: Serving, request: Request, body: shapes.Json) -> Response:
    known(serving, body.get("model") or serving.bundle.name)
    text = text_of(body, "input", MOST_INPUT)
    voice = body.get("voice", VOICE)
    if (voice.get("id") if isinstance(voice, dict) else voice) != VOICE:
        raise wrong("voice", say(f"there is one voice, {VOICE}", f"il y a une seule voix, {VOICE}"))
    kind = str(body.get("response_format") or "mp3")  # as OpenAI has it
    media.check_format(kind)
    spoken = await unless_gone(request, serving.turns.call(partial(media.say_text, serving, text, None)))
    sound = media.sound_file(spoken.samples, kind)
    if body.get("stream_format") == "sse":
        used = shapes.tokens(text)
        return EventStream(_spoken(sound, {"input_tokens": used, "output_tokens": 0, "total_tokens": used}))
    return Response(sound, media_type=media.SOUNDS[kind])


async def _spoken(sound: bytes, usage: shapes.Json) -> AsyncGenerator[bytes, None]:
    yield frame({"type": "speech.audio.delta", "audio": base64.b64encode(sound).decode()})
    yield frame({"type": "speech.audio.done", "usage": usage})


async def _transcribed(serving: Serving, request: Request, form: FormData) -> Response:
    known(serving, form.get("model") or serving.bundle.name)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise wrong("file", say("a sound file is expected", "un fichier de son est attendu"))
    shape = form.get("response_format") or "json"
    if shape not in _FORMS:
        raise wrong("response_format", say("one of ", "l’un de ") + ", ".join(_FORMS))
    lang = _lang(form.get("language"))
    data, name = await file.read(), (file.filename or "file")[:100]
    heard, seconds = await unless_gone(
        request, serving.turns.call(partial(media.hear_bytes, serving, data, name, lang))
    )
    if str(form.get("stream")).lower() in ("true", "1"):
        return EventStream(_transcript(heard.text, seconds))
    return _written(heard.text, seconds, lang, str(shape))


def _lang(given: Any) -> Lang:
    """The language of a sound; that of the messages when it is not told."""
    if given in ("fr", "en"):
        return "fr" if given == "fr" else "en"
    if given:
        raise wrong("language", say("fr or en", "fr ou en"))
    return interface_language()


def _written(text: str, seconds: float, lang: Lang, shape: str) -> Response:
    used = {"type": "duration", "seconds": round(seconds, 3)}
    if shape == "json":
        return JSONResponse({"text": text, "usage": used})
    if shape == "verbose_json":
        whole = {"task": "transcribe", "language": _NAMES[lang], "duration": round(seconds, 3), "text": text}
        return JSONResponse(whole | {"segments": [_segment(text, seconds)], "usage": used})
    if shape == "text":
        return PlainTextResponse(text + "\n")
    line = " ".join(text.split()).replace("-->", "→")
    mark = "," if shape == "srt" else "."
    cue = f"{_clock(0, mark)} --> {_clock(seconds, mark)}\n{line}\n"
    return PlainTextResponse(f"1\n{cue}" if shape == "srt" else f"WEBVTT\n\n{cue}")


def _segment(text: str, seconds: float) -> shapes.Json:
    """The whole as one segment; what the model does not tell is what means nothing is known."""
    times = {"id": 0, "seek": 0, "start": 0.0, "end": round(seconds, 3), "text": text, "tokens": []}
    return times | {"temperature": 0.0, "avg_logprob": 0.0, "compression_ratio": 1.0, "no_speech_prob": 0.0}


def _clock(seconds: float, mark: str) -> str:
    thousandths = round(seconds * 1000)
    hours, minutes, left = thousandths // 3_600_000, thousandths // 60_000 % 60, thousandths % 60_000
    return f"{hours:02}:{minutes:02}:{left // 1000:02}{mark}{left % 1000:03}"


async def _transcript(text: str, seconds: float) -> AsyncGenerator[bytes, None]:
    yield frame({"type": "transcript.text.delta", "delta": text})
    yield frame({"type": "transcript.text.done", "text": text, "usage": {"type": "duration", "seconds": seconds}})


async def _drawn(serving: Serving, request: Request, body: shapes.Json) -> Response:
    name = known(serving, body.get("model") or serving.bundle.name)
    text = text_of(body, "prompt", MOST_INPUT)
    count = shapes.whole_of(body, "n", 1, 1, MOST_PICTURES) or 1
    if body.get("response_format") not in (None, "b64_json"):
        raise wrong("response_format", say("pictures come as b64_json", "les images viennent en b64_json"))
    if body.get("output_format") not in (None, "png"):
        raise wrong("output_format", say("pictures are PNG files", "les images sont des fichiers PNG"))
    if body.get("stream") is True:
        raise Problem(
            400, "unsupported_value", say("pictures come whole", "les images viennent entières"), param="stream"
        )
    works = (partial(media.draw_png, serving, text, seed) for seed in range(count))
    drawn = [await unless_gone(request, serving.turns.call(work)) for work in works]
    data = [{"b64_json": base64.b64encode(each).decode()} for each in drawn]
    told = {"schema": 1, "model": serving.bundle.name, "generated": True}
    return JSONResponse(
        {"created": int(time.time()), "data": data, "output_format": "png", "model": name, "necker": told}
    )
