"""The list of a record: one way to write it, nothing beside it, and no leftovers in it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import NeckerError, UnprovenError
from necker.record.record import legs_of, read_record, rendered, root_of, seconds_of, write_record

Record = dict[str, Any]


def first(record: Record, **values: Any) -> Record:
    """The record with another first object, and the root of that."""
    record["objects"][0] |= values
    return record


def sealed(record: Record) -> str:
    with contextlib.suppress(TypeError):  # a float cannot be hashed
        record["root"] = root_of(record)
    return rendered(record)


FORGED: dict[str, Callable[[Record], str]] = {
    "an extra key": lambda r: sealed(r | {"note": "x"}),
    "another order of keys": lambda r: rendered(dict(reversed(r.items()))),
    "other whitespace": lambda r: rendered(r) + "\n",
    "other spaces": lambda r: json.dumps(r),
    "another escape": lambda r: rendered(r).replace("recipe.toml", "recipe\\u002etoml"),
    "a key twice": lambda r: rendered(r).replace('"schema": 1,', '"schema": 1,\n "schema": 1,'),
    "no root": lambda r: rendered({key: r[key] for key in ("schema", "model", "objects")}),
    "a root that is none": lambda r: rendered(r | {"root": "\x1b[2J"}),
    "a schema that is true": lambda r: sealed(r | {"schema": True}),
    "another schema": lambda r: sealed(r | {"schema": 2}),
    "a model that is a number": lambda r: sealed(r | {"model": 3}),
    "an entry twice": lambda r: sealed(r | {"objects": [r["objects"][0], *r["objects"]]}),
    "entries in another order": lambda r: sealed(r | {"objects": r["objects"][::-1]}),
    "an entry with more": lambda r: sealed(first(r, note="x")),
    "an entry that is a list": lambda r: sealed(r | {"objects": [[]]}),
    "a size that is a float": lambda r: sealed(first(r, size=float(r["objects"][0]["size"]))),
    "a path that is a number": lambda r: sealed(first(r, path=3)),
    "a path with NUL": lambda r: sealed(first(r, path="a\0b")),
    "a path through ..": lambda r: sealed(first(r, path="aaa/../bundle/image/codec.json")),
    "a path with a dot": lambda r: sealed(first(r, path="./" + r["objects"][0]["path"])),
    "an absolute path": lambda r: sealed(first(r, path="/etc/passwd")),
    "the folder itself": lambda r: sealed(first(r, path=".")),
    "the list itself": lambda r: sealed(first(r, path="RECORD.json")),
    "half a character": lambda r: rendered(r).replace("bundle/image", "bundle/\\ud800image"),
    "a list": lambda r: "[]\n",
    "nothing": lambda r: "",
    "very deep": lambda r: "[" * 100_000,
    "very deep inside": lambda r: rendered(r).replace('"schema": 1', '"schema": ' + "[" * 50_000 + "]" * 50_000),
    "a very long number": lambda r: rendered(r).replace('"schema": 1', '"schema": ' + "1" * 5000),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_list_has_one_form(made: Path, tmp_path: Path, forge: Callable[[Record], str]) -> None:
    (tmp_path / "RECORD.json").write_text(forge(read_record(made)), "utf-8")
    with pytest.raises(UnprovenError, match=r"RECORD\.json is forged or damaged"):
        read_record(tmp_path)


def test_no_list_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(NeckerError, match="holds no record"):
        read_record(tmp_path)
    (tmp_path / "RECORD.json").mkdir()
    with pytest.raises(NeckerError, match="not an ordinary file"):
        read_record(tmp_path)


def test_writing_it_clears_what_a_crash_left(made: Path, run: Path) -> None:
    (run / "RECORD.json").unlink()
    for name in ("model/leg-00/state.safetensors", "data/media.bin.part", "hf.part/config.json"):
        (run / name).parent.mkdir(exist_ok=True)
        (run / name).write_bytes(b"x")
    (run / "empty" / "inside").mkdir(parents=True)
    assert write_record(run, "short") == read_record(made)["root"]
    assert sorted(path.name for path in run.rglob("*")) == sorted(path.name for path in made.rglob("*"))
    assert (run / "RECORD.json").read_bytes() == (made / "RECORD.json").read_bytes()


def test_what_cannot_be_in_a_record_is_refused_before_it_is_listed(run: Path) -> None:
    (run / "RECORD.json").unlink()
    (run / "elsewhere").symlink_to("/etc")
    with pytest.raises(NeckerError, match="elsewhere cannot be in a record"):
        write_record(run, "short")
    assert not (run / "RECORD.json").exists()


def test_the_root_binds_the_name_and_no_clock(made: Path, run: Path) -> None:
    root = read_record(made)["root"]
    (run / "model" / "leg-00" / "timing.json").write_text('{"seconds": 12345.0}\n')
    assert write_record(run, "short") == root
    assert write_record(run, "other") != root


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ('{"seconds": 1.5}', 1.5),
        ('{"seconds": 2}', 2.0),
        ('{"seconds": -1}', None),
        ('{"seconds": true}', None),
        ('{"seconds": NaN}', None),
        ('{"seconds": 1e999}', None),
        ('{"seconds": 1, "note": 2}', None),
        ('{"seconds": "1"}', None),
        ("[1]", None),
        ("", None),
        ("{" * 99, None),
        ('{"seconds": 1.5}' + " " * 100, None),
    ],
)
def test_seconds_are_a_number_or_unknown(tmp_path: Path, text: str, seconds: float | None) -> None:
    assert seconds_of(tmp_path) is None
    (tmp_path / "timing.json").write_text(text)
    assert seconds_of(tmp_path) == seconds


def test_legs_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("model/leg-100", "model/leg-99", "image/leg-00", "sound/leg-00", "model/leg-x", "model/leg-7"):
        (tmp_path / name).mkdir(parents=True)
    os.mkfifo(tmp_path / "model" / "leg-01")
    names = [leg.relative_to(tmp_path).as_posix() for leg in legs_of(tmp_path)]
    assert names == ["image/leg-00", "sound/leg-00", "model/leg-99", "model/leg-100"]
