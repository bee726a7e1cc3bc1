"""Which judge is used: the trained one that is installed, else the one of words and rules.

models/judge in the data folder is looked at first, then weights/judge, which ships.  Either holds small/ or open/
(trained.py), or both and what puts them together (cascade.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from necker.core.errors import MissingError, NeckerError
from necker.core.language import Lang, interface_language, say, speaking
from necker.core.paths import data_dir, weights_dir
from necker.verify.calibration import bound_of
from necker.verify.judge import Case, Judge, Judgement, WordJudge

CHOICES = ("trained", "rules")
"""The network under the rules, where there is one; words and rules alone."""

_PARTS = ("small", "open")
_BESIDE = weights_dir() / "judge"


def judge_folder() -> Path | None:
    """The folder of the trained judge, of which judge.json is there; None when none is installed."""
    for folder in (data_dir() / "models" / "judge", _BESIDE):
        there = [part for part in _PARTS if (folder / part / "judge.json").exists()]
        if there:
            return folder if len(there) == 2 and (folder / "judge.json").exists() else folder / there[0]
    return None


def open_judge(choice: str = "trained") -> Judge:
    """The judge of one of CHOICES.  Raises NeckerError when the trained one is damaged."""
    folder = judge_folder() if choice == "trained" else None
    return WordJudge() if folder is None else Shipped(folder)


def the_trained_one() -> Judge:
    """Raises MissingError when none is installed."""
    folder = judge_folder()
    if folder is None:
        what = say("no trained judge is installed", "aucun juge entraîné n’est installé")
        raise MissingError(what, say("words and rules judge alone", "mots et règles jugent seuls"))
    return Shipped(folder)


def _bounds(about: Mapping[str, Any]) -> dict[Lang, str]:
    found: dict[Lang, str] = {}
    for lang in ("fr", "en"):
        with speaking(lang):
            found[lang] = bound_of(about)
    return found


class Shipped:
    """A trained judge whose network is loaded when the first claim comes: most answers need none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            raw = (folder / "judge.json").read_bytes()
            about = json.loads(raw)
            self.name, self.sha256, self._bounds = str(about["name"]), sha256(raw).hexdigest(), _bounds(about)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            what = say(f"the judge in {folder} is damaged", f"le juge de {folder} est abîmé")
            raise NeckerError(what, str(error), "--judge rules") from error

    @property
    def bound(self) -> str:
        """In the language of whoever reads it now: a server has readers of both."""
        return self._bounds[interface_language()]

    def judge_many(self, cases: Sequence[Case]) -> Sequence[Judgement]:
        """One judgement for each case, in order."""
        return self._loaded.judge_many(cases)

    @cached_property
    def _loaded(self) -> Judge:
        if (self.folder / _PARTS[0]).is_dir():
            from necker.verify.cascade import Cascade

            return Cascade(self.folder)
        from necker.verify.trained import TrainedJudge

        return TrainedJudge(self.folder)
