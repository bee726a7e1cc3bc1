"""A MediaWiki XML dump (pages-articles, .xml, .xml.bz2 or .xml.gz) as a source of pages.  The wikitext: wikitext.py.

The file is read as a stream, in constant memory.  A document type is refused, so that no entity can be defined.
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast
from xml.parsers import expat

from necker.core.errors import MissingError, NeckerError
from necker.core.language import Lang, interface_language, say
from necker.knowledge import wiki
from necker.knowledge.passage import Source, SourcePage
from necker.knowledge.wikitext import MAX_CHARS, plain_text
from necker.text.blocks import one_line, tidy
from necker.text.language import identify

_CHUNK = 1 << 16
_LANGS: dict[str, Lang] = {"fr": "fr", "en": "en"}
_WANTED = frozenset(("title", "ns", "id", "text", "sitename", "dbname", "base"))


@dataclass(slots=True)
class _Article:
    """A page as the dump has it; `revision` and `text` are those of the last revision in the file."""

    title: str = ""
    namespace: str = ""
    redirect: bool = False
    revision: int | None = None
    text: str = ""


class DumpSource:
    """The articles (namespace 0, no redirects) of a dump, with their revision ids; `leads` as in ZimSource."""

    kind: Source = "wikipedia"
    licence: str | None = wiki.LICENCE
    attribution: str | None = wiki.ATTRIBUTION
    total: int | None = None

    def __init__(self, path: Path, leads: bool = False) -> None:
        """Read its head.  Raises MissingError when it cannot be opened, NeckerError when it is no dump."""
        self.path, self.leads = path, leads
        head = next(_Parser(path).run(head_only=True), None)
        assert isinstance(head, _Site)
        self._site = head
        self.name = f"{head.name or path.name}, {path.name}"

    def fingerprint(self) -> str:
        """Changes with the file's name, size or date, and with what was asked of it."""
        status = self.path.stat()
        return f"dump:{self.path.name}:{status.st_size}:{status.st_mtime_ns}:{'leads' if self.leads else 'whole'}"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        """The articles in the order of the file.  Raises NeckerError where it ends too early or is damaged."""
        return islice(self._pages(), skip, None)

    def _pages(self) -> Iterator[SourcePage]:
        base = self._site.base
        for found in _Parser(self.path).run():
            if not isinstance(found, _Article) or found.redirect or found.namespace != "0" or not found.title:
                continue
            title = one_line(tidy(found.title))
            lang = self._site.lang or identify(found.text[:4000])[0] or interface_language()
            page = wiki.article(
                lang,
                title,
                wiki.blocks_of(plain_text(found.text, lang)),
                url=wiki.article_url(base, title) if base else None,
                revision=found.revision,
                leads=self.leads,
            )
            if page:
                yield page


@dataclass(slots=True)
class _Site:
    name: str
    base: str  # "https://fr.wikipedia.org/wiki/", "" when unknown
    lang: Lang | None


class _Parser:
    """Gives the site, then the articles, as the stream is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[_Site | _Article] = []
        self.open: list[str] = []
        self.lang = ""
        self.facts: dict[str, str] = {}
        self.article = _Article()
        self.pieces: list[str] | None = None
        self.size = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def run(self, head_only: bool = False) -> Iterator[_Site | _Article]:
        """Raises NeckerError for a file that is no dump, or cut short, MissingError for one that cannot be opened."""
        try:
            with _opened(self.path) as file:
                while chunk := file.read(_CHUNK):
                    self.parser.Parse(chunk, False)
                    yield from self.found
                    if head_only and self.found:
                        return
                    self.found.clear()
            self.parser.Parse(b"", True)
        except (EOFError, expat.ExpatError, zlib.error, gzip.BadGzipFile) as error:
            raise self._failed(error) from None
        except OSError as error:
            # bz2 raises a plain OSError for bytes that are not bzip2.
            if error.errno is None:
                raise self._failed(error) from None
            why = error.strerror or str(error)
            raise MissingError(say(f"cannot read {self.path}", f"impossible de lire {self.path}"), why) from None
        if head_only:
            raise self._no_dump(say("it has no site information", "il ne dit rien de son site"))

    def _failed(self, error: Exception) -> NeckerError:
        if not self.open and not self.facts:
            return self._no_dump(str(error))
        return NeckerError(
            say(f"{self.path} is cut short or damaged", f"{self.path} est tronqué ou abîmé"),
            str(error),
            say("fetch it again", "récupérez-le"),
        )

    def _no_dump(self, why: str) -> NeckerError:
        return NeckerError(
            say(f"{self.path} is not a MediaWiki dump", f"{self.path} n’est pas un export MediaWiki"), why
        )

    def _doctype(self, *_: object) -> None:
        raise self._no_dump(say("it declares a document type", "il déclare un type de document"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.open:
            if name != "mediawiki":
                raise self._no_dump(say(f"it begins with <{name[:40]}>", f"il commence par <{name[:40]}>"))
            self.lang = attributes.get("xml:lang", "")
        self.open.append(name)
        if len(self.open) > 20:
            raise self._no_dump(say("it is nested too deeply", "il est trop imbriqué"))
        if name == "page":
            self.article = _Article()
        elif name == "redirect":
            self.article.redirect = True
        elif name in _WANTED:
            self.pieces, self.size = [], 0

    def _data(self, text: str) -> None:
        if self.pieces is not None and self.size < MAX_CHARS:
            self.pieces.append(text)
            self.size += len(text)

    def _end(self, name: str) -> None:
        self.open.pop()
        text = "".join(self.pieces or ())
        self.pieces = None
        parent = self.open[-1] if self.open else ""
        if parent == "siteinfo":
            self.facts[name] = text
        elif name == "siteinfo":
            self.found.append(self._site())
        elif parent == "page" and name == "title":
            self.article.title = text
        elif parent == "page" and name == "ns":
            self.article.namespace = text.strip()
        elif parent == "revision" and name == "id":
            self.article.revision = int(text) if text.strip().isdecimal() and len(text) < 19 else None
        elif parent == "revision" and name == "text":
            self.article.text = text
        elif name == "page":
            self.found.append(self.article)

    def _site(self) -> _Site:
        address = self.facts.get("base", "")
        base = address[: address.rfind("/") + 1] if address.startswith(("https://", "http://")) else ""
        code = (self.lang or self.facts.get("dbname", "")[:2]).lower()[:2]
        return _Site(one_line(tidy(self.facts.get("sitename", "")))[:100], base, _LANGS.get(code))


def _opened(path: Path) -> IO[bytes]:
    """By what the file begins with, whatever its name."""
    with path.open("rb") as file:
        magic = file.read(3)
    if magic == b"BZh":
        return bz2.open(path, "rb")
    if magic[:2] == b"\x1f\x8b":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return path.open("rb")
