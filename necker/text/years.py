"""Years written alone, in French and English text, and the date type of dates.py, which adds days, months and the rest.

Four digits from 1000 to 2100 are a year unless what stands around them says otherwise ("1500 metres", "NGC 1976");
fewer digits need an era ("44 BC"), a preposition and nothing to count ("en 476, Rome"), or a range ("(742–814)").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from necker.core.language import Lang
from necker.text.units import following, preceding
from necker.text.words import is_stop


class Date(NamedTuple):
    """A date at `[start:end]`; `year` is negative before our era (44 BC is -44).

    `approx` when the text says so ("c. 1503", "vers 1503") and for decades; `span_years` is 10 for a decade ("1920s").
    """

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    approx: bool = False
    span_years: int = 1


W = "(?:[ \u00a0\u202f]{1,2})"
_OUR = rf"(?:notre{W}|l['’])ère(?:{W}(?:commune|chrétienne))?"
_JC = rf"(?:J\.?{W}?-?{W}?C(?:\.|hrist\b|\b)|Jésus[ -]Christ|n\.{W}?è\.|{_OUR})"
BEFORE = rf"(?:BCE?(?!\w)|B\.{W}?C\.(?:{W}?E\.)?(?!\w)|av(?:ant\b|\.){W}?{_JC}|AEC\b|before Christ)"
AFTER = rf"(?:(?:AD|CE)(?!\w)|(?:A\.{W}?D|C\.{W}?E)\.|ap(?:r\.|rès|\.){W}?{_JC}|de{W}{_JC}|EC\b)"
ERA = rf"(?:{W}?(?:\(?(?P<before>{BEFORE})|(?P<after>{AFTER})))"


class Spans:
    """Which characters of a text are taken."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Takes `[start:end]`; False, and nothing taken, if some of it is."""
        if any(self._taken[start:end]):
            return False
        self._taken[start:end] = b"\1" * (end - start)
        return True


_YEARISH = re.compile(r"(?<![\w$€£#°])(?<!\d[.,:])\d{1,4}(?!\w|[.,:]\d|[ \u00a0\u202f]?[%°]|['’]s)")
_THOUSANDS = re.compile(r"\d{1,3}[,. \u00a0\u202f]\d{3}(?=[ \u00a0\u202f]?(?:B\.?C|av(?:ant|\.)))")
_ERA = re.compile(ERA)
_AD = re.compile(r"\b(?:A\.D\.|AD|CE)[ \u00a0]\Z")
_CIRCA = r"(?:c(?:a|irca)?\.?[ \u00a0]|v\.[ \u00a0]|vers[ \u00a0])?"
_LINK = re.compile(rf"(?<![\w.,])(\d{{1,4}})(?:{W}?[–—-]{W}?|{W}(?:to|and|or|et|ou|à){W}){_CIRCA}\Z")
_TO_SECOND = re.compile(rf"{W}?[–—/-]{W}?{_CIRCA}|{W}(?:to|until|and|à|et){W}")
_IN = re.compile(
    r"(?:\b(?:in|en|since|by|from|until|till|to|of|year|circa|ca?\.|between|and|before|after|during|through|early|late|mid|"
    r"depuis|dès|jusqu['’]en|entre|et|à|de|avant|après|vers|fin|début|années?|an|été|hiver|automne|printemps|summer|spring|"
    r"winter|autumn|fall)[ \u00a0]|[(\[–—,;/-][ \u00a0]?)\Z",
    re.IGNORECASE,
)
_IN_SMALL = re.compile(
    r"\b(?:in|en|since|until|till|year|circa|ca?\.|depuis|dès|jusqu['’]en|vers|l['’]an|l['’]année)[ \u00a0]\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:\b(?:no|n|nr|nos|num|p|pp|pages?|psalm|km|vol|NGC|HD|RFC|ISO|IC|HIP|GJ|UGC|DIN|PSR|Boeing|Airbus|mod[eè]le?|x)\.?|"
    r"n[°ᵒº]|[№×+*=<>≈~±])[ \u00a0]?\Z",
    re.IGNORECASE,
)
_ONE_IN = re.compile(r"(?:\bone|\bun|\d)[ \u00a0](?:in|en)[ \u00a0]\Z", re.IGNORECASE)
_BRACKETED = re.compile(r"[ \u00a0]?[–-][ \u00a0]?(\d{3,4})[),;]")
# "emperor from 270 to 275": such pairs may also be quantities, so only with a word of reigns and wars before them.
_RULED = re.compile(
    r"reign|rul(?:e|ing)|emperor|king|queen|pope|caliph|dynast|empire|règn|régn|roi|reine|empereur|pape|calif|sultan|exist|"
    r"guerre|war\b|siècle|century|histo",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|between|de|entre|en)[ \u00a0]\Z", re.IGNORECASE)
