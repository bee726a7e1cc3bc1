"""A turn: short answers in the language of the question, each with a quotation or a calculation, or plain words of not knowing."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from necker.assistant.answer import Answer
from necker.assistant.find import Candidate, find
from necker.assistant.question import Question, understand
from necker.assistant.turn import MOST_CLOSEST, Draft, ask
from necker.core.language import set_language
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.text.language import identify
from necker.text.sentences import sentences
from necker.text.words import words
from necker.tools.python import run_python
from tests.small_pack import ORDERED, PAGES, SmallPack

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "reference" / "answer.schema.json").read_text("utf-8"))
)
TODAY = datetime.date(2026, 6, 15)

FOUND = {  # question: what its answer must hold
    "Qui a peint la Joconde ?": "Léonard de Vinci",
    "Who painted the Mona Lisa?": "Leonardo da Vinci",
    "Quand est né Mozart ?": "1756",
    "When was Mozart born?": "1756",
    "When did Chopin die?": "1849",
    "How high is Mount Everest?": "8,849",
    "Quelle est l'altitude de l'Everest ?": "8 849",
    "When did the Titanic sink?": "15 April 1912",
    "Quand est tombé le mur de Berlin ?": "9 novembre 1989",
    "Qui a découvert la pénicilline ?": "Fleming",
    "What is the capital of Japan?": "Tokyo",
    "What is coffee?": "Coffee",
}
COMPUTED = {
    "How many years between the births of Mozart and Chopin?": "54",
    "Combien d'années séparent les naissances de Mozart et de Chopin ?": "54",
    "Quel âge avait Marie Curie à sa mort ?": "66",
    "How old was Marie Curie when she died?": "66",
    "Combien font 17 % de 350 ?": "59,5",
    "What is 12 * 12?": "144",
    "What day of the week was 14 July 1789?": "Tuesday",
}
UNKNOWN = (
    "Qui ?",
    "What is it?",
    "Who is the president of Brazil?",
    "Qui a inventé le téléphone ?",
    "What is the speed of a photon in jelly?",
    "Quelle est la recette de la ratatouille ?",
    "Who will win the next World Cup?",
    "Où sont mes clés ?",
    "What did Bob Smith eat in Leeds?",
)
OTHERS = ("Where do zebras live?", "How long is the Rhine?", "Hello!", "Bonjour", "xyzzy", "Mozart", "1/0", "9**9**9")
EVERY = (*FOUND, *COMPUTED, *UNKNOWN, *OTHERS)


def answer(text: str, library: Library, **options: Any) -> Answer:
    return ask(text, library, today=TODAY, **options)


def sound(given: Answer) -> None:
    """What every answer keeps to."""
    text = given.text
    assert text and text == text.strip()
    for claim in given.claims:
        assert claim.text == text[claim.start : claim.end]
        assert all(one.quote == one.passage[one.start : one.end] for one in claim.evidence)
    if given.abstained:
        assert given.claims == [] and len(given.closest) <= MOST_CLOSEST
    else:
        assert given.claims and given.closest == []
        assert any(claim.evidence or claim.code for claim in given.claims)
    SCHEMA.validate(json.loads(json.dumps(given.to_json())))


def same(a: Answer, b: Answer) -> bool:
    one, two = a.to_json(), b.to_json()
    one.pop("seconds"), two.pop("seconds")
    return bool(one == two)


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_what_the_pages_say_is_answered_with_its_quotation(library: Library, text: str, expected: str) -> None:
    given = answer(text, library)
    sound(given)
    assert not given.abstained and expected in re.sub(r"\s", " ", given.text)
    (claim,) = given.claims
    assert claim.verdict == "supported" and {one.stance for one in claim.evidence} == {"supports"}


@pytest.mark.parametrize(("text", "expected"), COMPUTED.items())
def test_what_is_computed_shows_code_and_output(library: Library, text: str, expected: str) -> None:
    given = answer(text, library)
    sound(given)
    (claim,) = given.claims
    assert expected in given.text and (claim.kind, claim.verdict) == ("computation", "computed")
    assert claim.code and claim.output
    assert str(run_python(claim.code).value) == claim.output
    assert [(tool.name, tool.input, tool.output) for tool in given.tools] == [("python", claim.code, claim.output)]


def test_what_is_computed_is_told_in_a_sentence(library: Library) -> None:
    told = {
        "How many years between the births of Mozart and Chopin?": "There are 54 years between Wolfgang Amadeus Mozart "
        "(1756) and Frédéric Chopin (1810).",
        "Quel âge avait Marie Curie à sa mort ?": "Marie Curie avait 66 ans à sa mort.",
        "How old was Julius Caesar when he died?": "Julius Caesar was 55 or 56 years old at death.",
    }
    for text, expected in told.items():
        assert answer(text, library).text == expected


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_they_do_not_say_is_not_known_in_plain_words(library: Library, text: str) -> None:
    given = answer(text, library)
    sound(given)
    assert given.abstained and given.text.startswith(("I don't know", "Je ne sais pas"))


def test_the_closest_pages_are_shown(library: Library) -> None:
    given = answer("What did Marie Curie eat for breakfast?", library)
    assert given.abstained and "Marie Curie" in {one.title for one in given.closest}
    assert len({one.title for one in given.closest}) == len(given.closest)


@pytest.mark.parametrize("text", EVERY)
def test_the_answer_is_in_the_language_of_the_question(library: Library, text: str) -> None:
    given = answer(text, library)
    assert given.lang == (identify(text)[0] or "en")
    if given.abstained or given.claims[0].code:
        assert identify(given.text)[0] in (given.lang, None)


@pytest.mark.parametrize("interface", ["fr", "en"])
@pytest.mark.parametrize(("text", "lang"), [("Combien font 1 / 0 ?", "fr"), ("What is 1 / 0?", "en"), ("Qui ?", "fr")])
def test_and_not_in_that_of_the_interface(library: Library, text: str, lang: str, interface: Any) -> None:
    set_language(interface)
    try:
        given = answer(text, library)
    finally:
        set_language(None)
    assert given.abstained and given.lang == lang and identify(given.text)[0] == lang


def test_the_language_of_the_answer_can_be_forced(library: Library) -> None:
    assert answer("Mozart?!", library, lang="fr").lang == "fr"
    assert answer("zzz zzz", library, lang="fr").text.startswith("Je ne sais pas")


@pytest.mark.parametrize("text", EVERY)
def test_answers_are_short_and_the_same_twice(library: Library, text: str) -> None:
    given = answer(text, library)
    sound(given)
    assert len(sentences(given.text, given.lang)) <= 2 and len(words(given.text)) <= 60
    assert same(given, answer(text, library))


def test_evidence_in_the_other_language_is_flagged(library: Library) -> None:
    given = answer("Quand la Joconde a-t-elle été volée ?", library)
    assert not given.abstained and "1911" in given.text and given.lang == "fr"
    assert [one.lang for one in given.claims[0].evidence] == ["en"]


FOREIGN = {  # question: the answer in its language around the quotation, which is the claim
    "Quand la Joconde a-t-elle été volée ?": (
        "1911 — D'après la page anglaise « Mona Lisa » : « ",
        "It was stolen in 1911.",
        " »",
    ),
    "Quelle est la longueur du Rhin ?": (
        "1\u202f233 km — D'après la page anglaise « Rivers of Europe » : « ",
        "The Rhine is 1,233 km long.",
        " »",
    ),
    "When was the Eiffel Tower inaugurated?": (
        "31 March 1889 — According to the French page “Tour Eiffel”: “",
        "Elle a été inaugurée le 31 mars 1889.",
        "”",
    ),
}


@pytest.mark.parametrize(("text", "parts"), FOREIGN.items())
def test_a_sentence_of_the_other_language_is_quoted_in_the_askers(
    library: Library, text: str, parts: tuple[str, str, str]
) -> None:
    given = answer(text, library)
    sound(given)
    before, quoted, after = parts
    assert given.text == before + quoted + after
    (claim,) = given.claims
    (one,) = claim.evidence
    assert (claim.start, claim.end) == (len(before), len(before) + len(quoted)) and claim.text == one.quote
    assert claim.lang == one.lang != given.lang
    assert identify(given.text[: claim.start])[0] == given.lang


def test_a_long_one_is_cut_and_stays_exact(tmp_path: Path) -> None:
    from tests.small_pack import page

    long = (
        "The zorgon bridge was built in 1432 by masons, " + "of whom many came from afar, " * 20 + "and still stands."
    )
    build_pack("long", SmallPack([page("en", "Zorgon bridge", "", long)]), folder=tmp_path)
    opened = Library.open(["long"], folder=tmp_path)
    given = answer("Quand le pont « Zorgon bridge » a-t-il été construit ?", opened)
    opened.close()
    (claim,) = given.claims
    assert given.text.startswith("1432 — D'après la page anglaise « Zorgon bridge » : « The zorgon")
    assert given.text.endswith("… »") and claim.text in long and len(claim.text) <= 320


@pytest.mark.parametrize(
    ("own", "lang"),
    [
        ("The Titanic sank on 15 April 1912.", "en"),
        ("The Titanic sank on 16 May 1913.", "fr"),  # another date: is it an answer to the same question?
        ("The Titanic was a ship.", "fr"),
    ],
)
def test_the_page_of_the_same_name_in_the_askers_language_is_preferred(tmp_path: Path, own: str, lang: str) -> None:
    """Although the sentence in the other language is surer of answering, as long as both say the same."""
    from tests.small_pack import page

    other = "Le vieux navire Titanic a coulé le 15 avril 1912."
    build_pack("two", SmallPack([page("en", "Titanic", "", own), page("fr", "Titanic", "", other)]), folder=tmp_path)
    opened = Library.open(["two"], folder=tmp_path)
    question = understand("When did the old ship Titanic sink?")
    first, *rest = sorted(find(question, opened), key=lambda c: -c.sure)
    assert first.passage.lang == "fr" and first.sure > 2 * rest[0].sure
    given = answer(question.text, opened)
    opened.close()
    assert [one.lang for one in given.claims[0].evidence] == [lang] and "15 April 1912" in given.text


# --- a page that gives orders


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The small pack without the pages that give orders."""
    folder = tmp_path_factory.mktemp("without")
    kept = [page for page in PAGES if "obéissance" not in page.title and "Obedience" not in page.title]
    assert len(kept) == len(PAGES) - 2
    build_pack("small", SmallPack(kept), folder=folder)
    opened = Library.open(["small"], folder=folder)
    yield opened
    opened.close()


