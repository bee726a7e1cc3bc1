"""Dates and units: a question, the Python that works it out, its result, a sentence.  The sentences are in days.txt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.lessons.turns.executed import exact, number, value_of
from necker.lessons.turns.forms import filled, question, sections, told
from necker.lessons.turns.people import person
from necker.lessons.turns.sums import worked
from necker.lessons.turns.turn import Lesson
from necker.text.units import convert
from necker.tools.calculation import WEEKDAYS, date_text, number_text, plural

FILE = "days"
_IMPORT = "from datetime import date\n"
_SPAN = "from datetime import date, timedelta\n"
_FIRST = date(1790, 1, 1)
_LATELY = date(1985, 1, 1)  # what is told as if it were now


class Asked(NamedTuple):
    """What fills the slots; the code; how its value is told."""

    values: dict[str, str]
    code: str
    told: str


def reckoning(dice: Dice, split: Split, lang: Lang, task: str | None = None) -> Lesson:
    """One lesson: of one of the tasks of TASKS, unless it is named."""
    task = dice.pick(tuple(TASKS)) if task is None else task
    made = TASKS[task](dice, lang)
    found, asker = question(FILE, task, lang, split, dice), person(dice, split)
    values = made.values | {"s": asker.first, "r": made.told}
    spoken = filled(told(FILE, task, lang, dice), lang, values, asker.gender)
    return worked(found, lang, values, asker, made.code, str(value_of(made.code)), spoken, task)


# ---- dates


def _day(dice: Dice, first: date = _FIRST, days: int = 86_000) -> date:
    return first + timedelta(days=dice.below(days))


def _python(day: date) -> str:
    return f"date({day.year}, {day.month}, {day.day})"


def _written(day: date, lang: Lang, dice: Dice) -> str:
    """A date as people type it: mostly in words; in figures only where one order is meant."""
    words = date_text(day, lang)
    if lang == "fr":
        return f"{day:%d/%m/%Y}" if dice.once_in(4) else words
    number_, month, year = words.split()
    return dice.pick((words, words, f"{month} {number_}, {year}", day.isoformat()))


def _days(count: int, lang: Lang) -> str:
    word = plural(count, "day", "days", "en") if lang == "en" else plural(count, "jour", "jours", "fr")
    return f"{number_text(count, lang)} {word}"


def _same(code: str, wanted: object) -> str:
    """The code, whose value is the one that is told: a lesson that is wrong is not made."""
    if str(value_of(code)) != str(wanted):
        raise ValueError(f"{code}: {wanted}")
    return code


def _two(dice: Dice, lang: Lang, most: int, lately: bool = False) -> tuple[date, date, dict[str, str]]:
    first = _day(dice, _LATELY, 18_000) if lately else _day(dice)
    second = first + timedelta(days=2 + dice.below(dice.pick((40, 400, most))))
    return first, second, {"b": _written(first, lang, dice), "c": _written(second, lang, dice)}


def _between(dice: Dice, lang: Lang) -> Asked:
    first, second, values = _two(dice, lang, 4000)
    count = second.toordinal() - first.toordinal()
    return Asked(values, _same(f"{_IMPORT}({_python(second)} - {_python(first)}).days", count), _days(count, lang))


def _until(dice: Dice, lang: Lang) -> Asked:
    first, second, values = _two(dice, lang, 360, True)
    count = second.toordinal() - first.toordinal()
    return Asked(values, _same(f"{_IMPORT}({_python(second)} - {_python(first)}).days", count), _days(count, lang))


def _weeks(dice: Dice, lang: Lang) -> Asked:
    first, second, values = _two(dice, lang, 1200)
    second = max(second, first + timedelta(days=15))
    values["c"] = _written(second, lang, dice)
    count = (second.toordinal() - first.toordinal()) // 7
    return Asked(
        values, _same(f"{_IMPORT}({_python(second)} - {_python(first)}).days // 7", count), number_text(count, lang)
    )


def _weekday(dice: Dice, lang: Lang) -> Asked:
    day = _day(dice)
    name = WEEKDAYS[lang][(day.toordinal() - 1) % 7]  # 1 January of year 1 is a Monday
    code = f'{_IMPORT}"{" ".join(WEEKDAYS[lang])}".split()[{_python(day)}.weekday()]'
    return Asked({"b": _written(day, lang, dice)}, _same(code, name), name)


def _moved(dice: Dice, lang: Lang, way: int) -> Asked:
    day, count = _day(dice, _LATELY, 18_000), 5 + dice.below(dice.pick((40, 120, 900)))
    other = date.fromordinal(day.toordinal() + way * count)
    code = f"{_SPAN}str({_python(day)} {'+' if way > 0 else '-'} timedelta(days={count}))"
    values = {"b": _written(day, lang, dice), "n": str(count)}
    return Asked(values, _same(code, other), date_text(other, lang))


def _after(dice: Dice, lang: Lang) -> Asked:
    return _moved(dice, lang, 1)


def _before(dice: Dice, lang: Lang) -> Asked:
    return _moved(dice, lang, -1)


def _age(dice: Dice, lang: Lang) -> Asked:
    born = _day(dice, days=60_000)
    then = born + timedelta(days=18 * 366 + dice.below(24_000))
    years = sum(1 for year in range(born.year + 1, then.year + 1) if _birthday(born, year) <= then)
    late = f"(({then.month}, {then.day}) < ({born.month}, {born.day}))"
    code = f"{then.year} - {born.year} - {late}"
    values = {"b": _written(born, lang, dice), "c": _written(then, lang, dice)}
    told_ = f"{years} {'years' if lang == 'en' else 'ans'}"
    return Asked(values, _same(code, years), told_)


def _birthday(born: date, year: int) -> date:
    """The day on which a year of age is reached: 1 March for 29 February in other years."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) and not leap else date(year, born.month, born.day)


