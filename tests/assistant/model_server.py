"""A model server of the tests: real HTTP on loopback, in a thread, that does what it is told, misbehaving included."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Raw = Callable[[socket.socket, threading.Event], None]


@dataclass(frozen=True)
class Said:
    """What the server sends back; `raw` takes the connection over instead, and must leave when the event is set."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    raw: Raw | None = None


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


Script = Said | Callable[[Any], Said]


def data(value: object, status: int = 200) -> Said:
    return Said(status, json.dumps(value).encode())


def message(text: object, calls: Sequence[dict[str, Any]] = (), finish: str = "stop", **more: object) -> Said:
    """A chat completion."""
    said = {"role": "assistant", "content": text, **({"tool_calls": list(calls)} if calls else {}), **more}
    return data({"object": "chat.completion", "choices": [{"index": 0, "message": said, "finish_reason": finish}]})


def call(name: str, arguments: object, known: str = "abc123xyz") -> dict[str, Any]:
    """A tool call in a message; arguments that are no text are written as JSON."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": known, "type": "function", "function": {"name": name, "arguments": text}}


def error(status: int, text: str) -> Said:
    return data({"error": {"message": text, "type": "invalid_request_error", "code": None}}, status)


def without_tools(status: int, then: Said) -> Callable[[Any], Said]:
    """A server that refuses tools with this status, and says `then` without them."""
    return lambda body: error(status, "this model does not support tools") if "tools" in body else then


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def hang(_: socket.socket, stop: threading.Event) -> None:
    """Never says a word."""
    stop.wait()


def drip(connection: socket.socket, stop: threading.Event) -> None:
    """A byte of the body now and then, so that no read takes long."""
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n{")
    while not stop.wait(0.02):
        connection.sendall(b" ")


def drip_headers(connection: socket.socket, stop: threading.Event) -> None:
    """The same before the body has begun."""
    connection.sendall(HEAD + b"X-Slow: ")
    while not stop.wait(0.02):
        connection.sendall(b"a")


def flood(connection: socket.socket, stop: threading.Event) -> None:
    """A body without end."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    block = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    while not stop.is_set():
        connection.sendall(block)


def events(connection: socket.socket, stop: threading.Event) -> None:
    """A stream of events nobody asked for, without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    while not stop.wait(0.001):
        connection.sendall(b'data: {"choices":[{"delta":{"content":"la "}}]}\n\n' * 100)


def sentence(text: bytes) -> Raw:
    """These bytes and the end of the connection."""
    return lambda connection, stop: connection.sendall(text)


class ModelServer:
    """`with ModelServer(first, second, ...) as server`: one answer per chat request, the last one again and again.

    `asked` are the chat requests, `listed` those for the models, in the order they came.
    """

    def __init__(self, *script: Script, models: Script | None = None) -> None:
        self.script = list(script)
        self.models = models or data({"object": "list", "data": [{"id": "tiny"}, {"id": "other"}]})
        self.asked: list[Asked] = []
        self.listed: list[Asked] = []
        self.stop = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._answer(self)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.host = f"127.0.0.1:{self._http.server_port}"
        self.url = f"http://{self.host}/v1"

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        sent = handler.rfile.read(length)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(handler.command, handler.path, headers, json.loads(sent) if sent else None)
        if handler.path.endswith("/models"):
            self.listed.append(asked)
            script = self.models
        else:
            self.asked.append(asked)
            script = self.script[min(len(self.asked), len(self.script)) - 1]
        said = script(asked.body) if callable(script) else script
        try:
            if said.raw:
                said.raw(handler.connection, self.stop)
                handler.close_connection = True
                return
            handler.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(said.body)
        except OSError:
            handler.close_connection = True  # the other side had enough: what the tests are about

    def __enter__(self) -> ModelServer:
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
