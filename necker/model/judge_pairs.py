"""Pairs of a claim and a passage as rows of tokens, and many of them on disk.  No PyTorch: the running judge reads it too.

A row is one special token and the claim, then title, passage and context, each begun as if a space stood before it.  What
the tokenizer has to stand between two texts counts with the title.

tokens.npy     (n,) uint16: the rows, one after another, without padding
marks.npy      (n,) uint8: of each token, how far it is said by the other side (judge_marks.py)
parts.npy      (pairs, 4) uint8: tokens of each part; the special token counts with the claim
labels.npy     (pairs,) uint8: a place in LABELS
tags.npy       (n of all claims,) uint8: 1 for tokens of the claim that are unsupported
about.json     how many pairs there are of each source, licence, language, kind and label
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from necker.codecs.bpe import Bpe
from necker.codecs.unigram import Unigram
from necker.core.errors import NeckerError
from necker.core.files import make_aside
from necker.core.language import Lang, say
from necker.model.judge_marks import MARKS, NONE, Marked, marks

LABELS = ("supported", "contradicted", "not_enough")
PAD, CLAIM, TITLE, PASSAGE, CONTEXT = range(5)
SEGMENTS = 5
SPECIALS = 2
"""Ids behind those of the tokenizer: padding, then the first token of every row."""

WIDTH = 32
"""Rows are padded to a multiple of this."""

MOST_CLAIM, MOST_TITLE = 72, 16  # tokens; a longer claim is not judged, a longer title is cut
LONGEST = 255  # tokens of a row, so that each part's fit in a byte

_ARRAYS = ("tokens", "marks", "parts", "labels", "tags")
_ABOUT = ("source", "licence", "lang", "passage_lang", "kind", "label")


class Pair(Protocol):
    """What is learnt from: a claim, what stands beside it, and what is to be said; see `necker.lessons`.

    `spans` are the code points of the claim that are unsupported.
    """

    @property
    def claim(self) -> str: ...
    @property
    def lang(self) -> Lang: ...
    @property
    def passage(self) -> str: ...
    @property
    def passage_lang(self) -> Lang: ...
    @property
    def title(self) -> str: ...
    @property
    def context(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def spans(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def source(self) -> str: ...
    @property
    def licence(self) -> str: ...


class Pieces(Protocol):
    """What rows are made with: a tokenizer of `size` entries."""

    @property
    def size(self) -> int: ...
    @property
    def joint(self) -> tuple[int, ...]: ...
    def encode(self, text: str) -> list[int]: ...
    def places(self, text: str, ids: Sequence[int]) -> list[tuple[int, int]]: ...


def read_pieces(text: str) -> Pieces:
    """The tokenizer of a bundle's tokenizer.json; ValueError when it is of no kind that is known here."""
    return (Unigram if json.loads(text).get("kind") == "unigram" else Bpe).from_json(text)


