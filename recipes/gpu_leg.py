"""Train the transformer's leg on a machine that is reached in single short calls, with little carried in and out.

    here    necker train recipes/desk.toml --prepare --out RUN
    here    python recipes/gpu_leg.py pack RUN PACKED           tokens, tokenizer, recipe (and the start, when there is one)
    there   python3 recipes/gpu_leg.py train PACKED OUT         one leg; OUT holds chain, log, receipt and the first parts
    there   python3 recipes/gpu_leg.py take OUT --from 3        the parts that did not fit in one answer
    here    python recipes/gpu_leg.py join RUN OUT...           the leg in its place; then `necker train` exports and measures
    there   python3 recipes/gpu_leg.py replay PACKED --chain OUT/leg.tar.xz --links 1

There: PyTorch, numpy and safetensors are enough; nothing is installed.  What is kept between two calls lies under WORK.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import lzma
import os
import shutil
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WORK = Path("/tmp/necker-leg")  # the machine is ours alone while we hold it
PART = 15 << 20  # bytes; a file that comes back may have 16 MiB
MOST_PARTS = 3  # parts in one answer, of at most 64 MiB together
MOST_IN = 60 << 20  # bytes that may be carried in, all together
META = ("chain.jsonl", "log.jsonl", "timing.json", "receipt.json")


def pack(run: Path, packed: Path) -> None:
    """What the leg needs, compressed, each file small enough to be carried."""
    packed.mkdir(parents=True, exist_ok=True)
    shutil.copy(run / "recipe.toml", packed)
    for name in ("bundle/tokenizer.json", "stream/tokens.npy", "stream/index.jsonl"):
        (packed / f"{Path(name).name}.xz").write_bytes(lzma.compress((run / name).read_bytes(), preset=6))
    start = run / "model" / "leg-00" / "start.safetensors"
    if start.exists():
        split(start, packed)
    total = sum(path.stat().st_size for path in packed.iterdir())
    print(f"{packed}: {total / 2**20:.1f} MiB")
    if total > MOST_IN:
        sys.exit(
            f"more than {MOST_IN >> 20} MiB: lower the limits of the sources, or carry the start in a call of its own"
        )


def unpack(packed: Path, run: Path) -> None:
    """The run's folder again, as far as the leg needs it."""
    for folder in ("bundle", "stream", "model/leg-00"):
        (run / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(packed / "recipe.toml", run)
    for name in ("bundle/tokenizer.json", "stream/tokens.npy", "stream/index.jsonl"):
        (run / name).write_bytes(lzma.decompress((packed / f"{Path(name).name}.xz").read_bytes()))
    if any(packed.glob("start.safetensors.*")):
        merge(packed, run / "model" / "leg-00" / "start.safetensors")


def split(path: Path, into: Path) -> list[Path]:
    """A file in parts named .000, .001, ..."""
    data, parts = path.read_bytes(), []
    for number, at in enumerate(range(0, len(data), PART)):
        parts.append(into / f"{path.name}.{number:03}")
        parts[-1].write_bytes(data[at : at + PART])
    return parts


def merge(folder: Path, path: Path) -> None:
    parts = sorted(folder.glob(path.name + ".[0-9][0-9][0-9]"))
    path.write_bytes(b"".join(part.read_bytes() for part in parts))


def prepared(work: Path, device: str) -> tuple[Any, Any, dict[str, str], Path]:
    """The task on its device, the plan, the identity and the leg's folder; deterministic kernels asked for."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    import torch

    from necker.model.pipeline import Run, begin_leg, plan_of

    torch.use_deterministic_algorithms(True)
    run = Run.open(work)
    task, leg = begin_leg(run, "model")
    task.module.to(device)
    return task, plan_of(run, "model"), run.identity("model"), leg


def renew(packed: Path, work: Path) -> None:
    """Empty the folder of the work unless it was begun with these very files and this code: else an old leg would go on."""
    from necker.model.pipeline import CODE

    digest = hashlib.sha256(CODE.encode())
    for path in sorted(packed.iterdir()):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    stamp = work / "PACKED"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        stamp.write_text(digest.hexdigest())


def train(packed: Path, out: Path, work: Path, device: str) -> None:
    """One whole leg; its small files in one archive, its end in parts, of which the first come with it."""
    from necker.training.kernel import train_leg
    from necker.training.workers import Workers

    renew(packed, work)
    unpack(packed, work)
    task, plan, identity, leg = prepared(work, device)
    tokens, began = task.rows * task.micro_batches * task.module.config.context, time.monotonic()

    def show(step: int, steps: int, figures: dict[str, float]) -> None:
        if step % 20 == 0 or step == steps:
            rate = step * tokens / (time.monotonic() - began)
            print(f"{step}/{steps} loss {figures['loss']:.4f} {rate:,.0f} tokens/s", flush=True)

    receipt = train_leg(task, plan, leg, identity, Workers(1), on_step=show)
    out.mkdir(parents=True, exist_ok=True)
    with tarfile.open(out / "leg.tar.xz", "w:xz") as archive:
        for name in META:
            archive.add(leg / name, name)
    parts = split(leg / "end.safetensors", leg)
    for part in parts[:MOST_PARTS]:
        shutil.copy(part, out)
    timing = json.loads((leg / "timing.json").read_text("utf-8"))
    print(json.dumps({"state_hash": receipt["state_hash"], **timing, "parts": len(parts)}))


def take(out: Path, work: Path, first: int) -> None:
    """The parts of the end from `first` on, as many as one answer holds."""
    out.mkdir(parents=True, exist_ok=True)
    parts = sorted((work / "model" / "leg-00").glob("end.safetensors.[0-9][0-9][0-9]"))
    for part in parts[first : first + MOST_PARTS + 1]:
        shutil.copy(part, out)
    print(f"parts {first} to {min(len(parts), first + MOST_PARTS + 1) - 1} of {len(parts)}")


def join(run: Path, outs: list[Path]) -> None:
    """Put what came back in its place, if it is whole and this run's; the start is made here again, from the seed."""
    from necker.model.pipeline import Run, begin_leg

    here = Run.open(run)
    _, leg = begin_leg(here, "model")
    # Beside the run, not in it: what a refused leg leaves behind must not get into the record.
    with tempfile.TemporaryDirectory(prefix=f"{run.name}-joined-", dir=run.parent) as folder:
        gathered = Path(folder)
        for out in outs:
            for path in out.iterdir():
                if path.name == "leg.tar.xz":
                    with tarfile.open(path) as archive:
                        archive.extractall(gathered, filter="data")
                else:
                    shutil.copy(path, gathered)
        merge(gathered, gathered / "end.safetensors")
        shutil.copy(leg / "start.safetensors", gathered)
        refuse_unless_ours(run, here.identity("model"), gathered)
        for name in ("end.safetensors", *META):  # the receipt last: it says that the leg is done
            if (gathered / name).exists():  # its seconds may be unknown
                shutil.move(gathered / name, leg / name)
    receipt = json.loads((leg / "receipt.json").read_text("utf-8"))
    print(f"{leg}: {receipt['steps']} steps, state {receipt['state_hash']}")


def refuse_unless_ours(run: Path, identity: dict[str, str], gathered: Path) -> None:
    """Everything that `record verify` asks of a leg, and that it was trained by this recipe and code, on these data."""
    from necker.record.record import chain_of
    from necker.record.verify import leg_checks

    for check in leg_checks(run, "model", gathered):
        if not check.holds:
            sys.exit(f"{check.name}: {check.against}: a part is missing, or it is not a leg of {run}")
    first = chain_of(gathered)[0]
    for name, value in identity.items():
        if first[name] != value:
            sys.exit(f"it was trained with another {name}: not a leg of {run}")


def replay(packed: Path, chain_file: Path, work: Path, device: str, links: int) -> None:
    """The first links of a leg again, on the same kind of device; exit 1 at the first that differs."""
    from necker.record.record import chain_of
    from necker.record.replay import differing, holds, same_states
    from necker.training.kernel import train_leg
    from necker.training.workers import Workers

    shutil.rmtree(work, ignore_errors=True)
    unpack(packed, work)
    with tarfile.open(chain_file) as archive:
        archive.extract("chain.jsonl", work, filter="data")
    recorded = chain_of(work)
    task, plan, identity, leg = prepared(work, device)
    again: list[dict[str, Any]] = []

    class Enough(Exception):
        pass

    def compare(line: dict[str, Any]) -> None:
        again.append(line)
        if not same_states(again, recorded) or len(again) > links:
            raise Enough

    with contextlib.suppress(Enough):
        train_leg(task, plan, leg, identity, Workers(1), on_link=compare)
    bits, other = same_states(again, recorded), differing(again, recorded)
    history = [line["link"] for line in again] == [line["link"] for line in recorded[: len(again)]]
    print(json.dumps({"steps": again[-1]["step"], "bits": bits, "history": history, "other": other}))
    sys.exit(0 if holds(bits, history, other) else 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("pack", "train", "take", "join", "replay"))
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--from", dest="first", type=int, default=MOST_PARTS)
    parser.add_argument("--chain", type=Path)
    parser.add_argument("--links", type=int, default=1)
    args = parser.parse_args()
    if args.verb == "pack":
        pack(*args.folders)
    elif args.verb == "train":
        train(*args.folders, args.work, args.device)
    elif args.verb == "take":
        take(args.folders[0], args.work, args.first)
    elif args.verb == "join":
        join(args.folders[0], args.folders[1:])
    else:
        replay(args.folders[0], args.chain, args.work.with_name(args.work.name + "-replay"), args.device, args.links)


if __name__ == "__main__":
    main()
