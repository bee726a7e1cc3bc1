"""Numbers: exact values and spans in both languages, and every number that is written is read back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.text.numbers import numbers
from necker.text.roman import roman, roman_value
from tests.text.speller import english, french

S, N = "\u00a0", "\u202f"


def read(text: str, lang: Lang) -> list[tuple[str, Fraction, str, bool, str | None]]:
    return [(text[n.start : n.end], n.value, n.kind, n.approx, n.unit) for n in numbers(text, lang)]


# A text, then what is read in it: "span = value" and what differs from an exact cardinal without a unit: "~" for
# approximate, the kind, the unit.  ␣ is a no-break space, · a narrow one.
EN = """
It is 8,849 m (29,032 ft) high.
    8,849 = 8849 metre; 29,032 = 29032 foot
1,234.5 and 1.234,5 and 1.5
    1,234.5 = 1234.5; 1.234,5 = 1234.5; 1.5 = 1.5
2.5 million people
    2.5 million = 2500000 person
$1.2bn, US$7.2 billion
    1.2bn = 1200000000 US dollar; 7.2 billion = 7200000000 US dollar
£5m or 5 m
    5m = 5000000 pound sterling; 5 = 5 metre
12 per cent, 12%, 12.5 percent
    12 per cent = 12 %; 12% = 12 %; 12.5 percent = 12.5 %
forty-two is one hundred and five
    forty-two = 42; one hundred and five = 105
two hundred and three hundred
    two hundred = 200; three hundred = 300
a dozen eggs, two dozen, dozens
    a dozen = 12; two dozen = 24
nineteen eighty-four
    nineteen eighty-four = 1984
the 3rd, the third and the 21st
    3rd = 3 ordinal; third = 3 ordinal; 21st = 21 ordinal
the 7th-largest, twenty-first
    7th = 7 ordinal; twenty-first = 21 ordinal
the 19th century, 18th-century art
    19th = 19 century; 18th = 18 century
the 3rd and early 4th centuries BC
    3rd = -3 century; 4th = -4 century
the nineteenth century
    nineteenth = 19 century
Louis XIV, Elizabeth II, World War I
    XIV = 14 ordinal; II = 2 ordinal; I = 1 ordinal
from 500 to 2 million, from 2 to 5 million
    500 = 500; 2 million = 2000000; 2 = 2000000; 5 million = 5000000
as many as 12, 1,000+ users, 50 or more
    12 = 12 ~; 1,000 = 1000 ~; 50 = 50 ~
Part IV, type II, George V
    IV = 4 ordinal; II = 2 ordinal; V = 5 ordinal
Malcolm X and I think. In Rome I saw a MIX of XL CDs by John V. Smith, HIV
two thirds, one-third, a third of it, a third time
    two thirds = 2/3 fraction; one-third = 1/3 fraction; a third = 1/3 fraction; third = 3 ordinal
half of it, the first half of it
    half = 1/2 fraction; first = 1 ordinal
half a million, two and a half million
    half a million = 500000; two and a half million = 2500000
one and a half years, 2½ inches, 3/4 of it
    one and a half = 3/2 year; 2½ = 5/2 inch; 3/4 = 3/4 fraction
79 × 53 cm, 4 × 100 m
    79 = 79 centimetre; 53 = 53 centimetre; 4 = 4; 100 = 100 metre
between 5 and 10 million km²
    5 = 5000000 square kilometre; 10 million = 10000000 square kilometre
5–10%, $5–10 million
    5 = 5 %; 10% = 10 %; 5 = 5000000 US dollar; 10 million = 10000000 US dollar
COVID-19, F-16, H2O, 3D, 1920s, 3.11.7, 1,2,3
mid-16th century
    16th = 16 century
-5 °C, −40 °F, 5-10, minus 3
    -5 = -5 degree Celsius; −40 = -40 degree Fahrenheit; 5 = 5; 10 = 10; minus 3 = -3
about 300, some 40, over 20, 9 or so, nearly a dozen
    300 = 300 ~; 40 = 40 ~; 20 = 20 ~; 9 = 9 ~; a dozen = 12 ~
an estimated 15 to 22 million deaths
    15 = 15000000 ~; 22 million = 22000000 ~
more than $300, at least 5, ~7
    300 = 300 ~US dollar; 5 = 5 ~; 7 = 7 ~
one child, one of them, a man, per second, John X. Smith, Class X, Planet X
60 km/h, 343 metres per second
    60 = 60 kilometre per hour; 343 = 343 metre per second
a 10-year-old, 5km, 10 000 soldiers
    10 = 10 year; 5 = 5 kilometre; 10 000 = 10000
in 1984 200 people
    1984 = 1984; 200 = 200 person
4.01 × 10²⁴ kg, 3×10^8, 4.01×1024
    4.01 × 10²⁴ = 4.01e24 kilogram; 3×10^8 = 3e8; 4.01×1024 = 4.01e24
