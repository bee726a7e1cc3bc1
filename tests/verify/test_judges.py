"""Which judge is used: the installed one, the one beside a checkout, else words and rules; loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from necker.core.errors import MissingError, NeckerError
from necker.core.language import speaking
from necker.knowledge.library import Library
from necker.verify import judges
from necker.verify.cascade import Cascade
from necker.verify.check import verify_text
from necker.verify.judge import WordJudge
from necker.verify.judges import Shipped, judge_folder, open_judge, the_trained_one
from necker.verify.trained import TrainedJudge
from tests.verify.judge_folder import BOUND, NO, YES, one_judge, two_judges


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Path, Path]:
    """(models/judge of the data folder, weights/judge of a checkout), both empty."""
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    beside = tmp_path / "weights" / "judge"
    monkeypatch.setattr(judges, "_BESIDE", beside)
    return tmp_path / "home" / "data" / "models" / "judge", beside


def test_without_one_words_and_rules_judge(places: tuple[Path, Path]) -> None:
    assert judge_folder() is None and isinstance(open_judge(), WordJudge)
    places[1].mkdir(parents=True)
    assert isinstance(open_judge(), WordJudge)
    with pytest.raises(MissingError):
        the_trained_one()


def test_the_installed_one_comes_before_the_one_beside(places: tuple[Path, Path]) -> None:
    one_judge(places[1])
    assert judge_folder() == places[1] / "small"
    one_judge(places[0])
    assert judge_folder() == places[0] / "small"
    assert isinstance(open_judge("rules"), WordJudge)


def test_two_are_used_together_when_they_were_calibrated_together(places: tuple[Path, Path]) -> None:
    folder = two_judges(places[0], YES, NO)
    found = the_trained_one()
    assert isinstance(found, Shipped) and (found.name, found.bound) == ("both", BOUND)
    assert isinstance(found._loaded, Cascade) and found.sha256 == found._loaded.sha256
    (folder / "judge.json").unlink()
    assert judge_folder() == folder / "small"


def test_a_single_one(places: tuple[Path, Path]) -> None:
    one_judge(places[0])
    found = the_trained_one()
    assert isinstance(found, Shipped) and isinstance(found._loaded, TrainedJudge)
    assert (found.name, found.sha256) == (found._loaded.name, found._loaded.sha256)


def test_its_bound_is_told_in_the_language_of_the_reader(places: tuple[Path, Path]) -> None:
    """A server is asked in both; it opened the judge in one of them."""
    one_judge(places[0], bound={"fr": "à tort", "en": "wrong"})
    with speaking("fr"):
        found = open_judge()
        assert found.bound == "à tort"
    with speaking("en"):
        assert found.bound == "wrong"
    one_judge(places[0], bound={"fr": "à tort"})
    with speaking("fr"), pytest.raises(NeckerError):
        open_judge()


def test_damage_is_one_line_and_says_how_to_go_on(places: tuple[Path, Path]) -> None:
    one_judge(places[0])
    path = places[0] / "small" / "judge.json"
    for wrong in (b"", b"[]", b'{"name": "x"}', b"\xff", b"[" * 100_000):
        path.write_bytes(wrong)
        with pytest.raises(NeckerError) as caught:
            open_judge()
        assert "\n" not in str(caught.value) and "--judge rules" in str(caught.value)


def test_the_network_is_loaded_with_the_first_claim_and_not_before(
    places: tuple[Path, Path], library: Library, tmp_path: Path
) -> None:
    one_judge(places[0])
    code = "import sys\nfrom necker.verify.judges import open_judge\nopen_judge()\n"
    code += "assert not {'onnxruntime', 'numpy'} & set(sys.modules), 'loaded'\n"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    judge = open_judge()
    verify_text("I love it. 15 % of 80 is 12. He sang.", library, judge=judge)
    assert "_loaded" not in judge.__dict__
    _, claims = verify_text("I love it. Mozart was born in Salzburg.", library, judge=judge)
    assert "_loaded" in judge.__dict__ and claims[0].verdict == "not_checkable"
