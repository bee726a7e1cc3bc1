"""Denials: whether a claim and a sentence deny the same thing.  Where the words of denial stand is read in match.py."""

from __future__ import annotations

import re
from collections.abc import Sequence

from necker.verify.clash import Clash
from necker.verify.match import Reading, Term

_SCOPE = 25  # code points around the words that a claim speaks of in which a negation can be theirs
_ONE_DENIAL = 40  # code points between two words of one denial
_GOES_ON = re.compile(r"(?:ni|nor|aucune?|jamais|nulle?|no|ne)\b|n['’]", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|,\s|\b(?:and|but|or|et|mais|ou|puis|then)\b", re.IGNORECASE)  # "he left and never returned"


def _times(text: str, negations: Sequence[int]) -> int:
    """How many times something is denied: "n'a ni ..., ni ..." does so once, "n'est pas ... sans" twice."""
    goes_on = [
        i > 0 and at - negations[i - 1] <= _ONE_DENIAL and bool(_GOES_ON.match(text, at))
        for i, at in enumerate(negations)
    ]
    return len(goes_on) - sum(goes_on)


def _denials(reading: Reading, about: Sequence[Term]) -> list[int]:
    """The negations among these words, or near them and in their clause."""
    low, high = min((t.start for t in about), default=0), max((t.end for t in about), default=len(reading.text))
    near_by = [p for p in reading.negations if low - _SCOPE <= p <= high + _SCOPE]
    return [p for p in near_by if low <= p <= high or not _CLAUSE.search(reading.text[min(p, high) : max(p, low)])]


def negation_clash(claim: Reading, focus: Reading, matched: Sequence[Term]) -> Clash | None:
    """One side denies, the other does not, in the part of the focus sentence that the claim speaks of."""
    if not matched:  # a sentence that says nothing of it denies nothing either
        return Clash("negation", "negation", None) if claim.negations else None
    theirs, mine = _denials(focus, matched), _denials(claim, claim.terms)
    if _times(focus.text, theirs) == _times(claim.text, mine):
        return None
    if theirs and mine:  # both deny something, and not the same
        return Clash("negation", "negation", None)
    position = theirs[0] if theirs else matched[0].start
    return Clash("negation", "negation" if mine else "no negation", focus.text[position : position + 12], position)
