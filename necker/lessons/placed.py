"""Lessons on emoji put on white: how often, where, what is there; captions; yes and no.

The drawings and their names are those of the source `emoji`, with their licences; in a scene all are of one style.  What that
source holds out, by style or by concept, is shown in tests alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from necker.codecs.pixels import to_square
from necker.lessons.asking import asked, documents
from necker.lessons.dice import Dice
from necker.lessons.frames import Side
from necker.lessons.phrases import GROUNDS
from necker.lessons.raster import ground
from necker.lessons.scene import CELLS, Emoji, Scene, Thing, What
from necker.sources.document import Document, Image
from necker.sources.manifest import manifest
from necker.sources.mirror import Source
from necker.sources.readers import documents as documents_of

SIDE, TILE = 128, 32  # pixels of a picture, of an emoji in it
_CELL = SIDE // 3
_SHIFT = 4  # pixels that an emoji may stand away from the middle of its cell
_MOST_KINDS, _MOST = 4, 7


@dataclass(slots=True)
class Style:
    """The emoji of one style on one side: their pictures (32, 32, 3) and licences, by id."""

    emoji: dict[str, Emoji] = field(default_factory=dict)
    pictures: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    licence: str = ""


def read(source: Source) -> Iterator[Document]:
    """Options: `side`, `seed`, `made_from`; `emoji`, how many are read; `limit` counts scenes."""
    side: Side = "test" if source.options["side"] == "test" else "train"
    base = manifest(source.options["made_from"][0])
    found = styles(documents_of(replace(base.source(source.options["emoji"]), broken=source.broken)), side)
    for number in range(source.limit or 0):
        dice = Dice("placed", side, source.options["seed"], number)
        name = dice.pick(sorted(found))
        scene = scene_of(dice, found[name])
        parts = (Image(placed(scene, found[name].pictures)),)
        said = {"file": "scenes", "side": side, "licence": found[name].licence, "style": name}
        said |= {"scene": scene.facts(), "attribution": base.attribution}
        yield from documents(source, number, parts, asked(scene, dice), dice, **said)


def styles(every: Iterable[Document], side: Side) -> dict[str, Style]:
    """By its name, what each style has for one side: held out for tests, the rest for training."""
    found: dict[str, Style] = {}
    names: dict[str, dict[str, str]] = {}
    drawn: Counter[tuple[str, bytes]] = Counter()
    for one in every:
        if one.held_out != (side == "test"):
            continue
        _, id, style, lang = one.id.split("/")
        picture, name = one.parts
        assert isinstance(picture, Image) and isinstance(name, str)
        here = found.setdefault(style, Style(licence=one.licence))
        if any(mark in name for mark in "“”«»"):
            continue
        named = names.setdefault(f"{style}/{id}", {})
        named[str(lang)] = name
        if len(named) == 2:
            here.emoji[id] = Emoji(id, named["en"], named["fr"])
            here.pictures[id] = to_square(picture.pixels, TILE)
            drawn[style, here.pictures[id].tobytes()] += 1
    for name, here in found.items():  # what has two names has none that is certain
        here.emoji = {id: one for id, one in here.emoji.items() if drawn[name, here.pictures[id].tobytes()] == 1}
    return {name: here for name, here in found.items() if here.emoji}


def scene_of(dice: Dice, style: Style) -> Scene:
    """Up to seven emoji of up to four kinds, each in a cell of its own."""
    pool = [What(emoji=one) for one in style.emoji.values()]
    kinds = dice.several(pool, 1 + dice.below(_MOST_KINDS))
    number = len(kinds) + dice.below(_MOST + 1 - len(kinds))
    cells, things = list(CELLS), []
    for what in [*kinds, *(dice.pick(kinds) for _ in range(number - len(kinds)))]:
        row, column = cells.pop(dice.below(len(cells)))
        x, y = (place * _CELL + _CELL // 2 + 1 + dice.below(2 * _SHIFT + 1) - _SHIFT for place in (column, row))
        things.append(Thing(what, row, column, x, y))
    return Scene(tuple(things), "white", tuple(pool))


def placed(scene: Scene, pictures: dict[str, NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """(128, 128, 3)."""
    pixels = ground(SIDE, GROUNDS[scene.ground].rgb)
    for thing in scene.things:
        assert thing.what.emoji is not None
        top, left = thing.y - TILE // 2, thing.x - TILE // 2
        pixels[top : top + TILE, left : left + TILE] = pictures[thing.what.emoji.id]
    return pixels
