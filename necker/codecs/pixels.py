"""Pictures of any size to small squares, in integers only: the same pixels on every machine.  No files, no networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WHITE = 255


def to_square(pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """(height, width, 3) -> (size, size, 3): centred on a white square, then each pixel the mean of the area it covers.

    A box filter with exact fractions of pixels at the borders, rounded half up; also right for enlarging.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(f"not a picture: {pixels.dtype} {pixels.shape}")
    square = _on_white(pixels)
    side = len(square)
    rows = _box_sums(square.astype(np.int64), size)
    sums = _box_sums(rows.transpose(1, 0, 2), size).transpose(1, 0, 2)
    area = side * side  # in units of 1/size of a pixel, both ways
    return ((sums + area // 2) // area).astype(np.uint8)


def _on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width, _ = pixels.shape
    if height == width:
        return pixels
    side = max(height, width)
    square = np.full((side, side, 3), _WHITE, dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = pixels
    return square


def _box_sums(values: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """(n, ...) -> (size, ...): sums over n/size rows each, a row counting `size`, by differences of running sums."""
    count = len(values)
    running = np.zeros((count + 1, *values.shape[1:]), dtype=np.int64)
    np.cumsum(values, axis=0, out=running[1:])
    whole, part = np.divmod(np.arange(size + 1) * count, size)
    parts = part.reshape(-1, *[1] * (values.ndim - 1)) * values[np.minimum(whole, count - 1)]
    edges = size * running[whole] + parts
    return np.asarray(edges[1:] - edges[:-1])
