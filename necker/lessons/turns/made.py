"""A made world: people, towns, companies, bridges and books with facts that are known for certain, and passages on them.

The sentences are in world.txt.  Names, trades and places are drawn; nobody is meant.  What is asked of a passage is in
grounded.py, claims.py and pieces.py.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.lessons.turns.forms import Gender, capital, divided, filled, gendered, sections, table
from necker.lessons.turns.people import Named, cities, person, surnames
from necker.tools.calculation import date_text, number_text

FILE = "world"
KINDS = ("person", "town", "company", "bridge", "book")
RELATIONS = tuple(name for name in sections(FILE) if not name.startswith("intro."))
# What kind of thing the value is.
TYPES: dict[str, str] = {
    "person.birth": "date", "person.birthplace": "place", "person.death": "date", "person.deathplace": "place",
    "person.children": "number", "person.studied": "subject", "person.prize": "prize", "person.settled": "place",
    "town.population": "number", "town.river": "place", "town.founded": "date", "town.area": "number",
    "town.altitude": "number", "town.mayor": "person", "company.founded": "date", "company.founder": "person",
    "company.seat": "place", "company.staff": "number", "bridge.opened": "date", "bridge.length": "number",
    "bridge.architect": "person", "book.author": "person", "book.published": "date", "book.pages": "number",
    "book.setting": "place",
}  # fmt: skip
# Of which a thing has one at most: another value is wrong, and not only something else.  They have a negation.
SINGLE = frozenset(name for name in RELATIONS if "n" in table(FILE)[name, "en"])


class Value(NamedTuple):
    """What is said of something: in both languages, and as a number where it is one."""

    en: str
    fr: str
    size: int | None = None

    def in_(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en


class Thing(NamedTuple):
    """A subject with its facts: how it is called inside a sentence; its gender in French; what it is."""

    kind: str
    name: Named
    genders: tuple[Gender, Gender]  # English, French
    about: Value
    facts: dict[str, Value]

    def gender(self, lang: Lang) -> Gender:
        return self.genders[lang == "fr"]

    def title(self, lang: Lang) -> str:
        """As it stands over a page."""
        return capital(self.name.in_(lang).removeprefix("the ").removeprefix("le "))


class Sentence(NamedTuple):
    """A sentence of a passage: the relation it tells ("" for the first), the template, the text, its place."""

    relation: str
    form: str
    text: str
    start: int
    named: str  # the same sentence with the name of its subject

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Passage(NamedTuple):
    """What is said of a thing in one language."""

    thing: Thing
    lang: Lang
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(one.text for one in self.sentences)

    @property
    def page(self) -> str:
        """Under its title, as a search gives it."""
        return f"{self.thing.title(self.lang)}\n{self.text}"

    def telling(self, relation: str) -> Sentence | None:
        return next((one for one in self.sentences if one.relation == relation), None)


# ---- things

_TRADES = """
    a botanist|botaniste   a chemist|chimiste   a geologist|géologue   a violinist|violoniste   a photographer|photographe
    a journalist|journaliste   a historian|<historien/historienne>   a musician|<musicien/musicienne>   an explorer|<explorateur/exploratrice>
    an engraver|<graveur/graveuse>   a novelist|<romancier/romancière>   a mathematician|<mathématicien/mathématicienne>
"""
_REGIONS = """
    Brittany|Bretagne   Normandy|Normandie   Burgundy|Bourgogne   Auvergne|Auvergne   Wallonia|Wallonie   Catalonia|Catalogne
    Bavaria|Bavière   Tuscany|Toscane   Provence|Provence   Lorraine|Lorraine   Galicia|Galice   Saxony|Saxe
"""
_GOODS = """
    bicycles|vélos   clocks|horloges   pianos|pianos   umbrellas|parapluies   lamps|lampes   boats|bateaux   engines|moteurs
    toys|jouets   shoes|chaussures   carpets|tapis   microscopes|microscopes   sewing_machines|machines_à_coudre
