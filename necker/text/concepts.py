"""Two small hand-made tables of what encyclopedias say of things, and what their words mean to each other.

`concepts.txt`: words that express one relation, action, role or kind, in either language.  It says what the trained lexicon
cannot: that who *painted* something is told by "a *painting* by", that who *wrote* it is its *author*, that *how high* asks
for a height.  `opposites.txt`: words that exclude each other.  Their first lines say how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from necker.core.language import Lang
from necker.text.normal import fold
from necker.text.words import stem


def _lines(file: str) -> Iterator[str]:
    # Folded once as a whole: stems are folded anyway, and plain ASCII words are folded four times as fast.
    text = fold(resources.files("necker.text").joinpath(file).read_text(encoding="utf-8"))
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _stems(forms: str) -> Iterator[tuple[Lang, str]]:
    """(language, stem) of every word of "English words | French words", in order; hyphens part words."""
    english, _, french = forms.partition("|")
    for word in english.replace("-", " ").split():
        if len(word) > 1:
            yield "en", stem(word, "en")
    for word in french.replace("-", " ").split():
        if len(word) > 1:
            yield "fr", stem(word, "fr")


@lru_cache(maxsize=1)
def _expressions() -> dict[tuple[Lang, str], tuple[str, ...]]:
    """(language, concept) -> its stems, in the order of the table."""
    found: dict[tuple[Lang, str], dict[str, None]] = {}
    for line in _lines("concepts.txt"):
        name, _, forms = line.partition(":")
        for lang, one in _stems(forms):
            found.setdefault((lang, name), {})[one] = None
    return {key: tuple(stems) for key, stems in found.items()}


@lru_cache(maxsize=1)
def _concepts() -> dict[tuple[Lang, str], frozenset[str]]:
    """(language, stem) -> names of the concepts it expresses."""
    found: dict[tuple[Lang, str], set[str]] = {}
    for (lang, name), stems in _expressions().items():
        for one in stems:
            found.setdefault((lang, one), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


@lru_cache(maxsize=1)
def _sides() -> dict[tuple[Lang, str], frozenset[tuple[int, int]]]:
    """(language, stem) -> (number of the pair, side 0 or 1)."""
    found: dict[tuple[Lang, str], set[tuple[int, int]]] = {}
    for number, line in enumerate(_lines("opposites.txt")):
        for side, forms in enumerate(line.split("/")):
            for key in _stems(forms):
                found.setdefault(key, set()).add((number, side))
    return {key: frozenset(pairs) for key, pairs in found.items()}


def concepts(stem: str, lang: Lang) -> frozenset[str]:
    """Names of the relations and roles that the stem can express."""
    return _concepts().get((lang, stem), frozenset())


def expressions(name: str, lang: Lang) -> tuple[str, ...]:
    """The stems of a language that express a concept, in the order of the table."""
    return _expressions().get((lang, name), ())


def opposites(stem: str, lang: Lang) -> frozenset[tuple[int, int]]:
    """(pair, side) marks: two stems exclude each other when they share a pair and not the side."""
    return _sides().get((lang, stem), frozenset())
