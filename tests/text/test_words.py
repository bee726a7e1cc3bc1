"""Words have exact spans; stems join the inflections and spellings of a word; stop words carry no content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.text.words import STOP, content_stems, is_stop, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'homme qu’il a vu", ["L'", "homme", "qu’", "il", "a", "vu"]),
        ("jusqu'à aujourd'hui", ["jusqu'", "à", "aujourd'hui"]),
        ("lorsqu'on puisqu'elle", ["lorsqu'", "on", "puisqu'", "elle"]),
        ("quelqu'un, presqu'île", ["quelqu'un", "presqu'île"]),
        ("Einstein's theory isn't O'Brien's", ["Einstein", "'s", "theory", "isn't", "O'Brien", "'s"]),
        ("porte-avions, well-known", ["porte", "avions", "well", "known"]),
        ("8,849.5 m, 3.14.", ["8,849.5", "m", "3.14"]),
        ("H2O, 19th, COVID-19, snake_case", ["H2O", "19th", "COVID", "19", "snake", "case"]),
        ("D'Artagnan et d’Alembert", ["D'", "Artagnan", "et", "d’", "Alembert"]),
        ("«x̂»", ["x̂"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


@given(st.text())
def test_spans_are_exact_ordered_and_cover_letters(text: str) -> None:
    found = words(text)
    end = 0
    for word in found:
        assert word.start >= end and text[word.start : word.end] == word.text
        end = word.end
    inside = {i for word in found for i in range(word.start, word.end)}
    assert all(i in inside for i, c in enumerate(text) if c.isalnum())


@pytest.mark.parametrize(
    ("lang", "forms"),
    [
        ("fr", "mangé mangée mangées mangés manger Mangea"),
        ("fr", "capitale capitales CAPITALE"),
        ("fr", "siècle siecle siècles"),
        ("fr", "république republique républiques"),
        ("fr", "née nées né nés"),
        ("fr", "aujourd'hui aujourd’hui"),
        ("en", "painting painted paints"),
        ("en", "city cities"),
        ("en", "café cafe cafés"),
        ("en", "8,849 8849"),
        ("fr", "cœur coeur"),
    ],
)
def test_one_stem(lang: Lang, forms: str) -> None:
    assert len({stem(form, lang) for form in forms.split()}) == 1


@given(st.text(min_size=1), st.sampled_from(["fr", "en"]))
def test_stems_need_no_quoting(text: str, lang: Lang) -> None:
    for word in words(text):
        assert "'" not in stem(word.text, lang) and " " not in stem(word.text, lang)


def test_stop_words() -> None:
    assert all(is_stop(word, "fr") for word in ["Le", "l'", "l’", "QU'", "où", "ou", "est", "très", "à"])
    assert all(is_stop(word, "en") for word in ["The", "what", "don't", "don’t", "'s", "is"])
    assert not any(is_stop(word, "fr") for word in ["né", "née", "or", "car", "été", "Paris", "sûr", "mûr"])
    assert not any(is_stop(word, "en") for word in ["WHO", "IT", "US", "Paris", "born", "first"])
    assert set(STOP) == {"fr", "en"}


def test_content_stems_keep_order_and_repetition() -> None:
    assert content_stems("Qui a peint la Joconde ? La Joconde !", "fr") == ["peint", "jocond", "jocond"]
    assert content_stems("What is the capital of Peru?", "en") == ["capit", "peru"]
