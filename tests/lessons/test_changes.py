"""What is changed in a sentence is one thing, is grammatical, and can be pointed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.lessons.changed import differing, spans_of, with_article
from necker.lessons.dice import Dice
from necker.lessons.figures import altered, bounded, century, change_date, change_number, coarser, rewritten
from necker.lessons.logic import change_negation, change_opposite, change_order, change_role, same_words
from necker.lessons.named import Names, change_name, change_people
from necker.lessons.pages import Page, Statement
from necker.lessons.pair import Split
from necker.text.dates import dates
from necker.text.numbers import numbers

SPLITS: tuple[Split, ...] = ("train", "test")


def statement(text: str, lang: Lang = "en", title: str = "Something") -> Statement:
    return Statement(Page(lang, title, "", (text,), "test", "CC0-1.0"), 0, text)


def test_draws_are_the_same_for_ever() -> None:
    dice = Dice("lesson", 7)
    assert [dice.below(1000) for _ in range(10)] == [554, 301, 644, 562, 808, 587, 604, 776, 267, 36]
    assert Dice("a", 1).below(10**6) != Dice("a", 2).below(10**6)
    assert sorted(Dice("x").turned("abcd")) == list("abcd")
    assert set(Dice("x").several("aab", 9)) <= {"a", "b"}


@given(st.integers(1, 10**9), st.integers(0, 50))
def test_an_altered_number_is_another_positive_one(value: int, key: int) -> None:
    new = altered(value, Dice("n", key))
    assert new > 0 and new != value


@pytest.mark.parametrize("key", range(12))
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The tower is 330 metres tall.", "en"),
        ("The village has 8,849 inhabitants.", "en"),
        ("The league has three teams.", "en"),
        ("Le village compte 8 849 habitants.", "fr"),
        ("Il meurt au XIXe siècle.", "fr"),
        ("La ligue compte trois équipes.", "fr"),
    ],
)
def test_a_changed_number_reads_as_another_number(text: str, lang: Lang, key: int) -> None:
    change = change_number(statement(text, lang), Dice("number", key))
    assert change is not None and change.kind == "number"
    old, new = numbers(text, lang), numbers(change.text, lang)
    assert len(new) == len(old) == 1 and new[0].value != old[0].value and new[0].kind == old[0].kind


@pytest.mark.parametrize("key", range(12))
@pytest.mark.parametrize(
    ("text", "lang"),
    [("He died on 5 December 1791 in Vienna.", "en"), ("Il meurt le 5 décembre 1791 à Vienne.", "fr")],
)
def test_a_changed_date_is_another_date_of_the_calendar(text: str, lang: Lang, key: int) -> None:
    change = change_date(statement(text, lang), Dice("date", key))
    assert change is not None
    (old,), (new,) = dates(text, lang), dates(change.text, lang)
    assert (new.year, new.month, new.day) != (old.year, old.month, old.day) and new.day is not None


@pytest.mark.parametrize(
    "text", ["He wrote about 600 works.", "He wrote more than 600 works.", "Apollo 11 was a flight."]
)
def test_hedged_numbers_and_names_are_left(text: str) -> None:
    assert change_number(statement(text), Dice("x")) is None


def test_a_date_said_less_exactly_still_holds() -> None:
    said = {coarser("He died on 5 December 1791 in Vienna.", "en", Dice("c", key)) for key in range(20)}
    assert said == {"He died in December 1791 in Vienna.", "He died in 1791 in Vienna."}
    assert coarser("Il meurt en 1791 à Vienne.", "fr", Dice("c")) == "Il meurt au XVIIIe siècle à Vienne."
    assert century(1800, "en") == "18th century" and century(1801, "fr") == "XIXe siècle"


def test_numbers_are_written_otherwise_without_changing() -> None:
    assert rewritten("It has 2.5 million inhabitants.", "en", Dice("r")) == "It has 2,500,000 inhabitants."
    assert rewritten("La ville a 3 millions d'habitants.", "fr", Dice("r")) == "La ville a trois millions d'habitants."
    assert rewritten("Elle couvre 12 % du pays.", "fr", Dice("r")) == "Elle couvre 12 pour cent du pays."


@pytest.mark.parametrize("key", range(8))
def test_a_bound_holds_when_it_says_so(key: int) -> None:
    found = bounded(statement("The tower measures 330 metres."), Dice("b", key))
    assert found is not None
    (number,) = numbers(found[0], "en")
    assert (number.bound == 1) == (found[1].split()[0] in ("more", "over"))
    assert found[2] == ((number.value < 330) == (number.bound == 1))


@pytest.mark.parametrize(
    ("text", "lang", "denials"),
    [
        ("The tower is made of iron.", "en", {"is not", "isn't", "is never"}),
        ("He wrote two operas.", "en", {"did not write", "didn't write", "never wrote"}),
        ("La tour est en fer.", "fr", {"n'est pas", "n'est jamais"}),
        ("J'ai vu la mer.", "fr", {"Je n'ai pas", "Je n'ai jamais"}),
        ("Il se jette dans la mer Noire.", "fr", set()),
    ],
)
def test_the_main_verb_is_denied(text: str, lang: Lang, denials: set[str]) -> None:
    changes = [change_negation(text, lang, "train", Dice("n", key)) for key in range(30)]
    found = {change.text for change in changes if change}
    assert len(found) == len(denials)
    assert all(any(denial in one for denial in denials) for one in found)


def test_a_denial_is_taken_away() -> None:
    change = change_negation("The tower is not made of iron.", "en", "train", Dice("n"))
    assert change is not None and change.text == "The tower is made of iron."


@pytest.mark.parametrize(
    "text", ["The man who was king is dead.", "All planets are round.", "When he was young, he read.", "Is it true?"]
)
def test_an_unsure_verb_is_not_denied(text: str) -> None:
    assert change_negation(text, "en", "train", Dice("n")) is None


def test_tables_give_one_split_only_what_the_other_does_not_have() -> None:
    text = "It is the largest city in the northern part, after a victory, with a positive, public, major, male and dry side."
    forms = {
        split: {c.text for k in range(60) if (c := change_opposite(text, "en", split, Dice("o", k)))}
        for split in SPLITS
    }
    assert forms["train"] and not forms["train"] & forms["test"]


def test_opposites_are_not_sought_beside_a_denial() -> None:
    for split in SPLITS:
        assert change_opposite("It is not the largest city.", "en", split, Dice("o")) is None


def test_roles_are_exchanged() -> None:
    change = change_role("The Normans defeated Harold in 1066.", "en", "train", Dice("r"))
    assert change is not None and change.text == "Harold defeated the Normans in 1066."
    assert change_role("Tom called Mary Monday evening.", "en", "train", Dice("r")) is None
    assert change_role("He defeated Harold in 1066.", "en", "train", Dice("r")) is None


def test_order_and_sameness_change_a_word() -> None:
    orders = {
        c.text for s in SPLITS for k in range(9) if (c := change_order("It began before 1900.", "en", s, Dice("o", k)))
    }
    assert orders == {"It began after 1900."}
    same = {
        t for s in SPLITS for k in range(9) if (t := same_words("La ville est située à Paris.", "fr", s, Dice("o", k)))
    }
    assert same == {"La ville est localisée à Paris."}


def test_names_keep_their_kind_and_their_preposition() -> None:
    pages = [
        Page("fr", name, "pays d'Europe", (f"La ville est {by} {name}.",), "test", "CC0-1.0")
        for name, by in (("France", "en"), ("Italie", "en"), ("Portugal", "au"), ("Danemark", "au"))
    ]
    names = Names("fr", pages)
    new = {c.text for k in range(20) if (c := change_name(statement("Il naît en France.", "fr"), Dice("n", k), names))}
    assert new == {"Il naît en Italie."}


def test_nationalities_agree() -> None:
    new = {c.text for k in range(99) if (c := change_people(statement("She was an Austrian writer."), Dice("p", k)))}
    assert "She was a German writer." in new and all(" an Italian " in t or " a Italian " not in t for t in new)
    french = {
        c.text
        for k in range(99)
        if (c := change_people(statement("Elle est une autrice autrichienne.", "fr"), Dice("p", k)))
    }
    assert "Elle est une autrice allemande." in french and len(french) > 10


def test_the_article_follows_the_word() -> None:
    assert with_article("It is a old city.", 8) == "It is an old city."
    assert with_article("It can often be.", 7) == "It can often be."
    assert with_article("It is an university.", 9) == "It is a university."


@given(st.text("ab .,1é", max_size=30), st.text("ab .,1é", max_size=30))
def test_what_differs_lies_inside_both_texts(a: str, b: str) -> None:
    start, end, x, y = differing(a, b)
    assert 0 <= start <= end <= len(a) and 0 <= x <= y <= len(b)


def test_what_differs_are_whole_words_and_whole_numbers() -> None:
    a, b = "It has 8,849 people.", "It has 8,949 people."
    assert [a[s:e] for s, e in spans_of(a, b)] == ["8,849"]
    assert [t[s:e] for t in ["It is old."] for s, e in spans_of(t, "It is not old.")] == ["is"]
