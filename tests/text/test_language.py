"""French, English or neither, for questions of a few words too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.text.language import identify

FRENCH = """
Qui a peint la Joconde ?
capitale du Pérou
hauteur Everest
Combien font 3 fois 4
d'où vient le café
auteur de Hamlet
Qui est Barack Obama
année 1789
définition photosynthèse
merci
Est-ce que Napoléon etait petit
actrice suédoise (1915–1982) née à Stockholm
Le premier roman de George Eliot est paru en 1859.
C’est l’équipe qu’il préfère
date de naissance de Mozart
"""
ENGLISH = """
Who painted the Mona Lisa?
population of Peru
Everest height
what's 2*3
Mozart date of birth
thanks
Who is François Mitterrand?
son of Zeus
where was toussaint l'ouverture born?
Tom didn't find anything.
Don't talk nonsense.
tell me about Le Corbusier
American inventor (1873–1961) born in London
yes
birth date Mozart
"""
NEITHER = """
1+1

😀😀
Marie Curie
Einstein
Paris
print(1)
¿Quién pintó la Mona Lisa?
Wer hat die Mona Lisa gemalt?
Was ist die Hauptstadt von Peru?
Chi ha dipinto la Gioconda?
Quem pintou a Mona Lisa?
Wie schilderde de Mona Lisa?
Кто написал Мону Лизу?
モナリザを描いたのは誰ですか
من رسم الموناليزا
Kto namalował Mona Lisę?
"""


@pytest.mark.parametrize("text", FRENCH.strip().splitlines())
def test_french(text: str) -> None:
    lang, score = identify(text)
    assert lang == "fr" and score >= 0.5


@pytest.mark.parametrize("text", ENGLISH.strip().splitlines())
def test_english(text: str) -> None:
    lang, score = identify(text)
    assert lang == "en" and score >= 0.5


@pytest.mark.parametrize("text", NEITHER.strip().splitlines())
def test_neither(text: str) -> None:
    lang, score = identify(text)
    assert lang is None and score < 0.5


@given(st.text())
def test_any_text_has_a_score(text: str) -> None:
    lang, score = identify(text)
    assert 0 <= score <= 1 and (lang is not None) == (score >= 0.5)


@given(st.sampled_from(FRENCH.split("\n")[1:-1]), st.sampled_from(ENGLISH.split("\n")[1:-1]))
def test_more_of_a_language_is_surer(french: str, english: str) -> None:
    assert identify(f"{french} {french}")[1] >= identify(french)[1]
    assert identify(f"{english} {english}")[1] >= identify(english)[1]
