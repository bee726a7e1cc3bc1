"""The unit of data: a `Document` of text, marks, pictures and sounds, its identity, and whether it is held out.

No reading of files here.
"""

from __future__ import annotations

import hashlib
import heapq
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from necker.core.language import Lang

SAMPLE_RATE = 16_000  # Hz, of every sound

_HELD_OUT_ONE_IN = 20


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture; `pixels` is (height, width, 3), uint8, sRGB, without transparency."""

    pixels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or not self.pixels.size:
            raise ValueError(f"not a picture: {self.pixels.dtype} {self.pixels.shape}")


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A sound; `samples` is (n,), int16, mono, at `SAMPLE_RATE`."""

    samples: NDArray[np.int16]

    def __post_init__(self) -> None:
        if self.samples.dtype != np.int16 or self.samples.ndim != 1:
            raise ValueError(f"not a sound: {self.samples.dtype} {self.samples.shape}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A special token that stands for itself: a turn, a call, a source, a verdict.

    Never read from a text: what people wrote cannot open a turn.  Which names there are, and which may follow, the
    stream says.
    """

    name: str


Part: TypeAlias = str | Mark | Image | Sound


@dataclass(frozen=True, slots=True)
class Document:
    """What one source gives in one piece.

    `id` is readable and stable ("emoji/1f600/noto/fr"); `lang` is the language of its text; `source` the name of the
    `Source`; `licence` an SPDX expression; `held_out` documents are never trained on; `meta` is what is known of it
    beside, by name: attribution, url, author, title ...
    """

    id: str
    parts: tuple[Part, ...]
    lang: Lang | None
    source: str
    licence: str
    held_out: bool
    meta: tuple[tuple[str, str], ...] = ()


def document_hash(document: Document) -> str:
    """Hexadecimal sha256 of the content: for each part its kind, its shape and its bytes (UTF-8, pixels,
    little-endian samples).  Neither the format of the file it came from nor its id, licence and meta count.
    """
    digest = hashlib.sha256()
    for part in document.parts:
        if isinstance(part, str):
            kind, shape, content = b"t", (), part.encode("utf-8")
        elif isinstance(part, Mark):
            kind, shape, content = b"m", (), part.name.encode("utf-8")
        elif isinstance(part, Image):
            kind, shape, content = b"i", part.pixels.shape, part.pixels.tobytes()
        else:
            kind, shape, content = b"s", part.samples.shape, part.samples.astype("<i2").tobytes()
        digest.update(kind + struct.pack(f"<{len(shape) + 2}Q", len(shape), *shape, len(content)) + content)
    return digest.hexdigest()


def rank(thing: str) -> int:
    """A number of 256 bits that belongs to `thing` for ever: sha256 of its UTF-8 bytes, big-endian."""
    return int.from_bytes(hashlib.sha256(thing.encode("utf-8")).digest(), "big")


def is_held_out(thing: str) -> bool:
    """Whether all documents of `thing` are held out: one in twenty, by its hash, so that no list has to be kept.

    A thing is what must not be on both sides: an emoji in all its drawings and languages, a sentence with its
    translations, one recording.
    """
    return rank(thing) % _HELD_OUT_ONE_IN == 0


def chosen(things: Iterable[str], limit: int | None) -> frozenset[str]:
    """At most `limit` of `things`, those of the smallest `rank`: a larger limit adds to a smaller one."""
    every = frozenset(things)
    return every if limit is None else frozenset(heapq.nsmallest(limit, every, key=rank))
