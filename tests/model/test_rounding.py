"""Weights in few bits err by half a step; a product of low rank, chosen by the inputs, makes up for what that does."""

from __future__ import annotations

import numpy as np
import pytest

from necker.model.rounding import BLOCK, correction, opened, quantise

DRAWN = np.random.default_rng(0)
# Inputs as networks have them: a few directions hold most of what varies.
INPUTS = DRAWN.normal(size=(2000, 96)) @ (DRAWN.normal(size=(96, 96)) * np.geomspace(1, 0.02, 96)[:, None])
MOMENTS = INPUTS.T @ INPUTS


def lost(weight: np.ndarray, back: np.ndarray) -> float:
    return float(np.square(INPUTS @ (weight - back).T).mean())


def test_eight_bits_err_by_half_a_step_at_most() -> None:
    matrix = np.random.default_rng(0).normal(size=(5, 3 * BLOCK)).astype(np.float32)
    matrix[2, :BLOCK] = 0
    values, scales = quantise(matrix)
    back = (values.astype(np.float32) - 128) * scales[..., None]
    steps = (
        np.abs(back.reshape(matrix.shape) - matrix).reshape(5, 3, BLOCK) / np.maximum(np.abs(scales), 1e-9)[..., None]
    )
    assert steps.max() <= 1.0 and np.median(steps) < 0.5  # a whole step only opposite to the largest
    assert not back[2, 0].any()
    with pytest.raises(ValueError, match="32"):
        quantise(matrix[:, :40])


def test_four_bits_keep_what_has_sixteen_values_and_err_less_than_with_full_steps() -> None:
    drawn = np.random.default_rng(0)
    steps = drawn.integers(0, 16, (7, 2, BLOCK))
    steps[..., 0] = 0
    grid = ((steps - 8) * drawn.uniform(0.01, 0.1, (7, 2, 1))).astype(np.float32)
    values, scales = quantise(grid.reshape(7, -1), 4)
    assert np.array_equal(values, steps)
    assert np.abs((values.astype(np.float32) - 8) * scales[..., None] - grid).max() < 1e-6
    matrix = drawn.normal(size=(50, BLOCK)).astype(np.float32)
    values, scales = quantise(matrix, 4)
    assert values.max() <= 15
    error = np.square((values[:, 0].astype(np.float32) - 8) * scales - matrix).sum(axis=1)
    largest = np.take_along_axis(matrix, np.abs(matrix).argmax(axis=1)[:, None], axis=1) / -8
    plain = np.square(np.clip(np.rint(matrix / largest), -8, 7) * largest - matrix).sum(axis=1)
    assert (error <= plain + 1e-5).all() and error.sum() < 0.95 * plain.sum()


def test_a_small_change_shared_by_many_weights_is_lost_without_the_correction() -> None:
    start = opened(*quantise(DRAWN.normal(size=(64, 96)).astype(np.float32), 4), 4)
    shared = DRAWN.normal(size=(64, 2)) @ DRAWN.normal(size=(2, 96))
    changed = (start + 0.02 * np.abs(start).max() * shared / np.abs(shared).max()).astype(np.float32)
    back = opened(*quantise(changed, 4), 4)
    assert lost(changed, back) > 0.5 * lost(changed, start)  # it went with the rounding
    left, right = correction(changed - back, MOMENTS, 4)
    assert left.shape == (64, 4) and right.shape == (4, 96)
    assert lost(changed, back + left @ right) < 0.25 * lost(changed, start)


def test_no_product_of_the_rank_corrects_more() -> None:
    error = DRAWN.normal(size=(64, 96)).astype(np.float32)
    left, right = correction(error, MOMENTS, 8)
    best = lost(error, left @ right)
    u, s, v = np.linalg.svd(error)
    assert best < 0.9 * lost(error, u[:, :8] * s[:8] @ v[:8])  # what is best for the weights alone
    for _ in range(20):
        other = left + 0.02 * np.abs(left).mean() * DRAWN.normal(size=left.shape)
        assert lost(error, other @ right) > 0.999 * best
    left, right = correction(error, MOMENTS, 64)
    assert np.abs(left @ right - error).max() < 1e-3  # of full rank, nothing is left


def test_inputs_that_never_vary_do_no_harm() -> None:
    error = DRAWN.normal(size=(8, 64)).astype(np.float32)
    left, right = correction(error, np.zeros((64, 64)), 8)
    assert np.abs(left @ right - error).max() < 1e-3
    with pytest.raises(ValueError, match="32"):
        quantise(error[:, :40], 4)
