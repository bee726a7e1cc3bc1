"""Pairs from pages: a sentence, a change, another way to say it, and passages that do not tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from necker.core.language import Lang
from necker.lessons.changed import Change, Recast, differing, spans_of
from necker.lessons.cuts import (
    COMMENTS,
    RESTRICTIONS,
    Cut,
    cut,
    first_noun,
    resolved,
    restricted,
    without_brackets,
)
from necker.lessons.dice import Dice
from necker.lessons.figures import bounded, change_date, change_number, coarser, rewritten
from necker.lessons.logic import change_negation, change_opposite, change_order, change_role, denied, same_words
from necker.lessons.named import change_name, change_people
from necker.lessons.pages import Page, Statement, described
from necker.lessons.pair import Pair
from necker.lessons.quad import Absent, Evidence, Found, Quad, Spans, chosen_context, deal, not_told, sound, whole
from necker.lessons.restate import active, capital_city, life, work
from necker.lessons.world import World
from necker.text.normal import fold
from necker.text.words import is_stop, words

# What is rare in the texts is tried more often.
_CHANGES = (
    *("role",) * 2, *("order",) * 4, *("name",) * 7, *("people",) * 3, *("opposite",) * 5, *("number",) * 6, *("date",) * 5,
    *("negation",) * 3,
)  # fmt: skip
_TRIES = 2
_ONLY_DENIED = 3  # nearly any sentence can be denied: of those that can only be, one in so many is
_WAYS = 4
_HARD_TRIES = 4
_ADDED = 6  # one statement in so many is given the place or the time of another
_BOUNDS = 4  # one draw in so many seeks a number to bound; most find none
_COPIES = 2  # of claims that repeat their passage one in so many is kept, whatever the label
_RECASTS = (
    *("copy",) * 2, *("cut",) * 5, *("same",) * 3, *("coarser",) * 3, *("rewritten",) * 2, *("life",) * 4, *("sentence",) * 6,
    *("cut same",) * 4, *("cut cut",) * 4, *("cut coarser",) * 3,
)  # fmt: skip


def change(statement: Statement, world: World, dice: Dice) -> Change | None:
    """One thing of the statement changed, of a kind drawn among those that it allows."""
    kinds = _possible(statement, world)
    if not kinds or (set(kinds) == {"negation"} and not dice.once_in(_ONLY_DENIED)):
        return None
    for kind in dice.several(kinds, _TRIES):
        found = _changed(kind, statement, world, dice)
        if found is not None and not _in_title(statement, found):
            return found
    return None


def _changed(kind: str, statement: Statement, world: World, dice: Dice) -> Change | None:
    if kind == "name":
        return change_name(statement, dice, world.names[statement.lang])
    if kind in _OF_STATEMENTS:
        return _OF_STATEMENTS[kind](statement, dice)
    return _OF_TEXTS[kind](statement.text, statement.lang, world.split, dice)


def _possible(statement: Statement, world: World) -> list[str]:
    """`_CHANGES` without the kinds that fail on a first try: a function of the statement alone."""
    known = statement.memo.get("changes")
    if known is None:
        allowed = [k for k in sorted(set(_CHANGES)) if _changed(k, statement, world, Dice("possible", k)) is not None]
        if statement.at < 0 and len(allowed) > 1:
            allowed = [kind for kind in allowed if kind != "negation"]
        statement.memo["changes"] = known = [kind for kind in _CHANGES if kind in allowed]
    assert isinstance(known, list)
    return known


def _in_title(statement: Statement, found: Change) -> bool:
    """Whether what was changed is a word of the title, which stands beside the passage."""
    start, end, _, _ = differing(statement.text, found.text)
    title = fold(statement.page.title)
    return any(len(w.text) > 2 and fold(w.text) in title for w in words(statement.text[start:end]))


_OF_STATEMENTS: dict[str, Callable[[Statement, Dice], Change | None]] = {
    "number": change_number,
    "date": change_date,
    "people": change_people,
}
_OF_TEXTS = {"negation": change_negation, "opposite": change_opposite, "order": change_order, "role": change_role}


def recast(way: str, text: str, statement: Statement, world: World, lang: Lang, dice: Dice) -> Recast | None:
    """A claim that follows from `text`, a form of the statement, made in one way."""
    page, mine = statement.page, statement.lang
    if statement.at < 0:
        return _of_description(way, text, page, world, lang, dice)
    if way == "life":
        return life(text, page, lang, world.split, dice) if statement.at == 0 else None
    if way == "sentence":
        return _sentence(text, statement, world, dice)
    kind, new = "copy", text
    for step in way.split():
        if step != "copy":
            kind, new = "cut" if step == "cut" else "paraphrase", _step(step, new, mine, world, dice) or ""
        if not new:
            return None
    said = resolved(statement, new)
    return Recast(kind if said == new or kind != "copy" else "paraphrase", mine, said) if said else None


def _step(step: str, text: str, lang: Lang, world: World, dice: Dice) -> str | None:
    """The text after one step."""
    if step == "cut":
        return cut(text, lang, dice, _SHY if denied(text, lang) else _BOLD)
    if step == "same":
        return same_words(text, lang, world.split, dice)
    if step == "coarser":
        return None if restricted(text, lang) else coarser(text, lang, dice)
    return rewritten(text, lang, dice)


_BOLD: tuple[Cut, ...] = COMMENTS + RESTRICTIONS
_SHY: tuple[Cut, ...] = tuple(way for way in COMMENTS if way is not first_noun)


def _sentence(text: str, statement: Statement, world: World, dice: Dice) -> Recast | None:
    """Another sentence with the same content."""
    page, lang = statement.page, statement.lang
    if denied(text, lang):
        return None
    if statement.at == 0 and (found := work(text, page, world.split, dice)) is not None:
        return found
    said = capital_city(text, lang) if statement.at == 0 else None
    said = said or active(text, lang)
    return Recast("paraphrase", lang, said) if said else None


def _of_description(way: str, text: str, page: Page, world: World, lang: Lang, dice: Dice) -> Recast | None:
    """The description as a sentence, or the life that it tells."""
    if way in ("life", "coarser", "cut", "rewritten"):
        return life(text, page, lang, world.split, dice) if page.lang == "en" else None
    said = described(page, text)
    return Recast("paraphrase", page.lang, said) if said else None


def _claims(statement: Statement, one: Change, world: World, dice: Dice) -> tuple[Recast, Recast] | None:
    """The two claims, made in the same way from the statement and from what it was changed into."""
    lang: Lang = ("fr" if statement.lang == "en" else "en") if dice.once_in(2) else statement.lang
    for way in [*dice.several(_RECASTS, _WAYS), "copy"]:
        seed = dice.below(1 << 30)
        a = recast(way, statement.text, statement, world, lang, Dice(seed))
        b = recast(way, one.text, statement, world, lang, Dice(seed)) if a else None
        if a and b and a.text != b.text and a.text.count(" ") + 1 >= 4:
            return a, b
    return None


def beside(page: Page, at: int, dice: Dice, without: int = -2) -> tuple[str, ...]:
    """What stands around a sentence: the description, the one before and the one behind, without one of them."""
    near = [i for i in (at - 1, at + 1) if 0 <= i < len(page.sentences) and i != without and at >= 0]
    pieces = [page.description] if page.description and at >= 0 and without >= -1 else []
    return (*pieces, *(page.sentences[i] for i in (near if page.prose else [])))


def quad_of(statement: Statement, world: World, dice: Dice) -> Quad | None:
    """The statement with a change and both claims; None when there is no sound one."""
    one = change(statement, world, dice)
    said = _claims(statement, one, world, dice) if one else None
    if one is None or said is None:
        return None
    page = statement.page
    quad = Quad(
        (said[0].text, said[1].text), (statement.text, one.text), "fr" if said[0].lang == "fr" else "en", statement.lang,
        statement.title, beside(page, statement.at, dice), said[0].kind, one.kind, page.source, page.licence,
    )  # fmt: skip
    return quad if sound(quad) else None


def absent(statement: Statement, quad: Quad, world: World) -> Absent:
    """How to find evidence that does not tell a claim made of this statement."""

    def find(claim: str, side: int, dice: Dice) -> Found:
        if (found := _added(claim, side, statement, quad, world, dice)) is not None:
            return found
        for way in dice.several(_HARD, _HARD_TRIES):
            found = _HARD_WAYS[way](claim, side, statement, quad, world, dice)
            if found is not None:
                return found
        for kind in 2 * dice.turned(("other_sentence", "other_page", "same_kind", "other_language")):
            evidence = _elsewhere(kind, statement, world, dice)
            if (
                evidence is not None
                and not_told(claim, quad.lang, evidence)
                and not _same_figures(quad, evidence, kind)
            ):
                return kind, evidence, whole(claim)
        return None

    return find


def _same_figures(quad: Quad, evidence: Evidence, kind: str) -> bool:
    """Whether a passage of the same page, in either language, has a figure of the claim's own: it may tell the same."""
    if kind not in ("other_sentence", "other_language"):
        return False
    mine = {figure for text in quad.passages for figure in _FIGURES.findall(text)}
    return any(figure in mine for figure in _FIGURES.findall(evidence.text))


