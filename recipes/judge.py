"""Train the judge on this machine, leg by leg, then calibrate it.

    python recipes/judge.py prepare RUN --pack PACK     lessons of recipes/judge.toml: tokenizer, pairs as tokens, pairs of the test
    python recipes/judge.py train RUN                   the next leg (Ctrl-C keeps it; the same command goes on); bundle/
    python recipes/judge.py replay RUN --links 2        the first links of a leg again, state against state
    python recipes/judge.py calibrate RUN               temperatures and thresholds on one half of the test, figures on the other

`calibrate` asks the network alone, without the rules.  The threshold of "supported" is the lowest one at which the exact
upper 95 % bound (Clopper and Pearson 1934) of the share of wrong pairs among those marked supported is under TARGET.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from necker.core.errors import NeckerError
from necker.core.files import locked
from necker.model.judge_pairs import LABELS, Pair, Texts
from necker.model.judge_recipe import JudgeRecipe, Lesson
from necker.sources.document import rank

RECIPE = Path(__file__).with_name("judge.toml")
TARGET = 0.05
CONFIDENCE = 0.95
Logits = NDArray[np.float64]


def lessons(recipe: JudgeRecipe, pack: Path, split: str, size: Callable[[Lesson], int]) -> Iterator[Pair]:
    """The pairs of every lesson, one generator after the other."""
    for lesson in recipe.lesson:
        if count := size(lesson):
            generate = importlib.import_module(f"necker.lessons.{lesson.name}").generate
            yield from generate(pack, recipe.seed, count, split)


def prepare_run(folder: Path, recipe: JudgeRecipe, pack: Path) -> None:
    from necker.model.judge_pipeline import JudgeRun, prepare

    run = JudgeRun(folder, recipe)
    prepare(
        run,
        lambda: lessons(recipe, pack, "train", lambda lesson: lesson.count),
        lessons(recipe, pack, "test", lambda lesson: lesson.test),
    )
    print((run.pairs / "about.json").read_text("utf-8"), end="")


def train_run(folder: Path, workers: int) -> None:
    from necker.model.judge_pipeline import JudgeRun, train
    from necker.training.signals import Requests
    from necker.training.workers import Workers

    began = time.monotonic()

    def show(step: int, steps: int, figures: dict[str, float]) -> None:
        if step % 50 == 0 or step == steps:
            each = (time.monotonic() - began) / 60
            told = " ".join(f"{name} {figures[name]:.3f}" for name in ("loss", "verdict", "tag", "right"))
            print(f"{step}/{steps} {told} {each:.1f} min", flush=True)

    with Requests() as requests, locked(folder):
        print(json.dumps(train(JudgeRun.open(folder), Workers(workers), requests, show)["state_hash"]))


def replay_run(folder: Path, leg: int, workers: int, links: int | None) -> bool:
    from necker.model.judge_pipeline import JudgeRun, replay
    from necker.training.workers import Workers

    step, same = replay(JudgeRun.open(folder), leg, Workers(workers), links)
    print(f"leg {leg}, up to step {step}: {'the same bits' if same else 'OTHER BITS'}")
    return same


def upper_bound(wrong: int, n: int) -> float:
    """The one-sided exact upper bound of a share of which `wrong` in `n` were met: P(X <= wrong) = 1 - CONFIDENCE."""
    if wrong >= n:
        return 1.0
    choose = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) for k in range(wrong + 1)]
    low, high = wrong / n, 1.0
    for _ in range(40):
        p = (low + high) / 2
        below = sum(math.exp(c + k * math.log(p) + (n - k) * math.log1p(-p)) for k, c in enumerate(choose))
        low, high = (p, high) if below > 1 - CONFIDENCE else (low, p)
    return high


def threshold_of(p: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The lowest probability from which the bound holds; 1 where it never does.  Looked for at 200 places at most."""
    order = np.argsort(-p, kind="stable")
    wrong = np.cumsum(~right[order])
    found = 1.0
    for n in np.unique(np.linspace(1, len(p), min(200, len(p))).astype(int)):
        if upper_bound(int(wrong[n - 1]), int(n)) < TARGET:
            found = float(p[order[n - 1]])
    return found


def softmax(logits: Logits, temperature: float) -> Logits:
    scaled = logits / temperature
    shares = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    each: Logits = shares / shares.sum(axis=1, keepdims=True)
    return each


