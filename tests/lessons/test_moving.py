"""Clips of shapes: what is said to happen is found again in the pixels of the frames."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.lessons.asking import Asked
from necker.lessons.dice import Dice
from necker.lessons.frames import Side
from necker.lessons.moving import FAST, SLOW, WAYS, Clip, asked, clip_of, shown
from necker.lessons.scene import What
from necker.sources.document import Image, document_hash
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from tests.lessons.test_drawn import Seen, seen, what

Track = list[tuple[int, int] | None]
Tracks = dict[tuple[str, str, str], Track]
# Of the first clip of moving_shapes.
GOLDEN = "2591b99ff89fb02382b01e7f9de73247d3fee99183a286ee82a2b9beb148270a"


def tracks(frames: list[list[Seen]]) -> Tracks:
    """Where each thing is in each frame."""
    names = {thing[:3] for frame in frames for thing in frame}
    return {name: [next((t[3:] for t in frame if t[:3] == name), None) for frame in frames] for name in names}


def does(track: Track) -> str:
    """What it does, by its track alone."""
    if track[0] is None:
        return "appears"
    if track[-1] is None:
        return "disappears"
    far = max(abs(a - b) for a, b in zip(track[0], track[-1], strict=True))
    return "still" if far == 0 else "slow" if far in SLOW else "fast" if far in FAST else "?"


def one(text: str, found: Tracks) -> Track:
    (track,) = [track for name, track in found.items() if what(text).fits(What(*name))]
    return track


def way(track: Track) -> str:
    (a, b), (c, d) = track[0], track[-1]  # type: ignore[misc]
    return WAYS[(c > a) - (c < a), (d > b) - (d < b)][0]


def since(track: Track) -> int:
    return next(number for number, at in enumerate(track) if at is not None)


def answer(said: Asked, found: Tracks) -> str:
    """What somebody who only sees the frames and reads the English slots would answer."""
    slots, task = said.slots["en"], said.task
    yes = {True: "yes", False: "no"}
    if task in ("appears", "disappears", "still"):
        (name,) = [name for name, track in found.items() if does(track) == task]
        return f"a {' '.join((name[2], name[1], name[0]))}"
    track = one(slots["the"], found)
    other = one(slots["the2"], found) if "the2" in slots else track
    sooner, faster = since(track) < since(other), does(track) == "fast" and does(other) == "slow"
    table = {
        "direction": way(track) if task == "direction" else "",
        "speed": {"slow": "slowly", "fast": "fast"}.get(does(track), ""),
        "faster": slots["the"] if faster else slots.get("the2", ""),
        "first": slots["the"] if sooner else slots.get("the2", ""),
        "yes_direction": yes[task == "yes_direction" and way(track) == slots.get("way")],
        "yes_faster": yes[faster],
        "yes_first": yes[sooner],
        "yes_appears": yes[does(track) == "appears"],
        "yes_disappears": yes[does(track) == "disappears"],
    }
    return table[task]


def story(clip: Clip, found: Tracks, text: str) -> None:
    """Each thing is told once, with what it does; what comes first is told first."""
    verbs = {"appears": "appears", "disappears": "disappears", "still": "stays still", "slow": "moves", "fast": "moves"}
    for name, track in found.items():
        a = " ".join((name[2], name[1], name[0]))
        assert text.count(f"a {a} {verbs[does(track)]}") == 1, (text, name)
        if f"a {a} moves" in text:
            tail = text.split(f"a {a} moves ")[1]
            assert tail.removeprefix("slowly ").removeprefix("fast ").startswith(way(track))
    if text.startswith("first "):
        order = sorted(clip.doing("appears", "disappears"), key=lambda actor: actor.when)
        places = [text.index(f"{actor.thing.what.colour} {actor.thing.what.shape}") for actor in order]
        assert places == sorted(places) and text.count(", then ") == len(order) - 1


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["train", "test"]), st.sampled_from([3, 3, 4, 8]))
def test_what_is_said_of_a_clip_is_seen_in_it(seed: int, side: Side, frames: int) -> None:
    dice = Dice("a test", seed)
    clip = clip_of(dice, side, frames)
    found = tracks([seen(pixels) for pixels in shown(clip)])
    assert len(found) == len(clip.actors) and all(len(track) == frames for track in found.values())
    times = [actor.when for actor in clip.doing("appears", "disappears")]
    assert len(set(times)) == len(times), "two things happen at once"
    for said in asked(clip, dice):
        if said.answers is None:
            story(clip, found, said.slots["en"]["story"])
        else:
            assert said.answers["en"].replace("an orange", "a orange") == answer(said, found), (said, clip.facts())


def test_every_task_is_asked_and_yes_is_as_frequent_as_no() -> None:
    tasks: Counter[str] = Counter()
    answers: Counter[tuple[str, str]] = Counter()
    for number in range(1200):
        dice = Dice("balance", number)
        for said in asked(clip_of(dice, "train", 3), dice):
            tasks[said.task] += 1
            if said.task.startswith("yes_") and said.answers:
                answers[said.task, said.answers["en"]] += 1
    wanted = "direction speed faster appears disappears first still yes_direction yes_faster yes_first yes_appears yes_disappears"
    assert set(tasks) == {*wanted.split(), "caption"} and min(tasks.values()) > 30, tasks
    for task in wanted.split()[7:]:
        yes, no = answers[task, "yes"], answers[task, "no"]
        assert 0.35 < yes / (yes + no) < 0.65, (task, yes, no)


@pytest.mark.parametrize("name", ["moving_shapes", "moving_shapes_eval"])
def test_clips_are_three_pictures_and_a_text(name: str) -> None:
    found = list(documents(manifest(name).source(20)))
    for one_of_them in found:
        assert [type(part) for part in one_of_them.parts] == [Image, Image, Image, str]
    again = list(documents(manifest(name).source(20)))
    assert [document_hash(d) for d in again] == [document_hash(d) for d in found]
    if name == "moving_shapes":
        assert document_hash(replace(found[0], parts=found[0].parts[:3])) == GOLDEN
