"""Set a trained judge for its use: what it says of claims that people wrote, looked up in a pack, under the rules.

    python recipes/judge_use.py BUNDLE --pack PACK      writes "use", "support", "contradict" and "bound" into judge.json

A claim is supported by the sentence that says most for it; how much that is, is a logistic model of what the network says
and what the words say (verify/calibration.py, Use).  It is fitted on the claims of benchmarks/data that were looked at while
the code was written (SETS), and on those of recipes/claims whose passages the network has not learnt from; one that its
passage leaves open counts as not supported, though another page may say it.  Thresholds and bound are set on SETS alone, by
fits on the other pages (five parts), so that no claim is judged by a model that has seen its page.

The threshold is the lowest one at which the exact upper 95 % bound of the share of wrong claims is under 5 %; where there is
none, the highest one that supports as many of the true claims as words and rules do: then it is wrong less often than they.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from necker.core.files import write_aside
from necker.core.language import Lang
from necker.evals.statistics import threshold_of, upper_bound
from necker.knowledge.library import Library
from necker.lessons.written import passages, split_of_passage
from necker.sources.document import rank
from necker.verify.calibration import LANGS, Use
from necker.verify.check import verify_claims
from necker.verify.evidence import descriptions, gather, resolve_subjects
from necker.verify.judge import Case, WordJudge
from necker.verify.split import split
from necker.verify.trained import TrainedJudge
from necker.verify.windows import known

SETS = ("dev", "val", "val2", "blind2", "blind3", "blind4")
DATA = Path(__file__).resolve().parents[1] / "benchmarks" / "data"
PARTS = 5
SHRINK = 2.0  # of the weights, in claims: ridge
CONTRADICT = 0.7
"""What the network must give to "contradicted": between 0.5 and 0.85 the verdicts on these claims hardly change."""
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """A claim of one statement: its label, and the features of each sentence that may support it."""

    label: str
    lang: str
    part: int
    counts: bool  # whether thresholds are set on it
    by_words: bool  # whether words and rules alone support it
    features: Array  # (sentences, Use.FEATURES + 1), the last is 1


def seen(row: dict[str, Any], library: Library, judge: TrainedJudge) -> Seen | None:
    """None where the sentence is more than one claim, or needs no passage."""
    claims = split(row["claim"], row["lang"])
    if len(claims) != 1 or claims[0].kind in ("opinion", "meta", "computation"):
        return None
    resolve_subjects(claims, library)
    passages = gather(claims[0], library)
    glosses = descriptions(passages, library)
    cases: list[Case] = [(claims[0], p, glosses.get((p.pack, p.page))) for p in passages]
    free = [one for one in judge.judge_many(cases) if one.p is not None and not one.clashes]
    features = np.array([[*Use.features(one.p, one, known(claims[0].lang)), 1.0] for one in free if one.p is not None])
    part = rank("use/" + str(row["page"])) % PARTS
    verify_claims(claims, library, WordJudge())
    return Seen(
        row["label"],
        row["lang"],
        part,
        "kind" not in row,
        claims[0].verdict == "supported",
        features.reshape(len(free), len(Use.NAMES) + 1),
    )


def best(claims: Sequence[Seen], weights: Array) -> Array:
    """The score of each claim: that of its best sentence, -9 without any."""
    return np.array([float((one.features @ weights).max()) if len(one.features) else -9.0 for one in claims])


def fitted(claims: Sequence[Seen]) -> Array:
    """Weights by Newton's method, ridge SHRINK; the sentence that counts for a claim is found anew four times."""
    weights = np.zeros(len(Use.NAMES) + 1)
    weights[0] = 1.0
    mine = [one for one in claims if len(one.features)]
    labels = np.array([one.label == "supported" for one in mine], float)
    for _ in range(4):
        x = np.array([one.features[(one.features @ weights).argmax()] for one in mine])
        weights = np.zeros_like(weights)
        for _ in range(30):
            p = 1 / (1 + np.exp(-x @ weights))
            slope = (x * (p * (1 - p))[:, None]).T @ x + SHRINK * np.eye(len(weights))
            weights -= np.linalg.solve(slope, x.T @ (p - labels) + SHRINK * weights)
    return weights


