"""What the tests are made of stays out: texts that share thirteen words in a row, or are the same sentence; titles of pages."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import necker
from necker.lessons.pages import Page
from necker.sources.mirror import mirror_dir
from necker.text.normal import fold
from necker.text.words import words

GRAM = 13  # words in a row that no text may share with a test (as in GPT-3's contamination study, arXiv 2005.14165, appendix C)
_LEAST = 4  # shorter lines are greetings and single words


@lru_cache(maxsize=1 << 18)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")


_BASE, _MASK = 0x9E3779B97F4A7C15, (1 << 64) - 1
_DROP = pow(_BASE, GRAM, 1 << 64)


def _grams(text: str) -> Iterator[int]:
    """Rolling hashes modulo 2**64 of each thirteen words in a row; of all of them where there are fewer, but at least four."""
    numbers = [_number(fold(word.text)) for word in words(text)]
    rolled = 0
    for i, number in enumerate(numbers):
        rolled = (rolled * _BASE + number) & _MASK
        if i >= GRAM:
            rolled = (rolled - numbers[i - GRAM] * _DROP) & _MASK
        if i >= GRAM - 1:
            yield rolled
    if _LEAST <= len(numbers) < GRAM:
        yield rolled


class Contamination:
    """What texts of tests are known by."""

    def __init__(self, texts: Iterable[str], titles: Iterable[str] = ()) -> None:
        self._grams = {gram for text in texts for gram in _grams(text)}
        self._titles = {fold(title) for title in titles}

    def __len__(self) -> int:
        return len(self._grams)

    def holds(self, text: str) -> bool:
        """Whether the text shares thirteen words in a row with a test, or is a sentence of one."""
        return any(gram in self._grams for gram in _grams(text))

    def clean(self, pages: Iterable[Page]) -> Iterator[Page]:
        """The pages without those named by tests, and without the sentences that tests hold."""
        for page in pages:
            if fold(page.title) in self._titles or fold(page.name) in self._titles:
                continue
            kept = tuple(s for s in page.sentences if not self.holds(s))
            if len(kept) == len(page.sentences):
                yield page
            elif kept:
                yield replace(page, sentences=kept, prose=False)


def texts_under(folder: Path) -> Iterator[str]:
    """All strings of the compressed JSON, lines and tables in a folder of tests, in the order of their names."""
    for path in sorted(folder.rglob("*.xz")):
        content = lzma.decompress(path.read_bytes()).decode("utf-8", "replace")
        if ".tsv" in path.suffixes:
            for row in csv.reader(io.StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from row
        elif ".jsonl" in path.suffixes:
            for line in content.splitlines():
                yield from _strings(json.loads(line))
        elif ".json" in path.suffixes:
            yield from _strings(json.loads(content))
        else:
            yield from content.splitlines()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def titles_of(files: Iterable[Path]) -> Iterator[str]:
    """The field `page` of every line of JSON; nothing else is looked at."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            page = json.loads(line).get("page")
            if isinstance(page, str):
                yield page


def held_out() -> Contamination:
    """What the tests of the mirror, where there is one, and the benchmarks of this checkout, where it is one, are known by."""
    mirror = mirror_dir()
    texts = texts_under(mirror / "text" / "eval") if mirror is not None else iter(())
    benchmarks = Path(necker.__file__).parents[1] / "benchmarks" / "data"
    return Contamination(texts, titles_of(sorted(benchmarks.glob("claims.*.jsonl"))))
