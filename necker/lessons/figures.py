"""Numbers and dates: made wrong (near, far, two digits swapped, another month), and said in another way that still holds."""

from __future__ import annotations

import re

from necker.core.language import Lang
from necker.lessons.changed import Change, put
from necker.lessons.dice import Dice
from necker.lessons.pages import Statement
from necker.text.dates import Date
from necker.text.numbers import Number

MONTHS: dict[Lang, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
}
SMALL: dict[Lang, tuple[str, ...]] = {
    "en": tuple("two three four five six seven eight nine ten eleven twelve".split()),
    "fr": tuple("deux trois quatre cinq six sept huit neuf dix onze douze".split()),
}
_GROUP = "  \u202f\u2009,."
_ROMAN = tuple("0 I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split())
_LAST_CENTURY = 21


def altered(m: int, dice: Dice) -> int:
    """Another positive integer, as round as `m`: near, far, or with two neighbouring digits swapped."""
    unit = 1
    while m and m % (unit * 10) == 0:
        unit *= 10
    way = dice.below(3)
    if way == 0:
        new = m + unit * (1 + dice.below(3)) * (1 if dice.once_in(2) else -1)
    elif way == 1:
        new = m * dice.pick((2, 3, 5, 7)) // dice.pick((1, 2, 4)) // unit * unit
    else:
        digits = list(str(m))
        places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and (i or digits[i + 1] != "0")]
        if places:
            i = dice.pick(places)
            digits[i], digits[i + 1] = digits[i + 1], digits[i]
        new = int("".join(digits))
    return new if new > 0 and new != m else m + unit


def _digits(written: str, dice: Dice, lang: Lang, most: int | None) -> str | None:
    """Digits with their separators, changed and written in the same way."""
    mark = "." if lang == "en" else ","
    whole, point, rest = written.partition(mark)
    plain = re.sub(f"[{_GROUP}]", "", whole)
    if not (plain + rest).isdecimal() or len(plain + rest) > 15:
        return None
    new = str(altered(int(plain + rest), dice)).zfill(len(rest) + 1)
    head, tail = (new[: -len(rest)], new[-len(rest) :]) if rest else (new, "")
    if most is not None and int(head) >= most:
        return None
    separator = next((c for c in whole if c in _GROUP), "")
    if separator or (len(plain) <= 3 < len(head)):
        separator = separator or ("," if lang == "en" else "\u00a0")
        head = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", separator, head)
    return head + point + tail


def _ending(number: str) -> str:
    """English: the letters of an ordinal."""
    if number[-2:] in ("11", "12", "13"):
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")


_NAMED = re.compile(r"(?:[A-ZÀ-Ý][\w’'.-]*|n[o°º]\.?|numéro|number|No\.) \Z")
_BARE = re.compile(r"\d[\d.,\u00a0\u202f\u2009 ]*\d|\d")
_CENTURY = re.compile(r"(?P<roman>[IVX]+)(?P<mark>er|e|ème|ᵉ)|(?P<plain>\d{1,2})(?P<suffix>st|nd|rd|th|e|ème)")


def _new_number(text: str, number: Number, lang: Lang, dice: Dice) -> tuple[int, int, str] | None:
    """The span to replace and what to write there."""
    written = text[number.start : number.end]
    if number.kind == "century":
        match = _CENTURY.match(text, number.start)
        value = int(number.value)
        if match is None or not 2 <= value <= _LAST_CENTURY:
            return None
        new = 2 + (value - 2 + 1 + dice.below(4)) % (_LAST_CENTURY - 1)
        said = _ROMAN[new] + "e" if match["roman"] else f"{new}{_ending(str(new)) if lang == 'en' else 'e'}"
        return match.start(), match.end(), said
    if number.kind not in ("cardinal", "percent"):
        return None
    low = written.lower()
    if low in SMALL[lang]:
        words = SMALL[lang]
        new_word = words[(words.index(low) + 1 + dice.below(len(words) - 1)) % len(words)]
        return number.start, number.end, new_word.capitalize() if written[0].isupper() else new_word
    match = _BARE.search(written)
    if match is None or len(_BARE.findall(written)) != 1 or not written[0].isdigit():
        return None
    new_digits = _digits(match[0], dice, lang, 100 if number.kind == "percent" and number.value < 100 else None)
    if new_digits is None:
        return None
    return number.start + match.start(), number.start + match.end(), new_digits


def _once(text: str, word: str) -> bool:
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text)) == 1


