"""The weights of a module as one vector of float32, with its gradients and AdamW's two moments; and their hash.

One vector makes every sum's order plain, a checkpoint one write, and a hash one pass.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor, nn

from necker.training.plan import LegPlan

CHUNK = 1 << 18
"""Values updated by one call: the same pieces whoever works on them, so that the bits do not depend on the workers."""


class Flat:
    """A module's parameters, each a view into `values`; `first` and `second` are AdamW's moments, `grown` the weights that
    decay (1 for matrices, 0 for gains)."""

    def __init__(self, module: nn.Module) -> None:
        self.names, self.parameters = zip(*module.named_parameters(), strict=True)
        device = self.parameters[0].device
        sizes = [p.numel() for p in self.parameters]
        self.values = torch.empty(sum(sizes), dtype=torch.float32, device=device)
        self.grown = torch.empty_like(self.values)
        start = 0
        for parameter, size in zip(self.parameters, sizes, strict=True):
            view = self.values[start : start + size].view(parameter.shape)
            view.copy_(parameter.data)
            parameter.data = view
            self.grown[start : start + size] = float(parameter.ndim >= 2)
            start += size
        self.sizes = sizes
        self.first, self.second = torch.zeros_like(self.values), torch.zeros_like(self.values)

    def views(self, vector: Tensor) -> Iterator[tuple[str, Tensor]]:
        """(name, its part of a vector like `values`), in the module's order."""
        parts = torch.split(vector, self.sizes)
        for name, parameter, part in zip(self.names, self.parameters, parts, strict=True):
            yield name, part.view(parameter.shape)

    def write_gradients(self, gradients: Iterable[Tensor | None], into: Tensor) -> None:
        """Copy gradients, in the order of the parameters, into one vector; an absent one is zero."""
        for part, gradient in zip(torch.split(into, self.sizes), gradients, strict=True):
            if gradient is None:
                part.zero_()
            else:
                part.copy_(gradient.reshape(-1))

    def mean(self, gradients: list[Tensor], run: Callable[[list[Callable[[], None]]], None]) -> Tensor:
        """The mean of the gradients, added one after the other in their order, into the first of them."""

        def piece(at: int) -> None:
            total = gradients[0][at : at + CHUNK]
            for one in gradients[1:]:
                total.add_(one[at : at + CHUNK])
            total.div_(len(gradients))

        run([lambda at=at: piece(at) for at in range(0, self.values.numel(), CHUNK)])  # type: ignore[misc]
        return gradients[0]

    def update(
        self, gradient: Tensor, step: int, plan: LegPlan, run: Callable[[list[Callable[[], None]]], None]
    ) -> float:
        """One step of AdamW (arXiv 1711.05101, algorithm 2) on the mean gradient; returns its norm before clipping.

        `run` may work on the pieces in any order.  Raises nothing; a gradient that is not finite shows in the norm.
        """
        norm = float(torch.linalg.vector_norm(gradient))
        scale = min(1.0, plan.clip / (norm + 1e-6))
        pieces = range(0, self.values.numel(), CHUNK)
        run([lambda at=at: self._piece(at, gradient, scale, step, plan) for at in pieces])  # type: ignore[misc]
        return norm

    def _piece(self, at: int, gradient: Tensor, scale: float, step: int, plan: LegPlan) -> None:
        here = slice(at, at + CHUNK)
        g, m, v, w = gradient[here], self.first[here], self.second[here], self.values[here]
        rate = plan.rate_at(step)
        g.mul_(scale)
        m.mul_(plan.beta1).add_(g, alpha=1 - plan.beta1)
        v.mul_(plan.beta2).addcmul_(g, g, value=1 - plan.beta2)
        w.addcmul_(w, self.grown[here], value=-rate * plan.weight_decay)
        spread = (v / (1 - plan.beta2 ** (step + 1))).sqrt_().add_(plan.epsilon)
        w.addcdiv_(m, spread, value=-rate / (1 - plan.beta1 ** (step + 1)))

    def hash(self, step: int) -> str:
        """sha256 over the step, the names and shapes, and the bytes of weights and moments (float32, little-endian)."""
        digest = hashlib.sha256(struct.pack("<q", step))
        for name, parameter in zip(self.names, self.parameters, strict=True):
            digest.update(f"{name} {tuple(parameter.shape)}\n".encode())
        for vector in (self.values, self.first, self.second):
            digest.update(vector.detach().cpu().numpy().data.cast("B"))
        return digest.hexdigest()
