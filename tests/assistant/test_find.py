"""Of pages that all hold a question's words, the one that says its phrase answers."""

from __future__ import annotations

import pytest

from necker.assistant.find import find
from necker.assistant.question import understand
from necker.assistant.turn import ask
from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from tests.small_pack import SmallPack, page

PAGES = (
    page(
        "fr", "Ostreval", "ville de Veldanie",
        "Ostreval est une ville veldanienne du Sud, longtemps une ville capitale. Elle fut de 1210 à 1790 la capitale royale de la Veldanie.",
    ),
    page(
        "fr", "Marnes-la-Haute", "ville de Veldanie",
        "Marnes-la-Haute est une ville de Veldanie, capitale de la province du Nord. Elle fut la première capitale de la Veldanie.",
    ),
    page(
        "fr", "Tarsène", "grande ville de Veldanie",
        "Tarsène, ancien port de pêche où vivent 400 000 personnes, est de facto la capitale de la Veldanie. C'est la plus grande ville de la Veldanie.",
    ),
    page(
        "en", "Ostreval", "city in Veldania",
        "Ostreval is a city in Veldania. It was the royal capital of Veldania until 1790 and is the capital of a county.",
    ),
    page(
        "en", "Tarsene", "port in Veldania",
        "Tarsene, an old port with 400,000 people, is the capital of Veldania, although few of its offices are there.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def veldania(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("veldania")
    build_pack("veldania", SmallPack(PAGES), folder=folder)
    return Library.open(["veldania"], folder=folder)


@pytest.mark.parametrize(
    ("lang", "asked", "told"),
    [
        ("fr", "Quelle est la capitale de la Veldanie ?", "capitale de la Veldanie"),
        ("fr", "Quelle est la plus grande ville de la Veldanie ?", "plus grande ville de la Veldanie"),
        ("en", "What is the capital of Veldania?", "is the capital of Veldania"),
    ],
)
def test_the_page_that_says_the_phrase_of_the_question_comes_first(
    veldania: Library, lang: Lang, asked: str, told: str
) -> None:
    first = find(understand(asked, lang), veldania)[0]
    assert first.passage.title in ("Tarsène", "Tarsene")
    assert told in first.passage.text[first.start : first.end]


HISTORY = (
    page(
        "en", "Ostravian War", "Conflict (1939–1945)",
        "The Ostravian War was a conflict between two leagues. Most countries took part in it.",
    ),
    page(
        "en", "Post–Ostravian War expansion", "Economic growth",
        "The post–Ostravian War expansion was a time of growth that began in 1946 and ended in 1973.",
    ),
    page(
        "en", "Ralf the Grey", "King of Ostravia (1016–1035)",
        "Ralf the Grey (990–1035) was king of Ostravia. He is the king of Ostravia who built the wall.",
    ),
    page(
        "en", "Ostravia", "Country",
        "Ostravia is a country of the north. Its coast is long and its rivers are short.",
    ),
    page(
        "en", "Port Bran", "City in Ostravia",
        "Port Bran is a city in Ostravia with 2,145,000 people. The capital of the county is near it.",
    ),
    page(
        "en", "Bran tides", "Movement of the sea",
        "The Bran tides are movements of the sea that result from the pull of two moons.",
    ),
    page(
        "en", "Bran flood", "Disaster",
        "The Bran flood was caused by tides and by rain, as the Bran tides were high.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def ostravia(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("ostravia")
    build_pack("ostravia", SmallPack(HISTORY), folder=folder)
    return Library.open(["ostravia"], folder=folder)


def test_when_a_thing_began_and_ended_is_told_by_its_own_page(ostravia: Library) -> None:
    for asked, year in (("When did the Ostravian War end?", "1945"), ("When did the Ostravian War begin?", "1939")):
        assert ask(asked, ostravia).text.startswith(year)


@pytest.mark.parametrize(
    "asked",
    [
        "Who is the king of Ostravia?",  # dead for long
        "What is the population of Ostravia?",  # that of a city in it is another
        "What is the capital of Ostravia?",  # that of a county in it is another
    ],
)
def test_what_is_told_of_another_is_no_answer(ostravia: Library, asked: str) -> None:
    assert ask(asked, ostravia).abstained


def test_what_causes_a_thing_is_told_by_its_own_page(ostravia: Library) -> None:
    assert "two moons" in ask("What causes the Bran tides?", ostravia).text
