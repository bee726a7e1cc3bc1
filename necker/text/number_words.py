"""Numbers written in words, French and English, up to the billions: where they are and what they are worth.

Knows nothing of digits, percent signs, units or hedges (numbers.py).  The grammar is a small automaton that takes one
word at a time; a word it refuses begins the next number ("two three" is two numbers, "vingt et un" is one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from fractions import Fraction
from typing import NamedTuple

from necker.core.language import Lang
from necker.text.normal import fold


class Spelled(NamedTuple):
    """A number in words at `[start:end]`; `approx` for collective nouns such as "une dizaine"."""

    start: int
    end: int
    value: Fraction
    ordinal: bool
    approx: bool


class _Token(NamedTuple):
    kind: str  # "unit" 1..19, "tens", "hundred", "scale", "group" (dozen, dizaine), "article"
    value: int
    ordinal: bool = False


_EN_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_EN_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15, "quintillion": 18}
_FR_UNITS = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_FR_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80}
_FR_TENS |= {"octante": 80, "nonante": 90, "quatre-vingt": 80, "quatre-vingts": 80}
# The French billion and trillion are those of the long scale: 10^12 and 10^18.
_FR_SCALES = {"mille": 3, "millier": 3, "milliers": 3, "million": 6, "milliard": 9, "billion": 12, "trillion": 18}
_FR_GROUPS = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
_FR_GROUPS |= {"quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100}
_FR_STEMS = {"quatre": "quatr", "cinq": "cinqu", "neuf": "neuv", "dix-neuf": "dix-neuv"}


def _english() -> dict[str, _Token]:
    tokens = {"a": _Token("article", 1), "zero": _Token("unit", 0), "hundred": _Token("hundred", 100)}
    tokens["hundredth"] = _Token("hundred", 100, True)
    for value, (word, ordinal) in enumerate(zip(_EN_UNITS.split(), _EN_ORDINALS.split(), strict=True), 1):
        tokens[word], tokens[ordinal] = _Token("unit", value), _Token("unit", value, True)
    for tens, word in enumerate(_EN_TENS.split(), 2):
        tokens[word], tokens[word[:-1] + "ieth"] = _Token("tens", 10 * tens), _Token("tens", 10 * tens, True)
    for word, power in _EN_SCALES.items():
        tokens[word] = tokens[word + "s"] = _Token("scale", 10**power)
        tokens[word + "th"] = _Token("scale", 10**power, True)
    tokens["dozen"] = _Token("group", 12)
    del tokens["thousands"]
    return tokens


def _french() -> dict[str, _Token]:
    tokens = {"une": _Token("unit", 1), "zero": _Token("unit", 0), "cent": _Token("hundred", 100)}
    tokens["cents"] = _Token("hundred", 100)
    for value, word in enumerate(_FR_UNITS.split(), 1):
        tokens[word] = _Token("unit", value)
    for word, value in _FR_TENS.items():
        tokens[word] = _Token("tens", value)
    for word, power in _FR_SCALES.items():
        tokens[word] = _Token("scale", 10**power)
        if word not in ("mille", "milliers"):
            tokens[word + "s"] = tokens[word]
    for word, token in list(tokens.items()):
        stem = _FR_STEMS.get(word, re.sub("(?<=[tnd])s$|e$", "", word))
        if word not in ("une", "zero", "millier", "milliers"):
            tokens[stem + "ieme"] = tokens[stem + "iemes"] = token._replace(ordinal=True)
    for word in ("premier", "premiere", "premiers", "premieres"):
        tokens[word] = _Token("unit", 1, True)
    for word in ("second", "seconde"):
        tokens[word] = _Token("unit", 2, True)
    for word, value in _FR_GROUPS.items():
        tokens[word] = tokens[word + "s"] = _Token("group", value)
    return tokens


_TOKENS: dict[Lang, dict[str, _Token]] = {"en": _english(), "fr": _french()}


def _pattern(lang: Lang) -> re.Pattern[str]:
    """Any of the words, with or without accents and with any hyphen or space inside "quatre-vingt"."""
    words = sorted(_TOKENS[lang], key=len, reverse=True)
    joined = "|".join(words).replace("-", "[- \u00a0‑]").replace("zero", "z[ée]ro")
    joined = re.sub(r"ieme", "i[èe]me", joined).replace("premiere", "premi[èe]re")
    return re.compile(
        rf"(?<![\w'’])(?:{joined})(?![\w])" if lang == "en" else rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE
    )


_PATTERNS = {lang: _pattern(lang) for lang in ("en", "fr")}
_JOINT = {
    "en": re.compile(r"[ \u00a0]|[-‑]|[ \u00a0]and[ \u00a0]", re.IGNORECASE),
    "fr": re.compile(r"[ \u00a0]|[-‑]|[ \u00a0-](?:et)[ \u00a0-]|[ \u00a0]d(?:e[ \u00a0]|['’])", re.IGNORECASE),
}


class _Reader:
    """One number being read.  `take` returns False, and changes nothing, for a word that cannot continue it."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.total = self.group = 0
        self.scale = 10**21
        self.last: _Token | None = None
        self.words = 0
        self.approx = False

    @property
    def value(self) -> int:
        return self.total + self.group

    def take(self, token: _Token, joint: str) -> bool:
        if self.last is not None and (self.last.ordinal or not self._joins(token, joint)):
            return False
        accepted: bool = getattr(self, f"_{token.kind}")(token.value, joint)
        if accepted:
            self.last = token
            self.words += 1
        return accepted

    def _joins(self, token: _Token, joint: str) -> bool:
        """Whether "and", "et" or "de" may stand before this word."""
        assert self.last is not None
        word = joint.strip(" \u00a0-‑").lower()
        if word == "and":
            return self.last.kind in ("hundred", "scale") and token.kind in ("unit", "tens")
        if word == "et":
            return token.value in (1, 11) and self.last.kind in ("tens", "scale") and token.kind == "unit"
        if word:  # "une centaine de milliers", "deux milliers de milliards"
            return self.last.kind in ("group", "scale") and token.kind == "scale"
        return True

    def _article(self, value: int, joint: str) -> bool:
        if self.last is not None:
            return False
        self.group = value
        return True

    def _unit(self, value: int, joint: str) -> bool:
        if self.last is not None and (value == 0 or self.last.kind in ("article", "group") or self.last.value == 0):
            return False
        tens = self.group % 100
        most = {0: 20}.get(tens, 10 if tens % 10 == 0 and tens >= 20 else 0)
        if self.lang == "fr":
            most = 20 if tens in (60, 80) else most
            if tens in (10, 70, 90) and self.last is not None and self.last.value == 10 and 7 <= value <= 9:
                most = 10
        elif 11 <= self.group <= 19 and value >= 10 and self.words == 1 and joint.isspace():
            self.group *= 100  # "nineteen fourteen"
            most = 20
        if value >= most:
            return False
        self.group += value
        return True

    def _tens(self, value: int, joint: str) -> bool:
        if self.lang == "en" and 11 <= self.group <= 20 and self.words == 1 and joint.isspace():
            self.group *= 100  # "nineteen eighty-four", "twenty twenty"
        if self.group % 100 or (self.last is not None and self.last.kind in ("article", "group")):
            return False
        self.group += value
        return True

    def _hundred(self, value: int, joint: str) -> bool:
        least, most = (1, 99) if self.lang == "en" else (2, 19)
        if self.lang == "fr" and self.group == 0:
            self.group = 1
        elif not least <= self.group <= most:
            return False
        self.group *= value
        return True

    def _scale(self, value: int, joint: str) -> bool:
        after_scale = self.last is not None and self.last.kind in ("group", "scale") and self.group == 0
        if after_scale and (joint.strip(" \u00a0") or 1000 <= self.total < 10**6 <= value):
            self.total, self.scale = self.total * value, value  # "une centaine de milliers", "mille milliards"
            return True
        if value >= self.scale:
            return False
        if self.group == 0:
            if not (self.lang == "fr" and value == 1000):
                return False
            self.group = 1
        self.total += self.group * value
        self.group, self.scale = 0, value
        return True

    def _group(self, value: int, joint: str) -> bool:
        if self.last is None or not 1 <= self.group <= 99 or self.total:
            return False
        self.total, self.group = self.group * value, 0
        self.approx = value != 12
        return True


