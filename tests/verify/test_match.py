"""Words of one text found in another: within and across the languages, what counts as a name, what denies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.text.normal import nfc
from necker.text.words import stem
from necker.verify.match import Reading, Term, best_match, near, one_name, read, same_name

LANGS = st.sampled_from(["fr", "en"])


@given(st.text().map(nfc), LANGS)
def test_a_reading_keeps_to_the_text(text: str, lang: Lang) -> None:
    reading = read(text, lang)
    spans = [(t.start, t.end) for t in reading.terms] + [(n.start, n.end) for n in reading.numbers]
    for start, end in spans + [(d.start, d.end) for d in reading.dates]:
        assert 0 <= start < end <= len(text)
    for term in reading.terms:
        assert text[term.start : term.end] == term.text and term.weight >= 0
    assert all(0 <= position < len(text) for position in reading.negations)
    for number in reading.numbers:
        assert not any(d.start < number.end and number.start < d.end for d in reading.dates)


@given(st.text(max_size=12), st.text(max_size=12), LANGS, LANGS)
def test_nearness_is_between_0_and_1(a: str, b: str, a_lang: Lang, b_lang: Lang) -> None:
    assert 0 <= near(a, a_lang, b, b_lang) <= 1
    assert near(a, a_lang, a, a_lang) == 1


@pytest.mark.parametrize(
    ("a", "a_lang", "b", "b_lang"),
    [
        ("painted", "en", "painting", "en"),
        ("peint", "fr", "tableau", "fr"),
        ("painted", "en", "peint", "fr"),
        ("river", "en", "fleuve", "fr"),
        ("mort", "fr", "died", "en"),
        ("composition", "en", "composer", "en"),
        ("Vienne", "fr", "Vienna", "en"),
        ("Allemagne", "fr", "Germany", "en"),
    ],
)
def test_words_that_say_the_same_are_near(a: str, a_lang: Lang, b: str, b_lang: Lang) -> None:
    assert near(stem(a, a_lang), a_lang, stem(b, b_lang), b_lang) >= 0.6


@pytest.mark.parametrize(("a", "b"), [("river", "emperor"), ("Paris", "Berlin"), ("dog", "cathedral")])
def test_words_that_do_not_are_not(a: str, b: str) -> None:
    assert near(stem(a, "en"), "en", stem(b, "en"), "en") < 0.6


def test_digits_and_dates_are_no_words() -> None:
    reading = read("Mozart was born on 27 January 1756 and wrote 600 works.", "en")
    assert [t.text for t in reading.terms] == ["Mozart", "born", "wrote", "works"]
    assert [n.value for n in reading.numbers] == [600] and [d.year for d in reading.dates] == [1756]


@pytest.mark.parametrize(
    "text", ["He died in 1791 [2].", "He died [2][3] in Vienna.", "He died [^4].", "He died [1, 2]."]
)
def test_the_mark_of_a_reference_is_no_number(text: str) -> None:
    assert not read(text, "en").numbers


DENIED: list[tuple[str, Lang]] = [
    ("It was not stolen.", "en"),
    ("It wasn't stolen.", "en"),
    ("It wasn’t stolen.", "en"),
    ("He never returned.", "en"),
    ("Neither of them died.", "en"),
    ("No man climbed it.", "en"),
    ("Nobody climbed it.", "en"),
    ("He died without children.", "en"),
    ("He cannot have died.", "en"),
    ("Elle n'est pas morte.", "fr"),
    ("Elle n’est pas morte.", "fr"),
    ("Elle ne vivait pas là.", "fr"),
    ("Elle est pas morte.", "fr"),
    ("Il a pas composé cela.", "fr"),
    ("Il n'a jamais voyagé.", "fr"),
    ("Aucun homme ne l'a gravi.", "fr"),
    ("Il est mort sans enfant.", "fr"),
    ("Il ne vit ni la mer ni le ciel.", "fr"),
]
AFFIRMED: list[tuple[str, Lang]] = [
    ("It was stolen.", "en"),
    ("He was not only a painter but a poet.", "en"),
    ("No. 5 was written late.", "en"),
    ("It was not until 1911 that it was stolen.", "en"),
    ("It took no less than ten years.", "en"),
    ("Le Ne Win was a general.", "en"),
    ("Elle est morte.", "fr"),
    ("Il n'a composé que des nocturnes.", "fr"),
    ("Il est sans doute mort à Vienne.", "fr"),
    ("Non seulement il peint, mais il écrit.", "fr"),
    ("Il vivait non loin de Paris.", "fr"),
    ("Un pas de danse.", "fr"),
]


@pytest.mark.parametrize(("text", "lang"), DENIED)
def test_a_negation_is_seen(text: str, lang: Lang) -> None:
    assert read(text, lang).negations


@pytest.mark.parametrize(("text", "lang"), AFFIRMED)
def test_what_denies_in_form_only_is_none(text: str, lang: Lang) -> None:
    assert not read(text, lang).negations


def _only(reading: Reading) -> Term:
    assert len(reading.terms) == 1, reading.terms
    return reading.terms[0]


def _one(name: str, lang: Lang, other: str, other_lang: Lang) -> bool:
    """Whether two words, each behind another one, can be one name."""
    before = {"en": "the", "fr": "le"}
    mine, theirs = read(f"{before[lang]} {name}", lang), read(f"{before[other_lang]} {other}", other_lang)
    return one_name(_only(mine), _only(theirs))


@pytest.mark.parametrize(
    ("name", "lang", "other", "other_lang"),
    [
        ("Mozart", "en", "Mozart", "fr"),
        ("Leonardo", "en", "Léonard", "fr"),
        ("Vienna", "en", "Vienne", "fr"),
        ("Salzburg", "en", "Salzbourg", "fr"),
        ("Autriche", "fr", "Austria", "en"),
        ("Austria", "en", "Austrian", "en"),
        ("Autriche", "fr", "autrichien", "fr"),
        ("Tenzing", "en", "Tensing", "fr"),
        ("Kublai", "en", "Kubilai", "en"),
        ("Egypt", "en", "Egyptian", "en"),
    ],
)
def test_one_name_in_two_spellings(name: str, lang: Lang, other: str, other_lang: Lang) -> None:
    assert _one(name, lang, other, other_lang)


@pytest.mark.parametrize(
    ("name", "lang", "other", "other_lang"),
    [
        ("Mozart", "en", "mort", "fr"),
        ("Austria", "en", "Australia", "en"),
        ("Austria", "en", "Australie", "fr"),
        ("Australia", "en", "Austrian", "en"),
        ("Niger", "en", "Nigeria", "en"),
        ("Paris", "en", "Parma", "en"),
        ("Chopin", "en", "Mozart", "en"),
        ("Marie", "fr", "Mars", "fr"),
        ("Louis", "fr", "Louise", "fr"),
        ("Bernin", "fr", "Berlin", "fr"),
        ("Berlin", "fr", "Bernini", "en"),
    ],
)
def test_two_names_are_not_one(name: str, lang: Lang, other: str, other_lang: Lang) -> None:
    assert not _one(name, lang, other, other_lang)


def test_a_spelling_is_the_same_without_its_accents() -> None:
    assert same_name("Frédéric", "Frederic") and same_name("Œdipe", "oedipe") and not same_name("Iran", "Iraq")


@given(st.text(max_size=10), st.text(max_size=10))
def test_whether_two_spellings_are_one_does_not_depend_on_their_order(a: str, b: str) -> None:
    assert same_name(a, b) == same_name(b, a)


def test_the_best_match_is_the_same_word_before_a_like_one() -> None:
    mine = read("He painted it.", "en").terms[0]
    score, which = best_match(mine, read("A painting that he painted.", "en").terms)
    assert score == 1 and which is not None
    assert best_match(mine, ()) == (0.0, None)
