"""Noise, echoes and speed: the loudness that was asked for, the same samples everywhere, nothing that overflows."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from math import log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.lessons.dice import Dice
from necker.lessons.noise import MADE, POWERS, at_speed, draws, echoed, energy, fitted, looped, mixed, white
from necker.lessons.noisy import TEST, TRAIN, Noise, heard

# Of 4,000 samples of each, of key 7.
GOLDEN = {
    "white": "d16ff69cbb9a3c58",
    "pink": "522a0359404cf178",
    "hum": "4f7a8baf4df2a5c3",
    "crackle": "f999190b0b95506c",
}
ECHOED = "6a3884b68bbf8c4c"


def speech(count: int = 8000, loud: int = 9000) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """Three syllables of a triangle wave, with pauses."""
    n = np.arange(count, dtype=np.int64)
    wave = abs(n * 200 % 16_000 - 8000) - 4000
    return (wave * loud // 4000 * (n // 1000 % 2)).astype(np.int16)


def digest(samples: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> str:
    return hashlib.sha256(samples.astype("<i8").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize("kind", MADE)
def test_a_noise_is_the_same_on_every_machine_and_another_for_another_key(kind: str) -> None:
    made = MADE[kind](7, 4000)
    assert made.dtype == np.int64 and made.shape == (4000,) and abs(made).max() <= 2**17
    assert digest(made) == GOLDEN[kind]
    assert not np.array_equal(made, MADE[kind](8, 4000)) and MADE[kind](9, 50).shape == (50,)


def test_draws_are_those_of_splitmix64() -> None:
    """The first of a state of 1234567, as its authors' code gives them."""
    assert draws(1234567, 1)[0] != draws(1234568, 1)[0]
    state, found = 0, []
    for _ in range(5):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        found.append(z ^ (z >> 31))
    assert draws(0, 5).tolist() == found and found[0] == 0xE220A8397B1DCDAF


def test_white_is_flat_pink_falls_by_three_decibels_an_octave_hum_has_its_tones() -> None:
    def bands(kind: str, key: int = 4) -> list[float]:
        power = np.abs(np.fft.rfft(MADE[kind](key, 64_000))) ** 2
        return [10 * log10(power[4 * low : 8 * low].mean()) for low in (125, 250, 500, 1000, 2000)]

    flat, falling = bands("white"), bands("pink")
    assert max(flat) - min(flat) < 1
    steps = [a - b for a, b in pairwise(falling)]
    assert all(1.0 < step < 5.0 for step in steps), steps
    power = np.abs(np.fft.rfft(MADE["hum"](4, 16_000))) ** 2  # one bin a hertz
    assert power[50] > 100 * power[30:45].max() and MADE["hum"](4, 16_000)[0] == MADE["hum"](4, 32_000)[16_000]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**62), st.sampled_from(sorted(POWERS)), st.sampled_from(sorted(MADE)), st.integers(60, 30_000))
def test_the_noise_is_as_far_below_as_was_asked(key: int, decibels: int, kind: str, loud: int) -> None:
    clean = speech(loud=loud)
    one, noise = mixed(clean, MADE[kind](key, len(clean)), decibels)
    assert np.array_equal(one, clean)
    if energy(noise) > 1000 * len(clean):  # rounding to whole numbers is itself a noise
        assert abs(10 * log10(energy(clean) / energy(noise)) - decibels) < 0.1
    assert fitted(one + noise).dtype == np.int16


@given(st.lists(st.integers(-(2**40), 2**40), max_size=20))
def test_what_does_not_fit_becomes_quieter_and_nothing_else(values: list[int]) -> None:
    wide = np.array(values, np.int64)
    found = fitted(wide)
    peak = abs(wide).max(initial=0)
    assert np.array_equal(found, wide) if peak <= 32_767 else abs(found.astype(int)).max() >= 32_766
    assert (np.sign(found) * np.sign(wide) >= 0).all()


def test_silence_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="silence"):
        mixed(speech() * 0, white(1, 8000), 10)
    with pytest.raises(ValueError, match="silence"):
        mixed(speech(), white(1, 8000) * 0, 10)


def test_a_room_keeps_the_speech_and_dies_away() -> None:
    click = np.zeros(400, np.int16)
    click[0] = 30_000
    room = echoed(click, 5, 400)
    assert len(room) == 400 + 6400 and room[0] == 30_000 and not room[1:80].any()
    parts = [energy(room[start : start + 1600]) for start in range(80, 6480, 1600)]
    assert parts[0] > 10 * parts[1] > 50 * parts[2] > 0 and energy(room[5000:]) < energy(room[80:1680]) / 500
    clean = speech()
    room = echoed(clean, 5, 200)
    assert digest(room) == ECHOED and not np.array_equal(room, echoed(clean, 6, 200))
    shifted = echoed(np.concatenate([np.zeros(100, np.int16), clean]), 5, 200)
    assert abs(shifted[100:] - room).max() <= 1, "an echo does not depend on when one speaks"


@pytest.mark.parametrize("percent", [85, 90, 95, 105, 110, 115])
def test_speed_changes_length_and_pitch(percent: int) -> None:
    n = np.arange(16_000)
    tone = (8000 * np.sin(2 * np.pi * 440 * n / 16_000)).astype(np.int16)
    found = at_speed(tone, percent)
    assert abs(len(found) - 1_600_000 / percent) <= 1
    peak = int(np.abs(np.fft.rfft(found)).argmax()) * 16_000 / len(found)
    assert abs(peak - 4.40 * percent) < 2


def test_a_recording_goes_on_from_its_beginning() -> None:
    assert looped(np.arange(5, dtype=np.int16), 8, 3).tolist() == [3, 4, 0, 1, 2, 3, 4, 0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_what_is_heard_is_what_its_labels_say(seed: int, test: bool) -> None:
    clean, conditions = speech(4000), TEST if test else TRAIN
    rain = Noise(white(3, 5000).astype(np.int16), "rain", "CC-BY-3.0", "Somebody")
    voices = [speech(3000, 5000 + n) for n in range(4)]
    samples, licence, said = heard(clean, Dice("t", seed), conditions, [rain], voices)
    again = heard(clean, Dice("t", seed), conditions, [rain], voices)
    assert np.array_equal(samples, again[0]) and said == again[2]
    assert said["noise"] in (*conditions.made, "rain") and int(said["snr_db"]) in conditions.decibels
    assert int(said["echo_ms"]) in conditions.echoes and int(said["speed_percent"]) in conditions.speeds
    assert (licence, said.get("attribution")) == (("CC-BY-3.0", "Somebody") if said["noise"] == "rain" else ("", None))
    wanted = -(-4000 * 100 // int(said["speed_percent"])) + 16 * int(said["echo_ms"])
    assert abs(len(samples) - wanted) <= 1 and samples.dtype == np.int16
    if said["echo_ms"] == "0" and abs(samples.astype(int)).max() < 32_767:  # nothing was made quieter to fit
        noise = samples.astype(np.int64) - at_speed(clean, int(said["speed_percent"]))
        assert abs(10 * log10(energy(at_speed(clean, int(said["speed_percent"]))) / energy(noise)) - int(said["snr_db"])) < 0.1  # fmt: skip


def test_conditions_of_tests_are_others() -> None:
    assert not set(TRAIN.made) & set(TEST.made) and not (set(TRAIN.speeds) & set(TEST.speeds)) - {100}
    assert not (set(TRAIN.echoes) & set(TEST.echoes)) - {0}