"""
_STORIES = """
    a_lighthouse_keeper|un_gardien_de_phare   two_sisters|deux_sœurs   a_long_winter|un_long_hiver   a_lost_letter|une_lettre_perdue
    a_village_doctor|un_médecin_de_village   a_travelling_theatre|un_théâtre_ambulant   the_sea|la_mer   a_secret_garden|un_jardin_secret
"""
_SUBJECTS = """
    law|le_droit   medicine|la_médecine   chemistry|la_chimie   history|l'histoire   philosophy|la_philosophie   physics|la_physique
    music|la_musique   geography|la_géographie   mathematics|les_mathématiques   botany|la_botanique   theology|la_théologie
"""
# Towns, rivers and companies that do not exist, as far as is known here; a person may have the name of somebody by chance.
_STARTS = "Val Mont Bel Cler Haute Roche Font Grand Beau Ver Chante Prim Or Sau Bris Lar Mer Tour Nor Cam"
_ENDS = "brune veine selles mare lande neuve drac sente morge lune trelle croze vance roux mise"
_RIVERS = "Oume Sarne Velle Loyse Orsane Morne Elve Sille Vaurelle Dorlise Aubelle Tresne Lusine Marve Isolve"
_MAKES = "Lumi Veri Nova Asto Ferro Cala Velo Mira Sono Opti Tessa Arbo"
_MADE = "vande tand mont plan rive corse lysse dorse rale voxe"
_BOOKS = "Ombres Lettres Saisons Chemins Jours Voix Rivages Nuits Silences Rumeurs"
_OF = "mai pierre sel verre cendre neige sable minuit cristal juin"


@cache
def _pairs(rows: str) -> tuple[Value, ...]:
    found = (entry.replace("_", " ").split("|") for line in rows.splitlines() for entry in line.split("   ") if entry)
    return tuple(Value(en.strip(), fr.strip()) for en, fr in found)


@cache
def _side(words: str, split: Split) -> tuple[str, ...]:
    """One half of a name is only in train or only in test, so that no name is in both."""
    return divided(tuple(words.split()), split)


def thing(kind: str, dice: Dice, split: Split) -> Thing:
    """One of a kind, with all its facts."""
    name, genders, about, facts = {
        "person": _person,
        "town": _town,
        "company": _company,
        "bridge": _bridge,
        "book": _book,
    }[kind](dice, split)
    return Thing(kind, name, genders, about, {f"{kind}.{key}": value for key, value in facts.items()})


_Made = tuple[Named, tuple[Gender, Gender], Value, dict[str, Value]]


def _same(text: str) -> Named:
    return Named(text, text)


def _city(dice: Dice) -> Value:
    return Value(*dice.pick(cities()))


def _number(size: int) -> Value:
    return Value(number_text(size, "en"), number_text(size, "fr"), size)


def _date(day: date) -> Value:
    return Value(date_text(day, "en"), date_text(day, "fr"), day.toordinal())


def _year(year: int) -> Value:
    return Value(str(year), str(year), year)


def _somebody(dice: Dice, split: Split) -> Value:
    name = person(dice, split).name
    return Value(name, name)


def _person(dice: Dice, split: Split) -> _Made:
    who = person(dice, split)
    born = date(1800, 1, 1) + timedelta(days=dice.below(45_000))
    died = born + timedelta(days=12_000 + dice.below(20_000))
    prize = dice.pick(surnames(split))
    places = dice.several([Value(*city) for city in cities()], 9)
    facts = {
        "birth": _date(born), "birthplace": places[0], "death": _date(died), "deathplace": places[1 % len(places)],
        "children": _number(2 + dice.below(8)), "studied": dice.pick(_pairs(_SUBJECTS)),
        "prize": Value(f"{prize} Prize", f"prix {prize}"), "settled": places[2 % len(places)],
    }  # fmt: skip
    return _same(who.name), (who.gender, who.gender), dice.pick(_pairs(_TRADES)), facts


def _town(dice: Dice, split: Split) -> _Made:
    name = dice.pick(_side(_STARTS, split)) + dice.pick(_ENDS.split())
    facts = {
        "population": _number(1200 + dice.below(90_000)), "river": Value(*_same(dice.pick(_RIVERS.split()))),
        "founded": _year(1050 + dice.below(800)), "area": _number(6 + dice.below(180)),
        "altitude": _number(12 + dice.below(1400)), "mayor": _somebody(dice, split),
    }  # fmt: skip
    return _same(name), ("m", "f"), dice.pick(_pairs(_REGIONS)), facts


def _company(dice: Dice, split: Split) -> _Made:
    name = dice.pick(_side(_MAKES, split)) + dice.pick(_MADE.split())
    facts = {
        "founded": _year(1830 + dice.below(180)), "founder": _somebody(dice, split), "seat": _city(dice),
        "staff": _number(15 + dice.below(9000)),
    }  # fmt: skip
    return _same(name), ("m", "f"), dice.pick(_pairs(_GOODS)), facts


def _bridge(dice: Dice, split: Split) -> _Made:
    name = dice.pick(surnames(split))
    facts = {
        "opened": _year(1820 + dice.below(200)), "length": _number(40 + dice.below(1900)),
        "architect": _somebody(dice, split),
    }  # fmt: skip
    return Named(f"the {name} Bridge", f"le pont {name}"), ("m", "m"), _city(dice), facts


def _book(dice: Dice, split: Split) -> _Made:
    name = f"{dice.pick(_side(_BOOKS, split))} de {dice.pick(_OF.split())}"
    facts = {
        "author": _somebody(dice, split), "published": _year(1840 + dice.below(180)),
        "pages": _number(90 + dice.below(700)), "setting": _city(dice),
    }  # fmt: skip
    return _same(name), ("m", "m"), dice.pick(_pairs(_STORIES)), facts


def relations(kind: str) -> tuple[str, ...]:
    """All that is known of a kind."""
    return tuple(name for name in RELATIONS if name.startswith(f"{kind}."))


# ---- sentences

_PRONOUNS: dict[Lang, dict[str, tuple[str, str]]] = {
    "en": dict.fromkeys(KINDS, ("It", "It")) | {"person": ("He", "She")},
    "fr": dict.fromkeys(KINDS, ("Il", "Elle")),
}


def stated(form: str, of: Thing, value: Value, lang: Lang, subject: str | None = None) -> str:
    """A template of a relation, filled in; `subject` where it is not the name."""
    values = {"t": of.name.in_(lang) if subject is None else subject, "v": value.in_(lang)}
    return filled(form, lang, values, of.gender(lang))


def statements(relation: str, lang: Lang, split: Split) -> tuple[str, ...]:
    """How a relation is said on one side."""
    return divided(table(FILE)[relation, lang]["s"], split)


_THAT = re.compile(r"\{t\} est une? ")  # French says "c'est" there


def pronoun(of: Thing, lang: Lang) -> str:
    return _PRONOUNS[lang][of.kind][of.gender(lang) == "f"]


def opening(of: Thing, lang: Lang) -> str:
    """The sentence with which a passage begins."""
    form = table(FILE)[f"intro.{of.kind}", lang]["s"][0]
    values = {"t": of.name.in_(lang), "j": gendered(of.about.in_(lang), of.gender(lang))}
    return filled(form, lang, values, of.gender(lang))


def passage(of: Thing, told: list[str], lang: Lang, split: Split, dice: Dice, plain: bool = False) -> Passage:
    """A passage that tells some relations of a thing, in that order; no pronoun where it could mean somebody else.

    `plain`: the name in every sentence.
    """
    made = [Sentence("", "", opening(of, lang), 0, opening(of, lang))]
    for relation in told:
        form = dice.pick(statements(relation, lang, split))
        whole = stated(form, of, of.facts[relation], lang)
        others = ("person",) if of.kind == "person" else ("person", "place")
        clear = form.startswith("{t} ") and not _THAT.match(form) and TYPES.get(made[-1].relation) not in others
        text = whole
        if clear and not plain and not dice.once_in(3):
            text = stated(form, of, of.facts[relation], lang, pronoun(of, lang))
        made.append(Sentence(relation, form, text, made[-1].end + 1, whole))
    return Passage(of, lang, tuple(made))
