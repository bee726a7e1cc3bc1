"""What a page or a file says: blocks of plain text in reading order.

The readers make them (html.py here, readers.py of knowledge/, pages.py of sources/); nothing here knows a file format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from necker.core.language import Lang
from necker.text.language import identify
from necker.text.normal import stored

_BREAKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
)
# Control characters, and what only tells a program where a line may be broken.
_DROPPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]+")
_NUMBER = re.compile(r"[-+−]?\d{1,4}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SPACES = re.compile(" {2,}")


HOLE = "\x01"  # stands in a text for words that are on another page, or that a program would make
_ASIDE = re.compile(rf"\s*\([^()]*{HOLE}[^()]*\)")
_SENTENCE = re.compile(r"(?<=[.!?;:…])\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item, a row of a table or a piece of code; `page` counts from 1, 0 means none."""

    text: str
    heading: bool = False
    page: int = 0
    code: bool = False


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


def tidy(text: str) -> str:
    """Text as blocks hold it: NFC, `\\n` for every kind of line break, no control or invisible formatting character."""
    return stored(_DROPPED.sub("", text.replace("\r\n", "\n").translate(_BREAKS)))


def raised(text: str) -> str:
    """A whole number in raised figures, as in 10⁶ and m²; any other text as it is."""
    return text.translate(_RAISED) if _NUMBER.fullmatch(text.strip()) else text


def one_line(text: str) -> str:
    """Tidy text on one line with single plain spaces; no-break spaces are kept where they stand alone."""
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def without_holes(text: str) -> str:
    """A paragraph without the parentheses and the sentences in which words are missing."""
    if HOLE not in text:
        return text
    return " ".join(part for part in _SENTENCE.split(_ASIDE.sub("", text)) if HOLE not in part)
