"""Planted leaks are all found, in whatever form; other texts are not; any string is found where it stands."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.sources.clean.batch import Batch
from necker.sources.clean.leaks import Index, Item, Kind, Leak, Watch, doubled, leaked

ITEMS = [
    Item("q1", "question", "Qui a écrit « Les Misérables » ?"),
    Item("q1", "answer", "Victor Hugo"),
    Item("q2", "question", "In which year did the “Great Fire” of London, which began in a bakery on Pudding Lane, break out?"),
    Item("q2", "answer", "The Great Fire broke out in the year 1666"),
    Item("c1", "claim", "L’œuvre d’art la plus visitée du musée fut volée en août 1911 par un ouvrier italien."),
    Item("c1", "label", "réfuté"),
    Item("c1", "label", "claim refuted by the evidence"),
    Item("c1", "evidence", "Le tableau fut dérobé un lundi, jour de fermeture, par un vitrier qui avait travaillé dans le musée et le cacha chez lui."),
    Item("c2", "evidence", "Le tableau fut dérobé un lundi, jour de fermeture, par un vitrier qui avait travaillé dans le musée et le cacha chez lui."),
    Item("c3", "claim", "Water boils at lower temperatures at altitude."),
]  # fmt: skip
FILLER = {
    "fr": "Le phare se dressait sur une langue de rochers. Presque personne n’y venait, sauf l’homme qui apportait le pain.",
    "en": "The lighthouse stood on a spit of rock. Nobody came to it, except the man who brought the bread.",
}


def disguised(text: str, how: int) -> str:
    """Changed case, spacing, quotes, accents."""
    quotes = str.maketrans("’«»“”", '\'""""')
    ways = (text, text.upper(), text.lower(), "  ".join(text.split()), text.replace(" ", "\n"), text.translate(quotes),
            text.replace(" ?", "?").replace("« ", "«").replace(" »", "»"), text.replace(" ", "\u00a0").title())  # fmt: skip
    return ways[how]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("how", range(8))
def test_every_planted_text_is_found(how: int, lang: str) -> None:
    for number, item in enumerate(ITEMS):
        beside = next(
            one.text for one in ITEMS if one.item == item.item
        )  # one-word answers count beside their question
        planted = f"{FILLER[lang]} Réponse : {disguised(item.text, how)}\n{disguised(beside, how)} {FILLER[lang]}"
        leaks = leaked([FILLER["fr"], planted, FILLER["en"]], ITEMS)
        assert Leak(1, item.item, item.kind) in leaks, (number, how)
        assert {leak.document for leak in leaks} == {1}


def test_thirteen_words_of_a_long_text_are_enough_and_twelve_are_not() -> None:
    words = ITEMS[2].text.split()
    assert leaked([f"He said that {' '.join(words[2:15])} and so on"], ITEMS) == [Leak(0, "q2", "question")]
    assert leaked([f"He said that {' '.join(words[2:14])} and so on"], ITEMS) == []


def test_short_texts_are_whole_sentences_and_no_part_of_others() -> None:
    assert leaked(["She asked: Qui a écrit Les Misérables? Nobody knew."], ITEMS) == [Leak(0, "q1", "question")]
    assert leaked(["Il sait qui a écrit Les Misérables."], ITEMS) == []
    assert leaked(["Qui a écrit Les Misérables et Hernani ?"], ITEMS) == []
    assert leaked(["At sea level, water boils at lower temperatures at altitude."], ITEMS) == []


def test_one_word_says_nothing_without_its_question() -> None:
    assert leaked(["Victor Hugo. Réfuté."], ITEMS) == []
    assert leaked(["Qui a écrit Les Misérables ? Victor Hugo."], ITEMS) == [
        Leak(0, "q1", "question"),
        Leak(0, "q1", "answer"),
    ]
    assert leaked(["Qui a écrit Les Misérables ? Réfuté."], ITEMS) == [Leak(0, "q1", "question")]


def test_shared_evidence_is_told_as_evidence_for_each_item() -> None:
    assert leaked([ITEMS[7].text], ITEMS) == [Leak(0, "c1", "evidence"), Leak(0, "c2", "evidence")]


def test_texts_across_two_documents_are_no_leak() -> None:
    words = ITEMS[2].text.split()
    assert leaked([" ".join(words[:9]), " ".join(words[9:])], ITEMS) == []
    assert leaked(["Qui a écrit", "Les Misérables ?"], ITEMS) == []
    assert leaked([], ITEMS) == leaked([FILLER["fr"]], []) == []


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*(item.text for item in ITEMS), *FILLER.values()]), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_same_in_any_order_of_documents_and_of_tests(texts: list[str], random_: random.Random) -> None:
    def found(documents: list[str], items: list[Item]) -> list[tuple[str, str, Kind]]:
        return sorted((documents[leak.document], leak.item, leak.kind) for leak in leaked(documents, items))

    mixed, items = random_.sample(texts, len(texts)), random_.sample(ITEMS, len(ITEMS))
    assert found(texts, ITEMS) == found(mixed, items)
    tests = Watch(ITEMS)
    alone = [(text, leak.item, leak.kind) for text in texts for leak in tests.leaks(Batch([text]))]
    assert sorted(alone) == found(texts, ITEMS) and len(tests) == len(ITEMS)


BYTES = st.text(alphabet="abé ", max_size=30).map(str.encode)


def places(documents: list[bytes], wanted: bytes) -> list[tuple[int, int]]:
    ends = [(number, at) for number, text in enumerate(documents) for at in range(len(text) - len(wanted) + 1)]
    return [(number, at) for number, at in ends if documents[number].startswith(wanted, at)]


@settings(deadline=None)
@given(st.lists(BYTES, max_size=6), st.text(alphabet="abé ", min_size=1, max_size=4).map(str.encode))
def test_the_index_finds_every_place_of_a_string(documents: list[bytes], wanted: bytes) -> None:
    index = Index.build(documents)
    right = places(documents, wanted)
    assert index.find(wanted) == right and index.count(wanted) == len(right)
    assert len(index.find(wanted, 2)) == min(2, len(right)) and set(index.find(wanted, 2)) <= set(right)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=60) | st.text(alphabet="ab", min_size=1, max_size=60).map(str.encode))
def test_suffixes_are_in_order(data: bytes) -> None:
    right = sorted(range(len(data)), key=lambda at: data[at:])
    assert doubled(data).tolist() == right


def test_both_ways_give_the_same_suffixes() -> None:
    divsufsort = pytest.importorskip("pydivsufsort").divsufsort
    data = "".join(random.Random(1).choices("le la des ", k=20_000)).encode()
    assert np.array_equal(divsufsort(data), doubled(data))


def test_a_saved_index_says_the_same(tmp_path: Path) -> None:
    documents = [text.encode() for text in FILLER.values()]
    made = Index.build(documents)
    made.save(tmp_path)
    again = Index.load(tmp_path)
    for wanted in (b"phare", b"the ", b" ", "n’y".encode(), b"nowhere", b""):
        assert again.find(wanted) == made.find(wanted)
    Index.build([]).save(tmp_path)
    assert Index.load(tmp_path).find(b"a") == []


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        Index.build([b"a\xffb"])
