"""How far each word of a claim is said by what stands beside it, and each of those words by the claim: a mark of 0 to 4.

The judge's network is shown these marks beside its tokens.  A network of this size that must first find out which tokens
are equal stays at chance for tens of thousands of pairs; with the marks it begins above it (docs/log.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from necker.core.language import Lang
from necker.text.lexicon import neighbours, translations
from necker.text.normal import fold
from necker.text.words import stem, words

NONE, NEAR, STEM, SAME, RUN = range(5)
"""Not said; a translation or a word of like meaning; the same stem; the same word; beside a word that also stands beside it."""

MARKS = 5
_LEAST_NEAR = 0.15  # score of the lexicon from which a word counts as near

Marked = list[tuple[int, int, int]]
"""(start, end, mark) of each word of a text, in code points, in order."""


class _Word:
    __slots__ = ("end", "mark", "near", "plain", "start", "stem")

    def __init__(self, start: int, end: int, plain: str, root: str) -> None:
        self.start, self.end, self.plain, self.stem, self.mark = start, end, plain, root, NONE


@lru_cache(maxsize=1 << 12)
def _forms(text: str, lang: Lang) -> tuple[tuple[int, int, str, str], ...]:
    return tuple((word.start, word.end, fold(word.text), stem(word.text, lang)) for word in words(text))


@lru_cache(maxsize=1 << 16)
def _near(root: str, lang: Lang, other: Lang) -> frozenset[str]:
    found = neighbours(root, lang) if lang == other else translations(root, lang)
    return frozenset(near for near, score in found.items() if score >= _LEAST_NEAR)


def marks(claim: str, lang: Lang, texts: Sequence[str], other: Lang) -> tuple[Marked, list[Marked]]:
    """The marked words of the claim, and those of each text beside it; `other` is the language of the texts."""
    mine = [_Word(*form) for form in _forms(claim, lang)]
    beside = [[_Word(*form) for form in _forms(text, other)] for text in texts]
    places: dict[str, list[tuple[int, int]]] = {}
    for number, every in enumerate(beside):
        for at, word in enumerate(every):
            places.setdefault(word.stem, []).append((number, at))
    before: set[tuple[int, int]] = set()
    for i, word in enumerate(mine):
        met = dict.fromkeys(places.get(word.stem, ()), STEM)
        for near in _near(word.stem, lang, other) if not met else ():
            met |= dict.fromkeys(places.get(near, ()), NEAR)
        for (number, at), mark in met.items():
            there = beside[number][at]
            found = SAME if there.plain == word.plain else mark
            if (number, at - 1) in before:
                found = RUN
                mine[i - 1].mark = beside[number][at - 1].mark = RUN
            word.mark, there.mark = max(word.mark, found), max(there.mark, found)
        before = set(met)
    return _marked(mine), [_marked(every) for every in beside]


def _marked(found: Sequence[_Word]) -> Marked:
    return [(word.start, word.end, word.mark) for word in found]
