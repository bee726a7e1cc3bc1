"""What `necker serve --upstream` adds: `python benchmarks/upstream.py`, on a machine that does nothing else.

A model server of the benchmark writes the same text again and again, a word every 30 ms.  The table has the time to the
first word of it, asked directly and through Necker in turns, and the time from the end of each sentence to its verdict.
Needs the pack "vital".
"""

from __future__ import annotations

import json
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from necker.serve.app import create_app
from necker.serve.serving import Serving

ROUNDS = 20
PACE = 0.03  # seconds between two words
SENTENCES = (
    "The Eiffel Tower is 330 metres high.",
    "Marie Curie was born in Warsaw in 1867.",
    "La Joconde a été peinte par Michel-Ange.",
    "Mozart died in Vienna in 1791.",
    "The capital of Japan is Kyoto.",
    "Le mont Blanc est situé dans les Alpes.",
)


class Model(BaseHTTPRequestHandler):
    """Writes SENTENCES as a stream; `ended` tells when the last word of each was sent."""

    protocol_version = "HTTP/1.1"
    ended: list[float] = []  # noqa: RUF012  one request at a time

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.ended.clear()
        for sentence in SENTENCES:
            for word in sentence.split():
                self._send({"content": f"{word} "})
                time.sleep(PACE)
            self.ended.append(time.perf_counter() - PACE)
        self._send({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _send(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.wfile.write(b"data: " + json.dumps({"id": "1", "choices": [choice]}).encode() + b"\n\n")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def started() -> Iterator[tuple[str, str]]:
    """The addresses of the model and of Necker before it."""
    model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    direct = f"http://127.0.0.1:{model.server_port}/v1"
    with tempfile.TemporaryDirectory() as home, socket.create_server(("127.0.0.1", 0)) as listening:
        serving = Serving(Path(home), None, port=listening.getsockname()[1], upstream=direct)
        server = uvicorn.Server(uvicorn.Config(create_app(serving), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield direct, f"http://127.0.0.1:{serving.port}/v1"
        server.should_exit = True
        thread.join(10)
    model.shutdown()


def ask(client: httpx2.Client, url: str, see: Callable[[dict[str, Any], float], None]) -> None:
    """One question; `see` is given each event and the moment it came."""
    left = b""
    asked = {"model": "m", "messages": [{"role": "user", "content": "?"}], "stream": True}
    with client.stream("POST", f"{url}/chat/completions", json=asked) as answer:
        for piece in answer.iter_bytes():
            now = time.perf_counter()
            *events, left = (left + piece).split(b"\n\n")
            for event in events:
                if event.startswith(b"data: {"):
                    see(json.loads(event[6:]), now)


def first(client: httpx2.Client, url: str) -> float:
    """Seconds to the first word."""
    begun, came = time.perf_counter(), []
    ask(client, url, lambda event, now: came.append(now - begun))
    return came[0]


def verdicts(client: httpx2.Client, url: str) -> list[float]:
    """Seconds from the end of each sentence to its verdict; the last one's comes with the end."""
    came: list[float] = []

    def see(event: dict[str, Any], now: float) -> None:
        new = len(event.get("necker", {}).get("claims", [])) - (len(came) if event.get("necker", {}).get("done") else 0)
        came.extend([now] * new)

    ask(client, url, see)
    return [at - end for at, end in zip(came, Model.ended, strict=True)]


def row(name: str, seconds: Sequence[float]) -> str:
    ranked = sorted(seconds)
    return f"{name:<44}{statistics.median(ranked) * 1e3:>10.1f}{ranked[len(ranked) * 9 // 10] * 1e3:>10.1f}"


def main() -> None:
    with started() as (direct, through), httpx2.Client(trust_env=False, timeout=60) as client:
        verdicts(client, through)  # warm: packs and words are read
        pairs = [(first(client, direct), first(client, through)) for _ in range(ROUNDS)]
        late = [each for _ in range(ROUNDS) for each in verdicts(client, through)]
    print(f"{'milliseconds':<44}{'median':>10}{'p90':>10}")
    print(row("first word, asked directly", [one for one, _ in pairs]))
    print(row("first word, through necker serve", [two for _, two in pairs]))
    print(row("difference", [two - one for one, two in pairs]))
    print(row("verdict, after the end of its sentence", late))


if __name__ == "__main__":
    main()
