"""Two judges as one: who is asked what, how opinions are averaged, what decides nothing, and damage."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import MissingError, NeckerError
from necker.knowledge.library import Library
from necker.verify.cascade import Cascade, average, best_windows
from necker.verify.judge import CONTRADICT, SUPPORT, Case
from necker.verify.trained import TrainedJudge
from necker.verify.windows import Opinion, Window
from tests.verify.judge_folder import BOUND, NO, UNSURE, YES, two_judges, write_together
from tests.verify.test_judge import CLAIMS, all_passages, claim
from tests.verify.test_trained import prose

SAID = "Wolfgang Amadeus Mozart was a composer."


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Cascade:
    return Cascade(two_judges(tmp_path_factory.mktemp("both"), (0, 0, 0), (0, 0, 0), lively=True), threads=1)


def one(judge: Cascade, library: Library, said: str = SAID) -> Any:
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    return judge.judge(claim(said), passage, gloss)


def test_it_fits_the_seam_and_names_itself(lively: Cascade, library: Library) -> None:
    assert (lively.name, lively.bound, len(lively.sha256)) == ("both", BOUND, 64)
    assert one(lively, library).passage.title == "Wolfgang Amadeus Mozart"
    assert lively.judge_many([]) == []


@pytest.mark.parametrize(("weight", "supported"), [(0.0, True), (0.4, True), (0.6, False), (1.0, False)])
def test_the_weight_is_that_of_the_slow_one(weight: float, supported: bool, library: Library, tmp_path: Path) -> None:
    judge = Cascade(two_judges(tmp_path, YES, NO, weight=weight), threads=1)
    found = one(judge, library)
    yes, no = (judge.quick.probabilities(_logits(answer), "en") for answer in (YES, NO))
    assert found.p == pytest.approx(average(yes, no, weight)) and sum(found.p) == pytest.approx(1)
    assert (found.supports >= SUPPORT) == supported and (found.contradicts >= CONTRADICT) == (not supported)
    assert [shares for _, shares in found.scores] == [pytest.approx(yes), pytest.approx(no)]


def _logits(answer: tuple[float, ...]) -> Any:
    import numpy as np

    return np.array(answer, np.float32)


def test_thresholds_are_those_of_the_average(library: Library, tmp_path: Path) -> None:
    strict = two_judges(tmp_path, YES, YES, support={"fr": 0.5, "en": 0.99})
    assert 0 < one(Cascade(strict, threads=1), library).supports < SUPPORT


def test_the_slow_one_is_asked_of_the_best_few_windows_of_each_claim(
    lively: Cascade, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, list[Window]] = {"quick": [], "slow": []}
    opinions = TrainedJudge.opinions

    def counted(self: TrainedJudge, windows: list[Window]) -> list[Opinion | None]:
        seen["quick" if self is lively.quick else "slow"] += windows
        return opinions(self, windows)

    monkeypatch.setattr(TrainedJudge, "opinions", counted)
    claims = [claim(SAID), claim("Mozart was born in Salzburg.")]
    cases: list[Case] = [(said, passage, None) for said, passage in product(claims, all_passages(library))]
    found = lively.judge_many(cases)
    for said in {window.claim for window in seen["quick"]}:
        assert sum(window.claim == said for window in seen["slow"]) == lively.asked == 2
        assert sum(window.claim == said for window in seen["quick"]) > 2
    quick_only = [each for each in found if len(each.scores) == 1]
    assert quick_only and all(each.supports == 0 and each.p is None for each in quick_only)


def _window(number: int, free: bool = True) -> Window:
    return Window(number, None, "plain", free)  # type: ignore[arg-type]


def _opinion(*p: float) -> Opinion:
    return Opinion(p, (), ())  # type: ignore[arg-type]


def test_the_best_windows_are_those_that_may_decide() -> None:
    shares = [(0.9, 0.05, 0.05), (0.2, 0.7, 0.1), (0.1, 0.1, 0.8), (0.6, 0.2, 0.2)]
    opinions = [_opinion(*p) for p in shares]
    assert best_windows([_window(1)] * 4, opinions, 2) == [0, 1]
    assert best_windows([_window(1, False)] + [_window(1)] * 3, opinions, 2) == [1, 3]  # a rule objects to the first
    assert best_windows([_window(1)] * 2 + [_window(2)] * 2, opinions, 1) == [0, 3]
    assert best_windows([_window(1)] * 4, [None, *opinions[1:]], 9) == [1, 2, 3]
    assert best_windows([], [], 2) == []


def test_the_rules_keep_their_veto(library: Library, tmp_path: Path) -> None:
    judge = Cascade(two_judges(tmp_path, YES, YES), threads=1)
    for wrong in ("Mozart was born in 1757 in Salzburg.", "Mozart was not a composer.", "Mozart was born in Prague."):
        found = one(judge, library, wrong)
        assert found.clashes and found.supports == 0


def test_a_sentence_supports_itself_where_the_slow_one_is_asked_of_others(library: Library, tmp_path: Path) -> None:
    judge = Cascade(two_judges(tmp_path, UNSURE, UNSURE, asked=1), threads=1)
    passage, gloss = prose(library, "Wolfgang Amadeus Mozart")
    for start, end in passage.sentences:
        found = judge.judge(claim(passage.text[start:end]), passage, gloss)
        assert (found.supports, found.reason) == (1.0, "the same words")


def test_a_claim_too_long_for_either_is_not_judged(library: Library, tmp_path: Path) -> None:
    judge = Cascade(two_judges(tmp_path, YES, YES), threads=1)
    found = one(judge, library, "Mozart composed. " * 100)
    assert found.supports == 0 and "too long" in found.reason


def test_every_claim_on_every_passage(library: Library, lively: Cascade) -> None:
    cases: list[Case] = [
        (claim(t, lang), passage, None) for (lang, t), passage in product(CLAIMS, all_passages(library))
    ]
    for (said, passage, _), found in zip(cases, lively.judge_many(cases), strict=True):
        assert found.passage is passage and 0 <= found.supports <= 1 and 0 <= found.contradicts <= 1
        assert not (found.clashes and found.supports)
        assert all(0 <= s < e <= len(said.text) for s, e in found.unsupported)


def test_damage_is_one_line(tmp_path: Path) -> None:
    folder = two_judges(tmp_path, YES, UNSURE)
    Cascade(folder, threads=1)
    about = json.loads((folder / "judge.json").read_text("utf-8"))
    even = {"fr": 0.5, "en": 0.5}
    for wrong in (
        b"",
        b"[]",
        b"{}",
        json.dumps({**about, "schema": 2}).encode(),
        json.dumps({**about, "support": {"fr": 0.5}}).encode(),
        json.dumps({**about, "weight": None}).encode(),
        json.dumps({**about, "weight": 2}).encode(),
        json.dumps({**about, "asked": 0}).encode(),
        json.dumps({**about, "parts": {**about["parts"], "open": "0" * 64}}).encode(),
    ):
        (folder / "judge.json").write_bytes(wrong)
        with pytest.raises(NeckerError) as caught:
            Cascade(folder, threads=1)
        assert "\n" not in str(caught.value)
    write_together(folder, {"support": even})
    Cascade(folder, threads=1)
    (folder / "open" / "judge.onnx").unlink()
    with pytest.raises(MissingError):
        Cascade(folder, threads=1)
