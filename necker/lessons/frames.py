"""Sentence structures of the lessons with media: written in scenes.txt and clips.txt, split before anything is generated.

    [macro train en]                 name = what it stands for, alternatives between bars
    [count train en]                 one line a structure, or several: (a|b) is one of them, <name> a macro
    How many {things} (are there|do you see)<where>?

A line belongs to one side: what is asked in a test is asked in no lesson, not even with other words around it.  What the
slots in braces stand for is told by whoever fills them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import product
from typing import Literal

from necker.core.language import Lang

Side = Literal["train", "test"]
_HEAD = re.compile(r"\[([a-z_]+) (train|test) (en|fr)\]")
_MACRO = re.compile(r"<(\w+)>")
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{\w+\}")

Structures = dict[tuple[str, Side, Lang], tuple[str, ...]]


@cache
def structures(name: str) -> Structures:
    """All structures of `name`.txt by task, side and language, each once, in the order of the file."""
    found: dict[tuple[str, Side, Lang], list[str]] = {}
    macros: dict[tuple[Side, Lang, str], str] = {}
    head: tuple[str, Side, Lang] | None = None
    for line in resources.files("necker.lessons").joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        if match := _HEAD.fullmatch(line):
            head = match[1], match[2], match[3]  # type: ignore[assignment]  # what the pattern lets through
        elif line and not line.startswith("#"):
            assert head is not None, line
            task, side, lang = head
            if task == "macro":
                key, _, said = line.partition(" = ")
                macros[side, lang, key] = f"({said})"
            else:
                known = {key: said for (of, tongue, key), said in macros.items() if (of, tongue) == (side, lang)}
                found.setdefault(head, []).extend(expanded(_MACRO.sub(lambda one: known[one[1]], line)))  # noqa: B023
    return {key: tuple(dict.fromkeys(every)) for key, every in found.items()}


def expanded(line: str) -> list[str]:
    """All that a line with (one|or the other) stands for."""
    pieces = _CHOICE.split(line)  # texts and choices in turn
    choices = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in product(*choices)]


def normal(structure: str) -> str:
    """The structure whatever fills its slots, in small letters and without signs: two that are alike here are one."""
    return " ".join(re.findall(r"\w+|…", _SLOT.sub("…", structure).casefold()))
