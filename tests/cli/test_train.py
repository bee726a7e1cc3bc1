"""`necker train` from data to record, its replay, and what both say when something is wrong.  On documents made by code."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from necker.cli.main import main
from necker.core.files import locked
from tests.model.short import SEED, write_recipe

ROOT = Path(__file__).parents[2]


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return data


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_recipe(tmp_path_factory.mktemp("recipe") / "short.toml")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, recipe: Path) -> Path:
    """A run of one worker, done in a process of its own as a person would."""
    folder = tmp_path_factory.mktemp("made") / "run"
    command = [sys.executable, "-m", "necker", "train", str(recipe), "--workers", "1", "--out", str(folder), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    result = json.loads(done.stdout.splitlines()[-1])
    (folder.parent / "result.json").write_text(json.dumps(result))
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(made, tmp_path / "run"))


def hash_of(folder: Path) -> str:
    return str(json.loads((folder / "model" / "leg-00" / "receipt.json").read_text())["state_hash"])


def test_the_last_line_carries_the_state_hash(made: Path) -> None:
    result = json.loads((made.parent / "result.json").read_text())
    assert result["state_hash"] == hash_of(made)
    assert {one["name"] for one in result["measures"]} == {"text", "draw", "see", "say", "hear"}


def test_again_it_changes_nothing(made: Path, recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*") if path.is_file()}
    assert main(["train", str(recipe), "--out", str(made), "--json"]) == 0
    assert last_line(capsys)["state_hash"] == hash_of(made)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_two_processes_give_the_same_hash(made: Path, recipe: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "necker"]
    command += ["train", str(recipe), "--workers", "1", "--out", str(tmp_path / "run")]
    subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=ROOT)
    assert hash_of(tmp_path / "run") == hash_of(made)


def test_the_record_holds(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "verify", str(made), "--json"]) == 0
    assert last_line(capsys)["holds"] is True


def test_a_change_anywhere_is_found(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = [one["path"] for one in json.loads((run / "RECORD.json").read_text())["objects"]]
    for name in listed[:: max(1, len(listed) // 12)]:
        path = run / name
        good = path.read_bytes()
        path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        assert main(["record", "verify", str(run)]) == 7
        assert name in capsys.readouterr().out
        path.write_bytes(good)
    assert main(["record", "verify", str(run)]) == 0


def test_a_record_rewritten_around_a_forged_weight_is_still_found(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Someone who may write every hash anew cannot make the training lead to other weights: only a replay shows that."""
    from necker.record.record import write_record
    from necker.training.kernel import file_hash

    leg = run / "model" / "leg-00"
    flip(leg / "end.safetensors")
    receipt = json.loads((leg / "receipt.json").read_text())
    (leg / "receipt.json").write_text(json.dumps(receipt | {"end": file_hash(leg / "end.safetensors")}))
    write_record(run, "short")
    assert main(["record", "verify", str(run)]) == 0
    assert main(["record", "replay", str(run), "model"]) == 7
    assert "step 6" in capsys.readouterr().out


def flip(path: Path) -> None:
    """One bit of one weight."""
    data = bytearray(path.read_bytes())
    data[-2] ^= 16
    path.write_bytes(data)


def test_a_replay_gives_the_same_bits_with_other_workers(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "replay", str(made), "--workers", "3", "--json"]) == 0
    result = last_line(capsys)
    assert (
        result["bits"]
        and result["history"]
        and [leg["leg"] for leg in result["legs"]] == ["image/leg-00", "sound/leg-00", "model/leg-00"]
    )


def test_a_replay_names_the_first_step_that_differs(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leg = run / "image" / "leg-00"
    flip(leg / "start.safetensors")
    assert main(["record", "replay", str(run), "image", "--json"]) == 7
    assert last_line(capsys)["legs"][0]["first_step"] == 0


def test_an_unfinished_run_goes_on(made: Path, run: Path, recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (
        "RECORD.json",
        "eval.json",
        "model/leg-00/receipt.json",
        "model/leg-00/end.safetensors",
        "bundle/model.onnx",
    ):
        (run / path).unlink()
    (run / "stream" / "index.jsonl").unlink()
    assert main(["train", str(recipe), "--workers", "2", "--out", str(run), "--json"]) == 0
    assert last_line(capsys)["state_hash"] == hash_of(made)
    assert main(["record", "verify", str(run)]) == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "missing"),
        ("name = ", "toml"),
        ("name = 3", "name"),
        ('name = "x"\nseed = 1\ncolour = 2', "colour"),
        (SEED.read_text().replace("size = 1024", "size = 255"), "256 bytes"),
        (SEED.read_text().replace("kv_heads = 2", "kv_heads = 5"), "kv_heads"),
        (SEED.read_text().replace("dim = 192", "dim = 200"), "multiples of 32"),
        (SEED.read_text().replace("steps = 900", "steps = 0"), "steps"),
        (SEED.read_text().replace("repeat = 2", "repeat = 0"), "repeat"),
    ],
)
def test_a_bad_recipe_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, named: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(text)
    assert main(["train", str(path), "--out", str(tmp_path / "run")]) == 2
    shown = capsys.readouterr().err.strip()
    assert named in shown and "\n" not in shown


def test_an_unknown_source_and_an_absent_recipe_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(SEED.read_text().replace('"emoji"', '"emojis"'))
    assert main(["train", str(path), "--out", str(tmp_path / "run")]) == 2
    assert "emojis" in capsys.readouterr().err
    assert main(["train", str(tmp_path / "none.toml")]) == 2


def test_sources_without_sounds_are_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_recipe(tmp_path / "recipe.toml", steps=1)
    path.write_text(path.read_text().replace('name = "toy"\nrepeat = 2', 'name = "toy"\nrepeat = 2\nlimit = 1'))
    assert main(["train", str(path), "--out", str(tmp_path / "run")]) == 2
    assert "give nothing to" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("after", ["data:", "tokens:", "model"])
def test_a_stop_between_the_legs_is_heard_and_gone_on_from(
    made: Path, recipe: Path, tmp_path: Path, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-m", "necker", "train", str(recipe), "--workers", "1", "--out", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(after):
                process.send_signal(signal.SIGTERM)
                break
        last = process.stderr.read().strip().splitlines()[-1]
    assert process.returncode == 130 and "goes on from there" in last
    assert main(["train", str(recipe), "--out", str(folder), "--json"]) == 0
    assert last_line(capsys)["state_hash"] == hash_of(made)


def test_two_at_once_in_one_folder_are_refused(run: Path, recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(run):
        assert main(["train", str(recipe), "--out", str(run)]) == 1
    assert "another process" in capsys.readouterr().err


def test_processes_that_cannot_share_the_work_are_told_before_it_begins(recipe: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "3", "-m", "necker"]
    done = subprocess.run(
        [*command, "train", str(recipe), "--out", str(tmp_path / "run")],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert done.returncode != 0 and "cannot be shared by 3 processes" in done.stderr
    assert not (tmp_path / "run" / "data").exists()


def test_another_recipe_in_the_same_folder_is_refused(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_recipe(tmp_path / "other.toml", steps=4)
    assert main(["train", str(other), "--out", str(made)]) == 2
    assert "another recipe" in capsys.readouterr().err


def test_no_record_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for action in ("verify", "replay"):
        assert main(["record", action, str(tmp_path)]) == 1
        assert "no record" in capsys.readouterr().err


def test_without_a_mirror_real_data_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NECKER_MIRROR", raising=False)
    assert main(["train", str(SEED), "--steps", "1", "--out", str(tmp_path / "run")]) == 5
    assert "NECKER_MIRROR" in capsys.readouterr().err
