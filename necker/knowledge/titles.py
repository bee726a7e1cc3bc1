"""Finding pages by title: how titles are compared, and which occur in a text.  The table of titles is in the pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from necker.core.language import Lang
from necker.knowledge.pack import Pack
from necker.text.normal import fold, stored
from necker.text.words import Word, is_stop, stem, words

TITLE, ALIAS, BARE = 0, 1, 2
_LIMIT = 1_000_000  # code points of a text that are searched for titles
_LONGEST = 24  # words of a title that are compared
_COMMON, _LARGE = 0.025, 1000  # a word in more than this share of a pack of at least so many passages is a common word

_PARENTHESIS = re.compile(r"(.*\S)\s*\(([^()]*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mention:
    """A title found at `text[start:end]`; `pages` are (pack, page number), the pages of exactly this title first."""

    start: int
    end: int
    title: str
    pages: tuple[tuple[str, int], ...]


def key_of(title: str) -> str:
    """The folded words of a title between spaces: what two spellings of one title share; empty when it has no word."""
    return " ".join(fold(word.text).rstrip("'") for word in words(title))


def split_titles(titles: Iterable[str]) -> tuple[list[str], list[str]]:
    """The titles without the parentheses that tell pages of one name apart, and what stood in those."""
    matches = [(title, _PARENTHESIS.fullmatch(title)) for title in titles]
    return [match[1] if match else title for title, match in matches], [match[2] for _, match in matches if match]


def title_rows(page: int, title: str, aliases: Iterable[str]) -> Iterator[tuple[str, int, int, str]]:
    """The rows (key, rank, page, title) by which a page is found."""
    seen: set[str] = set()
    named = [(TITLE, title), *((ALIAS, alias) for alias in aliases)]
    bare = [(BARE, match[1]) for _, name in named if (match := _PARENTHESIS.fullmatch(name))]
    for rank, name in named + bare:
        key = key_of(name)
        if key and key not in seen:
            seen.add(key)
            yield key, rank, page, name


def find_titled(pack: Pack, title: str, lang: Lang | None) -> list[tuple[bool, bool, int, int]]:
    """The pages of that title as sortable rows, nearest first: (other letters, other case, rank, page)."""
    title = stored(title).strip()
    query = """SELECT t.title, t.rank, t.page, g.lang FROM titles t JOIN pages g ON g.id = t.page WHERE t.key = ?"""
    rows = pack.rows("siis", query, (key_of(title),))
    folded = fold(title)
    near = [(fold(name) != folded, name != title, rank, page) for name, rank, page, own in rows if lang in (None, own)]
    best = {page: (other, case, rank, page) for other, case, rank, page in sorted(near, reverse=True)}
    return sorted(best.values())


def find_mentions(packs: Sequence[Pack], text: str, lang: Lang | None) -> list[Mention]:
    """The longest titles that occur in the first million code points of `text`, at word boundaries, from left to right.

    Accents do not matter; capitals do after the first letter, unless the text has none at all (or only capitals).  A
    small word alone is no mention when it is a stop word, when it stands in very many passages ("ville", "time"), or
    when it is a title in another language than `lang` only.
    """
    text = text[:_LIMIT]
    found = words(text)
    keys = [fold(word.text).rstrip("'") for word in found]
    lookup = _Lookup(packs, lang, exact=not (text.islower() or text.isupper()))
    mentions: list[Mention] = []
    at = 0
    while at < len(found):
        step = 1
        for count in range(lookup.reach(keys, at), 0, -1):
            start, end = found[at].start, found[at + count - 1].end
            if named := lookup.named(" ".join(keys[at : at + count]), text[start:end]):
                mentions.append(Mention(start, end, *named))
                step = count
                break
        at += step
    return mentions


class _Row(NamedTuple):
    """A row of the table of titles, with the pack it is in and the language of its page."""

    rank: int
    title: str
    lang: Lang
    pack: Pack
    page: int


class _Lookup:
    """The titles of several packs by key; every answer is kept, since a long text asks the same again and again."""

    def __init__(self, packs: Sequence[Pack], lang: Lang | None, exact: bool) -> None:
        self._packs, self._lang, self._exact = packs, lang, exact
        self._longer: dict[str, bool] = {}
        self._named: dict[str, tuple[str, tuple[tuple[str, int], ...]] | None] = {}

    def reach(self, keys: Sequence[str], at: int) -> int:
        """The number of words, from `at` on, beyond which no title goes on."""
        prefix = ""
        for count in range(1, min(_LONGEST, len(keys) - at) + 1):
            prefix = f"{prefix} {keys[at + count - 1]}" if prefix else keys[at]
            longer = self._longer.get(prefix)
            if longer is None:
                # "!" follows the space in the order of characters: what begins with the prefix and a space
                statement = "SELECT 1 FROM titles WHERE key > ? AND key < ? LIMIT 1"
                longer = self._longer[prefix] = any(self._ask("i", statement, (f"{prefix} ", f"{prefix}!")))
            if not longer:
                return count
        return min(_LONGEST, len(keys) - at)

    def named(self, key: str, said: str) -> tuple[str, tuple[tuple[str, int], ...]] | None:
        """The title that `said`, whose key is given, names, and its pages; None when it names none."""
        if said in self._named:
            return self._named[said]
        statement = "SELECT t.rank, t.title, g.lang, t.page FROM titles t JOIN pages g ON g.id = t.page WHERE t.key = ?"
        rows = [
            _Row(rank, title, own, pack, page) for pack, rank, title, own, page in self._ask("issi", statement, (key,))
        ]
        rows = sorted((row for row in rows if self._fits(row, said)), key=lambda row: row.rank)
        pages = tuple(dict.fromkeys((row.pack.name, row.page) for row in rows))
        answer = self._named[said] = (rows[0].title, pages) if rows else None
        return answer

    def _ask(self, shape: str, statement: str, values: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        for pack in self._packs:
            for row in pack.rows(shape, statement, values):
                yield (pack, *row)

    def _fits(self, row: _Row, said: str) -> bool:
        """Whether the words `said` in the text name the page, capitals considered, and are more than plain words."""
        name = split_titles([row.title])[0][0] if row.rank == BARE else row.title
        theirs, ours = words(name), words(said)
        if len(ours) == 1:
            if (
                len(said) < 2
                or said.isdecimal()
                or any(is_stop(said, lang) for lang in {row.lang, self._lang or row.lang})
            ):
                return False
            if said.islower() and (self._lang not in (None, row.lang) or _is_common(row.pack, said, row.lang)):
                return False
        elif said.islower() and all(is_stop(word.text, row.lang) for word in ours):
            return False
        if not self._exact or len(theirs) != len(ours):
            return True
        shapes = zip(map(_shape, theirs), map(_shape, ours), strict=True)
        return all(a[1:] == b[1:] and (a[0] == b[0] or first == 0) for first, (a, b) in enumerate(shapes))


def _is_common(pack: Pack, word: str, lang: Lang) -> bool:
    """Whether the word stands in so many passages of a large pack that it tells nothing of what a text is about."""
    total = pack.counts[lang].passages
    if total < _LARGE:
        return False
    statement = "SELECT passages FROM frequencies WHERE lang = ? AND term = ?"
    rows = pack.rows("i", statement, (lang, stem(word, lang)))
    return bool(rows) and rows[0][0] > _COMMON * total


def _shape(word: Word) -> tuple[bool, bool]:
    """Where the capitals of a word are: at its head, behind."""
    return word.text[0].isupper(), any(c.isupper() for c in word.text[1:])
