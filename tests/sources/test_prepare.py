"""Sources made on the spot, prepared: what is left out and why, what is left alone, and that nothing depends on luck."""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import MissingError, UsageError
from necker.sources.document import Document, Image, Mark, Sound
from necker.sources.manifest import Manifest, manifest, manifests
from necker.sources.mirror import FileRef
from necker.sources.stats import read_stats, table
from necker.sources.watched import items
from tests.sources.readers.made import lines, picture, zipped

pytest.importorskip("pyarrow")

from necker.sources.parquet import read_documents, read_shards
from necker.sources.prepare import Prepared, prepare
from necker.sources.stage import FILTERS

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
NOUNS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
GRAMMAR = ("the", "of", "and that", "with the", "to be", "they have", "it was")
QUESTION = (
    "Which of the seven bridges over the wide river did the masons of the old town rebuild first after the flood?"
)


def text(seed: int, words: int = 60) -> str:
    """Prose enough for every rule."""
    chooser, size = random.Random(seed), words // 3
    nouns, grammar = chooser.choices(NOUNS, k=2 * size), chooser.choices(GRAMMAR, k=size)
    parts = [f"{said} {one} {other}" for said, one, other in zip(grammar, nouns[::2], nouns[1::2], strict=True)]
    return "\n".join(f"The {' '.join(parts[at : at + 4])}." for at in range(0, size, 4))


def made(folder: Path, name: str, *records: Any, split: str = "train", **changes: Any) -> Manifest:
    """A source of JSON records in the mirror `folder`."""
    data = lines(*records)
    path = folder / f"{name}.jsonl.xz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    ref = FileRef(path.name, hashlib.sha256(data).hexdigest(), len(data))
    options = {"text": "text", "lang": "en", "licence": "licence", "id": "id"} | changes.pop("options", {})
    found = Manifest(
        name, f"The source {name}", ("en",), ("text",), ("language modelling",), "CC0-1.0", "said here", "Nobody", split,
        False, "jsonl", files=(ref,), options=options,
    )  # fmt: skip
    return replace(found, **changes)


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NECKER_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    return tmp_path / "mirror"


def sources(mirror: Path) -> list[Manifest]:
    """Two to learn from and a test, with one of everything that can go wrong planted in them."""
    near = text(1, 240)
    first = [{"id": f"a{n}", "text": text(n)} for n in range(20)]
    first += [
        {"id": "near", "text": near},
        {"id": "leak", "text": f"{text(50)}\n{QUESTION.upper()}\n{text(51)}"},
        {"id": "mail", "text": f"{text(52)} Write to jane.doe@mail.org."},
        {"id": "short", "text": "No."},
        {"id": "sold", "text": text(53), "licence": "CC-BY-NC-4.0"},
        {"id": "empty", "text": ""},
        {"id": "wrong", "text": 7.5},
    ]
    second = [{"id": f"b{n}", "text": text(100 + n)} for n in range(20)]
    second += [
        {"id": "same", "text": text(3).upper()},
        {"id": "nearly", "text": near.replace("The ", "This ", 1)},
        {"id": "tested", "text": text(200, 240)},
    ]
    asked = [{"id": "q1", "question": QUESTION, "answer": "the one that leads to the market"}]
    paged = [{"id": "page", "text": text(200, 240)}]
    return [
        made(mirror, "first", *first),
        made(mirror, "second", *second),
        made(mirror, "asked", *asked, split="eval", reader="questions", options={"question": "question", "answer": "answer"}),
        made(mirror, "paged", *paged, split="eval"),
    ]  # fmt: skip