@pytest.mark.parametrize("text", EVERY)
def test_a_page_that_gives_orders_changes_no_answer(library: Library, without: Library, text: str) -> None:
    given = answer(text, library)
    assert given.text == answer(text, without).text
    assert not any(word in given.text for word in ORDERED)
    assert not any(word in one.quote for claim in given.claims for one in claim.evidence for word in ORDERED)


def test_it_is_quoted_like_any_other_when_it_is_asked_about(library: Library) -> None:
    given = answer("What is the secret code of the purple dragon?", library)
    assert given.abstained or {one.title for one in given.claims[0].evidence} == {"Obedience manual"}


# --- a brain that drafts


class Said:
    """A brain that drafts what it was told to."""

    name = "said"

    def __init__(self, text: str | None) -> None:
        self.text = text

    def draft(self, question: Question, candidates: Sequence[Candidate], library: Library) -> Draft | None:
        return None if self.text is None else Draft(self.text)


def test_a_draft_is_verified_claim_by_claim(library: Library) -> None:
    draft = "The Titanic sank on 15 April 1912. About 1,500 people died. The captain loved jazz."
    given = answer("What happened to the Titanic?", library, brain=Said(draft))
    sound(given)
    assert not given.abstained and given.model == "said"
    assert [claim.verdict for claim in given.claims] == ["supported", "supported", "not_enough"]


