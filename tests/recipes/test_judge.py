"""How the judge's thresholds are set: temperatures, and a run of the script from lessons to judge.json."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from necker.verify.calibration import KINDS
from necker.verify.cascade import Cascade
from tests.model.some_pairs import MadePair, made, short_recipe

SCRIPT = Path(__file__).parents[2] / "recipes" / "judge.py"


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge_recipe_script", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_temperature_makes_up_for_boasting(judge: ModuleType) -> None:
    drawn = np.random.default_rng(0)
    honest = drawn.normal(size=(4000, 3))
    p = judge.softmax(honest, 1.0)
    labels = (p.cumsum(axis=1) > drawn.random((4000, 1))).argmax(axis=1)
    assert judge.temperature_of(honest, labels) == pytest.approx(1.0, abs=0.1)
    assert judge.temperature_of(honest * 2, labels) == pytest.approx(2.0, abs=0.2)


def test_from_lessons_to_a_calibrated_judge(
    judge: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def generate(pack: Path, seed: int, count: int, split: str) -> Iterator[MadePair]:
        assert pack == tmp_path / "x.pack" and split in ("train", "test")
        return (made(i) for i in range(count))

    lesson = types.ModuleType("necker.lessons.made")
    lesson.generate = generate  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "necker.lessons.made", lesson)
    recipe = short_recipe()
    recipe = replace(recipe, lesson=(replace(recipe.lesson[0], name="made", count=300, test=200),))
    (tmp_path / "r.toml").write_text(recipe.expanded(), "utf-8")
    run = str(tmp_path / "run")
    judge.main(["prepare", run, "--pack", str(tmp_path / "x.pack"), "--recipe", str(tmp_path / "r.toml")])
    judge.main(["train", run, "--workers", "1"])
    with pytest.raises(SystemExit) as ended:
        judge.main(["replay", run, "--links", "1"])
    assert ended.value.code == 0 and "the same bits" in capsys.readouterr().out
    judge.main(["calibrate", run])
    about = json.loads((tmp_path / "run/bundle/judge.json").read_text("utf-8"))
    assert set(about["temperature"]) == set(about["support"]) == {"fr", "en"} and "95 %" in about["bound"]
    held = json.loads(capsys.readouterr().out)["held"]
    assert 0 <= held["fr"]["balanced_accuracy"] <= 1 and set(held["en"]["kinds"]) == {"copy", "other_page", "place"}
    assert set(about["support"]["fr"]) == set(KINDS)
    for part in ("small", "open"):
        shutil.copytree(tmp_path / "run/bundle", tmp_path / "both" / part)
    judge.main(["together", str(tmp_path / "both"), "--test", str(tmp_path / "run/data/test.jsonl")])
    assert json.loads(capsys.readouterr().out)["held"]["fr"]["n"] == held["fr"]["n"]
    found = Cascade(tmp_path / "both", threads=1)
    assert found.bound == about["bound"] and set(found.thresholds.support["en"]) == set(KINDS)


def test_a_kind_of_claim_has_its_own_threshold_when_it_is_met_often(judge: ModuleType) -> None:
    p = np.tile(np.linspace(0, 1, 1000), 2)
    kinds = np.array(["number"] * 1000 + ["name"] * 1000)
    right = np.where(kinds == "number", p > 0.3, p > 0.8)
    found = judge.thresholds_of(p, right, kinds)
    assert 0.2 < found["number"] < 0.31 and 0.7 < found["name"] < 0.81
    assert found["date"] == found["plain"] == judge.threshold_of(p, right)
