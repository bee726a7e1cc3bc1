"""`replay` gives a verdict on the bits and one on the history, before anything else says what is not as it was, and never crashes."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from necker.cli.main import main
from necker.core.errors import NeckerError
from necker.record.replay import replay
from tests.record.forge import chain, edit_receipt, flip, forge_chain, forge_log, write_chain

Output = pytest.CaptureFixture[str]


def again(run: Path, capsys: Output) -> tuple[int, dict[str, Any], str]:
    """Exit code, object and stderr of a replay of the image leg."""
    capsys.readouterr()
    code = main(["record", "replay", str(run), "image", "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else {}, err


def test_the_same_bits_and_history(made: Path, capsys: Output) -> None:
    code, data, err = again(made, capsys)
    leg = data["legs"][0]
    assert code == 0 and data["holds"] and data["bits"] and data["history"]
    assert (leg["first_step"], leg["other"], leg["end_same"], leg["steps"]) == (None, [], True, 4)
    assert leg["recorded_seconds"] == json.loads((made / "image/leg-00/timing.json").read_text())["seconds"]
    assert "not the recorded one" not in err


def test_other_code_with_the_same_bits_is_no_failure(run: Path, capsys: Output) -> None:
    forge_chain(run / "image" / "leg-00", code="0" * 64)
    code, data, err = again(run, capsys)
    assert code == 0 and data["holds"] and data["bits"] and not data["history"]
    assert data["legs"][0]["other"] == ["code"] and "the code is not the recorded one" in err
    assert main(["record", "replay", str(run), "image"]) == 0
    out, err = capsys.readouterr()
    assert "the same bits, another history (code)" in out and "did not give" not in err


def test_a_log_that_was_made_up_is_found(run: Path, capsys: Output) -> None:
    forge_log(run / "image" / "leg-00")
    code, data, err = again(run, capsys)
    assert code == 7 and data["bits"] and not data["history"] and not data["holds"]
    assert data["legs"][0]["other"] == ["log"] and "but the chain says more than came out" in err


def test_a_chain_that_says_more_is_found(run: Path, capsys: Output) -> None:
    forge_chain(run / "image" / "leg-00", note="approved")
    code, data, _ = again(run, capsys)
    assert code == 7 and data["bits"] and not data["history"] and data["legs"][0]["other"] == []


def test_what_is_not_as_it_was_is_said_before_the_training(run: Path, capsys: Output) -> None:
    leg, said = run / "image" / "leg-00", []
    forge_chain(leg, numeric="0" * 16, recipe="0" * 64)
    result = replay(run, leg, on_step=lambda *_: said.append(capsys.readouterr().err))
    assert "the numeric is not the recorded one" in said[0] and "the recipe is not the recorded one" in said[0]
    assert set(result.other) == {"numeric", "recipe"} and result.bits and result.holds


def test_a_chain_that_is_too_short(run: Path, capsys: Output) -> None:
    leg = run / "image" / "leg-00"
    write_chain(leg, chain(leg)[:-1])
    code, data, _ = again(run, capsys)
    assert code == 7 and data["legs"][0]["first_step"] == 4 and not data["bits"]


def test_a_chain_that_is_longer_than_the_leg(run: Path, capsys: Output) -> None:
    leg = run / "image" / "leg-00"
    lines = chain(leg)
    write_chain(leg, [*lines, lines[-1] | {"step": 6}])
    code, data, _ = again(run, capsys)
    assert code == 7 and data["legs"][0]["first_step"] == 5 and not data["bits"]


@pytest.mark.parametrize("text", ["", "[" * 100_000, "{}\n", "\0"])
def test_a_chain_that_is_none_is_one_line(run: Path, capsys: Output, text: str) -> None:
    (run / "image" / "leg-00" / "chain.jsonl").write_text(text)
    code, data, err = again(run, capsys)
    assert code == 1 and not data and err.count("\n") == 1 and "chain" in err and "should not" not in err


def test_a_chain_without_names_is_one_line(run: Path, capsys: Output) -> None:
    write_chain(run / "image" / "leg-00", [{"step": 0, "state": "x"}])
    code, _, err = again(run, capsys)
    assert code == 1 and err.count("\n") == 1 and "is not the chain of a leg" in err


def test_a_damaged_receipt_or_no_seconds_are_no_matter_of_the_bits(run: Path, capsys: Output) -> None:
    leg = run / "image" / "leg-00"
    edit_receipt(leg, seconds=None)
    (leg / "receipt.json").write_text("{")
    (leg / "timing.json").unlink()
    code, data, _ = again(run, capsys)
    assert code == 0 and data["bits"] and data["legs"][0]["recorded_seconds"] is None
    assert main(["record", "replay", str(run), "image"]) == 0
    assert "of the training" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["start.safetensors", "end.safetensors", "log.jsonl"])
def test_a_missing_file_is_noticed_before_the_training(run: Path, name: str) -> None:
    leg, steps = run / "image" / "leg-00", []
    (leg / name).unlink()
    with pytest.raises(NeckerError, match=f"{name} is missing"):
        replay(run, leg, on_step=lambda step, *_: steps.append(step))
    assert not steps


def test_a_forged_end_and_a_forged_start(run: Path, capsys: Output) -> None:
    leg = run / "image" / "leg-00"
    flip(leg / "end.safetensors")
    code, data, _ = again(run, capsys)
    told = data["legs"][0]
    assert code == 7 and (told["first_step"], told["end_same"], told["bits"], told["history"]) == (
        None,
        False,
        False,
        True,
    )
    flip(leg / "start.safetensors")
    code, data, _ = again(run, capsys)
    assert code == 7 and data["legs"][0]["first_step"] == 0 and data["legs"][0]["other"] == ["start"]


def test_the_step_that_differs_lies_behind_the_last_link_that_was_equal(run: Path, capsys: Output) -> None:
    leg = run / "image" / "leg-00"
    forge_log(leg)  # of the first step, before the first link
    lines = chain(leg)
    lines[2]["state"] = "0" * 64
    write_chain(leg, lines)
    code, data, _ = again(run, capsys)
    assert code == 7 and data["legs"][0]["first_step"] == 4


def test_an_unknown_name_is_refused_beside_a_known_one(made: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["record", "replay", str(made), "image", "nonsense"]) == 2
    out, err = capsys.readouterr()
    assert not out and err.count("\n") == 1 and "no leg nonsense" in err and "image/leg-00, sound/leg-00" in err


def test_a_record_without_legs_does_not_pass(run: Path, capsys: Output) -> None:
    for stage in ("image", "sound", "model"):
        (run / stage).rename(run.parent / stage)
    assert main(["record", "replay", str(run)]) == 1
    assert "holds no leg" in capsys.readouterr().err


def test_a_stop_says_that_nothing_was_changed(made: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    with pytest.raises(NeckerError, match="nothing was changed") as stopped:
        replay(made, made / "image" / "leg-00", on_step=lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    assert stopped.value.exit_code == 130 and "goes on" not in str(stopped.value)
    assert before == {path: path.stat().st_mtime_ns for path in made.rglob("*")}


def test_several_processes_are_refused_in_one_line(made: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    code, data, err = again(made, capsys)
    assert code == 2 and not data and err.count("\n") == 1 and "one process" in err
