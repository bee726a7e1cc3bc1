"""What a sentence has to do with a question: the features that find.py weighs.  Nothing is looked up here."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from necker.assistant.entities import Entity
from necker.assistant.periods import ENDS, period
from necker.assistant.question import Question, is_superlative
from necker.knowledge.passage import Passage
from necker.text.concepts import concepts
from necker.text.dates import Date
from necker.text.dates import lifespan as read_lifespan
from necker.text.normal import fold
from necker.text.units import unit
from necker.verify.match import Reading, Term, best_match, read
from necker.verify.rules import date_clashes, number_clashes

_BESIDE, _ELSEWHERE, _GLOSS = 0.85, 0.7, 0.95
_FAR = (0.5, 0.3)  # the same when a value is asked for, which belongs to the words of its own sentence
_NO_SUPERLATIVE = 0.2  # what is left of a sentence without one when the question asks for the most of something
_RARE_WEIGHT = 6.9  # rarity from which a word of a question typed without capitals is taken for a name
_NAME_WEIGHT = 4.0  # rarity below which a capitalised word ("Ancients") need not be repeated like a name
_LONGER_NAME = 0.3  # what is left of a name that stands in the sentence only inside a longer one

_DIMENSIONS = {
    "height": "length", "length": "length", "width": "length", "depth": "length", "area": "area", "speed": "speed",
    "weight": "mass", "temperature": "temperature", "lasting": "time", "age": "time", "lifespan": "time",
    "population": "count", "distance": "length",
}  # fmt: skip
# What asks for a temperature without the word.  Melting alone does not ("how much ice melts"), nor are melting, boiling
# and freezing near each other: they are only measured alike.
_TEMPERATURE = re.compile(
    r"\bhow (?:hot|cold|warm|cool)\b|\b(?:melting|boiling|freezing)[ -]points?\b|"
    r"\bpoints? (?:de |d')(?:fusion|ebullition|congelation|solidification)\b"
)
_POINT = frozenset(("point", "points", "hot", "cold", "warm", "cool"))
# What people die of, as encyclopedias name it.  No concept of text/concepts.txt: one illness is not another.
_ILLNESS = re.compile(
    r"\b(?:cancer|tumou?r|leuk[ae]mia|plague|pneumonia|tuberculosis|consumption|stroke|fever|infection|malaria|cholera|typh(?:us|oid)|"
    r"smallpox|influenza|dysentery|sepsis|syphilis|(?:heart|kidney|liver) (?:attack|failure)|cancer|tumeur|leucemie|peste|pneumonie|"
    r"tuberculose|phtisie|fievre|paludisme|variole|grippe|dysenterie|aids|sida|diabet\w*|hepatiti\w*|tetan\w*|parkinson|alzheimer|h(?:a?e)morrhages?|hemorragies?|embolism|embolie|septicemie|infarctus|avc|crise cardiaque)\b"
)
_MISHAP = re.compile(
    r"\b(?:suicide|accident\w*|drown\w*|poison\w*|overdose|crash\w*|noye\w*|noyade|empoisonn\w*|surdose|ecrasement)\b"
)


@lru_cache(maxsize=8192)
def lifespan(text: str) -> tuple[Date | None, Date | None] | None:
    """The dates of birth and death that a text states; remembered, since many questions meet the same passage."""
    return read_lifespan(text)


FEATURES = (
    "relation", "relation_inside", "missing", "about", "names", "values", "kind", "search", "first", "description",
    "defines", "reverse", "bare", "astray",
)  # fmt: skip


class Asked:
    """A question asked of one passage: what of the question the page's title settles, and what is left to be found."""

    def __init__(
        self,
        question: Question,
        passage: Passage,
        gloss: Passage | None,
        entity: Entity | None,
        search: float,
        elsewhere: bool,
    ) -> None:
        self.question, self.passage, self.search = question, passage, search
        self.entity = entity
        self.person = any(lifespan(one.text) is not None for one in (passage, gloss) if one is not None)
        self.spans = passage.sentences or ((0, len(passage.text)),)
        self.readings = [read(passage.text[s:e], passage.lang) for s, e in self.spans]
        self.title = read(passage.title, passage.lang)
        self.gloss = read(gloss.text, gloss.lang) if gloss is not None and gloss.id != passage.id else None
        self.about = 1.0 if entity else _title_share(question, self.title)
        self.astray = elsewhere and self.about < 0.5  # the question names a page, and this is not it
        content = tuple(t for t in question.terms if not question.in_frame(t)) or question.terms
        self.content = content
        self.rest = [t for t in content if not self._settled(t, entity)]

    def _settled(self, term: Term, entity: Entity | None) -> bool:
        """Whether the title answers for this word: it is part of the page's name in the question."""
        if entity and entity.start <= term.start < entity.end:
            return True
        return self.about >= 0.5 and best_match(term, self.title.terms)[0] >= 0.75


