"""Ranking the passages of one pack for a query.  Merging several packs is in library.py.

SQLite's FTS5 finds candidates by its own bm25 over stems and titles, starting from the rarest words of the query; the
candidates are then scored here, with counts taken over all open packs, so that scores of different packs compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log, sqrt
from typing import Any, NamedTuple

from necker.core.language import Lang
from necker.knowledge.pack import Pack
from necker.text.normal import fold
from necker.text.words import is_stop, stem, words

# BM25 saturation and length: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.2.
_K1, _B = 1.2, 0.6
# How many occurrences in the text one in the title, one in the description of the page counts for.
_HEADING, _GLOSS = 2.0, 0.7
_PAIR = 0.25  # two words of the query side by side, as a share of the weight of the rarer one
_TITLED = 0.3  # the query names the page in full, as a share of the weight of the title's words
_WORDS = 64  # distinct words of a query that are looked at: those that come first
_CROWD = 20_000  # a word in more passages of a pack than this is looked for in titles first
_PHRASE = 0.5  # the score of the best passage that holds a query made only of stop words


class Query(NamedTuple):
    """A query as one language sees it: distinct content stems in order, and the pairs of them that follow each other.

    Without any content word, `phrase` holds the folded words, to be looked up as they stand.
    """

    lang: Lang
    terms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    phrase: str


class Effort(NamedTuple):
    """How far to look: rare words are taken until they stand in `postings` passages; so many are scored."""

    postings: int
    candidates: int


FULL, BRIEF = Effort(1500, 50), Effort(800, 20)


class Weights(NamedTuple):
    """What the open packs say of a query: the weight of each term and pair, written between spaces as in the packs.

    `total` is the sum of the idf of the terms, `length` the mean number of content stems in a passage of text.
    """

    terms: dict[str, float]
    pairs: list[tuple[str, float]]
    total: float
    length: float


class Scored(NamedTuple):
    """A passage of a pack and how well it matches; `same` is equal for passages that should not be shown twice."""

    score: float
    number: int
    same: tuple[bytes, str]


def read_query(text: str, lang: Lang, spoken: Lang | None) -> Query:
    """`text` for the index of `lang`; stop words of that language and of the one it is `spoken` in carry nothing."""
    found = words(text[: 200 * _WORDS])
    content = [w.text for w in found if not is_stop(w.text, lang) and not (spoken and is_stop(w.text, spoken))]
    stems = [term for word in content if (term := stem(word, lang))]
    terms = tuple(dict.fromkeys(stems))[:_WORDS]
    kept = set(terms)
    pairs = tuple(dict.fromkeys(pair for pair in pairwise(stems) if kept.issuperset(pair)))
    phrase = "" if terms else " ".join(fold(w.text) for w in found[:_WORDS])
    return Query(lang, terms, pairs, phrase)


def frequencies(pack: Pack, query: Query) -> dict[str, int]:
    """In how many passages of the pack each term stands; terms in fewer than two are left out."""
    statement = "SELECT term, passages FROM frequencies WHERE lang = ? AND term IN (%s)"
    statement %= ",".join("?" * len(query.terms))
    return dict(pack.rows("si", statement, (query.lang, *query.terms)))


def weigh(packs: Sequence[Pack], query: Query, known: Sequence[dict[str, int]]) -> Weights:
    """The weights of a query over all packs.  idf: ln(1 + (N - n + 0.5) / (n + 0.5)), never negative."""
    counts = [pack.counts[query.lang] for pack in packs]
    total = sum(count.passages for count in counts)
    idf = {}
    for term in query.terms:
        n = min(total, max(1, sum(frequency.get(term, 0) for frequency in known)))
        idf[term] = log(1 + (total - n + 0.5) / (n + 0.5))
    return Weights(
        terms={f" {term} ": weight for term, weight in idf.items()},
        pairs=[(f" {a} {b} ", _PAIR * min(idf[a], idf[b])) for a, b in query.pairs],
        total=sum(idf.values()) or 1.0,
        length=max(1.0, sum(count.terms for count in counts) / max(1, sum(count.texts for count in counts))),
    )


def rank(pack: Pack, query: Query, known: dict[str, int], weights: Weights, effort: Effort) -> list[Scored]:
    """The passages of the pack that may answer the query, in no particular order."""
    if query.terms:
        rarest = _rarest(query.terms, known, effort.postings)
        match, crowded = " OR ".join(map(_quoted, rarest)), known.get(rarest[0], 1) > _CROWD
        rows = _candidates(pack, query.lang, match, crowded, effort.candidates)
        return [Scored(_score(row, weights) / weights.total, *_identity(row)) for row in rows]
    if query.phrase:
        rows = _candidates(pack, query.lang, _quoted(query.phrase), True, effort.candidates)
        return [Scored(_PHRASE / (1 + order), *_identity(row)) for order, row in enumerate(rows)]
    return []


def _candidates(pack: Pack, lang: Lang, match: str, crowded: bool, limit: int) -> list[tuple[Any, ...]]:
    """The best rows by FTS5's own ranking; of what stands almost everywhere, those that have it in a title, if any."""
    if crowded and (rows := _candidates(pack, lang, f"title : ({match})", False, limit)):
        return rows
    index = f"index_{lang}"
    statement = f"""SELECT p.id, p.sha256, p.kind, p.length, p.terms, g.heading, g.gloss, g.title FROM
        (SELECT rowid AS number FROM {index} WHERE {index} MATCH ? AND rank MATCH 'bm25(2.0, 0.01, 1.0)'
        ORDER BY rank LIMIT ?) CROSS JOIN passages p ON p.id = number JOIN pages g ON g.id = p.page"""  # noqa: S608
    return pack.rows("ibsissss", statement, (match, limit))


