"""Which sentence answers the question, and how sure that is: features of (question, sentence), one logistic model.

The weights are fitted on questions with known answers (benchmarks/fit_answer.py), never on the question files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from necker.assistant.entities import Entity, entities, specific
from necker.assistant.features import FEATURES, Asked, features_of
from necker.assistant.holds import holds, tells
from necker.assistant.question import Question
from necker.assistant.weights import BIAS, WEIGHTS
from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.normal import fold
from necker.text.words import is_stop, words
from necker.verify.evidence import descriptions, translate_query
from necker.verify.match import Reading, best_match, read

SEARCHED = 14  # passages taken from the search, per language
MOST_PASSAGES = 20  # passages read sentence by sentence
NAMED_PAGES = 4  # pages looked at for one name
OWN_LANGUAGE = 0.85  # share of the best certainty from which a sentence in the question's language is preferred
SAME_PAGE = 0.5  # the same for one on the page of the same name, where no value can show that both say one thing
NEARLY = 0.9  # share of the best certainty from which a sentence with the question's own phrase is preferred
_ABOUT, _KIND = FEATURES.index("about"), FEATURES.index("kind")
_NAMED_SCORE = 0.5  # the search score granted to a page that the question names

SURE = 0.08
"""Probability from which a sentence is given as the answer; fitted by benchmarks/fit_answer.py for nine abstentions in ten."""


SILENT = SURE / 2
"""What is left of the certainty of a sentence that lacks what is asked for: below SURE whatever it was."""


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
    asked = [
        Asked(question, passage, glosses.get(_page(passage)), pages.get(_page(passage)), score, elsewhere)
        for passage, score in passages
    ]
    found = _held(asked, [_sentences(one) for one in asked], pages, named)
    found.sort(key=lambda c: -c.sure)
    if question.asks in ("thing", "person") and _prefer_phrase(found, question):
        return found
    _prefer(found, lambda c: c.passage.lang == question.lang)
    if found and found[0].passage.lang != question.lang:
        _prefer(found, lambda c: _also_answers(c, found[0], question, pages), 0.0)
    if found and found[0].passage.kind == "description":  # a whole sentence of the same page reads better
        key = _page(found[0].passage)
        _prefer(found, lambda c: _page(c.passage) == key and c.passage.kind == "text")
    return found


def _page(passage: Passage) -> tuple[str, int]:
    return passage.pack, passage.page


def _also_answers(one: Candidate, best: Candidate, question: Question, pages: dict[tuple[str, int], Entity]) -> bool:
    """Whether a sentence in the question's language, on the page of the same name, answers as the best one does.

    It must hold the kind of thing asked for, and the same date, number or name; where none is asked for, it must be
    SAME_PAGE as sure.
    """
    entity = pages.get(_page(best.passage))
    if entity is None or pages.get(_page(one.passage)) is not entity or one.passage.lang != question.lang:
        return False
    if one.sure < SURE or one.features[_KIND] < best.features[_KIND]:
        return False
    here, there, asked = one.reading, best.reading, question.reading
    if question.asks == "date":
        return bool({d.year for d in here.dates} & {d.year for d in there.dates} - {d.year for d in asked.dates})
    if question.asks == "number":
        values = ({(n.value, n.unit) for n in reading.numbers} for reading in (here, there, asked))
        return bool(next(values) & next(values) - next(values))
    if question.asks in ("person", "place"):
        fresh = [t for t in there.terms if t.name and best_match(t, question.terms)[0] < 0.75]
        return any(best_match(t, tuple(o for o in here.terms if o.name))[0] >= 0.75 for t in fresh)
    return one.sure >= SAME_PAGE * best.sure


def _prefer(found: list[Candidate], wanted: Callable[[Candidate], bool], share: float = OWN_LANGUAGE) -> None:
    """Put the first wanted candidate first when its certainty is this share of the first one's."""
    own = next((c for c in found if wanted(c)), None)
    if own is not None and own is not found[0] and own.sure >= share * found[0].sure:
        found.remove(own)
        found.insert(0, own)


def _prefer_phrase(found: list[Candidate], question: Question) -> bool:
    """Of sentences nearly as sure, the one that says the question's own phrase: "la capitale du Japon" is not told by "la
    capitale impériale du Japon", nor "capitale du Brésil" by "la première capitale du Brésil".  A page that the question
    names is left alone.  Whether another one came first."""
    asked = _plain(question.text)
    telling = {fold(t.text) for t in question.terms if not question.in_frame(t)}
    told = [_phrase(asked, telling, c) if c.sure >= NEARLY * found[0].sure else (0, False) for c in found]
    most = max(told, default=(0, False))
    if most == (0, False) or told[0] == most or found[0].features[_ABOUT] >= 1.0:
        return False
    found.insert(0, found.pop(told.index(most)))
    return True


def _phrase(asked: Sequence[str], telling: Set[str], one: Candidate) -> tuple[int, bool]:
    """(words of the question's longest run in the sentence that holds two telling ones, nothing telling stands before it)."""
    there = _plain(one.reading.text)
    best, ends = (0, False), [0] * (len(asked) + 1)
    for at, word in enumerate(there):
        ends = [0] + [ends[i] + 1 if word == mine else 0 for i, mine in enumerate(asked)]
        for i, run in enumerate(ends):
            if run and len(telling & set(asked[i - run : i])) >= 2:
                before = there[at - run] if at >= run else ""
                best = max(best, (run, is_stop(before, one.passage.lang) or not before))
    return best


def _plain(text: str) -> list[str]:
    """The words of a text, of a kind: "1er" is "premier", and the capital is the capital city."""
    found = ("premier" if (plain := fold(word.text)) in ("1er", "1ere", "premiere") else plain for word in words(text))
    return [word for word in found if word not in ("city", "town", "ville")]


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
    heads = {p.id for e in named if specific(e, question.text) for page in e.pages[:NAMED_PAGES] for p in page[:2]}
    return [
        (passage, score) for at, (passage, score, _) in enumerate(quick) if at < MOST_PASSAGES or passage.id in heads
    ]


def _glance(question: Question, passage: Passage) -> float:
    """Share of the question's weight that stands in the passage or its title, by form or by the lexicon."""
    there = read(f"{passage.title}. {passage.text}", passage.lang).terms
    total = sum(t.weight for t in question.terms) or 1.0
    return sum(best_match(t, there)[0] * t.weight for t in question.terms) / total


def _held(
    asked: Sequence[Asked],
    read_as: Sequence[Sequence[Candidate]],
    pages: dict[tuple[str, int], Entity],
    named: Sequence[Entity],
) -> list[Candidate]:
    """The candidates: hardly sure where the sentence lacks what is asked for, as sure as its page where it tells just that."""
    surest: dict[object, float] = {}  # the pages of one name count as one
    names = [entity.name if (entity := pages.get(_page(one.passage))) else _page(one.passage) for one in asked]
    for name, sentences in zip(names, read_as, strict=True):
        surest[name] = max([surest.get(name, 0.0), *(one.sure for one in sentences)])
    found = []
    for where, name, sentences in zip(asked, names, read_as, strict=True):
        for focus, one in enumerate(sentences):
            sure = one.sure
            if (surest[name] >= SURE or isinstance(name, str)) and tells(where, focus, named):
                sure = max(surest[name], SURE)
            elif sure >= SURE and not holds(where, focus, named):
                sure *= SILENT
            found.append(one if sure == one.sure else replace(one, sure=sure))
    return found


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