def context_of(before: str, after: str, description: str) -> str:
    """What stands around a sentence, in the order that the judge is used to; "" for what is missing."""
    return " ".join(part for part in (description, before, after) if part)


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as tokens and their marks.  `parts`: how many of claim, title, passage, context.

    `whole` is False when the claim was cut.
    """

    ids: tuple[int, ...]
    marks: tuple[int, ...]
    parts: tuple[int, int, int, int]
    whole: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """What the network is shown of a pair: a claim, and a sentence with its title and what stands around it."""

    claim: str
    lang: Lang
    title: str
    passage: str
    context: str
    passage_lang: Lang


def _looked_at(tokens: int) -> int:
    """Characters of a text of which so many tokens are read: a token has a few dozen at most, what is far behind is left."""
    return 40 * tokens


class Cutter:
    """Texts to rows of at most `longest` tokens: the context gives way first, then the passage.  ValueError when too few."""

    def __init__(self, pieces: Pieces, longest: int) -> None:
        least = 1 + MOST_CLAIM + len(pieces.joint) + MOST_TITLE + 1
        if not least <= longest <= LONGEST:
            raise ValueError(f"rows of {longest} tokens: {least} to {LONGEST}")
        self.pieces, self.longest = pieces, longest
        self.pad, self.first = pieces.size, pieces.size + 1

    @property
    def vocabulary_size(self) -> int:
        return self.pieces.size + SPECIALS

    def row(self, texts: Texts | Pair) -> Row:
        said = self._encode(texts.claim, MOST_CLAIM + 1)
        whole, said = (
            len(said) <= MOST_CLAIM and not texts.claim[_looked_at(MOST_CLAIM + 1) :].strip(),
            said[:MOST_CLAIM],
        )
        named = self._encode(texts.title, MOST_TITLE)
        joint = self.pieces.joint
        left = self.longest - 1 - len(said) - len(joint) - len(named)
        given = self._encode(texts.passage, left)
        around = self._encode(texts.context, left - len(given))
        beside = tuple(text[: _looked_at(left)] for text in (texts.title, texts.passage, texts.context))
        mine, theirs = marks(texts.claim[: _looked_at(MOST_CLAIM)], texts.lang, beside, texts.passage_lang)
        marked = [NONE, *self._marks(texts.claim, said, mine), *(NONE for _ in joint)]
        for text, ids, found in zip(beside, (named, given, around), theirs, strict=True):
            marked += self._marks(text, ids, found)
        parts = (1 + len(said), len(joint) + len(named), len(given), len(around))
        return Row((self.first, *said, *joint, *named, *given, *around), tuple(marked), parts, whole)

    def _marks(self, text: str, ids: Sequence[int], found: Marked) -> list[int]:
        """The mark of each token: that of the word it is of, NONE for punctuation."""
        marked, at = [], 0
        for start, end in self._places(text, ids):
            while at < len(found) and found[at][1] <= start:
                at += 1
            # A token may begin with the space before its word.
            word = found[at] if at < len(found) and found[at][0] < end else None
            marked.append(word[2] if word else NONE)
        return marked

    def _encode(self, text: str, most: int) -> list[int]:
        return self.pieces.encode(f" {text[: _looked_at(most)]}")[:most] if text and most > 0 else []

    def places(self, claim: str, row: Row) -> list[tuple[int, int]]:
        """(start, end) in code points of the claim for each of its tokens in the row; (0, 0) for the special one."""
        return [(0, 0), *self._places(claim, row.ids[1 : row.parts[0]])]

    def _places(self, text: str, ids: Sequence[int]) -> list[tuple[int, int]]:
        # The space before the text is none of its code points.
        return [(max(0, start - 1), end - 1) for start, end in self.pieces.places(f" {text}", ids)]

    def tags(self, claim: str, row: Row, spans: Sequence[tuple[int, int]]) -> list[int]:
        """1 for each token of the claim that holds a code point of a span, (parts[0],)"""
        if not spans:
            return [0] * row.parts[0]
        return [
            int(any(max(start, s) < min(end, e) for s, e in spans) and bool(claim[start:end].strip()))
            for start, end in self.places(claim, row)
        ]

    def spans(self, claim: str, row: Row, tags: Sequence[bool]) -> tuple[tuple[int, int], ...]:
        """The code points of the tagged tokens: runs as one span, without spaces at the ends.  `tags`: (parts[0],)"""
        found: list[tuple[int, int]] = []
        for (start, end), tag in zip(self.places(claim, row), tags, strict=True):
            start += len(claim[start:end]) - len(claim[start:end].lstrip())
            if tag and start < end:
                beside = bool(found) and not claim[found[-1][1] : start].strip()
                found = [*found[:-1], (found[-1][0], end)] if beside else [*found, (start, end)]
        return tuple(found)


Held = tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint8]]
"""A row from the disk: ids (tokens,), marks (tokens,), parts (4,)"""

Padded = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def padded(
    rows: Sequence[Held | tuple[Sequence[int], Sequence[int], Sequence[int]]], pad: int, width: int = WIDTH
) -> Padded:
    """Rows (ids, marks, parts) -> ids, segments and marks, each (rows, time), time a multiple of `width`."""
    longest = max(len(ids) for ids, _, _ in rows)
    shape = (len(rows), -(-longest // width) * width)
    every, segments, marked = np.full(shape, pad, np.int64), np.full(shape, PAD, np.int64), np.zeros(shape, np.int64)
    for i, (ids, of_ids, parts) in enumerate(rows):
        every[i, : len(ids)] = ids
        marked[i, : len(ids)] = of_ids
        segments[i, : len(ids)] = np.repeat((CLAIM, TITLE, PASSAGE, CONTEXT), parts)
    return every, segments, marked


def places_of(segments: NDArray[np.int64]) -> NDArray[np.int64]:
    """segments (rows, time) -> the place of each token in its part, from 0, as the encoder counts them"""
    index = np.broadcast_to(np.arange(segments.shape[1]), segments.shape)
    starts = np.ones(segments.shape, bool)
    starts[:, 1:] = segments[:, 1:] != segments[:, :-1]
    return index - np.maximum.accumulate(np.where(starts, index, 0), axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs on disk, open; see the head of this file.  `starts` and `claims` are where each row, and its tags, begin."""

    tokens: NDArray[np.uint16]
    marks: NDArray[np.uint8]
    parts: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    tags: NDArray[np.uint8]
    starts: NDArray[np.int64]
    claims: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> Pairs:
        """NeckerError when they are not there, or do not belong together."""
        try:
            tokens, marked, parts, labels, tags = (
                np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS
            )
        except (OSError, ValueError, EOFError) as error:
            raise _broken(folder, str(error)) from error
        starts = np.concatenate(([0], np.cumsum(parts.sum(axis=1, dtype=np.int64))))
        claims = np.concatenate(([0], np.cumsum(parts[:, 0], dtype=np.int64)))
        fits = len(labels) == len(parts) > 0 and starts[-1] == len(tokens) == len(marked) and claims[-1] == len(tags)
        if not fits or int(labels.max()) >= len(LABELS) or int(marked.max()) >= MARKS or int(parts[:, 0].min()) < 1:
            raise _broken(folder, say("the arrays do not belong together", "les tableaux ne vont pas ensemble"))
        return cls(tokens, marked, parts, labels, tags, starts, claims)

    def __len__(self) -> int:
        return len(self.labels)

    def row(self, number: int) -> Held:
        where = slice(self.starts[number], self.starts[number + 1])
        return self.tokens[where], self.marks[where], self.parts[number]

    def tagged(self, number: int) -> NDArray[np.uint8]:
        """(tokens of the claim,)"""
        return self.tags[self.claims[number] : self.claims[number + 1]]


