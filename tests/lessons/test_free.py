"""Claims worded freely: what the questions, years, amounts, relations and descriptions of pages are made into."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from necker.lessons import from_amounts, from_descriptions, from_facts, from_places, from_relations
from necker.lessons.dice import Dice
from necker.lessons.fact_forms import AMOUNTS, EVENTS, LIVES
from necker.lessons.free import Free, deal, filled
from necker.lessons.from_facts import TESTS, Fact
from necker.lessons.from_questions import Questions, made, question
from necker.lessons.from_relations import Relations
from necker.lessons.guess import guess, of_claim
from necker.lessons.pages import Page, Statement, of_split, pages_of
from necker.lessons.pair import LABELS, Pair, Split
from necker.lessons.questions import stated
from necker.lessons.relation_forms import RELATIONS
from necker.lessons.rewording import listed, ordered, same, wider
from necker.lessons.world import World

MOZART = Page(
    "en", "Wolfgang Amadeus Mozart", "Austrian composer (1756–1791)",
    ("Wolfgang Amadeus Mozart was an Austrian composer of the Classical period.", "He wrote many operas.", "His music is loved."),
    "test", "CC0-1.0",
)  # fmt: skip
LIFE = Fact(MOZART, -1, MOZART.description, "life", (1756, 1791), ((19, 23), (24, 28)))


@pytest.fixture(scope="module")
def world(small_folder: Path) -> World:
    return World(of_split(pages_of(small_folder / "small.pack"), "train"), "train")


@pytest.mark.parametrize(
    ("lang", "asked", "claim"),
    [
        ("fr", "Quelle est la capitale de la Hongrie ?", "La capitale de la Hongrie est {}."),
        ("fr", "Qui a peint la Joconde ?", "{} a peint la Joconde."),
        ("fr", "En quelle année le club a-t-il été fondé ?", "C'est {} que le club a été fondé."),
        ("fr", "Quand est né James Marangé ?", "C'est {} qu'est né James Marangé."),
        ("fr", "Combien de joueurs compte l'équipe ?", "L'équipe compte {} joueurs."),
        ("fr", "Comment s'appelle l'inventeur du stylo ?", "L'inventeur du stylo s'appelle {}."),
        ("en", "who wrote the first declaration of human rights", "{} wrote the first declaration of human rights."),
        ("en", "when did Red Bull come to the United States", "Red Bull came to the United States {}."),
        ("en", "where was the statue of Liberty originally built", "The statue of Liberty was originally built {}."),
        ("en", "how many players are in the team", "There are {} players in the team."),
    ],
)  # fmt: skip
def test_questions_become_statements(lang: str, asked: str, claim: str) -> None:
    said = stated(asked, "fr" if lang == "fr" else "en")
    assert said is not None and claim in said.claims


@pytest.mark.parametrize(
    "asked", ["Quand a-t-il arrêté ?", "Pourquoi Böhme enfle-t-il ?", "Quel est le nom de ce pays ?"]
)
def test_questions_that_hang_on_something_are_left(asked: str) -> None:
    assert stated(asked, "fr") is None


def test_an_answer_is_put_into_its_question_and_another_one_too() -> None:
    pages = [
        Page("fr", name, "", (f"Le siège de la ville de {name} se trouve là.", f"{who} a fondé la ville de {name} en {year}."), "piaf", "MIT")
        for name, who, year in (("Rivery", "Jean Dupont", 1820), ("Bonval", "Marc Lenoir", 1750))
    ]  # fmt: skip
    found = [question(p, f"Qui a fondé la ville de {p.title} ?", p.sentences[1][:11]) for p in pages]
    questions = Questions(q for q in found if q)
    assert len(questions.all) == 2
    frees = [f for n in range(40) if (f := made(questions.all[0], questions, Dice(n)))]
    assert {"Jean Dupont" in f.claim for f in frees} == {True, False}
    for free in frees:
        who = "Jean Dupont" if "Jean Dupont" in free.claim else "Marc Lenoir"
        assert free.follows is not None and who in free.follows and free.denies is not None and who not in free.denies


def test_every_template_has_a_test_and_a_place_for_the_subject() -> None:
    for lang in ("en", "fr"):
        forms = [*LIVES[lang], *(f for rows in EVENTS[lang].values() for f in rows)]
        assert all(form.test in TESTS and "{t}" in form.text and "{v}" in form.text for form in forms)
        assert len(set(LIVES[lang])) == len(LIVES[lang])
        assert all(f.test in ("over", "under", "about") for rows in AMOUNTS[lang].values() for f in rows)


@pytest.mark.parametrize(
    ("test", "number", "holds"),
    [
        ("over", 33, True), ("over", 34, None), ("over", 35, False), ("under", 35, None), ("under", 36, True), ("under", 34, False),
        ("alive", 1790, True), ("alive", 1791, None), ("alive", 1800, False), ("last before", 1800, True), ("last before", 1790, False),
        ("first after", 1750, True), ("first century", 1701, True), ("first century", 1801, False), ("last half", 1790, False),
        ("last late", 1790, True), ("first late", 1790, None), ("first early", 1790, False), ("ago", 200, True), ("ago", 500, False),
    ],
)  # fmt: skip
def test_what_the_years_of_a_life_tell(test: str, number: int, holds: bool | None) -> None:
    assert TESTS[test]((1756, 1791), number) is holds


def test_a_claim_on_years_follows_from_one_passage_and_not_from_the_other() -> None:
    frees = [f for n in range(300) if (f := from_facts.free(LIFE, "en", "train", Dice(n)))]
    assert len(frees) > 100
    for free in frees:
        assert MOZART.description in (free.follows, free.denies) and free.follows != free.denies
        if match := re.fullmatch(r"Wolfgang Amadeus Mozart was born before (\d+)\.", free.claim):
            assert free.follows is not None and int(free.follows[19:23]) < int(match[1])


def test_all_labels_come_and_none_prefers_a_claim(world: World) -> None:
    facts = from_facts.found(world)
    assert facts
    pairs: list[Pair] = []
    for n in range(1500):
        dice = Dice("free", n)
        made_ = from_facts.one(facts, world, dice)
        if made_ and (pair := deal(made_[0], dice, made_[1])):
            pairs.append(pair)
    counts = {label: sum(pair.label == label for pair in pairs) for label in LABELS}
    assert min(counts.values()) > len(pairs) // 4
    assert guess(pairs[: len(pairs) * 3 // 4], pairs[len(pairs) * 3 // 4 :], of_claim) < 0.45
    for pair in pairs:
        assert (pair.spans == ()) == (pair.label == "supported")


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Oslo is the capital and largest city of Norway.", {"The capital of Norway is Oslo.", "Norway has Oslo as its capital."}),
        ("Batu was a son of Jochi, who was a khan.", {"Jochi was a parent of Batu.", "Batu was a child of Jochi."}),
    ],
)  # fmt: skip
def test_relations_are_found_and_said_from_the_other_end(text: str, claims: set[str]) -> None:
    page = Page("en", text.split()[0], "", (text, "It is old and well known."), "test", "CC0-1.0")
    told = list(from_relations._of_statement(Statement(page, 0, text), RELATIONS["en"]))
    assert len(told) == 1
    said = {filled(form, "en", a=told[0].name, b=told[0].other) for form in told[0].relation.forms}
    assert claims <= said


def test_ends_are_exchanged_in_claim_or_passage() -> None:
    text = "Batu was a son of Jochi."
    page = Page("en", "Batu", "", (text,), "test", "CC0-1.0")
    relations = Relations(list(from_relations._of_statement(Statement(page, 0, text), RELATIONS["en"])), "train")
    false = from_relations._false(relations.all[0], relations, Dice(1))
    assert false == ("Jochi", "Batu", "Jochi was a son of Batu.")


def test_amounts_are_read_with_their_scale() -> None:
    sentences = (
        "Gujarat is a state of India.",
        "It has a population of 60.4\u00a0million (2011).",
        "Gujarat has an area of 196,024 km2.",
    )
    page = Page("en", "Gujarat", "State in India", sentences, "test", "CC0-1.0")
    found = [a for at, s in enumerate(sentences) for a in from_amounts._of(Statement(page, at, s))]
    assert [(a.kind, a.value) for a in found] == [("people", 60.4e6), ("area", 196024.0)]
    assert from_amounts.written(1_200_000, "fr") == "1,2 million" and from_amounts.written(45_000, "en") == "45,000"


def test_countries_lie_on_their_continents() -> None:
    page = Page(
        "fr",
        "Lima",
        "capitale du Pérou",
        ("Lima est la capitale du Pérou.", "Elle est grande et belle."),
        "test",
        "CC0-1.0",
    )
    (placed,) = from_places._of_page(page)
    assert placed.country.en == "Peru" and placed.country.continent == "South America"
    forms = {(c.within, c.of) for c in from_places.COUNTRIES}
    assert {("au Pérou", "du Pérou"), ("en Inde", "d'Inde"), ("en Iran", "d'Iran"), ("à Cuba", "de Cuba")} <= forms
    both = Page("en", "Rhine", "", ("The Rhine is a river in Germany, France and Switzerland.",), "test", "CC0-1.0")
    assert not list(from_places._of_page(both))


def test_descriptions_are_told_by_the_first_sentence(world: World) -> None:
    defined = from_descriptions.found(world)
    for one in defined:
        assert from_descriptions._told(one.said, one.statement.text, one.page.lang)


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "In 1903, the firm was sold.", "It was in 1903 that the firm was sold."),
        ("en", "Bern is the capital of Switzerland.", "The capital of Switzerland is Bern."),
        ("fr", "Lyon est une ville située dans le Rhône.", "Lyon se trouve dans le Rhône."),
        ("fr", "Anna Karr est une actrice qui a joué Phèdre.", "Actrice, Anna Karr a joué Phèdre."),
    ],
)  # fmt: skip
def test_sentences_are_put_in_another_order(lang: str, text: str, said: str) -> None:
    assert said in {ordered(text, "fr" if lang == "fr" else "en", Dice(n)) for n in range(40)}


def test_words_are_widened_only_where_they_say_what_something_is() -> None:
    both: tuple[Split, ...] = ("train", "test")
    assert {wider("She was a pianist from Rome.", "en", s, Dice(n)) for n in range(9) for s in both} & {
        "She was a musician from Rome."
    }
    assert {wider("The pianist left.", "en", s, Dice(n)) for n in range(9) for s in both} == {None}
    assert {wider("She was not a pianist.", "en", s, Dice(n)) for n in range(9) for s in both} == {None}
    assert any(
        same("Il est né durant la guerre.", "fr", s, Dice(n)) == "Il est né pendant la guerre."
        for n in range(9)
        for s in both
    )


def test_of_a_list_of_names_some_are_told() -> None:
    text = "The river flows through Austria, Hungary, and Serbia."
    assert listed(text, "en", Dice(1)) in {
        f"The river flows through {x}."
        for x in ("Austria", "Hungary", "Serbia", "Austria and Hungary", "Hungary and Serbia", "Austria and Serbia")
    }
    assert listed("The border runs between Austria, Hungary, and Serbia.", "en", Dice(1)) is None


def test_what_names_the_subject_of_the_page_is_not_silent() -> None:
    page = Page("en", "Oslo", "", ("Oslo is the capital of Norway.",), "test", "CC0-1.0")
    free = Free(
        "Norway has Oslo as its capital.",
        "en",
        page,
        0,
        page.sentences[0],
        "Oslo is the capital of Peru.",
        "relation",
        re.compile("Norway|Peru"),
    )
    assert all(deal(free, Dice(n), []) is None for n in range(20))
