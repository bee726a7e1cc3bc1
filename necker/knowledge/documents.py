"""Files that were handed over (dropped on the page): read once, kept as pages of the pack `documents`.  The files are not kept.

How a file becomes pages is in folder.py, where the pages are kept in shelf.py.  A document is all pages of one name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.core.paths import data_dir
from necker.knowledge.folder import SUFFIXES, FolderSource
from necker.knowledge.passage import SourcePage
from necker.knowledge.shelf import Kept, Shelf
from necker.text.normal import clean

DOCUMENTS = "documents"  # the name of the pack
_NAME = 240  # characters of a name, the last ones


@dataclass(frozen=True, slots=True)
class Document:
    """What was handed over under one name; `added` is ISO 8601 UTC."""

    id: str
    name: str
    pages: int
    added: str


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file; `why` says what was left out, or why it was not read at all."""

    name: str
    ok: bool
    why: str


def add(files: Iterable[tuple[str, Callable[[], bytes]]], told: Callable[[Read], None]) -> tuple[int, int]:
    """Read files, (relative name, how to get its bytes), and put them all on the shelf at once; `told` hears of each.

    A file takes the place of the one of its name.  Returns how many pages and passages came.  Raises NeckerError, and
    changes nothing, when they cannot be kept.
    """
    found: list[tuple[str, SourcePage]] = []
    names: set[str] = set()
    for given, load in files:
        name = tidy_name(given)
        pages, why = _pages(name, load)
        told(Read(name, bool(pages), why))
        if pages and name not in names:
            names.add(name)
            found += [(f"{name}\n{place}", page) for place, page in enumerate(pages)]
    if found:
        _shelf().put(found, instead=[f"{name}\n" for name in names])
    return len(found), sum(len(page.passages) for _, page in found)


def documents() -> list[Document]:
    """All documents, oldest first."""
    groups: dict[str, list[Kept]] = {}
    for kept in _shelf().kept():
        groups.setdefault(kept.key.rpartition("\n")[0], []).append(kept)
    return [Document(_id(name), name, len(pages), pages[0].added) for name, pages in groups.items()]


def remove(id_: str) -> bool:
    """Take a document away; False when there is none of that id."""
    names = [each.name for each in documents() if each.id == id_]
    if names:
        _shelf().put([], instead=[f"{name}\n" for name in names])
    return bool(names)


def remove_all() -> None:
    """Take all documents away; the pack goes with them."""
    _shelf().clear()


def tidy_name(given: str) -> str:
    """A relative name that is only shown and compared: no drive, no root, no way up, one line, nothing invisible."""
    parts = [part for part in PurePosixPath(clean(given.replace("\\", "/"))).parts if part not in ("/", "..")]
    return "/".join(parts)[-_NAME:] or "?"


def _pages(name: str, load: Callable[[], bytes]) -> tuple[list[SourcePage], str]:
    """The pages of a file and what is to be said of it."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        return [], say("not a kind of file that is read", "pas une sorte de fichier lue")
    stem = PurePosixPath(name).stem.encode()[:200].decode(errors="ignore") or "document"  # file systems take 255 bytes
    with tempfile.TemporaryDirectory(prefix="necker-") as folder:
        path = Path(folder) / f"{stem}{suffix}"
        try:
            path.write_bytes(load())
            source = FolderSource(path, DOCUMENTS)
            pages = [replace(page, url=None, attribution=name) for page in source.pages(0)]
        except (NeckerError, OSError) as error:
            return [], str(getattr(error, "strerror", None) or error)
    why = "; ".join(line.partition(": ")[2] or line for line in source.report)
    return pages, why


def _id(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def _shelf() -> Shelf:
    return Shelf(
        DOCUMENTS,
        data_dir() / "documents.db",
        label=say("your documents", "vos documents"),
        kind="file",
        licence="private",
        attribution=None,
    )
