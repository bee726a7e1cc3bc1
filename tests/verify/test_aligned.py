"""Word by word: what of a near copy stands in the place of something else, and what is only another wording or order."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.verify.aligned import copied, replaced
from necker.verify.match import read

SENTENCE = (
    "It was first climbed on 29 May 1953 by Edmund Hillary and Tenzing Norgay, with about 1,500 helpers from Nepal."
)


def found(claim: str, sentence: str = SENTENCE, title: str = "Everest") -> list[tuple[str, str | None]]:
    clashes = replaced(read(claim, "en"), read(sentence, "en"), read(title, "en").terms)
    for clash in clashes:
        assert clash.found and clash.position is not None and sentence[clash.position :].startswith(clash.found)
    return [(clash.said, clash.found) for clash in clashes]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("29 May 1953", "29 May 1954"),
        ("Norgay", "Nepal"),
        ("Nepal", "Everest"),
        ("Hillary", "Darwin"),
        ("1,500", "1,503"),
    ],
)
def test_what_stands_in_the_place_of_something_else(old: str, new: str) -> None:
    assert found(SENTENCE.replace(old, new)) == [(new, old)]


@pytest.mark.parametrize(
    "claim",
    [
        SENTENCE,
        "It was first climbed on 29 May 1953.",
        "It was first climbed on 29 May 1953 by Tenzing Norgay and Edmund Hillary.",
        "Everest was first climbed on 29 May 1953 by Edmund Hillary.",
        "Einstein was born in Ulm.",
    ],
)
def test_the_same_in_part_in_another_order_or_of_something_else(claim: str) -> None:
    assert found(claim) == []


def test_words_of_the_title_stand_for_each_other() -> None:
    assert found("Wolfgang was born in old Salzburg.", "Mozart was born in old Salzburg.", "Wolfgang Mozart") == []
    assert found("Wolfgang was born in old Vienna.", "Mozart was born in old Salzburg.", "Wolfgang Mozart") != []


@given(st.text(max_size=80), st.text(max_size=80))
def test_shares_are_shares_and_nothing_differs_from_itself(a: str, b: str) -> None:
    one, two = read(a, "en"), read(b, "en")
    assert 0 <= copied(one, two) <= 1 and replaced(one, one) == []
    assert copied(one, read(b, "fr")) == 0


def test_a_date_of_birth_is_not_that_of_another_event_nearer_by() -> None:
    sentence = (
        "Marie Curie, née le 7 novembre 1867 à Varsovie et morte le 4 juillet 1934 à Passy, est une physicienne "
        "naturalisée par son mariage avec le physicien Pierre Curie en 1895."
    )
    title = read("Marie Curie", "fr").terms
    for claim, wrong in (("1867", False), ("1868", True), ("1934", True)):
        clashes = replaced(read(f"Marie Curie est née à Varsovie en {claim}.", "fr"), read(sentence, "fr"), title)
        assert bool(clashes) == wrong, claim


def test_a_text_that_says_the_same_again_and_again_takes_no_time() -> None:
    claim, sentence = ("la ville et " * 400, "et la ville " * 400)
    began = time.monotonic()
    assert copied(read(claim, "fr"), read(sentence, "fr")) == 0
    assert time.monotonic() - began < 2