def spelled(text: str, lang: Lang) -> Iterator[Spelled]:
    """The numbers written in words in `text`, in order.  A lone "one", "un" or "a" is an article, not a number."""
    found = [(match.start(), match.end(), _token(match[0], lang)) for match in _PATTERNS[lang].finditer(text)]
    at = 0
    while at < len(found):
        reader, stop = _read(text, found, at, lang)
        if stop == at:
            at += 1
            continue
        start, end = found[at][0], found[stop - 1][1]
        last = found[stop - 1][2]
        lone = stop - at == 1 and (last.kind == "article" or (last.value == 1 and not last.ordinal))
        if not lone and not _is_other_word(text, start, end, lang):
            yield Spelled(start, end, Fraction(reader.value), last.ordinal, reader.approx)
        at = stop


def _token(written: str, lang: Lang) -> _Token:
    return _TOKENS[lang][fold(written).replace(" ", "-")]


def _read(text: str, found: list[tuple[int, int, _Token]], at: int, lang: Lang) -> tuple[_Reader, int]:
    """Reads the longest number beginning with word `at`; returns it and the index after its last word."""
    reader, index, joint = _Reader(lang), at, ""
    before_and: tuple[_Reader, int] | None = None
    while index < len(found):
        start, _, token = found[index]
        if index > at:
            joint = text[found[index - 1][1] : start]
            if not _JOINT[lang].fullmatch(joint):
                break
        if "and" in joint.lower():
            before_and = copy(reader), index
        if not reader.take(token, joint):
            if before_and and token.kind in ("hundred", "scale"):
                return before_and  # "two hundred and three hundred" is two numbers
            break
        index += 1
    return reader, index


