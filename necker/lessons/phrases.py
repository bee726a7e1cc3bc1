"""What the things of a lesson are called, in English and in French, with all that agrees with them.

A `Phrase` is a noun with its adjectives and gives the slots of scenes.txt and clips.txt.  What is true of a scene is known
by who made it, not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from necker.core.language import Lang

NUMBERS: dict[Lang, tuple[str, ...]] = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "fr": ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """English: one, many.  French: one, many, of a thing that is feminine or not."""

    en: str
    ens: str
    fr: str
    frs: str
    feminine: bool = False


@dataclass(frozen=True, slots=True)
class Adjective:
    """French: of one and of many, masculine, then feminine.  `rgb` of a colour, `half` the width of a size, in pixels."""

    en: str
    fr: str
    frs: str
    fre: str
    fres: str
    rgb: tuple[int, int, int] = (0, 0, 0)
    half: int = 0

    def says(self, lang: Lang, feminine: bool = False) -> str:
        return self.en if lang == "en" else self.fre if feminine else self.fr


OBJECT = Word("object", "objects", "objet", "objets")
SHAPES: dict[str, Word] = {
    word.en: word
    for word in (
        Word("circle", "circles", "cercle", "cercles"),
        Word("square", "squares", "carré", "carrés"),
        Word("triangle", "triangles", "triangle", "triangles"),
        Word("diamond", "diamonds", "losange", "losanges"),
        Word("cross", "crosses", "croix", "croix", feminine=True),
        Word("ring", "rings", "anneau", "anneaux"),
        Word("star", "stars", "étoile", "étoiles", feminine=True),
        Word("heart", "hearts", "cœur", "cœurs"),
    )
}
COLOURS: dict[str, Adjective] = {
    word.en: word
    for word in (
        Adjective("red", "rouge", "rouges", "rouge", "rouges", (215, 35, 35)),
        Adjective("orange", "orange", "orange", "orange", "orange", (245, 140, 20)),
        Adjective("yellow", "jaune", "jaunes", "jaune", "jaunes", (235, 205, 30)),
        Adjective("green", "vert", "verts", "verte", "vertes", (30, 150, 60)),
        Adjective("blue", "bleu", "bleus", "bleue", "bleues", (35, 80, 215)),
        Adjective("purple", "violet", "violets", "violette", "violettes", (130, 45, 170)),
        Adjective("pink", "rose", "roses", "rose", "roses", (245, 130, 180)),
        Adjective("brown", "marron", "marron", "marron", "marron", (120, 70, 30)),
        Adjective("grey", "gris", "gris", "grise", "grises", (130, 130, 130)),
        Adjective("black", "noir", "noirs", "noire", "noires", (15, 15, 15)),
    )
}
SIZES: dict[str, Adjective] = {
    "small": Adjective("small", "petit", "petits", "petite", "petites", half=5),
    "big": Adjective("big", "grand", "grands", "grande", "grandes", half=8),
}
GROUNDS: dict[str, Adjective] = {
    "white": Adjective("white", "blanc", "blancs", "blanche", "blanches", (255, 255, 255)),
    "pale yellow": Adjective("pale yellow", "jaune pâle", "jaune pâle", "jaune pâle", "jaune pâle", (252, 246, 215)),
    "pale blue": Adjective("pale blue", "bleu pâle", "bleu pâle", "bleu pâle", "bleu pâle", (220, 235, 252)),
    "pale green": Adjective("pale green", "vert pâle", "vert pâle", "vert pâle", "vert pâle", (222, 245, 222)),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun with what stands around it: `one` and `many` of it, without article."""

    lang: Lang
    one: str
    many: str
    feminine: bool = False

    @property
    def _vowel(self) -> bool:
        return self.one[0] in "aeiouéœ"

    @property
    def a(self) -> str:
        if self.lang == "en":
            return f"an {self.one}" if self._vowel else f"a {self.one}"
        return f"une {self.one}" if self.feminine else f"un {self.one}"

    @property
    def the(self) -> str:
        if self.lang == "en":
            return f"the {self.one}"
        return f"l’{self.one}" if self._vowel else f"la {self.one}" if self.feminine else f"le {self.one}"

    def after(self, preposition: str) -> str:
        """French: what `de` or `à` become before it: du cercle, à l’étoile."""
        if self._vowel or self.feminine:
            return f"{preposition} {self.the}"
        return f"{'du' if preposition == 'de' else 'au'} {self.one}"

    def count(self, number: int) -> str:
        """`number`, from 1 to 9, in words: "three red circles"."""
        if number == 1:
            return f"one {self.one}" if self.lang == "en" else self.a
        return f"{NUMBERS[self.lang][number]} {self.many}"

    def slots(self, second: bool = False) -> dict[str, str]:
        """By the names of scenes.txt; with a 2 behind for the second thing."""
        found = {"things": self.many, "a": self.a, "the": self.the}
        if self.lang == "fr":
            vowel = self.many[0] in "aeiouéœ"
            found |= {"de_things": f"d’{self.many}" if vowel else f"de {self.many}"}
            found |= {"du": self.after("de"), "au": self.after("à"), "il": "elle" if self.feminine else "il"}
            found |= {"e": "e", "es": "es"} if self.feminine else {"e": "", "es": "s"}
        return {f"{name}2": text for name, text in found.items()} if second else found


def described(
    lang: Lang, noun: Word, colour: Adjective | None = None, size: Adjective | None = None, of: str = ""
) -> Phrase:
    """A noun with its colour and size; `of` stands behind both."""
    tail = f" {of}" if of else ""
    if lang == "en":
        front = " ".join(word.en for word in (size, colour) if word)
        front += " " if front else ""
        return Phrase(lang, f"{front}{noun.en}{tail}", f"{front}{noun.ens}{tail}")
    one, many = noun.fr, noun.frs
    if colour:
        one, many = (
            f"{one} {colour.says(lang, noun.feminine)}",
            f"{many} {colour.fres if noun.feminine else colour.frs}",
        )
    if size:
        one, many = f"{size.says(lang, noun.feminine)} {one}", f"{size.fres if noun.feminine else size.frs} {many}"
    return Phrase(lang, f"{one}{tail}", f"{many}{tail}", noun.feminine)


def called(lang: Lang, name: str) -> Phrase:
    """An emoji by its name, in quotation marks: no gender of the name has to be known."""
    if lang == "en":
        return Phrase(lang, f"emoji called “{name}”", f"emoji called “{name}”")
    return Phrase(lang, f"emoji appelé « {name} »", f"emojis appelés « {name} »")


def listed(lang: Lang, items: Sequence[str]) -> str:
    """a, b and c."""
    *before, last = items
    return f"{', '.join(before)} {'and' if lang == 'en' else 'et'} {last}" if before else last


def filled(structure: str, slots: Mapping[str, str]) -> str:
    """The structure with its slots; those with a capital (`{The}`) are the others at the beginning of a sentence."""
    capitals = {name.capitalize(): text[:1].upper() + text[1:] for name, text in slots.items()}
    return structure.format(**capitals, **slots)
