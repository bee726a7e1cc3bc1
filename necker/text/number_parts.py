"""Fractions and mixed numbers in French and English text: "3/4", "2½", "two thirds", "la moitié", "one and a half".

Knows nothing of other numbers.  "The first half", "un quart de finale" and "a third time" are no fractions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from necker.core.language import Lang
from necker.text.number_words import spelled


class Part(NamedTuple):
    """A fraction or a mixed number at `[start:end]`; `written` in figures or signs, rather than in words."""

    start: int
    end: int
    value: Fraction
    written: bool


_VULGAR = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5"}
_VULGAR |= {"⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
_PARTS = r"(\d{1,2})[/⁄](2|3|4|5|6|8|10|16|20|32|64|100|1000)(?![\w/⁄]|[.,]\d)"
_RATIO = re.compile(
    rf"(?<![\w/⁄.,-])(?:(\d{{1,9}})[ \u00a0-])?{_PARTS}|"
    rf"(?<!\w)(?:(\d{{1,9}})[ \u00a0]?)?([{''.join(_VULGAR)}])(?![\w/])"
)
_UNITS_EN = "one|two|three|four|five|six|seven|eight|nine|ten"
_UNITS_FR = "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix"
_EN_PARTS = re.compile(
    rf"""(?<![\w-])(?:
      (?P<count>{_UNITS_EN})[ -](?P<part>half|third|quarter|[a-z]+th)(?P<plural>s?)(?![\w])
    | a[ ](?P<of>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)(?=[ ]of\b)
    | (?P<half>half)(?=[ ](?:of|the|a|an|its|their|all|as|that|this|his|her|our|million|billion)\b)
    | (?P<onehalf>one[ -]and[ -]a[ -]half)\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_FR_PARTS = re.compile(
    rf"""(?<![\w-])(?:
      (?P<count>{_UNITS_FR})[ \u00a0](?P<part>tiers|quart|demi(?=-(?:m|b)illi)|[\w-]+?i[èe]me)(?P<plural>s?)(?!\w)
      (?!-(?!mill|bill)|[ \u00a0]de[ \u00a0](?:finale|si[èe]cle)|[ \u00a0]d['’]heure)
    | (?<=[ ]le[ ])(?P<of>tiers|quart)(?=[ ]d(?:es?|u)\b|[ ]d['’])
    | (?P<half>moiti[ée])(?![ ](?:nord|sud|est|ouest|\w+(?:ale|ure))\b)
    | (?P<onehalf>une?[ ]et[ ]demie?)\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_HALF = re.compile(
    r"\b(?:first|second|latter|former|other|better|early|late|later|(?:nor|sou)thern|(?:ea|we)stern|upper|lower|back|front|"
    r"left|right|premi[èe]re|seconde|deuxi[èe]me|derni[èe]re|autre|ma|ta|sa)[ ]\Z",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(r"[ \u00a0](?:of\b|d[eu]s?\b|d['’])")
_DENOMINATORS = {"half": 2, "third": 3, "quarter": 4, "demi": 2, "tiers": 3, "quart": 4}


def parts(text: str, lang: Lang) -> Iterator[Part]:
    """The fractions and mixed numbers of `text`, those in figures first."""
    for match in _RATIO.finditer(text):
        whole = int(match[1] or match[4] or 0)
        part = Fraction(int(match[2]), int(match[3])) if match[2] else Fraction(_VULGAR[match[5]])
        if 0 < part < 1:
            yield Part(*match.span(), whole + part, True)
    for match in (_EN_PARTS if lang == "en" else _FR_PARTS).finditer(text):
        value = _part(text, match, lang)
        if value is not None:
            yield Part(*match.span(), value, False)


def _part(text: str, match: re.Match[str], lang: Lang) -> Fraction | None:
    """The value of a fraction in words, or None where the words are not one ("the first half", "one fifth album")."""
    if match["onehalf"]:
        return Fraction(3, 2)
    if match["half"]:
        return None if _NOT_HALF.search(text, max(0, match.start() - 14), match.start()) else Fraction(1, 2)
    if match["of"]:
        return 1 / Fraction(_denominator(match["of"], lang) or 1)
    word = match["part"].lower()
    count = 1 if match["count"].lower() in ("un", "une") else _spelled_value(match["count"], lang)
    below = _denominator(word, lang)
    if not below or not 0 < count < below:
        return None
    if count > 1 and not match["plural"] and word not in ("tiers", "demi") and text[match.end("count")] != "-":
        return None
    if count == 1 and word not in _DENOMINATORS and not _OF_WHAT.match(text, match.end()):
        return None
    return Fraction(count, below)


def _spelled_value(word: str, lang: Lang) -> int:
    if word.lower() == "one":
        return 1
    return next((int(number.value) for number in spelled(word, lang)), 0)


def _denominator(word: str, lang: Lang) -> int:
    if word.lower() in _DENOMINATORS:
        return _DENOMINATORS[word.lower()]
    return next((int(n.value) for n in spelled(word, lang) if n.ordinal and n.end - n.start == len(word)), 0)