def temperature_of(logits: Logits, labels: NDArray[np.int64]) -> float:
    """The one of smallest negative log-likelihood, of 1.02^-60 ... 1.02^60 (Guo et al. 2017, arXiv 1706.04599)."""

    def cost(temperature: float) -> float:
        return -float(np.log(softmax(logits, temperature)[np.arange(len(labels)), labels] + 1e-12).mean())

    return min((1.02**i for i in range(-60, 61)), key=cost)


def read_test(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def calibrate_run(folder: Path) -> dict[str, Any]:
    """Writes judge.json anew and prints the figures of the half that nothing was set on."""
    from necker.model.judge_pipeline import JudgeRun, write_judge
    from necker.verify.trained import TrainedJudge

    run = JudgeRun.open(folder)
    pairs = read_test(run.test)
    judge = TrainedJudge(run.bundle)
    answers = judge.answers([Texts(*(pair[field.name] for field in fields(Texts))) for pair in pairs])
    logits = np.stack([answer.logits for answer in answers]).astype(np.float64)
    labels = np.array([LABELS.index(pair["label"]) for pair in pairs])
    set_on = np.array([rank("calibrate/" + (p["title"] or p["passage"])) % 2 == 0 for p in pairs])
    found: dict[str, Any] = {"temperature": {}, "support": {}, "contradict": {}, "bound": ""}
    told = {}
    for lang in ("fr", "en"):
        mine = np.array([pair["lang"] == lang for pair in pairs])
        fit, held = mine & set_on, mine & ~set_on
        heat = temperature_of(logits[fit], labels[fit])
        p = softmax(logits, heat)
        at = [threshold_of(p[fit, which], labels[fit] == which) for which in (0, 1)]
        found["temperature"][lang], found["support"][lang], found["contradict"][lang] = heat, *at
        told[lang] = _figures(
            p[held], labels[held], at[0], [pair["kind"] for pair, h in zip(pairs, held, strict=True) if h]
        )
    found["bound"] = "; ".join(f"{lang}: {_bound(one)}" for lang, one in told.items())
    write_judge(run.bundle, run.recipe, found)
    print(json.dumps({**found, "held": told}, indent=1))
    return {**found, "held": told}


def _bound(one: dict[str, Any]) -> str:
    return f"wrong among supported < {100 * one['wrong_bound']:.1f} % (95 %, n = {one['marked']}, own lessons, without rules)"


def _figures(p: Logits, labels: NDArray[np.int64], support: float, kinds: Sequence[str]) -> dict[str, Any]:
    """Balanced accuracy of the three verdicts, what the threshold lets through, and the share that is right by kind."""
    said = p.argmax(axis=1)
    met = [which for which in range(3) if (labels == which).any()]
    marked = p[:, 0] >= support
    wrong = int((marked & (labels != 0)).sum())
    n = int(marked.sum())
    by_kind = {
        kind: round(float(np.mean([said[i] == labels[i] for i, k in enumerate(kinds) if k == kind])), 3)
        for kind in sorted(set(kinds))
    }
    return {
        "n": len(labels),
        "balanced_accuracy": round(float(np.mean([(said[labels == which] == which).mean() for which in met])), 4),
        "coverage_of_supported": round(float(marked[labels == 0].mean()), 4) if 0 in met else None,
        "marked": n,
        "wrong_bound": round(upper_bound(wrong, n), 4) if n else 1.0,
        "kinds": by_kind,
    }


def main(given: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "train", "replay", "calibrate"))
    parser.add_argument("run", type=Path)
    parser.add_argument("--pack", type=Path)
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--steps", type=int, help="prepare: legs of at most so many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--leg", type=int, default=0)
    parser.add_argument("--links", type=int)
    args = parser.parse_args(None if given is None else list(given))
    if args.what == "prepare":
        recipe = JudgeRecipe.read(args.recipe)
        if args.pack is None:
            parser.error("prepare needs --pack")
        prepare_run(args.run, recipe.shortened(args.steps) if args.steps else recipe, args.pack)
    elif args.what == "train":
        train_run(args.run, args.workers)
    elif args.what == "replay":
        sys.exit(0 if replay_run(args.run, args.leg, args.workers, args.links) else 1)
    else:
        calibrate_run(args.run)


if __name__ == "__main__":
    try:
        main()
    except NeckerError as error:  # one line for a person, as the command line does
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except FileNotFoundError as error:
        sys.exit(f"there is no {error.filename}: `prepare` makes a run")
