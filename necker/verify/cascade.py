"""Two trained judges as one: the quick one reads every window, the slow one the best few of each claim; they are averaged.

judge.json     {"schema": 1, "name", "bound", "parts": {folder: sha256 of its judge.json}, "weight", "asked",
                "support", "contradict": as in trained.py, for the average}
small/, open/  the quick one and the slow one, bundles of trained.py

`weight` is the share of the slow one in the average, `asked` how many windows of a claim it reads.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.knowledge.passage import Passage
from necker.verify.calibration import Thresholds, bound_of
from necker.verify.claim import Claim
from necker.verify.judge import Case, Judgement, Shares
from necker.verify.trained import TrainedJudge
from necker.verify.windows import Opinion, Window, judge_windows

PARTS = ("small", "open")


class Cascade:
    """The judges of `folder`; `threads` of ONNX Runtime.

    Raises MissingError when one is not there, NeckerError when a file is not the one they were calibrated with.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.quick, self.slow = (TrainedJudge(folder / part, threads) for part in PARTS)
        try:
            raw = (folder / "judge.json").read_bytes()
            about = json.loads(raw)
            self.name, self.bound, self.sha256 = str(about["name"]), bound_of(about), sha256(raw).hexdigest()
            self.weight, self.asked, self.thresholds = float(about["weight"]), int(about["asked"]), Thresholds.of(about)
            parts = {part: judge.sha256 for part, judge in zip(PARTS, (self.quick, self.slow), strict=True)}
            if about["schema"] != 1 or about["parts"] != parts:
                raise ValueError(say("it was made for other judges", "il a été fait pour d’autres juges"))
            if not (0 <= self.weight <= 1 and self.asked > 0):
                raise ValueError(f"weight {self.weight}, asked {self.asked}")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            what = say(f"the judge in {folder} is damaged", f"le juge de {folder} est abîmé")
            raise NeckerError(what, str(error).partition("\n")[0]) from error

    def judge(self, claim: Claim, passage: Passage, description: Passage | None) -> Judgement:
        return self.judge_many([(claim, passage, description)])[0]

    def judge_many(self, cases: Sequence[Case]) -> list[Judgement]:
        """One judgement for each case, in order."""
        return judge_windows(cases, self)

    def opinions(self, windows: Sequence[Window]) -> list[Opinion | None]:
        """The average where both were asked.  Where only the quick one was, its opinion decides nothing."""
        first = self.quick.opinions(windows)
        best = best_windows(windows, first, self.asked)
        second = dict(zip(best, self.slow.opinions([windows[i] for i in best]), strict=True))
        return [self._together(one, second.get(i), i in second) for i, one in enumerate(first)]

    def _together(self, quick: Opinion | None, slow: Opinion | None, asked: bool) -> Opinion | None:
        if quick is None or (asked and slow is None):
            return None
        if slow is None:
            return Opinion(quick.p, quick.unsupported, quick.scores, final=False)
        return Opinion(average(quick.p, slow.p, self.weight), slow.unsupported, (*quick.scores, *slow.scores))


def average(quick: Shares, slow: Shares, weight: float) -> Shares:
    """The mean of two opinions, `weight` being the share of the second."""
    first, second, third = ((1 - weight) * q + weight * s for q, s in zip(quick, slow, strict=True))
    return first, second, third


def best_windows(windows: Sequence[Window], opinions: Sequence[Opinion | None], asked: int) -> list[int]:
    """The places of the windows, `asked` for each claim, of which the quick judge is surest that they decide it."""
    ranked: dict[int, list[tuple[float, int]]] = {}
    for i, (window, opinion) in enumerate(zip(windows, opinions, strict=True)):
        if opinion is not None:
            sure = max(opinion.p[0] if window.free else 0.0, opinion.p[1])
            ranked.setdefault(window.claim, []).append((-sure, i))
    return sorted(i for every in ranked.values() for _, i in sorted(every)[:asked])
