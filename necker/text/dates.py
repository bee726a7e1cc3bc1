"""Dates in French and English text: days, months, years, decades, eras and ranges.  Centuries are numbers.py's.

A date may lack its day, its month or its year; the era and the word "années" belong to its span, hedges ("c.", "vers") do
not.  Days are checked against the calendar of their time (Julian leap years until 1582), not against `datetime`, so any
year is possible; an impossible date ("31 February 1810") is no date, and neither is a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from necker.core.language import Lang
from necker.text.normal import fold
from necker.text.units import following, preceding
from necker.text.words import is_stop


class Date(NamedTuple):
    """A date at `[start:end]`; `year` is negative before our era (44 BC is -44).

    `approx` when the text says so ("c. 1503", "vers 1503") and for decades; `span_years` is 10 for a decade ("1920s").
    """

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    approx: bool = False
    span_years: int = 1


_EN_MONTHS = "January February March April May June July August September October November December".split
_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
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
):
    _MONTHS |= dict.fromkeys(_names.split(), _number)

_W = "[ \u00a0\u202f]"
_MONTH = {
    "en": "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\b\\.?)",
    "fr": "(?:[jJ]anvier|[fF][ée]vrier|[mM]ars|[aA]vril|[mM]ai|[jJ]uin|[jJ]uillet|[aA]o[ûu]t|[sS]eptembre|[oO]ctobre|"
    "[nN]ovembre|[dD][ée]cembre|(?:janv|f[ée]vr?|avr|juil|sept|oct|nov|d[ée]c)\\b\\.?)",
}
_DAY = r"(?:1er|\d{1,2})(?:st|nd|rd|th|er|ᵉʳ|e)?"
_ERA = (
    rf"(?:{_W}?(?P<before>B\.?{_W}?C\.?(?:{_W}?E\.?)?(?!\w)|av(?:ant|\.){_W}?(?:J\.?{_W}?-?{_W}?C(?:\.|hrist)?|Jésus[ -]Christ|"
    rf"notre{_W}ère|n\.{_W}?è\.|l['’]ère{_W}(?:commune|chrétienne))|AEC\b)|{_W}?(?P<after>A\.?{_W}?D\.?(?!\w)|C\.?E\.?(?!\w)|"
    rf"ap(?:r\.|rès|\.){_W}?(?:J\.?{_W}?-?{_W}?C(?:\.|hrist)?|Jésus[ -]Christ)|de{_W}(?:notre{_W}ère|l['’]ère{_W}"
    rf"(?:commune|chrétienne))|EC\b))"
)
_YEAR = rf"(?:(?P<ad>A\.?D\.?){_W})?(?P<year>\d{{1,4}})(?![\d%])(?:{_ERA})?"
_JOIN = rf"{_W}?(?:[–—&/-]|to|and|or|through|au|et|ou|à){_W}?"


def _full(lang: Lang) -> re.Pattern[str]:
    """A day and a month, with a year or not; or a month and a year; or figures only."""
    month, of = _MONTH[lang], rf"(?:{_W}of)?" if lang == "en" else ""
    last = rf"(?P<year_part>(?:,|{_W}of)?{_W}{_YEAR})" if lang == "en" else rf"(?P<year_part>,?{_W}(?:de{_W})?{_YEAR})"
    first = rf"(?:(?P<first>{_DAY}){_JOIN})?"
    forms = [
        rf"{first}(?P<day>{_DAY}){of}{_W}(?P<month>{month})(?!\w)(?:{last})?",
        rf"(?:(?P<first_month>{month}){_W}?(?:[–—/-]|to|and|et|à){_W}?)?(?P<month>{month}){last}",
        r"(?P<iso>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?![\d-])",
        r"(?P<a>\d{1,2})(?P<mark>[/.])(?P<b>\d{1,2})(?P=mark)(?P<figures>\d{4})(?![\d/])",
    ]
    if lang == "en":
        second = rf"(?P<day>{_DAY})(?!\w|[.,]\d)(?:{_JOIN}(?P<second>{_DAY})(?!\w))?"
        forms.insert(1, rf"(?P<month>{month}){_W}{second}(?:{last})?")
    unique = [re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{i}>", form) for i, form in enumerate(forms)]
    unique = [re.sub(r"\(\?P=(\w+)\)", rf"(?P=\1_{i})", form) for i, form in enumerate(unique)]
    return re.compile(r"(?<![\w/.,-])(?:" + "|".join(unique) + ")")
