"""Which sentence answers the question, and how sure that is: features of (question, sentence), one logistic model.

The weights are fitted on questions with known answers (benchmarks/fit_answer.py), never on the question files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from necker.assistant.entities import Entity, entities, specific
from necker.assistant.features import Asked, features_of
from necker.assistant.question import Question
from necker.assistant.weights import BIAS, WEIGHTS
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.verify.evidence import descriptions, translate_query
from necker.verify.match import Reading, best_match, read

SEARCHED = 14  # passages taken from the search, per language
MOST_PASSAGES = 20  # passages read sentence by sentence
NAMED_PAGES = 4  # pages looked at for one name
OWN_LANGUAGE = 0.85  # share of the best certainty from which a sentence in the question's language is preferred
_NAMED_SCORE = 0.5  # the search score granted to a page that the question names


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
    elsewhere = any(specific(e, question.text) for e in named)
    found: list[Candidate] = []
    for passage, score in passages:
        key = (passage.pack, passage.page)
        found += _sentences(Asked(question, passage, glosses.get(key), pages.get(key), score, elsewhere))
    found.sort(key=lambda c: -c.sure)
    _prefer(found, lambda c: c.passage.lang == question.lang)
    if found and found[0].passage.kind == "description":  # a whole sentence of the same page reads better
        page = found[0].passage.page, found[0].passage.pack
        _prefer(found, lambda c: (c.passage.page, c.passage.pack) == page and c.passage.kind == "text")
    return found


def _prefer(found: list[Candidate], wanted: Callable[[Candidate], bool]) -> None:
    """Put the first wanted candidate first when it is nearly as sure as the first."""
    own = next((c for c in found if wanted(c)), None)
    if own is not None and own is not found[0] and own.sure >= OWN_LANGUAGE * found[0].sure:
        found.remove(own)
        found.insert(0, own)


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


def _sentences(asked: Asked) -> list[Candidate]:
    found = []
    for focus, (start, end) in enumerate(asked.spans):
        features, missing = features_of(asked, focus)
        sure = probability(features)
        found.append(Candidate(asked.passage, start, end, asked.readings[focus], features, sure, missing))
    return found


def probability(features: Sequence[float]) -> float:
    """The logistic model."""
    z = BIAS + sum(w * x for w, x in zip(WEIGHTS, features, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
