"""Dates: every form that French and English give them is read back, ranges and eras too, and nothing impossible."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.text.dates import Date, compatible, dates, lifespan

S = "\u00a0"
EN_MONTHS = "January February March April May June July August September October November December"
FR_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MONTHS: dict[Lang, list[str]] = {"en": EN_MONTHS.split(), "fr": FR_MONTHS.split()}

# A text, then its dates: "span = year-month-day", ~ for approximate, 10 for a decade; a year may be missing.
EN = """
7 November 1867
    7 November 1867 = 1867-11-7
November 7, 1867, then 7 Nov. 1867
    November 7, 1867 = 1867-11-7; 7 Nov. 1867 = 1867-11-7
the 7th of November, 1867
    7th of November, 1867 = 1867-11-7
11/7/1867, 13/7/1867, 1867-11-07, 7.11.1867
    11/7/1867 = 1867-11-7; 13/7/1867 = 1867-7-13; 1867-11-07 = 1867-11-7; 7.11.1867 = 1867-11-7
2015 January 1, 7  November  1867
    2015 January 1 = 2015-1-1; 7  November  1867 = 1867-11-7
In March 1810 and in 1984
    March 1810 = 1810-3; 1984 = 1984
1756–1791 (1898-1936) 1914-18
    1756 = 1756; 1791 = 1791; 1898 = 1898; 1936 = 1936; 1914 = 1914; 18 = 1918
c. 1503, circa 1504, about 1505
    1503 = 1503 ~; 1504 = 1504 ~; 1505 = 1505 ~
the 1920s and 1930s, the '60s
    1920s = 1920 ~10; 1930s = 1930 ~10; '60s = 1960 ~10
44 BC, AD 79, 80 AD, 300 B.C. Then
    44 BC = -44; AD 79 = 79; 80 AD = 80; 300 B.C. = -300
15 March 44 BC.
    15 March 44 BC = -44-3-15
356–323 BC
    356 = -356; 323 BC = -323
27 BC – AD 14
    27 BC = -27; AD 14 = 14
(c. 570 – c. 495 BC)
    570 = -570 ~; 495 BC = -495 ~
10,000 BC
    10,000 BC = -10000
7–9 November 1867
    7 = 1867-11-7; 9 November 1867 = 1867-11-9
November 7–9, 1867
    November 7 = 1867-11-7; 9, 1867 = 1867-11-9
7 November – 9 December 1867
    7 November = 1867-11-7; 9 December 1867 = 1867-12-9
March–June 1810
    March = 1810-3; June 1810 = 1810-6
May 5 and July 4
    May 5 = ?-5-5; July 4 = ?-7-4
emperor from 270 to 275, born in 476, Rome (742–814)
    270 = 270; 275 = 275; 476 = 476; 742 = 742; 814 = 814
in mid-1990, the 1896 Olympics
    1990 = 1990; 1896 = 1896
31 February 1810, 29 February 1900, 31 June, 13/13/2000, 45 May
29 February 2000, 29 February 1500
    29 February 2000 = 2000-2-29; 29 February 1500 = 1500-2-29
1500 metres, 1500 people, 1500 soldiers, more than 2000 different species, $1500, 1500 km
1,984 and 1984.5, NGC 1976, no. 1234, 1080p, 10:30, 1:1000, 1 in 79. 4th century BC, it may 5
from 120 to 300 people in 12 countries
"""
FR = """
le 7 novembre 1867
    7 novembre 1867 = 1867-11-7
1er mars 1810, 7/11/1867, 7 nov. 1867
    1er mars 1810 = 1810-3-1; 7/11/1867 = 1867-11-7; 7 nov. 1867 = 1867-11-7
mars 1810, en 1984, 1789
    mars 1810 = 1810-3; 1984 = 1984; 1789 = 1789
vers 1503, années 1920, les années 1950 et 1960, années 60
    1503 = 1503 ~; années 1920 = 1920 ~10; années 1950 = 1950 ~10; 1960 = 1960 ~10; années 60 = 1960 ~10
44␣av. J.-C., en 79, en 80 apr. J.-C., 500 avant notre ère
    44␣av. J.-C. = -44; 79 = 79; 80 apr. J.-C. = 80; 500 avant notre ère = -500
de 58 à 50 av. J.-C.
    58 = -58; 50 av. J.-C. = -50
27 av. J.-C. – 14 apr. J.-C.
    27 av. J.-C. = -27; 14 apr. J.-C. = 14
le 15 mars 44 av. J.-C.
    15 mars 44 av. J.-C. = -44-3-15
du 7 au 9 novembre 1867
    7 = 1867-11-7; 9 novembre 1867 = 1867-11-9
