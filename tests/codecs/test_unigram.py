"""The unigram tokenizer cuts a word into the pieces that score most, and knows which code points each piece is of."""

from __future__ import annotations

import unicodedata
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.codecs.unigram import BEGIN, END, UNKNOWN, Unigram, normal

PIECES = (
    (BEGIN, -3.0),
    ("a", -4.0),
    ("b", -4.5),
    ("ab", -6.0),
    ("ba", -6.5),
    ("aba", -9.5),
    (BEGIN + "a", -5.0),
    (BEGIN + "ab", -8.5),
    ("é", -7.0),
    (BEGIN + "1⁄2", -8.0),
    ("km", -6.0),
    ("2", -5.0),
)
SMALL = Unigram(PIECES)
SCORES = dict(PIECES)


def texts(ids: list[int]) -> list[str]:
    return [SMALL.entry(entry) for entry in ids]


def best_score(word: str) -> float:
    """Of all cuts of a word, one by one; an unknown character costs 10 more than the worst piece."""
    found = []
    for count in range(len(word)):
        for inner in combinations(range(1, len(word)), count):
            ends = (0, *inner, len(word))
            parts = [word[a:b] for a, b in pairwise(ends)]
            if all(part in SCORES or len(part) == 1 for part in parts):
                found.append(sum(SCORES.get(part, -19.5) for part in parts))
    return max(found)


@given(st.text("abé", min_size=1, max_size=8))
def test_no_cut_scores_more(word: str) -> None:
    ids = SMALL.encode(word)
    score = sum(-19.5 if i == UNKNOWN else SCORES[SMALL.entry(i)] for i in ids)
    assert score == pytest.approx(best_score(BEGIN + word))
    if UNKNOWN not in ids:
        assert "".join(texts(ids)) == BEGIN + word


def test_words_begin_with_their_mark_and_spaces_are_not_told_apart() -> None:
    assert texts(SMALL.encode("ab ba")) == [BEGIN + "ab", BEGIN, "ba"]
    assert SMALL.encode("ab ba") == SMALL.encode("  ab\u00a0\n ba ") == SMALL.encode("ab\u200bba")
    assert SMALL.encode("a\x01b") == SMALL.encode("ab")
    assert SMALL.encode("") == SMALL.encode(" \t") == []
    assert SMALL.joint == (END, END) and END not in SMALL.encode("</s> ab")


def test_a_piece_knows_its_code_points() -> None:
    text = " ab  ½\u0002 ㎞² zé"
    ids = SMALL.encode(text)
    assert [(SMALL.entry(i), text[a:b]) for i, (a, b) in zip(ids, SMALL.places(text, ids), strict=True)] == [
        (BEGIN + "ab", "ab"),
        (BEGIN + "1⁄2", "½"),
        (BEGIN, "㎞"),
        ("km", "㎞"),
        ("2", "²"),
        (BEGIN, "z"),
        ("", "z"),
        ("é", "é"),
    ]
    assert SMALL.places(text, ids[:2]) == [(1, 3), (5, 6)]


@given(st.text(max_size=40))
def test_every_code_point_that_says_something_has_its_place(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    ids = SMALL.encode(text)
    places = SMALL.places(text, ids)
    assert len(places) == len(ids) and places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    covered = {at for start, end in places for at in range(start, end)}
    said = {at for at, character in enumerate(text) if normal(character).strip(" ") and not character.isspace()}
    assert said <= covered and not any(text[at].isspace() for at in covered)
    assert SMALL.encode(text) == Unigram(PIECES).encode(text)  # what was cut before makes no difference


def test_it_is_written_and_read() -> None:
    again = Unigram.from_json(SMALL.to_json())
    assert again.pieces == SMALL.pieces and again.size == SMALL.size == len(PIECES) + 2
    for broken in ("{}", '{"schema":1,"kind":"byte-level BPE","merges":[]}', "["):
        with pytest.raises(ValueError):
            Unigram.from_json(broken)
    for pieces in ([("a", 1.0), ("a", 2.0)], [("", 1.0)], [("a", float("nan"))]):
        with pytest.raises(ValueError):
            Unigram(pieces)
