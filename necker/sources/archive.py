"""Files out of the archives of packages: Debian's ar of tar, wheels and other zips, npm's tar.gz.  In memory, never to disk.

An archive is text that strangers wrote: sizes are bounded, names that leave the archive are refused, nothing is executed,
and what is broken is left out with its reason while the rest is still read.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import lzma
import re
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from necker.core.errors import MissingError
from necker.core.language import say
from necker.sources.mirror import PackageRef

MOST_MEMBER = 256 * 2**20  # bytes, unpacked: the largest text of a package seen so far is 60 MB
MOST_ALL = 16 * 2**30
MOST_MEMBERS = 1_000_000
MOST_RATIO = 200  # unpacked to packed: text in xz stays under 30, and zeros in deflate reach 1,030
_SMALL = 2**20  # bytes, for which no ratio is asked: a short file of spaces harms nobody
_HEADERS = 4 * 2**20  # bytes that may lie between two members of a tar: long names, padding
_STREAM = 2**16

_PACKED = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, ValueError)
_HIDDEN = (NotImplementedError, RuntimeError)  # zipfile: an unknown method; a password


@dataclass(frozen=True, slots=True)
class Broken:
    """What was left out of an archive, and why; an empty `name` is the rest of the archive.  A `link` is no loss."""

    name: str
    reason: str
    link: bool = False


Told = Callable[[Broken], None]


def _untold(broken: Broken) -> None:
    """Nobody asked."""


class _Bomb(Exception):
    """The archive unpacks to more than is allowed."""


def members(ref: PackageRef, path: Path, told: Told = _untold) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the files of a package that its globs want, in the order of the archive.

    `path` has its verified bytes.  `told` hears of each file that is left out.  Raises MissingError when a decompressor
    has to be installed.
    """
    path.stat()  # that it is there is not for `told`
    wanted, suffix = _wanted(ref.members), PurePosixPath(ref.file).suffix
    read = _zip if suffix in (".zip", ".whl", ".egg") else _deb if suffix == ".deb" else _tar_file
    seen: set[str] = set()
    try:
        for name, content in read(path, wanted, told):
            if name in seen:
                told(Broken(name, say("the archive has it twice", "l’archive l’a deux fois")))
                continue
            seen.add(name)
            yield name, content
    except _Bomb as bomb:
        told(Broken("", str(bomb)))
    except (*_PACKED, NotImplementedError) as error:  # the last: a zip that asks for a newer unpacker
        told(Broken("", str(error) or type(error).__name__))


def _wanted(globs: tuple[str, ...]) -> Callable[[str], bool]:
    if not globs:
        return lambda name: True
    pattern = re.compile("|".join(f"(?:{_regex(glob)})" for glob in globs), re.DOTALL)
    return lambda name: bool(pattern.fullmatch(name))


def _regex(glob: str) -> str:
    """`*` and `?` stay inside a folder, `**/` crosses any number of them; everything else is itself."""
    words = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(words.get(part) or re.escape(part) for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob))


def _safe(name: str) -> str | None:
    """The name without "./" before it; None when it leads out of the archive or is not text."""
    name = name.removeprefix("./")
    bad = not name or name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name) is not None
    bad = bad or ".." in name.split("/") or any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in name)
    return None if bad else name


