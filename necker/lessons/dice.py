"""Integers that look drawn and are hashes: the same key gives the same draws on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that belong to a key.  Block n is sha256 of "key/n"; each draw takes four bytes of it, big-endian."""

    def __init__(self, *key: str | int) -> None:
        self._key = "/".join(map(str, key))
        self._blocks = 0
        self._left = b""

    def below(self, n: int) -> int:
        """An integer in [0, n), n at most a few millions: the rest of a division, biased by less than n / 2**32."""
        if not self._left:
            self._left = hashlib.sha256(f"{self._key}/{self._blocks}".encode()).digest()
            self._blocks += 1
        draw, self._left = int.from_bytes(self._left[:4], "big"), self._left[4:]
        return draw % n

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`, which must not be empty."""
        return items[self.below(len(items))]

    def once_in(self, n: int) -> bool:
        """True once in n times."""
        return self.below(n) == 0

    def turned(self, items: Sequence[T]) -> list[T]:
        """All of `items`, from a drawn one on, in their order."""
        at = self.below(len(items)) if items else 0
        return [*items[at:], *items[:at]]

    def several(self, items: Sequence[T], most: int) -> list[T]:
        """At most `most` of `items`, no two equal, those that stand in it several times more often."""
        drawn = [items[self.below(len(items))] for _ in range(most)]
        return list(dict.fromkeys(drawn))
