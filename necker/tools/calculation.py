"""What a calculation is, and how numbers are written: as Python, in English, in French.  Reads no question.

French groups thousands with a narrow no-break space (U+202F) and puts a no-break space before `%` and `:`; both
languages group from five digits on.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from necker.core.errors import NeckerError
from necker.core.language import Lang, say

Value = object  # what the sandbox returns: int, float, bool, datetime.date, or a tuple of ints
Kind = Literal["arithmetic", "percent", "unit", "date", "duration"]

MOST_DIGITS = 2000  # of a result
_DECIMALS = 6  # a result that ends within so many decimals is shown exactly


@dataclass(frozen=True, slots=True)
class Calculation:
    """Plain Python whose last line is one expression, and how to tell its value.

    `unit`: canonical name of the result's unit ("kilometre", "day", "%", a currency) or None.  `exact`: the value has no
    rounding beyond that of floats.  `show(value, lang)`: the answer in a short sentence.
    """

    code: str
    unit: str | None
    kind: Kind
    exact: bool
    show: Callable[[Value, Lang], str]


def refuse_size() -> NeckerError:
    return NeckerError(
        say("this result is too large to write out", "ce résultat est trop grand pour être écrit"),
        say(f"it has over {MOST_DIGITS} digits", f"il a plus de {MOST_DIGITS} chiffres"),
        say("use smaller numbers", "prenez des nombres plus petits"),
    )


def refuse_zero() -> NeckerError:
    return NeckerError(
        say("this has no result", "ce calcul n'a pas de résultat"),
        say("it divides by zero", "il divise par zéro"),
        say("use another divisor", "prenez un autre diviseur"),
    )


def refuse_domain(en: str, fr: str) -> NeckerError:
    return NeckerError(
        say("this has no result", "ce calcul n'a pas de résultat"),
        say(en, fr),
        say("check the numbers", "vérifiez les nombres"),
    )


def terminates(value: Fraction, decimals: int = _DECIMALS) -> bool:
    """Whether `value` can be written with at most that many decimals."""
    return bool((value * 10**decimals).denominator == 1)


def literal(value: Fraction) -> str:
    """`value` as Python: an integer, a decimal, or a quotient in parentheses."""
    if value.denominator == 1:
        return str(value.numerator)
    if terminates(value, 15):
        return _plain(value, 15)
    return f"({value.numerator} / {value.denominator})"


def _plain(value: Fraction, decimals: int) -> str:
    """`value` rounded half up to that many decimals, without trailing zeros."""
    sign = "-" if value < 0 else ""
    scaled = (abs(value) * 10**decimals * 2 + 1) // 2
    digits = str(scaled).rjust(decimals + 1, "0")
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    return sign + whole + ("." + part if part else "")


def _grouped(plain: str, lang: Lang) -> str:
    """A plain decimal in the notation of `lang`, with a true minus sign."""
    sign = "−" if plain.startswith("-") else ""
    whole, _, part = plain.lstrip("-").partition(".")
    separator, point = (",", ".") if lang == "en" else ("\u202f", ",")
    if len(whole) > 4:
        first = len(whole) % 3
        groups = [whole[:first]] * bool(first) + [whole[i : i + 3] for i in range(first, len(whole), 3)]
        whole = separator.join(groups)
    return sign + whole + (point + part if part else "")


def fraction(value: Value) -> Fraction:
    """A number of the sandbox as a fraction; a float that is a short decimal but for its last bits is that decimal."""
    if isinstance(value, float):
        exact = Fraction(f"{value:.15g}")
        short = Fraction(round(exact * 10**_DECIMALS), 10**_DECIMALS)
        return short if abs(exact - short) <= abs(exact) / 10**13 else exact
    assert isinstance(value, int | Fraction)
    return Fraction(value)


def number_text(value: Value, lang: Lang) -> str:
    """A number to be read by people, rounded to a sensible number of digits; see `equals` for the sign that goes with it."""
    exact = fraction(value)
    if terminates(exact):
        return (
            _grouped(_plain(exact, _DECIMALS), lang)
            if abs(exact) < 10**15 or exact.denominator == 1
            else _power(exact, lang)
        )
    size = abs(exact)
    if size >= 10**15 or size < Fraction(1, 10**5):
        return _power(exact, lang)
    decimals = 2 if size >= 10 else 4 if size >= 1 else 3 - math.floor(math.log10(size))
    return _grouped(_plain(exact, decimals), lang)


def _power(value: Fraction, lang: Lang) -> str:
    """Scientific notation with four significant digits."""
    mantissa, _, exponent = f"{float(value):.3e}".partition("e")
    return f"{_grouped(_plain(Fraction(mantissa), 3), lang)} × 10^{int(exponent)}"


def equals(value: Value, exact: bool = True) -> str:
    """`=` when `number_text` writes the whole value, `≈` when it rounds."""
    return "=" if exact and terminates(fraction(value)) else "≈"


def percent_text(value: Value, lang: Lang) -> str:
    return number_text(value, lang) + ("%" if lang == "en" else "\u00a0%")


_CURRENCY_SIGNS = {"US dollar": "$", "euro": "€", "pound sterling": "£", "yen": "¥"}


def money_text(value: Value, currency: str | None, lang: Lang) -> str:
    """A number, or a sum of money with two decimals unless it is whole: `$9.60`, `9,60 €`."""
    if currency is None:
        return number_text(value, lang)
    exact = fraction(value)
    if exact.denominator == 1:
        text = number_text(exact, lang)
    else:
        cents = Fraction(math.floor(exact * 100 + Fraction(1, 2)), 100)
        whole, part = divmod(abs(cents), 1)
        text = _grouped(("-" if cents < 0 else "") + str(whole), lang) + (".,"[lang == "fr"]) + f"{int(part * 100):02d}"
    sign = _CURRENCY_SIGNS.get(currency)
    if sign is None:
        return f"{text} {currency}"
    return sign + text if lang == "en" else f"{text}\u00a0{sign}"


def listed(parts: list[str], lang: Lang) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + (" and " if lang == "en" else " et ") + parts[-1]


_MONTHS: dict[Lang, list[str]] = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
WEEKDAYS: dict[Lang, list[str]] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}


def date_text(day: datetime.date, lang: Lang) -> str:
    """`5 May 2021`, `1er mai 2021`."""
    first = "er" if lang == "fr" and day.day == 1 else ""
    return f"{day.day}{first} {_MONTHS[lang][day.month - 1]} {day.year}"


def plural(count: Value, singular: str, several: str, lang: Lang) -> str:
    """The noun that goes with `count`: French takes the singular below two, English for exactly one."""
    size = abs(fraction(count))
    return singular if size == 1 or (lang == "fr" and size < 2) else several
