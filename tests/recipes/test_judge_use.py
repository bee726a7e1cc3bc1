"""Setting a judge for its use: the fit finds the sentence that decides, the threshold keeps its promise or says what it lets through."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from necker.verify.calibration import Use

SCRIPT = Path(__file__).parents[2] / "recipes" / "judge_use.py"
FEATURES = len(Use.NAMES) + 1


@pytest.fixture(scope="module")
def use() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge_use_script", SCRIPT)
    assert spec and spec.loader
    module = sys.modules["judge_use_script"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def claims(use: ModuleType, count: int, signal: float, counts: bool = True) -> list[object]:
    """Claims with three sentences each; one of them tells a true claim from a false one by `signal`, the others are noise."""
    drawn = np.random.default_rng(3)
    made = []
    for i in range(count):
        true = i % 2 == 0
        features = np.zeros((3, FEATURES))
        features[:, -1] = 1
        features[:, 0] = drawn.normal(-2, 1, 3)
        features[i % 3, 0] += signal if true else 0
        made.append(
            use.Seen("supported" if true else "contradicted", "en", i % use.PARTS, counts, i % 4 == 0, features)
        )
    return made


def test_the_fit_tells_true_from_false_by_the_sentence_that_speaks_for_it(use: ModuleType) -> None:
    made = claims(use, 400, 5.0)
    p = use.crossed(made)
    true = np.array([one.label == "supported" for one in made])
    assert p[true].mean() > 0.85 and p[~true].mean() < 0.2
    empty = use.Seen("supported", "en", 0, True, False, np.zeros((0, FEATURES)))
    assert use.crossed([*made, empty])[-1] < 0.01  # no sentence, no support


def test_the_threshold_keeps_its_promise_where_it_can(use: ModuleType) -> None:
    made = claims(use, 600, 7.0)
    p = use.crossed(made)
    at, let = use.threshold(list(zip(made, p.tolist(), strict=True)))
    marked = p >= at
    wrong = sum(one.label != "supported" for one, is_marked in zip(made, marked, strict=True) if is_marked)
    assert (let.marked, let.wrong) == (marked.sum(), wrong) and wrong / marked.sum() < let.bound < 0.05
    assert let.covered > 0.5


def test_where_it_cannot_it_supports_as_many_true_ones_as_words_do_and_says_what_that_lets_through(
    use: ModuleType,
) -> None:
    made = claims(use, 400, 0.0)  # nothing to go by
    p = use.crossed(made)
    at, let = use.threshold(list(zip(made, p.tolist(), strict=True)))
    true = np.array([one.label == "supported" for one in made])
    assert (p[true] >= at).sum() == sum(one.by_words for one in made if one.label == "supported")
    assert let.covered == 0.5 and let.bound > 0.3
    en, fr = (use.told(lang, {"en": let, "fr": let}, 400) for lang in ("en", "fr"))
    assert en.startswith("English: wrong") and fr.startswith("français : à tort") and "50 % of the true" in en
