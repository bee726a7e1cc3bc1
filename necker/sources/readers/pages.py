"""Readers of the manuals in packages: HTML, DocBook and Mallard, manual pages, TiddlyWiki; one document a page.

What is read away is what nobody reads for what it says: navigation, tables of contents, long listings, headings over nothing,
and on a page that is not wholly translated the paragraphs in the other language.  A page without prose, or hardly translated,
gives nothing.  Both languages of a page are held out together.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from necker.core.language import Lang, say
from necker.sources.clean.batch import Batch
from necker.sources.clean.language import grammar, languages
from necker.sources.document import Document, chosen
from necker.sources.mirror import Source
from necker.sources.readers.files import attempt, contents
from necker.sources.readers.records import Record, document, tidy
from necker.sources.readers.seen import Seen
from necker.sources.readers.written import titled
from necker.text.blocks import Block
from necker.text.blocks import Document as Page
from necker.text.decoding import Unreadable, declared_encoding, decode
from necker.text.docbook import entities_of, read_docbook
from necker.text.html import read_html
from necker.text.man import read_man
from necker.text.tiddler import read_tiddler

LEAST = 160  # characters of sentences: what says less is a menu
_LISTING = 8  # lines of code that still belong to an explanation
_SURE = 8  # words from which on a paragraph is a sentence, and its language is looked at
_SHARE = 3  # times as long as its sentences a page may be: the rest is lists
# Of DocBook's, Sphinx's, Texinfo's and HeVeA's pages.
_NAVIGATION = frozenset(
    """
    navheader navfooter toc lot indexterm footer sphinxsidebar related headerlink navigation breadcrumbs copyright
    nav nav_table contents footnotes-list index printindex menu toctree-wrapper
    """.split()
)
_NUMBERED = re.compile(
    r"\A(?:(?:chapter|chapitre|section|annexe|appendix|partie|part)\s+[\dA-Z]{1,4}\b|[\dA-Z]{1,3}(?:\.\d+)+|\d{1,3}\.)[.:—–\s]*",
    re.I,
)
_HOLE = re.compile(r"\s*\(\s*\)(?=[\s.,;:)]|$)")  # where a picture of a button stood


class _Member(NamedTuple):
    page: str
    lang: Lang
    name: str
    data: bytes


def read_pages(source: Source) -> Iterator[Document]:
    """The pages of packages in the order of their names; `limit` counts pages, in however many languages they are.

    Options: `pages` has for each language what matches the names of its files, the groups being the name of the page;
    `format` is html, docbook (Mallard too), man or tiddler; `drop` names classes and ids of HTML to leave out, `without`
    matches what is left out of a page, whole paragraphs; `entities` matches for each language files of XML entities, which
    stand in an earlier package.
    """
    wanted = None
    if source.limit is not None:
        wanted = chosen((f"{source.name}/{page}" for page in _names(source)), source.limit)
    reader = _reader(source)
    seen = Seen()
    for member in _members(source, reader):
        thing, id = f"{source.name}/{member.page}", f"{source.name}/{member.page}/{member.lang}"
        if (wanted is not None and thing not in wanted) or not seen.add(id):
            continue
        if id in source.deadly:
            source.broken(id, say("the process that read it died", "le processus qui le lisait est mort"))
            continue
        source.reading(id)
        record = Record(thing, thing, member.lang, None)
        made = attempt(partial(_documents, source, record, member, reader), partial(source.broken, id))
        source.reading("")
        yield from made or ()


def _patterns(source: Source, name: str) -> dict[Lang, re.Pattern[str]]:
    return {lang: re.compile(pattern) for lang, pattern in source.options.get(name, {}).items()}


def _names(source: Source) -> Iterator[str]:
    patterns = _patterns(source, "pages")
    silent = replace(source, broken=lambda id, reason: None)
    for name, _ in contents(silent, str):
        for pattern in patterns.values():
            if match := pattern.fullmatch(name):
                yield _page(match)


def _page(match: re.Match[str]) -> str:
    return "/".join(filter(None, match.groups()))


def _members(source: Source, reader: _Reader) -> Iterator[_Member]:
    pages, entities = _patterns(source, "pages"), _patterns(source, "entities")
    for name, data in contents(source, str):
        for lang, pattern in entities.items():
            if pattern.fullmatch(name):
                known = reader.entities.setdefault(lang, {})
                attempt(partial(_learn, known, data), partial(source.broken, f"{source.name}/{name}"))
        for lang, pattern in pages.items():
            if match := pattern.fullmatch(name):
                yield _Member(_page(match), lang, name, data)


def _learn(known: dict[str, str], data: bytes) -> None:
    known.update(entities_of(data.decode("utf-8")))


class _Reader:
    """The bytes of a file to blocks, as the options say; `entities` are those of each language."""

    def __init__(self, format: str, drop: Sequence[str]) -> None:
        self.entities: dict[Lang, dict[str, str]] = {}
        self._dropped = _NAVIGATION.union(drop)
        formats: dict[str, Callable[[str, Lang], Page]] = {
            "html": lambda text, lang: read_html(text, self._dropped),
            "docbook": lambda text, lang: read_docbook(text, self.entities.get(lang)),
            "man": lambda text, lang: read_man(text),
            "tiddler": lambda text, lang: read_tiddler(text, lang),
        }
        self._read = formats[format]

    def page(self, member: _Member) -> Page:
        data = gzip.decompress(member.data) if PurePosixPath(member.name).suffix == ".gz" else member.data
        try:
            text = decode(data, declared_encoding(data))
        except Unreadable as error:
            raise ValueError(str(error)) from error  # of one page, not of the source
        return self._read(text, member.lang)


def _reader(source: Source) -> _Reader:
    return _Reader(source.options["format"], source.options.get("drop", ()))


def _documents(source: Source, record: Record, member: _Member, reader: _Reader) -> list[Document]:
    page = reader.page(member)
    without = source.options.get("without")
    blocks = [
        Block(tidy(one.text if one.code else _HOLE.sub("", one.text)), one.heading, code=one.code)
        for one in page.blocks
    ]
    if without:
        gone = re.compile(without)
        blocks = [one for one in blocks if not gone.search(one.text)]
    page.blocks = blocks
    text = prose_of(blocks, member.lang)
    # A `<title>` has the name of the whole manual too.
    title = page.first_heading() or page.title if source.options["format"] == "html" else page.title
    title = _NUMBERED.sub("", tidy(title or ""))
    if not text:
        return []
    return [document(source, record, (titled(title, text),), member.lang, member.lang, title=title)]


def prose_of(blocks: Sequence[Block], lang: Lang) -> str:
    """What is read of a page, a line each; empty when it is no prose, or hardly any of it is in that language."""
    said = [one for one in blocks if any(map(str.isalpha, one.text))]
    batch = Batch([one.text for one in said])
    found = languages([one.text for one in said], batch, grammar(batch), _SURE)
    other = [not one.code and is_in not in (None, lang) for one, is_in in zip(said, found, strict=True)]
    kept = [one for one, gone in zip(said, other, strict=True) if not gone]
    size = sum(len(one.text) for one in kept if not one.code and one.text.count(" ") >= _SURE - 1)
    lists = sum(len(one.text) for one in kept if not one.code and not one.heading)
    foreign = sum(len(one.text) for one, gone in zip(said, other, strict=True) if gone)
    if size < max(LEAST, foreign // 2, lists // _SHARE):
        return ""
    return "\n".join(one.text for one in _without_rests(kept))


def _without_rests(blocks: Sequence[Block]) -> Iterator[Block]:
    """Without long listings, code that nothing introduces, and headings over nothing; headings without their numbers."""
    waiting: list[Block] = []
    prose = False
    for one in blocks:
        if one.heading:
            text = _NUMBERED.sub("", one.text)
            waiting = [*waiting[-1:], Block(text, heading=True)] if text else waiting
            prose = False
        elif not one.code or (prose and one.text.count("\n") < _LISTING):
            yield from waiting
            yield one
            waiting, prose = [], not one.code
        else:
            prose = False
