"""Questions on a passage: the answer with the quotation that it rests on, or that it is not said there.

The passage is what a search gives.  It is of the made world (made.py), in the language of the question or in the other
one; or a paragraph of Wikipedia with a question that people asked on it (PIAF, QED).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pages import Page
from necker.lessons.pair import Split, split_of
from necker.lessons.sets import Asked, asked
from necker.lessons.turns.forms import Structure, capital, filled, question, told, worded
from necker.lessons.turns.made import FILE, KINDS, Passage, Thing, passage, relations, stated, thing
from necker.lessons.turns.turn import Lesson, Parts, assistant, called, cited, user
from necker.text.normal import fold
from necker.text.words import content_stems

ASKED = "di"  # kinds of questions on facts
_LEAST, _MOST = 120, 1400  # characters of a paragraph that is shown


def other(lang: Lang) -> Lang:
    return "fr" if lang == "en" else "en"


def ordered(dice: Dice, kind: str, most: int) -> list[str]:
    """At most some relations of a kind, in a drawn order."""
    return dice.several(relations(kind), most)


def on_made(dice: Dice, split: Split, lang: Lang, answerable: bool | None = None) -> Lesson:
    """A question on something of the made world; three in four can be answered, unless it is said whether."""
    kind = dice.pick(KINDS)
    of, near = thing(kind, dice, split), thing(kind, dice, split)
    there = other(lang) if dice.once_in(3) else lang
    chosen = ordered(dice, kind, 5)
    can = not dice.once_in(4) if answerable is None else answerable
    missing = [name for name in relations(kind) if name not in chosen]
    relation = dice.pick(chosen)
    found = of
    if not can and (not missing or dice.once_in(2)):
        found = near if near.name != of.name else of  # what was found is about another one
        can = found is of
    elif not can:
        relation = dice.pick(missing)
    page = passage(found, chosen, there, split, dice)
    asks = question(FILE, relation, lang, split, dice, ASKED)
    return _asked(of, relation, asks, page, lang, split, dice, can)


def _asked(
    of: Thing, relation: str, asks: Structure, page: Passage, lang: Lang, split: Split, dice: Dice, can: bool
) -> Lesson:
    values = {"t": of.name.in_(lang)}
    query = filled(told(FILE, relation, page.lang, dice, "k"), page.lang, {"t": of.title(page.lang)})
    pages = [page.page]
    if dice.once_in(3):  # another page beside it, that is about something else
        kind = dice.pick([kind for kind in KINDS if kind != of.kind])
        pages.append(passage(thing(kind, dice, split), ordered(dice, kind, 3), page.lang, split, dice).page)
    telling = page.telling(relation) if can else None
    if telling is None:
        answer: tuple[str | Parts, ...] = (told("asked", "unanswered", lang, dice),)
    else:
        said = stated(told(FILE, relation, lang, dice), of, of.facts[relation], lang)
        answer = (said, cited(telling.text, "supported"))
    result = "\n\n".join(dice.turned(pages))
    parts = user(worded(asks, lang, values, of.gender(lang))) + assistant(called("search", query, result), *answer)
    kind = "answered" if telling is not None else "unanswered"
    task = f"{kind} {relation}" + ("" if page.lang == lang else " across")
    return Lesson(parts, lang, meta=(("task", task), ("form", asks.form), ("title", of.title(lang))))


# ---- what people asked


@dataclass(frozen=True)
class Paragraphs:
    """Questions of people with their paragraphs, of one side."""

    every: tuple[tuple[Asked, str], ...]  # with the sentence that holds the answer
    pages: tuple[Page, ...]

    @classmethod
    def of(cls, found: Sequence[Asked], split: Split) -> Paragraphs:
        """Those with one sentence that holds the answer once, on pages of the side."""
        every = [(one, told) for one in found if split_of(fold(one.page.name)) == split and (told := _telling(one))]
        return cls(tuple(every), tuple(dict.fromkeys(one.page for one, _ in every)))

    @classmethod
    def read(cls, split: Split) -> Paragraphs:
        """PIAF and QED, from the mirror."""
        return cls.of(list(asked()), split)


def _telling(one: Asked) -> str | None:
    text, answer = " ".join(one.page.sentences), one.answer.strip()
    holding = [sentence for sentence in one.page.sentences if answer in sentence]
    fits = answer and len(answer) < 120 and _LEAST < len(text) < _MOST and len(holding) == 1
    alone = _alone(one.question.strip())
    return holding[0] if fits and alone and text.count(answer) == 1 and re.search(r"\w", answer) else None


_ELSEWHERE = re.compile(
    r"\b(?:ils?|elles?|celui-ci|celle-ci|ce|cet|cette|ces|they|he|she|it|his|her|their|this|these)\b", re.I
)


def _alone(question: str) -> bool:
    """Whether a question says what it is about: not too short, and a name where a pronoun could mean something else."""
    named = re.search(r"\b[A-ZÀ-Ý]", question[1:]) is not None
    return question.count(" ") >= 4 and (named or _ELSEWHERE.search(question) is None)


def on_paragraph(given: Paragraphs, dice: Dice) -> Lesson | None:
    """A question of somebody on a paragraph; once in five times the paragraph is another one, which does not tell."""
    one, telling = dice.pick(given.every)
    lang, page = one.page.lang, one.page
    text = one.question.strip()
    text = text[0].upper() + text[1:]
    text += "" if text.endswith("?") else " ?" if lang == "fr" else "?"
    shown, alone = page, dice.once_in(5)
    if alone:
        shown = dice.pick(given.pages)
        if shown.lang != lang or shown.title == page.title or _near(one, shown):
            return None
    result = f"{shown.title}\n{' '.join(shown.sentences)}"
    if alone:
        spoken: tuple[str | Parts, ...] = (told("asked", "unanswered", lang, dice),)
    else:
        answer = one.answer.strip().rstrip(".")
        spoken = (capital(told("asked", "found", lang, dice).replace("{v}", answer)), cited(telling, "supported"))
    parts = user(text) + assistant(called("search", text, result), *spoken)
    meta = (("task", "unanswered asked" if alone else "answered asked"), ("title", shown.title))
    return Lesson(parts, lang, shown.licence, meta)


def _near(one: Asked, shown: Page) -> bool:
    """Whether another paragraph could tell it after all: it names the page, the answer, or half of what is asked."""
    text = fold(" ".join([shown.title, *shown.sentences]))
    if fold(one.answer.strip()) in text or fold(one.page.name) in text:
        return True
    stems, here = set(content_stems(one.question, one.page.lang)), set(content_stems(text, one.page.lang))
    return 2 * len(stems & here) >= max(1, len(stems))
