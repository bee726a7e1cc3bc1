"""Statements that are only reported: "X said that ...", and sentences that keep their distance from what they report.

That somebody said a thing does not make it so, and a page on the thing says nothing of who said it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from necker.verify.clash import Clash
from necker.verify.match import Reading

_SAYS = (
    r"(?:says?|said|states?|stated|claim(?:s|ed)?|assert(?:s|ed)?|argue[sd]?|alleged?s?|maintain(?:s|ed)|insist(?:s|ed)?|"
    r"believe[sd]?|thinks?|thought|declare[sd]?|announce[sd]?|den(?:y|ies|ied)|joke[sd]?|wrote|writes?|suggest(?:s|ed)?|"
    r"pretend(?:s|ed)?|told (?:\w+ ){1,3})"
)
_DIT = (
    r"(?:dit|disent|disait|disaient|affirme(?:nt)?|affirm(?:ait|aient|a)|affirmé|prétend(?:ent|ait|aient|it|u)?|"
    r"soutien(?:t|nent)|souten(?:ait|aient|u)|soutint|croi(?:t|ent)|croyai(?:t|ent)|pense(?:nt)?|pensai(?:t|ent)|déclar(?:e|ent|a|ait|é)|"
    r"écri(?:t|vent|vit|vait)|assur(?:e|ent|a|ait|é)|ni(?:e|ent|a|ait|é)|raconte(?:nt)?|racontai(?:t|ent)|"
    r"annonc(?:e|ent|a|é)|suppos(?:e|ent|ait|é)|plaisant(?:e|a|ait))"
)
_REPORTS = re.compile(
    rf"\b{_SAYS}\s*(?:that\b|[,:]\s*[\"“«'‘]|:)|\b{_DIT}\s*(?:qu(?:e\b|['’])|[,:]\s*[\"“«]|:)|"
    r"\b(?:some|many|most)(?: people)? (?:say|claim|believe|think)\b|\bit (?:is|was) (?:said|claimed|believed|thought|rumou?red)\b|"
    r"^\W*(?:according to|in the words of|selon|d['’]après|il paraît que)\b|\b(?:allegedly|reportedly|supposedly|prétendument|soi-disant)\b",
    re.IGNORECASE,
)
_DISTANT = re.compile(
    r"\b(?:claim(?:s|ed)|alleged?s?|pretend(?:s|ed)|some (?:people )?(?:say|claim|believe|think)|mistakenly|wrongly|falsely|erroneously|"
    r"rumou?red|allegedly|supposedly|it is (?:a )?(?:myth|misconception|hoax)|prétend(?:ent|ait|aient|it|u)?|à tort|faussement|"
    r"prétendument|soi-disant|on raconte|une rumeur|un mythe|un canular)\b(?=.{0,300}\b(?:that|qu(?:e|['’])))|"  # bounded: without, the square of the text
    r"\b(?:believed|thought|croyai(?:t|ent)|pensai(?:t|ent)) (?:that\b|qu(?:e\b|['’]))",
    re.IGNORECASE,
)
_DENIES = re.compile(r"den(?:y|ies|ied)\b|ni(?:e|ent|a|ait|é)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _found(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Where a text says that somebody says something, and where it keeps its distance."""
    return _REPORTS.search(text), _DISTANT.search(text)


def reported_clash(claim: Reading, focus: Reading) -> Clash | None:
    """The claim is of what somebody said and the sentence is not, or the sentence keeps its distance and the claim does not;
    or both are of what somebody said, who denies it in one of them."""
    (mine, mine_distant), (theirs, distant) = _found(claim.text), _found(focus.text)
    if mine and not theirs:
        return Clash("reported", _plain(mine), None)
    if mine and theirs and bool(_DENIES.match(mine[0])) != bool(_DENIES.match(theirs[0])):
        return Clash("reported", _plain(mine), _plain(theirs), theirs.start())
    if distant and not mine and not mine_distant:
        return Clash("reported", "not reported", distant[0], distant.start())
    return None


def _plain(report: re.Match[str]) -> str:
    return report[0].strip(" \"“«'‘:")
