"""How the judge's thresholds are set: exact bounds, temperatures, and a run of the script from lessons to judge.json."""

from __future__ import annotations

import importlib.util
import json
import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.model.some_pairs import MadePair, made, short_recipe

SCRIPT = Path(__file__).parents[2] / "recipes" / "judge.py"


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge_recipe_script", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bound_is_the_exact_one(judge: ModuleType) -> None:
    """0 of n: 1 - 0.05^(1/n); 1 of 10: 0.394 and 5 of 100: 0.102 in the tables of Clopper and Pearson."""
    assert judge.upper_bound(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59), abs=1e-6)
    assert judge.upper_bound(0, 58) > 0.05 > judge.upper_bound(0, 59)
    assert judge.upper_bound(1, 10) == pytest.approx(0.3942, abs=1e-3)
    assert judge.upper_bound(5, 100) == pytest.approx(0.1023, abs=1e-3)
    assert judge.upper_bound(3, 3) == 1.0


def test_the_threshold_keeps_the_bound(judge: ModuleType) -> None:
    p = np.linspace(0, 1, 1000)
    right = p > 0.6  # everything above is right
    at = judge.threshold_of(p, right)
    assert 0.55 < at < 0.6 and judge.upper_bound(int((~right[p >= at]).sum()), int((p >= at).sum())) < judge.TARGET
    assert judge.threshold_of(p, np.zeros(1000, bool)) == 1.0
    assert judge.threshold_of(p[:20], np.ones(20, bool)) == 1.0  # too few to know


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
