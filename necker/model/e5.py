"""Reads multilingual-e5-small (arXiv 2402.05672, MIT licence) from a packed 4-bit file: vocabulary and weights.  No PyTorch here.

The file, little-endian: "E5S1", version u32; width, layers, heads, hidden, rows of the table, places, kinds: 7 x i32; eps f32;
block i32; pieces, begin, end, padding, unknown: 5 x i32; bytes of all pieces u64; ends of the pieces (n + 1) x u32; scores
n x f32; the pieces; number and bytes of the rules of normalisation 2 x i32 and these (not read: `codecs.unigram.normal`);
number of tensors i32, then of each: length of the name u16, name, kind u8 (0: f32, 1: blocks), values u32, offset and
bytes 2 x u64.  A block is 32 weights as an f16 scale and 16 bytes: byte j holds weights j (low) and j + 16, w = (v - 8) * scale.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necker.codecs.unigram import BEGIN, END, Unigram
from necker.core.errors import NeckerError
from necker.core.language import say

BLOCK = 32
_BLOCK_BYTES = 18
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the head of the file says of the network."""

    dim: int
    layers: int
    heads: int
    hidden: int
    rows: int
    places: int
    eps: float


@dataclass(frozen=True, slots=True, eq=False)
class E5:
    """A file that was read: `pieces` (text, score) with the special ones among them, whose places are `begin` to `unknown`."""

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    padding: int
    unknown: int
    data: bytes
    where: dict[str, tuple[int, int, int]]  # of each tensor: kind, values, offset

    @classmethod
    def read(cls, path: Path, sha256: str | None = None) -> E5:
        """NeckerError when it is not there, not the file of that hash, or no such file at all."""
        what = say(f"cannot read the weights {path}", f"impossible de lire les poids {path}")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NeckerError(what, error.strerror or str(error)) from error
        if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
            raise NeckerError(what, say("they are not those of the recipe", "ce ne sont pas ceux de la recette"))
        try:
            return _parsed(data)
        except (struct.error, ValueError) as error:
            raise NeckerError(what, str(error)) from error

    def values(self, name: str) -> NDArray[np.float32]:
        """A tensor as (values,); KeyError when there is none of this name."""
        kind, count, offset = self.where[name]
        if kind == 0:
            return np.frombuffer(self.data, "<f4", count, offset).astype(np.float32)
        return _opened(np.frombuffer(self.data, np.uint8, count // BLOCK * _BLOCK_BYTES, offset)).reshape(-1)

    def words(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Rows of the table of pieces: (n, dim)"""
        _, count, offset = self.where["emb.word"]
        blocks = np.frombuffer(self.data, np.uint8, count // BLOCK * _BLOCK_BYTES, offset)
        table = blocks.reshape(-1, self.shape.dim // BLOCK * _BLOCK_BYTES)[np.asarray(rows)]
        return _opened(np.ascontiguousarray(table)).reshape(len(rows), self.shape.dim)

    def tokenizer(self, kept: Sequence[int] | None = None) -> Unigram:
        """Of the pieces at the places `kept`, or of all but the special ones."""
        return Unigram(self.pieces[place] for place in (self.ordinary() if kept is None else kept))

    def ordinary(self) -> list[int]:
        """Places of the pieces that text can give."""
        return [place for place, (text, _) in enumerate(self.pieces) if text not in _SPECIAL and text]

    def weights(self, kept: Sequence[int], layers: Sequence[int], places: int) -> Weights:
        """What `Bert` begins with, by its names: the pieces `kept` in the order of `tokenizer(kept)`, then padding and the
        first token; of the layers those named, in their order; the first `places` places.

        The kind of a text, always 0 here, is added to the places.
        """
        dim = self.shape.dim
        rows = [self.unknown, self.end, *kept, self.padding, self.begin]
        made = {
            "embed_tokens.weight": self.words(rows),
            "embed_places.weight": self.values("emb.pos").reshape(-1, dim)[:places] + self.values("emb.type")[:dim],
            "embed_norm.weight": self.values("emb.ln.w"),
            "embed_norm.bias": self.values("emb.ln.b"),
        }
        for i, layer in enumerate(layers):
            for mine, theirs in _LAYER.items():
                for part, letter in (("weight", "w"), ("bias", "b")):
                    found = np.concatenate([self.values(f"l{layer}.{name}.{letter}") for name in theirs])
                    matrix = part == "weight" and not mine.endswith("norm")
                    shape = (-1, self.shape.hidden if mine == "down" else dim) if matrix else (-1,)
                    made[f"layers.{i}.{mine}.{part}"] = found.reshape(shape)
        return made


_LAYER = {
    "qkv": ("q", "k", "v"),
    "out": ("ao",),
    "attention_norm": ("aln",),
    "up": ("fi",),
    "down": ("fo",),
    "norm": ("oln",),
}


def choose(e5: E5, texts: Iterable[str], size: int) -> list[int]:
    """Places of the pieces of a tokenizer of `size` entries: the single signs of Latin writing, then those met most often.

    Of equals the first; in the order of the file.  ValueError when the single signs alone are too many.
    """
    whole, ordinary = e5.tokenizer(), e5.ordinary()
    words: Counter[str] = Counter()
    for text in texts:
        words.update(text.split())
    met: Counter[int] = Counter()
    for word, times in words.items():
        for entry in whole.encode(word):
            met[entry] += times
    always = {place for place in ordinary if _plain(e5.pieces[place][0])}
    room = size - END - 1 - len(always)
    if room < 0:
        raise ValueError(f"a tokenizer of {size} entries: single signs are {len(always)}")
    found = [(-times, ordinary[entry - END - 1]) for entry, times in met.items() if entry > END]
    more = [place for _, place in sorted(found) if place not in always]
    return sorted([*always, *more[:room]])


def _plain(piece: str) -> bool:
    """One sign of Latin writing, with or without a space before it: then no such word is unknown."""
    sign = piece.removeprefix(BEGIN) or piece
    if len(sign) != 1:
        return False
    kind = unicodedata.category(sign)
    return sign == BEGIN or "LATIN" in unicodedata.name(sign, "") or (kind[0] in "PNS" and ord(sign) < 0x2600)


def _opened(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bytes of whole blocks -> (blocks, 32)"""
    each = blocks.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(each[:, :2]).view("<f2").astype(np.float32)
    values = np.concatenate((each[:, 2:] & 15, each[:, 2:] >> 4), axis=1).astype(np.float32)
    made: NDArray[np.float32] = (values - 8) * scales
    return made


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def skip(self, count: int) -> int:
        """Where the skipped bytes begin."""
        if not 0 <= count <= len(self.data) - self.at:
            raise ValueError("the file ends too early")
        self.at += count
        return self.at - count


def _parsed(data: bytes) -> E5:
    reader = _Reader(data)
    if reader.take("4s") != (b"E5S1",):
        raise ValueError("no file of this kind")
    reader.take("I")
    dim, layers, heads, hidden, rows, places, _, eps, block = reader.take("7ifi")
    if block != BLOCK or min(dim, layers, heads, hidden) < 1 or dim % BLOCK or hidden % BLOCK:
        raise ValueError("another shape than is read here")
    count, begin, end, padding, unknown = reader.take("5i")
    (length,) = reader.take("Q")
    ends = np.frombuffer(data, "<u4", count + 1, reader.skip(4 * (count + 1))).tolist()
    scores = np.frombuffer(data, "<f4", count, reader.skip(4 * count)).tolist()
    text = data[reader.skip(length) : reader.at]
    pieces = tuple(
        (text[ends[i] : ends[i + 1]].decode(), float(f"{scores[i]:.6g}")) for i in range(count)
    )  # UnicodeDecodeError is a ValueError
    _, rules = reader.take("2i")
    reader.skip(rules)
    where = dict(_tensors(reader))
    return E5(Shape(dim, layers, heads, hidden, rows, places, eps), pieces, begin, end, padding, unknown, data, where)


def _tensors(reader: _Reader) -> Iterable[tuple[str, tuple[int, int, int]]]:
    for _ in range(reader.take("i")[0]):
        (length,) = reader.take("H")
        at = reader.skip(length)
        kind, count, offset, size = reader.take("BIQQ")
        if kind not in (0, 1) or size != (4 * count if kind == 0 else count // BLOCK * _BLOCK_BYTES):
            raise ValueError("a tensor of another kind")
        if offset + size > len(reader.data):
            raise ValueError("the file ends too early")
        yield reader.data[at : at + length].decode(), (kind, count, offset)
