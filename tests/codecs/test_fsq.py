"""The grid of codes: every code has one vector and comes back from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.codecs.draw import draws
from necker.codecs.fsq import Fsq

LEVELS = st.lists(st.integers(3, 9), min_size=1, max_size=4).map(tuple)


@given(LEVELS)
def test_every_code_comes_back_from_its_vector(levels: tuple[int, ...]) -> None:
    grid = Fsq(levels)
    codes = np.arange(grid.size)
    vectors = grid.vectors(codes)
    assert vectors.dtype == np.float32 and np.abs(vectors).max() <= 1
    assert len(np.unique(vectors, axis=0)) == grid.size
    assert (grid.codes(vectors) == codes).all()
    # A little noise changes nothing: the nearest point is meant.
    assert (grid.codes(vectors + 0.4 / max(levels)) == codes).all()


@given(LEVELS)
def test_digits_are_mixed_radix_with_the_first_fastest(levels: tuple[int, ...]) -> None:
    grid = Fsq(levels)
    digits = grid.digits(np.arange(grid.size))
    assert (digits.max(0) == np.array(levels) - 1).all() and (digits.min(0) == 0).all()
    assert ((digits * grid.basis).sum(-1) == np.arange(grid.size)).all()
    if grid.size > 1:
        assert digits[1].tolist() == [1] + [0] * (len(levels) - 1)


@given(LEVELS)
def test_the_zero_vector_is_a_code_and_outliers_go_to_the_border(levels: tuple[int, ...]) -> None:
    grid = Fsq(levels)
    zero = grid.codes(np.zeros(len(levels)))
    assert not grid.vectors(zero).any()
    assert grid.codes(np.full(len(levels), 9.0)) == grid.size - 1
    assert grid.codes(np.full(len(levels), -9.0)) == 0


def test_shapes_follow_the_codes() -> None:
    grid = Fsq((8, 5, 5, 5))
    assert grid.size == 1000
    assert grid.vectors(np.zeros((3, 7, 2), np.int64)).shape == (3, 7, 2, 4)
    assert grid.vectors(np.zeros((0, 2), np.uint16)).shape == (0, 2, 4)


@pytest.mark.parametrize("codes", [[-1], [1000], [3, 10**9]])
def test_codes_out_of_range_are_refused(codes: list[int]) -> None:
    with pytest.raises(ValueError, match="1000"):
        Fsq((8, 5, 5, 5)).vectors(np.array(codes))


@pytest.mark.parametrize("levels", [(), (2, 2), (8, 1)])
def test_levels_without_a_middle_are_refused(levels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="levels"):
        Fsq(levels)


def test_draws_are_a_pure_function_of_their_place() -> None:
    first = draws("image 0", 3, 1, [10] * 100)
    assert first == draws("image 0", 3, 1, [10] * 100)
    assert all(0 <= number < 10 for number in first) and len(set(first)) == 10
    others = [draws(*place, [10] * 100) for place in (("image 1", 3, 1), ("image 0", 4, 1), ("image 0", 3, 2))]
    assert first not in others
    # What the published chains rest on: these numbers never change.
    assert draws("image 0", 0, 0, [1000, 1000, 1000]) == [947, 844, 658]


@given(st.integers(0, 10**6), st.lists(st.integers(1, 2**40), max_size=20))
def test_draws_stay_below_their_bounds(step: int, bounds: list[int]) -> None:
    assert all(0 <= number < bound for number, bound in zip(draws("x", step, 0, bounds), bounds, strict=True))
