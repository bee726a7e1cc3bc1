"""Calculations from facts of pages: the code gives the right value, and every fact in it is quoted."""

from __future__ import annotations

import datetime
import re

import pytest

from necker.assistant.compute import Plan, plan
from necker.assistant.question import understand
from necker.knowledge.library import Library
from necker.tools.python import run_python

TODAY = datetime.date(2026, 6, 15)


def planned(library: Library, text: str) -> Plan | None:
    return plan(understand(text), library, TODAY)


def value(made: Plan | None) -> object:
    assert made is not None
    result = run_python(made.code)
    assert result.error is None, result.error
    return result.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many years between the births of Mozart and Chopin?", 54),
        ("Combien d'années séparent les naissances de Mozart et de Chopin ?", 54),
        ("How many years between the deaths of Chopin and Marie Curie?", 85),
        ("How old was Marie Curie when she died?", 66),
        ("Quel âge avait Marie Curie à sa mort ?", 66),
        ("At what age did Chopin die?", 39),
        ("À quel âge Mozart est-il mort ?", 35),
        ("How old was Mozart in 1770?", 14),
        ("How long did the Guerre de Cent Ans last?", 116),
        ("Combien de temps a duré la guerre de Cent Ans ?", 116),
        ("How many years ago did the Titanic sink?", 114),
    ],
)
def test_the_value_is_right(library: Library, text: str, expected: int) -> None:
    assert value(planned(library, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "How many years between the births of Mozart and Chopin?",
        "Quel âge avait Marie Curie à sa mort ?",
        "How long did World War II last?",
        "How many years ago did the Titanic sink?",
        "How old was Julius Caesar when he died?",
    ],
)
def test_every_number_of_the_code_stands_in_a_quotation(library: Library, text: str) -> None:
    """Years and days that are not today's; the rest of the code is arithmetic."""
    made = planned(library, text)
    assert made is not None and made.evidence
    quotes = " ".join(one.quote for one in made.evidence)
    years = set(re.findall(r"\d{3,4}", made.code)) - {str(TODAY.year)}
    assert years and all(year in quotes for year in years)
    assert all(one.stance == "supports" and one.quote == one.passage[one.start : one.end] for one in made.evidence)


def test_there_is_no_year_0(library: Library) -> None:
    assert value(planned(library, "How old was Augustus when he died?")) in (75, 76)
    assert value(planned(library, "How many years between the deaths of Julius Caesar and Mozart?")) == 44 + 1791 - 1


def test_years_alone_make_an_age_unsure(library: Library) -> None:
    made = planned(library, "How old was Julius Caesar when he died?")
    assert made is not None and made.unsure and value(made) == 56
    made = planned(library, "How old was Marie Curie when she died?")
    assert made is not None and not made.unsure


@pytest.mark.parametrize(
    "text", ["How old was Mozart in 1600?", "Quel âge avait Mozart en 1900 ?", "How old was Mozart in 1899?"]
)
def test_nobody_has_an_age_before_birth_or_after_death(library: Library, text: str) -> None:
    assert planned(library, text) is None


def test_unless_it_is_asked_how_old_they_would_be(library: Library) -> None:
    assert value(planned(library, "How old would Mozart be in 1856?")) == 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Who painted the Mona Lisa?",
        "How old is Bob Smith?",
        "How many years between Bob and Alice?",
        "How long does coffee last?",
        "How old is the?",
        "9**9**9",
    ],
)
def test_where_a_fact_is_missing_nothing_is_computed(library: Library, text: str) -> None:
    assert planned(library, text) is None


def test_the_sentence_is_in_the_language_of_the_question(library: Library) -> None:
    english = planned(library, "How old was Marie Curie when she died?")
    french = planned(library, "Quel âge avait Marie Curie à sa mort ?")
    assert english is not None and "years old" in english.sentence
    assert french is not None and "ans" in french.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Which teacher did Mozart have before he met Chopin?",
        "Where did Chopin live before Paris?",
        "Où vivait Mozart avant Chopin ?",
        "Who ruled after Augustus and Julius Caesar?",
    ],
)
def test_before_and_after_alone_ask_for_no_count(library: Library, text: str) -> None:
    assert planned(library, text) is None