def write_pairs(folder: Path, pairs: Iterable[Pair], cutter: Cutter) -> int:
    """Encode pairs into `folder`, which appears whole or not at all; pairs whose claim is too long are left out.

    Returns how many were kept.  ValueError for a label that is none, or when nothing is kept.
    """
    tokens, marked, parts, labels, tags = array("H"), array("B"), array("B"), array("B"), array("B")
    met: dict[str, Counter[str]] = {name: Counter() for name in _ABOUT}
    for pair in pairs:
        row = cutter.row(pair)
        if not row.whole:
            continue
        labels.append(LABELS.index(pair.label))
        tokens.extend(row.ids)
        marked.extend(row.marks)
        parts.extend(row.parts)
        tags.extend(cutter.tags(pair.claim, row, pair.spans))
        for name in _ABOUT:
            met[name][getattr(pair, name)] += 1
    if not labels:
        raise ValueError("no pair to learn from")
    found = (
        np.array(tokens, "<u2"),
        np.array(marked, "u1"),
        np.array(parts, "u1").reshape(-1, 4),
        np.array(labels, "u1"),
        np.array(tags, "u1"),
    )
    make_aside(folder, partial(_fill, dict(zip(_ARRAYS, found, strict=True)), met))
    return len(labels)


def _fill(arrays: dict[str, NDArray[np.generic]], met: dict[str, Counter[str]], folder: Path) -> None:
    for name, value in arrays.items():
        np.save(folder / f"{name}.npy", value)
    about = json.dumps(met, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "about.json").write_text(about, "utf-8")


def pairs_hash(folder: Path) -> str:
    """sha256 over the hashes of the arrays: what a leg binds of its data."""
    digest = hashlib.sha256()
    for name in _ARRAYS:
        with (folder / f"{name}.npy").open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def learning_text(pairs: Iterable[Pair], characters: int) -> list[str]:
    """Claims, titles and passages of the first pairs, so many characters: what the tokenizer learns from.

    A text that comes again counts once: generators make many claims of one passage.
    """
    met: dict[str, None] = {}
    left = characters
    for pair in pairs:
        for text in (pair.claim, pair.title, pair.passage):
            if text not in met:
                met[text] = None
                left -= len(text)
        if left <= 0:
            break
    return [f" {text}" for text in met]


def _broken(folder: Path, why: str) -> NeckerError:
    return NeckerError(say(f"the pairs in {folder} are damaged", f"les paires de {folder} sont abîmées"), why)
