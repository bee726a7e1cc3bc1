"""How long an answer takes: `python benchmarks/ask.py`.  The default pack, the development questions, one process, then cold.

Cold is the whole command, `python -m necker ask ...`, from start to exit.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from necker.assistant.turn import ask
from necker.knowledge.library import Library
from necker.verify.check import verify_text

DATA = Path(__file__).resolve().parent / "data"


def row(label: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{label:<44}{len(seconds):>5}{statistics.median(seconds) * 1e3:>10.1f}{p95 * 1e3:>10.1f}")


def main() -> None:
    questions = []
    for lang in ("en", "fr"):
        with (DATA / f"questions.{lang}.dev.jsonl").open(encoding="utf-8") as lines:
            questions += [json.loads(line)["question"] for line in lines]
    shelf = Library.open(["vital"])
    ask("Qui a peint la Joconde ?", shelf)  # loads the lexicon and starts the sandbox
    print(f"{'':<44}{'runs':>5}{'p50 ms':>10}{'p95 ms':>10}")
    timed = []
    for question in questions:
        started = time.perf_counter()
        ask(question, shelf)
        timed.append(time.perf_counter() - started)
    row("ask, running process", timed)
    text = "Frédéric Chopin est né le 1er mars 1810 à Żelazowa Wola. Il est mort à Paris en 1856."
    timed = []
    for _ in range(20):
        started = time.perf_counter()
        verify_text(text, shelf)
        timed.append((time.perf_counter() - started) / 2)
    row("verify, per claim, running process", timed)
    timed = []
    for question in questions[:15]:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "necker", "ask", question], check=True, capture_output=True)
        timed.append(time.perf_counter() - started)
    row("ask, cold command", timed)
    timed = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        timed.append(time.perf_counter() - started)
    row("python -c pass, for comparison", timed)


if __name__ == "__main__":
    main()
