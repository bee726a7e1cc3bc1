"""The sentence structures of the lessons: read from the tables beside, divided into train and test, filled in.

A table has sections "[name language]" of lines "kind text".  A question is a core ("What is {p}% of {n}?") in a frame
("Hello! @"); cores and frames are divided before anything is made of them, so that no question of the tests has a core
that was trained on, nor, but for the bare ones, a frame.  `<a/b>` is `a` for a masculine subject and `b` for a feminine
one.  Says nothing of what the slots hold.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, TypeAlias

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.sources.document import rank
from necker.text.normal import fold

Gender: TypeAlias = Literal["m", "f"]

_TEST_ONE_IN = 5
_QUESTIONS = ("sums", "days", "world", "asked")  # the tables that have some
_SECTION = re.compile(r"\[([\w.]+) (en|fr)\]")
_GENDERED = re.compile(r"<([^/<>]*)/([^/<>]*)>")
_SLOT = re.compile(r"\{(\w+)\}")
_BARE = ("@", "@.")


class Structure(NamedTuple):
    """A core in its frame; `kind` is the letter of its lines."""

    frame: str
    core: str
    kind: str

    @property
    def form(self) -> str:
        """Itself without what fills it: two structures with the same form are one."""
        return normal_form(self.frame.replace("@", self.core))


@cache
def table(file: str) -> dict[tuple[str, Lang], dict[str, tuple[str, ...]]]:
    """The sections of a table: by name and language, the texts of each kind in their order."""
    found: dict[tuple[str, Lang], dict[str, tuple[str, ...]]] = {}
    here: dict[str, tuple[str, ...]] = {}
    for line in resources.files(__package__).joinpath(f"{file}.txt").read_text("utf-8").splitlines():
        section = _SECTION.fullmatch(line)
        if section is not None:
            here = found.setdefault((section[1], "fr" if section[2] == "fr" else "en"), {})
        elif line and not line.startswith("#"):
            kind, text = line.split(" ", 1)
            here[kind] = (*here.get(kind, ()), text)
    return found


def sections(file: str) -> tuple[str, ...]:
    """The names of a table's sections, each once, in their order."""
    return tuple(dict.fromkeys(name for name, _ in table(file)))


