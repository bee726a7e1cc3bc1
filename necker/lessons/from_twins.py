"""Pairs across languages from the pages on one subject in both: a claim of one page that the other page tells too.

A claim counts as told when nearly all of its words have their translation in one sentence of the other page, and its
dates, numbers and names stand there as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from necker.lessons.changed import Change, put
from necker.lessons.cuts import COMMENTS, RESTRICTIONS, resolved
from necker.lessons.dice import Dice
from necker.lessons.figures import altered
from necker.lessons.logic import change_negation, denied
from necker.lessons.named import change_people
from necker.lessons.pages import Page, Statement, usable
from necker.lessons.pair import Pair
from necker.lessons.quad import Evidence, Found, Quad, deal, not_told, sound, whole
from necker.lessons.world import World
from necker.text.lexicon import rarity, translations
from necker.text.normal import fold
from necker.text.words import content_stems

_SENTENCES = 4  # of each page that are compared
_TOLD = 0.92  # weighted share of the claim that must stand in the other sentence
_AS_MUCH = 0.8  # of the passage, for denying both
_LEAST_STEMS = 3


class Told(NamedTuple):
    """A claim made of a statement, and the statement in the other language that tells it."""

    claim: str
    statement: Statement
    passage: Statement


def found(world: World) -> list[Told]:
    """All that is told in both languages, in the order of the pages."""
    told: list[Told] = []
    for page in world.stock.pages:
        twin = world.twin(page)
        if twin is None or not page.prose:
            continue
        for mine in _statements(page):
            for claim in _claims(mine):
                there = next((other for other in _statements(twin) if _tells(claim, mine, other)), None)
                if there is not None:
                    told.append(Told(claim, mine, there))
    return told


def _statements(page: Page) -> list[Statement]:
    return [Statement(page, at, text) for at, text in enumerate(page.sentences[:_SENTENCES]) if usable(text)]


def _claims(statement: Statement) -> list[str]:
    """The statement whole, and with one or two things left out."""
    texts = {statement.text: 0}
    for _ in range(2):
        for text in list(texts):
            for way in (*COMMENTS, *RESTRICTIONS):
                shorter = way(text, statement.lang)
                if shorter:
                    texts.setdefault(shorter, 0)
    said = [resolved(statement, text) for text in texts]
    return [text for text in said if text is not None]


_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def _tells(claim: str, mine: Statement, other: Statement, least: float = _TOLD) -> bool:
    """Whether the other sentence says all that the claim says, up to a share."""
    lang, its = mine.lang, other.lang
    if denied(claim, lang) != denied(other.text, its):
        return False
    there = set(content_stems(other.text, its)) | set(content_stems(other.page.name, its))
    if any(fold(f) not in {fold(x) for x in _FIGURE.findall(other.text)} for f in _FIGURE.findall(claim)):
        return False
    weight = held = 0.0
    stems = set(content_stems(claim, lang))
    for stem in sorted(stems):
        rare = rarity(stem, lang)
        weight += rare
        words = translations(stem, lang)
        if stem in there or any(words.get(t, 0.0) >= 0.1 for t in there & words.keys()):
            held += rare
    return len(stems) >= _LEAST_STEMS and held >= least * weight


def _year(a: str, b: str, dice: Dice) -> tuple[str, str] | None:
    """The same figure of both texts made another."""
    here = {m[0]: m for m in re.finditer(r"(?<![\d.,])\d{2,4}(?![\d.,]\d|\d)", a)}
    there = {m[0]: m for m in re.finditer(r"(?<![\d.,])\d{2,4}(?![\d.,]\d|\d)", b)}
    both = sorted(figure for figure in here if figure in there and a.count(figure) == b.count(figure) == 1)
    if not both:
        return None
    old = dice.pick(both)
    new = altered(int(old), dice)
    if len(str(new)) != len(old) or (len(old) == 4 and new > 2026 > int(old)):
        new = int(old) - 1 - dice.below(9)
    return put(a, *here[old].span(), str(new)), put(b, *there[old].span(), str(new))


def _people(told: Told, dice: Dice) -> tuple[str, str] | None:
    """The same nationality of both made another: the tables stand in one order in both languages."""
    seed = dice.below(1 << 30)
    page = told.statement.page
    one = change_people(Statement(page, told.statement.at, told.claim), Dice(seed))
    two = change_people(told.passage, Dice(seed))
    return (one.text, two.text) if one and two else None


def _denials(claim: str, told: Told, world: World, dice: Dice) -> tuple[str, str] | None:
    """Both denied: sound only where the passage says no more than the claim, since "not A and B" leaves A open."""
    mine: Change | None = change_negation(claim, told.statement.lang, world.split, dice)
    theirs = change_negation(told.passage.text, told.passage.lang, world.split, dice)
    return (mine.text, theirs.text) if mine and theirs else None


def quad_of(told: Told, world: World, dice: Dice) -> Quad | None:
    """What is told in both languages, changed in both alike."""
    claim, passage = told.claim, told.passage
    both: tuple[str, str] | None = None
    kind = ""
    for kind in dice.several(("number", "number", "people", "negation"), 3):
        if kind == "number":
            both = _year(claim, passage.text, dice)
        elif kind == "people":
            both = _people(told, dice)
        elif _tells(passage.text, passage, Statement(told.statement.page, -1, claim), _AS_MUCH):
            both = _denials(claim, told, world, dice)
        if both is not None:
            break
    if both is None:
        return None
    page = passage.page
    context = (page.description,) if page.description else ()
    return Quad((claim, both[0]), (passage.text, both[1]), told.statement.lang, passage.lang, page.title, context,
                "translation", kind, page.source, page.licence)  # fmt: skip


def one(told: Sequence[Told], world: World, dice: Dice) -> Pair | None:
    """A pair from what is told in both languages, or None when what was drawn gives none."""
    which = dice.pick(told)
    quad = quad_of(which, world, dice)
    if quad is None or not sound(quad):
        return None

    def absent(claim: str, side: int, dice: Dice) -> Found:
        kind, other = "other_sentence", _other(which, dice)
        if other is None or dice.once_in(2):
            kind, other = "same_kind", world.same_kind(which.passage.page, dice)
        if other is None:
            return None
        evidence = Evidence(other.text, other.lang, other.page.title, ())
        return (kind, evidence, whole(claim)) if not_told(claim, quad.lang, evidence) else None

    return deal(quad, dice, absent)


def _other(told: Told, dice: Dice) -> Statement | None:
    """Another sentence of the page that tells it."""
    page = told.passage.page
    places = [i for i in range(len(page.sentences)) if i != told.passage.at]
    if not places:
        return None
    at = dice.pick(places)
    return Statement(page, at, page.sentences[at])
