"""The lessons of the judge: what every source gives, mixed, without repetition, the same bytes for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from necker.knowledge.library import Library
from necker.lessons import from_answers, from_pages, from_translations, from_twins, sets
from necker.lessons.contamination import Contamination, held_out
from necker.lessons.dice import Dice
from necker.lessons.from_translations import TATOEBA, Translations
from necker.lessons.from_twins import Told
from necker.lessons.pages import of_split, pages_of
from necker.lessons.pair import Pair, Split, split_of
from necker.lessons.sets import Answer
from necker.lessons.world import World
from necker.sources.mirror import mirror_dir
from necker.sources.texts import sentence_pairs
from necker.text.normal import fold

# Of 200 draws; a draw does not always give a pair.
_SHARES = (("en", 68), ("fr", 80), ("translations", 42), ("twins", 8), ("answers", 2))
_IN_VAIN = 20_000  # draws in a row without a new pair after which there is nothing left to give


@dataclass(frozen=True)
class Material:
    """All that pairs are made of, of one split."""

    world: World
    told: tuple[Told, ...]
    translations: Translations | None
    answers: tuple[Answer, ...]
    labelled: tuple[Pair, ...]  # given as they are, once


def material(pack: Library | Path, split: Split, clean: Contamination) -> Material:
    """Reads the pack and, where there is a mirror, the sets in it; leaves out what `clean` holds."""
    found = list(pages_of(pack))
    mirror = mirror_dir() is not None
    if mirror:
        found += sets.paragraphs()
    world = World(clean.clean(of_split(found, split)), split)
    told = tuple(from_twins.found(world))
    if not mirror:
        return Material(world, told, None, (), ())
    sentences = [(en, fr) for en, fr in sentence_pairs(TATOEBA) if not clean.holds(en) and not clean.holds(fr)]
    answers = tuple(
        answer
        for answer in sets.answers()
        if split_of(fold(answer.page.name)) == split and not clean.holds(answer.sentence)
        and any(clean.clean([answer.page]))
    )  # fmt: skip
    labelled = tuple(pair for pair in sets.rte3() if split_of(pair.passage) == split and not clean.holds(pair.passage))
    return Material(world, told, Translations(sentences, split), answers, labelled)


def _kinds(given: Material) -> list[str]:
    """The sources that have something, as often as their share."""
    there = {
        "en": bool(given.world.stock.statements["en"]),
        "fr": bool(given.world.stock.statements["fr"]),
        "translations": given.translations is not None and bool(given.translations.all["en"]),
        "twins": bool(given.told),
        "answers": bool(given.answers),
    }
    return [name for name, share in _SHARES if there[name] for _ in range(share)]


def drawn(given: Material, kinds: list[str], dice: Dice) -> Pair | None:
    """One draw."""
    kind = dice.pick(kinds)
    if kind == "translations" and given.translations is not None:
        return from_translations.one(given.translations, given.world.split, dice)
    if kind == "twins":
        return from_twins.one(given.told, given.world, dice)
    if kind == "answers":
        return from_answers.one(given.answers, dice)
    return from_pages.one(given.world, "fr" if kind == "fr" else "en", dice)


def lessons(given: Material, seed: int, count: int, clean: Contamination) -> Iterator[Pair]:
    """At most `count` pairs, no claim twice; fewer when nothing new is found any more.

    Claims and not pairs: to leave out the pairs that were given would leave out those of one label more often.
    """
    kinds, seen = _kinds(given), set[bytes]()
    numbers = iter(range(1 << 60))
    vain, left = 0, count
    first = list(given.labelled)
    while left > 0 and (first or kinds) and vain < _IN_VAIN:
        pair = first.pop() if first else drawn(given, kinds, Dice("lesson", seed, given.world.split, next(numbers)))
        key = hashlib.blake2b(pair.claim.encode(), digest_size=8).digest() if pair else b""
        if pair is None or key in seen or clean.holds(pair.claim):
            vain += 1
            continue
        vain, left = 0, left - 1
        seen.add(key)
        yield pair


def generate(
    pack: Library | Path, seed: int, count: int, split: Split, clean: Contamination | None = None
) -> Iterator[Pair]:
    """`count` labelled pairs of a split from a pack, and from the mirror where there is one; see `lessons`.

    `clean` says what must not occur: the tests that are known here (contamination.held_out) when it is not given.
    Labels are drawn evenly for each claim, so that all three are equally likely whatever the claim is.
    """
    clean = held_out() if clean is None else clean
    yield from lessons(material(pack, split, clean), seed, count, clean)
