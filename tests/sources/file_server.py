"""A server of files on this machine, with good days and bad ones."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple


class Seen(NamedTuple):
    """A request: what was asked, and from which byte on."""

    path: str
    start: int | None
    agent: str


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is what some tests are about."""


@dataclass
class FileServer:
    """`with FileServer({"/a": b"..."}) as server:`; `bad_days` befall the next requests.

    "wrong" sends other bytes, "cut N" breaks off after N bytes, "whole" knows no Range, "elsewhere" answers with another
    range than was asked, "refused" says 416, "more" sends too much and does not say how much, "long" says it is long,
    "redirect URL" and a number are an answer of that status, "slow" sends 4 kB at a time.
    """

    files: dict[str, bytes]
    bad_days: deque[str] = field(default_factory=deque)
    seen: list[Seen] = field(default_factory=list)

    def __enter__(self) -> FileServer:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                outer.answer(self)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", to.headers.get("Range", ""))
        start = int(asked[1]) if asked else None
        self.seen.append(Seen(to.path, start, to.headers.get("User-Agent", "")))
        day, _, how = (self.bad_days.popleft() if self.bad_days else "").partition(" ")
        content = self.files.get(to.path)
        if day == "redirect":
            to.send_response(302)
            to.send_header("Location", how)
            to.end_headers()
        elif content is None or day.isdigit() or day == "refused":
            to.send_response(416 if day == "refused" else int(day or 404))
            to.end_headers()
        else:
            self.send(to, content, start, day, how)

    def send(self, to: BaseHTTPRequestHandler, content: bytes, start: int | None, day: str, how: str) -> None:
        if day == "wrong":
            content = bytes(byte ^ 1 for byte in content)
        if start is None or day == "whole":
            to.send_response(200)
            start = 0
        else:
            start = 0 if day == "elsewhere" else start
            to.send_response(206)
            to.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        body = content[start:]
        if day != "more":
            to.send_header("Content-Length", str(len(body) * (100 if day == "long" else 1)))
        to.end_headers()
        if day == "cut":
            body = body[: int(how)]
        for at in range(0, len(body), 4096):
            to.wfile.write(body[at : at + 4096])
            if day == "slow":
                to.wfile.flush()
                time.sleep(0.02)
        if day == "more":
            to.wfile.write(b"x" * 10_000)
