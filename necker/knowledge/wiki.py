"""What the three ways to Wikipedia share (live.py, zim.py, dump.py): from an article's text to a page with passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from necker.core.language import Lang
from necker.knowledge.document import passages
from necker.knowledge.passage import SourcePage, SourcePassage
from necker.text.blocks import Block, one_line, tidy
from necker.text.normal import fold

# The terms of all text of Wikipedia since June 2023: https://foundation.wikimedia.org/wiki/Policy:Terms_of_Use
LICENCE = "CC-BY-SA-4.0"
ATTRIBUTION = "Wikipedia contributors"

_HEADING = re.compile(r"(={2,6})[ \t]*(.+?)[ \t]*\1[ \t]*")
# Sections that hold lists of works and links, folded.
_BACK_MATTER = frozenset(
    map(
        fold,
        (
            *(
                "Notes et références",
                "Notes",
                "Références",
                "Bibliographie",
                "Liens externes",
                "Lien externe",
                "Voir aussi",
            ),
            *("Articles connexes", "Article connexe", "Annexes", "Sources", "Ouvrages", "Filmographie complète"),
            *("Notes and references", "References", "Footnotes", "Citations", "Bibliography", "Further reading"),
            *("External links", "See also", "Works cited", "General references", "Explanatory notes"),
        ),
    )
)


def blocks_of(text: str) -> list[Block]:
    """The paragraphs of plain text with headings written `== like this ==`, one paragraph a line."""
    blocks = []
    for line in tidy(text).split("\n"):
        if match := _HEADING.fullmatch(line.strip()):
            blocks.append(Block(one_line(match[2]), heading=True))
        elif content := one_line(line):
            blocks.append(Block(content))
    return blocks


def article(
    lang: Lang,
    title: str,
    blocks: Iterable[Block],
    *,
    url: str | None,
    revision: int | str | None,
    description: str = "",
    aliases: tuple[str, ...] = (),
    leads: bool = False,
) -> SourcePage | None:
    """An article as a page: its description, then its prose without notes and lists of works; None without any prose.

    `leads` keeps what comes before the first heading only.
    """
    chosen = list(_lead(blocks, title) if leads else _prose(blocks))
    found = [passage for _, passage in passages(chosen, title, lang)]
    if not any(not block.heading for block in chosen):
        return None
    gloss = one_line(tidy(description))
    return SourcePage(
        lang=lang,
        title=title,
        url=url,
        revision=revision,
        licence=None,
        attribution=None,
        passages=[SourcePassage("description", gloss), *found] if gloss else found,
        aliases=aliases,
    )


def article_url(base: str, title: str) -> str:
    """The address of an article below `base` ("https://fr.wikipedia.org/wiki/")."""
    return base + quote(title.replace(" ", "_"), safe="/:(),;@!*")


def _lead(blocks: Iterable[Block], title: str) -> Iterator[Block]:
    for block in blocks:
        if block.heading and fold(block.text) != fold(title):
            return
        yield block


def _prose(blocks: Iterable[Block]) -> Iterator[Block]:
    skipping = False
    for block in blocks:
        if block.heading:
            skipping = fold(block.text).strip() in _BACK_MATTER
        if not skipping:
            yield block