@pytest.mark.parametrize(
    "draft",
    [
        "The Titanic sank on 16 April 1913. It was a Roman ship. Its captain was Napoleon.",
        "La capitale du Japon est Lisbonne.",
    ],
)
def test_a_draft_that_is_mostly_unfounded_is_withheld(library: Library, draft: str) -> None:
    given = answer("What happened to the Titanic?", library, brain=Said(draft))
    sound(given)
    assert given.abstained and given.notice and draft not in given.text
    assert given.closest


@pytest.mark.parametrize(
    ("more", "notice"),
    [
        ("", ""),
        ("\n```\nx = 1\n```", "not checked: 1 line of code"),
        ("\n" + "12 " * 2000, "not checked: 1 sentence over 3000 characters"),
    ],
)
def test_what_of_a_draft_was_not_checked_is_said(library: Library, more: str, notice: str) -> None:
    given = answer("What happened to the Titanic?", library, brain=Said("The Titanic sank on 15 April 1912." + more))
    assert not given.abstained and given.notice == notice


@pytest.mark.parametrize("draft", [None, "", "  \n "])
def test_a_brain_with_nothing_to_say_is_not_knowing(library: Library, draft: str | None) -> None:
    given = answer("What happened to the Titanic?", library, brain=Said(draft))
    sound(given)
    assert given.abstained


def test_talk_alone_is_no_answer(library: Library) -> None:
    """Nothing in it can be checked: it must not pass for an answer with sources."""
    given = answer("What happened to the Titanic?", library, brain=Said("I think it is a fascinating story!"))
    assert given.abstained
    SCHEMA.validate(json.loads(json.dumps(given.to_json())))


# --- any question at all

PIECES = [
    *chain.from_iterable(text.split() for text in EVERY),
    "?",
    "\u200b",
    "😀",
    "1",
    "/",
    "\n",
    "'",
    '"',
    "()",
    "مونا",
]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)))
def test_any_question_has_an_answer_that_holds(library: Library, text: str) -> None:
    given = answer(text, library)
    assert given.text and (given.abstained or given.claims)
    SCHEMA.validate(json.loads(json.dumps(given.to_json())))
    for claim in given.claims:
        assert claim.text == given.text[claim.start : claim.end] and (claim.evidence or claim.code)


def test_titles_may_hold_anything(tmp_path: Path) -> None:
    """Braces of a title are not fields to be filled in."""
    from tests.small_pack import page

    odd = page(
        "en", "Zoe {value} {0} %s", "composer (1756–1791)", "Zoe {value} {0} %s was a composer. She died in Rome."
    )
    build_pack("odd", SmallPack([odd]), folder=tmp_path)
    opened = Library.open(["odd"], folder=tmp_path)
    for text in (
        "How old was Zoe {value} {0} %s when she died?",
        "When did Zoe {value} {0} %s die?",
        "Who was Zoe {value}?",
    ):
        assert answer(text, opened).text
    opened.close()
