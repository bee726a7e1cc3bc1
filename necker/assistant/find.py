"""Which sentence answers the question, and how sure that is: features of (question, sentence), one logistic model.

The weights are fitted on questions with known answers (benchmarks/fit_answer.py), never on the question files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from necker.assistant.entities import Entity, entities
from necker.assistant.question import Question
from necker.assistant.weights import BIAS, WEIGHTS
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.concepts import concepts
from necker.text.normal import fold
from necker.text.units import unit
from necker.verify.evidence import descriptions, translate_query
from necker.verify.match import Reading, Term, best_match, read
from necker.verify.rules import date_clashes, number_clashes

SEARCHED = 10  # passages taken from the search, per language
MOST_PASSAGES = 14  # passages read sentence by sentence
NAMED_PAGES = 4  # pages looked at for one name
_OWN_LANGUAGE = 0.85  # a sentence in the language of the question is preferred from this share of the best one's certainty
_NAMED_SCORE = 0.5  # the search score granted to a page that the question names
_BESIDE, _ELSEWHERE, _GLOSS = 0.85, 0.7, 0.95

_DIMENSIONS = {
    "height": "length", "length": "length", "width": "length", "depth": "length", "area": "area", "speed": "speed",
    "weight": "mass", "temperature": "temperature", "lasting": "time", "age": "time", "lifespan": "time",
}  # fmt: skip

FEATURES = (
    "relation", "relation_inside", "missing", "about", "names", "values", "kind", "search", "first", "description",
    "defines", "reverse", "bare", "astray",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence [start, end) of a passage that may answer; `sure` is the model's probability."""

    passage: Passage
    start: int
    end: int
    reading: Reading
    features: tuple[float, ...]
    sure: float
    missing: tuple[str, ...]


def find(question: Question, library: Library) -> list[Candidate]:
    """Candidate sentences, the most probable first; empty when nothing was found at all."""
    named = entities(question.text, question.lang, library)
    passages = _passages(question, named, library)
    glosses = descriptions([p for p, _ in passages], library)
    pages = {(page[0].pack, page[0].page): e for e in reversed(named) for page in e.pages}
    found: list[Candidate] = []
    for passage, score in passages:
        key = (passage.pack, passage.page)
        found += _sentences(_Asked(question, passage, glosses.get(key), pages.get(key), score, bool(pages)))
    found.sort(key=lambda c: -c.sure)
    own = next((c for c in found if c.passage.lang == question.lang), None)
    if own is not None and own is not found[0] and own.sure >= _OWN_LANGUAGE * found[0].sure:
        found.remove(own)
        found.insert(0, own)
    return found


def _passages(question: Question, named: Sequence[Entity], library: Library) -> list[tuple[Passage, float]]:
    """Passages with their search score, the most promising first."""
    lang: Lang = question.lang
    other: Lang = "en" if lang == "fr" else "fr"
    hits = library.search(question.text, lang, SEARCHED, only_lang=lang)
    hits += library.search(translate_query(question.text, lang), other, SEARCHED, only_lang=other)
    scores: dict[str, tuple[Passage, float]] = {}
    for hit in hits:
        scores.setdefault(hit.passage.id, (hit.passage, hit.score))
    for entity in named:
        for page in entity.pages[:NAMED_PAGES]:
            for passage in page:
                known = scores.get(passage.id, (passage, 0.0))[1]
                scores[passage.id] = (passage, max(known, _NAMED_SCORE))
    quick = [(passage, score, _glance(question, passage)) for passage, score in scores.values()]
    quick.sort(key=lambda item: -(item[2] + item[1]))
    return [(passage, score) for passage, score, _ in quick[:MOST_PASSAGES]]


def _glance(question: Question, passage: Passage) -> float:
    """Share of the question's weight that stands in the passage or its title, by form or by the lexicon."""
    there = read(f"{passage.title}. {passage.text}", passage.lang).terms
    total = sum(t.weight for t in question.terms) or 1.0
    return sum(best_match(t, there)[0] * t.weight for t in question.terms) / total


class _Asked:
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
        self.spans = passage.sentences or ((0, len(passage.text)),)
        self.readings = [read(passage.text[s:e], passage.lang) for s, e in self.spans]
        self.title = read(passage.title, passage.lang)
        self.gloss = read(gloss.text, gloss.lang) if gloss is not None and gloss.id != passage.id else None
        self.about = 1.0 if entity else _title_share(question, self.title)
        self.astray = elsewhere and self.about < 0.5  # the question names a page, and this is not it
        content = [t for t in question.terms if not question.in_frame(t)] or list(question.terms)
        self.content = content
        self.rest = [t for t in content if not self._settled(t, entity)]

    def _settled(self, term: Term, entity: Entity | None) -> bool:
        """Whether the title answers for this word: it is part of the page's name in the question."""
        if entity and entity.start <= term.start < entity.end:
            return True
        return self.about >= 0.5 and best_match(term, self.title.terms)[0] >= 0.75


