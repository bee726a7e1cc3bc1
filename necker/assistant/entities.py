"""The pages a question names: full titles, and short names ("Mozart", "Darwin") that the search resolves.  No ranking of sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from necker.assistant.question import is_superlative
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.lexicon import rarity
from necker.text.normal import fold
from necker.text.words import is_stop, stem, words

_MOST = frozenset(("most", "least", "plus", "moins"))  # the two words behind them are a superlative's
_EVERYWHERE = frozenset(("world", "monde"))
_PARENTHESIS = re.compile(r"\([^)]*\)")
_LOOKED_AT = 30  # hits of the search that may turn out to be the page of a name
_RARE = 5.5  # rarity from which a capitalised word is a name of its own rather than a word of a longer one
_HEAD = 140  # code points at the head of a page where its other names stand


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
    text = _with_capitals(text)
    mentions = sorted(library.mentions(text, lang), key=lambda m: m.start - m.end)
    runs = _capitalised(text)
    for mention in mentions:
        inside = any(a <= mention.start and mention.end <= b and b - a > mention.end - mention.start for a, b in runs)
        if not inside and _free(found, mention.start, mention.end):
            pages = tuple(tuple(library.page(p)) for p in library.titled(mention.title)[:4])
            named = text[mention.start : mention.end]
            others = by_name(named, library) if any(c.isupper() for c in named) else ()
            if pages:
                langs = {p[0].lang for p in pages if p}
                others = tuple(p for p in others if p[0].lang not in langs)
                found.append(Entity(mention.start, mention.end, mention.title, _unique(pages + others)))
    for start, end in runs:
        found += _run(text, start, end, found, library)
    for mention in mentions:  # names inside a longer run that is no page: "the American Marie Curie"
        if _free(found, mention.start, mention.end):
            pages = tuple(tuple(library.page(p)) for p in library.titled(mention.title)[:4])
            found.append(Entity(mention.start, mention.end, mention.title, _unique(pages)))
    return sorted(found, key=lambda e: e.start)


def _titled_within(text: str, start: int, end: int, library: Library) -> list[Entity]:
    """The titles that stand in a run, longest first, whatever their capitals: "Tang Dynasty Ruled China"."""
    parts = words(text[start:end])
    found: list[Entity] = []
    for length in range(min(4, len(parts)), 1, -1):
        for first in range(len(parts) - length + 1):
            a, b = start + parts[first].start, start + parts[first + length - 1].end
            if _free(found, a, b) and (passages := library.titled(text[a:b])):
                pages = _unique(tuple(tuple(library.page(p)) for p in passages[:4]))
                found.append(Entity(a, b, text[a:b], pages))
    return found


def specific(entity: Entity, text: str) -> bool:
    """Whether the question names something in particular: a capitalised name, a title of several words, a rare word."""
    named = text[entity.start : entity.end]
    parts = [w for w in words(named) if not is_stop(w.text, "fr")]
    rare = any(rarity(stem(w.text, "en"), "en") >= _RARE for w in parts) and not any(c.isupper() for c in text[1:])
    return any(c.isupper() for c in named) or len(parts) > 1 or rare


def _with_capitals(text: str) -> str:
    """A question typed without capitals, with every word's first letter raised, so that names are found; same length.

    The words of a superlative stay as they are: "la plus haute montagne du monde" names nothing.
    """
    if any(c.isupper() for c in text[1:]):
        return text
    raised, plain = list(text), 0
    for word in words(text):
        plain = 3 if fold(word.text) in _MOST else plain - 1
        if plain > 0 or fold(word.text) in _EVERYWHERE or is_superlative(word.text):
            continue
        if not (is_stop(word.text, "en") or is_stop(word.text, "fr")) and len(word.text[0].upper()) == 1:
            raised[word.start] = word.text[0].upper()
    return "".join(raised)


def _run(text: str, start: int, end: int, found: list[Entity], library: Library) -> list[Entity]:
    """The entity of a run of capitalised words; of each of its words when the run as a whole names no page."""
    if not _free(found, start, end):
        return []
    if pages := by_name(text[start:end], library):
        return [Entity(start, end, text[start:end], pages)]
    parts = words(text[start:end])
    if len(parts) < 2:
        return []
    for skipped in range(1, len(parts) - 1):  # "Queen Elizabeth II", "Captain James Cook"
        begin = start + parts[skipped].start
        if pages := by_name(text[begin:end], library, surely=True):
            return [Entity(begin, end, text[begin:end], pages)]
    if titled := _titled_within(text, start, end, library):
        return titled
    single = [(start + w.start, start + w.end) for w in parts]
    found_parts = [Entity(a, b, text[a:b], by_name(text[a:b], library, surely=True)) for a, b in single]
    return found_parts if all(part.pages for part in found_parts) else []


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


def by_name(name: str, library: Library, surely: bool = False) -> tuple[tuple[Passage, ...], ...]:
    """Pages a name can stand for, those of the surest kind only; with `surely`, none but those of the first kind.

    Surest is a title that ends with the name ("Mozart", "Everest", "Napoléon" for "Napoléon Ier"); then a title that holds
    it; then a page at whose head it stands ("World War I or the First World War ...").
    """
    wanted = [_singular(w.text) for w in words(name)]
    pages: dict[tuple[str, int], tuple[int, tuple[Passage, ...]]] = {}
    for hit in library.search(name, limit=_LOOKED_AT):
        key = (hit.passage.pack, hit.passage.page)
        kind = _kind(name, wanted, hit.passage)
        if key not in pages and kind is not None:
            pages[key] = (kind, tuple(library.page(hit.passage)))
    surest = 0 if surely else min((kind for kind, _ in pages.values()), default=0)
    return _unique(tuple(page for kind, page in pages.values() if kind == surest)[:4])


def _singular(word: str) -> str:
    return fold(word).removesuffix("s")


def _kind(name: str, wanted: list[str], passage: Passage) -> int | None:
    """How a page answers to a name: 0, 1 or 2 as in _by_name, None when it does not.  Plurals count as the same."""
    title = [_singular(w.text) for w in words(_PARENTHESIS.sub("", passage.title))]
    if title and title[-1] in ("i", "ier", "1er"):
        title.pop()
    if all(w in title for w in wanted):
        return 0 if title[-len(wanted) :] == wanted and len(title) <= len(wanted) + 2 else 1
    return 2 if len(wanted) > 1 and fold(name) in fold(passage.text[:_HEAD]) else None
