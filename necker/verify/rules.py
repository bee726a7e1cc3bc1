"""The rules with a veto: numbers, dates, names, negation and opposites that differ between a claim and a passage.

A clash forbids "supported", however alike the words are; a clash with a value of the same kind that the passage gives in its
place speaks for "contradicted".  No score is made here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from necker.core.language import Lang
from necker.text.concepts import concepts, opposites
from necker.text.dates import Date, compatible, lifespan
from necker.text.numbers import Number
from necker.text.units import convert, unit
from necker.text.words import stem
from necker.verify.match import Reading, Term, best_match, near, one_name, same_name

ClashKind = Literal["number", "date", "name", "negation", "opposite", "degree", "quantity", "role", "place"]

_NEIGHBOURS = 4  # how many words around a value say what it is the value of
_HEDGED = Fraction(1, 10)  # "about 500" agrees with what is within a tenth
_CONVERTED = Fraction(2, 100)  # how far rounding may bring an amount from the same one in another unit
_UNSURE_YEARS = 5
_NEAR_YEARS = 15  # a year that differs by so little, in the sentence that says the rest, stands in the claim's place
_MET = 0.6  # how near a word must be to count as found
_MOST_VALUES = 40
"""Numbers, or dates, of one claim that are looked for; a claim with more of them is a table, and none counts as found."""


@dataclass(frozen=True, slots=True)
class Clash:
    """What differs: the claim's `said`, and the passage's `found` in its place (None when it gives nothing comparable).

    `position` is the code point in the passage where `found` stands, for the quotation.
    """

    kind: ClashKind
    said: str
    found: str | None
    position: int | None = None


def _text(reading: Reading, item: Number | Date | Term) -> str:
    return reading.text[item.start : item.end]


def _same_unit(a: str | None, b: str | None) -> bool:
    """Whether amounts in the two units compare: the same unit, or two of one dimension (not two currencies)."""
    if a == b or a is None or b is None:
        return a == b
    one, two = unit(a), unit(b)
    return bool(one and two and one.dimension == two.dimension != "currency")


def equal_numbers(a: Number, b: Number) -> bool:
    """Whether two numbers state one value, within the hedge ("about") of either or the rounding of the coarser unit."""
    if (a.kind == "percent") != (b.kind == "percent") or (a.kind == "century") != (b.kind == "century"):
        return False
    if (a.kind == "ordinal") != (b.kind == "ordinal"):
        return False
    x, y = a.value, b.value
    if a.unit != b.unit and a.unit and b.unit:
        if not _same_unit(a.unit, b.unit):
            return False
        y = convert(b.value, b.unit, a.unit)
        return abs(x - y) <= abs(x) * _CONVERTED
    slack = _HEDGED if a.approx else Fraction(5, 100) if b.approx else Fraction(0)
    return abs(x - y) <= slack * max(abs(x), abs(y))


def _around(reading: Reading, start: int, end: int, before: int = _NEIGHBOURS, after: int = 2) -> list[Term]:
    left = [t for t in reading.terms if t.end <= start][-before:]
    right = [t for t in reading.terms if t.start >= end][:after]
    return left + right


def _about_same(claim: Reading, a: tuple[int, int], other: Reading, b: tuple[int, int]) -> bool:
    """Whether two values are said of the same thing: a word near one is near in meaning to a word near the other."""
    mine, theirs = _around(claim, *a), _around(other, *b)
    return any(near(x.stem, x.lang, y.stem, y.lang) >= 0.6 for x in mine if not x.name for y in theirs)


def _next_noun(reading: Reading, end: int) -> Term | None:
    return next((t for t in reading.terms if t.start >= end), None)


def number_clashes(claim: Reading, context: Sequence[Reading]) -> list[Clash]:
    """Numbers of the claim that the context does not state."""
    clashes = []
    different = {(n.value, n.kind, n.unit, n.approx): n for n in claim.numbers}
    if len(different) > _MOST_VALUES:
        return [Clash("number", _text(claim, claim.numbers[0]), None)]
    for said in different.values():
        if any(_states(one, said) for one in context):
            continue
        clashes.append(_number_instead(claim, said, context))
    return clashes


def _differs_a_little(a: Number, b: Number) -> bool:
    """Whether two exact amounts in one unit are different, and less than the tolerance between units."""
    if a.unit != b.unit or a.kind != b.kind or a.approx or b.approx:
        return False
    return 0 < abs(a.value - b.value) <= abs(a.value) * _CONVERTED


def _states(reading: Reading, said: Number) -> bool:
    if any(equal_numbers(said, n) for n in reading.numbers):
        # 31.36 miles is near enough to 50.46 km, but not where 31.35 miles is said.
        return not said.unit or not any(_differs_a_little(said, n) for n in reading.numbers)
    if said.kind == "century":
        return any(d.year is not None and _century(d.year) == said.value for d in reading.dates)
    return said.kind == "cardinal" and any(d.year == said.value for d in reading.dates)


def _century(year: int) -> int:
    return (abs(year) + 99) // 100


def _number_instead(claim: Reading, said: Number, context: Sequence[Reading]) -> Clash:
    noun = _next_noun(claim, said.end)
    for other in context:
        for n in other.numbers:
            if (
                n.kind != said.kind
                or not _same_unit(n.unit, said.unit)
                or any(equal_numbers(m, n) for m in claim.numbers)
            ):
                continue
            theirs = _next_noun(other, n.end)
            same_noun = noun and theirs and near(noun.stem, noun.lang, theirs.stem, theirs.lang) >= 0.6
            if same_noun or (said.unit and said.unit == n.unit) or _about_same(claim, _span(said), other, _span(n)):
                return Clash("number", _text(claim, said), _text(other, n), n.start)
    return Clash("number", _text(claim, said), None)


def _span(item: Number | Date) -> tuple[int, int]:
    return item.start, item.end


def date_clashes(claim: Reading, context: Sequence[Reading]) -> list[Clash]:
    """Dates of the claim that the context does not state, or not as exactly."""
    clashes = []
    different = {d._replace(start=0, end=0): d for d in claim.dates}
    if len(different) > _MOST_VALUES:
        return [Clash("date", _text(claim, claim.dates[0]), None)]
    # A sentence with a date of its own speaks of that date: one elsewhere in the passage is another event's.
    where = context[:1] if len(different) == 1 and any(d.year for d in context[0].dates) else context
    for said in different.values():
        agreeing = [d for one in where for d in one.dates if _same_date(said, d)]
        if any(_as_exact(d, said) for d in agreeing):
            continue
        if any(
            n.kind == "century" and said.year and n.value == _century(said.year) for one in context for n in one.numbers
        ):
            clashes.append(Clash("date", _text(claim, said), None))
            continue
        clashes.append(_date_instead(claim, said, context, said.year if agreeing else None))
    return clashes


def _same_date(said: Date, found: Date) -> bool:
    """Whether `found` states `said`: a decade does not state a year in it, "about 1500" states any year near."""
    if (
        said.year is not None
        and found.year is not None
        and (said.approx or found.approx)
        and not (said.month or found.month)
    ):
        if found.span_years > said.span_years:
            return False
        low, high = sorted((said.year, found.year))
        return high - low <= (said.span_years - 1 if said.span_years > 1 else _UNSURE_YEARS)
    if said.month and found.month and said.month != found.month:  # not even where the day is hedged
        return False
    if said.year is None:  # "on 6 April": whatever the year is
        return said.month == found.month and said.day in (None, found.day)
    return compatible(said, found) is True


def _as_exact(found: Date, said: Date) -> bool:
    """Whether the passage gives the month and the day that the claim gives."""
    return not ((said.month and not found.month) or (said.day and not found.day))


def _life_role(claim: Reading, said: Date) -> int | None:
    """0 for a date of birth, 1 for one of death: what the nearest word before the date says, else the nearest behind."""
    life = {"birth": 0, "death": 1}
    near_by = _around(claim, said.start, said.end)
    before = [t for t in near_by if t.end <= said.start]
    ordered = before[::-1] + [t for t in near_by if t.start >= said.end]
    return next((life[c] for t in ordered for c in sorted(concepts(t.stem, t.lang)) if c in life), None)


def _date_instead(claim: Reading, said: Date, context: Sequence[Reading], year: int | None) -> Clash:
    """The date that stands in the place of `said`; only one in `year` when that much of it is stated."""
    role = _life_role(claim, said)
    for other in context:
        span = lifespan(other.text)
        mine = span[role] if span and role is not None else None
        if mine is not None and year in (None, mine.year) and not any(_same_date(c, mine) for c in claim.dates):
            return Clash("date", _text(claim, said), other.text[mine.start : mine.end], mine.start)
        for d in other.dates:
            if d.year is None or year not in (None, d.year) or any(_same_date(c, d) for c in claim.dates):
                continue
            if _about_same(claim, _span(said), other, _span(d)) or (other is context[0] and _in_place_of(said, d)):
                return Clash("date", _text(claim, said), _text(other, d), d.start)
    return Clash("date", _text(claim, said), None)


_NUMBERED = re.compile(r"\s[IVX]+(?:er)?\b")  # "Louis XVI"
_JOINED = re.compile(r".{0,2}|\s(?:da|di|del|della|van|von|der|van der|ibn|bin|al)[\s-]")


def _in_place_of(said: Date, found: Date) -> bool:
    """Whether one date looks like the other gone wrong: the same day and month, or years near each other."""
    if said.year is None or found.year is None:
        return False
    if said.month is not None and said.month == found.month:
        return True
    return abs(said.year - found.year) <= _NEAR_YEARS and (said.month is None or found.month is None)


def is_hard_name(term: Term, claim: Reading) -> bool:
    """Whether a capitalised word is surely a name: inside a sentence, or first and followed by another name, or very rare."""
    if not term.name:
        return False
    if not term.initial or _NUMBERED.match(claim.text, term.end):
        return True
    following = next((t for t in claim.terms if t.start >= term.end and t.name), None)
    between = claim.text[term.end : following.start] if following else ""
    return term.weight >= 6.5 or bool(following and _JOINED.fullmatch(between))


def name_clashes(
    claim: Reading, context: Sequence[Reading], focus: Reading | None, own: Sequence[Term] = ()
) -> list[Clash]:
    """Names of the claim that no reading of the context has, with a name of the focus sentence in their place if any.

    `own` are the words of the page's title: they never stand in another name's place.  Across languages a name that is
    missing may only be written differently, so that nothing is said to stand in its place.
    """
    terms = tuple(t for one in context for t in one.terms)
    missing = [t for t in claim.terms if is_hard_name(t, claim) and not _has_name(t, terms)]
    if focus is None or focus.lang != claim.lang:
        found = [Clash("name", term.text, None) for term in missing]
    else:
        found = [_name_instead(claim, term, focus, own) for term in missing]
    first = _opens(claim)
    if first is not None and first not in missing and best_match(first, terms)[0] < _MET:
        found.append(Clash("name", first.text, None))  # the page does not speak of the subject at all
    return found


def lacks_subject(subject: Reading, context: Sequence[Reading]) -> bool:
    """Whether the context does not speak of the subject that a claim carries along: a title, or a name."""
    if name_clashes(subject, context, None):
        return True
    terms = tuple(t for one in context for t in one.terms)
    return bool(subject.terms) and all(best_match(t, terms)[0] < _MET for t in subject.terms)


def _same_head(claim: Reading, a: Term, focus: Reading, b: Term) -> bool:
    """Whether two names are told apart by one word only: "Caspian Sea" / "Black Sea", "mer Noire" / "mer Caspienne"."""
    for behind in (True, False):
        x, y = _beside(claim, a, behind), _beside(focus, b, behind)
        if x is not None and y is not None and x.stem == y.stem:
            return True
    return False


def _beside(reading: Reading, term: Term, behind: bool) -> Term | None:
    """The word that touches a name, before or behind it."""
    for other in reading.terms:
        gap = other.start - term.end if behind else term.start - other.end
        if gap == 1:
            return other
    return None


_PREPOSITIONS = {
    "by": "by", "par": "by", "in": "in", "at": "in", "à": "in", "en": "in", "dans": "in", "au": "in", "aux": "in", "of": "of",
    "de": "of", "d'": "of", "d’": "of", "du": "of", "des": "of", "from": "from", "depuis": "from", "to": "to", "into": "to",
    "vers": "to", "with": "with", "avec": "with", "between": "between", "entre": "between", "after": "after", "après": "after",
    "under": "under", "sous": "under", "on": "in", "sur": "in",
}  # fmt: skip
_BEFORE = re.compile(r"(?:^|\W)([\w]+['’]?)\s*(?:(?:the|la|le|les)\s+|l['’])?$", re.IGNORECASE)


def _preposition(reading: Reading, term: Term) -> str | None:
    """The class of the preposition before a name, through the capitalised words that it begins with."""
    start = term.start
    for other in reversed([t for t in reading.terms if t.end <= start]):
        if other.name and 0 < start - other.end <= 1:
            start = other.start
    match = _BEFORE.search(reading.text[:start])
    return _PREPOSITIONS.get(match[1].lower()) if match else None


def _name_instead(claim: Reading, term: Term, focus: Reading, own: Sequence[Term]) -> Clash:
    """A name of the focus sentence that the claim does not have, said beside a word like one beside the missing name.

    Behind a preposition only one of the same kind can stand in its place: "written by A" / "written by B".
    """
    mine = _preposition(claim, term)
    for other in focus.terms:
        if not other.name or other.initial or best_match(other, (*claim.terms, *own))[0] >= 0.6:
            continue
        if _same_head(claim, term, focus, other):
            return Clash("name", term.text, other.text, other.start)
        if _preposition(focus, other) != mine:
            continue
        if _about_same(claim, (term.start, term.end), focus, (other.start, other.end)):
            return Clash("name", term.text, other.text, other.start)
    return Clash("name", term.text, None)


def _has_name(term: Term, others: Sequence[Term]) -> bool:
    return any(one_name(term, other) for other in others)


# What follows a first word that is a subject: "Einstein painted ...", "Paris est ...", "Napoléon n'a jamais ...".
_VERB = re.compile(
    r"['’]s\b|(?:\s+[IVX]+(?:er)?\b)?\s+(?:(?:never|also|later|then|first|only|probably|once)\s+)?(?:ne\s+|n['’]|se\s+|s['’]|y\s+|en\s+|lui\s+)?"
    r"(?:is|are|was|were|has|had|have|did|does|can|could|may|might|will|would|won|wrote|became|lies|lived|lives|led|met|made|"
    r"took|gave|left|began|grew|flew|sank|fell|fought|ran|built|found|taught|sold|bought|sang|spoke|flows|borders|covers|"
    r"consists|stands|weighs|measures|est|sont|était|étaient|fut|furent|sera|a|ont|avait|avaient|eut|naît|meurt|vit|peint|"
    r"reçoit|écrit|devient|devint|\w{2,}(?:ed|ut|it|int|èrent|irent|urent|a))\b"
)
_ANYBODY = frozenset("people humans persons scientists researchers historians experts others".split())


def _opens(claim: Reading) -> Term | None:
    """The capitalised word that a statement begins with, when it is its subject."""
    first = claim.terms[0] if claim.terms else None
    if first is None or not first.initial or first.text.lower() in _ANYBODY:
        return None
    return first if _VERB.match(claim.text, first.end) else None


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
