"""What tests are made of, found in texts to learn from; and any string, found in all texts at once.

`Watch` knows the thirteen words in a row of evaluation texts (as in GPT-3's study of contamination, arXiv 2005.14165,
appendix C), or the whole of shorter ones, and reads training texts as they pass: memory grows with the tests alone,
and lies in files that all processes share.
`Index` is a suffix array over bytes that stays: it says in microseconds in which documents a string stands and where.
Letters are compared folded, so that case, accents, spaces and the form of quotes hide nothing.
"""

from __future__ import annotations

import importlib
import mmap
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

import numpy as np
from numpy.typing import NDArray

from necker.sources.clean.batch import BREAK, Batch, Hashes, Ints, Known, first_places, mixed
from necker.sources.clean.blocks import blocks, mapped, together

Kind: TypeAlias = Literal["question", "answer", "claim", "label", "evidence"]
KINDS: tuple[Kind, ...] = get_args(Kind)
GRAM = 13  # words in a row that no text may share with a test
_LEAST = 3  # words; shorter texts ("Paris", "refuted") say nothing unless another text of their item is there too
_AT_ONCE = 4096  # texts of tests that are read together
_ROW = np.dtype([("hash", "<u8"), ("owner", "<i8")])
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
    """What the texts of tests are known by, in files that all processes share.

    Hashes have 64 bits: a billion words meet a million hashes by chance once in twenty thousand times.
    """

    def __init__(self, items: Iterable[Item], folder: Path | None = None) -> None:
        """Made in `folder`, which is there afterwards; without one, somewhere until this goes."""
        self._own = tempfile.TemporaryDirectory() if folder is None else None
        folder = Path(self._own.name) if self._own else cast(Path, folder)
        folder.mkdir(parents=True, exist_ok=True)
        _write(items, folder)
        self._open(folder)

    @classmethod
    def load(cls, folder: Path) -> Watch:
        """What was made there; nothing is read before it is asked for."""
        made = cls.__new__(cls)
        made._own = None
        made._open(folder)
        return made

    def _open(self, folder: Path) -> None:
        self._names, self._ends = mapped(folder / "names", np.uint8), mapped(folder / "ends", np.int64)
        self._kinds, self._words = mapped(folder / "kinds", np.uint8), mapped(folder / "words", np.int32)
        self._long, self._short = _Owned(folder, "long"), _Owned(folder, "short")
        self._lengths = [count for count in np.unique(self._words).tolist() if 0 < count < GRAM]

    def __len__(self) -> int:
        return len(self._kinds)

    def _item(self, number: int) -> tuple[str, Kind]:
        start = self._ends[number - 1] if number else 0
        name = self._names[start : self._ends[number]].tobytes().decode("utf-8", "surrogatepass")
        return name, KINDS[self._kinds[number]]

    def leaks(self, batch: Batch) -> list[Leak]:
        """What documents of a batch hold, in the order of the documents and of the texts of tests."""
        inside = np.flatnonzero(batch.within(GRAM))
        found = [self._long.pairs(batch.word_documents[inside], batch.grams(GRAM)[inside]), *self._sentences(batch)]
        pairs = sorted({pair for some in found for pair in some})
        said = [(document, *self._item(owner), int(self._words[owner]) >= _LEAST) for document, owner in pairs]
        told = {(document, item) for document, item, _, enough in said if enough}
        return [
            Leak(document, item, kind) for document, item, kind, enough in said if enough or (document, item) in told
        ]

    def _sentences(self, batch: Batch) -> Iterator[set[tuple[int, int]]]:
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
            yield self._short.pairs(documents, _whole(batch, these, np.full(len(these), length, np.int64)))


def _whole(batch: Batch, first: Ints, counts: Ints) -> Hashes:
    """The hash of `counts` words from `first` on, no other number of words having the same."""
    return mixed(batch.spans(first, first + counts) ^ counts.astype(np.uint64))


class _Owned:
    """Hashes, and the texts that have each."""

    def __init__(self, folder: Path, name: str) -> None:
        hashes, table = mapped(folder / f"{name}.hashes", np.uint64), mapped(folder / f"{name}.table", np.int32)
        self._known = Known(hashes, table)
        self._ends, self._owners = (
            mapped(folder / f"{name}.ends", np.int64),
            mapped(folder / f"{name}.owners", np.int32),
        )

    def pairs(self, documents: Ints, hashes: Hashes) -> set[tuple[int, int]]:
        """Each document with each text of which it has a hash; `documents` says whose each of `hashes` is."""
        at, place = self._known.find(hashes)
        pairs: set[tuple[int, int]] = set()
        for document, one in set(zip(documents[at].tolist(), place.tolist(), strict=True)):
            owners = self._owners[self._ends[one - 1] if one else 0 : self._ends[one]]
            pairs.update((document, owner) for owner in owners.tolist())
        return pairs


def _write(items: Iterable[Item], folder: Path) -> None:
    """The files that `Watch` reads."""
    first = at = 0
    with ExitStack() as stack:
        names = ("names", "ends", "kinds", "words", "long.rows", "short.rows")
        files = {name: stack.enter_context((folder / name).open("wb")) for name in names}
        rest = iter(items)
        while some := list(islice(rest, _AT_ONCE)):
            batch = Batch([item.text for item in some])
            encoded = [item.item.encode("utf-8", "surrogatepass") for item in some]
            ends = np.cumsum([len(name) for name in encoded]) + at
            counts, inside = batch.last - batch.first, batch.within(GRAM)
            whole = np.flatnonzero((counts > 0) & (counts < GRAM))
            files["names"].write(b"".join(encoded))
            files["ends"].write(ends.astype(np.int64).tobytes())
            files["kinds"].write(bytes(KINDS.index(item.kind) for item in some))
            files["words"].write(counts.astype(np.int32).tobytes())
            files["long.rows"].write(
                _rows(batch.grams(GRAM)[inside], batch.word_documents[: len(inside)][inside] + first)
            )
            files["short.rows"].write(_rows(_whole(batch, batch.first[whole], counts[whole]), whole + first))
            first, at = first + len(some), int(ends[-1])
    for name in ("long", "short"):
        _settle(folder, name)


def _rows(hashes: Hashes, owners: Ints) -> bytes:
    rows = np.zeros(len(hashes), _ROW)
    rows["hash"], rows["owner"] = hashes, owners
    return rows.tobytes()


def _settle(folder: Path, name: str) -> None:
    """The rows by their hashes: each hash once, where its owners end, its owners."""
    path, at = folder / f"{name}.rows", 0
    rows = mapped(path, _ROW)
    with ExitStack() as stack:
        hashes, ends, owners = (
            stack.enter_context((folder / f"{name}.{one}").open("wb")) for one in ("hashes", "ends", "owners")
        )
        for part in together((rows[some] for some in blocks(len(rows))), lambda r: r["hash"], len(rows), folder):
            part = part[np.lexsort((part["owner"], part["hash"]))]
            part = part[np.concatenate(([True], part[1:] != part[:-1]))[: len(part)]]
            last = np.flatnonzero(np.concatenate((part["hash"][1:] != part["hash"][:-1], [True]))[: len(part)])
            hashes.write(part["hash"][last].tobytes())
            ends.write((last + 1 + at).tobytes())
            owners.write(part["owner"].astype(np.int32).tobytes())
            at += len(part)
    del rows
    path.unlink()
    first_places(mapped(folder / f"{name}.hashes", np.uint64)).tofile(folder / f"{name}.table")


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
