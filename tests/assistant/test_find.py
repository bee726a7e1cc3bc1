"""Of pages that all hold a question's words, the one that says its phrase answers."""

from __future__ import annotations

import pytest

from necker.assistant.find import find
from necker.assistant.question import understand
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
