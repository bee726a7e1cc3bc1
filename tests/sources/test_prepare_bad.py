"""What goes wrong while data is prepared: it is refused or left out with its reason, and nothing else is lost."""

from __future__ import annotations

import hashlib
import json
import lzma
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from necker.sources.manifest import Manifest
from necker.sources.mirror import FileRef
from necker.sources.readers import documents
from necker.sources.readers import files as readers_files
from necker.sources.readers import records as readers_records
from necker.sources.stats import read_stats
from tests.sources.readers.made import picture, zipped
from tests.sources.test_prepare import files, made, mirror, removals, text

pytest.importorskip("pyarrow")

from necker.sources.prepare import prepare

__all__ = ["mirror"]  # the fixture

# Read by every Python that starts: the process dies for good, as in a decoder that writes where it must not.
DEADLY = """
import os, pathlib
import necker.sources.readers.written as written

prose, flag = written.prose, pathlib.Path(os.environ["FLAG"])

def deadly(value):
    if "DEADLY" in str(value) or ("ONCE" in str(value) and not flag.exists()):
        flag.touch()
        os.abort()
    return prose(value)

written.prose = deadly
if os.environ.get("ALL"):
    import necker.sources.readers.records as records
    records._json = lambda source, stream: os.abort() if "DEADLY" in stream.read().decode() else []
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("FLAG", str(tmp_path / "flag"))
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'here'}:{Path(__file__).parents[2]}")


def some(mirror: Path, *words: str) -> list[Manifest]:
    """Two sources; the first has records of these words among its own."""
    records: list[dict[str, Any]] = [{"id": f"a{n}", "text": text(n)} for n in range(12)]
    records[4:4] = [{"id": word.lower() + str(n), "text": f"{text(90 + n)} {word}"} for n, word in enumerate(words)]
    return [
        made(mirror, "first", *records),
        made(mirror, "second", *({"id": f"b{n}", "text": text(50 + n)} for n in range(9))),
    ]


@pytest.mark.usefixtures("deadly")
def test_a_record_of_which_processes_die_is_left_out_with_its_reason(mirror: Path, tmp_path: Path) -> None:
    two = some(mirror, "DEADLY", "DEADLY")
    done = prepare(two, tmp_path / "out", 2)
    assert [one.state for one in done.outcomes] == ["done", "done"]
    assert removals(tmp_path / "out") == {
        f"first/deadly{n}": ("broken", "the process that read it died") for n in range(2)
    }
    stats = read_stats(tmp_path / "out")["sources"]
    assert stats["first"]["kept"]["documents"] == 12 and stats["second"]["kept"]["documents"] == 9
    assert prepare(two[::-1], tmp_path / "one", 1).root == done.root
    assert files(tmp_path / "one") == files(tmp_path / "out")
    assert not list((tmp_path / "out" / "work").glob("*.part")) + list((tmp_path / "out" / "work").glob("*.reading"))


@pytest.mark.usefixtures("deadly")
def test_a_process_that_dies_once_loses_nothing(mirror: Path, tmp_path: Path) -> None:
    two, lines = some(mirror, "ONCE"), list[str]()
    done = prepare(two, tmp_path / "out", 2, lines.append)
    assert (tmp_path / "flag").exists() and any("died" in line for line in lines)
    assert removals(tmp_path / "out") == {}
    assert prepare(two, tmp_path / "again").root == done.root


@pytest.mark.usefixtures("deadly")
def test_a_source_that_kills_its_reader_between_records_is_lost_alone(
    mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL", "1")
    done = prepare(some(mirror, "DEADLY"), tmp_path / "out", 2)
    assert [(one.state, "died" in one.why) for one in done.outcomes] == [("failed", True), ("done", False)]


def test_a_mirror_of_wrong_bytes_is_told_from_an_empty_one(mirror: Path, tmp_path: Path) -> None:
    two = some(mirror)
    right = (mirror / "first.jsonl.xz").read_bytes()
    for wrong in (bytes([right[0] ^ 1]) + right[1:], right + b"more", right[:-1], b""):
        (mirror / "first.jsonl.xz").write_bytes(wrong)
        first, second = prepare(two, tmp_path / "out").outcomes
        assert (first.state, second.state) == ("missing", "done") and "first.jsonl.xz" in first.why
        assert not (tmp_path / "out" / "sources" / "first").exists()
    (mirror / "first.jsonl.xz").write_bytes(right)
    assert prepare(two, tmp_path / "out").outcomes[0].state == "done"


def test_a_record_whose_licence_nobody_declared_is_left_out_and_a_source_is_refused(
    mirror: Path, tmp_path: Path
) -> None:
    own = [
        {"id": name, "text": text(n), "licence": name}
        for n, name in enumerate(("MIT", "LicenseRef-mine", "free for all"))
    ]
    whole = made(mirror, "whole", {"id": "x", "text": text(9)}, licence="LicenseRef-mine")
    done = prepare([made(mirror, "own", *own), whole], tmp_path / "out")
    assert [one.state for one in done.outcomes] == ["done", "refused"] and "LicenseRef-mine" in done.outcomes[1].why
    gone = removals(tmp_path / "out")
    assert gone.keys() == {"own/LicenseRef-mine", "own/free for all"} and {reason for reason, _ in gone.values()} == {
        "broken"
    }
    assert json.loads((tmp_path / "out" / "manifest.jsonl").read_text())["documents"] == 1


def packed(mirror: Path, name: str, data: bytes) -> FileRef:
    (mirror / name).parent.mkdir(parents=True, exist_ok=True)
    (mirror / name).write_bytes(data)
    return FileRef(name, hashlib.sha256(data).hexdigest(), len(data))


def test_an_archive_bomb_is_left_out_and_what_came_before_it_stays(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers_files, "MOST_MEMBER", 2**20)
    monkeypatch.setattr(readers_records, "MOST_MEMBER", 2**18)
    lines = "".join(json.dumps({"id": f"a{n}", "text": text(n)}) + "\n" for n in range(9)).encode()
    bomb = packed(mirror, "burst.jsonl.xz", lzma.compress(lines + b"\n" * 2**22))
    table = packed(mirror, "table.json.xz", lzma.compress(b"[" + b" " * 2**19 + b"]"))
    gone: list[tuple[str, str]] = []
    for ref, format in ((bomb, "json"), (table, "list")):
        one = replace(made(mirror, "bomb"), files=(ref,))
        source = replace(one.source(), options={**one.options, "format": format}, broken=lambda *one: gone.append(one))
        assert len(list(documents(source))) == (9 if ref is bomb else 0)
    assert [id for id, _ in gone] == ["bomb/burst.jsonl.xz", "bomb/table.json.xz"]
    assert "too much" in gone[0][1] and "too big" in gone[1][1]


def test_a_broken_entry_of_a_zip_is_left_out_alone(mirror: Path, tmp_path: Path) -> None:
    data = bytearray(zipped(a_png=picture(1), b_png=picture(2), c_png=picture(3)))
    data[data.index(b"b.png") + len("b.png") + 20] ^= 0xFF  # in its content: the sum of its bytes is wrong
    records = [{"file": f"{name}.png", "text": {"en": f"piano {name}"}, "attribution": "Me"} for name in "abcd"]
    drawn = replace(
        made(mirror, "drawn"), reader="pictures_zip", modalities=("image",), files=(packed(mirror, "d.zip", bytes(data)),),
        options={"records": records},
    )  # fmt: skip
    prepare([drawn], tmp_path / "out")
    gone = removals(tmp_path / "out")
    assert gone.keys() == {"drawn/b.png", "drawn/d.png"} and {reason for reason, _ in gone.values()} == {"broken"}
    assert read_stats(tmp_path / "out")["sources"]["drawn"]["kept"]["documents"] == 2
