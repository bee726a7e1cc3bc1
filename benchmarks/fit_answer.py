"""Fit the weights of necker/assistant/find.py: `NECKER_MIRROR=... python benchmarks/fit_answer.py [--questions N]`.

Data: train questions of the mirror with their known answers (NQ-open dev, WebQuestions train, TriviaQA dev in English; PIAF in
French), asked of the default pack.  A candidate sentence is right when it, or the title of its page for a question whose
answer is a title, holds a known answer as whole words.  Most questions have no answer in the pack: that is what teaches to
abstain.  Logistic regression by Newton's method with a small ridge; each question weighs the same.  Writes
necker/assistant/weights.py and prints the risk at several thresholds.  The question files of benchmarks/data are not used.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import multiprocessing
import os
import random
import re
from pathlib import Path
from typing import Any

import numpy as np

from necker.assistant.find import FEATURES, find
from necker.assistant.question import understand
from necker.knowledge.library import Library
from necker.text.normal import fold

ROOT = Path(__file__).resolve().parent.parent
KEPT = 12  # candidates kept per question


def lines(path: Path) -> list[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def load(mirror: Path, most: int) -> list[tuple[str, str, list[str]]]:
    """(question, language, answers), the same sample every time."""
    train = mirror / "text/train"
    sets: list[list[tuple[str, str, list[str]]]] = [
        [(r["question"], "en", r["answers"]) for r in lines(train / "nq_open/nq_dev.jsonl.xz")],
        [(r["qText"], "en", r["answers"]) for r in lines(train / "webquestions/webquestions.jsonl.xz")],
        [(r["question"], "en", r["answers"][:20]) for r in lines(train / "triviaqa/trivia_dev.jsonl.xz")],
    ]
    with lzma.open(train / "piaf/piaf_train.json.xz", "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    sets.append(
        [(q["question"], "fr", [a["text"] for a in q["answers"]]) for a in articles for p in a["paragraphs"] for q in p["qas"]]
    )
    chosen = []
    for rows in sets:
        random.Random(0).shuffle(rows)
        chosen += rows[: most // len(sets)]
    random.Random(1).shuffle(chosen)
    return chosen


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def rows_of(item: tuple[str, str, list[str]]) -> tuple[list[tuple[float, ...]], list[int]]:
    """Features and labels of the candidates of one question."""
    text, lang, answers = item
    global SHELF
    if SHELF is None:
        SHELF = Library.open(["vital"])
    question = understand(text, "fr" if lang == "fr" else "en")
    asked = f" {plain(text)} "
    wanted = [w for a in answers if (w := plain(a)) and f" {w} " not in asked]
    features, labels = [], []
    for one in find(question, SHELF)[:KEPT]:
        here = f" {plain(one.reading.text)} {plain(one.passage.title)} "
        features.append(one.features)
        labels.append(int(any(f" {w} " in here for w in wanted)))
    return features, labels


SHELF: Library | None = None


def fit(x: Any, y: Any, weight: Any) -> Any:
    """Newton's method for logistic regression; ridge 1e-3 on all but the bias (the last column)."""
    beta = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], 1e-3 * len(y) / 100)
    ridge[-1] = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (y - p)) - ridge * beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if abs(step).max() < 1e-6:
            break
    return beta


def report(groups: list[tuple[Any, Any]], beta: Any) -> None:
    """Risk at thresholds: how many are answered, how many of the answers are right, how many unanswerable are declined."""
    top = []
    for x, y in groups:
        if len(x):
            p = 1 / (1 + np.exp(-(np.c_[x, np.ones(len(x))] @ beta)))
            best = int(p.argmax())
            top.append((float(p[best]), int(y[best]), int(y.max())))
    answerable = sum(a for _, _, a in top)
    print(f"{len(top)} questions, {answerable} with an answer among the candidates")
    print(f"{'threshold':>10}{'answered':>10}{'right':>8}{'found of answerable':>21}{'declined of the rest':>22}")
    for t in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8):
        said = [row for row in top if row[0] >= t]
        right = sum(y for _, y, _ in said)
        rest = [p for p, _, a in top if not a]
        print(
            f"{t:>10.2f}{len(said) / len(top):>10.1%}{right / max(1, len(said)):>8.1%}{right / max(1, answerable):>21.1%}"
            f"{sum(p < t for p in rest) / max(1, len(rest)):>22.1%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=6000)
    parser.add_argument("--cache", type=Path, help="keep the features here, to fit again without asking again")
    args = parser.parse_args()
    items = load(Path(os.environ["NECKER_MIRROR"]), args.questions)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        raw = pool.map(rows_of, items, chunksize=50)
    groups = [(np.array(x).reshape(-1, len(FEATURES)), np.array(y)) for x, y in raw if x]
    split = len(groups) * 4 // 5
    train, test = groups[:split], groups[split:]
    x = np.concatenate([np.c_[g, np.ones(len(g))] for g, _ in train])
    y = np.concatenate([labels for _, labels in train]).astype(float)
    weight = np.concatenate([np.full(len(g), 1 / math.sqrt(len(g))) for g, _ in train])
    beta = fit(x, y, weight)
    for name, value in zip((*FEATURES, "bias"), beta, strict=True):
        print(f"{name:>14} {value:8.3f}")
    report(test, beta)
    numbers = ", ".join(f"{v:.4f}" for v in beta[:-1])
    (ROOT / "necker/assistant/weights.py").write_text(
        '"""The fitted weights of find.FEATURES, in their order.  Written by benchmarks/fit_answer.py; do not edit by hand."""\n\n'
        f"BIAS = {beta[-1]:.4f}\nWEIGHTS = (\n    {numbers},\n)\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
