"""A claim is shown with its subject where it begins with a pronoun; spans of what is shown lead back to the claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.verify.claim import Claim
from necker.verify.subject import Shown, shown


def said(text: str, subject: str | None = "Mozart", continues: bool = False) -> Claim:
    return Claim(0, len(text), text, "en", subject=subject, continues=continues)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("He was born in Salzburg.", "Mozart was born in Salzburg."),
        ("In 1756, he was born.", "In 1756, Mozart was born."),
        ("En 1781, il s'installe à Vienne.", "En 1781, Mozart s'installe à Vienne."),
        ("Elle est née à Varsovie.", "Mozart est née à Varsovie."),
        ("His mother was Anna.", "Mozart's mother was Anna."),
        ("*She* sang.", "*Mozart* sang."),
        ("It's long.", "Mozart's long."),
        # what no replacement of one word makes whole, or what speaks of nobody
        ("Sa mère était Anna.", "Sa mère était Anna."),
        ("Cette ville est grande.", "Cette ville est grande."),
        ("Il existe une statue de lui.", "Il existe une statue de lui."),
        ("It was Haydn who taught him.", "It was Haydn who taught him."),
        ("Mozart was born in Salzburg.", "Mozart was born in Salzburg."),
        ("Hector wrote.", "Hector wrote."),
    ],
)
def test_the_subject_in_the_place_of_the_pronoun(text: str, new: str) -> None:
    assert shown(said(text)).text == new


def test_a_claim_cut_off_another_gets_its_subject_before_it() -> None:
    assert shown(said("moved to Vienna in 1781.", continues=True)).text == "Mozart moved to Vienna in 1781."
    assert shown(said("he moved to Vienna.", continues=True)).text == "Mozart moved to Vienna."
    assert shown(said("moved to Vienna.")).text == "moved to Vienna."


def test_without_a_subject_or_with_a_parenthesis() -> None:
    assert shown(said("He was born.", None)).text == "He was born."
    assert shown(said("It is hot.", "Mercury (planet)")).text == "Mercury is hot."


def test_spans_lead_back() -> None:
    claim = said("In 1756, he was born in Vienna.", "Wolfgang Amadeus Mozart")
    new = shown(claim)
    at = new.text.index("Vienna")
    assert [claim.text[s:e] for s, e in new.back([(at, at + 6)])] == ["Vienna"]
    assert [claim.text[s:e] for s, e in new.back([(0, 7)])] == ["In 1756"]
    name = new.text.index("Amadeus")
    assert [claim.text[s:e] for s, e in new.back([(name, name + 7)])] == ["he"]  # a part of the name: the pronoun
    assert [claim.text[s:e] for s, e in new.back([(name, at + 6)])] == ["he was born in Vienna"]
    cut = shown(said("moved to Vienna.", "Mozart", continues=True))
    assert cut.back([(0, 6)]) == ()  # the subject is not part of the claim
    assert cut.back([(0, 12)]) == ((0, 5),)


@given(data=st.data(), text=st.text(min_size=1, max_size=40), new=st.text(min_size=1, max_size=20))
def test_every_span_lies_in_the_claim(data: st.DataObject, text: str, new: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole = text[:start] + new + text[end:]
    a, b = sorted((data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))))
    for s, e in Shown(whole, start, end, len(new)).back([(a, b)]):
        assert 0 <= s < e <= len(text)
        if b <= start or a >= start + len(new):
            assert text[s:e] == whole[a:b]


def test_a_title_that_is_all_parenthesis_is_no_empty_subject() -> None:
    assert shown(said("It was released.", "(What's the Story)")).text == "(What's the Story) was released."
    assert shown(said("It was released.", "(The) Wall (album)")).text == "Wall was released."
