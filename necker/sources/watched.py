"""What the documents of a test are known by: its questions, answers, claims and labels, and what is only evidence.

The names are those that the readers write before each line (readers/questions.py, written.py, dialogues.py).  Looking for
them in other texts is the work of clean/leaks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from necker.sources.clean.leaks import GRAM, Item, Kind
from necker.sources.document import Document, Mark

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("Question", "Table", "Tableau"), "question"),
    **dict.fromkeys(("Answer", "Réponse", "Solution", "Steps", "Étapes", "Equation", "Équation", "Tests", "Text", "Texte"), "answer"),
    **dict.fromkeys(("Claim", "Affirmation", "Hypothesis", "Hypothèse"), "claim"),
    **dict.fromkeys(("Label", "Étiquette"), "label"),
    **dict.fromkeys(("Evidence", "Extrait", "Premise", "Prémisse", "Tool", "Call", "Appel", "Result", "Résultat"), "evidence"),
}  # fmt: skip
_SPOKEN = ("User", "Utilisateur", "Assistant")
_NAMED = re.compile(rf"^({'|'.join([*_KINDS, *_SPOKEN])})(?: [^:\n]*)?:[ \n]", re.MULTILINE)
_QUALIFIED = re.compile(r" \([^()]*\)$")  # what a question is about, which others are about too
_SAID = 8  # words from which on a sentence is somebody's own: "how are you today" stands everywhere
_PAGE = 120  # words from which on a text without questions is a page


def text_of(document: Document) -> str:
    """All that it says."""
    return "\n".join(part.strip("\n") for part in document.parts if isinstance(part, str))


def items(document: Document) -> Iterator[Item]:
    """The texts of one document of a test."""
    if any(isinstance(part, Mark) for part in document.parts):
        yield from _turns(document)
        return
    text = text_of(document)
    marks = list(_NAMED.finditer(text))
    if not marks:
        yield from _whole(document, text)
        return
    if before := text[: marks[0].start()].strip():
        yield Item(document.id, "evidence", before)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), 1):
        said = text[mark.end() : end].strip()
        if mark[1] in _SPOKEN:
            if len(said.split()) >= GRAM:  # shorter turns are what everybody says
                yield Item(f"{document.id}#{number}", "claim", said)
        elif _KINDS[mark[1]] == "answer":
            yield from (Item(document.id, "answer", one) for one in said.split("; ") if len(one.split()) >= _SAID)
        elif _KINDS[mark[1]] == "question":
            yield Item(document.id, "question", _QUALIFIED.sub("", said))
        else:
            yield Item(document.id, _KINDS[mark[1]], said)


def _turns(document: Document) -> Iterator[Item]:
    """What the user says is the question; what tools and sources say, and answers made of it, others may quote."""
    place = ""
    for number, part in enumerate(document.parts, 1):
        if isinstance(part, Mark):
            place = part.name
        elif isinstance(part, str):
            yield Item(f"{document.id}#{number}", "question" if place == "user" else "evidence", part)


def _whole(document: Document, text: str) -> Iterator[Item]:
    """A sentence, or each of a pair of them, is a claim; code that goes on is an answer.

    A page is known by its duplicates alone: what it says others may quote, from where it has it.
    """
    if re.search(r"^\s*def ", text, re.MULTILINE):
        yield Item(document.id, "answer", text)
        return
    if len(text.split()) >= _PAGE:
        return
    for number, line in enumerate(text.splitlines(), 1):
        line = re.sub(r"^(?:en|fr): ", "", line)
        if len(line.split()) >= _SAID:
            yield Item(f"{document.id}#{number}", "claim", line)
