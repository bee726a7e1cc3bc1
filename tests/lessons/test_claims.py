"""What is left out of a sentence, or said otherwise, still follows from it."""

from __future__ import annotations

import pytest

from necker.core.language import Lang
from necker.lessons.cuts import (
    cut,
    first_noun,
    resolved,
    without_adjunct,
    without_brackets,
    without_insertion,
    without_opening,
    without_second,
    without_tail,
)
from necker.lessons.dice import Dice
from necker.lessons.pages import Page, Statement, Stock, described, usable
from necker.lessons.pair import form_split, split_of
from necker.lessons.restate import active, capital_city, life, work


def page(lang: Lang, title: str, description: str, *sentences: str) -> Page:
    return Page(lang, title, description, sentences, "test", "CC0-1.0")


@pytest.mark.parametrize(
    ("way", "lang", "text", "left"),
    [
        (without_brackets, "en", "K2 (Chogori) is a mountain in Asia.", "K2 is a mountain in Asia."),
        (without_brackets, "en", "Urea is a compound with the formula CO(NH2)2.", None),
        (
            without_insertion,
            "fr",
            "Marie Curie, née en 1867 à Varsovie, est une physicienne.",
            "Marie Curie est une physicienne.",
        ),
        (without_insertion, "en", "The country is big, and Lisbon, its capital, is old.", None),
        (
            without_tail,
            "en",
            "The Danube is a river in Europe, which crosses ten countries.",
            "The Danube is a river in Europe.",
        ),
        (
            without_second,
            "fr",
            "Le mur a été construit en 1961, et il est tombé en 1989.",
            "Le mur a été construit en 1961.",
        ),
        (first_noun, "en", "Leonardo was an Italian painter and engineer.", "Leonardo was an Italian painter."),
        (without_adjunct, "en", "The wall was built by workers in 1961.", "The wall was built by workers."),
        (without_adjunct, "en", "It was the largest ship in 1912.", None),
        (without_adjunct, "en", "The wall was not built by workers in 1961.", None),
        (
            without_opening,
            "fr",
            "En 1791, il compose un opéra qui a un grand succès.",
            "Il compose un opéra qui a un grand succès.",
        ),
        (without_opening, "en", "In the novel, the monkey is a king of all.", None),
    ],
)
def test_what_is_left_follows(way: object, lang: Lang, text: str, left: str | None) -> None:
    assert callable(way)
    assert way(text, lang) == left


def test_a_cut_is_one_of_the_ways() -> None:
    text = "The Danube (Donau) is a river in Europe, which crosses ten countries."
    assert {cut(text, "en", Dice("c", k)) for k in range(30)} == {
        "The Danube is a river in Europe, which crosses ten countries.",
        "The Danube (Donau) is a river in Europe.",
    }


def test_a_pronoun_is_replaced_only_where_it_is_sure() -> None:
    titanic = page(
        "en", "Titanic", "ship", "The Titanic was a ship.", "It sank after striking an iceberg.", "It was found."
    )
    assert (
        resolved(Statement(titanic, 2, "It was found."), "It was found.") is None
    )  # a sentence on something else before
    danube = page("en", "Danube", "river", "The Danube is a river.", "It is 2,850 km long.", "It is slow.")
    assert resolved(Statement(danube, 1, "x"), "It is 2,850 km long.") == "The Danube is 2,850 km long."
    assert resolved(Statement(danube, 2, "x"), "It is slow.") == "The Danube is slow."
    assert resolved(Statement(danube, 1, "x"), "They are long.") is None
    assert resolved(Statement(danube, 1, "x"), "It is said that it is long.") is None
    french = page("fr", "Danube", "fleuve", "Le Danube est un fleuve.", "Il est long.", "Elle est longue.")
    assert resolved(Statement(french, 1, "x"), "Il est long.") == "Le Danube est long."
    assert resolved(Statement(french, 1, "x"), "Elle est longue.") is None


def test_a_description_becomes_a_sentence() -> None:
    assert described(page("en", "K2", "Mountain in Asia", "K2 is a mountain.")) == "K2 is a mountain in Asia."
    assert (
        described(page("en", "Ada", "Austrian composer (1756–1791)", "Ada was an Austrian composer."))
        == "Ada was an Austrian composer."
    )
    assert (
        described(page("fr", "Danube", "fleuve d'Europe", "Le Danube est un fleuve long."))
        == "Le Danube est un fleuve d'Europe."
    )
    assert described(page("fr", "Danube", "cours d'eau", "Le Danube est un fleuve long.")) is None


def test_lives_are_told_in_both_languages() -> None:
    mozart = page(
        "fr",
        "Mozart",
        "compositeur",
        "Mozart, né le 27 janvier 1756 à Salzbourg et mort le 5 décembre 1791 à Vienne, est un compositeur.",
    )
    for lang in ("fr", "en"):
        told = {
            r.text
            for k in range(80)
            if (r := life(mozart.sentences[0], mozart, "fr" if lang == "fr" else "en", "train", Dice("l", k)))
        }
        assert told and all("Mozart" in t and any(y in t for y in ("1756", "1791")) for t in told)
        tested = {
            r.text
            for k in range(80)
            if (r := life(mozart.sentences[0], mozart, "fr" if lang == "fr" else "en", "test", Dice("l", k)))
        }
        assert not told & tested  # templates are split too


def test_works_capitals_and_passives() -> None:
    novel = page("en", "Emma", "novel", "Emma is a novel written by Jane Austen.")
    said = {
        r.text
        for s in ("train", "test")
        for k in range(20)
        if (r := work(novel.sentences[0], novel, "train" if s == "train" else "test", Dice("w", k)))
    }
    assert said == {"Jane Austen wrote Emma.", "Jane Austen is the author of Emma.", "Emma was written by Jane Austen."}
    assert capital_city("Tokyo is the capital of Japan.", "en") == "The capital of Japan is Tokyo."
    assert active("The opera was composed by Mozart in 1791.", "en") == "Mozart composed the opera in 1791."
    assert (
        active("Le tableau a été peint par Léonard de Vinci en 1503.", "fr")
        == "Léonard de Vinci a peint le tableau en 1503."
    )


def test_what_is_usable_is_a_whole_sentence() -> None:
    assert usable("K2 is a mountain in Asia.")
    for text in (
        "A title",
        "Too short.",
        "an open (bracket is a mistake.",
        "It is called [citation] here.",
        "word " * 60 + "end.",
    ):
        assert not usable(text)


def test_both_splits_are_there() -> None:
    assert (
        {split_of(f"page {n}") for n in range(200)} == {"train", "test"} == {form_split(f"form {n}") for n in range(50)}
    )
    assert 0.03 < sum(split_of(f"page {n}") == "test" for n in range(4000)) / 4000 < 0.07
    assert Stock.of([page("en", "K2", "Mountain in Asia", "K2 is a mountain.", "It.")]).statements["fr"] == []
