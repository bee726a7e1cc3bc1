"""A server of the tests on a port of its own, in a thread or as a process: for the clients that must not know it is one."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from necker.knowledge.library import Library
from necker.record.record import write_record
from necker.serve.app import create_app
from necker.serve.serving import Serving

TOKEN = "the-token-of-these-tests"
SERVE = [sys.executable, "-c", "from necker.cli.main import run; run()", "serve", "--port", "0"]

Start = Callable[..., tuple["subprocess.Popen[str]", str]]
"""`start(*flags, **variables)`: the process and the address that it printed."""


def small_serving(library: Library, home: Path, upstream: str | None = None) -> Serving:
    """A server over the small library."""
    return Serving(home, TOKEN, open_library=lambda: library, upstream=upstream)


@contextmanager
def running(serving: Serving, port: int = 0) -> Iterator[str]:
    """The address of the server, without a path, while it runs; port 0 is any that is free."""
    listening = socket.create_server(("127.0.0.1", port))
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


@contextmanager
def processes(home: Path, pack: Path) -> Iterator[Start]:
    """Starts `necker serve` over this pack, as often as it is asked to; all of them are killed at the end."""
    packs = home / "data" / "packs"
    packs.mkdir(parents=True)
    shutil.copy(pack, packs)
    started: list[subprocess.Popen[str]] = []

    def start(*flags: str, **more: str) -> tuple[subprocess.Popen[str], str]:
        environment = os.environ | {"NECKER_TOKEN": TOKEN, "PYTHONDONTWRITEBYTECODE": "1"} | more
        pipe = subprocess.PIPE
        process = subprocess.Popen([*SERVE, *flags], stdout=pipe, stderr=pipe, text=True, env=environment)
        started.append(process)
        assert process.stdout
        return process, process.stdout.readline().strip()

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate(timeout=60)


STEPS = 450
MEASURE = {"name": "see", "unit": "share", "value": 0.19, "low": 0.15, "high": 0.23, "chance": 0.1, "n": 300}


def tiny_run(home: Path, weights: bytes = b"weights") -> Path:
    """A run of one leg, written by hand, with its record."""
    folder = home / "data" / "runs" / "tiny"
    leg = folder / "model" / "leg-00"
    leg.mkdir(parents=True)
    (folder / "recipe.toml").write_text('name = "tiny"\n')
    (folder / "eval.json").write_text(json.dumps({"schema": 1, "measures": [MEASURE]}))
    log = [{"step": step, "loss": 1 / step, "text": 2 / step, "rate": 0.1, "norm": 1.0} for step in range(1, STEPS + 1)]
    (leg / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in log))
    receipt = {"task": "model", "steps": STEPS, "start": "a" * 64, "end": "b" * 64, "state_hash": "c" * 64}
    (leg / "receipt.json").write_text(json.dumps(receipt | {"parameters": 7, "numeric": {"class": "d" * 16}}))
    (leg / "timing.json").write_text('{"seconds": 12.5}')
    (leg / "end.safetensors").write_bytes(weights)
    write_record(folder, "tiny")
    return folder
