"""Units: known by their French and English names and symbols, converted exactly, and read behind a number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.errors import UsageError
from necker.core.language import Lang
from necker.text.units import UNITS, convert, following, preceding, unit


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1, "inch", "cm", "2.54"),
        (1, "mile", "km", "1.609344"),
        (3, "pieds", "m", "0.9144"),
        (1, "lb", "kg", "0.45359237"),
        (5, "livres", "g", "2267.96185"),
        (100, "°C", "°F", "212"),
        (-40, "degrés Celsius", "degrees Fahrenheit", "-40"),
        (0, "K", "°C", "-273.15"),
        (10, "m/s", "km/h", "36"),
        (60, "mph", "km/h", "96.56064"),
        (1, "nœud", "km/h", "1.852"),
        (1, "kWh", "J", "3600000"),
        (1, "kcal", "kJ", "4.184"),
        (1, "atm", "hPa", "1013.25"),
        (1, "bar", "kPa", "100"),
        (1, "Go", "octets", "1000000000"),
        (1, "GiB", "bytes", "1073741824"),
        (1, "octet", "bits", "8"),
        (1, "square mile", "km²", "2.589988110336"),
        (2, "hectares", "m2", "20000"),
        (1, "mètre cube", "litres", "1000"),
        (1, "gallon", "litre", "3.785411784"),
        (1, "année", "jours", "365.25"),
        (3, "siècles", "years", "300"),
        (1, "g/cm³", "kg/m³", "1000"),
        (1, "light-year", "m", "9460730472580800"),
        (1, "people per square mile", "hab./km²", None),
        (7, "euros", "€", "7"),
        (12, "inhabitants", "habitants", "12"),
    ],
)
def test_exact_conversion(value: int, source: str, target: str, expected: str | None) -> None:
    result = convert(value, source, target)
    assert result == (Fraction(expected) if expected else 1 / Fraction("2.589988110336"))
    assert convert(result, target, source) == value


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)), st.fractions())
def test_every_conversion_comes_back(source: str, target: str, value: Fraction) -> None:
    a, b = UNITS[source], UNITS[target]
    if a.dimension == b.dimension and a.dimension != "currency":
        assert convert(convert(value, source, target), target, source) == value
    elif a.dimension != b.dimension:
        with pytest.raises(UsageError):
            convert(value, source, target)


@pytest.mark.parametrize(("a", "b"), [("euro", "dollar"), ("metre", "kg"), ("furlongs of cheese", "m"), ("$/h", "€/h")])
def test_what_cannot_be_converted_is_one_clear_line(a: str, b: str) -> None:
    with pytest.raises(UsageError) as caught:
        convert(1, a, b)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", " m (29,032 ft)", "metre"),
        ("en", " km², of", "square kilometre"),
        ("en", " km2.", "square kilometre"),
        ("fr", " km/h.", "kilometre per hour"),
        ("fr", " km à l'heure", "kilometre per hour"),
        ("fr", " kilomètres-heure", "kilometre per hour"),
        ("en", " miles per hour", "mile per hour"),
        ("en", "-metre peak", "metre"),
        ("en", "-year-old", "year"),
        ("fr", " de dollars", "US dollar"),
        ("fr", " d'habitants", "person"),
        ("fr", " d’années-lumière", "light-year"),
        ("fr", " hab./km²", "person per square kilometre"),
        ("en", " people per square kilometre", "person per square kilometre"),
        ("en", " US dollars", "US dollar"),
        ("fr", " dollars américains", "US dollar"),
        ("fr", " livres sterling", "pound sterling"),
        ("en", "°C", "degree Celsius"),
        ("fr", "\u00a0°C", "degree Celsius"),
        ("en", " degrees Celsius", "degree Celsius"),
        ("fr", " ans", "year"),
        ("en", " inches", "inch"),
        ("en", " in (13 cm)", "inch"),
        ("en", " m/s²", "metre per second squared"),
        ("en", " dollars a day", "US dollar per day"),
        ("fr", " tonnes par an", "tonne per year"),
        ("fr", " onces", "ounce"),
        ("fr", " Go", "gigabyte"),
        ("en", " in the", None),
        ("en", " once", None),
        ("en", " are", None),
        ("en", " t-shirts", None),
        ("en", " To Kill a Mockingbird", None),
        ("en", " People Power Revolution", None),
        ("fr", " l'eau", None),
        ("fr", " ton", None),
        ("en", " won the", None),
        ("en", "%", None),
        ("en", " million", None),
        ("en", "", None),
    ],
)
def test_read_behind_a_number(lang: Lang, text: str, expected: str | None) -> None:
    found = following(text, 0, lang)
    assert (found[0] if found else None) == expected


def test_currency_before_a_number() -> None:
    assert [preceding(text, len(text)) for text in ("$", "US$", "for £ ", "CHF ", "A")] == [
        "US dollar",
        "US dollar",
        "pound sterling",
        "Swiss franc",
        None,
    ]


def test_canonical_names_name_themselves() -> None:
    for name, known in UNITS.items():
        assert unit(name) == known and known.name == name and known.factor > 0


@given(st.text(), st.integers(0, 20), st.sampled_from(["fr", "en"]))
def test_any_text_can_be_looked_at(text: str, start: int, lang: Lang) -> None:
    start = min(start, len(text))
    found = following(text, start, lang)
    assert found is None or (start < found[1] <= len(text) and unit(found[0]) is not None)
    unit(text)
