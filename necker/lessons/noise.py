"""Noise, echoes and speed for speech, in whole numbers: the same samples on every machine.

Samples are (n,) at 16,000 Hz.  What becomes of which speech is decided in noisy.py.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from necker.sources.clean.batch import mixed as mixed_bits
from necker.sources.document import SAMPLE_RATE
from necker.sources.resample import resample

Samples = NDArray[np.int16]
Wide = NDArray[np.int64]

# 10 to the power of a tenth of the decibels, in millionths.
POWERS = {0: 1_000_000, 5: 3_162_278, 10: 10_000_000, 15: 31_622_777, 20: 100_000_000, 25: 316_227_766}
_BITS = 16  # fixed point of gains
_LOUDEST = 32_767
_OCTAVES = 10
_ECHOES = 96
_HALVINGS = 10  # in which an echo dies: 60 dB


def draws(key: int, count: int) -> NDArray[np.uint64]:
    """(count,) integers of 64 bits that belong to `key`.

    Method: SplitMix64 (Steele, Lea, Flood 2014, https://doi.org/10.1145/2660193.2660195) of a counter.
    """
    z = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(key % 2**64)) * np.uint64(0x9E3779B97F4A7C15)
    return np.asarray(mixed_bits(z))


def white(key: int, count: int) -> Wide:
    """As loud at all frequencies: each sample from -32,768 to 32,767."""
    return (draws(key, count) >> np.uint64(48)).astype(np.int64) - 32_768


def pink(key: int, count: int) -> Wide:
    """As loud in each octave: white noises, each held twice as long as the one before (Voss and Clarke 1978)."""
    total = np.zeros(count, np.int64)
    for octave in range(_OCTAVES):
        held = white(key + (octave + 1) * 2**40, (count >> octave) + 2)
        total += np.repeat(held, 1 << octave)[key % (1 << octave) :][:count]
    return total // _OCTAVES


def hum(key: int, count: int) -> Wide:
    """A mains hum of 50 or 60 Hz: triangle waves of it and of five multiples, each at its own loudness."""
    base = 50 + 10 * (key % 2)
    loud = [1 + int(one) for one in draws(key, 6) % np.uint64(8)]
    n = np.arange(count, dtype=np.int64)
    total = np.zeros(count, np.int64)
    for multiple, gain in enumerate(loud, 1):
        phase = n * base * multiple % SAMPLE_RATE
        total += gain * (abs(4 * phase - 2 * SAMPLE_RATE) - SAMPLE_RATE)
    return total // sum(loud)


def crackle(key: int, count: int) -> Wide:
    """Clicks that die within four milliseconds, some twenty a second."""
    total = np.zeros(count, np.int64)
    places = draws(key, max(1, count // 800))
    for number, place in enumerate((places % np.uint64(max(1, count - 64))).tolist()):
        burst = white(key + number * 4096 + 7, min(64, count - place))
        total[place : place + len(burst)] += burst * (64 - np.arange(len(burst))) // 64
    return total


MADE: dict[str, Callable[[int, int], Wide]] = {"white": white, "pink": pink, "hum": hum, "crackle": crackle}


def looped(samples: Samples, count: int, start: int = 0) -> Wide:
    """`count` samples of a recording from `start` on, again from its beginning when it ends."""
    times = -(-(start + count) // len(samples))
    return np.tile(samples.astype(np.int64), times)[start : start + count]


def energy(samples: Samples | Wide) -> int:
    """The sum of squares."""
    wide = samples.astype(np.int64)
    return int(wide @ wide)


def mixed(speech: Samples | Wide, noise: Wide, decibels: int) -> tuple[Wide, Wide]:
    """(speech, noise so loud that the speech has `decibels`, a key of POWERS, more); their sum is what is heard.

    Raises ValueError when one of both is silent.
    """
    loud, other = energy(speech), energy(noise)
    if not loud or not other:
        raise ValueError("silence has no ratio")
    gain = isqrt((loud * 1_000_000 << 2 * _BITS) // (other * POWERS[decibels]))
    return speech.astype(np.int64), (noise * gain + (1 << _BITS - 1)) >> _BITS


def echoed(speech: Samples, key: int, milliseconds: int) -> Wide:
    """A room: the speech and 96 echoes of it that lose 60 dB within `milliseconds`; longer by that much."""
    length = SAMPLE_RATE * milliseconds // 1000
    out = np.zeros(len(speech) + length, np.int64)
    out[: len(speech)] = speech.astype(np.int64) << _BITS
    for draw in draws(key, _ECHOES).tolist():
        late = 80 + draw % (length - 80)  # samples: five milliseconds at least
        halvings, rest = divmod(late * _HALVINGS, length)
        gain = ((3 << _BITS - 3) >> halvings) * (2 * length - rest) // (2 * length)
        out[late : late + len(speech)] += speech.astype(np.int64) * (-gain if draw >> 63 else gain)
    return (out + (1 << _BITS - 1)) >> _BITS


def at_speed(speech: Samples, percent: int) -> Samples:
    """Faster and higher above 100, slower and lower below."""
    return resample(speech, SAMPLE_RATE * percent // 100)


def fitted(samples: Wide) -> Samples:
    """As they are, or quieter by one factor when they would not fit into 16 bits."""
    peak = int(abs(samples).max(initial=0))
    return (samples * _LOUDEST // peak if peak > _LOUDEST else samples).astype(np.int16)
