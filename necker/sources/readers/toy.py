"""A tiny source made of integers: sentences, coloured shapes with captions, and notes with their names.

For tests and for the smallest recipe: it needs no file and gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from necker.core.language import Lang
from necker.sources.document import SAMPLE_RATE, Document, Image, Part, Sound, chosen, is_held_out, rank
from necker.sources.mirror import Source

_LANGS: tuple[Lang, ...] = ("en", "fr")

# Each as (English, French).
_WHO = (
    *(("the cat", "le chat"), ("the dog", "le chien"), ("the bird", "l’oiseau"), ("my sister", "ma sœur")),
    *(("the baker", "le boulanger"), ("a child", "un enfant"), ("the queen", "la reine"), ("our friend", "notre ami")),
)
_DOES = (("sleeps", "dort"), ("sings", "chante"), ("eats", "mange"), ("dances", "danse"), ("waits", "attend"))
_WHERE = (
    *(("in the garden", "dans le jardin"), ("under the tree", "sous l’arbre"), ("at school", "à l’école")),
    *(
        ("near the river", "près de la rivière"),
        ("on the roof", "sur le toit"),
        ("behind the door", "derrière la porte"),
    ),
)
_COLOURS = (
    *(("red", "rouge", (220, 40, 40)), ("blue", "bleu", (40, 80, 210)), ("green", "vert", (40, 160, 70))),
    *(("yellow", "jaune", (240, 200, 40)), ("purple", "violet", (140, 60, 170)), ("black", "noir", (20, 20, 20))),
)
_SHAPES = (("circle", "cercle"), ("square", "carré"), ("triangle", "triangle"), ("diamond", "losange"))
_SIZES = (("small", "petit", 8), ("big", "grand", 20))  # half the width, in pixels
_SIDE = 64
_PLACES = 4  # pictures of each shape, at different places

# Names and frequencies in millihertz: equal temperament, A4 = 440 Hz (ISO 16).
_NOTES = (
    *(("C", "do", 261_626), ("D", "ré", 293_665), ("E", "mi", 329_628), ("F", "fa", 349_228)),
    *(("G", "sol", 391_995), ("A", "la", 440_000), ("B", "si", 493_883)),
)
_NOTE_SAMPLES = SAMPLE_RATE // 4
_LOUD = 12_000
_FADE = 400  # samples


def read_toy(source: Source) -> Iterator[Document]:
    """Sentences, then shapes, then notes, each in English and in French; `limit` counts things of each of the three."""
    for things in (_sentences(), _shapes(), _tunes()):
        wanted = chosen(things, source.limit)
        for thing, content in things.items():
            if thing in wanted:
                for lang, parts in zip(_LANGS, _parts(content), strict=True):
                    id = f"{source.name}/{thing}/{lang}"
                    yield Document(id, parts, lang, source.name, source.licence, is_held_out(_alike(thing)))


def _alike(thing: str) -> str:
    """What is held out together: a shape at all its places."""
    return f"toy/{thing.rsplit('-', 1)[0] if thing.startswith('shape') else thing}"


_Content = tuple[Part | None, str, str]  # what is seen or heard, the English text, the French text


def _parts(content: _Content) -> list[tuple[Part, ...]]:
    shown, *texts = content
    return [(text,) if shown is None else (shown, text) for text in texts]


def _sentences() -> dict[str, _Content]:
    out: dict[str, _Content] = {}
    for number, words in enumerate(product(_WHO, _DOES, _WHERE)):
        english, french = (" ".join(word[lang] for word in words) for lang in (0, 1))
        out[f"sentence/{number}"] = (None, f"{english[0].upper()}{english[1:]}.", f"{french[0].upper()}{french[1:]}.")
    return out


def _shapes() -> dict[str, _Content]:
    out: dict[str, _Content] = {}
    for size, colour, shape, place in product(_SIZES, _COLOURS, _SHAPES, range(_PLACES)):
        thing = f"shape/{size[0]}-{colour[0]}-{shape[0]}-{place}"
        image = Image(_drawn(shape[0], colour[2], size[2], rank(thing)))
        english = f"a {size[0]} {colour[0]} {shape[0]}"
        out[thing] = (image, english, f"un {size[1]} {shape[1]} {colour[1]}")
    return out


def _drawn(shape: str, colour: tuple[int, int, int], half: int, number: int) -> NDArray[np.uint8]:
    """(64, 64, 3): one shape on white, its centre where `number` says, whole inside the picture."""
    free = _SIDE - 2 * half - 2
    y, x = np.indices((_SIDE, _SIDE), dtype=np.int64)
    x, y = x - (half + 1 + number % free), y - (half + 1 + number // free % free)
    inside = {
        "circle": x * x + y * y <= half * half,
        "square": (abs(x) <= half) & (abs(y) <= half),
        "triangle": (abs(y) <= half) & (2 * abs(x) <= y + half),
        "diamond": abs(x) + abs(y) <= half,
    }[shape]
    pixels = np.full((_SIDE, _SIDE, 3), 255, dtype=np.uint8)
    pixels[inside] = colour
    return pixels


def _tunes() -> dict[str, _Content]:
    out: dict[str, _Content] = {}
    for length in (1, 2, 3):
        for notes in product(_NOTES, repeat=length):
            sound = Sound(np.concatenate([_tone(note[2]) for note in notes]))
            english, french = " ".join(note[0] for note in notes), " ".join(note[1] for note in notes)
            out[f"notes/{english.replace(' ', '-')}"] = (sound, english, french)
    return out


def _tone(millihertz: int) -> NDArray[np.int16]:
    """A quarter of a second of a triangle wave, which fades in and out; whole numbers all the way."""
    n = np.arange(_NOTE_SAMPLES, dtype=np.int64)
    period = SAMPLE_RATE * 1000
    phase = n * millihertz % period
    wave = abs(4 * phase - 2 * period) - period  # from -period to period
    fade = np.minimum(np.minimum(n, _NOTE_SAMPLES - 1 - n), _FADE)
    return (wave // 1000 * _LOUD // SAMPLE_RATE * fade // _FADE).astype(np.int16)
