"""Another sampling rate, exactly: the same samples on every machine.

Filter and samples are whole numbers, and their sums stay far below 2**53: floating point adds them without rounding.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, cos, gcd, pi, sin

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from necker.sources.document import SAMPLE_RATE

_CROSSINGS = 16  # zero crossings of the sinc kept on each side
_ROLL_OFF = 0.95  # of the lower of the two Nyquist frequencies
_BITS = 15  # fixed point of the filter
_BLOCK = 1 << 11  # samples computed at once, to stay in the cache


def resample(samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    """(n,) at `rate` Hz -> (ceil(n * 16,000 / rate),) at 16,000 Hz.

    Method: polyphase windowed sinc (https://ccrma.stanford.edu/~jos/resample/), Hann window over 16 zero crossings on
    each side, cut off at 0.95 of the lower Nyquist frequency; coefficients rounded to 15 bits and made to add up to 1.
    """
    if rate <= 0:
        raise ValueError(f"impossible rate: {rate} Hz")
    if rate == SAMPLE_RATE:
        return samples
    common = gcd(rate, SAMPLE_RATE)
    up, down = SAMPLE_RATE // common, rate // common
    table = _table(up, down)
    half = table.shape[1] // 2
    windows = sliding_window_view(np.pad(samples.astype(np.float64), half), table.shape[1])
    out = np.empty(-(-len(samples) * up // down), dtype=np.int16)
    for start in range(0, len(out), _BLOCK):
        base, phase = np.divmod(np.arange(start, min(start + _BLOCK, len(out)), dtype=np.int64) * down, up)
        sums = np.einsum("ij,ij->i", windows[base + 1], table[phase])  # from base - half + 1 to base + half
        out[start : start + len(sums)] = np.clip(np.floor(sums / (1 << _BITS) + 0.5), -32768, 32767)
    return out


@lru_cache(maxsize=8)
def _table(up: int, down: int) -> NDArray[np.float64]:
    """(up, taps): the filter for each place between two samples, taps at -half + 1 .. half."""
    cut = _ROLL_OFF * min(1.0, up / down)  # of the Nyquist frequency of what is read
    reach = _CROSSINGS / cut
    half = ceil(reach)
    rows = []
    for phase in range(up):
        times = [tap - phase / up for tap in range(-half + 1, half + 1)]
        taps = [_sinc(cut * t) * (0.5 + 0.5 * cos(pi * t / reach)) if abs(t) < reach else 0.0 for t in times]
        total = sum(taps)
        row = [round(tap / total * (1 << _BITS)) for tap in taps]
        row[half - 1 + (2 * phase >= up)] += (1 << _BITS) - sum(row)  # the tap nearest to the middle takes the rest
        rows.append(row)
    return np.array(rows, dtype=np.float64)


def _sinc(x: float) -> float:
    return sin(pi * x) / (pi * x) if x else 1.0
