"""Arrays that grow with the data, kept in files: mapped into memory, or brought together by their keys a part at a time.

What is mapped is read from the disk when it is asked for, and is the system's to take back; what is brought together is in
memory a block at a time.  So many documents take as much memory as few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from necker.sources.clean.batch import Hashes

BLOCK = 1 << 18  # rows in memory together
_MOST = 8  # bits of a key that tell parts apart: more files than these, a process may not open


def mapped(path: Path, kind: DTypeLike, write: bool = False) -> NDArray[Any]:
    """The rows of a file."""
    if not path.stat().st_size:
        return np.zeros(0, kind)
    return np.asarray(np.memmap(path, kind, "r+" if write else "r"))


def blank(path: Path, kind: DTypeLike, count: int, value: int = 0) -> NDArray[Any]:
    """A new file of `count` rows of `value`, to be written to."""
    with path.open("wb") as file:
        for first in range(0, count, BLOCK):
            file.write(np.full(min(BLOCK, count - first), value, kind).tobytes())
    return mapped(path, kind, write=True)


def blocks(stop: int, size: int = BLOCK, start: int = 0) -> Iterator[slice]:
    """Slices that cover the rows from `start` to `stop` in order."""
    for first in range(start, stop, size):
        yield slice(first, min(stop, first + size))


def together(
    rows: Iterable[NDArray[Any]], key: Callable[[NDArray[Any]], Hashes], count: int, folder: Path
) -> Iterator[NDArray[Any]]:
    """The rows, about `count` of them, in parts: those with equal keys are in the same one, and keys ascend from part to part.

    Keys are hashes, so parts are alike in size; within one, rows come in any order that their own order settles.
    """
    bits = min(_MOST, (max(0, count - 1) // BLOCK).bit_length())
    if not bits:
        every = list(rows)
        if every:
            yield np.concatenate(every)
        return
    kind, paths = None, [folder / f"part{number:03}" for number in range(1 << bits)]
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb")) for path in paths]
        for some in rows:
            kind = some.dtype
            part = (key(some) >> np.uint64(64 - bits)).astype(np.int64)
            order = np.argsort(part, kind="stable")
            ends = np.searchsorted(part[order], np.arange(len(paths) + 1))
            for number in np.flatnonzero(np.diff(ends)).tolist():
                files[number].write(some[order[ends[number] : ends[number + 1]]].tobytes())
    for path in paths:
        if path.stat().st_size:
            yield np.fromfile(path, kind)
        path.unlink()
