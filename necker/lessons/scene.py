"""What a drawn scene is made of: things in nine cells, what is said of them, and what is true of it.

Nothing here draws (drawn.py, placed.py) or asks (asking.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.phrases import COLOURS, OBJECT, SHAPES, SIZES, Phrase, Word, called, described

CELLS = tuple(product(range(3), range(3)))  # (row, column)
PLACES: dict[Lang, dict[tuple[int, int], str]] = {
    "en": {
        **{(0, 0): "at the top left", (0, 1): "at the top", (0, 2): "at the top right"},
        **{(1, 0): "on the left", (1, 1): "in the centre", (1, 2): "on the right"},
        **{(2, 0): "at the bottom left", (2, 1): "at the bottom", (2, 2): "at the bottom right"},
    },
    "fr": {
        **{(0, 0): "en haut à gauche", (0, 1): "en haut", (0, 2): "en haut à droite"},
        **{(1, 0): "sur la gauche", (1, 1): "au centre", (1, 2): "sur la droite"},
        **{(2, 0): "en bas à gauche", (2, 1): "en bas", (2, 2): "en bas à droite"},
    },
}
RELATIONS: dict[tuple[int, int], tuple[str, str]] = {  # where to go from the second thing, row and column
    (0, -1): ("to the left of", "à gauche"),
    (0, 1): ("to the right of", "à droite"),
    (-1, 0): ("above", "au-dessus"),
    (1, 0): ("below", "au-dessous"),
}
_EMOJI = Word("emoji", "emoji", "emoji", "emojis")


@dataclass(frozen=True, slots=True)
class Emoji:
    """A picture with a name."""

    id: str
    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class What:
    """A description: what is None may be anything.  A thing is described in full."""

    shape: str | None = None
    colour: str | None = None
    size: str | None = None
    emoji: Emoji | None = None

    def fits(self, thing: What) -> bool:
        mine = (self.shape, self.colour, self.size, self.emoji)
        return all(
            one in (None, other)
            for one, other in zip(mine, (thing.shape, thing.colour, thing.size, thing.emoji), strict=True)
        )

    def phrase(self, lang: Lang, emoji: bool = False) -> Phrase:
        """`emoji`: whether what has no name is an emoji."""
        if self.emoji:
            return called(lang, getattr(self.emoji, lang))
        noun = SHAPES[self.shape] if self.shape else _EMOJI if emoji else OBJECT
        colour = COLOURS[self.colour] if self.colour else None
        return described(lang, noun, colour, SIZES[self.size] if self.size else None)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something at a place; `x`, `y` are the pixels of its middle."""

    what: What
    row: int
    column: int
    x: int
    y: int

    @property
    def cell(self) -> tuple[int, int]:
        return self.row, self.column


@dataclass(frozen=True, slots=True)
class Scene:
    """Things, each in a cell of its own, on a ground; `pool` is what else might have been there."""

    things: tuple[Thing, ...]
    ground: str
    pool: tuple[What, ...]

    @property
    def emoji(self) -> bool:
        return self.things[0].what.emoji is not None

    def count(self, what: What) -> int:
        return sum(what.fits(thing.what) for thing in self.things)

    def facts(self) -> str:
        """One line that says it all, for those who check."""
        return "; ".join(f"{_key(one.what)} @ {one.row},{one.column} {one.x},{one.y}" for one in self.things)

    def named(self, thing: Thing, dice: Dice, without: str = "") -> What | None:
        """A description that fits this thing alone and does not say `without`; None when there is none."""
        every = [one for one in _descriptions(thing.what) if not (without and getattr(one, without))]
        return next((one for one in dice.turned(every) if self.count(one) == 1), None)

    def pairs(self, dice: Dice) -> Iterator[tuple[Thing, Thing]]:
        """All pairs of things, in a drawn order."""
        yield from (pair for pair in product(dice.turned(self.things), dice.turned(self.things)) if pair[0] != pair[1])


def _key(what: What) -> str:
    return what.emoji.id if what.emoji else f"{what.size} {what.colour} {what.shape}"


def _descriptions(what: What) -> list[What]:
    """The ways to speak of a thing without saying nothing; those that say little come first."""
    if what.emoji:
        return [what]
    shape, colour, size = what.shape, what.colour, what.size
    every = [What(shape), What(None, colour), What(shape, colour), What(shape, None, size), What(None, colour, size)]
    return [*every, What(shape, colour, size)]


def contradicts(claimed: tuple[int, int], true: tuple[int, int]) -> bool:
    """Whether who says `claimed` is wrong beyond doubt: up for down, left for right, the middle for a place at the edge."""
    return (claimed == (1, 1)) != (true == (1, 1)) or any(
        one != 1 and one == 2 - other for one, other in zip(claimed, true, strict=True)
    )


def alone(scene: Scene, thing: Thing) -> bool:
    """Whether its place names it: "at the top" also means what is at the top left."""
    if thing.row != 1 and thing.column != 1:
        return True
    if thing.cell == (1, 1):
        return True
    line = [one for one in scene.things if (one.column if thing.row == 1 else one.row) == _edge(thing)]
    return line == [thing]


def _edge(thing: Thing) -> int:
    return thing.column if thing.row == 1 else thing.row
