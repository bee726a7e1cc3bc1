"""The tokenizer promises: any text comes back, the same corpus gives the same entries, pieces are never crossed."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.codecs.bpe import Bpe, train

CORPUS = ["the cat and the other cat", "l’été est là, l’eau aussi", "en 1789 et en 1793", "they then gather there"] * 3
SMALL = train(CORPUS, 290)


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    ids = SMALL.encode(text)
    assert SMALL.decode(ids) == text
    assert all(0 <= entry < SMALL.size for entry in ids)


@given(st.text(alphabet=st.sampled_from("aé'’ 1_\n-œ🙂\ud800"), max_size=30))
def test_awkward_text_comes_back(text: str) -> None:
    assert SMALL.decode(SMALL.encode(text)) == text


@given(st.lists(st.integers(0, 289), max_size=20))
def test_any_entries_decode(ids: list[int]) -> None:
    assert isinstance(SMALL.decode(ids), str)


def test_the_first_entries_are_the_bytes() -> None:
    assert [SMALL.entry(byte) for byte in range(256)] == [bytes((byte,)) for byte in range(256)]
    assert train([], 256).encode("é") == list("é".encode())


def test_size_counts_the_bytes_and_stops_when_nothing_repeats() -> None:
    assert SMALL.size == 290
    assert train(["abcd"], 1000).size == 256
    assert train(["ab ab"], 1000).merges == ((97, 98),)
    with pytest.raises(ValueError):
        train([], 255)


def test_order_of_texts_does_not_matter() -> None:
    assert train(reversed(CORPUS), 290).merges == SMALL.merges


def naive(texts: list[str], size: int) -> list[tuple[int, int]]:
    """The definition, word by word and counted anew for each merge."""
    words = [
        list(p.encode())
        for t in texts
        for p in re.findall(r" ?[^\W\d_]+['’]?|\d{1,2}| ?(?:[^\w\s]|_)+|\s+(?!\S)|\s", t)
    ]
    merges: list[tuple[int, int]] = []
    while 256 + len(merges) < size:
        counts = Counter(pair for word in words for pair in pairwise(word))
        if not counts or max(counts.values()) < 2:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        for word in words:
            place = 0
            while place < len(word) - 1:
                if (word[place], word[place + 1]) == best:
                    word[place : place + 2] = [256 + len(merges)]
                place += 1
        merges.append(best)
    return merges


@given(st.lists(st.text(alphabet="ab c1", max_size=25), max_size=6))
def test_training_is_what_the_definition_says(texts: list[str]) -> None:
    """Repeated letters ("aaaa") included, where counts kept up to date go wrong most easily."""
    assert list(train(texts, 280).merges) == naive(texts, 280)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("l'eau qu’il", ["l'", "eau", " qu’", "il"]),
        ("in 1789", ["in", " ", "17", "89"]),
        ("a  b", ["a", " ", " b"]),
        ("oui !", ["oui", " !"]),
        ("a_b", ["a", "_", "b"]),
    ],
)
def test_merges_stay_inside_pieces(text: str, pieces: list[str]) -> None:
    greedy = train([text] * 5, 400)
    assert [greedy.decode([entry]) for entry in greedy.encode(text)] == pieces


def test_json_round_trip() -> None:
    again = Bpe.from_json(SMALL.to_json())
    assert again.merges == SMALL.merges and again.to_json() == SMALL.to_json()
    assert again.encode(CORPUS[0]) == SMALL.encode(CORPUS[0])
    for broken in ('{"schema":2,"kind":"byte-level BPE","merges":[]}', '{"schema":1,"merges":[]}'):
        with pytest.raises(ValueError):
            Bpe.from_json(broken)


@pytest.mark.parametrize("merges", [[(0, 256)], [(0, 1), (0, 1)], [(-1, 0)]])
def test_impossible_merges_are_refused(merges: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError):
        Bpe(merges)
