"""The order promises a permutation for every size, seed and epoch, the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.stream.order import Order, row_at


@given(st.integers(1, 700), st.integers(0, 2**70), st.integers(0, 1000))
def test_every_row_once(n: int, seed: int, epoch: int) -> None:
    order = Order(n, seed, epoch)
    assert sorted(map(order, range(n))) == list(range(n))


@given(st.integers(1, 2**40), st.integers(0, 9), st.data())
def test_places_of_large_orders_are_inside(n: int, seed: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, n - 1))
    assert 0 <= Order(n, seed, 0)(index) < n


def test_the_order_is_fixed() -> None:
    """These numbers are part of every record: an order that changes makes no run replayable."""
    assert [Order(1000, 7, 0)(i) for i in range(6)] == [405, 89, 836, 754, 858, 992]
    assert [Order(10, 1, 2)(i) for i in range(10)] == [6, 9, 4, 0, 3, 5, 2, 7, 1, 8]


def test_seeds_and_epochs_give_other_orders() -> None:
    orders = {tuple(Order(50, seed, epoch)(i) for i in range(50)) for seed in range(4) for epoch in range(4)}
    assert len(orders) == 16


def test_rows_spread_evenly() -> None:
    """Each row is first about once in n orders: chi square of 20 places over 4,000 seeds, far from its tail."""
    counts = [0] * 20
    for seed in range(4000):
        counts[Order(20, seed, 0)(0)] += 1
    assert sum((count - 200) ** 2 / 200 for count in counts) < 45  # 19 degrees of freedom: p < 0.001 above 43.8


def test_epochs_follow_each_other() -> None:
    seen = [row_at(5, 3, position) for position in range(15)]
    assert all(sorted(seen[start : start + 5]) == [0, 1, 2, 3, 4] for start in (0, 5, 10))
    assert seen[5:10] == [Order(5, 3, 1)(i) for i in range(5)]


def test_nothing_outside() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            Order(3, 0, 0)(index)
    with pytest.raises(ValueError):
        Order(0, 0, 0)
