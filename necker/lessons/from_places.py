"""Claims on the continent, or the country said in other words, of a place of which the passage tells the country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.free import Elsewhere, Free, filled, inside
from necker.lessons.named import kind_of
from necker.lessons.pages import Page, usable
from necker.lessons.pair import form_split
from necker.lessons.quad import Evidence
from necker.lessons.world import World


class Country(NamedTuple):
    """Names with their prepositions: "in" and "of" in English need none but the article, French ones are given."""

    en: str
    within: str  # French: "en France", "au Pérou", "aux États-Unis"
    of: str  # French: "de France", "du Pérou", "des États-Unis"
    continent: str  # English


_FRENCH = {
    "Africa": "Afrique", "Asia": "Asie", "Europe": "Europe", "North America": "Amérique du Nord",
    "South America": "Amérique du Sud", "Oceania": "Océanie",
}  # fmt: skip
# Countries that lie on one continent; with f, m, v (a name with a vowel first) or p (plural) for French.
_TABLE = """
Africa: Algeria Algérie v, Morocco Maroc m, Tunisia Tunisie f, Libya Libye f, Senegal Sénégal m, Mali Mali m, Nigeria Nigeria m, Ghana Ghana m, Kenya Kenya m, Ethiopia Éthiopie v, Tanzania Tanzanie f, Angola Angola w, Zambia Zambie f, Zimbabwe Zimbabwe m, Mozambique Mozambique m, Madagascar Madagascar x, Cameroon Cameroun m, Chad Tchad m, Sudan Soudan m, Somalia Somalie f, Uganda Ouganda w, Rwanda Rwanda m, Namibia Namibie f, Botswana Botswana m
Asia: China Chine f, India Inde v, Japan Japon m, Vietnam Viêt_Nam m, Thailand Thaïlande f, Iran Iran w, Iraq Irak w, Syria Syrie f, Pakistan Pakistan m, Bangladesh Bangladesh m, Mongolia Mongolie f, Nepal Népal m, Malaysia Malaisie f, Saudi_Arabia Arabie_saoudite v, South_Korea Corée_du_Sud f, North_Korea Corée_du_Nord f, Afghanistan Afghanistan w, Uzbekistan Ouzbékistan w, Cambodia Cambodge m, Laos Laos m, Myanmar Birmanie f, Sri_Lanka Sri_Lanka m
Europe: France France f, Germany Allemagne v, Italy Italie v, Spain Espagne v, Poland Pologne f, Sweden Suède f, Norway Norvège f, Finland Finlande f, Austria Autriche v, Hungary Hongrie f, Romania Roumanie f, Bulgaria Bulgarie f, Greece Grèce f, Portugal Portugal m, Belgium Belgique f, Switzerland Suisse f, Ukraine Ukraine v, Serbia Serbie f, Croatia Croatie f, Ireland Irlande v, Scotland Écosse v, England Angleterre v, Denmark Danemark m, Slovakia Slovaquie f, Lithuania Lituanie f, Latvia Lettonie f, Estonia Estonie v
North America: Canada Canada m, Mexico Mexique m, Cuba Cuba x, Guatemala Guatemala m, Honduras Honduras m, Nicaragua Nicaragua m, Panama Panama m, Costa_Rica Costa_Rica m
South America: Brazil Brésil m, Argentina Argentine v, Chile Chili m, Peru Pérou m, Colombia Colombie f, Venezuela Venezuela m, Bolivia Bolivie f, Ecuador Équateur w, Paraguay Paraguay m, Uruguay Uruguay w
Oceania: Australia Australie v, New_Zealand Nouvelle-Zélande f
"""
_WITHIN = {"f": "en ", "v": "en ", "m": "au ", "w": "en ", "x": "à "}
_OF = {"f": "de ", "v": "d'", "m": "du ", "w": "d'", "x": "de "}


def _countries() -> tuple[Country, ...]:
    found: list[Country] = []
    for line in _TABLE.strip().splitlines():
        continent, _, rest = line.partition(": ")
        for entry in rest.split(", "):
            en, fr, sex = entry.replace("d’", "d'").split(" ")
            fr = fr.replace("_", " ")
            found.append(Country(en.replace("_", " "), _WITHIN[sex] + fr, _OF[sex] + fr, continent))
    return tuple(found)


COUNTRIES = _countries()
_WHERE: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(rf"(?<=\b(?:in|of) )(?P<c>{'|'.join(c.en for c in COUNTRIES)})(?=[.,;]|\Z| (?:and|on|with|at|near|that|which|located)\b)"),
    "fr": re.compile(rf"\b(?P<c>{'|'.join(sorted((n for c in COUNTRIES for n in (c.within, c.of)), key=len, reverse=True))})(?=[.,;]|\Z| (?:et|sur|avec|située?|qui|dont)\b)"),
}  # fmt: skip
_ANY = re.compile(
    r"\b(?:" + "|".join(sorted({n.split(" ", 1)[-1].split("'")[-1] for c in COUNTRIES for n in (c.en, c.within, c.of)})) + r"|Africa|Asia|Europe|America|Oceania|Afrique|Asie|Amérique|Océanie|"
    r"Russia\w*|Russie|Turkey|Turquie|Egypt\w*|Égypte|United|États|Soviet|Indonesia\w*|Kazakhstan|African|Asian|European|American|Caribbean|Mediterranean|Méditerranée)"
)  # fmt: skip
_FORMS: dict[Lang, tuple[str, ...]] = {
    "en": ("{t} is in {k}", "{t} lies on the continent called {k}", "Whoever wants to see {t} has to go to {k}", "{k} is where {t} can be found", "{t} belongs to what there is to see in {k}", "On a map of the world, {t} is to be looked for in {k}", "The continent of {t} is {k}", "A trip to {t} is a trip to {k}"),
    "fr": ("{t} se trouve en {k}", "C'est en {k} que se trouve {t}", "Pour voir {t}, il faut aller en {k}", "{t} fait partie de ce que l'on peut voir en {k}", "Sur une carte du monde, il faut chercher {t} en {k}", "{t} est à situer en {k}", "Qui se rend à l'endroit où est {t} se rend en {k}"),
}  # fmt: skip
_PLACES = frozenset("city river mountain lake province island university".split())


class Placed(NamedTuple):
    """A page whose sentence tells one country, at `span`."""

    page: Page
    at: int
    text: str
    span: tuple[int, int]
    country: Country


def found(world: World) -> list[Placed]:
    """All of them, in the order of the pages."""
    return [one for page in world.stock.pages if page.prose and kind_of(page) in _PLACES for one in _of_page(page)]


def _of_page(page: Page) -> Iterator[Placed]:
    texts = [(0, page.sentences[0])] if page.sentences and usable(page.sentences[0]) else []
    for at, text in [*texts, (-1, page.description)]:
        match = _WHERE[page.lang].search(text)
        if (
            page.subject is None
            or "/" in page.subject
            or re.search(r"\b(?:are|were|sont)\b", texts[0][1] if texts else "")
            or match is None
            or len(_ANY.findall(text)) != 1
        ):
            continue
        country = next(c for c in COUNTRIES if match["c"] in (c.en, c.within, c.of))
        yield Placed(page, at, text, match.span("c"), country)
        return


def _written(country: Country, like: str, lang: Lang) -> str:
    if lang == "en":
        return country.en
    return country.of if re.match(r"d[eu] |d'|des ", like) else country.within


def one(places: Sequence[Placed], world: World, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim on the continent of a place, and passages that do not tell it."""
    picked = dice.pick(places)
    page, lang = picked.page, picked.page.lang
    other = dice.pick(COUNTRIES)
    forms = [form for form in _FORMS[lang] if form_split(form) == world.split]
    if other.continent == picked.country.continent or page.subject is None or not forms:
        return None
    start, end = picked.span
    changed = picked.text[:start] + _written(other, picked.text[start:end], lang) + picked.text[end:]
    mine = dice.once_in(2)
    continent = (picked.country if mine else other).continent
    said = continent if lang == "en" else _FRENCH[continent]
    claim = filled(dice.pick(forms), lang, t=inside(page.subject.strip()), k=said)
    texts = (picked.text, changed)
    free = Free(claim, lang, page, picked.at, texts[0 if mine else 1], texts[1 if mine else 0], "continent", _ANY, said)

    def same_matter(dice: Dice) -> tuple[str, Evidence] | None:
        another = dice.pick(places)
        if another.page.name == page.name or another.page.lang != lang:
            return None
        return "other_subject", Evidence(another.text, lang, another.page.title, ())

    return free, [same_matter]
