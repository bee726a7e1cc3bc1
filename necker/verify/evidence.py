"""Where evidence for a claim may stand: the passages to be judged, and the subject that a pronoun stands for.  No judging."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.concepts import concepts, expressions
from necker.text.lexicon import rarity, translations
from necker.text.words import is_stop, stem, words
from necker.verify.claim import Claim
from necker.verify.match import read
from necker.verify.names import is_hard_name
from necker.verify.split import MOST_CHARACTERS, starts_with_pronoun

MOST_PASSAGES = 24
"""Passages judged for one claim: bounds the time; the search has already ranked them."""

_SEARCHED = 8
_NAMED_PAGES = 4
_CERTAIN = 0.15  # translations weaker than this are not searched for
_EXPRESSIONS = 3  # words searched for a concept whose word has no translation


def translate_query(text: str, lang: Lang) -> str:
    """The words of a query in the other language, by the lexicon; names and unknown words stay as they are."""
    found: list[str] = []
    other: Lang = "en" if lang == "fr" else "fr"
    for word in words(text):
        if is_stop(word.text, lang):
            continue
        near = translations(stem(word.text, lang), lang)
        ranked = sorted(near.items(), key=lambda item: -item[1])[:3]
        likely = [near_by for near_by, score in ranked if score >= _CERTAIN]
        if not likely:
            likely = [
                e for c in sorted(concepts(stem(word.text, lang), lang)) for e in expressions(c, other)[:_EXPRESSIONS]
            ]
        if not likely or word.text[0].isupper():
            found.append(word.text)
        found += likely
    return " ".join(found)


def named_pages(text: str, lang: Lang, library: Library) -> list[list[Passage]]:
    """The pages whose titles stand in the text, longest titles first, at most a few."""
    mentions = sorted(library.mentions(text, lang), key=lambda m: m.start - m.end)
    pages: list[list[Passage]] = []
    for mention in mentions:
        for passage in library.titled(mention.title)[:2]:
            page = library.page(passage)
            if len(pages) < _NAMED_PAGES and page not in pages:
                pages.append(page)
    return pages


def gather(claim: Claim, library: Library) -> list[Passage]:
    """Passages that may decide the claim: pages it names, then what the search finds in both languages."""
    lang: Lang = "fr" if claim.lang == "fr" else "en"
    other: Lang = "en" if lang == "fr" else "fr"
    query = f"{claim.subject} {claim.text}" if claim.subject else claim.text
    found: list[Passage] = [p for page in named_pages(query, lang, library) for p in page]
    hits = library.search(query, lang, _SEARCHED, only_lang=lang)
    hits += library.search(translate_query(query, lang), other, _SEARCHED, only_lang=other)
    for hit in sorted(hits, key=lambda hit: -hit.score):
        found.append(hit.passage)
    return _distinct(found)[:MOST_PASSAGES]


def _distinct(passages: Iterable[Passage]) -> list[Passage]:
    return list({p.id: p for p in reversed(list(passages))}.values())[::-1]


def descriptions(passages: Sequence[Passage], library: Library) -> dict[tuple[str, int], Passage]:
    """The description passage of each page in play, by (pack, page)."""
    found: dict[tuple[str, int], Passage] = {}
    for passage in passages:
        key = (passage.pack, passage.page)
        if key not in found:
            gloss = next((p for p in library.page(passage) if p.kind == "description"), None)
            if gloss is not None:
                found[key] = gloss
    return found


def resolve_subjects(claims: Sequence[Claim], library: Library) -> None:
    """Give a claim that begins with a pronoun what the claim before it spoke of: the title of a page, or else a name.

    The name of somebody who has no page is a subject too: what "he" did is not to be found on the pages of others.
    """
    topic: str | None = None
    has_page = False
    for claim in claims:
        if len(claim.text) > MOST_CHARACTERS:
            continue
        own = _topic(claim, library)
        follows = claim.continues or starts_with_pronoun(claim.text)
        if topic and (follows or (has_page and not own and not _named(claim))):
            claim.subject = topic
        elif not follows:
            topic, has_page = (own, True) if own else (_named(claim) or topic, has_page and not _named(claim))


def _named(claim: Claim) -> str | None:
    """The first name in the claim, as it is written there."""
    reading = read(claim.text, "fr" if claim.lang == "fr" else "en")
    names = [term for term in reading.terms if is_hard_name(term, reading)]
    if not names:
        return None
    end = names[0].end
    for term in names[1:]:
        end = term.end if term.start - end <= 1 else end
    return claim.text[names[0].start : end]


_ARTICLE = re.compile(r"[\W_]*(?:(?:the|an?|le|la|les|une?)\s|l['’])?[\W_]*", re.IGNORECASE)


def _topic(claim: Claim, library: Library) -> str | None:
    """The title the claim is most likely about: the one it begins with, else the rarest of those in its first half."""
    lang: Lang = "fr" if claim.lang == "fr" else "en"
    mentions = [m for m in library.mentions(claim.text, lang) if m.start <= max(20, len(claim.text) // 2)]
    if not mentions:
        return None
    first = min(mentions, key=lambda m: (m.start, -m.end))
    if _ARTICLE.fullmatch(claim.text[: first.start]):
        return first.title

    def weight(title: str) -> float:
        return sum(rarity(stem(w.text, lang), lang) for w in words(title))

    return max(mentions, key=lambda m: (weight(m.title), -m.start)).title
