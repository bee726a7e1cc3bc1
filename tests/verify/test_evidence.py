"""Where evidence is sought: passages in both languages, bounded and distinct; and whom a pronoun stands for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.knowledge.library import Library
from necker.verify.claim import Claim
from necker.verify.evidence import MOST_PASSAGES, descriptions, gather, named_pages, resolve_subjects, translate_query
from necker.verify.split import split


def claim(text: str, lang: str = "en") -> Claim:
    return Claim(0, len(text), text, lang)


def subjects(text: str, library: Library) -> list[str | None]:
    claims = split(text)
    resolve_subjects(claims, library)
    return [one.subject for one in claims]


def test_a_query_goes_into_the_other_language() -> None:
    assert {"fleuv"} & set(translate_query("the longest river", "en").split())
    assert "Mozart" in translate_query("Where was Mozart born?", "en")
    assert translate_query("", "fr") == translate_query("de la", "fr") == ""


def test_the_pages_that_a_text_names(library: Library) -> None:
    titles = {page[0].title for page in named_pages("Marie Curie saw the Titanic.", "en", library)}
    assert titles == {"Marie Curie", "Titanic"}
    assert named_pages("Nothing of the kind.", "en", library) == []


def test_passages_of_both_languages_are_gathered(library: Library) -> None:
    found = gather(claim("The Danube flows into the Black Sea."), library)
    assert {"Danube"} == {p.title for p in found[:2]} or any(p.title == "Danube" for p in found)
    assert {p.lang for p in found if p.title == "Danube"} == {"fr", "en"}


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_what_is_gathered_is_bounded_and_distinct(library: Library, text: str, lang: str) -> None:
    found = gather(claim(text, lang), library)
    assert len(found) <= MOST_PASSAGES and len({p.id for p in found}) == len(found)
    glosses = descriptions(found, library)
    for (pack, page), gloss in glosses.items():
        assert gloss.kind == "description" and (gloss.pack, gloss.page) == (pack, page)


def test_even_for_a_claim_of_many_names(library: Library) -> None:
    names = (
        "Mozart, Chopin, Marie Curie, Titanic, Danube, Berlin, Paris, Everest, Japan, Moon, K2, Coffee and Lune met. "
    )
    assert len(gather(claim(names * 4), library)) <= MOST_PASSAGES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Marie Curie was a physicist. She won a prize.", [None, "Marie Curie"]),
        ("Marie Curie was a physicist and was a chemist.", [None, "Marie Curie"]),
        (
            "La Joconde est un tableau peint par Léonard de Vinci entre 1503 et 1519. Elle est exposée au Louvre.",
            [None, "La Joconde"],
        ),
        ("The Danube is long. It crosses Vienna. It is 2,850 km long.", [None, "Danube", "Danube"]),
        ("Bob Smith is a plumber. He was born in Warsaw. He won a prize.", [None, "Bob Smith", "Bob Smith"]),
        ("Ma voisine Claudine est médecin. Elle a reçu un prix.", [None, "Claudine"]),
        ("Marie Curie was a physicist. The Titanic sank. It was large.", [None, None, "Titanic"]),
    ],
)
def test_a_pronoun_stands_for_what_was_spoken_of(library: Library, text: str, expected: list[str | None]) -> None:
    assert subjects(text, library) == expected


def test_a_subject_is_never_made_up(library: Library) -> None:
    assert subjects("", library) == []
    assert subjects("She won a prize.", library) == [None]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["He died.", "Mozart was here.", "Il est mort.", "😀", "Bob ran.", "It is big;", "a" * 40])
    )
)
def test_subjects_are_found_in_any_order(library: Library, parts: list[str]) -> None:
    claims = split(" ".join(parts))
    resolve_subjects(claims, library)
    assert not claims or claims[0].subject is None
