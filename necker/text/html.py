"""HTML to blocks of text.  Runs nothing, fetches nothing, and takes time proportional to the length of the page.

The tags are found here and not by the standard library's html.parser: on Python 3.11 that takes minutes for a file of a
few hundred kilobytes of unclosed comments (it is quadratic; CVE-2025-6069).  Entities are the standard library's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from necker.core.language import say
from necker.text.blocks import Block, Document, one_line, raised, tidy
from necker.text.normal import listed

MAX_CHARS = 20_000_000  # of one page: a 50 MB file is cut rather than left to fill the memory
MAX_TAG = 4096  # of a tag: what is longer is not looked into

_NAME = re.compile(r"/?[a-zA-Z][^\s/>]{0,63}")
# Only at the beginning of a name, so that no stretch is looked at twice.
_ATTRIBUTE = re.compile(r"(?<![^\s\"'/])([a-zA-Z][\w:-]*+)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_OPEN_VALUE = re.compile(r"=\s*+[\"']")
_RAW = listed("script style textarea title xmp iframe noembed noframes")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_VOID = listed("area base br col embed hr img input link meta param source track wbr")
_DROPPED = listed(
    "script style textarea xmp iframe noembed noframes nav template svg noscript object select button canvas audio"
    " video annotation"
)
_BLOCKS = listed(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " header hr html legend li main menu ol option p pre section summary ul caption"
)
_HEADINGS = listed("h1 h2 h3 h4 h5 h6")


class Token(NamedTuple):
    """`name` is "" for text, else the lower-case name of a tag, with a leading "/" when it ends an element."""

    name: str
    text: str


def shortened(source: str, document: Document) -> str:
    """What is read of a source; the document remarks it when that is not all."""
    if len(source) > MAX_CHARS:
        document.remarks.append(
            say(
                f"only the first {MAX_CHARS} characters were read",
                f"seuls les {MAX_CHARS} premiers caractères ont été lus",
            )
        )
    return source[:MAX_CHARS]


def read_html(source: str, dropped_classes: frozenset[str] = frozenset()) -> Document:
    """The visible text of a page, its `<title>` as title, without the elements of a class or id in `dropped_classes`."""
    document = Document()
    source = shortened(source, document)
    reading = Reading(document, _DROPPED, dropped_classes)
    reading.run(tokens(source))
    if reading.dropping and not reading.dropped_raw:
        # An element that was to be left out never ended: the rest of the page went with it, so nothing is left out now.
        again = Document(remarks=document.remarks)
        Reading(again, _RAW, frozenset()).run(tokens(source))
        return again
    return document


def tokens(source: str, raw: frozenset[str] = _RAW) -> Iterator[Token]:
    """Tags, and the text between them; of elements in `raw` the content is text up to their end."""
    at, text_from, end = 0, 0, len(source)
    while (at := source.find("<", at)) >= 0:
        after = _declaration_end(source, at)
        name = ""
        if after < 0:
            match = _NAME.match(source, at + 1)
            after = _tag_end(source, at) if match else -1
            if match is None or after < 0:
                if match:  # no tag ends after this place: the rest is text
                    break
                at += 1
                continue
            name = match[0].lower()
        if text_from < at:
            yield Token("", source[text_from:at])
        if name:
            yield Token(name, source[at : min(after, at + MAX_TAG)])
        at = text_from = after
        if name in raw:
            match = _RAW_END[name].search(source, at)
            at = match.start() if match else end
            yield Token("", source[text_from:at])
            text_from = at
    if text_from < end:
        yield Token("", source[text_from:])


def _declaration_end(source: str, at: int) -> int:
    """Where a comment, a declaration or an instruction that begins at `at` ends; -1 when none begins there."""
    following = source[at + 1 : at + 4]
    if not following.startswith(("!", "?")):
        return -1
    close = "-->" if following == "!--" else ">"
    found = source.find(close, at + 2)
    return found + len(close) if found >= 0 else len(source)


def _tag_end(source: str, at: int) -> int:
    """The place after the `>` that ends a tag, one inside a quoted value not counting; -1 when there is none."""
    first = close = source.find(">", at)
    for _ in range(8):
        if not 0 <= close < at + MAX_TAG or not _OPEN_VALUE.search(_QUOTED.sub("", source[at:close])):
            break
        close = source.find(">", close + 1, at + MAX_TAG)
    return (close if close >= 0 else first) + 1 if first >= 0 else -1


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a tag by their lower-case names."""
    return {match[1].lower(): unescape(match[2].strip("\"'")) for match in _ATTRIBUTE.finditer(tag)}


