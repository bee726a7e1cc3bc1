"""Questions whose answer is calculated from facts of pages: ages, years between, how long, differences of size.

The facts are read with their quotations (facts.py); the calculation is a small Python expression run in the sandbox and
shown.  Plain calculations without pages are understood by necker.tools.calculate.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from necker.assistant.entities import Entity, by_name, entities, specific
from necker.assistant.facts import DateFact, first_date, in_unit, life_dates, measure, span_dates
from necker.assistant.question import Question
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.text.concepts import concepts
from necker.text.dates import Date
from necker.text.normal import fold
from necker.verify.claim import Evidence

_AGE = re.compile(r"\b(how old|at what age|what age|age of|age at|age de|quel age|a quel age|l'age)\b")
_DEATH = re.compile(
    r"\b(die[ds]?|dying|deaths?|killed|murdered|assassinated|executed|pass(?:ed|es)? away|morte?s?|mourut|meurt|decede[es]?|deces|"
    r"tue[es]?|assassine[es]?|execute[es]?|guillotin\w*|pendue?s?|hanged|beheaded|decapitee?s?|fusillee?s?|disparu[es]?|live[ds]? to|vecu)\b"
)
_BIRTH = re.compile(r"\b(born|birth|births|ne|nee|nes|nees|naissances?|naquit|naitre)\b")
_BETWEEN = re.compile(
    r"\b(between|minus|moins|beats?|de plus que|separat\w*|apart|entre|separ\w*|ecart|difference|differ|older|younger|plus (vieux|vieille|age|jeune)|aine|cadet|"
    r"(how many|how much) (years? )?(later|older|younger|taller|higher|longer|deeper|bigger|larger)|(longer|taller|higher|larger|bigger|deeper|wider|heavier|older|younger) than|"
    r"plus (longue?|haute?|grande?|profonde?|large|lourde?|vieux|vieille|jeune)s? que|depass\w*|exceeds?|"
    r"combien de (temps|metres|kilometres|km|m|jours) (de plus|apres|avant)?|after|before|apres|avant|later|earlier)\b"
)
_LASTING = re.compile(
    r"\b(how long|how many (years|days|months)|number of (years|days)|nombre d[e'] ?(annees|jours)|for how (long|many)|combien de temps|combien d'annees|combien de (jours|mois)|"
    r"quelle (fut |est |etait )?(la )?duree|duration)\b"
)
_LAST_VERB = re.compile(
    r"\b(last(ed|s)?|stay(ed|s)?|remain(ed|s)?|stand|stood|go on|went on|reign(ed)?|rule[ds]?|live[ds]?|take|took|exist(ed)?|"
    r"dur(e|ee|a|er)|regn\w*|vecu|vivre|exist\w*|tenu|debout|rest\w*|sit|sat|serve[ds]?|operat\w*|function\w*|fonctionn\w*|"
    r"run|ran|rag(?:e|ed|ing)|sieg\w*|occup\w*|sevi\w*|servi\w*)\b"
)
_FROM_TO = re.compile(r"\b(between|entre|separ\w*|ecoule\w*|went by|passed|elapsed)\b.*\b(and|et|its|sa|son|de)\b")
_WHICH_MORE = re.compile(
    r"\b(which|what|lequel|laquelle|quel|quelle|qui)\b.*\b(longer|taller|higher|larger|bigger|deeper|wider|heavier|"
    r"plus (long|longue|haut|haute|grand|grande|profond|profonde|large|lourd|lourde))\b.*\b(or|ou)\b"
)
_AGES = re.compile(r"\b(years?|annees?|ans|ages?|aged?|older|younger|jeune|vieux|vieille|aine|cadet|born|nee?)\b")
_TIMES = re.compile(r"\b(how many times|combien de fois)\b")
_IN_OFFICE = re.compile(
    r"\b(was|been|be|ete|fut)\b.*\b(king|queen|emperor|empress|president|pope|chancellor|sultan|tsar|roi|reine|empereur|"
    r"imperatrice|presidente?|pape|chancelier|calife)\b"
)
_END = re.compile(r"\b(end|ended|fin|terminee?|finie?)\b")
_DAYS = re.compile(r"\b(how many days|combien de jours)\b")
_COMPARE = re.compile(
    r"\b(who|which|qui|lequel|laquelle|quel|quelle)\b.*\b(older|younger|born first|first|plus (vieux|vieille|age|agee|jeune)|ne en premier|avant)\b.*\b(or|ou)\b"
)
_ELAPSED = re.compile(r"\b(how long ago|how many years ago|il y a combien|depuis combien)\b")

# What is measured, by concept: the dimension of its units, and the unit the answer is given in.
MEASURES = {
    "height": ("length", "metre"),
    "length": ("length", "kilometre"),
    "depth": ("length", "metre"),
    "width": ("length", "kilometre"),
    "area": ("area", "square kilometre"),
    "weight": ("mass", "kilogram"),
    "population": ("count", "person"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A calculation ready to run: Python `code` on facts that `evidence` quotes, and how its value is told.

    `sentence` holds `{value}`; `unsure` says that only years are known, so that the value may be one less.
    """

    code: str
    sentence: str
    evidence: tuple[Evidence, ...]
    unsure: bool = False


