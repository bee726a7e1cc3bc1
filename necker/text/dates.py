"""Dates in French and English text: days, months, years, decades, eras, ranges, and when somebody lived.

A date may lack its day, its month or its year; the era and the word "années" belong to its span, hedges ("c.", "vers")
do not.  Days are checked against the calendar of their time (Julian leap years until 1582), not against `datetime`, so
any year is possible; an impossible date ("31 February 1810") is no date, and neither is a part of it.  Centuries are
left to numbers.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from necker.core.language import Lang
from necker.text.normal import fold
from necker.text.years import AFTER, BEFORE, ERA, Date, Spans, W, counts, years

__all__ = ["Date", "compatible", "dates", "lifespan"]


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = {
    "en": r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)",
    "fr": r"(?:[jJ]anvier|[fF][ée]vrier|[mM]ars|[aA]vril|[mM]ai|[jJ]uin|[jJ]uillet|[aA]o[ûu]t|[sS]eptembre|[oO]ctobre|"
    r"[nN]ovembre|[dD][ée]cembre|(?:janv|f[ée]vr?|avr|juil|sept|oct|nov|d[ée]c)\b\.?)",
}
_YEAR = rf"(?:A\.?D\.?{W})?(?P<year>\d{{3,4}}(?!\d|[.,]\d)|\d{{1,2}}(?={W}?(?:{BEFORE}|{AFTER})))(?!%){ERA}?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|ᵉʳ|e)?"
_TO = rf"(?:{W}?[–—&/-]{W}?|{W}(?:to|and|or|through|au|et|ou|à){W}(?:le{W})?)"


def _forms(lang: Lang) -> tuple[re.Pattern[str], ...]:
    """The written forms of dates that are more than a year, the surest first; equal groups mean the same in all."""
    month = _MONTH[lang]
    of, year = (f"(?:{W}of)?", f"(?:(?:,|{W}of)?{W}{_YEAR})") if lang == "en" else ("", f"(?:,?{W}(?:de{W})?{_YEAR})")
    forms = [
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
        r"(?P<a>\d{1,2})(?P<mark>[/.])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/])",
        rf"(?:(?P<first>{_DAY}){_TO})?(?P<day>{_DAY}){of}{W}(?P<month>{month})(?!\w){year}?",
        rf"(?:(?P<first_month>{month}){_TO})?(?P<month>{month}){year}",
    ]
    if lang == "en":
        days = rf"(?P<day>{_DAY})(?!\w|[.,]\d)(?:{_TO}(?P<second>{_DAY})(?!\w))?"
        forms.insert(3, rf"(?P<month>{month}){W}{days}{year}?")
        forms.insert(2, rf"(?P<year>\d{{4}}){W}(?P<month>{month}){W}(?P<day>{_DAY})(?!\w|[.,]\d)")
    return tuple(re.compile(r"(?<![\w/.,-])" + form) for form in forms)


_FORMS: dict[Lang, tuple[re.Pattern[str], ...]] = {"en": _forms("en"), "fr": _forms("fr")}
_DECADES: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"(?<![\w.,])(?P<one>1\d\d0|20\d0)['’]?s\b|(?:(?<=\bthe )|(?<!\w))['’]?(?<=[ '’])(?P<two>[2-9]0)s\b"
    ),
    "fr": re.compile(
        r"\b(?:ann[ée]es|décennies?)[ \u00a0](?P<one>\d\d\d0|[2-9]0)(?!\d|[.,]\d)"
        r"(?:(?:-|–|[ \u00a0](?:et|ou|à|-|–)[ \u00a0])(?P<two>\d\d\d0|[2-9]0)(?!\d|[.,]\d))?",
        re.IGNORECASE,
    ),
}


def dates(text: str, lang: Lang) -> list[Date]:
    """The dates of `text` in order; their spans never overlap.  A range gives its two ends."""
    taken = Spans(len(text))
    found: list[Date] = []
    for form in _FORMS[lang]:
        for match in form.finditer(text):
            if taken.take(*match.span()):
                found += _written(text, match, lang)
    for match in _DECADES[lang].finditer(text):
        if taken.take(*match.span()):
            found += _decades(match, lang)
    found += years(text, taken, lang)
    return [_hedged(text, date) for date in _completed(text, sorted(found, key=lambda date: date.start))]


def _written(text: str, match: re.Match[str], lang: Lang) -> Iterator[Date]:
    """The one or two dates of one written form; none if it is impossible."""
    groups = match.groupdict()
    end, year = match.end(), _int(groups["year"])
    if year and year < 1000 and not groups.get("before") and not groups.get("after") and counts(text, end, lang):
        year, end = None, match.end("month")  # "le 12 mai 300 soldats"
    if year and groups.get("before"):
        year = -year
    month, day = _month_and_day(groups, year, lang)
    if (year is None and day is None) or not _exists(year, month, day):
        return
    start, (second, first) = match.start(), (_int(groups.get("second")), _int(groups.get("first")))
    if second and _exists(year, month, second):
        yield Date(start, match.end("day"), year, month, day)
        start, day = match.start("second"), second
    elif first and day:
        start = match.start("day")
        if first < day:
            yield Date(match.start("first"), match.end("first"), year, month, first)
    elif groups.get("first_month"):
        start = match.start("month")
        yield Date(match.start("first_month"), match.end("first_month"), year, _month(groups["first_month"]))
    yield Date(start, end, year, month, day)


def _int(written: str | None) -> int | None:
    digits = re.match(r"\d+", written or "")
    return int(digits[0]) if digits else None


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTHS[fold(written).rstrip(".")]


def _month_and_day(groups: dict[str, str | None], year: int | None, lang: Lang) -> tuple[int, int | None]:
    """Month and day; of "7/11/1867" the day first in French and with points, else the month first, if possible."""
    if month := groups.get("month"):
        return _month(month), _int(groups.get("day"))
    a, b = _int(groups["a"]) or 0, _int(groups["b"]) or 0
    month_first = lang == "en" and groups["mark"] == "/"
    month_day, other = ((a, b), (b, a)) if month_first else ((b, a), (a, b))
    return month_day if _exists(year, *month_day) else other


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether the calendar has such a day: Gregorian leap years from 1583 on, Julian before, 1 BC being one of them."""
    if month is None or not 1 <= month <= 12 or year == 0:
        return False
    if day is None:
        return True
    astronomical = 0 if year is None else year + (year < 0)
    leap = astronomical % 4 == 0 and (astronomical < 1583 or astronomical % 100 != 0 or astronomical % 400 == 0)
    longest = 29 if leap else 28
    return 1 <= day <= (31, longest, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _decades(match: re.Match[str], lang: Lang) -> Iterator[Date]:
    for group in ("one", "two"):
        if match[group]:
            year = int(match[group]) + (1900 if len(match[group]) == 2 else 0)
            start = match.start() if lang == "en" or group == "one" else match.start(group)
            end = match.end() if lang == "en" else match.end(group)
            yield Date(start, end, year, approx=True, span_years=10)


_JOINED = re.compile(rf"{_TO}|{W}?[–—-]{W}?")


def _completed(text: str, found: list[Date]) -> Iterator[Date]:
    """The dates, a first end without a year taking that of the second: "7 November – 9 December 1867"."""
    for i, date in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else None
        if date.year is None and after and after.year and after.day and _JOINED.fullmatch(text[date.end : after.start]):
            ordered = (date.month or 0, date.day or 0) <= (after.month or 0, after.day)
            if ordered and _exists(after.year, date.month, date.day):
                date = date._replace(year=after.year)
        yield date


_ABOUT = re.compile(
    r"(?:\b(?:c\.|ca\.?|circa|vers|about|around|environ|approximately|approximativement|probably|probablement|possibly|"
    r"perhaps|peut-être|likely|autour de|aux (?:environ|alentour)s de|v\.)|[~≈])[ \u00a0]*"
    r"(?:(?:en|in|le|l['’]an|the year)[ \u00a0])?\Z",
    re.IGNORECASE,
)


def _hedged(text: str, date: Date) -> Date:
    doubted = re.compile(r"[ \u00a0]?(?:\(\?\)|\?(?=[ \u00a0]?[–)-]))").match(text, date.end)
    if doubted or _ABOUT.search(text, max(0, date.start - 28), date.start):
        return date._replace(approx=True)
    return date


def compatible(a: Date, b: Date) -> bool | None:
    """Whether two dates can be the same, compared as exactly as the coarser allows; None when they cannot be compared.

    A decade agrees with its years, an approximate year with those at most 5 years away.
    """
    if a.year is None or b.year is None:
        differ = any(x and y and x != y for x, y in ((a.month, b.month), (a.day, b.day)))
        return False if differ else None
    gap = max(a.year - (b.year + b.span_years - 1), b.year - (a.year + a.span_years - 1), 0)
    vague = any(date.approx and date.span_years == 1 for date in (a, b))
    if gap > (5 if vague else 0):
        return False
    if vague or a.span_years > 1 or b.span_years > 1:
        return True
    return not any(x and y and x != y for x, y in ((a.month, b.month), (a.day, b.day)))


_BRACKET = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
_VERB = re.compile(r"\b(?:is|was|were|are|est|sont|fut|furent|était|étaient)\b")
_BORN = re.compile(
    r"\b(?:[Hh]e|[Ss]he|[A-Z]\w+)[ ]was[ ](?:\w+ly[ ])?born\b|(?:^|[(,;–-][ \u00a0]?)(?:born|b\.)(?![\w-])|"
    r"\bnée?s?\b|\bnaît\b"
)
_DIED = re.compile(
    r"(?:\b(?:he|she|and|who|later)[ ]|[(;,–-][ \u00a0]?)(?:then |also |was )?(?:died|d\.|executed|assassinated|"
    r"killed|murdered)(?!\w)|\b(?:his|her|sa)[ ](?:death|mort)\b|(?<!\bla )\bmorte?s?\b(?![ ]d['’]|[ ]de )|"
    r"\b(?:décédée?|exécutée?|assassinée?|guillotinée?|fusillée?|pendue?|tuée?|meurt|disparue?)\b",
    re.IGNORECASE,
)
_REIGN = re.compile(
    r"\b(?:r\.|reign\w*|ruled|règne|régn\w*|fl\.|active|actif|office|fond|found)[^;()]*\Z", re.IGNORECASE
)
_STOPPED = re.compile(r"[^\W\d_]{3}[.!?]\s+[A-ZÀ-Ý]|\n")
_LONGEST_LIFE = 125  # years: a longer bracketed range is a dynasty's or an empire's
_REACH = 90  # characters between "born" and the date


def lifespan(text: str) -> tuple[Date | None, Date | None] | None:
    """When the person that `text` begins with was born and died, either of them None if not told; None if neither is.

    Reads "(1756–1791)", "(born 1949)", "né le … et mort le …", "He was born … He died …", whichever comes first; the
    caller knows whether the text is about a person.
    """
    head = text[:1500]
    found = max((dates(head, "en"), dates(head, "fr")), key=lambda ds: sum(bool(d.month) + bool(d.day) + 1 for d in ds))
    dated = [date for date in found if date.year is not None]
    told = [life for life in (_bracketed(head, dated), _told(head, dated)) if life]
    return min(told, key=lambda life: min(date.start for date in life if date)) if told else None


def _bracketed(text: str, found: list[Date]) -> tuple[Date, Date] | None:
    """A range in brackets behind the name: before any verb."""
    verb = _VERB.search(text)
    for bracket in _BRACKET.finditer(text, 0, min(600, verb.start() if verb else 600)):
        inside = [date for date in found if bracket.start() < date.start and date.end < bracket.end()]
        for a, b in pairwise(inside):
            gap, before = text[a.end : b.start], text[bracket.start() : a.start]
            ranged = len(gap) < _REACH and re.search("[–—-]", gap) and ";" not in gap and not _REIGN.search(before)
            if ranged and 0 <= (b.year or 0) - (a.year or 0) <= _LONGEST_LIFE:
                return a, b
    return None


def _told(text: str, found: list[Date]) -> tuple[Date | None, Date | None] | None:
    """Dates behind the words of birth and death."""
    birth = _behind(text, _BORN, _DIED, 0, found)
    death = _behind(text, _DIED, _BORN, birth.end if birth else 0, found)
    if birth and death and birth.year and death.year:
        if death.year < 0 < birth.year:
            birth = birth._replace(year=-birth.year)  # "né en 384 et mort en 322 av. J.-C."
        if not 0 <= death.year - (birth.year or 0) <= _LONGEST_LIFE:
            death = None
    return (birth, death) if birth or death else None


def _behind(text: str, label: re.Pattern[str], other: re.Pattern[str], start: int, found: list[Date]) -> Date | None:
    """The first date behind a word of `label`, in its sentence and not behind one of `other`."""
    for match in label.finditer(text, start):
        date = next((date for date in found if date.start >= match.end()), None)
        if date and date.start - match.end() <= _REACH:
            between = text[match.end() : date.start]
            if not _STOPPED.search(between) and not other.search(between):
                return date
    return None