def removals(out: Path) -> dict[str, tuple[str, str]]:
    with lzma.open(out / "removals.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert all(list(row) == ["id", "source", "reason", "detail"] and row["detail"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: (row["reason"], row["detail"]) for row in rows}


def files(out: Path) -> dict[str, str]:
    """All that is promised to be the same."""
    found = [path for path in out.rglob("*") if path.is_file() and "work" not in path.relative_to(out).parts]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_everything_planted_is_found_and_has_its_reason(mirror: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = prepare(sources(mirror), out, 2)
    assert [one.state for one in done.outcomes] == ["done"] * 4
    gone = removals(out)
    assert gone["first/leak"] == ("leak", "question of asked/q1")
    assert gone["first/short"][0] == "too_short"
    assert gone["first/empty"][0] == gone["first/wrong"][0] == gone["first/sold"][0] == "broken"
    assert "CC-BY-NC-4.0" in gone["first/sold"][1]
    assert gone["second/tested"] == ("leak", "duplicate of paged/page")
    same = {"first/a3", "second/same"}
    near = {"first/near", "second/nearly"}
    assert len(same & gone.keys()) == len(near & gone.keys()) == 1
    (one,) = same & gone.keys()
    assert gone[one] == ("duplicate", f"duplicate of {min(same - {one})}")
    (one,) = near & gone.keys()
    assert gone[one] == ("near_duplicate", f"duplicate of {min(near - {one})}")
    assert len(gone) == 8

    every = [document for name in ("first", "second") for document in read_documents(out / "sources" / name)]
    assert not {document.id for document in every} & gone.keys()
    assert len(every) == 20 + 20 + 10 - 8
    (mail,) = [document for document in every if document.id == "first/mail"]
    assert "⟨mail⟩" in str(mail.parts[0]) and "jane" not in str(mail.parts[0])
    kept = [document.id for name in ("asked", "paged") for document in read_documents(out / "sources" / name)]
    assert kept == ["asked/q1", "paged/page"]


def test_the_manifest_names_every_byte(mirror: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = prepare(sources(mirror), out)
    assert done.root == hashlib.sha256((out / "manifest.jsonl").read_bytes()).hexdigest()
    rows = [json.loads(line) for line in (out / "manifest.jsonl").read_text("utf-8").splitlines()]
    assert {row["path"] for row in rows} == {
        str(path.relative_to(out)) for path in (out / "sources").rglob("*.parquet")
    }
    for row in rows:
        path = out / row["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
        assert path.stat().st_size == row["bytes"]
        assert path.parent.name == row["source"] and row["licence"] == "CC0-1.0"
        assert row["split"] == ("eval" if row["source"] in ("asked", "paged") else "train")
        assert row["documents"] == len(list(read_documents(path.parent)))
    assert not list(out.rglob("*.part"))


def test_the_counts_add_up(mirror: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepare(sources(mirror), out)
    stats = read_stats(out)
    assert stats["train"]["read"] == sum(stats["sources"][name]["read"] for name in ("first", "second"))
    for name in ("first", "second", "asked", "paged"):
        one, kept = stats["sources"][name], stats["sources"][name]["kept"]
        every = list(read_documents(out / "sources" / name))
        assert kept["documents"] == len(every)
        assert kept["bytes"] == sum(len(str(part).encode()) for document in every for part in document.parts)
        assert kept["held_out"] == sum(document.held_out for document in every)
        assert one["read"] - sum(one["removed"].values()) + one["removed"].get("broken", 0) == len(every)
        for counts in (kept["licences"], kept["languages"], kept["modalities"], kept["made"]):
            for amount in ("documents", "bytes", "characters", "samples", "pictures"):
                assert sum(one[amount] for one in counts.values()) == kept[amount]
    reasons = Counter(reason for reason, _ in removals(out).values())
    assert stats["train"]["removed"] == dict(sorted(reasons.items()))
    assert stats["sources"]["first"]["personal"] == {"e-mail": 1}
    assert stats["eval"]["removed"] == {}
    for name in ("first", "second", "asked"):
        one = stats["sources"][name]
        assert sum(one["given"].values()) >= one["kept"]["characters"] > 0
    whole = stats["train"]["given"]
    assert sum(whole.values()) == sum(sum(stats["sources"][name]["given"].values()) for name in ("first", "second"))
    lines = table(stats).splitlines()
    assert sum(line.startswith("| first |") for line in lines) == len(stats["sources"]["first"]["given"])
    assert not any("asked" in line for line in lines)
    assert lines[-1].startswith(f"In all {sum(whole.values()):,} characters before cleaning and ")


def test_one_worker_or_two_give_the_same_bytes(mirror: Path, tmp_path: Path) -> None:
    some = sources(mirror)
    prepare(some, tmp_path / "one", 1)
    prepare(some[::-1], tmp_path / "two", 2)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_what_is_done_is_left_alone_until_something_changes(mirror: Path, tmp_path: Path) -> None:
    out, some = tmp_path / "out", sources(mirror)
    prepare(some, out)
    before = files(out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert prepare(some, out, 2).root
    assert files(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == times
    third = made(mirror, "third", {"id": "again", "text": text(100)}, {"id": "new", "text": text(300)})
    prepare([*some, third], out)
    assert {one for one in removals(out) if one in ("third/again", "second/b0")}
    assert (out / "work" / "first" / "documents-00000.parquet").stat().st_mtime_ns in times.values()
    prepare(some, out)
    assert files(out) == before


def test_a_new_test_takes_what_holds_it_out_of_what_was_done(mirror: Path, tmp_path: Path) -> None:
    out, some = tmp_path / "out", sources(mirror)
    prepare(some[:2], out)
    assert "first/leak" not in removals(out) and "second/tested" not in removals(out)
    prepare(some, out)
    assert removals(out)["first/leak"][0] == removals(out)["second/tested"][0] == "leak"


def test_a_claim_that_more_than_ten_documents_hold_is_a_common_phrase(mirror: Path, tmp_path: Path) -> None:
    rare, common = (
        "Seven old masons rebuilt the bridge over the wide river.",
        "Read the terms of this page before you go on.",
    )
    holds = [{"id": f"c{n}", "text": f"{text(n)}\n{common}"} for n in range(11)]
    holds += [{"id": f"r{n}", "text": f"{text(20 + n)}\n{rare}"} for n in range(10)]
    train = made(mirror, "train", *holds)
    test = made(mirror, "test", {"id": "t", "text": f"{rare}\n{common}"}, split="eval")
    prepare([train, test], tmp_path / "out")
    assert removals(tmp_path / "out") == {f"train/r{n}": ("leak", "claim of test/t#1") for n in range(10)}


def test_what_is_known_of_a_test() -> None:
    def known(*parts: str | Mark) -> list[tuple[str, str, str]]:
        return [(one.item, one.kind, one.text) for one in items(Document("t", parts, "en", "t", "CC0-1.0", False))]

    long = "a sentence of more words than anybody says every day"
    assert known(f"Paris\nThe town.\nQuestion: Where is it? (in 1900)\nAnswer: there; {long}\nLabel: true") == [
        ("t", "evidence", "Paris\nThe town."), ("t", "question", "Where is it?"), ("t", "answer", long), ("t", "label", "true"),
    ]  # fmt: skip
    assert known(f"User: Hello\nAssistant: {long} {long}\nTool f(x): {long}") == [
        ("t#2", "claim", f"{long} {long}"), ("t", "evidence", long),
    ]  # fmt: skip
    assert known("en: Good morning.\n", f"fr: {long}\n") == [("t#2", "claim", long)]
    assert known("\n".join([long] * 12)) == []
    assert [kind for _, kind, _ in known("def f(x):\n    return x + 1\n")] == ["answer"]
    turns = (
        Mark("user"),
        "Where is it?",
        Mark("asst"),
        Mark("call"),
        "search\nit",
        Mark("ret"),
        long,
        Mark("end_ret"),
        long,
    )
    assert known(*turns) == [
        ("t#2", "question", "Where is it?"), *((f"t#{n}", "evidence", said) for n, said in ((5, "search\nit"), (7, long), (9, long))),
    ]  # fmt: skip


def test_rules_that_a_manifest_turns_off_are_off(mirror: Path, tmp_path: Path) -> None:
    records = ({"id": "short", "text": "No."}, {"id": "copy", "text": text(1, 240)},
               {"id": "copied", "text": text(1, 240).replace("The ", "This ", 1)})  # fmt: skip
    off = made(mirror, "off", *records, filters=("symbols",))
    prepare([off], tmp_path / "off")
    assert removals(tmp_path / "off") == {}
    on = made(mirror, "on", *records, filters=("too_short", "near_duplicates"))
    prepare([on], tmp_path / "on")
    assert sorted(reason for reason, _ in removals(tmp_path / "on").values()) == ["near_duplicate", "too_short"]
    with pytest.raises(UsageError, match="no_such_rule"):
        prepare([replace(on, filters=("no_such_rule",))], tmp_path / "wrong")


def test_the_filters_of_all_manifests_exist() -> None:
    assert {name for one in manifests().values() for name in one.filters or ()} <= FILTERS
    for name in ("gsm8k", "taskmaster4", "tata"):
        assert not {"repeated_ngrams", "repeated_lines", "few_letters"} & {*(manifest(name).filters or FILTERS)}


def test_pictures_with_the_same_words_are_not_duplicates(mirror: Path, tmp_path: Path) -> None:
    prepare([manifest("toy")], tmp_path / "out")
    stats = read_stats(tmp_path / "out")["sources"]["toy"]
    assert stats["kept"]["modalities"].keys() == {"text", "image", "sound"}
    documents = list(read_documents(tmp_path / "out" / "sources" / "toy"))
    shown = [document for document in documents if len(document.parts) > 1]
    assert len({str(part) for document in shown for part in document.parts if isinstance(part, str)}) < len(shown)
    assert {made: one["documents"] for made, one in stats["kept"]["made"].items()} == {"synthetic": len(documents)}
    parts = [part for document in documents for part in document.parts]
    assert stats["kept"]["characters"] == sum(len(part) for part in parts if isinstance(part, str))
    assert stats["kept"]["samples"] == sum(len(part.samples) for part in parts if isinstance(part, Sound))
    assert stats["kept"]["pictures"] == sum(isinstance(part, Image) for part in parts)


def test_the_same_picture_is_a_duplicate_only_with_the_same_words_in_the_same_language(
    mirror: Path, tmp_path: Path
) -> None:
    data = zipped(a_png=picture(1), b_png=picture(1), c_png=picture(2))
    mirror.mkdir()
    (mirror / "drawn.zip").write_bytes(data)
    ref = FileRef("drawn.zip", hashlib.sha256(data).hexdigest(), len(data))
    said = {"en": "piano", "fr": "piano"}
    records = [{"file": name, "text": said, "attribution": "Me"} for name in ("a.png", "b.png", "c.png")]
    drawn = replace(
        made(mirror, "drawn"), reader="pictures_zip", modalities=("image",), files=(ref,), options={"records": records}
    )
    prepare([drawn], tmp_path / "out")
    gone = removals(tmp_path / "out")
    assert {reason for reason, _ in gone.values()} == {"duplicate"} and len(gone) == 2
    kept = [(document.lang, document.parts[0]) for document in read_documents(tmp_path / "out" / "sources" / "drawn")]
    shades = sorted((lang or "", int(part.pixels[0, 0, 0])) for lang, part in kept if isinstance(part, Image))
    assert shades == [("en", 1), ("en", 2), ("fr", 1), ("fr", 2)]
    assert read_stats(tmp_path / "out")["sources"]["drawn"]["kept"]["modalities"]["image"]["documents"] == 4


def test_sources_that_cannot_be_had_are_listed_and_the_rest_is_done(mirror: Path, tmp_path: Path) -> None:
    some = sources(mirror)
    gone = made(mirror, "gone", {"id": "x", "text": text(1)})
    (mirror / "gone.jsonl.xz").unlink()
    sold = made(mirror, "sold", {"id": "x", "text": text(2)}, licence="CC-BY-ND-4.0")
    ill = made(mirror, "ill", {"id": "x", "text": text(3)}, reader="no_such_reader")
    done = prepare([*some, gone, sold, ill], tmp_path / "out", 2)
    states = {one.name: one.state for one in done.outcomes}
    assert states == dict.fromkeys(("first", "second", "asked", "paged"), "done") | {"gone": "missing", "sold": "refused", "ill": "failed"}  # fmt: skip
    stats = read_stats(tmp_path / "out")["sources"]
    assert "gone.jsonl.xz" in stats["gone"]["why"] and "CC-BY-ND-4.0" in stats["sold"]["why"] and stats["ill"]["why"]
    assert {path.name for path in (tmp_path / "out" / "sources").iterdir()} == {one.name for one in some}
    made(mirror, "gone", {"id": "x", "text": text(1)})
    assert {one.name: one.state for one in prepare([*some, gone], tmp_path / "out").outcomes}["gone"] == "done"


def test_damaged_files_are_told_from_missing_ones_by_the_reason(mirror: Path, tmp_path: Path) -> None:
    (first, *_) = sources(mirror)
    (mirror / "first.jsonl.xz").write_bytes(b"something else")
    (outcome,) = prepare([first], tmp_path / "out").outcomes
    assert outcome.state == "missing" and "sha256" in outcome.why


def test_a_folder_that_holds_something_else_is_not_touched(mirror: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("Dear Sir")
    with pytest.raises(UsageError):
        prepare(sources(mirror), tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "Dear Sir" and not (tmp_path / "sources").exists()


def test_no_statistics_without_data(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        read_stats(tmp_path)


CHILD = """
import pickle, sys
from pathlib import Path
from necker.sources.prepare import prepare

if __name__ == "__main__":
    prepare(pickle.loads(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2]), 2)
"""


def test_killed_at_any_moment_it_ends_with_the_same_bytes(mirror: Path, tmp_path: Path) -> None:
    """The process is killed after so and so many files, with nobody told, and the same command is given again."""
    import pickle

    some = sources(mirror)
    some += [made(mirror, f"more{n}", *({"id": str(i), "text": text(1000 * n + i, 240)} for i in range(60))) for n in (1, 2)]  # fmt: skip
    (tmp_path / "task").write_bytes(pickle.dumps(some))
    (tmp_path / "child.py").write_text(CHILD)
    whole: Prepared = prepare(some, tmp_path / "whole", 2)
    out, killed = tmp_path / "out", 0
    command = [sys.executable, str(tmp_path / "child.py"), str(tmp_path / "task"), str(out)]
    for most in (1, 12, 30, 60, 72, 76, 80):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None and sum(len(inside) for _, _, inside in os.walk(out)) < most:
            time.sleep(0.002)
        killed += child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert killed >= 3
    assert prepare(some, out, 1).root == whole.root
    assert files(out) == files(tmp_path / "whole")


def test_shards_of_a_source_are_those_that_were_written(mirror: Path, tmp_path: Path) -> None:
    prepare(sources(mirror), tmp_path / "out")
    shards = read_shards(tmp_path / "out" / "sources" / "second")
    assert [shard.documents for shard in shards] == [len(list(read_documents(tmp_path / "out" / "sources" / "second")))]
