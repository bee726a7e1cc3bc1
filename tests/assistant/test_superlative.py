"""A superlative is told of the thing itself, of all of them, and of the first."""

from __future__ import annotations

import pytest

from necker.assistant.question import understand
from necker.assistant.superlative import superlative_met
from necker.core.language import Lang
from necker.verify.match import read


@pytest.mark.parametrize(
    ("lang", "asked", "told", "met"),
    [
        ("en", "What is the largest planet?", "Jupiter is the fifth planet from the Sun, and the largest in the Solar System.", True),
        ("en", "What is the largest planet?", "Triton is the largest natural satellite of the planet Neptune.", False),
        ("en", "What is the largest planet?", "Largest dwarf planet in the Solar System", False),
        ("en", "What is the largest planet?", "It is the fourth-largest planet.", False),
        ("en", "What is the largest lake?", "It is one of the largest lakes.", False),
        ("en", "What is the smallest country in the world?", "It is the smallest sovereign state in the world.", True),
        ("en", "What is the smallest country in the world?", "It is the smallest country in continental Africa.", False),
        ("en", "What is the largest island in the world?", "It is the largest island that is fully within Indonesia.", False),
        ("en", "What is the largest city in the world?", "Its largest city is Oslo.", False),
        ("en", "Which ocean is the largest?", "The Pacific is the largest and deepest of Earth's five oceans.", True),
        ("en", "Who was the first man on the Moon?", "The first human-made object to touch the Moon was Luna 2.", False),
        ("fr", "Quel est le plus long fleuve du monde ?", "Avec l'Amazone, c'est le plus long fleuve du monde.", True),
        ("fr", "Quel est le plus long fleuve du monde ?", "plus long fleuve d'Afrique", False),
        ("fr", "Quelle est la plus haute montagne du monde ?", "plus haute montagne de la Terre", True),
        ("fr", "Quel est le plus haut sommet d'Afrique ?", "C'est le plus haut sommet d'Europe occidentale.", False),
        ("fr", "Quel est le plus haut sommet d'Afrique ?", "volcan de Tanzanie et point culminant de l'Afrique", True),
        ("fr", "Quelle est la plus grande ville du Brésil ?", "cinquième plus grande ville du Brésil", False),
        ("fr", "Qui était le premier président des États-Unis ?", "Il est le 1er président des États-Unis.", True),
        ("fr", "Qui était le premier président des États-Unis ?", "Il est le 7e président des États-Unis, et le premier issu du Parti démocrate.", False),
        ("en", "How deep is the lake at its deepest point?", "It is 40 metres deep.", True),
        ("en", "Who painted it?", "It is 40 metres deep.", True),
    ],
)  # fmt: skip
def test_the_most_of_what_is_asked_for(lang: Lang, asked: str, told: str, met: bool) -> None:
    assert superlative_met(understand(asked, lang), read(told, lang)) is met
