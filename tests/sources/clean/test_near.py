"""Duplicates: all that are planted, none that are not, the same ones in any order."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.sources.clean.batch import Batch
from necker.sources.clean.near import PLACES, SHINGLE, Duplicate, Near, sketches


def found(texts: list[str], at_once: int = 7) -> list[Duplicate]:
    with Near() as near:
        for first in range(0, len(texts), at_once):
            some = texts[first : first + at_once]
            near.add(sketches(Batch(some)), [f"doc {text}" for text in some])
        return list(near.duplicates())


def kept(texts: list[str]) -> list[str]:
    gone = {one.document for one in found(texts)}
    return [text for number, text in enumerate(texts) if number not in gone]


def prose(seed: int, count: int) -> list[str]:
    return [f"word{n}" for n in random.Random(seed).sample(range(10**6), count)]


def pair(seed: int, shared: int, own: int) -> tuple[str, str]:
    """Two texts whose Jaccard similarity is that of `shared` shingles among `shared + 2 * own`."""
    both, first, second = prose(seed, shared + SHINGLE - 1), prose(seed + 10**6, own), prose(seed + 2 * 10**6, own)
    return " ".join(both + first), " ".join(both + second)


def jaccard(one: str, other: str) -> float:
    first, second = (
        {tuple(w[i : i + SHINGLE]) for i in range(len(w) - SHINGLE + 1)} for w in (one.split(), other.split())
    )
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("size", [40, 200, 1000])
def test_pairs_of_similarity_0_8_are_found_and_of_0_5_are_not(size: int) -> None:
    pairs = [pair(seed, size * 8 // 10, size // 10) for seed in range(150)]
    assert all(0.79 < jaccard(*one) < 0.81 for one in pairs)
    gone = found([text for one in pairs for text in one])
    assert len(gone) >= 0.95 * len(pairs)
    assert all(one.document // 2 == one.kept // 2 and one.kind == "near" for one in gone)
    far = [pair(seed, size // 2, size // 4) for seed in range(150)]
    assert len(found([text for one in far for text in one])) <= 1


@pytest.mark.parametrize("size", [10, 60, 400])
def test_the_share_of_equal_places_estimates_the_similarity(size: int) -> None:
    shares = []
    for seed in range(200):
        marks = sketches(Batch(pair(seed, size, size // 4))).marks
        shares.append((marks[0] == marks[1]).mean())
    right = size / (size + 2 * (size // 4))
    assert abs(float(np.mean(shares)) - right) < 0.02
    assert float(np.std(shares)) < 1.3 * (right * (1 - right) / min(PLACES, size)) ** 0.5


def test_case_spaces_quotes_and_accents_make_no_difference() -> None:
    texts = ["L’été « dernier »", 'l\'ETE "\n dernier "'.replace('"\n ', '" '), "L'été, « dernier »"]
    assert [one.kind for one in found(texts)] == ["exact"] and len(kept(texts)) == 2


def test_short_texts_are_duplicates_only_when_equal() -> None:
    texts = ["1 + 1 = 2", "1 - 1 = 2", "1 + 1 = 2 ", "", "", "😀", "😎", "a b c d e f g", "a b c d e f h"]
    assert [(one.document, one.kind) for one in found(texts)] in (
        [(2, "exact"), (4, "exact")],
        [(0, "exact"), (4, "exact")],
    )


TEXTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.booleans()), max_size=14).map(
    lambda made: [
        f"{n} {' '.join(prose(seed, 60)[cut:])}".upper() if big else " ".join(prose(seed, 60)[cut:])
        for n, (seed, cut, big) in enumerate(made)
    ]
)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False), st.integers(1, 9))
def test_the_same_in_any_order_and_in_any_batches(texts: list[str], random_: random.Random, at_once: int) -> None:
    mixed = random_.sample(texts, len(texts))
    assert sorted(kept(texts)) == sorted(kept(mixed))
    assert found(texts) == found(texts, at_once)


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_what_stays_stays(texts: list[str]) -> None:
    once = kept(texts)
    assert kept(once) == once and set(texts) >= set(once)
    assert kept(once + once) != [] or not texts
    assert sorted(kept(once + once)) == sorted(once)


def test_everyone_that_goes_has_someone_that_stays() -> None:
    base = prose(1, 200)
    chain = [" ".join(base[i * 4 :] + prose(2, i * 4)) for i in range(30)] * 2
    gone = found(chain)
    assert {one.kept for one in gone}.isdisjoint(one.document for one in gone)
    assert {one.kind for one in gone} == {"exact", "near"}


def test_files_are_taken_away(tmp_path: Path) -> None:
    with Near(tmp_path) as near:
        assert near.add(sketches(Batch(["a"])), ["a"]) == range(0, 1)
        assert list(near.duplicates()) == []
    assert not tmp_path.exists()
    assert found([]) == []
