"""The word-based judge on one passage: scores, spans, the veto, and that a sentence beside it does not speak for it."""

from __future__ import annotations

from itertools import product

import pytest

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage, passage_of
from necker.verify.claim import Claim
from necker.verify.judge import SUPPORT, Judgement, WordJudge, find_clashes
from necker.verify.match import read
from tests.small_pack import PAGES, SmallPack, page

CLAIMS = (
    ("fr", "La Joconde est un tableau peint par Léonard de Vinci entre 1503 et 1519."),
    ("en", "Mount Everest is the highest mountain on Earth, with an elevation of 8,849 metres."),
    ("en", "Mozart died in Paris."),
    ("fr", "Marie Curie n'a pas découvert le radium."),
    ("en", "😀"),
    ("en", "\x00 \u202e 9**9**9"),
)


def all_passages(library: Library) -> list[Passage]:
    return [p for each in PAGES for p in library.page(library.titled(each.title, each.lang)[0])]


def claim(text: str, lang: str = "en", subject: str | None = None) -> Claim:
    return Claim(0, len(text), text, lang, subject=subject)


def judged(library: Library, text: str, title: str, lang: str = "en", subject: str | None = None) -> Judgement:
    """The judgement of the prose of a page."""
    passages = library.titled(title, lang)  # type: ignore[arg-type]
    prose = next(p for p in passages if p.kind == "text")
    gloss = next((p for p in passages if p.kind == "description"), None)
    return WordJudge().judge(claim(text, lang, subject), prose, gloss)


def test_scores_and_spans_of_every_claim_on_every_passage(library: Library) -> None:
    for (lang, text), passage in product(CLAIMS, all_passages(library)):
        found = WordJudge().judge(claim(text, lang), passage, None)
        assert (
            0 <= found.supports <= 1.000001 and 0 <= found.contradicts <= 1.000001 and 0 <= found.coverage <= 1.000001
        )
        assert not (found.supports and found.contradicts)
        assert found.spans and set(found.spans) <= set(passage.sentences) and found.passage is passage
        assert found == WordJudge().judge(claim(text, lang), passage, None)


def test_whatever_clashes_is_not_support(library: Library) -> None:
    for (lang, text), passage in product(CLAIMS, all_passages(library)):
        found = WordJudge().judge(claim(text, lang), passage, None)
        assert not (found.clashes and found.supports), (text, passage.text)


def test_a_sentence_supports_itself(library: Library) -> None:
    for passage in all_passages(library):
        for start, end in passage.sentences if passage.kind == "text" else ():
            found = WordJudge().judge(claim(passage.text[start:end], passage.lang, passage.title), passage, None)
            assert found.supports >= SUPPORT, passage.text[start:end]
            assert (start, end) in found.spans


@pytest.mark.parametrize(
    ("text", "title", "lang"),
    [
        ("The Mona Lisa was not stolen in 1911.", "Mona Lisa", "en"),
        ("The Danube never flows into the Black Sea.", "Danube", "en"),
        ("Le Danube ne se jette pas dans la mer Noire.", "Danube", "fr"),
        ("La tour Eiffel n’a pas été inaugurée le 31 mars 1889.", "Tour Eiffel", "fr"),
        ("Leonardo da Vinci was not born in Vinci.", "Leonardo da Vinci", "en"),
    ],
)
def test_the_sentence_beside_does_not_speak_in_the_place_of_the_one_denied(
    library: Library, text: str, title: str, lang: str
) -> None:
    """Each word stands on the page, and most sentences of it deny nothing."""
    assert judged(library, text, title, lang).supports == 0


@pytest.mark.parametrize("title", ["Old Tower", "Chronicle"])
@pytest.mark.parametrize(
    ("one", "two"), [("in 1900", "in 1950"), ("with oil", "with chalk"), ("for money", "for love")]
)
def test_two_sentences_together_do_not_say_what_one_of_them_denies(title: str, one: str, two: str) -> None:
    """All words stand on the page, most of them in a sentence that denies nothing."""
    said = "The Old Tower was {} red by the merchant Anna Smith of Leeds {}."
    text = f"{said.format('painted', one)} {said.format('not painted', two)}"
    only = passage_of(page("en", title, "", text), 0, pack="x", source=SmallPack())
    assert WordJudge().judge(claim(said.format("painted", one)), only, None).supports >= SUPPORT
    assert WordJudge().judge(claim(said.format("painted", two)), only, None).supports == 0
    assert WordJudge().judge(claim(said.format("not painted", one)), only, None).supports == 0


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "Grigori Raspoutine, né le 21 janvier 1869 à Pokrovskoïe et assassiné le 30 décembre 1916 à Pétrograd, fut un moine.",
        "The spores are spread or not, and never by the wind without rain.",
        "There were " + ", ".join(str(n) for n in range(60)) + " sheep in May 1900.",
    ],
)
def test_no_sentence_clashes_with_itself(text: str, lang: Lang) -> None:
    reading = read(text, lang)
    assert find_clashes(reading, reading, [reading], reading.terms, ()) == []


def test_a_page_about_something_else_does_not_support(library: Library) -> None:
    assert judged(library, "He was born in Warsaw.", "Marie Curie", subject="Bob Smith").supports == 0
    assert judged(library, "It has 3.7 million inhabitants.", "Berlin", "fr", subject="Paris").supports == 0


def test_only_a_page_about_the_subject_contradicts(library: Library) -> None:
    assert judged(library, "The Rhine is 2,851 km long.", "Danube").contradicts == 0
    assert judged(library, "The Danube is 2,851 km long.", "Danube").contradicts > 0


def test_a_sentence_on_another_deed_does_not_contradict_who_did_this_one() -> None:
    text = "La mer Baltique est reliée à l'océan Atlantique par la mer du Nord."
    only = passage_of(page("fr", "Mer Baltique", "", text), 0, pack="x", source=SmallPack())
    assert WordJudge().judge(claim("Le Danube se jette dans la mer Baltique.", "fr"), only, None).contradicts == 0


def test_another_name_for_who_did_the_deed_contradicts() -> None:
    text = "The Mona Lisa was painted by Leonardo da Vinci in Florence."
    only = passage_of(page("en", "Mona Lisa", "", text), 0, pack="x", source=SmallPack())
    assert WordJudge().judge(claim("The Mona Lisa was painted by Raphael in Florence."), only, None).contradicts > 0


def test_the_judge_says_who_it_is() -> None:
    assert WordJudge().name and WordJudge().bound == ""
