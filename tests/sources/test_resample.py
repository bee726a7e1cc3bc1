"""Resampling keeps what is below both Nyquist frequencies, removes what is not, and is the same everywhere."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.sources.resample import resample

RATES = [8_000, 11_025, 22_050, 24_000, 44_100, 48_000]


def tone(frequency: float, rate: int, seconds: float = 0.25, loud: float = 10_000) -> np.ndarray:
    return np.rint(loud * np.sin(2 * np.pi * frequency * np.arange(int(rate * seconds)) / rate)).astype(np.int16)


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_keeps_its_frequency_phase_and_loudness(rate: int) -> None:
    made, wanted = resample(tone(1000, rate), rate), tone(1000, 16_000)
    middle = slice(400, -400)
    assert abs(len(made) - len(wanted)) <= 1
    length = min(len(made), len(wanted))
    difference = made[:length].astype(int) - wanted[:length]
    assert np.abs(difference[middle]).max() < 60  # -44 dB


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_what_cannot_be_held_is_removed(rate: int) -> None:
    made = resample(tone(9_500, rate), rate)
    assert np.abs(made[400:-400].astype(int)).max() < 100  # -40 dB


@pytest.mark.parametrize("rate", RATES)
def test_a_constant_stays(rate: int) -> None:
    made = resample(np.full(rate // 10, 1234, np.int16), rate)
    assert (made[300:-300] == 1234).all()


@settings(max_examples=30)
@given(st.integers(0, 3000), st.sampled_from(RATES))
def test_length_and_loudest_samples(length: int, rate: int) -> None:
    made = resample(np.where(np.arange(length) % 40 < 20, 32767, -32768).astype(np.int16), rate)
    assert made.shape == (-(-length * 16_000 // rate),) and made.dtype == np.int16


def test_blocks_leave_no_seam() -> None:
    x = (np.arange(30_000) * 7919 % 30_000 - 15_000).astype(np.int16)
    whole, part = resample(x, 22_050), resample(x[:9000], 22_050)
    assert np.array_equal(whole[: len(part) - 40], part[:-40])


def test_the_samples_are_fixed() -> None:
    """Part of every record.  The same rate is left alone."""
    x = (np.arange(22_050) * 7919 % 30_000 - 15_000).astype(np.int16)
    assert hashlib.sha256(resample(x, 22_050).tobytes()).hexdigest().startswith("e9ab9243bb")
    assert hashlib.sha256(resample(x, 8_000).tobytes()).hexdigest().startswith("278778adae")
    assert resample(x, 16_000) is x
    with pytest.raises(ValueError):
        resample(x, 0)
