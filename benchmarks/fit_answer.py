"""Fit the weights of necker/assistant/find.py: `NECKER_MIRROR=... python benchmarks/fit_answer.py`.

Where there is a page that answers, the model must put a sentence of that page first and be sure of it; where there is none
it must not be sure.  Data: the development and validation questions of benchmarks/data (answerable, near misses,
unanswerable) and 250 train questions each of NQ-open, WebQuestions and TriviaQA from the mirror, few of which the default
pack can answer.  The frozen questions are not used.  A random search from the weights in force, with a penalty on going far
from them (there are few questions and 14 weights); the same seed gives the same weights.  Writes
necker/assistant/weights.py and prints what they do at several thresholds.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from necker.assistant.features import FEATURES
from necker.assistant.find import OWN_LANGUAGE, find
from necker.assistant.question import understand
from necker.assistant.weights import BIAS, WEIGHTS
from necker.knowledge.library import Library
from necker.text.normal import fold

ROOT = Path(__file__).resolve().parent.parent
KEPT = 10  # candidates kept per question
AT = 0.1  # the threshold the search is run for
PULL = 0.006  # penalty per unit of distance from the weights in force
MIRROR_SETS = {
    "NQ-open": ("text/train/nq_open/nq_dev.jsonl.xz", "question"),
    "WebQuestions": ("text/train/webquestions/webquestions.jsonl.xz", "qText"),
    "TriviaQA": ("text/train/triviaqa/trivia_dev.jsonl.xz", "question"),
}


@dataclass(frozen=True)
class Asked:
    """One question: its kind ("answerable", ...; "" for the mirror's), and per candidate features, right?, own language?"""

    kind: str
    x: Any
    right: Any
    own: Any


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def asked(text: str, kind: str, pages: list[str], answers: list[str], lang: Any, shelf: Library) -> Asked:
    question = understand(text, lang)
    found = [] if question.declined or question.chat else find(question, shelf)[:KEPT]
    said = f" {plain(question.text)} "
    wanted = [f" {a} " for a in map(plain, answers) if a and f" {a} " not in said]
    reverse = FEATURES.index("reverse")

    def right(one: Any) -> bool:
        if kind:
            return one.passage.title in pages
        here = f" {plain(one.reading.text)} " + (f" {plain(one.passage.title)} " if one.features[reverse] else "")
        return any(w in here for w in wanted)

    return Asked(
        kind,
        np.array([one.features for one in found]).reshape(-1, len(FEATURES)),
        np.array([right(one) for one in found], dtype=bool),
        np.array([one.passage.lang == question.lang for one in found], dtype=bool),
    )


def load(shelf: Library) -> dict[str, list[Asked]]:
    sets: dict[str, list[Asked]] = {}
    for half in ("dev", "val"):
        rows = []
        for lang in ("en", "fr"):
            with (ROOT / f"benchmarks/data/questions.{lang}.{half}.jsonl").open(encoding="utf-8") as lines:
                rows += [json.loads(line) for line in lines]
        sets[half] = [
            asked(r["question"], r["kind"], r["pages"], [], None, shelf) for r in rows if r["kind"] != "computed"
        ]
    for name, (path, key) in MIRROR_SETS.items():
        with lzma.open(Path(os.environ["NECKER_MIRROR"]) / path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        random.Random(7).shuffle(rows)
        sets[name] = [asked(r[key], "", [], r["answers"], "en", shelf) for r in rows[:250]]
    return sets


def top(weights: Any, bias: float, one: Asked) -> tuple[float, bool]:
    """How sure the model is of its first candidate, and whether that is right."""
    if not len(one.x):
        return 0.0, False
    p = 1 / (1 + np.exp(-(one.x @ weights + bias)))
    best = int(p.argmax())
    if not one.own[best]:
        mine = [i for i in np.argsort(-p) if one.own[i]]
        if mine and p[mine[0]] >= OWN_LANGUAGE * p[best]:
            best = int(mine[0])
    return float(p[best]), bool(one.right[best])


def gain(sets: dict[str, list[Asked]], weights: Any, bias: float, at: float) -> tuple[float, str]:
    """The figure that is searched for, and its parts in words."""
    total, parts = 0.0, []
    for name, questions in sets.items():
        tops = [(one.kind, *top(weights, bias, one)) for one in questions]
        if name in ("dev", "val"):
            can = [row for row in tops if row[0] == "answerable"]
            cannot = [row for row in tops if row[0] != "answerable"]
            found = sum(p >= at and right for _, p, right in can) / len(can)
            silent = sum(p < at for _, p, _ in cannot) / len(cannot)
            total += min(found, 0.9) + 1.3 * min(silent, 0.97)
            parts.append(f"{name}: found {found:.0%}, silent {silent:.0%}")
        else:
            said = [right for _, p, right in tops if p >= at]
            total += (sum(said) - 0.25 * (len(said) - sum(said))) / len(tops)
            parts.append(f"{name}: said {len(said)}, right {sum(said)}")
    return total, "; ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=6000)
    args = parser.parse_args()
    sets = load(Library.open(["vital"]))
    start = np.array(WEIGHTS)
    weights, bias = start, BIAS
    best = gain(sets, weights, bias, AT)[0]
    rng = np.random.default_rng(0)
    for _ in range(args.steps):
        step = rng.normal(0, 0.25, len(start)) * (rng.random(len(start)) < 0.3)
        tried, shifted = weights + step, bias + rng.normal(0, 0.2) * (rng.random() < 0.3)
        value = gain(sets, tried, shifted, AT)[0] - PULL * float(np.abs(tried - start).sum())
        if value > best:
            best, weights, bias = value, tried, float(shifted)
    for name, weight in zip((*FEATURES, "bias"), (*weights, bias), strict=True):
        print(f"{name:>16} {weight:7.2f}")
    for at in (0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3):
        print(f"{at:.2f}  {gain(sets, weights, bias, at)[1]}")
    numbers = ", ".join(f"{w:.2f}" for w in weights)
    (ROOT / "necker/assistant/weights.py").write_text(
        '"""The fitted weights of features.FEATURES, in their order.  Written by benchmarks/fit_answer.py; do not edit by hand."""\n\n'
        f"BIAS = {bias:.2f}\nWEIGHTS = (\n    {numbers},\n)  # fmt: skip\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
