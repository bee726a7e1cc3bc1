"""Everyday problems, in both languages: the value is right, and what is not wholly told is not calculated."""

from __future__ import annotations

import pytest

from necker.assistant.question import understand
from necker.assistant.stories import conversion, story
from necker.tools.python import run_python

TOLD = [
    ("Split a bill of 150 with a 10% tip between 5 friends", 33),
    ("The meal was 72 dollars plus a 25% tip, split three ways?", 30),
    ("on est 8 et l'addition est de 160 euros avec 5 % de pourboire, combien chacun ?", 21),
    ("On partage 90 euros à 3 avec 10 % de service", 33),
    ("price before tax if it's 71.40 with 19% VAT", 60),
    ("What is the price without VAT of a 240 euro chair with 20% tax?", 200),
    ("prix hors taxe d'un vélo à 363 euros TTC avec 21 % de TVA", 300),
    ("I earn 16 dollars an hour and work 30 hours, how much do I make?", 480),
    ("She reads 25 pages a day, how many in 2 weeks?", 350),
    ("je gagne 12 euros de l'heure et je travaille 35 heures, combien je gagne ?", 420),
    ("je cours 8 km par jour, combien en 2 semaines ?", 112),
    ("A recipe for 6 needs 450 g flour, how much for 10?", 750),
    ("8 pencils cost 3.20, how much are 5?", 2),
    ("une recette pour 3 demande 240 g de riz, combien pour 5 ?", 400),
    ("6 stylos coûtent 9 euros, combien coûtent 4 stylos ?", 6),
    ("How many 0.5 l bottles can I fill from 12 litres?", 24),
    ("How many 40 cm pieces can I cut from 3 metres?", 7),
    ("combien de bouteilles de 1,5 l peut-on remplir avec 60 litres ?", 40),
    ("decrease 80 by a fifth", 64),
    ("réduis 90 d'un tiers", 60),
    ("how many dozens are in 84", 7),
    ("combien de douzaines dans 60 œufs ?", 5),
    ("how many hours are there in a leap year?", 8784),
    ("combien d'heures dans une année bissextile ?", 8784),
    ("what is the perimeter of a rectangle 6 by 11?", 34),
    ("area of a room 5.5 m by 4 m", 22),
    ("area of a circle with a diameter of 4", 12.5664),
    ("volume of a cube with side 5", 125),
    ("aire d'un rectangle de 8 m sur 9 m", 72),
    ("périmètre d'un carré de 7 cm de côté", 28),
    ("surface d'un disque de rayon 2", 12.5664),
    ("volume d'un cube de 3 cm d'arête", 27),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_the_value_is_right(text: str, expected: float) -> None:
    made = story(understand(text))
    assert made is not None
    result = run_python(made.code)
    assert result.error is None and result.value == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "I earn 16 dollars an hour for 30 hours a week, how much is that a year?",
        "Price before tax is 300 pounds and VAT is 20%. What's the total?",
        "60 € hors taxe, TVA 20 %, quel est le total ?",
        "What is the area of France?",
        "Quelle est la superficie du lac de 1923 ?",
        "How many bottles were filled in 1950 from 12 springs?",
        "Who split the atom between 1917 and 1919?",
        "area of a rectangle with side 5",
        "volume of a cylinder with radius 5",
        "Decrease of 90 percent in a third of the cases",
        "A recipe for 4 takes 20 minutes, each one has 3 eggs",
    ],
)
def test_what_is_not_wholly_told_is_no_story(text: str) -> None:
    assert story(understand(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My oven says 200 Celsius, what would that be in Fahrenheit?", "200 degrees celsius in fahrenheit"),
        ("her fever is 102 F, what is that in celsius?", "102 degrees fahrenheit in celsius"),
        ("mon four est à 375 Fahrenheit, c'est combien en Celsius ?", "375 degrees fahrenheit in celsius"),
        ("il fait -5 celsius, ça donne quoi en fahrenheit ?", "-5 degrees celsius in fahrenheit"),
        ("Is 30 Celsius hot in Paris?", None),
    ],
)
def test_a_scale_needs_no_word_for_degree(text: str, expected: str | None) -> None:
    assert conversion(understand(text)) == expected
