"""Claims on populations, lengths, areas and heights: bounds, round figures and other units in place of what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import put
from necker.lessons.cuts import resolved
from necker.lessons.dice import Dice
from necker.lessons.fact_forms import AMOUNTS, Form
from necker.lessons.free import Elsewhere, Free, filled, inside
from necker.lessons.pages import Page, Statement
from necker.lessons.pair import form_split
from necker.lessons.quad import Evidence, not_told
from necker.lessons.world import World

_CLEAR = 0.12  # the share by which a bound must be away from the figure, which may be rounded or hedged
_CLOSE, _FAR = 0.04, 0.3  # at most so far off for "about", at least so far off for not "about"
_KM_PER_MILE, _M_PER_FOOT = 1.609344, 0.3048
_FACTORS = (0.25, 0.4, 0.55, 0.65, 1.6, 1.9, 2.4, 3.2)
_BRACKETS = re.compile(r"[ \u00a0]\([^()]*\d[^()]*\)")
_NUMBER: dict[Lang, str] = {
    "en": r"(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<scale>[ \u00a0](?:million|billion))?",
    "fr": r"(?P<n>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+(?:,\d+)?)(?P<scale>[ \u00a0](?:millions?|milliards?)(?: d[e’'])?)?",
}
_SPACE = r"[ \u00a0\u202f]?"
_PATTERNS: dict[Lang, tuple[tuple[str, str], ...]] = {
    "en": (
        ("people", r"(?:population of (?:\w+ ){{0,2}}{n}(?![.,]?\d)(?![ \u00a0](?:km|square)))"), ("people", r"{n} (?:inhabitants|people|residents)\b"),
        ("length", r"(?:length of (?:\w+ ){{0,2}}{n}{s}(?:km|kilomet(?:er|re)s)\b)"), ("length", r"{n}{s}(?:km|kilomet(?:er|re)s) (?:long|in length)\b"),
        ("area", r"(?:(?:area of|cover(?:s|ing)) (?:\w+ ){{0,4}}{n}{s}(?:km2|km²|square kilomet(?:er|re)s))"),
        ("height", r"(?:elevation|height|altitude) of (?:\w+ ){{0,2}}{n}{s}(?:m|met(?:er|re)s)\b"), ("height", r"{n}{s}(?:m|met(?:er|re)s) (?:high|tall|above sea level)\b"),
    ),
    "fr": (
        ("people", r"{n}{s}(?:habitants|âmes)\b"), ("length", r"(?:long(?:ue)? (?:de|d['’]environ) (?:\w+ )?{n}{s}(?:km|kilomètres)\b)"),
        ("length", r"{n}{s}(?:km|kilomètres) (?:de long(?:ueur)?)\b"), ("area", r"(?:(?:superficie|étend) (?:\w+ ){{0,3}}{n}{s}(?:km2|km²|kilomètres carrés))"),
        ("height", r"(?:altitude|hauteur|culmin\w+|haute?) (?:\w+ ){{0,3}}{n}{s}(?:m|mètres)\b"),
    ),
}  # fmt: skip
_COMPILED = {
    lang: tuple((kind, re.compile(p.replace("{n}", _NUMBER[lang]).replace("{s}", _SPACE).replace("{{", "{").replace("}}", "}"))) for kind, p in rows)
    for lang, rows in _PATTERNS.items()
}  # fmt: skip
ABOUT = re.compile(
    r"\d[\d.,]*[ \u00a0]?(?:km|mi\b|m\b|met|mèt|million|billion|milliard|inhabitants|people|habitants|square|sq)|populat|populous|peuplé|longest|largest|highest|long\b|area|superficie|altitude|height|hauteur"
)


class Amount(NamedTuple):
    """A sentence about the subject of its page with one amount: `value` in persons, km, km2 or m, written at `span`."""

    page: Page
    at: int
    text: str
    kind: str
    value: float
    span: tuple[int, int]


def found(world: World) -> list[Amount]:
    """All of them, in the order of the statements."""
    return [
        one for lang in ("en", "fr") for s in world.stock.statements["fr" if lang == "fr" else "en"] for one in _of(s)
    ]


def _of(statement: Statement) -> Iterator[Amount]:
    page, lang = statement.page, statement.lang
    if statement.at < 0 or page.subject is None or page.person:
        return
    text = _BRACKETS.sub("", statement.text)
    whole = resolved(statement, text)
    if (
        whole is None
        or not whole.startswith(page.subject)
        or re.search(
            r"\b(?:drainage|basin|bassin|second|third|metro\w*|urban|agglomération|aire|urbaine|métropol\w+|than|que|speakers|locuteurs|millions d['’]années)\b|[Ll]akes?\b[^.]*elevation|\blac\b[^.]*altitude",
            text,
        )
    ):
        return
    for kind, pattern in _COMPILED[lang]:
        matches = list(pattern.finditer(text))
        if len(matches) != 1:
            continue
        match = matches[0]
        if re.search(
            r"\b(?:between|entre|from|de|to|à|and|et|up to|jusqu['’]à|whose|dont|where|où|which|qui|lake|lac)\b[^,]{0,12}\Z",
            text[: match.start()],
        ) or re.match(r"[–-]| (?:to|à|and|et) \d", text[match.end("n") :]):
            continue
        value = _value(match, lang)
        if value >= 20:
            end = match.end("scale") if match["scale"] else match.end("n")
            yield Amount(page, statement.at, text, kind, value, (match.start("n"), end))
            return


def _value(match: re.Match[str], lang: Lang) -> float:
    digits = (
        re.sub(r"[,\u00a0\u202f ]", "", match["n"])
        if lang == "en"
        else re.sub(r"[\u00a0\u202f ]", "", match["n"]).replace(",", ".")
    )
    scale = match["scale"] or ""
    return float(digits) * (1e6 if "illion" in scale and "b" not in scale else 1e9 if scale else 1)


def _round(value: float, figures: int) -> int:
    size = len(str(int(value)))
    unit = int(10 ** max(0, size - figures))
    return max(unit, int(value / unit + 0.5) * unit)


def written(value: int, lang: Lang) -> str:
    """ "1,200,000", "1.2 million", "1 200 000"."""
    if value >= 1_000_000 and value % 100_000 == 0:
        million = f"{value / 1e6:.1f}".removesuffix(".0")
        plural = "s" if value >= 2_000_000 else ""
        return f"{million} million" if lang == "en" else f"{million.replace('.', ',')} million{plural}"
    said = f"{value:,}" if value >= 1000 else str(value)
    return said if lang == "en" else said.replace(",", "\u00a0")


def _holds(test: str, value: float, bound: float) -> bool | None:
    off = value / bound - 1
    if test == "about":
        return True if abs(off) <= _CLOSE else False if abs(off) >= _FAR else None
    if abs(off) < _CLEAR:
        return None
    return (off > 0) == (test == "over")


def _unit(form: Form) -> float:
    """How many of the amount's own units one unit of the template is."""
    return _KM_PER_MILE if "mile" in form.text else _M_PER_FOOT if "feet" in form.text else 1.0