5.0 ± 0.2 km
    5.0 ± 0.2 = 5 ~kilometre
"""
FR = """
8 849 m, 1␣234,5 et 8·849
    8 849 = 8849 metre; 1␣234,5 = 1234.5; 8·849 = 8849
1.234.567 ou 1,234 ou 1.234 ou 0.25
    1.234.567 = 1234567; 1,234 = 1.234; 1.234 = 1234; 0.25 = 0.25
12 %, 12 pour cent, 12,5 %
    12 % = 12 %; 12 pour cent = 12 %; 12,5 % = 12.5 %
3 milliards d'euros, 5 M€, 3 Mds €
    3 milliards = 3000000000 euro; 5 M = 5000000 euro; 3 Mds = 3000000000 euro
2,5 millions de km², un billion
    2,5 millions = 2500000 square kilometre; un billion = 1e12
soixante-dix-sept et quatre-vingts
    soixante-dix-sept = 77; quatre-vingts = 80
deux mille trois cents, vingt et un
    deux mille trois cents = 2300; vingt et un = 21
une dizaine d'années, une centaine de milliers
    une dizaine = 10 ~year; une centaine de milliers = 100000 ~
près d'un million d'habitants
    un million = 1000000 ~person
3e, troisième, premier, 1er, Ier, 2de
    3e = 3 ordinal; troisième = 3 ordinal; premier = 1 ordinal; 1er = 1 ordinal; Ier = 1 ordinal;
    2de = 2 ordinal
la Ve République, Napoléon III, le Premier ministre
    Ve = 5 ordinal; III = 3 ordinal
XIXe siècle, xixe siècle, XVI siècle
    XIXe = 19 century; xixe = 19 century; XVI = 16 century
du XVe au XVIIe siècle, XIXe-XXe siècles
    XVe = 15 century; XVIIe = 17 century; XIXe = 19 century; XXe = 20 century
IIe␣siècle␣av. J.-C., 20e siècle
    IIe = -2 century; 20e = 20 century
La vie en Inde, Mer, Me Dupont, mille nautique, le gaz Xe. Ce
la vie au xixe siècle, l'art au XIIe, d'une vie
    xixe = 19 century; XIIe = 12 ordinal
mille neuf cents pages, trois cent mille ans, mille milliards d'euros, un millier de pages
    mille neuf cents = 1900; trois cent mille = 300000 year; mille milliards = 1e12 euro; un millier = 1000
de 58 à 60 ans, de 5 à 7 %
    58 = 58 year; 60 = 60 year; 5 = 5 %; 7 % = 7 %
un tiers de, les deux tiers, trois quarts
    un tiers = 1/3 fraction; deux tiers = 2/3 fraction; trois quarts = 3/4 fraction
la moitié, la première moitié, un quart de finale
    moitié = 1/2 fraction; première = 1 ordinal
un cinquième de, son cinquième album
    un cinquième = 1/5 fraction; cinquième = 5 ordinal
quatre millions et demi, un demi-million
    quatre millions et demi = 4500000; un demi-million = 500000
environ 300 km², à peu près 20, plus de 5
    300 = 300 ~square kilometre; 20 = 20 ~; 5 = 5 ~
de 3,7 à 4 millions de morts
    3,7 = 3700000; 4 millions = 4000000
entre 5 et 10 km/h, 20 habitants par km²
    5 = 5 kilometre per hour; 10 = 10 kilometre per hour; 20 = 20 person per square kilometre
−5 °C, moins 5 degrés, au moins 5 personnes
    −5 = -5 degree Celsius; moins 5 = -5 degree; 5 = 5 ~person
un homme, une femme, tout neuf, un habit neuf, Trois-Rivières, le Premier ministre, pour cent, par seconde
neuf personnes, il y en a neuf, huit ou neuf
    neuf = 9 person; neuf = 9; huit = 8; neuf = 9
5 h, 100 €, 20$
    5 = 5 hour; 100 = 100 euro; 20 = 20 US dollar
6,022␣140␣76 × 10²³
    6,022␣140␣76 × 10²³ = 6.02214076e23
