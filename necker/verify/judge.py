"""The judge: does a passage support a claim, contradict it, or neither?  The seam where a trained judge goes.

A judge sees one passage at a time, with its title and its page's description; verdicts are put together in check.py.
`WordJudge` scores by words alone: how much of the claim's weight the passage covers; the rules have the veto.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from necker.knowledge.passage import Passage
from necker.verify.aligned import copied, replaced
from necker.verify.claim import Claim
from necker.verify.clash import Clash
from necker.verify.match import Reading, Term, best_match, read
from necker.verify.names import lacks_subject, name_clashes, title_clash
from necker.verify.nations import nation_clashes
from necker.verify.negation import negation_clash
from necker.verify.reported import reported_clash
from necker.verify.rules import (
    degree_clash,
    direction_clash,
    life_clashes,
    opposite_clashes,
    quantity_clash,
    role_clash,
)
from necker.verify.values import date_clashes, number_clashes

# Set on the development and validation claims (benchmarks/data), by hand, in steps; see docs/log.md.
SUPPORT = 0.64  # share of the claim's weight that must be covered to say "supported"
CONTRADICT = 0.48  # share, without what clashes, from which a clashing value says "contradicted"
DENY = 0.5  # the same where only a negation or an opposite differs

_BESIDE = 0.9  # a word found in the neighbouring sentence
_ELSEWHERE = 0.75  # a word found elsewhere in the passage
_LEAST_SAID = 5.0  # weight of words and values from which a statement says enough to be supported by words alone
_VALUE_WEIGHT = 3.0  # what a number or a date adds to it
_MOST_WRONG_NAMES = 2  # names of a claim that one page may give otherwise
_SURNAME = 5.0  # rarity from which the last word of a title names it alone
_ABOUT = 0.7  # share of the title's weight that makes the page the claim's subject
_INSIDE = 0.6  # share of the claim that the quoted sentence must hold with the title, for support
_ELSEWHERE_SUPPORT = 0.75  # share needed of a page that is not about the claim's subject
_GLOSS = 0.95  # a word found in the page's description
_VALUE = 3.0  # what a number or a date weighs where the sentence is sought that a claim speaks of
COPIED = 0.8
"""Share of a claim that a sentence repeats in order, from which it is the sentence that the claim was taken from."""

LOCAL = (
    "negation",
    "opposite",
    "degree",
    "quantity",
    "role",
    "reported",
)  # what clashes with one sentence, not with the page


_PARENTHESIS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one passage says of a claim: both scores in [0, 1]; `spans` are the code points to quote."""

    passage: Passage
    supports: float
    contradicts: float
    spans: tuple[tuple[int, int], ...]
    coverage: float
    reason: str = ""
    clashes: tuple[Clash, ...] = field(default=())
    copied: float = 0.0  # share of the claim that the sentence in focus repeats in order
    about: bool = True  # whether the page is about the claim's subject
    denies: Clash | None = None  # the clash that contradicts
    inside: float = 0.0  # share of the claim that the sentence in focus holds with the title
    by_words: float = 0.0  # what the words alone say for the claim, where a network was asked instead
    p: Shares | None = None  # what the network says, calibrated; None where it was not asked
    unsupported: tuple[tuple[int, int], ...] = ()  # code points of the claim that the network finds unsupported
    scores: tuple[tuple[str, Shares], ...] = ()  # what each of several networks says, by its name


Shares = tuple[float, float, float]
"""Probabilities that a claim is supported, contradicted, neither."""

Case = tuple[Claim, Passage, Passage | None]
"""A claim, a passage, and the description of the passage's page."""


