"""Dates and quantities read off the pages of an entity, each with the quotation it stands in.  Nothing is computed here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from necker.knowledge.passage import Passage
from necker.text.concepts import concepts
from necker.text.dates import Date, dates, lifespan
from necker.text.numbers import numbers
from necker.text.units import convert, unit
from necker.text.words import stem, words
from necker.verify.claim import Evidence, quote_from


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date of an entity, read in the passage that `evidence` quotes."""

    title: str
    date: Date
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class QuantityFact:
    """A measure of an entity: `value` in `unit` (a canonical name of text/units.py; empty for a plain count)."""

    title: str
    value: Fraction
    unit: str
    evidence: Evidence


def quote_at(passage: Passage, position: int) -> Evidence:
    """The sentence of the passage around a code point."""
    for start, end in passage.sentences:
        if start <= position < end:
            return quote_from(passage, start, end, "supports")
    return quote_from(passage, 0, len(passage.text), "supports")


def _exactness(date: Date) -> tuple[bool, bool, bool]:
    return (not date.approx, date.month is not None, date.day is not None)


_OFFICE = re.compile(
    r"\b(minister|president|king|queen|emperor|empress|pope|chancellor|governor|sultan|caliph|shah|tsar|monarch|ruler|senator|"
    r"roi|reine|empereur|impératrice|président|présidente|ministre|pape|chancelier|gouverneur|calife|tsar|souverain)\b",
    re.IGNORECASE,
)


def life_dates(pages: Sequence[Sequence[Passage]]) -> tuple[DateFact | None, DateFact | None]:
    """(birth, death) of the person the pages are about: those of the first page that has them, as exact as any page of the
    same years states them."""
    lives: list[tuple[DateFact | None, DateFact | None]] = []
    for page in pages:
        for passage in page:
            if passage.kind == "description" and _OFFICE.search(passage.text):
                continue  # "Prime Minister of India (1966–1977)" are years in office
            span = lifespan(passage.text)
            facts = [
                DateFact(passage.title, d, quote_at(passage, d.start)) if d and d.year else None for d in span or ()
            ]
            if facts and (facts[0] or facts[1]):
                lives.append((facts[0], facts[1]))
    if not lives:
        return None, None
    return _most_exact([life[0] for life in lives]), _most_exact([life[1] for life in lives])


def _most_exact(facts: Sequence[DateFact | None]) -> DateFact | None:
    known = [fact for fact in facts if fact is not None]
    same = [fact for fact in known if fact.date.year == known[0].date.year]
    return max(same, key=lambda f: _exactness(f.date), default=None)


# Concepts (text/concepts.txt) of what happens on a date.
_EVENTS = frozenset(
    """birth death founding building opening publishing discovering inventing writing composing painting sinking beginning ending
    directing winning joining independence translating crowning""".split()
)


def first_date(pages: Sequence[Sequence[Passage]], about: frozenset[str]) -> DateFact | None:
    """The date of the thing the pages are about: the one said beside a word of the concepts `about`, else the first one."""
    fallback: DateFact | None = None
    about = about & _EVENTS
    for page in pages:
        for passage in page:
            for date in dates(passage.text, passage.lang):
                if date.year is None:
                    continue
                fact = DateFact(passage.title, date, quote_at(passage, date.start))
                fallback = fallback or fact
                if about & _concepts_near(passage, date.start):
                    return fact
    return fallback


def event_dates(
    pages: Sequence[Sequence[Passage]], about: frozenset[str], stems: frozenset[str] = frozenset(), only: bool = False
) -> list[DateFact]:
    """The dates of the pages: those in a sentence that speaks of `about` or holds one of `stems`, the most telling sentence
    first; all of them when no sentence does, unless `only` those are wanted."""
    ranked: list[tuple[int, bool, DateFact]] = []
    for page in pages:
        for passage in page:
            for date in dates(passage.text, passage.lang):
                if date.year is None:
                    continue
                proof = quote_at(passage, date.start)
                found = [stem(w.text, passage.lang) for w in words(proof.quote)]
                told = {name for one in found for name in concepts(one, passage.lang)} & about
                score = len(told) + 2 * len(stems & set(found))
                ranked.append((score, date.day is not None, DateFact(passage.title, date, proof)))
    ranked = [item for item in ranked if item[0]] or ([] if only else ranked)
    return [item[2] for item in sorted(ranked, key=lambda item: (-item[0], not item[1]))]