# "before he joined" asks for nothing to be counted, "how many years before" does.
_COUNTS = re.compile(
    r"\b(how (many|much|long|old|tall|far|big|high|deep)|combien|difference|differ|ecart|nombre|number|years?|annees?|ans|days?|jours?|"
    r"minus|moins|older|younger|taller|higher|longer|aine|cadet|vieux|vieille|jeune|agee?|plus|beats?|exceeds?|depass\w*|separ\w*|duree|age)\b"
)


def plan(question: Question, library: Library, today: datetime.date) -> Plan | None:
    """The calculation a question asks for, or None when it asks for none or a fact is missing."""
    folded = fold(question.text)
    if not any(asked.search(folded) for asked in (_AGE, _BETWEEN, _LASTING, _ELAPSED, _COMPARE, _WHICH_MORE, _TIMES)):
        return None
    if not (_COUNTS.search(folded) or _COMPARE.search(folded) or _WHICH_MORE.search(folded)):
        return None
    named = [e for e in entities(question.text, question.lang, library) if specific(e, question.text)]
    if _AGE.search(folded) or _role(folded) or _COMPARE.search(folded):
        named = [person_of(e, library) for e in named]
    if not named:
        return None
    if _AGE.search(folded) and len(named) == 2 and (made := _age_at(question, folded, named)):
        return made
    if _AGE.search(folded) and (made := _age(question, folded, named[0], today)):
        return made
    if len(named) == 2 and _TIMES.search(folded) and asked_measure(question, folded):
        return _ratio(question, named)
    if len(named) == 2 and _WHICH_MORE.search(folded):
        return _difference(question, named)
    if len(named) >= 2 and (_BETWEEN.search(folded) or _COMPARE.search(folded)):
        if asked_measure(question, folded) and not _AGES.search(folded):
            return _difference(question, named)
        return _years_between(question, folded, named)
    if len(named) == 1 and _FROM_TO.search(folded):
        return _duration(question, folded, named[0])
    if _ELAPSED.search(folded):
        return _years_ago(question, named[0], today)
    if _LASTING.search(folded) and (_LAST_VERB.search(folded) or _IN_OFFICE.search(folded)):
        return _duration(question, folded, named[0])
    return None


def person_of(entity: Entity, library: Library) -> Entity:
    """The entity as a person, when it could be one: "Newton's death" is not the end of a unit."""
    if life_dates(entity.pages) != (None, None):
        return entity
    pages = tuple(page for page in by_name(entity.name, library) if life_dates([page]) != (None, None))
    return replace(entity, pages=pages) if pages else entity


