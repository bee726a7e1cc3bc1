"""What the tests of the command line share: a home of their own, a small pack, and the command in a child process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from necker.cli.main import main
from necker.core.language import set_language
from necker.core.network import set_offline
from necker.knowledge.build import build_pack
from necker.knowledge.passage import Source, SourcePage, SourcePassage

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"

PAGES = (
    SourcePage(
        "fr",
        "Ada Lovelace",
        "https://fr.example/wiki/Ada_Lovelace",
        7,
        None,
        None,
        [
            SourcePassage("description", "mathématicienne britannique"),
            SourcePassage("text", "Ada Lovelace est née à Londres en 1815. Elle décrit la machine analytique."),
        ],
    ),
    SourcePage(
        "en",
        "Ada Lovelace",
        "https://en.example/wiki/Ada_Lovelace",
        8,
        None,
        None,
        [SourcePassage("text", "Ada Lovelace was born in London in 1815. She described the analytical engine.")],
    ),
    # What somebody who wants to take over a terminal would write.
    SourcePage(
        "en",
        "Evil \x1b]0;owned\x07 title",
        None,
        None,
        None,
        None,
        [SourcePassage("text", "Escape codes \x1b[2J\x1b[31mclear the screen\x9b0m of zebras. \u202eTxet.")],
    ),
)


class Texts:
    """Three pages of our own as a source of a pack."""

    name = "three texts of the tests"
    kind: Source = "wikipedia"
    licence: str | None = "CC0-1.0"
    attribution: str | None = "the tests"
    total: int | None = len(PAGES)

    def fingerprint(self) -> str:
        return "test:1"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        return islice(PAGES, skip, None)


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A home of the test's own, no setting from outside, English."""
    for name in [
        name for name in os.environ if name.startswith(("NECKER_", "XDG_", "LC_")) or name == "HF_HUB_OFFLINE"
    ]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "LANGUAGE", "PYTHONUNBUFFERED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    set_language(None)
    set_offline(False)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("packs")
    return build_pack("mine", Texts(), folder=folder).path.read_bytes()


@pytest.fixture
def mine(home: Path, built: bytes) -> Path:
    """The pack "mine", installed."""
    path = home / "data" / "packs" / "mine.pack"
    path.parent.mkdir(parents=True)
    path.write_bytes(built)
    return path


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command in this process."""

    def call(*argv: str) -> Ran:
        code = main(list(argv))
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def confined() -> tuple[str, ...]:
    """The words that make the superuser heed permissions, so that a read-only folder is one; none for anybody else."""
    if os.name != "posix" or os.getuid():
        return ()
    dropped = "-dac_override,-dac_read_search"
    words = ("setpriv", f"--bounding-set={dropped}", f"--inh-caps={dropped}")
    if not shutil.which("setpriv") or subprocess.run([*words, "true"], capture_output=True).returncode:
        pytest.skip("the superuser may write everywhere")
    return words


def child(*argv: str | bytes, prelude: str = "", before: tuple[str, ...] = (), **options: Any) -> Ran:
    """Run a command in a Python of its own, after `prelude`; `before` are the words of a wrapper."""
    code = f"{prelude}\nfrom necker.cli.main import run\nrun()"
    command = [*before, sys.executable, "-c", code, *argv]
    done = subprocess.run(command, capture_output=True, timeout=60, **options)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def shaped(schema: str, text: str) -> Any:
    """The JSON object in `text`, which must be one line of the documented shape."""
    assert text.endswith("\n") and text.count("\n") == 1
    data = json.loads(text)
    Draft202012Validator(json.loads((REFERENCE / f"{schema}.schema.json").read_text("utf-8"))).validate(data)
    return data
