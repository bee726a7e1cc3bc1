"""A unigram tokenizer: a fixed list of pieces with scores, and the cut of a word whose pieces score most (Viterbi).

Method: Kudo 2018 (arXiv 1804.10959, section 3.2) as SentencePiece and XLM-R use it: every word is begun with ▁, characters
are normalised one by one (NFKC, some of no width to spaces), no piece crosses a space.  Pieces are not learnt here.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

UNKNOWN, END = 0, 1
"""A character that no piece holds; the end of a text, which no text gives."""

BEGIN = "▁"
_KIND = "unigram"
_NEVER = 10.0  # what an unknown character costs beyond the worst piece, as in SentencePiece
_CACHED_WORDS = 1 << 17
_CACHED_LENGTH = 64  # characters of a word that is kept
_WORD = re.compile(r"\S+")

# Where SentencePiece's rules ("nmt_nfkc") are not NFKC: control characters vanish, marks of no width part words.
_GONE = frozenset(map(chr, (*range(1, 9), 11, *range(14, 32), 127, 143, 159)))
_SPACES = frozenset("\t\n\f\r\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029▁\ufeff\ufffd")

Cut: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]
"""The entries of a word, and (start, end) of each in its code points."""


@lru_cache(maxsize=1 << 16)
def normal(character: str) -> str:
    """What stands for one character: none, one or several, a space for what parts words."""
    if character in _GONE:
        return ""
    return " " if character in _SPACES else unicodedata.normalize("NFKC", character)


class Unigram:
    """Entry 2 + i is `pieces[i]`, (text, score); 0 and 1 are UNKNOWN and END.  ValueError when a piece comes twice or is empty."""

    joint: tuple[int, ...] = (END, END)
    """What stands between two texts that are read together (XLM-R's `</s></s>`)."""

    def __init__(self, pieces: Iterable[tuple[str, float]]) -> None:
        self.pieces = tuple(pieces)
        self._known = {text: (END + 1 + place, score) for place, (text, score) in enumerate(self.pieces)}
        if len(self._known) != len(self.pieces) or "" in self._known:
            raise ValueError("a piece is empty or comes twice")
        if not all(math.isfinite(score) for _, score in self.pieces):
            raise ValueError("a score is no number")
        self._longest = max((len(text) for text, _ in self.pieces), default=1)
        self._worst = min((score for _, score in self.pieces), default=0.0) - _NEVER
        self._words: dict[str, Cut] = {}

    @property
    def size(self) -> int:
        """The number of entries, the two special ones included."""
        return END + 1 + len(self.pieces)

    def encode(self, text: str) -> list[int]:
        """The entries of any text.  Spaces are not told apart, nor whether one stands before the first word."""
        ids: list[int] = []
        known = self._words
        for word in text.split():
            ids += (known.get(word) or self._word(word))[0]
        return ids

    def places(self, text: str, ids: Sequence[int]) -> list[tuple[int, int]]:
        """(start, end) in code points of `text` for each of `ids`, its first entries.

        Pieces of one character share its place; a ▁ alone has that of the character behind it.
        """
        found: list[tuple[int, int]] = []
        for word in _WORD.finditer(text):
            if len(found) >= len(ids):
                break
            at = word.start()
            found += [(at + start, at + end) for start, end in (self._words.get(word[0]) or self._word(word[0]))[1]]
        return found[: len(ids)]

    def entry(self, index: int) -> str:
        """The text an entry stands for, "" for the special ones."""
        return self.pieces[index - END - 1][0] if index > END else ""

    def to_json(self) -> str:
        """One line of JSON, the same for the same pieces."""
        texts, scores = [text for text, _ in self.pieces], [score for _, score in self.pieces]
        data = {"schema": 1, "kind": _KIND, "pieces": texts, "scores": scores}
        return json.dumps(data, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Unigram:
        """The inverse of `to_json`; ValueError when it is something else."""
        data = json.loads(text)
        if data.get("schema") != 1 or data.get("kind") != _KIND:
            raise ValueError("not a unigram tokenizer of this version")
        return cls((str(piece), float(score)) for piece, score in zip(data["pieces"], data["scores"], strict=True))

    def _word(self, word: str) -> Cut:
        """A run without spaces; normalised, it may hold several words or none."""
        letters, source = "", []
        for at, character in enumerate(word):
            instead = normal(character)
            letters += instead
            source += [at] * len(instead)
        ids: list[int] = []
        places: list[tuple[int, int]] = []
        for part in re.finditer("[^ ]+", letters):
            at = part.start() - 1  # of ▁, which stands for the same place as what follows it
            for entry, start, end in self._best(BEGIN + part[0]):
                ids.append(entry)
                places.append((source[at + max(start, 1)], source[at + max(end - 1, 1)] + 1))
        found = tuple(ids), tuple(places)
        if len(self._words) < _CACHED_WORDS and len(word) <= _CACHED_LENGTH:
            self._words[word] = found
        return found

    def _best(self, word: str) -> list[tuple[int, int, int]]:
        """(entry, start, end) of the pieces of the best cut; of equals, the one whose last piece is longest."""
        known, size = self._known, len(word)
        best, since, entries = [0.0, *[-math.inf] * size], [0] * (size + 1), [UNKNOWN] * (size + 1)
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(start + self._longest, size) + 1):
                piece = known.get(word[start:end])
                if piece and here + piece[1] > best[end]:
                    best[end], since[end], entries[end] = here + piece[1], start, piece[0]
            if here + self._worst > best[start + 1]:
                best[start + 1], since[start + 1], entries[start + 1] = here + self._worst, start, UNKNOWN
        found = []
        while size:
            found.append((entries[size], since[size], size))
            size = since[size]
        return found[::-1]
