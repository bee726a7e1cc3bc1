"""What the lessons promise as a whole: even labels, sound spans, splits that do not touch, the same bytes every time."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from necker.knowledge.library import Library
from necker.lessons.contamination import Contamination, held_out, texts_under, titles_of
from necker.lessons.dice import Dice
from necker.lessons.from_answers import quad_of as quad_of_answer
from necker.lessons.from_translations import Translations
from necker.lessons.from_translations import one as translated
from necker.lessons.guess import guess, of_claim
from necker.lessons.mix import generate
from necker.lessons.pages import Page, of_split, pages_of
from necker.lessons.pair import LABELS, Pair, split_of
from necker.lessons.quad import Quad, sound
from necker.lessons.sets import Answer
from necker.sources import mirror
from necker.text.normal import fold
from necker.text.words import words

NOTHING = Contamination(())


@pytest.fixture(autouse=True)
def _no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(mirror.VARIABLE, raising=False)


@pytest.fixture(scope="module")
def some(small_folder: Path) -> list[Pair]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(mirror.VARIABLE, raising=False)
        return list(generate(small_folder / "small.pack", 3, 600, "train", NOTHING))


def test_the_same_seed_gives_the_same_pairs(small_folder: Path, library: Library, some: list[Pair]) -> None:
    assert list(generate(small_folder / "small.pack", 3, 50, "train", NOTHING)) == some[:50]
    assert list(generate(library, 3, 50, "train", NOTHING)) == some[:50]
    assert list(generate(library, 4, 50, "train", NOTHING)) != some[:50]


def test_labels_are_even_in_both_languages(some: list[Pair]) -> None:
    assert len(some) == 600
    counts = Counter(pair.label for pair in some)
    assert set(counts) == set(LABELS) and min(counts.values()) > 140
    assert {pair.lang for pair in some} == {"en", "fr"} == {pair.passage_lang for pair in some}


def test_spans_mark_what_is_not_supported(some: list[Pair]) -> None:
    for pair in some:
        assert (pair.spans == ()) == (pair.label == "supported"), pair
        assert all(0 <= start < end <= len(pair.claim) for start, end in pair.spans), pair
        assert pair.claim and pair.passage and pair.licence and pair.kind


def test_no_claim_comes_twice_and_copies_are_supported(some: list[Pair]) -> None:
    assert len({pair.claim for pair in some}) == len(some)
    for pair in some:
        if pair.claim == pair.passage:
            assert pair.label == "supported"
        if pair.kind == "copy":
            assert pair.claim == pair.passage


def test_what_is_denied_is_not_beside_the_passage(some: list[Pair]) -> None:
    for pair in some:
        if pair.kind in ("date", "number") and pair.label == "contradicted":
            beside = {word.text for word in words(pair.context)}
            assert all(pair.claim[s:e] not in beside for s, e in pair.spans), pair


def test_the_splits_do_not_share_a_page(small_folder: Path) -> None:
    pages = list(pages_of(small_folder / "small.pack"))
    train, test = of_split(pages, "train"), of_split(pages, "test")
    assert len(train) + len(test) == len(pages)
    assert not {fold(p.name) for p in train} & {fold(p.name) for p in test}


def test_tests_are_left_out(small_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text('{"page": "Danube", "claim": "secret"}\n{"page": null}\n', encoding="utf-8")
    titles = list(titles_of([tmp_path / "claims.jsonl"]))
    assert titles == ["Danube"]
    clean = Contamination(["The Moon is the only natural satellite of the Earth."], titles)
    found = list(generate(small_folder / "small.pack", 3, 400, "train", clean))
    assert found and not any(pair.title == "Danube" for pair in found)
    assert not any(pair.passage.startswith("The Moon is the only") for pair in found)


def test_benchmarks_of_the_checkout_are_held_out(small_folder: Path) -> None:
    assert not any(held_out().clean([Page("en", "Alan Turing", "", ("He lived.",), "test", "CC0-1.0")]))
    free = Page("en", "A page that no benchmark has", "", ("He lived.",), "test", "CC0-1.0")
    assert list(held_out().clean([free])) == [free]


def test_thirteen_words_in_a_row_are_found() -> None:
    row = [f"word{n}" for n in range(30)]
    clean = Contamination([" ".join(row), "Paris is the capital of France."])
    assert clean.holds("before " + " ".join(row[5:18]) + " behind")
    assert not clean.holds("before " + " ".join(row[5:17]) + " behind " * 9)
    assert clean.holds("Paris is the capital of FRANCE!") and not clean.holds("Paris is the capital of Spain.")
    assert list(texts_under(Path("/nowhere"))) == []


def test_the_claim_alone_does_not_tell_the_label(some: list[Pair]) -> None:
    assert guess(some[:450], some[450:], of_claim) < 0.45


def test_the_guess_finds_what_is_there_to_find() -> None:
    made = [
        Pair(f"This is {label} number {n}.", "en", "x", "en", "", "", label, "copy", (), "test", "CC0-1.0")
        for n in range(60)
        for label in LABELS
    ]
    assert guess(made, made[-30:], of_claim) == 1.0


SENTENCES = [
    ("Tom bought three books yesterday.", "Tom a acheté trois livres hier."),
    ("Tom bought three books yesterday.", "Hier, Tom a acheté trois livres."),
    ("Mary is reading an old newspaper.", "Marie est en train de lire un vieux journal."),
    ("He is not afraid of dogs.", "Il n'a pas peur des chiens."),
    ("The old books are on the table.", "Les vieux livres sont sur la table."),
    ("She was born in a small village.", "Elle est née dans un petit village."),
    ("My father sold seven horses last year.", "Mon père a vendu sept chevaux l'année dernière."),
    ("My brother sold the newspaper to Tom.", "Mon frère a vendu le journal à Tom."),
]


def test_translations_hang_together_and_share_persons() -> None:
    sides = [Translations(SENTENCES, "train"), Translations(SENTENCES, "test")]
    english = [set(side.all["en"]) for side in sides]
    assert not english[0] & english[1] and len(english[0] | english[1]) == 7
    whole = next(side for side in sides if SENTENCES[0][0] in side.all["en"])
    assert whole.same(SENTENCES[0][1], "fr") == [SENTENCES[1][1]]
    crossed = Translations(
        [("He left the big house.", "Il a quitté la maison."), ("It left the big house.", "Il a quitté la maison.")],
        "train",
    )
    assert crossed.same("He left the big house.", "en") == []


def test_translations_are_changed_on_both_sides() -> None:
    store = next(s for s in (Translations(SENTENCES, "train"), Translations(SENTENCES, "test")) if len(s.all["en"]) > 2)
    pairs = [pair for n in range(3000) if (pair := translated(store, "train", Dice("t", n)))]
    assert {pair.label for pair in pairs} == set(LABELS)
    numbered = [p for p in pairs if p.kind == "number"]
    assert numbered and all(p.label == "contradicted" and len(p.spans) == 1 for p in numbered)
    negated = [p for p in pairs if p.label == "supported" and " not " in p.claim and p.passage_lang == "fr"]
    assert all(" pas " in p.passage or " jamais " in p.passage for p in negated)


def test_an_answer_makes_four_texts() -> None:
    page = Page("fr", "Béjaïa", "", ("La capitale des Zirides est Béjaïa.", "La ville est un port."), "piaf", "MIT")
    answer = Answer(page, page.sentences[0], "Béjaïa", "La capitale des Zirides est {}.")
    other = Answer(page, "x", "Tlemcen", "Le port est {}.")
    quad = quad_of_answer(answer, [answer, other], Dice("q", 1)) or quad_of_answer(answer, [other], Dice("q", 2))
    assert quad is not None and sound(quad)
    assert quad.claims[1].endswith("Tlemcen.") and quad.passages[1].endswith("Tlemcen.")


def test_a_change_that_is_lost_is_not_sound() -> None:
    base = Quad(
        ("A is old.", "A is old."), ("A is old, B new.", "A is old, B red."), "en", "en", "", (), "cut", "x", "s", "l"
    )
    assert not sound(base)


def test_split_is_for_ever() -> None:
    assert [split_of(t) for t in ("danube", "paris", "mozart")] == [split_of(t) for t in ("danube", "paris", "mozart")]
    assert list(islice(generate(Path("/nowhere.pack"), 1, 0, "train", NOTHING), 0)) == []
