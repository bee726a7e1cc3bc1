"""Pairs from questions with answers: the answer put into its question, and another answer of the same kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from necker.lessons.changed import put
from necker.lessons.dice import Dice
from necker.lessons.figures import altered
from necker.lessons.pair import Pair
from necker.lessons.quad import Evidence, Found, Quad, deal, not_told, sound, whole
from necker.lessons.sets import Answer


def _kind(answer: str) -> str:
    """Digits, or how many words a name has, with its article."""
    article = re.match(r"(?:the|le|la|l['’]) ?", answer, re.IGNORECASE)
    return (
        "figure" if re.search(r"\d", answer) else f"{article[0].lower() if article else ''}{min(answer.count(' '), 2)}"
    )


def _other_figure(answer: str, dice: Dice) -> str | None:
    """An answer with digits with its last figure changed; None for one without."""
    found = list(re.finditer(r"(?<![\d.,])\d{1,4}(?![.,]?\d)", answer))
    if not found:
        return None
    last = found[-1]
    return put(answer, *last.span(), str(altered(int(last[0]), dice)) if int(last[0]) else "1")


def quad_of(answer: Answer, others: Sequence[Answer], dice: Dice) -> Quad | None:
    """The claim with the answer and with another one of the same kind and language."""
    other = _other_figure(answer.answer, dice)
    if other is None:
        mine = [o for o in others if o.page.lang == answer.page.lang and _kind(o.answer) == _kind(answer.answer)]
        other = dice.pick(mine).answer if mine else answer.answer
    if other in answer.sentence or other in answer.claim or answer.answer in other:
        return None
    page = answer.page
    near = tuple(s for s in page.sentences if s != answer.sentence and answer.answer not in s)[:2]
    return Quad(
        (answer.claim.replace("{}", answer.answer), answer.claim.replace("{}", other)),
        (answer.sentence, answer.sentence.replace(answer.answer, other)),
        page.lang, page.lang, page.title, near, "question", "answer", page.source, page.licence,
    )  # fmt: skip


def one(answers: Sequence[Answer], dice: Dice) -> Pair | None:
    """A pair from one of the answers, or None when what was drawn gives none."""
    answer = dice.pick(answers)
    quad = quad_of(answer, answers, dice)
    if quad is None or not sound(quad):
        return None
    left = [s for s in answer.page.sentences if s != answer.sentence and answer.answer not in s]

    def absent(claim: str, side: int, dice: Dice) -> Found:
        if not left:
            return None
        evidence = Evidence(dice.pick(left), quad.lang, quad.title, ())
        return ("other_sentence", evidence, whole(claim)) if not_told(claim, quad.lang, evidence) else None

    return deal(quad, dice, absent)
