"""What comes or leaves as files: the user's documents, pictures and sounds that the model sees, hears, draws, speaks.

Names of files are only shown; nothing is stored under one.  How pictures and sounds are read and made is in media.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from necker.core.errors import NeckerError
from necker.core.language import Lang, interface_language, say
from necker.knowledge import documents
from necker.knowledge.folder import MAX_BYTES
from necker.serve import media
from necker.serve.blobs import sniff
from necker.serve.events import EventStream, Frames, frame
from necker.serve.leaving import unless_gone
from necker.serve.problems import Problem, not_found, wrong
from necker.serve.reading import flag_of, id_of, lang_of, read_json, text_of
from necker.serve.serving import Serving
from necker.serve.talk import json_response
from necker.serve.turns import Turn

MOST_FILES = 2000
"""Files of one request; a bigger folder comes in several."""

MOST_SAID = 2000
"""Characters to speak or draw; the model's own limit is lower, and its error says so."""


def routes(serving: Serving) -> list[Route]:
    return [*_documents(serving), *_media(serving)]


def _documents(serving: Serving) -> list[Route]:
    async def listed(request: Request) -> Response:
        found = await run_in_threadpool(documents.documents)
        return json_response({"documents": [asdict(each) for each in found]})

    async def add(request: Request) -> Response:
        form = await _form(request, MOST_FILES)
        files = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
        try:
            if not files:
                raise wrong("files", say("no file has come", "aucun fichier n’est venu"))
            serving.turns.check_room()
        except Problem:
            await form.close()
            raise
        return EventStream(_read(serving, form, files), failed="failed")

    async def remove(request: Request) -> Response:
        if not await run_in_threadpool(documents.remove, request.path_params["id"]):
            raise not_found(say("there is no such document", "ce document n’existe pas"))
        return Response(status_code=204)

    async def remove_all(request: Request) -> Response:
        await run_in_threadpool(documents.remove_all)
        return Response(status_code=204)

    return [
        Route("/api/documents", listed),
        Route("/api/documents", add, methods=["POST"]),
        Route("/api/documents", remove_all, methods=["DELETE"]),
        Route("/api/documents/{id}", remove, methods=["DELETE"]),
    ]


async def _read(serving: Serving, form: FormData, files: list[UploadFile]) -> Frames:
    """`file` for each that was read, then `done`; when the reader leaves before, nothing is kept."""

    def work(turn: Turn) -> None:
        given = ((each.filename or "?", lambda each=each: _bytes(each)) for each in files)
        pages, passages = documents.add(given, lambda read: turn.emit("file", asdict(read)))
        turn.emit("done", {"pages": pages, "passages": passages})

    stream = serving.turns.stream(work)
    try:
        async for name, data in stream:
            yield frame(data, name)
    finally:
        await stream.aclose()
        await form.close()


def _bytes(upload: UploadFile) -> bytes:
    """The bytes of a file that has come; runs in the thread of the turn."""
    if (upload.size or 0) > MAX_BYTES:
        raise NeckerError(say("over 50 MB", "plus de 50 Mo"))
    upload.file.seek(0)
    return upload.file.read()


def _media(serving: Serving) -> list[Route]:
    async def see(request: Request) -> Response:
        async with _one_file(request) as (data, form):
            given = _Given.of(dict(form), "see", _label(form))
            work = partial(media.see_bytes, serving, data, given.lang)
            text = await unless_gone(request, serving.turns.call(work))
        return await _kept(serving, given, text, data)

    async def hear(request: Request) -> Response:
        async with _one_file(request) as (data, form):
            given = _Given.of(dict(form), "hear", _label(form))
            work = partial(media.hear_bytes, serving, data, given.text, given.lang)
            heard, _ = await unless_gone(request, serving.turns.call(work))
        return await _kept(serving, given, heard.text, data)

    async def draw(request: Request) -> Response:
        body = await read_json(request)
        given = _Given.of(body, "draw", text_of(body, "text", MOST_SAID))
        work = partial(media.draw_png, serving, given.text, 0)
        return await _kept(serving, given, "", await unless_gone(request, serving.turns.call(work)))

    async def speak(request: Request) -> Response:
        body = await read_json(request)
        given = _Given.of(body, "say", text_of(body, "text", MOST_SAID))

        lang = lang_of(body.get("lang"))

        def work(turn: Turn) -> bytes:
            return media.sound_file(media.say_text(serving, given.text, lang, turn).samples, "wav")

        return await _kept(serving, given, "", await unless_gone(request, serving.turns.call(work)))

    names = {"see": see, "hear": hear, "draw": draw, "say": speak}
    return [Route(f"/api/{name}", route, methods=["POST"]) for name, route in names.items()]


@dataclass(frozen=True, slots=True)
class _Given:
    """What a model is given to make or to understand something: `text` is to be drawn or said, or names the file."""

    verb: str
    text: str
    lang: Lang
    conversation: str | None
    incognito: bool

    @classmethod
    def of(cls, body: dict[str, Any], verb: str, text: str) -> _Given:
        flags = {"true": True, "false": False, "": None}
        incognito = body.get("incognito")
        body = body | {"incognito": flags.get(incognito, incognito) if isinstance(incognito, str) else incognito}
        lang = lang_of(body.get("lang")) or interface_language()
        return cls(verb, text, lang, id_of(body, "conversation") or None, flag_of(body, "incognito"))


async def _kept(serving: Serving, given: _Given, text: str, data: bytes) -> Response:
    """Write down what was given and what came of it, and tell it; of an incognito turn nothing is written."""
    kind = sniff(data) or "application/octet-stream"
    made = {"kind": given.verb, "model": serving.bundle.name}
    understood = given.verb in ("see", "hear")

    def keep() -> dict[str, Any]:
        store = serving.store
        if given.incognito:
            return {"conversation": None, "message": None, "blob": store.blobs.keep_fleeting(data)}
        conversation, question = store.add(given.conversation, "user", given.text)
        conversation, message = store.add(conversation, "assistant", text, made=made)
        blob = store.put_blob(data, kind, question if understood else message)
        return {"conversation": conversation, "message": message, "blob": blob}

    try:
        told = await run_in_threadpool(keep)
    except KeyError:
        raise not_found(say("there is no such conversation", "cette conversation n’existe pas")) from None
    answer = {"text": text, "generated": True, **made, "conversation": told["conversation"], "message": told["message"]}
    return json_response(answer if understood else answer | {"blob": {"id": told["blob"], "type": kind}})


async def _form(request: Request, files: int) -> FormData:
    """The multipart form; nothing else is read, since only it carries files."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        what = say("files must come as a form", "les fichiers doivent venir en formulaire")
        raise Problem(415, "unsupported_media_type", what, "multipart/form-data")
    return await request.form(max_files=files, max_fields=20)


@asynccontextmanager
async def _one_file(request: Request) -> AsyncIterator[tuple[bytes, FormData]]:
    """The only file of a form."""
    form = await _form(request, 1)
    try:
        files = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
        if not files:
            raise wrong("file", say("no file has come", "aucun fichier n’est venu"))
        yield await files[0].read(), form
    finally:
        await form.close()


def _label(form: FormData) -> str:
    """The name of the file, as it is shown."""
    names = [each.filename for _, each in form.multi_items() if isinstance(each, UploadFile)]
    return documents.tidy_name(names[0] or "")[-100:] if names else "?"
