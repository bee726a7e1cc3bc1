"""Claims written one by one about passages of the pack, in a checkout: recipes/claims/*.jsonl, one passage with its claims a line.

    {"id", "lang", "title", "description", "passage", "before", "after",
     "claims": [{"claim", "lang", "label", "wrong": words of the claim that are not said, "" when supported, "kind"}]}

They are worded as people word things, by a language model that worked as a developer of Necker, without templates; half of
them are twins, a true and a false one that one or two words part.  They are shown several times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import necker
from necker.knowledge.library import Library
from necker.lessons.pair import Pair, Split
from necker.lessons.quad import whole
from necker.sources.document import rank

_TEST_ONE_IN = 12  # passages held out


@lru_cache(maxsize=1)
def passages() -> tuple[dict[str, Any], ...]:
    """All that were written; none outside a checkout."""
    folder = Path(necker.__file__).parents[1] / "recipes" / "claims"
    return tuple(
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    )  # fmt: skip


def split_of_passage(key: str) -> Split:
    """The side on which a passage lies with all its claims, by its id."""
    return "test" if rank(f"written/{key}") % _TEST_ONE_IN == 0 else "train"


def pair_of(passage: dict[str, Any], said: dict[str, Any]) -> Pair:
    """One claim beside its passage, with all that stands around it, as it was judged."""
    context = " ".join(piece for piece in (passage["description"], passage["before"], passage["after"]) if piece)
    start = said["claim"].find(said["wrong"]) if said["wrong"] else -1
    spans = ((start, start + len(said["wrong"])),) if start >= 0 else whole(said["claim"])
    return Pair(
        said["claim"], said["lang"], passage["passage"], passage["lang"], passage["title"], context, said["label"],
        f"written {said['kind']}", () if said["label"] == "supported" else spans, "vital", "CC-BY-SA-4.0",
    )  # fmt: skip


def generate(pack: Library | Path, seed: int, count: int, split: Split) -> Iterator[Pair]:
    """`count` pairs, round after round over all claims of a split; each once for a test.  Pack and seed are not needed."""
    mine = [(p, said) for p in passages() if split_of_passage(p["id"]) == split for said in p["claims"]]
    for i in range(count if split == "train" else min(count, len(mine))):
        if not mine:
            return
        yield pair_of(*mine[i % len(mine)])
