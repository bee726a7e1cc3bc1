"""Train the judge on this machine, leg by leg, then calibrate it.

    python recipes/judge.py prepare RUN --pack PACK     lessons of recipes/judge.toml: tokenizer, pairs as tokens, pairs of the test
                    (--recipe recipes/judge_open.toml --weights FILE for the one that begins with weights learnt elsewhere)
    python recipes/judge.py train RUN                   the next leg (Ctrl-C keeps it; the same command goes on); bundle/
    python recipes/judge.py replay RUN --links 2        the first links of a leg again, state against state
                    (--chain weights/judge/open/chain.jsonl after `prepare` alone: against the judge that ships)
    python recipes/judge.py calibrate RUN               temperatures and thresholds on one half of the test, figures on the other
    python recipes/judge.py together DIR --test PAIRS   the same for the average of DIR/small and DIR/open (verify/cascade.py)

`calibrate` asks the network alone, without the rules.  The threshold of "supported" is the lowest one at which the exact
upper 95 % bound (Clopper and Pearson 1934) of the share of wrong pairs among those marked supported is under TARGET
(necker/evals/statistics.py), for each language and kind of claim (verify/calibration.py).
"""

from __future__ import annotations

import argparse
import importlib
import json
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
from necker.core.files import locked, write_aside
from necker.evals.statistics import balanced_accuracy, threshold_of, upper_bound
from necker.model.judge_pairs import LABELS, Pair, Texts
from necker.model.judge_recipe import JudgeRecipe, Lesson
from necker.sources.document import rank
from necker.verify.calibration import KINDS, LANGS, kind_of

RECIPE = Path(__file__).with_name("judge.toml")
LEAST = 300
"""Pairs of a kind of claim from which it has a threshold of its own."""

ASKED = 3
"""Windows of a claim that the slow judge of a cascade reads."""

Logits = NDArray[np.float64]


def lessons(recipe: JudgeRecipe, pack: Path, split: str, size: Callable[[Lesson], int]) -> Iterator[Pair]:
    """The pairs of every lesson, one generator after the other."""
    for lesson in recipe.lesson:
        if count := size(lesson):
            generate = importlib.import_module(f"necker.lessons.{lesson.name}").generate
            yield from generate(pack, recipe.seed, count, split)


