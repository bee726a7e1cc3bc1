"""Many texts as a few arrays: folded bytes, words, lines.  Every rule reads these; no rule is here.

A batch costs one pass over the bytes; what follows works on its words, which are six times fewer.  The folded form has
lower case, no accents, `oe` for `œ`, straight quotes and dashes (`fold` of `necker.text.normal`), one space or one line
break for any white space, and nothing invisible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from necker.text.normal import fold, nfc

Bytes: TypeAlias = NDArray[np.uint8]
Hashes: TypeAlias = NDArray[np.uint64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

BREAK = 0xFF  # before and after each document: never a byte of UTF-8
_BREAK = bytes([BREAK])
NEWLINE, SPACE = 0x0A, 0x20
_AT_ONCE = 1 << 18  # hashes
_DROP = 0  # a byte that the folded form leaves out
_BASE = np.uint64(0x9E3779B97F4A7C15 ^ 2)  # odd, 3 modulo 4: its powers stay far from 1 modulo powers of two
_UNBASE = np.uint64(pow(int(_BASE), -1, 1 << 64))


def _table(*changes: tuple[Iterable[int], int]) -> bytes:
    table = bytearray(range(256))
    for codes, becomes in changes:
        for code in codes:
            table[code] = becomes
    return bytes(table)


_LOWER = _table((range(32), SPACE), ((0x7F,), SPACE), ((NEWLINE,), NEWLINE), ((0x60,), 0x27)).lower()
_FLAT = _table(((NEWLINE,), SPACE))
_WORD = bytes(chr(c).isalnum() if c < 0x80 else c < 0xF8 for c in range(256))
_NOWHERE = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e]")  # what is not seen


def _folds(first: int, last: int, width: int) -> Bytes:
    """(characters, width) the folded bytes of the characters from `first` to `last`, `_DROP` before them.

    All have `width` bytes in UTF-8; what would become longer stays.
    """
    table = np.full((last - first, width), _DROP, np.uint8)
    signs = {"×": "*", "÷": "/", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n"}
    for code in range(first, last):
        sign = chr(code)
        folded = _NOWHERE.sub("", signs.get(sign) or fold(sign)).encode()
        folded = folded if len(folded) <= width else sign.encode()
        table[code - first, width - len(folded) :] = np.frombuffer(folded, np.uint8)
    return table


_TWO, _THREE = _folds(0x80, 0x800, 2), _folds(0x1E00, 0x2040, 3)  # Latin to Arabic; more Latin and Greek, punctuation


def mixed(hashes: Hashes) -> Hashes:
    """The finalizer of SplitMix64 (Steele et al. 2014): every bit of the result depends on every bit given."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def _fold_others(data: Bytes) -> None:
    """Fold letters and signs of two and three bytes in place; bytes that go become `_DROP`."""
    lead = np.flatnonzero((data >= 0xC2) & (data < 0xF0))
    two = lead[data[lead] < 0xE0]
    code = ((data[two] & 0x1F).astype(np.int64) << 6) + (data[two + 1] & 0x3F)
    data[two], data[two + 1] = _TWO[code - 0x80].T
    three = lead[(data[lead] == 0xE1) | (data[lead] == 0xE2)]
    code = (
        ((data[three] & 0x0F).astype(np.int64) << 12)
        + ((data[three + 1] & 0x3F).astype(np.int64) << 6)
        + (data[three + 2] & 0x3F)
    )
    known = (code >= 0x1E00) & (code < 0x2040)
    three, code = three[known], code[known] - 0x1E00
    data[three], data[three + 1], data[three + 2] = _THREE[code].T


def _without_spare_spaces(data: Bytes) -> Bytes:
    """One space, or one line break where there is one, for any white space; none at either end of a document."""
    space = data == SPACE
    spare = space[1:] & space[:-1]
    if spare.any():
        data = data[np.concatenate(([True], ~spare))]
    edge = (data == NEWLINE) | (data == BREAK)
    space = data == SPACE
    spare = np.zeros(len(data), np.bool_)
    spare[1:] = space[1:] & edge[:-1]
    spare[:-1] |= space[:-1] & edge[1:]
    data = data[~spare] if spare.any() else data
    line, gap = data == NEWLINE, data == BREAK
    spare = np.zeros(len(data), np.bool_)
    spare[1:] = line[1:] & (line[:-1] | gap[:-1])
    if spare.any():
        data, line, gap = data[~spare], line[~spare], gap[~spare]
    spare = np.zeros(len(data), np.bool_)
    spare[:-1] = line[:-1] & gap[1:]  # the last one of a document
    return data[~spare] if spare.any() else data


