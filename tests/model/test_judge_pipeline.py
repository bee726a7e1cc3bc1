"""A short run of the judge from pairs to a bundle: it learns, goes on leg by leg, and replays bit for bit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from necker.core.errors import UsageError
from necker.model.judge_pipeline import JudgeRun, prepare, replay, train
from necker.model.judge_recipe import JudgeRecipe
from necker.training.chain import read_chain
from necker.training.signals import Requests
from necker.training.workers import Workers
from tests.model.some_pairs import short_recipe, some

JUDGE = Path(__file__).parents[2] / "recipes" / "judge.toml"


def begun(folder: Path, recipe: JudgeRecipe) -> JudgeRun:
    run = JudgeRun(folder, recipe)
    prepare(run, some, some(30))
    return run


def test_two_legs_the_same_for_any_number_of_workers_and_replayed(tmp_path: Path) -> None:
    run = begun(tmp_path / "a", short_recipe(legs=2))
    first, second = (train(run, Workers(1), Requests()) for _ in range(2))
    assert second["start"] == first["end"] and run.done() == 2
    with pytest.raises(UsageError, match="done"):
        train(run, Workers(1), Requests())
    other = begun(tmp_path / "b", short_recipe(legs=2))
    assert [train(other, Workers(2), Requests())["state_hash"] for _ in range(2)] == [
        first["state_hash"],
        second["state_hash"],
    ]
    head = read_chain(run.leg(0) / "chain.jsonl")[0]
    assert {"recipe": run.recipe.hash, **run.identity()}.items() <= head.items() and head["task"] == "judge"
    assert replay(run, 1, Workers(1)) == (4, True)
    assert replay(run, 0, Workers(2), links=1) == (2, True)
    (run.pairs / "labels.npy").write_bytes((other.pairs / "labels.npy").read_bytes()[:-600] + bytes(600))
    assert not replay(run, 0, Workers(1))[1]  # other labels, other bits


def test_it_learns_and_the_bundle_says_the_same(tmp_path: Path) -> None:
    recipe = short_recipe(steps=90)
    network = replace(recipe.network, rows=16)
    run = begun(tmp_path, replace(recipe, network=network))
    losses: list[float] = []
    train(run, Workers(1), Requests(), lambda _, __, figures: losses.append(figures["loss"]))
    assert np.mean(losses[-10:]) < 0.75 * np.mean(losses[:5])
    about = json.loads((run.bundle / "judge.json").read_text("utf-8"))
    assert about["longest"] == 96 and set(about["files"]) == {"judge.onnx", "tokenizer.json"}
    met = json.loads((run.pairs / "about.json").read_text("utf-8"))
    assert met["label"] == {"contradicted": 200, "not_enough": 200, "supported": 200}
    assert met["licence"] == {"CC0-1.0": 600} and met["lang"] == {"en": 344, "fr": 256}
    test = [json.loads(line) for line in run.test.read_text("utf-8").splitlines()]
    assert len(test) == 30 and test[1]["claim"] == some(2)[1].claim and test[1]["spans"] == [list(some(2)[1].spans[0])]


def test_a_folder_is_one_recipes(tmp_path: Path) -> None:
    run = begun(tmp_path, short_recipe())
    assert JudgeRun.open(tmp_path).recipe == run.recipe
    before = (run.pairs / "tokens.npy").stat().st_mtime_ns
    prepare(run, some, [])  # what is there is left alone
    assert (run.pairs / "tokens.npy").stat().st_mtime_ns == before
    with pytest.raises(UsageError, match="another recipe"):
        begun(tmp_path, short_recipe(steps=5))


def test_the_recipe_is_read_strictly_and_written_out(tmp_path: Path) -> None:
    recipe = JudgeRecipe.read(JUDGE)
    (tmp_path / "again.toml").write_text(recipe.expanded(), "utf-8")
    assert JudgeRecipe.read(tmp_path / "again.toml") == recipe and recipe.shortened(3).leg[0].steps == 3
    assert 4_000_000 < recipe.config(8192).parameters < 6_500_000
    text = JUDGE.read_text("utf-8")
    for good, bad in (
        ("dim = 256", "dim = 250"),
        ("longest = 128", "longest = 60"),
        ("rows = 24", "rows = 0"),
        ("[[leg]]", "[[legs]]"),
    ):
        (tmp_path / "bad.toml").write_text(text.replace(good, bad), "utf-8")
        with pytest.raises(UsageError):
            JudgeRecipe.read(tmp_path / "bad.toml")
