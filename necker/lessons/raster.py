"""Shapes drawn with whole numbers: the same pixels on every machine.  What they are called is in phrases.py."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Corners of a five-pointed star, clockwise from the top, in thousandths of its half width; the inner ones at 0.52, so that
# a small one is still no cross; all moved down by 0.1, to stand in the middle.
_STAR = (
    *((0, -950), (306, -321), (1000, -209), (495, 261), (618, 959)),
    *((0, 620), (-618, 959), (-495, 261), (-1000, -209), (-306, -321)),
)


@lru_cache(maxsize=64)
def mask(shape: str, half: int) -> NDArray[np.bool_]:
    """(2 half + 1, 2 half + 1): where a shape of that half width, in pixels, is; one piece, `half` at least 3."""
    y, x = np.indices((2 * half + 1, 2 * half + 1), dtype=np.int64) - half
    around = x * x + y * y
    if shape == "star":
        return _polygon(1000 * x, 1000 * y, [(px * half, py * half) for px, py in _STAR])
    if shape == "heart":  # (x² + y² - 1)³ = x² y³, upside up, a tenth lower
        a, b, unit = 12 * x, half - 12 * y, 10 * half
        return np.asarray((a * a + b * b - unit * unit) ** 3 <= a * a * b**3 * unit)
    inside = {
        "circle": around <= half * half + half // 2,
        "square": np.maximum(abs(x), abs(y)) <= half - 1 - half // 12,
        "triangle": (abs(y) <= half) & (2 * abs(x) <= y + half),
        "diamond": abs(x) + abs(y) <= half,
        "cross": np.minimum(abs(x), abs(y)) <= half // 3,
        "ring": (around <= half * half + half // 2) & (3 * around > half * half),
    }
    return inside[shape]


def _polygon(x: NDArray[np.int64], y: NDArray[np.int64], corners: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """What is inside or on the edge, by the number of edges that a ray to the right crosses."""
    inside = np.zeros(x.shape, np.bool_)
    edge = np.zeros(x.shape, np.bool_)
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)  # 0 on the line through both corners
        within = (x >= min(ax, bx)) & (x <= max(ax, bx)) & (y >= min(ay, by)) & (y <= max(ay, by))
        edge |= (turn == 0) & within
        crosses = (y >= min(ay, by)) & (y < max(ay, by))
        inside ^= crosses & ((turn > 0) == (by > ay)) & (turn != 0)
    return inside | edge


def ground(side: int, rgb: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(side, side, 3) of one colour."""
    return np.full((side, side, 3), rgb, np.uint8)


def draw(pixels: NDArray[np.uint8], shape: str, half: int, rgb: tuple[int, int, int], x: int, y: int) -> None:
    """Put a shape into `pixels` with its middle at (x, y); it must be whole inside."""
    if min(x, y) < half or x + half >= pixels.shape[1] or y + half >= pixels.shape[0]:
        raise ValueError(f"{shape} at {x}, {y} is not inside")
    pixels[y - half : y + half + 1, x - half : x + half + 1][mask(shape, half)] = rgb