def _sentences(asked: _Asked) -> list[Candidate]:
    found = []
    for focus, (start, end) in enumerate(asked.spans):
        features, missing = _features(asked, focus)
        sure = probability(features)
        found.append(Candidate(asked.passage, start, end, asked.readings[focus], features, sure, missing))
    return found


def probability(features: Sequence[float]) -> float:
    """The logistic model."""
    z = BIAS + sum(w * x for w, x in zip(WEIGHTS, features, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def _log(share: float) -> float:
    """Shares enter the model by their logarithm, so that one that is nil cannot be made up for by the others."""
    return math.log(0.05 + 0.95 * min(1.0, share))


def _features(asked: _Asked, focus: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    question, here, readings = asked.question, asked.readings[focus], asked.readings
    places = [(r, 1.0 if i == focus else _BESIDE if abs(i - focus) == 1 else _ELSEWHERE) for i, r in enumerate(readings)]
    places += [(asked.title, 1.0)] + ([(asked.gloss, _GLOSS)] if asked.gloss else [])
    rest = asked.rest
    weights = [question.weight(t) for t in rest]
    total = sum(weights)
    cover = [max(best_match(t, r.terms)[0] * d for r, d in places) for t in rest]
    inside = [max(best_match(t, here.terms)[0], best_match(t, asked.title.terms)[0]) for t in rest]
    named = [c for c, t in zip(cover, rest, strict=True) if t.name and not t.initial]
    kind, kind_title = _kind(question, here, asked.title, asked.content)
    reverse = asked.about < 0.5 and kind_title > 0
    defines = question.asks == "definition" and not rest and asked.about >= 0.99 and focus == 0
    missing = tuple(t.text for c, t in zip(cover, rest, strict=True) if c < 0.5)
    features = (
        _log(sum(c * w for c, w in zip(cover, weights, strict=True)) / total if total else 1.0),
        _log(sum(i * w for i, w in zip(inside, weights, strict=True)) / total if total else 1.0),
        max(((1 - c) * w for c, w in zip(cover, weights, strict=True)), default=0.0) / 7.0,
        asked.about,
        _log(min(named, default=1.0)),
        _log(_values(question.reading, [r for r, _ in places])),
        _log(max(kind, kind_title if reverse else 0.0)),
        min(asked.search, 2.0),
        1.0 if focus == 0 else 0.0,
        1.0 if asked.passage.kind == "description" else 0.0,
        1.0 if defines else 0.0,
        1.0 if reverse else 0.0,
        1.0 if not rest and not defines else 0.0,
        1.0 if asked.astray else 0.0,
    )
    return features, missing


def _title_share(question: Question, title: Reading) -> float:
    """Share of the title's weight that the question names."""
    bare = fold(title.text).split(" (")[0]
    terms = [t for t in title.terms if fold(t.text) in bare]
    total = sum(t.weight for t in terms)
    return sum(t.weight * best_match(t, question.terms)[0] for t in terms) / total if total else 0.0


def _values(question: Reading, places: Sequence[Reading]) -> float:
    """1 when the passage states every number and date of the question (or there is none), else 0."""
    return float(not number_clashes(question, places) and not date_clashes(question, places))


def _kind(question: Question, here: Reading, title: Reading, content: Sequence[Term]) -> tuple[float, float]:
    """(the sentence holds a thing of the kind asked for, the title is one) that the question does not say itself."""
    asks = question.asks
    if asks == "date":
        return float(any(d.year is not None for d in here.dates)), 0.0
    if asks == "number":
        return _number(question, here, content), 0.0
    fresh = _fresh_names(question, here)
    outside = float(bool(title.terms) and all(best_match(t, question.terms)[0] < 0.75 for t in title.terms[:2]))
    if asks in ("person", "place"):
        return float(fresh), outside
    if asks == "reason" and any("death" in concepts(t.stem, t.lang) for t in content):
        return float(any(concepts(t.stem, t.lang) & {"killing", "illness"} for t in here.terms)), 0.0
    return 0.5, outside


def _fresh_names(question: Question, here: Reading) -> bool:
    return any(t.name and not t.initial and best_match(t, question.terms)[0] < 0.75 for t in here.terms)


def _number(question: Question, here: Reading, content: Sequence[Term]) -> float:
    """1 for a number of the dimension asked for, or of the noun asked for; little for any other number; 0 for none."""
    asked = {_DIMENSIONS[c] for t in question.terms for c in concepts(t.stem, t.lang) if c in _DIMENSIONS}
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