du 7 novembre au 9 décembre 1867
    7 novembre = 1867-11-7; 9 décembre 1867 = 1867-12-9
de mars à juin 1810, juillet-août 1914
    mars = 1810-3; juin 1810 = 1810-6; juillet = 1914-7; août 1914 = 1914-8
le 25 décembre 800 à Rome, le 12 mai 300 soldats, le 14 juillet
    25 décembre 800 = 800-12-25; 12 mai = ?-5-12; 14 juillet = ?-7-14
l'an 800, entre 1789 et 1799, règne de 379 jusqu'à sa mort
    800 = 800; 1789 = 1789; 1799 = 1799; 379 = 379
1500 habitants, 31 avril 1900, 1 500 m, en 50 jours, n° 1234, Ve siècle av. J.-C., 18 brumaire, de 145 à 180 kg
"""


def examples(table: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in table.replace("␣", S).strip("\n").split("\n"):
        if line.startswith("    "):
            found[-1][1].extend(item.strip() for item in line.split(";"))
        else:
            found.append((line, []))
    return found


def shown(text: str, lang: Lang) -> list[str]:
    out = []
    for date in dates(text, lang):
        parts = [str(date.year) if date.year is not None else "?"]
        parts += [str(part) for part in (date.month, date.day) if part]
        mark = " ~" * date.approx + ("10" if date.span_years == 10 else "")
        out.append(f"{text[date.start : date.end]} = {'-'.join(parts)}{mark}")
    return out


def test_a_line_begins_anew() -> None:
    assert shown("vers\n1503\nin\n476", "en") == ["1503 = 1503"]


@pytest.mark.parametrize(("text", "expected"), examples(EN))
def test_english(text: str, expected: list[str]) -> None:
    assert shown(text, "en") == expected


@pytest.mark.parametrize(("text", "expected"), examples(FR))
def test_french(text: str, expected: list[str]) -> None:
    assert shown(text, "fr") == expected


def forms(year: int, month: int, day: int) -> list[tuple[Lang, str]]:
    """One date in every form that says all of it."""
    en, fr, ordinal = MONTHS["en"][month - 1], MONTHS["fr"][month - 1], "1er" if day == 1 else str(day)
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 * (day // 10 != 1), "th")
    written: list[tuple[Lang, str]] = [
        ("en", f"{day} {en} {year}"),
        ("en", f"{day}{S}{en}{S}{year}"),
        ("en", f"{en} {day}, {year}"),
        ("en", f"{en} {day} {year}"),
        ("en", f"{day}{suffix} {en} {year}"),
        ("en", f"{day}{suffix} of {en}, {year}"),
        ("en", f"{en} {day}{suffix}, {year}"),
        ("en", f"{month}/{day}/{year}"),
        ("fr", f"{ordinal} {fr} {year}"),
        ("fr", f"{ordinal}{S}{fr}{S}{year}"),
        ("fr", f"{ordinal} {fr.capitalize()} {year}"),
        ("fr", f"{day}/{month}/{year}"),
        ("fr", f"{day:02}.{month:02}.{year}"),
    ]
    iso = f"{year}-{month:02}-{day:02}"
    return [*written, ("en", iso), ("fr", iso)]


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31)))
def test_every_date_in_every_form_is_read_back(value: datetime.date) -> None:
    for lang, written in forms(value.year, value.month, value.day):
        text = f"({written})."
        expected = [(1, 1 + len(written), value.year, value.month, value.day, False)]
        assert [(d.start, d.end, d.year, d.month, d.day, d.approx) for d in dates(text, lang)] == expected, written


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))
def test_days_before_our_era(year: int, month: int, day: int) -> None:
    for lang, era in (("en", "BC"), ("en", "BCE"), ("fr", "av. J.-C."), ("fr", "avant notre ère")):
        written = f"{day} {MONTHS[lang][month - 1]} {year} {era}"
        assert [(d.end, d.year, d.month, d.day) for d in dates(written, lang)] == [(len(written), -year, month, day)]
        alone = f"{year} {era}"
        assert [(d.end, d.year, d.month) for d in dates(f"en {alone}", lang)] == [(len(alone) + 3, -year, None)]


@given(st.integers(1000, 2099), st.integers(1, 60), st.sampled_from(["–", "-", " – "]))
def test_ranges(year: int, length: int, dash: str) -> None:
    for lang in ("en", "fr"):
        text = f"Name ({year}{dash}{year + length}), x"
        assume(year + length <= 2100)
        assert [d.year for d in dates(text, lang)] == [year, year + length]


@given(st.integers(29, 99), st.sampled_from(range(12)), st.integers(1000, 2000))
def test_impossible_days_are_no_dates(day: int, month: int, year: int) -> None:
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month]
    assume(day > longest)
    assert dates(f"{day} {MONTHS['en'][month]} {year}", "en") == []
    assert dates(f"{day} {MONTHS['fr'][month]} {year}", "fr") == []


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_spans_are_ordered_and_inside_any_text(text: str, lang: Lang) -> None:
    _spans(text, lang)


_PIECES = [
    "1",
    "18",
    "456",
    "1914",
    ",",
    ".",
    " ",
    S,
    "-",
    "–",
    "/",
    " BC",
    " av. J.-C.",
    "AD ",
    "c. ",
    "années ",
    "s",
    "(",
]
_PIECES += ["mars ", "March ", " to ", " au ", "en ", "in ", "né ", "born ", ")", "the ", "'", "1er ", "%", "°"]


@given(st.lists(st.sampled_from(_PIECES)).map("".join), st.sampled_from(["fr", "en"]))
def test_spans_are_ordered_and_inside_odd_dates(text: str, lang: Lang) -> None:
    _spans(text, lang)


def _spans(text: str, lang: Lang) -> None:
    end = 0
    for date in dates(text, lang):
        assert end <= date.start < date.end <= len(text)
        assert date.year != 0 and (date.year is not None or date.day is not None)
        end = date.end
    lifespan(text)


LIVES = """
Mozart (1756–1791) | 1756 | 1791
born 1949 | 1949 |
American actor (born 1943) | 1943 |
(1867 - 1934) | 1867 | 1934
(c. 4 BC – AD 30) | -4 | 30
Marie Curie, née Skłodowska le 7 novembre 1867 à Varsovie et morte le 4 juillet 1934, est… | 1867-11-7 | 1934-7-4
Maria Curie est une physicienne, née le 7 novembre 1867 à Varsovie et morte le 4 juillet 1934. | 1867-11-7 | 1934-7-4
W. A. Mozart (27 January 1756 – 5 December 1791) was a composer. | 1756-1-27 | 1791-12-5
Marie Curie (Polish: [x]; née Skłodowska; 7 November 1867 – 4 July 1934) was | 1867-11-7 | 1934-7-4
Victor Hugo (26 février 1802 à Besançon - 22 mai 1885 à Paris) est | 1802-2-26 | 1885-5-22
He was born in 1756 in Salzburg. He died in Vienna in 1791. | 1756 | 1791
Ada was born on 10 December 1815 and died on 27 November 1852. | 1815-12-10 | 1852-11-27
Czech rabbi (d. 1609) | | 1609
Aristote, né en 384 et mort en 322 av. J.-C. est | -384 | -322
Lavoisier, né le 26 août 1743 à Paris et guillotiné le 8 mai 1794, est | 1743-8-26 | 1794-5-8
Tom Hanks (born July 9, 1956) is an actor. | 1956-7-9 |
She died in 1999 aged 80. | | 1999
King of somewhere (r. 1700–1725) | |
An empire (800–1258) | |
He was a composer, alongside Tyagaraja (1767–1847). | |
Paris is big. It was founded in 1200. | |
"""


@pytest.mark.parametrize("line", LIVES.strip().splitlines())
def test_lifespan(line: str) -> None:
    text, birth, death = (part.strip() for part in line.split("|"))
    life = lifespan(text)
    if not birth and not death:
        assert life is None
        return
    assert life is not None
    for date, expected in zip(life, (birth, death), strict=True):
        parts = [date.year, date.month, date.day] if date else []
        assert "-".join(str(part) for part in parts if part) == expected


def date(written: str) -> Date:
    (found,) = dates(f"in {written}", "en")
    return found


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1984", "1984", True),
        ("1984", "7 November 1984", True),
        ("March 1984", "7 November 1984", False),
        ("November 1984", "7 November 1984", True),
        ("6 November 1984", "7 November 1984", False),
        ("1984", "1985", False),
        ("1920s", "1925", True),
        ("1920s", "7 May 1929", True),
        ("1920s", "1930", False),
        ("1920s", "1920s", True),
        ("1920s", "1930s", False),
        ("c. 1503", "1506", True),
        ("c. 1503", "1509", False),
        ("c. 1503", "7 May 1508", True),
        ("44 BC", "AD 44", False),
        ("7 November", "7 November 1984", None),
        ("7 November", "1984", None),
        ("6 November", "7 November 1984", False),
        ("7 May", "7 November 1984", False),
    ],
)
def test_compatible_is_symmetric(a: str, b: str, expected: bool | None) -> None:
    assert compatible(date(a), date(b)) is compatible(date(b), date(a)) is expected