# ---- units: what people convert, by names in English and in French (plural), and in the table of necker.text.units

_UNITS = {
    "length": "kilometres kilomètres kilometre|metres mètres metre|centimetres centimètres centimetre|miles miles mile|feet pieds foot|inches pouces inch|yards yards yard",
    "mass": "kilograms kilogrammes kilogram|grams grammes gram|pounds livres pound|ounces onces ounce|tonnes tonnes tonne",
    "volume": "litres litres litre|millilitres millilitres millilitre|centilitres centilitres centilitre",
    "time": "hours heures hour|minutes minutes minute|seconds secondes second|days jours day|weeks semaines week",
    "area": "hectares hectares hectare|acres acres acre",
}  # fmt: skip


def _units(dice: Dice) -> list[list[str]]:
    rows = [row.split() for row in _UNITS[dice.pick(("length", "length", "mass", "volume", "time", "area"))].split("|")]
    return dice.turned(rows)[:2] if dice.once_in(2) else list(reversed(dice.turned(rows)[:2]))


def _convert(dice: Dice, lang: Lang) -> Asked:
    """Drawn until the result can be told with two decimals; one that was rounded says so."""
    while True:
        amount = Fraction(dice.pick((2 + dice.below(98), 10 * (1 + dice.below(90)), 2 + dice.below(9))))
        amount += dice.pick((Fraction(0), Fraction(0), Fraction(1, 2)))
        given, wanted = _units(dice)
        factor, back = convert(1, given[2], wanted[2]), convert(1, wanted[2], given[2])
        value = amount * factor
        shown = Fraction(round(value * 100), 100)
        by = f"* {number(factor)}" if "/" not in number(factor) else f"/ {number(back)}"
        code = exact(f"{number(amount)} {by}", shown) if 2 <= shown < 10**6 and "(" not in by else None
        if code is not None:
            break
    name = 0 if lang == "en" else 1
    about = "" if shown == value else ("about ", "environ ")[name]
    written = number(amount).replace(".", "." if lang == "en" else ",")
    values = {"v": f"{written} {given[name]}", "u": wanted[name]}
    return Asked(values, code, f"{about}{number_text(shown, lang)} {wanted[name]}")


def _degrees(dice: Dice, lang: Lang) -> Asked:
    """Between Celsius and Fahrenheit, by the definition: °F = °C × 9 / 5 + 32."""
    celsius = dice.once_in(2)
    while True:
        given = dice.below(260) - 20
        value = Fraction(given * 9, 5) + 32 if celsius else Fraction((given - 32) * 5, 9)
        shown = Fraction(round(value * 10), 10)
        code = exact(f"{given} * 9 / 5 + 32" if celsius else f"round(({given} - 32) * 5 / 9, 1)", shown)
        if code is not None:
            break
    here, there = ("C", "F") if celsius else ("F", "C")
    names = {"C": "Celsius", "F": "Fahrenheit"}
    degrees = "degrees" if lang == "en" else "degrés"
    sign = number(given).replace("-", "−")
    values = {"v": dice.pick((f"{sign} °{here}", f"{sign} {degrees} {names[here]}")), "u": f"{degrees} {names[there]}"}
    return Asked(values, code, f"{number_text(shown, lang)} °{there}")


TASKS: dict[str, Callable[[Dice, Lang], Asked]] = {
    "between": _between, "weekday": _weekday, "after": _after, "before": _before, "age": _age, "weeks": _weeks,
    "until": _until, "convert": _convert, "degrees": _degrees,
}  # fmt: skip
assert tuple(TASKS) == sections(FILE)
