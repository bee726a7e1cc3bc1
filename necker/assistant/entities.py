"""The pages a question names: full titles, and short names ("Mozart", "Darwin") that the search resolves.  No ranking of sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.normal import fold
from necker.text.words import is_stop, words

_RUN = re.compile(r"[^\W\d_][\w'’.-]*(?:[ -][^\W\d_][\w'’.-]*)*")


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in the question, code points [start, end), and the pages (lists of passages) it can stand for, best first."""

    start: int
    end: int
    name: str
    pages: tuple[tuple[Passage, ...], ...]


def entities(text: str, lang: Lang, library: Library) -> list[Entity]:
    """The named things of a question in the order of the text, never overlapping."""
    found: list[Entity] = []
    for mention in sorted(library.mentions(text, lang), key=lambda m: m.start - m.end):
        if not _free(found, mention.start, mention.end):
            continue
        pages = tuple(tuple(library.page(p)) for p in library.titled(mention.title)[:4])
        if pages:
            found.append(Entity(mention.start, mention.end, mention.title, _unique(pages)))
    for start, end in _capitalised(text):
        if _free(found, start, end) and (pages := _by_surname(text[start:end], library)):
            found.append(Entity(start, end, text[start:end], pages))
    return sorted(found, key=lambda e: e.start)


def _free(found: list[Entity], start: int, end: int) -> bool:
    return all(end <= e.start or e.end <= start for e in found)


def _unique(pages: tuple[tuple[Passage, ...], ...]) -> tuple[tuple[Passage, ...], ...]:
    return tuple({(p[0].pack, p[0].page): p for p in pages if p}.values())


def _capitalised(text: str) -> list[tuple[int, int]]:
    """Runs of capitalised words ("Charles Darwin", "Gershwin"), without a first word that is only a sentence's head."""
    runs: list[tuple[int, int]] = []
    previous = None
    for word in words(text):
        lang_stop = is_stop(word.text, "en") or is_stop(word.text, "fr")
        if not word.text[0].isupper() or lang_stop:
            previous = None
            continue
        if previous is not None and text[previous[1] : word.start] in (" ", "-"):
            runs[-1] = previous = (previous[0], word.end)
        else:
            previous = (word.start, word.end)
            runs.append(previous)
    return runs


def _by_surname(name: str, library: Library) -> tuple[tuple[Passage, ...], ...]:
    """Pages whose title has every word of the name, one that ends with it first: "Mozart" is Wolfgang Amadeus Mozart."""
    wanted = [fold(w.text) for w in words(name)]
    pages: dict[tuple[str, int], tuple[int, int, tuple[Passage, ...]]] = {}
    for rank, hit in enumerate(library.search(name, limit=30)):
        title = [fold(w.text) for w in words(re.sub(r"\([^)]*\)", "", hit.passage.title))]
        key = (hit.passage.pack, hit.passage.page)
        if key in pages or not all(w in title for w in wanted):
            continue
        last = 0 if title[-len(wanted) :] == wanted else 1
        pages[key] = (last, rank, tuple(library.page(hit.passage)))
    ordered = sorted(pages.values(), key=lambda item: item[:2])
    return _unique(tuple(page for _, _, page in ordered[:4]))
