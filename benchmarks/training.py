"""Training throughput: `python benchmarks/training.py RUN` on a run that `necker train` has prepared.

The floor is the machine's rate in bf16 matrix products (1,024 x 1,024, one thread).  The peer is a loop in the manner of
karpathy/nanoGPT, written here: float32 weights, autocast to bf16, one batch of the same tokens, torch's own AdamW, with both
threads inside the operators; no fixed order of sums, no hashes, no chain.  Each is timed in turn, three times; the medians count.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from necker.model.pipeline import Run, begin_leg, model_task, plan_of
from necker.training.checkpoint import write_weights
from necker.training.kernel import train_leg
from necker.training.workers import Workers


def matrix_rate(threads: int) -> float:
    """FLOP/s of a bf16 product of two 1,024 x 1,024 matrices."""
    torch.set_num_threads(threads)
    a, b = torch.randn(1024, 1024).bfloat16(), torch.randn(1024, 1024).bfloat16()
    for _ in range(5):
        a @ b
    began = time.perf_counter()
    for _ in range(40):
        a @ b
    return 40 * 2 * 1024**3 / (time.perf_counter() - began)


def flop_per_token(module: Any) -> float:
    """6 per weight in a product, and attention over half the context (PaLM, arXiv 2204.02311, appendix B)."""
    c = module.config
    matrices = sum(p.numel() for p in module.parameters() if p.ndim == 2)
    return 6 * matrices + 6 * c.layers * c.heads * c.head_dim * c.context


def ours(run: Run, workers: int, steps: int) -> float:
    """Tokens a second of the kernel, its hashes and chain included."""
    with tempfile.TemporaryDirectory() as scratch:
        task, folder = model_task(run), Path(scratch)
        write_weights(task.module, folder / "start.safetensors")
        crew = Workers(workers)
        began: list[float] = []

        def mark(step: int, *_: object) -> None:
            if step == 2:
                began.append(time.perf_counter())

        plan = replace(plan_of(run, "model"), steps=steps + 2, warmup=2, decay=0)
        train_leg(task, plan, folder, {}, crew, on_step=mark)
        seconds = time.perf_counter() - began[0]
        crew.close()
        return steps * task.rows * task.micro_batches * task.module.config.context / seconds


def peer(run: Run, steps: int, threads: int) -> float:
    """Tokens a second of the plain loop: the same network and tokens, autocast, accumulated in .grad."""
    torch.set_num_threads(threads)
    task = model_task(run)
    for part in task.module.modules():
        if hasattr(part, "exact"):
            try:
                part.exact = True
            except AttributeError:
                continue
    optimiser = torch.optim.AdamW(task.module.parameters(), lr=1e-3)
    began = 0.0
    for step in range(steps + 2):
        if step == 2:
            began = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        for micro in range(task.micro_batches):
            with torch.autocast("cpu", torch.bfloat16):
                loss, _ = task.loss(task.batch(step, micro))
            (loss / task.micro_batches).backward()
        torch.nn.utils.clip_grad_norm_(task.module.parameters(), 1.0)
        optimiser.step()
    return steps * task.rows * task.micro_batches * task.module.config.context / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    args = parser.parse_args()
    run = Run.open(args.run)
    begin_leg(run, "model")
    work = flop_per_token(model_task(run).module)
    found: dict[str, list[float]] = {}
    for _ in range(3):
        rates = {f"{n} x bf16 product": matrix_rate(1) for n in (1,)}
        rates |= {f"necker, {n} worker{'s' * (n > 1)}": ours(run, n, args.steps) for n in (1, 2)}
        rates |= {f"plain loop, {n} thread{'s' * (n > 1)}": peer(run, args.steps, n) for n in (1, 2)}
        for name, rate in rates.items():
            found.setdefault(name, []).append(rate)
    floor = statistics.median(found.pop("1 x bf16 product"))
    print(f"bf16 matrix products, one thread: {floor / 1e9:.0f} GFLOP/s; {work / 1e6:.1f} MFLOP a token\n")
    print("| loop | tokens/s | GFLOP/s | share of one thread's rate, per thread |\n|---|---|---|---|")
    for name, rates_ in found.items():
        rate = statistics.median(rates_)
        threads = 2 if "2" in name else 1
        print(f"| {name} | {rate:,.0f} | {rate * work / 1e9:.0f} | {rate * work / floor / threads:.0%} |")


if __name__ == "__main__":
    main()
