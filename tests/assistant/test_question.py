"""What a question asks for, in both languages; any text at all is read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.assistant.question import LONGEST, Asks, understand
from necker.core.language import Lang

ASKED: list[tuple[str, Lang, Asks]] = [
    ("Who painted the Mona Lisa?", "en", "person"),
    ("Whose works are these?", "en", "person"),
    ("When was Mozart born?", "en", "date"),
    ("In what year did the Titanic sink?", "en", "date"),
    ("Where is the Louvre?", "en", "place"),
    ("Which city is it in?", "en", "place"),
    ("How high is Mount Everest?", "en", "number"),
    ("How many people died?", "en", "number"),
    ("What is the population of Berlin?", "en", "number"),
    ("What is the melting point of iron?", "en", "number"),
    ("At what temperature does iron melt?", "en", "number"),
    ("What is coffee?", "en", "definition"),
    ("Who was Mozart?", "en", "definition"),
    ("Why did the Titanic sink?", "en", "reason"),
    ("Is the Earth round?", "en", "yesno"),
    ("Which planet is the largest?", "en", "thing"),
    ("Qui a peint la Joconde ?", "fr", "person"),
    ("Quand Mozart est-il né ?", "fr", "date"),
    ("En quelle année le Titanic a-t-il coulé ?", "fr", "date"),
    ("Où se trouve le Louvre ?", "fr", "place"),
    ("Dans quelle ville est-il né ?", "fr", "place"),
    ("Quelle est la hauteur de l'Everest ?", "fr", "number"),
    ("Combien de personnes sont mortes ?", "fr", "number"),
    ("Quel est le point d'ébullition de l'eau ?", "fr", "number"),
    ("Qu'est-ce que le café ?", "fr", "definition"),
    ("Qui était Mozart ?", "fr", "definition"),
    ("Pourquoi le Titanic a-t-il coulé ?", "fr", "reason"),
    ("Quel fleuve traverse Vienne ?", "fr", "thing"),
]


@pytest.mark.parametrize(("text", "lang", "asks"), ASKED)
def test_what_is_asked_for(text: str, lang: Lang, asks: Asks) -> None:
    question = understand(text)
    assert (question.lang, question.asks) == (lang, asks)
    assert not question.declined and not question.cut and not question.chat


@pytest.mark.parametrize("text", ["Please tell me who painted the Mona Lisa?", "Hi, who painted the Mona Lisa please?"])
def test_politeness_changes_nothing(text: str) -> None:
    assert understand(text).asks == "person"


@pytest.mark.parametrize(
    "text",
    [
        "Who will win the next election?",
        "What will the weather be tomorrow?",
        "What is my name?",
        "Where did I leave my keys?",
        "Should I buy a car?",
        "Do you like cats?",
        "Quel temps fera-t-il demain ?",
        "Où sont mes clés ?",
        "Quelle est ta couleur préférée ?",
        "Que penses-tu, tu aimes les chats ?",
    ],
)
def test_the_future_tastes_and_ones_own_life_are_declined(text: str) -> None:
    assert understand(text).declined


@pytest.mark.parametrize("text", ["Where was Will Smith born?", "Who wrote Le Maître et Marguerite ?"])
def test_a_name_that_looks_like_the_future_is_not(text: str) -> None:
    assert not understand(text).declined


@pytest.mark.parametrize("text", ["Hello!", "Bonjour", "merci", "Who are you?", "qui es-tu ?", "thanks"])
def test_small_talk_is_no_question(text: str) -> None:
    assert understand(text).chat


def test_the_language_can_be_forced() -> None:
    assert understand("Mozart", "fr").lang == "fr" and understand("Mozart", "en").lang == "en"


@given(st.text(), st.sampled_from([None, "fr", "en"]))
def test_any_text_is_read(text: str, lang: Lang | None) -> None:
    question = understand(text, lang)
    assert len(question.text) <= LONGEST and question.text == question.text.strip()
    assert question.lang == (lang or question.lang) and question.lang in ("fr", "en")
    assert not question.cut
    assert all(question.weight(term) >= 0 for term in question.terms)
    assert all(question.text[t.start : t.end] == t.text for t in question.terms)
    assert understand(text, lang) == question


@pytest.mark.parametrize("text", ["a" * 10**6, "Who painted it? " * 60_000, "( " * 500_000, "e" + "\u0301" * 10**6])
def test_a_million_characters_are_cut_and_said_to_be(text: str) -> None:
    started = time.perf_counter()
    question = understand(text)
    assert time.perf_counter() - started < 3
    assert question.cut and len(question.text) <= LONGEST


def test_spaces_around_a_question_are_not_its_length() -> None:
    question = understand(" " * 10**5 + "Who painted the Mona Lisa?" + "\n" * 10**5)
    assert question.text == "Who painted the Mona Lisa?" and not question.cut


def test_what_cannot_be_seen_is_not_read() -> None:
    plain = understand("Who painted the Mona Lisa?")
    assert understand("Wh\u200bo  painted\u202e the\x00 Mona\ufeff Li\u00adsa?").text == plain.text
    assert understand("Who\u00a0painted\nthe\tMona Lisa?").text == plain.text
    assert understand("Qui a peint la pe\u0301ninsule ?").text == "Qui a peint la péninsule ?"
    assert understand("Who \ud800painted \udcffthe Mona Lisa?").text == plain.text


def test_words_that_only_build_the_question_are_told_apart() -> None:
    question = understand("In what year was it called Byzantium?")
    framed = {t.text for t in question.terms if question.in_frame(t)}
    assert "year" in framed and "Byzantium" not in framed
