"""The documentation: its commands end as it says and use no network, its links lead somewhere, its pictures load nothing.

Transcripts are the blocks marked `console`.  Their commands are run on a small pack that stands in for `vital`, so what
is compared is how a command ends, not what it writes: 0, unless the next command is `echo $?` and shows otherwise.
A block that begins with `$ cat FILE` is also where that file comes from.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from necker.cli.main import main
from necker.core.language import set_language
from necker.core.network import set_offline
from necker.knowledge.build import build_pack
from tests.knowledge.sample import PAGES as SAMPLE
from tests.knowledge.sample import Sample, page
from tests.knowledge.wiki_server import WikiServer

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PICTURES = sorted((ROOT / "docs").rglob("*.svg"))
COMPOSERS = [
    page("en", "Mozart", "composer", "Wolfgang Amadeus Mozart (27 January 1756 – 5 December 1791) was a composer."),
    page("en", "Chopin", "composer", "Frédéric Chopin (1 March 1810 – 17 October 1849) was a composer and pianist."),
]
NOT_RUN = ("make ", "git ", "necker wiki add vital", "export ")  # the network, this checkout, the shell's own state


class Command(NamedTuple):
    """One command of a transcript, what is shown of its output, and the exit code it is said to have."""

    line: str
    shown: list[str]
    code: int


def commands(page: Path) -> list[Command]:
    """The commands in the `console` blocks of a page, in order."""
    found: list[Command] = []
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Command(line[2:], [], 0))
            else:
                found[-1].shown.append(line)
    for index, command in enumerate(found):
        if command.line == "echo $?":
            found[index - 1] = found[index - 1]._replace(code=int(command.shown[0]))
    return [command for command in found if command.line != "echo $?"]


def anchors(page: Path) -> set[str]:
    """The names that headings have in a link, as forges make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    names = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in names}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_pack("vital", Sample([*SAMPLE, *COMPOSERS]), folder=tmp_path_factory.mktemp("packs")).path


@pytest.fixture
def desk(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, a home with the small pack, and `necker` on the path."""
    for name in [name for name in os.environ if name.startswith(("NECKER_", "OPENAI_")) or name == "HF_HUB_OFFLINE"]:
        monkeypatch.delenv(name)
    desk, home, programs = tmp_path / "desk", tmp_path / "home", tmp_path / "bin"
    for folder in (desk / "necker/verify", home / "data/packs", programs):
        folder.mkdir(parents=True)
    shutil.copy(pack, home / "data/packs")
    shutil.copy(ROOT / "necker/verify/check_proof.py", desk / "necker/verify")
    python = f'#!/bin/sh\nexec "{sys.executable}" -P'
    (programs / "necker").write_text(f'{python} -c "from necker.cli.main import run; run()" "$@"\n')
    (programs / "python3").write_text(f'{python} "$@"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("NECKER_HOME", str(home))
    monkeypatch.chdir(desk)
    yield desk
    set_language(None)
    set_offline(False)


@pytest.fixture
def outside(page: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A wiki on this machine for the page that is about it; for all others, nobody to talk to."""
    if page.stem == "live-wikipedia":
        with WikiServer(retry_after="0") as wiki:
            monkeypatch.setenv("NECKER_WIKI_API", wiki.url)
            yield
        return

    def leak(*where: object) -> None:
        raise Leaked(repr(where))

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, leak)
    monkeypatch.setattr(socket, "getaddrinfo", leak)
    yield


class Leaked(BaseException):
    """Something would have left the machine.  No `except Exception` can hide it."""


def ended(line: str) -> int:
    """The exit code of a command: of Necker in this process, of anything else in a shell."""
    words = shlex.split(line)
    if words[0] == "necker" and set(line).isdisjoint("|<>;&$`"):
        set_language(None)
        set_offline(False)
        return main(words[1:])
    return subprocess.run(line, shell=True, capture_output=True, timeout=60).returncode


@pytest.mark.skipif(os.name != "posix", reason="the transcripts are of a POSIX shell")
@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda page: page.stem)
def test_commands_end_as_shown(page: Path, desk: Path, outside: None) -> None:
    for command in commands(page):
        words = shlex.split(command.line)
        if words[0] == "cat" and command.shown:
            file = desk / words[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text("\n".join(command.shown) + "\n", "utf-8")
        elif not command.line.startswith(NOT_RUN):
            assert ended(command.line) == command.code, command.line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists() and there.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_exist(page: Path) -> None:
    for name in re.findall(r"`((?:necker|tests|benchmarks|recipes|requirements)/[\w./-]+)`", page.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def test_house_lists_every_room_in_the_order_of_imports() -> None:
    from tests.test_house import ROOMS

    text = (ROOT / "docs/explanation/house.md").read_text("utf-8")
    there = {path.parent.name for path in (ROOT / "necker").glob("*/__init__.py")}
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == [room for room in ROOMS if room in there]
    assert " > ".join(room for room in ROOMS if room in there) in text


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_pictures_say_what_they_show_and_load_nothing(picture: Path) -> None:
    root = ElementTree.fromstring(picture.read_text("utf-8"))
    kinds = [element.tag.partition("}")[2] for element in root.iter()]
    assert {"title", "desc"} <= set(kinds) and {"script", "image", "use", "foreignObject"}.isdisjoint(kinds)
    assert not re.search(r"url\(|@import|href", picture.read_text("utf-8"))


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120
