"""A claim as a network is shown it: with its subject where it begins with a pronoun, or goes on with the sentence before.

"He was born in Salzburg", said of Mozart, is shown as "Mozart was born in Salzburg".  The rules read the claim as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from necker.verify.claim import Claim
from necker.verify.split import starts_with_person, starts_with_pronoun

Spans = tuple[tuple[int, int], ...]

# "Sa mère" is left as it is: where its noun ends, and of which gender it is, cannot be told from the words alone.
_PRONOUN = re.compile(
    r"[\s*_\"'«]*(?:(?:in|en|at|à) \d{4},? )?(?P<it>(?P<whose>his|her|its|their)|he|she|it|they|ils?|elles?)\b",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is the claim with `length` other code points in the place of its [start, end)."""

    text: str
    start: int
    end: int
    length: int

    def back(self, spans: Sequence[tuple[int, int]]) -> Spans:
        """Spans of `text` as spans of the claim; one inside the subject is that of the pronoun, where there is one."""
        found = [(self._at(start, self.start), self._at(end, self.end)) for start, end in spans]
        return tuple((start, end) for start, end in found if start < end)

    def _at(self, place: int, inside: int) -> int:
        if place <= self.start:
            return place
        return place - self.length + self.end - self.start if place >= self.start + self.length else inside


def shown(claim: Claim) -> Shown:
    """The claim with its subject; as it is where it names it itself, or where that takes more than one word."""
    whole = Shown(claim.text, 0, 0, 0)
    if claim.subject is None or not (claim.continues or starts_with_pronoun(claim.text)):
        return whole
    subject = _PARENTHESIS.sub("", claim.subject).strip() or claim.subject
    found = _PRONOUN.match(claim.text) if starts_with_person(claim.text) else None
    if found is not None:
        return _replaced(claim.text, *found.span("it"), f"{subject}'s" if found["whose"] else subject)
    if claim.continues and not starts_with_pronoun(claim.text):
        return _replaced(claim.text, 0, 0, f"{subject} ")
    return whole


def _replaced(text: str, start: int, end: int, new: str) -> Shown:
    return Shown(text[:start] + new + text[end:], start, end, len(new))