def prepare_run(folder: Path, recipe: JudgeRecipe, pack: Path, weights: Path | None = None) -> None:
    from necker.model.judge_pipeline import JudgeRun, prepare

    run = JudgeRun(folder, recipe)
    prepare(
        run,
        lambda: lessons(recipe, pack, "train", lambda lesson: lesson.count),
        lessons(recipe, pack, "test", lambda lesson: lesson.test),
        weights,
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


def replay_run(folder: Path, leg: int, workers: int, links: int | None, chain: Path | None) -> bool:
    from necker.model.judge_pipeline import JudgeRun, replay
    from necker.training.workers import Workers

    step, same = replay(JudgeRun.open(folder), leg, Workers(workers), links, chain)
    print(f"leg {leg}, up to step {step}: {'the same bits' if same else 'OTHER BITS'}")
    return same


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
    from necker.model.judge_pipeline import JudgeRun, weights_hash, write_judge
    from necker.verify.trained import TrainedJudge

    run = JudgeRun.open(folder)
    test = Test(read_test(run.test))
    logits = np.stack([answer.logits for answer in TrainedJudge(run.bundle).answers(test.texts)]).astype(np.float64)
    heat = {}
    p = np.zeros_like(logits)
    for lang in LANGS:
        mine = test.of(lang)
        heat[lang] = temperature_of(logits[mine & test.set_on], test.labels[mine & test.set_on])
        p[mine] = softmax(logits[mine], heat[lang])
    found, told = test.calibrated(p)
    write_judge(run.bundle, run.recipe, weights_hash(run), {"temperature": heat, **found})
    print(json.dumps({"temperature": heat, **found, "held": told}, indent=1))
    return {"temperature": heat, **found, "held": told}


def together(folder: Path, pairs: Path) -> dict[str, Any]:
    """Writes judge.json of the two bundles small/ and open/ in a folder, for their average; see verify/cascade.py.

    The weight is the one of smallest negative log-likelihood on the half that thresholds are set on.
    """
    from necker.verify.cascade import PARTS
    from necker.verify.trained import TrainedJudge

    test = Test(read_test(pairs))
    judges = [TrainedJudge(folder / part) for part in PARTS]
    quick, slow = (
        np.array(
            [judge.probabilities(a.logits, t.lang) for a, t in zip(judge.answers(test.texts), test.texts, strict=True)]
        )
        for judge in judges
    )

    def cost(weight: float) -> float:
        p = (1 - weight) * quick + weight * slow
        return -float(np.log(p[np.arange(len(p)), test.labels] + 1e-12)[test.set_on].mean())

    weight = min((i / 20 for i in range(21)), key=cost)
    found, told = test.calibrated((1 - weight) * quick + weight * slow)
    about = {"schema": 1, "name": "+".join(judge.name for judge in judges), "weight": weight, "asked": ASKED, **found}
    about["parts"] = {part: judge.sha256 for part, judge in zip(PARTS, judges, strict=True)}
    write_aside(folder / "judge.json", (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode())
    print(json.dumps({**about, "held": told}, indent=1))
    return {**about, "held": told}


class Test:
    """The pairs of a test: one half, by page, to set thresholds on, the other to measure with."""

    def __init__(self, pairs: Sequence[dict[str, Any]]) -> None:
        self.pairs = pairs
        self.texts = [Texts(*(pair[field.name] for field in fields(Texts))) for pair in pairs]
        self.labels = np.array([LABELS.index(pair["label"]) for pair in pairs])
        self.kinds = np.array([kind_of(t.claim, t.lang, t.passage_lang) for t in self.texts])
        self.set_on = np.array([rank("calibrate/" + (p["title"] or p["passage"])) % 2 == 0 for p in pairs])

    def of(self, lang: str) -> NDArray[np.bool_]:
        return np.array([text.lang == lang for text in self.texts])

    def calibrated(self, p: Logits) -> tuple[dict[str, Any], dict[str, Any]]:
        """("support", "contradict" and "bound" of judge.json, the figures of the other half by language)"""
        found: dict[str, Any] = {"support": {}, "contradict": {}}
        told = {}
        for lang in LANGS:
            fit, held = self.of(lang) & self.set_on, self.of(lang) & ~self.set_on
            for which, name in enumerate(("support", "contradict")):
                found[name][lang] = thresholds_of(p[fit, which], self.labels[fit] == which, self.kinds[fit])
            at = np.array([found["support"][lang][kind] for kind in self.kinds[held]])
            made = [pair["kind"] for pair, mine in zip(self.pairs, held, strict=True) if mine]
            told[lang] = _figures(p[held], self.labels[held], at, made)
        found["bound"] = "; ".join(f"{lang}: {_bound(one)}" for lang, one in told.items())
        return found, told


def thresholds_of(p: Logits, right: NDArray[np.bool_], kinds: NDArray[np.str_]) -> dict[str, float]:
    """The threshold of each kind of claim; that of all for a kind with fewer than LEAST pairs."""
    common = threshold_of(p, right)
    each = {kind: kinds == kind for kind in KINDS}
    return {k: threshold_of(p[mine], right[mine]) if mine.sum() >= LEAST else common for k, mine in each.items()}


def _bound(one: dict[str, Any]) -> str:
    return f"wrong among supported < {100 * one['wrong_bound']:.1f} % (95 %, n = {one['marked']}, own lessons, without rules)"


def _figures(p: Logits, labels: NDArray[np.int64], support: Logits, kinds: Sequence[str]) -> dict[str, Any]:
    """Balanced accuracy of the three verdicts, what the threshold lets through, and the share that is right by kind."""
    said = p.argmax(axis=1)
    marked = p[:, 0] >= support
    wrong = int((marked & (labels != 0)).sum())
    n = int(marked.sum())
    by_kind = {
        kind: round(float(np.mean([said[i] == labels[i] for i, k in enumerate(kinds) if k == kind])), 3)
        for kind in sorted(set(kinds))
    }
    return {
        "n": len(labels),
        "balanced_accuracy": round(balanced_accuracy(labels, said), 4),
        "coverage_of_supported": round(float(marked[labels == 0].mean()), 4) if (labels == 0).any() else None,
        "marked": n,
        "wrong_bound": round(upper_bound(wrong, n), 4) if n else 1.0,
        "kinds": by_kind,
    }


def main(given: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "train", "replay", "calibrate", "together"))
    parser.add_argument("run", type=Path)
    parser.add_argument("--pack", type=Path)
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--weights", type=Path, help="prepare: the file that the recipe's start names")
    parser.add_argument("--steps", type=int, help="prepare: legs of at most so many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--test", type=Path, help="together: the pairs, data/test.jsonl of a run")
    parser.add_argument("--leg", type=int, default=0)
    parser.add_argument("--links", type=int)
    parser.add_argument("--chain", type=Path, help="replay: the chain to compare with, where the run was only prepared")
    args = parser.parse_args(None if given is None else list(given))
    if args.what == "prepare":
        recipe = JudgeRecipe.read(args.recipe)
        if args.pack is None:
            parser.error("prepare needs --pack")
        prepare_run(args.run, recipe.shortened(args.steps) if args.steps else recipe, args.pack, args.weights)
    elif args.what == "train":
        train_run(args.run, args.workers)
    elif args.what == "replay":
        sys.exit(0 if replay_run(args.run, args.leg, args.workers, args.links, args.chain) else 1)
    elif args.what == "calibrate":
        calibrate_run(args.run)
    elif args.test is None:
        parser.error("together needs --test")
    else:
        together(args.run, args.test)


if __name__ == "__main__":
    try:
        main()
    except NeckerError as error:  # one line for a person, as the command line does
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except FileNotFoundError as error:
        sys.exit(f"there is no {error.filename}: `prepare` makes a run")
