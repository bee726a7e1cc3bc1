"""The text tokenizer: byte-level byte-pair encoding, trained and used in pure Python.

Method: Sennrich et al. 2016 (arXiv 1508.07909) on the bytes of UTF-8.  Merges never cross the pieces a text is cut into
(`_PIECES`).  The first 256 entries are the bytes themselves, so any text can be written and read back.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]

BYTES = 256

# A word with the space before it and the apostrophe after it ("l'", "qu'"), digits by two at most, marks, spaces but for
# the last one, which belongs to the word that follows.  Every character is in exactly one piece.
_PIECES = re.compile(r" ?[^\W\d_]+['’]?|\d{1,2}| ?(?:[^\w\s]|_)+|\s+(?!\S)|\s")
_CACHED_WORDS = 1 << 17


class Bpe:
    """A trained tokenizer; `merges[i]` is the pair of entries that entry 256 + i is made of."""

    joint: tuple[int, ...] = ()
    """What stands between two texts that are read together: nothing here."""

    def __init__(self, merges: Iterable[Pair]) -> None:
        self.merges = tuple((left, right) for left, right in merges)
        self._bytes = [bytes((byte,)) for byte in range(BYTES)]
        for left, right in self.merges:
            if not 0 <= min(left, right) <= max(left, right) < len(self._bytes):
                raise ValueError(f"entry {len(self._bytes)} is made of entries that come later")
            self._bytes.append(self._bytes[left] + self._bytes[right])
        self._entry = {pair: BYTES + place for place, pair in enumerate(self.merges)}
        if len(self._entry) != len(self.merges):
            raise ValueError("a pair is merged twice")
        self._words: dict[str, tuple[int, ...]] = {}

    @property
    def size(self) -> int:
        """The number of entries, the 256 bytes included."""
        return len(self._bytes)

    def encode(self, text: str) -> list[int]:
        """Entries of any text; half surrogates, which UTF-8 has not, are written in the same way as other characters."""
        ids: list[int] = []
        known = self._words
        for word in _PIECES.findall(text):
            found = known.get(word)
            ids += self._word(word) if found is None else found
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text that was encoded; U+FFFD in place of bytes that are no UTF-8.  IndexError for an unknown entry."""
        data = b"".join([self._bytes[entry] for entry in ids])
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return data.decode("utf-8", "replace")

    def places(self, text: str, ids: Sequence[int]) -> list[tuple[int, int]]:
        """(start, end) in code points of `text` for each of `ids`, its first entries; the bytes of one share its place."""
        where: list[int] = []  # the code point of each byte
        for place, character in enumerate(text):
            where += [place] * len(character.encode("utf-8", "surrogatepass"))
        found, at = [], 0
        for one in ids:
            end = at + len(self._bytes[one])
            found.append((where[at], where[end - 1] + 1))
            at = end
        return found

    def entry(self, index: int) -> bytes:
        """The bytes an entry stands for."""
        return self._bytes[index]

    def to_json(self) -> str:
        """One line of JSON, the same for the same merges."""
        return json.dumps({"schema": 1, "kind": "byte-level BPE", "merges": self.merges}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Bpe:
        """The inverse of `to_json`; ValueError when it is something else."""
        data = json.loads(text)
        if data.get("schema") != 1 or data.get("kind") != "byte-level BPE":
            raise ValueError("not a byte-level BPE of this version")
        return cls(map(tuple, data["merges"]))

    def _word(self, word: str) -> tuple[int, ...]:
        """Merges in the order they were learnt: the earliest pair first, from the left."""
        ids = list(word.encode("utf-8", "surrogatepass"))
        entry, never = self._entry, self.size
        while len(ids) > 1:
            best = min(entry.get(pair, never) for pair in pairwise(ids))
            if best == never:
                break
            ids = _merged(ids, self.merges[best - BYTES], best)
        found = tuple(ids)
        if len(self._words) < _CACHED_WORDS:
            self._words[word] = found
        return found


def train(texts: Iterable[str], size: int) -> Bpe:
    """Learns `size` entries, the 256 bytes included: always the pair met most often, of equals the smallest pair.

    Fewer when no pair is met twice any more; ValueError for a size below 256.
    """
    if size < BYTES:
        raise ValueError(f"a tokenizer has at least {BYTES} entries, not {size}")
    met: Counter[str] = Counter()
    for text in texts:
        met.update(_PIECES.findall(text))
    words = [(list(word.encode("utf-8", "surrogatepass")), met[word]) for word in sorted(met)]
    table = _Pairs(words)
    merges: list[Pair] = []
    while BYTES + len(merges) < size and (pair := table.best()):
        table.merge(pair, BYTES + len(merges))
        merges.append(pair)
    return Bpe(merges)


class _Pairs:
    """How often each pair of neighbours is met, and in which words, while words change under merges."""

    def __init__(self, words: list[tuple[list[int], int]]) -> None:
        self._words = words
        self._count: dict[Pair, int] = defaultdict(int)
        self._where: dict[Pair, set[int]] = defaultdict(set)
        for place, (ids, times) in enumerate(words):
            for pair in pairwise(ids):
                self._count[pair] += times
                self._where[pair].add(place)
        self._heap = [(-count, pair) for pair, count in self._count.items()]
        heapq.heapify(self._heap)

    def best(self) -> Pair | None:
        """The pair to merge next.  The heap keeps counts that are no longer true: those are passed over."""
        while self._heap:
            count, pair = heapq.heappop(self._heap)
            if self._count[pair] == -count:
                return pair if -count > 1 else None
        return None

    def merge(self, pair: Pair, entry: int) -> None:
        change: dict[Pair, int] = defaultdict(int)
        for place in self._where.pop(pair):
            ids, times = self._words[place]
            after = _merged(ids, pair, entry)
            for old in pairwise(ids):
                change[old] -= times
            for new in pairwise(after):
                change[new] += times
                if entry in new:
                    self._where[new].add(place)
            self._words[place] = (after, times)
        for other, by in change.items():
            if by:
                self._count[other] += by
                heapq.heappush(self._heap, (-self._count[other], other))


def _merged(ids: Sequence[int], pair: Pair, entry: int) -> list[int]:
    """`ids` with each occurrence of `pair`, from the left, replaced."""
    left, right = pair
    out: list[int] = []
    place, last = 0, len(ids) - 1
    while place <= last:
        if place < last and ids[place] == left and ids[place + 1] == right:
            out.append(entry)
            place += 2
        else:
            out.append(ids[place])
            place += 1
    return out