def _concepts_near(passage: Passage, position: int, reach: int = 6) -> frozenset[str]:
    """Concepts of the `reach` words before the position and the two after."""
    found = words(passage.text)
    before = [w for w in found if w.end <= position][-reach:]
    after = [w for w in found if w.start >= position][:3]
    names = [concepts(stem(w.text, passage.lang), passage.lang) for w in before + after]
    return frozenset().union(*names)


_RULING = re.compile(
    r"\b(reign\w*|rule[drs]?|king|queen|emperor|president|pope|sultan|roi|reine|empereur|présidente?|pape|gouvern\w*|govern\w*|dynast\w*|règn\w*|régn\w*)\b",
    re.I,
)


def span_dates(pages: Sequence[Sequence[Passage]], reign: bool) -> tuple[DateFact, DateFact] | None:
    """From when to when a thing lasted: the first two dates of one sentence, in order, on the page that is most exact.

    For a person (`reign`) the dates of birth and death are left out and the sentence must speak of ruling.
    """
    found: list[tuple[bool, tuple[DateFact, DateFact]]] = []
    for page in pages:
        for passage in page:
            life = lifespan(passage.text) if reign else None
            lived = {d.year for d in life or () if d is not None}
            for start, end in passage.sentences:
                text = passage.text[start:end]
                if reign and not _RULING.search(text):
                    continue
                inside = [d for d in dates(text, passage.lang) if d.year is not None]
                if reign and len(inside) > 2:
                    inside = [d for d in inside if not _is_life(d, inside, lived)]
                if (
                    len(inside) >= 2
                    and (inside[0].year or 0) <= (inside[1].year or 0)
                    and not (reign and not _is_range(text, inside))
                ):
                    proof = quote_from(passage, start, end, "supports")
                    first, second = (DateFact(passage.title, d, proof) for d in inside[:2])
                    if not (reign and {first.date.year, second.date.year} == lived):
                        within = first.date.year == second.date.year and inside[1].start - inside[0].end > _JOINED
                        found.append((not within, (first, second)))
    best = max(found, key=lambda one: (one[0], _exactness(one[1][0].date), _exactness(one[1][1].date)), default=None)
    return best[1] if best else None


_JOINED = 12  # code points between the two dates of one range: " to ", " until the "


def _is_range(text: str, inside: Sequence[Date]) -> bool:
    """Whether two dates alone, joined as a range, say how long somebody ruled."""
    between = text[inside[0].end : inside[1].start]
    return len(inside) == 2 and bool(re.search(r"\b(to|until|till|au|jusqu|à)\b|[–-]", between))


def _is_life(date: Date, inside: Sequence[Date], lived: set[int | None]) -> bool:
    """Whether the date is the first mention of a year of birth or death; a later one may be the end of a reign."""
    return date.year in lived and next(d for d in inside if d.year == date.year) is date


def measure(pages: Sequence[Sequence[Passage]], concept: str, dimension: str) -> QuantityFact | None:
    """The measure of the entity for a concept ("height"), of the dimension asked for; said beside the concept if possible.

    Of several heights of one page the greatest is the thing's own: the others are of its parts.
    """
    fallback: QuantityFact | None = None
    for page in pages:
        told: list[QuantityFact] = []
        for passage in page:
            for number in numbers(passage.text, passage.lang):
                known = unit(number.unit) if number.unit else None
                if known is None or known.dimension != dimension:
                    continue
                fact = QuantityFact(passage.title, number.value, known.name, quote_at(passage, number.start))
                fallback = fallback or fact
                if concept in _concepts_near(passage, number.start, 9):
                    told.append(fact)
        if told:
            metric = [fact for fact in told if "metre" in fact.unit] or told
            return max(metric, key=lambda f: convert(f.value, f.unit, "metre")) if concept == "height" else told[0]
    return fallback


def in_unit(fact: QuantityFact, name: str) -> Fraction:
    """The fact's value in another unit of its dimension."""
    return convert(fact.value, fact.unit, name)
