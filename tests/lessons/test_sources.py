"""Lessons are sources like others: listed, shown, prepared, named by recipes."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from necker.core.errors import UsageError
from necker.lessons.noisy import TEST, TRAIN
from necker.model.recipe import Recipe, toml_of
from necker.sources.document import Document, Image, Sound, document_hash
from necker.sources.licences import allowed
from necker.sources.manifest import manifest, manifests
from necker.sources.mirror import Source
from necker.sources.prepare import refs
from necker.sources.readers import documents
from necker.sources.sheets import film_strips, write_sheets

MIRROR = os.environ.get("NECKER_MIRROR", "")
needs_mirror = pytest.mark.skipif(not Path(MIRROR or "/nowhere").is_dir(), reason="NECKER_MIRROR names no folder")
LESSONS = [name for name, one in manifests().items() if one.reader == "lesson"]
RECIPES = Path(__file__).parents[2] / "recipes"


def test_each_lesson_has_a_test_of_its_own() -> None:
    assert {name for name in LESSONS if manifest(name).split == "train"} >= {"drawn_shapes", "placed_emoji", "moving_shapes", "noisy_speech"}  # fmt: skip
    for name in ("drawn_shapes", "placed_emoji", "moving_shapes", "noisy_speech"):
        one, test = manifest(name), manifest(f"{name}_eval")
        assert (one.split, one.options["side"], test.split, test.options["side"]) == ("train", "train", "eval", "test")
        assert one.synthetic and test.synthetic and one.modalities == test.modalities


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_needs_the_files_of_what_it_is_made_from_and_has_their_licences(name: str) -> None:
    one = manifest(name)
    assert {ref.path for ref in refs(one)} == {ref.path for base in one.bases for ref in refs(base)}
    assert one.source().files == tuple(ref for ref in refs(one) if ref in one.source().files)
    own = set(one.licence.split(" AND "))
    assert own >= {part for base in one.bases for part in base.licence.split(" AND ")}
    allowed(one.licence, one.licences)


@pytest.mark.parametrize("lesson", ["", "nothing", "../core", "phrases", "os.path"])
def test_a_lesson_nobody_wrote(lesson: str) -> None:
    source = Source("here", "lesson", "CC0-1.0", "Somebody", (), 1, options={"lesson": lesson})
    with pytest.raises(UsageError, match="here"):
        list(documents(source))


def test_a_recipe_names_a_lesson_and_no_test(tmp_path: Path) -> None:
    table = tomllib.loads((RECIPES / "seed.toml").read_text("utf-8"))
    place = tmp_path / "mine.toml"
    place.write_text(toml_of(table | {"source": [{"name": "drawn_shapes", "limit": 3}]}), "utf-8")
    (one,) = Recipe.read(place).source
    assert len({d.id.split("/")[1] for d in documents(one.source)}) == 3
    place.write_text(toml_of(table | {"source": [{"name": "drawn_shapes_eval"}]}), "utf-8")
    with pytest.raises(UsageError, match="for evaluation"):
        Recipe.read(place)


def test_a_lesson_and_its_test_are_prepared_and_no_question_of_one_is_in_the_other(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from necker.sources.parquet import read_documents
    from necker.sources.prepare import prepare

    names = ("drawn_shapes", "drawn_shapes_eval", "moving_shapes", "moving_shapes_eval")
    few = [replace(one, options={**one.options, "limit": 12}) for one in map(manifest, names)]
    done = prepare(few, tmp_path / "data")
    assert {one.state for one in done.outcomes} == {"done"}
    for one in few:
        kept = list(read_documents(tmp_path / "data" / "sources" / one.name))
        made = list(documents(one.source()))
        assert sorted(map(document_hash, kept)) == sorted(map(document_hash, made)), "something was removed"


def test_sheets_show_each_picture_once_and_clips_as_strips(tmp_path: Path) -> None:
    pictures = [Image(np.full((8, 8, 3), shade, np.uint8)) for shade in (0, 90, 180)]
    sound = Sound(np.arange(-800, 800, dtype=np.int16))
    shown = [(pictures[0], "x"), (pictures[0], "y"), (*pictures, "z"), (*pictures, "w"), (sound, "s")]
    every = [Document(f"a/{number}", parts, "en", "a", "CC0-1.0", False) for number, parts in enumerate(shown)]
    assert [path.name for path in write_sheets(tmp_path, every)] == ["pictures.png", "clips.png", "sounds.png"]
    from PIL import Image as Pillow

    with Pillow.open(tmp_path / "pictures.png") as still, Pillow.open(tmp_path / "clips.png") as clips:
        assert clips.height == still.height and clips.width == 3 * (still.width - 4) + 4
        shades = [clips.getpixel((60 + 132 * place, 60)) for place in range(3)]
    assert shades == [(0, 0, 0), (90, 90, 90), (180, 180, 180)]
    assert film_strips([]) is None
    assert [path.name for path in write_sheets(tmp_path / "s", every[-1:])] == ["sounds.png"]


@needs_mirror
def test_noisy_speech_says_what_the_clean_one_says() -> None:
    pytest.importorskip("soundfile")
    clean = {one.id: one for name in ("digits", "words") for one in documents(manifest(name).source(30))}
    source = manifest("noisy_speech").source(30)
    found = list(documents(replace(source, options={**source.options, "made_from": ["digits", "words", "esc10"]})))
    noises: Counter[str] = Counter()
    for one in found:
        meta, base = dict(one.meta), clean[dict(one.meta)["speech"]]
        sound, before = one.parts[0], base.parts[0]
        assert isinstance(sound, Sound) and isinstance(before, Sound) and len(sound.samples)
        assert one.parts[1:] == base.parts[1:] and (one.lang, one.held_out) == (base.lang, base.held_out)
        assert not np.array_equal(sound.samples, before.samples)
        conditions = TEST if base.held_out else TRAIN
        assert int(meta["snr_db"]) in conditions.decibels and int(meta["speed_percent"]) in conditions.speeds
        assert meta["noise"] not in (TRAIN.made if base.held_out else TEST.made)
        assert set(base.licence.split(" AND ")) <= set(one.licence.split(" AND ")) and meta["attribution"]
        noises[meta["noise"]] += 1
    assert len(found) == sum(isinstance(one.parts[0], Sound) for one in clean.values()) and len(noises) > 6
