"""The order of the data: a permutation of row numbers for each epoch, computed for any place without a list.

Method: a Feistel network over a power of four at least as large, walked until it comes back inside (Black and Rogaway
2002, "Ciphers with arbitrary finite domains").  Whole numbers only, so any machine finds the same order, and a step can
be replayed alone.
"""

from __future__ import annotations

import hashlib

_ROUNDS = 8
_MASK = (1 << 64) - 1


class Order:
    """The permutation of `range(n)` that belongs to (`seed`, `epoch`)."""

    def __init__(self, n: int, seed: int, epoch: int) -> None:
        if n <= 0:
            raise ValueError(f"nothing to order: {n}")
        self.n = n
        self._bits = max(1, ((n - 1).bit_length() + 1) // 2)  # of each half
        keys = hashlib.shake_256(f"necker/order/{n}/{seed}/{epoch}".encode()).digest(8 * _ROUNDS)
        self._keys = [int.from_bytes(keys[place : place + 8], "little") for place in range(0, len(keys), 8)]

    def __call__(self, index: int) -> int:
        """Which row stands at place `index`; IndexError outside the range."""
        if not 0 <= index < self.n:
            raise IndexError(index)
        place = self._permute(index)
        while place >= self.n:  # fewer than four times as many places as rows: four turns on average at most
            place = self._permute(place)
        return place

    def _permute(self, place: int) -> int:
        bits, mask = self._bits, (1 << self._bits) - 1
        left, right = place >> bits, place & mask
        for key in self._keys:
            left, right = right, left ^ (_mix(right ^ key) & mask)
        return left << bits | right


def row_at(n: int, seed: int, position: int) -> int:
    """Which of `n` rows is the `position`-th to be seen, epoch after epoch, each with its own order."""
    epoch, index = divmod(position, n)
    return Order(n, seed, epoch)(index)


def _mix(x: int) -> int:
    """A bijection of 64 bits that scatters them (the finaliser of MurmurHash3, Austin Appleby, public domain)."""
    x = (x ^ x >> 33) * 0xFF51AFD7ED558CCD & _MASK
    x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53 & _MASK
    return x ^ x >> 33
