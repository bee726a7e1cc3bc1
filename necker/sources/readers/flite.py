"""English sentences spoken by CMU Flite, in voices made from recordings of four people.

The library and its voices (free, as MIT) come with the system: libflite1 in Debian.  They are loaded when asked for.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from necker.core.errors import MissingError, NeckerError
from necker.core.language import say
from necker.sources.document import Document, Sound, rank
from necker.sources.held import held
from necker.sources.mirror import Source
from necker.sources.readers.texts import short_sentences
from necker.sources.resample import resample

VOICES = ("awb", "kal16", "rms", "slt")  # a Scotsman, two Americans, an American woman
_SEED = 1
LONGEST = 60  # characters of a sentence: about 5 s


class _Wave(ctypes.Structure):
    """cst_wave of cst_wave.h."""

    _fields_ = (
        *(("type", ctypes.c_char_p), ("rate", ctypes.c_int), ("count", ctypes.c_int), ("channels", ctypes.c_int)),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


def speak(text: str, voice: str) -> Sound:
    """`text` spoken at 16,000 Hz by one of VOICES.

    Raises MissingError when the library is not installed, NeckerError when it refuses.
    """
    library, known = _loaded(), _voice(voice)
    ctypes.CDLL(None).srand(_SEED)  # the noise of the voices is that of C's rand: without it no two runs are alike
    wave = library.flite_text_to_wave(text.replace("\0", " ").encode("utf-8"), known)
    if not wave:
        raise NeckerError(say("Flite refuses to speak", "Flite refuse de parler"), voice)
    try:
        found = wave.contents
        samples = np.ctypeslib.as_array(found.samples, (found.count,)).astype(np.int16)  # a copy: the wave goes
        return Sound(resample(samples, found.rate))
    finally:
        library.delete_wave(wave)


def read_flite(source: Source) -> Iterator[Document]:
    """The English ones of the short sentences of the file of pairs, spoken; `limit` counts them.  Option `voices`: which."""
    voices = tuple(source.options["voices"])
    for thing, lang, text, side in short_sentences(source, LONGEST):
        if lang == "en" and text.isascii():
            voice = voices[rank(f"flite/{text}") % len(voices)]
            id = f"{source.name}/{rank(thing) >> 192:016x}"
            known = {"tatoeba": side.removeprefix("tatoeba/"), "speaker": f"flite/{voice}"}
            out, meta = held(source, side, known)
            yield Document(id, (speak(text, voice), text), lang, source.name, source.licence, out, meta)


@cache
def _loaded() -> Any:
    library = _load("libflite.so.1")
    library.flite_text_to_wave.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    library.flite_text_to_wave.restype = ctypes.POINTER(_Wave)
    library.delete_wave.argtypes = (ctypes.POINTER(_Wave),)
    library.flite_init()
    return library


@cache
def _voice(name: str) -> int:
    if name not in VOICES:
        raise NeckerError(say(f"Flite has no voice {name}", f"Flite n’a pas de voix {name}"), ", ".join(VOICES))
    register = getattr(_load(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
    register.argtypes, register.restype = (ctypes.c_char_p,), ctypes.c_void_p
    return int(register(None))


def _load(name: str) -> Any:
    try:
        return ctypes.CDLL(name)
    except OSError:
        raise MissingError(
            say("Flite is not installed", "Flite n’est pas installé"), name, "apt install libflite1"
        ) from None
