"""A page that is silent on what is asked gives no answer, however well its words fit; one that tells it does."""

from __future__ import annotations

import pytest

from necker.assistant.idioms import mended
from necker.assistant.question import understand
from necker.assistant.turn import ask
from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from tests.small_pack import SmallPack, page

PAGES = (
    page(
        "en", "Ada Grenfell", "English botanist (1851–1920)",
        "Ada Grenfell was an English botanist. She studied mosses of the Welsh hills for forty years. Her husband was the "
        "engraver Tom Oakley. Her drawings are kept in Cardiff.",
    ),
    page(
        "en", "Piet Barends", "Dutch pianist",
        "Piet Barends was a Dutch pianist and conductor, born in Delft on 3 May 1899 and died in Leiden on 9 June 1961. "
        "He recorded all the nocturnes of Chopin. He died of pneumonia after a tour.",
    ),
    page(
        "en", "The Silent Orchard", "1932 film by Lena Varga",
        "The Silent Orchard is a 1932 drama film directed by Lena Varga. It follows a fruit grower who loses his land.",
    ),
    page(
        "fr", "Élise Marchand", "aviatrice française",
        "Élise Marchand, née le 4 avril 1890 à Reims et morte le 2 mai 1931 à Lyon, est une aviatrice française. Elle a "
        "traversé la Manche en 1913. Elle était la fille de Jules Marchand, horloger.",
    ),
    page(
        "fr", "Le Moulin gris", "roman de Jeanne Aubry",
        "Le Moulin gris est un roman de Jeanne Aubry. Il raconte la vie d'un village des Ardennes.",
    ),
    page(
        "fr", "Détroit de Velay", "bras de mer",
        "Le détroit de Velay est un bras de mer. Deux îles le séparent en trois passages. On y pêche le hareng.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("silent")
    build_pack("silent", SmallPack(PAGES), folder=folder)
    return Library.open(["silent"], folder=folder)


@pytest.mark.parametrize(
    "text",
    [
        "What was the name of Ada Grenfell's mother?",
        "Who taught Ada Grenfell?",
        "Which disease did Ada Grenfell have?",
        "What did Ada Grenfell die of?",
        "Where is Ada Grenfell buried?",
        "Who was Piet Barends's wife?",
        "Who wrote the music for The Silent Orchard?",
        "Who taught Piet Barends to play the piano?",
        "Comment s'appelait la mère d'Élise Marchand ?",
        "Comment s'appelait le mari d'Élise Marchand ?",
        "De quelle maladie Élise Marchand est-elle morte ?",
        "De quoi Élise Marchand est-elle morte ?",
        "Qui a enseigné le pilotage à Élise Marchand ?",
        "Quelle est la profondeur du détroit de Velay ?",
        "Quand le détroit de Velay a-t-il été traversé ?",
        "Comment s'appelle l'aéroport de Reims ?",
    ],
)
def test_a_page_that_is_silent_on_the_relation_gives_no_answer(shelf: Library, text: str) -> None:
    assert ask(text, shelf).abstained


@pytest.mark.parametrize(
    "text",
    [
        "Who wrote Silent Daughter?",
        "Who wrote The Orchard of Lisbon?",
        "Who directed Silent Kingdom?",
        "Qui a écrit Le Moulin de Cracovie ?",
        "Qui a écrit Le Petit Moulin noir ?",
    ],
)
def test_a_title_like_another_is_another(shelf: Library, text: str) -> None:
    assert ask(text, shelf).abstained


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What was the name of Ada Grenfell's husband?", "Tom Oakley"),
        ("Who was Ada Grenfell married to?", "Tom Oakley"),
        ("What did Piet Barends die of?", "pneumonia"),
        ("Who directed The Silent Orchard?", "Lena Varga"),
        ("When did Piet Barends die?", "1961"),
        ("Comment s'appelait le père d'Élise Marchand ?", "Jules Marchand"),
        ("Qui était le père d'Élise Marchand ?", "Jules Marchand"),
        ("Qui a écrit Le Moulin gris ?", "Jeanne Aubry"),
        ("Où est née Élise Marchand ?", "Reims"),
        ("Quand Élise Marchand a-t-elle traversé la Manche ?", "1913"),
    ],
)
def test_a_sentence_that_tells_the_relation_is_the_answer(shelf: Library, text: str, expected: str) -> None:
    given = ask(text, shelf)
    assert not given.abstained and expected in given.text


@pytest.mark.parametrize(
    ("text", "of_what"),
    [
        ("What did Ada Grenfell die of?", True),
        ("what did he die from", True),
        ("De quelle maladie est-elle morte ?", True),
        ("De quoi Molière est-il mort ?", True),
        ("Comment est mort Chopin ?", False),
        ("When did Ada Grenfell die?", False),
        ("Où est mort Chopin ?", False),
        ("In which city did Puccini die?", False),
    ],
)
def test_what_somebody_died_of_is_told_from_when_and_where(text: str, of_what: bool) -> None:
    assert understand(text).of_what is of_what


@pytest.mark.parametrize(
    ("text", "lang", "kept"),
    [
        ("De qui est l'opéra Danu ?", "fr", True),
        ("Qui a écrit Parisa ?", "fr", True),
    ],
)
def test_a_name_is_not_mended_into_another(library: Library, text: str, lang: Lang, kept: bool) -> None:
    assert (mended(text, lang, library) == text) is kept
