"""The application: which modules add routes, the page's own files, and the guard around everything."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from necker.core.errors import NeckerError
from necker.core.language import Lang, say
from necker.knowledge.pack import LANGS
from necker.serve.example import example
from necker.serve.guard import Guard
from necker.serve.problems import not_found, on_error
from necker.serve.serving import Serving

MODULES = ("talk", "kept", "files", "lab", "openai_models", "openai_chat", "openai_media", "upstream", "mcp")
"""The modules of this room with a function `routes(serving) -> list[Route]`."""

PAGE = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
}


def create_app(serving: Serving) -> Starlette:
    """The server as an ASGI application.  What `serving` holds is closed when it ends."""
    # A form that cannot be read is told to its sender; the terminal is not for strangers to write on.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    routes: list[BaseRoute] = []
    for name in MODULES:
        if importlib.util.find_spec(f"necker.serve.{name}"):
            routes += importlib.import_module(f"necker.serve.{name}").routes(serving)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        warming = asyncio.create_task(warm(serving))
        try:
            yield
        finally:
            warming.cancel()
            serving.close()

    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, serving=serving, public=is_page_file)],
        exception_handlers={NeckerError: on_error, HTTPException: on_http},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.router.default = page_file
    return app


async def on_http(request: Request, error: Exception) -> Response:
    """As on_error; after 405, Allow names the methods of all routes of this path: the framework knows of the first alone."""
    response = await on_error(request, error)
    if response.status_code == 405 and "router" in request.scope:
        found = [each for each in request.app.routes if each.matches(request.scope)[0] is not Match.NONE]
        methods = sorted({method for each in found for method in getattr(each, "methods", None) or ()})
        if methods:
            response.headers["allow"] = ", ".join(methods)
    return response


async def warm(serving: Serving) -> None:
    """Make the examples before somebody asks: it also loads what the first answer needs."""
    with contextlib.suppress(NeckerError):  # no pack: the page says so
        for lang in LANGS:
            await serving.turns.run(partial(_example, lang, serving))


def _example(lang: Lang, serving: Serving) -> None:
    example(lang, serving.open_library(), serving.judge)


def page_files() -> dict[str, Path]:
    """The page's own files by the path they are served at: what is not listed here cannot be asked for."""
    files = {path.relative_to(PAGE).as_posix(): path for path in PAGE.rglob("*") if path.suffix in TYPES}
    return {f"/{name}": path for name, path in files.items()} | ({"/": PAGE / "index.html"} if files else {})


def is_page_file(path: str) -> bool:
    """Whether a path is served without a token."""
    return path == "/" or (not path.startswith(("/api/", "/v1/")) and path in page_files())


async def page_file(scope: Scope, receive: Receive, send: Send) -> None:
    """What no route is there for: a file of the page, or nothing."""
    if scope["type"] == "websocket":
        await WebSocketClose()(scope, receive, send)
        return
    path = page_files().get(scope["path"])
    try:
        data = await run_in_threadpool(path.read_bytes) if path else None
    except OSError:
        data = None
    if path is None or data is None:
        raise not_found(say("there is nothing here", "il n’y a rien ici"))
    if scope["method"] not in ("GET", "HEAD"):
        raise HTTPException(405, headers={"allow": "GET, HEAD"})
    await Response(data, media_type=TYPES[path.suffix])(scope, receive, send)
