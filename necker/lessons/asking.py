"""Questions on a scene, with answers that are certain because the scene is known; captions too.

Each task looks for something that can be asked of the scene, and gives what is to be filled into the structures of
scenes.txt; what is asked of clips is in moving.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.frames import Side, structures
from necker.lessons.phrases import COLOURS, GROUNDS, SIZES, filled, listed
from necker.lessons.scene import PLACES, RELATIONS, Scene, Thing, What, alone, contradicts
from necker.sources.document import Document, Part, is_held_out
from necker.sources.mirror import Source
from necker.sources.readers.written import line

LANGS: tuple[Lang, ...] = ("en", "fr")
YES: dict[Lang, tuple[str, str]] = {"en": ("no", "yes"), "fr": ("non", "oui")}
Slots = dict[Lang, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A task with what fills its structures; `answers` are the shortest ones, and None with a caption.

    `told`: the answer as a sentence, for some.
    """

    task: str
    slots: Slots
    answers: dict[Lang, str] | None = None
    told: dict[Lang, str] | None = None


Task = Callable[[Scene, Dice], Asked | None]


def _slots(scene: Scene, what: What, other: What | None = None) -> Slots:
    found: Slots = {}
    for lang in LANGS:
        found[lang] = what.phrase(lang, scene.emoji).slots()
        if other:
            found[lang] |= other.phrase(lang, scene.emoji).slots(second=True)
    return found


def _with(slots: Slots, **more: tuple[str, str]) -> Slots:
    """More slots, each in English and in French."""
    return {lang: slots[lang] | {name: said[place] for name, said in more.items()} for place, lang in enumerate(LANGS)}


def _answers(english: str, french: str) -> dict[Lang, str]:
    return {"en": english, "fr": french}


def _yes(task: str, slots: Slots, truth: bool) -> Asked:
    return Asked(task, slots, {lang: YES[lang][truth] for lang in LANGS})


def _alike(scene: Scene, dice: Dice) -> What:
    """Something to count or to look for that is there: all, or what shares a property with a thing."""
    thing = dice.pick(scene.things).what
    if thing.emoji:
        return thing if dice.below(5) else What()
    every = [What(thing.shape), What(None, thing.colour), What(thing.shape, thing.colour), What(thing.shape, None, thing.size)]  # fmt: skip
    return dice.pick([*every, *every, What()])


def _missing(scene: Scene, dice: Dice) -> What | None:
    """Something that is not there, but might have been."""
    for what in dice.several(scene.pool, 12):
        some = [what] if what.emoji else [What(what.shape, what.colour), What(what.shape), What(None, what.colour)]
        for one in some:
            if not scene.count(one):
                return one
    return None


def _counted(what: What, number: int, scene: Scene) -> Slots:
    phrases = [what.phrase(lang, scene.emoji) for lang in LANGS]
    said = tuple(phrase.count(number) for phrase in phrases)
    return _with(_slots(scene, what), count=(said[0], said[1]), be=("is" if number == 1 else "are", ""), n=(str(number),) * 2)  # fmt: skip


def count(scene: Scene, dice: Dice) -> Asked | None:
    what = (_missing(scene, dice) if dice.once_in(10) else None) or _alike(scene, dice)
    number = scene.count(what)
    slots = _counted(what, max(1, number), scene)
    told = {"en": f"There {slots['en']['be']} {slots['en']['count']}.", "fr": f"Il y a {slots['fr']['count']}."}
    if not number:
        told = {"en": f"There are no {slots['en']['things']}.", "fr": f"Il n’y a pas {slots['fr']['de_things']}."}
    return Asked("count", slots, _answers(str(number), str(number)), {"en": told["en"], "fr": told["fr"]})


def _one(scene: Scene, dice: Dice, without: str = "") -> tuple[Thing, What] | None:
    """A thing, and a description that fits it alone and does not say `without`."""
    for thing in dice.turned(scene.things):
        if what := scene.named(thing, dice, without):
            return thing, what
    return None


def _it(slots: Slots) -> tuple[str, str]:
    return "It", slots["fr"]["il"].capitalize()


def colour(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _one(scene, dice, "colour")):
        return None
    thing, what = found
    slots, word = _slots(scene, what), COLOURS[str(thing.what.colour)]
    said = word.en, word.says("fr", what.phrase("fr").feminine)
    it = _it(slots)
    return Asked("colour", slots, _answers(*said), _answers(f"{it[0]} is {said[0]}.", f"{it[1]} est {said[1]}."))


