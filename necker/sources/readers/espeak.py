"""Sentences spoken by eSpeak NG, in many voices chosen by integers from hashes.

The library (GPL-3.0-or-later) is loaded from the package `espeakng-loader` when asked for; what it speaks is free of its
licence.  It keeps state between sentences (flutter, noise), so it is unloaded and loaded again for each: the samples are
then a function of the sentence and the voice alone, which is checked once per process.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import MissingError, NeckerError
from necker.core.language import Lang, say
from necker.sources.document import Document, Sound, rank
from necker.sources.held import held
from necker.sources.mirror import Source
from necker.sources.readers.texts import short_sentences
from necker.sources.resample import resample

# eSpeak NG 1.52: dialects and variants that are voices of people, neither whispers nor robots.
_DIALECTS: dict[Lang, tuple[str, ...]] = {"fr": ("fr", "fr-ch"), "en": ("en-us", "en")}
_VARIANTS = ("", "+f1", "+f2", "+f3", "+f4", "+f5", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m7", "+m8")
_PITCHES = range(30, 71)  # 50 is the voice's own
_SPEEDS = range(130, 171)  # words per minute

# speak_lib.h of eSpeak NG 1.52
_SYNCHRONOUS, _UTF8, _BY_CHARACTER = 2, 1, 1
_RATE, _PITCH = 1, 3

_SEED = 1  # of the noise in consonants

LONGEST = 60  # characters of a sentence: about 5 s
_PROBE = "Sept chats dorment."


@dataclass(frozen=True, slots=True)
class Voice:
    """`name` as eSpeak writes it ("fr+f2"), `pitch` from 0 to 99, `speed` in words per minute."""

    name: str
    pitch: int
    speed: int


def voice_for(text: str, lang: Lang, names: tuple[str, ...] = ()) -> Voice:
    """The voice that speaks `text`, from the hash of both: one of `names`, or any when these are none."""
    names = names or tuple(dialect + variant for variant in _VARIANTS for dialect in _DIALECTS[lang])
    number = rank(f"espeak/{lang}/{text}")
    picked: list[int] = []
    for choices in (len(names), len(_PITCHES), len(_SPEEDS)):
        number, place = divmod(number, choices)
        picked.append(place)
    return Voice(names[picked[0]], _PITCHES[picked[1]], _SPEEDS[picked[2]])


def speak(text: str, voice: Voice) -> Sound:
    """`text` spoken at 16,000 Hz.

    Raises MissingError when the library is not installed, NeckerError when it refuses the voice or remembers.
    """
    _check()
    return _speak(text, voice)


def read_espeak(source: Source) -> Iterator[Document]:
    """Short sentences of the file of pairs, spoken; `limit` counts English sentences, of which one French each.

    Option `voices` names the voices of each language; a language without any is not spoken.  When the option is not there,
    every sentence has one of all voices.
    """
    voices = source.options.get("voices")
    for thing, lang, text, side in short_sentences(source, LONGEST):
        names = tuple(voices.get(lang, ())) if voices else ()
        if voices and not names:
            continue
            continue
        voice = voice_for(text, lang, names)
        id = f"{source.name}/{lang}/{rank(thing) >> 192:016x}"
        known = {"tatoeba": side.removeprefix("tatoeba/"), "voice": voice.name, "speaker": f"espeak/{voice.name}"}
        out, meta = held(source, side, known)
        if voices and not source.held:
            meta = (("speaker", known["speaker"]),)
        yield Document(id, (speak(text, voice), text), lang, source.name, source.licence, out, meta)


def version() -> str:
    """The version the library gives of itself ("1.52.0")."""
    library = _load()
    library.espeak_Info.restype = ctypes.c_char_p
    try:
        return str(library.espeak_Info(None).decode())
    finally:
        _unload(library)


@lru_cache(maxsize=1)
def _check() -> None:
    voice = Voice("fr", 50, 160)
    first, _, again = _speak(_PROBE, voice), _speak(_PROBE, Voice("fr+f3", 40, 140)), _speak(_PROBE, voice)
    if not np.array_equal(first.samples, again.samples):
        raise NeckerError(
            say("eSpeak NG does not repeat itself", "eSpeak NG ne se répète pas"),
            say("this system keeps the library loaded", "ce système garde la bibliothèque chargée"),
            say("leave the source espeak out of the recipe", "retirez la source espeak de la recette"),
        )


def _speak(text: str, voice: Voice) -> Sound:
    import espeakng_loader

    library = _load()
    blocks: list[bytes] = []

    def collect(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            blocks.append(ctypes.string_at(samples, 2 * count))
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(collect)
    data = text.replace("\0", " ").encode("utf-8") + b"\0"
    try:
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
        library.espeak_ng_SetRandSeed(_SEED)  # or it would be the time
        library.espeak_SetSynthCallback(callback)
        failed = rate <= 0 or library.espeak_SetVoiceByName(voice.name.encode())
        failed = failed or library.espeak_SetParameter(_RATE, voice.speed, 0)
        failed = failed or library.espeak_SetParameter(_PITCH, voice.pitch, 0)
        failed = failed or library.espeak_Synth(data, len(data), 0, _BY_CHARACTER, 0, _UTF8, None, None)
        library.espeak_Terminate()
    finally:
        _unload(library)
    if failed:
        raise NeckerError(say("eSpeak NG refuses to speak", "eSpeak NG refuse de parler"), f"{voice}")
    samples: NDArray[np.int16] = np.frombuffer(b"".join(blocks), dtype=np.int16)
    return Sound(resample(samples, rate))


def _load() -> Any:
    try:
        import espeakng_loader
    except ImportError:
        raise MissingError(
            say("eSpeak NG is not installed", "eSpeak NG n’est pas installé"),
            do="pip install 'necker[train]'",
        ) from None
    library: Any = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_ng_SetRandSeed.argtypes = (ctypes.c_long,)
    library.espeak_Synth.argtypes = (
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
        *(ctypes.c_void_p, ctypes.c_void_p),
    )
    return library


def _unload(library: Any) -> None:
    close = ctypes.CDLL(None).dlclose
    close.argtypes = (ctypes.c_void_p,)
    close(library._handle)