def crossed(claims: Sequence[Seen]) -> Array:
    """The probability that each claim is supported, by a fit on the other parts."""
    scores = np.zeros(len(claims))
    for part in range(PARTS):
        weights = fitted([one for one in claims if one.part != part])
        here = [i for i, one in enumerate(claims) if one.part == part]
        scores[here] = best([claims[i] for i in here], weights)
    return 1 / (1 + np.exp(-scores))


def rows() -> list[dict[str, Any]]:
    """The claims of SETS, and those of recipes/claims that were held out: "page", "lang", "claim", "label"."""
    files = [DATA / f"claims.{lang}.{name}.jsonl" for name in SETS for lang in LANGS]
    looked_at = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    held_out = [one for one in passages() if split_of_passage(one["id"]) == "test"]
    return [*looked_at, *({"page": one["title"], **said} for one in held_out for said in one["claims"])]


def use(bundle: Path, pack: str) -> dict[str, Any]:
    """Fit, set the thresholds, write judge.json; returns what was found."""
    path = bundle / "judge.json"
    about = json.loads(path.read_bytes())
    write(path, {name: value for name, value in about.items() if name != "use"})  # the network alone is asked
    library, judge = Library.open([pack]), TrainedJudge(bundle)
    claims = [one for row in rows() if (one := seen(row, library, judge)) is not None]
    found: dict[str, Any] = {"use": fitted(claims).round(4).tolist(), "support": {}}
    found["contradict"] = dict.fromkeys(LANGS, CONTRADICT)
    scored = [(one, float(p)) for one, p in zip(claims, crossed(claims), strict=True) if one.counts]
    let: dict[Lang, Let] = {}
    for lang in LANGS:
        found["support"][lang], let[lang] = threshold([each for each in scored if each[0].lang == lang])
    found["bound"] = {lang: told(lang, let, len(scored)) for lang in LANGS}
    write(path, about | found)
    return found


@dataclass(frozen=True)
class Let:
    """What a threshold lets through: `wrong` of `marked` claims, with the exact upper 95 % bound of that share, and the share of the
    true claims that it supports."""

    marked: int
    wrong: int
    bound: float
    covered: float


def threshold(scored: Sequence[tuple[Seen, float]]) -> tuple[float, Let]:
    """The threshold of a language, and what it lets through."""
    p = np.array([each for _, each in scored])
    right = np.array([one.label == "supported" for one, _ in scored])
    at = threshold_of(p, right)
    if at == 1.0:
        enough = sum(one.by_words and one.label == "supported" for one, _ in scored)
        at = float(np.sort(p[right])[-max(1, enough)])
    marked = p >= at
    n, wrong = int(marked.sum()), int((marked & ~right).sum())
    covered = float((marked & right).sum() / max(1, right.sum()))
    return at, Let(n, wrong, upper_bound(wrong, n) if n else 1.0, covered)


def told(lang: str, let: Mapping[Lang, Let], claims: int) -> str:
    """The bound in words of a language."""
    french = lang == "fr"
    parts = []
    for name, one in sorted(let.items(), key=lambda item: item[0] != lang):
        called = {"fr": "français", "en": "anglais"}[name] if french else {"fr": "French", "en": "English"}[name]
        top, covered = f"{100 * one.bound:.0f} %", f"{100 * one.covered:.0f} %"
        parts.append(
            f"{called} : à tort parmi les « confirmé » < {top} (95 %, {one.wrong} sur {one.marked}), {covered} des vraies sont confirmées"
            if french
            else f"{called}: wrong among “supported” < {top} (95 %, {one.wrong} of {one.marked}), {covered} of the true ones are supported"
        )
    measured = (
        f"{claims} affirmations écrites par des personnes, cherchées dans le fonds"
        if french
        else f"{claims} claims that people wrote, looked up in the pack"
    )
    return (" ; " if french else "; ").join([*parts, measured])


def write(path: Path, about: dict[str, Any]) -> None:
    write_aside(path, (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--pack", default="vital")
    args = parser.parse_args()
    print(json.dumps(use(args.bundle, args.pack), indent=1, ensure_ascii=False))
