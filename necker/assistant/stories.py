"""Small word problems that need no page: a shared bill, an age from two dates, an average, "it says 350 °F, what is that in
Celsius?".  What is a calculation from its first word to its last is understood by necker.tools.calculate.
"""

from __future__ import annotations

import re

from necker.assistant.everyday import Story, everyday, leap_seconds
from necker.assistant.question import Question
from necker.assistant.shapes import shape
from necker.text.normal import fold
from necker.text.units import unit

_EACH = re.compile(
    r"\bhow much (\w+ ){0,4}each\b|\beach (person|one|of us) (pay|owe|get)|\bper person\b|\bchacune?\b|\bpar (personne|tete)\b|\bapiece\b"
)
_AGED = re.compile(r"\b(how old|age|ages|aged)\b.*|\bquel age\b")
_BORN = re.compile(r"\b(born|nee?s?|naissance|birth)\b")
_LATER = re.compile(r"\b(plus|moins|after|before|later|earlier|apres|avant|from|dans|add|minus)\b")
_EARLIER = re.compile(r"\b(moins|before|earlier|avant|minus)\b")
_AVERAGE = re.compile(r"\b(average|mean|moyenne)\b")
# "My oven says 180 Celsius, what would that be in Fahrenheit?": scales without the word for degree.
_SCALES = {"c": "celsius", "f": "fahrenheit", "k": "kelvin"}
_HEAT = re.compile(r"(?<![\d.,])(-?\d+(?:[.,]\d+)?)\s?(?:°|degrees? |degres? )?\s?(celsius|fahrenheit|kelvin|c|f)\b")
_TO_HEAT = re.compile(r"\b(?:in|into|to|en)\s+(?:degrees? |degres? |°)?\s?(celsius|fahrenheit|kelvins?)\s*[?.!]*$")
_INTO = re.compile(
    r"\b(?:that|it|this|combien|ca fait|ca donne|equivalent|how much|what)\b.*\b(?:in|into|en|to)\s+(?P<unit>°? ?[a-z²³/ ]+?)\s*[?.!]*$"
)


def story(question: Question) -> Story | None:
    """The calculation a word problem asks for, or None."""
    folded = fold(question.text)
    if made := everyday(question) or leap_seconds(question) or shape(question):
        return made
    if _EACH.search(folded) and (made := _shared(question)):
        return made
    if _AVERAGE.search(folded) and (made := _average(question)):
        return made
    if _LATER.search(folded) and (made := _date_later(question)):
        return made
    if _AGED.search(folded) and _BORN.search(folded):
        return _age_of_somebody(question)
    return None


def _date_later(question: Question) -> Story | None:
    """ "14 July 2026 plus 45 days": the date so many days or weeks after, or before, the one in the question."""
    dates = [d for d in question.reading.dates if d.year and d.year > 0 and d.month and d.day]
    spans = [n for n in question.reading.numbers if n.unit in ("day", "week") and n.value.denominator == 1]
    if len(dates) != 1 or len(spans) != 1 or len(question.reading.dates) + len(question.reading.numbers) != 2:
        return None
    day, span = dates[0], spans[0]
    sign = "-" if _EARLIER.search(fold(question.text)) else "+"
    code = f"date({day.year}, {day.month}, {day.day}) {sign} timedelta({span.unit}s={int(span.value)})"
    return Story(f"from datetime import date, timedelta\n({code}).isoformat()", "{value}.")


def conversion(question: Question) -> str | None:
    """A story with one measure that asks for it in another unit, as a plain conversion: "350 °F in celsius"."""
    folded = fold(question.text)
    if (heat := _HEAT.findall(folded)) and len(heat) == 1 and (goal := _TO_HEAT.search(folded)):
        return f"{heat[0][0]} degrees {_SCALES[heat[0][1][0]]} in {_SCALES[goal[1][0]]}"
    measured = [n for n in question.reading.numbers if n.unit]
    target = _INTO.search(folded)
    if len(measured) != 1 or len(question.reading.numbers) != 1 or target is None:
        return None
    known, wanted = unit(measured[0].unit or ""), unit(target["unit"].strip())
    if known is None or wanted is None or known.dimension != wanted.dimension or known == wanted:
        return None
    said = question.text[measured[0].start : measured[0].end]
    return f"{said} {known.name} in {wanted.name}"


def _average(question: Question) -> Story | None:
    numbers = [n for n in question.reading.numbers if n.kind == "cardinal" and not n.unit]
    if len(numbers) < 3 or len(numbers) != len(question.reading.numbers) or question.reading.dates:
        return None
    written = ", ".join(f"{float(n.value):.10g}" for n in numbers)
    sentence = "Moyenne : {value}." if question.lang == "fr" else "Average: {value}."
    return Story(f"round(sum(({written})) / {len(numbers)}, 6)", sentence)


def _shared(question: Question) -> Story | None:
    """ "The bill is $186 and there are six of us. How much each?": an amount of money, and how many share it."""
    found = question.reading.numbers
    if len(found) != 2 or question.reading.dates:
        return None
    money = [n for n in found if (known := unit(n.unit or "")) and known.dimension == "currency"]
    heads = [n for n in found if n not in money and n.value.denominator == 1 and n.value > 1]
    if len(money) != 1 or len(heads) != 1:
        return None
    code = f"round({float(money[0].value):.10g} / {int(heads[0].value)}, 2)"
    written = {"euro": "€", "US dollar": "$", "pound sterling": "£"}.get(money[0].unit or "", money[0].unit)
    return Story(code, f"{{value}} {written} chacun." if question.lang == "fr" else f"{{value}} {written} each.")


def _age_of_somebody(question: Question) -> Story | None:
    """ "My grandmother was born on 14 November 1938. How old was she on 2 May 2020?": both dates stand in the question."""
    full = [d for d in question.reading.dates if d.year and d.month and d.day]
    if len(full) != 2 or len(question.reading.dates) != 2:
        return None
    birth, when = sorted(full, key=lambda d: (d.year or 0, d.month or 0, d.day or 0))
    code = f"{when.year} - {birth.year} - (({when.month}, {when.day}) < ({birth.month}, {birth.day}))"
    return Story(code, "{value} ans." if question.lang == "fr" else "{value} years old.")
