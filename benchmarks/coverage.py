"""How many real questions the default pack can answer at all: `NECKER_MIRROR=... python benchmarks/coverage.py [--questions N]`.

The test questions of NQ-open and WebQuestions.  A question counts as answerable when one of its known answers stands, as
whole words and not in the question itself, in one of the 20 passages that the search puts first for it: an upper bound,
since the words may stand there by accident.  Beside it, what `ask` does with the same questions.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
from pathlib import Path

from necker.assistant.turn import ask
from necker.knowledge.library import Library
from necker.text.normal import fold

SETS = {
    "NQ-open test": ("text/eval/nq_open/nq_test.jsonl.xz", "question"),
    "WebQuestions test": ("text/eval/webquestions/webquestions.jsonl.xz", "qText"),
}


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def holds(text: str, answers: list[str]) -> bool:
    here = f" {plain(text)} "
    return any(f" {a} " in here for a in answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1000, help="a sample of each set, the same every time")
    args = parser.parse_args()
    shelf = Library.open(["vital"])
    print(f"{'set':<20}{'questions':>10}{'in top 20':>11}{'answered':>10}{'holds the answer':>18}")
    for name, (path, key) in SETS.items():
        with lzma.open(Path(os.environ["NECKER_MIRROR"]) / path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        random.Random(0).shuffle(rows)
        rows = rows[: args.questions]
        possible = said = right = 0
        for row in rows:
            asked = f" {plain(row[key])} "
            answers = [a for a in map(plain, row["answers"]) if a and f" {a} " not in asked]
            hits = shelf.search(row[key], "en", 20)
            possible += any(holds(f"{h.passage.title} . {h.passage.text}", answers) for h in hits)
            answer = ask(row[key], shelf, lang="en")
            said += not answer.abstained
            right += not answer.abstained and holds(answer.text, answers)
        n = len(rows)
        print(f"{name:<20}{n:>10}{possible / n:>11.1%}{said / n:>10.1%}{f'{right / max(1, said):.1%} of them':>18}")


if __name__ == "__main__":
    main()
