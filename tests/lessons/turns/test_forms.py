"""Structures are counted by their form, divided before anything is made of them, and filled in as the language wants."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.lessons.pair import Split
from necker.lessons.turns.forms import (
    Structure,
    capital,
    divided,
    elided,
    filled,
    frames,
    gendered,
    normal_form,
    requests,
    sections,
    structures,
    table,
    worded,
)
from necker.lessons.turns.made import RELATIONS

LANGS: tuple[Lang, ...] = ("en", "fr")
SPLITS: tuple[Split, ...] = ("train", "test")
FILES = ("sums", "days", "world", "asked")


def forms(file: str, names: tuple[str, ...], lang: Lang, split: Split, kinds: str = "dicw") -> set[str]:
    return {one.form for name in names for one in structures(file, name, lang, split, kinds)}


# How many questions of different form there are: what docs/reference/lessons.md says is counted here.
COUNTS = {
    ("sums", "en"): (1442, 164), ("sums", "fr"): (1423, 168), ("days", "en"): (682, 76), ("days", "fr"): (652, 80),
    ("world", "en"): (1260, 184), ("world", "fr"): (1212, 200),
}  # fmt: skip


@pytest.mark.parametrize(("file", "lang"), COUNTS)
def test_there_are_as_many_structures_as_is_said(file: str, lang: Lang) -> None:
    names, kinds = (RELATIONS, "di") if file == "world" else (sections(file), "dicw")
    counts = tuple(len(forms(file, names, lang, split, kinds)) for split in SPLITS)
    assert counts == COUNTS[file, lang]


REQUESTS = {
    "split": (108, 12), "pronoun": (81, 9), "query": (81, 9), "type": (81, 9), "claim": (108, 9), "to_fr": (99, 9), "to_en": (99, 9),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_there_are_as_many_requests_as_is_said(lang: Lang) -> None:
    counts = {name: tuple(len(requests(name, lang, split)) for split in SPLITS) for name in REQUESTS}
    assert counts == REQUESTS


@pytest.mark.parametrize("lang", LANGS)
def test_no_structure_of_a_test_is_in_train(lang: Lang) -> None:
    """By form, over all tasks together: a question of one task could be that of another."""
    sides = {split: set[str]() for split in SPLITS}
    for split in SPLITS:
        sides[split] |= forms("sums", sections("sums"), lang, split) | forms("days", sections("days"), lang, split)
        sides[split] |= forms("world", RELATIONS, lang, split, "di")
        sides[split] |= forms("asked", ("yes_no", "reason", "definition"), lang, split, "d")
    assert sides["train"] and sides["test"] and not sides["train"] & sides["test"]
    for name in ("split", "pronoun", "query", "type", "claim", "to_fr", "to_en"):
        assert requests(name, lang, "test") and not requests(name, lang, "train") & requests(name, lang, "test")
    for name in RELATIONS:
        told = [{normal_form(text) for text in divided(table("world")[name, lang]["s"], split)} for split in SPLITS]
        assert all(told) and not told[0] & told[1]


@pytest.mark.parametrize("lang", LANGS)
def test_only_the_bare_frame_is_on_both_sides(lang: Lang) -> None:
    for kind in "dicw":
        assert set(frames(lang, kind, "train")) & set(frames(lang, kind, "test")) <= {"@", "@."}
        assert len(frames(lang, kind, "test")) >= 2


def test_no_two_lines_of_a_section_have_the_same_form() -> None:
    for file in (*FILES, "frames"):
        for (name, lang), kinds in table(file).items():
            for kind, texts in kinds.items():
                seen = [normal_form(text.replace("@", "§")) for text in texts]
                if not (file == "frames" and kind in "dcw"):  # a frame may differ in its marks alone
                    assert len(set(seen)) == len(seen), (file, name, lang, kind)


def test_both_languages_have_the_same_sections_and_slots() -> None:
    for file in FILES:
        for name in sections(file):
            if name.startswith("to_"):
                continue
            english, french = table(file)[name, "en"], table(file)[name, "fr"]
            assert english.keys() == french.keys(), name
            for lang, kind in product(LANGS, english):
                for text in table(file)[name, lang][kind]:
                    assert text.count("{") == text.count("}") and text.count("<") == text.count(">"), text
                    assert not re.search(r"\s\s|\s$", text) and text.strip(), text


@pytest.mark.parametrize(("file", "lang"), list(product(FILES, LANGS)))
def test_sentences_end_as_sentences_do(file: str, lang: Lang) -> None:
    for name in sections(file):
        for text in table(file)[name, lang].get("d", ()):
            assert text.endswith(" ?" if lang == "fr" else "?"), text
        for kind in "ic":
            for text in table(file)[name, lang].get(kind, ()):
                assert not text.endswith((".", "?")) and not text[0].isupper(), text
        for text in table(file)[name, lang].get("w", ()):
            assert "?" in text and (". " in text or ", " in text), text


@given(st.lists(st.text("abcdefgh {}n", min_size=3), min_size=2, unique_by=normal_form))
def test_sides_are_all_and_do_not_touch(texts: list[str]) -> None:
    train, test = (divided(tuple(texts), split) for split in SPLITS)
    assert test and sorted([*train, *test]) == sorted(texts) and len(test) == -(-len(texts) // 5)


@given(st.integers(0, 10**6), st.text("abcé", min_size=1, max_size=9))
def test_what_fills_a_slot_is_not_in_the_form(number: int, word: str) -> None:
    form = normal_form("What is {p}% of {n}, <he/she> asks?")
    assert form == "what is § of § he asks"
    assert normal_form(f"Combien font {number} {{x}} ?") == "combien font § §"
    assert normal_form(word.upper()) == normal_form(word)


def test_french_is_elided_and_contracted() -> None:
    assert elided("le maire de Anvers") == "le maire d'Anvers"
    assert elided("C'est que Élise arrive") == "C'est qu'Élise arrive"
    assert elided("la longueur de le pont Aubrac") == "la longueur du pont Aubrac"
    assert elided("J'ai besoin de ajouter 3") == "J'ai besoin d'ajouter 3"
    assert elided("combien de heures") == "combien d'heures"
    assert elided("permet de le dire") == "permet de le dire"
    assert elided("une moyenne de 11") == "une moyenne de 11"


def test_filling_in() -> None:
    assert filled("{t} est <né/née> à {v}.", "fr", {"t": "le pont", "v": "Lyon"}, "f") == "Le pont est née à Lyon."
    assert gendered("<He/She> has <his/her> own", "f") == "She has her own"
    assert capital("« oui »") == "« Oui »" and capital("") == ""
    asks = Structure("Bonjour ! @ Merci !", "{t} compte combien d'arches ?", "d")
    assert worded(asks, "fr", {"t": "le pont Aubrac"}) == "Bonjour ! Le pont Aubrac compte combien d'arches ? Merci !"
    assert worded(Structure("Je dois @.", "calculer {n}", "c"), "fr", {"n": "3"}) == "Je dois calculer 3."
