"""Names with a veto: names of a claim that a passage does not have, or has another one in their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from necker.verify.clash import Clash
from necker.verify.match import Reading, Term, best_match, one_name
from necker.verify.values import about_same

_TOGETHER = 4  # code points between words of one name: " de ", " of "
_MET = 0.6  # how near a word must be to count as found
_NUMBERED = re.compile(r"\s[IVX]+(?:er)?\b")  # "Louis XVI"
_JOINED = re.compile(r".{0,2}|\s(?:da|di|del|della|van|von|der|van der|ibn|bin|al)[\s-]")


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


_TITLE = 3  # words from which a title with one of them changed is that title changed: "Great Australia Reef"


def title_clash(claim: Reading, title: Reading) -> Clash | None:
    """The title of the page with one name changed: the claim speaks of something else, or of nothing."""
    size = len(title.terms)
    if size < _TITLE or all(any(t.stem == c.stem for c in claim.terms) for t in title.terms):
        return None
    for at in range(len(claim.terms) - size + 1):
        pairs = list(zip(claim.terms[at : at + size], title.terms, strict=True))
        differ = [(a, b) for a, b in pairs if a.stem != b.stem and best_match(a, (b,))[0] < _MET]
        together = all(b.start - a.end <= _TOGETHER for a, b in pairwise(a for a, _ in pairs))
        if len(differ) == 1 and together and all(t.name for t in differ[0]) and not one_name(*differ[0]):
            return Clash("name", differ[0][0].text, None)
    return None


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
        if about_same(claim, (term.start, term.end), focus, (other.start, other.end)):
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
