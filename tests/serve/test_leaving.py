"""Clients that leave before their picture or sound is made: what was not begun never is, and what was begun ends."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx2
import numpy as np
import pytest

from necker.core.errors import NeckerError
from necker.engine.bundle import installed_model
from necker.serve import media
from necker.serve.problems import Problem
from necker.serve.serving import Serving
from necker.serve.turns import Stopped, Turn, Turns
from necker.sources.document import SAMPLE_RATE
from tests.serve.running import running

needs_model = pytest.mark.skipif(
    not (installed_model() / "model.json").exists(), reason="no weights beside the checkout"
)


def wanted() -> Turn:
    return Turn(lambda events: None)


class Short(Turn):
    """A turn whose reader leaves after it has asked so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(lambda events: None)
        self.left = times

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Stopped


def eventually(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    return what()


def test_a_call_that_is_cancelled_before_it_began_never_begins() -> None:
    async def leave() -> tuple[list[str], int]:
        turns, told, go = Turns(1), [], threading.Event()
        busy = asyncio.create_task(turns.run(go.wait))
        await asyncio.sleep(0.01)
        waiting = asyncio.create_task(turns.call(lambda turn: told.append("began")))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        held = len(turns._futures)
        go.set()
        await busy
        await turns.run(lambda: None)
        turns.close()
        return told, held

    assert asyncio.run(leave()) == ([], 1)


def test_a_call_that_is_cancelled_later_is_told_so() -> None:
    async def leave() -> bool:
        turns, begun, told = Turns(1), threading.Event(), threading.Event()

        def work(turn: Turn) -> None:
            begun.set()
            try:
                while True:
                    turn.check()
                    time.sleep(0.001)
            except Stopped:
                told.set()
                raise

        task = asyncio.create_task(turns.call(work))
        await asyncio.to_thread(begun.wait)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        free = await asyncio.wait_for(turns.run(lambda: "free"), 10)
        turns.close()
        return free == "free" and told.is_set()

    assert asyncio.run(leave())


def test_a_server_that_stops_ends_a_call() -> None:
    async def stop() -> Any:
        turns, begun = Turns(1), threading.Event()

        def work(turn: Turn) -> None:
            begun.set()
            while True:
                turn.check()
                time.sleep(0.001)

        task = asyncio.create_task(turns.call(work))
        await asyncio.to_thread(begun.wait)
        await asyncio.to_thread(turns.close)
        [found] = await asyncio.gather(task, return_exceptions=True)
        return found

    found = asyncio.run(asyncio.wait_for(stop(), 20))
    assert isinstance(found, Problem) and (found.status, found.code) == (503, "stopped")


@needs_model
def test_the_model_asks_before_each_token_and_is_left_as_it_was(serving: Serving) -> None:
    whole = media.draw_png(serving, "soleil", 3, wanted())
    turn = Short(12)
    with pytest.raises(Stopped):
        media.draw_png(serving, "soleil", 3, turn)
    assert turn.left == -1
    assert media.draw_png(serving, "soleil", 3, wanted()) == whole
    samples = np.zeros(SAMPLE_RATE // 2, np.int16)
    for work in (
        lambda: media.say_text(serving, "sept", "fr", Short(3)),
        lambda: media.hear_bytes(serving, media.sound_file(samples, "wav"), "a.wav", "fr", Short(1)),
        lambda: media.see_bytes(serving, whole, "fr", Short(1)),
    ):
        with pytest.raises(Stopped):
            work()


@needs_model
def test_waiting_for_the_model_ends_when_nobody_wants_it(serving: Serving) -> None:
    _ = serving.bundle
    turn, ended = wanted(), threading.Event()

    def draw() -> None:
        try:
            media.draw_png(serving, "soleil", 0, turn)
        except Stopped:
            ended.set()

    with media._one:
        thread = threading.Thread(target=draw)
        thread.start()
        assert not ended.wait(0.2)
        turn.stop()
        assert ended.wait(5), "while another still uses the model"
    thread.join(5)


JSON = "application/json"
FORM = "multipart/form-data; boundary=b"


def part(name: str, data: bytes) -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="given"\r\n\r\n'.encode()
    return head + data + b"\r\n--b--\r\n"


SOUND = media.sound_file(np.zeros(SAMPLE_RATE // 2, np.int16), "wav")
CALLS = [
    ("/api/draw", JSON, json.dumps({"text": "soleil"}).encode()),
    ("/api/say", JSON, json.dumps({"text": "sept"}).encode()),
    ("/api/see", FORM, part("file", b"\x89PNG\r\n\x1a\n")),
    ("/api/hear", FORM, part("file", SOUND)),
    ("/v1/images/generations", JSON, json.dumps({"prompt": "soleil", "n": 3}).encode()),
    ("/v1/audio/speech", JSON, json.dumps({"input": "sept", "response_format": "wav"}).encode()),
    ("/v1/audio/transcriptions", FORM, part("file", SOUND)),
]


@needs_model
def test_a_client_that_leaves_while_it_waits_gives_its_place_back(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call that makes or understands a picture or a sound; none of them begins once its client has gone."""
    begun: list[str] = []

    def watched(name: str) -> Callable[..., Any]:
        def call(*_: Any) -> Any:
            begun.append(name)
            raise NeckerError("it began")

        return call

    for name in ("draw_png", "say_text", "see_bytes", "hear_bytes"):
        monkeypatch.setattr(media, name, watched(name))
    serving.turns, go = Turns(1), threading.Event()
    monkeypatch.setattr("necker.serve.app.warm", lambda serving: asyncio.sleep(0))  # it would wait for a place too
    with running(serving) as url:
        port = httpx2.URL(url).port
        busy = serving.turns._submit(go.wait)
        assert eventually(lambda: serving.turns._futures == {busy})
        for path, kind, body in CALLS:
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {serving.token}\r\n"
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            with socket.create_connection(("127.0.0.1", port or 0)) as wire:
                wire.sendall(head.encode() + body)
                assert eventually(lambda: len(serving.turns._futures) == 2), path
            assert eventually(lambda: serving.turns._futures == {busy}), path
        go.set()
        headers = {"Authorization": f"Bearer {serving.token}"}
        httpx2.post(f"{url}/api/draw", json={"text": "soleil"}, headers=headers, trust_env=False)
    assert begun == ["draw_png"]
    kept = serving.store.latest(10)
    assert kept == []
