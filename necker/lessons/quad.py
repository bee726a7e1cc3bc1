"""Two claims and two passages that differ in one thing: each claim follows from its own passage and is denied by the other.

That is what keeps a label from being read off the claim, or off the passage, alone: each of the four stands equally
often on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from necker.core.language import Lang
from necker.lessons.changed import differing, spans_of
from necker.lessons.dice import Dice
from necker.lessons.pair import LABELS, Pair
from necker.text.lexicon import translations
from necker.text.normal import fold
from necker.text.words import content_stems, words


@dataclass(frozen=True)
class Evidence:
    """A passage with what stands beside it, and where it comes from.  `context` pieces may be left out one by one."""

    text: str
    lang: Lang
    title: str
    context: tuple[str, ...]


@dataclass(frozen=True)
class Quad:
    """`claims[i]` follows from `passages[i]`; the others exclude each other.  `how` and `what` are the two kinds."""

    claims: tuple[str, str]
    passages: tuple[str, str]
    lang: Lang
    passage_lang: Lang
    title: str
    context: tuple[str, ...]
    how: str
    what: str
    source: str
    licence: str


Spans = tuple[tuple[int, int], ...]
Found = tuple[str, Evidence, Spans] | None
Absent = Callable[[str, int, Dice], Found]
"""From a claim and its side: a kind, evidence that does not tell, and the spans that it does not tell."""

_LARGEST = 3  # words that a claim may differ by more than its passages do


def sound(quad: Quad) -> bool:
    """Whether the change is still there in the claims, and is all that makes them differ."""
    c, s = quad.claims, quad.passages
    if c[0] == c[1] or s[0] == s[1] or not all(c):
        return False
    a, b, x, y = differing(*c)
    p, q, r, t = differing(*s)
    return (b - a) + (y - x) <= (q - p) + (t - r) + 8 * _LARGEST


def deal(quad: Quad, dice: Dice, absent: Absent) -> Pair | None:
    """One of the pairs; None when not every label can be given, so that no label prefers a claim."""
    side, label = dice.below(2), dice.pick(LABELS)
    claim = quad.claims[side]
    marks = _marks(quad)
    found = absent(claim, side, dice)
    if found is None:
        return None
    if label == "not_enough":
        kind, evidence, spans = found
    else:
        there = side if label == "supported" else 1 - side
        kind = quad.how if label == "supported" else quad.what
        evidence = Evidence(quad.passages[there], quad.passage_lang, quad.title, quad.context)
        spans = () if label == "supported" else spans_of(claim, quad.claims[1 - side])
    context = chosen_context(evidence.context, marks, dice)
    return Pair(
        claim, quad.lang, evidence.text, evidence.lang, evidence.title, context, label, kind, spans, quad.source, quad.licence
    )  # fmt: skip


def whole(claim: str) -> Spans:
    """The span of all of the claim but its full stop."""
    return ((0, len(claim.rstrip("."))),)


def _marks(quad: Quad) -> frozenset[str]:
    """The words by which the two sides differ, folded: nothing beside a passage may speak of them."""
    a, b, x, y = differing(*quad.passages)
    said = quad.passages[0][a:b] + " " + quad.passages[1][x:y]
    return frozenset(fold(w.text) for w in words(said) if len(w.text) > 2 or w.text.isdigit())


def chosen_context(pieces: Sequence[str], marks: frozenset[str], dice: Dice) -> str:
    """Some of the pieces that do not hold a mark; at times none."""
    kept = [p for p in pieces if not dice.once_in(5) and not marks & {fold(w.text) for w in words(p)}]
    return "" if dice.once_in(6) else " ".join(kept)


@lru_cache(maxsize=1 << 17)
def _stems(text: str, lang: Lang) -> frozenset[str]:
    return frozenset(content_stems(text, lang))


def unsaid(claim: str, lang: Lang, texts: Sequence[str], other: Lang) -> tuple[int, int]:
    """(content stems of the claim that no text holds, in its own words or translated; all of them)."""
    mine = _stems(claim, lang)
    there = frozenset().union(*(_stems(text, other) for text in texts))
    if lang == other:
        return len(mine - there), len(mine)
    missing = sum(1 for s in mine if s not in there and not there & translations(s, lang).keys())
    return missing, len(mine)


def not_told(claim: str, lang: Lang, evidence: Evidence) -> bool:
    """Whether so much of the claim is missing in the evidence, with all that stands beside it, that it cannot follow from it."""
    missing, total = unsaid(claim, lang, (evidence.text, evidence.title, *evidence.context), evidence.lang)
    return missing >= 2 and missing * 5 >= total * 2
