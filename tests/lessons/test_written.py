"""The claims written by hand: whole, beside a passage, even over the labels, apart by passage, and away from the tests."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from necker.lessons.contamination import Contamination, held_out, titles_of
from necker.lessons.pair import LABELS
from necker.lessons.written import generate, passages, split_of_passage
from necker.sources.mirror import mirror_dir

DATA = Path(__file__).parents[2] / "benchmarks" / "data"
PACK = Path("not needed")

SHARED = {"w-en-1059"}
"""Passages that are evidence of a test too, SelQA's: the judge that ships has read them, and its card says so."""

pytestmark = pytest.mark.skipif(not passages(), reason="recipes/claims is in a checkout only")


def test_each_claim_has_a_label_and_says_what_is_wrong_in_its_own_words() -> None:
    counts: Counter[str] = Counter()
    for passage in passages():
        assert passage["lang"] in ("en", "fr") and passage["passage"] and passage["title"]
        for said in passage["claims"]:
            counts[said["label"]] += 1
            assert said["label"] in LABELS and said["lang"] in ("en", "fr")
            assert said["wrong"] in said["claim"] and bool(said["wrong"]) == (said["label"] != "supported")
    assert min(counts.values()) > 0.9 * max(counts.values())


def test_train_and_test_share_no_passage_and_train_goes_round() -> None:
    train, test = list(generate(PACK, 1, 80_000, "train")), list(generate(PACK, 1, 80_000, "test"))
    assert len(train) == 80_000 and 100 < len(test) == len({(p.claim, p.passage) for p in test})
    assert not {p.passage for p in train} & {p.passage for p in test}
    assert {split_of_passage(p["id"]) for p in passages()} == {"train", "test"}


def test_no_passage_is_of_a_page_that_tests_ask_about() -> None:
    asked = set(titles_of(sorted(DATA.glob("*.jsonl"))))
    for path in DATA.glob("minimal.*.jsonl"):
        asked |= {json.loads(line)["title"] for line in path.read_text("utf-8").splitlines()}
    assert not asked & {p["title"] for p in passages()}
    minimal = [
        json.loads(line) for path in DATA.glob("minimal.*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    known = Contamination(row[side]["claim"] for row in minimal for side in "ab")
    clean = held_out()
    for passage in passages():
        assert clean.holds(passage["passage"]) == (passage["id"] in SHARED and mirror_dir() is not None), passage["id"]
        for said in passage["claims"]:
            assert not known.holds(said["claim"]) and not clean.holds(said["claim"]), said["claim"]
