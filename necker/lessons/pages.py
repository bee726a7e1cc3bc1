"""Pages as lessons need them: sentences with their surroundings, what names the subject, which split they are in.

Read from packs here; what other sets give is put into the same form in sets.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.pack import Pack
from necker.knowledge.passage import Passage
from necker.lessons.pair import Split, split_of
from necker.text.dates import Date, dates, lifespan
from necker.text.normal import fold
from necker.text.numbers import Number, numbers
from necker.text.words import content_stems

_PARENTHESIS = re.compile(r"\s*\([^)]*\)")
_YEARS = re.compile(r"\((?:born |c\. |né(?:e)? en )?\d{3,4}(?:[–-]\d{3,4})?\)")


@dataclass(frozen=True)
class Page:
    """A page: its sentences in order, `description` "" when it has none."""

    lang: Lang
    title: str
    description: str
    sentences: tuple[str, ...]
    source: str
    licence: str
    prose: bool = True  # the sentences follow one another; False for a list of facts
    named: bool = True  # the sentences are about the title; False where it only says what they were written for

    @cached_property
    def name(self) -> str:
        """The title without its parenthesis."""
        return _PARENTHESIS.sub("", self.title)

    @cached_property
    def person(self) -> bool:
        """Whether the page tells the life of somebody."""
        if _YEARS.search(self.description):
            return True
        return bool(self.sentences) and lifespan(self.sentences[0]) is not None and "," in self.sentences[0][:80]

    @cached_property
    def subject(self) -> str | None:
        """What the first sentence calls its subject, with its article: "The Danube"; None when it cannot be told."""
        first = self.sentences[0] if self.sentences else ""
        match = re.match(r"([^,(:;]{2,60}?)(?=,? \(|, | (?:is|was|are|were|est|sont|fut|était)\b)", first)
        if match is None:
            return None
        if self.person:
            return self.name if fold(self.name.split()[-1]) in fold(match[1]) else None
        return match[1] if fold(self.name) in fold(match[1]) else None


@dataclass(frozen=True)
class Statement:
    """One sentence of a page that can be a claim or a passage; `at` is its place, -1 for the description."""

    page: Page
    at: int
    text: str

    @property
    def lang(self) -> Lang:
        return self.page.lang

    @property
    def title(self) -> str:
        """What stands over it: nothing where the page's title is of something else."""
        return self.page.title if self.page.named else ""

    @cached_property
    def numbers(self) -> list[Number]:
        """Those that belong to no date."""
        taken = self.dates
        found = numbers(self.text, self.lang)
        return [n for n in found if not any(d.start < n.end and n.start < d.end for d in taken)]

    @cached_property
    def dates(self) -> list[Date]:
        return dates(self.text, self.lang)

    @cached_property
    def memo(self) -> dict[str, object]:
        """What generators have found in the sentence and need again."""
        return {}


_SHAPE = re.compile(r"[\"“«]?[A-ZÀ-ÝŒ\d].*[^.][.]", re.DOTALL)
_LEAST_WORDS, _MOST_WORDS = 4, 48


def usable(text: str) -> bool:
    """Whether a sentence is whole and of a length that a judge reads."""
    size = text.count(" ") + 1
    return (
        _LEAST_WORDS <= size <= _MOST_WORDS
        and _SHAPE.fullmatch(text) is not None
        and text.count("(") == text.count(")")
        and text.count("«") == text.count("»")
        and text.count('"') % 2 == 0
        and not re.search(r"\n|[=|{}<>\[\]]|\(\s*[;,)]|…", text)
    )


def pages_of(pack: Library | Path) -> Iterator[Page]:
    """The pages of a pack (a path), or of all packs of a library, in order."""
    for each in pack.packs if isinstance(pack, Library) else [Pack(pack)]:
        ids = [row[0] for row in each.rows("i", "SELECT id FROM passages ORDER BY page, position")]
        page: list[Passage] = []
        for start in range(0, len(ids), 500):
            for passage in each.passages(ids[start : start + 500]):
                if page and passage.page != page[0].page:
                    yield _page(page)
                    page = []
                page.append(passage)
        if page:
            yield _page(page)


