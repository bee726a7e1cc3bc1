"""Small tasks around a question: its sentence split into claims, a pronoun resolved, search words, the type of answer."""

from __future__ import annotations

import re
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.lessons.turns.forms import Gender, Structure, asking, cores, filled, normal_form, question, told, worded
from necker.lessons.turns.made import (
    FILE,
    KINDS,
    RELATIONS,
    TYPES,
    Thing,
    opening,
    passage,
    relations,
    stated,
    statements,
    thing,
)
from necker.lessons.turns.people import THINGS, cities, person
from necker.lessons.turns.turn import Lesson, assistant, user

TASKS = ("split", "pronoun", "query", "type")
_NAMES: dict[Lang, dict[str, str]] = {
    "en": {name: name for name in ("date", "place", "number", "person")}
    | {"subject": "field of study", "prize": "name of a prize", "yes_no": "yes or no", "reason": "reason", "definition": "definition"},
    "fr": {"date": "date", "place": "lieu", "number": "nombre", "person": "personne", "subject": "matière", "prize": "nom d'un prix",
           "yes_no": "oui ou non", "reason": "raison", "definition": "définition"},
}  # fmt: skip
_OTHERS = ("yes_no", "reason", "definition")


def piece(dice: Dice, split: Split, lang: Lang, task: str | None = None) -> Lesson:
    """One lesson of one of TASKS, unless it is named."""
    task = dice.pick(TASKS) if task is None else task
    return {"split": _split, "pronoun": _pronoun, "query": _query, "type": _type}[task](dice, split, lang)


def _lesson(task: str, lang: Lang, said: str, answer: str, form: str) -> Lesson:
    return Lesson(user(said) + assistant(answer), lang, meta=(("task", task), ("form", normal_form(form))))


# ---- a sentence of several facts


_OWN = re.compile(r",| and | et ")  # of a sentence that joins or inserts something itself


class Joined(NamedTuple):
    """Several facts in one sentence, each fact alone, and the templates it was made of."""

    text: str
    claims: tuple[str, ...]
    forms: tuple[str, ...]


def joined(of: Thing, told_: list[str], lang: Lang, split: Split, dice: Dice, first: bool) -> Joined | None:
    """Facts whose sentences begin with their subject, said of it together: "Ada was born in Lyon and settled in Turin."

    None where fewer than two can be.
    """
    made: list[tuple[str, str]] = []
    for relation in told_:
        forms = [
            form for form in statements(relation, lang, split) if form.startswith("{t} ") and not _OWN.search(form)
        ]
        if forms:
            form = dice.pick(forms)
            made.append((form, stated(form, of, of.facts[relation], lang)))
    sentences = [opening(of, lang)] * first + [text for _, text in made]
    if len(sentences) < 2 or not made:
        return None
    head = filled("{t}", lang, {"t": of.name.in_(lang)})
    rest = [sentence.removeprefix(head).strip().removesuffix(".") for sentence in sentences]
    last = " and " if lang == "en" else " et "
    text = f"{head} {', '.join(rest[:-1])}{last}{rest[-1]}."
    return Joined(text, tuple(sentences), tuple(form for form, _ in made))


def _split(dice: Dice, split: Split, lang: Lang) -> Lesson:
    while True:
        kind = dice.pick(KINDS)
        of, count = thing(kind, dice, split), 2 + dice.below(3)
        found = joined(of, dice.several(relations(kind), count), lang, split, dice, not dice.once_in(3))
        if found is not None:
            break
    frame = asking("split", lang, split, dice)
    lines = "\n".join(f"- {claim}" for claim in found.claims)
    return _lesson("split", lang, frame.replace("{s}", found.text), lines, frame.replace("{s}", " ".join(found.forms)))


# ---- a pronoun


def _pronoun(dice: Dice, split: Split, lang: Lang) -> Lesson:
    while True:
        kind = dice.pick(KINDS)
        of = thing(kind, dice, split)
        page = passage(of, dice.several(relations(kind), 2 + dice.below(3)), lang, split, dice)
        last = page.sentences[-1]
        if last.text != last.named:
            break
    frame = asking("pronoun", lang, split, dice)
    return _lesson("pronoun", lang, frame.replace("{p}", page.text), last.named, frame.replace("{p}", last.form))


# ---- questions: what to search for, and what sort of thing is asked for


class Question(NamedTuple):
    """A question, with its template, the type of its answer, and the words to search for ("" where there is no fact)."""

    text: str
    form: str
    type: str
    query: str


def _asked(dice: Dice, split: Split, lang: Lang, relation: str) -> Question:
    of = thing(relation.split(".")[0], dice, split)
    core = dice.pick([text for _, text in cores(FILE, relation, lang, split, "d")])
    text = worded(Structure("@", core, "d"), lang, {"t": of.name.in_(lang)}, of.gender(lang))
    return Question(
        text, core, TYPES[relation], filled(told(FILE, relation, lang, dice, "k"), lang, {"t": of.title(lang)})
    )


def _asking(split: Split, lang: Lang) -> list[str]:
    """The relations that have a whole question on this side: nearly all."""
    return [name for name in RELATIONS if cores(FILE, name, lang, split, "d")]


def _query(dice: Dice, split: Split, lang: Lang) -> Lesson:
    found = _asked(dice, split, lang, dice.pick(_asking(split, lang)))
    frame = asking("query", lang, split, dice)
    return _lesson("query", lang, frame.replace("{q}", found.text), found.query, frame.replace("{q}", found.form))


def _type(dice: Dice, split: Split, lang: Lang) -> Lesson:
    """Each type equally often."""
    wanted = dice.pick(tuple(_NAMES["en"]))
    if wanted in _OTHERS:
        found = _other(dice, split, lang, wanted)
    else:
        found = _asked(dice, split, lang, dice.pick([name for name in _asking(split, lang) if TYPES[name] == wanted]))
    frame = asking("type", lang, split, dice)
    answer = _NAMES[lang][wanted]
    return _lesson("type", lang, frame.replace("{q}", found.text), answer, frame.replace("{q}", found.form))


def _other(dice: Dice, split: Split, lang: Lang, wanted: str) -> Question:
    """A question that no fact of the world answers."""
    who = person(dice, split)
    many = THINGS[lang]
    at = dice.below(len(many))
    values = {"t": who.name, "v": dice.pick(cities()).in_(lang), "y": many[at][1]}
    values["w"] = f"{'an' if many[at][1][0] in 'aeio' else 'a'} {many[at][1]}"
    gender: Gender = who.gender
    if wanted == "definition":
        gender = "f" if THINGS["fr"][at][1] in _FEMININE else "m"
    found = question("asked", wanted, lang, split, dice, "d")._replace(frame="@")
    return Question(worded(found, lang, values, gender), found.core, wanted, "")


_FEMININE = frozenset("pomme bille carte bouteille chaise orange bougie assiette".split())
