"""The bytes of a text, Markdown, HTML or PDF file to a document: its title and blocks of plain text, in reading order.

Files are data: nothing in them is run or fetched, and what could take for ever is bounded and said so in the document's
remarks.  Which files are read is folder.py's business, how blocks become passages document.py's, HTML html.py's.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, Any

from necker.core.errors import MissingError
from necker.core.language import say
from necker.text.blocks import Block, Document, one_line, tidy
from necker.text.decoding import Unreadable
from necker.text.html import read_html
from necker.text.normal import listed

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_MARKDOWN = 5_000_000  # code points; and of one paragraph: the parser needs the square of it at worst
MAX_PARAGRAPH = 20_000
MAX_PAGES = 2000  # of a PDF; with the seconds one may take, about twenty times what a thick book takes
MAX_SECONDS = 120.0

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+._:])\1{2,}\s*")
_ITEM = re.compile(r"\s*(?:[-*+•–—]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S")
_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n.*?\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_text(text: str) -> Document:
    """Plain text and reStructuredText: paragraphs between empty lines, wrapped lines joined, underlined headings."""
    document = Document()
    for empty, group in groupby(tidy(text).split("\n"), key=lambda line: not line.strip()):
        if not empty:
            document.blocks += _text_blocks([line.rstrip() for line in group])
    return document


def _text_blocks(lines: list[str]) -> Iterator[Block]:
    while lines:
        if len(lines) > 1 and _is_heading(lines[0], lines[1]):
            yield Block(one_line(lines[0]), heading=True)
            lines = lines[2:]
        elif _UNDERLINE.fullmatch(lines[0]):
            lines = lines[1:]
        else:
            end = next((i for i in range(1, len(lines) - 1) if _is_heading(lines[i], lines[i + 1])), len(lines))
            yield Block("\n".join(unwrap(lines[:end])))
            lines = lines[end:]


def _is_heading(line: str, under: str) -> bool:
    return (
        bool(_UNDERLINE.fullmatch(under)) and not _UNDERLINE.fullmatch(line) and len(under) >= len(line.strip()) * 0.8
    )


def unwrap(lines: Sequence[str]) -> list[str]:
    """Lines broken to fit a width, joined again: those that are nearly full, and those that go on in lower case.

    A list item or a line after a short one stays a line: in verse, lists, tables and addresses the breaks are meant.
    """
    width = max(map(len, lines), default=0)
    joined: list[str] = []
    full = False
    for line in lines:
        text = one_line(line)
        first = text[:1]
        if joined and text and not _ITEM.match(line) and (full or (first.islower() and width >= 40)):
            joined[-1] = _join(joined[-1], text)
        elif text:
            joined.append(text)
        full = width >= 40 and len(line) >= 0.75 * width
    return joined


# Words that keep the hyphen before them at the end of a line ("peut-" / "être"), and those that keep the one behind.
_KEEPS_BEFORE = listed("être ci là même mêmes dire il elle on ils elles")
_KEEPS_AFTER = listed("non ex vice self well demi semi")
_BROKEN = re.compile(r"(\w+)-$")
_REST = re.compile(r"\w+")


def _join(before: str, after: str) -> str:
    """Two lines as one; a word that was hyphenated at the break is made whole."""
    broken, rest = _BROKEN.search(before), _REST.match(after)
    if not broken or not rest:
        return f"{before} {after}"
    whole = rest[0][0].islower() and broken[1][-1].isalpha()
    if not whole or rest[0] in _KEEPS_BEFORE or broken[1].lower() in _KEEPS_AFTER:
        return before + after
    return before[:-1] + after


def read_markdown(text: str) -> Document:
    """CommonMark with tables: front matter dropped, HTML reduced to its text, rows as `cell | cell`, code kept."""
    source = _FRONT.sub("", tidy(text).replace("\u2028", "\n"), count=1)
    document = Document()
    if len(source) > MAX_MARKDOWN or any(len(part) > MAX_PARAGRAPH for part in re.split(r"\n[ ]*\n", source)):
        document = read_text(source)
        document.remarks.append(
            say("too long for Markdown: read as plain text", "trop long pour Markdown : lu comme texte")
        )
        return document
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").parse(source)
    cells: list[str] | None = None
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            _add(document, " | ".join(cell for cell in cells if cell))
            cells = None
        elif token.type == "inline":
            line = _inline(token)
            if cells is not None:
                cells.append(one_line(line))
            else:
                _add(document, line, heading=tokens[at - 1].type == "heading_open")
        elif token.type in ("fence", "code_block"):
            _add(document, token.content.strip("\n"))
        elif token.type == "html_block":
            document.blocks += read_html(token.content).blocks
    return document


def _add(document: Document, text: str, heading: bool = False) -> None:
    text = tidy(text)
    if text.strip():
        document.blocks.append(Block(one_line(text) if heading else text.strip("\n"), heading))


def _inline(token: Token) -> str:
    """The text of a run of Markdown: of links their words, of pictures their description."""
    pieces: list[str] = []
    for child in token.children or ():
        if child.type == "image":
            pieces.append(_inline(child))
        elif child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            pieces.append("\n")
        elif child.type != "html_inline":
            pieces.append(child.content)
    return "".join(pieces)


def read_pdf(data: bytes) -> Document:
    """The text layer of a PDF: blocks carry their page; lines joined, running heads and page numbers left out.

    Raises MissingError without the extra `docs`, Unreadable for a file that is damaged, encrypted or without text.
    """
    try:
        import pypdfium2
    except ImportError:
        raise MissingError(
            say("PDF files need an extra package", "les PDF demandent un module de plus"),
            do="pip install 'necker[docs]'",
        ) from None
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(say("encrypted PDF", "PDF chiffré") if locked else say("damaged PDF", "PDF abîmé")) from None
    try:
        document = Document(title=one_line(tidy(pdf.get_metadata_value("Title") or ""))[:300] or None)
        pages = _pdf_pages(pdf, document, pypdfium2.PdfiumError)
    finally:
        pdf.close()
    _pdf_blocks(pages, document)
    if not document.blocks:
        raise Unreadable(say("no text in this PDF (a scan?)", "aucun texte dans ce PDF (numérisé ?)"))
    return document


def _pdf_pages(pdf: Any, document: Document, failure: type[Exception]) -> list[list[str]]:
    """The lines of each page."""
    pages: list[list[str]] = []
    started = time.monotonic()
    for number in range(min(len(pdf), MAX_PAGES)):
        if time.monotonic() - started > MAX_SECONDS:
            break
        try:
            page = pdf[number]
            text: str = page.get_textpage().get_text_range()
            page.close()
        except failure:
            text = ""
            document.remarks.append(say(f"page {number + 1} is damaged", f"la page {number + 1} est abîmée"))
        # PDFium marks a hyphen at the end of a line with U+FFFE and leaves the break out.
        text = re.sub("(?:\ufffe|\x02)\\s*", "-\n", text)
        pages.append([line for part in tidy(text).split("\n") if (line := one_line(part))])
    if len(pages) < len(pdf):
        document.remarks.append(
            say(
                f"only the first {len(pages)} of {len(pdf)} pages were read",
                f"seules les {len(pages)} premières pages sur {len(pdf)} ont été lues",
            )
        )
    return pages


def _pdf_blocks(pages: list[list[str]], document: Document) -> None:
    """Paragraphs end at a line that is short; one that runs over the end of a page stays on the page it began on."""
    repeated = _running_heads(pages)
    for number, lines in enumerate(pages, 1):
        kept = [line for at, line in enumerate(lines) if not _is_running(line, at, len(lines), repeated)]
        for at, text in enumerate(_pdf_paragraphs(kept)):
            last = document.blocks[-1] if document.blocks else None
            if at == 0 and last and last.text[-1] not in '.!?:;…»”")]' and text[0].islower() and len(last.text) > 40:
                document.blocks[-1] = Block(_join(last.text, text), page=last.page)
            else:
                document.blocks.append(Block(text, page=number))


def _pdf_paragraphs(lines: list[str]) -> list[str]:
    if not lines:
        return []
    usual = median(map(len, lines))
    wide = max(40.0, 0.75 * max(usual, max(map(len, lines)) * 0.8))
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if paragraphs and (goes_on or line[0].islower() or paragraphs[-1].endswith("-")) and not _ITEM.match(line):
            paragraphs[-1] = _join(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        goes_on = len(line) >= wide
    return paragraphs


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _running_heads(pages: list[list[str]]) -> frozenset[str]:
    """The first and last lines, digits apart, that stand on three pages or more and on a third of all."""
    shapes = Counter(shape for lines in pages for shape in {_shape(line) for line in (lines[:1] + lines[-1:])})
    return frozenset(shape for shape, count in shapes.items() if count >= max(3, len(pages) / 3))


def _is_running(line: str, at: int, count: int, repeated: frozenset[str]) -> bool:
    edge = at == 0 or at == count - 1
    return edge and (
        _shape(line) in repeated
        or bool(re.fullmatch(r"[-–—\s]*(?:p(?:age)?\.?\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", line, re.I))
    )
