"""Which sentence answers the question, and how sure that is: features of (question, sentence), one logistic model.

The weights are fitted on questions with known answers (benchmarks/fit_answer.py), never on the question files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from necker.assistant.question import Question
from necker.assistant.weights import BIAS, WEIGHTS
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.concepts import concepts
from necker.text.normal import fold
from necker.text.units import unit
from necker.text.words import words
from necker.verify.evidence import descriptions, named_pages, translate_query
from necker.verify.match import Reading, Term, best_match, read
from necker.verify.rules import equal_numbers

SEARCHED = 10  # passages taken from the search, per language
MOST_PASSAGES = 14  # passages read sentence by sentence
_BESIDE, _ELSEWHERE, _GLOSS = 0.85, 0.7, 0.95

_DIMENSIONS = {
    "height": "length", "length": "length", "width": "length", "depth": "length", "area": "area", "speed": "speed",
    "weight": "mass", "temperature": "temperature", "lasting": "time", "age": "time", "lifespan": "time",
}  # fmt: skip

FEATURES = (
    "coverage", "inside", "worst", "title", "names", "values", "kind", "kind_title", "relation", "search", "first",
    "description", "defines", "same_lang", "short",
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
    passages = _passages(question, library)
    glosses = descriptions([p for p, _ in passages], library)
    found: list[Candidate] = []
    for passage, score in passages:
        found += _sentences(question, passage, glosses.get((passage.pack, passage.page)), score)
    return sorted(found, key=lambda c: -c.sure)


def _passages(question: Question, library: Library) -> list[tuple[Passage, float]]:
    """Passages with their search score, the most promising first."""
    lang: Lang = question.lang
    other: Lang = "en" if lang == "fr" else "fr"
    hits = library.search(question.text, lang, SEARCHED, only_lang=lang)
    hits += library.search(translate_query(question.text, lang), other, SEARCHED, only_lang=other)
    scores: dict[str, tuple[Passage, float]] = {}
    for hit in hits:
        scores.setdefault(hit.passage.id, (hit.passage, hit.score))
    for page in named_pages(question.text, question.lang, library):
        for passage in page:
            scores.setdefault(passage.id, (passage, 0.3))
    quick = [(passage, score, _glance(question, passage)) for passage, score in scores.values()]
    quick.sort(key=lambda item: -(item[2] + item[1]))
    return [(passage, score) for passage, score, _ in quick[:MOST_PASSAGES]]


def _glance(question: Question, passage: Passage) -> float:
    """Share of the question's weight that stands in the passage or its title, by form or by the lexicon."""
    there = read(f"{passage.title}. {passage.text}", passage.lang).terms
    total = sum(t.weight for t in question.terms) or 1.0
    return sum(best_match(t, there)[0] * t.weight for t in question.terms) / total


def _sentences(question: Question, passage: Passage, gloss: Passage | None, search: float) -> list[Candidate]:
    spans = passage.sentences or ((0, len(passage.text)),)
    readings = [read(passage.text[s:e], passage.lang) for s, e in spans]
    title = read(passage.title, passage.lang)
    about = read(gloss.text, gloss.lang) if gloss is not None and gloss.id != passage.id else None
    found = []
    for focus, (start, end) in enumerate(spans):
        features, missing = _features(question, passage, readings, focus, title, about, search)
        sure = probability(features)
        found.append(Candidate(passage, start, end, readings[focus], features, sure, missing))
    return found


def probability(features: Sequence[float]) -> float:
    """The logistic model."""
    z = BIAS + sum(w * x for w, x in zip(WEIGHTS, features, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def _features(
    question: Question,
    passage: Passage,
    readings: Sequence[Reading],
    focus: int,
    title: Reading,
    about: Reading | None,
    search: float,
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    here = readings[focus]
    places = [(r, 1.0 if i == focus else _BESIDE if abs(i - focus) == 1 else _ELSEWHERE) for i, r in enumerate(readings)]
    places += [(title, 1.0)] + ([(about, _GLOSS)] if about else [])
    content = [t for t in question.terms if not question.in_frame(t)] or list(question.terms)
    total = sum(t.weight for t in content) or 1.0
    cover = [max(best_match(t, r.terms)[0] * d for r, d in places) for t in content]
    inside = [max(best_match(t, here.terms)[0], best_match(t, title.terms)[0]) for t in content]
    worst = max(((1 - c) * t.weight for c, t in zip(cover, content, strict=True)), default=0.0)
    named = [c for c, t in zip(cover, content, strict=True) if t.name and not t.initial]
    in_title = [best_match(t, title.terms)[0] for t in content]
    relation = [(i, t.weight) for i, t, at in zip(inside, content, in_title, strict=True) if at < 0.75]
    kind, kind_title = _kind(question, here, title, content)
    missing = tuple(t.text for c, t in zip(cover, content, strict=True) if c < 0.5)
    features = (
        sum(c * t.weight for c, t in zip(cover, content, strict=True)) / total,
        sum(i * t.weight for i, t in zip(inside, content, strict=True)) / total,
        min(worst / 7.0, 1.0),
        _title_share(question, title),
        min(named, default=1.0),
        _values(question.reading, [r for r, _ in places]),
        kind,
        kind_title,
        sum(i * w for i, w in relation) / sum(w for _, w in relation) if relation else 1.0,
        search,
        1.0 if focus == 0 else 0.0,
        1.0 if passage.kind == "description" else 0.0,
        1.0 if question.asks == "definition" and focus == 0 and _title_share(question, title) == 1.0 else 0.0,
        1.0 if passage.lang == question.lang else 0.0,
        1.0 if len(content) <= 1 else 0.0,
    )
    return features, missing


def _title_share(question: Question, title: Reading) -> float:
    """Share of the title's weight that the question names."""
    bare = fold(title.text).split(" (")[0]
    terms = [t for t in title.terms if fold(t.text) in bare]
    total = sum(t.weight for t in terms)
    return sum(t.weight * best_match(t, question.terms)[0] for t in terms) / total if total else 0.0


def _values(question: Reading, places: Sequence[Reading]) -> float:
    """Share of the question's numbers and dates that the passage states; 1 when it has none."""
    wanted = len(question.numbers) + len(question.dates)
    if not wanted:
        return 1.0
    met = sum(any(equal_numbers(n, m) for r in places for m in r.numbers) for n in question.numbers)
    met += sum(any(d.year == e.year for r in places for e in r.dates) for d in question.dates)
    return met / wanted


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
    return 0.5, outside


def _fresh_names(question: Question, here: Reading) -> bool:
    return any(t.name and not t.initial and best_match(t, question.terms)[0] < 0.75 for t in here.terms)


def _number(question: Question, here: Reading, content: Sequence[Term]) -> float:
    """1 for a number of the dimension asked for, or of the noun asked for; 0.4 for another number; 0 for none."""
    asked = {_DIMENSIONS[c] for t in content for c in concepts(t.stem, t.lang) if c in _DIMENSIONS}
    asked |= {_DIMENSIONS[c] for t in question.terms for c in concepts(t.stem, t.lang) if c in _DIMENSIONS}
    best = 0.0
    for n in here.numbers:
        if n.kind in ("ordinal", "century"):
            continue
        best = max(best, 0.4)
        measured = unit(n.unit) if n.unit else None
        if measured and measured.dimension in asked:
            return 1.0
        after = [t for t in here.terms if t.start >= n.end][:2]
        if any(best_match(t, content)[0] >= 0.6 for t in after):
            return 1.0
    return best


def counted_words(text: str) -> int:
    """Words in a text, for the length of an answer."""
    return len(words(text))
