"""HaluEval's answers, split into claims: are the passages that people marked as made up in claims that would be checked?

The set has no evidence, so that no verdict is measured on it.  The answers were written by ChatGPT.  A span counts as held
by its characters; the share of all characters that are held stands beside it: checking everything would hold both.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from judge_sets import answers_to_split

from necker.evals.statistics import bootstrap
from necker.sources.document import rank
from necker.text.normal import nfc
from necker.verify.split import split

Row = dict[str, Any]


def _held(text: str, claims: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """How many characters of [start, end) that are no space stand in claims."""
    return sum(len(re.sub(r"\s", "", text[max(start, s) : min(end, e)])) for s, e in claims if s < end and start < e)


def _spans(text: str, marked: Sequence[str]) -> list[tuple[int, int]]:
    """Where the marked passages stand; those that are not in the text as they are written are left out."""
    found = []
    for one in map(nfc, marked):
        start = text.find(one.strip())
        if one.strip() and start >= 0:
            found.append((start, start + len(one.strip())))
    return found


def _one(row: Row) -> Row:
    text = nfc(row["chatgpt_response"])
    claims = split(text)
    checked = [(c.start, c.end) for c in claims if c.kind not in ("opinion", "meta")]
    spans = _spans(text, row["hallucination_spans"])
    return {
        "claims": len(claims),
        "kinds": Counter(claim.kind for claim in claims),
        "all": len(re.sub(r"\s", "", text)),
        "all_held": _held(text, checked, 0, len(text)),
        "marked": sum(_held(text, [(s, e)], s, e) for s, e in spans),
        "marked_held": sum(_held(text, checked, s, e) for s, e in spans),
        "spans": len(spans),
        "lost": sum(_held(text, checked, s, e) == 0 for s, e in spans),
        "given": len(row["hallucination_spans"]),
    }


def splitting(most: int = 1600) -> Row:
    """Half of the answers with something made up, half without, where there are as many: those of smallest hashes."""
    rows = sorted(answers_to_split(), key=lambda row: rank(f"halueval/{row['ID']}"))
    chosen = [row for kind in ("yes", "no") for row in [r for r in rows if r["hallucination"] == kind][: most // 2]]
    began = time.perf_counter()
    found = [_one(row) for row in chosen]
    seconds = time.perf_counter() - began
    total = {name: sum(one[name] for one in found) for name in found[0] if name != "kinds"}
    kinds = sum((one["kinds"] for one in found), Counter())
    arrays = {name: np.array([one[name] for one in found], float) for name in total}

    def share(part: str, whole: str) -> tuple[float, float, float]:
        low, high = bootstrap([str(i) for i in range(len(found))], lambda w: _ratio(arrays, part, whole, w))
        return _ratio(arrays, part, whole, np.ones(len(found))), low, high

    return {
        "answers": len(found),
        "claims": total["claims"],
        "kinds": dict(kinds.most_common()),
        "spans": total["spans"],
        "spans_not_verbatim": total["given"] - total["spans"],
        "marked_held": share("marked_held", "marked"),
        "all_held": share("all_held", "all"),
        "spans_lost": share("lost", "spans"),
        "answers_per_second": len(found) / seconds,
    }


def _ratio(arrays: dict[str, Any], part: str, whole: str, weights: Any) -> float:
    return float((arrays[part] * weights).sum() / max(1.0, (arrays[whole] * weights).sum()))
