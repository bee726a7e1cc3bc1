"""Whether a text is worth learning from: rules with a name, a reason and the source of their constants.

Published rules where there are some: Gopher (Rae et al. 2021, arXiv 2112.11446, table A1 and section A.1.1), C4 (Raffel
et al. 2020, section 2.2) and FineWeb (Penedo et al. 2024, arXiv 2406.17557, section 3.6).  A word is a run of letters
and digits, a character a byte of the folded form (`batch.py`), and shares are compared as integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from necker.core.language import Lang
from necker.sources.clean.batch import Batch, Flags, Hashes, Ints, Known, mixed
from necker.sources.clean.language import grammar, languages, places

_ENOUGH = 50  # words from which on shares say something (Gopher leaves out shorter documents altogether)
_TOLD = 10  # words from which on a text is asked for its language: shorter ones are titles, names, words
_TOP = {2: 20, 3: 18, 4: 16}  # per cent of the characters in the most frequent n words in a row (Gopher, table A1)
_TWICE = {5: 15, 6: 14, 7: 13, 8: 12, 9: 11, 10: 10}  # per cent in n words in a row seen before (Gopher, table A1)
# Gopher's eight, which FineWeb keeps, and the eight that translate them.
_STOPS: dict[Lang, str] = {
    "en": "the be to of and that have with",
    "fr": "le la les de des et que est un une dans pour",
}
_POLICIES = """
    lorem ipsum dolor, our cookie policy, our privacy policy, terms of use, terms of service, all rights reserved,
    use of cookies, enable javascript in, javascript is disabled, site uses cookies, utilise des cookies,
    utilisation de cookies, accepter les cookies, politique de confidentialité, conditions d'utilisation,
    tous droits réservés, activer javascript dans, javascript est désactivé
"""  # three words each, as folded


class Facts:
    """What the rules ask about the documents of a batch: arrays of integers, (documents,) each, made when asked for."""

    def __init__(
        self, texts: Sequence[str], langs: Sequence[Lang | None] | None = None, batch: Batch | None = None
    ) -> None:
        self.batch = batch if batch is not None else Batch(texts)
        self._said = grammar(self.batch)
        self.found = languages(texts, self.batch, self._said, _TOLD)
        self.langs = list(langs) if langs is not None else [None] * len(texts)
        self.words = self.batch.last - self.batch.first
        self.size = self.batch.ends - self.batch.starts

    @cached_property
    def letters(self) -> Ints:
        """Bytes of words."""
        return self.batch.per_words(self.batch.word_ends - self.batch.word_starts)

    @cached_property
    def longest(self) -> Ints:
        """Bytes of the longest word."""
        lengths = np.zeros(self.batch.size, np.int64)
        long = np.flatnonzero(self.batch.word_ends - self.batch.word_starts > 100)
        np.maximum.at(lengths, self.batch.word_documents[long], (self.batch.word_ends - self.batch.word_starts)[long])
        return lengths

    @cached_property
    def numbers(self) -> Ints:
        """Words that begin and end with a digit."""
        data, batch = self.batch.data, self.batch
        first, last = data[batch.word_starts], data[batch.word_ends - 1]
        return batch.per_words((first <= 0x39) & (last <= 0x39))

    @cached_property
    def other_language(self) -> Flags:
        """Documents in neither language, or in the one that they are not said to be in."""
        pairs = zip(self.found, self.langs, strict=True)
        return np.array([found is None or lang not in (None, found) for found, lang in pairs], np.bool_)

    @cached_property
    def stops(self) -> Ints:
        """How many different words of the list of the document's language it holds."""
        at, place = self._said
        held = np.zeros((self.batch.size, int(place.max(initial=0)) + 1), np.bool_)
        held[self.batch.word_documents[at], place] = True
        sums = {lang: _held(held, line.split()) for lang, line in _STOPS.items()}
        french = np.array(
            [(lang or found) == "fr" for lang, found in zip(self.langs, self.found, strict=True)], np.bool_
        )
        return np.where(french, sums["fr"], sums["en"])

    @cached_property
    def policies(self) -> Ints:
        """How many of the phrases of `_POLICIES` it holds."""
        at, _ = _policies().find(self.batch.grams(3))
        return np.bincount(self.batch.word_documents[at[self.batch.within(3)[at]]], minlength=self.batch.size)

    def count(self, what: bytes) -> Ints:
        """How often `what` stands in each document; beside one another, not one over the other."""
        text, found, at = self.batch.flat, [], 0
        while (at := text.find(what, at)) >= 0:
            found.append(at)
            at += len(what)
        return self.batch.per_document(np.array(found, np.int64))

    @cached_property
    def lines(self) -> Ints:
        return self._of_lines(np.ones(len(self.batch.lines[0]), np.int64))

    def _of_lines(self, values: Ints | Flags) -> Ints:
        """The sums of what is given for each line."""
        starts = self.batch.lines[0]
        sums = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
        return (
            sums[np.searchsorted(starts, self.batch.ends, "right")] - sums[np.searchsorted(starts, self.batch.starts)]
        )

    @cached_property
    def bullets(self) -> Ints:
        """Lines that begin with `-`, `*` or `•`."""
        data, (starts, ends) = self.batch.data, self.batch.lines
        mark = data[starts]
        bullet = (mark == 0xE2) & (data[np.minimum(starts + 1, len(data) - 1)] == 0x80) & (ends - starts > 2)
        return self._of_lines((mark == ord("-")) | (mark == ord("*")) | bullet)

    @cached_property
    def trailing(self) -> Ints:
        """Lines that end with an ellipsis."""
        data, (starts, ends) = self.batch.data, self.batch.lines
        return self._of_lines(
            (ends - starts >= 3) & (data[ends - 1] == data[np.maximum(ends - 2, 0)]) & (data[ends - 1] == ord("."))
        )

    @cached_property
    def ended(self) -> Ints:
        """Lines that end as sentences do."""
        last = self.batch.data[np.maximum(self.batch.lines[1] - 1, 0)]
        return self._of_lines(np.isin(last, np.frombuffer(b".?!\"'", np.uint8)))

    @cached_property
    def short_lines(self) -> Ints:
        """Lines of at most thirty characters (FineWeb)."""
        starts, ends = self.batch.lines
        return self._of_lines(ends - starts <= 30)

    @cached_property
    def repeated_lines(self) -> tuple[Ints, Ints]:
        """Lines with the words of an earlier line of the document: how many, and their bytes."""
        batch, (starts, ends) = self.batch, self.batch.lines
        first, last = np.searchsorted(batch.word_starts, starts), np.searchsorted(batch.word_starts, ends)
        document = np.searchsorted(batch.ends, starts)
        key = mixed(batch.spans(first, last) + mixed(document.astype(np.uint64)))
        key[first == last] = mixed(np.flatnonzero(first == last).astype(np.uint64) + np.uint64(1 << 40))
        again = np.ones(len(key), np.bool_)
        again[np.unique(key, return_index=True)[1]] = False
        return self._of_lines(again), self._of_lines(again * (ends - starts))

    @cached_property
    def repeated_words(self) -> Flags:
        """Documents where a few words in a row, repeated, make up too much (Gopher, table A1)."""
        return _repeated(self.batch, self.size)


