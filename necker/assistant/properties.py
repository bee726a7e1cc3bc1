"""Calculations on what pages state besides lives and spans: atomic numbers and sizes added up, people per square kilometre,
the weekday of an event, the years from an event to a year to come, somebody's age at an event of their own page.

As in compute.py every fact carries the quotation it was read in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from necker.assistant.compute import MEASURES, Plan, asked_measure, person_of, years_code
from necker.assistant.entities import Entity, entities, specific
from necker.assistant.facts import (
    DateFact,
    QuantityFact,
    event_dates,
    first_date,
    in_unit,
    life_dates,
    measure,
    quote_at,
)
from necker.assistant.question import Question
from necker.assistant.wording import date_in
from necker.knowledge.library import Library
from necker.text.concepts import concepts
from necker.text.dates import Date
from necker.text.normal import fold
from necker.text.numbers import numbers
from necker.text.units import unit

_WEEKDAY = re.compile(
    r"\b(?:(?:what|which) (?:week ?day|day of the week)|quel jour de la semaine|what day of the week)\b"
)
_SUM = re.compile(
    r"\b(?:add(?:ed|ing)?|sum|total|combined|together|additionn\w*|somme|ajout\w*|cumul\w*|a eux (?:deux|trois)|a elles (?:deux|trois)|ensemble)\b"
)
_LESS = re.compile(
    r"\b(?:difference|minus|subtract\w*|moins|ecart|soustrai\w*|separ\w*|higher|greater|bigger|plus (?:grand|eleve))\b"
)
_ATOMIC = re.compile(r"\b(?:atomic numbers?|numeros? atomiques?)\b")
_ATOMIC_SAID = re.compile(r"\b(?:atomic number|numéro atomique)(?: (?:is|of|de|est))? (\d{1,3})\b", re.IGNORECASE)
_DENSITY = re.compile(
    r"\b(?:people|inhabitants|persons|residents|habitants?|personnes)\b.{0,20}\b(?:per|par|au|a|every|chaque) (?:square )?(?:km|kilomet|mile)|"
    r"\b(?:population densit|densite de (?:la )?population|how densely)"
)
_UNTIL = re.compile(
    r"\b(?:how long|how many years|combien d'(?:annees|ans)|combien de temps|combien d'annees|quel age|how old)\b"
)
_TO_COME = re.compile(r"\b(?:will|would|fera|sera|aura|auront|seront|feront)\b")
_AT_AGE = re.compile(r"\b(?:how old|at what age|what age|quel age|a quel age|l'age|age of|age de)\b")
_AGED = re.compile(r"\b(?:at (?:the )?age|aged|à l['’]âge|âgée? de|à \w+ ans)\b", re.IGNORECASE)
_DYING = frozenset(("birth", "death", "killing", "execution", "suicide"))
_TELLING = 4.0  # rarity from which a word tells one event of a life from another


def plan(question: Question, library: Library) -> Plan | None:
    """The calculation that a question asks for, or None when it asks for none of these or a fact is missing."""
    folded = fold(question.text)
    makers: tuple[tuple[bool, Callable[[Question, str, list[Entity], Library], Plan | None]], ...] = (
        (bool(_ATOMIC.search(folded)), _atomic),
        (bool(_WEEKDAY.search(folded)), _weekday),
        (bool(_DENSITY.search(folded)), _density),
        (bool(_UNTIL.search(folded) and _TO_COME.search(folded)), _until),
        (bool(_AT_AGE.search(folded)), _age_then),
        (bool(_SUM.search(folded)), _total),
    )
    wanted = [make for asked, make in makers if asked]
    if not wanted:
        return None
    named = entities(question.text, question.lang, library)
    return next((made for make in wanted if (made := make(question, folded, named, library))), None)


def _said(question: Question, en: str, fr: str) -> str:
    return fr if question.lang == "fr" else en


def _atomic(question: Question, folded: str, named: list[Entity], library: Library) -> Plan | None:
    """The atomic numbers of elements, added up or one taken from the other."""
    asked = [e for e in named if not _ATOMIC.search(fold(e.name))]
    found = [fact for entity in asked if (fact := _atomic_number(entity))]
    if len(found) < 2 or len(found) != len({fact.title for fact in found}):
        return None
    if _LESS.search(folded) and len(found) == 2:
        high, low = sorted((int(f.value) for f in found), reverse=True)
        code, sign = f"{high} - {low}", "−"
    elif _SUM.search(folded):
        code, sign = " + ".join(str(int(f.value)) for f in found), "+"
    else:
        return None
    named_so = f" {sign} ".join(f"{f.title} ({int(f.value)})" for f in sorted(found, key=lambda f: -f.value))
    return Plan(code, f"{named_so} = {{value}}.", tuple(f.evidence for f in found))


def _atomic_number(entity: Entity) -> QuantityFact | None:
    for page in entity.pages:
        for passage in page:
            if said := _ATOMIC_SAID.search(passage.text):
                return QuantityFact(entity.name, numbers(said[1], "en")[0].value, "", quote_at(passage, said.start()))
    return None


def _total(question: Question, folded: str, named: list[Entity], library: Library) -> Plan | None:
    """The sizes or the inhabitants of two or three things, added up."""
    concept = asked_measure(question, folded)
    named = [e for e in named if specific(e, question.text)]
    if not concept or len(named) not in (2, 3):
        return None
    dimension, name = MEASURES[concept]
    found = [_people(e) if concept == "population" else measure(e.pages, concept, dimension) for e in named]
    facts = [fact for fact in found if fact is not None]
    if len(facts) != len(named):
        return None
    values = [float(f.value if concept == "population" else in_unit(f, name)) for f in facts]
    symbol = {"metre": " m", "kilometre": " km", "square kilometre": " km²", "kilogram": " kg", "person": ""}[name]
    code = f"round({' + '.join(f'{v:.10g}' for v in values)}, 6)"
    return Plan(code, f"{' + '.join(f.title for f in facts)} : {{value}}{symbol}.", tuple(f.evidence for f in facts))


def _people(entity: Entity) -> QuantityFact | None:
    """How many people live there: the first great number beside a word of population."""
    for page in entity.pages:
        for passage in page:
            for number in numbers(passage.text, passage.lang):
                measured = unit(number.unit) if number.unit else None
                if number.kind != "cardinal" or number.value < 500 or (measured and measured.dimension != "count"):
                    continue
                around = fold(passage.text[max(0, number.start - 40) : number.end + 25])
                if re.search(r"\b(?:population|inhabitants|habitants|residents|peuplee?|people)\b", around):
                    return QuantityFact(passage.title, number.value, "person", quote_at(passage, number.start))
    return None


def _density(question: Question, folded: str, named: list[Entity], library: Library) -> Plan | None:
    """Inhabitants per square kilometre, of a place whose page states both and no density."""
    places = [e for e in named if specific(e, question.text)]
    if len(places) != 1 or any(c in fold(p.text) for page in places[0].pages for p in page for c in ("densit", "/km")):
        return None
    people, area = _people(places[0]), measure(places[0].pages, "area", "area")
    if people is None or area is None:
        return None
    code = f"round({int(people.value)} / {float(in_unit(area, 'square kilometre')):.10g}, 2)"
    sentence = _said(question, "inhabitants per km²", "habitants par km²")
    proofs = (people.evidence,) if people.evidence == area.evidence else (people.evidence, area.evidence)
    return Plan(code, f"{people.title} : {{value}} {sentence}.", proofs)


def _weekday(question: Question, folded: str, named: list[Entity], library: Library) -> Plan | None:
    """The weekday of a birth, a death or an event, whose whole date a page states; Gregorian dates only."""
    named = [e for e in named if specific(e, question.text)]
    if not named or any(d.day for d in question.reading.dates):
        return None
    about = _about(question, named)
    person = person_of(named[0], library)
    birth, death = life_dates(person.pages)
    if about & {"death", "killing", "execution"} and death is not None:
        fact: DateFact | None = death
    elif "birth" in about and birth is not None:
        fact = birth
    else:
        whole = [f for f in event_dates(named[0].pages, about) if f.date.day and f.date.month]
        fact = whole[0] if whole else None
    if fact is None or not fact.date.day or not fact.date.month or (fact.date.year or 0) < 1583:
        return None
    days = _said(
        question,
        '"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"',
        '"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"',
    )
    day = fact.date
    code = f"from datetime import date\n({days})[date({day.year}, {day.month}, {day.day}).weekday()]"
    when = date_in(question.lang, day.year or 0, day.month, day.day)
    return Plan(code, f"{fact.title} : {{value}} ({when}).", (fact.evidence,))


def _about(question: Question, named: Sequence[Entity]) -> frozenset[str]:
    """The concepts of the question's words that belong to no name of it."""
    own = [
        t for t in question.terms if not any(e.start <= t.start < e.end for e in named if specific(e, question.text))
    ]
    return frozenset().union(*(concepts(t.stem, t.lang) for t in own))


