"""How quick the server is: `python benchmarks/serve.py [--seconds 600]`.  A real `necker serve`, the packs that are installed.

The server is a process of its own with a home of its own, in which 100,000 messages lie.  What is timed is timed by a client
over HTTP; the share of the HTTP layer is what is left of that when the turn's own seconds are taken off.  With `--beside DIR`
the answers of another checkout's server are timed in turn with ours, and nothing else is: on a busy machine only their ratio
means something.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from necker.core.paths import packs_dir
from necker.serve.store import Store

MESSAGES = 100_000
STREAMS = 32
QUESTIONS = (
    "Qui a peint la Joconde ?",
    "Who painted the Mona Lisa?",
    "Quelle est la capitale du Japon ?",
    "When was Marie Curie born?",
    "Où coule le Danube ?",
    "What is 17 percent of 240?",
    "Qui a découvert la pénicilline ?",
    "How high is Mount Everest?",
)
TEXT = (
    "Marie Curie est née à Varsovie en 1867. Elle a reçu le prix Nobel de physique en 1903. Elle est morte en 1944. "
    "The Eiffel Tower is in Paris. Mount Everest is 7,200 metres high."
)


def row(label: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{label:<52}{len(seconds):>6}{statistics.median(seconds) * 1e3:>10.1f}{p95 * 1e3:>10.1f}", flush=True)


def fill(home: Path) -> None:
    """100,000 messages in 5,000 conversations, words drawn as in a language: few often, most seldom."""
    words = ["".join(random.choices("abcdeilmnoprstu", k=random.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    store = Store(home)
    drawn = iter(random.choices(words, weights, k=MESSAGES * 20))
    with store._change() as db:
        for number in range(MESSAGES // 20):
            db.execute(
                "INSERT INTO conversations(id, title, updated, place) VALUES(?, ?, '', ?)",
                (f"{number:032x}", f"conversation {number}", number + 1),
            )
            texts = (" ".join(next(drawn) for _ in range(20)) for _ in range(20))
            db.executemany(
                "INSERT INTO messages(id, conversation, role, created, state, text) VALUES(?, ?, 'user', '', 'done', ?)",
                ((f"{number}-{at}", f"{number:032x}", text) for at, text in enumerate(texts)),
            )
    store.close()
    (home / "words.json").write_text(json.dumps(words))


@contextmanager
def serving(home: Path, checkout: Path | None = None) -> Iterator[tuple[int, str, float]]:
    """(process, address, seconds until it answers)."""
    environment = os.environ | {"NECKER_HOME": str(home.parent), "PYTHONUNBUFFERED": "1"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "necker", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        env=environment | ({"PYTHONPATH": str(checkout)} if checkout else {}),
        cwd=checkout,  # `-m` looks here first
        text=True,
    )
    assert process.stdout
    address = process.stdout.readline().strip()
    base, _, token = address.partition("#t=")
    httpx2.get(f"{base}api/status", headers={"authorization": f"Bearer {token}"}, timeout=60, trust_env=False)
    ready = time.perf_counter() - started
    try:
        yield process.pid, address, ready
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def resident(pid: int) -> float:
    """MiB in memory (VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@asynccontextmanager
async def client(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    base, _, token = address.partition("#t=")
    limits = httpx2.Limits(max_connections=STREAMS)
    headers = {"authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=120, trust_env=False, limits=limits) as made:
        yield made


def request(address: str, path: str, body: dict[str, Any], connection: str) -> bytes:
    """A question of which nothing is kept, as it stands on the wire."""
    url = urlsplit(address)
    data = json.dumps({**body, "incognito": True}).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {url.fragment.removeprefix('t=')}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\nConnection: {connection}\r\n\r\n"
    )
    return head.encode() + data


class Line:
    """One connection, kept for all that is asked, as a browser keeps it.  A bare socket, so that what is timed is the server."""

    def __init__(self, address: str) -> None:
        self.address, url = address, urlsplit(address)
        self._socket = socket.create_connection((url.hostname, url.port))

    def ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """As `stream`."""
        data = request(self.address, path, body, "keep-alive")
        began, parts = time.perf_counter(), []
        self._socket.sendall(data)
        while not parts or not parts[-1][1].endswith(b"0\r\n\r\n"):
            part = self._socket.recv(1 << 20)
            parts.append((time.perf_counter() - began, part))
            if not part:
                break
        return _seen(parts)

    def close(self) -> None:
        self._socket.close()


async def stream(address: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """When each kind of event came first (seconds), and the answer at the end; read only once the clock has stopped."""
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    began, parts = time.perf_counter(), []
    writer.write(request(address, path, body, "close"))
    while part := await reader.read(1 << 20):
        parts.append((time.perf_counter() - began, part))
    writer.close()
    return _seen(parts)


def _seen(parts: list[tuple[float, bytes]]) -> dict[str, Any]:
    """Of the parts of a response and when they came: when each event began, and the data of the last answer."""
    if not parts or not parts[0][1].startswith(b"HTTP/1.1 200 "):
        raise OSError(parts[0][1][:200] if parts else "no answer")
    seen: dict[str, Any] = {"end": parts[-1][0]}
    whole = b"".join(part for _, part in parts)
    for when, part in parts:
        for name in re.findall(rb"^event: (\w+)", part, re.M):
            seen.setdefault(name.decode(), when)
    text = b"".join(re.split(rb"\r\n[0-9a-f]+\r\n", whole.partition(b"\r\n\r\n")[2]))
    if found := re.search(rb"^event: (?:answer|failed)\ndata: (.*)$", text, re.M):
        seen["data"] = json.loads(found[1])
    return seen


def one_by_one(address: str, rounds: int) -> None:
    line = Line(address)
    for question in QUESTIONS:
        line.ask("/api/ask", {"question": question})
    asked = [line.ask("/api/ask", {"question": q}) for _ in range(rounds) for q in QUESTIONS]
    row("ask: first words of the answer", [each["text"] for each in asked])
    row("ask: whole answer", [each["end"] for each in asked])
    checked = [line.ask("/api/verify", {"text": TEXT}) for _ in range(rounds * 2)]
    row("verify: first verdict after its text", [each["claim"] - each["text"] for each in checked])
    row("verify: whole answer", [each["end"] for each in checked])
    share("HTTP layer, share of the time of all answers", asked)
    share("HTTP layer, share of the time of a checked text", checked)
    line.close()


def share(label: str, answers: list[dict[str, Any]]) -> None:
    whole, turn = (sum(each["end"] for each in answers), sum(each["data"]["seconds"] for each in answers))
    print(f"{label:<52}{len(answers):>6}{(whole - turn) / whole:>10.1%}", flush=True)


def beside(lines: dict[str, Line], rounds: int) -> None:
    """The same questions to each server in turn, whose order changes; of their HTTP layers the ratio."""
    layers: dict[str, list[float]] = {name: [] for name in lines}
    for turn in range(-2, rounds):  # two rounds for what is loaded with the first answers
        for question in QUESTIONS:
            for name, line in sorted(lines.items(), reverse=turn % 2 == 0):
                found = line.ask("/api/ask", {"question": question})
                if turn >= 0:
                    layers[name].append(found["end"] - found["data"]["seconds"])
    for name, seconds in layers.items():
        row(f"HTTP layer of an answer, {name}", seconds)
        best = sorted(seconds)[len(seconds) // 10]
        print(f"{'  the tenth that was disturbed least':<52}{'':>6}{best * 1e3:>10.2f}", flush=True)


async def nothing(address: str) -> None:
    async with client(address) as here:
        pings = []
        for _ in range(200):
            began = time.perf_counter()
            await here.get("/api/memory")
            pings.append(time.perf_counter() - began)
        row("a request that does nothing", pings)


async def search(address: str, words: list[str]) -> None:
    async with client(address) as here:
        for label, queries in {
            "search: the commonest words": words[:40],
            "search: rare words": words[5000:5040],
            "search: two words": [f"{a} {b}" for a, b in zip(words[:40], words[40:80], strict=True)],
            "search: two letters, as one types": [word[:2] for word in words[:40]],
        }.items():
            timed = []
            for query in queries:
                began = time.perf_counter()
                (await here.get("/api/conversations", params={"q": query})).raise_for_status()
                timed.append(time.perf_counter() - began)
            row(label, timed)
        began = time.perf_counter()
        (await here.get("/api/conversations")).raise_for_status()
        row("list of conversations", [time.perf_counter() - began])


async def crowd(address: str, pid: int, seconds: float) -> None:
    """32 readers, each asking and checking again and again; memory before, after a tenth of the time, and at the end."""
    done = errors = 0
    end, before = time.monotonic() + seconds, resident(pid)
    settled: list[float] = []

    async def reader(number: int) -> None:
        nonlocal done, errors
        while time.monotonic() < end:
            question = QUESTIONS[(number + done) % len(QUESTIONS)]
            body = {"text": TEXT} if number % 4 == 0 else {"question": question}
            try:
                found = await stream(address, "/api/verify" if number % 4 == 0 else "/api/ask", body)
                errors += "answer" not in found
            except OSError:
                errors += 1
            done += 1
            if not settled and time.monotonic() > end - 0.9 * seconds:
                settled.append(resident(pid))

    await asyncio.gather(*(reader(number) for number in range(STREAMS)))
    memory = " -> ".join(f"{each:.0f}" for each in (before, *settled, resident(pid)))
    print(f"{STREAMS} streams at once for {seconds:.0f} s: {done} answers, {errors} errors; memory {memory} MiB")


def compared(home: Path, other: Path, rounds: int) -> None:
    with serving(home) as (_, ours, _), serving(home, other) as (_, theirs, _):
        time.sleep(5)
        lines = {"this checkout": Line(ours), "the other one": Line(theirs)}
        print(f"{'':<52}{'runs':>6}{'p50 ms':>10}{'p95 ms':>10}")
        beside(lines, rounds)
        for line in lines.values():
            line.close()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=600, help="how long 32 streams go on")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--beside", type=Path, metavar="DIR", help="another checkout, to compare with")
    chosen = options.parse_args()
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        home.mkdir()
        (home / "packs").symlink_to(packs_dir())
        if chosen.beside:
            return compared(home, chosen.beside.resolve(), chosen.rounds)
        fill(home)
        with serving(home) as (pid, address, ready):
            print(f"{'':<52}{'runs':>6}{'p50 ms':>10}{'p95 ms':>10}")
            row("start: from the command to the first answer", [ready])
            time.sleep(5)  # the examples are made meanwhile
            one_by_one(address, chosen.rounds)
            asyncio.run(nothing(address))
            asyncio.run(search(address, json.loads((home / "words.json").read_text())))
            asyncio.run(crowd(address, pid, chosen.seconds))


if __name__ == "__main__":
    main()
