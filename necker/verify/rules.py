"""The rules with a veto: words that exclude each other, and the same names in other roles; numbers and dates are in values.py,
names in names.py, denials in negation.py.

A clash forbids "supported", however alike the words are; a clash with a value of the same kind that the passage gives in its
place speaks for "contradicted".  No score is made here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from necker.core.language import Lang
from necker.text.concepts import concepts, opposites
from necker.text.dates import lifespan
from necker.text.words import stem
from necker.verify.clash import Clash
from necker.verify.match import Reading, Term, best_match, near, one_name, same_name
from necker.verify.names import is_hard_name, lacks_subject, name_clashes
from necker.verify.values import date_clashes, equal_numbers, number_clashes

__all__ = [
    "Clash",
    "date_clashes",
    "degree_clash",
    "direction_clash",
    "equal_numbers",
    "is_hard_name",
    "lacks_subject",
    "life_clashes",
    "name_clashes",
    "number_clashes",
    "opposite_clashes",
    "quantity_clash",
    "role_clash",
]


def opposite_clashes(claim: Reading, focus: Reading) -> list[Clash]:
    """Words of the claim whose opposite stands in the focus sentence while they do not."""
    clashes = []
    for term in claim.terms:
        mine = opposites(term.stem, term.lang)
        if not mine or best_match(term, focus.terms)[0] >= 0.9:
            continue
        for other in focus.terms:
            theirs = opposites(other.stem, other.lang)
            if any((pair, 1 - side) in theirs for pair, side in mine) and best_match(other, claim.terms)[0] < 0.9:
                clashes.append(Clash("opposite", term.text, other.text, other.start))
                break
    return clashes


# "most dense" / "least dense": which way a quality is taken.
_DEGREE = re.compile(
    r"\b(?P<more>most|more|plus)\s+(?P<a>\w+)|\b(?P<less>least|less|moins)\s+(?P<b>\w+)", re.IGNORECASE
)
_MANY = re.compile(
    r"\b(most(?! (?:of )?(?:recent|famous|important|common))|majority|all|every|always|plupart|majorité|tous|toutes|chaque|toujours)\b",
    re.IGNORECASE,
)
_FEW = re.compile(
    r"\b(few|minority|rarely|seldom|some|hardly any|less than half|quelques|peu de|minorité|rarement|certaine?s|moins de la moitié)\b",
    re.IGNORECASE,
)


def degree_clash(claim: Reading, focus: Reading) -> Clash | None:
    """The claim says "the most X", the focus sentence "the least X", or the other way round."""

    def degrees(reading: Reading) -> dict[str, tuple[bool, re.Match[str]]]:
        found = {}
        for match in _DEGREE.finditer(reading.text):
            found[stem(match["a"] or match["b"], reading.lang)] = (match["more"] is not None, match)
        return found

    theirs = degrees(focus)
    for quality, (more, match) in degrees(claim).items():
        if quality in theirs and theirs[quality][0] != more:
            other = theirs[quality][1]
            return Clash("degree", match[0], other[0], other.start())
    return None


def quantity_clash(claim: Reading, focus: Reading) -> Clash | None:
    """The claim speaks of most or all, the focus sentence of a few only, or the other way round."""
    for mine, theirs in ((_MANY, _FEW), (_FEW, _MANY)):
        said, found = mine.search(claim.text), theirs.search(focus.text)
        if said and found and not theirs.search(claim.text) and not mine.search(focus.text):
            return Clash("quantity", said[0], found[0], found.start())
    return None


# "son of Su Xun", "fils d'Ivan", "traduit par Jérôme", "from A to B": a word, a preposition, a name.
_LINK = re.compile(
    r"(?P<word>[^\W\d_]+)\s+(?P<prep>of|by|to|from|into|de la|de|du|des|d['’]|par|à|vers|depuis|au|aux)\s*(?:the |la |le |les |l['’])?"
    r"(?=(?P<name>(?:[A-ZÀ-ÖØ-Þ][\w'’-]*)(?:\s+(?:[A-ZÀ-ÖØ-Þ][\w'’-]*))*))"  # a name may be the word of the next link
)
_WAYS = {"from": "from", "depuis": "from", "to": "to", "into": "to", "à": "to", "vers": "to", "au": "to", "aux": "to"}
# "native to" is where something comes from, "close to" is no movement.
_STILL = frozenset(
    "native related similar close according belongs belong due thanks next endemic unique grâce rapport quant née né".split()
)
_KIN = frozenset(
    "parent father mother child son daughter sibling brother sister spouse uncle aunt nephew niece cousin"
    " grandparent grandson leading ruling monarch queen president".split()
)


def role_clash(claim: Reading, focus: Reading) -> Clash | None:
    """Two texts with the same names in different roles: "son of A" / "son of B, brother of A", "from A to B" / "to A"."""
    theirs = list(_LINK.finditer(focus.text))
    for mine in _LINK.finditer(claim.text):
        word = stem(mine["word"], claim.lang)
        kin = concepts(word, claim.lang) & _KIN
        here = [m for m in theirs if _same_relation(word, claim.lang, m["word"], focus.lang)] if kin else []
        if here and not any(_shares_name(mine["name"], m["name"]) for m in here):
            return Clash("role", mine[0] + mine["name"], here[0][0] + here[0]["name"], here[0].start())
        way = _WAYS.get(mine["prep"]) if mine["word"].lower() not in _STILL else None
        moves = [m for m in theirs if m["prep"] in _WAYS and m["word"].lower() not in _STILL]
        placed = [m for m in moves if way and _shares_name(mine["name"], m["name"])]
        if placed and all(_WAYS[m["prep"]] != way for m in placed):
            return Clash("role", mine[0] + mine["name"], placed[0][0] + placed[0]["name"], placed[0].start())
    return None


# "from A to B", "De A à B"; up to three words may belong to A.
_FROM_TO = re.compile(
    r"\b(?:from|depuis|de la|de|du|des|d['’])\s*(?:the |la |le |les |l['’])?(?P<a>\w[\w’-]*(?: \w[\w’-]*){0,2}?),? "
    r"(?:to|into|jusqu['’](?:à|aux?)|à|au|aux|vers)\s(?:the |la |le |les |l['’])?(?P<b>\w[\w’-]*)",
    re.IGNORECASE,
)


def direction_clash(claim: Reading, focus: Reading) -> Clash | None:
    """ "From A to B" where the sentence says "from B to A"."""
    theirs = [(m, _ends(focus, m)) for m in _FROM_TO.finditer(focus.text)]
    for mine in _FROM_TO.finditer(claim.text):
        here, there = _ends(claim, mine)
        for other, (start, end) in theirs:
            if _meet(here, end) and _meet(there, start) and not _meet(here, start):
                return Clash("role", mine[0], other[0], other.start())
    return None


def _ends(reading: Reading, match: re.Match[str]) -> tuple[list[Term], list[Term]]:
    spans = match.span("a"), match.span("b")
    start, end = ([t for t in reading.terms if s <= t.start < e] for s, e in spans)
    return start, end


def _meet(mine: Sequence[Term], theirs: Sequence[Term]) -> bool:
    return any(one_name(a, b) for a in mine for b in theirs)


def _same_relation(word: str, lang: Lang, other: str, other_lang: Lang) -> bool:
    mine, theirs = opposites(word, lang), opposites(stem(other, other_lang), other_lang)
    return near(word, lang, stem(other, other_lang), other_lang) >= 0.9 or bool(mine & theirs)


def _shares_name(a: str, b: str) -> bool:
    """Whether one name can be the other: every word of the shorter stands in the longer ("Xun" / "Su Xun")."""
    short, long = sorted((a.split(), b.split()), key=len)
    return all(any(same_name(x, y) for y in long) for x in short)


_AT = re.compile(r"\b(?:in|at|à|a|en|au)\s+(?P<place>[A-ZÀ-ÖØ-Þ][\w'’-]*(?:[ -][A-ZÀ-ÖØ-Þ][\w'’-]*)*)")


def life_clashes(claim: Reading, focus: Reading) -> list[Clash]:
    """ "Born in Vienna" of somebody "born ... in Salzburg and dead ... in Vienna": the place belongs to the other event."""
    spoken = {c for t in claim.terms for c in concepts(t.stem, t.lang)}
    roles = ({"death"} if "killing" in spoken else set()) | (spoken & {"birth", "death"})
    span = lifespan(focus.text)
    if len(roles) != 1 or span is None or span[0] is None or span[1] is None or span[0].end >= span[1].start:
        return []
    halves = {"birth": (span[0].end, span[1].start), "death": (span[1].end, len(focus.text))}
    mine, other = ("birth", "death") if "birth" in roles else ("death", "birth")
    clashes = []
    for said in _AT.finditer(claim.text):
        here, there = (_places_in(focus, *halves[role]) for role in (mine, other))
        if here and _named_among(said["place"], claim, there) and not _named_among(said["place"], claim, here):
            clashes.append(Clash("place", said["place"], here[0].text, here[0].start))
    return clashes


def _places_in(reading: Reading, start: int, end: int) -> list[Term]:
    return [t for t in reading.terms if t.name and start <= t.start < end]


def _named_among(place: str, claim: Reading, terms: Sequence[Term]) -> bool:
    mine = [t for t in claim.terms if t.text in place.split()]
    return any(best_match(t, tuple(terms))[0] >= 0.75 or any(same_name(t.text, o.text) for o in terms) for t in mine)
