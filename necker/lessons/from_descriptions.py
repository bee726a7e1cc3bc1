"""Claims from the short descriptions of pages, which people worded apart from the lead, told by the lead's first sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import differing, put
from necker.lessons.dice import Dice
from necker.lessons.free import Elsewhere, Free, filled, inside
from necker.lessons.from_pages import change
from necker.lessons.pages import Page, Statement, described, usable
from necker.lessons.pair import form_split
from necker.lessons.quad import Evidence, not_told
from necker.lessons.world import World
from necker.text.lexicon import neighbours
from necker.text.words import content_stems

_NEAR = 0.12  # of two words that share translations, from which one counts as said by the other


class Defined(NamedTuple):
    """A page whose description `said`, as a noun phrase with its article, is told by its first sentence."""

    page: Page
    statement: Statement
    subject: str
    said: str


_NOUN = re.compile(r"(?P<be>is|was|are|were|est|était|fut) (?P<np>(?:an?|une?) .+)\.\Z")
_CONCEPT: dict[Lang, tuple[str, ...]] = {
    "en": ("{t} {be} {d}", "What {t} {be} can be put like this: {d}", "{d}: that is how {t} can be described", "When people speak of {t}, they mean {d}", "{t} can be described as {d}", "Anybody who reads about {t} reads about {d}"),
    "fr": ("{t} {be} {d}", "Ce qu'on entend par {t}, c'est {d}", "{d} : voilà ce qu'{be} {t}", "Quand on parle de {t}, on parle d'{d}", "On peut décrire {t} comme {d}", "On peut définir {t} comme étant {d}"),
}  # fmt: skip
_PERSON: dict[Lang, tuple[str, ...]] = {
    "en": ("{t} {be} {d}", "{t} made a name as {d}", "{t} is remembered as {d}", "History knows {t} as {d}", "{d}: such {be} {t}", "People know {t} as {d}"),
    "fr": ("{t} {be} {d}", "On connaît {t} comme {d}", "{t} a laissé le souvenir d'{d}", "L'histoire retient {t} comme {d}", "{d} : voilà ce qu'{be} {t}", "{t} est passé à la postérité comme {d}"),
}  # fmt: skip


def found(world: World) -> list[Defined]:
    """All such pages, in their order."""
    return [one for page in world.stock.pages if page.description and page.prose for one in _of_page(page)]


def _of_page(page: Page) -> Iterator[Defined]:
    first = page.sentences[0] if page.sentences else ""
    claim = described(page) if usable(first) else None
    match = _NOUN.search(claim) if claim else None
    if (
        match is None
        or page.subject is None
        or (page.lang == "en" and _DEMONYM.match(page.description) and match["np"].split()[1][0].islower())
    ):
        return
    if _told(match["np"], first, page.lang):
        yield Defined(page, Statement(page, 0, first), page.subject, match["np"])


_DEMONYM = re.compile(r"[A-Z]\w+(?:an|ese|ish|[a-z]i|ic|ch|elsh|reek|utch)\b")


def _told(said: str, sentence: str, lang: Lang) -> bool:
    """Whether every word that carries content stands in the sentence, or one near to it: at most one such."""
    there = frozenset(content_stems(sentence, lang))
    missing = [stem for stem in content_stems(said, lang) if stem not in there]
    return not missing or (len(missing) == 1 and any(neighbours(missing[0], lang).get(s, 0.0) >= _NEAR for s in there))


def one(all_of_them: Sequence[Defined], world: World, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim from one description, or from that with one thing changed there and in the sentence."""
    picked = dice.pick(all_of_them)
    page, statement = picked.page, picked.statement
    changed = change(statement, world, dice)
    if changed is None or changed.kind == "negation":
        return None
    a, b, x, y = differing(statement.text, changed.text)
    old, new = statement.text[a:b], changed.text[x:y]
    where = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", picked.said)] if old else []
    if len(where) != 1 or new in picked.said:
        return None
    mine = dice.once_in(2)
    said = picked.said if mine else put(picked.said, *where[0], new)
    if re.match(r"an? ", said):
        said = re.sub(r"^an? ", "an " if re.match(r"an? [aeioAEIO]", said) else "a ", said)
    forms = [f for f in (_PERSON if page.person else _CONCEPT)[page.lang] if form_split(f) == world.split]
    if not forms or (page.lang == "fr" and page.person and re.search(r"\bnée\b|\bune\b", statement.text) and not mine):
        return None
    form = dice.pick(forms)
    match = _NOUN.search(described(page) or "")
    claim = filled(form, page.lang, t=inside(picked.subject), d=said, be=match["be"] if match else "")
    texts = (statement.text, changed.text)
    free = Free(
        claim, page.lang, page, 0, texts[0 if mine else 1], texts[1 if mine else 0], "description",
        re.compile(re.escape(page.description)), old if mine else new, (), False,
    )  # fmt: skip

    def of_page(dice: Dice) -> tuple[str, Evidence] | None:
        left = [s for s in page.sentences[1:] if old not in s and new not in s]
        evidence = Evidence(dice.pick(left), page.lang, page.title, ()) if left else None
        told = evidence is not None and not_told(claim, page.lang, evidence)
        return ("other_sentence", evidence) if told and evidence is not None else None

    def alike(dice: Dice) -> tuple[str, Evidence] | None:
        other = world.same_kind(page, dice)
        return None if other is None else ("same_kind", Evidence(other.text, other.lang, other.title, ()))

    return free, [of_page, alike]