def _told_name(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode()[:200]


def _outside() -> str:
    return say("its name leads out of the archive", "son nom mène hors de l’archive")


def _too_big() -> str:
    return say("it is too big", "il est trop gros")


def _bomb() -> _Bomb:
    return _Bomb(say("the archive unpacks to too much", "l’archive contient trop, une fois ouverte"))


# ---- zip


def _zip(path: Path, wanted: Callable[[str], bool], told: Told) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        every = [info for info in archive.infolist() if not info.is_dir()]
        if len(every) > MOST_MEMBERS:
            raise _bomb()
        left = max(_SMALL, min(MOST_ALL, MOST_RATIO * path.stat().st_size))
        for info in every:
            name = _safe(info.filename)
            if name is None:
                told(Broken(_told_name(info.filename), _outside()))
            elif wanted(name):
                content, why = _of_zip(archive, info)
                if content is None:
                    told(Broken(name, why))
                    continue
                left -= len(content)  # entries that overlap share their packed bytes, so their sum has a limit too
                if left < 0:
                    raise _bomb()
                yield name, content


def _of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[bytes | None, str]:
    small = info.file_size <= max(_SMALL, MOST_RATIO * info.compress_size)
    if info.file_size > MOST_MEMBER or not small:
        return None, _too_big()
    if info.external_attr >> 28 == 0o12:  # S_IFLNK
        return None, say("it is a link", "c’est un lien")
    try:
        with archive.open(info) as file:
            content = file.read(info.file_size + 1)
    except (*_PACKED, *_HIDDEN) as error:
        return None, str(error) or type(error).__name__
    if len(content) != info.file_size:
        return None, say("it is cut short", "il est tronqué")
    return content, ""


# ---- tar


class _Bounded(io.RawIOBase):
    """A stream that gives no more than it is allowed: in all, and since the last member."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left, self._near = stream, most, 0

    def allow(self, size: int) -> None:
        """So much more may be read until this is said again."""
        self._near = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(_STREAM if size < 0 else size)
        self._left -= len(data)
        self._near -= len(data)
        if self._left < 0 or self._near < 0:
            raise _bomb()
        return data


def _tar(stream: IO[bytes], packed: int, wanted: Callable[[str], bool], told: Told) -> Iterator[tuple[str, bytes]]:
    """`packed` is how many bytes the stream comes from."""
    bounded = _Bounded(stream, max(_SMALL + _HEADERS, min(MOST_ALL, MOST_RATIO * packed)))
    bounded.allow(_HEADERS)
    with tarfile.open(fileobj=cast("IO[bytes]", bounded), mode="r|", bufsize=_STREAM) as archive:
        for count, info in enumerate(archive):
            if count >= MOST_MEMBERS:
                raise _bomb()
            bounded.allow(info.size + _HEADERS)
            name = _safe(info.name)
            if name is None:
                if info.name not in (".", "./") and not info.isdir():
                    told(Broken(_told_name(info.name), _outside()))
            elif wanted(name) and not info.isdir():
                content, why = _of_tar(archive, info)
                if content is not None:
                    yield name, content
                else:
                    told(Broken(name, why, info.issym()))
            cast(Any, archive).members = []  # which would grow with the archive


def _of_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> tuple[bytes | None, str]:
    if not info.isreg() or info.issparse():  # a sparse file is as large as it says, and takes no room
        return None, say(
            "it is no file, but a link or a device", "ce n’est pas un fichier, mais un lien ou un appareil"
        )
    if info.size > MOST_MEMBER:
        return None, _too_big()
    file = archive.extractfile(info)
    content = file.read() if file else b""
    if len(content) != info.size:
        return None, say("it is cut short", "il est tronqué")
    return content, ""


def _tar_file(path: Path, wanted: Callable[[str], bool], told: Told) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        yield from _tar(_unpacked(file), path.stat().st_size, wanted, told)


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    """The stream of a compressed one, known by its first bytes."""
    at = file.tell()
    magic = file.read(6)
    file.seek(at)
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    if magic == b"\xfd7zXZ\x00":
        return lzma.LZMAFile(file)
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        return _zstd(file)
    return file


def _zstd(file: IO[bytes]) -> IO[bytes]:
    if sys.version_info >= (3, 14):
        return cast("IO[bytes]", importlib.import_module("compression.zstd").ZstdFile(file))
    try:
        arrow = importlib.import_module("pyarrow")
    except ImportError:
        raise MissingError(
            say("a package in zstd cannot be read", "un paquet en zstd ne peut pas être lu"),
            say("pyarrow is not installed", "pyarrow n’est pas installé"),
            "pip install 'necker[data]'",
        ) from None
    return cast("IO[bytes]", arrow.CompressedInputStream(file, "zstd"))


# ---- ar


class _Part(io.RawIOBase):
    """`size` bytes of a file from where it stands."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._start, self._size, self._at = file, file.tell(), size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._start + self._at)
        data = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _deb(path: Path, wanted: Callable[[str], bool], told: Told) -> Iterator[tuple[str, bytes]]:
    """deb(5): an ar archive whose member data.tar.* has the files."""
    whole = path.stat().st_size
    with path.open("rb") as file:
        if file.read(8) != b"!<arch>\n":
            raise ValueError(say("it is no Debian package", "ce n’est pas un paquet Debian"))
        while header := file.read(60):
            if len(header) < 60 or header[58:] != b"`\n" or not header[48:58].strip().isdigit():
                raise ValueError(say("it is no Debian package", "ce n’est pas un paquet Debian"))
            size = int(header[48:58])
            if header[:16].strip().rstrip(b"/").startswith(b"data.tar"):
                if file.tell() + size > whole:
                    told(Broken("", say("the package is cut short", "le paquet est tronqué")))
                part = io.BufferedReader(_Part(file, size))
                yield from _tar(_unpacked(part), size, wanted, told)
                return
            file.seek(size + size % 2, io.SEEK_CUR)
    raise ValueError(say("the package has no files", "le paquet n’a pas de fichiers"))
