"""Everyday word problems told in a sentence or two: a bill with a tip shared, wages, recipes, bottles filled, prices before
tax, areas and volumes.  Each is read by its own pattern on the folded question, and only when it uses every number.

Looks nothing up.  Problems whose every word is known are understood by necker.tools.calculate.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from necker.assistant.question import Question
from necker.text.normal import fold
from necker.text.numbers import Number
from necker.text.units import convert, unit


@dataclass(frozen=True, slots=True)
class Story:
    """The calculation of a word problem: Python `code`, and a `sentence` that holds `{value}`."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """The folded question and the numbers in it; of each number the text on either side is asked for often."""

    text: str
    lang: str
    numbers: tuple[Number, ...]

    def before(self, one: Number) -> str:
        return self.text[max(0, one.start - 24) : one.start]

    def behind(self, one: Number) -> str:
        return self.text[one.end : one.end + 32]

    def said(self, en: str, fr: str) -> str:
        return fr if self.lang == "fr" else en


_TIP = re.compile(r"\b(?:tip|gratuity|service|pourboire)\b")
_SHARED = re.compile(
    r"\b(?:each|apiece|split|share[ds]?|divided?|between|among|ways|per (?:person|head)|par (?:personne|tete)|chacune?|partag\w*|divis\w*)\b"
)
_ASKED = re.compile(r"\b(?:how (?:much|many|far|long)|what|combien|quel|quelle)\b")
_PER = re.compile(
    r"^\W*(?:[^\W\d]+\W+){0,2}?(?:an?|per|every|each|/|par|de l'|chaque|l')\s*(?P<unit>hour|day|week|minute|month|year|heure|jour|semaine|mois|an|h|min)\b"
)
_CUT = re.compile(r"\b(?:fill|make|get|cut|pour|remplir|faire|couper|obtenir|remplit|tirer)\b")
_NET = re.compile(
    r"\b(?:before (?:tax|vat)|(?:excluding|without|net of|ex) (?:tax|vat)|hors[ -](?:taxes?|tva)|ht|sans (?:la )?(?:tva|taxe))\b"
)
_TAX = re.compile(r"\b(?:vat|tax|tva|taxes?)\b")
_LESS = re.compile(r"\b(?:decreas\w*|reduc\w*|lower\w*|cut|diminu\w*|redui\w*|baiss\w*)\b")
_MORE = re.compile(r"\b(?:increas\w*|rais\w*|augment\w*|major\w*)\b")
_COSTS = re.compile(r"\b(?:costs?|are|is|for|coutent|coute|valent|pour)\b")


def everyday(question: Question) -> Story | None:
    """The calculation an everyday problem asks for, or None."""
    reading = question.reading
    folded = "".join(fold(c)[:1] or c for c in question.text)  # as long as the question: numbers keep their places
    told = Told(folded, question.lang, reading.numbers)
    if reading.dates or len(told.numbers) > 3:
        return _dozens(told)  # "in 156" looks like a year
    makers: tuple[Callable[[Told], Story | None], ...] = (
        _with_tip, _net, _wage, _recipe, _pieces, _by_fraction, _dozens,
    )  # fmt: skip
    return next((made for make in makers if (made := make(told))), None)


def _plain(value: float) -> str:
    return f"{value:.10g}"


def _money(one: Number) -> bool:
    return (known := unit(one.unit or "")) is not None and known.dimension == "currency"


def _sign(one: Number) -> str:
    return {"euro": " €", "US dollar": " $", "pound sterling": " £"}.get(one.unit or "", "")


def _with_tip(told: Told) -> Story | None:
    """ "Split 120 with a 20 % tip between 6": the bill and the tip, shared."""
    shares = [n for n in told.numbers if n.kind == "percent"]
    others = [n for n in told.numbers if n.kind == "cardinal"]
    if len(shares) != 1 or len(others) != 2 or not _TIP.search(told.text) or not _SHARED.search(told.text):
        return None
    bills = [n for n in others if _money(n)] or sorted(others, key=lambda n: -n.value)[:1]
    heads = [n for n in others if n not in bills and n.value.denominator == 1 and n.value > 1]
    if len(bills) != 1 or len(heads) != 1:
        return None
    bill, share = _plain(float(bills[0].value)), _plain(float(shares[0].value))
    code = f"round({bill} * (1 + {share} / 100) / {int(heads[0].value)}, 2)"
    return Story(code, f"{{value}}{_sign(bills[0])} {told.said('each', 'chacun')}.")


def _net(told: Told) -> Story | None:
    """ "Price before tax of 59.50 with 19 % VAT"."""
    shares = [n for n in told.numbers if n.kind == "percent"]
    prices = [n for n in told.numbers if n.kind == "cardinal"]
    if len(told.numbers) != 2 or len(shares) != 1 or len(prices) != 1:
        return None
    if (
        not _NET.search(told.text)
        or not _TAX.search(told.text)
        or not _ASKED.search(told.text + " what" * told.text.startswith("pri"))
    ):
        return None
    net = _NET.search(told.text)
    stated = net and re.match(r"\W*(?:is|was|est|etait|a|at)?\W*$", told.text[net.end() : prices[0].start])
    if stated or _NET.search(told.behind(prices[0])[:14]):  # "60 € before tax": the tax is to be added
        return None
    code = f"round({_plain(float(prices[0].value))} / (1 + {_plain(float(shares[0].value))} / 100), 2)"
    return Story(code, f"{{value}}{_sign(prices[0])} {told.said('before tax', 'hors taxe')}.")


_TIMES = {
    "heure": "hour",
    "h": "hour",
    "jour": "day",
    "semaine": "week",
    "mois": "month",
    "an": "year",
    "min": "minute",
}


_EACH_TIME = re.compile(r"\b(?:an?|per|par|every|each|chaque) (hour|day|week|month|year|heure|jour|semaine|mois|an)\b")


def _wage(told: Told) -> Story | None:
    """ "14 dollars an hour for 37 hours", "6 km par jour, combien en 3 semaines": a rate over a time."""
    if len(told.numbers) != 2 or not _ASKED.search(told.text):
        return None
    for rate, time in (told.numbers, told.numbers[::-1]):
        _, joined, of = (rate.unit or "").partition(" per ")
        per = of if joined else (found["unit"] if (found := _PER.match(told.behind(rate))) else "")
        lasting = unit(time.unit or "")
        if not per or rate.kind != "cardinal" or lasting is None or lasting.dimension != "time":
            continue
        if _timed(rate) and per in ("hour", "minute", "second"):
            continue  # a speed
        base = unit(_TIMES.get(per, per))
        if base is None or ({base.name, lasting.name} & {"month", "year"} and base.name != lasting.name):
            continue
        if any(_TIMES.get(other, other) != base.name for other in _EACH_TIME.findall(told.text)):
            continue  # "37 hours a week, how much a year?"
        times = convert(time.value, lasting.name, base.name)
        first = re.match(r"\W*([^\W\d_]+)", told.behind(rate))
        noun = _sign(rate) or (f" {first[1]}" if first and first[1] not in ("a", "an", "per", "par", "de") else "")
        return Story(f"round({_plain(float(rate.value))} * {_plain(float(times))}, 6)", f"{{value}}{noun}.")
    return None


def _timed(one: Number) -> bool:
    return (known := unit(one.unit or "")) is not None and known.dimension in ("time", "speed")


def _recipe(told: Told) -> Story | None:
    """The rule of three: "a recipe for 4 needs 300 g, how much for 7?", "12 pencils cost 4.80, how much are 5?" """
    if len(told.numbers) != 3 or any(n.kind != "cardinal" for n in told.numbers) or not _ASKED.search(told.text):
        return None
    first, second, third = told.numbers
    asked = _ASKED.search(told.text, second.end)
    if asked is None or asked.start() > third.start or third.unit or first.unit or not first.value:
        return None
    for_many = re.search(r"\b(?:for|pour|serves)\s*$", told.before(first))
    last = re.search(r"\b(?:for|pour|are|do|cost|costs|would|coutent|valent)\s*$", told.before(third))
    between = told.text[first.end : second.start]
    costs = _COSTS.search(between) and _same_noun(told.behind(first), told.behind(third))
    if (
        not last
        or not (for_many or costs)
        or re.search(r"\b(?:each|chacun|per|par|hours?|days?|heures?|jours?)\b", between)
    ):
        return None
    code = f"round({_plain(float(second.value))} * {_plain(float(third.value))} / {_plain(float(first.value))}, 6)"
    word = re.match(r"\s*([a-z]{1,3})\b", told.behind(second)) if second.unit and not _money(second) else None
    return Story(code, f"{{value}}{_sign(second) or (f' {word[1]}' if word else '')}.")


def _same_noun(one: str, other: str) -> bool:
    """Whether the nouns behind two numbers are one, or the second is left out."""
    nouns = [re.match(r"\W*([^\W\d_]+)?", text) for text in (one, other)]
    first, second = ((m[1] or "").rstrip("sx") if m else "" for m in nouns)
    return bool(first) and second in ("", first)


def _pieces(told: Told) -> Story | None:
    """ "How many 0.75 l bottles can I fill from 30 litres?": how often the small amount goes into the great one."""
    if len(told.numbers) != 2 or not _CUT.search(told.text) or not re.search(r"\b(?:how many|combien)\b", told.text):
        return None
    known = [unit(n.unit or "") for n in told.numbers]
    small, great = known
    if (
        small is None
        or great is None
        or small.dimension != great.dimension
        or small.dimension not in ("volume", "mass", "length")
    ):
        return None
    sizes = sorted(
        float(convert(n.value, k.name, small.name)) for n, k in zip(told.numbers, (small, great), strict=True)
    )
    if not sizes[0]:
        return None
    left = told.said("(whole ones)", "(entières)") if not math.isclose(sizes[1] / sizes[0] % 1, 0, abs_tol=1e-9) else ""
    code = f"int(round({_plain(sizes[1])} / {_plain(sizes[0])}, 9))"
    return Story(code, f"{{value}} {left}".rstrip() + ".")


def _by_fraction(told: Told) -> Story | None:
    """ "Decrease 90 by a third"."""
    parts = [
        n
        for n in told.numbers
        if (n.kind == "fraction" and 0 < n.value < 1)
        or (n.kind == "ordinal" and told.before(n).endswith((" a ", " one ")))
    ]
    whole = [n for n in told.numbers if n.kind == "cardinal"]
    way = "-" if _LESS.search(told.text) else "+" if _MORE.search(told.text) else ""
    if len(told.numbers) != 2 or len(parts) != 1 or len(whole) != 1 or not way:
        return None
    value, part = _plain(float(whole[0].value)), parts[0].value
    part = part if part < 1 else 1 / part  # "a third" is read as an ordinal
    if not re.search(r"\b(?:by|d'|de|du)\s*(?:an?\s*|one\s*|une?\s*|l[ea]\s*)?$", told.before(parts[0])):
        return None
    code = f"round({value} * (1 {way} {part.numerator} / {part.denominator}), 6)"
    return Story(code, f"{{value}}{_sign(whole[0])}.")


def _dozens(told: Told) -> Story | None:
    """ "How many dozens are in 156 eggs?" """
    counts = re.findall(r"(?<![\d.,])\d{1,9}(?![\d.,])", told.text)  # behind "dozens" a count is not read as a number
    if len(counts) != 1 or not re.search(r"\b(?:how many|combien de) (?:dozens?|douzaines?)\b", told.text):
        return None
    code = f"round({counts[0]} / 12, 6)"
    return Story(code, f"{{value}} {told.said('dozen', 'douzaines')}.")


def leap_seconds(question: Question) -> Story | None:
    """ "How many hours are there in a leap year?": days, hours, minutes or seconds of 366 days."""
    folded = fold(question.text)
    asked = re.search(
        r"\b(?:how many|combien d['e]) ?(days|hours|minutes|seconds|weeks|jours|heures|secondes|semaines)\b", folded
    )
    if (
        not asked
        or not re.search(r"\b(?:in|dans|a|compte|has|en)\b.*\b(?:a leap year|une annee bissextile)\b", folded)
        or question.reading.dates
    ):
        return None
    seconds = unit(asked[1])
    if seconds is None or len(question.reading.numbers) > 1:
        return None
    code = f"round(366 * 86400 / {int(seconds.factor)}, 6)"
    return Story(code, f"{{value}} {asked[1]}.")
