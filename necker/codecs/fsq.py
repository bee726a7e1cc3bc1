"""Finite scalar quantisation without PyTorch: levels -> codes <-> vectors.

The quantiser of Mentzer et al., "Finite Scalar Quantization: VQ-VAE Made Simple" (arXiv 2309.15505): each of a few dimensions is bounded by a
tanh and rounded to one of its levels, so the code book is a fixed grid that needs no learning and cannot collapse the way a learned one does.
Nothing about pictures or sound lives here; the straight-through version for training is in `fsq_torch.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Slack beyond the outermost levels, so that they are reached at a finite input (appendix A.1 of the paper).
SLACK = 1e-3


@dataclass(frozen=True, slots=True)
class Fsq:
    """A grid of prod(levels) codes.  A code is a mixed-radix integer, the first dimension the fastest; level 0 is the most negative."""

    levels: tuple[int, ...]

    def __post_init__(self) -> None:
        # Two levels have a half-step offset as large as their half-range: the bound would be undefined, and they collapse in practice.
        if not self.levels or min(self.levels) < 3:
            raise ValueError(f"every dimension needs at least 3 levels, not {self.levels}")

    @property
    def size(self) -> int:
        """How many codes there are."""
        return int(np.prod(self.levels))

    @property
    def basis(self) -> NDArray[np.int64]:
        """(dimensions,): what one step of each dimension adds to the code."""
        return np.cumprod([1, *self.levels[:-1]]).astype(np.int64)

    @property
    def half(self) -> NDArray[np.int64]:
        """(dimensions,): the level that stands for zero."""
        return np.array([level // 2 for level in self.levels], np.int64)

    def digits(self, codes: NDArray[np.integer]) -> NDArray[np.int64]:
        """codes: (...) in [0, size) -> (..., dimensions), digit d in [0, levels[d])"""
        values = np.asarray(codes).astype(np.int64)
        if values.size and (int(values.min()) < 0 or int(values.max()) >= self.size):
            raise ValueError(f"codes must lie in [0, {self.size})")
        out: NDArray[np.int64] = values[..., None] // self.basis % np.array(self.levels, np.int64)
        return out

    def vectors(self, codes: NDArray[np.integer]) -> NDArray[np.float32]:
        """codes: (...) -> (..., dimensions) float32 in [-1, 1], the points the decoder sees"""
        return ((self.digits(codes) - self.half) / self.half).astype(np.float32)

    def codes(self, vectors: NDArray[np.floating]) -> NDArray[np.int64]:
        """vectors: (..., dimensions), near grid points -> (...) codes; inverse of `vectors`"""
        steps = np.rint(np.asarray(vectors, np.float64) * self.half).astype(np.int64) + self.half
        digits = np.clip(steps, 0, np.array(self.levels, np.int64) - 1)
        out: NDArray[np.int64] = (digits * self.basis).sum(-1)
        return out

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """scale, shift, offset (dimensions,) of the bound tanh(z + shift) * scale - offset, whose rounding is the level less `half`.

        An even number of levels has none at zero: the offset of half a step centres the range, the shift keeps z = 0 at 0.
        """
        levels = np.array(self.levels, np.float64)
        scale = (levels - 1) * (1 + SLACK) / 2
        offset = np.where(levels % 2 == 0, 0.5, 0.0)
        return scale, np.arctanh(offset / scale), offset