class Reading:
    """Turns tokens into the blocks of a document."""

    def __init__(self, document: Document, dropped: frozenset[str], classes: frozenset[str]) -> None:
        self.document, self.dropped, self.classes = document, dropped, classes
        self.pieces: list[str] = []
        self.heading = self.row = False
        self.pre = 0
        self.raised = -1  # where in the pieces the open <sup> begins, -1 without one
        self.dropping, self.depth = "", 0  # the element being left out, and how many of its name are open
        self.dropped_raw = False

    def run(self, found: Iterable[Token]) -> None:
        title = False
        for name, text in found:
            if not name:
                if title:
                    self.document.title = self.document.title or one_line(tidy(unescape(text))) or None
                elif not self.dropping:
                    self._text(text)
                continue
            title = name == "title"
            if self.dropping:
                self._leave(name)
            elif self._is_dropped(name, text):
                if name not in _VOID and not text.endswith("/>"):
                    self.dropping, self.depth, self.dropped_raw = name, 1, name in _RAW
            else:
                self._tag(name, text)
        self._flush()

    def _is_dropped(self, name: str, tag: str) -> bool:
        if name in self.dropped:
            return True
        if not self.classes or name[0] == "/" or ("class" not in tag and "id" not in tag):
            return False
        said = attributes_of(tag)
        return not self.classes.isdisjoint((*said.get("class", "").split(), said.get("id", "")))

    def _leave(self, name: str) -> None:
        if name == self.dropping:
            self.depth += 1
        elif name == f"/{self.dropping}":
            self.depth -= 1
        if self.depth == 0:
            self.dropping = ""

    def _text(self, text: str) -> None:
        text = unescape(text)
        self.pieces.append(text if self.pre and not self.row else re.sub(r"[ \t\n\r\f]+", " ", text))

    def _tag(self, name: str, tag: str) -> None:
        bare = name.lstrip("/")
        if bare == "sup":
            self._raise(name)
        elif bare == "br":
            self.pieces.append(" " if self.row else "\n")
        elif bare in ("td", "th"):
            if name == bare and self.row and self.pieces:
                self.pieces.append("\0")
        elif bare in ("tr", "table", "caption"):
            self._flush()
            self.row = name == "tr"
        elif bare in _HEADINGS:
            self._flush()
            self.heading = name == bare
        elif bare in _BLOCKS:
            if self.row:
                self.pieces.append(" ")
            else:
                self._flush()
            if bare == "pre":
                self.pre = max(0, self.pre + (1 if name == bare else -1))
        elif name == "link":
            self._link(tag)

    def _raise(self, name: str) -> None:
        """10<sup>6</sup> must not become 106: numbers are written with raised figures."""
        if name == "sup":
            self.raised = len(self.pieces)
        elif 0 <= self.raised <= len(self.pieces):
            self.pieces[self.raised :] = [raised("".join(self.pieces[self.raised :]))]
            self.raised = -1

    def _link(self, tag: str) -> None:
        attributes = attributes_of(tag)
        address = attributes.get("href", "")
        if attributes.get("rel", "").lower() == "canonical" and address.startswith(("https://", "http://")):
            self.document.address = self.document.address or one_line(tidy(address))[:2000]

    def _flush(self) -> None:
        """What was gathered becomes a block: a row with ` | ` between its cells, code as it is, else line by line."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self.raised = -1
        if self.row:
            cells = (one_line(tidy(cell)) for cell in text.split("\0"))
            text = " | ".join(cell for cell in cells if cell)
        elif self.pre:
            text = tidy(text).strip("\n")
        else:
            text = "\n".join(line for part in tidy(text).split("\n") if (line := one_line(part)))
        if text.strip():
            self.document.blocks.append(self._block(text))
        self.heading = False

    def _block(self, text: str) -> Block:
        return Block(one_line(text) if self.heading else text, self.heading, code=bool(self.pre) and not self.row)
