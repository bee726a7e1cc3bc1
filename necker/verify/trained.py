"""The trained judge behind the seam of judge.py: the encoder of a bundle run by ONNX Runtime, under the veto of the rules.

judge.json     {"schema": 1, "name", "longest", "files": {name: sha256}, "bound",
                "temperature", "support", "contradict": {"fr": number, "en": number}}
judge.onnx     the network (model/export_encoder.py)
tokenizer.json the byte-pair encoding

`support` and `contradict` are the calibrated probabilities from which the judge may say so, in the language of the claim.
They are mapped to the scale of judge.py (SUPPORT, CONTRADICT), so that check.py puts any judge's scores together alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from necker.codecs.bpe import Bpe
from necker.core.errors import MissingError, NeckerError
from necker.core.language import Lang, say
from necker.knowledge.passage import Passage
from necker.model.judge_pairs import LABELS, Cutter, Row, Texts, context_of, padded, places_of
from necker.verify.claim import Claim
from necker.verify.judge import _LOCAL, CONTRADICT, SUPPORT, Judgement, _at, _Page, altered
from necker.verify.match import Reading, read

MOST_WINDOWS = 12
"""Sentences of all its passages that are shown to the network for one claim, those that say most of it by words first."""

_BATCH_TOKENS = 4096  # in one run of the network: attention of 32 rows of 128 is 8 MB
_FILES = ("judge.onnx", "tokenizer.json")

Case = tuple[Claim, Passage, Passage | None]
"""A claim, a passage, and the description of the passage's page."""


