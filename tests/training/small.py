"""A small task for the kernel's tests: a two-layer network learns a fixed function of integers."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import torch
from torch import Tensor, nn

from necker.training.checkpoint import write_weights
from necker.training.linear import Linear
from necker.training.plan import LegPlan

PLAN = LegPlan(steps=12, rate=3e-3, warmup=2, decay=4, hash_every=4)
IDENTITY = {"recipe": "r" * 64, "code": "c" * 64}


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.up, self.gain, self.down = Linear(16, 64), nn.Parameter(torch.ones(64)), Linear(64, 16)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.down(torch.relu(self.up(x)) * self.gain)
        return y


class SmallTask:
    name = "small"

    def __init__(self, micro_batches: int = 4) -> None:
        torch.manual_seed(7)
        self.module: nn.Module = Net()
        self.micro_batches = micro_batches

    def batch(self, step: int, micro: int) -> Tensor:
        seed = int.from_bytes(self.batch_hash(step, micro)[:4], "big")
        return (torch.arange(32 * 16, dtype=torch.float32) * (seed % 997 + 1) * 0.61803).remainder(1.0).view(32, 16)

    def batch_hash(self, step: int, micro: int) -> bytes:
        return hashlib.sha256(struct.pack("<qq", step, micro)).digest()

    def loss(self, batch: Tensor) -> tuple[Tensor, dict[str, float]]:
        error = (self.module(batch) - batch.flip(1) ** 2).square().mean()
        return error, {"error": float(error.detach())}


def prepare(folder: Path) -> SmallTask:
    """A task, and a leg's folder with checkpoint 0."""
    task = SmallTask()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "start.safetensors").exists():
        write_weights(task.module, folder / "start.safetensors")
    return task