def _page(passages: list[Passage]) -> Page:
    first = passages[0]
    texts = [p.text[s:e] for p in passages if p.kind == "text" for s, e in p.sentences]
    description = next((p.text for p in passages if p.kind == "description"), "")
    return Page(first.lang, first.title, description, tuple(texts), first.pack, first.licence or "unknown")


def of_split(pages: Iterable[Page], split: Split) -> list[Page]:
    """The pages of one side: by their title without parenthesis and accents, so that both languages often go together."""
    return [page for page in pages if split_of(fold(page.name)) == split]


@dataclass(frozen=True)
class Stock:
    """The statements of one split by language, and the pages they come from."""

    pages: tuple[Page, ...]
    statements: dict[Lang, list[Statement]] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Stock:
        stock = cls(tuple(pages), {"en": [], "fr": []})
        for page in stock.pages:
            stock.statements[page.lang] += [
                Statement(page, at, text) for at, text in enumerate(page.sentences) if usable(text)
            ]
            if described(page) is not None:
                stock.statements[page.lang].append(Statement(page, -1, page.description))
        return stock


_COPULA = re.compile(r"\b(is|was|are|were) ((?:an?|the) )|\b(est|était|fut) ((?:une?|le|la) |l['’])")


@lru_cache(maxsize=1 << 16)
def described(page: Page, description: str | None = None) -> str | None:
    """The description said as a sentence, with the verb and the article of the lead: "Mozart was an Austrian composer."

    None where the lead does not begin with the noun of the description behind an indefinite article.
    """
    text = _PARENTHESIS.sub("", page.description if description is None else description).rstrip(". ")
    match = _COPULA.search(page.sentences[0]) if page.sentences and page.subject else None
    if match is None or page.subject is None or not 2 <= text.count(" ") + 1 <= 14 or re.search(r"[;:/(]", text):
        return None
    verb, article = (match[1], match[2]) if match[1] else (match[3], match[4])
    if article.strip() not in ("a", "an", "un", "une") or text.split()[0].lower() in _NO_NOUN:
        return None
    if page.lang == "en":
        text = text if _stays_capital(text, page) else text[0].lower() + text[1:]
        head = re.split(r" (?:of|in|from|that|and|by|with|on|for|used|who|which|to|at|between)\b|,", text)[0]
        if text.split()[0] in ("a", "an", "the") or re.search(r"[^sui]s\Z", head):
            return None
        return f"{page.subject} {verb} {'an' if re.match('[aeioAEIO]|8|11|18', text) else 'a'} {text}."
    head, here = content_stems(text, "fr"), content_stems(page.sentences[0][match.end() :], "fr")
    if not head or head[0] not in here[:2] or text[0].isupper():
        return None
    return f"{page.subject} {verb} {article}{text}."


def _stays_capital(text: str, page: Page) -> bool:
    """Whether the first word of an English description has its capital inside a sentence too."""
    first = text.split()[0].strip(",")
    return (
        first in _PROPER
        or text[1:2].isupper()
        or first.endswith(("ese", "ish"))
        or (page.sentences[0].count(first) > 0 and first.lower() not in page.sentences[0])
    )


_NO_NOUN = frozenset("one any some all most various several overview list ensemble tout toute un une le la les".split())
_PROPER = frozenset(
    "American British English French German Italian Spanish Russian Chinese Japanese Indian Greek Roman Austrian Dutch "
    "Polish Swedish Danish Norwegian Irish Scottish Welsh Canadian Australian Mexican Brazilian Argentine Hungarian Czech "
    "Swiss Belgian Portuguese Turkish Persian Arab Egyptian Israeli Jewish Hindu Islamic Christian Catholic Buddhist "
    "European African Asian Soviet Ukrainian Serbian Croatian Romanian Korean Vietnamese Florentine Venetian Byzantine "
    "Ottoman Mongol Chilean Colombian Cuban Nigerian Iranian Afghan Pakistani Finnish Icelandic Olympic".split()
)
