"""Marks say what two texts share, in one language and across both, and never more than is there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.model.judge_marks import NEAR, NONE, RUN, SAME, STEM, marks
from necker.text.words import words


def of(claim: str, passage: str, lang: Lang = "en", other: Lang = "en") -> dict[str, int]:
    mine, _ = marks(claim, lang, (passage,), other)
    return {claim[start:end]: mark for start, end, mark in mine}


def test_each_degree() -> None:
    found = of("The painter was painting cats in Oslo.", "The painter, in her youth, painted a cat in Oslo.")
    assert found == {"The": RUN, "painter": RUN, "was": NONE, "painting": STEM, "cats": RUN, "in": RUN, "Oslo": RUN}
    assert of("Oslo was cold.", "It rained in Oslo.")["Oslo"] == SAME
    found = of("Un livre intéressant.", "An interesting book.", "fr", "en")
    assert found["livre"] == NEAR == found["intéressant"] and found["Un"] <= NEAR


def test_a_changed_word_is_not_said_and_its_neighbours_are() -> None:
    mine, (theirs,) = marks("Ada was born in Oslo in 1815.", "en", ("Ada was born in Oslo in 1816.",), "en")
    assert [mark for *_, mark in mine] == [RUN] * 6 + [NONE] == [mark for *_, mark in theirs]


def test_a_run_does_not_go_from_one_text_into_the_next() -> None:
    mine, _ = marks("Ada Byron", "en", ("Ada", "Byron"), "en")
    assert [mark for *_, mark in mine] == [SAME, SAME]


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3), st.sampled_from(["fr", "en"]))
def test_words_are_those_of_the_text_and_nothing_is_said_by_nothing(claim: str, texts: list[str], lang: Lang) -> None:
    mine, theirs = marks(claim, lang, texts, "fr")
    assert [(s, e) for s, e, _ in mine] == [(w.start, w.end) for w in words(claim)] and len(theirs) == len(texts)
    assert all(NONE <= mark <= RUN for every in (mine, *theirs) for *_, mark in every)
    assert bool(max((m for *_, m in mine), default=0)) == any(m for every in theirs for *_, m in every)
    alone, _ = marks(claim, lang, (), "en")
    assert not any(mark for *_, mark in alone)
