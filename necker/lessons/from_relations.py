"""Claims on who stands in what relation to whom, worded from the other end: a predecessor for who succeeded, a loser for who won.

A relation is a pattern that finds both ends in a sentence and templates that say it otherwise.  What is false has its
ends exchanged, or one end replaced by one that stands in the same relation elsewhere; the passages are changed likewise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from necker.lessons.cuts import VAGUE, resolved
from necker.lessons.dice import Dice
from necker.lessons.free import Elsewhere, Free, filled, inside
from necker.lessons.logic import denied
from necker.lessons.pages import Page, Statement
from necker.lessons.pair import Split, form_split
from necker.lessons.quad import Evidence, not_told
from necker.lessons.relation_forms import RELATIONS, Relation
from necker.lessons.world import World
from necker.text.normal import fold


class Told(NamedTuple):
    """A sentence that tells a relation: `a` and `b` are the spans of its ends, `name` what the first is called."""

    relation: Relation
    statement: Statement
    a: tuple[int, int]
    b: tuple[int, int]
    name: str

    @property
    def other(self) -> str:
        return self.statement.text[slice(*self.b)]


_GENERIC = re.compile(
    r"\b(?:it|they|he|she|them|him|her|this|these|which|who|that|il|elle|ils|elles|ce|cela|qui|que|celui|celle|lui|eux)\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:said|claimed|believed|supposedly|reportedly|perhaps|possibly|probably|may|might|legend|tradition|alleged\w*|selon|serait|aurait|peut-être|probablement|légende)\b",
    re.I,
)


def found(world: World) -> list[Told]:
    """All that is told, in the order of the statements."""
    out: list[Told] = []
    for lang in ("en", "fr"):
        for statement in world.stock.statements[lang]:
            out += _of_statement(statement, RELATIONS["fr" if lang == "fr" else "en"])
    return out


def _of_statement(statement: Statement, relations: Sequence[Relation]) -> Iterator[Told]:
    text, page = statement.text, statement.page
    if statement.at < 0 or len(text) > 320 or denied(text, statement.lang) or _OPEN.search(text):
        return
    for relation in relations:
        match = relation.pattern.search(text)
        if match is None:
            continue
        name = _called(match["a"], statement)
        other = match["b"]
        if (
            name is None
            or fold(other) in fold(name)
            or fold(name) in fold(other)
            or text.count(other) != 1
            or _GENERIC.search(other)
        ):
            continue
        if relation.first_only and (statement.at != 0 or fold(page.name) not in fold(name)):
            continue
        yield Told(relation, statement, match.span("a"), match.span("b"), name)
        return


def _called(said: str, statement: Statement) -> str | None:
    """What the claim calls the first end: the subject of the page for a pronoun."""
    page = statement.page
    if VAGUE.match(said + " "):
        known = resolved(statement, statement.text)
        return page.subject if known is not None and page.subject and known.startswith(page.subject) else None
    return None if _GENERIC.search(said) or ("," in said and page.subject != said) else said


class Relations:
    """All relations of one split and what stands at the other end of each."""

    def __init__(self, found: Sequence[Told], split: Split) -> None:
        self.all = tuple(found)
        self.split = split
        self.ends: dict[tuple[str, str], list[str]] = {}
        for one in self.all:
            self.ends.setdefault((one.relation.name, _shape(one.other)), []).append(one.other)


def _shape(end: str) -> str:
    article = re.match(r"(?:the|an?|les?|la|une?|des|du) |l['’]|d['’]", end, re.I)
    rest = end[article.end() :] if article else end
    return f"{article[0].lower() if article else ''}{rest[:1].isupper()}{min(rest.count(' '), 2)}"


def _false(one: Told, relations: Relations, dice: Dice) -> tuple[str, str, str] | None:
    """(the first end, the other end, the sentence) of what is told instead."""
    text = one.statement.text
    if one.relation.swaps:
        if not _name(one.name) or not _name(one.other):
            return None
        first, other = one.other, one.name
        begins = one.a[0] == 0
        swapped = (
            text[: one.a[0]]
            + (first[0].upper() + first[1:] if begins else first)
            + text[one.a[1] : one.b[0]]
            + inside(other)
            + text[one.b[1] :]
        )
        return first, inside(other), swapped
    new = dice.pick(relations.ends[one.relation.name, _shape(one.other)])
    whole = fold(" ".join((text, one.statement.page.title, one.statement.page.description)))
    if any(len(word) > 3 and word in whole for word in re.findall(r"\w+", fold(new))) or fold(new) in whole:
        return None
    return one.name, new, text[: one.b[0]] + new + text[one.b[1] :]


def _name(text: str) -> bool:
    return re.match(r"(?:the |la |le |l['’])?[A-ZÀ-Ý]", text) is not None


def one(relations: Relations, world: World, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim on one relation, and where to look for passages that do not tell it."""
    told = dice.pick(relations.all)
    false = _false(told, relations, dice)
    forms = [form for form in told.relation.forms if form_split(form) == relations.split]
    if false is None or not forms:
        return None
    mine = dice.once_in(2)
    page = told.statement.page
    a, b = (told.name, told.other) if mine else false[:2]
    claim = filled(dice.pick(forms), page.lang, a=inside(a), b=b)
    texts = (told.statement.text, false[2])
    about = re.compile("|".join(map(re.escape, {told.other, false[1]})))
    free = Free(
        claim, page.lang, page, told.statement.at, texts[0 if mine else 1], texts[1 if mine else 0], "relation", about,
        "" if told.relation.swaps else b, (), False,
    )  # fmt: skip
    return free, [
        lambda dice: _of_page(free, page, told, dice),
        lambda dice: _same_relation(free, told, relations, dice),
        lambda dice: _alike(free, told, world, dice),
    ]


def _of_page(free: Free, page: Page, told: Told, dice: Dice) -> tuple[str, Evidence] | None:
    left = [s for i, s in enumerate(page.sentences) if i != told.statement.at and not free.about.search(s)]
    evidence = Evidence(dice.pick(left), page.lang, page.title if page.named else "", ()) if left else None
    return ("other_sentence", evidence) if evidence is not None and not_told(free.claim, free.lang, evidence) else None


def _same_relation(free: Free, told: Told, relations: Relations, dice: Dice) -> tuple[str, Evidence] | None:
    """The same relation between others."""
    other = dice.pick(relations.all)
    if other.relation is not told.relation or other.statement.page is told.statement.page:
        return None
    text = other.statement.text
    evidence = Evidence(text, other.statement.lang, other.statement.title, ())
    return None if free.about.search(text) or fold(told.name) in fold(text) else ("other_subject", evidence)


def _alike(free: Free, told: Told, world: World, dice: Dice) -> tuple[str, Evidence] | None:
    other = world.alike(told.statement, dice)
    if other is None:
        return None
    evidence = Evidence(other.text, other.lang, other.title, ())
    return ("other_page", evidence) if not_told(free.claim, free.lang, evidence) else None
