"""A short run of the judge from pairs to a bundle: it learns, goes on leg by leg, and replays bit for bit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from necker.codecs.unigram import Unigram
from necker.core.errors import NeckerError, UsageError
from necker.model.bert import Bert
from necker.model.e5 import E5
from necker.model.judge_pairs import Texts, padded
from necker.model.judge_pipeline import JudgeRun, prepare, replay, train
from necker.model.judge_recipe import JudgeRecipe, Start
from necker.training.chain import read_chain
from necker.training.checkpoint import read_weights
from necker.training.signals import Requests
from necker.training.workers import Workers
from necker.verify.trained import TrainedJudge
from tests.model.small_e5 import open_recipe, write_e5
from tests.model.some_pairs import short_recipe, some

RECIPES = Path(__file__).parents[2] / "recipes"
JUDGE = RECIPES / "judge.toml"


def begun(folder: Path, recipe: JudgeRecipe, weights: Path | None = None) -> JudgeRun:
    run = JudgeRun(folder, recipe)
    prepare(run, some, some(30), weights)
    return run


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("e5") / "small.bin"
    write_e5(path)
    return path


class _Stop(Exception):
    """Ends a leg where a power cut might."""


def test_a_start_from_elsewhere_is_trained_gone_on_with_and_replayed(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(tmp_path / "a", open_recipe(file, legs=2), file)
    first, second = (train(run, Workers(1), Requests()) for _ in range(2))
    assert second["start"] == first["end"] != first["start"] and run.done() == 2
    assert replay(run, 0, Workers(2)) == (4, True) and replay(run, 1, Workers(1), links=1) == (2, True)

    monkeypatch.setattr("necker.training.kernel.CHECKPOINT_SECONDS", -1.0)  # after every step
    other = begun(tmp_path / "b", open_recipe(file, legs=2), file)

    def cut(step: int, *_: object) -> None:
        if step == 3:
            raise _Stop

    with pytest.raises(_Stop):
        train(other, Workers(2), Requests(), cut)
    assert replay(other, 0, Workers(1)) == (2, True)  # as far as it came
    assert train(other, Workers(2), Requests())["state_hash"] == first["state_hash"]

    third = begun(tmp_path / "c", open_recipe(file, legs=2), file)
    assert replay(third, 0, Workers(1), recorded=run.leg(0) / "chain.jsonl", links=1) == (2, True)  # only prepared


def test_the_first_start_holds_the_weights_given(tmp_path: Path, file: Path) -> None:
    run = begun(tmp_path, open_recipe(file), file)
    e5, module, pieces = E5.read(file), run.module(), run.cutter().pieces
    assert isinstance(module, Bert) and isinstance(pieces, Unigram)
    read_weights(module, run.leg(0) / "start.safetensors")
    texts = [text for text, _ in e5.pieces]
    kept = [texts.index(text) for text, _ in pieces.pieces]
    for name, wanted in e5.weights(kept, (0, 2), 96).items():
        found = module.get_parameter(name).detach().numpy()
        assert found == pytest.approx(wanted, rel=2**-8)  # bf16
    before = (run.leg(0) / "start.safetensors").read_bytes()
    (run.leg(0) / "start.safetensors").unlink()
    assert (begun(tmp_path, run.recipe, file).leg(0) / "start.safetensors").read_bytes() == before


def test_a_start_must_be_there_and_of_its_shape(tmp_path: Path, file: Path) -> None:
    recipe = open_recipe(file)
    with pytest.raises(UsageError, match="--weights"):
        begun(tmp_path / "a", recipe)
    with pytest.raises(NeckerError, match="those of the recipe"):
        begun(tmp_path / "b", recipe, JUDGE)
    for wrong in (
        replace(recipe, network=replace(recipe.network, hidden=128)),
        replace(recipe, start=Start(recipe.start.sha256 if recipe.start else "", (0, 3))),
        replace(recipe, network=replace(recipe.network, longest=160)),
    ):
        with pytest.raises(UsageError, match="shape"):
            begun(tmp_path / f"c{wrong.hash[:8]}", wrong, file)


def test_the_bundle_of_a_start_from_elsewhere_runs(tmp_path: Path, file: Path) -> None:
    run = begun(tmp_path, open_recipe(file, steps=60), file)
    losses: list[float] = []
    train(run, Workers(1), Requests(), lambda _, __, figures: losses.append(figures["loss"]))
    assert np.mean(losses[-10:]) < 0.9 * np.mean(losses[:5])
    judge, pairs = TrainedJudge(run.bundle, threads=1), some(60)
    answers = judge.answers([Texts(p.claim, p.lang, p.title, p.passage, p.context, p.passage_lang) for p in pairs])
    assert all(answer.whole for answer in answers)
    assert np.std([answer.logits for answer in answers], axis=0).min() > 0.01
    module, cutter = run.module(), run.cutter()
    read_weights(module, run.leg(0) / "end.safetensors")
    for pair, answer in zip(pairs[:8], answers, strict=False):
        row = cutter.row(pair)
        given = padded([(row.ids, row.marks, row.parts)], cutter.pad)
        with torch.no_grad():
            verdict, _ = module(*(torch.from_numpy(part) for part in given))
        assert np.abs(verdict[0].numpy() - answer.logits).max() < 0.5  # four bits


def test_two_legs_the_same_for_any_number_of_workers_and_replayed(tmp_path: Path) -> None:
    run = begun(tmp_path / "a", short_recipe(legs=2))
    first, second = (train(run, Workers(1), Requests()) for _ in range(2))
    assert second["start"] == first["end"] and run.done() == 2
    with pytest.raises(UsageError, match="done"):
        train(run, Workers(1), Requests())
    made = (run.bundle / "judge.onnx").read_bytes()
    (run.bundle / "judge.json").unlink()  # as after a power cut before the export
    (run.bundle / "judge.onnx").write_bytes(b"")
    assert train(run, Workers(1), Requests()) == second and (run.bundle / "judge.onnx").read_bytes() == made
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


def test_the_open_recipe_is_read_and_its_layers_are_counted(tmp_path: Path) -> None:
    path = RECIPES / "judge_open.toml"
    recipe = JudgeRecipe.read(path)
    (tmp_path / "again.toml").write_text(recipe.expanded(), "utf-8")
    assert JudgeRecipe.read(tmp_path / "again.toml") == recipe
    config = recipe.config(recipe.tokenizer.size)
    assert (config.dim, config.heads, config.hidden) == (384, 12, 1536) and config.eps == 1e-12
    assert config.context % 32 == 0 and 0 <= config.context - recipe.network.longest < 32
    text = path.read_text("utf-8")
    for good, bad in (("layers = [0, ", "layers = ["), ("[0, 1, ", "[1, 0, "), ('sha256 = "1', 'sha256 = "')):
        assert good in text
        (tmp_path / "bad.toml").write_text(text.replace(good, bad), "utf-8")
        with pytest.raises(UsageError):
            JudgeRecipe.read(tmp_path / "bad.toml")
