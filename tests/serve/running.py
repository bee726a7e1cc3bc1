"""A server of the tests on a port of its own, in a thread: for the clients that must not know it is one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from necker.knowledge.library import Library
from necker.serve.app import create_app
from necker.serve.serving import Serving

TOKEN = "a token of the tests"


def small_serving(library: Library, home: Path, upstream: str | None = None) -> Serving:
    """A server over the small library."""
    return Serving(home, TOKEN.replace(" ", "-"), open_library=lambda: library, upstream=upstream)


@contextmanager
def running(serving: Serving) -> Iterator[str]:
    """The address of the server, without a path, while it runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    serving.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(serving), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.port}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
