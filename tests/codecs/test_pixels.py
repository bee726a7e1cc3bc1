"""`to_square` promises exact means of areas, on any size."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.codecs.pixels import to_square


def random_pixels(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@given(st.integers(1, 9), st.integers(1, 6), st.integers(0, 99))
def test_each_pixel_is_the_mean_of_its_area(side: int, size: int, seed: int) -> None:
    pixels, step = random_pixels(side, side, seed), Fraction(side, size)
    made = to_square(pixels, size)

    def covered(place: int, out: int) -> Fraction:
        return max(Fraction(0), min(Fraction(place + 1), (out + 1) * step) - max(Fraction(place), out * step))

    for y in range(size):
        for x in range(size):
            total = sum(int(pixels[i, j, 0]) * covered(i, y) * covered(j, x) for i in range(side) for j in range(side))
            assert made[y, x, 0] == floor(total / (step * step) + Fraction(1, 2))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 255))
def test_one_colour_stays(height: int, width: int, colour: int) -> None:
    made = to_square(np.full((height, width, 3), colour, np.uint8), 8)
    assert made.shape == (8, 8, 3) and made.dtype == np.uint8
    if height == width:
        assert (made == colour).all()


def test_same_size_is_untouched_and_half_is_a_mean_of_four() -> None:
    pixels = random_pixels(64, 64, 1)
    assert np.array_equal(to_square(pixels, 64), pixels)
    sums = pixels.reshape(32, 2, 32, 2, 3).astype(int).sum(axis=(1, 3))
    assert np.array_equal(to_square(pixels, 32), (sums + 2) // 4)


def test_an_oblong_is_centred_on_white() -> None:
    made = to_square(np.zeros((2, 4, 3), np.uint8), 4)
    assert made[:, 0, 0].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (0, 4, 3)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError):
        to_square(np.zeros(shape, np.uint8), 4)
