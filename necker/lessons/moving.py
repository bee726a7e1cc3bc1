"""Lessons on clips of shapes that move, stay, appear and disappear: which way, how fast, what comes first.

A clip is a few pictures, as readers/video.py gives them: the first frame, one in the middle, the last; or as many as the
option `frames` says.  Where each thing is in each frame is decided before anything is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from necker.core.language import Lang
from necker.lessons.asking import LANGS, YES, Asked, Slots, documents
from necker.lessons.dice import Dice
from necker.lessons.drawn import pairs
from necker.lessons.frames import Side
from necker.lessons.phrases import COLOURS, GROUNDS, SIZES
from necker.lessons.raster import draw, ground
from necker.lessons.scene import Scene, Thing, What
from necker.sources.document import Document, Image
from necker.sources.mirror import Source

SIDE = 64  # pixels of a frame
WAYS: dict[tuple[int, int], tuple[str, str]] = {  # to the right, down
    (-1, 0): ("to the left", "vers la gauche"),
    (1, 0): ("to the right", "vers la droite"),
    (0, -1): ("up", "vers le haut"),
    (0, 1): ("down", "vers le bas"),
    (-1, -1): ("up and to the left", "vers le haut et la gauche"),
    (1, -1): ("up and to the right", "vers le haut et la droite"),
    (-1, 1): ("down and to the left", "vers le bas et la gauche"),
    (1, 1): ("down and to the right", "vers le bas et la droite"),
}
SLOW, FAST = range(8, 13), range(28, 37)  # pixels from the first frame to the last, along each axis
_GAP = 2  # pixels between the ways of two things, at least
_TRIES = 60
_SPEEDS = {"slow": ("slowly", "lentement"), "fast": ("fast", "vite")}


@dataclass(frozen=True, slots=True)
class Actor:
    """A thing, where it stands in each frame (None: not there), and what it does: slow, fast, still, appears, disappears."""

    thing: Thing
    track: tuple[tuple[int, int] | None, ...]
    does: str
    way: tuple[int, int] = (0, 0)
    when: int = 0

    @property
    def moves(self) -> bool:
        return self.does in _SPEEDS


@dataclass(frozen=True, slots=True)
class Clip:
    """Actors whose ways never cross; `scene` has them where they are seen first."""

    actors: tuple[Actor, ...]
    scene: Scene

    def doing(self, *what: str) -> list[Actor]:
        return [actor for actor in self.actors if actor.does in what]

    def facts(self) -> str:
        """One line that says it all, for those who check."""
        whats = [actor.thing.what for actor in self.actors]
        said = [f"{what.size} {what.colour} {what.shape} {actor.does}" for what, actor in zip(whats, self.actors, strict=True)]  # fmt: skip
        tracks = [" ".join("-" if at is None else f"{at[0]},{at[1]}" for at in actor.track) for actor in self.actors]
        return "; ".join(f"{one} @ {track}" for one, track in zip(said, tracks, strict=True))


def read(source: Source) -> Iterator[Document]:
    """Options: `side`, train or test; `seed`; `frames`, 3 or more; `limit` counts clips."""
    side: Side = "test" if source.options["side"] == "test" else "train"
    frames = int(source.options["frames"])
    for number in range(source.limit or 0):
        dice = Dice("moving", side, frames, source.options["seed"], number)
        clip = clip_of(dice, side, frames)
        parts = tuple(Image(pixels) for pixels in shown(clip))
        said = {"file": "clips", "side": side, "scene": clip.facts(), "ground": clip.scene.ground}
        yield from documents(source, number, parts, asked(clip, dice), dice, **said)


# ---- what happens


def clip_of(dice: Dice, side: Side, frames: int) -> Clip:
    """One to three things: some move and some stay, or some appear and disappear, each at a time of its own."""
    kinds = dice.several(pairs(side), 1 + dice.below(3))
    events = bool(dice.below(2))
    times = dice.several(range(1, frames), 8)
    actors: list[Actor] = []
    for what in kinds:
        what = What(what.shape, what.colour, dice.pick(tuple(SIZES)))
        does = dice.pick(("appears", "disappears", "appears", "still") if events else ("slow", "fast", "slow", "fast", "still"))  # fmt: skip
        if does in ("appears", "disappears") and not times:
            does = "still"
        when = times.pop() if does in ("appears", "disappears") else 0
        actor = _placed(dice, actors, what, does, when, frames)
        actors += [actor] if actor else []
    scene = Scene(tuple(actor.thing for actor in actors), dice.pick(("white", *GROUNDS)), pairs(side))
    return Clip(tuple(actors), scene)


def _placed(dice: Dice, others: list[Actor], what: What, does: str, when: int, frames: int) -> Actor | None:
    """Somewhere on a way that meets no other, or None when nothing is found."""
    half = SIZES[str(what.size)].half
    for _ in range(_TRIES):
        way = dice.pick(tuple(WAYS)) if does in _SPEEDS else (0, 0)
        far = dice.pick(FAST if does == "fast" else SLOW) if does in _SPEEDS else 0
        x, y = (half + dice.below(SIDE - 2 * half) for _ in range(2))
        steps = [
            (x + way[0] * (far * k // (frames - 1)), y + way[1] * (far * k // (frames - 1))) for k in range(frames)
        ]
        if not all(half <= place < SIDE - half for at in steps for place in at):
            continue
        if any(_near(steps, half, other) for other in others):
            continue
        there = {"appears": range(when, frames), "disappears": range(when)}.get(does, range(frames))
        track = tuple(at if k in there else None for k, at in enumerate(steps))
        return Actor(Thing(what, 0, 0, x, y), track, does, way, when)
    return None


def _near(steps: list[tuple[int, int]], half: int, other: Actor) -> bool:
    """Whether two things would come near each other, at any two times."""
    reach = half + SIZES[str(other.thing.what.size)].half + _GAP
    theirs = [at for at in other.track if at is not None]
    spans = []
    for axis in range(2):
        mine, them = [at[axis] for at in steps], [at[axis] for at in theirs]
        spans.append(min(mine) - max(them) <= reach and min(them) - max(mine) <= reach)
    return all(spans)


def shown(clip: Clip) -> list[NDArray[np.uint8]]:
    """The frames, each (64, 64, 3)."""
    frames = []
    for number in range(len(clip.actors[0].track)):
        pixels = ground(SIDE, GROUNDS[clip.scene.ground].rgb)
        for actor in clip.actors:
            at, what = actor.track[number], actor.thing.what
            if at is not None:
                draw(pixels, str(what.shape), SIZES[str(what.size)].half, COLOURS[str(what.colour)].rgb, *at)
        frames.append(pixels)
    return frames


# ---- what is asked


def asked(clip: Clip, dice: Dice) -> list[Asked]:
    """A caption, a question, and one to be answered by yes or no, whatever can be asked."""
    found: list[Asked | None] = [_caption(clip, dice)]
    for tasks in (_OPEN, _CLOSED):
        found.append(next((one for task in dice.turned(tasks) if (one := task(clip, dice))), None))
    return [one for one in found if one]


def _named(clip: Clip, dice: Dice, *actors: Actor) -> Slots | None:
    """The slots of one or two things, when each has a name of its own."""
    names = [clip.scene.named(actor.thing, dice) for actor in actors]
    if None in names:
        return None
    slots: Slots = {}
    for lang in LANGS:
        every = [what.phrase(lang).slots(second=bool(place)) for place, what in enumerate(names) if what]
        slots[lang] = {name: text for each in every for name, text in each.items()}
    return slots


def _answered(task: str, slots: Slots | None, english: str, french: str) -> Asked | None:
    return Asked(task, slots, {"en": english, "fr": french}) if slots else None


def _direction(clip: Clip, dice: Dice) -> Asked | None:
    movers = clip.doing("slow", "fast")
    if not movers:
        return None
    actor = dice.pick(movers)
    return _answered("direction", _named(clip, dice, actor), *WAYS[actor.way])


def _speed(clip: Clip, dice: Dice) -> Asked | None:
    movers = clip.doing("slow", "fast")
    if not movers:
        return None
    actor = dice.pick(movers)
    return _answered("speed", _named(clip, dice, actor), *_SPEEDS[actor.does])


def _two(clip: Clip, dice: Dice, first: list[Actor], second: list[Actor]) -> tuple[Slots, bool] | None:
    """One of each in a drawn order, and whether the one named first is of the first."""
    if not first or not second:
        return None
    one, other = dice.pick(first), dice.pick(second)
    right = bool(dice.below(2))
    slots = _named(clip, dice, *((one, other) if right else (other, one)))
    return (slots, right) if slots else None


def _first_of(task: str, found: tuple[Slots, bool] | None) -> Asked | None:
    if not found:
        return None
    slots, right = found
    return _answered(task, slots, *(slots[lang]["the" if right else "the2"] for lang in LANGS))


def _comers(clip: Clip) -> tuple[list[Actor], list[Actor]]:
    """The one that appears first, and the others that do."""
    order = sorted(clip.doing("appears"), key=lambda actor: actor.when)
    return order[:1], order[1:]


def _faster(clip: Clip, dice: Dice) -> Asked | None:
    return _first_of("faster", _two(clip, dice, clip.doing("fast"), clip.doing("slow")))


def _first(clip: Clip, dice: Dice) -> Asked | None:
    return _first_of("first", _two(clip, dice, *_comers(clip)))


def _only(task: str, does: str) -> Callable[[Clip, Dice], Asked | None]:
    """The one thing that does this, while others do not; what does not move is asked only where others move."""

    def ask(clip: Clip, dice: Dice) -> Asked | None:
        found = clip.doing(does)
        if len(found) != 1 or (does == "still" and not clip.doing("slow", "fast")):
            return None
        said = [found[0].thing.what.phrase(lang).a for lang in LANGS]
        return Asked(task, {"en": {}, "fr": {}}, {"en": said[0], "fr": said[1]})

    return ask


def _yes(task: str, slots: Slots | None, truth: bool) -> Asked | None:
    return Asked(task, slots, {lang: YES[lang][truth] for lang in LANGS}) if slots else None


def _yes_direction(clip: Clip, dice: Dice) -> Asked | None:
    movers = clip.doing("slow", "fast")
    if not movers:
        return None
    actor, truth = dice.pick(movers), bool(dice.below(2))
    x, y = actor.way
    way = WAYS[(x, y) if truth else dice.pick([(-x, -y)] if x and y else [(-x, -y), (y, x), (-y, -x)])]
    slots = _named(clip, dice, actor)
    said = {lang: slots[lang] | {"way": way[place]} for place, lang in enumerate(LANGS)} if slots else None
    return _yes("yes_direction", said, truth)


def _yes_faster(clip: Clip, dice: Dice) -> Asked | None:
    found = _two(clip, dice, clip.doing("fast"), clip.doing("slow"))
    return _yes("yes_faster", *found) if found else None


def _yes_first(clip: Clip, dice: Dice) -> Asked | None:
    found = _two(clip, dice, *_comers(clip))
    return _yes("yes_first", *found) if found else None


def _whether(task: str, does: str) -> Callable[[Clip, Dice], Asked | None]:
    """Whether a thing appears or disappears: one that does, or one that does not, where there are both: so that yes and no
    are as frequent.
    """

    def ask(clip: Clip, dice: Dice) -> Asked | None:
        some: dict[bool, list[Actor]] = {True: [], False: []}
        for actor in clip.actors:
            some[actor.does == does].append(actor)
        truth = bool(dice.below(2))
        return _yes(task, _named(clip, dice, dice.pick(some[truth])), truth) if all(some.values()) else None

    return ask


_Task = Callable[[Clip, Dice], Asked | None]
_OPEN: tuple[_Task, ...] = (
    *(_direction, _first, _speed, _only("appears", "appears"), _faster),
    *(_only("disappears", "disappears"), _only("still", "still")),
)
_CLOSED: tuple[_Task, ...] = (
    *(_yes_direction, _yes_first, _whether("yes_appears", "appears"), _yes_faster),
    _whether("yes_disappears", "disappears"),
)


def _caption(clip: Clip, dice: Dice) -> Asked:
    """What happens, in the order in which it does; then what stays."""
    with_speed = bool(dice.below(2))
    return Asked("caption", {lang: {"story": _story(clip, lang, with_speed)} for lang in LANGS})


def _story(clip: Clip, lang: Lang, with_speed: bool) -> str:
    french = lang == "fr"
    events = sorted(clip.doing("appears", "disappears"), key=lambda actor: actor.when)
    acts = [_act(actor, lang, with_speed) for actor in [*clip.doing("slow", "fast"), *events]]
    still = [_act(actor, lang, with_speed) for actor in clip.doing("still")]
    if not acts:
        acts, still = still, []
    if len(events) > 1:
        first, then = ("d’abord", "puis") if french else ("first", "then")
        acts = [f"{first} {acts[0]}", *(f"{then} {act}" for act in acts[1:])]
        text = ", ".join(acts)
    else:
        *before, last = acts
        text = f"{', '.join(before)} {'et' if french else 'and'} {last}" if before else last
    for number, act in enumerate(still):
        linked = f" {'et' if french else 'and'} " if number else " pendant " if french else " while "
        text += f"{linked}{'qu’' if french else ''}{act}"
    return text


def _act(actor: Actor, lang: Lang, with_speed: bool) -> str:
    place, a = LANGS.index(lang), actor.thing.what.phrase(lang).a
    if actor.moves:
        how = f"{_SPEEDS[actor.does][place]} " if with_speed else ""
        return f"{a} {('moves', 'va')[place]} {how}{WAYS[actor.way][place]}"
    said = {
        "still": ("stays still", "reste immobile"),
        "appears": ("appears", "apparaît"),
        "disappears": ("disappears", "disparaît"),
    }
    return f"{a} {said[actor.does][place]}"
