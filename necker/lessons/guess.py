"""How well a label is guessed without its evidence: a softmax regression on words and pairs of words of one text.

Near a third, nothing in that text alone gives the label away, and a judge must compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from necker.lessons.pair import LABELS, Pair
from necker.sources.document import rank
from necker.text.words import words

_BUCKETS = 1 << 16
_BATCH = 256
_STEP = 0.05  # of Adagrad (Duchi, Hazan and Singer 2011)
_EPOCHS = 3

Array = NDArray[np.float64]


def _features(text: str, memo: dict[str, int]) -> list[int]:
    """Buckets of the words and of the pairs of neighbours, in small letters."""
    said = ["^", *(word.text.lower() for word in words(text)), "$"]
    grams = [*said, *(f"{a} {b}" for a, b in pairwise(said))]
    for gram in grams:
        if gram not in memo:
            memo[gram] = rank(gram) % _BUCKETS
    return sorted({memo[gram] for gram in grams})


def _flat(pairs: Sequence[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(buckets, the row of each)."""
    rows = np.repeat(np.arange(len(pairs)), [len(p) for p in pairs])
    return np.concatenate([np.array(p, np.int64) for p in pairs]), rows


def _scores(weights: Array, found: Sequence[list[int]]) -> tuple[Array, NDArray[np.int64], NDArray[np.int64]]:
    buckets, rows = _flat(found)
    sums = np.zeros((len(found), weights.shape[1]))
    np.add.at(sums, rows, weights[buckets])
    return sums, buckets, rows


def guess(train: Sequence[Pair], test: Sequence[Pair], text: Callable[[Pair], str]) -> float:
    """The accuracy, averaged over the labels, on `test` of a model that has seen `text` of each pair of `train`."""
    memo: dict[str, int] = {}
    seen = [_features(text(pair), memo) for pair in train]
    labels = np.array([LABELS.index(pair.label) for pair in train])
    weights, squares = np.zeros((_BUCKETS, len(LABELS))), np.full((_BUCKETS, len(LABELS)), 1e-6)
    for start in [s for _ in range(_EPOCHS) for s in range(0, len(seen), _BATCH)]:
        some = seen[start : start + _BATCH]
        sums, buckets, rows = _scores(weights, some)
        odds = np.exp(sums - sums.max(1, keepdims=True))
        odds /= odds.sum(1, keepdims=True)
        odds[np.arange(len(some)), labels[start : start + _BATCH]] -= 1.0
        slope = np.zeros_like(weights)
        np.add.at(slope, buckets, odds[rows] / len(some))
        squares += slope**2
        weights -= _STEP * slope / np.sqrt(squares)
    wanted = np.array([LABELS.index(pair.label) for pair in test])
    right = _scores(weights, [_features(text(pair), memo) for pair in test])[0].argmax(1) == wanted
    return float(np.mean([right[wanted == label].mean() for label in np.unique(wanted)]))


def of_claim(pair: Pair) -> str:
    """What is guessed from: the claim alone."""
    return pair.claim
