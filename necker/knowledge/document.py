"""A document on its way from a file or a web page to passages: blocks of plain text, and how they are grouped.

The readers (readers.py, html.py, dump.py, live.py) make the blocks; nothing here knows a file format.  A passage keeps
the headings it stands under as its first lines, exactly as the document has them, unless they only repeat the title:
they say what "it" is, and people search for their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from necker.core.language import Lang
from necker.knowledge.passage import SourcePassage, stored
from necker.text.language import identify
from necker.text.normal import fold
from necker.text.sentences import sentences

LIMIT = 1200  # code points of a passage: what a judge reads at once
ENOUGH = 600  # blocks are put together until a passage has so many
_HEADINGS = 300  # code points of headings repeated at the head of a passage
_LINE = 20_000  # of an unbroken line that is still split by sentences; a longer one is cut at spaces first

_BREAKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
)
# Control characters, and what only tells a program where a line may be broken.
_DROPPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]+")
_NUMBER = re.compile(r"[-+−]?\d{1,4}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item, a row of a table or a piece of code; `page` counts from 1, 0 means none."""

    text: str
    heading: bool = False
    page: int = 0


@dataclass(slots=True)
class Document:
    """What a reader found.  `title` is the document's own, `remarks` what was left out, `address` its canonical URL."""

    title: str | None = None
    blocks: list[Block] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    address: str | None = None

    def first_heading(self) -> str | None:
        """The heading it begins with: one before the fourth block."""
        return next((block.text for block in self.blocks[:3] if block.heading), None)

    def language(self) -> Lang | None:
        """French or English, judged by the beginning of its prose; None when it cannot be told."""
        sample, size = [], 0
        for block in self.blocks:
            if size > 4000:
                break
            sample.append(block.text[:2000])
            size += len(sample[-1])
        return identify("\n".join(sample))[0]


def listed(words: str) -> frozenset[str]:
    """The set of the words of a line."""
    return frozenset(words.split())


def tidy(text: str) -> str:
    """Text as blocks hold it: NFC, `\\n` for every kind of line break, no control or invisible formatting character."""
    return stored(_DROPPED.sub("", text.replace("\r\n", "\n").translate(_BREAKS)))


def raised(text: str) -> str:
    """A whole number in raised figures, as in 10⁶ and m²; any other text as it is."""
    return text.translate(_RAISED) if _NUMBER.fullmatch(text.strip()) else text


def one_line(text: str) -> str:
    """Tidy text on one line with single plain spaces; no-break spaces are kept where they stand alone."""
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def passages(blocks: Iterable[Block], title: str, lang: Lang) -> list[tuple[int, SourcePassage]]:
    """(page, passage) for each passage of the blocks, in order; no passage holds text of two pages or two sections."""
    blocks = list(blocks)
    # A document that says its title and no more still says that.
    return list(_Grouping(title, lang).run(blocks)) or list(_Grouping("", lang).run(blocks))


class _Grouping:
    """Puts blocks together to passages of at most LIMIT code points, under the headings they stand below."""

    def __init__(self, title: str, lang: Lang) -> None:
        self.title, self.lang = fold(title).strip(), lang
        self.headings: list[str] = []
        self.used = True  # whether text came below the present headings
        self.lines: list[str] = []
        self.size = 0
        self.page = 0

    def run(self, blocks: Iterable[Block]) -> Iterator[tuple[int, SourcePassage]]:
        for block in blocks:
            if block.page != self.page:
                yield from self._flush()
                self.page = block.page
            if block.heading and len(block.text) <= _HEADINGS // 2:
                yield from self._flush()
                yield from self._head(one_line(block.text))
                continue
            for piece in split(block.text, LIMIT - _HEADINGS, self.lang):
                if self.size + len(piece) + 1 > LIMIT or self.size >= ENOUGH:
                    yield from self._flush()
                self._add(piece)
        yield from self._flush()
        if not self.used and self.headings:
            yield self.page, SourcePassage("text", "\n".join(self.headings))

    def _head(self, text: str) -> Iterator[tuple[int, SourcePassage]]:
        """A heading: right below another one, both stand; otherwise it takes the place of the last ones."""
        if self.used:
            self.headings = []
        elif sum(map(len, self.headings)) + len(text) > _HEADINGS:
            yield self.page, SourcePassage("text", "\n".join(self.headings))
            self.headings = []
        if text and fold(text).strip() != self.title:
            self.headings.append(text)
            self.used = False

    def _add(self, piece: str) -> None:
        if not self.lines:
            self.lines = list(self.headings)
            self.size = sum(len(line) + 1 for line in self.lines)
        self.used = True
        self.lines.append(piece)
        self.size += len(piece) + 1

    def _flush(self) -> Iterator[tuple[int, SourcePassage]]:
        if self.lines:
            yield self.page, SourcePassage("text", "\n".join(self.lines))
        self.lines, self.size = [], 0


def split(text: str, limit: int, lang: Lang) -> Iterator[str]:
    """`text` in pieces of at most `limit` code points, between sentences where possible, else words, else anywhere."""
    text = text.strip()
    if len(text) <= limit:
        if text:
            yield text
        return
    if len(text) > _LINE:
        for part in _cut(text, _LINE):
            yield from split(part, limit, lang)
        return
    start = end = -1
    for first, last in sentences(text, lang):
        if start >= 0 and last - start > limit:
            yield from _cut(text[start:end], limit)
            start = -1
        start, end = (first if start < 0 else start), last
    if start >= 0:
        yield from _cut(text[start:end], limit)


def _cut(text: str, limit: int) -> Iterator[str]:
    """Pieces cut at the last space within the limit, or at the limit; none is empty."""
    at = 0
    while at < len(text):
        end = at + limit
        if end < len(text):
            space = max(text.rfind(" ", at + 1, end), text.rfind("\n", at + 1, end))
            end = space if space > at else end
        if piece := text[at:end].strip():
            yield piece
        at = end
