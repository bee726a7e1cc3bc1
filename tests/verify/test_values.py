"""Hedges: one in the claim excuses what rounds to its figure, one in the passage excuses nothing.  More in test_rules.py."""

from __future__ import annotations

import pytest

from necker.core.language import Lang
from necker.verify.match import read
from necker.verify.values import date_clashes, equal_numbers, number_clashes


@pytest.mark.parametrize(
    ("claim", "passage", "lang", "holds"),
    [
        ("Il y a 1 503 morts.", "Il y a environ 1 500 morts.", "fr", False),
        ("Il y a 1 500 morts.", "Il y a environ 1 500 morts.", "fr", True),
        ("It weighs 153 tonnes.", "It weighs up to 150 tonnes.", "en", False),
        ("He wrote 603 works.", "He wrote more than 600 works.", "en", False),
        ("About 1,500 died.", "1,503 died.", "en", True),
        ("About 1,503 died.", "About 1,500 died.", "en", False),
        ("About 500 died.", "600 died.", "en", False),
        ("About 1 degree.", "0 degree.", "en", False),
        ("More than 600 works.", "650 works.", "en", True),
        ("More than 600 works.", "590 works.", "en", False),
        ("More than 600 works.", "Less than 600 works.", "en", False),
        ("Moins de 700 livres.", "650 livres.", "fr", True),
        ("Moins de 700 livres.", "710 livres.", "fr", False),
        ("It is 50.9 km long.", "It is about 50.46 km (31.35 miles) long.", "en", False),
        ("It is 31.4 miles long.", "It is about 50.46 km long.", "en", True),
    ],
)
def test_whose_hedge_excuses_a_figure(claim: str, passage: str, lang: Lang, holds: bool) -> None:
    assert (number_clashes(read(claim, lang), [read(passage, lang)]) == []) is holds


def test_a_figure_is_equal_to_itself_whatever_the_hedges() -> None:
    for a in ("1,500 sheep", "about 1,500 sheep", "more than 1,500 sheep"):
        for b in ("1,500 sheep", "about 1,500 sheep", "at least 1,500 sheep"):
            assert equal_numbers(read(a, "en").numbers[0], read(b, "en").numbers[0])


@pytest.mark.parametrize(
    ("claim", "passage", "holds"),
    [
        ("Fondée en 1059.", "Fondée vers 1058.", False),
        ("Fondée en 1058.", "Fondée vers 1058.", True),
        ("Fondée vers 1059.", "Fondée vers 1058.", False),
        ("Fondée vers 1060.", "Fondée vers 1058.", True),
        ("Fondée vers 1059.", "Fondée en 1058.", True),
        ("Fondée vers 1070.", "Fondée en 1058.", False),
        ("Fondée dans les années 1050.", "Fondée en 1058.", True),
        ("Fondée dans les années 1040.", "Fondée en 1058.", False),
        ("Fondée en 1058.", "Fondée dans les années 1050.", False),
    ],
)
def test_whose_hedge_excuses_a_year(claim: str, passage: str, holds: bool) -> None:
    assert (date_clashes(read(claim, "fr"), [read(passage, "fr")]) == []) is holds
