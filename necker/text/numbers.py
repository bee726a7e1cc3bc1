"""Numbers in French and English text: digits, words, Roman numerals, percentages, fractions, ordinals and centuries.

Each is an exact span of the text with an exact value; scale words belong to the span ("2.5 million"), the percent sign
and a tolerance too, hedges ("about") and units do not.  What is ambiguous is decided by the language: "1,234" is 1234 in English and
1.234 in French; a billion is 10^9 in English and 10^12 in French.  A lone "one", "un" or "une" is an article.  Years are
returned like other numbers: the caller subtracts the spans of dates.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from necker.core.language import Lang
from necker.text.number_words import spelled
from necker.text.roman import romans
from necker.text.units import UNITS, following, preceding

Kind = Literal["cardinal", "ordinal", "percent", "century", "fraction"]


class Number(NamedTuple):
    """A number at `[start:end]`.  A percentage of 12 has the value 12; a century before our era is negative.

    `approx` when the text hedges it ("about", "plus de"); `unit` is the canonical name of units.py when one is known.
    """

    start: int
    end: int
    value: Fraction
    kind: Kind
    approx: bool
    unit: str | None


class _Found(NamedTuple):
    """A number before its surroundings are read.  `scale` is what multiplied it ("2.5 million": 10^6)."""

    start: int
    end: int
    value: Fraction
    kind: Kind
    approx: bool = False
    scale: int = 1


_S = "\u00a0\u202f\u2009"  # the spaces that French puts between groups of three digits
_DIGITS = re.compile(rf"(?<!\d)(?:\d{{1,3}}(?:[ {_S}]\d{{3}}(?!\d))+(?:[.,]\d+)*|\d+(?:[.,]\d+)*)")
_LETTERS = re.compile(r"[^\W\d_]*")
_DESIGNATOR = re.compile(
    r"(?:[^\W\d_]|(?<!\w)(?!(?:[Mm]id|[Ee]arly|[Ll]ate|[Pp]re|[Pp]ost)-)\w*[A-Z]\w*-|±[ \u00a0]?)$"
)
_SIGN = re.compile(rf"(?:(?<![\w)\]%°.])[-−+–]|(?<!\bau )(?<!\bde )(?<!\bdu )\b(?:minus|moins|negative)[ {_S}])$", re.I)
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
_MONEY = re.compile(r"[mKk](?!\w)")  # "£5m": a million only behind a currency
_TOLERANCE = re.compile(r"[ \u00a0]?±[ \u00a0]?\d+(?:[.,]\d+)?")
_HALF = {
    "en": re.compile(r"[ -]and[ -]a[ -]half\b", re.IGNORECASE),
    "fr": re.compile(r"[ \u00a0-]et[ \u00a0-]demie?\b", re.IGNORECASE),
}
_ENDING = re.compile(r"(mille|mill|thousand|million|milliard|billion|trillion)s?$", re.IGNORECASE)
_PERCENT = re.compile(rf"[ {_S}]?%|[ {_S}-](?:per[ -]?cent|pour[ \u00a0]cent|pct)\b", re.IGNORECASE)
_VULGAR = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5"}
_VULGAR |= {"⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
_PARTS = r"(\d{1,2})[/⁄](2|3|4|5|6|8|10|16|20|32|64|100|1000)(?![\w/⁄]|[.,]\d)"
_RATIO = re.compile(
    rf"(?<![\w/⁄.,-])(?:(\d+)[ \u00a0-])?{_PARTS}|(?<!\w)(?:(\d+)[ \u00a0]?)?([{''.join(_VULGAR)}])(?![\w/])"
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
      (?P<count>{_UNITS_FR})[ \u00a0](?P<part>tiers|quart|demi(?=-(?:mill|bill)ion)|[\w-]+?i[èe]me)(?P<plural>s?)(?![\w])
      (?!-(?!mill|bill)|[ \u00a0]de[ \u00a0](?:finale|si[èe]cle)|[ \u00a0]d['’]heure)
    | (?<=[ ]le[ ])(?P<of>tiers|quart)(?=[ ]d(?:es?|u)\b|[ ]d['’])
    | (?P<half>moiti[ée])(?![ ](?:nord|sud|est|ouest|\w+(?:ale|ure))\b)
    | (?P<onehalf>une?[ ]et[ ]demie?)\b )""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_HALF = re.compile(
    r"\b(?:first|second|latter|former|other|better|early|late|later|(?:nor|sou)thern|(?:ea|we)stern|upper|lower|back|front|"
    r"left|right|premi[èe]re|seconde|deuxi[èe]me|derni[èe]re|autre|ma|ta|sa)[ ]$",
    re.IGNORECASE,
)
_DENOMINATORS = {"half": 2, "third": 3, "quarter": 4, "demi": 2, "tiers": 3, "quart": 4}


def numbers(text: str, lang: Lang) -> list[Number]:
    """The numbers of `text` in order; their spans never overlap."""
    found = sorted(
        (*_fractions(text, lang), *_digits(text, lang), *_words(text, lang)), key=lambda n: (n.start, -n.end)
    )
    kept: list[_Found] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return _shared(text, kept, [_surrounded(text, number, lang) for number in kept], lang)


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
            value = _value(text[start:end], lang)
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


def _fractions(text: str, lang: Lang) -> Iterator[_Found]:
    """Fractions in digits, signs and words, and mixed numbers ("2 1/2", "one and a half")."""
    for match in _RATIO.finditer(text):
        whole = Fraction(match[1] or match[4] or 0)
        part = Fraction(int(match[2]), int(match[3])) if match[2] else Fraction(_VULGAR[match[5]])
        if 0 < part < 1:
            number = _Found(*match.span(), whole + part, "cardinal" if whole else "fraction")
            yield _extended(text, number, lang)
    for match in (_EN_PARTS if lang == "en" else _FR_PARTS).finditer(text):
        value = _part(text, match, lang)
        if value is None:
            continue
        if match["onehalf"] or (match["half"] and lang == "en") or match["part"] in ("demi", "half", "quarter"):
            yield _half_of(text, _Found(*match.span(), value, "cardinal" if match["onehalf"] else "fraction"), lang)
        else:
            yield _Found(*match.span(), value, "fraction")


def _half_of(text: str, number: _Found, lang: Lang) -> _Found:
    """ "half a million", "un demi-million", "one and a half billion"."""
    link = re.compile(r"(?: (?:of )?a)?(?=[ -](?:dozen|hundred|thousand|mill|bill|trill))", re.I).match(
        text, number.end
    )
    if link is None:
        return number
    return _extended(text, number._replace(end=link.end(), kind="cardinal"), lang)


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
    if (
        count == 1
        and word not in _DENOMINATORS
        and not re.match(r"[ \u00a0](?:of|d[eu]s?|d['’])", text[match.end() :][:4])
    ):
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


_CENTURY = {
    "en": re.compile(r"[ \u00a0-]centur(?:y|ies)\b", re.IGNORECASE),
    "fr": re.compile(r"[ \u00a0]si[èe]cles?\b", re.IGNORECASE),
}
# What may stand between a century and the word: "the 3rd and early 4th centuries", "du XVe au XVIIe siècle".
_BETWEEN = {
    "en": re.compile(
        r"(?:and|or|to|through|until|the|early|mid|late|\d{1,2}(?:st|nd|rd|th)|(?:twen|thir)tieth|twenty|[a-z]+(?:th|first|"
        r"second|third)|first|second|third)$",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?:et|ou|à|au|du|de|la|le|les|fin|début|milieu|jusqu['’]au|[ivxlc]+(?:e|er|[èe]me|ième)?|\d{1,2}(?:er?|[èe]me)?|"
        r"\w+i[èe]me|premier|second)$",
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


_HEDGE = {
    "en": re.compile(
        r"(?:\b(?:about|around|nearly|some|approximately|approx\.?|almost|roughly|over|under|above|below|beyond|circa|ca?\.|"
        r"more than|less than|fewer than|greater than|at least|at most|up to|as (?:many|much|few|little) as|close to|near|"
        r"upwards? of|in excess of|(?:an )?estimated(?: at| to be)?|exceed(?:s|ed|ing)|just (?:over|under))|[~≈∼<>≥≤])"
        r"[ \u00a0]*(?:(?:a|an|the)[ ])?(?:[A-Z]{0,2}[$€£¥])?$",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?:\b(?:environ|env\.|presque|approximativement|quelque|quasi(?:ment)?|au moins|au plus|(?:près|plus|moins|autour|"
        r"proche|pas loin|de l['’]ordre|aux? (?:alentour|environ)s?) d(?:e|es|u)|à peu près|jusqu['’]à|dépass\w+|avoisin\w+|"
        r"(?:supérieure?|inférieure?|estimée?)s? à|une bonne)[ \u00a0]|\b(?:près|plus|moins|autour|proche|de l['’]ordre|aux? "
        r"(?:alentour|environ)s?) d['’]|[~≈∼<>≥≤][ \u00a0]*)(?:l(?:es?|a)[ ]|l['’])?(?:[A-Z]{0,2}[$€£¥])?$",
        re.IGNORECASE,
    ),
}
_HEDGED_AFTER = re.compile(
    r"[ \u00a0](?:or so|odd|or (?:more|less|fewer)|environ|ou (?:plus|moins)|et plus|voire plus|et quelques)\b|\+(?!\w)",
    re.IGNORECASE,
)


def _surrounded(text: str, number: _Found, lang: Lang) -> Number:
    """The number with what stands around it: hedges and a unit or a currency."""
    start, end, value, kind, approx, _ = number
    unit, stop = None, end
    if kind in ("cardinal", "fraction"):
        unit = preceding(text, start)
        after = following(text, end, lang) if unit is None else None
        if after:
            unit, stop = after
    approx = approx or bool(_HEDGE[lang].search(text, max(0, start - 32), start))
    approx = approx or bool(_HEDGED_AFTER.match(text, end)) or (stop > end and bool(_HEDGED_AFTER.match(text, stop)))
    return Number(start, end, value, kind, approx, unit)


_RANGE = re.compile(
    r"[ \u00a0]?[–—-][ \u00a0]?(?:[A-Z]{0,2}[$€£¥])?|[ \u00a0](?:to|à|or|ou|au)[ \u00a0](?:[A-Z]{0,2}[$€£¥])?"
)
_TIMES = re.compile(r"[ \u00a0]?[×x][ \u00a0]?|[ \u00a0](?:by|sur|par)[ \u00a0]")
_AND = re.compile(r"[ \u00a0](?:and|et)[ \u00a0](?:[A-Z]{0,2}[$€£¥])?")
_ENTRE = re.compile(r"\b(?:between|entre)[ \u00a0](?:les[ ])?(?:[A-Z]{0,2}[$€£¥])?[ \u00a0]?$", re.IGNORECASE)


def _shared(text: str, found: list[_Found], read: list[Number], lang: Lang) -> list[Number]:
    """What is written once for two numbers, given to both: "5 to 10 million km", "$5–10 billion", "79 × 53 cm"."""
    for i in range(len(read) - 2, -1, -1):
        a, b = read[i], read[i + 1]
        gap = text[a.end : b.start]
        if len(gap) > 6 or a.kind not in ("cardinal", "percent") or b.kind not in ("cardinal", "percent"):
            continue
        between = _AND.fullmatch(gap) and _ENTRE.search(text, max(0, a.start - 16), a.start)
        if _RANGE.fullmatch(gap) or between:
            scale = found[i + 1].scale
            if found[i].scale == 1 < scale and a.value < b.value / scale:
                a = a._replace(value=a.value * scale)
            unit, kind = a.unit or b.unit, b.kind if b.kind == "percent" and a.unit is None else a.kind
            read[i] = a._replace(unit=unit, kind=kind)
            is_money = a.unit in UNITS and UNITS[a.unit].dimension == "currency"
            read[i + 1] = b._replace(
                unit=b.unit or (a.unit if is_money and b.kind != "percent" else None), approx=a.approx or b.approx
            )
        elif _TIMES.fullmatch(gap) and a.unit is None and b.unit in UNITS and UNITS[b.unit].dimension == "length":
            read[i] = a._replace(unit=b.unit)
    return read
