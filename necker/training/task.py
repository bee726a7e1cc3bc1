"""What the kernel asks of anything that can be trained."""

from __future__ import annotations

from typing import Any, Protocol

from torch import Tensor, nn


class Task(Protocol):
    """Something with weights, batches and a loss.  A step has `micro_batches` of them, however many workers there are."""

    name: str
    micro_batches: int

    @property
    def module(self) -> nn.Module:
        """What is trained."""

    def batch(self, step: int, micro: int) -> Any:
        """The micro-batch, a pure function of its place; steps count from 0."""

    def batch_hash(self, step: int, micro: int) -> bytes:
        """What the chain binds of it: 32 bytes over the identities of its documents."""

    def loss(self, batch: Any) -> tuple[Tensor, dict[str, float]]:
        """The mean loss, a scalar, and figures for the log.  Called from several threads at once: it keeps nothing."""
