"""Scenes of shapes: what is said of them is found again in their pixels, by other means than those that made them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from necker.lessons import asking
from necker.lessons.asking import CLOSED, OPEN, Asked
from necker.lessons.dice import Dice
from necker.lessons.drawn import drawn, pairs, scene_of
from necker.lessons.frames import Side
from necker.lessons.phrases import COLOURS, GROUNDS, SHAPES, SIZES
from necker.lessons.raster import draw, ground, mask
from necker.lessons.scene import PLACES, Scene, What, contradicts
from necker.sources.document import Document, Image, document_hash
from necker.sources.manifest import manifest
from necker.sources.readers import documents

# Of the first picture of drawn_shapes.
GOLDEN = "16f34d1e5322b83238e728498ac8e72649c21d2a9c6d9dfc34030ab06e2e8422"
Seen = tuple[str, str, str, int, int]  # shape, colour, size, x, y
PLURALS = {word.ens: name for name, word in SHAPES.items()} | {name: name for name in SHAPES}


def pieces(pixels: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.bool_], tuple[int, int, int]]]:
    """The connected areas of one colour each, but the ground, which the corner of the picture has; diagonals connect."""
    other = (pixels != pixels[0, 0]).any(axis=2)
    while other.any():
        y, x = map(int, np.argwhere(other)[0])
        area, edge = np.zeros_like(other), {(y, x)}
        while edge:
            y, x = edge.pop()
            area[y, x], other[y, x] = True, False
            for b, a in ((y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
                if 0 <= b < len(other) and 0 <= a < len(other) and other[b, a]:
                    edge.add((b, a))
        colours = {tuple(map(int, one)) for one in pixels[area]}
        assert len(colours) == 1, "two things touch"
        yield area, colours.pop()  # type: ignore[misc]


def seen(pixels: NDArray[np.uint8]) -> list[Seen]:
    """Each thing in a picture: its colour by its pixels, its shape and size by the mask it matches."""
    found = []
    for area, rgb in pieces(pixels):
        colour = next(name for name, one in COLOURS.items() if one.rgb == rgb)
        rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
        cut = area[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        for shape in SHAPES:
            for size, one in SIZES.items():
                whole = mask(shape, one.half)
                down, right = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
                if np.array_equal(whole[down[0] : down[-1] + 1, right[0] : right[-1] + 1], cut):
                    x, y = int(columns[0]) - int(right[0]) + one.half, int(rows[0]) - int(down[0]) + one.half
                    found.append((shape, colour, size, x, y))
    return found


def what(text: str) -> What:
    """The description that an English phrase is: "the small red circles"."""
    words = text.split()
    shape = next((PLURALS[word] for word in words if word in PLURALS), None)
    colour = next((word for word in words if word in COLOURS), None)
    return What(shape, colour, next((word for word in words if word in SIZES), None))


def fitting(text: str, things: list[Seen]) -> list[Seen]:
    return [one for one in things if what(text).fits(What(*one[:3]))]


def one(text: str, things: list[Seen]) -> Seen:
    (found,) = fitting(text, things)
    return found


def place(thing: Seen) -> str:
    return PLACES["en"][thing[4] * 3 // 64, thing[3] * 3 // 64]


def relation(a: Seen, b: Seen) -> str:
    across, down = a[3] - b[3], a[4] - b[4]
    if abs(across) > abs(down):
        return "to the left of" if across < 0 else "to the right of"
    return "above" if down < 0 else "below"


def answer(asked: Asked, things: list[Seen]) -> str:
    """What somebody who only sees the picture and reads the English slots would answer."""
    slots, task = asked.slots["en"], asked.task
    yes = {True: "yes", False: "no"}
    if task == "count":
        return str(len(fitting(slots["things"], things)))
    if task == "yes_exists":
        return yes[bool(fitting(slots["a"], things))]
    if task == "yes_count":
        return yes[len(fitting(slots["things"], things)) == int(slots["n"])]
    if task == "what_at":
        (found,) = [thing for thing in things if place(thing) == slots["place"]]
        return f"{found[2]} {found[1]} {found[0]}"
    thing = one(slots["the"], things)
    if task in ("colour", "shape", "size"):
        return thing[{"colour": 1, "shape": 0, "size": 2}[task]]
    if task == "yes_colour":
        return yes[thing[1] == slots["colour"]]
    if task in ("place", "yes_place"):
        return place(thing) if task == "place" else yes[place(thing) == slots["place"]]
    other = one(slots["the2"], things)
    if task == "bigger":
        return slots["the"] if thing[2] == "big" and other[2] == "small" else slots["the2"]
    if task == "yes_size":
        return yes[(thing[2] == "big") == (slots["cmp"] == "bigger")]
    said = f"{relation(thing, other)} {slots['the2']}"
    return said if task == "relation" else yes[said == slots["rel"]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["train", "test"]))
def test_what_is_said_of_a_scene_is_seen_in_it(seed: int, side: Side) -> None:
    dice = Dice("a test", side, seed)
    scene = scene_of(dice, side)
    pixels = drawn(scene)
    things = seen(pixels)
    assert Counter(things) == Counter((*((t.what.shape, t.what.colour, t.what.size)), t.x, t.y) for t in scene.things)
    assert tuple(pixels[0, 0]) == GROUNDS[scene.ground].rgb
    for task in (*OPEN, *CLOSED):
        asked = task(scene, dice)
        if asked is None or asked.answers is None:
            continue
        short = asked.answers["en"]
        if task in (asking.what_at, asking.shape):
            short = re.sub(r"^an? ", "", short)
        assert short == answer(asked, things), (asked, scene.facts())
        if task in CLOSED:
            assert asked.answers["fr"] == {"yes": "oui", "no": "non"}[short]
    listed = asking.caption(scene, dice).slots["en"]["list"]  # type: ignore[union-attr]
    numbers = {"a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    said = {part: len(fitting(part, things)) for part in re.split(r", | and ", listed)}
    assert all(numbers[part.split()[0]] == number for part, number in said.items())
    assert sum(said.values()) == len(things)


def test_every_task_is_asked_and_yes_is_as_frequent_as_no() -> None:
    tasks: Counter[str] = Counter()
    answers: Counter[tuple[str, str]] = Counter()
    for number in range(1500):
        dice = Dice("balance", number)
        for asked in asking.asked(scene_of(dice, "train"), dice):
            tasks[asked.task] += 1
            if asked.task.startswith("yes_") and asked.answers:
                answers[asked.task, asked.answers["en"]] += 1
    assert set(tasks) == {task.__name__ for task in (*OPEN, *CLOSED)} | {"caption"}
    assert all(count > 40 for count in tasks.values()), tasks
    for task in CLOSED:
        yes, no = answers[task.__name__, "yes"], answers[task.__name__, "no"]
        assert 0.38 < yes / (yes + no) < 0.62, (task, yes, no)


def test_combinations_of_a_test_are_in_no_lesson_and_each_word_is_on_both_sides() -> None:
    trained, tests = set(pairs("train")), set(pairs("test"))
    assert not trained & tests and len(trained | tests) == len(SHAPES) * len(COLOURS) and len(tests) == 16
    for side in (trained, tests):
        assert {one.shape for one in side} == set(SHAPES) and {one.colour for one in side} == set(COLOURS)


def small(name: str, limit: int) -> list[Document]:
    return list(documents(manifest(name).source(limit)))


@pytest.mark.parametrize(("name", "side"), [("drawn_shapes", "train"), ("drawn_shapes_eval", "test")])
def test_documents_show_and_speak_of_their_side_alone(name: str, side: Side) -> None:
    """No combination of the other side, neither in the picture nor in a word."""
    own = {(one.colour, one.shape) for one in pairs(side)}
    for document in small(name, 80):
        picture, text = document.parts
        assert isinstance(picture, Image) and isinstance(text, str)
        assert {(colour, shape) for shape, colour, *_ in seen(picture.pixels)} <= own
        if document.lang == "en":
            words = re.findall(r"\w+", text)
            assert {(a, PLURALS[b]) for a, b in pairwise(words) if a in COLOURS and b in PLURALS} <= own
        meta = dict(document.meta)
        assert document.licence == "CC0-1.0" and document.id == f"{name}/{document.id.split('/')[1]}/{meta['task']}/{document.lang}"  # fmt: skip
        if "answer" in meta:
            head, last = text.split("\n")
            assert head.startswith("Question: " if document.lang == "en" else "Question : ")
            assert last.startswith("Answer: " if document.lang == "en" else "Réponse : ")
            assert side == "train" or last.split(": ", 1)[1] == meta["answer"]


def test_the_same_seed_gives_the_same_bytes_and_a_larger_limit_adds() -> None:
    one, more = small("drawn_shapes", 5), small("drawn_shapes", 9)
    assert [document_hash(d) for d in one] == [document_hash(d) for d in more][: len(one)] and len(more) > len(one)
    assert len({d.id for d in more}) == len(more)
    source = manifest("drawn_shapes").source(5)
    other = list(documents(replace(source, options={**source.options, "seed": 2})))
    assert [document_hash(d) for d in other] != [document_hash(d) for d in one]
    # Whole numbers all the way: no machine may give another one.
    assert document_hash(replace(one[0], parts=one[0].parts[:1])) == GOLDEN


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_are_one_piece_and_big_ones_cover_more(shape: str) -> None:
    for half in range(3, 20):
        pixels = ground(2 * half + 3, (255, 255, 255))
        draw(pixels, shape, half, (0, 0, 0), half + 1, half + 1)
        assert len(list(pieces(pixels))) == 1
        assert np.array_equal(mask(shape, half), mask(shape, half)[:, ::-1]), "the left is the right"
    smallest = min(int(mask(other, SIZES["big"].half).sum()) for other in SHAPES)
    assert int(mask(shape, SIZES["small"].half).sum()) < smallest
    with pytest.raises(ValueError, match="not inside"):
        draw(ground(9, (0, 0, 0)), shape, 4, (1, 1, 1), 3, 4)


def test_a_place_that_is_denied_is_wrong_beyond_doubt() -> None:
    assert contradicts((0, 0), (0, 2)) and contradicts((0, 1), (2, 1)) and contradicts((1, 1), (0, 1))
    assert not contradicts((0, 1), (0, 0)) and not contradicts((0, 1), (1, 0)) and not contradicts((1, 1), (1, 1))
    assert isinstance(scene_of(Dice("x"), "train"), Scene)