def _held(held: Flags, words: list[str]) -> Ints:
    """(documents,) how many of the words of grammar each holds; `held` is (documents, places) as far as there are any."""
    columns = places(words)
    return np.asarray(held[:, columns[columns < held.shape[1]]].sum(axis=1), np.int64)


@cache
def _policies() -> Known:
    batch = Batch(_POLICIES.split(","))
    return Known(np.unique(batch.grams(3)[batch.within(3)]))


def _repeated(batch: Batch, size: Ints) -> Flags:
    """Each n is looked for only where the n - 1 words in a row are repeated: words that stand once cost nothing more."""
    bad = np.zeros(batch.size, np.bool_)
    documents = batch.word_documents
    salt = mixed(np.arange(batch.size, dtype=np.uint64))[documents]
    spots = np.flatnonzero(np.repeat(batch.last - batch.first >= _ENOUGH, batch.last - batch.first))
    for n in (*_TOP, *_TWICE):
        spots = spots[: np.searchsorted(spots, len(documents) - n + 1)]
        spots = spots[documents[spots] == documents[spots + n - 1]]
        keys = batch.grams(n)[spots] if n == 2 else batch.spans(spots, spots + n)
        more, earlier, count = _again(keys + salt[spots])
        spots = spots[more]
        starts, ends = batch.word_starts[spots], batch.word_ends[spots + n - 1]
        if n in _TOP:
            most = np.zeros(batch.size, np.int64)
            np.maximum.at(most, documents[spots], count * (ends - starts))
            bad |= most * 100 > size * _TOP[n]
        else:
            bad |= _covered(batch, spots[earlier], ends[earlier]) * 100 > size * _TWICE[n]
    return bad


def _again(keys: Hashes) -> tuple[Ints, Flags, Ints]:
    """Ascending positions of the keys that stand more than once; whether the same stands earlier; how many times it stands.

    Sorts the first bits of the keys and their positions as one number, many times faster than their order is found.
    """
    bits = np.uint64(len(keys).bit_length())
    low = (np.uint64(1) << bits) - np.uint64(1)
    order = (np.sort((keys & ~low) | np.arange(len(keys), dtype=np.uint64)) & low).astype(np.int64)
    ordered = keys[order]
    same, close = ordered[1:] == ordered[:-1], (ordered[1:] ^ ordered[:-1]) <= low
    if not np.array_equal(same, close):  # two keys with the same first bits: about once in a hundred thousand batches
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        same = ordered[1:] == ordered[:-1]
    again = np.concatenate(([False], same))[: len(keys)]
    runs = np.flatnonzero(~again)
    count = np.diff(runs, append=len(keys))
    earlier, counts = np.empty(len(keys), np.bool_), np.empty(len(keys), np.int64)
    earlier[order], counts[order] = again, np.repeat(count, count)
    more = np.flatnonzero(counts > 1)
    return more, earlier[more], counts[more]


