"""Scenes of emoji, with made pictures: what is said is found again by looking for each picture at each place."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from necker.lessons.asking import CLOSED, OF_EMOJI, OPEN, Asked, caption
from necker.lessons.dice import Dice
from necker.lessons.noise import draws
from necker.lessons.placed import TILE, Style, placed, scene_of, styles
from necker.lessons.scene import PLACES
from necker.sources.document import Document, Image
from necker.sources.manifest import manifest
from necker.sources.readers import documents

MIRROR = os.environ.get("NECKER_MIRROR", "")
needs_mirror = pytest.mark.skipif(not Path(MIRROR or "/nowhere").is_dir(), reason="NECKER_MIRROR names no folder")
NAMES = ("dog", "cat face", "flag: France", "sun", "umbrella", "owl")


def picture(seed: int) -> NDArray[np.uint8]:
    """(64, 64, 3) of blocks, so that making it smaller keeps it."""
    blocks = (draws(seed, 8 * 8 * 3) % np.uint64(200)).astype(np.uint8).reshape(8, 8, 3)
    return blocks.repeat(8, axis=0).repeat(8, axis=1)


def drawings(held: frozenset[str] = frozenset()) -> list[Document]:
    """Of two styles, in both languages, as the source emoji gives them."""
    out = []
    for style in ("round", "flat"):
        for number, name in enumerate(NAMES):
            image = Image(picture(number + (100 if style == "flat" else 0)))
            for lang, said in (("en", name), ("fr", f"un {name}")):
                out.append(
                    Document(f"emoji/{number:x}/{style}/{lang}", (image, said), lang, "emoji", "MIT", name in held)
                )  # type: ignore[arg-type]
    return out


def found_in(pixels: NDArray[np.uint8], style: Style) -> list[tuple[str, int, int]]:
    """English name and middle of each emoji, by comparing each place with each picture."""
    found = []
    for id, emoji in style.emoji.items():
        tile = style.pictures[id]
        windows = np.lib.stride_tricks.sliding_window_view(pixels[:, :, 0], (TILE, TILE))
        for y, x in np.argwhere((windows == tile[:, :, 0]).all(axis=(2, 3))):
            if np.array_equal(pixels[y : y + TILE, x : x + TILE], tile):
                found.append((emoji.en, int(x) + TILE // 2, int(y) + TILE // 2))
    return found


def name(text: str) -> str | None:
    match = re.search("“(.*)”", text)
    return match[1] if match else None


def place(thing: tuple[str, int, int]) -> str:
    return PLACES["en"][thing[2] * 3 // 128, thing[1] * 3 // 128]


def answer(asked: Asked, things: list[tuple[str, int, int]]) -> str:
    slots, task = asked.slots["en"], asked.task
    yes = {True: "yes", False: "no"}
    if task == "what_at":
        (found,) = [thing for thing in things if place(thing) == slots["place"]]
        return found[0]
    some = [thing for thing in things if name(slots["things"]) in (None, thing[0])]
    if task in ("count", "yes_exists", "yes_count"):
        return {"count": str(len(some)), "yes_exists": yes[bool(some)]}.get(task) or yes[len(some) == int(slots["n"])]
    (one,) = some
    if task in ("place", "yes_place"):
        return place(one) if task == "place" else yes[place(one) == slots["place"]]
    (other,) = [thing for thing in things if thing[0] == name(slots["the2"])]
    across, down = one[1] - other[1], one[2] - other[2]
    side = (
        ("to the left of", "to the right of")[across > 0] if abs(across) > abs(down) else ("above", "below")[down > 0]
    )
    said = f"{side} {slots['the2']}"
    return said if task == "relation" else yes[said == slots["rel"]]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["round", "flat"]))
def test_what_is_said_of_a_scene_is_seen_in_it(seed: int, style: str) -> None:
    here = styles(drawings(), "train")[style]
    dice = Dice("a test", seed)
    scene = scene_of(dice, here)
    things = found_in(placed(scene, here.pictures), here)
    assert Counter(things) == Counter((t.what.emoji.en if t.what.emoji else "", t.x, t.y) for t in scene.things)
    for task in (*OPEN, *CLOSED):
        asked = task(scene, dice) if task in OF_EMOJI else None
        if asked and asked.answers:
            assert asked.answers["en"] == answer(asked, things), (asked, scene.facts())
    listed = caption(scene, dice).slots["en"]["list"]  # type: ignore[union-attr]
    assert all(f"“{one}”" in listed for one, _, _ in things)


def test_each_side_shows_its_own_and_what_is_drawn_alike_is_left_out() -> None:
    every = drawings(frozenset(("sun", "owl")))
    for side, wanted in (("train", {"dog", "cat face", "flag: France", "umbrella"}), ("test", {"sun", "owl"})):
        found = styles(every, side)  # type: ignore[arg-type]
        assert {one.en for style in found.values() for one in style.emoji.values()} == wanted
    twin = [Document(f"emoji/ff/flat/{d.lang}", (d.parts[0], "a twin"), d.lang, "emoji", "MIT", False) for d in every[12:14]]  # fmt: skip
    assert {one.en for one in styles([*every, *twin], "train")["flat"].emoji.values()} == {"cat face", "flag: France", "umbrella"}  # fmt: skip


@needs_mirror
def test_an_evaluation_shows_no_drawing_that_is_trained_on() -> None:
    shown: dict[str, set[tuple[str, str]]] = {}
    for source, side in (("placed_emoji", "train"), ("placed_emoji_eval", "test")):
        found = list(documents(manifest(source).source(60)))
        for one in found:
            meta = dict(one.meta)
            ids = {fact.split(" @ ")[0] for fact in meta["scene"].split("; ")}
            shown.setdefault(side, set()).update((meta["style"], id) for id in ids)
            assert one.licence.startswith("Unicode-3.0 AND ") and "CLDR" in meta["attribution"]
    assert not shown["train"] & shown["test"] and "fluent-emoji-flat" not in {style for style, _ in shown["train"]}
    assert {d.held_out for d in documents(manifest("emoji").source(5)) if "fluent-emoji-flat" in d.id} == {True}
