"""Word by word: where a claim is nearly a sentence of a page, what of the claim stands in the place of something else.

Catches what a look at the whole page cannot: a name or a figure that the page does have, of another thing.  Both texts must be
in one language; in other words there is nothing to lay side by side, and nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from necker.text.dates import Date
from necker.text.normal import fold
from necker.text.numbers import Number
from necker.text.words import words
from necker.verify.clash import Clash, ClashKind
from necker.verify.match import Reading, Term, best_match, one_name
from necker.verify.names import is_hard_name
from necker.verify.values import equal_numbers, same_date, states_life

_ALIKE = 0.6  # share of the claim's words that must stand in the sentence in the same order
_FEWEST = 3
_OWN = 0.75  # how near a word must be to one of the title to be part of the subject's name
_MANY = 60  # words, about the longest sentence of an encyclopedia
_LONGEST = 6  # words in the place of each other; longer stretches are another wording


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, or a whole number or date: `key` is equal where two say the same."""

    start: int
    end: int
    key: str
    value: Number | Date | None = None
    term: Term | None = None


@lru_cache(maxsize=4096)
def _tokens(reading: Reading) -> tuple[_Token, ...]:
    values: list[Number | Date] = sorted((*reading.numbers, *reading.dates), key=lambda v: v.start)
    terms = {t.start: t for t in reading.terms}
    found = [_Token(v.start, v.end, _key(v), v) for v in values]
    for word in words(reading.text):
        if not any(v.start < word.end and word.start < v.end for v in values):
            found.append(_Token(word.start, word.end, fold(word.text), None, terms.get(word.start)))
    return tuple(sorted(found, key=lambda t: t.start))


def _key(value: Number | Date) -> str:
    if isinstance(value, Date):
        return f"date {value.year} {value.month} {value.day} {value.span_years}"
    return f"{value.kind} {value.value} {value.unit}"


def copied(claim: Reading, sentence: Reading) -> float:
    """The share of the claim's words and values that the sentence has in the same order; 0 across languages."""
    if claim.lang != sentence.lang:
        return 0.0
    same = sum(i2 - i1 for tag, i1, i2, _, _ in _blocks(claim, sentence) if tag == "equal")
    return same / len(_tokens(claim)) if same >= _FEWEST else 0.0


@lru_cache(maxsize=4096)
def _blocks(claim: Reading, sentence: Reading) -> tuple[tuple[str, int, int, int, int], ...]:
    mine, theirs = ([t.key for t in _tokens(one)] for one in (claim, sentence))
    if _repeats(mine) or _repeats(theirs):
        return ()
    return tuple(SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes())


def _repeats(keys: Sequence[str]) -> bool:
    """Whether a long text says a few words again and again: laying two such side by side takes minutes and shows nothing."""
    return len(keys) > _MANY and len(set(keys)) * 3 < len(keys)


def replaced(claim: Reading, focus: Reading, own: Sequence[Term] = ()) -> list[Clash]:
    """Names, numbers and dates of the claim in whose place the sentence has another.

    `own` are the words of the page's title: one may stand for another of them ("Mozart", "Wolfgang").
    """
    if copied(claim, focus) < _ALIKE:
        return []
    mine, theirs = _tokens(claim), _tokens(focus)
    blocks = [block for block in _blocks(claim, focus) if block[0] != "equal"]
    moved = [t.term for *_, j1, j2 in blocks for t in theirs[j1:j2] if t.term]  # said too, at another place
    clashes = []
    for tag, i1, i2, j1, j2 in blocks:
        if (
            i1 == 0
        ):  # what stands before the part of the sentence that the claim repeats, or behind it, is another statement
            j1 = max(j1, j2 - (i2 - i1) - 1)
        elif i2 == len(mine):
            j2 = min(j2, j1 + i2 - i1 + 1)
        if tag == "replace" and max(i2 - i1, j2 - j1) <= _LONGEST:
            clashes += _values(claim, focus, mine[i1:i2], theirs[j1:j2])
            for term, other in _names(claim, focus, mine[i1:i2], theirs[j1:j2]):
                alias = i1 <= len(own) and all(best_match(one, tuple(own))[0] >= _OWN for one in (term, other))
                if not alias and not any(one_name(term, o) for o in moved):
                    clashes.append(Clash("name", term.text, other.text, other.start))
    return clashes


def _values(claim: Reading, focus: Reading, mine: Sequence[_Token], theirs: Sequence[_Token]) -> list[Clash]:
    clashes = []
    for token in mine:
        if isinstance(token.value, Date) and states_life(claim, token.value, focus):
            continue  # "born 7 November 1867 in Warsaw ... in 1895": the nearest words are those of another event
        others = [t for t in theirs if t.value is not None and type(t.value) is type(token.value)]
        if others and not any(_agree(token.value, other.value) for other in others):
            kind: ClashKind = "date" if isinstance(token.value, Date) else "number"
            said, found = claim.text[token.start : token.end], focus.text[others[0].start : others[0].end]
            clashes.append(Clash(kind, said, found, others[0].start))
    return clashes


def _agree(said: Number | Date | None, found: Number | Date | None) -> bool:
    """Whether two values in one place say the same; where both are hedged, the hedge was copied and excuses nothing."""
    if isinstance(said, Date) and isinstance(found, Date):
        hedged = said.approx and found.approx and said.span_years == 1
        return same_date(said, found) and not (hedged and said.year != found.year)
    if isinstance(said, Number) and isinstance(found, Number):
        hedged = said.approx and found.approx and said.unit == found.unit
        return equal_numbers(said, found) and not (hedged and said.value != found.value)
    return False


def _names(
    claim: Reading, focus: Reading, mine: Sequence[_Token], theirs: Sequence[_Token]
) -> Iterator[tuple[Term, Term]]:
    """Names of the claim, each with the name in its place."""
    said = [t.term for t in mine if t.term and t.term.name and (is_hard_name(t.term, claim) or t is mine[-1])]
    found = [t.term for t in theirs if t.term and t.term.name and (is_hard_name(t.term, focus) or t is theirs[-1])]
    others = [o for o in found if not any(one_name(s, o) for s in said)]
    for term in said:
        if others and not any(one_name(term, o) for o in found):
            yield term, others[-1]