def _covered(batch: Batch, spots: Ints, ends: Ints) -> Ints:
    """(documents,) the bytes under the spans from the ascending words `spots` to `ends`, each counted once."""
    starts, documents = batch.word_starts[spots], batch.word_documents[spots]
    following = np.concatenate((starts[1:], [len(batch.data)]))[: len(starts)]
    sums = np.concatenate(([0], np.cumsum(np.minimum(ends, following) - starts)))
    bounds = np.searchsorted(documents, np.arange(batch.size + 1))
    return sums[bounds[1:]] - sums[bounds[:-1]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`applies` and `keeps` give (documents,) flags: a document to which the rule applies and that it does not keep goes."""

    name: str
    why: str
    applies: Callable[[Facts], Flags]
    keeps: Callable[[Facts], Flags]


def _enough(facts: Facts) -> Flags:
    return facts.words >= _ENOUGH


def _always(facts: Facts) -> Flags:
    return np.ones(facts.batch.size, np.bool_)


def _no_symbols(facts: Facts) -> Flags:
    signs = np.maximum(facts.count(b"#"), facts.count(b"..."))
    listed = (facts.bullets * 10 > facts.lines * 9) | (facts.trailing * 10 > facts.lines * 3)
    return (signs * 10 <= facts.words) & ~listed


def _lines_differ(facts: Facts) -> Flags:
    lines, size = facts.repeated_lines
    return (lines * 100 <= facts.lines * 30) & (size * 100 <= facts.size * 20)


RULES = (
    Rule("too_short", "fewer than three words teach nothing (C4 drops such lines)", _always, lambda f: f.words >= 3),
    Rule("not_language", "neither French nor English, or not the language it is said to be in", lambda f: f.words >= _TOLD, lambda f: ~f.other_language),
    Rule("long_words", "words of 3 to 10 letters on average (Gopher), none of 1000 (C4): the rest is tables, keys, base64",
         _enough, lambda f: (f.letters >= 3 * f.words) & (f.letters <= 10 * f.words) & (f.longest <= 1000)),
    Rule("few_letters", "four words in five have a letter (Gopher)", _enough, lambda f: f.numbers * 5 <= f.words),
    Rule("symbols", "at most one # or ellipsis for ten words; 90% of lines as bullets, 30% cut short (Gopher)", _enough, _no_symbols),
    Rule("few_stop_words", "at least two of eight words of grammar (Gopher), or of twelve in French", _enough, lambda f: f.stops >= 2),
    Rule("repeated_lines", "at most 30% of the lines and 20% of the characters stand in repeated lines (Gopher)", _enough, _lines_differ),
    Rule("repeated_ngrams", "repeated words in a row make up at most 10 to 20% of the characters (Gopher)", _enough, lambda f: ~f.repeated_words),
    Rule("boilerplate", "at most one phrase of cookie banners, terms and filler text for a hundred words (after C4)", _enough, lambda f: f.policies * 100 <= f.words),
)  # fmt: skip
# For pages taken from the web as they are, beside the others.
PAGE_RULES = (
    Rule("short_page", "at least fifty words (Gopher)", _always, _enough),
    Rule("no_sentences", "at least 12% of the lines end as sentences do (FineWeb)", _enough, lambda f: f.ended * 100 >= f.lines * 12),
    Rule("short_lines", "at most 67% of the lines are of thirty characters or less (FineWeb)", _enough, lambda f: f.short_lines * 100 <= f.lines * 67),
    Rule("list", "at most three line breaks for ten words (FineWeb)", _enough, lambda f: (f.lines - 1) * 10 <= f.words * 3),
)  # fmt: skip


def judge(facts: Facts, rules: Sequence[Rule] = RULES) -> list[tuple[str, ...]]:
    """For each document the names of the rules that it breaks, in their order; empty: keep it."""
    broken = [np.flatnonzero(rule.applies(facts) & ~rule.keeps(facts)).tolist() for rule in rules]
    reasons: list[tuple[str, ...]] = [()] * facts.batch.size
    for rule, documents in zip(rules, broken, strict=True):
        for document in documents:
            reasons[document] += (rule.name,)
    return reasons


def judged(text: str, lang: Lang | None = None, rules: Sequence[Rule] = RULES) -> tuple[str, ...]:
    """The names of the rules that one text breaks; `lang` is the language it is said to be in."""
    return judge(Facts([text], [lang]), rules)[0]
