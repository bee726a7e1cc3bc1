"""Integers drawn from hashes: what a step of codec training looks at, as a pure function of its number.

No generator has a state here, so any step can be replayed alone, in any order, by any number of workers.
"""

from __future__ import annotations

import hashlib

WORD = 8  # bytes of hash per draw: the modulo's bias is below bound / 2**64


def draws(label: str, step: int, micro: int, bounds: list[int]) -> list[int]:
    """One integer in [0, bound) for each bound, from SHAKE-256 of (label, step, micro)."""
    stream = hashlib.shake_256(f"{label}\0{step}\0{micro}".encode()).digest(WORD * len(bounds))
    return [int.from_bytes(stream[WORD * i : WORD * (i + 1)], "little") % bound for i, bound in enumerate(bounds)]