def _log(share: float) -> float:
    """Shares enter the model by their logarithm, so that one that is nil cannot be made up for by the others."""
    return math.log(0.05 + 0.95 * min(1.0, share))


def features_of(asked: Asked, focus: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """The features of one sentence, in the order of FEATURES, and the question's words that it lacks."""
    question, here, rest = asked.question, asked.readings[focus], asked.rest
    places = _places(asked, focus)
    cover, inside = _cover(asked, here, places)
    weights = [question.weight(t) for t in rest]
    named = [c for c, t in zip(cover, rest, strict=True) if _is_name(t, question)]
    kind, kind_title = kind_of(asked, here)
    if question.superlative and not is_superlative(here.text):
        kind *= _NO_SUPERLATIVE
    reverse = asked.about < 0.5 and kind_title > 0
    defines = question.asks == "definition" and not rest and asked.about >= 0.99 and focus == 0
    features = (
        _log(_share(cover, weights)),
        _log(_share(inside, weights)),
        max(((1 - c) * w for c, w in zip(cover, weights, strict=True)), default=0.0) / 7.0,
        asked.about,
        _log(min(named, default=1.0)),
        _log(_values(asked, [r for r, _ in places], here)),
        _log(max(kind, kind_title if reverse else 0.0)),
        min(asked.search, 2.0),
        float(focus == 0),
        float(asked.passage.kind == "description"),
        float(defines),
        float(reverse),
        float(not rest and not defines),
        float(asked.astray),
    )
    return features, tuple(t.text for c, t in zip(cover, rest, strict=True) if c < 0.5)


def _is_name(term: Term, question: Question) -> bool:
    """Whether the word must be met like a name; without any capital in the question, a rare word may be one."""
    if term.name and not term.initial:
        return term.weight >= _NAME_WEIGHT
    return term.weight >= _RARE_WEIGHT and not any(c.isupper() for c in question.text[1:])


def _share(met: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(m * w for m, w in zip(met, weights, strict=True)) / total if total else 1.0


def _places(asked: Asked, focus: int) -> list[tuple[Reading, float]]:
    """Where the question's words may stand, and what a word found there counts for."""
    beside, elsewhere = _FAR if asked.question.asks in ("date", "number") else (_BESIDE, _ELSEWHERE)
    places = [
        (reading, 1.0 if i == focus else beside if abs(i - focus) == 1 else elsewhere)
        for i, reading in enumerate(asked.readings)
    ]
    return [*places, (asked.title, 1.0), *([(asked.gloss, _GLOSS)] if asked.gloss else [])]


def _cover(asked: Asked, here: Reading, places: Sequence[tuple[Reading, float]]) -> tuple[list[float], list[float]]:
    """How far each word of the question that the title leaves open is met: anywhere, and in the sentence itself."""
    rest = asked.rest
    cover = [max(best_match(t, r.terms)[0] * d for r, d in places) for t in rest]
    inside = [max(best_match(t, here.terms)[0], best_match(t, asked.title.terms)[0]) for t in rest]
    dated = _told_by_dates(asked, here)
    said = [bool(concepts(t.stem, t.lang) & dated) or says_by_value(t, asked.question, here) for t in rest]
    cover = [1.0 if yes else c for yes, c in zip(said, cover, strict=True)]
    inside = [1.0 if yes else i for yes, i in zip(said, inside, strict=True)]
    if asked.astray:
        partial = [_in_longer_name(t, asked.question, here) for t in rest]
        cover = [c * _LONGER_NAME if yes else c for yes, c in zip(partial, cover, strict=True)]
    return cover, inside


def _told_by_dates(asked: Asked, here: Reading) -> set[str]:
    """The concepts that dates alone tell on a thing's own page: "(1802–1885)" birth and death, "(1939–1945)" beginning and end."""
    if asked.about < 0.5:
        return set()
    span = lifespan(here.text)
    told = {name for name, at in _LIFE.items() if span and span[at]}
    return told | (ENDS.keys() if period(here.text, asked.passage.lang) else set())


def says_by_value(term: Term, question: Question, here: Reading) -> bool:
    """Whether the sentence says by a value what the question's word asks for: "temperature" by 100 °C, "disease" by "cancer"."""
    about = concepts(term.stem, term.lang)
    if "temperature" in about or (fold(term.text) in _POINT and _TEMPERATURE.search(fold(question.text))):
        return any(
            (known := unit(n.unit)) is not None and known.dimension == "temperature" for n in here.numbers if n.unit
        )
    if "causing" in about and question.why and tells_why(here):
        return True
    return "disease" in about and not term.name and bool(_ILLNESS.search(fold(here.text)))


def _in_longer_name(term: Term, question: Question, here: Reading) -> bool:
    """Whether the name stands in the sentence only as a part of another name: "Australia" in "Western Australia"."""
    if not term.name:
        return False
    spots = [t for t in here.terms if best_match(term, (t,))[0] >= 0.75]
    return bool(spots) and all(_has_stranger_beside(t, question, here) for t in spots)


def _has_stranger_beside(term: Term, question: Question, here: Reading) -> bool:
    beside = [o for o in here.terms if o.name and (0 < o.start - term.end <= 1 or 0 < term.start - o.end <= 1)]
    return any(best_match(o, question.terms)[0] < 0.75 for o in beside)


def _title_share(question: Question, title: Reading) -> float:
    """Share of the title's weight that the question names."""
    bare = fold(title.text).split(" (")[0]
    terms = [t for t in title.terms if fold(t.text) in bare]
    total = sum(t.weight for t in terms)
    return sum(t.weight * best_match(t, question.terms)[0] for t in terms) / total if total else 0.0


def _values(asked: Asked, places: Sequence[Reading], here: Reading) -> float:
    """1 when the passage states every number and date of the question (or there is none), else 0; an ordinal ("the first
    man") must stand in the sentence itself."""
    question = asked.question.reading
    missing = {c.said for c in number_clashes(question, places)} | {c.said for c in date_clashes(question, places)}
    # On its own page "la Première Guerre mondiale" is a name and counts nothing.
    name = (asked.entity.start, asked.entity.end) if asked.entity else (0, 0)
    ordinals = [n for n in question.numbers if n.kind == "ordinal" and not name[0] <= n.start < name[1]]
    missing |= {c.said for c in number_clashes(replace(question, numbers=tuple(ordinals)), [here])}
    return float(not missing)


_BECAUSE = re.compile(
    r"\b(because|due to|caused?|causes|owing|result\w*|since|reason|generated by|produced by|driven by|parce qu|en raison|a cause|car|du a|due a|dus a|grace a|cause\w*|"
    r"resulte\w*|provoqu\w*|s'explique)\b"
)
_LIFE = {"birth": 0, "death": 1}


def kind_of(asked: Asked, here: Reading) -> tuple[float, float]:
    """(the sentence holds a thing of the kind asked for, the title is one) that the question does not say itself."""
    question, asks = asked.question, asked.question.asks
    roles = [_LIFE[c] for t in asked.content for c in concepts(t.stem, t.lang) if c in _LIFE]
    if asks == "date":
        if roles and asked.about >= 0.5:
            span = lifespan(here.text)
            return (1.0 if span and span[roles[0]] else 0.1), 0.0
        return float(any(d.year is not None for d in here.dates)), 0.0
    if asks == "number":
        return _number(question, here, asked.content), 0.0
    outside = float(
        bool(asked.title.terms) and all(best_match(t, question.terms)[0] < 0.75 for t in asked.title.terms[:2])
    )
    if asks == "person":
        return float(_fresh_person(question, here)), outside * float(asked.person)
    if asks == "place":
        return float(_fresh_names(question, here)), outside
    if asks == "reason" and 1 in roles:
        return float(tells_cause(here)), 0.0
    if question.why:
        return (1.0 if tells_why(here) else 0.1), 0.0
    if asks == "yesno":
        return float(
            min((best_match(t, here.terms + asked.title.terms)[0] for t in asked.content), default=0.0) >= 0.6
        ), 0.0
    return 0.5, outside


def tells_why(here: Reading) -> bool:
    """Whether the sentence gives a reason."""
    return bool(_BECAUSE.search(fold(here.text)))


def tells_cause(here: Reading) -> bool:
    """Whether the sentence says what somebody can have died of."""
    told = any(concepts(t.stem, t.lang) & {"killing", "disease"} for t in here.terms)
    return told or bool(_ILLNESS.search(fold(here.text)) or _MISHAP.search(fold(here.text)))


_PLACED = re.compile(r"\b(in|at|near|from|à|en|au|aux|dans|depuis|de la|du) (the |la |le |l['’])?$", re.IGNORECASE)


def _fresh_person(question: Question, here: Reading) -> bool:
    """A name that the question lacks and that is not said to be a place ("in Sweden")."""
    for t in here.terms:
        if not t.name or len(t.text) < 3 or best_match(t, question.terms)[0] >= 0.75:
            continue
        beside = any(o.name and 0 < t.start - o.end <= 2 for o in here.terms)
        if not beside and not _PLACED.search(here.text[max(0, t.start - 14) : t.start]) and not t.initial:
            return True
        if t.initial and any(o.name and 0 < o.start - t.end <= 2 for o in here.terms):
            return True
    return False


def _fresh_names(question: Question, here: Reading) -> bool:
    return any(
        t.name and not t.initial and len(t.text) > 2 and best_match(t, question.terms)[0] < 0.75 for t in here.terms
    )


def dimensions_asked(question: Question) -> set[str]:
    """The dimensions of what is asked for: length for a height, count for a population."""
    return {_DIMENSIONS[c] for t in question.terms for c in concepts(t.stem, t.lang) if c in _DIMENSIONS}


def _number(question: Question, here: Reading, content: tuple[Term, ...]) -> float:
    """1 for a number of the dimension asked for, or of the noun asked for; little for any other number; 0 for none."""
    asked = dimensions_asked(question)
    if _TEMPERATURE.search(fold(question.text)):
        asked.add("temperature")
    best = 0.0
    for n in here.numbers:
        if n.kind in ("ordinal", "century"):
            continue
        best = max(best, 0.1 if asked else 0.25)
        measured = unit(n.unit) if n.unit else None
        if measured and measured.dimension in asked:
            return 1.0
        if asked:  # a height is asked for: a count of anything else is no answer
            continue
        after = [t for t in here.terms if t.start >= n.end][:2]
        if any(best_match(t, content)[0] >= 0.6 for t in after):
            return 1.0
    return best
