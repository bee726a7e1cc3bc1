"""Texts are read as they stand; two languages as pages or as pairs."""

from __future__ import annotations

import pytest

from necker.sources.readers.written import plain, titled, unwrapped
from tests.sources.readers.made import Made, lines, texts

BOTH = {"en": "en", "fr": "fr"}
TASKS = ("language modelling", "translation")


def test_a_text_has_its_title_once(made: Made) -> None:
    rows = [("Un", "Des mots."), ("Deux", "Deux mots."), ("Trois", "Partie\nTrois\nmots"), ("", "Rien.")]
    found = made.read("jsonl", {"a.jsonl.xz": lines(*({"t": t, "text": x} for t, x in rows))}, title="t")
    assert texts(found) == ["Un\nDes mots.", "Deux mots.", "Partie\nTrois\nmots", "Rien."]
    assert found[0].meta == (("title", "Un"),)
    assert titled("Chapitre\xa01", "Chapitre 1\nsuite") == "Chapitre 1\nsuite"


def test_several_fields_and_lists(made: Made) -> None:
    row = lines({"a": "un", "b": "", "c": ["x", "y"], "t": ["entity", "thing"]})
    assert texts(made.read("jsonl", {"a.jsonl.xz": row}, text=["a", "b", "c"])) == ["un\n\nx, y"]
    assert texts(made.read("jsonl", {"a.jsonl.xz": row}, text="c", title="t")) == ["entity, thing\nx\ny"]


def test_a_claim_is_told_in_words(made: Made) -> None:
    data = b"p\thypothesis\tl\nIl pleut.\tIl fait beau.\tcontradiction\nIl pleut.\t\tneutral\n"
    how = {"header": True, "text": ["p", "hypothesis"], "label": "l"}
    assert texts(made.read("tsv", {"a.tsv": data}, lang="fr", **how)) == [
        "p : Il pleut.\nHypothèse : Il fait beau.\nÉtiquette : contradiction"
    ]
    assert list(made.broken) == ["made/1"]
    english = data.replace(b"p\t", b"premise\t", 1).replace(b"contradiction", b"entailment")
    how["text"] = ["premise", "hypothesis"]
    assert texts(made.read("tsv", {"a.tsv": english}, lang="en", **how)) == [
        "Premise: Il pleut.\nHypothesis: Il fait beau.\nLabel: entailment"
    ]
    assert "Prémisse : Il pleut." in texts(made.read("tsv", {"a.tsv": english}, lang="fr", **how))[0]


def test_pages_are_a_document_for_each_language(made: Made) -> None:
    row = {"p": "x", "en": {"t": "One", "x": "Words."}, "fr": {"t": "Un", "x": "Des mots."}}
    half = {"p": "y", "en": {"t": "Two", "x": ""}, "fr": {"t": "Deux", "x": "Autres mots."}}
    none = {"p": "z", "en": {}, "fr": {}}
    how = {"text": {"en": "en.x", "fr": "fr.x"}, "title": {"en": "en.t", "fr": "fr.t"}, "id": "p", "aligned": "page"}
    found = made.read("parallel_jsonl", {"a.jsonl.xz": lines(row, half, none)}, tasks=TASKS, **how)
    assert [(d.id, d.lang) for d in found] == [("made/x/en", "en"), ("made/x/fr", "fr"), ("made/y/fr", "fr")]
    assert texts(found) == ["One\nWords.", "Un\nDes mots.", "Deux\nAutres mots."]
    assert list(made.broken) == ["made/z"] and found[0].meta == (("title", "One"),)
    assert found[0].held_out == found[1].held_out
    assert len(made.read("parallel_jsonl", {"a.jsonl.xz": lines(row)}, tasks=("translation",), **how)) == 1


