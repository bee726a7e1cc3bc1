"""The unit of evidence, and what a source of pages hands to the builder of packs.  No storage, no search."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from necker.core.language import Lang
from necker.text.normal import stored
from necker.text.sentences import sentences

Source = Literal["wikipedia", "file", "note"]
Kind = Literal["description", "text"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that can be quoted.

    `text` is NFC; `sha256` is of its UTF-8 bytes; `sentences` are (start, end) in code points of `text`, in order and
    never overlapping.  `page` is the number of the page in its pack, `position` that of the passage in it, from 0.
    `id` is readable and survives a rebuild of the pack: `pack/lang/title#position`.
    """

    id: str
    pack: str
    source: Source
    lang: Lang
    title: str
    kind: Kind
    text: str
    url: str | None
    revision: int | str | None
    sha256: str
    licence: str | None
    attribution: str | None
    page: int
    position: int
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A passage as a source gives it.  A "description" is a one-line gloss of the page; "text" is its prose."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as a source gives it; `licence` and `attribution` are None when they are those of the source.

    `aliases` are other titles the page is found by (redirects).
    """

    lang: Lang
    title: str
    url: str | None
    revision: int | str | None
    licence: str | None
    attribution: str | None
    passages: Sequence[SourcePassage]
    aliases: tuple[str, ...] = ()


class PackSource(Protocol):
    """Where the pages of a pack come from.

    `name` says it in words ("Wikipedia, 20,000 vital articles"); `total` is the number of pages, None when unknown.
    `fingerprint()` changes whenever the pages would: a build that was interrupted goes on only when it is unchanged.
    `pages(skip)` gives the pages in a fixed order without the first `skip` of them.
    """

    name: str
    kind: Source
    licence: str | None
    attribution: str | None
    total: int | None

    def fingerprint(self) -> str: ...

    def pages(self, skip: int) -> Iterator[SourcePage]: ...


@dataclass(frozen=True, slots=True)
class PackInfo:
    """What a pack says of itself; `languages` are pages per language, `size` is in bytes, `created` is ISO 8601 UTC."""

    name: str
    path: Path
    source: str
    kind: Source
    created: str
    pages: int
    passages: int
    languages: dict[str, int]
    licence: str | None
    attribution: str | None
    fingerprint: str
    content: str
    oddities: dict[str, int]
    size: int


def sha256_of(text: str) -> str:
    """Hexadecimal sha256 of the UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def passage_of(page: SourcePage, position: int, *, pack: str, source: PackSource, number: int = 0) -> Passage:
    """Passage `position` of a page that is in no pack (a live page, a new note), with its sentences and hash."""
    given = page.passages[position]
    text, title = stored(given.text), stored(page.title)
    return Passage(
        id=f"{pack}/{page.lang}/{title}#{position}",
        pack=pack,
        source=source.kind,
        lang=page.lang,
        title=title,
        kind=given.kind,
        text=text,
        url=page.url,
        revision=page.revision,
        sha256=sha256_of(text),
        licence=page.licence or source.licence,
        attribution=page.attribution or source.attribution,
        page=number,
        position=position,
        sentences=tuple(sentences(text, page.lang)),
    )
