"""Numbers, dates and durations written out in French or in English, as an answer needs them."""

from __future__ import annotations

import datetime
import re

from necker.core.language import Lang

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def date_in(lang: Lang, year: int, month: int | None = None, day: int | None = None) -> str:
    """A date, as exact as it is known; a negative year is before our era."""
    first = "1er" if lang == "fr" and day == 1 else str(day)
    era = "" if year > 0 else " av. J.-C." if lang == "fr" else " BC"
    named = [_MONTHS[lang][month - 1]] if month else []
    return " ".join([*([first] if day and month else []), *named, f"{abs(year)}{era}"])


def grouped(value: object, lang: Lang) -> str:
    """A number with its thousands grouped and the decimal mark of the language; an ISO date in words."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        when = datetime.date.fromisoformat(value)
        return date_in(lang, when.year, when.month, when.day)
    if not isinstance(value, int | float):
        return str(value)
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace(",", "\u202f").replace(".", ",") if lang == "fr" else text


def span(years: int, months: int, lang: Lang) -> str:
    """Years and months in words."""
    parts = []
    if years:
        parts.append(f"{years} an{'s' * (years > 1)}" if lang == "fr" else f"{years} year{'s' * (years > 1)}")
    if months or not years:
        parts.append(f"{months} mois" if lang == "fr" else f"{months} month{'s' * (months > 1)}")
    return (" et " if lang == "fr" else " and ").join(parts)