def years_code(later: Date, earlier: Date) -> tuple[str, bool]:
    """Whole years from one date to the other as code, and whether only years are known.  There is no year 0."""
    years = f"{later.year} - {earlier.year}" if (earlier.year or 0) > 0 else f"{later.year} - ({earlier.year})"
    if (earlier.year or 0) < 0 < (later.year or 0):
        years += " - 1"
    if later.month and earlier.month and later.day and earlier.day:
        return f"{years} - (({later.month}, {later.day}) < ({earlier.month}, {earlier.day}))", False
    return years, True


def _age(question: Question, folded: str, entity: Entity, today: datetime.date) -> Plan | None:
    birth, death = life_dates(entity.pages)
    if birth is None:
        return None
    given = [d for d in question.reading.dates if d.year is not None]
    fr = question.lang == "fr"
    if given:
        if not _alive(given[0], birth.date, death, folded):
            return None
        code, unsure = years_code(given[0], birth.date)
        when = question.text[given[0].start : given[0].end]
        if given[0].month is None:
            sentence = (
                f"{birth.title} : {{value}} ans dans l'année {when}."
                if fr
                else f"{birth.title}: {{value}} years old in the year {when}."
            )
            return Plan(code, sentence, (birth.evidence,))
        sentence = (
            f"{birth.title} : {{value}} ans à la date du {when}."
            if fr
            else f"{birth.title}: {{value}} years old on {when}."
        )
        return Plan(code, sentence, (birth.evidence,), unsure)
    if _DEATH.search(folded):
        if death is None:
            return None
        code, unsure = years_code(death.date, birth.date)
        sentence = (
            f"{birth.title} avait {{value}} ans à sa mort."
            if fr
            else f"{birth.title} was {{value}} years old at death."
        )
        return Plan(code, sentence, _both(birth, death), unsure)
    if death is None and re.search(r"\b(is|est|a)\b", folded):
        now = Date(0, 0, today.year, today.month, today.day, False)
        code, unsure = years_code(now, birth.date)
        sentence = f"{birth.title} a {{value}} ans." if fr else f"{birth.title} is {{value}} years old."
        return Plan(code, sentence, (birth.evidence,), unsure)
    return None


def _age_at(question: Question, folded: str, named: Sequence[Entity]) -> Plan | None:
    """How old one entity was when the other came about: "How old was Hugo when Les Misérables came out?" """
    births = [life_dates(entity.pages)[0] for entity in named]
    if (births[0] is None) == (births[1] is None) or _BETWEEN.search(folded):
        return None
    person, thing = (0, 1) if births[0] is not None else (1, 0)
    birth = births[person]
    about = frozenset().union(*(concepts(t.stem, t.lang) for t in question.terms))
    event = first_date(named[thing].pages, about)
    if birth is None or event is None or (event.date.year or 0) <= (birth.date.year or 0):
        return None
    code, unsure = years_code(event.date, birth.date)
    when = f"{event.title}, {_year(event.date, question.lang)}"
    sentence = (
        f"{birth.title} avait {{value}} ans ({when})."
        if question.lang == "fr"
        else f"{birth.title} was {{value}} years old ({when})."
    )
    return Plan(code, sentence, _both(birth, event), unsure)


def _alive(when: Date, birth: Date, death: DateFact | None, folded: str) -> bool:
    """Whether somebody had an age then; of the dead it may be asked how old they would be."""
    if (when.year or 0) < (birth.year or 0):
        return False
    last = death.date.year if death is not None else None
    return last is None or (when.year or 0) <= last or bool(re.search(r"\b(would|aurait|if|si)\b", folded))


def _lived(question: Question, birth: DateFact, death: DateFact) -> Plan:
    code, unsure = years_code(death.date, birth.date)
    sentence = (
        f"{birth.title} a vécu {{value}} ans." if question.lang == "fr" else f"{birth.title} lived {{value}} years."
    )
    return Plan(code, sentence, _both(birth, death), unsure)


def _both(a: DateFact, b: DateFact) -> tuple[Evidence, ...]:
    return (a.evidence,) if a.evidence == b.evidence else (a.evidence, b.evidence)


