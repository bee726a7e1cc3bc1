"""Measures are right for a model that knows, at chance for one that knows nothing, and honest about how sure they are."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from necker.core.language import set_language
from necker.engine.bundle import Bundle, seal
from necker.evals import slice as slices
from necker.evals.slice import Measure, _apart, _single_bytes, measure, table, text_measure, to_json, wilson
from necker.model.export import export_onnx
from necker.sources.document import Document
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from tests.engine.small_bundle import learnt, small_bundle
from tests.model.test_qwen3 import lively

TEXTS = ["The cat sleeps in the garden.", "Le chat dort dans le jardin."]


@pytest.fixture(scope="module")
def ignorant(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The same tokenizer and codecs, with weights of chance."""
    folder = tmp_path_factory.mktemp("ignorant") / "bundle"
    shutil.copytree(small_bundle(), folder)
    bundle = Bundle.open(folder)
    model = lively(bundle.config)
    (folder / "model.onnx").write_bytes(
        export_onnx(bundle.config, {name: value.detach().numpy() for name, value in model.named_parameters()})
    )
    seal(folder, "ignorant", bundle.config, bundle.vocabulary)
    return Bundle.open(folder)


def by_name(measures: list[Measure]) -> dict[str, Measure]:
    return {one.name: one for one in measures}


def test_a_model_that_learnt_them_by_heart(ignorant: Bundle) -> None:
    every = learnt()
    found = by_name(measure(Bundle.open(small_bundle()), every, every))
    assert list(found) == ["text", "draw", "see", "say", "hear"]
    text = found["text"]
    assert text.n == 4 and text.value is not None and text.chance is not None and text.low is not None
    assert text.low <= text.value < 0.5 * text.chance < 3
    assert found["say"].value == found["draw"].value == 1.0
    assert (found["draw"].n, found["draw"].chance, found["see"].chance) == (4, 0.5, 0.1)
    assert found["see"].n == found["hear"].n == 0 and found["see"].value is None  # fewer than ten texts
    worse = text_measure(ignorant, TEXTS, TEXTS)
    assert worse.value is not None and worse.chance is not None and worse.value > worse.chance


def test_ignorance_is_chance(ignorant: Bundle) -> None:
    """On enough documents the interval holds the chance level: choosing short or common texts wins nothing."""
    every = [d for d in documents(manifest("toy").source()) if d.lang == "fr" and not isinstance(d.parts[0], str)]
    found = by_name(measure(ignorant, every, [], most=60))
    for name in ("draw", "see", "say", "hear"):
        one = found[name]
        assert one.n == 60 and one.low is not None and one.high is not None and one.chance is not None
        assert one.low <= one.chance <= one.high
    assert found["text"].n == 0


def test_the_right_one_of_ten_however_likely_the_texts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that are likelier than others whatever is shown do not hide what the model sees, nor stand in for it."""
    bundle = Bundle.open(small_bundle())
    group = [slices.Pair(f"text {i}", "en", np.arange(64)) for i in range(10)]
    usual = np.linspace(-30.0, 0.0, 10)
    for signal, right in ((np.eye(10), 10), (np.eye(10) * ([1] * 6 + [-1] * 4), 6), (-np.eye(10), 0)):
        monkeypatch.setattr(slices, "_likelihoods", lambda *_, signal=signal: (usual + signal).ravel())
        one = slices._ten_ways(bundle, "see", [group, group[:9]])
        assert (one.value, one.n) == (right / 10, 10)


def test_wilson_is_the_published_interval() -> None:
    low, high = wilson(81, 263)  # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20)[0] == 0.0 and wilson(20, 20)[1] == 1.0


def test_groups_have_different_texts_and_use_every_document_once() -> None:
    def document(i: int, text: str) -> Document:
        return Document(str(i), (text,), "en", "s", "CC0-1.0", True)

    texts = {str(t): [document(100 * t + i, str(t)) for i in range(1 + t % 4)] for t in range(12)}
    groups = _apart({text: list(waiting) for text, waiting in texts.items()})
    used = [one.id for group in groups for one in group]
    assert len(used) == len(set(used)) and len(groups[0]) == 10
    assert all(2 <= len(group) == len({one.parts[0] for one in group}) <= 10 for group in groups)


def test_single_bytes() -> None:
    flat = _single_bytes([], ["any"])
    assert flat == pytest.approx(8.0)
    assert _single_bytes(["aaaa" * 10_000], ["aa"]) == pytest.approx(-np.log2(40_001 / 40_256), rel=1e-6)


def test_the_table_and_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    one = Measure("see", "share", 0.31, 0.22, 0.42, 0.1, 90)
    many = [
        one,
        Measure("text", "bits per byte", 2.5, 2.4, 2.6, 4.4, 10),
        replace(one, value=None, low=None, high=None, n=0),
    ]
    assert json.loads(json.dumps(to_json(many)))["measures"][0]["value"] == 0.31
    assert "31 %" in table(many) and "2.50" in table(many)
    set_language("fr")
    try:
        assert "hasard" in table(many) and "2,50" in table(many)
    finally:
        set_language(None)


def test_held_out_documents_are_chosen_by_their_names_alone() -> None:
    bundle = Bundle.open(small_bundle())
    every = learnt()
    assert measure(bundle, every, every) == measure(bundle, list(reversed(every)), every)


def test_the_path_of_nothing(tmp_path: Path) -> None:
    bundle = Bundle.open(small_bundle())
    assert [one.n for one in measure(bundle, [], [])] == [0] * 5
