"""DocBook and Mallard to blocks of text: the two XML languages that the manuals of desktops are written in.

Nothing is fetched, and no entity but those that the caller or the document itself defines is known: they are put in as text,
to a depth and a length, so that those of a bomb do not unfold.  Elements get the names of HTML's and are read as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from html.entities import html5

from necker.core.language import say
from necker.text.blocks import HOLE, Block, Document, one_line, without_holes
from necker.text.html import Reading, Token, shortened, tokens
from necker.text.normal import listed

_DEEPEST = 4  # entities in entities
_MOST = 2_000_000  # characters that they add in all

_SAME = {
    "p": "para simpara formalpara p bridgehead attribution glossterm subtitle",
    "div": "note tip warning important caution example sidebar abstract section blockquote epigraph",
    "h2": "title refname",
    "pre": "programlisting screen literallayout",
    "li": "listitem item step substep member glossdef answer question term",
    "tr": "row tr",
    "td": "entry td th",
    "table": "table informaltable",
    "span": "option",
    "sup": "superscript",
}
_HTML = {name: html for html, names in _SAME.items() for name in names.split()}
_DROPPED = listed("""
    indexterm authorgroup author editor othercredit copyright legalnotice date pubdate releaseinfo keywordset subjectset
    revhistory corpauthor edition publisher address bibliography biblioentry toc index mediaobject inlinemediaobject
    screenshot media figure informalfigure equation informalequation mathphrase math credit revision desc license links
    shortcut remark refmeta refentryinfo colspec alt anchor subject tree comment contrib affiliation cmdsynopsis funcsynopsis synopsis
    """)
# What is between the parts of a way through menus, and of keys pressed together.
_BETWEEN = {"menuchoice": " → ", "guiseq": " → ", "keycombo": "+", "keyseq": "+"}
_PARTS = listed(
    "gui guimenu guisubmenu guimenuitem guibutton guilabel guiicon interface key keycap keysym mousebutton input replaceable"
)
_REFERENCE = re.compile(r"(?:link|xref|ulink)\b")

_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]{1,80})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_USED = re.compile(r"&([A-Za-z_][\w.-]{0,80});")


def entities_of(source: str) -> dict[str, str]:
    """The internal entities that a document or a file of declarations defines."""
    return {match[1]: match[2] if match[2] is not None else match[3] for match in _ENTITY.finditer(source)}


def read_docbook(source: str, entities: Mapping[str, str] | None = None) -> Document:
    """The text of a document, its first title as title.

    `entities` are names of programs and the like; those of its own DOCTYPE count before them, unknown ones leave their
    sentence out.  Raises ValueError when they unfold to too much.
    """
    document = Document()
    own, body = _apart(shortened(source, document))
    _Book(document, _DROPPED, frozenset()).run(
        _renamed(tokens(_expanded(body, {**(entities or {}), **own}), frozenset()))
    )
    document.title = next((block.text for block in document.blocks if block.heading), None)
    return document


def _apart(source: str) -> tuple[dict[str, str], str]:
    """The entities of the DOCTYPE, and what follows it."""
    at = source.find("<!DOCTYPE")
    if at < 0:
        return {}, source
    close, inner = source.find(">", at), source.find("[", at)
    if inner < 0 or inner > close:
        return {}, source[close + 1 :] if close >= 0 else ""
    end = re.compile(r"\]\s*>").search(source, inner)
    after = end.end() if end else len(source)
    return entities_of(source[inner:after]), source[after:]


def _expanded(source: str, entities: Mapping[str, str]) -> str:
    """With the entities put in, and what CDATA holds written as text."""
    first, *parts = source.split("<![CDATA[")
    for part in parts:
        inner, found, rest = part.partition("]]>")
        first += escape(inner, quote=False) + (rest if found else "")
    budget = _MOST

    def put(match: re.Match[str]) -> str:
        nonlocal budget
        text = entities.get(match[1])
        if text is None:
            return match[0] if f"{match[1]};" in html5 else HOLE
        budget -= len(text)
        if budget < 0:
            raise ValueError(say("its entities unfold to too much", "ses entités se déplient trop"))
        return text

    for _ in range(_DEEPEST):
        first, before = _USED.sub(put, first), first
        if first == before:
            return first
    return _USED.sub(lambda match: HOLE if match[1] in entities else match[0], first)


def _renamed(found: Iterable[Token]) -> Iterator[Token]:
    for name, text in found:
        end, bare = name[:1] == "/", name.lstrip("/").rpartition(":")[2]
        bare = _HTML.get(bare, bare)
        yield Token(f"/{bare}" if end else bare, text)


class _Book(Reading):
    """Blocks of a document, with ways through menus and keys as people write them."""

    def __init__(self, document: Document, dropped: frozenset[str], classes: frozenset[str]) -> None:
        super().__init__(document, dropped, classes)
        self.ways: list[list[str]] = []  # of the open ways: what is between, nothing before the first part
        self.reference = -1  # where in the pieces the open reference begins

    def _text(self, text: str) -> None:
        if not self.ways or text.strip():
            super()._text(text.strip() if self.ways else text)

    def _is_dropped(self, name: str, tag: str) -> bool:
        # What Mallard gives instead of the title for links and searches is no text of the page.
        return super()._is_dropped(name, tag) or (name == "h2" and " type=" in tag)

    def _tag(self, name: str, tag: str) -> None:
        bare = name.lstrip("/")
        if bare == "quote":
            self.pieces.append('"')
        elif bare in _BETWEEN:
            self._way(name, bare)
        elif self.ways and name in _PARTS:
            self.pieces.append(self.ways[-1][0])
            self.ways[-1][0] = self.ways[-1][1]
        elif _REFERENCE.fullmatch(bare):
            self._reference(name, tag)
        else:
            super()._tag(name, tag)

    def _way(self, name: str, bare: str) -> None:
        if name == bare:
            if self.ways:
                self.pieces.append(self.ways[-1][0])
                self.ways[-1][0] = self.ways[-1][1]
            self.ways.append(["", _BETWEEN[bare]])
        elif self.ways:
            self.ways.pop()

    def _reference(self, name: str, tag: str) -> None:
        if tag.endswith("/>"):
            self.pieces.append(HOLE)
        elif name[0] != "/":
            self.reference = len(self.pieces)
        elif 0 <= self.reference <= len(self.pieces) and not "".join(self.pieces[self.reference :]).strip():
            self.pieces.append(HOLE)

    def _flush(self) -> None:
        if any(HOLE in piece for piece in self.pieces):
            self.pieces[:] = [without_holes("".join(self.pieces))]
        self.reference = -1
        super()._flush()

    def _block(self, text: str) -> Block:
        # XML is broken into lines anywhere; only code means them.
        return super()._block(text if self.pre or self.row else one_line(text))
