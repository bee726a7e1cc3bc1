"""Folders of judges whose networks say one thing, whatever they read; or, `lively`, what an untrained one says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.model.some_pairs import biased_bundle

YES, NO, UNSURE = (4.0, 0.0, 0.0), (0.0, 4.0, 0.0), (0.0, 0.0, 4.0)
BOUND = "wrong among supported < 5 %"


def one_judge(folder: Path, answer: Sequence[float] = YES, lively: bool = False, **about: Any) -> Path:
    """models/judge with a single bundle in it."""
    biased_bundle(folder / "small", answer, {"bound": BOUND, **about}, lively)
    return folder


def two_judges(folder: Path, quick: Sequence[float], slow: Sequence[float], lively: bool = False, **about: Any) -> Path:
    """models/judge with both bundles and what puts them together."""
    for part, answer in (("small", quick), ("open", slow)):
        biased_bundle(folder / part, answer, {"bound": "not used"}, lively)
    write_together(folder, about)
    return folder


def write_together(folder: Path, about: Mapping[str, Any]) -> None:
    even = {"fr": 0.5, "en": 0.5}
    parts = {part: sha256((folder / part / "judge.json").read_bytes()).hexdigest() for part in ("small", "open")}
    made = {"schema": 1, "name": "both", "bound": BOUND, "parts": parts, "weight": 0.5, "asked": 2}
    made |= {"support": even, "contradict": even, **about}
    (folder / "judge.json").write_text(json.dumps(made), "utf-8")
