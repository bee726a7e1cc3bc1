"""What tests are made of, found in texts to learn from; and any string, found in all texts at once.

`Watch` knows the thirteen words in a row of evaluation texts (as in GPT-3's study of contamination, arXiv 2005.14165,
appendix C), or the whole of shorter ones, and reads training texts as they pass: memory grows with the tests alone.
`Index` is a suffix array over bytes that stays: it says in microseconds in which documents a string stands and where.
Letters are compared folded, so that case, accents, spaces and the form of quotes hide nothing.
"""

from __future__ import annotations

import importlib
import mmap
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from necker.sources.clean.batch import BREAK, Batch, Hashes, Ints, Known, mixed

Kind: TypeAlias = Literal["question", "answer", "claim", "label", "evidence"]
GRAM = 13  # words in a row that no text may share with a test
_LEAST = 3  # words; shorter texts ("Paris", "refuted") say nothing unless another text of their item is there too
_AT_ONCE = 4096  # texts of tests that are read together
# What stands between sentences, and between the fields of a record; signs of several bytes by their first.
_BETWEEN = bytes(c in b'\n.!?:;"|()[]{}<>*#=\t' or c in (0xC2, 0xE2, 0xF0, BREAK) for c in range(256))


@dataclass(frozen=True, slots=True)
class Item:
    """One text of an evaluation item; `item` names the item, so that a question and its answer have the same."""

    item: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A document, by its number, that holds a text of an item.  Evidence is meant to be counted, not to be removed."""

    document: int
    item: str
    kind: Kind


class Watch:
    """What the texts of tests are known by.

    Hashes have 64 bits: a billion words meet a million hashes by chance once in twenty thousand times.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: list[tuple[str, Kind]] = []
        self._words: list[int] = []  # of each item's text, where it is compared whole
        long: list[tuple[Hashes, Ints]] = []
        short: list[tuple[Hashes, Ints]] = []
        rest = iter(items)
        while some := list(islice(rest, _AT_ONCE)):
            self._read(some, long, short)
        self._long, self._long_owners = _owned(long)
        self._short, self._short_owners = _owned(short)
        self._lengths = sorted({count for count in self._words if 0 < count < GRAM})

    def _read(self, items: Sequence[Item], long: list[tuple[Hashes, Ints]], short: list[tuple[Hashes, Ints]]) -> None:
        batch, first = Batch([item.text for item in items]), len(self._items)
        self._items += [(item.item, item.kind) for item in items]
        counts = batch.last - batch.first
        self._words += counts.tolist()
        inside = batch.within(GRAM)
        long.append((batch.grams(GRAM)[inside], batch.word_documents[: len(inside)][inside] + first))
        whole = np.flatnonzero((counts > 0) & (counts < GRAM))
        short.append((_whole(batch, batch.first[whole], counts[whole]), whole + first))

    def __len__(self) -> int:
        return len(self._items)

    def leaks(self, batch: Batch) -> list[Leak]:
        """What documents of a batch hold, in the order of the documents and of the texts of tests."""
        inside = np.flatnonzero(batch.within(GRAM))
        at, place = self._long.find(batch.grams(GRAM)[inside])
        pairs = {*_pairs(batch.word_documents[inside[at]], place, self._long_owners), *self._sentences(batch)}
        told = {(document, self._items[owner][0]) for document, owner in pairs if self._words[owner] >= _LEAST}
        leaks = []
        for document, owner in sorted(pairs):
            item, kind = self._items[owner]
            if self._words[owner] >= _LEAST or (document, item) in told:
                leaks.append(Leak(document, item, kind))
        return leaks

    def _sentences(self, batch: Batch) -> Iterable[tuple[int, int]]:
        """Pairs of a document and a short text that is all that stands between two ends of sentences there."""
        ends = np.flatnonzero(np.frombuffer(batch.data.tobytes().translate(_BETWEEN), np.bool_))
        opens = np.zeros(len(batch.word_starts) + 1, np.bool_)
        opens[np.searchsorted(batch.word_starts, ends)] = True
        opens[batch.first] = True
        starts = np.flatnonzero(opens[:-1])
        for length in self._lengths:
            these = starts[starts + length < len(opens)]
            these = these[opens[these + length]]
            documents = batch.word_documents[these]
            kept = documents == batch.word_documents[these + length - 1]
            these, documents = these[kept], documents[kept]
            at, place = self._short.find(_whole(batch, these, np.full(len(these), length, np.int64)))
            yield from _pairs(documents[at], place, self._short_owners)


def _whole(batch: Batch, first: Ints, counts: Ints) -> Hashes:
    """The hash of `counts` words from `first` on, no other number of words having the same."""
    return mixed(batch.spans(first, first + counts) ^ counts.astype(np.uint64))


