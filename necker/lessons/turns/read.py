"""The lessons as sources: which there are, and the reader that makes them as a manifest says.

Options of a manifest: `task`, one of LESSONS; `seed`; `side`, train or test, of all structures, names and pages;
`limit`, how many; `made_from`, of translations: the manifests with the pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice
from typing import Any

from necker.core.errors import MissingError, UsageError
from necker.core.language import Lang, say
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.lessons.turns import claims, days, grounded, pieces, sums, translated
from necker.lessons.turns.turn import Lesson
from necker.sources.document import Document
from necker.sources.mirror import VARIABLE, Source, mirror_dir
from necker.sources.readers.texts import sentence_pairs

MOST = 1_000_000  # lessons of one source
_VAIN = 1000  # draws in a row that give nothing, after which there is nothing

# Those made of nothing but tables: any lesson is known from its seed and its number.
MADE: dict[str, Callable[[Dice, Split, Lang], Lesson]] = {
    "arithmetic": sums.calculation,
    "dates": days.reckoning,
    "grounded": grounded.on_made,
    "claims": claims.on_made,
    "pieces": pieces.piece,
}


def lesson(name: str, seed: int, number: int, split: Split) -> Lesson:
    """One lesson of MADE; French and English equally often."""
    dice = Dice("turns", name, seed, split, number)
    return MADE[name](dice, split, "fr" if dice.once_in(2) else "en")


def read(source: Source) -> Iterator[Document]:
    """The lessons of a source: the first `limit` of them.  Raises UsageError for options that say something else."""
    name, seed, side = (source.options.get(key) for key in ("task", "seed", "side"))
    if name not in LESSONS or side not in ("train", "test") or not isinstance(seed, int):
        raise UsageError(f"{source.name}: task, seed, side", f"{name}, {seed}, {side}", ", ".join(LESSONS))
    most = source.limit
    if most is None or not 0 < most <= MOST:
        raise UsageError(f"{source.name}: limit", say(f"1 to {MOST}", f"de 1 à {MOST}"))
    split: Split = "test" if side == "test" else "train"
    for number, made in enumerate(islice(LESSONS[name](seed, split, most, source.options), most)):
        yield made.document(source.name, f"{number:06}", split)


def _made(name: str) -> Callable[[int, Split, int, Mapping[str, Any]], Iterator[Lesson]]:
    def every(seed: int, split: Split, most: int, options: Mapping[str, Any]) -> Iterator[Lesson]:
        return (lesson(name, seed, number, split) for number in range(most))

    return every


def _asked(seed: int, split: Split, most: int, options: Mapping[str, Any]) -> Iterator[Lesson]:
    """Each question of people once or more, in a drawn order."""
    given, vain = grounded.Paragraphs.read(split), 0
    for number in count():
        made = grounded.on_paragraph(given, Dice("turns", "asked", seed, split, number)) if given.every else None
        vain = 0 if made is not None else vain + 1
        if made is not None:
            yield made
        elif vain > _VAIN:
            return


def _judge(seed: int, split: Split, most: int, options: Mapping[str, Any]) -> Iterator[Lesson]:
    """Raises MissingError where no folder is the mirror: the sets are read from there."""
    if mirror_dir() is None:
        raise MissingError(
            say("the judge's lessons need the mirror", "les leçons du juge ont besoin du miroir"), VARIABLE
        )
    return claims.pairs(seed, most, split)


def _translation(seed: int, split: Split, most: int, options: Mapping[str, Any]) -> Iterator[Lesson]:
    from necker.sources.manifest import manifest

    given: list[translated.Translation] = []
    for name in options.get("made_from", ()):
        one = manifest(name)
        if one.reader == "tatoeba":
            given += translated.of_tatoeba(sentence_pairs(one.source()), one.licence, name)
        else:
            given += translated.translations([name], split)
    for number in range(most if given else 0):
        yield translated.translation(given, Dice("turns", "translation", seed, split, number), split)


LESSONS: dict[str, Callable[[int, Split, int, Mapping[str, Any]], Iterator[Lesson]]] = {
    **{name: _made(name) for name in MADE},
    "asked": _asked,
    "judge": _judge,
    "translation": _translation,
}
