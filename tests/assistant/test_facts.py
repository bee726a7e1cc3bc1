"""Dates and measures read off pages, each in the sentence that its quotation is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from necker.assistant.facts import DateFact, first_date, in_unit, life_dates, measure, span_dates
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage


def pages(library: Library, *titles: str) -> list[list[Passage]]:
    found: dict[tuple[str, int], list[Passage]] = {}
    for title in titles:
        for passage in library.titled(title):
            found.setdefault((passage.pack, passage.page), library.page(passage))
    return list(found.values())


def stands(fact: DateFact | None) -> DateFact:
    """The fact, whose date must be inside its quotation, and the quotation inside its passage."""
    assert fact is not None
    one = fact.evidence
    assert one.quote == one.passage[one.start : one.end] and one.stance == "supports"
    assert one.start <= fact.date.start < fact.date.end <= one.end
    return fact


@pytest.mark.parametrize(
    ("titles", "birth", "death"),
    [
        (("Wolfgang Amadeus Mozart",), (1756, 1, 27), (1791, 12, 5)),
        (("Frédéric Chopin",), (1810, 3, 1), (1849, 10, 17)),
        (("Marie Curie",), (1867, 11, 7), (1934, 7, 4)),
        (("Julius Caesar",), (-100, None, None), (-44, None, None)),
        (("Leonardo da Vinci",), (1452, None, None), (1519, None, None)),
    ],
)
def test_when_somebody_lived(library: Library, titles: tuple[str, ...], birth: object, death: object) -> None:
    """As exactly as any page in either language says it."""
    born, died = (stands(fact).date for fact in life_dates(pages(library, *titles)))
    assert (born.year, born.month, born.day) == birth
    assert (died.year, died.month, died.day)[:1] == (death[0],)  # type: ignore[index]


@pytest.mark.parametrize("title", ["Danube", "Coffee", "Japan"])
def test_what_is_no_person_has_no_life(library: Library, title: str) -> None:
    assert life_dates(pages(library, title)) == (None, None)
    assert life_dates([]) == (None, None)


def test_the_date_said_beside_the_word_asked_about(library: Library) -> None:
    fact = stands(first_date(pages(library, "Mur de Berlin"), frozenset({"building"})))
    assert (fact.date.year, fact.date.month) == (1961, 8)
    fact = stands(first_date(pages(library, "Tour Eiffel"), frozenset({"opening"})))
    assert fact.date.year == 1889
    assert first_date(pages(library, "Coffee"), frozenset({"opening"})) is None


def test_from_when_to_when(library: Library) -> None:
    span = span_dates(pages(library, "Guerre de Cent Ans"), reign=False)
    assert span is not None and (stands(span[0]).date.year, stands(span[1]).date.year) == (1337, 1453)
    span = span_dates(pages(library, "World War II"), reign=False)
    assert span is not None and (span[0].date.month, span[0].date.day) == (9, 1)
    assert span_dates(pages(library, "Coffee"), reign=False) is None


def test_how_much_in_which_unit(library: Library) -> None:
    height = measure(pages(library, "Everest", "Mount Everest"), "height", "length")
    assert (
        height is not None and in_unit(height, "metre") == 8849 and in_unit(height, "kilometre") == Fraction(8849, 1000)
    )
    assert height.evidence.quote == height.evidence.passage[height.evidence.start : height.evidence.end]
    length = measure(pages(library, "Danube"), "length", "length")
    assert length is not None and in_unit(length, "kilometre") == 2850
    assert measure(pages(library, "Danube"), "weight", "mass") is None
