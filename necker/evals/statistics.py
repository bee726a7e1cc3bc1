"""Figures of a judge on labelled pairs, with their intervals: plain functions of arrays, no judge and no file.

`weights` (n,) count a pair several times or not at all: that is how `bootstrap` draws anew.  A figure of nothing is NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

TARGET = 0.05
"""The share of wrong claims among those marked supported that a threshold must stay under."""

CONFIDENCE = 0.95
BINS = 10
"""Of equal width, in which a probability is compared with what came true."""

Array: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
_PLACES = 200  # at which a threshold is looked for


@lru_cache(maxsize=64)
def _log_factorials(n: int) -> Array:
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))


def upper_bound(wrong: int, n: int) -> float:
    """The one-sided exact upper bound of a share of which `wrong` in `n` were met: P(X <= wrong) = 1 - CONFIDENCE.

    Clopper and Pearson 1934, Biometrika 26:404.  1 where nothing was counted.
    """
    if wrong >= n:
        return 1.0
    logs, k = _log_factorials(n), np.arange(wrong + 1)
    choose = logs[n] - logs[k] - logs[n - k]
    low, high = wrong / n, 1.0
    for _ in range(40):
        p = (low + high) / 2
        below = float(np.exp(choose + k * np.log(p) + (n - k) * np.log1p(-p)).sum())
        low, high = (p, high) if below > 1 - CONFIDENCE else (low, p)
    return high


def threshold_of(p: Array, right: Bools, target: float = TARGET) -> float:
    """The lowest score from which the bound holds; 1 where it never does.  Looked for at 200 places at most.

    Scores that are equal are marked together.
    """
    order = np.argsort(-p, kind="stable")
    wrong = np.cumsum(~right[order])
    places = np.flatnonzero(np.diff(p[order], append=-np.inf)) + 1
    found = 1.0
    for n in places[np.unique(np.linspace(0, len(places) - 1, min(_PLACES, len(places))).astype(int))]:
        if wrong[n - 1] < target * n and upper_bound(int(wrong[n - 1]), int(n)) < target:
            found = float(p[order[n - 1]])
    return found


def balanced_accuracy(truth: ArrayLike, said: ArrayLike, weights: Array | None = None) -> float:
    """The mean, over the labels that are met in `truth`, of the share of its pairs of which the same was said."""
    labels = np.asarray(truth)
    right = labels == np.asarray(said)
    heavy = np.ones(len(labels)) if weights is None else weights
    each = [_share(right, labels == label, heavy) for label in np.unique(labels)]
    met = [share for share in each if not np.isnan(share)]
    return float(np.mean(met)) if met else float("nan")


def _share(right: Bools, among: Bools, weights: Array) -> float:
    total = float(weights[among].sum())
    return float(weights[among & right].sum()) / total if total else float("nan")


def auc(scores: Array, truth: Bools, weights: Array | None = None) -> float:
    """The chance that a true one scores higher than a false one, ties counted by half (Mann and Whitney 1947)."""
    _, place = np.unique(scores, return_inverse=True)
    heavy = np.ones(len(scores)) if weights is None else weights
    positive = np.bincount(place, heavy * truth)
    negative = np.bincount(place, heavy * ~truth)
    pairs = float(positive.sum() * negative.sum())
    lower = np.cumsum(negative) - negative
    return float((positive * (lower + negative / 2)).sum()) / pairs if pairs else float("nan")


def precision(marked: Bools, truth: Bools, weights: Array | None = None) -> float:
    """The share of true ones among the marked."""
    return _share(truth, marked, np.ones(len(marked)) if weights is None else weights)


def recall(marked: Bools, truth: Bools, weights: Array | None = None) -> float:
    """The share of marked ones among the true."""
    return _share(marked, truth, np.ones(len(marked)) if weights is None else weights)


def reliability(p: Array, truth: Bools, bins: int = BINS) -> list[tuple[float, float, int]]:
    """(mean probability, share that came true, how many) of each bin that holds something, from low to high."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    held = [place == one for one in range(bins)]
    return [(float(p[each].mean()), float(truth[each].mean()), int(each.sum())) for each in held if each.any()]


def calibration_error(p: Array, truth: Bools, bins: int = BINS) -> float:
    """The expected calibration error (Naeini et al. 2015, AAAI): the bins' distances, by how much they hold."""
    found = reliability(p, truth, bins)
    return sum(n * abs(said - came) for said, came, n in found) / len(p) if len(p) else float("nan")


def risk_coverage(scores: Array, truth: Bools) -> tuple[Array, Array]:
    """(share of the true ones marked, share wrong among the marked) for each threshold, from the highest score down."""
    order = np.argsort(-scores, kind="stable")
    last = np.diff(scores[order], append=-np.inf) != 0  # pairs of one score are marked together
    right, marked = np.cumsum(truth[order]), np.arange(1, len(order) + 1)
    return right[last] / max(1, int(truth.sum())), 1 - right[last] / marked[last]


def bootstrap(
    groups: Sequence[str], figure: Callable[[Array], float], seed: int = 0, times: int = 1000
) -> tuple[float, float]:
    """The 95 % percentile interval of `figure(weights)` over drawings of whole groups, with replacement (Efron 1979).

    Pairs of one group (an article) stay together: they are not independent.
    """
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    drawn = np.random.default_rng(seed)
    found = []
    for _ in range(times if len(names) else 0):
        counts = np.bincount(drawn.integers(0, len(names), len(names)), minlength=len(names))
        found.append(figure(counts[place].astype(np.float64)))
    kept = np.array([value for value in found if not np.isnan(value)])
    if not len(kept):
        return float("nan"), float("nan")
    low, high = np.quantile(kept, (0.025, 0.975))
    return float(low), float(high)
