"""Whether the same bits come out: `python benchmarks/determinism.py RUN [--steps 12]` on a run that is prepared.

The model's leg, shortened, is trained by 1, 2, 3 and 4 workers, by two processes under torchrun, and by a process killed with
SIGKILL at random moments until it comes to its end; each must end in the same bytes of chain, log and weights.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from necker.model.pipeline import Run, begin_leg

FILES = ("chain.jsonl", "log.jsonl", "end.safetensors")
LEG = """
import shutil, sys, time
from pathlib import Path
import necker.training.kernel as kernel
from necker.model.pipeline import task_of
from necker.training.workers import Workers
run, folder, steps, workers, pause = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
if pause:
    kernel.CHECKPOINT_SECONDS = 0.0
task, plan, identity = task_of(run, "model")
crew = Workers(workers)
folder.mkdir(exist_ok=True)
if crew.rank == 0 and not (folder / "start.safetensors").exists():
    shutil.copy(run / "model" / "leg-00" / "start.safetensors", folder)
crew.barrier()
began = time.perf_counter()
kernel.train_leg(task, plan.shortened(steps), folder, identity, crew, on_step=lambda *_: crew.rank == 0 and print("step", flush=True))
if crew.rank == 0:
    print(time.perf_counter() - began)
"""


def command(run: Path, folder: Path, steps: int, workers: int, pause: float = 0.0) -> list[str]:
    return [sys.executable, "-c", LEG, *map(str, (run, folder, steps, workers, pause))]


def digest(folder: Path) -> str:
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()[:16]


def seconds(words: list[str]) -> float:
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    return float(next(line for line in done.stdout.splitlines()[::-1] if "." in line))


def killed(run: Path, folder: Path, steps: int, kills: int) -> int:
    """Train, killed `kills` times at random moments after the first step of each process; the number of kills that hit."""
    choose, hits = random.Random(20261122), 0
    while hits < kills and not (folder / "receipt.json").exists():
        with subprocess.Popen(command(run, folder, steps, 2, 1.0), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(choose.uniform(0.0, 0.4))
            process.kill()
        hits += process.returncode == -signal.SIGKILL
    return hits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--kills", type=int, default=20)
    args = parser.parse_args()
    begin_leg(Run.open(args.run), "model")
    print(
        f"the model's leg of {args.run.name}, {args.steps} steps\n\n| how | seconds | chain, log and weights |\n|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        for workers in (1, 2, 3, 4):
            folder = here / f"workers-{workers}"
            took = seconds(command(args.run, folder, args.steps, workers))
            print(f"| {workers} worker{'s' * (workers > 1)} | {took:.1f} | {digest(folder)} |", flush=True)
        script = here / "leg.py"
        script.write_text(LEG, "utf-8")
        launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(script)]
        took = seconds([*launch, *map(str, (args.run, here / "torchrun", args.steps, 1, 0.0))])
        print(f"| 2 processes under torchrun (gloo) | {took:.1f} | {digest(here / 'torchrun')} |", flush=True)
        hits, attempt, hashes = 0, 0, set()
        while hits < args.kills:
            folder = here / f"killed-{attempt}"
            hits += killed(args.run, folder, args.steps, min(4, args.kills - hits))
            seconds(command(args.run, folder, args.steps, 2))
            hashes.add(digest(folder))
            attempt += 1
        print(f"| {hits} kills (SIGKILL) over {attempt} legs, resumed | | {', '.join(sorted(hashes))} |")


if __name__ == "__main__":
    main()
