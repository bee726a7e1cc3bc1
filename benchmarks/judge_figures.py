"""What is counted of each judge on each set: figures with bootstrap intervals over articles.  Nothing is printed here.

A judge without verdicts of its own gets thresholds from one half of the set (by article) for the other half, and the other
way round: no pair is judged by a threshold that it helped to set.  The trained judges keep theirs, which no set has set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from judge_peers import Said
from judge_sets import CONTRADICTED, SUPPORTED, THREE, Gathered, Item
from numpy.typing import NDArray

from necker.evals.statistics import (
    TARGET,
    Array,
    Bools,
    auc,
    balanced_accuracy,
    bootstrap,
    calibration_error,
    precision,
    recall,
    reliability,
    risk_coverage,
    threshold_of,
    upper_bound,
)
from necker.sources.document import rank

SEED = 20261122
_GRID = 60  # places at which a threshold for verdicts is looked for
_POINTS = 200  # of a curve that are kept
_TIED = 0.05  # share of pairs of one score from which it is drawn no more

Row = dict[str, Any]
Interval = tuple[float, float, float]
Cuts = tuple[float, float]


def _fold(item: Item) -> int:
    return rank(f"fold/{item.group}") % 2


def _cuts(labels: tuple[str, ...], truth: NDArray[np.str_], scores: Array) -> Cuts:
    """(low, high) of the best balanced accuracy: supported from `high` on, contradicted from `low`; one cut for two labels."""
    grid = np.quantile(scores, np.linspace(0, 1, _GRID))
    above = {label: np.array([(scores[truth == label] >= cut).mean() for cut in grid]) for label in labels}
    if labels != THREE:
        best = int(np.argmax(above[labels[0]] - above[labels[1]]))
        return float(grid[best]), float(grid[best])
    first, second, third = (above[label] for label in labels)
    value = first[None, :] + second[:, None] - second[None, :] + 1 - third[:, None]
    value[np.tril_indices(len(grid), -1)] = -1.0  # low at most as high as high
    low, high = np.unravel_index(int(np.argmax(value)), value.shape)
    return float(grid[low]), float(grid[high])


def _fitted(gathered: Gathered, items: Sequence[Item], scores: Array) -> list[str]:
    """Verdicts by cuts of the other half."""
    truth, fold = np.array([item.label for item in items]), np.array([_fold(item) for item in items])
    found = [""] * len(items)
    for half in (0, 1):
        met = all((truth[fold != half] == label).any() for label in gathered.labels)
        low, high = _cuts(gathered.labels, truth[fold != half], scores[fold != half]) if met else (0.5, 0.5)
        for i in np.flatnonzero(fold == half):
            three = ("supported", "contradicted", "not_enough")
            names = three if gathered.labels == THREE else (gathered.labels[0], "", gathered.labels[1])
            found[i] = names[0] if scores[i] >= high else names[1] if scores[i] >= low else names[2]
    return found


def _marked(items: Sequence[Item], support: Array, right: Bools) -> Bools:
    """Marked as supported by the threshold that keeps the bound on the other half, nothing where none does."""
    fold = np.array([_fold(item) for item in items])
    found = np.zeros(len(items), bool)
    for half in (0, 1):
        fit = fold != half
        at = threshold_of(support[fit], right[fit])
        above = support[fit] >= at
        if above.any() and upper_bound(int((above & ~right[fit]).sum()), int(above.sum())) < TARGET:
            found[~fit] = support[~fit] >= at
    return found


def _interval(groups: Sequence[str], figure: Callable[[Array], float]) -> Interval:
    return (figure(np.ones(len(groups))), *bootstrap(groups, figure, SEED))


def verdicts(gathered: Gathered, items: Sequence[Item], said: Sequence[Said]) -> list[str]:
    """One of the set's labels for each pair."""
    if said[0].verdict is None:
        against = gathered.labels == CONTRADICTED
        return _fitted(gathered, items, np.array([s.against if against else s.support for s in said]))
    known = [s.verdict or "" for s in said]
    return known if gathered.labels == THREE else [v if v in gathered.labels else gathered.labels[1] for v in known]


def measured(
    gathered: Gathered, judge: str, items: Sequence[Item], said: Sequence[Said], brief: bool = False
) -> list[Row]:
    """One row for each language of the claims; a `brief` one has only what a verdict and a ranking are worth."""
    rows = []
    for lang in sorted({item.lang for item in items}):
        mine = [(i, s) for i, s in zip(items, said, strict=True) if i.lang == lang]
        part, answers = [i for i, _ in mine], [s for _, s in mine]
        row: Row = {"set": gathered.name, "judge": judge, "lang": lang, "n": len(part)}
        row |= _told(gathered, part, answers)
        rows.append(row if brief else row | _trusted(gathered, part, answers))
    return rows


