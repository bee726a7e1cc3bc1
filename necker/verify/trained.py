"""The trained judge behind the seam of judge.py: the encoder of a bundle run by ONNX Runtime, under the veto of the rules.

judge.json     {"schema": 1, "name", "longest", "files": {name: sha256}, "bound": text, or one for each language,
                "temperature": {"fr": number, "en": number},
                "support", "contradict": {"fr": number, or one for each kind of calibration.py, "en"}}
judge.onnx     the network (model/export_encoder.py, model/export_bert.py)
tokenizer.json the byte-pair encoding, or the pieces of a unigram tokenizer

`support` and `contradict` are the calibrated probabilities from which the judge may say so, in the language of the claim
(calibration.py).  What becomes of them under the rules is in windows.py.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from necker.core.errors import MissingError, NeckerError
from necker.core.language import say
from necker.knowledge.passage import Passage
from necker.model.judge_pairs import Cutter, Texts, padded, places_of, read_pieces
from necker.verify.calibration import LANGS, Thresholds, bound_of
from necker.verify.claim import Claim
from necker.verify.judge import Case, Judgement, Shares
from necker.verify.windows import Opinion, Window, judge_windows, known

_FILES = ("judge.onnx", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Answer:
    """What it says: `logits` (3,) in the order of LABELS; `whole` is False when the claim was too long to be read."""

    logits: NDArray[np.float32]
    unsupported: tuple[tuple[int, int], ...]
    whole: bool


class TrainedJudge:
    """A judge of `folder` that reads so many pairs at a time, each on a thread.

    Raises MissingError when there is none, NeckerError when a file is not the one it was made with.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        about = _about(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.x64quantprecision", "1")  # no saturation where VNNI is missing
        options.log_severity_level = 4
        try:
            self.name, self.bound = str(about["name"]), bound_of(about)
            self.sha256 = hashlib.sha256((folder / "judge.json").read_bytes()).hexdigest()
            self._temperature = {lang: _positive(about["temperature"][lang]) for lang in LANGS}
            self.thresholds = Thresholds.of(about)
            pieces = read_pieces((folder / "tokenizer.json").read_text("utf-8"))
            self._cutter = Cutter(pieces, int(about["longest"]))
            graph = str(folder / "judge.onnx")
            self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            self._pool = ThreadPoolExecutor(threads, "judge")
        except Exception as error:
            raise _damaged(folder, str(error).partition("\n")[0]) from error

    def judge(self, claim: Claim, passage: Passage, description: Passage | None) -> Judgement:
        return self.judge_many([(claim, passage, description)])[0]

    def judge_many(self, cases: Sequence[Case]) -> list[Judgement]:
        """One judgement for each case, in order; the windows of all are shown to the network together."""
        return judge_windows(cases, self)

    def opinions(self, windows: Sequence[Window]) -> list[Opinion | None]:
        """What it says of each window, at its temperature; None where the claim is too long."""
        found: list[Opinion | None] = []
        for window, answer in zip(windows, self.answers([one.texts for one in windows]), strict=True):
            p = self.probabilities(answer.logits, window.texts.lang)
            found.append(Opinion(p, answer.unsupported, ((self.name, p),)) if answer.whole else None)
        return found

    def probabilities(self, logits: NDArray[np.float32], lang: str) -> Shares:
        """The softmax at the temperature of a language."""
        scaled = logits.astype(np.float64) / self._temperature[known(lang)]
        shares = np.exp(scaled - scaled.max())
        first, second, third = (shares / shares.sum()).tolist()
        return first, second, third

    def answers(self, texts: Sequence[Texts]) -> list[Answer]:
        """What the network says, without rules and without temperature.

        Each row is run alone, so that what is said of it does not hang on what else is asked; `threads` at a time.
        """
        return list(self._pool.map(self._answer, texts))

    def _answer(self, texts: Texts) -> Answer:
        row = self._cutter.row(texts)
        ids, segments, marks = padded([(row.ids, row.marks, row.parts)], self._cutter.pad, width=1)
        feeds = {"ids": ids, "segments": segments, "marks": marks, "places": places_of(segments)}
        asked = {one.name: feeds[one.name] for one in self._session.get_inputs()}
        verdict, tags = self._session.run(["verdict", "unsupported"], asked)
        return Answer(verdict[0], self._cutter.spans(texts.claim, row, tags[0, : row.parts[0]] > 0), row.whole)


def _positive(given: Any) -> float:
    if not 0 < (number := float(given)) < math.inf:
        raise ValueError(f"a temperature of {given}")
    return number


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "judge.json").read_bytes())
        held = [hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["files"][name] for name in _FILES]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingError(
            say(f"there is no judge in {folder}", f"il n’y a pas de juge dans {folder}"),
            say(f"{error.filename} is missing", f"{error.filename} manque"),
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(folder, str(error)) from error
    if about.get("schema") != 1 or not all(held):
        raise _damaged(folder, say("it is not the file it was made with", "ce n’est pas le fichier d’origine"))
    return about


def _damaged(folder: Path, why: str) -> NeckerError:
    return NeckerError(say(f"the judge in {folder} is damaged", f"le juge de {folder} est abîmé"), why)