"""


def examples(table: str) -> list[tuple[str, list[str]]]:
    """The texts of a table, each with its expectations."""
    found: list[tuple[str, list[str]]] = []
    for line in table.replace("␣", S).replace("·", N).strip("\n").split("\n"):
        if line.startswith("    "):
            found[-1][1].extend(item.strip() for item in line.strip().split(";") if item.strip())
        else:
            found.append((line, []))
    return found


def check(text: str, lang: Lang, expected: list[str]) -> None:
    wanted = []
    for item in expected:
        span, _, rest = item.partition(" = ")
        value, _, what = rest.partition(" ")
        approx, what = what.startswith("~"), what.removeprefix("~")
        kind = {"%": "percent"}.get(what, what if what in ("ordinal", "century", "fraction") else "cardinal")
        wanted.append((span, Fraction(value), kind, approx, what if what and kind == "cardinal" else None))
    assert read(text, lang) == wanted


@pytest.mark.parametrize(("text", "expected"), examples(EN))
def test_english(text: str, expected: list[str]) -> None:
    check(text, "en", expected)


@pytest.mark.parametrize(("text", "expected"), examples(FR))
def test_french(text: str, expected: list[str]) -> None:
    check(text, "fr", expected)


def test_a_span_read_alone_has_the_same_value() -> None:
    shared = ("5", "15", "3,7", "5m", "5 M", "3 Mds", "2")  # their scale is written elsewhere or needs its currency
    for lang, table in (("en", EN), ("fr", FR)):
        for text, _ in examples(table):
            for number in numbers(text, lang):
                span = text[number.start : number.end]
                if number.kind in ("cardinal", "percent") and span not in shared:
                    assert [(n.value, n.kind) for n in numbers(span, lang)] == [(number.value, number.kind)], span


def test_a_line_begins_anew() -> None:
    assert [n.value for n in numbers("1. Paris, people\n2. Lyon, about\n3 cats, US\n4 dogs, $\n5", "en")] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert [n.approx or bool(n.unit) for n in numbers("about\n3 cats, $\n5", "en")] == [False, False]


def grouped(value: Decimal, thousands: str, point: str) -> str:
    return f"{value:,}".replace(",", "\0").replace(".", point).replace("\0", thousands)


@given(
    st.decimals(0, 10**12, places=3).map(lambda d: d.normalize() if d % 1 else d.to_integral()),
    st.sampled_from([("en", ",", "."), ("en", N, "."), ("fr", S, ","), ("fr", N, ","), ("fr", " ", ",")]),
)
def test_figures_are_read_back(value: Decimal, style: tuple[Lang, str, str]) -> None:
    lang, thousands, point = style
    written = grouped(value, thousands, point)
    text = f"({written})"
    assert [(n.start, n.end, n.value) for n in numbers(text, lang)] == [(1, len(text) - 1, Fraction(value))]


def _spelled(text: str, lang: Lang) -> list[tuple[int, int, Fraction]]:
    return [(n.start, n.end, n.value) for n in numbers(text, lang)]


@pytest.mark.parametrize("numbers_", [range(2, 2001), range(2001, 10**6, 997), [10**6, 10**6 + 1, 2 * 10**9 + 80]])
def test_words_are_read_back(numbers_: range) -> None:
    for n in numbers_:
        for lang, written in (("en", english(n)), ("en", english(n, " ")), ("fr", french(n)), ("fr", french(n, True))):
            assert _spelled(f"{written} livres", lang) == [(0, len(written), n)], written


@given(st.integers(2, 10**12 - 1))
def test_any_number_in_words_is_read_back(n: int) -> None:
    for lang, written in (("en", english(n)), ("fr", french(n)), ("fr", french(n).capitalize())):
        assert _spelled(f"{written} {'books' if lang == 'en' else 'pages'}", lang) == [(0, len(written), n)]


@given(st.integers(1, 3999))
def test_roman_numerals_come_back(n: int) -> None:
    assert roman_value(roman(n)) == n


def test_ill_formed_roman_numerals_are_none() -> None:
    assert [roman_value(x) for x in ("IIII", "VX", "IC", "XXXX", "IXI")] == [None] * 5


@given(st.integers(1, 30), st.booleans())
def test_centuries(n: int, before: bool) -> None:
    suffix = "er" if n == 1 else "e"
    era = " av. J.-C." if before else ""
    for written in (f"{roman(n)}{suffix}", f"{n}{suffix}", f"{roman(n).lower()}{suffix}"):
        (number,) = numbers(f"au {written} siècle{era}", "fr")
        assert (number.kind, number.value, number.start, number.end) == (
            "century",
            -n if before else n,
            3,
            3 + len(written),
        )


_PIECES = [
    "1",
    "23",
    "456",
    ",",
    ".",
    " ",
    S,
    "%",
    " million",
    " and ",
    " et ",
    "half ",
    "un tiers",
    "XIV",
    "XIXe siècle",
]
_PIECES += ["-", "–", "×", "cent ", "mille ", "two ", "$", "½", "/", "a ", "²", "10", "^", "±", "e"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES)).map("".join)), st.sampled_from(["fr", "en"]))
def test_spans_are_ordered_and_inside_any_text(text: str, lang: Lang) -> None:
    end = 0
    for number in numbers(text, lang):
        assert end <= number.start < number.end <= len(text)
        assert text[number.start : number.end].strip() == text[number.start : number.end]
        end = number.end


@pytest.mark.parametrize(
    "text", ["9" * 20_000, "1 000" * 5_000, "1,1" * 9_000, "two hundred and " * 5_000, "XIV" * 9_000]
)
def test_long_odd_texts_are_survived(text: str) -> None:
    numbers(text, "en")
    numbers(text, "fr")
