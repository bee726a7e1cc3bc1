"""Misspelt words of a question, put right by the words that the open packs hold.  Knows nothing of grammar."""

from __future__ import annotations

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.text.words import is_stop, stem, words

_SHORTEST = 5  # a shorter word has too many neighbours
_TWO_SLIPS = 9  # length from which a word may be two slips away


def corrected(text: str, lang: Lang, library: Library) -> str:
    """The text with each word that no pack knows replaced by the one a slip away that stands in most passages, if any.

    A slip is a letter left out, added, replaced, or two neighbours swapped (Damerau 1964).  What replaces a word is its
    stem: good for matching, not for showing.
    """
    result = text
    for word in reversed(words(text)):
        if (
            len(word.text) < _SHORTEST
            or not word.text.isalpha()
            or is_stop(word.text, lang)
            or _known(word.text, library)
        ):
            continue
        if near := _nearest(stem(word.text, lang), lang, library):
            near = near.capitalize() if word.text[0].isupper() else near
            result = result[: word.start] + near + result[word.end :]
    return result


def _known(word: str, library: Library) -> bool:
    return bool(library.search(word, limit=1))


def _nearest(term: str, lang: Lang, library: Library) -> str | None:
    slips = 2 if len(term) >= _TWO_SLIPS else 1
    counts: dict[str, int] = {}
    for pack in library.packs:
        found = pack.rows(
            "si",
            "SELECT term, passages FROM frequencies WHERE lang = ? AND term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
            (lang, term[:2], term[:2] + "\uffff", len(term) - slips, len(term) + slips),
        )
        for other, passages in found:
            if distance(term, other, slips) <= slips:
                counts[other] = counts.get(other, 0) + passages
    return max(counts, key=lambda other: (-distance(term, other, slips), counts[other], other), default=None)


def distance(a: str, b: str, most: int) -> int:
    """Slips between two words (optimal string alignment); anything above `most` is returned as most + 1."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row2 = row, [i]
        for j, y in enumerate(b, 1):
            cost = min(above[j] + 1, row2[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row2.append(cost)
        if min(row2) > most:
            return most + 1
        before, row = above, row2
    return min(row[-1], most + 1)
