"""Normal forms: NFC keeps meaning, `fold` makes equal what people take for equal, `clean` leaves nothing invisible."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.text.normal import clean, fold, nfc


def test_nfc_composes() -> None:
    assert nfc("e\u0301te\u0301") == "été"
    assert nfc("plain") == "plain"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Élève", "eleve"),
        ("ŒUVRE", "oeuvre"),
        ("Æthelstan", "aethelstan"),
        ("l’été", "l'ete"),
        ("« oui »", '" oui "'),
        ("1939–1945", "1939-1945"),
        ("Jean‑Paul", "jean-paul"),
        ("Straße", "strasse"),
        ("Søren Łódź", "soren lodz"),
        ("8\u202f849\u00a0m", "8 849 m"),
        ("e\u0301", "É"),
    ],
)
def test_fold_makes_equal(a: str, b: str) -> None:
    assert fold(a) == fold(b)


def test_fold_keeps_the_signs_of_other_scripts() -> None:
    assert fold("हिन्दी") == "हिन्दी"
    assert fold("が") == "が"


@given(st.text())
def test_fold_is_stable_and_composed(text: str) -> None:
    assert fold(fold(text)) == fold(fold(fold(text)))
    assert nfc(fold(text)) == fold(text)


def test_clean_a_question() -> None:
    assert clean("  Qui\u00a0 a\npeint\tla\u200b Joconde\u00ad ?\u202e ") == "Qui a peint la Joconde ?"
    assert clean("a\ud800b\x00c\ufeff") == "abc"
    assert clean("\u200b\n") == ""


@given(st.text(st.characters(codec=None)))
def test_clean_leaves_nothing_invisible(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == nfc(cleaned) == cleaned.strip()
    assert "  " not in cleaned
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Cs"}
    cleaned.encode()
