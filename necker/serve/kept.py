"""What is kept, over HTTP: conversations (search, rename, export, delete), proofs, memory, blobs.

Every id is looked up in one place, the store, and what is not there answers as what never was.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from necker.core.language import say
from necker.knowledge import notes
from necker.serve.blobs import TYPES
from necker.serve.export import markdown
from necker.serve.problems import not_found, wrong
from necker.serve.reading import number_in_path, number_of, read_json, text_of
from necker.serve.serving import Serving
from necker.serve.store import Message
from necker.serve.talk import json_response
from necker.verify.proof import write_proof

MOST_LISTED = 200
_Result = TypeVar("_Result")


def routes(serving: Serving) -> list[Route]:
    return [*_conversations(serving), *_messages(serving), *_memory(serving)]


def _conversations(serving: Serving) -> list[Route]:
    async def listed(request: Request) -> Response:
        limit, query = number_of(request, "limit", 50, MOST_LISTED), request.query_params.get("q", "")
        before = request.query_params.get("before") or None

        def find() -> list[dict[str, Any]]:
            return serving.store.search(query[:1000], limit) if query.strip() else serving.store.latest(limit, before)

        return json_response({"conversations": await _found(find)})

    async def one(request: Request) -> Response:
        return json_response(await _found(lambda: serving.store.conversation(request.path_params["id"])))

    async def rename(request: Request) -> Response:
        title, id_ = text_of(await read_json(request), "title", 200), request.path_params["id"]
        await _found(lambda: serving.store.rename(id_, " ".join(title.split())))
        return json_response({"id": id_, "title": " ".join(title.split())})

    async def delete(request: Request) -> Response:
        await _found(lambda: serving.store.delete(request.path_params["id"]))
        return Response(status_code=204)

    async def purge(request: Request) -> Response:
        await run_in_threadpool(serving.store.purge)
        return Response(status_code=204)

    return [
        Route("/api/conversations", listed),
        Route("/api/conversations", purge, methods=["DELETE"]),
        Route("/api/conversations/{id}", one),
        Route("/api/conversations/{id}", rename, methods=["PATCH"]),
        Route("/api/conversations/{id}", delete, methods=["DELETE"]),
    ]


def _messages(serving: Serving) -> list[Route]:
    async def export(request: Request) -> Response:
        form = request.query_params.get("format", "md")
        if form not in ("md", "json"):
            raise wrong("format", say("md or json is expected", "md ou json est attendu"))
        data = await _found(lambda: serving.store.conversation(request.path_params["id"]))
        text = markdown(data) if form == "md" else json.dumps({"schema": 1, **data}, ensure_ascii=False, indent=1)
        kind = "text/markdown; charset=utf-8" if form == "md" else "application/json"
        return attachment(text.encode("utf-8", "backslashreplace"), f"{data['title']}.{form}", kind)

    async def proof(request: Request) -> Response:
        message = await _found(lambda: serving.store.message(request.path_params["id"]))
        data = await serving.turns.run(lambda: proof_of(serving, message))
        return attachment(data, f"necker-{message.id[:8]}.proof.json", "application/json")

    async def blob(request: Request) -> Response:
        data, kind = await _found(lambda: serving.store.blob(request.path_params["id"]))
        if kind not in TYPES:
            return attachment(data, request.path_params["id"], "application/octet-stream")
        return Response(data, media_type=kind)

    return [
        Route("/api/conversations/{id}/export", export),
        Route("/api/messages/{id}/proof", proof),
        Route("/api/blobs/{id}", blob),
    ]


def _memory(serving: Serving) -> list[Route]:
    async def listed(request: Request) -> Response:
        return json_response({"items": [_item(each) for each in await run_in_threadpool(notes.notes)]})

    async def add(request: Request) -> Response:
        text = text_of(await read_json(request), "text", notes.MAX_CHARS)
        return json_response(_item(await run_in_threadpool(notes.remember, text)), 201)

    async def edit(request: Request) -> Response:
        text, number = text_of(await read_json(request), "text", notes.MAX_CHARS), number_in_path(request)
        return json_response(_item(await _noted(number, lambda: notes.rewrite(number, text))))

    async def forget(request: Request) -> Response:
        number = number_in_path(request)
        await _noted(number, lambda: notes.forget(number))
        return Response(status_code=204)

    async def forget_all(request: Request) -> Response:
        await run_in_threadpool(notes.forget_all)
        return Response(status_code=204)

    return [
        Route("/api/memory", listed),
        Route("/api/memory", add, methods=["POST"]),
        Route("/api/memory", forget_all, methods=["DELETE"]),
        Route("/api/memory/{id}", edit, methods=["PATCH"]),
        Route("/api/memory/{id}", forget, methods=["DELETE"]),
    ]


def _item(note: notes.Note) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "created": note.created}


async def _found(look: Callable[[], _Result]) -> _Result:
    """What `look` finds; KeyError is a 404."""
    try:
        return await run_in_threadpool(look)
    except KeyError:
        raise not_found(say("there is none of that id", "il n’y en a pas de cet identifiant")) from None


async def _noted(number: int, change: Callable[[], _Result]) -> _Result:
    """What `change` does to the note of that number; 404 when there is none."""
    if all(each.id != number for each in await run_in_threadpool(notes.notes)):
        raise not_found(say("there is none of that number", "il n’y en a pas de ce numéro"))
    return await run_in_threadpool(change)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The judge that a stored answer names, of which no more is known when another one is in use now."""

    name: str
    sha256: str = ""
    bound: str = ""


def proof_of(serving: Serving, message: Message) -> bytes:
    """The proof file of a message.  Raises Problem when it holds no whole answer, UnprovenError as write_proof."""
    answer = message.answer
    if answer is None or message.state != "done" or "judge" not in answer:
        raise not_found(say("this message holds no whole answer", "ce message ne contient pas de réponse entière"))
    now = serving.judge
    judge = now if now.name == answer["judge"] else _Judged(answer["judge"])
    with tempfile.TemporaryDirectory(prefix="necker-") as folder:
        path = Path(folder) / "proof.json"
        packs = [pack.info for pack in serving.open_library().packs]
        write_proof(answer, path, packs=packs, judge=judge, model=answer["model"])
        return path.read_bytes()


def attachment(data: bytes, name: str, kind: str) -> Response:
    """Bytes to save, never to show.  The name is for people: what a file system or a header would trip over is left out."""
    plain = re.sub(r"[^\w.() -]+", "_", name).strip(" .")[:80] or "necker"
    ascii_ = plain.encode("ascii", "replace").decode().replace("?", "_")
    headers = {"content-disposition": f"attachment; filename=\"{ascii_}\"; filename*=UTF-8''{quote(plain)}"}
    return Response(data, headers=headers, media_type=kind)