def change_number(statement: Statement, dice: Dice) -> Change | None:
    """One number of the sentence made another.  Hedged and bounded ones are left: what denies them is not certain."""
    text = statement.text
    for number in dice.turned(statement.numbers):
        written = text[number.start : number.end]
        if number.approx or number.bound or written in statement.page.title or not _once(text, written):
            continue
        if _NAMED.search(text[: number.start]) and number.kind != "century":
            continue
        if re.match(r"[-–/:°′'’]|[  ][A-Z]\w+ [A-Z]", text[number.end : number.end + 20]) or text[
            number.start - 1 : number.start
        ] in ("-", "–", "/", "."):
            continue
        found = _new_number(text, number, statement.lang, dice)
        if found is not None and text[found[0] : found[1]] != found[2]:
            return Change("number", put(text, *found))
    return None


def _new_year(year: int, dice: Dice) -> int:
    way = dice.below(3)
    if way == 0:
        new = year + (1 + dice.below(4)) * (1 if dice.once_in(2) else -1)
    elif way == 1:
        new = year + (10 + dice.below(140)) * (1 if dice.once_in(3) else -1)
    else:
        digits = str(year)
        new = int(digits[:-2] + digits[-1] + digits[-2])
    return new if 100 < new < 2027 and new != year else year - 7


def _day_limit(month: int | None) -> int:
    return 28 if month in (None, 2) else 30


def change_date(statement: Statement, dice: Dice) -> Change | None:
    """A day, a month or a year of the sentence made another."""
    text = statement.text
    for date in dice.turned(statement.dates):
        written = text[date.start : date.end]
        if date.approx or written in statement.page.title:
            continue
        for part in dice.turned(("year", "month", "day")):
            new = _new_date(written, date, part, statement.lang, dice)
            if new is not None and new != written and _once(text, written):
                return Change("date", put(text, date.start, date.end, new))
    return None


def _new_date(written: str, date: Date, part: str, lang: Lang, dice: Dice) -> str | None:
    if part == "year" and date.year and date.year > 100 and date.span_years == 1:
        match = re.search(r"(?<!\d)\d{3,4}(?!\d)", written)
        return (
            put(written, *match.span(), str(_new_year(date.year, dice)))
            if match and int(match[0]) == date.year
            else None
        )
    if part == "month" and date.month and (date.day or 1) <= _day_limit(None):
        old = MONTHS[lang][date.month - 1]
        if old in written:
            return written.replace(old, MONTHS[lang][(date.month + dice.below(11)) % 12])
    if part == "day" and date.day and date.month:
        match = re.match(r"\d{1,2}(?!\d)(?!er|st|nd|rd|th)", written) or re.search(r"(?<= )\d{1,2}(?=,)", written)
        if match and int(match[0]) == date.day > 1:
            limit = _day_limit(date.month) - 1
            new = 2 + (date.day - 2 + 1 + dice.below(limit - 1)) % limit
            return put(written, *match.span(), str(new))
    return None


_YEAR_IN = {
    "en": re.compile(r"\b(?P<in>[Ii]n) (?P<year>1\d{3}|20[012]\d)(?= |[,.;])(?! (?:BC|CE|AD|people|feet|square))"),
    "fr": re.compile(r"\b(?P<in>[Ee]n) (?P<year>1\d{3}|20[012]\d)(?= |[,.;])(?! av)"),
}
_DAY_IN = {
    "en": re.compile(
        r"\b(?P<on>on) (?:(?P<day>\d{1,2}) (?P<month>{m}),? (?P<year>\d{4})|(?P<m2>{m}) (?P<d2>\d{1,2}), (?P<y2>\d{4}))(?!\d)".replace(
            "{m}", "|".join(MONTHS["en"])
        )
    ),
    "fr": re.compile(
        r"\b(?P<on>le) (?P<day>\d{1,2})(?:er)? (?P<month>{m}) (?P<year>\d{4})(?!\d)".replace(
            "{m}", "|".join(MONTHS["fr"])
        )
    ),
}


def century(year: int, lang: Lang) -> str:
    """The century of a year from 101 on, as it is written: "18th century", "XVIIIe siècle"."""
    number = (year + 99) // 100
    return f"{number}{_ending(str(number))} century" if lang == "en" else f"{_ROMAN[number]}e siècle"


def coarser(text: str, lang: Lang, dice: Dice) -> str | None:
    """A full date said as its month, its year or its century; a year as its century."""
    if match := _DAY_IN[lang].search(text):
        groups = match.groupdict()
        month, year = groups["month"] or groups.get("m2"), groups["year"] or groups.get("y2") or ""
        said = dice.pick((f"{month} {year}", year))
        return put(text, *match.span(), ("in " if lang == "en" else "en ") + said)
    if match := _YEAR_IN[lang].search(text):
        the = {"in": "in the ", "In": "In the ", "en": "au ", "En": "Au "}[match["in"]]
        return put(text, *match.span(), the + century(int(match["year"]), lang))
    return None


def rewritten(text: str, lang: Lang, dice: Dice) -> str | None:
    """A date or a number written in another way: order of day and month, words for digits, digits for words."""
    for way in dice.turned((_date_order, _word_to_digit, _digit_to_word, _scale, _percent)):
        new = way(text, lang)
        if new is not None:
            return new
    return None


