"""Claims on the years of lives and works, worded freely: ages, centuries, before and after, alive or not.

A fact is a page's sentence with its years; a claim is a template with a test, which says of a set of years whether the
claim holds.  A claim is kept when it holds for the years that stand there and not for others put in their place, or the
other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from necker.core.language import Lang
from necker.lessons.changed import put
from necker.lessons.dice import Dice
from necker.lessons.fact_forms import EVENTS, LIVES, Form
from necker.lessons.figures import MONTHS, century
from necker.lessons.free import Elsewhere, Free, filled, inside
from necker.lessons.named import kind_of
from necker.lessons.pages import Page, usable
from necker.lessons.pair import Split, form_split
from necker.lessons.quad import Evidence
from necker.lessons.world import World
from necker.text.dates import dates

_NOW = 2026
_TRIES = 24

Years = tuple[int | None, int | None]
"""Birth and death; or the year of what happened and None."""


@dataclass(frozen=True)
class Fact:
    """Years in a sentence: `spans` are theirs, in the order of `years`; `what` names the templates."""

    page: Page
    at: int
    text: str
    what: str
    years: Years
    spans: tuple[tuple[int, int], ...]
    feminine: bool = False

    def rewritten(self, years: Years) -> str:
        """The sentence with other years."""
        text = self.text
        for (start, end), year in sorted(zip(self.spans, years, strict=False), reverse=True):
            text = put(text, start, end, str(year))
        return text


_DAY = rf"(?:\d{{1,2}}|1er) (?:{'|'.join(MONTHS['fr'])}) "
_LIFE_FR = re.compile(
    rf"\bn(?:é|ée)(?P<e>e?)\b(?: à [^,()]{{2,40}}?)? (?:le )?(?:{_DAY}|en )(?P<b>\d{{3,4}})(?![\d–-])"
    rf"(?:[^.;]{{0,90}}?\bmorte? (?:à [^,()]{{2,40}}? )?(?:le )?(?:{_DAY}|en )(?P<d>\d{{3,4}})(?![\d–-]))?"
)
_LIFE_EN = re.compile(r"\((?:born )?(?P<b>\d{3,4})(?:–(?P<d>\d{3,4}))?\)$")
_EVENT = {
    "en": re.compile(r"\b(?:was|were)? ?(?P<what>founded|established|built|published|released|completed|discovered|invented)(?: and \w+)? in (?P<y>1\d{3}|20[012]\d)(?=[,.;) ])(?! (?:BC|to|and|or))"),
    "fr": re.compile(r"\b(?P<what>fondé|créé|construit|bâti|publié|sorti|paru|achevé|découvert|inventé)(?P<e>e?) en (?P<y>1\d{3}|20[012]\d)(?=[,.;) ])(?! (?:av|et|ou))"),
}  # fmt: skip
_WHAT = {
    "founded": "founded", "established": "founded", "built": "built", "published": "published", "released": "published",
    "completed": "built", "discovered": "discovered", "invented": "invented", "fondé": "founded", "créé": "founded",
    "construit": "built", "bâti": "built", "publié": "published", "sorti": "published", "paru": "published", "achevé": "built",
    "découvert": "discovered", "inventé": "invented",
}  # fmt: skip
ABOUT = re.compile(
    r"\d{2}|\b(?:born|died|death|dead|birth|lived|life|aged?|founded|founding|established|created|built|published|released|completed|century|centuries|"
    r"discovered|invented|née?|naissance|naît|morte?|meurt|vie|vécut?|âge|fondée?|fondation|créée?|création|construite?|bâtie?|publiée?|siècle|découverte?|"
    r"inventée?|parue?|sortie?|achevée?|[XVI]+e)\b"
)


def found(world: World) -> list[Fact]:
    """All facts of the pages, in their order."""
    return [fact for page in world.stock.pages if page.prose and page.named for fact in _of_page(page)]


def _of_page(page: Page) -> Iterator[Fact]:
    if page.person:
        fact = _life(page) if kind_of(page) == "person" or " " not in page.name else None
        if fact is not None:
            yield fact
        return
    first = page.sentences[0] if page.sentences else ""
    match = _EVENT[page.lang].search(first)
    if match is None or page.subject is None or not usable(first) or len(dates(first, page.lang)) != 1:
        return
    before = first[: match.start()]
    if not first.startswith(page.subject) or re.search(
        r"\b(?:which|where|that|whose|où|dont|who)\b|,[^,]*\b(?:by|par)\b", before
    ):
        return
    feminine = page.lang == "fr" and match["e"] == "e"
    yield Fact(page, 0, first, _WHAT[match["what"]], (int(match["y"]), None), (match.span("y"),), feminine)


def _life(page: Page) -> Fact | None:
    """The life of a person from the description (English) or the first sentence (French), if no other year is there."""
    if page.lang == "en":
        text, at, match = page.description, -1, _LIFE_EN.search(page.description)
    else:
        text, at = (page.sentences[0] if page.sentences else ""), 0
        match = _LIFE_FR.search(text)
        if match is not None and not usable(text):
            return None
    if match is None or not (match["d"] or page.lang == "fr" or "born" in match[0]):
        return None
    spans = [match.span("b")] + ([match.span("d")] if match["d"] else [])
    if page.lang == "fr":
        rest = re.search(r"[,.;]", text[match.end() :])
        end = match.end() + (rest.start() if rest else 0)
        if len(dates(text, "fr")) > len(spans) or re.search(r"\b[XVI]+e\b", text):
            text = text[:end] + "."
        if len(dates(text, "fr")) != len(spans) or re.search(r"\b[XVI]+e\b|\bfils\b|\bfille\b", text):
            return None
    b, d = int(match["b"]), int(match["d"]) if match["d"] else None
    if d is not None and not 12 < d - b < 105:
        return None
    return Fact(page, at, text, "life", (b, d), tuple(spans), page.lang == "fr" and match["e"] == "e")


def other_years(fact: Fact, dice: Dice) -> Years:
    """Years that could have been."""
    first, last = fact.years
    assert first is not None
    shift = (8 + dice.below(110)) * (1 if dice.once_in(3) else -1)
    if last is None:
        return (min(first + shift, 2010 - dice.below(30)) if first + shift > 100 else first + 40, None)
    way = dice.below(3)
    if way == 0 and first + shift > 100 and last + shift < _NOW:
        return first + shift, last + shift
    span = last - first
    new = 20 + dice.below(75)
    new = new if abs(new - span) > 4 else (span + 25 if span < 60 else span - 25)
    return (first, first + new) if way == 1 and first + new < _NOW else (max(last - new, 101), last)


Test = Callable[[Years, int], bool | None]


def _over(years: Years, n: int) -> bool | None:
    """Whether the age was more than n: unknown where the years alone do not tell."""
    if years[0] is None or years[1] is None:
        return None
    span = years[1] - years[0]
    return True if span - 1 > n else False if span <= n else None


def _under(years: Years, n: int) -> bool | None:
    if years[0] is None or years[1] is None:
        return None
    span = years[1] - years[0]
    return True if span < n else False if span - 1 >= n else None


def _compared(at: int, sign: int) -> Test:
    def test(years: Years, y: int) -> bool | None:
        mine = years[at]
        before_birth = at == 1 and years[0] is not None and y <= years[0]  # "did not live to see" would say nothing
        return None if mine is None or mine == y or before_birth else (mine - y) * sign > 0

    return test


def _part(at: int, of: Callable[[int], int]) -> Test:
    def test(years: Years, y: int) -> bool | None:
        mine = years[at]
        return None if mine is None else of(mine) == of(y)

    return test


def _alive(years: Years, y: int) -> bool | None:
    if years[0] is None or years[1] is None or y in years:
        return None
    return years[0] < y < years[1]


def _ago(years: Years, n: int) -> bool | None:
    """More than n years ago, whenever from 2020 to 2030 the claim is read."""
    if years[0] is None:
        return None
    return True if 2020 - years[0] > n else False if 2030 - years[0] < n else None


def _stretch(at: int, first: int, last: int, blur: int) -> Test:
    """In the part of a century from `first` to `last`; unknown within `blur` years of it."""

    def test(years: Years, y: int) -> bool | None:
        mine = years[at]
        if mine is None:
            return None
        if (mine - 1) // 100 != (y - 1) // 100:
            return False
        within = (mine - 1) % 100
        return True if first <= within <= last else None if first - blur <= within <= last + blur else False

    return test


def _century(year: int) -> int:
    return (year - 1) // 100


def _decade(year: int) -> int:
    return year // 10


TESTS: dict[str, Test] = {
    "over": _over, "under": _under, "alive": _alive, "ago": _ago,
    "not alive": lambda years, y: None if (a := _alive(years, y)) is None else not a,
    **{f"{name} {what}": _compared(at, sign) for at, name in ((0, "first"), (1, "last")) for sign, what in ((-1, "before"), (1, "after"))},
    **{f"{name} {what}": _part(at, of) for at, name in ((0, "first"), (1, "last")) for what, of in (("in", int), ("century", _century), ("decade", _decade))},
    **{f"{name} {what}": _stretch(at, *span) for at, name in ((0, "first"), (1, "last")) for what, span in (("early", (0, 29, 15)), ("late", (70, 99, 15)), ("half", (0, 49, 0)), ("second half", (50, 99, 0)))},
}  # fmt: skip


def _number(test: str, one: Years, two: Years, dice: Dice) -> int:
    """A number for the template, near what tells the two sets of years apart."""
    known = [y for y in (*one, *two) if y is not None]
    if test in ("over", "under"):
        spans = [a[1] - a[0] for a in (one, two) if a[0] is not None and a[1] is not None]
        low, high = min(spans, default=0), max(spans, default=1)
        n = low + dice.below(max(1, high - low + 1))
        return n // 10 * 10 if dice.once_in(2) else n // 5 * 5 if dice.once_in(2) else n
    if test == "ago":
        return dice.pick((20, 30, 40, 50, 60, 80, 100, 150, 200, 250, 300, 400, 500, 600))
    if test.endswith((" in", "century", "decade", "early", "late", "half")):
        return dice.pick(known)
    low, high = min(known), max(known)
    y = low + dice.below(max(1, high - low + 1))
    return y // 10 * 10 if dice.once_in(2) else y // 100 * 100 if dice.once_in(4) else y


def free(fact: Fact, lang: Lang, split: Split, dice: Dice) -> Free | None:
    """A claim that tells the years of the fact from others."""
    form = dice.pick(forms(fact.what, lang, split, fact.page.lang == "fr" or fact.what != "life"))
    other = other_years(fact, dice)
    for _ in range(_TRIES):
        number = _number(form.test, fact.years, other, dice)
        mine, theirs = TESTS[form.test](fact.years, number), TESTS[form.test](other, number)
        if mine is None or theirs is None or mine == theirs or number <= 0:
            continue
        said = _said(form, number, lang)
        subject = fact.page.name if fact.page.person else inside(fact.page.subject or fact.page.name)
        claim = filled(form.text, lang, t=subject, v=said, e="e" if fact.feminine else "")
        texts = (fact.text, fact.rewritten(other))
        return Free(
            claim, lang, fact.page, fact.at, texts[0 if mine else 1], texts[1 if mine else 0], "years", ABOUT, said
        )
    return None


def _said(form: Form, number: int, lang: Lang) -> str:
    kind = form.test.split(" ", 1)[-1]
    if kind in ("century", "early", "late", "half", "second half"):
        return century(number, lang)
    if kind == "decade":
        return f"{number // 10 * 10}s" if lang == "en" else f"années {number // 10 * 10}"
    return str(number)


_MEMO: dict[tuple[str, Lang, Split, bool], list[Form]] = {}


def forms(what: str, lang: Lang, split: Split, gendered: bool) -> list[Form]:
    """The templates of one side; without the gender where the page does not tell it."""
    key = what, lang, split, gendered
    if key not in _MEMO:
        all_of_them = LIVES[lang] if what == "life" else EVENTS[lang][what]
        _MEMO[key] = [
            f for f in all_of_them if form_split(f.text) == split and (gendered or lang == "en" or "{e}" not in f.text)
        ]
    return _MEMO[key]


def one(facts: Sequence[Fact], world: World, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim from one of the facts, in either language, and where to look for passages of other pages."""
    fact = dice.pick(facts)
    lang: Lang = fact.page.lang if not dice.once_in(3) else ("fr" if fact.page.lang == "en" else "en")
    if lang != fact.page.lang and not fact.page.person:
        lang = fact.page.lang
    made = free(fact, lang, world.split, dice)
    if made is None:
        return None

    def same_matter(dice: Dice) -> tuple[str, Evidence] | None:
        other = dice.pick(facts)
        if other.page.name == fact.page.name or other.what != fact.what or other.page.lang != fact.page.lang:
            return None
        text = other.rewritten(other_years(other, dice)) if dice.once_in(2) else other.text
        return "other_subject", Evidence(text, other.page.lang, other.page.title, ())

    return made, [same_matter, same_matter]
