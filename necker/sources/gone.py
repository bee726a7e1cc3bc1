"""What goes of the sources that were staged (stage.py), when they are seen together: leaks of tests, and duplicates.

    NAME.jsonl      number, reason, detail of each document that goes, in order
    NAME.numbers    the numbers alone, int64

Everything is in files, read in order: many documents take as much memory as few.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np

from necker.sources.clean.batch import Ints
from necker.sources.clean.blocks import blank, blocks, mapped
from necker.sources.clean.near import Near
from necker.sources.manifest import Manifest
from necker.sources.stage import sketches_in

COMMON = 10  # documents, more of which mean a common phrase (GPT-3, arXiv 2005.14165, appendix C)
_NONE = np.iinfo(np.int64).max
Row = tuple[int, str, str]  # number, reason, detail


class Gone:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def write(self, name: str, rows: Iterable[Row]) -> None:
        """What goes of one source, in the order of the numbers."""
        with self._path(name).open("wb") as lines, self.numbers_path(name).open("wb") as numbers:
            for number, reason, detail in rows:
                lines.write(json.dumps([number, reason, detail], ensure_ascii=False).encode("utf-8", "replace") + b"\n")
                numbers.write(number.to_bytes(8, "little"))

    def rows(self, name: str) -> Iterator[Row]:
        """What was written."""
        with self._path(name).open("rb") as lines:
            for line in lines:
                number, reason, detail = json.loads(line)
                yield number, reason, detail

    def numbers(self, name: str) -> Ints:
        """The numbers of `rows`."""
        return mapped(self.numbers_path(name), np.int64)

    def numbers_path(self, name: str) -> Path:
        return self.folder / f"{name}.numbers"

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.jsonl"


def find_gone(done: list[Manifest], work: Path, folder: Path) -> Gone:
    """What goes of the sources in `work`, all of them: leaks first, so that none takes the place of a clean document."""
    gone = Gone(folder)
    common = _common(work / one.name for one in done)
    for one in done:
        gone.write(f"{one.name}.leaks", _leaks(work / one.name, common))
    with Near(folder / "near") as near:
        firsts = _compared(done, work, gone, near)
        alike = _Alike(near, folder, [range(*pair) for one, pair in _with(done, firsts) if one.split == "eval"])
        ids = _Ids([work / one.name for one in done], firsts, mapped(folder / "order", np.int64))
        for one, pair in _with(done, firsts):
            found = _duplicates(range(*pair), alike, ids) if one.split != "eval" else iter(())
            gone.write(one.name, heapq.merge(gone.rows(f"{one.name}.leaks"), found))
    return gone


def _with(done: list[Manifest], firsts: list[int]) -> Iterator[tuple[Manifest, tuple[int, int]]]:
    """Each source, the number of its first document and that after its last."""
    return zip(done, pairwise(firsts), strict=True)


# ---- leaks


def _held(folder: Path) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The number of a document, and the texts of tests in it: item, kind."""
    with (folder / "leaks.jsonl").open("rb") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["number"], [(item, kind) for item, kind in row["leaks"]]


def _common(folders: Iterable[Path]) -> frozenset[str]:
    """The claims that are phrases which everybody uses: more than ten documents hold them."""
    counts: Counter[str] = Counter()
    for folder in folders:
        for _, leaks in _held(folder):
            counts.update(item for item, kind in leaks if kind == "claim")
    return frozenset(item for item, count in counts.items() if count > COMMON)


def _leaks(folder: Path, common: frozenset[str]) -> Iterator[Row]:
    for number, leaks in _held(folder):
        told = [(item, kind) for item, kind in leaks if kind != "claim" or item not in common]
        if told:
            more = f" (+ {len(told) - 1})" if len(told) > 1 else ""
            yield number, "leak", f"{told[0][1]} of {told[0][0]}{more}"


# ---- duplicates


def _compared(done: list[Manifest], work: Path, gone: Gone, near: Near) -> list[int]:
    """Add the documents of all sources that are no leaks; the numbers of the first of each, and how many there are in all."""
    firsts, count = [0], 0
    with (gone.folder / "order").open("wb") as order:
        for one in done:
            for some, numbers, names in sketches_in(work / one.name, gone.numbers(f"{one.name}.leaks")):
                count = near.add(some, names).stop
                order.write(numbers.astype(np.int64).tobytes())
            firsts.append(count)
    return firsts


class _Alike:
    """For each document the one that stays, whether it has the same text, and the first test that is like both."""

    def __init__(self, near: Near, folder: Path, tests: list[range]) -> None:
        self.kept, self.exact = near.settled()
        self._tests = blank(folder / "tests", np.int64, len(self.kept), _NONE)
        for some in (some for one in tests for some in blocks(one.stop, start=one.start)):
            np.minimum.at(self._tests, self.kept[some], np.arange(some.start, some.stop))

    def tests(self, some: slice) -> Ints:
        return self._tests[self.kept[some]]


def _duplicates(own: range, alike: _Alike, ids: _Ids) -> Iterator[Row]:
    """Of the documents of a source: those that are like a test, and those in whose place another one stays."""
    for some in blocks(own.stop, start=own.start):
        stays, tests = alike.kept[some], alike.tests(some)
        for place in np.flatnonzero((tests != _NONE) | (stays != np.arange(some.start, some.stop))).tolist():
            document, test = some.start + place, int(tests[place])
            if test != _NONE:
                yield ids.number(document), "leak", f"duplicate of {ids.id(test)}"
            else:
                reason = "duplicate" if alike.exact[document] else "near_duplicate"
                yield ids.number(document), reason, f"duplicate of {ids.id(int(stays[place]))}"


class _Ids:
    """The ids of documents by the numbers in which they were compared."""

    def __init__(self, folders: list[Path], firsts: list[int], numbers: Ints) -> None:
        self._folders, self._firsts, self._numbers = folders, np.array(firsts), numbers
        self._open: tuple[int, IO[bytes], Ints] | None = None

    def number(self, document: int) -> int:
        """In its source."""
        return int(self._numbers[document])

    def id(self, document: int) -> str:
        source = int(np.searchsorted(self._firsts, document, "right")) - 1
        if self._open is None or self._open[0] != source:
            if self._open is not None:
                self._open[1].close()
            folder = self._folders[source]
            self._open = source, (folder / "rows.jsonl").open("rb"), mapped(folder / "places", np.int64)
        _, lines, places = self._open
        lines.seek(int(places[self.number(document)]))
        return str(json.loads(lines.readline())["id"])
