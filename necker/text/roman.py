"""Roman numerals where French and English prose uses them: centuries, kings, wars, parts of works.

Knows nothing of other numbers.  A numeral is read only in a context that calls for one: "XIXe siècle", "Ve République",
"Louis XIV", "Part IV", "type II"; never alone, because "I", "V", "MIX" or "XL" are more often something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from necker.core.language import Lang
from necker.text.normal import listed
from necker.text.words import is_stop


class Roman(NamedTuple):
    """A Roman numeral at `[start:end]`, the suffix of an ordinal included ("XIXe")."""

    start: int
    end: int
    value: int


_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_PARTS = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V"}
_PARTS |= {4: "IV", 1: "I"}

_SUFFIXED = re.compile(r"(?<![\w.])(?:([IVXLCDM]+)|([ivxlc]+))(?:e|er|re|ère|è|[èe]me|ième|(?<=II)nde?|ᵉʳ?)(?!\w)")
_BARE = re.compile(r"(?<![\w.'’&/+-])L?[IVX]{1,6}(?![\w'’&/+]|-[IVXLC\d])")
_BEFORE = re.compile(r"([^\W\d_](?:[\w'’.-]*\w)?)[ \u00a0]\Z")
_CENTURY = re.compile(r"(?:th|st|nd|rd)?[ \u00a0-](?:siècle|century|centuries)")
# Small letters before a numeral; a capital letter there is a name or a title ("Louis", "Part").
_NOUNS = listed("""
    type class phase volume tome chapter chapitre part partie factor facteur level niveau stage stade grade group groupe
    division classe acte act titre title livre book section article annexe appendix war guerre collagen category
    catégorie degree degré mark tier pope pape king roi
    """)
# After these, a lone X or V is a letter.
_LETTERED = listed(
    "malcolm model modèle generation génération planet planète project projet os mr vitamin vitamine class"
)
_SMALL = re.compile(
    r"((?:[ \u00a0–-]*(?:(?:et|ou|au|à|du|le|début|milieu|fin|[ivxl]+(?:e|er))[ \u00a0–-]+)+)?)[ \u00a0]?si[èe]cle"
)
_SMALL_WORDS = listed("vie mie lie die cie mixe ire vire lire dire cire mire")
_INITIAL = re.compile(r"\.\s?\w")  # "John V. Smith"
_PRONOUN = re.compile(
    r"[ \u00a0](?:am|have|had|think|thought|would|will|can|can't|could|do|don't|did|know|knew|see|saw|like|want|feel|"
    r"love|hope|went|believe|said|say|should|may|might|must|was born|never|also|just)\b"
)


def roman(value: int) -> str:
    """The Roman numeral of `value`, from 1 to 3999."""
    out = ""
    for part, letters in _PARTS.items():
        out += letters * (value // part)
        value %= part
    return out


def roman_value(letters: str) -> int | None:
    """The value of a well-formed Roman numeral in capitals, else None."""
    values = [_VALUES[letter] for letter in letters]
    total = sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    return total if total and roman(total) == letters else None


def romans(text: str, lang: Lang) -> Iterator[Roman]:
    """The Roman numerals of `text` that stand for numbers, in no particular order."""
    if lang == "fr":
        for match in _SUFFIXED.finditer(text):
            letters = match[1] or match[2]
            value = roman_value(letters.upper())
            if value is not None and _plausible(text, match, letters, value):
                yield Roman(*match.span(), value)
    for match in _BARE.finditer(text):
        value = roman_value(match[0])
        if value is not None and (_CENTURY.match(text, match.end()) or _follows_name(text, match, lang)):
            end = match.end()
            if text[end : end + 2] in ("th", "st", "nd", "rd"):
                end += 2
            yield Roman(match.start(), end, value)


def _plausible(text: str, match: re.Match[str], letters: str, value: int) -> bool:
    """Whether letters with an ordinal suffix are a numeral: not "Ce", "De", "Le", "vie" or "mixe"."""
    if letters.islower():
        chained = _SMALL.match(text, match.end())
        return chained is not None and (not chained[1] or match[0] not in _SMALL_WORDS)
    if letters in ("C", "D", "L", "M") or value > 100:
        return False
    return letters != "X" or text[match.end() : match.end() + 1] in (" ", "\u00a0", "-", ",")


def _follows_name(text: str, match: re.Match[str], lang: Lang) -> bool:
    """Whether the word before calls for a numeral."""
    before = _BEFORE.search(text, max(0, match.start() - 30), match.start())
    if before is None:
        return False
    word, letters = before[1], match[0]
    if not word[0].isupper():
        return word in _NOUNS
    if is_stop(word.capitalize(), lang) and not word.isupper():
        return False
    if len(letters) > 1:
        return True
    if letters == "I":
        return not _PRONOUN.match(text, match.end())
    return word.casefold() not in _LETTERED and not _INITIAL.match(text, match.end())