@dataclass(frozen=True, slots=True)
class Scored(Judgement):
    """`p`: calibrated probabilities in the order of LABELS, None where the network was not asked.

    `unsupported` are the code points of the claim that it finds unsupported.
    """

    p: tuple[float, float, float] | None = None
    unsupported: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What it says: `logits` (3,) in the order of LABELS; `whole` is False when the claim was too long to be read."""

    logits: NDArray[np.float32]
    unsupported: tuple[tuple[int, int], ...]
    whole: bool


class TrainedJudge:
    """A judge of `folder`; `threads` of ONNX Runtime.

    Raises MissingError when there is none, NeckerError when a file is not the one it was made with.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        about = _about(folder)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        try:
            self.name, self.bound = str(about["name"]), str(about["bound"])
            self._temperature, self._support, self._contradict = (
                {lang: float(about[what][lang]) for lang in ("fr", "en")}
                for what in ("temperature", "support", "contradict")
            )
            bpe = Bpe.from_json((folder / "tokenizer.json").read_text("utf-8"))
            self._cutter = Cutter(bpe, int(about["longest"]))
            graph = str(folder / "judge.onnx")
            self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise _damaged(folder, str(error).splitlines()[0]) from error

    def judge(self, claim: Claim, passage: Passage, description: Passage | None) -> Judgement:
        return self.judge_many([(claim, passage, description)])[0]

    def judge_many(self, cases: Sequence[Case]) -> list[Scored]:
        """One judgement for each case, in order; the windows of all are shown to the network together."""
        read_cases = [_Case.of(*case) for case in cases]
        wanted = _chosen(cases, read_cases)
        texts = [read_cases[i].texts(focus) for i, focus in wanted]
        for (i, focus), answer in zip(wanted, self.answers(texts), strict=True):
            read_cases[i].judged[focus] = self._scored(read_cases[i], focus, answer)
        return [case.best() for case in read_cases]

    def probabilities(self, logits: NDArray[np.float32], lang: str) -> tuple[float, float, float]:
        """The softmax at the temperature of a language."""
        scaled = logits.astype(np.float64) / self._temperature[_known(lang)]
        shares = np.exp(scaled - scaled.max())
        first, second, third = (shares / shares.sum()).tolist()
        return first, second, third

    def answers(self, texts: Sequence[Texts]) -> list[Answer]:
        """What the network says, without rules and without temperature.  Rows of like length are run together."""
        rows = [self._cutter.row(one) for one in texts]
        order = sorted(range(len(rows)), key=lambda place: len(rows[place].ids))
        found: list[Answer] = [Answer(np.zeros(3, np.float32), (), False)] * len(rows)
        while order:
            count = max(1, _BATCH_TOKENS // len(rows[order[-1]].ids))
            part, order = order[-count:], order[:-count]
            for place, answer in zip(part, self._run([rows[i] for i in part], [texts[i] for i in part]), strict=True):
                found[place] = answer
        return found

    def _run(self, rows: Sequence[Row], texts: Sequence[Texts]) -> list[Answer]:
        ids, segments, marks = padded([(row.ids, row.marks, row.parts) for row in rows], self._cutter.pad)
        feeds = {"ids": ids, "segments": segments, "marks": marks, "places": places_of(segments)}
        verdicts, tags = self._session.run(["verdict", "unsupported"], feeds)
        return [
            Answer(verdict, self._cutter.spans(one.claim, row, tag[: row.parts[0]] > 0), row.whole)
            for row, one, verdict, tag in zip(rows, texts, verdicts, tags, strict=True)
        ]

    def _scored(self, case: _Case, focus: int, answer: Answer) -> Scored:
        """The network's answer under the rules: what clashes is never supported, what they contradict stays contradicted."""
        base = case.judged[focus]
        if not answer.whole:
            return replace(base, supports=0.0, reason="claim too long to be judged")
        p = self.probabilities(answer.logits, case.lang)
        supports = _on_scale(p[0], self._support[case.lang], SUPPORT)
        contradicts = _on_scale(p[1], self._contradict[case.lang], CONTRADICT)
        said = LABELS[int(np.argmax(p))]
        return replace(
            base,
            supports=0.0 if base.clashes else supports,
            contradicts=max(contradicts, base.contradicts),
            reason=base.reason if base.clashes else f"judge: {said} {max(p):.2f}",
            p=p,
            unsupported=() if said == "supported" else answer.unsupported,
        )


@dataclass(slots=True)
class _Case:
    """A case being judged: `judged` holds one judgement for each sentence in focus, of the rules until the network spoke."""

    claim: Claim
    lang: Lang
    mine: Reading
    page: _Page
    judged: list[Scored]

    @classmethod
    def of(cls, claim: Claim, passage: Passage, description: Passage | None) -> _Case:
        lang = _known(claim.lang)
        mine, page = read(claim.text, lang), _Page.of(claim, passage, description)
        found = (_at(mine, page, focus) for focus in range(len(page.readings)))
        bare = [Scored(*(getattr(one, field.name) for field in fields(Judgement))) for one in found]
        return cls(claim, lang, mine, page, [replace(one, supports=0.0) for one in bare])

    def texts(self, focus: int) -> Texts:
        """The sentence, one neighbour on each side, the page's title and description."""
        said = [reading.text for reading in self.page.readings]
        before = said[focus - 1] if focus else ""
        after = said[focus + 1] if focus + 1 < len(said) else ""
        gloss = self.page.gloss.text if self.page.gloss else ""
        passage = self.page.passage
        context = context_of(before, after, gloss)
        return Texts(self.claim.text, self.lang, passage.title, said[focus], context, _known(passage.lang))

    def best(self) -> Scored:
        """The sentence that decides.  Where the one that the claim was taken from clashes, no other speaks in its place."""
        judged = self.judged
        if any(clash.kind in _LOCAL for i in self.page.homes(self.mine) for clash in judged[i].clashes):
            judged = [replace(one, supports=0.0) for one in judged]
        judged = [one if one.copied >= altered(judged) else replace(one, supports=0.0) for one in judged]
        return max(judged, key=lambda one: (max(one.supports, one.contradicts), one.copied, one.coverage))


def _chosen(cases: Sequence[Case], read_cases: Sequence[_Case]) -> list[tuple[int, int]]:
    """(case, sentence) of the windows to show: for each claim those whose words cover most of it."""
    windows: dict[int, list[tuple[float, int, int]]] = {}
    for i, case in enumerate(read_cases):
        of_claim = windows.setdefault(id(cases[i][0]), [])
        of_claim += [(-one.coverage, i, focus) for focus, one in enumerate(case.judged)]
    return [(i, focus) for every in windows.values() for _, i, focus in sorted(every)[:MOST_WINDOWS]]


def _on_scale(p: float, threshold: float, there: float) -> float:
    """p with `threshold` moved to `there`, and 0 and 1 left where they are."""
    if p < threshold:
        return p / threshold * there
    return there + (p - threshold) / (1 - threshold) * (1 - there) if threshold < 1 else there


def _known(lang: str) -> Lang:
    return "fr" if lang == "fr" else "en"


def _about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "judge.json").read_bytes())
        held = [hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["files"][name] for name in _FILES]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingError(
            say(f"there is no judge in {folder}", f"il n’y a pas de juge dans {folder}"),
            say(f"{error.filename} is missing", f"{error.filename} manque"),
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, str(error)) from error
    if about.get("schema") != 1 or not all(held):
        raise _damaged(folder, say("it is not the file it was made with", "ce n’est pas le fichier d’origine"))
    return about


def _damaged(folder: Path, why: str) -> NeckerError:
    return NeckerError(say(f"the judge in {folder} is damaged", f"le juge de {folder} est abîmé"), why)