_ANOTHER = {
    "en": re.compile(r"(?!)"),
    # "le mille nautique", "Premier ministre", "un costume neuf"
    "fr": re.compile(r"mille[ \u00a0](?:nautique|marin)|premi(?:er|[èe]re)s?[ -]ministre", re.IGNORECASE),
}
# What may stand before "neuf" where nothing counted follows: "il y en a neuf", "Neuf." but not "un costume neuf".
_NINE = re.compile(r"(?<!\w)(?:a|ont|les|des|ou|de|font|sur|avec|par)[ \u00a0]\Z|\A\Z|[,;:(][ \u00a0]?\Z")
_NOUN = re.compile(r"[ \u00a0-](?!(?:et|ou|en|à|au|aux|de|des|du|pour|par|dans|sur|est|qui|que)\b|d['’])[^\W_]")


def _is_other_word(text: str, start: int, end: int, lang: Lang) -> bool:
    """Whether a number word means something else here: "per second", "pour cent", "tout neuf", "Trois-Rivières"."""
    word = text[start:end].lower()
    before = text[max(0, start - 9) : start].lower()
    if text[start].isupper() and text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper():
        return True
    if _ANOTHER[lang].match(text, start):
        return True
    if word == "second":
        return before.endswith(("per ", "one "))
    if lang == "fr":
        if word == "cent":
            return before.endswith("pour ")
        if word == "seconde":
            return before.endswith("par ") or not _NOUN.match(text, end)
        if word == "neuf":
            if before.endswith(("tout ", "flambant ", "pont-", "pont ", "à ")):
                return True
            return not _NOUN.match(text, end) and not _NINE.search(text, max(0, start - 9), start)
    return False
