"""Texts as arrays: folding, words, hashes; a document is the same in any batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.sources.clean.batch import Batch, Known, word_hashes
from necker.text.normal import fold

LATIN = st.text(alphabet="abzAZ09éÉàçÇœŒæßøñ’'«»“”–…\u00a0\u202f \t\r\n.,!?#-°€→😀Ωж", max_size=60)


def words_of(batch: Batch, document: int) -> list[bytes]:
    spans = zip(batch.word_starts, batch.word_ends, strict=True)
    return [batch.data[a:b].tobytes() for a, b in list(spans)[batch.first[document] : batch.last[document]]]


def test_folds_case_accents_quotes_spaces_and_what_is_invisible() -> None:
    batch = Batch(["  L’Été\u00a0: « Œuvre »\r\n\n –\u00adfin…  ", "", 'l\'ete : " oeuvre "\n-fin...'])
    assert batch.same(0) == batch.same(2) == b'l\'ete : " oeuvre " -fin...'
    assert batch.same(1) == b""
    assert words_of(batch, 0) == [b"l", b"ete", b"oeuvre", b"fin"]


@pytest.mark.parametrize("sign", ["→", "😀", "°", "«", "、", "…", "\u2028"])
def test_signs_separate_words_and_letters_of_other_alphabets_do_not(sign: str) -> None:
    assert words_of(Batch([f"ab{sign}cd"]), 0) == [b"ab", b"cd"]
    assert words_of(Batch(["жизнь Ωμ"]), 0) == ["жизнь".encode(), "ωμ".encode()]


@settings(deadline=None)
@given(st.text(alphabet="abzAZ09éÉàçÇœŒæÆßøØñÑüŸ’‘'«»“”–— \u00a0\u202f\n.,!?#-", max_size=60))
def test_the_latin_part_is_folded_as_words_are_elsewhere(text: str) -> None:
    assert Batch([text]).same(0) == b" ".join(fold(text).encode().split())


@settings(deadline=None)
@given(st.text(alphabet="aéœßōřłžıŉπσςΩжщḂ ’'", max_size=30))
def test_capitals_of_all_alphabets_are_folded(text: str) -> None:
    assert Batch([text]).same(0) == Batch([text.upper()]).same(0) == Batch([text.title()]).same(0)


@settings(deadline=None)
@given(st.lists(LATIN, max_size=5))
def test_a_document_is_the_same_alone_and_in_any_batch(texts: list[str]) -> None:
    together = Batch(texts)
    for number, text in enumerate(texts):
        alone = Batch([text])
        assert together.same(number) == alone.same(0)
        assert words_of(together, number) == words_of(alone, 0)
        first, last = together.first[number], together.last[number]
        assert np.array_equal(together.word_hashes[first:last], alone.word_hashes)
        whole = together.spans(np.array([first]), np.array([last]))
        assert np.array_equal(whole, alone.spans(alone.first, alone.last))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["a", "b", "ab", "abcdefgh", "abcdefghi", "abcdefghabcdefgh", "é", "1"]),
        min_size=3,
        max_size=30,
    )
)
def test_hashes_are_equal_exactly_where_words_are(words: list[str]) -> None:
    batch = Batch([" ".join(words)])
    for size in (1, 2, 3):
        grams = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
        hashes = batch.grams(size).tolist()
        assert len(set(zip(grams, hashes, strict=True))) == len(set(grams)) == len(set(hashes))


def test_single_words_only_have_hashes_of_words() -> None:
    assert word_hashes(["Été"]) == word_hashes(["ete"])
    with pytest.raises(ValueError, match="single"):
        word_hashes(["two words"])


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 99)), st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 99))
)
def test_known_finds_all_of_its_own_and_nothing_else(own: list[int], asked: list[int]) -> None:
    known, wanted = Known(np.unique(np.array(own, np.uint64))), np.array(asked + own, np.uint64)
    at, place = known.find(wanted)
    assert at.tolist() == [i for i, h in enumerate(wanted.tolist()) if h in set(own)]
    assert np.array_equal(known.hashes[place], wanted[at])
