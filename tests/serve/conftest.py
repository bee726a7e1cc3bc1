"""What the tests of the server share: a home of their own, a server over the small pack, clients of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from necker.core.language import set_language
from necker.core.network import set_offline
from necker.knowledge.library import Library
from necker.serve.app import create_app
from necker.serve.serving import Serving
from tests.serve.page_browser import SlowJudge, chromium, served
from tests.serve.running import Start, processes, small_serving, tiny_run

PORT = 4321


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of the test's own, no setting from outside, English."""
    for name in [name for name in os.environ if name.startswith(("NECKER_", "LC_")) or name == "HF_HUB_OFFLINE"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    set_language(None)
    set_offline(False)


@pytest.fixture
def serving(library: Library, home: Path) -> Iterator[Serving]:
    """A server over the small pack; what it keeps lies in the home of the test."""
    made = small_serving(library, home / "data")
    made.port = PORT
    yield made
    made.close()


@pytest.fixture
def bare(serving: Serving) -> TestClient:
    """A client that sends nothing of its own, in this process."""
    return TestClient(create_app(serving), base_url=f"http://127.0.0.1:{PORT}", raise_server_exceptions=False)


@pytest.fixture
def client(bare: TestClient, serving: Serving) -> TestClient:
    """A client that has the token."""
    bare.headers["authorization"] = f"Bearer {serving.token}"
    return bare


def events(body: str) -> list[tuple[str, Any]]:
    """The events of a stream: (name, data), comments left out."""
    found = []
    for part in body.split("\n\n"):
        lines = [line for line in part.split("\n") if not line.startswith(":")]
        fields = dict(line.split(": ", 1) for line in lines if line)
        if fields:
            found.append((fields.get("event", "message"), json.loads(fields["data"])))
    return found


@pytest.fixture
def ask(client: TestClient) -> Callable[..., list[tuple[str, Any]]]:
    """Ask, and the events of the answer."""

    def call(question: str, **more: Any) -> list[tuple[str, Any]]:
        answer = client.post("/api/ask", json={"question": question, **more})
        assert answer.status_code == 200, answer.text
        return events(answer.text)

    return call


@pytest.fixture
def start(home: Path, small_folder: Path) -> Iterator[Start]:
    """Start `necker serve` as a process, in the home of the test."""
    with processes(home, small_folder / "small.pack") as found:
        yield found


@pytest.fixture
def run(home: Path) -> Path:
    """A run of one leg with its record, in the home of the test."""
    return tiny_run(home)


# ---- the page in a browser ----


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def judge() -> Iterator[SlowJudge]:
    made = SlowJudge()
    yield made
    made.free.set()


@pytest.fixture
def address(home: Path, small_folder: Path, judge: SlowJudge) -> Iterator[str]:
    with served(home, small_folder / "small.pack", judge) as found:
        yield found
