"""What the reference says of training is what the program does: recipe.md, record.md, stream.md, and the JSON of the verbs."""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from necker.cli.main import main
from necker.codecs import image_torch, sound_torch
from necker.codecs.fsq import Fsq
from necker.engine.wav import write_wav
from necker.model.recipe import Image, Ingredient, Recipe, Sound, Tokenizer, Transformer
from necker.record.record import write_record
from necker.sources.manifest import manifest
from necker.sources.manifest import names as sources
from necker.stream.encode import Form
from necker.stream.grammar import Grammar
from necker.stream.vocabulary import SPECIALS, Vocabulary
from necker.training.plan import LegPlan
from tests.cli.conftest import REFERENCE, Ran, shaped
from tests.model.short import write_recipe

RECIPES = Path(__file__).parents[2] / "recipes"

Cli = Callable[..., Ran]
STAGES = ("image", "sound", "model")


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands between a heading and the next."""
    assert text.count(f"\n{heading}\n") == 1, heading
    return text.split(f"\n{heading}\n")[1].split("\n#")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of the rows that begin with a word of code."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few documents, made by code, and few steps."""
    path = write_recipe(tmp_path_factory.mktemp("recipe") / "short.toml", steps=2)
    path.write_text(path.read_text("utf-8").replace("repeat = 2", "repeat = 1\nlimit = 60"), "utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, recipe: Path) -> Path:
    folder = tmp_path_factory.mktemp("made") / "run"
    assert main(["train", str(recipe), "--workers", "1", "--out", str(folder)]) == 0
    return folder


KINDS = {
    "## The file": Recipe,
    "## `[tokenizer]`": Tokenizer,
    "## `[image]`": Image,
    "## `[sound]`": Sound,
    "## `[model]`": Transformer,
    "## `[image.leg]`, `[sound.leg]`, `[model.leg]`": LegPlan,
    "## `[[source]]`": Ingredient,
}


@pytest.mark.parametrize("heading", KINDS)
def test_every_key_of_a_recipe_is_listed_with_its_default(heading: str) -> None:
    told = [row for row in rows(section(page("recipe.md"), heading)) if row[0].strip("`") not in sources()]
    fields = {field.name: field for field in dataclasses.fields(KINDS[heading])}
    assert sorted(row[0].strip("`") for row in told) == sorted(fields)
    for name, _unit, default, *_ in told:
        field = fields[name.strip("`")]
        known = "" if field.default is dataclasses.MISSING else str(field.default).lower()
        assert default == known, name


def test_sources_are_listed_with_their_licence_and_all_that_recipes_name_are() -> None:
    told = {row[0].strip("`"): row[-1] for row in rows(page("recipe.md").split("| source |")[1])}
    assert told == {name: manifest(name).licence for name in told}
    assert set(told) >= {one.name for name in ("seed", "desk") for one in Recipe.read(RECIPES / f"{name}.toml").source}


def test_the_vocabulary_is_the_one_in_the_tables() -> None:
    text = page("stream.md")
    sound = Fsq(sound_torch.LEVELS).size
    vocabulary = Vocabulary(300, (sound, sound), Fsq(image_torch.LEVELS).size)
    ranges = {row[0].strip("`"): row[1] for row in rows(section(text, "## The vocabulary"))}
    expected = {name: vocabulary.range(name) for name in ranges}
    assert list(ranges) == sorted(ranges, key=lambda name: vocabulary.range(name)) and len(ranges) == 6
    for name, (low, high) in expected.items():
        assert ranges[name] == ("size of the tokenizer" if name == "text" else f"{high - low:,}")
    specials = re.findall(r"^\| (\d+) \| `<(\w+)>`", section(text, "## Special tokens"), re.M)
    assert specials == [(str(place), name) for place, name in enumerate(SPECIALS)]


def test_the_weights_are_those_in_the_table() -> None:
    text, vocabulary = section(page("stream.md"), "## The grammar"), Vocabulary(300, (1000, 1000), 256, 64)
    grammar = Grammar(vocabulary)
    told = dict.fromkeys((*SPECIALS, "text", "sound0", "sound1", "image", "video"), 1.0)
    for names, weight in rows(text):
        told |= dict.fromkeys(re.findall(r"`<?(\w+)>?`", names), float(weight))
    ids = {name: vocabulary.special(name) if name in SPECIALS else vocabulary.range(name)[0] for name in told}
    assert {name: round(float(grammar.loss_weights([ids[name]])[0]), 3) for name in told} == told


def test_every_form_of_a_document_is_listed() -> None:
    told = [row[0].strip("`") for row in rows(section(page("stream.md"), "## Documents"))]
    assert sorted(told) == sorted(typing.get_args(Form))


def test_every_file_of_a_record_is_listed_and_no_other(run: Path) -> None:
    found = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    listed = {one["path"] for one in json.loads((run / "RECORD.json").read_text())["objects"]}
    assert found - listed == {"RECORD.json", *(f"{stage}/leg-00/timing.json" for stage in STAGES)}
    told: set[str] = set()
    for name, *_ in rows(section(page("record.md"), "## Files")):
        told |= {name.strip("`").replace("STAGE", stage).replace("NN", "00") for stage in STAGES}
    assert told == found


def test_every_key_of_the_files_is_listed(run: Path) -> None:
    text, leg = page("record.md"), run / "model" / "leg-00"

    def told(heading: str) -> set[str]:
        return {row[0].strip("`") for row in rows(section(text, heading))}

    assert told("### `RECORD.json`") == set(json.loads((run / "RECORD.json").read_text()))
    assert told("### `receipt.json`") == set(json.loads((leg / "receipt.json").read_text()))
    first, *others = map(json.loads, (leg / "chain.jsonl").read_text().splitlines())
    where = {row[0].strip("`"): row[1] for row in rows(section(text, "### A line of `chain.jsonl`"))}
    assert set(first) == {name for name, on in where.items() if on in ("every line", "the first")}
    for line in others:
        assert set(line) == {name for name, on in where.items() if on in ("every line", "all but the first")}
    line = json.loads((run / "data" / "documents.jsonl").read_text().splitlines()[0])
    assert all(f"`{name}`" in text for name in line)


def test_every_check_is_listed(run: Path, cli: Cli) -> None:
    data = shaped("record-verify", cli("record", "verify", str(run), "--json").out)
    assert data["holds"] is True
    told = [row[0].strip("`") for row in rows(section(page("record.md"), "## What `verify` checks"))]
    assert told == list(dict.fromkeys(check["name"].rpartition(": ")[2] for check in data["checks"]))


def test_the_parts_of_the_numeric_class_are_listed(run: Path) -> None:
    text = (REFERENCE.parent / "explanation" / "determinism.md").read_text("utf-8")
    parts = json.loads((run / "image" / "leg-00" / "receipt.json").read_text())["numeric"]
    assert [row[0].strip("`") for row in rows(section(text, "## The numeric class"))] == [
        name for name in parts if name != "class"
    ]


def test_train_writes_its_shape(run: Path, recipe: Path, tmp_path: Path, cli: Cli) -> None:
    data = shaped("train", cli("train", str(recipe), "--out", str(run), "--json").out)
    assert set(data["legs"]) == set(STAGES) and data["root"] and data["measures"]
    prepared = shaped("train", cli("train", str(recipe), "--out", str(tmp_path / "run"), "--prepare", "--json").out)
    assert set(prepared) == {"schema", "model", "out"}


def test_replay_writes_its_shape_whatever_comes_out(run: Path, cli: Cli) -> None:
    ran = cli("record", "replay", str(run), "image", "--json")
    assert ran.code == 0 and shaped("record-replay", ran.out)["holds"] is True
    path = run / "image" / "leg-00" / "start.safetensors"
    good = path.read_bytes()
    try:
        path.write_bytes(good[:-2] + bytes([good[-2] ^ 16]) + good[-1:])
        ran = cli("record", "replay", str(run), "image", "--json")
        data = shaped("record-replay", ran.out)
        assert ran.code == 7 and data["bits"] is False and data["legs"][0]["other"] == ["start"]
        ran = cli("record", "verify", str(run), "--json")
        assert ran.code == 7 and shaped("record-verify", ran.out)["holds"] is False
    finally:
        path.write_bytes(good)


def test_a_forged_end_is_told_in_end_same(run: Path, cli: Cli) -> None:
    path = run / "image" / "leg-00" / "end.safetensors"
    good, listed = path.read_bytes(), (run / "RECORD.json").read_bytes()
    try:
        path.write_bytes(good[:-2] + bytes([good[-2] ^ 16]) + good[-1:])
        write_record(run, "short")
        ran = cli("record", "replay", str(run), "image", "--json")
        leg: dict[str, Any] = shaped("record-replay", ran.out)["legs"][0]
        assert ran.code == 7 and (leg["bits"], leg["history"], leg["end_same"]) == (False, True, False)
    finally:
        path.write_bytes(good)
        (run / "RECORD.json").write_bytes(listed)


def test_the_verbs_of_a_model_write_their_shape(run: Path, tmp_path: Path, cli: Cli) -> None:
    model, sound, picture = ("--json", "--model", str(run / "bundle")), str(tmp_path / "a.wav"), str(tmp_path / "a.png")
    for argv in (
        ("say", "mi", "--lang", "fr", "-o", sound),
        ("draw", "un cercle", "-o", picture),
        ("see", picture),
        ("generate", "The cat"),
    ):
        data = shaped("say", cli(*argv, *model).out)
        assert data["verb"] == argv[0]
    write_wav(Path(sound), np.zeros(3200, np.int16))
    assert shaped("say", cli("hear", sound, *model).out)["file"] is None
