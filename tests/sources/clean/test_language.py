"""French, English, or neither, for documents."""

from __future__ import annotations

import pytest

from necker.sources.clean.batch import Batch
from necker.sources.clean.language import grammar, lang_of, languages, places

TEXTS = [
    ("Le roi est mort dans la nuit, et ses fils se sont partagé les terres qui restaient.", "fr"),
    ("The king died in the night, and his sons shared among themselves what was left.", "en"),
    ("Der König ist in der Nacht gestorben, und sie haben das Land nicht mit dem Volk geteilt.", None),
    ("El rey murió en la noche, pero los hijos de la reina fueron muy felices con todos.", None),
    ("LE ROI EST MORT ET SES FILS SONT DANS LA VILLE AVEC LEURS AMIS", "fr"),
    ("Où est la gare ?", "fr"),
    ("Where is the station?", "en"),
    ("", None),
    ("1 + 1 = 2", None),
    ("Москва является столицей России и самым большим городом", None),
]


@pytest.mark.parametrize(("text", "lang"), TEXTS)
def test_each_language_is_told(text: str, lang: str | None) -> None:
    assert lang_of(text) == lang


def test_the_same_alone_and_together_in_any_order() -> None:
    for texts in ([text for text, _ in TEXTS], [text for text, _ in reversed(TEXTS)]):
        batch = Batch(texts)
        assert languages(texts, batch, grammar(batch)) == [lang_of(text) for text in texts]


def test_only_words_of_grammar_have_places() -> None:
    assert len(places(["the", "dans"])) == 2
    with pytest.raises(ValueError, match="grammar"):
        places(["the", "house"])


def test_no_texts_at_all() -> None:
    batch = Batch([])
    assert languages([], batch, grammar(batch)) == []
