"""Quality on the hand-written questions and claims: `python benchmarks/quality.py SET [--show]`.  Prints one table each.

The sets are explained in benchmarks/data/README.md: dev, val and val2 were looked at while the code was written; the
others were opened once each on the code of their day, then looked at, but frozen and the last one.

Peers in the same run: for claims, two word-overlap thresholds fitted on the development half (the baseline to beat).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from necker.assistant.turn import ask
from necker.knowledge.library import Library
from necker.text.normal import fold
from necker.text.words import content_stems
from necker.verify.check import verify_text
from necker.verify.evidence import gather
from necker.verify.judge import Judge
from necker.verify.judges import CHOICES, open_judge
from necker.verify.split import split

DATA = Path(__file__).resolve().parent / "data"
Row = dict[str, Any]


def load(kind: str, half: str) -> list[Row]:
    rows: list[Row] = []
    for lang in ("en", "fr"):
        with (DATA / f"{kind}.{lang}.{half}.jsonl").open(encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text))


def has_answer(text: str, answers: list[str]) -> bool:
    """Whole words only: "14" is not in "1914", "oui" not in "Louis"."""
    here = plain(text)
    for answer in answers:
        wanted = re.escape(plain(answer))
        if re.search(rf"(?<![\w]){wanted}" + (r"(?![\d])" if answer[-1:].isdigit() else r""), here):
            return True
    return False


def questions(library: Library, half: str, show: bool) -> None:
    tally: dict[tuple[str, str], Counter[str]] = {}
    seconds: list[float] = []
    for row in load("questions", half):
        started = time.perf_counter()
        answer = ask(row["question"], library)
        seconds.append(time.perf_counter() - started)
        titles = {e.title for c in answer.claims for e in c.evidence}
        right = not answer.abstained and has_answer(answer.text, row["answers"])
        good = {
            "answerable": bool(titles & set(row["pages"])) and not answer.abstained,
            "computed": right,
            "everyday": right,
        }.get(row["kind"], answer.abstained)
        count = tally.setdefault((row["kind"], row["lang"]), Counter())
        count["all"] += 1
        count["good"] += good
        count["answered"] += not answer.abstained
        count["exact"] += right
        if show and not good:
            print(
                f"  {row['id']} {row['kind']}: {row['question']}\n      -> {answer.text[:150]!r} {titles} / {row['pages'][:2]} {row['answers'][:2]}"
            )
    print(f"\n{'questions (' + half + ')':<24}{'lang':<6}{'n':>4}{'good':>8}{'answered':>10}{'right text':>12}")
    for (kind, lang), c in sorted(tally.items()):
        n = c["all"]
        print(f"{kind:<24}{lang:<6}{n:>4}{c['good'] / n:>8.0%}{c['answered'] / n:>10.0%}{c['exact'] / n:>12.0%}")
    seconds.sort()
    print(f"ask: p50 {seconds[len(seconds) // 2] * 1e3:.0f} ms, p95 {seconds[int(len(seconds) * 0.95)] * 1e3:.0f} ms")


def overlap(row: Row, library: Library) -> float:
    """The baseline: the largest share of the claim's stems that one passage holds."""
    claim = split(row["claim"], row["lang"])[0]
    mine = set(content_stems(row["claim"], row["lang"]))
    shares = [len(mine & set(content_stems(f"{p.title} {p.text}", p.lang))) / len(mine) for p in gather(claim, library)]
    return max(shares, default=0.0)


def verdict_of(row: Row, library: Library, judge: Judge) -> str:
    """One verdict for a whole sentence: the worst of its claims."""
    _, claims = verify_text(row["claim"], library, lang=row["lang"], judge=judge)
    verdicts = {c.verdict for c in claims}
    for verdict in ("contradicted", "conflict", "not_enough", "not_checkable"):
        if verdict in verdicts:
            return "contradicted" if verdict == "conflict" else "not_enough" if verdict == "not_checkable" else verdict
    return "supported"


LABELS = ("supported", "contradicted", "not_enough")


def balanced(pairs: list[tuple[str, str]]) -> float:
    recalls = []
    for label in LABELS:
        mine = [said for true, said in pairs if true == label]
        recalls.append(sum(said == label for said in mine) / max(1, len(mine)))
    return sum(recalls) / len(recalls)


def fitted_overlap(dev: list[tuple[str, float]], test: list[tuple[str, float]]) -> float:
    """Two thresholds fitted on `dev`: above the higher supported, between them contradicted, below not enough."""

    def said(x: float, low: float, high: float) -> str:
        return "supported" if x >= high else "contradicted" if x >= low else "not_enough"

    grid = sorted({x for _, x in dev})
    best = max((balanced([(t, said(x, a, b)) for t, x in dev]), a, b) for a in grid for b in grid if a <= b)
    return balanced([(t, said(x, best[1], best[2])) for t, x in test])


def claims(library: Library, half: str, show: bool, judge: Judge) -> None:
    print(
        f"\n{'claims (' + half + ')':<24}{'lang':<6}{'n':>4}{'bal.acc':>9}{'overlap':>9}{'wrong as supported':>20}{'supported wrong':>17}"
    )
    for lang in ("en", "fr"):
        rows = [r for r in load("claims", half) if r["lang"] == lang]
        pairs = []
        for row in rows:
            said = verdict_of(row, library, judge)
            pairs.append((row["label"], said))
            if show and said != row["label"]:
                print(f"  {row['id']} {row['label']}({row.get('change')}) said {said}: {row['claim']} [{row['page']}]")
        dev = [(r["label"], overlap(r, library)) for r in load("claims", "dev") if r["lang"] == lang]
        test = [(r["label"], overlap(r, library)) for r in rows]
        wrong = sum(t != "supported" and s == "supported" for t, s in pairs)
        said_so = sum(s == "supported" for _, s in pairs)
        n_wrong = sum(t != "supported" for t, _ in pairs)
        print(
            f"{'':<24}{lang:<6}{len(pairs):>4}{balanced(pairs):>9.0%}{fitted_overlap(dev, test):>9.0%}"
            f"{f'{wrong}/{n_wrong} = {wrong / n_wrong:.0%}':>20}{f'{wrong}/{said_so}':>17}"
        )
        print("   confusion:", {label: dict(Counter(s for t, s in pairs if t == label)) for label in LABELS})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "half",
        choices=("dev", "val", "val2", "frozen", "blind2", "blind3", "blind4", "blind5", "first", "first2", "first3"),
        metavar="SET",
    )
    parser.add_argument("--show", action="store_true", help="print what went wrong (not for the sets opened once)")
    parser.add_argument("--only", choices=("questions", "claims"))
    parser.add_argument("--judge", choices=CHOICES, default="rules", help="who judges the claims")
    args = parser.parse_args()
    if args.show and args.half in ("frozen", "blind5"):
        sys.exit("the sets that are opened once are counted, not shown")
    shelf = Library.open(["vital"])
    if args.only != "claims":
        questions(shelf, args.half, args.show)
    if args.only != "questions" and not args.half.startswith("first"):  # sets of questions alone
        claims(shelf, args.half, args.show, open_judge(args.judge))
