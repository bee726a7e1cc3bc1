"""Weights in few bits err by half a step."""

from __future__ import annotations

import numpy as np
import pytest

from necker.model.rounding import BLOCK, by_rows, quantise


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


def test_a_scale_for_each_row_errs_by_half_a_step_of_that_row() -> None:
    matrix = np.random.default_rng(1).normal(size=(6, 50)).astype(np.float32)
    matrix[1] *= 1000
    matrix[4] = 0
    values, scales = by_rows(matrix)
    assert values.dtype == np.int8 and np.abs(values).max(axis=1).tolist() == [127, 127, 127, 127, 0, 127]
    error = np.abs(values * scales[:, None] - matrix)
    assert (error <= 0.5001 * scales[:, None]).all()
