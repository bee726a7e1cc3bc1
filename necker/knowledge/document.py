"""A document on its way from a file or a web page to passages: blocks of plain text, and how they are grouped.

The readers (readers.py, dump.py, live.py, html.py of text/) make the blocks; nothing here knows a file format.  A passage keeps
the headings it stands under as its first lines, exactly as the document has them, unless they only repeat the title:
they say what "it" is, and people search for their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necker.core.language import Lang
from necker.knowledge.passage import SourcePassage
from necker.text.blocks import Block, one_line
from necker.text.normal import fold
from necker.text.sentences import sentences

LIMIT = 1200  # code points of a passage: what a judge reads at once
ENOUGH = 600  # blocks are put together until a passage has so many
_HEADINGS = 300  # code points of headings repeated at the head of a passage
_LINE = 20_000  # of an unbroken line that is still split by sentences; a longer one is cut at spaces first


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