def _rarest(terms: Iterable[str], known: dict[str, int], limit: int) -> list[str]:
    """The terms from the rarest on, at least one, until they stand in `limit` passages: others only help to order."""
    kept: list[str] = []
    postings = 0
    for term in sorted(terms, key=lambda term: known.get(term, 1)):
        postings += known.get(term, 1)
        if kept and postings > limit:
            break
        kept.append(term)
    return kept


def _quoted(term: str) -> str:
    """An FTS5 string: nothing inside the quotes is an operator."""
    return '"' + term.replace('"', '""').replace("\0", " ") + '"'


def _identity(row: tuple[Any, ...]) -> tuple[int, tuple[bytes, str]]:
    """Two pages may have the same description: it says something else of each."""
    number, digest, kind, *_, title = row
    return number, (digest, title if kind == "description" else "")


def _score(row: tuple[Any, ...], weights: Weights) -> float:
    """BM25F over the text, the title and the description of the page, times the root of the share of the query found;
    then what word order and the title add."""
    _, _, kind, length, terms, heading, gloss, _ = row
    norm = 1 - _B + _B * max(length / weights.length, 0.5)
    gloss = "" if kind == "description" else gloss
    score = found = 0.0
    named = False
    for term, idf in weights.terms.items():
        count = terms.count(term) / norm
        if term in heading:
            count += _HEADING
            named = True
        if term in gloss:
            count += _GLOSS
        if count:
            found += idf
            score += idf * count * (_K1 + 1) / (count + _K1)
    score *= sqrt(found / weights.total)
    for pair, weight in weights.pairs:
        if pair in terms or pair in heading:
            score += weight
    return score + _TITLED * _title(heading, weights.terms) if named else score


def _title(heading: str, weights: dict[str, float]) -> float:
    """The weight of the first title of the page all of whose words are in the query, or 0."""
    for name in heading.split("|"):
        title = {f" {term} " for term in name.split()}
        if title and title <= weights.keys():
            return sum(weights[term] for term in title)
    return 0.0
