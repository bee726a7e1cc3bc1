"""The lessons of the judge: what every source gives, mixed, without repetition, the same bytes for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from necker.knowledge.library import Library
from necker.lessons import (
    from_amounts,
    from_answers,
    from_descriptions,
    from_facts,
    from_pages,
    from_places,
    from_questions,
    from_relations,
    from_rewording,
    from_translations,
    from_twins,
    sets,
)
from necker.lessons.contamination import Contamination, held_out
from necker.lessons.dice import Dice
from necker.lessons.free import Elsewhere, Free, deal
from necker.lessons.from_questions import Questions, question
from necker.lessons.from_relations import Relations
from necker.lessons.from_translations import TATOEBA, Translations
from necker.lessons.from_twins import Told
from necker.lessons.pages import of_split, pages_of
from necker.lessons.pair import Pair, Split, split_of
from necker.lessons.sets import Answer
from necker.lessons.world import World
from necker.sources.mirror import mirror_dir
from necker.sources.readers.texts import sentence_pairs
from necker.text.normal import fold

# How often each is drawn; a draw does not always give a pair.
_SHARES = (
    ("en", 36), ("fr", 42), ("translations", 24), ("twins", 5), ("answers", 1),
    ("reworded en", 110), ("reworded fr", 170), ("years", 20), ("questions", 9), ("descriptions", 70), ("relations", 8), ("amounts", 3), ("places", 4),
)  # fmt: skip
_IN_VAIN = 20_000  # draws in a row without a new pair after which there is nothing left to give


@dataclass(frozen=True)
class Material:
    """All that pairs are made of, of one split."""

    world: World
    told: tuple[Told, ...]
    translations: Translations | None
    answers: tuple[Answer, ...]
    labelled: tuple[Pair, ...]  # given as they are, once
    facts: tuple[from_facts.Fact, ...] = ()
    amounts: tuple[from_amounts.Amount, ...] = ()
    places: tuple[from_places.Placed, ...] = ()
    defined: tuple[from_descriptions.Defined, ...] = ()
    relations: Relations | None = None
    questions: Questions | None = None


def material(pack: Library | Path, split: Split, clean: Contamination) -> Material:
    """Reads the pack and, where there is a mirror, the sets in it; leaves out what `clean` holds."""
    found = list(pages_of(pack))
    mirror = mirror_dir() is not None
    if mirror:
        found += sets.paragraphs()
    world = World(clean.clean(of_split(found, split)), split)
    told = tuple(from_twins.found(world))
    given = Material(
        world, told, None, (), (), tuple(from_facts.found(world)), tuple(from_amounts.found(world)), tuple(from_places.found(world)),
        tuple(from_descriptions.found(world)), Relations(from_relations.found(world), split),
    )  # fmt: skip
    if not mirror:
        return given
    sentences = [(en, fr) for en, fr in sentence_pairs(TATOEBA) if not clean.holds(en) and not clean.holds(fr)]
    answers = tuple(
        answer
        for answer in sets.answers()
        if split_of(fold(answer.page.name)) == split and not clean.holds(answer.sentence)
        and any(clean.clean([answer.page]))
    )  # fmt: skip
    labelled = tuple(pair for pair in sets.rte3() if split_of(pair.passage) == split and not clean.holds(pair.passage))
    return replace(
        given, translations=Translations(sentences, split), answers=answers, labelled=labelled, questions=_questions(split, clean)
    )  # fmt: skip


def _questions(split: Split, clean: Contamination) -> Questions:
    """What people asked on the pages of one side."""
    found = (
        question(asked.page, asked.question, asked.answer)
        for asked in sets.asked()
        if split_of(fold(asked.page.name)) == split
        and not clean.holds(asked.question)
        and any(clean.clean([asked.page]))
    )
    return Questions(q for q in found if q is not None and not clean.holds(q.sentence))


def _kinds(given: Material) -> list[str]:
    """The sources that have something, as often as their share."""
    there = {
        "en": bool(given.world.stock.statements["en"]),
        "fr": bool(given.world.stock.statements["fr"]),
        "translations": given.translations is not None and bool(given.translations.all["en"]),
        "twins": bool(given.told),
        "answers": bool(given.answers),
        "reworded en": bool(given.world.stock.statements["en"]),
        "reworded fr": bool(given.world.stock.statements["fr"]),
        "years": bool(given.facts),
        "amounts": bool(given.amounts),
        "places": bool(given.places),
        "descriptions": bool(given.defined),
        "relations": given.relations is not None and bool(given.relations.all),
        "questions": given.questions is not None and bool(given.questions.all),
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
    if kind.startswith("reworded "):
        return from_rewording.one(given.world, "fr" if kind.endswith("fr") else "en", dice)
    if kind in ("years", "amounts", "places", "descriptions", "relations", "questions"):
        made = _free(given, kind, dice)
        return deal(made[0], dice, made[1]) if made is not None else None
    return from_pages.one(given.world, "fr" if kind == "fr" else "en", dice)


def _free(given: Material, kind: str, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim worded freely."""
    if kind == "years":
        return from_facts.one(given.facts, given.world, dice)
    if kind == "amounts":
        return from_amounts.one(given.amounts, given.world, dice)
    if kind == "places":
        return from_places.one(given.places, given.world, dice)
    if kind == "descriptions":
        return from_descriptions.one(given.defined, given.world, dice)
    if kind == "relations" and given.relations is not None:
        return from_relations.one(given.relations, given.world, dice)
    return from_questions.one(given.questions, dice) if given.questions is not None else None


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
