"""Conversations as documents: turns, calls of tools and citations, in the marks of the stream's grammar.

A call is the name of the tool, a line break, and what it is given: what `ToolCall` of the assistant holds.  What a
citation quotes stands letter by letter in the result of a call before it; a verdict that nothing can be quoted for has
no quotation.  Makes no lessons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from necker.core.language import Lang
from necker.lessons.pair import Split
from necker.sources.document import Document, Mark, Part

OURS = "CC0-1.0"  # the licence of what is written here

Parts: TypeAlias = tuple[Part, ...]
Verdict: TypeAlias = Literal["supported", "contradicted", "not_enough", "computed"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a generator gives: the parts; its language; the licence of what it quotes; what is known of it, by name."""

    parts: Parts
    lang: Lang | None
    licence: str = OURS
    meta: tuple[tuple[str, str], ...] = ()

    def document(self, source: str, id: str, split: Split) -> Document:
        """What is made for tests is held out."""
        return Document(f"{source}/{id}", self.parts, self.lang, source, self.licence, split == "test", self.meta)


class Call(NamedTuple):
    """A use of a tool, as it stands in a document."""

    name: str
    given: str
    result: str


def user(text: str) -> Parts:
    return Mark("user"), text, Mark("end_user")


def assistant(*pieces: str | Parts) -> Parts:
    """The turn that answers: texts, calls and citations in their order."""
    inside: Parts = ()
    for piece in pieces:
        inside += (piece,) if isinstance(piece, str) else piece
    return Mark("asst"), *inside, Mark("end_asst")


def called(name: str, given: str, result: str) -> Parts:
    return Mark("call"), f"{name}\n{given}", Mark("ret"), result, Mark("end_ret")


def cited(quote: str, verdict: Verdict) -> Parts:
    return Mark("src"), *((quote,) if quote else ()), Mark("check"), Mark(verdict), Mark("end_check")


# ---- reading them again, for tests and for whoever measures a model


def said(document: Document, mark: str) -> list[str]:
    """The texts that follow a mark: `user`, `ret`, `src` ..."""
    return [text for before, text in pairwise(document.parts) if before == Mark(mark) and isinstance(text, str)]


def calls(document: Document) -> list[Call]:
    """The calls of a document with their results."""
    given = (text.partition("\n") for text in said(document, "call"))
    return [Call(name, code, result) for (name, _, code), result in zip(given, said(document, "ret"), strict=True)]


def answer(document: Document) -> str:
    """What the assistant says itself."""
    return "".join(_spoken(document))


def _spoken(document: Document) -> Iterator[str]:
    place = ""
    for part in document.parts:
        if isinstance(part, Mark):
            place = part.name
        elif isinstance(part, str) and place in ("asst", "end_ret", "end_check"):
            yield part


def verdicts(document: Document) -> list[str]:
    """The verdicts that are given, in their order."""
    marks = [part.name if isinstance(part, Mark) else "" for part in document.parts]
    return [name for before, name in pairwise(marks) if before == "check"]