def shape(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _one(scene, dice, "shape")):
        return None
    thing, what = found
    said = [What(thing.what.shape).phrase(lang).a for lang in LANGS]
    return Asked("shape", _slots(scene, what), _answers(*said), _answers(f"It is {said[0]}.", f"C’est {said[1]}."))


def size(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _one(scene, dice, "size")):
        return None
    thing, what = found
    slots, word = _slots(scene, what), SIZES[str(thing.what.size)]
    said = word.en, word.says("fr", what.phrase("fr").feminine)
    it = _it(slots)
    return Asked("size", slots, _answers(*said), _answers(f"{it[0]} is {said[0]}.", f"{it[1]} est {said[1]}."))


def _sized(scene: Scene, dice: Dice) -> tuple[What, What, bool] | None:
    """Two things of different size, and whether the first is the bigger one."""
    for one, other in scene.pairs(dice):
        if one.what.size != other.what.size:
            first, second = scene.named(one, dice, "size"), scene.named(other, dice, "size")
            if first and second:
                return first, second, one.what.size == "big"
    return None


def bigger(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _sized(scene, dice)):
        return None
    one, other, first = found
    said = [(one if first else other).phrase(lang).the for lang in LANGS]
    return Asked("bigger", _slots(scene, one, other), _answers(*said))


def place(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _one(scene, dice)):
        return None
    thing, what = found
    slots, said = _slots(scene, what), [PLACES[lang][thing.cell] for lang in LANGS]
    it = _it(slots)
    return Asked("place", slots, _answers(*said), _answers(f"{it[0]} is {said[0]}.", f"{it[1]} est {said[1]}."))


def what_at(scene: Scene, dice: Dice) -> Asked | None:
    for thing in dice.turned(scene.things):
        if alone(scene, thing):
            slots = _with({"en": {}, "fr": {}}, place=(PLACES["en"][thing.cell], PLACES["fr"][thing.cell]))
            said = [thing.what.phrase(lang).a for lang in LANGS]
            told = _answers(f"It is {said[0]}.", f"C’est {said[1]}.")
            if thing.what.emoji:
                said = [thing.what.emoji.en, thing.what.emoji.fr]
            return Asked("what_at", slots, _answers(*said), told)
    return None


def _related(scene: Scene, dice: Dice) -> tuple[What, What, tuple[int, int]] | None:
    """Two things side by side or one above the other, and where the first is, seen from the second."""
    for one, other in scene.pairs(dice):
        way = (one.row > other.row) - (one.row < other.row), (one.column > other.column) - (one.column < other.column)
        if way in RELATIONS:
            first, second = scene.named(one, dice), scene.named(other, dice)
            if first and second and first != second:
                return first, second, way
    return None


def _relation(slots: Slots, way: tuple[int, int]) -> tuple[str, str]:
    english, french = RELATIONS[way]
    return f"{english} {slots['en']['the2']}", f"{french} {slots['fr']['du2']}"


def relation(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _related(scene, dice)):
        return None
    one, other, way = found
    slots = _slots(scene, one, other)
    said, it = _relation(slots, way), _it(slots)
    return Asked("relation", slots, _answers(*said), _answers(f"{it[0]} is {said[0]}.", f"{it[1]} est {said[1]}."))


# ---- yes or no


def yes_exists(scene: Scene, dice: Dice) -> Asked | None:
    truth = bool(dice.below(2))
    what = _alike(scene, dice) if truth else _missing(scene, dice)
    if what is None or what == What():
        return None
    return _yes("yes_exists", _slots(scene, what), truth)


def yes_count(scene: Scene, dice: Dice) -> Asked | None:
    what, truth = _alike(scene, dice), bool(dice.below(2))
    number = scene.count(what)
    near = [one for one in (number - 2, number - 1, number + 1, number + 2) if 1 <= one <= 9]
    return _yes("yes_count", _counted(what, number if truth else dice.pick(near), scene), truth)


def yes_colour(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _one(scene, dice, "colour")):
        return None
    thing, what = found
    truth = bool(dice.below(2))
    others = sorted({str(one.colour) for one in scene.pool if one.shape == thing.what.shape} - {str(thing.what.colour)})
    if not truth and not others:
        return None
    word = COLOURS[str(thing.what.colour) if truth else dice.pick(others)]
    ink = f"de l’{word.fr}" if word.fr[0] in "aeiou" else f"du {word.fr}"
    slots = _with(_slots(scene, what), colour=(word.en, word.says("fr", what.phrase("fr").feminine)), ink=("", ink))
    return _yes("yes_colour", slots, truth)


