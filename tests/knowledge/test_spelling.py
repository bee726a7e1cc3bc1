"""Misspelt words are mended by words of the packs; known words and names are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.knowledge.build import build_pack
from necker.knowledge.folder import FolderSource
from necker.knowledge.library import Library
from necker.knowledge.spelling import corrected, distance


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("spelling")
    for name in ("one", "two"):
        text = f"The roulette of casino {name} is a wheel. Its mathematician counted the numbers of the roulette wheel."
        (folder / f"{name}.txt").write_text(text, "utf-8")
    build_pack("games", FolderSource(folder, "games"), folder=folder)
    library = Library.open(["games"], folder)
    yield library
    library.close()


def test_one_slip_is_mended(shelf: Library) -> None:
    assert "roulett" in corrected("who invented roulete?", "en", shelf)
    assert "casino" in corrected("what is a cazino?", "en", shelf)
    assert "mathematician" in corrected("the mathemtaician", "en", shelf)


def test_known_and_strange_words_stay(shelf: Library) -> None:
    for text in ("the roulette wheel", "who is Xyzzyplugh?", "", "12345 ???", "le la les"):
        assert corrected(text, "en", shelf) == text


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equals(a: str, b: str) -> None:
    assert distance(a, b, 8) == distance(b, a, 8)
    assert (distance(a, b, 8) == 0) == (a == b)


def test_a_swap_is_one_slip(tmp_path: Path) -> None:
    assert distance("recieve", "receive", 2) == 1
    assert distance("abc", "abcdef", 2) == 3
