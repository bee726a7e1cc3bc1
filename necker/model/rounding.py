"""Matrices in few bits: a scale for each block of 32 weights, or one for each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # weights that share a scale, as in GGUF's Q8_0 and Q4_0
_SHRUNK = np.arange(1.05, 0.7, -0.05)  # of the full range: clipping a few weights can cost less than coarse steps


def quantise(weight: NDArray[np.float32], bits: int = 8) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """(n, k) -> values of so many bits (n, k / 32, 32) and scales (n, k / 32), with w = (value - 2 ** (bits - 1)) * scale.

    The weight of largest magnitude in a block becomes 0 exactly, as ONNX Runtime's own quantiser does; with fewer than 8
    bits the scale is that of _SHRUNK which leaves the smallest squared error.
    """
    rows, columns = weight.shape
    if columns % BLOCK:
        raise ValueError(f"a matrix of {columns} columns cannot be cut into blocks of {BLOCK}")
    blocks = weight.reshape(rows, columns // BLOCK, BLOCK)
    scales = _scales(blocks, bits)
    return _steps(blocks, scales, bits), scales[..., 0]


def _scales(blocks: NDArray[np.float32], bits: int) -> NDArray[np.float32]:
    """The scale of each block of 32: (..., 32) -> (..., 1)"""
    zero = 1 << bits - 1
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=-1)[..., None], axis=-1)
    full = (largest / -zero).astype(np.float32)
    best, least = full, np.full(full.shape, np.inf, np.float32)
    for share in _SHRUNK if bits < 8 else ():
        scale = (full * share).astype(np.float32)
        back = (_steps(blocks, scale, bits).astype(np.float32) - zero) * scale
        error = np.square(back - blocks).sum(axis=-1, keepdims=True)
        best, least = np.where(error < least, scale, best), np.minimum(error, least)
    return best


def _steps(weights: NDArray[np.float32], scales: NDArray[np.float32], bits: int) -> NDArray[np.uint8]:
    """The stored value of each weight; `scales` is of a shape that goes with theirs."""
    steps = np.rint(weights / np.where(scales == 0, 1, scales)) + (1 << bits - 1)
    values: NDArray[np.uint8] = np.clip(steps, 0, (1 << bits) - 1).astype(np.uint8)
    return values


def by_rows(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """(n, k) -> values from -127 to 127 (n, k) and scales (n,), with w = value * scale."""
    scales = (np.abs(weight).max(axis=1) / 127).astype(np.float32)
    values: NDArray[np.int8] = np.rint(weight / np.where(scales == 0, 1, scales)[:, None]).astype(np.int8)
    return values, scales