class Judge(Protocol):
    """What check.py needs of a judge.

    `bound` says its measured error and `sha256` which version of it that is, for the proof file; both are empty for a judge
    of rules.  `judge_many` gives one judgement for each case, in order.
    """

    @property
    def name(self) -> str: ...
    @property
    def bound(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    def judge_many(self, cases: Sequence[Case]) -> Sequence[Judgement]: ...


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words may be found, and what a word found there counts for."""

    reading: Reading
    discount: float


class WordJudge:
    """Scores by words, numbers, dates and names; no model."""

    name = "words-1"
    bound = sha256 = ""

    def judge_many(self, cases: Sequence[Case]) -> list[Judgement]:
        return [self.judge(*case) for case in cases]

    def judge(self, claim: Claim, passage: Passage, description: Passage | None) -> Judgement:
        mine = read(claim.text, "fr" if claim.lang == "fr" else "en")
        page = Page.of(claim, passage, description)
        return best_of(mine, page, [judge_sentence(mine, page, focus) for focus in range(len(page.readings))])


def best_of(claim: Reading, page: Page, judged: Sequence[Judgement]) -> Judgement:
    """The sentence of a passage that decides, of one judgement for each.

    Where the one that the claim was taken from clashes, no sentence beside it speaks in its place.
    """
    if any(clash.kind in LOCAL for i in page.homes(claim) for clash in judged[i].clashes):
        judged = [replace(one, supports=0.0) for one in judged]
    least = altered(judged)
    judged = [one if one.copied >= least else replace(one, supports=0.0) for one in judged]
    return max(judged, key=lambda one: (max(one.supports, one.contradicts), one.copied, one.coverage))


def altered(judged: Sequence[Judgement]) -> float:
    """How much of the claim the sentence repeats that it was taken from with a change; 0 if there is none.

    A looser sentence, which only lacks what was changed, must not speak for the claim.
    """
    shares = [one.copied for one in judged if one.clashes and not one.supports]
    return max((share for share in shares if share >= COPIED), default=0.0)


@dataclass(frozen=True, slots=True)
class Page:
    """A passage read sentence by sentence, with what its page says of itself and the subject the claim carries along."""

    passage: Passage
    spans: tuple[tuple[int, int], ...]
    readings: tuple[Reading, ...]
    title: Reading
    gloss: Reading | None
    subject: Reading | None

    @classmethod
    def of(cls, claim: Claim, passage: Passage, description: Passage | None) -> Page:
        spans = passage.sentences or ((0, len(passage.text)),)
        gloss = description if description is not None and description.id != passage.id else None
        return cls(
            passage,
            spans,
            tuple(read(passage.text[s:e], passage.lang) for s, e in spans),
            read(_PARENTHESIS.sub("", passage.title), passage.lang),
            read(gloss.text, gloss.lang) if gloss else None,
            read(_PARENTHESIS.sub("", claim.subject), "fr" if claim.lang == "fr" else "en") if claim.subject else None,
        )

    def places(self, focus: int) -> list[_Place]:
        found = [_Place(reading, _discount(i - focus)) for i, reading in enumerate(self.readings)]
        found.append(_Place(self.title, 1.0))
        return [*found, _Place(self.gloss, _GLOSS)] if self.gloss else found

    def homes(self, claim: Reading) -> list[int]:
        """The sentences that say most of the claim by themselves: there it is decided whether the two deny the same."""
        alone = [_alone(claim, reading) for reading in self.readings]
        return [i for i, share in enumerate(alone) if share > 0 and share == max(alone)]

    def is_about(self, claim: Reading) -> bool:
        """Whether the page is the claim's subject: its title, or the surname it ends with, stands in the claim or in the
        subject that the claim carries."""
        terms = claim.terms + (self.subject.terms if self.subject else ())
        spoken = [claim, self.subject] if self.subject else [claim]
        if number_clashes(self.title, spoken) or date_clashes(self.title, spoken):  # "Henry V", "Henry VIII"
            return False
        total = sum(t.weight for t in self.title.terms)
        met = sum(t.weight for t in self.title.terms if best_match(t, terms)[0] >= 0.75)
        if total > 0 and met >= _ABOUT * total:
            return True
        last = self.title.terms[-1] if self.title.terms else None
        if last is None or not last.name or last.weight < _SURNAME:
            return False
        return any(self._is_surname(t, terms) for t in terms if t.name and best_match(last, (t,))[0] >= 0.95)

    def _is_surname(self, found: Term, terms: Sequence[Term]) -> bool:
        """Whether the name stands alone or with words of the title: "Curie" may be Pierre, "Marie Curie" is not."""
        before = [t for t in terms if t.name and 0 < found.start - t.end <= 1]
        return all(best_match(t, self.title.terms)[0] >= 0.75 for t in before)


def judge_sentence(claim: Reading, page: Page, focus: int) -> Judgement:
    """The passage judged with one of its sentences in focus."""
    here, places, about = page.readings[focus], page.places(focus), page.is_about(claim)
    if not about:  # a sentence of another page must say it all itself
        places = [_Place(here, 1.0), _Place(page.title, 1.0)]
    weights, matched = _cover(claim, places, here)
    coverage = sum(weights) / (sum(t.weight for t in claim.terms) or 1.0)
    context = [here, *(p.reading for p in places if p.reading is not here)]
    own = page.title.terms + (page.subject.terms if page.subject else ())
    clashes = find_clashes(claim, here, context, matched, own)
    if (other := title_clash(claim, page.title)) is not None:
        clashes.append(other)
    if page.subject is not None and lacks_subject(page.subject, context):
        clashes.append(Clash("name", page.subject.text, None))
        about = False
    alone, _ = _cover(claim, [_Place(here, 1.0), _Place(page.title, 1.0)], here)
    inside = sum(alone) / (sum(t.weight for t in claim.terms) or 1.0)
    supports, contradicts, clash = _scores(claim, coverage, weights, clashes, about, inside)
    if inside < _INSIDE or (not about and supports < _ELSEWHERE_SUPPORT):
        supports = 0.0
    quoted = _quoted(claim, page.readings, page.spans, focus)
    return Judgement(
        page.passage,
        supports,
        contradicts,
        quoted,
        coverage,
        _reason(clash, clashes, coverage),
        tuple(clashes),
        copied(claim, here),
        about,
        clash,
        inside,
    )


def _alone(claim: Reading, sentence: Reading) -> float:
    """The weight of the claim's words, numbers and dates that one sentence holds."""
    missing = len(number_clashes(claim, [sentence])) + len(date_clashes(claim, [sentence]))
    values = max(0, len(claim.numbers) + len(claim.dates) - missing)
    return sum(best_match(t, sentence.terms)[0] * t.weight for t in claim.terms) + _VALUE * values


def find_clashes(
    claim: Reading, focus: Reading, context: Sequence[Reading], matched: Sequence[Term], own: Sequence[Term]
) -> list[Clash]:
    """All that the rules object to; a sentence does not clash with itself."""
    if claim.text == focus.text and claim.lang == focus.lang:
        return []
    single = (
        negation_clash(claim, focus, matched),
        degree_clash(claim, focus),
        quantity_clash(claim, focus),
        role_clash(claim, focus),
        direction_clash(claim, focus),
        reported_clash(claim, focus),
    )
    names = name_clashes(claim, context, focus, own)
    named = {clash.said for clash in names}
    return [
        *number_clashes(claim, context),
        *date_clashes(claim, context),
        *names,
        *(clash for clash in nation_clashes(claim, context, focus) if clash.said not in named),
        *replaced(claim, focus, own),
        *opposite_clashes(claim, focus),
        *life_clashes(claim, focus),
        *(clash for clash in single if clash is not None),
    ]


def _discount(distance: int) -> float:
    return 1.0 if distance == 0 else _BESIDE if abs(distance) == 1 else _ELSEWHERE


def _cover(claim: Reading, places: Sequence[_Place], focus: Reading) -> tuple[list[float], list[Term]]:
    """The covered weight of each of the claim's terms, and the terms of the focus sentence that cover one."""
    weights, matched = [], []
    for term in claim.terms:
        best = 0.0
        for place in places:
            if place.discount <= best:
                continue
            score, which = best_match(term, place.reading.terms)
            best = max(best, score * place.discount)
            if place.reading is focus and which is not None and score >= 0.6:
                matched.append(which)
        weights.append(best * term.weight)
    return weights, matched


def _scores(
    claim: Reading, coverage: float, weights: Sequence[float], clashes: Sequence[Clash], about: bool, inside: float
) -> tuple[float, float, Clash | None]:
    """(supports, contradicts, the clash that contradicts).  Only a page about the claim's subject can contradict it.

    `inside` is the share of the claim that the sentence in focus holds with the title: a sentence that says little of the
    claim cannot deny it.
    """
    if not clashes:
        said = sum(t.weight for t in claim.terms) + _VALUE_WEIGHT * (len(claim.numbers) + len(claim.dates))
        return (coverage if said >= _LEAST_SAID else 0.0), 0.0, None
    if any(
        c.kind == "reported" for c in clashes
    ):  # what is said of a thing and what is so cannot contradict each other
        return 0.0, 0.0, None
    words = {c.said for c in clashes if c.kind in ("name", "opposite")}
    rest = [(w, t.weight) for w, t in zip(weights, claim.terms, strict=True) if t.text not in words]
    subject = claim.terms[0].text if claim.terms else None
    total = sum(weight for _, weight in rest)
    share = sum(w for w, _ in rest) / total if total else 0.0
    absent = [c for c in clashes if c.kind == "name" and (c.found is None or len(words) > _MOST_WRONG_NAMES)]
    for clash in clashes:
        if absent and clash.kind != "place":  # a page without the claim's names speaks of something else
            break
        needed = CONTRADICT if clash.kind in ("number", "date", "degree", "role") else DENY
        # So too where another name stands in the place of the subject: only a sentence on the same deed can deny who did it.
        local = clash.kind in ("negation", "opposite", "quantity") or (clash.kind == "name" and clash.said == subject)
        said_here = not local or inside >= needed
        if about and clash.found is not None and share >= needed and said_here:
            return 0.0, share, clash
    return 0.0, 0.0, None


def _quoted(
    claim: Reading, readings: Sequence[Reading], spans: Sequence[tuple[int, int]], focus: int
) -> tuple[tuple[int, int], ...]:
    """The focus sentence, then at most two others that hold a word or a value of the claim which it lacks."""
    chosen = [focus]
    here = readings[focus]
    lacking = [t for t in claim.terms if best_match(t, here.terms)[0] < 0.6]
    for i, other in enumerate(readings):
        if (
            i != focus
            and len(chosen) < 3
            and any(best_match(t, other.terms)[0] >= 0.9 for t in lacking if t.weight > 3)
        ):
            chosen.append(i)
            lacking = [t for t in lacking if best_match(t, other.terms)[0] < 0.9]
    return tuple(spans[i] for i in chosen)


def _reason(clash: Clash | None, clashes: Sequence[Clash], coverage: float) -> str:
    if clash is not None:
        return f"{clash.kind}: {clash.said} / {clash.found}"
    if clashes:
        first = next((c for c in clashes if c.kind == "reported"), clashes[0])
        return (
            f"{first.kind} not found: {first.said}"
            if first.found is None
            else f"{first.kind}: {first.said} / {first.found}"
        )
    return f"words covered: {coverage:.2f}"
