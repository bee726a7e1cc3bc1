"""Sequences of all lengths into rows of one length, by integers alone: which piece of which sequence stands where.

Best fit, the longest first (Ding et al. 2024, arXiv 2404.10830): a sequence is never cut when it fits in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from necker.stream.order import Order


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Rows of `row` tokens.

    `pieces` is (n, 3): sequence, start, stop (token numbers inside the sequence); row i holds those from `bounds[i]` to
    `bounds[i + 1]`.  `left_out` are the sequences that fit in no row and may not be cut.
    """

    row: int
    pieces: NDArray[np.int64]
    bounds: NDArray[np.int64]
    left_out: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def of_row(self, index: int) -> list[tuple[int, int, int]]:
        """(sequence, start, stop) of each piece of a row."""
        low, high = self.bounds[index : index + 2]
        return [(int(sequence), int(start), int(stop)) for sequence, start, stop in self.pieces[low:high]]

    def fill(
        self, index: int, tokens: Callable[[int], NDArray[np.integer]], pad: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """A row: ids (row,) and segments (row,), numbered from 1, 0 for the padding at the end.

        `tokens(sequence)` gives all tokens of a sequence.
        """
        ids = np.full(self.row, pad, dtype=np.int64)
        segments = np.zeros(self.row, dtype=np.int32)
        end = 0
        for number, (sequence, start, stop) in enumerate(self.of_row(index), 1):
            begin, end = end, end + stop - start
            ids[begin:end] = tokens(sequence)[start:stop]
            segments[begin:end] = number
        return ids, segments


def target_weights(weights: NDArray[np.float32], segments: NDArray[np.int32]) -> NDArray[np.float32]:
    """Weights of a row's tokens (row,) -> of its targets (row - 1,): 0 for padding and for the first of a segment,
    which nothing before it can tell.
    """
    same = (segments[1:] == segments[:-1]) & (segments[1:] > 0)
    return np.where(same, weights[1:], np.float32(0.0))


def pack(lengths: Sequence[int], row: int, cuttable: Sequence[bool]) -> Packing:
    """Puts sequences of `lengths` tokens into rows of `row` = context + 1 tokens.

    One that is longer is cut when it is `cuttable`: each piece then begins with the last token of the one before, so that
    every token but the first is predicted exactly once.  Those of equal lengths are mixed, always in the same way, so that
    a row does not hold one picture in all its captions.
    """
    if row < 2:
        raise ValueError(f"a row of {row} tokens predicts nothing")
    pieces: list[tuple[int, int, int]] = []
    left_out: list[int] = []
    for sequence, length in enumerate(lengths):
        if length <= row:
            pieces.append((sequence, 0, length))
        elif cuttable[sequence]:
            pieces += [(sequence, start, min(start + row, length)) for start in range(0, length - 1, row - 1)]
        else:
            left_out.append(sequence)
    mixed = Order(max(1, len(pieces)), seed=0, epoch=0)
    pieces = [pieces[mixed(place)] for place in range(len(pieces))]
    pieces.sort(key=lambda piece: piece[1] - piece[2])  # stable
    rows = _best_fit([stop - start for _, start, stop in pieces], row)
    flat = np.array([pieces[place] for places in rows for place in places], dtype=np.int64).reshape(-1, 3)
    bounds = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return Packing(row, flat, bounds, tuple(left_out))


def _best_fit(lengths: Sequence[int], row: int) -> list[list[int]]:
    """Places of `lengths` by row: each goes where the least room is left over, else into a new row."""
    rows: list[list[int]] = []
    with_room: list[list[int]] = [[] for _ in range(row + 1)]  # rows by free tokens
    rooms = 0  # bit i is set when with_room[i] has a row
    for place, length in enumerate(lengths):
        fitting = rooms >> length
        if fitting:
            room = length + (fitting & -fitting).bit_length() - 1
            target = with_room[room].pop()
            if not with_room[room]:
                rooms ^= 1 << room
        else:
            room, target = row, len(rows)
            rows.append([])
        rows[target].append(place)
        left = room - length
        if left:
            with_room[left].append(target)
            rooms |= 1 << left
    return rows
