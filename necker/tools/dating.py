"""Calculations about dates that are already read: code and answers for intervals, shifted dates, weekdays, ages.

Days are counted in the Gregorian calendar, also before 1582 (as Python's `datetime` does; the answer then says so).  There
is no year 0: from 44 BC to AD 14 is 57 years.
"""

from __future__ import annotations

import calendar as months
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from necker.core.errors import NeckerError
from necker.core.language import Lang, say
from necker.tools.calculation import WEEKDAYS, Calculation, Value, date_text, number_text, plural
from necker.tools.reading import Parts

IMPORT = "from datetime import date\n"
_IMPORT_DELTA = "from datetime import date, timedelta\n"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a month (day 0), or a year (month 0); `year` 0 when the question does not say it."""

    year: int
    month: int = 0
    day: int = 0
    at: int = 0

    @property
    def full(self) -> bool:
        return bool(self.year and self.month and self.day)

    @property
    def date(self) -> datetime.date:
        """Raises `NeckerError` outside the years 1 to 9999."""
        if not 1 <= self.year <= 9999:
            raise _refuse_year()
        return datetime.date(self.year, self.month, self.day)

    def text(self, lang: Lang) -> str:
        if self.full:
            return date_text(self.date, lang)
        if self.month:
            return date_text(datetime.date(max(self.year, 1), self.month, 2), lang).partition(" ")[2]
        if self.year < 0:
            return f"{-self.year} BC" if lang == "en" else f"{-self.year} av. J.-C."
        if self.year < 1000:
            return f"AD {self.year}" if lang == "en" else f"{self.year} apr. J.-C."
        return str(self.year)


def _refuse_year() -> NeckerError:
    return NeckerError(
        say("this date cannot be computed", "cette date ne peut pas être calculée"),
        say("days are counted from the year 1 to the year 9999", "les jours se comptent de l'an 1 à l'an 9999"),
        say("use years instead", "comptez en années"),
    )


_NAMES = {
    "day": ("day", "days", "jour", "jours"),
    "hour": ("hour", "hours", "heure", "heures"),
    "minute": ("minute", "minutes", "minute", "minutes"),
    "second": ("second", "seconds", "seconde", "secondes"),
    "week": ("week", "weeks", "semaine", "semaines"),
    "month": ("month", "months", "mois", "mois"),
    "year": ("year", "years", "an", "ans"),
    "decade": ("decade", "decades", "décennie", "décennies"),
    "century": ("century", "centuries", "siècle", "siècles"),
    "millennium": ("millennium", "millennia", "millénaire", "millénaires"),
}


def counted(value: Value, name: str, lang: Lang) -> str:
    """ "428 days", "1 an"."""
    singular, several = _NAMES[name][:2] if lang == "en" else _NAMES[name][2:]
    return f"{number_text(value, lang)} {plural(value, singular, several, lang)}"


def between_text(first: Moment, second: Moment, name: str, how: str = "") -> Callable[[Value, Lang], str]:
    def show(value: Value, lang: Lang) -> str:
        if isinstance(value, tuple | list):  # weeks and days
            rest = (" and " if lang == "en" else " et ") + counted(value[1], "day", lang) if value[1] else ""
            amount, one = counted(value[0], name, lang) + rest, value[0] == 1 and not value[1]
        else:
            amount, one = counted(value, name, lang), value == 1
        a, b = first.text(lang), second.text(lang)
        note = era_note((first, second), lang) if first.full else ""
        if lang == "en":
            return f"There {'is' if one else 'are'} {amount} between {a} and {b}{note}."
        le = "le " if first.full else ""
        return f"Il y a {amount} entre {le}{a} et {le}{b}{note}."

    return show


def era_note(moments: tuple[Moment, ...], lang: Lang) -> str:
    if all(moment.year >= 1583 for moment in moments):
        return ""
    return " (Gregorian calendar)" if lang == "en" else " (calendrier grégorien)"


def date_code(moment: Moment) -> str:
    day = moment.date
    return f"date({day.year}, {day.month}, {day.day})"


def weeks_between(first: Moment, second: Moment, days: str) -> Calculation:
    return Calculation(f"{IMPORT}divmod({days}, 7)", "week", "date", True, between_text(first, second, "week"))


def months_between(first: Moment, second: Moment) -> Calculation:
    """Whole months."""
    first, second = sorted((first, second), key=lambda m: (m.year, m.month, m.day))
    code = f"({second.year} - {first.year}) * 12 + {second.month} - {first.month}"
    if first.full and second.full:
        code += f" - ({second.day} < {first.day})"
    return Calculation(code, "month", "date", True, between_text(first, second, "month"))


def whole_years(first: Moment, second: Moment) -> Calculation:
    code = f"{second.year} - {first.year} - (({second.month}, {second.day}) < ({first.month}, {first.day}))"
    return Calculation(code, "year", "date", True, between_text(first, second, "year"))


def year_difference(first: int, second: int) -> str:
    """The code for the years from the first to the second, which is later; there is no year 0."""
    if first < 0 < second:
        return f"{second} + {-first} - 1"
    return f"{-first} - {-second}" if second < 0 else f"{second} - {first}"


def year_after(year: int, years: int, way: int) -> Calculation:
    """The year so many years after or before one of our era; before the year 1 comes 1 BC."""
    code = f"{year} {'+' if way > 0 else '-'} {years}" if year > 0 else f"{-year} {'-' if way > 0 else '+'} {years}"
    crosses = (year + way * years <= 0) if year > 0 else (year + way * years >= 0)
    if crosses:
        code = f"{years} - {year} + 1" if year > 0 else f"{years} - {-year} + 1"

    def show(value: Value, lang: Lang) -> str:
        bc = (year > 0) == crosses
        result = f"{value} {'BC' if lang == 'en' else 'av. J.-C.'}" if bc else str(value)
        span, start = counted(years, "year", lang), Moment(year).text(lang)
        if lang == "en":
            return f"{span} {'after' if way > 0 else 'before'} {start} is {result}."
        return f"{span} {'après' if way > 0 else 'avant'} {start}, c'est {result}."

    return Calculation(code, "year", "date", True, show)


def age(birth: Moment, at: Moment, today: datetime.date) -> Calculation | None:
    """Completed years; from years alone, the age reached that year."""
    if (birth.year, birth.month, birth.day) > (at.year, at.month or 12, at.day or 31):
        birth, at = at, birth
    if birth.full and at.full:
        code = f"{at.year} - {birth.year} - (({at.month}, {at.day}) < ({birth.month}, {birth.day}))"
    else:
        code = year_difference(birth.year, at.year)

    def show(value: Value, lang: Lang) -> str:
        years, born, then = counted(value, "year", lang), birth.text(lang), at.text(lang)
        if lang == "en":
            when, on = ("on " if birth.full else "in "), ("on " if at.full else "in ")
            sure = "" if birth.full and at.full else " (one less before the birthday)"
            return f"Someone born {when}{born} is {years} old {on}{then}{sure}."
        when, on = ("le " if birth.full else "en "), ("le " if at.full else "en ")
        sure = "" if birth.full and at.full else " (un de moins avant l'anniversaire)"
        return f"Une personne née {when}{born} a {years} {on}{then}{sure}."

    return Calculation(code, "year", "date", True, show)


def weekday(moment: Moment, today: datetime.date, named: int | None = None) -> Calculation:
    """The day of the week, or whether it is the one named (0 Monday ... 6 Sunday)."""
    code = f"{IMPORT}{date_code(moment)}.weekday()" + (f" == {named}" if named is not None else "")
    tense = (moment.date > today) - (moment.date < today)

    def show(value: Value, lang: Lang) -> str:
        day, note = moment.text(lang), era_note((moment,), lang)
        verb = {-1: ("was", "était"), 0: ("is", "est"), 1: ("is", "est")}[tense][lang == "fr"]
        name = WEEKDAYS[lang][named if named is not None else int(str(value))]
        if lang == "en":
            yes = "" if named is None else "Yes, " if value else "No, "
            return f"{yes}{day} {verb} {'not ' if named is not None and not value else ''}a {name}{note}."
        yes = "" if named is None else "Oui, " if value else "Non, "
        verb = verb if value or named is None else f"n'{verb} pas"
        return f"{yes}{'l' if yes else 'L'}e {day} {verb} un {name}{note}."

    return Calculation(code, None, "date", True, show)


def leap(year: int) -> Calculation:
    """Whether the year has 366 days."""
    if not 1 <= year < 9999:
        raise _refuse_year()
    code = f"{IMPORT}(date({year + 1}, 1, 1) - date({year}, 1, 1)).days == 366"

    def show(value: Value, lang: Lang) -> str:
        if lang == "en":
            return f"Yes, {year} is a leap year." if value else f"No, {year} is not a leap year."
        return f"Oui, {year} est une année bissextile." if value else f"Non, {year} n'est pas une année bissextile."

    return Calculation(code, None, "date", True, show)


def days_in(moment: Moment) -> Calculation:
    """The number of days of a month or of a year."""
    year, month = moment.year, moment.month
    if not 1 <= year < 9999:
        raise _refuse_year()
    after = (year + month // 12, month % 12 + 1) if month else (year + 1, 1)
    code = f"{IMPORT}(date({after[0]}, {after[1]}, 1) - date({year}, {month or 1}, 1)).days"

    def show(value: Value, lang: Lang) -> str:
        days = counted(value, "day", lang)
        text = moment.text(lang)
        return (
            f"{text[0].upper()}{text[1:]} has {days}."
            if lang == "en"
            else f"{text[0].upper()}{text[1:]} compte {days}."
        )

    return Calculation(code, "day", "date", True, show)


def day_of_year(moment: Moment) -> Calculation:
    """1 for 1 January."""
    if moment.year < 2:
        raise _refuse_year()
    code = f"{IMPORT}({date_code(moment)} - date({moment.year - 1}, 12, 31)).days"

    def show(value: Value, lang: Lang) -> str:
        day = moment.text(lang)
        return f"{day} is day {value} of the year." if lang == "en" else f"Le {day} est le jour {value} de l'année."

    return Calculation(code, None, "date", True, show)


def shifted(moment: Moment, parts: Parts, way: int, named: bool = False) -> Calculation | None:
    """The date so long after (`way` 1) or before (-1) a day; `named`: only its weekday is asked for.

    Months and years keep the day of the month, or take the last one of a shorter month (31 January + 1 month).
    """
    size = {"decade": 120, "century": 1200, "millennium": 12000, "year": 12, "month": 1}
    months_over = sum((value * size[unit.name] for value, unit, _ in parts if unit.name in size), Fraction(0))
    days = sum(
        (value * (7 if unit.name == "week" else 1) for value, unit, _ in parts if unit.name in ("week", "day")),
        Fraction(0),
    )
    if any(unit.name not in (*size, "week", "day") for _, unit, _ in parts):
        return None
    if days.denominator > 1 or months_over.denominator > 1 or abs(days) > 4_000_000:
        return None
    code, landing = _month_code(moment, way * int(months_over))
    delta = _delta(parts) if not months_over else f"timedelta(days={days})"
    code += f" {'+' if way > 0 else '-'} {delta}" if days else ""
    try:
        result = landing + datetime.timedelta(days=way * int(days))
    except OverflowError:
        raise _refuse_year() from None
    code = f"({code}).weekday()" if named else code
    imports = _IMPORT_DELTA if "timedelta" in code else IMPORT
    return Calculation(imports + code, None, "date", True, _shift_text(moment, parts, way, result))


def _delta(parts: Parts) -> str:
    weeks = sum(value for value, unit, _ in parts if unit.name == "week")
    days = sum(value for value, unit, _ in parts if unit.name == "day")
    inner = [f"{name}={value}" for name, value in (("weeks", weeks), ("days", days)) if value]
    return f"timedelta({', '.join(inner)})"


def _month_code(moment: Moment, over: int) -> tuple[str, datetime.date]:
    """The code of the day so many months on, and that day."""
    start = moment.date
    if not over:
        return date_code(moment), start
    year, month = divmod(start.year * 12 + start.month - 1 + over, 12)
    month += 1
    if not 1 <= year < 9999:
        raise _refuse_year()
    last = months.monthrange(year, month)[1]
    landing = datetime.date(year, month, min(start.day, last))
    if start.day <= 28:
        sign, size = "+" if over > 0 else "-", abs(over)
        if size % 12 == 0:
            return f"date({start.year} {sign} {size // 12}, {start.month}, {start.day})", landing
        moved = f"({start.month} - 1 {sign} {size})"
        return f"date({start.year} + {moved} // 12, {moved} % 12 + 1, {start.day})", landing
    after = landing.replace(day=1) + datetime.timedelta(days=last)
    code = (
        f"min(date({year}, {month}, 1) + timedelta(days={start.day} - 1), "
        f"date({after.year}, {after.month}, 1) - timedelta(days=1))"
    )
    return code, landing


def day_of(value: Value) -> datetime.date | None:
    """The day that the sandbox returned: it comes as text, `datetime.date(2024, 4, 10)`."""
    if isinstance(value, datetime.date):
        return value
    match = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(value))
    return datetime.date(*map(int, match.groups())) if match else None


def _shift_text(moment: Moment, parts: Parts, way: int, computed: datetime.date) -> Callable[[Value, Lang], str]:
    def show(value: Value, lang: Lang) -> str:
        result = day_of(value) or computed
        span = (" and " if lang == "en" else " et ").join(counted(v, unit.name, lang) for v, unit, _ in parts)
        day = WEEKDAYS[lang][result.weekday()]
        note = era_note((moment, Moment(result.year)), lang)
        if lang == "en":
            return f"{span} {'after' if way > 0 else 'before'} {moment.text(lang)} is {day} {date_text(result, lang)}{note}."
        word = "après" if way > 0 else "avant"
        return f"{span} {word} le {moment.text(lang)}, c'est le {day} {date_text(result, lang)}{note}."

    return show