_FIGURES = re.compile(r"\d{2,}")


def _elsewhere(kind: str, statement: Statement, world: World, dice: Dice) -> Evidence | None:
    """A passage that speaks of something else: half of them changed too, as those that tell are."""
    page = statement.page
    other: Statement | None
    if kind in ("other_sentence", "other_language"):
        home = page if kind == "other_sentence" else world.twin(page)
        # What the first sentence or the description tells, the first sentence of either page may tell in other words.
        told = (0, statement.at) if statement.at <= 0 or home is not page else (statement.at,)
        places = [i for i in range(len(home.sentences)) if i not in told] if home else []
        if home is None or not places:
            return None
        at = dice.pick(places)
        other = Statement(home, at, home.sentences[at])
    else:
        other = world.alike(statement, dice) if kind == "other_page" else world.same_kind(page, dice)
    if other is None:
        return None
    one = change(other, world, dice) if dice.once_in(2) else None
    near = beside(other.page, other.at, dice, statement.at if other.page is page else -2)
    return Evidence(one.text if one else other.text, other.lang, other.title, near)


_DETAILS: tuple[Cut, ...] = tuple(way for way in _BOLD if way not in (without_brackets, first_noun))


def _silent(claim: str, side: int, statement: Statement, quad: Quad, world: World, dice: Dice) -> Found:
    """The passage without a detail that the claim gives."""
    if quad.how not in ("copy", "paraphrase") or quad.lang != quad.passage_lang or statement.at < 0:
        return None
    seed = dice.below(1 << 30)
    left = cut(quad.passages[side], statement.lang, Dice(seed), _DETAILS)
    mine = cut(claim, statement.lang, Dice(seed), _DETAILS)
    if left is None or mine is None:
        return None
    spans = spans_of(claim, mine)
    gone = _only_in(claim[slice(*spans[0])] if spans else "", left, statement.lang)
    if not gone or any(word in piece for piece in (*quad.context, quad.title) for word in gone):
        return None
    return "detail", Evidence(left, statement.lang, quad.title, quad.context), spans


