"""Claims to be checked: the passage that a search gives, the verdict, the quotation that it rests on.

Of the made world, whose facts are known, a claim is true, wrong in its number, date or entity, denied, compared, or on
what the passage does not tell.  The other claims are the pairs of the judge (mix.py), as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.lessons.contamination import Contamination, held_out
from necker.lessons.dice import Dice
from necker.lessons.mix import generate
from necker.lessons.pair import LABELS, Label, Pair, Split
from necker.lessons.turns.forms import asking, filled, normal_form, table, told
from necker.lessons.turns.grounded import ordered, other
from necker.lessons.turns.made import FILE, KINDS, SINGLE, TYPES, Thing, passage, relations, stated, statements, thing
from necker.lessons.turns.turn import Lesson, Parts, assistant, called, cited, user
from necker.tools.calculation import number_text

# Claims on the size of a number, and whether the value must be above what is said.
_BOUNDS: dict[Lang, tuple[tuple[str, bool], ...]] = {
    "en": (("more than {v}", True), ("fewer than {v}", False)),
    "fr": (("plus de {v}", True), ("moins de {v}", False)),
}
_MEASURED = ("bridge.length", "town.area")  # less, not fewer
_BOUNDED: dict[Lang, dict[str, str]] = {
    "en": {
        "town.population": "{t} has {b} inhabitants.", "company.staff": "{t} has {b} employees.",
        "book.pages": "{t} has {b} pages.", "person.children": "{t} had {b} children.",
        "bridge.length": "{t} has a length of {b} metres.", "town.area": "{t} covers {b} square kilometres.",
    },
    "fr": {
        "town.population": "{t} compte {b} habitants.", "company.staff": "{t} compte {b} salariés.",
        "book.pages": "{t} compte {b} pages.", "person.children": "{t} a eu {b} enfants.",
        "bridge.length": "{t} mesure {b} mètres de long.", "town.area": "{t} couvre {b} kilomètres carrés.",
    },
}  # fmt: skip


# The dates of a life exclude each other: what says nothing of the one may yet deny a wrong date of the other.
_LIFE = ("person.birth", "person.death")


class Claim(NamedTuple):
    """What is claimed, the template it was made of ("" when none), and how it came to be true or wrong."""

    text: str
    form: str
    kind: str


def on_made(dice: Dice, split: Split, lang: Lang, label: Label | None = None) -> Lesson:
    """A claim on something of the made world; each label equally often, unless it is named."""
    verdict: Label = dice.pick(LABELS) if label is None else label
    there = other(lang) if dice.once_in(4) else lang
    fitting: list[str] = []
    while not fitting:
        kind = dice.pick(KINDS)
        chosen = ordered(dice, kind, 4)
        missing = [name for name in relations(kind) if name not in chosen]
        single = [name for name in chosen if name in SINGLE]
        fitting = {"supported": chosen, "contradicted": single, "not_enough": missing}[verdict]
    of, near, relation = thing(kind, dice, split), thing(kind, dice, split), dice.pick(fitting)
    made = claimed(of, near, relation, verdict, lang, split, dice)
    page = passage(of, chosen, there, split, dice)
    telling = page.telling(relation)
    query = filled(told(FILE, relation, there, dice, "k"), there, {"t": of.title(there)})
    quote = telling.text if telling is not None else ""
    task = f"{verdict} {made.kind}" + ("" if there == lang else " across")
    return _checked(made, lang, query, page.page, verdict, quote, split, dice, (("task", task), ("relation", relation)))


def claimed(of: Thing, near: Thing, relation: str, label: Label, lang: Lang, split: Split, dice: Dice) -> Claim:
    """A claim on a relation that has the label for whoever knows the fact (or, of not_enough, does not)."""
    value, wrong = of.facts[relation], near.facts[relation]
    if label == "not_enough" and relation in _LIFE:
        wrong = value
    single = relation in SINGLE and wrong != value
    way = dice.below(4)
    if way == 0 and value.size is not None and value.size > 2 and relation in _BOUNDED[lang]:
        return _bounded(of, relation, label, lang, dice)
    if (way == 1 and single) or (label == "contradicted" and not single):
        denied, form = value if label == "contradicted" else wrong, told(FILE, relation, lang, dice, "n")
        return Claim(stated(form, of, denied, lang), form, "negation")
    false = label == "contradicted" or (label == "not_enough" and dice.once_in(2))
    form = dice.pick(statements(relation, lang, split))
    kind = {"number": "number", "date": "date"}.get(TYPES[relation], "entity")
    return Claim(stated(form, of, wrong if false else value, lang), form, kind if label == "contradicted" else "fact")


def _bounded(of: Thing, relation: str, label: Label, lang: Lang, dice: Dice) -> Claim:
    """More or less than a number that is clearly another one."""
    size = of.facts[relation].size or 0
    words, above = dice.pick(_BOUNDS[lang])
    words = words.replace("fewer", "less") if relation in _MEASURED else words
    holds = dice.once_in(2) if label == "not_enough" else label == "supported"
    lower = max(1, size - 1 - dice.below(max(1, size // 2)))
    bound = lower if above == holds else size + 1 + dice.below(max(2, size // 2))
    values = {"t": of.name.in_(lang), "b": words.replace("{v}", number_text(bound, lang))}
    form = _BOUNDED[lang][relation]
    return Claim(filled(form, lang, values, of.gender(lang)), form.replace("{b}", words), "comparison")


def _checked(
    claim: Claim, lang: Lang, query: str, result: str, label: Label, quote: str, split: Split, dice: Dice,
    meta: tuple[tuple[str, str], ...], licence: str = "CC0-1.0",
) -> Lesson:  # fmt: skip
    frame = asking("claim", lang, split, dice)
    spoken: tuple[str | Parts, ...] = (dice.pick(table("asked")[label, lang]["a"]), cited(quote, label))
    parts = user(frame.replace("{c}", claim.text)) + assistant(called("search", query, result), *spoken)
    form = (("form", normal_form(frame.replace("{c}", claim.form))),) if claim.form else ()
    return Lesson(parts, lang, licence, (*meta, *form))


# ---- the pairs of the judge


def pairs(seed: int, count: int, split: Split, clean: Contamination | None = None) -> Iterator[Lesson]:
    """The judge's lessons from the sets of the mirror, without any pack, as conversations."""
    given = generate(Library([]), seed, count, split, held_out() if clean is None else clean)
    for number, pair in enumerate(given):
        yield of_pair(pair, split, Dice("pair", seed, split, number))


def of_pair(pair: Pair, split: Split, dice: Dice) -> Lesson:
    """A pair of the judge: it quotes the passage, where that says something of the claim."""
    text = pair.passage if not pair.context or dice.once_in(2) else f"{pair.passage} {pair.context}"
    result = f"{pair.title}\n{text}" if pair.title else text
    query = pair.title or pair.claim
    quote = "" if pair.label == "not_enough" else pair.passage
    meta = (("task", f"{pair.label} {pair.kind}"), ("from", pair.source))
    claim = Claim(pair.claim, "", pair.kind)
    return _checked(claim, pair.lang, query, result, pair.label, quote, split, dice, meta, pair.licence)
