"""Names of persons, things and places that nobody in particular has, with their gender and in both languages."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split, form_split
from necker.lessons.turns.forms import Gender

_FIRST: dict[Gender, str] = {
    "m": "Adrien Basile Camille Denis Émile Félix Gaston Jules Lucien Marius Octave Paul Rémi Simon Théo Victor Arthur Walter Edgar Silas Martin Robert Thomas Owen",
    "f": "Adèle Blanche Clara Diane Élise Flora Gisèle Jeanne Louise Margot Nina Odile Pauline Rosa Sylvie Thérèse Alice Edith Martha Ruth Emma Laura Sarah Nora",
}  # fmt: skip
_LAST = (
    "Aubrac Barsac Carvel Delmas Ferrand Garnier Jouvet Lambrecht Marchand Nivelle Ormond Perrin Quesnel Rouvière Sauvage Tavernier "
    "Valmont Wexford Ashby Bramley Colwick Dunmore Fairley Greaves Kendrick Lockwood Merton Norwell Prescott Radley Stanmore Thornley "
    "Bellamy Corvin Destrel Fontane Galvane Lestrade Morvan Pradel Sorbier Terrasse Vauquelin Winslow Lorimer Pelham Tilney Marlowe"
)
_CITIES = """
    Lyon | Geneva Genève | London Londres | Vienna Vienne | Brussels Bruxelles | Venice Venise | Lisbon Lisbonne | Prague |
    Warsaw Varsovie | Turin | Barcelona Barcelone | Copenhagen Copenhague | Edinburgh Édimbourg | Dresden Dresde | Antwerp Anvers |
    Naples | Nantes | Toulouse | Strasbourg | Montreal Montréal | Boston | Dublin | Athens Athènes | Cracow Cracovie | Bordeaux |
    Rouen | Dijon | Ghent Gand | Basel Bâle | Florence | Seville Séville | Munich | Zurich | Glasgow | Grenoble | Lille | Oslo
"""
# Plural, singular, by language; what can be counted, bought and put into boxes.
THINGS: dict[Lang, tuple[tuple[str, str], ...]] = {
    "en": tuple((f"{y}s", y) for y in "apple book marble pencil sticker egg card stamp cookie ticket bottle chair orange notebook candle plate".split()),
    "fr": tuple((f"{y}s", y) for y in "pomme livre bille crayon autocollant œuf carte timbre biscuit billet bouteille chaise orange cahier bougie assiette".split()),
}  # fmt: skip


class Person(NamedTuple):
    """Somebody: the whole name, and the gender that sentences take."""

    name: str
    gender: Gender

    @property
    def first(self) -> str:
        return self.name.split()[0]


class Named(NamedTuple):
    """A name in both languages."""

    en: str
    fr: str

    def in_(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en


@cache
def surnames(split: Split) -> tuple[str, ...]:
    """The surnames of a side: nobody of the tests has the name of somebody trained on."""
    return tuple(name for name in _LAST.split() if form_split(f"surname {name}") == split)


def person(dice: Dice, split: Split) -> Person:
    gender: Gender = "m" if dice.once_in(2) else "f"
    return Person(f"{dice.pick(_FIRST[gender].split())} {dice.pick(surnames(split))}", gender)


@cache
def cities() -> tuple[Named, ...]:
    rows = (row.split() for row in _CITIES.split("|"))
    return tuple(Named(row[0], row[-1]) for row in rows)