def _owned(parts: list[tuple[Hashes, Ints]]) -> tuple[Known, list[list[int]]]:
    """The hashes of all parts, and for each in their order the texts that have it."""
    hashes = np.concatenate([np.zeros(0, np.uint64), *(part for part, _ in parts)])
    owners = np.concatenate([np.zeros(0, np.int64), *(part for _, part in parts)])
    known = Known(hashes)
    _, place = known.find(hashes)
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(1, len(known.hashes)))
    return known, [sorted(set(part.tolist())) for part in np.split(owners[order], bounds)]


def _pairs(documents: Ints, places: Ints, owners: list[list[int]]) -> Iterable[tuple[int, int]]:
    for document, place in set(zip(documents.tolist(), places.tolist(), strict=True)):
        for owner in owners[place]:
            yield document, owner


def leaked(documents: Sequence[str], items: Iterable[Item]) -> list[Leak]:
    """Which of `documents` hold which texts of tests; for many documents make `Watch` once and give it batches."""
    return Watch(items).leaks(Batch(documents))


class Index:
    """All suffixes of all documents in order: 5 bytes in memory or in files for each byte of text, 2 GiB at most.

    Built by divsufsort where the package `pydivsufsort` is installed, slowly by numpy elsewhere: the order is the same.
    """

    def __init__(self, data: bytes | mmap.mmap, suffixes: NDArray[np.int32], starts: Ints) -> None:
        self._data, self._suffixes, self._starts = data, suffixes, starts
        self._order = memoryview(suffixes)  # type: ignore[arg-type]  # numpy arrays are buffers

    @classmethod
    def build(cls, documents: Iterable[bytes]) -> Index:
        """Over documents in UTF-8.  Raises ValueError for a byte that is none of UTF-8, and for more than 2 GiB."""
        parts = list(documents)
        if any(BREAK in part for part in parts):
            raise ValueError("not UTF-8")
        data = b"".join(part + bytes([BREAK]) for part in parts)  # so that nothing found lies across two documents
        if len(data) >= 1 << 31:
            raise ValueError("more than 2 GiB: make several indexes")
        starts = np.cumsum([0, *(len(part) + 1 for part in parts)])[:-1].astype(np.int64)
        return cls(data, _suffixes(data), starts)

    def save(self, folder: Path) -> None:
        """text.bin, suffixes.npy, starts.npy."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "text.bin").write_bytes(self._data)
        np.save(folder / "suffixes.npy", self._suffixes)
        np.save(folder / "starts.npy", self._starts)

    @classmethod
    def load(cls, folder: Path) -> Index:
        """Nothing is read before it is asked for."""
        with (folder / "text.bin").open("rb") as file:
            empty = not file.seek(0, 2)
            data = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return cls(data, np.load(folder / "suffixes.npy", mmap_mode="r"), np.load(folder / "starts.npy"))

    def _range(self, wanted: bytes) -> tuple[int, int]:
        data, size = self._data, len(wanted)
        low = bisect_left(self._order, wanted, key=lambda at: data[at : at + size])
        if low == len(self._order) or data[self._order[low] : self._order[low] + size] != wanted:
            return low, low
        return low, bisect_right(self._order, wanted, lo=low, key=lambda at: data[at : at + size])

    def count(self, wanted: bytes) -> int:
        """How many times a string stands in all documents."""
        low, high = self._range(wanted)
        return high - low

    def find(self, wanted: bytes, limit: int | None = None) -> list[tuple[int, int]]:
        """The documents that hold a string, and its offset in bytes in each, in order; any `limit` of them, if given."""
        low, high = self._range(wanted)
        if not wanted:
            return []
        places = np.sort(self._suffixes[low : high if limit is None else min(high, low + limit)]).astype(np.int64)
        documents = np.searchsorted(self._starts, places, "right") - 1
        return list(zip(documents.tolist(), (places - self._starts[documents]).tolist(), strict=True))


def _suffixes(data: bytes) -> NDArray[np.int32]:
    """The order of all suffixes of `data`."""
    if not data:
        return np.zeros(0, np.int32)
    try:
        divsufsort = importlib.import_module("pydivsufsort").divsufsort
    except ImportError:
        return doubled(data)
    return np.asarray(divsufsort(data), np.int32)


def doubled(data: bytes) -> NDArray[np.int32]:
    """The same by prefix doubling (Manber and Myers 1993): n log² n, for small texts."""
    rank = np.frombuffer(data, np.uint8).astype(np.int64) + 1
    width, size = 1, len(data)
    while True:
        second = np.concatenate((rank[width:], np.zeros(min(width, size), np.int64)))[:size]
        keys = rank * (size + 256) + second
        order = np.argsort(keys, kind="stable")
        fresh = np.concatenate(([True], keys[order][1:] != keys[order][:-1]))
        rank = np.empty(size, np.int64)
        rank[order] = np.cumsum(fresh)
        if fresh.all():
            return order.astype(np.int32)
        width *= 2
