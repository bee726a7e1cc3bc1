"""`verify` finds what was changed, added, taken away or made up, and says it in one line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import necker.record.record
import necker.record.verify
from necker.cli.main import main
from necker.record.record import STAGES, file_hash, read_record, rendered, root_of, write_record
from necker.record.verify import Verified, verify
from tests.record.forge import chain, edit_receipt, forge_chain, forge_log, write_chain


def against(found: Verified) -> dict[str, str]:
    return {check.name: check.against for check in found.checks if not check.holds}


def test_a_record_holds_and_names_its_root_and_code(made: Path) -> None:
    found = verify(made)
    assert found.holds and found.root == read_record(made)["root"]
    assert found.codes == (chain(made / "model" / "leg-00")[0]["code"],)


def test_a_forged_list_is_a_check_that_fails(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "RECORD.json").write_text("[" * 100_000)
    assert main(["record", "verify", str(run), "--json"]) == 7
    out, err = capsys.readouterr()
    assert [check["name"] for check in json.loads(out)["checks"]] == ["list"] and json.loads(out)["root"] is None
    assert err.count("\n") == 1 and "should not" not in err


def test_another_name_is_found_with_and_without_its_root(run: Path) -> None:
    record: dict[str, Any] = read_record(run) | {"model": "other"}
    (run / "RECORD.json").write_text(rendered(record))
    assert set(against(verify(run))) == {"root", "model"}
    (run / "RECORD.json").write_text(rendered(record | {"root": root_of(record)}))
    assert set(against(verify(run))) == {"model"}


def test_only_its_own_root_is_the_root_that_was_wanted(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = read_record(made)["root"]
    assert main(["record", "verify", str(made), "--root", root.upper()]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"root  {root}"
    assert main(["record", "verify", str(made), "--root", root[:-1] + ("1" if root[-1] == "0" else "0")]) == 7
    assert "✗ root" in capsys.readouterr().out
    assert main(["record", "verify", str(made), "--root", root[:8]]) == 2


EXTRA: dict[str, Callable[[Path], object]] = {
    "new.part": lambda path: path.write_text("x"),
    "state.safetensors": lambda path: path.write_text("x"),
    "model/leg-00/state.safetensors": lambda path: path.write_text("x"),
    "data/timing.json": lambda path: path.write_text('{"seconds": 1.0}'),
    "image/timing.json": lambda path: path.write_text('{"seconds": 1.0}'),
    "model/leg-00/timing.json": lambda path: path.write_text('{"seconds": 1.0, "note": "x"}'),
    "linked": lambda path: path.symlink_to("/etc"),
    "link.txt": lambda path: path.symlink_to("recipe.toml"),
    "broken": lambda path: path.symlink_to("nowhere"),
    "pipe": os.mkfifo,
    "empty": os.mkdir,
    "bundle/empty": os.mkdir,
    "\x1b[2J": lambda path: path.write_text("x"),
}


@pytest.mark.parametrize("name", EXTRA)
def test_nothing_else_may_lie_there(run: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    EXTRA[name](run / name)
    found = against(verify(run))
    assert set(found) - {f"{stage}/leg-00: data" for stage in STAGES} - {"legs"} == {"nothing else"}
    assert name.replace("\x1b", "\\x1b") in found["nothing else"]
    assert main(["record", "verify", str(run)]) == 7
    assert "\x1b" not in capsys.readouterr().out


def test_seconds_may_be_absent(run: Path) -> None:
    for stage in STAGES:
        (run / stage / "leg-00" / "timing.json").unlink()
    assert verify(run).holds


@pytest.mark.parametrize("name", ["RECORD.json", "recipe.toml", "stream/tokens.npy", "image/leg-00/chain.jsonl"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(run: Path, name: str) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    command = [sys.executable, "-m", "necker", "record", "verify", str(run)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == (1 if name == "RECORD.json" else 7) and done.stderr.count("\n") == 1


def test_a_file_outside_is_not_a_part_of_it(run: Path) -> None:
    (run.parent / "outside").mkdir()
    shutil.move(run / "hf", run.parent / "outside" / "hf")
    (run / "hf").symlink_to(run.parent / "outside" / "hf")
    found = against(verify(run))
    assert "points outside" in found["objects"] and "hf" in found["nothing else"]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_leg(run: Path, stage: str) -> None:
    shutil.rmtree(run / stage)
    write_record(run, "short")
    assert against(verify(run)) == {"legs": f"no leg of {stage}"}


@pytest.mark.parametrize("name", ["leg-02", "leg-x", "notes"])
def test_legs_are_numbered_without_a_gap(run: Path, name: str) -> None:
    shutil.copytree(run / "model" / "leg-00", run / "model" / name)
    write_record(run, "short")
    assert "legs" in against(verify(run))


def test_a_leg_has_the_steps_of_the_recipe(run: Path) -> None:
    path = run / "recipe.toml"
    path.write_text(path.read_text("utf-8").replace("steps = 4", "steps = 5"), "utf-8")
    for stage in STAGES:
        forge_chain(run / stage / "leg-00", recipe=file_hash(path))
    write_record(run, "short")
    assert against(verify(run)) == {f"{stage}/leg-00: recipe": "4 steps, not 5" for stage in STAGES}


def test_the_numeric_class_is_that_of_its_parts(run: Path) -> None:
    leg = run / "sound" / "leg-00"
    numeric = json.loads((leg / "receipt.json").read_text())["numeric"]
    edit_receipt(leg, numeric=numeric | {"torch": "9.9"})
    write_record(run, "short")
    assert against(verify(run)) == {"sound/leg-00: receipt": "it does not fit: numeric"}


def test_a_leg_of_another_stage_is_found(run: Path) -> None:
    shutil.rmtree(run / "sound" / "leg-00")
    shutil.copytree(run / "image" / "leg-00", run / "sound" / "leg-00")
    write_record(run, "short")
    assert {"sound/leg-00: chain", "sound/leg-00: receipt"} == set(against(verify(run)))


def test_different_codes_are_shown(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forge_chain(run / "image" / "leg-00", code="0" * 64)
    write_record(run, "short")
    assert main(["record", "verify", str(run), "--json"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["codes"]) == 2 and "different code" in err


def deep(leg: Path) -> None:
    (leg / "chain.jsonl").write_text("[" * 100_000 + "\n")


def short(leg: Path) -> None:
    write_chain(leg, chain(leg)[:-1])


def nameless(leg: Path) -> None:
    write_chain(leg, [{"step": 0, "state": "x"}])


def backwards(leg: Path) -> None:
    lines = chain(leg)
    lines[1]["step"] = "2"
    write_chain(leg, lines)


def empty(leg: Path) -> None:
    (leg / "chain.jsonl").write_text("")


@pytest.mark.parametrize("spoil", [deep, short, nameless, backwards, empty])
def test_a_chain_that_is_none_is_told_in_one_line(
    run: Path, spoil: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(run / "image" / "leg-00")
    write_record(run, "short")
    assert main(["record", "verify", str(run)]) == 7
    out, err = capsys.readouterr()
    assert "✗ image/leg-00: " in out and err.count("\n") == 1 and "should not" not in err


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 100_000, '{"numeric": 3}'])
def test_a_receipt_that_is_none_is_a_check_that_fails(run: Path, text: str) -> None:
    (run / "image" / "leg-00" / "receipt.json").write_text(text)
    write_record(run, "short")
    assert set(against(verify(run))) == {"image/leg-00: receipt"}


def test_a_log_with_its_chain_made_up_passes_and_is_for_replay(run: Path) -> None:
    forge_log(run / "image" / "leg-00")
    write_record(run, "short")
    assert verify(run).holds


def test_everything_is_read_once(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: dict[str, int] = {}

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def count(*words: Any, **options: Any) -> Any:
            key = f"{name} {words[-1]}"
            counts[key] = counts.get(key, 0) + 1
            return real(*words, **options)

        monkeypatch.setattr(module, name, count)

    counted(necker.record.record, "read_chain")
    counted(necker.record.verify, "data_hash")
    counted(necker.record.verify, "file_hash")
    assert verify(made).holds
    assert set(counts.values()) == {1} and len(counts) == 3 + 3 + len(read_record(made)["objects"])
