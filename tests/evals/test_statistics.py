"""The figures of a judge: exact bounds, thresholds that keep them, areas, calibration, intervals over articles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.evals.statistics import (
    TARGET,
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


def test_the_bound_is_the_exact_one() -> None:
    """0 of n: 1 - 0.05^(1/n); 1 of 10: 0.394 and 5 of 100: 0.102 in the tables of Clopper and Pearson."""
    assert upper_bound(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59), abs=1e-6)
    assert upper_bound(0, 58) > 0.05 > upper_bound(0, 59)
    assert upper_bound(1, 10) == pytest.approx(0.3942, abs=1e-3)
    assert upper_bound(5, 100) == pytest.approx(0.1023, abs=1e-3)
    assert upper_bound(3, 3) == upper_bound(0, 0) == 1.0


@given(st.integers(1, 4000), st.floats(0, 1))
def test_the_bound_is_above_what_was_met(n: int, share: float) -> None:
    wrong = int(share * n)
    assert wrong / n <= upper_bound(wrong, n) <= 1.0


def test_the_threshold_keeps_the_bound() -> None:
    p = np.linspace(0, 1, 1000)
    right = p > 0.6  # everything above is right
    at = threshold_of(p, right)
    assert 0.55 < at < 0.6 and upper_bound(int((~right[p >= at]).sum()), int((p >= at).sum())) < TARGET
    assert threshold_of(p, right, target=0.2) < at
    assert threshold_of(p, np.zeros(1000, bool)) == 1.0
    assert threshold_of(p[:20], np.ones(20, bool)) == 1.0  # too few to know
    assert threshold_of(p[:0], right[:0]) == 1.0
    tied = np.full(1000, 0.7)
    assert threshold_of(tied, np.arange(1000) < 500) == 1.0  # the first half alone would do, but all score alike
    assert threshold_of(tied, np.arange(1000) > 1) == 0.7


def test_balanced_accuracy_is_the_mean_of_the_recalls() -> None:
    truth, said = ["a", "a", "a", "b"], ["a", "a", "b", "b"]
    assert balanced_accuracy(truth, said) == pytest.approx((2 / 3 + 1) / 2)
    assert balanced_accuracy(truth, said, np.array([1.0, 1, 0, 0])) == 1.0  # a label that was not drawn is not counted
    assert np.isnan(balanced_accuracy([], []))


def _slow(scores: list[float], truth: list[bool]) -> float:
    """By its definition."""
    pairs = list(zip(scores, truth, strict=True))
    won = [(x > y) + (x == y) / 2 for x, t in pairs if t for y, u in pairs if not u]
    return sum(won) / len(won) if won else float("nan")


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.7, 1.0]), st.booleans()), min_size=1, max_size=30))
def test_the_area_is_the_chance_of_ranking_right(pairs: list[tuple[float, bool]]) -> None:
    scores, truth = [s for s, _ in pairs], [t for _, t in pairs]
    found = auc(np.array(scores), np.array(truth))
    assert found == pytest.approx(_slow(scores, truth), nan_ok=True)
    double = auc(np.array(scores), np.array(truth), np.full(len(pairs), 2.0))
    assert double == pytest.approx(found, nan_ok=True)


def test_weights_count_pairs_again() -> None:
    scores, truth = np.array([0.9, 0.8, 0.3]), np.array([True, False, True])
    again = auc(np.array([0.9, 0.9, 0.8, 0.3]), np.array([True, True, False, True]))
    assert auc(scores, truth, np.array([2.0, 1, 1])) == pytest.approx(again)
    marked = np.array([True, True, False])
    assert precision(marked, truth, np.array([3.0, 1, 5])) == 0.75
    assert recall(marked, truth, np.array([3.0, 1, 5])) == 0.375
    assert np.isnan(precision(~marked & truth & False, truth))


def test_the_calibration_error_sees_boasting() -> None:
    drawn = np.random.default_rng(0)
    p = drawn.random(50_000)
    came = drawn.random(50_000) < p
    assert calibration_error(p, came) < 0.01
    assert calibration_error(np.clip(p * 2 - 0.5, 0, 1), came) > 0.1
    assert calibration_error(np.ones(4), np.array([True, True, False, False])) == 0.5
    assert reliability(np.array([0.05, 0.15, 1.0]), np.array([False, True, True])) == [
        (0.05, 0.0, 1),
        (0.15, 1.0, 1),
        (1.0, 1.0, 1),
    ]


def test_risk_is_read_at_whole_scores() -> None:
    covered, risk = risk_coverage(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False]))
    assert covered.tolist() == [0.5, 1.0, 1.0] and risk.tolist() == pytest.approx([0.0, 1 / 3, 0.5])


def test_the_interval_is_over_groups_and_seeded() -> None:
    right = np.repeat([1.0, 0.0], 50) + np.random.default_rng(0).normal(0, 1e-6, 100)

    def share(weights: np.ndarray) -> float:
        return float((right * weights).sum() / weights.sum())

    alone = bootstrap([str(i) for i in range(100)], share)
    assert alone == bootstrap([str(i) for i in range(100)], share) != bootstrap([str(i) for i in range(100)], share, 1)
    assert alone[0] == pytest.approx(0.4, abs=0.03) and alone[1] == pytest.approx(0.6, abs=0.03)
    by_twenty = bootstrap([str(i // 25) for i in range(100)], share)  # four groups know less
    assert by_twenty[1] - by_twenty[0] > 2 * (alone[1] - alone[0])
    assert all(np.isnan(end) for end in bootstrap([], share))
