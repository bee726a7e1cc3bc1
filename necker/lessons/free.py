"""Claims worded freely: one claim, a passage from which it follows, a passage that denies it, and passages that do not tell.

The label is drawn before anything else and chooses the passage, so that a claim alone gives nothing away.  What the
claims are made of is in from_facts.py, from_places.py, from_questions.py and from_relations.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from necker.core.language import Lang
from necker.lessons.changed import capital
from necker.lessons.dice import Dice
from necker.lessons.pages import Page
from necker.lessons.pair import LABELS, Pair
from necker.lessons.quad import Evidence, Spans, whole
from necker.text.normal import fold

Kind = str


@dataclass(frozen=True)
class Free:
    """`follows` and `denies` are passages of `page`, at least one of them a made one or None where there is none.

    `about` finds sentences that speak of the same matter: they are not taken as passages that do not tell.  `said` is
    the part of the claim that the denying passage does not say, "" for all of it.
    """

    claim: str
    lang: Lang
    page: Page
    at: int
    follows: str | None
    denies: str | None
    kind: Kind
    about: re.Pattern[str]
    said: str = ""
    near: tuple[str, ...] = ()
    anywhere: bool = True  # whether any sentence of the page that `about` does not find is one that does not tell


Elsewhere = Callable[[Dice], tuple[str, Evidence] | None]
"""A passage of another page that tells the same matter of another subject, with its kind."""


def deal(free: Free, dice: Dice, elsewhere: Sequence[Elsewhere]) -> Pair | None:
    """A pair of the label that is drawn; None where there is no passage for it, so that no label prefers a claim."""
    label = dice.pick(LABELS)
    silent = _silent(free, dice, elsewhere)
    if silent is None or free.follows is None or free.denies is None:
        return None
    page, kind, spans = free.page, free.kind, whole(free.claim)
    if label == "not_enough":
        kind, evidence = silent
    else:
        text = free.follows if label == "supported" else free.denies
        evidence = Evidence(text, page.lang, page.title if page.named else "", free.near)
        spans = () if label == "supported" else _spans(free)
    pieces = [piece for piece in evidence.context if not free.about.search(piece) and not dice.once_in(5)]
    context = "" if dice.once_in(6) else " ".join(pieces)
    return Pair(
        free.claim, free.lang, evidence.text, evidence.lang, evidence.title, context, label, kind, spans, page.source, page.licence
    )  # fmt: skip


def _spans(free: Free) -> Spans:
    start = free.claim.find(free.said) if free.said else -1
    return ((start, start + len(free.said)),) if start >= 0 else whole(free.claim)


def _silent(free: Free, dice: Dice, elsewhere: Sequence[Elsewhere]) -> tuple[str, Evidence] | None:
    """Another sentence of the page that does not touch the matter, or a passage of another page."""
    ways: list[Elsewhere] = [*([lambda dice: _of_page(free, dice)] if free.anywhere else []), *elsewhere]
    for way in dice.turned(ways):
        found = way(dice)
        if found is not None and not _names(found[1], free.page):
            return found
    return None


def _of_page(free: Free, dice: Dice) -> tuple[str, Evidence] | None:
    page = free.page
    places = [i for i, text in enumerate(page.sentences) if i != free.at and not free.about.search(text)]
    if not places:
        return None
    at = dice.pick(places)
    return "other_sentence", Evidence(page.sentences[at], page.lang, page.title if page.named else "", ())


def _names(evidence: Evidence, page: Page) -> bool:
    """Whether a passage of another page speaks of this page's subject."""
    return evidence.title != page.title and fold(page.name) in fold(evidence.text)


_CONTRACTED = (
    (re.compile(r"\bde le (?=\w)"), "du "), (re.compile(r"\bde les (?=\w)"), "des "), (re.compile(r"\bà le (?=\w)"), "au "),
    (re.compile(r"\bà les (?=\w)"), "aux "), (re.compile(r"\b([Dd])e (?=[AEIOUÉÈÊÎÂÔaeiouéèêîâôœ])"), r"\1'"),
    (re.compile(r"\b([Qq]u)e (?=[AEIOUÉÈÊÎÂÔaeiouéèêîâôœ])"), r"\1'"),
)  # fmt: skip
_ARTICLE = re.compile(r"(?:The|A|An|La|Le|Les|Une?) (?=\S)|L[’'](?=\S)")


def filled(form: str, lang: Lang, **values: str) -> str:
    """A template with its values; articles contracted in French; a capital first and a full stop last."""
    text = form.format(**values)
    if lang == "fr":
        for pattern, new in _CONTRACTED:
            text = pattern.sub(new, text)
    return capital(text if text.endswith(".") else text + ".")


def inside(subject: str) -> str:
    """What begins a sentence as it stands inside one: "the Danube"."""
    return subject[0].lower() + subject[1:] if _ARTICLE.match(subject) else subject
