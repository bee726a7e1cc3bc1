"""Structures of the lessons with media: many, correct in form, and split before anything is generated."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from necker.core.language import Lang
from necker.lessons.frames import Side, expanded, normal, structures
from necker.lessons.phrases import COLOURS, GROUNDS, NUMBERS, OBJECT, SHAPES, SIZES, called, described, filled, listed

FILES = ("scenes", "clips")
TAKEN = {"count", "be", "n", "place", "rel", "colour", "ink", "cmp", "list", "ground", "way", "story"}
BAD = re.compile(
    r" {2}|\(|\)|\||<|>|[{}]| ,|(?<! )[?:](?=$| ) ?$^|\bde (?:le|les|un) |\bà le |\bque (?:il|elle|un|une)\b| $|^ "
)


def test_what_stands_between_bars_is_one_or_the_other() -> None:
    assert expanded("a (b|c)(| d)?") == ["a b?", "a b d?", "a c?", "a c d?"] and expanded("x") == ["x"]
    assert normal("Is {The} red, {n} or {a2}?") == normal("is {x}  RED {y} or {z}") == "is … red … or …"


@pytest.mark.parametrize("file", FILES)
def test_each_task_has_hundreds_of_structures_in_each_language(file: str) -> None:
    """Different ones, whatever fills their slots; captions have fewer: most of them is what they list."""
    for (task, side, lang), every in structures(file).items():
        different = {normal(one) for one in every}
        assert len(different) >= 0.9 * len(every)
        least = {"train": 12, "test": 6} if task == "caption" else {"train": 200, "test": 20}
        assert len(different) >= least[side], (task, side, lang, len(different))
    tasks = {task for task, _, _ in structures(file)}
    assert {(task, side, lang) for task in tasks for side in ("train", "test") for lang in ("en", "fr")} == set(structures(file))  # fmt: skip


def test_no_structure_of_a_test_is_in_a_lesson() -> None:
    """Not of any task, and not inside a longer one."""
    sides: dict[tuple[Side, Lang], set[str]] = defaultdict(set)
    for file in FILES:
        for (_, side, lang), every in structures(file).items():
            sides[side, lang] |= {normal(one) for one in every}
    for lang in ("en", "fr"):
        trained, tests = sides["train", lang], sides["test", lang]
        assert len(trained) > 5000 and len(tests) > 1500 and not trained & tests
        text = "\n".join(f" {one} " for one in trained)
        assert not [one for one in tests if f" {one} " in text]


SAMPLES: dict[str, list[dict[str, str]]] = {"en": [], "fr": []}
for _lang in ("en", "fr"):
    _some = [described(_lang, word, COLOURS["orange"], SIZES["big"]) for word in (*SHAPES.values(), OBJECT)]  # type: ignore[arg-type]
    _some += [described(_lang, word) for word in SHAPES.values()] + [called(_lang, "dog")]  # type: ignore[arg-type]
    for _one, _two in zip(_some, _some[::-1], strict=True):
        SAMPLES[_lang].append({**_one.slots(), **_two.slots(second=True), **{name: f"X{name}" for name in TAKEN}})


@pytest.mark.parametrize("file", FILES)
def test_every_structure_can_be_filled_and_is_a_sentence(file: str) -> None:
    for (task, _, lang), every in structures(file).items():
        for number, one in enumerate(every):
            text = filled(one, SAMPLES[lang][number % len(SAMPLES[lang])])
            assert not BAD.search(text), (task, text)
            assert text[0].isupper() and text[-1] in ".?", text
            assert (" ?" in text) == ("?" in text) == (text[-1] == "?") or lang == "en", text
            assert lang == "fr" or " ?" not in text
            assert not re.search(r"[.?!] [a-zàéô]", text), text


def test_french_agrees_and_elides() -> None:
    star = described("fr", SHAPES["star"], COLOURS["green"], SIZES["small"])
    assert (star.one, star.many, star.the) == (
        "petite étoile verte",
        "petites étoiles vertes",
        "la petite étoile verte",
    )
    ring = described("fr", SHAPES["ring"], COLOURS["orange"])
    assert (ring.the, ring.after("de"), ring.after("à")) == (
        "l’anneau orange",
        "de l’anneau orange",
        "à l’anneau orange",
    )
    assert ring.slots()["de_things"] == "d’anneaux orange" and star.slots()["de_things"] == "de petites étoiles vertes"
    circle = described("fr", SHAPES["circle"])
    assert (circle.after("de"), circle.after("à"), circle.count(1), circle.count(4)) == ("du cercle", "au cercle", "un cercle", "quatre cercles")  # fmt: skip
    assert described("en", SHAPES["cross"], COLOURS["orange"]).a == "an orange cross"
    assert described("en", SHAPES["heart"], COLOURS["pink"]).count(3) == "three pink hearts"
    assert listed("fr", ["a"]) == "a" and listed("fr", ["a", "b", "c"]) == "a, b et c"
    assert len(NUMBERS["en"]) == len(NUMBERS["fr"]) == 10 and "white" in GROUNDS
