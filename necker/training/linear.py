"""The matrix product that everything here is trained with: bf16 operands, float32 master weights, explicit casts.

No autocast: what is rounded, and where, is read off this file (karpathy/nanochat does the same).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class Linear(nn.Linear):
    """y = bf16(x) @ bf16(W).T, rounded to bf16 and widened; `exact` computes in float32 instead (export, comparison)."""

    def __init__(self, in_features: int, out_features: int, bias: bool = False) -> None:
        super().__init__(in_features, out_features, bias=bias)
        self.exact = False

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., in_features) -> (..., out_features) float32"""
        return product(x, self.weight, self.bias, self.exact)


def product(x: Tensor, weight: Tensor, bias: Tensor | None = None, exact: bool = False) -> Tensor:
    """x: (..., k), weight: (n, k) -> x @ weight.T: (..., n) float32"""
    if exact:
        return nn.functional.linear(x, weight, bias)
    y = nn.functional.linear(x.to(torch.bfloat16), weight.to(torch.bfloat16)).float()
    return y if bias is None else y + bias


@contextmanager
def exactly(module: nn.Module) -> Iterator[None]:
    """Every `Linear` of the module in float32 while the block runs."""
    found = [part for part in module.modules() if isinstance(part, Linear)]
    before = [part.exact for part in found]
    for part in found:
        part.exact = True
    try:
        yield
    finally:
        for part, was in zip(found, before, strict=True):
            part.exact = was
