"""A text into claims: spans of it, whatever the text is; what can be checked and what cannot."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.text.normal import nfc
from necker.text.words import words
from necker.verify.claim import Claim
from necker.verify.split import (
    MOST_CHARACTERS,
    MOST_CLAIMS,
    kind_of,
    passed_over,
    split,
    starts_with_person,
    starts_with_pronoun,
)

KINDS = {"fact", "number", "date", "computation", "opinion", "meta"}

# What people paste: prose of both languages, Markdown, code, tables, other scripts, what cannot be seen.
PIECES = st.sampled_from(
    "Mozart|was born in 1756|et a composé|and was|Il est mort en 1791.|. |, |; |! |? |\n|\r\n|\u2028|\t|  |- |* |1. |2) |"
    "> |# |## |```|~~~|```py\n|\n```\n|| |---|[1]|[2][3]|**|_|« | »|“|”|(|)|\"|'|’|é|e\u0301|œ|😀|👩‍👩‍👧|\u200b|\u200f|\u202e|"
    "المونا ليزا|מונה ליזה|モナ・リザ。|蒙娜丽莎|\x00|\x1b[2J|\x07|\ufeff|\ud83d|17,5 %|1 234|av. J.-C.|M. Dupont|U.S.|e.g.|…".split(
        "|"
    )
)
ANY = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


def texts(text: str) -> list[str]:
    return [claim.text for claim in split(text)]


def holds(text: str, claims: list[Claim]) -> None:
    """What every splitting keeps to."""
    position = 0
    for claim in claims:
        assert position <= claim.start < claim.end <= len(text)
        assert claim.text == text[claim.start : claim.end]
        assert claim.text == claim.text.strip()
        assert claim.kind in KINDS and claim.lang in ("fr", "en")
        assert claim.verdict == "not_enough" and not claim.evidence
        position = claim.end
    assert len(claims) <= MOST_CLAIMS


@given(ANY)
def test_claims_are_spans_of_any_text_and_never_overlap(text: str) -> None:
    text = nfc(text)
    claims = split(text)
    holds(text, claims)
    assert [c.text for c in split(text)] == [c.text for c in claims]


@given(ANY, st.sampled_from(["fr", "en"]))
def test_a_language_that_is_forced_is_that_of_every_claim(text: str, lang: str) -> None:
    assert {c.lang for c in split(nfc(text), lang)} <= {lang}  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(["Mozart was born in 1756.", "Il est né à Vienne.", "It rained (a lot) that day!"])))
def test_no_word_of_plain_prose_is_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    covered = {i for c in split(text) for i in range(c.start, c.end)}
    assert all(set(range(w.start, w.end)) <= covered for w in words(text))


def test_each_claim_has_the_language_it_is_written_in() -> None:
    found = split("The Danube flows into the Black Sea. Le Danube se jette dans la mer Noire.")
    assert [c.lang for c in found] == ["en", "fr"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Mozart was born in 1756.\n* He died in 1791.", ["Mozart was born in 1756.", "He died in 1791."]),
        ("1. Mozart est né en 1756.\n2) Il est mort.", ["Mozart est né en 1756.", "Il est mort."]),
        ("> Mozart was born here.", ["Mozart was born here."]),
        ("  - - **Mozart** was born here.", ["**Mozart** was born here."]),
        ("# Mozart was born in 1756\nHe wrote operas.", ["He wrote operas."]),
        ("---\n***\n===\nHe wrote operas.", ["He wrote operas."]),
        ("| name | year |\n|---|---|\n| Mozart | 1756 |", ["| name | year |", "| Mozart | 1756 |"]),
        ("```\nprint(1)\n```\nHe wrote operas.", ["He wrote operas."]),
        ("~~~py\n```\nprint(1)\n~~~\nHe wrote operas.", ["He wrote operas."]),
        ("````\n```\nprint(1)\n````\nHe wrote operas.", ["He wrote operas."]),
        ("Il y avait\r\nune ligne brève ici", ["Il y avait", "une ligne brève ici"]),
    ],
)
def test_markdown_is_not_part_of_a_claim(text: str, expected: list[str]) -> None:
    holds(text, split(text))
    assert texts(text) == expected


def test_code_written_in_one_line_hides_nothing_behind_it() -> None:
    assert texts("```x = 1```\nMozart was born in 1756.")[-1] == "Mozart was born in 1756."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\nThe Titanic sank in 1913.\nIt was new.", ["The Titanic sank in 1913.", "It was new."]),
        ("~~~ The Titanic sank in 1913.", ["The Titanic sank in 1913."]),
        ("Il est né ici.\n````\nIl est mort ici.\n```", ["Il est né ici.", "Il est mort ici."]),
        ("```\nx\n```\n```\nIt was built in 1432.", ["It was built in 1432."]),
        (
            "```\nx\n``` The Titanic sank in 1913.",
            ["x", "The Titanic sank in 1913."],
        ),  # a mark with words closes nothing
        ("~~~\nIt was built in 1432.\n```", ["It was built in 1432."]),
    ],
)
def test_a_fence_that_is_never_closed_hides_nothing(text: str, expected: list[str]) -> None:
    holds(text, split(text))
    assert texts(text) == expected and passed_over(text, split(text)).code == text.count("x\n```\n```")


def test_what_is_passed_over_is_counted() -> None:
    text = "# Ships\n```py\nx = 1\n\ny = 2\n```\n## The Titanic sank in 1913\nIt sank.\n" + "12 " * MOST_CHARACTERS
    passed = passed_over(text, split(text))
    assert (passed.code, passed.headings, passed.overlong, passed.beyond) == (3, 2, 1, 0) and passed.failed
    assert passed.said("en") == "not checked: 3 lines of code, 2 headings, 1 sentence over 3000 characters"
    assert passed.said("fr") == "non vérifié : 3 lignes de code, 2 titres, 1 phrase de plus de 3000 caractères"
    whole = passed_over("It sank.", split("It sank."))
    assert not whole.failed and whole.said("en") == whole.said("fr") == ""


@pytest.mark.parametrize(
    ("more", "beyond"), [("", 0), ("\n---\n# End\n", 0), ("Mozart died.", 12), ("\nIt sank.\n ", 8)]
)
def test_the_limit_counts_what_lies_beyond_it_and_only_then(more: str, beyond: int) -> None:
    text = "It sank. " * MOST_CLAIMS + more
    passed = passed_over(text, split(text))
    assert passed.beyond == beyond and passed.failed == (beyond > 0)


@given(ANY)
def test_no_letter_is_lost_without_being_told(text: str) -> None:
    """What is in no claim belongs to code, to a heading or to the rest: a text without these is in its claims, whole."""
    text = nfc(text)
    claims = split(text)
    passed = passed_over(text, claims)
    covered = {i for c in claims for i in range(c.start, c.end)}
    left = [i for i, c in enumerate(text) if c.isalpha() and i not in covered]
    cuts = ("and", "but", "while", "et", "mais", "puis", "tandis")  # what joins two claims is part of neither
    lost = "".join(text[i] for i in left)
    assert not lost or passed.code or passed.headings or passed.beyond or any(word in text for word in cuts), lost


def test_marks_of_references_are_left_out_at_the_end() -> None:
    text = "Mozart was born in 1756.[1] He died in 1791.[2][3] He wrote operas [12]"
    assert texts(text) == ["Mozart was born in 1756.", "He died in 1791.", "He wrote operas"]
    assert [c.kind for c in split("Mozart was born in Salzburg [1].")] == ["fact"]
    assert texts("[1] [2]") in ([], ["[1]"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mozart was born in Salzburg and was a composer.",
            ["Mozart was born in Salzburg", "was a composer."],
        ),
        ("Chopin est né en 1810 et a composé des nocturnes.", ["Chopin est né en 1810", "a composé des nocturnes."]),
        ("Curie était physicienne, mais elle est morte jeune.", ["Curie était physicienne", "elle est morte jeune."]),
        ("The Danube is a long river; it flows east.", ["The Danube is a long river", "it flows east."]),
        ("He lived in Paris and later moved to London.", ["He lived in Paris", "later moved to London."]),
    ],
)
def test_a_second_statement_is_a_claim_of_its_own(text: str, expected: list[str]) -> None:
    found = split(text)
    assert [c.text for c in found] == expected
    assert [c.continues for c in found] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        'He said "Mozart was a genius and was happy" to them all.',
        "Il a dit « Mozart était un génie et était heureux » à sa mère.",
        "Mozart (who was Austrian and was happy) died in Vienna.",
        "Mozart and Chopin were composers.",
        "Il aimait Paris et Vienne.",
        "He came and was.",
        "Dr. Fleming worked at St. Mary's in London.",
        "Il est mort en 44 av. J.-C. à Rome.",
        "The tower is 330.5 m high.",
    ],
)
def test_what_is_one_statement_stays_one(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mozart was a composer.", "fact"),
        ("Mozart was born in 1756.", "date"),
        ("Mozart est né le 27 janvier 1756.", "date"),
        ("The Danube crosses ten countries.", "number"),
        ("Le Danube mesure 2 850 km.", "number"),
        ("I think Mozart was a great composer.", "opinion"),
        ("I admire her.", "opinion"),
        ("J'admire cette femme.", "opinion"),
        ("Mozart is the most beautiful of all.", "opinion"),
        ("À mon avis, Mozart est le meilleur.", "opinion"),
        ("Il faut visiter le Louvre.", "opinion"),
        ("Who was Mozart?", "meta"),
        ("Qui était Mozart ?", "meta"),
        ("Sure! Here is the answer.", "meta"),
        ("Bonjour, voici la réponse.", "meta"),
        ("As an AI, I cannot know.", "meta"),
        ("Here are the facts:", "meta"),
        ("Oui.", "meta"),
        ("😀 🎉", "meta"),
        ("...", "meta"),
        ("of the and", "meta"),
    ],
)
def test_the_kind_of_a_statement(text: str, kind: str) -> None:
    assert kind_of(text, "fr" if any(w in text for w in "est le À Il Qui Bonjour Oui".split()) else "en") == kind


@pytest.mark.parametrize(
    "text", ["He died.", "Sa mère vivait là.", "**It** is big.", "« Elle a gagné »", "In 1903, she won."]
)
def test_a_pronoun_at_the_head_is_seen(text: str) -> None:
    assert starts_with_pronoun(text)


@pytest.mark.parametrize(
    "text", ["Heidi died.", "Ilona vivait là.", "Mozart said he died.", "Italy is big.", "Samuel est né."]
)
def test_a_name_is_no_pronoun(text: str) -> None:
    assert not starts_with_pronoun(text)


def test_ten_thousand_claims_are_cut_to_the_limit() -> None:
    text = "Mozart was born in 1756. " * 10_000
    claims = split(text)
    holds(text, claims)
    assert len(claims) == MOST_CLAIMS


@pytest.mark.parametrize(
    "text",
    [
        "Mozart " * 150_000,
        "a" * 1_000_000,
        "12 " * 330_000,
        "The" + " " * 50_000 + "Mona Lisa was stolen.",
        "It was stolen." + "[1]" * 50_000,
        "It was stolen." + "[1] " * 50_000 + "x",
        "(" * 500_000,
        "- " * 200_000,
        ">" * 300_000 + "Mozart was born.",
        "-=*_|: " * 100_000 + "a",
        "\n" * 1_000_000,
        "M. " * 100_000,
        "and was " * 50_000,
        "`" * 500_000,
        "```a\n" * 200_000,
        "```\n" * 250_001,
    ],
    ids=range(16),
)
def test_a_million_characters_take_no_time(text: str) -> None:
    started = time.perf_counter()
    claims = split(text)
    passed = passed_over(text, claims)
    assert time.perf_counter() - started < 10
    holds(text, claims)
    assert passed.failed == (any(len(c.text) > MOST_CHARACTERS for c in claims) or passed.beyond > 0)
    assert all(c.kind == "meta" for c in claims if len(c.text) > MOST_CHARACTERS)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("He was born in Warsaw.", True),
        ("Son album est sorti en 1982.", True),
        ("Il est né à Varsovie.", True),
        ("Il existe huit planètes.", False),
        ("Il y a sept merveilles du monde.", False),
        ("Il y est mort en 1849.", True),
        ("It was Edison who patented it.", False),
        ("Cette bataille de Marignan est célèbre.", False),
        ("Warsaw is a city.", False),
    ],
)
def test_which_pronouns_stand_for_somebody(text: str, stands: bool) -> None:
    assert starts_with_person(text) is stands