def _vague(claim: str, side: int, statement: Statement, quad: Quad, world: World, dice: Dice) -> Found:
    """The passage with a date or a number told less exactly than by the claim."""
    text, lang = quad.passages[side], statement.lang
    if quad.lang != lang or statement.at < 0 or restricted(text, lang):
        return None
    seed = dice.below(1 << 30)
    left, mine = coarser(text, lang, Dice(seed)), coarser(claim, lang, Dice(seed))
    if left is None or mine is None:
        return None
    spans = spans_of(claim, mine)
    exact = claim[slice(*spans[0])]
    a, b, _, _ = differing(text, left)
    if text[a:b] != exact or (left.count(exact.split()[-1]) != 0 and not left.count(" ".join(exact.split()[-2:]))):
        return None
    pieces = tuple(p for p in quad.context if not any(d in p for d in re.findall(r"\d{3,4}", exact)))
    return "vague", Evidence(left, lang, quad.title, pieces), spans


def _other_subject(claim: str, side: int, statement: Statement, quad: Quad, world: World, dice: Dice) -> Found:
    """The same said of another subject, of the same kind."""
    page, text = statement.page, quad.passages[side]
    other = world.same_kind(page, dice)
    mine = page.subject
    theirs = other.page.subject if other else None
    if other is None or not mine or not theirs or not text.startswith(mine) or not claim.startswith(mine):
        return None
    if restricted(text, statement.lang) or _ONLY_ONE.search(text):  # of two, one at most is the capital
        return None
    if statement.lang == "fr" and _gender(page) != _gender(other.page):
        return None
    rest = text[len(mine) :]
    if any(fold(part) in fold(rest) for part in page.name.split() if len(part) > 3) or fold(theirs) in fold(text):
        return None
    if (" " in mine and mine.split()[0].islower()) or mine.split()[0] in _ARTICLES or theirs.split()[0] in _ARTICLES:
        if mine.split()[0] != theirs.split()[0]:
            return None
    elif page.person != other.page.person:
        return None
    start = claim.find(mine)
    return "other_subject", Evidence(theirs + rest, statement.lang, other.page.title, ()), ((start, start + len(mine)),)


_ONLY_ONE = re.compile(r"\b(?:capital|capitale|king|queen|president|emperor|roi|reine|président|empereur|chef-lieu)\b")


def _gender(page: Page) -> bool:
    """French: whether the first sentence speaks of a woman or of something feminine."""
    return re.search(r"\b(?:née|morte|est une)\b", page.sentences[0]) is not None