def _not_words(data: Bytes, word: Flags) -> None:
    """Clear the flags of signs, spaces and pictures of several bytes."""
    lead = np.flatnonzero((data >= 0xC2) & (data != BREAK))
    kind, second = data[lead], data[lead + 1]
    signs = (kind == 0xC2) | ((kind == 0xE2) & (second < 0xB0)) | ((kind == 0xE3) & (second == 0x80))
    pictures = (kind == 0xF0) & (second == 0x9F)
    for width, at in ((2, lead[kind == 0xC2]), (3, lead[signs & (kind != 0xC2)]), (4, lead[pictures])):
        for shift in range(width):
            word[at + shift] = False


class Batch:
    """The folded form of `texts`; positions count its bytes.

    `starts`, `ends`: (documents,) of each document in `data`.  `word_starts`, `word_ends`, `word_hashes`: (words,).
    `first`, `last`: (documents,) the words [first, last) of each document.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        texts = [text if text.isascii() else nfc(text) for text in texts]
        joined = _BREAK + b"".join([text.encode("utf-8", "replace") + _BREAK for text in texts])
        data = np.frombuffer(bytearray(joined.translate(_LOWER)), np.uint8)
        if any(not text.isascii() for text in texts):
            _fold_others(data)
            data = data[data != _DROP]
        self.data = _without_spare_spaces(data)
        self.size = len(texts)
        breaks = np.flatnonzero(self.data == BREAK)
        self.starts, self.ends = breaks[:-1] + 1, breaks[1:]
        self._find_words()

    def _find_words(self) -> None:
        word = np.frombuffer(bytearray(self.data.tobytes().translate(_WORD)), np.bool_)
        if (self.data >= 0x80).any():
            _not_words(self.data, word)
        inside = np.concatenate(([False], word, [False]))
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        self.word_starts, self.word_ends = edges[::2], edges[1::2]
        self.word_hashes = self._hashed()
        self.first = np.searchsorted(self.word_starts, self.starts)
        self.last = np.searchsorted(self.word_starts, self.ends)

    def _hashed(self) -> Hashes:
        """64 bits for each word: eight bytes at a time, mixed after each eight."""
        padded = np.concatenate((self.data, np.zeros(8, np.uint8)))
        eights = np.ndarray((len(self.data) + 1,), "<u8", padded.data, 0, (1,))
        left = self.word_ends - self.word_starts
        hashes = left.astype(np.uint64) * _BASE
        todo, at = np.arange(len(left)), self.word_starts
        while len(todo):
            unused = (np.uint64(8) - np.minimum(left, 8).astype(np.uint64)) * np.uint64(8)
            part = (eights[at] << unused) >> unused
            hashes[todo] = mixed(hashes[todo] ^ part)
            more = left > 8
            todo, at, left = todo[more], at[more] + 8, left[more] - 8
        return hashes

    @cached_property
    def flat(self) -> bytes:
        """The folded bytes with spaces for line breaks: what makes two texts the same."""
        return self.data.tobytes().translate(_FLAT)

    def same(self, document: int) -> bytes:
        """The compared form of one document."""
        return self.flat[self.starts[document] : self.ends[document]]

    @cached_property
    def word_documents(self) -> Ints:
        """(words,) the document of each word."""
        return np.repeat(np.arange(self.size), self.last - self.first)

    @cached_property
    def _rolled(self) -> tuple[Hashes, Hashes]:
        """Sums of hash times power up to each word, and the inverse of the power there; modulo 2**64."""
        count = len(self.word_hashes)
        powers, inverses = _powers(count)
        sums = np.zeros(count + 1, np.uint64)
        np.cumsum(self.word_hashes * powers[:count], out=sums[1:])
        return sums, inverses

    def grams(self, size: int) -> Hashes:
        """(words - size + 1,) the hash of each `size` words in a row, those across two documents included."""
        sums, inverses = self._rolled
        count = max(0, len(self.word_hashes) - size + 1)
        return (sums[size:] - sums[:-size])[:count] * inverses[:count]

    def spans(self, first: Ints, last: Ints) -> Hashes:
        """The hash of the words [first, last) of each pair: equal words in a row have equal hashes."""
        sums, inverses = self._rolled
        return (sums[last] - sums[first]) * inverses[np.minimum(first, len(inverses) - 1)]

    def within(self, size: int) -> Flags:
        """(words - size + 1,) whether the `size` words in a row are of one document."""
        count = max(0, len(self.word_hashes) - size + 1)
        documents = self.word_documents
        same: Flags = documents[size - 1 :][:count] == documents[:count]
        return same

    def per_document(self, positions: Ints) -> Ints:
        """(documents,) how many of the ascending `positions` in `data` each document holds."""
        return np.searchsorted(positions, self.ends) - np.searchsorted(positions, self.starts)

    def per_words(self, values: NDArray[np.generic]) -> Ints:
        """(documents,) the sums of integers given for each word."""
        sums = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
        return sums[self.last] - sums[self.first]

    @cached_property
    def lines(self) -> tuple[Ints, Ints]:
        """(lines,) starts and ends of the lines of all documents; none is empty but those of empty documents."""
        edges = np.flatnonzero((self.data == NEWLINE) | (self.data == BREAK))
        return edges[:-1] + 1, edges[1:]


_POWERS: list[tuple[Hashes, Hashes]] = []


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """At least `count` powers of the base and of its inverse, kept from batch to batch."""
    if not _POWERS or len(_POWERS[0][0]) < count + 1:
        size = max(1 << 16, 1 << (count + 1).bit_length())
        tables = []
        for base in (_BASE, _UNBASE):
            powers = np.full(size, base, np.uint64)
            powers[0] = 1
            tables.append(np.cumprod(powers, dtype=np.uint64))
        _POWERS[:] = [(tables[0], tables[1])]
    return _POWERS[0]


def word_hashes(words: Sequence[str]) -> Hashes:
    """The hash that each of `words` has in a batch.  Raises ValueError for what is not one word there."""
    batch = Batch(words)
    if not np.array_equal(batch.last - batch.first, np.ones(len(words), np.int64)):
        raise ValueError("not single words")
    return batch.word_hashes


class Known:
    """A set of 64-bit hashes to look whole arrays up in: a table by their first bits says where to compare."""

    def __init__(self, hashes: Hashes, table: NDArray[np.int32] | None = None) -> None:
        """`hashes` ascend, and no two are the same; `table` is theirs, where it is known."""
        self.hashes, self.table = hashes, first_places(hashes) if table is None else table
        self._shift = np.uint64(64 - _bits(len(hashes)))

    def find(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Ascending positions in `hashes` of those known, and for each its place in `self.hashes`."""
        bucket = (hashes >> self._shift).astype(np.int64)
        place, end = self.table[bucket], self.table[bucket + 1]
        at = np.flatnonzero(place < end)
        wanted, place, end = hashes[at], place[at], end[at]
        found = np.full(len(at), -1, np.int64)
        todo = np.arange(len(at))
        while len(todo):
            equal = self.hashes[place] == wanted
            found[todo[equal]] = place[equal]
            more = ~equal & (place + 1 < end)
            todo, wanted, place, end = todo[more], wanted[more], place[more] + 1, end[more]
        return at[found >= 0], found[found >= 0]


def _bits(count: int) -> int:
    """How many first bits tell `count` hashes apart, most of the time."""
    return count.bit_length() + 2


def first_places(hashes: Hashes) -> NDArray[np.int32]:
    """For each value of the first bits of ascending hashes, and one more, where those of that value begin."""
    bits = _bits(len(hashes))
    table = np.zeros((1 << bits) + 1, np.int32)
    for first in range(0, len(hashes), _AT_ONCE):
        values, counts = np.unique(hashes[first : first + _AT_ONCE] >> np.uint64(64 - bits), return_counts=True)
        table[values.astype(np.int64) + 1] += counts.astype(np.int32)
    return np.cumsum(table, out=table)
