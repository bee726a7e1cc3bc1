"""That no text of a test is in prepared data, shown by a program that knows nothing of the one that takes them out."""

from __future__ import annotations

import importlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necker.sources.manifest import Manifest, manifest
from tests.sources.test_prepare import QUESTION, made, mirror, removals, sources, text

pytest.importorskip("pyarrow")

from necker.sources.prepare import prepare

__all__ = ["mirror"]  # the fixture
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
# Each with tests that overlap it by nature, and how many of its documents hold a question of theirs.
REAL = {"qed": 764, "selqa": 390, "svamp": 174}
TESTS = ("nq_open_eval", "qed_eval", "selqa_eval", "svamp_eval", "webquestions_eval")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("leak_proof")


def found(bench: Any, out: Path, under: str = "sources") -> set[str]:
    _, held = bench.proof(out, under)
    return {id for leaks in held.leaks.values() for _, id in leaks}


def test_it_finds_what_was_there_before_and_nothing_afterwards(bench: Any, mirror: Path, tmp_path: Path) -> None:
    prepare(sources(mirror), tmp_path / "out")
    assert found(bench, tmp_path / "out", "work") == {"first/leak"}
    assert found(bench, tmp_path / "out") == set()


def test_every_kind_of_text_in_every_disguise_is_gone(bench: Any, mirror: Path, tmp_path: Path) -> None:
    """Two hundred questions, answers, claims and labels, planted one by one."""
    chooser = random.Random(3)
    asked = [
        {"id": str(n), "question": f"{QUESTION.split('?')[0]} of {text(400 + n, 18)}?" if n % 2 else f"Who was {text(400 + n, 3)[:-1]}?",
         "answer": " ".join(text(600 + n, 12).split()), "label": f"refuted by {text(800 + n, 3)[:-1]}"} for n in range(50)
    ]  # fmt: skip
    claims = [{"id": str(n), "text": " ".join(text(900 + n, 9).split())} for n in range(50)]
    planted = [one[name] for one in asked for name in ("question", "answer", "label")] + [one["text"] for one in claims]
    ways: tuple[Callable[[str], str], ...] = (
        str.upper,
        lambda said: f"« {said} »",
        lambda said: said.replace(" ", "\u00a0"),
        str.title,
    )
    train = [{"id": f"clean{n}", "text": text(1000 + n)} for n in range(20)]
    for number, said in enumerate(planted):
        beside = (
            asked[number // 3]["question"] if number < 150 and number % 3 == 2 else ""
        )  # a label alone says nothing
        said = f"{text(2000 + number)}\n{beside}\n{chooser.choice(ways)(said)}\n{text(3000 + number)}"
        train.append({"id": f"planted{number}", "text": said})
    options = {"question": "question", "answer": "answer", "label": "label"}
    every: list[Manifest] = [
        made(mirror, "train", *train), made(mirror, "claims", *claims, split="eval"),
        made(mirror, "asked", *asked, split="eval", reader="questions", options=options),
    ]  # fmt: skip
    prepare(every, tmp_path / "out", 2)
    assert {id for id, (reason, _) in removals(tmp_path / "out").items() if reason == "leak"} == {
        f"train/planted{number}" for number in range(len(planted))
    }
    assert found(bench, tmp_path / "out", "work") == {f"train/planted{number}" for number in range(len(planted))}
    tests, held = bench.proof(tmp_path / "out")
    assert held.documents == 20 and not any(held.leaks.values())
    assert all(tests.texts[kind] >= 50 for kind in ("question", "answer", "claim", "label"))


@pytest.mark.skipif(not os.environ.get("NECKER_MIRROR"), reason="needs NECKER_MIRROR")
def test_overlaps_of_the_mirror_are_gone(bench: Any, tmp_path: Path) -> None:
    prepare([manifest(name) for name in (*REAL, *TESTS)], tmp_path / "out", 2)
    stats = json.loads((tmp_path / "out" / "stats.json").read_bytes())["sources"]
    assert {name: one["state"] for name, one in stats.items()} == dict.fromkeys(stats, "done")
    before = found(bench, tmp_path / "out", "work")
    for name, least in REAL.items():
        assert sum(id.startswith(f"{name}/") for id in before) >= least
        assert stats[name]["removed"]["leak"] >= least
    assert found(bench, tmp_path / "out") == set()
