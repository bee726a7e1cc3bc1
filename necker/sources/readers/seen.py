"""Which texts have been seen: a table of 64-bit hashes, a tenth of what a set of the texts takes."""

from __future__ import annotations

import hashlib
from array import array

_LEAST = 1 << 10


class Seen:
    """Some twelve to twenty-four bytes a text.  Of a million texts, two have the same hash once in forty million times."""

    def __init__(self) -> None:
        self._table, self._count = array("Q", bytes(8 * _LEAST)), 0

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> bool:
        """Whether it is new."""
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        hash = int.from_bytes(digest, "little") or 1  # 0 is a free place
        place = self._place(hash)
        if self._table[place]:
            return False
        self._table[place] = hash
        self._count += 1
        if 3 * self._count > 2 * len(self._table):
            self._grow()
        return True

    def _place(self, hash: int) -> int:
        """Where it stands, or the free place where it belongs."""
        last = len(self._table) - 1
        place = hash & last
        while self._table[place] not in (0, hash):
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        old, self._table = self._table, array("Q", bytes(16 * len(self._table)))
        for hash in old:
            if hash:
                self._table[self._place(hash)] = hash