def test_sentences_are_pairs_when_translation_is_a_task(made: Made) -> None:
    rows = lines(*({"en": f"Word {n}.", "fr": f"Mot {n}."} for n in range(40)))
    found = made.read("parallel_jsonl", {"a.jsonl.xz": rows}, tasks=TASKS, text=BOTH, aligned="sentence")
    assert len(found) == 40 and all(d.lang is None for d in found)
    assert {d.parts for d in found if d.id == "made/3"} <= {
        ("en: Word 3.\n", "fr: Mot 3."), ("fr: Mot 3.\n", "en: Word 3.")
    }  # fmt: skip
    firsts = [str(d.parts[0])[:2] for d in found]
    assert 5 < firsts.count("en") < 35  # both ways are learnt
    alone = made.read("parallel_jsonl", {"a.jsonl.xz": rows}, tasks=TASKS[:1], text=BOTH, aligned="sentence")
    assert len(alone) == 80 and {d.lang for d in alone} == {"en", "fr"}


def test_tables_may_have_two_languages(made: Made) -> None:
    how = {"columns": ["en", "fr"], "header": False, "text": BOTH, "aligned": "sentence"}
    found = made.read("tsv", {"a.tsv": b"Ask.\tDemande.\n"}, tasks=("translation",), **how)
    assert "".join(map(str, found[0].parts)) in ("en: Ask.\nfr: Demande.", "fr: Demande.\nen: Ask.")


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("Use :func:`open` or :meth:`~io.IOBase.close`.", "Use open or io.IOBase.close."),
        ("See :ref:`the tutorial <tut-intro>` and `Sphinx`_.", "See the tutorial and Sphinx."),
        ("`PyPI <https://pypi.org>`__ has *many* **packages**.", "PyPI has many packages."),
        ("``*args`` and ``__init__`` stay, 2 * 3 * 4 too", "*args and __init__ stay, 2 * 3 * 4 too"),
        ("as here [#]_. Then [1]_ and [#note]_::", "as here. Then and:"),
        ("a snake_case name, a link_ .", "a snake_case name, a link ."),
        (
            "See :pep:`366`, :rfc:`the mail <822>`, :meth:`o.__init__` and x.__len__.",
            "See PEP 366, the mail, o.__init__ and x.__len__.",
        ),
    ],
)
def test_markup_is_read_away(marked: str, read: str) -> None:
    assert plain(marked) == read


def test_markup_is_kept_where_there_is_none(made: Made) -> None:
    row = lines({"en": "The :mod:`os` module", "fr": "Le module :mod:`os`"})
    how = {"text": BOTH, "aligned": "sentence"}
    assert "os" in texts(made.read("parallel_jsonl", {"a.jsonl.xz": row}, markup="rst", **how))[0]
    assert texts(made.read("parallel_jsonl", {"a.jsonl.xz": row}, markup="rst", **how))[0] == "The os module"
    assert texts(made.read("parallel_jsonl", {"a.jsonl.xz": row}, **how))[0] == "The :mod:`os` module"


def test_lists_have_a_line_each_and_what_is_without_goes(made: Made) -> None:
    record = {"t": "Soupe", "i": ["1 kg ( ) d’eau", "du sel"], "s": ["Mélanger.", "Servir."]}
    how = {"title": "t", "text": ["i", "s"], "without": r" \( \)"}
    found = made.read("jsonl", {"a.jsonl.xz": lines(record)}, lists="lines", **how)
    assert texts(found) == ["Soupe\n1 kg d’eau\ndu sel\n\nMélanger.\nServir."]
    found = made.read("jsonl", {"a.jsonl.xz": lines(record)}, **how)
    assert texts(found) == ["Soupe\n1 kg d’eau, du sel\n\nMélanger., Servir."]


def test_wrapped_markdown_is_joined() -> None:
    text = "## Titre\n\nUne phrase\ncoupée.\n- un\npoint\n- deux\n1. trois\n\n> Une\n> citation"
    assert unwrapped(text) == "Titre\n\nUne phrase coupée.\n- un point\n- deux\n1. trois\n\nUne citation"