def yes_size(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _sized(scene, dice)):
        return None
    one, other, first = found
    truth = bool(dice.below(2))
    word = SIZES["big" if first == truth else "small"]
    cmp = "bigger" if word.en == "big" else "smaller", word.says("fr", one.phrase("fr").feminine)
    return _yes("yes_size", _with(_slots(scene, one, other), cmp=cmp), truth)


def yes_place(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _one(scene, dice)):
        return None
    thing, what = found
    truth = bool(dice.below(2))
    cell = thing.cell if truth else dice.pick([one for one in PLACES["en"] if contradicts(one, thing.cell)])
    return _yes("yes_place", _with(_slots(scene, what), place=(PLACES["en"][cell], PLACES["fr"][cell])), truth)


def yes_relation(scene: Scene, dice: Dice) -> Asked | None:
    if not (found := _related(scene, dice)):
        return None
    one, other, way = found
    truth = bool(dice.below(2))
    slots = _slots(scene, one, other)
    return _yes("yes_relation", _with(slots, rel=_relation(slots, way if truth else (-way[0], -way[1]))), truth)


# ---- captions


def caption(scene: Scene, dice: Dice) -> Asked | None:
    """Everything, what is alike counted; sizes are left out where the list would be long."""
    full = list(dict.fromkeys(one.what for one in scene.things))
    kinds = (
        full if len(full) <= 3 else list(dict.fromkeys(What(one.shape, one.colour, None, one.emoji) for one in full))
    )
    said: list[str] = []
    for lang in LANGS:
        every = [(one.phrase(lang), scene.count(one)) for one in kinds]
        said.append(listed(lang, [phrase.a if number == 1 else phrase.count(number) for phrase, number in every]))
    ground = GROUNDS[scene.ground]
    under = f"on a {ground.en} background", f"sur fond {ground.fr}"
    return Asked("caption", _with({"en": {}, "fr": {}}, list=(said[0], said[1]), ground=under))


# What can seldom be asked stands there several times, and first.
OPEN: tuple[Task, ...] = (bigger, bigger, bigger, relation, relation, size, size, colour, shape, place, what_at, count)
CLOSED: tuple[Task, ...] = (yes_size, yes_size, yes_size, yes_relation, yes_relation, yes_colour, yes_place, yes_exists, yes_count)  # fmt: skip
OF_EMOJI = frozenset({count, place, what_at, relation, yes_exists, yes_count, yes_place, yes_relation})


def asked(scene: Scene, dice: Dice) -> list[Asked]:
    """A caption, a question, and one to be answered by yes or no, whatever can be asked."""
    found = [caption(scene, dice)]
    for tasks in (OPEN, CLOSED):
        fit = [task for task in tasks if not scene.emoji or task in OF_EMOJI]
        found.append(next((one for task in dice.turned(fit) if (one := task(scene, dice))), None))
    return [one for one in found if one]


# ---- documents


def documents(
    source: Source, number: int, parts: tuple[Part, ...], every: Iterable[Asked], dice: Dice, **said: str
) -> Iterator[Document]:
    """Each thing asked, in both languages, behind the picture or the clip.

    `said` goes into their meta, but `file` (of structures), `side` and `licence`, which are how they are made.
    """
    side: Side = "test" if said.pop("side") == "test" else "train"
    file, licence = said.pop("file"), said.pop("licence", source.licence)
    thing = f"{source.name}/{number}"
    for one in every:
        for lang in LANGS:
            structure = dice.pick(structures(file)[one.task, side, lang])
            text, meta = filled(structure, one.slots[lang]), {"task": one.task}
            if one.answers:
                answer = one.answers[lang]
                meta["answer"] = answer
                if one.told and side == "train" and dice.once_in(2):
                    answer = one.told[lang]
                names = ("Question", "Answer") if lang == "en" else ("Question", "Réponse")
                text = f"{line(lang, names[0], text)}\n{line(lang, names[1], answer)}"
            id = f"{thing}/{one.task}/{lang}"
            known = tuple((meta | said).items())
            yield Document(id, (*parts, text), lang, source.name, licence, is_held_out(thing), known)
