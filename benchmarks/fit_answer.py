"""Fit the weights of necker/assistant/find.py: `NECKER_MIRROR=... python benchmarks/fit_answer.py`.

Data: the train questions of the mirror that come with the paragraph they were asked of: PIAF in French, QED and SelQA in
English.  Half of the paragraphs go into a pack, beside the default pack; a question about one of these has its answer
there, a question about one of the others is a near miss: its page is often present, its answer is not.  That is what
teaches to abstain.  A candidate sentence is right when it holds the answer and its page is the question's page.  Logistic
regression by Newton's method with a small ridge.  Writes necker/assistant/weights.py and prints the risk at several
thresholds on a fifth of the questions.  The question files of benchmarks/data are not used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import multiprocessing
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from necker.assistant.features import FEATURES
from necker.assistant.find import find
from necker.assistant.question import understand
from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.knowledge.pack import Pack, pack_path
from necker.knowledge.passage import SourcePage, SourcePassage
from necker.text.normal import fold

ROOT = Path(__file__).resolve().parent.parent
KEPT = 12  # candidates kept per question


def lines(path: Path) -> list[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@dataclass(frozen=True)
class Asked:
    """A question, the title and the text of its paragraph, and the answers or answering sentences in it."""

    text: str
    lang: Lang
    title: str
    paragraph: str
    answers: tuple[str, ...]


def load(mirror: Path) -> list[Asked]:
    train = mirror / "text/train"
    found = []
    with lzma.open(train / "piaf/piaf_train.json.xz", "rt", encoding="utf-8") as file:
        for article in json.load(file)["data"]:
            for p in article["paragraphs"]:
                for q in p["qas"]:
                    answers = tuple(a["text"] for a in q["answers"])
                    found.append(Asked(q["question"], "fr", article["title"], p["context"], answers))
    for row in lines(train / "qed/qed.jsonl.xz"):
        answers = tuple(a["string"] for group in row["original_nq_answers"] for a in group)
        found.append(Asked(row["question_text"], "en", row["title_text"], tidy(row["paragraph_text"]), tuple(map(tidy, answers))))
    with lzma.open(train / "selqa/selqa-ass-dev.json.xz", "rt", encoding="utf-8") as file:
        for row in json.load(file):
            sentences = [tidy(c) for c in row["candidates"]]
            right = tuple(sentences[i] for i in row["answers"] if i < len(sentences))
            found.append(Asked(row["question"], "en", row["article"], " ".join(sentences), right))
    random.Random(1).shuffle(found)
    return found


def tidy(text: str) -> str:
    """Undo the tokenisation of the English sets ("radioactivity , and `` radium ''")."""
    text = re.sub(r"``\s?|\s?''", '"', text)
    text = re.sub(r"\s+([,.;:!?)%']|'s|n't)", r"\1", text)
    return re.sub(r"([($])\s+", r"\1", text)


def kept(paragraph: str) -> bool:
    """Whether the paragraph goes into the pack: half of them, by hash."""
    return hashlib.sha256(paragraph.encode()).digest()[0] % 2 == 0


class Paragraphs:
    """The kept paragraphs as a source of pages."""

    name, kind, licence, attribution, total = "fit", "wikipedia", None, None, None

    def __init__(self, asked: list[Asked]) -> None:
        self.pages_by_title: dict[tuple[Lang, str], list[str]] = {}
        for one in asked:
            texts = self.pages_by_title.setdefault((one.lang, one.title), [])
            if kept(one.paragraph) and one.paragraph not in texts:
                texts.append(one.paragraph)

    def fingerprint(self) -> str:
        return "fit"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        for (lang, title), texts in list(self.pages_by_title.items())[skip:]:
            if texts:
                yield SourcePage(lang, title, None, None, None, None, [SourcePassage("text", t) for t in texts])


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def rows_of(item: Asked) -> tuple[list[tuple[float, ...]], list[int]]:
    """Features and labels of the candidates of one question."""
    global SHELF
    if SHELF is None:
        SHELF = Library([Pack(pack_path("vital")), Pack(pack_path("fit", FOLDER))])
    question = understand(item.text, item.lang)
    wanted = [w for a in item.answers if (w := plain(a))]
    features, labels = [], []
    for one in find(question, SHELF)[:KEPT]:
        here = f" {plain(one.reading.text)} "
        mine = fold(one.passage.title) == fold(item.title)
        features.append(one.features)
        labels.append(int(mine and any(f" {w} " in here or (len(w) > 40 and here.strip() in w) for w in wanted)))
    return features, labels


FOLDER = Path(os.environ.get("TMPDIR", "/tmp")) / "necker-fit"
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
    parser.add_argument("--questions", type=int, default=100_000, help="use at most so many")
    args = parser.parse_args()
    everything = load(Path(os.environ["NECKER_MIRROR"]))
    FOLDER.mkdir(exist_ok=True)
    build_pack("fit", Paragraphs(everything), folder=FOLDER)  # type: ignore[arg-type]
    items = everything[: args.questions]
    with multiprocessing.get_context("fork").Pool(2) as pool:
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
