"""The pages that a question names: by their titles, by short names, never overlapping, whatever the question is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.assistant.entities import entities, specific
from necker.core.language import Lang
from necker.knowledge.library import Library


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Who painted the Mona Lisa?", "en", {"Mona Lisa"}),
        ("When was Mozart born?", "en", {"Wolfgang Amadeus Mozart"}),
        ("Quand est né Chopin ?", "fr", {"Frédéric Chopin"}),
        (
            "How many years between the births of Mozart and Chopin?",
            "en",
            {"Wolfgang Amadeus Mozart", "Frédéric Chopin"},
        ),
        ("Quelle est la hauteur de l'Everest ?", "fr", {"Everest", "Mount Everest"}),
        ("Who is Napoleon?", "en", set()),
        ("", "en", set()),
    ],
)
def test_the_pages_of_the_names(library: Library, text: str, lang: Lang, expected: set[str]) -> None:
    found = entities(text, lang, library)
    titles = {page[0].title for entity in found for page in entity.pages}
    assert expected <= titles
    if not expected:
        assert not titles


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(st.sampled_from("Mozart Marie Curie the Le Danube , - ' 😀 World War II K2 of Mona Lisa".split())).map(
            " ".join
        ),
    ),
    st.sampled_from(["fr", "en"]),
)
def test_entities_are_in_order_and_never_overlap(library: Library, text: str, lang: Lang) -> None:
    position = 0
    for entity in entities(text, lang, library):
        assert position <= entity.start < entity.end <= len(text)
        position = entity.end
        assert all(page and len({p.page for p in page}) == 1 for page in entity.pages)
        assert isinstance(specific(entity, text), bool)


def test_the_longest_name_wins(library: Library) -> None:
    (entity,) = entities("When was Marie Curie born?", "en", library)
    assert entity.name == "Marie Curie" and specific(entity, "When was Marie Curie born?")


def test_two_thousand_letters_of_names_take_no_time(library: Library) -> None:
    for text in ("Mozart Chopin " * 140, "A B C D E F G " * 140, "Smithe Johnsonn " * 125):
        started = time.perf_counter()
        entities(text[:2000], "en", library)
        assert time.perf_counter() - started < 5
