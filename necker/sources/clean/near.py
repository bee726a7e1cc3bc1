"""Exact and near duplicates among any number of texts, the same in any order of input.

Exact: the sha256 of the folded form.  Near: five words in a row as shingles, a sketch of 128 integers whose share of
equal places estimates the Jaccard similarity without bias (Fast Similarity Sketching, Dahlgaard et al. 2017, arXiv
1704.04370: as good as MinHash, at one hash for each shingle instead of 128), 21 bands of 6 to find candidates.  Two texts
of similarity 0.8 share a band with probability 1 - (1 - 0.8**6)**21 = 0.998; a candidate is a duplicate when 92 of its
128 places agree, which 0.8 does in 99 cases of 100 and 0.6 in one of 200.  Of duplicates, and of duplicates of
duplicates, the text with the smallest hash stays.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

from necker.sources.clean.batch import Batch, Bytes, Flags, Hashes, Ints, mixed
from necker.sources.clean.blocks import blank, blocks, mapped, together

PLACES = 128
SHINGLE = 5  # words
_LEAST = 8  # words: shorter texts have too few shingles to be near anything; they are compared exactly
_BANDS, _ROWS = 21, 6
_AGREE = 92
_ROUNDS = 16  # of throwing all shingles at the places; what is still empty then is filled place by place
_AT_ONCE = 1 << 14  # shingles
_EXACT = np.dtype([("hash", "<u8", (4,)), ("name", "<u8"), ("number", "<i8")])
_KEYED = np.dtype([("key", "<u8"), ("rank", "<i8"), ("row", "<i8")])
_EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_STEPS = np.arange(1, 2 + _ROUNDS + PLACES, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)  # one for each hash


@dataclass(frozen=True, slots=True)
class Sketches:
    """What is kept of a batch: 330 bytes a document, however long.

    `exact` (documents, 4), uint64, the sha256 of each folded form; `documents` (n,) those with a sketch; `bands` (n, 21),
    uint64; `marks` (n, 128), uint8, the last byte of each place.
    """

    exact: Hashes
    documents: Ints
    bands: Hashes
    marks: Bytes


def sketches(batch: Batch) -> Sketches:
    """The sketches of all documents of a batch."""
    digests = b"".join([hashlib.sha256(batch.same(document)).digest() for document in range(batch.size)])
    documents = np.flatnonzero(batch.last - batch.first >= _LEAST)
    places = _places(batch, documents)
    columns = mixed(places + _STEPS[:PLACES])
    bands = np.zeros((len(documents), _BANDS), np.uint64)
    for row in range(_ROWS):
        bands = mixed(bands ^ columns[:, row : _BANDS * _ROWS : _ROWS])
    return Sketches(
        np.frombuffer(digests, ">u8").astype(np.uint64).reshape(-1, 4), documents, bands, places.astype(np.uint8)
    )


def _places(batch: Batch, documents: Ints) -> Hashes:
    """(documents, 128).  In each round every shingle falls on one place with a value; a place keeps the least value of the
    first round that reached it, so that two texts agree there exactly when its shingle, among those of both, is in both.
    """
    rows = np.full(batch.size, -1, np.int64)
    rows[documents] = np.arange(len(documents))
    inside = batch.within(SHINGLE)
    row = rows[batch.word_documents[: len(inside)]]
    shingles, row = batch.grams(SHINGLE)[inside & (row >= 0)], row[inside & (row >= 0)]
    places = np.full(len(documents) * PLACES, _EMPTY, np.uint64)
    for round_ in range(_ROUNDS):
        thrown = mixed(shingles + _STEPS[round_])
        at = row * PLACES + (thrown & np.uint64(PLACES - 1)).astype(np.int64)
        if round_:
            free = places[at] == _EMPTY
            at, thrown = at[free], thrown[free]
        reached = np.full(len(places), _EMPTY, np.uint64) if round_ else places
        np.minimum.at(reached, at, thrown >> np.uint64(8))
        places = np.minimum(places, reached) if round_ else places
        lacking = (places.reshape(-1, PLACES) == _EMPTY).any(axis=1)
        if not lacking.any():
            break
        shingles, row = shingles[lacking[row]], row[lacking[row]]
    return _filled(places.reshape(-1, PLACES), shingles, row)


def _filled(places: Hashes, shingles: Hashes, row: Ints) -> Hashes:
    """What no round reached, in texts of few shingles: the least of all shingles by a hash of the place's own."""
    empty = places == _EMPTY
    counts, where = empty.sum(axis=1), np.nonzero(empty)[1]
    starts = np.cumsum(counts) - counts
    for first in range(0, len(shingles), _AT_ONCE):
        some, rows = shingles[first : first + _AT_ONCE], row[first : first + _AT_ONCE]
        each = np.repeat(np.arange(len(some)), counts[rows])
        before = np.repeat(np.cumsum(counts[rows]) - counts[rows] - starts[rows], counts[rows])
        place = where[np.arange(len(each)) - before]
        own = mixed(some[each] + _STEPS[_ROUNDS + place]) >> np.uint64(8)
        np.minimum.at(places.reshape(-1), rows[each] * PLACES + place, own)
    return places


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`document` goes because `kept` stays, by the numbers in which they were added; "near" where the folded forms differ."""

    document: int
    kept: int
    kind: Literal["exact", "near"]


class Near:
    """Collects sketches in files, and finds the duplicates there: memory holds a block of rows, however many there are.

    The files take some 600 bytes a document while duplicates are looked for.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp()) if folder is None else folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._names = ("exact", "documents", "marks", *(f"band{i:02}" for i in range(_BANDS)))
        self._files = {name: (self._folder / name).open("wb") for name in self._names}
        self._count = 0

    def __enter__(self) -> Near:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, found: Sketches, names: Sequence[str]) -> range:
        """Add the documents of a batch and return their numbers; `names`, no two the same, settle which of equal texts stays."""
        hashes = b"".join([hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8] for name in names])
        first, self._count = self._count, self._count + len(names)
        rows = np.zeros(len(names), _EXACT)
        rows["hash"], rows["name"] = found.exact, np.frombuffer(hashes, ">u8")
        rows["number"] = np.arange(first, self._count)
        self._files["exact"].write(rows.tobytes())
        self._files["documents"].write((found.documents + first).tobytes())
        self._files["marks"].write(found.marks.tobytes())
        for band in range(_BANDS):
            self._files[f"band{band:02}"].write(found.bands[:, band].tobytes())
        return range(first, self._count)

    def _mapped(self, name: str, kind: DTypeLike) -> NDArray[Any]:
        self._files[name].flush()
        return mapped(self._folder / name, kind)

    def duplicates(self) -> Iterator[Duplicate]:
        """Every document that goes, in the order of their numbers."""
        kept, exact = self.settled()
        for some in blocks(len(kept)):
            gone = np.flatnonzero(kept[some] != np.arange(some.start, some.stop)) + some.start
            for document in gone.tolist():
                yield Duplicate(document, int(kept[document]), "exact" if exact[document] else "near")

    def settled(self) -> tuple[Ints, Flags]:
        """(documents,) for each the one that stays in its place, itself when it does; and whether their folded forms are equal.

        Both lie in files that are there as long as this is.
        """
        order, ranks, first = self._ranked()
        roots, kept = self._blank("roots"), self._blank("kept")
        for some in blocks(self._count):
            roots[some] = np.arange(some.start, some.stop)
        for ours, theirs in self._pairs(ranks):
            _join(roots, ours, theirs)
        exact = blank(self._folder / "same", np.bool_, self._count)
        for some in blocks(self._count):
            stays = _root(roots, first[some])
            kept[order[some]] = order[stays]
            exact[order[some]] = stays == first[some]
        return kept, exact

    def _blank(self, name: str, value: int = 0) -> Ints:
        return blank(self._folder / name, np.int64, self._count, value)

    def _ranked(self) -> tuple[Ints, Ints, Ints]:
        """The documents in the order of their hashes; the rank of each; the ranks in that order.

        The rank of a document is the place in that order of the first one that has the same text: the one that stays.
        """
        order, ranks, first = (self._blank(name) for name in ("order", "ranks", "first"))
        rows, at = self._mapped("exact", _EXACT), 0
        every = (rows[some] for some in blocks(self._count))
        for part in together(every, lambda some: some["hash"][:, 0], self._count, self._folder):
            hashes = part["hash"]
            sort = np.lexsort((part["name"], *hashes.T[::-1]))
            again = np.concatenate(([False], (hashes[sort][1:] == hashes[sort][:-1]).all(axis=1)))
            here = slice(at, at + len(sort))
            order[here] = part["number"][sort]
            first[here] = np.maximum.accumulate(np.where(again, 0, np.arange(len(sort)))) + at
            ranks[order[here]] = first[here]
            at = here.stop
        return order, ranks, first

    def _pairs(self, ranks: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Pairs of ranks of near duplicates, band after band; of equal texts only the first sketch is compared."""
        documents, marks = self._mapped("documents", np.int64), self._mapped("marks", np.uint8).reshape(-1, PLACES)
        every = list(blocks(len(documents)))
        row_of = self._blank("rows", -1)
        for some in every[::-1]:  # of equal indices the last one is written
            row_of[ranks[documents[some]][::-1]] = np.arange(some.start, some.stop)[::-1]
        for band in range(_BANDS):
            keys = self._mapped(f"band{band:02}", np.uint64)
            rows = (_keyed(keys[some], ranks[documents[some]], some, row_of) for some in every)
            for part in together(rows, lambda r: r["key"], len(documents), self._folder):
                if not len(part):
                    continue
                part = part[np.argsort(part["rank"])]
                yield from _within(part["key"], part["rank"], part["row"], marks)


def _keyed(keys: Hashes, ranks: Ints, some: slice, row_of: Ints) -> NDArray[Any]:
    """The rows of a block that are compared."""
    numbers = np.arange(some.start, some.stop)
    leads = row_of[ranks] == numbers
    rows = np.zeros(np.count_nonzero(leads), _KEYED)
    rows["key"], rows["rank"], rows["row"] = keys[leads], ranks[leads], numbers[leads]
    return rows


def _within(keys: NDArray[np.generic], ranks: Ints, rows: Ints, marks: Bytes) -> Iterator[tuple[Ints, Ints]]:
    """In each bucket of equal keys everyone is compared with the smallest, those who differ with the smallest of them, and so on.

    So any two that stay have been compared.
    """
    order = np.argsort(keys, kind="stable")  # by rank within a key: ranks ascend
    bucket = np.concatenate(([0], np.cumsum(keys[order][1:] != keys[order][:-1])))
    alone = np.bincount(bucket)[bucket] == 1
    order, bucket = order[~alone], bucket[~alone]
    while len(order):
        leads = np.concatenate(([True], bucket[1:] != bucket[:-1]))
        leader = order[np.flatnonzero(leads)[np.cumsum(leads) - 1]]
        order, leader, bucket = order[~leads], leader[~leads], bucket[~leads]
        alike = _alike(marks, rows[order], rows[leader])
        yield ranks[leader[alike]], ranks[order[alike]]
        order, bucket = order[~alike], bucket[~alike]


def _alike(marks: Bytes, ours: Ints, theirs: Ints) -> Flags:
    """Whether enough places agree; a few thousand pairs at a time."""
    alike = np.zeros(len(ours), np.bool_)
    for at in range(0, len(ours), 8192):
        pair = slice(at, at + 8192)
        alike[pair] = (marks[ours[pair]] == marks[theirs[pair]]).sum(axis=1) >= _AGREE
    return alike


def _join(roots: Ints, ours: Ints, theirs: Ints) -> None:
    """Union by the smaller root, until both of every pair have the same."""
    while len(ours):
        first, second = _root(roots, ours), _root(roots, theirs)
        roots[ours], roots[theirs] = first, second
        low, high = np.minimum(first, second), np.maximum(first, second)
        ours, theirs = low[low != high], high[low != high]
        np.minimum.at(roots, theirs, ours)


def _root(roots: Ints, of: Ints) -> Ints:
    while not np.array_equal(above := roots[of], of):
        of = above
    return of
