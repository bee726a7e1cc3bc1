"""Values with a veto: numbers and dates of a claim that a passage does not state, or states otherwise.

A hedge ("about", "vers") in the claim excuses what rounds to its figure; one in the passage excuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from necker.text.concepts import concepts
from necker.text.dates import Date, compatible, lifespan
from necker.text.numbers import Number
from necker.text.units import convert, unit
from necker.verify.clash import Clash
from necker.verify.match import Reading, Term, near

_NEIGHBOURS = 4  # how many words around a value say what it is the value of
_HEDGED = Fraction(1, 10)  # "about 500" agrees with what is within a tenth
_CONVERTED = Fraction(2, 100)  # how far rounding may bring an amount from the same one in another unit
_UNSURE_YEARS = 5
_NEAR_YEARS = 15  # a year that differs by so little, in the sentence that says the rest, stands in the claim's place
_MOST_VALUES = 40
"""Numbers, or dates, of one claim that are looked for; a claim with more of them is a table, and none counts as found."""


def _text(reading: Reading, item: Number | Date | Term) -> str:
    return reading.text[item.start : item.end]


def _same_unit(a: str | None, b: str | None) -> bool:
    """Whether amounts in the two units compare: the same unit, or two of one dimension (not two currencies)."""
    if a == b or a is None or b is None:
        return a == b
    one, two = unit(a), unit(b)
    return bool(one and two and one.dimension == two.dimension != "currency")


def equal_numbers(said: Number, found: Number) -> bool:
    """Whether `found` states `said`: the same figure, one that rounds to a hedged `said`, or one converted and rounded."""
    if (said.kind == "percent") != (found.kind == "percent") or (said.kind == "century") != (found.kind == "century"):
        return False
    if (said.kind == "ordinal") != (found.kind == "ordinal") or said.bound * found.bound < 0:
        return False
    x, y = said.value, found.value
    if said.unit != found.unit and said.unit and found.unit:
        if not _same_unit(said.unit, found.unit):
            return False
        return abs(x - convert(y, found.unit, said.unit)) <= abs(x) * _CONVERTED
    return x == y or (said.approx and _rounds_to(y, x, said.bound))


def _rounds_to(exact: Fraction, rounded: Fraction, bound: int) -> bool:
    """Whether a hedged figure is a rounder one near the exact: "about 1,500" is said of 1,490, "more than 600" of 650."""
    step = _step(rounded)
    if not 0 < _step(exact) < step or (exact - rounded) * bound < 0:
        return False
    return abs(exact - rounded) <= (step if bound else min(step, abs(rounded) * _HEDGED))


def _step(value: Fraction) -> Fraction:
    """The place of the last digit that is not 0: 100 for 1,500, 1/10 for 2.5; 0 for what has no such digit."""
    step = Fraction(1)
    while value and value % (step * 10) == 0:
        step *= 10
    while value % step and step > Fraction(1, 10**9):
        step /= 10
    return Fraction(0) if not value or value % step else step


def _around(reading: Reading, start: int, end: int, before: int = _NEIGHBOURS, after: int = 2) -> list[Term]:
    left = [t for t in reading.terms if t.end <= start][-before:]
    right = [t for t in reading.terms if t.start >= end][:after]
    return left + right


def about_same(claim: Reading, a: tuple[int, int], other: Reading, b: tuple[int, int]) -> bool:
    """Whether two values are said of the same thing: a word near one is near in meaning to a word near the other."""
    mine, theirs = _around(claim, *a), _around(other, *b)
    return any(near(x.stem, x.lang, y.stem, y.lang) >= 0.6 for x in mine if not x.name for y in theirs)


def _next_noun(reading: Reading, end: int) -> Term | None:
    return next((t for t in reading.terms if t.start >= end), None)


def number_clashes(claim: Reading, context: Sequence[Reading]) -> list[Clash]:
    """Numbers of the claim that the context does not state."""
    clashes = []
    different = {(n.value, n.kind, n.unit, n.approx): n for n in claim.numbers}
    if len(different) > _MOST_VALUES:
        return [Clash("number", _text(claim, claim.numbers[0]), None)]
    for said in different.values():
        if any(_states(one, said) for one in context):
            continue
        clashes.append(_number_instead(claim, said, context))
    return clashes


def _differs_a_little(a: Number, b: Number) -> bool:
    """Whether two amounts in one unit are different, and less than the tolerance between units."""
    return a.unit == b.unit and a.kind == b.kind and 0 < abs(a.value - b.value) <= abs(a.value) * _CONVERTED


def _states(reading: Reading, said: Number) -> bool:
    equal = [n for n in reading.numbers if equal_numbers(said, n)]
    if equal:
        # 31.36 miles is near enough to 50.46 km, but not where 31.35 miles is said.
        converted = all(n.unit != said.unit for n in equal)
        return not (said.unit and converted and any(_differs_a_little(said, n) for n in reading.numbers))
    if said.kind == "century":
        return any(d.year is not None and _century(d.year) == said.value for d in reading.dates)
    return said.kind == "cardinal" and any(d.year == said.value for d in reading.dates)


def _century(year: int) -> int:
    return (abs(year) + 99) // 100


def _number_instead(claim: Reading, said: Number, context: Sequence[Reading]) -> Clash:
    noun = _next_noun(claim, said.end)
    for other in context:
        for n in other.numbers:
            if (
                n.kind != said.kind
                or not _same_unit(n.unit, said.unit)
                or any(equal_numbers(m, n) for m in claim.numbers)
            ):
                continue
            theirs = _next_noun(other, n.end)
            same_noun = noun and theirs and near(noun.stem, noun.lang, theirs.stem, theirs.lang) >= 0.6
            if same_noun or (said.unit and said.unit == n.unit) or about_same(claim, _span(said), other, _span(n)):
                return Clash("number", _text(claim, said), _text(other, n), n.start)
    return Clash("number", _text(claim, said), None)


def _span(item: Number | Date) -> tuple[int, int]:
    return item.start, item.end


def date_clashes(claim: Reading, context: Sequence[Reading]) -> list[Clash]:
    """Dates of the claim that the context does not state, or not as exactly."""
    clashes = []
    different = {d._replace(start=0, end=0): d for d in claim.dates}
    if len(different) > _MOST_VALUES:
        return [Clash("date", _text(claim, claim.dates[0]), None)]
    # A sentence with a date of its own speaks of that date: one elsewhere in the passage is another event's.
    where = context[:1] if len(different) == 1 and any(d.year for d in context[0].dates) else context
    for said in different.values():
        agreeing = [d for one in where for d in one.dates if same_date(said, d)]
        if any(_as_exact(d, said) for d in agreeing):
            continue
        if any(
            n.kind == "century" and said.year and n.value == _century(said.year) for one in context for n in one.numbers
        ):
            clashes.append(Clash("date", _text(claim, said), None))
            continue
        clashes.append(_date_instead(claim, said, context, said.year if agreeing else None))
    return clashes


def same_date(said: Date, found: Date) -> bool:
    """Whether `found` states `said`: a decade does not state a year in it; "about 1500" is said of any year near, "in 1503"
    not of "about 1500", and "about 1502" not of "about 1503"."""
    if (
        said.year is not None
        and found.year is not None
        and (said.approx or found.approx)
        and not (said.month or found.month)
    ):
        if found.span_years > said.span_years:
            return False
        if said.span_years > 1:
            return 0 <= found.year - said.year < said.span_years
        rounder = said.approx and (not found.approx or (said.year % 5 == 0 and found.year % 5 != 0))
        return abs(said.year - found.year) <= (_UNSURE_YEARS if rounder else 0)
    if said.month and found.month and said.month != found.month:  # not even where the day is hedged
        return False
    if said.year is None:  # "on 6 April": whatever the year is
        return said.month == found.month and said.day in (None, found.day)
    exact = said if said.span_years > 1 else said._replace(approx=False)
    return compatible(exact, found._replace(approx=False) if found.span_years == 1 else found) is True


def _as_exact(found: Date, said: Date) -> bool:
    """Whether the passage gives the month and the day that the claim gives."""
    return not ((said.month and not found.month) or (said.day and not found.day))


def _life_role(claim: Reading, said: Date) -> int | None:
    """0 for a date of birth, 1 for one of death: what the nearest word before the date says, else the nearest behind."""
    life = {"birth": 0, "death": 1}
    near_by = _around(claim, said.start, said.end)
    before = [t for t in near_by if t.end <= said.start]
    ordered = before[::-1] + [t for t in near_by if t.start >= said.end]
    return next((life[c] for t in ordered for c in sorted(concepts(t.stem, t.lang)) if c in life), None)


def states_life(claim: Reading, said: Date, other: Reading) -> bool:
    """Whether `other` gives this date of birth or death of the claim, wherever it stands in it."""
    role, span = _life_role(claim, said), lifespan(other.text)
    mine = span[role] if span and role is not None else None
    return mine is not None and same_date(said, mine)


def _date_instead(claim: Reading, said: Date, context: Sequence[Reading], year: int | None) -> Clash:
    """The date that stands in the place of `said`; only one in `year` when that much of it is stated."""
    role = _life_role(claim, said)
    for other in context:
        span = lifespan(other.text)
        mine = span[role] if span and role is not None else None
        if mine is not None and year in (None, mine.year) and not any(same_date(c, mine) for c in claim.dates):
            return Clash("date", _text(claim, said), other.text[mine.start : mine.end], mine.start)
        for d in other.dates:
            if d.year is None or year not in (None, d.year) or any(same_date(c, d) for c in claim.dates):
                continue
            if about_same(claim, _span(said), other, _span(d)) or (other is context[0] and _in_place_of(said, d)):
                return Clash("date", _text(claim, said), _text(other, d), d.start)
    return Clash("date", _text(claim, said), None)


def _in_place_of(said: Date, found: Date) -> bool:
    """Whether one date looks like the other gone wrong: the same day and month, or years near each other."""
    if said.year is None or found.year is None:
        return False
    if said.month is not None and said.month == found.month:
        return True
    return abs(said.year - found.year) <= _NEAR_YEARS and (said.month is None or found.month is None)