def one(amounts: Sequence[Amount], world: World, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim that tells the amount from another one, and passages that do not tell it."""
    picked = dice.pick(amounts)
    page, lang = picked.page, picked.page.lang
    forms = [form for form in AMOUNTS[lang][picked.kind] if form_split(form.text) == world.split]
    other = float(_round(picked.value * dice.pick(_FACTORS), 1 + dice.below(3)))
    if not forms or other < 10:
        return None
    form = dice.pick(forms)
    unit = _unit(form)
    values = picked.value / unit, other / unit
    if form.test == "about":
        bound = _round(dice.pick(values), 2)
    else:
        bound = _round(min(values) + (max(values) - min(values)) * (15 + dice.below(70)) / 100, 1 + dice.below(2))
    mine, theirs = _holds(form.test, values[0], bound), _holds(form.test, values[1], bound)
    if mine is None or theirs is None or mine == theirs:
        return None
    said = written(bound, lang)
    if lang == "fr" and "million" in said and picked.kind == "people":
        said += " d'" if "{v} habitants" in form.text else ""
    claim = filled(form.text, lang, t=inside((page.subject or page.name).strip()), v=said).replace("d' ", "d'")
    changed = put(picked.text, *picked.span, _like(picked, other))
    texts = (picked.text, changed)
    free = Free(
        claim, lang, page, picked.at, texts[0 if mine else 1], texts[1 if mine else 0], "amount", ABOUT, said, (), True
    )

    def same_matter(dice: Dice) -> tuple[str, Evidence] | None:
        another = dice.pick(amounts)
        if another.page.name == page.name or another.page.lang != lang:
            return None
        evidence = Evidence(another.text, lang, another.page.title, ())
        return ("other_subject", evidence) if not_told(claim, lang, evidence) else None

    return free, [same_matter]


def _like(amount: Amount, value: float) -> str:
    """Another value written as the amount is: in millions where it is."""
    old, lang = amount.text[slice(*amount.span)], amount.page.lang
    scale = re.search(r"[ \u00a0](?:[a-z].*)\Z", old)
    if scale is None:
        return f"{int(value):,}".replace(",", "\u00a0" if lang == "fr" else ",") if value >= 1000 else str(int(value))
    figure = value / (1e6 if "illion" in scale[0] and "b" not in scale[0] else 1e9)
    digits = f"{figure:.2f}".rstrip("0").rstrip(".")
    return (digits.replace(".", ",") if lang == "fr" else digits) + scale[0]
