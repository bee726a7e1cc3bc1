"""Sampling keeps to the ranges, to the seed and to the probabilities it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.engine.sample import Sampling, generator, pick, within

LOGITS = np.array([5.0, 0.0, 1.0, 2.0, 9.0, 1.5], np.float32)


def shares(how: Sampling, ranges: list[tuple[int, int]], count: int = 4000) -> dict[int, float]:
    random = generator(1)
    drawn = [pick(LOGITS, ranges, how, random) for _ in range(count)]
    return {i: drawn.count(i) / count for i in set(drawn)}


def test_chances_are_the_softmax_over_what_is_allowed() -> None:
    found = shares(Sampling(), [(1, 4), (5, 6)])
    wanted = np.exp(LOGITS[[1, 2, 3, 5]])
    wanted /= wanted.sum()
    assert set(found) == {1, 2, 3, 5}
    for i, share in zip((1, 2, 3, 5), wanted, strict=True):
        assert abs(found[i] - share) < 0.03
    warm = shares(Sampling(temperature=2.0), [(2, 4)])
    assert abs(warm[3] - 1 / (1 + np.exp(-0.5))) < 0.03


def test_greedy_top_k_and_top_p() -> None:
    everything = [(0, 6)]
    assert set(shares(Sampling(temperature=0), everything, 5)) == {4}
    assert set(shares(Sampling(temperature=9, top_k=2), everything)) == {0, 4}
    allowed = [(1, 4), (5, 6)]  # chances 0.07, 0.18, 0.47, 0.29
    assert set(shares(Sampling(top_p=0.4), allowed, 200)) == {3}
    assert set(shares(Sampling(top_p=0.6), allowed)) == {3, 5}
    assert set(shares(Sampling(top_p=0.8), allowed)) == {2, 3, 5}


def test_the_seed_decides() -> None:
    draws = [[pick(LOGITS, [(0, 6)], Sampling(4.0), random) for _ in range(50)] for random in map(generator, (3, 3, 4))]
    assert draws[0] == draws[1] != draws[2]
    assert generator(-1).random() == generator(2**64 - 1).random()
    assert generator(7).random() == 0.625095466604667  # PCG64 as numpy documents it: the same on every machine


RANGES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: (min(p), max(p))), max_size=4)


@given(RANGES, RANGES)
def test_within_is_the_intersection(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> None:
    def members(ranges: list[tuple[int, int]]) -> set[int]:
        return {i for low, high in ranges for i in range(low, high)}

    assert members(within(one, two)) == members(one) & members(two)


def test_impossible_wishes_are_refused() -> None:
    for wish in ({"temperature": -1.0}, {"top_k": -1}, {"top_p": 0.0}, {"top_p": 1.5}):
        with pytest.raises(ValueError, match="impossible"):
            Sampling(**wish)
    with pytest.raises(ValueError, match="nothing"):
        pick(LOGITS, [], Sampling(), generator(0))
