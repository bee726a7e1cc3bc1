"""What the kernel asks of anything that can be trained, and the plan of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from torch import Tensor, nn


class Task(Protocol):
    """Something with weights, batches and a loss.  A step has `micro_batches` of them, however many workers there are."""

    name: str
    module: nn.Module
    micro_batches: int

    def batch(self, step: int, micro: int) -> Any:
        """The micro-batch, a pure function of its place; steps count from 0."""

    def batch_hash(self, step: int, micro: int) -> bytes:
        """What the chain binds of it: 32 bytes over the identities of its documents."""

    def loss(self, batch: Any) -> tuple[Tensor, dict[str, float]]:
        """The mean loss, a scalar, and figures for the log.  Called from several threads at once: it keeps nothing."""


@dataclass(frozen=True, slots=True)
class LegPlan:
    """How one leg is trained.  `rate` is the highest learning rate; warm-up and decay are counted in steps.

    The decay is linear to `last_rate` times the highest (WSD, as in nanochat).  AdamW's constants are those of GPT-3's and
    Llama's papers (0.9, 0.95, 1e-8, decay 0.1, clipping at 1).  `hash_every` steps make one link of the chain.
    """

    steps: int
    rate: float
    warmup: int = 20
    decay: int = 0
    last_rate: float = 0.05
    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8
    weight_decay: float = 0.1
    clip: float = 1.0
    hash_every: int = 20

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, counted from 0 within the leg."""
        if step < self.warmup:
            return self.rate * (step + 1) / self.warmup
        left = self.steps - step
        if left > self.decay:
            return self.rate
        return self.rate * (self.last_rate + (1 - self.last_rate) * left / self.decay)