def divided(texts: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """The side of some texts: of two or more, the test has one in five, rounded up."""
    tests = _first(texts)
    return tuple(text for text in texts if (text in tests) == (split == "test"))


def _first(texts: tuple[str, ...]) -> frozenset[str]:
    count = -(-len(texts) // _TEST_ONE_IN) if len(texts) > 1 else 0
    return frozenset(sorted(texts, key=lambda text: rank(f"form/{normal_form(text)}"))[:count])


@cache
def _tested(lang: Lang) -> frozenset[str]:
    """The forms of the questions that are for tests in any section, and so in all: two sections may ask alike."""
    found: set[str] = set()
    for file in _QUESTIONS:
        for (_, here), kinds in table(file).items():
            if here == lang:
                every = tuple(text for kind in "dicw" for text in kinds.get(kind, ()))
                found |= {normal_form(text) for text in _first(every)}
    return frozenset(found)


@cache
def cores(file: str, section: str, lang: Lang, split: Split, kinds: str = "dicw") -> tuple[tuple[str, str], ...]:
    """(kind, text) of the questions of a section on one side."""
    every = ((kind, text) for kind in kinds for text in table(file)[section, lang].get(kind, ()))
    return tuple(one for one in every if (normal_form(one[1]) in _tested(lang)) == (split == "test"))


@cache
def frames(lang: Lang, kind: str, split: Split) -> tuple[str, ...]:
    """What may stand around a question of a kind: the bare frame on both sides."""
    every = table("frames")["frames", lang][kind]
    bare = tuple(frame for frame in every if frame in _BARE)
    return bare + divided(tuple(frame for frame in every if frame not in _BARE), split)


def structures(file: str, section: str, lang: Lang, split: Split, kinds: str = "dicw") -> list[Structure]:
    """All questions of a section on one side: each core in each frame of its kind."""
    found = cores(file, section, lang, split, kinds)
    return [Structure(frame, core, kind) for kind, core in found for frame in frames(lang, kind, split)]


def question(file: str, section: str, lang: Lang, split: Split, dice: Dice, kinds: str = "dicw") -> Structure:
    """One of them: the core first, so that all cores come equally often; bare once in three times."""
    kind, core = dice.pick(cores(file, section, lang, split, kinds))
    around = frames(lang, kind, split)
    bare = kind != "i" and dice.once_in(3)
    return Structure(around[0] if bare else dice.pick(around), core, kind)


def asking(section: str, lang: Lang, split: Split, dice: Dice) -> str:
    """One of the ways to ask for what a section of asked.txt is about; half of them with nothing before."""
    opener = "@" if dice.once_in(2) else dice.pick(openers(lang, split))
    return opener.replace("@", dice.pick(divided(table("asked")[section, lang]["s"], split)))


@cache
def openers(lang: Lang, split: Split) -> tuple[str, ...]:
    """What may stand before a request: nothing, on both sides."""
    bare, *rest = table("frames")["openers", lang]["s"]
    return (bare, *divided(tuple(rest), split))


def requests(section: str, lang: Lang, split: Split) -> set[str]:
    """The forms of all that `asking` can give."""
    asks = divided(table("asked")[section, lang]["s"], split)
    return {normal_form(opener.replace("@", ask)) for opener in openers(lang, split) for ask in asks}


def told(file: str, section: str, lang: Lang, dice: Dice, kind: str = "a") -> str:
    """One of the ways to answer: the same in train and test."""
    return dice.pick(table(file)[section, lang][kind])


def normal_form(text: str) -> str:
    """A structure as it is compared: slots, genders and numbers as one sign each, no case, accents or punctuation."""
    text = _GENDERED.sub(r"\1", _SLOT.sub("§", text))
    text = re.sub(r"\d+", "§", fold(text))
    return " ".join(re.findall(r"\w+|§", text))


# ---- filling in

_VOWEL = "AEIOUYÉÈÊÎÂÔŒaeiouéèêîâôœ"
_ELIDED = re.compile(rf"\b([Dd]|[Qq]u)e (?=[{_VOWEL}]|heures|hect)(?!onze|oui\b|un sur)")
_CONTRACTED = ((re.compile(r"\bde le (?=pont\b)"), "du "), (re.compile(r"\bà le (?=pont\b)"), "au "))


def gendered(text: str, gender: Gender) -> str:
    return _GENDERED.sub(r"\1" if gender == "m" else r"\2", text)


def filled(text: str, lang: Lang, values: dict[str, str], gender: Gender = "m") -> str:
    """A text with its values, articles and elisions as its language wants them, and a capital first."""
    made = _SLOT.sub(lambda slot: values[slot[1]], gendered(text, gender))
    return capital(elided(made) if lang == "fr" else made)


def elided(text: str) -> str:
    """French: de + Anvers, que + Élise, de + le pont."""
    for pattern, new in _CONTRACTED:
        text = pattern.sub(new, text)
    return _ELIDED.sub(r"\1'", text)


def capital(text: str) -> str:
    """With a capital where it begins, be it behind an opening mark."""
    match = re.search(r"\w", text)
    return text if match is None else text[: match.start()] + match[0].upper() + text[match.end() :]


def worded(found: Structure, lang: Lang, values: dict[str, str], gender: Gender = "m") -> str:
    """What somebody asks: a whole question has its capital inside its frame too."""
    core = _SLOT.sub(lambda slot: values[slot[1]], gendered(found.core, gender))
    core = capital(core) if found.kind in "dw" else core
    whole = found.frame.replace("@", core)
    return capital(elided(whole) if lang == "fr" else whole)
