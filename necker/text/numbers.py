"""Numbers in French and English text: digits, words, Roman numerals, percentages, fractions, ordinals and centuries.

Each is an exact span of the text with an exact value; scale words belong to the span ("2.5 million"), the percent sign
and a tolerance too, hedges ("about") and units do not.  What is ambiguous is decided by the language: "1,234" is 1234
in English and 1.234 in French; a billion is 10^9 in English and 10^12 in French.  A lone "one", "un" or "une" is an
article.  Years are returned like other numbers: the caller subtracts the spans of dates.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from necker.core.language import Lang
from necker.text.number_parts import parts
from necker.text.number_words import spelled
from necker.text.roman import romans
from necker.text.units import UNITS, following, preceding

Kind = Literal["cardinal", "ordinal", "percent", "century", "fraction"]


class Number(NamedTuple):
    """A number at `[start:end]`.  A percentage of 12 has the value 12; a century before our era is negative.

    `approx` when the text hedges it ("about", "plus de"); `unit` is the canonical name of units.py when one is known.
    `bound` is 1 where the hedge says that the true value is higher ("more than"), -1 where lower ("up to"), else 0.
    """

    start: int
    end: int
    value: Fraction
    kind: Kind
    approx: bool
    unit: str | None
    bound: int = 0


class _Found(NamedTuple):
    """A number before its surroundings are read.  `scale` is what multiplied it ("2.5 million": 10^6)."""

    start: int
    end: int
    value: Fraction
    kind: Kind
    approx: bool = False
    scale: int = 1


_S = "\u00a0\u202f\u2009"  # the spaces that French puts between groups of three digits
_GROUPED = rf"\d{{1,3}}(?:[ {_S}]\d{{3}}(?!\d))+"
_DIGITS = re.compile(
    rf"(?<!\d)(?:{_GROUPED}|\d+)(?:[.,]\d{{3}}(?:[{_S}]\d{{3}}(?!\d))*[{_S}]\d{{1,3}}(?!\d)|(?:[.,]\d+)*)"
)
_MOST_DIGITS = 100  # longer runs are no numbers that a text speaks of
_LETTERS = re.compile(r"[^\W\d_]*")
_DESIGNATOR = re.compile(
    r"(?:[^\W\d_]|(?<!\w)(?!(?:[Mm]id|[Ee]arly|[Ll]ate|[Pp]re|[Pp]ost)-)\w*[A-Z]\w*-|±[ \u00a0]?)\Z"
)
_SIGN = re.compile(
    rf"(?:(?<![\w)\]%°.])[-−+–]|(?<!\bau )(?<!\bde )(?<!\bdu )\b(?:minus|moins|negative)[ {_S}])\Z", re.I
)
_SUFFIX = {
    "en": re.compile(r"(?:st|nd|rd|th)(?!\w)"),
    "fr": re.compile(r"(?:ers?|[èe]?res?|n?des?|nds?|[èe]mes?|i[èe]mes?|es?|è|ᵉʳ?)(?!\w)"),
}
_SCALES = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 10**3,
    "k": 10**3,
    "mille": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "bn": 10**9,
    "b": 10**9,
    "md": 10**9,
    "mds": 10**9,
    "mrd": 10**9,
    "milliard": 10**9,
    "milliards": 10**9,
    "quadrillion": 10**15,
}
_LONG = {"en": {"billion": 10**9, "trillion": 10**12}, "fr": {"billion": 10**12, "trillion": 10**18}}
_SCALE = {
    "en": re.compile(
        rf"(?i:[ {_S}-]?(?:hundred|dozen|thousand|million|billion|trillion|quadrillion)s?\b|[ {_S}]?(?:bn|mn)\b)|"
        r"[kMB](?![\w/²³-])",
    ),
    "fr": re.compile(
        rf"(?i:[ {_S}-]?(?:mille(?![ {_S}](?:nautique|marin))|(?:mill|bill|trill)ions?|milliards?)\b)|k(?![\w/²³-])|"
        rf"[ {_S}]?(?:Mds?|Mrd|M|k)(?=[ {_S}]?[€$]|[ {_S}]d['’](?:euro|habit))",
    ),
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
# "4.01 × 10²⁴"; plain digits where the text has lost its superscripts, two of them because of "4 × 100 m".
_POWER = re.compile(
    r"[ \u00a0\u202f]?[×x][ \u00a0\u202f]?10(?:([-−]?[1-9]\d)(?!\d)|\^([-−]?\d\d?)|(⁻?[⁰¹²³⁴-⁹]{1,2}))(?![\d.,]\d)"
)
_TEN_TO = re.compile(r"\^([-−]?\d\d?)(?!\d)|(⁻?[⁰¹²³⁴-⁹]{1,2})")
_OF_SCALE = re.compile(r"(?: (?:of )?a)?(?=[ -](?:dozen|hundred|thousand|(?:m|b|tr)illi|mill))", re.IGNORECASE)
_MONEY = re.compile(r"[mKk](?!\w)")  # "£5m": a million only behind a currency
_TOLERANCE = re.compile(r"[ \u00a0]?±[ \u00a0]?\d+(?:[.,]\d+)?")
_HALF = {
    "en": re.compile(r"[ -]and[ -]a[ -]half\b", re.IGNORECASE),
    "fr": re.compile(r"[ \u00a0-]et[ \u00a0-]demie?\b", re.IGNORECASE),
}
_ENDING = re.compile(r"(mille|mill|thousand|million|milliard|billion|trillion)s?\Z", re.IGNORECASE)
_PERCENT = re.compile(rf"[ {_S}]?%|[ {_S}-](?:per[ -]?cent|pour[ \u00a0]cent|pct)\b", re.IGNORECASE)


def numbers(text: str, lang: Lang) -> list[Number]:
    """The numbers of `text` in order; their spans never overlap."""
    found = sorted((*_parts(text, lang), *_digits(text, lang), *_words(text, lang)), key=lambda n: (n.start, -n.end))
    kept: list[_Found] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return _shared(text, kept, [_surrounded(text, number, lang) for number in kept])


def _parts(text: str, lang: Lang) -> Iterator[_Found]:
    """Fractions and mixed numbers, and what they multiply ("half a million")."""
    for part in parts(text, lang):
        number = _Found(part.start, part.end, part.value, "fraction" if part.value < 1 else "cardinal")
        link = _OF_SCALE.match(text, part.end)
        if link:
            yield _extended(text, number._replace(end=link.end(), kind="cardinal"), lang)
        elif part.written or part.value > 1:
            yield _extended(text, number, lang)
        else:
            yield number


def _words(text: str, lang: Lang) -> Iterator[_Found]:
    """Numbers in words and Roman numerals."""
    for word in spelled(text, lang):
        if word.ordinal:
            yield _ordinal(text, word.start, word.end, word.value, lang)
        else:
            yield _extended(text, _Found(word.start, word.end, word.value, "cardinal", word.approx), lang)
    for roman in romans(text, lang):
        yield _ordinal(text, roman.start, roman.end, Fraction(roman.value), lang)


def _digits(text: str, lang: Lang) -> Iterator[_Found]:
    """Numbers that begin with a digit."""
    for match in _DIGITS.finditer(text):
        for start, end in _groups(match, lang):
            if _DESIGNATOR.search(text, max(0, start - 16), start):
                continue
            value = _value(text[start:end], lang) if end - start <= _MOST_DIGITS else None
            if value is None:
                continue
            attached = _LETTERS.match(text, end)
            assert attached is not None
            if suffix := _SUFFIX[lang].match(text, end):
                yield _ordinal(text, start, suffix.end(), value, lang)
                continue
            number = _extended(text, _signed(text, start, end, value), lang)
            if attached[0] and number.end < attached.end():
                unit = following(text, end, lang)
                if unit is None or unit[1] < attached.end() or attached[0] == "s":
                    continue  # "3D", "1920s", "5G"
            yield number


def _groups(match: re.Match[str], lang: Lang) -> Iterator[tuple[int, int]]:
    """The numbers in a run of digits: plain spaces join groups of three in French, and before "000" in English."""
    text, start = match[0], match.start()
    if lang == "en" and " " in text and not re.fullmatch(r"\d{1,3}(?: \d{3})*(?: 000|(?: \d{3}){2})", text):
        for part in re.finditer(r"[^ ]+", text):
            yield start + part.start(), start + part.end()
    else:
        yield match.span()


def _signed(text: str, start: int, end: int, value: Fraction) -> _Found:
    sign = _SIGN.search(text, max(0, start - 12), start)
    if sign and sign[0] != "+":
        return _Found(sign.start(), end, -value, "cardinal")
    return _Found(start, end, value, "cardinal")


def _value(written: str, lang: Lang) -> Fraction | None:
    """The value of digits with their separators; None for a version number or a list ("3.11.7", "1,2,3")."""
    plain = re.sub(rf"[ {_S}]", "", written)
    points, commas = plain.count("."), plain.count(",")
    thousands = ""
    if points and commas:
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
    elif points + commas == 1:
        mark = "." if points else ","
        if mark == ("," if lang == "en" else ".") and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
            thousands = mark
    elif points or commas:
        thousands = "." if points else ","
    if thousands:
        whole = plain.partition("." if thousands == "," else ",")[0]
        if not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", whole):
            return None
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    return Fraction(plain) if plain.count(".") <= 1 else None


def _extended(text: str, number: _Found, lang: Lang) -> _Found:
    """The number with the half, the scale words and the percent sign that follow it."""
    start, end, value, kind, approx, scale = number
    currency = preceding(text, start)
    if tolerance := _TOLERANCE.match(text, end):
        end, approx = tolerance.end(), True
    if ending := _ENDING.search(text, start, end):
        scale = _scale_of(ending[1], lang)
    if power := _POWER.match(text, end):
        exponent = int((power[1] or power[2] or power[3]).translate(_RAISED))
        value, end = value * Fraction(10) ** exponent, power.end()
    elif value == 10 and (power := _TEN_TO.match(text, end)):
        value, end = Fraction(10) ** int((power[1] or power[2]).translate(_RAISED)), power.end()
    for _ in range(3):
        if half := _HALF[lang].match(text, end):
            value, end = value + Fraction(scale, 2), half.end()
        match = _SCALE[lang].match(text, end)
        if match is None and currency:
            match = _MONEY.match(text, end)
        if match is None:
            break
        written = match[0].strip(f" {_S}-").lower()
        factor = _scale_of(written, lang)
        value, scale, end = value * factor, scale * factor, match.end()
    if percent := _PERCENT.match(text, end):
        return _Found(start, percent.end(), value, "percent", approx, scale)
    return _Found(start, end, value, kind, approx, scale)


def _scale_of(word: str, lang: Lang) -> int:
    low = word.lower()
    return _LONG[lang].get(low.removesuffix("s")) or _SCALES.get(low) or _SCALES.get(low.removesuffix("s"), 1000)


_CENTURY = {
    "en": re.compile(r"[ \u00a0-]centur(?:y|ies)\b", re.IGNORECASE),
    "fr": re.compile(r"[ \u00a0]si[èe]cles?\b", re.IGNORECASE),
}
# What may stand between a century and the word: "the 3rd and early 4th centuries", "du XVe au XVIIe siècle".
_BETWEEN = {
    "en": re.compile(
        r"(?:and|or|to|through|until|the|early|mid|late|\d{1,2}(?:st|nd|rd|th)|twenty|[a-z]*(?:th|first|second|third))\Z",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?:et|ou|à|au|du|de|la|le|les|fin|début|milieu|jusqu['’]au|[ivxlc]+(?:er?|[èe]me|ième)?|\d{1,2}(?:er?|[èe]me)?|"
        r"\w+i[èe]me|premier|second)\Z",
        re.IGNORECASE,
    ),
}
_BEFORE_ERA = re.compile(
    r"[ \u00a0](?:\(?B\.?C|av\.|avant[ \u00a0](?:J\.|Jésus|notre|l['’]ère)|before (?:Christ|the Common))"
)


def _ordinal(text: str, start: int, end: int, value: Fraction, lang: Lang) -> _Found:
    """An ordinal, or a century if the word follows, also behind another ordinal ("the 19th and 20th centuries")."""
    word = _CENTURY[lang].search(text, end, end + 45)
    if word and value <= 60:
        between = re.findall(r"[^\s,–—/-]+", text[end : word.start()])
        if all(_BETWEEN[lang].match(part) for part in between):
            return _Found(start, end, -value if _BEFORE_ERA.match(text, word.end()) else value, "century")
    return _Found(start, end, value, "ordinal")


_MARKED = r"(?:[A-Z]{0,2}[$€£¥])?"  # a currency sign may stand between a hedge and its number
_EN_HEDGES = (
    "about|around|nearly|some|approximately|almost|roughly|over|under|above|below|beyond|circa|near|more than|"
    "less than|fewer than|greater than|at least|at most|up to|as many as|as much as|as few as|as little as|close to|"
    "upwards? of|in excess of|an estimated|estimated at|estimated|exceeds?|exceeded|exceeding"
)
_FR_HEDGES = (
    r"environ|presque|approximativement|quelque|quasi|quasiment|au moins|au plus|à peu près|dépass\w+|avoisin\w+|"
    r"une bonne|supérieure?s? à|inférieure?s? à|estimée?s? à|jusqu['’]à"
)
_FR_HEDGES_OF = "près|plus|moins|autour|proche|pas loin|de l['’]ordre|aux? alentours?|aux? environs?"
_HEDGE = {
    "en": re.compile(
        rf"(?:\b(?:(?:{_EN_HEDGES})\b|(?:approx|ca?)\.)|[~≈∼<>≥≤])[ \u00a0]*(?:(?:a|an|the)[ ])?{_MARKED}\Z",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        rf"(?:\b(?:(?:{_FR_HEDGES})|env\.|(?:{_FR_HEDGES_OF})[ ](?:de|des|du))[ \u00a0]|\b(?:{_FR_HEDGES_OF})[ ]d['’]|"
        rf"[~≈∼<>≥≤][ \u00a0]*)(?:l(?:es?|a)[ ]|l['’])?{_MARKED}\Z",
        re.IGNORECASE,
    ),
}
_HEDGED_AFTER = re.compile(
    r"[ \u00a0](?:or so|odd|or (?:more|less|fewer)|environ|ou (?:plus|moins)|(?:et|voire) plus|et quelques)\b|\+(?!\w)",
    re.IGNORECASE,
)


_HIGHER = re.compile(
    r"more|greater|over\b|above|beyond|at least|upward|excess|exceed|plus\b(?<!au plus)|au moins|dépass|supérieur|[>≥+]",
    re.IGNORECASE,
)
_LOWER = re.compile(r"less|fewer|under|below|at most|up to|moins|au plus|inférieur|jusqu|[<≤]", re.IGNORECASE)


def _bound(hedge: str) -> int:
    return 1 if _HIGHER.search(hedge) else -1 if _LOWER.search(hedge) else 0


def _surrounded(text: str, number: _Found, lang: Lang) -> Number:
    """The number with what stands around it: hedges and a unit or a currency."""
    start, end, value, kind, approx, _ = number
    unit, stop = None, end
    if kind in ("cardinal", "fraction"):
        unit = preceding(text, start)
        after = following(text, end, lang) if unit is None else None
        if after:
            unit, stop = after
    hedge = _HEDGE[lang].search(text, max(0, start - 32), start) or _HEDGED_AFTER.match(text, end)
    if hedge is None and stop > end:
        hedge = _HEDGED_AFTER.match(text, stop)
    return Number(start, end, value, kind, approx or hedge is not None, unit, _bound(hedge[0]) if hedge else 0)


_RANGE = re.compile(rf"(?:[ \u00a0]?[–—-][ \u00a0]?|[ \u00a0](?:to|à|or|ou|au)[ \u00a0]){_MARKED}")
_TIMES = re.compile(r"[ \u00a0]?[×x][ \u00a0]?|[ \u00a0](?:by|sur|par)[ \u00a0]")
_AND = re.compile(rf"[ \u00a0](?:and|et)[ \u00a0]{_MARKED}")
_BETWEEN_TWO = re.compile(rf"\b(?:between|entre)[ \u00a0](?:les[ ])?{_MARKED}[ \u00a0]?\Z", re.IGNORECASE)


def _shared(text: str, found: list[_Found], read: list[Number]) -> list[Number]:
    """What is written once for two numbers, given to both: "5 to 10 million km", "$5–10 billion", "79 × 53 cm"."""
    for i in range(len(read) - 2, -1, -1):
        a, b = read[i], read[i + 1]
        gap = text[a.end : b.start]
        if len(gap) > 6 or a.kind not in ("cardinal", "percent") or b.kind not in ("cardinal", "percent"):
            continue
        between = _AND.fullmatch(gap) and _BETWEEN_TWO.search(text, max(0, a.start - 16), a.start)
        if _RANGE.fullmatch(gap) or between:
            read[i], read[i + 1] = _ranged(a, b, found[i].scale, found[i + 1].scale)
        elif _TIMES.fullmatch(gap) and _dimension(b) == "length" and not _relay(a, b):
            read[i] = a._replace(unit=a.unit or b.unit)
    return read


def _ranged(a: Number, b: Number, a_scale: int, b_scale: int) -> tuple[Number, Number]:
    """The ends of a range, each with the scale, the unit, the percent sign and the hedge that one of them has."""
    if a_scale == 1 < b_scale and a.value < b.value / b_scale:
        a = a._replace(value=a.value * b_scale)
    kind = b.kind if b.kind == "percent" and a.unit is None else a.kind
    second_unit = a.unit if b.unit is None and b.kind == "cardinal" and _dimension(a) == "currency" else b.unit
    return a._replace(unit=a.unit or b.unit, kind=kind), b._replace(unit=second_unit, approx=a.approx or b.approx)


def _relay(a: Number, b: Number) -> bool:
    return a.value <= 10 and b.value % 100 == 0  # "4 × 100 m"


def _dimension(number: Number) -> str | None:
    return UNITS[number.unit].dimension if number.unit in UNITS else None
