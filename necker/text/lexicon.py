"""Which words are near in meaning, within and across French and English, and how rare each is.

The table (lexicon.tsv.xz, written by recipes/lexicon.py from open data, which also says its sources) holds pairs of stems
with a translation score, and in how many of about 10,000 encyclopedia pages each stem stands.  Words of one language are
near when they share translations (pivoting: Bannard and Callison-Burch 2005).  Knows nothing of sentences.
"""

from __future__ import annotations

import lzma
import math
from functools import lru_cache
from importlib import resources

from necker.core.language import Lang

PAGES = 10_000  # pages per language that the counts come from, rounded
_UNKNOWN_COUNT = 2  # a stem that is not listed stands in fewer than four pages
_LEAST = 0.06  # weaker pairs are left out: they add noise, not recall

Table = dict[str, dict[str, float]]


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[Lang, Table], dict[Lang, dict[str, int]]]:
    """(stem -> {stem of the other language: score}, stem -> pages), by language."""
    translations: dict[Lang, Table] = {"en": {}, "fr": {}}
    counts: dict[Lang, dict[str, int]] = {"en": {}, "fr": {}}
    raw = resources.files("necker.text").joinpath("lexicon.tsv.xz").read_bytes()
    for line in lzma.decompress(raw).decode().splitlines():
        a, b, *rest = line.split("\t")
        if len(rest) == 2:
            counts["fr" if a == "fr" else "en"][rest[0]] = int(rest[1])
        elif (score := int(rest[0]) / 100) >= _LEAST:
            translations["en"].setdefault(a, {})[b] = score
            translations["fr"].setdefault(b, {})[a] = score
    return translations, counts


def rarity(stem: str, lang: Lang) -> float:
    """Inverse document frequency, ln(pages / pages with the stem): 0 for everywhere, about 8.5 for an unknown stem."""
    count = _tables()[1][lang].get(stem, _UNKNOWN_COUNT)
    return math.log((PAGES + 1) / min(count, PAGES))


def translations(stem: str, lang: Lang) -> dict[str, float]:
    """Stems of the other language with scores in (0, 1]."""
    return _tables()[0][lang].get(stem, {})


@lru_cache(maxsize=1 << 15)
def neighbours(stem: str, lang: Lang) -> dict[str, float]:
    """Stems of the same language that share translations, with scores in (0, 1)."""
    other: Lang = "fr" if lang == "en" else "en"
    found: dict[str, float] = {}
    for middle, first in translations(stem, lang).items():
        for near, second in translations(middle, other).items():
            if near != stem:
                found[near] = found.get(near, 0.0) + first * second
    return {near: score for near, score in found.items() if score >= _LEAST}
