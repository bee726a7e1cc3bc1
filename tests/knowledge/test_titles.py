"""Pages are found by title however it is typed, and titles are recognised inside texts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.knowledge.pack import Pack
from necker.knowledge.titles import key_of

from .sample import PAGES, Sample, many, page

MORE = [
    page("fr", "Paris", "", "Paris est une ville."),
    page("fr", "Traité de Paris", "", "Un traité."),
    page("fr", "Traité de Paris (1763)", "", "Un traité de 1763."),
    page("fr", "Été", "", "L’été est une saison."),
    page("en", "Tour", "", "A tour is a journey."),
    page("en", "1984", "", "1984 was a year."),
    page("en", "United States", "", "A country."),
    page("en", "NATO", "", "An alliance."),
    page("en", "Capital city", "", "A seat of government."),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library([Pack(build_pack("sample", Sample([*PAGES, *MORE]), folder=tmp_path_factory.mktemp("packs")).path)])


@pytest.mark.parametrize(
    ("title", "lang", "wanted"),
    [
        ("Tour Eiffel", None, ["Tour Eiffel"]),
        ("  tour   EIFFEL ", None, ["Tour Eiffel"]),
        ("rumi", "fr", ["Rûmî"]),
        ("Djalâl ad-Dîn Rûmî", None, ["Rûmî"]),
        ("Mercure", None, ["Mercure (planète)", "Mercure (chimie)"]),
        ("mercure (CHIMIE)", None, ["Mercure (chimie)"]),
        ("Mercure", "en", []),
        ("oeuf", None, ["Œuf"]),
        ("Cafe\u0301", None, ["Café"]),
        ("traité de Paris", None, ["Traité de Paris", "Traité de Paris (1763)"]),
        ("Tour", None, ["Tour"]),
        ("Eiffel", None, []),
        ("", None, []),
        ("!?", None, []),
    ],
)
def test_titles_are_found_as_people_type_them(
    library: Library, title: str, lang: Lang | None, wanted: list[str]
) -> None:
    assert list(dict.fromkeys(passage.title for passage in library.titled(title, lang))) == wanted


def test_the_title_typed_exactly_comes_before_its_twins(library: Library) -> None:
    assert library.titled("Rumi")[0].lang == "en" and library.titled("Rûmî")[0].lang == "fr"


def said(library: Library, text: str, lang: Lang | None = None) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.title) for m in library.mentions(text, lang)]


def test_the_longest_titles_are_recognised_in_a_text(library: Library) -> None:
    text = "Le traité de Paris fut signé à Paris, loin de la tour Eiffel et de l’Australie."
    assert said(library, text, "fr") == [
        ("traité de Paris", "Traité de Paris"),
        ("Paris", "Paris"),
        ("tour Eiffel", "Tour Eiffel"),
        ("Australie", "Australie"),
    ]


def test_pages_of_a_mention_are_those_of_the_title_then_of_the_bare_title(library: Library) -> None:
    (mention,) = library.mentions("Le traité de Paris", "fr")
    names = [library.packs[0].page(number)[0].title for _, number in mention.pages]
    assert names == ["Traité de Paris", "Traité de Paris (1763)"] and {pack for pack, _ in mention.pages} == {"sample"}


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("Rumi et Rûmî", None, ["Rumi", "Rûmî"]),
        ("qui a construit la tour eiffel", "fr", ["tour eiffel"]),  # no capital anywhere: capitals do not count
        ("QUI A CONSTRUIT LA TOUR EIFFEL", "fr", ["TOUR EIFFEL"]),
        ("Une tour eiffel", "fr", []),  # capitals count after the first letter
        ("The united States", "en", ["united States"]),
        ("The United states", "en", []),
        ("NATO met; nato did not. Nato?", "en", ["NATO"]),
        ("Le tour de France", "fr", []),  # "tour" is a page in English only
        ("the tour of France", "en", ["tour"]),
        ("Who? The who? The Who!", "en", ["The Who"]),
        ("who are the who", "en", []),
        ("In 1984", "en", []),
        ("Parisien, Parisette", "fr", []),
        ("son", "fr", []),  # a stop word, though a page is called Son
        ("", None, []),
        ("🦊 fennec🦊", "fr", ["fennec"]),
    ],
)
def test_what_counts_as_a_mention(library: Library, text: str, lang: Lang | None, wanted: list[str]) -> None:
    assert [found for found, _ in said(library, text, lang)] == wanted


def test_a_word_in_very_many_passages_is_no_mention_when_small(tmp_path: Path) -> None:
    pages = [page("en", "Page", "", "A page is a sheet of paper."), page("en", "Bridge", "", "A bridge."), *many(1200)]
    library = Library([Pack(build_pack("sample", Sample(pages), folder=tmp_path).path)])
    assert [found for found, _ in said(library, "Which page shows a bridge?", "en")] == ["bridge"]
    assert [found for found, _ in said(library, "Page", "en")] == ["Page"]


@given(text=st.text(max_size=300) | st.lists(st.sampled_from([p.title for p in PAGES]), max_size=8).map(" ".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mentions_of_any_text_are_ordered_spans_with_the_key_of_their_title(library: Library, text: str) -> None:
    last = 0
    for mention in library.mentions(text):
        assert last <= mention.start < mention.end <= len(text) and mention.pages
        last = mention.end
        bare = mention.title.split(" (")[0]
        assert key_of(text[mention.start : mention.end]) in (key_of(mention.title), key_of(bare))


@pytest.mark.parametrize(
    "unit", ["Le traité de Paris et la tour Eiffel. ", "mot ", "x", "Traité de ", "🦊", "a b c d e f "]
)
def test_a_long_text_is_searched_in_bounded_time(library: Library, unit: str) -> None:
    text = (unit * (1_000_000 // len(unit)))[:1_000_000]
    begun = time.perf_counter()
    library.mentions(text, "fr")
    assert time.perf_counter() - begun < 6  # about 1 s; the bound is for slow machines
