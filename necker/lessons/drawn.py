"""Lessons on drawn shapes: how many, which colour, how big, where; captions; yes and no.

A scene is made of hashes, drawn with whole numbers, and asked about by asking.py.  One combination of shape and colour in
five is for tests alone: they show nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from necker.lessons.asking import asked, documents
from necker.lessons.dice import Dice
from necker.lessons.frames import Side
from necker.lessons.phrases import COLOURS, GROUNDS, SHAPES, SIZES
from necker.lessons.raster import draw, ground
from necker.lessons.scene import CELLS, Scene, Thing, What
from necker.sources.document import Document, Image
from necker.sources.mirror import Source

SIDE = 64  # pixels of a picture
_CELL = SIDE // 3
_SHIFT = 1  # pixels that a thing may stand away from the middle of its cell: big ones never touch
_MOST_KINDS, _MOST = 3, 6


def read(source: Source) -> Iterator[Document]:
    """Options: `side`, train or test; `seed`; `limit` counts scenes."""
    side: Side = "test" if source.options["side"] == "test" else "train"
    for number in range(source.limit or 0):
        dice = Dice("drawn", side, source.options["seed"], number)
        scene = scene_of(dice, side)
        parts = (Image(drawn(scene)),)
        said = {"file": "scenes", "side": side, "scene": scene.facts(), "ground": scene.ground}
        yield from documents(source, number, parts, asked(scene, dice), dice, **said)


def pairs(side: Side) -> tuple[What, ...]:
    """The combinations of shape and colour of one side; each shape and each colour is on both."""
    every = [(s, c, What(shape, colour)) for s, shape in enumerate(SHAPES) for c, colour in enumerate(COLOURS)]
    return tuple(what for s, c, what in every if ((3 * c + s) % 5 == 0) == (side == "test"))


def scene_of(dice: Dice, side: Side) -> Scene:
    """Up to six things of up to three kinds, each in a cell of its own."""
    pool = pairs(side)
    kinds = dice.several(pool, 1 + dice.below(_MOST_KINDS))
    number = len(kinds) + dice.below(_MOST + 1 - len(kinds))
    whats = [*kinds, *(dice.pick(kinds) for _ in range(number - len(kinds)))]
    cells = list(CELLS)
    things = []
    for what in whats:
        row, column = cells.pop(dice.below(len(cells)))
        x, y = (_middle(place) + dice.below(2 * _SHIFT + 1) - _SHIFT for place in (column, row))
        things.append(Thing(What(what.shape, what.colour, dice.pick(tuple(SIZES))), row, column, x, y))
    return Scene(tuple(things), dice.pick(("white", "white", *GROUNDS)), pool)


def _middle(place: int) -> int:
    return place * _CELL + _CELL // 2 + (SIDE - 3 * _CELL) // 2


def drawn(scene: Scene) -> NDArray[np.uint8]:
    """(64, 64, 3)."""
    pixels = ground(SIDE, GROUNDS[scene.ground].rgb)
    for thing in scene.things:
        what = thing.what
        draw(pixels, str(what.shape), SIZES[str(what.size)].half, COLOURS[str(what.colour)].rgb, thing.x, thing.y)
    return pixels
