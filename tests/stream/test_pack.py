"""Packing promises: every token is there, nothing that fits is cut, and rows are nearly full."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.stream.pack import pack, target_weights

lengths = st.lists(st.integers(1, 60), max_size=60)


@given(lengths, st.integers(2, 40), st.data())
def test_every_sequence_stands_in_one_row_or_is_cut_or_left_out(
    sizes: list[int], row: int, data: st.DataObject
) -> None:
    cuttable = data.draw(st.lists(st.booleans(), min_size=len(sizes), max_size=len(sizes)))
    packing = pack(sizes, row, cuttable)
    found: dict[int, list[tuple[int, int]]] = {}
    for index in range(len(packing)):
        pieces = packing.of_row(index)
        assert 0 < sum(stop - start for _, start, stop in pieces) <= row
        for sequence, start, stop in pieces:
            found.setdefault(sequence, []).append((start, stop))
    for sequence, size in enumerate(sizes):
        pieces_of = sorted(found.get(sequence, []))
        if size <= row:
            assert pieces_of == [(0, size)]
        elif cuttable[sequence]:  # targets (start, stop) tile the sequence but for its first token
            targets = [place for start, stop in pieces_of for place in range(start + 1, stop)]
            assert targets == list(range(1, size))
        else:
            assert not pieces_of and sequence in packing.left_out
    assert len(packing.left_out) == sum(size > row and not cut for size, cut in zip(sizes, cuttable, strict=True))


@given(st.lists(st.integers(1, 20), min_size=1, max_size=80))
def test_rows_are_nearly_full(sizes: list[int]) -> None:
    """Best fit decreasing needs at most 11/9 of the best number of rows, plus one (Johnson 1974: 11/9 OPT + 4)."""
    best = -(-sum(sizes) // 20)
    assert best <= len(pack(sizes, 20, [False] * len(sizes))) <= 11 * max(best, sum(s > 10 for s in sizes)) / 9 + 4


def test_a_row_is_filled_with_segments_and_padding() -> None:
    packing = pack([3, 2], 8, [True, True])
    tokens = {0: np.array([10, 11, 12], np.uint16), 1: np.array([20, 21], np.uint16)}
    ids, segments = packing.fill(0, tokens.__getitem__, pad=0)
    assert ids.tolist() == [10, 11, 12, 20, 21, 0, 0, 0] and ids.dtype == np.int64
    assert segments.tolist() == [1, 1, 1, 2, 2, 0, 0, 0]
    weights = target_weights(np.arange(1, 9, dtype=np.float32), segments)
    assert weights.tolist() == [2, 3, 0, 5, 0, 0, 0] and weights.dtype == np.float32


def test_pieces_of_a_long_text_share_one_token() -> None:
    packing = pack([10], 4, [True])
    pieces = sorted(piece for index in range(len(packing)) for piece in packing.of_row(index))
    assert pieces == [(0, 0, 4), (0, 3, 7), (0, 6, 10)]


def test_each_goes_where_the_least_room_is_left() -> None:
    assert len(pack([7, 6, 3, 2, 2], 10, [False] * 5)) == 2  # 7 + 3 and 6 + 2 + 2


def test_the_same_lengths_give_the_same_rows() -> None:
    sizes = [n * 37 % 50 + 1 for n in range(200)]
    one, two = pack(sizes, 64, [False] * 200), pack(sizes, 64, [False] * 200)
    assert np.array_equal(one.pieces, two.pieces) and np.array_equal(one.bounds, two.bounds)


def test_neighbours_of_equal_length_do_not_stay_neighbours() -> None:
    packing = pack([8] * 400, 32, [False] * 400)
    together = sum(abs(a[0] - b[0]) < 8 for row in range(len(packing)) for a, b in pairwise(packing.of_row(row)))
    assert together < 30  # 300 in the given order, about 11 by chance


def test_nothing_gives_no_row_and_a_row_must_predict() -> None:
    assert len(pack([], 8, [])) == 0
    with pytest.raises(ValueError):
        pack([1], 1, [False])
