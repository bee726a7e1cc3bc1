"""The library: every open pack behind one interface; search, pages, titles.  How one pack is ranked is in search.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from necker.core.errors import MissingError
from necker.core.language import Lang, say
from necker.knowledge.pack import LANGS, Pack, installed_packs, pack_path
from necker.knowledge.passage import Passage
from necker.knowledge.search import BRIEF, FULL, Effort, Scored, frequencies, rank, read_query, weigh
from necker.knowledge.titles import Mention, find_mentions, find_titled

_SPOKEN = 1.15  # a passage in the language asked for beats an equal one in the other

_Found = tuple[float, int, Scored]  # minus the score, the number of the pack, the passage: in the order they are shown


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found.  Score 1: that of a passage of mean length that holds each content word of the query once."""

    passage: Passage
    score: float


class Library:
    """Open packs, in a fixed order; may be shared between threads."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = list(packs)

    @classmethod
    def open(cls, names: Iterable[str] | None = None, folder: Path | None = None) -> Library:
        """The named packs, or all that are installed.  Raises MissingError when there is none, or one is damaged."""
        chosen = installed_packs(folder) if names is None else list(dict.fromkeys(names))
        if not chosen:
            raise MissingError(
                say("no pack is installed", "aucun paquet n’est installé"),
                do=say("necker wiki add vital", "necker wiki add vital"),
            )
        return cls(Pack(pack_path(name, folder)) for name in chosen)

    def search(
        self, query: str, lang: Lang | None = None, limit: int = 10, *, only_lang: Lang | None = None
    ) -> list[Hit]:
        """The passages that match the query best, best first, never two of the same text.

        `lang` is the language of the query: its passages are preferred, those of the other language are not hidden
        unless `only_lang` says so.  Anything may stand in `query`; only its first words count when it is very long.
        """
        found: list[_Found] = []
        for each in (only_lang,) if only_lang else LANGS:
            found += self._ranked(query, each, only_lang or lang, limit)
        found.sort(key=lambda item: (item[0], item[1], item[2].number))
        best: dict[tuple[bytes, str], _Found] = {}
        for item in found:
            if len(best) >= limit:
                break
            best.setdefault(item[2].same, item)
        return self._load(list(best.values()))

    def page(self, passage: Passage) -> list[Passage]:
        """All passages of the page this one comes from, in order; itself alone when its pack is not open."""
        for pack in self.packs:
            if pack.name == passage.pack:
                return pack.page(passage.page)
        return [passage]

    def get(self, passage_id: str) -> Passage | None:
        """The passage of this id, or None when no open pack holds it."""
        head, _, position = passage_id.rpartition("#")
        parts = head.split("/", 2)
        if len(parts) < 3 or not position.isdecimal():
            return None
        found = (pack.find(parts[1], parts[2], int(position)) for pack in self.packs if pack.name == parts[0])
        return next(found, None)

    def titled(self, title: str, lang: Lang | None = None) -> list[Passage]:
        """The passages of the pages of this title, accents, case and parenthesis left aside: nearest title first.

        With `lang`, only pages in that language.  Aliases count as titles.
        """
        found = [
            (*order, number, page)
            for number, pack in enumerate(self.packs)
            for *order, page in find_titled(pack, title, lang)
        ]
        return [passage for *_, number, page in sorted(found) for passage in self.packs[number].page(page)]

    def mentions(self, text: str, lang: Lang | None = None) -> list[Mention]:
        """The titles of pages that occur in `text`, see titles.find_mentions."""
        return find_mentions(self.packs, text, lang)

    def close(self) -> None:
        """Close the files, as far as this thread has opened them."""
        for pack in self.packs:
            pack.close()

    def _ranked(self, query: str, lang: Lang, spoken: Lang | None, limit: int) -> list[_Found]:
        """What the packs hold in `lang`, before sorting."""
        read = read_query(query, lang, spoken)
        known = [frequencies(pack, read) for pack in self.packs]
        weights = weigh(self.packs, read, known)
        own = spoken is None or lang == spoken
        effort = Effort(FULL.postings, max(FULL.candidates, 3 * limit)) if own else BRIEF
        bonus = _SPOKEN if own else 1.0
        found: list[_Found] = []
        for number, pack in enumerate(self.packs):
            ranked = rank(pack, read, known[number], weights, effort)
            found += [(-scored.score * bonus, number, scored) for scored in ranked]
        return found

    def _load(self, items: list[_Found]) -> list[Hit]:
        passages: dict[tuple[int, int], Passage] = {}
        for number, pack in enumerate(self.packs):
            wanted = [scored.number for _, at, scored in items if at == number]
            passages |= {(number, key): each for key, each in zip(wanted, pack.passages(wanted), strict=True)}
        return [Hit(passages[number, scored.number], -negative) for negative, number, scored in items]
