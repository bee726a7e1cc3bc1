"""Flite promises the same samples for the same sentence and voice, whatever was said before."""

from __future__ import annotations

import ctypes
import lzma

import numpy as np
import pytest

from necker.core.errors import MissingError, NeckerError
from necker.sources.readers import flite
from tests.sources.readers.made import Made


def installed() -> bool:
    try:
        ctypes.CDLL("libflite.so.1")
    except OSError:
        return False
    return True


needs_flite = pytest.mark.skipif(not installed(), reason="libflite1 is not installed")


@needs_flite
def test_what_was_said_before_changes_nothing() -> None:
    first = [flite.speak("The cat sleeps.", voice).samples for voice in flite.VOICES]
    again = [flite.speak("The cat sleeps.", voice).samples for voice in reversed(flite.VOICES)]
    assert all(np.array_equal(one, other) for one, other in zip(first, reversed(again), strict=True))
    assert len({one.tobytes() for one in first}) == len(flite.VOICES)
    assert all(0.5 < len(one) / 16_000 < 2.5 and np.abs(one.astype(int)).max() > 3000 for one in first)


@needs_flite
def test_sentences_with_their_voices(made: Made) -> None:
    pairs = lzma.compress("".join(f"Sentence {n}.\tPhrase {n}.\n" for n in range(9)).encode())
    found = made.read("flite", {"p.tsv.xz": pairs}, voices=["slt", "awb"])
    assert len(found) == 9 and {one.lang for one in found} == {"en"}
    assert {dict(one.meta)["speaker"] for one in found} == {"flite/slt", "flite/awb"}


@needs_flite
def test_an_unknown_voice_is_an_error() -> None:
    with pytest.raises(NeckerError, match="no voice"):
        flite.speak("a", "nobody")


@pytest.mark.skipif(installed(), reason="libflite1 is installed")
def test_without_the_library_it_says_what_to_install() -> None:
    with pytest.raises(MissingError, match="libflite1"):
        flite.speak("a", "slt")
