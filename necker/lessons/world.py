"""What lessons need to know of all pages together: names, pages alike, pages on one subject in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.named import Names, kind_of
from necker.lessons.pages import Page, Statement, Stock, usable
from necker.lessons.pair import Split
from necker.text.normal import fold
from necker.text.words import content_stems

# A place or a time at the end of a sentence, without its full stop.
_DETAIL: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r" in (?:1[5-9]\d\d|20[01]\d|[A-Z][a-z]+)(?=\.\Z)"),
    "fr": re.compile(r" (?:en (?:1[5-9]\d\d|20[01]\d)|à [A-Z][a-z]+)(?=\.\Z)"),
}
_RARE = 30  # a word in more statements than this says little of a topic


class World:
    """The pages of one split and what can be looked up among them."""

    def __init__(self, pages: Iterable[Page], split: Split) -> None:
        self.split = split
        self.stock = Stock.of(pages)
        self.names: dict[Lang, Names] = {"en": Names("en", self.stock.pages), "fr": Names("fr", self.stock.pages)}
        self._topics: dict[tuple[Lang, str], list[Statement]] = {}
        for lang in ("en", "fr"):
            for statement in self.stock.statements[lang]:
                for stem in sorted(set(content_stems(statement.text, statement.lang))):
                    self._topics.setdefault((statement.lang, stem), []).append(statement)
        self._topics = {key: found for key, found in self._topics.items() if 1 < len(found) <= _RARE}
        self._kinds: dict[tuple[Lang, str], list[Page]] = {}
        self._subjects: dict[tuple[Lang, str], Page] = {}
        for page in self.stock.pages:
            if page.sentences and page.prose:
                if key := kind_key(page):
                    self._kinds.setdefault((page.lang, key), []).append(page)
                self._subjects.setdefault((page.lang, fold(page.name)), page)

        self.details: dict[Lang, list[str]] = {
            lang: sorted({m[0] for s in self.stock.statements[lang] if (m := _DETAIL[lang].search(s.text))})
            for lang in ("en", "fr")
        }

    def alike(self, statement: Statement, dice: Dice) -> Statement | None:
        """A statement of another page that shares a rare word with this one."""
        stems = statement.memo.get("stems")
        if stems is None:
            lang = statement.lang
            found = sorted(set(content_stems(statement.text, lang)))
            statement.memo["stems"] = stems = [s for s in found if (lang, s) in self._topics]
        assert isinstance(stems, list)
        if not stems:
            return None
        other = dice.pick(self._topics[statement.lang, dice.pick(stems)])
        return other if other.page is not statement.page and other.at >= 0 else None

    def same_kind(self, page: Page, dice: Dice) -> Statement | None:
        """The first statement of another page on a thing of the same kind."""
        found = self._kinds.get((page.lang, kind_key(page)), [])
        other = dice.pick(found) if len(found) > 1 else page
        fits = other is not page and usable(other.sentences[0])
        return Statement(other, 0, other.sentences[0]) if fits else None

    def twin(self, page: Page) -> Page | None:
        """The page on the same subject in the other language: the same title and kind."""
        other = self._subjects.get(("fr" if page.lang == "en" else "en", fold(page.name)))
        return other if other is not None and kind_of(other) == kind_of(page) else None


def kind_key(page: Page) -> str:
    """What kind of thing the page is about: its noun in the description; "" when it has none."""
    plain = fold(page.description.split("(")[0])
    if page.lang == "fr":
        return plain.split()[0].strip(",") if plain.split() else ""
    for mark in (" in ", " of ", " by ", " from ", ", ", " that ", " and ", " to ", " for ", " on "):
        plain = plain.split(mark)[0]
    return plain.split()[-1] if plain.split() else ""
