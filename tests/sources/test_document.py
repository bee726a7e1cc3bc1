"""Identity of documents: content only, and a fixed, fair choice of what is held out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.sources.document import Document, Image, Mark, Part, Sound, chosen, document_hash, is_held_out


def doc(*parts: Part, id: str = "x") -> Document:
    return Document(id, parts, None, "test", "CC0-1.0", False)


PIXELS = np.arange(24, dtype=np.uint8)


def test_the_hash_is_of_the_content_alone() -> None:
    image, again = (Image(PIXELS.reshape(2, 4, 3).copy()) for _ in range(2))
    assert document_hash(doc(image, "a")) == document_hash(doc(again, "a", id="y"))
    fortran = Image(np.asfortranarray(PIXELS.reshape(2, 4, 3)))
    assert document_hash(doc(fortran)) == document_hash(doc(image))


def test_kinds_shapes_bounds_and_order_count() -> None:
    samples = np.arange(12, dtype=np.int16)
    hashes = [
        document_hash(document)
        for document in (
            doc(),
            doc(""),
            doc("ab"),
            doc("a", "b"),
            doc("b", "a"),
            doc(Image(PIXELS.reshape(2, 4, 3))),
            doc(Image(PIXELS.reshape(4, 2, 3))),
            doc(Sound(samples)),
            doc(Sound(samples[:11])),
            doc(bytes(PIXELS).decode("latin-1")),
        )
    ]
    assert len(set(hashes)) == len(hashes)


def test_a_mark_is_not_the_text_of_its_name() -> None:
    every = [doc(Mark("user")), doc("user"), doc("<user>"), doc(Mark("asst")), doc(Mark("user"), Mark("user")), doc()]
    assert len({document_hash(one) for one in every}) == len(every)


def test_the_hash_is_fixed() -> None:
    """Part of every record: it must never change."""
    assert document_hash(doc("été", Sound(np.array([1, -2], np.int16)))).startswith("3e24ca785dd1")


@pytest.mark.parametrize(
    "array", [np.zeros((2, 2, 4), np.uint8), np.zeros((2, 2, 3), np.int16), np.zeros((0, 2, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError):
        Image(array)


def test_what_is_no_sound_is_refused() -> None:
    for array in (np.zeros(3, np.float32), np.zeros((3, 1), np.int16)):
        with pytest.raises(ValueError):
            Sound(array)


def test_one_thing_in_twenty_is_held_out() -> None:
    held = sum(is_held_out(f"thing/{number}") for number in range(20_000))
    assert 850 < held < 1150  # five standard deviations of 30


@given(st.sets(st.text(max_size=5), max_size=30), st.integers(0, 10), st.integers(0, 10))
def test_a_larger_limit_adds_to_a_smaller_one(things: set[str], limit: int, more: int) -> None:
    small, large = chosen(sorted(things), limit), chosen(sorted(things, reverse=True), limit + more)
    assert small <= large <= things and len(small) == min(limit, len(things))
    assert chosen(things, None) == things