def _date_order(text: str, lang: Lang) -> str | None:
    if lang == "fr":
        return None
    match = _DAY_IN["en"].search(text)
    if match is None:
        return None
    after = text[match.end() : match.end() + 1]
    if match["day"]:
        comma = "" if after in (",", ".", ";", ")") else ","
        return put(text, *match.span(), f"on {match['month']} {match['day']}, {match['year']}{comma}")
    end = match.end() + (1 if after == "," else 0)
    return put(text, match.start(), end, f"on {match['d2']} {match['m2']} {match['y2']}")


def _word_to_digit(text: str, lang: Lang) -> str | None:
    match = re.search(rf"(?<![\w-])({'|'.join(SMALL[lang])}) (?=[a-zà-ÿ]{{4,}}s\b)", text)
    return put(text, *match.span(1), str(SMALL[lang].index(match[1]) + 2)) if match else None


def _digit_to_word(text: str, lang: Lang) -> str | None:
    match = re.search(r"(?<= )(?<!\w[.,] )([2-9]|1[0-2]) (?=[a-zà-ÿ]{4,}s\b)", text)
    if match is None or re.search(r"[A-Z][\w.]* \Z", text[: match.start()]):
        return None
    return put(text, *match.span(1), SMALL[lang][int(match[1]) - 2])


def _scale(text: str, lang: Lang) -> str | None:
    """ "2.5 million" in digits alone, French in groups of three with no-break spaces."""
    match = re.search(
        r"(?<![\w.,$€£])(\d{1,3})(?:[.,](\d{1,2}))? (millions?|billion|milliards?)\b(?! d[’'])(?! [€$])", text
    )
    if match is None or (lang == "fr" and match[3].startswith("billion")) or _PAIRED.search(text[: match.start()]):
        return None
    zeros = 6 if match[3].startswith("million") else 9
    digits = match[1] + (match[2] or "") + "0" * (zeros - len(match[2] or ""))
    grouped = f"{int(digits):,}"
    end = match.end()
    if lang == "fr":
        grouped = grouped.replace(",", "\u00a0")
        if text[end : end + 4] == " de ":
            end += 3
    return put(text, match.start(), end, grouped)


_PAIRED = re.compile(r"(?:\d|\b(?:and|et|à|to|ou|or)) \Z")


def _percent(text: str, lang: Lang) -> str | None:
    match = re.search(r"(?<=\d)([  ]?%)|(?<=\d)( percent| per cent| pour cent)\b", text)
    if match is None:
        return None
    new = (" percent" if lang == "en" else " pour cent") if match[1] else ("%" if lang == "en" else "\u00a0%")
    return put(text, *match.span(), new)


def bounded(statement: Statement, dice: Dice) -> tuple[str, str, bool] | None:
    """(text with a bound in the place of an exact number, the words put in, whether it holds): "more than 300" for 330."""
    text, lang = statement.text, statement.lang
    for number in dice.turned(statement.numbers):
        written = text[number.start : number.end]
        digits = re.sub(f"[{_GROUP}]", "", written)
        if number.approx or number.bound or number.kind != "cardinal" or not digits.isdecimal() or len(digits) > 12:
            continue
        value = int(digits)
        if value < 20 or number.value != value or not _once(text, written) or _NAMED.search(text[: number.start]):
            continue
        if (
            re.match(r"[-–/:°%.]\w|[–-]", text[number.end : number.end + 2])
            or not text[: number.start].endswith(" ")
            or number.start < 4
        ):
            continue
        if re.search(
            r"(?:\b(?:the|of|les?|des|ses|leurs|à|de|au|the|et|and|than|to|que|par|dans|ses|no|under|over|only|exactly|another|numbers?|numéros?|atomique|between|entre|vers|top|célèbres?|famous|née?|born|died|morte?|âge|N)\s)\Z",
            text[: number.start],
            re.I,
        ):
            continue
        unit = 10 ** (len(digits) - 1)
        low, high = (value - 1) // unit * unit, (value // unit + 1 + dice.below(2)) * unit
        holds, more = dice.once_in(2), dice.once_in(2)
        bound = (low if more else high) if holds else (high if more else low)
        words = (
            (("more than", "over") if more else ("fewer than", "under"))
            if lang == "en"
            else (("plus de",) if more else ("moins de",))
        )
        if not 0 < bound < 10**12 or (low == value):
            continue
        said = f"{bound:,}" if "," in written or lang == "en" else f"{bound:,}".replace(",", "\u00a0")
        phrase = f"{dice.pick(words)} {said}"
        if phrase.startswith("fewer than") and number.unit:
            phrase = phrase.replace("fewer", "less", 1)
        return put(text, number.start, number.end, phrase), phrase, holds
    return None
