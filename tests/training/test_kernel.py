"""The loop gives one state whoever computes it and however often it is killed, and says so where it cannot."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import NeckerError
from necker.training.chain import read_chain
from necker.training.kernel import train_leg
from necker.training.signals import Stopped
from necker.training.workers import Workers
from tests.training.small import IDENTITY, PLAN, SmallTask, prepare

FILES = ("chain.jsonl", "log.jsonl", "end.safetensors")


def train(folder: Path, workers: int = 1, **more: Any) -> dict[str, Any]:
    crew = Workers(workers)
    try:
        return train_leg(prepare(folder), PLAN, folder, IDENTITY, crew, **more)
    finally:
        crew.close()


def results(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference") / "leg"
    train(folder)
    return folder


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path, reference: Path, workers: int) -> None:
    train(tmp_path / "leg", workers)
    assert results(tmp_path / "leg") == results(reference)


def test_it_learns(reference: Path) -> None:
    losses = [json.loads(line)["loss"] for line in (reference / "log.jsonl").read_text().splitlines()]
    assert len(losses) == PLAN.steps and losses[-1] < losses[0]


def test_the_chain_holds_and_binds_what_it_was_given(reference: Path) -> None:
    lines = read_chain(reference / "chain.jsonl")
    assert [line["step"] for line in lines] == [0, 4, 8, 12]
    assert lines[0]["recipe"] == IDENTITY["recipe"]
    receipt = json.loads((reference / "receipt.json").read_text())
    assert (receipt["link"], receipt["state_hash"]) == (lines[-1]["link"], lines[-1]["state"])


def test_every_flipped_byte_of_the_chain_is_seen(tmp_path: Path, reference: Path) -> None:
    good = (reference / "chain.jsonl").read_bytes()
    for at in range(0, len(good), 7):
        broken = bytearray(good)
        broken[at] ^= 1
        (tmp_path / "chain.jsonl").write_bytes(broken)
        with pytest.raises((NeckerError, UnicodeDecodeError)):
            read_chain(tmp_path / "chain.jsonl")


def test_stopped_by_a_signal_it_goes_on_to_the_same_bytes(tmp_path: Path, reference: Path) -> None:
    folder = tmp_path / "leg"
    for at in (3, 5, 8):

        def interrupt(step: int, steps: int, figures: dict[str, float], at: int = at) -> None:
            if step == at:
                os.kill(os.getpid(), signal.SIGTERM)

        with pytest.raises(Stopped):
            train(folder, 2, on_step=interrupt)
        assert (folder / "state.safetensors").exists()
    train(folder)
    assert results(folder) == results(reference)
    assert not (folder / "state.safetensors").exists()


def test_paused_it_has_a_checkpoint_and_goes_on(tmp_path: Path, reference: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom tests.training.test_kernel import train\n"
        "train(Path(sys.argv[1]), on_step=lambda step, *_: (print(step, flush=True), time.sleep(0.1)))"
    )
    folder = tmp_path / "leg"
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 30
        while not (folder / "state.safetensors").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        assert process.poll() is None and not (folder / "receipt.json").exists()
        process.send_signal(signal.SIGUSR1)
        process.stdout.read()
    assert process.returncode == 0
    assert results(folder) == results(reference)


def kill_at_random_moments(folder: Path, times: int) -> int:
    """Run the small leg in processes killed with SIGKILL; the number of kills that hit a leg under way."""
    script = (
        "import sys, time\nfrom pathlib import Path\nimport necker.training.kernel as k\nk.CHECKPOINT_SECONDS = 0.0\n"
        "from tests.training.test_kernel import train\n"
        "train(Path(sys.argv[1]), 2, on_step=lambda *_: (print('.', end='', flush=True), time.sleep(0.02)))"
    )
    choose, hits = random.Random(1), 0
    for _ in range(times):
        with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.read(1)
            time.sleep(choose.uniform(0, 0.05))
            process.kill()
        hits += process.returncode == -signal.SIGKILL
        if (folder / "receipt.json").exists():
            break
    return hits


def test_killed_again_and_again_it_comes_to_the_same_bytes(tmp_path: Path, reference: Path) -> None:
    folder = tmp_path / "leg"
    assert kill_at_random_moments(folder, 3) >= 2
    train(folder)
    assert results(folder) == results(reference)


@pytest.mark.slow
def test_killed_at_20_moments_it_comes_to_the_same_bytes(tmp_path: Path, reference: Path) -> None:
    hits = 0
    for attempt in range(20):
        folder = tmp_path / f"leg{attempt}"
        hits += kill_at_random_moments(folder, 4)
        train(folder)
        assert results(folder) == results(reference)
        if hits >= 20:
            break
    assert hits >= 20


def test_two_processes_give_the_same_bytes(tmp_path: Path, reference: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom tests.training.test_kernel import train\ntrain(Path(sys.argv[1]))\n"
    )
    folder = tmp_path / "leg"
    prepare(folder)
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node",
        "2",
        str(script),
        str(folder),
    ]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(command, check=True, timeout=120, env=environment, capture_output=True)
    assert results(folder) == results(reference)


def test_a_damaged_checkpoint_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "leg"
    with pytest.raises(Stopped):
        train(folder, on_step=lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    state = folder / "state.safetensors"
    good = state.read_bytes()
    for at in (len(good) - 5, len(good) // 2, 40, 3):
        broken = bytearray(good)
        broken[at] ^= 4
        state.write_bytes(broken)
        with pytest.raises(NeckerError) as caught:
            train(folder)
        assert str(state) in str(caught.value) and "\n" not in str(caught.value)
    state.write_bytes(good[: len(good) // 2])
    with pytest.raises(NeckerError):
        train(folder)


def test_no_byte_of_a_checkpoint_can_change_what_comes_out(tmp_path: Path, reference: Path) -> None:
    """Flipped anywhere, its header included, it is refused or harmless: never another result."""
    folder = tmp_path / "leg"
    with pytest.raises(Stopped):
        train(folder, on_step=lambda step, *_: os.kill(os.getpid(), signal.SIGTERM) if step == 6 else None)
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    good, choose = kept["state.safetensors"], random.Random(3)
    for at in [*choose.sample(range(1400), 40), *choose.sample(range(len(good)), 5)]:
        for name, data in kept.items():
            (folder / name).write_bytes(data)
        (folder / "state.safetensors").write_bytes(
            good[:at] + bytes([good[at] ^ 1 << choose.randrange(8)]) + good[at + 1 :]
        )
        try:
            train(folder)
        except NeckerError as error:
            assert "\n" not in str(error)
        else:
            assert results(folder) == results(reference)
        for name in ("receipt.json", "timing.json", "end.safetensors"):
            (folder / name).unlink(missing_ok=True)


@pytest.mark.parametrize("name", ["chain.jsonl", "log.jsonl"])
def test_a_chain_or_log_that_lost_lines_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "leg"
    with pytest.raises(Stopped):
        train(folder, on_step=lambda step, *_: os.kill(os.getpid(), signal.SIGTERM) if step == 6 else None)
    lines = (folder / name).read_bytes().splitlines(keepends=True)
    (folder / name).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(NeckerError, match="shorter"):
        train(folder)


def test_paused_time_is_not_counted(tmp_path: Path) -> None:
    folder = tmp_path / "leg"

    def pause(step: int, *_: object) -> None:
        if step == 5:
            os.kill(os.getpid(), signal.SIGUSR1)
            threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGUSR1)).start()

    train(folder, on_step=pause)
    assert json.loads((folder / "timing.json").read_text())["seconds"] < 1.5


def test_a_leg_begun_with_another_recipe_is_not_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "leg"
    with pytest.raises(Stopped):
        train(folder, on_step=lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    for name in IDENTITY:
        with pytest.raises(NeckerError, match=f"another {name}"):
            train_leg(prepare(folder), PLAN, folder, IDENTITY | {name: "x" * 64}, Workers())


def test_another_model_s_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "start.safetensors").write_bytes(b"no safetensors at all")
    with pytest.raises(NeckerError, match=r"start\.safetensors"):
        train_leg(SmallTask(), PLAN, tmp_path, IDENTITY, Workers())


def test_a_broken_loss_is_said_and_the_leg_not_finished(tmp_path: Path) -> None:
    task = prepare(tmp_path)
    whole = task.loss
    task.loss = lambda batch: (whole(batch)[0] * float("nan"), {})  # type: ignore[method-assign]
    with pytest.raises(NeckerError, match="step 1"):
        train_leg(task, PLAN, tmp_path, IDENTITY, Workers())
    assert not (tmp_path / "receipt.json").exists()
