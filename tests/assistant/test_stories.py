"""Word problems: what is understood, what it comes to in the sandbox, and what is left alone."""

from __future__ import annotations

import pytest

from necker.assistant.question import understand
from necker.assistant.stories import conversion, story
from necker.tools.calculate import understand as calculation
from necker.tools.python import run_python


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The bill is $186 and there are six of us. How much each?", 31),
        ("On est 5 pour une note de 142 euros. Chacun doit combien ?", 28.4),
        ("My grandmother was born on 14 November 1938. How old was she on 2 May 2020?", 81),
        ("Il est né le 8 mai 1979, quel âge avait-il le 8 mai 2010 ?", 31),
        ("J'ai eu 12,5, 9, 15 et 11 au trimestre, quelle est ma moyenne ?", 11.875),
        ("What date is 14 July 2026 plus 45 days?", "2026-08-28"),
        ("On sera quel jour 2 semaines avant le 1er mars 2024 ?", "2024-02-16"),
    ],
)
def test_word_problems(text: str, value: object) -> None:
    told = story(understand(text))
    assert told is not None
    assert run_python(told.code).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My recipe says 350 °F. What is that in Celsius?", 176.667),
        ("mon four est réglé sur 180 °C, c'est combien en Fahrenheit", 356),
    ],
)
def test_a_measure_in_a_story(text: str, value: float) -> None:
    question = understand(text)
    asked = conversion(question)
    assert asked is not None
    found = calculation(asked, question.lang)
    assert found is not None
    assert run_python(found.code).value == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "Qui a peint la Joconde ?",
        "How many people live in Peru?",
        "When was Mozart born?",
        "What is the average temperature in Oslo?",
        "The treaty of 3 March 1878 came after how many battles?",
        "Combien d'espèces compte chacun de ces genres ?",
    ],
)
def test_questions_that_are_no_word_problem(text: str) -> None:
    question = understand(text)
    assert story(question) is None
    assert conversion(question) is None