def _role(text: str) -> str:
    """Which of the dates of a person a stretch of the question speaks of."""
    return "death" if _DEATH.search(text) else "birth" if _BIRTH.search(text) else ""


def _event(question: Question, folded: str, entity: Entity, around: str) -> DateFact | None:
    """The date of an entity that the question means: birth or death of a person, else the date of the thing."""
    birth, death = life_dates(entity.pages)
    role = _role(around) or _role(folded)
    if role == "death":
        return death
    if birth is not None:
        return birth
    about = frozenset().union(*(concepts(t.stem, t.lang) for t in question.terms))
    if _END.search(around) and (span := span_dates(entity.pages, reign=False)):
        return span[1]
    return first_date(entity.pages, about)


def _years_between(question: Question, folded: str, named: Sequence[Entity]) -> Plan | None:
    a, b = named[0], named[1]
    middle = (a.end + b.start) // 2
    one = _event(question, folded, a, fold(question.text[:middle])[-60:])
    two = _event(question, folded, b, fold(question.text[middle:])[:60])
    if one is None or two is None or one.date.year is None or two.date.year is None:
        return None
    if _COMPARE.search(folded) and one.date.year == two.date.year and not (one.date.month and two.date.month):
        return None
    early, late = sorted((one, two), key=lambda f: (f.date.year or 0, f.date.month or 0, f.date.day or 0))
    code = (
        f"{late.date.year} - {early.date.year}"
        if (early.date.year or 0) > 0
        else f"{late.date.year} - ({early.date.year})"
    )
    code += " - 1" if (early.date.year or 0) < 0 < (late.date.year or 0) else ""
    fr = question.lang == "fr"
    full = all(f.date.month and f.date.day and (f.date.year or 0) > 0 for f in (one, two))
    if _DAYS.search(folded):
        return _days_between(early, late, fr) if full else None
    if _COMPARE.search(folded):
        word = "Le plus âgé" if fr else "The older"
        sentence = (
            f"{word} : {early.title} ({{value}} ans d'écart)." if fr else f"{word}: {early.title} (by {{value}} years)."
        )
    elif fr:
        sentence = f"{{value}} ans séparent {early.title} ({_year(early.date, 'fr')}) et {late.title} ({_year(late.date, 'fr')})."
    else:
        sentence = f"There are {{value}} years between {early.title} ({_year(early.date, 'en')}) and {late.title} ({_year(late.date, 'en')})."
    return Plan(code, sentence, _both(one, two))


def _days_between(early: DateFact, late: DateFact, fr: bool) -> Plan:
    first, last = (f"date({f.date.year}, {f.date.month}, {f.date.day})" for f in (early, late))
    sentence = (
        f"{{value}} jours séparent {early.title} et {late.title}."
        if fr
        else f"There are {{value}} days between {early.title} and {late.title}."
    )
    return Plan(f"from datetime import date\n({last} - {first}).days", sentence, _both(early, late))


def _year(date: Date, lang: Lang) -> str:
    year = date.year or 0
    return str(year) if year > 0 else f"{-year} {'av. J.-C.' if lang == 'fr' else 'BC'}"


def asked_measure(question: Question, folded: str) -> str:
    """The measure asked for: said ("taller", "superficie"), or told by its unit ("how many metres more"); empty if none."""
    asked = {c for t in question.terms for c in concepts(t.stem, t.lang) if c in MEASURES}
    if asked:
        return min(asked, key=list(MEASURES).index)
    units = {"height": r"\b(metres?|meters?|feet)\b", "length": r"\b(km|kilometres?|kilometers?|miles)\b"}
    return next((concept for concept, pattern in units.items() if re.search(pattern, folded)), "")


