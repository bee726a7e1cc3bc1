"""Atomic numbers, inhabitants, weekdays and ages read off pages: the value is right and every fact is quoted."""

from __future__ import annotations

import pytest

from necker.assistant.compute import Plan
from necker.assistant.properties import plan
from necker.assistant.question import understand
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.tools.python import run_python
from tests.small_pack import SmallPack, page

PAGES = (
    page("en", "Zinc", "chemical element", "Zinc is a chemical element; it has symbol Zn and atomic number 30."),
    page("en", "Argon", "chemical element", "Argon is a chemical element; its symbol is Ar and its atomic number is 18."),
    page("fr", "Zinc", "élément chimique", "Le zinc est l'élément chimique de numéro atomique 30, de symbole Zn."),
    page("fr", "Argon", "élément chimique", "L'argon est l'élément chimique de numéro atomique 18 et de symbole Ar."),
    page(
        "en", "Velmark", "island state",
        "Velmark is an island state. It has a population of 42,000 living in an area of 120 km2.",
    ),
    page(
        "en", "Orlin Dake", "Velmark cosmonaut (1931–1990)",
        "Orlin Dake, born on 3 March 1931 and died on 8 June 1990, was a cosmonaut. He made his first spaceflight on 2 "
        "February 1965.",
    ),
    page(
        "fr", "Jeanne Aubry", "romancière",
        "Jeanne Aubry, née le 14 mai 1902 à Metz et morte le 9 juin 1980, est une romancière. Elle devient ministre le 20 "
        "octobre 1946.",
    ),
    page("en", "Tall Gate", "bridge", "The Tall Gate is a bridge that was opened in 1931."),
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("properties")
    build_pack("properties", SmallPack(PAGES), folder=folder)
    return Library.open(["properties"], folder=folder)


def value(made: Plan | None) -> object:
    assert made is not None and made.evidence
    return run_python(made.code).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add up the atomic numbers of zinc and argon", 48),
        ("What is the sum of the atomic numbers of zinc and argon?", 48),
        ("Difference between the atomic numbers of zinc and argon?", 12),
        ("additionne les numéros atomiques du zinc et de l'argon", 48),
        ("Quelle est la somme du numéro atomique du zinc et de celui de l'argon ?", 48),
        ("Quel est l'écart entre le numéro atomique du zinc et celui de l'argon ?", 12),
        ("How many people live per square kilometre in Velmark?", 350),
        ("What weekday was Orlin Dake born?", "Tuesday"),
        ("On what day of the week did Orlin Dake die?", "Friday"),
        ("quel jour de la semaine Jeanne Aubry est-elle née ?", "mercredi"),
        ("How old was Orlin Dake at his first spaceflight?", 33),
        ("Quel âge avait Jeanne Aubry quand elle est devenue ministre ?", 44),
        ("How many years will the Tall Gate have been open in 2041?", 110),
    ],
)
def test_the_value_is_right(shelf: Library, text: str, expected: object) -> None:
    assert value(plan(understand(text), shelf)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "What is the atomic number of zinc?",
        "Add up the atomic numbers of zinc and Velmark",
        "What weekday was the Tall Gate opened?",
        "How old was Orlin Dake when he married?",
        "How old was Orlin Dake when he died?",
        "How many people live in Velmark?",
        "Quel jour Jeanne Aubry est-elle née ?",
    ],
)
def test_nothing_is_calculated_from_a_fact_that_no_page_states(shelf: Library, text: str) -> None:
    assert plan(understand(text), shelf) is None
