"""Spoken sentences promise to be a function of the words and the voice alone."""

from __future__ import annotations

import hashlib
import lzma
import subprocess
import sys
import time

import numpy as np
import pytest

from necker.core.errors import NeckerError
from necker.sources.manifest import manifest
from necker.sources.readers.espeak import Voice, speak, version, voice_for
from tests.sources.readers.made import Made

pytest.importorskip("espeakng_loader")

VOICE = Voice("fr+f2", 55, 150)


def test_what_was_said_before_changes_nothing() -> None:
    first = speak("Bonjour, le chat.", VOICE)
    speak("Something else.", Voice("en-us+m3", 40, 160))
    time.sleep(1.1)  # left alone, the noise of "ch" depends on the second
    assert np.array_equal(first.samples, speak("Bonjour, le chat.", VOICE).samples)
    code = (
        "from necker.sources.readers.espeak import Voice, speak; import hashlib;"
        "print(hashlib.sha256(speak('Bonjour, le chat.', Voice('fr+f2', 55, 150)).samples.tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60).stdout
    assert other.strip() == hashlib.sha256(first.samples.tobytes()).hexdigest()


def test_it_speaks_loud_enough_and_as_long_as_it_should() -> None:
    short, long = speak("Oui.", VOICE).samples, speak("Oui, le petit chat dort dans le jardin.", VOICE).samples
    assert 0.1 < len(short) / 16_000 < 1.5 < len(long) / 16_000 < 5
    assert np.abs(long.astype(int)).max() > 3000


def test_words_voice_pitch_and_speed_are_heard() -> None:
    said = [
        speak("chat", VOICE),
        speak("chien", VOICE),
        speak("chat", Voice("fr+m1", 55, 150)),
        speak("chat", Voice("fr+f2", 35, 150)),
        speak("chat", Voice("fr+f2", 55, 135)),
        speak("chat", Voice("en-us+f2", 55, 150)),
    ]
    assert len({sound.samples.tobytes() for sound in said}) == len(said)


def test_text_is_not_markup_and_zero_bytes_hide_nothing() -> None:
    assert len(speak("un <break/> deux", VOICE).samples) > len(speak("un deux", VOICE).samples)
    assert len(speak("un\0 deux trois", VOICE).samples) > len(speak("un", VOICE).samples)


def test_voices_are_fixed_and_many() -> None:
    voices = {voice_for(f"phrase {number}", "fr") for number in range(500)}
    assert len({voice.name for voice in voices}) == 28 and all(voice.name.startswith("fr") for voice in voices)
    assert min(voice.pitch for voice in voices) == 30 and max(voice.pitch for voice in voices) == 70
    assert voice_for("Bonjour.", "fr") == voice_for("Bonjour.", "fr")
    assert voice_for("Zoo.", "en").name.startswith("en")


def test_named_voices_speak_and_are_named_and_the_others_are_silent(made: Made) -> None:
    pairs = lzma.compress("".join(f"Sentence {n}.\tPhrase {n}.\n" for n in range(12)).encode())
    names = ["fr+edward", "fr+m2"]
    found = made.read("espeak", {"p.tsv.xz": pairs}, voices={"fr": names})
    assert [one.lang for one in found] == ["fr"] * 12
    assert {dict(one.meta)["speaker"] for one in found} == {f"espeak/{name}" for name in names}
    both = made.read("espeak", {"p.tsv.xz": pairs}, limit=2)
    assert [one.lang for one in both] == ["en", "fr"] * 2 and not any(one.meta for one in both)
    assert {one.id for one in both if one.lang == "fr"} <= {one.id for one in found}


def test_every_voice_exists() -> None:
    for number in range(60):
        lang = "fr" if number % 2 else "en"
        assert len(speak("a", voice_for(f"phrase {number}", lang)).samples) > 500


def test_every_voice_of_the_manifest_exists() -> None:
    for lang, names in manifest("espeak_voices").options["voices"].items():
        assert len(names) == len(set(names)) >= 8
        for name in names:
            assert name.startswith(lang) and len(speak("a", Voice(name, 50, 150)).samples) > 500


def test_an_unknown_voice_is_an_error() -> None:
    with pytest.raises(NeckerError, match="refuses"):
        speak("a", Voice("nowhere", 50, 150))
    assert version().startswith("1.")
