"""Finite scalar quantisation for training: bound, round straight through (arXiv 2309.15505).  The grid itself is in `fsq.py`."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from necker.codecs.fsq import Fsq


class Quantiser(nn.Module):
    """A `Fsq` over the last axis.  No weights: the tables are buffers that no checkpoint holds."""

    scale: Tensor
    shift: Tensor
    offset: Tensor
    width: Tensor
    basis: Tensor
    table: Tensor

    def __init__(self, levels: tuple[int, ...]) -> None:
        super().__init__()
        self.grid = Fsq(levels)
        scale, shift, offset = (torch.from_numpy(part).float() for part in self.grid.bounds())
        tables = {
            "scale": scale,
            "shift": shift,
            "offset": offset,
            "width": torch.from_numpy(self.grid.half).float(),
            "basis": torch.from_numpy(self.grid.basis),
            "table": torch.from_numpy(self.grid.vectors(np.arange(self.grid.size))),
        }
        for name, value in tables.items():
            self.register_buffer(name, value, persistent=False)

    def steps(self, z: Tensor) -> Tensor:
        """z: (..., dimensions) any reals -> (..., dimensions) whole numbers, level less the zero level; gradients pass as if nothing were rounded"""
        bounded = torch.tanh(z + self.shift) * self.scale - self.offset
        return bounded + (torch.round(bounded) - bounded).detach()

    def forward(self, z: Tensor) -> Tensor:
        """z: (..., dimensions) -> (..., dimensions) grid points in [-1, 1]"""
        return self.steps(z) / self.width

    def codes(self, z: Tensor) -> Tensor:
        """z: (..., dimensions) -> (...) int64 codes"""
        bounded = torch.tanh(z + self.shift) * self.scale - self.offset
        return ((torch.round(bounded) + self.width).to(torch.int64) * self.basis).sum(-1)

    def vectors(self, codes: Tensor) -> Tensor:
        """codes: (...) int64 -> (..., dimensions) grid points"""
        return self.table[codes]