def _difference(question: Question, named: Sequence[Entity]) -> Plan | None:
    concept = asked_measure(question, fold(question.text))
    if not concept:
        return None
    dimension, name = MEASURES[concept]
    one, two = (measure(e.pages, concept, dimension) for e in named[:2])
    if one is None or two is None:
        return None
    x, y = sorted((float(in_unit(one, name)), float(in_unit(two, name))), reverse=True)
    more = one if float(in_unit(one, name)) >= float(in_unit(two, name)) else two
    less = two if more is one else one
    symbol = {"metre": "m", "kilometre": "km", "square kilometre": "km²", "kilogram": "kg", "person": ""}[name]
    if _WHICH_MORE.search(fold(question.text)):
        more_by = "de plus" if question.lang == "fr" else "more"
        sentence = f"{more.title} ({{value}} {symbol} {more_by})."
    elif question.lang == "fr":
        sentence = f"{{value}} {symbol} de différence entre {more.title} et {less.title}."
    else:
        sentence = f"The difference between {more.title} and {less.title} is {{value}} {symbol}."
    return Plan(f"round({x:.10g} - {y:.10g}, 6)", sentence, (more.evidence, less.evidence))


def _ratio(question: Question, named: Sequence[Entity]) -> Plan | None:
    """How many times the measure of the second thing goes into that of the first."""
    concept = asked_measure(question, fold(question.text))
    dimension, name = MEASURES[concept]
    one, two = (measure(e.pages, concept, dimension) for e in named[:2])
    if one is None or two is None or not in_unit(two, name):
        return None
    code = f"round({float(in_unit(one, name)):.10g} / {float(in_unit(two, name)):.10g}, 3)"
    sentence = (
        f"{one.title} / {two.title} : {{value}}." if question.lang == "fr" else f"{one.title} / {two.title}: {{value}}."
    )
    return Plan(code, sentence, (one.evidence, two.evidence))


def _duration(question: Question, folded: str, entity: Entity) -> Plan | None:
    birth, death = life_dates(entity.pages)
    if birth is not None and re.search(r"\b(live[ds]?|vecu|vivre)\b", folded):
        return _lived(question, birth, death) if death is not None else None
    ruled = re.search(r"\b(reign|rule|regn|throne|trone|in power|au pouvoir)", folded) or _IN_OFFICE.search(folded)
    span = span_dates(entity.pages, reign=bool(ruled and birth is not None)) or span_dates(
        entity.pages, reign=bool(ruled)
    )
    if span is None:
        return None
    first, last = span
    a, b = first.date, last.date
    fr = question.lang == "fr"
    if a.month and b.month and a.day and b.day and a.year and b.year and a.year > 0:
        months = f"({b.year} - {a.year}) * 12 + {b.month} - {a.month} - ({b.day} < {a.day})"
        days = f"(date({b.year}, {b.month}, {b.day}) - date({a.year}, {a.month}, {a.day})).days"
        if _DAYS.search(folded):
            sentence = f"{entity.name} : {{value}} jours." if fr else f"{entity.name}: {{value}} days."
            return Plan(f"from datetime import date\n{days}", sentence, _both(first, last))
        sentence = f"{entity.name} : {{span}} ({{days}} jours)." if fr else f"{entity.name}: {{span}} ({{days}} days)."
        return Plan(f"from datetime import date\n(divmod({months}, 12), {days})", sentence, _both(first, last))
    code, _ = years_code(Date(0, 0, b.year, None, None, False), Date(0, 0, a.year, None, None, False))
    sentence = (
        f"{entity.name} : {{value}} ans, de {_year(a, 'fr')} à {_year(b, 'fr')}."
        if fr
        else f"{entity.name}: {{value}} years, from {_year(a, 'en')} to {_year(b, 'en')}."
    )
    return Plan(code, sentence, _both(first, last))


def _years_ago(question: Question, entity: Entity, today: datetime.date) -> Plan | None:
    about = frozenset().union(*(concepts(t.stem, t.lang) for t in question.terms))
    fact = first_date(entity.pages, about)
    if fact is None or fact.date.year is None:
        return None
    code, _ = years_code(Date(0, 0, today.year, None, None, False), Date(0, 0, fact.date.year, None, None, False))
    fr = question.lang == "fr"
    sentence = f"{fact.title} : il y a {{value}} ans." if fr else f"{fact.title}: {{value}} years ago."
    return Plan(code, sentence, (fact.evidence,))