def _told(gathered: Gathered, items: Sequence[Item], said: Sequence[Said]) -> Row:
    """Balanced accuracy of the verdicts, area under the curve of the score of the set's first label."""
    truth, groups = np.array([item.label for item in items]), [item.group for item in items]
    found = np.array(verdicts(gathered, items, said))
    numbers = {label: i for i, label in enumerate(gathered.labels)}
    true, told = (np.array([numbers[one] for one in every]) for every in (truth, found))
    scores = np.array([s.against if gathered.labels == CONTRADICTED else s.support for s in said])
    first = truth == gathered.labels[0]
    row: Row = {
        "balanced_accuracy": _interval(groups, lambda w: balanced_accuracy(true, told, w)),
        "auc": _interval(groups, lambda w: auc(scores, first, w)),
    }
    if gathered.labels != CONTRADICTED:
        claimed = found == "supported"
        row["precision"] = _interval(groups, lambda w: precision(claimed, first, w))
        row["recall"] = _interval(groups, lambda w: recall(claimed, first, w))
    row["kinds"] = _by_kind(items, found)
    return row | (_both(items, found) if gathered.name == "minimal pairs" else {})


def _by_kind(items: Sequence[Item], found: NDArray[np.str_]) -> dict[str, tuple[float, int]]:
    """The share of right verdicts, and how many pairs, of each kind and label."""
    kept: dict[str, list[bool]] = {}
    for item, one in zip(items, found, strict=True):
        kept.setdefault(f"{item.label}: {item.kind}" if item.kind else item.label, []).append(bool(one == item.label))
    return {kind: (round(float(np.mean(right)), 3), len(right)) for kind, right in sorted(kept.items())}


def _both(items: Sequence[Item], found: NDArray[np.str_]) -> Row:
    """Of minimal pairs: right where both verdicts are, told apart where only the first is called supported."""
    said = {item.id: (str(one), item) for item, one in zip(items, found, strict=True)}
    pairs = [(said[name], said[f"{name[:-1]}b"]) for name in said if name.endswith("a") and f"{name[:-1]}b" in said]
    right = np.array([a == i.label and b == j.label for (a, i), (b, j) in pairs])
    apart = np.array([a == "supported" != b for (a, _), (b, _) in pairs])
    groups, every = [i.group for (_, i), _ in pairs], np.ones(len(pairs), bool)
    return {
        "pairs": len(pairs),
        "pairs_right": _interval(groups, lambda w: precision(every, right, w)),
        "told_apart": _interval(groups, lambda w: precision(every, apart, w)),
    }


def _trusted(gathered: Gathered, items: Sequence[Item], said: Sequence[Said]) -> Row:
    """What "supported" is worth at the threshold that is to keep the bound; calibration; curves.

    Of a set that only says what is contradicted, the wrong ones are counted among those.
    """
    truth = np.array([item.label for item in items])
    support = np.array([s.support for s in said])
    known = np.ones(len(items), bool) if gathered.labels in (THREE, SUPPORTED) else truth == "contradicted"
    right = truth == "supported"
    own = said[0].marked is not None
    if own:
        marked = np.array([bool(s.marked) for s in said])
    elif known.all():
        marked = _marked(items, support, right)
    else:
        return {}
    n, wrong = int((marked & known).sum()), int((marked & known & ~right).sum())
    row: Row = {"marked": n, "wrong": wrong, "false": int((known & ~right).sum())}
    if known.all():
        row |= {"wrong_bound": upper_bound(wrong, n), "coverage": float(recall(marked, right))}
        row["curve"] = _curve(support, right)
        if all(s.p is not None for s in said):
            p = np.array([s.p[0] for s in said if s.p is not None])
            row |= {"ece": calibration_error(p, right), "reliability": reliability(p, right)}
    else:
        row |= {"wrong_bound": upper_bound(wrong, row["false"])}
    return row


def _curve(support: Array, right: Bools) -> list[tuple[float, float]]:
    """(coverage, risk) at some thresholds; without the last one where many pairs share the lowest score, which ranks nothing."""
    covered, risk = risk_coverage(support, right)
    if (support == support.min()).mean() > _TIED:
        covered, risk = covered[:-1], risk[:-1]
    kept = np.unique(np.linspace(0, len(covered) - 1, min(_POINTS, len(covered))).astype(int))
    return [(round(float(covered[i]), 4), round(float(risk[i]), 4)) for i in kept]
