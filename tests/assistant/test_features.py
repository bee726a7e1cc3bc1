"""What a sentence has to do with a question: a value can say the question's word, and only the right one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from necker.assistant.turn import ask
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from tests.small_pack import SmallPack, page

PAGES = (
    page("en", "Gallium", "", "Gallium is a metal. It melts at 29.8 °C. It boils at 2,400 °C. It was found in 1875."),
    page("fr", "Gallium", "", "Le gallium est un métal. Il fond à 29,8 °C. Il bout à 2 400 °C. On l'a trouvé en 1875."),
    page(
        "en", "Zorgon glacier", "", "The Zorgon glacier lies high. Its air has 4 °C. About 280 tonnes of it melt a day."
    ),
    page("en", "Bob Zorg", "", "Bob Zorg was a poet. Bob Zorg died of tuberculosis in 1850."),
    page("fr", "Bob Zorg", "", "Bob Zorg est un poète. Bob Zorg est mort de la tuberculose en 1850."),
    page("en", "Ann Zorg", "", "Ann Zorg was a poet. She came from Leeds. Ann Zorg died in an accident."),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("features")
    build_pack("features", SmallPack(PAGES), folder=folder)
    opened = Library.open(["features"], folder=folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the melting point of gallium?", "29.8 °C"),
        ("What is the boiling point of gallium?", "2,400 °C"),
        ("At what temperature does gallium melt?", "29.8 °C"),
        ("At what temperature does gallium boil?", "2,400 °C"),
        ("Quel est le point de fusion du gallium ?", "29,8 °C"),
        ("Quel est le point d'ébullition du gallium ?", "2 400 °C"),
        ("À quelle température bout le gallium ?", "2 400 °C"),
        ("How much of the Zorgon glacier melts a day?", "280 tonnes"),
        ("What disease did Bob Zorg die of?", "tuberculosis"),
        ("De quelle maladie Bob Zorg est-il mort ?", "tuberculose"),
        ("How did Ann Zorg die?", "accident"),
    ],
)
def test_what_is_asked_for_is_told_by_the_right_value(shelf: Library, question: str, expected: str) -> None:
    given = ask(question, shelf)
    assert not given.abstained and expected in given.text


def test_a_point_of_freezing_is_not_one_of_boiling(shelf: Library) -> None:
    given = ask("What is the freezing point of mercury?", shelf)
    assert given.abstained
