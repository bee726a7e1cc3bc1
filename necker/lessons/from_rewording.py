"""Pairs whose claims say a sentence of a page, or that sentence with a change, in another order and in other words."""

from __future__ import annotations

import re
from dataclasses import replace

from necker.core.language import Lang
from necker.lessons.changed import capital
from necker.lessons.cuts import COMMENTS, RESTRICTIONS, cut, first_noun, resolved, without_brackets
from necker.lessons.dice import Dice
from necker.lessons.from_pages import absent, beside, change
from necker.lessons.logic import denied
from necker.lessons.pages import Page, Statement, described
from necker.lessons.pair import Pair
from necker.lessons.quad import Quad, deal, sound
from necker.lessons.rewording import inner, ordered, worded
from necker.lessons.world import World

_ENOUGH = 2  # steps from the sentence that a claim must be away
_LONGEST = 26  # words
_BOLD = tuple(way for way in COMMENTS + RESTRICTIONS if way is not without_brackets)
_SHY = tuple(way for way in COMMENTS if way is not first_noun and way is not without_brackets)


def one(world: World, lang: Lang, dice: Dice) -> Pair | None:
    """A pair from a sentence in `lang`, or None when what was drawn gives none."""
    statement = dice.pick(world.stock.statements[lang])
    if statement.at < 0:
        return None
    seed = dice.below(1 << 30)
    mine = claim_of(statement, statement.text, world, Dice(seed))
    changed = change(statement, world, dice) if mine else None
    theirs = claim_of(statement, changed.text, world, Dice(seed)) if changed else None
    if mine is None or changed is None or theirs is None or mine[0] == theirs[0] or mine[1] != theirs[1]:
        return None
    page = statement.page
    quad = Quad(
        (mine[0], theirs[0]), (statement.text, changed.text), lang, lang, statement.title, beside(page, statement.at, dice),
        "reworded", changed.kind, page.source, page.licence,
    )  # fmt: skip
    pair = deal(quad, dice, absent(statement, quad, world)) if sound(quad) else None
    if pair is None or not mine[1] or pair.title != page.title or page.description in pair.context:
        return pair
    return replace(pair, context=f"{page.description} {pair.context}".strip())  # the claim says what the subject is


def claim_of(statement: Statement, text: str, world: World, dice: Dice) -> tuple[str, bool] | None:
    """(a free wording of `text`, a form of the statement; whether it tells the description too)."""
    lang, split = statement.lang, world.split
    steps, new = 0, text
    if dice.once_in(2) and (shorter := cut(new, lang, dice, _SHY if denied(new, lang) else _BOLD)):
        new, steps = shorter, 1
    if (other := ordered(new, lang, dice)) is not None:
        new, steps = other, steps + 2
    said = resolved(statement, new)
    if said is None:
        return None
    told = False
    if not dice.once_in(3) and (called := named(said, statement.page, dice)) is not None:
        said, told = called
        steps += 2 if told else 1
    new, rows = worded(said, lang, split, dice)
    far = steps + rows >= (_ENOUGH if steps else _ENOUGH + 1)
    return (new, told) if far and new != text and 2 < new.count(" ") < _LONGEST else None


_DEMONYM = re.compile(r"[A-Z]\w+(?:an|ese|ish|[a-z]i|ic|ch|elsh|reek|utch)\b")
_SAID = re.compile(r"(?:an?|une?) (?P<np>.+)\.\Z")


def named(text: str, page: Page, dice: Dice) -> tuple[str, bool] | None:
    """The sentence with its subject called in another way, and whether that way tells what the subject is."""
    subject = page.subject
    if subject is None or not text.startswith(subject + " ") or fewer(text, subject):
        return None
    rest = text[len(subject) + 1 :]
    short = page.name.split()[-1] if page.person and page.name.count(" ") in (1, 2) else ""
    if short.isalpha() and short[0].isupper() and len(short) > 3 and short.upper() != short and dice.once_in(3):
        return f"{short} {rest}", False
    said = described(page)
    match = _SAID.search(said[len(subject) :]) if said else None
    if match is None or match["np"].count(" ") > 7 or match["np"].split()[-1] in text:
        return None
    np = match["np"]
    if page.lang == "en" and np[0].islower() and _DEMONYM.match(page.description):
        return None
    if page.lang == "fr":
        return dice.pick((f"{capital(np)}, {inner(subject)} {rest}", f"{subject}, {np}, {rest}")), True
    article = match[0].split()[0]
    forms = [f"{subject}, {article} {np}, {rest}", f"{capital(article)} {np}, {inner(subject)} {rest}"]
    if page.person and np.count(" ") < 4 and " of " not in np:
        forms += 2 * [f"The {np} {subject} {rest}"]
    return dice.pick(forms), True


def fewer(text: str, subject: str) -> bool:
    """Whether the subject is followed by its own copula, comma or bracket: it is told there what it is."""
    return (
        re.match(
            r"(?:,| \(| (?:is|was|are|were|est|était|fut|sont) (?:an?|the|one|une?|le|la|l|les)\b)",
            text[len(subject) :],
        )
        is not None
    )
