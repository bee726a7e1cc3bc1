"""Sentences: spans that never overlap and together hold everything; no cut at abbreviations, initials or decimals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.text.sentences import sentences

# Each sentence is one item: joined by a space they must come apart again in the same places.
ENGLISH = [
    [
        "J. K. Rowling wrote it.",
        "She was born in the U.S. in 1965.",
        "The U.S. Army met Mr. Smith at 5 p.m.",
        "He left.",
    ],
    ["Dr. Who met Prof. X, e.g. in St. Louis, c. 1503.", "It was long ago."],
    ["Arthur C. Clarke wrote with W. E. B. Du Bois.", "George W. Bush read J.R.R. Tolkien."],
    ["It cost $3.50.", "Version 3.11.7 costs 8,849.5 dollars.", "The end"],
    ["He said: “I came. I saw. I won.”", "Then he left."],
    ["“Go.” he said.", '"Stop."', "He ran (b. 1949. Something) away.", "It ends.[1]", "Next one.[2][3]", "Last"],
    ["Really?!", "Yes...", "No.", "iPhone sales rose.", "See Apple Inc. for more."],
    ["He works at Apple Inc.", "The company is big."],
    ["In 44 BC.", "Rome fell.", "In 300 B.C. the end came."],
    ["Vitamin C.", "It is good.", "World War I.", "Mellon paid."],
    ["The best is no. 5 by No. 7.", "It is not so, no.", "The dog barked."],
    ["Washington, D.C. is nice.", "He lives in Washington, D.C.", "He works."],
    ["On Nov. 7, 1867 Gen. Lee saw Mt. Everest.", "Yahoo! is a firm.", "Good."],
    ["1. First item.", "2. Second."],
    ["Martin Luther King Jr. spoke.", "Fishes, etc. are animals.", "Dogs, cats, etc.", "All are animals."],
]
FRENCH = [
    ["M. Dupont est né en 44 av. J.-C. à Rome.", "Mme. Le Pen et M. Le Pen parlent.", "J.-J. Rousseau écrit."],
    ["« Je pense. Donc je suis. »", "Il dit cela.", "Il cria : « Oh ! » et partit.", "Vraiment ?", "Oui…", "Non."],
    ["Il y a p. ex. Paris, etc. ; Lyon aussi, etc.", "Paris est beau."],
    ["Il mesure 3,5 m.", "Elle fait 8 849 m.", "La ville a env. 300 hab.", "Le pays en a plus."],
    ["Voir art. 5 et fig. 3.", "Le 1er.", "La vitamine C.", "Elle est bonne."],
    ["Le Dr. Martin vit à St. Pierre.", "L. Le Brun peint.", "S. A. R. le prince."],
    ["C’est l’an 300 av. J.-C.", "Euclide vit.", "Il règne de 100 av. J.-C. : Rome domine en 50 ap. J.-C.", "Fin."],
    ["À 5 h.", "Il part.", "T. S. Eliot et W.-A. Mozart."],
    ["L'O.N.U. est née.", "Il y en a sept.", "Le reste suit."],
]


@pytest.mark.parametrize(("lang", "items"), [("en", x) for x in ENGLISH] + [("fr", x) for x in FRENCH])
def test_cut_where_a_reader_would(lang: Lang, items: list[str]) -> None:
    text = " ".join(items)
    assert [text[a:b] for a, b in sentences(text, lang)] == items


def test_newlines_always_cut() -> None:
    text = "A title\nA line of M.\nDupont\r\n\r\n- item one\n- item two"
    assert [text[a:b] for a, b in sentences(text, "fr")] == [
        "A title",
        "A line of M.",
        "Dupont",
        "- item one",
        "- item two",
    ]


def test_nothing_from_nothing() -> None:
    assert sentences("", "en") == sentences(" \n\u00a0\t", "fr") == []


_PIECES = [
    "M. ",
    "J.-C. ",
    "U.S. ",
    "Il ",
    "the ",
    "A",
    "b",
    ". ",
    "! ",
    "? ",
    "… ",
    "\n",
    "« ",
    " »",
    "(",
    ") ",
    "1",
    ",",
    "\u00a0",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES)).map("".join)), st.sampled_from(["fr", "en"]))
def test_spans_are_ordered_disjoint_and_complete(text: str, lang: Lang) -> None:
    end = 0
    covered = [False] * len(text)
    for start, stop in sentences(text, lang):
        assert end <= start < stop <= len(text)
        assert text[start:stop].strip() == text[start:stop] != ""
        covered[start:stop] = [True] * (stop - start)
        end = stop
    assert all(covered[i] for i, c in enumerate(text) if not c.isspace())


@pytest.mark.parametrize(
    "text", ["." * 50_000, "a. " * 20_000, "(" * 50_000, ".)" * 20_000, "« a. " * 5_000, "J. K. " * 9_000]
)
def test_long_odd_texts_take_no_longer_than_their_length(text: str) -> None:
    spans = sentences(text, "en")  # a quadratic cut would not come back within the test's patience
    assert spans[0][0] == 0
