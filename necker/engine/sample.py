"""Choosing the next token: temperature, top-k and top-p under the grammar, seeded; and the loop that writes a sequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from necker.engine.decode import Decoder
from necker.stream.grammar import Grammar

Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sampling:
    """`temperature` 0 takes the likeliest token; `top_k` 0 and `top_p` 1 leave all of them.  ValueError outside that."""

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if self.temperature < 0 or self.top_k < 0 or not 0 < self.top_p <= 1:
            raise ValueError(f"impossible sampling: {self}")


def generator(seed: int) -> np.random.Generator:
    """PCG64, the same numbers for the same seed on every machine; seeds are taken modulo 2**64."""
    return np.random.Generator(np.random.PCG64(seed % 2**64))


def within(allowed: Ranges, only: Ranges) -> list[tuple[int, int]]:
    """The ids that are in both, as ascending ranges (first, last + 1)."""
    both = ((max(a, c), min(b, d)) for a, b in sorted(allowed) for c, d in sorted(only))
    return [(low, high) for low, high in both if low < high]


def pick(logits: NDArray[np.float32], ranges: Ranges, how: Sampling, random: np.random.Generator) -> int:
    """One id of `ranges`, by `logits` (vocabulary,).  One random number is used, and none when nothing is left to chance.

    Top-p keeps the likeliest tokens until their probabilities reach it (arXiv 1904.09751).  ValueError without a range.
    """
    if not ranges:
        raise ValueError("nothing may follow")
    ids = np.concatenate([np.arange(low, high) for low, high in ranges])
    values = np.concatenate([logits[low:high] for low, high in ranges]).astype(np.float64)
    if how.temperature == 0 or len(ids) == 1:
        return int(ids[values.argmax()])
    order = np.argsort(-values, kind="stable")
    if how.top_k:
        order = order[: how.top_k]
    chances = np.exp((values[order] - values[order[0]]) / how.temperature)
    reached = np.cumsum(chances / chances.sum())
    if how.top_p < 1:
        kept = int(np.searchsorted(reached, how.top_p)) + 1
        order, reached = order[:kept], reached[:kept]
    place = int(np.searchsorted(reached, random.random() * reached[-1], side="right"))
    return int(ids[order[min(place, len(order) - 1)]])


def write(
    decoder: Decoder,
    grammar: Grammar,
    prompt: Sequence[int],
    only: Ranges,
    last: int,
    most: int,
    how: Sampling,
    random: np.random.Generator,
    least: int = 0,
) -> Iterator[int]:
    """The tokens that follow `prompt`, one by one, each legal and in `only`, then `last`, after `least` tokens at least.

    Ends without `last` after `most` tokens, or where the context is full.  NeckerError when the prompt breaks the grammar.
    """
    state = grammar.walk(grammar.start(), prompt)
    ids = list(prompt)
    for done in range(min(most, decoder.config.context - len(prompt))):
        may = [*only, (last, last + 1)] if done >= least else only
        token = pick(decoder.logits(ids), within(grammar.allowed(state), may), how, random)
        yield token
        if token == last:
            return
        state = grammar.next(state, token)
        ids.append(token)
