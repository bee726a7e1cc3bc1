"""Lessons are sources as others are: manifests name them, the reader makes them, `prepare` keeps them."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from necker.core.errors import MissingError, UsageError
from necker.lessons.turns.read import LESSONS, MADE, read
from necker.lessons.turns.translated import of_tatoeba, translations
from necker.lessons.turns.turn import answer, said
from necker.sources.document import Document, Mark, document_hash, is_held_out
from necker.sources.manifest import Manifest, manifest, manifests
from necker.sources.mirror import VARIABLE, Source
from necker.sources.readers import documents
from necker.sources.readers.texts import sentence_thing

OURS = {name: one for name, one in manifests().items() if one.options.get("lesson") == "turns.read"}
MIRROR = os.environ.get(VARIABLE, "")
needs_mirror = pytest.mark.skipif(not Path(MIRROR or "/nowhere").is_dir(), reason="NECKER_MIRROR names no folder")


def source(limit: int | None = 5, **options: object) -> Source:
    return Source(
        "lessons_x",
        "lesson",
        "CC0-1.0",
        "us",
        (),
        limit,
        (),
        {"lesson": "turns.read", "seed": 1, "side": "train", **options},
    )


@pytest.mark.parametrize("name", [name for name, one in OURS.items() if not one.bases])
def test_those_without_files_are_made_anywhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    one = OURS[name]
    found = list(documents(one.source(30)))
    assert len(found) == 30 == len({document.id for document in found})
    assert all(document.id.startswith(f"{name}/") and document.source == name for document in found)
    assert {document.held_out for document in found} == {one.split == "eval"}
    assert {document.lang for document in found} == {"en", "fr"}
    again = [document_hash(document) for document in documents(one.source(20))]
    assert again == [document_hash(document) for document in found[:20]]


def test_every_lesson_has_a_source_and_those_that_are_made_a_test() -> None:
    assert {one.options["task"] for one in OURS.values()} == set(LESSONS)
    for name in [*MADE, "translation"]:
        pair = OURS[f"lessons_{name}"], OURS[f"lessons_{name}_eval"]
        assert [one.split for one in pair] == ["train", "eval"] and len({one.options["seed"] for one in pair}) == 2
    for one in OURS.values():
        assert one.options["side"] == ("test" if one.split == "eval" else "train") and one.synthetic
        assert one.licence.split(" AND ")[0] == "CC0-1.0" and one.options["limit"] > 0


@needs_mirror
@pytest.mark.parametrize("name", ["lessons_asked", "lessons_translation_eval"])
def test_those_with_files_quote_them_under_their_licence(name: str) -> None:
    one: Manifest = OURS[name]
    found = list(documents(one.source(40)))
    assert len(found) == 40
    for document in found:
        assert document.licence != "CC0-1.0" and set(document.licence.split(" AND ")) <= set(one.licence.split(" AND "))
        results = "\n".join(said(document, "ret"))
        assert all(quote in results for quote in said(document, "src"))


@needs_mirror
def test_translations_are_of_what_is_not_held_out() -> None:
    with pytest.raises(ValueError, match="for evaluation"):
        translations(["tatoeba_eval"], "train")
    some = list(islice(translations(["mozilla_www"], "train"), 50))
    assert some and all(one.licence == "MPL-2.0" and one.en != one.fr for one in some)


def test_no_sentence_that_is_held_out_is_translated() -> None:
    pairs = [
        (f"The cat number {n} sleeps in the garden.", f"Le chat numéro {n} dort dans le jardin.") for n in range(200)
    ]
    found = of_tatoeba([*pairs, ("Same.", "Same.")], "CC-BY-2.0", "tatoeba")
    assert 150 < len(found) < 200 and not any(is_held_out(sentence_thing(one.en)) for one in found)


def test_the_judges_lessons_say_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(MissingError):
        list(read(source(task="judge")))


@pytest.mark.parametrize(
    "given",
    [
        {"task": "nothing"},
        {"task": "dates", "side": "both"},
        {"task": "dates", "seed": "1"},
        {"task": "dates", "limit": None},
    ],
)
def test_other_options_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="lessons_x"):
        list(read(source(given.pop("limit", 5), **given)))  # type: ignore[arg-type]


def test_prepare_keeps_them_with_their_marks(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from necker.sources.parquet import read_documents
    from necker.sources.prepare import prepare

    chosen = [manifest("lessons_dates_eval"), manifest("lessons_pieces_eval")]
    done = prepare(chosen, tmp_path)
    assert [one.state for one in done.outcomes] == ["done", "done"]
    kept: list[Document] = []
    for one in chosen:
        kept += read_documents(tmp_path / "sources" / one.name)
    made = {document.id: document for one in chosen for document in documents(one.source())}
    assert len(kept) > 700 and all(document == made[document.id] for document in kept)
    counts = Counter(part.name for document in kept for part in document.parts if isinstance(part, Mark))
    assert counts["user"] == counts["end_user"] == counts["asst"] == len(kept) and counts["computed"] > 300
    assert all(answer(document) for document in kept)


def test_a_recipe_names_them_and_its_stream_has_turns(tmp_path: Path) -> None:
    from necker.codecs.bpe import train
    from necker.model.recipe import Ingredient
    from necker.sources.store import read_store, write_store
    from necker.stream.encode import Coder, encode
    from necker.stream.shards import write
    from necker.stream.vocabulary import Vocabulary

    write_store(tmp_path / "data", documents(Ingredient("lessons_dates", limit=12).source))
    kept = list(read_store(tmp_path / "data"))
    bpe = train(["combien de jours entre le 3 mai et le 5 juin"] * 3, 270)
    coder = Coder(Vocabulary(bpe.size, (0, 0), 0), bpe)
    shards = write(tmp_path / "stream", ((one, encode(one, coder)) for one in kept), coder.grammar)
    assert len(kept) == len(shards.entries) == 12 and {entry.form for entry in shards.entries} == {"turns"}