_UNTIL = re.compile(
    r"[ \u00a0](?:to|until|and|à|et|jusqu['’](?:à|en))[ \u00a0](?:\d{3,4}\b(?![ \u00a0][a-zà-ÿ])|sa mort|his|her)"
)
_STOPS = re.compile(r"[.;,)](?!\d)|\n|\Z")
_THE_NOVEL = re.compile(r"the \d{4} [a-z]+(?<!s)\b(?! [a-z]+s\b)")
_COUNTED = re.compile(r"[ \u00a0]([^\W\d_]+)")
_SCALED = re.compile(r"[ \u00a0-](?:hundred|thousand|mill|bill|trill|per[ -]?cent|pour cent|dozen|×|x )", re.IGNORECASE)


def years(text: str, taken: Spans, lang: Lang) -> list[Date]:
    """The years alone in the stretches of `text` that are not taken."""
    found: list[Date] = []
    for match in _THOUSANDS.finditer(text):
        if taken.take(*match.span()) and (era := _ERA.match(text, match.end())):
            found.append(Date(match.start(), era.end(), -int(re.sub(r"\D", "", match[0]))))
    for match in _YEARISH.finditer(text):
        year, end = int(match[0]), match.end()
        if not year or not taken.take(*match.span()):
            continue
        ad = _AD.search(text, max(found[-1].end if found else 0, match.start() - 6), match.start())
        if era := _ERA.match(text, end):
            found += _with_era(text, match, era, found)
        elif ad:
            found.append(Date(ad.start(), end, year))
        elif found and _is_second(text, match, found[-1]):
            year += (found[-1].year or 0) // 100 * 100 if len(match[0]) == 2 else 0
            found.append(Date(match.start(), end, year))
        elif _is_year(text, match, lang):
            found.append(Date(match.start(), end, year))
    return found


def _with_era(text: str, match: re.Match[str], era: re.Match[str], found: list[Date]) -> list[Date]:
    """A year with its era, and the year before it in a range that shares the era ("58–50 BC")."""
    sign = -1 if era["before"] else 1
    year = int(match[0])
    first: list[Date] = []
    link = _LINK.search(text, max(0, match.start() - 14), match.start())
    if link and int(link[1]) and (int(link[1]) > year) == (sign < 0):
        if found and found[-1].start == link.start():
            found.pop()
        first = [Date(link.start(), link.end(1), sign * int(link[1]))]
    return [*first, Date(match.start(), era.end(), sign * year)]


def _is_second(text: str, match: re.Match[str], first: Date) -> bool:
    """Whether a number just behind a year is the other end of a range: "1914-18", "742–814", "c. 570 – c. 650"."""
    if first.year is None or first.year < 14 or not _TO_SECOND.fullmatch(text[first.end : match.start()]):
        return False
    second = int(match[0])
    if len(match[0]) == 2:
        closed = text[match.end() : match.end() + 1] not in ("-", "/")
        return first.year >= 1000 and second > first.year % 100 and closed
    if text[first.end : match.start()].strip().isalpha() and (first.year > 999 or following(text, match.end(), "fr")):
        return False
    return len(match[0]) >= 3 and second > first.year


def _is_year(text: str, match: re.Match[str], lang: Lang) -> bool:
    """Whether one to four digits without an era are a year."""
    start, end, year = match.start(), match.end(), int(match[0])
    window = max(0, start - 12)
    if preceding(text, start) or _NUMBERED.search(text, window, start) or _SCALED.match(text, end):
        return False
    if text[start - 1 : start] == "-" and re.search(r"[A-Z]\w*-\Z", text[window:start]):
        return bool(re.search(r"\b(?:Mid|Post|Pre)-\Z", text[window:start]))
    unit = following(text, end, lang)
    if len(match[0]) < 4:
        return _is_small_year(text, match, lang) and unit is None
    if not 1000 <= year <= 2100:
        return False
    context = _IN.search(text, window, start)
    if context and context[0][0].isalpha():
        return unit is None or unit[0] == "person"
    if unit:
        return False
    return year % 100 != 0 or not counts(text, end, lang) or bool(_THE_NOVEL.match(text, max(0, start - 4)))


def _is_small_year(text: str, match: re.Match[str], lang: Lang) -> bool:
    """Whether one to three digits are a year: behind "in" or "en", in a range in brackets or in one of a reign."""
    start, end, year = match.start(), match.end(), int(match[0])
    bracketed = _BRACKETED.match(text, end)
    if bracketed and year < int(bracketed[1]) <= 2100:
        inside = "(" in text[max(0, start - 40) : start].rpartition(")")[2]
        if text[start - 1 : start] == "(" or (year > 99 and inside):
            return True
    if year > 99 and _RULED.search(text, max(0, start - 60), start) and _FROM.search(text, max(0, start - 9), start):
        return bool(_UNTIL.match(text, end))
    if not _IN_SMALL.search(text, max(0, start - 12), start) or _ONE_IN.search(text, max(0, start - 8), start):
        return False
    if year < 100:
        return year > 13 and bool(_STOPS.match(text, end))
    return not counts(text, end, lang)


def counts(text: str, end: int, lang: Lang) -> bool:
    """Whether what follows a number may be what it counts: a word in small letters that is not a word of grammar."""
    after = _COUNTED.match(text, end)
    if after is None or not after[1][0].islower():
        return False
    return not is_stop(after[1], lang) or after[1] in ("of", "de", "other", "autres")