def _added(claim: str, side: int, statement: Statement, quad: Quad, world: World, dice: Dice) -> Found:
    """The statement without the detail that it was given."""
    detail = statement.memo.get("added")
    text = quad.passages[side]
    if not isinstance(detail, str) or not claim.endswith(detail + ".") or not text.endswith(detail + "."):
        return None
    left = text[: -len(detail) - 1] + "."
    if any(detail.split()[-1] in piece for piece in (left, quad.title, *quad.context)):
        return None
    spans = ((len(claim) - len(detail), len(claim) - 1),)
    return "added", Evidence(left, statement.lang, quad.title, quad.context), spans


_PAST = {
    "en": re.compile(r"\b(?:was|were|became|won|wrote|led|founded|died|began|made|took|[a-z]{3,}ed)\b"),
    "fr": re.compile(r"\b(?:a été|ont été|fut|furent|était|devient|remporte|fonde|publie|a [a-z]+é|fondée?|créée?|construite?)\b"),
}  # fmt: skip
_PLACED = re.compile(
    r"\d|\b(?:in|en|à|at|au|aux|of|de|du|since|depuis|by|par) (?:the |la |le |l['’])?[A-ZÀ-Ý]\S*(?: [A-ZÀ-Ý]\S*)*\.\Z"
)


def with_detail(statement: Statement, world: World, dice: Dice) -> Statement:
    """The statement with a place or a time that another one ends with; itself where none fits."""
    text, lang = statement.text, statement.lang
    details = world.details[lang]
    fits = _PAST[lang].search(text) and text[-2:-1].islower() and text.count(" ") < 25 and text.count(",") < 2
    if not fits or not details or restricted(text, lang) or _PLACED.search(text[-30:]) or statement.at < 0:
        return statement
    detail = dice.pick(details)
    if detail.split()[-1] in text or detail.split()[-1] in statement.page.title:
        return statement
    longer = Statement(statement.page, statement.at, text[:-1] + detail + ".")
    longer.memo["added"] = detail
    return longer


_ARTICLES = frozenset("The A An Le La Les Un Une".split())
_HARD_WAYS: dict[str, Callable[[str, int, Statement, Quad, World, Dice], Found]] = {
    "silent": _silent,
    "vague": _vague,
    "other_subject": _other_subject,
}
_HARD = (*("silent",) * 3, *("vague",) * 2, *("other_subject",) * 2)


def _only_in(claim: str, left: str, lang: Lang) -> list[str]:
    """The words of the claim that carry content and that the shortened passage does not hold."""
    held = {word.text for word in words(left)}
    return [word.text for word in words(claim) if word.text not in held and not is_stop(word.text, lang)]


def bound_pair(statement: Statement, world: World, dice: Dice) -> Pair | None:
    """A claim that bounds a number of the statement: "more than 300" where it says 330."""
    found = bounded(statement, dice)
    claim = resolved(statement, found[0]) if found and statement.at >= 0 else None
    if found is None or claim is None:
        return None
    _, phrase, holds = found
    page = statement.page
    base = Quad((claim, claim), (statement.text, statement.text), statement.lang, statement.lang, page.title,
                beside(page, statement.at, dice), "bound", "bound", page.source, page.licence)  # fmt: skip
    start = claim.find(phrase)
    spans: Spans = () if holds else ((start, start + len(phrase)),)
    pair = Pair(claim, base.lang, statement.text, statement.lang, page.title, chosen_context(base.context, frozenset(), dice),
                "supported" if holds else "contradicted", "bound", spans, page.source, page.licence)  # fmt: skip
    missing = absent(statement, base, world)(claim, 0, dice)
    if missing is None:
        return None
    if not dice.once_in(3):
        return pair
    kind, evidence, all_of_it = missing
    context = chosen_context(evidence.context, frozenset(), dice)
    return replace(pair, passage=evidence.text, passage_lang=evidence.lang, title=evidence.title, context=context,
                   label="not_enough", kind=kind, spans=all_of_it)  # fmt: skip


def one(world: World, lang: Lang, dice: Dice) -> Pair | None:
    """A pair from a page in `lang`, or None when what was drawn gives none."""
    statement = dice.pick(world.stock.statements[lang])
    if dice.once_in(_BOUNDS) and re.search(r"\d\d", statement.text):
        return bound_pair(statement, world, dice)
    if dice.once_in(_ADDED):
        statement = with_detail(statement, world, dice)
    quad = quad_of(statement, world, dice)
    if quad is None or (quad.how == "copy" and not dice.once_in(_COPIES)):
        return None
    return deal(quad, dice, absent(statement, quad, world))