def _until(question: Question, folded: str, named: list[Entity], library: Library) -> Plan | None:
    """The years from an event, or a founding or a launch, to a year that the question gives."""
    years = [d.year for d in question.reading.dates if d.year and not d.month]
    named = [e for e in named if specific(e, question.text)]
    if len(years) != 1 or len(named) != 1 or life_dates(named[0].pages)[0] is not None:
        return None
    fact = first_date(named[0].pages, _about(question, named))
    if fact is None or not fact.date.year or fact.date.year > years[0]:
        return None
    then = Date(0, 0, years[0], None, None, False)
    code, _ = years_code(then, Date(0, 0, fact.date.year, None, None, False))
    in_year = _said(question, f"{{value}} years in {years[0]}", f"{{value}} ans en {years[0]}")
    return Plan(code, f"{fact.title} ({fact.date.year}) : {in_year}.", (fact.evidence,))


def _age_then(question: Question, folded: str, named: list[Entity], library: Library) -> Plan | None:
    """How old somebody was at an event that their own page dates: "when she became queen", "le jour de son vol"."""
    named = [e for e in named if specific(e, question.text)]
    if len(named) != 1 or question.reading.dates:
        return None
    person = person_of(named[0], library)
    birth, death = life_dates(person.pages)
    about = _about(question, named)
    telling = [t for t in question.terms if t.weight >= _TELLING and not (named[0].start <= t.start < named[0].end)]
    if birth is None or about & _DYING:
        return None
    if any(_AGED.search(p.text) for page in person.pages for p in page):
        return None  # the page may state the age itself
    lived = {f.date.year for f in (birth, death) if f is not None}
    words = frozenset(t.stem for t in telling)
    told = frozenset().union(*(concepts(t.stem, t.lang) for t in telling)) - {"age", "oldest"}
    found = [f for f in event_dates(person.pages, told, words, only=True) if f.date.year not in lived]
    if not found or (found[0].date.year or 0) <= (birth.date.year or 0):
        return None
    code, unsure = years_code(found[0].date, birth.date)
    when = date_in(question.lang, found[0].date.year or 0, found[0].date.month, found[0].date.day)
    sentence = _said(
        question, f"{birth.title} was {{value}} years old ({when}).", f"{birth.title} avait {{value}} ans ({when})."
    )
    proofs = (birth.evidence,) if birth.evidence == found[0].evidence else (birth.evidence, found[0].evidence)
    return Plan(code, sentence, proofs, unsure)
