"""GET /v1/models and /health: what can be asked for by name, and whether the server is there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from necker import __version__
from necker.core.errors import MissingError
from necker.core.language import say
from necker.serve.problems import Problem

if TYPE_CHECKING:
    from necker.serve.serving import Serving

MODEL = "necker"
"""The assistant, whoever drafts."""

CREATED = 1735689600
"""Seconds since 1970; the shape demands one, and none is meant: the first day of 2025, so that it never changes."""


def routes(serving: Serving) -> list[Route]:
    """With --upstream, its server lists its own models (upstream.py)."""

    async def models(request: Request) -> Response:
        every = await asyncio.to_thread(names, serving)  # the first time, files are read
        return JSONResponse({"object": "list", "data": [_row(name) for name in every]})

    async def model(request: Request) -> Response:
        name = await asyncio.to_thread(known, serving, request.path_params["name"])
        return JSONResponse(_row(name))

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    listed = [Route("/v1/models", models), Route("/v1/models/{name:path}", model)]
    return [Route("/health", health), *([] if serving.upstream else listed)]


def names(serving: Serving) -> list[str]:
    """The models there are: the assistant, and the one that speaks, hears, draws and sees."""
    try:
        return [MODEL, serving.bundle.name]
    except MissingError:
        return [MODEL]


def known(serving: Serving, name: Any) -> str:
    """The name, when there is such a model.  Raises Problem (404)."""
    if name != MODEL and (not isinstance(name, str) or name not in names(serving)):
        shown = str(name)[:100]
        what = say(f"there is no model “{shown}”", f"il n’y a pas de modèle « {shown} »")
        raise Problem(
            404, "model_not_found", what, do=say("use ", "utilisez ") + ", ".join(names(serving)), param="model"
        )
    return str(name)


def _row(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "necker"}


def check_model(serving: Serving, body: dict[str, Any]) -> str:
    """The model of a request for a chat; the assistant when it names none."""
    return known(serving, body.get("model") or MODEL)
