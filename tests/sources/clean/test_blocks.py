"""Arrays in files: what is brought together in parts is what would come of all at once."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.sources.clean import blocks as module
from necker.sources.clean.batch import Batch
from necker.sources.clean.blocks import blank, blocks, mapped, together
from necker.sources.clean.leaks import Item, Watch
from necker.sources.clean.near import Duplicate, Near, sketches

ROW = np.dtype([("key", "<u8"), ("number", "<i8")])
NUMBERS = [random.Random(n // 3).sample(range(999), 60) for n in range(300)]
TEXTS = [" ".join(f"w{number}" for number in [*some, n % 3]) for n, some in enumerate(NUMBERS)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 5, 2**63]), max_size=60))
def test_parts_hold_every_row_and_equal_keys_together(
    tmp_path_factory: pytest.TempPathFactory, keys: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    rows = np.zeros(len(keys), ROW)
    rows["key"], rows["number"] = np.array(keys, np.uint64), np.arange(len(keys))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 4)
        some = (rows[at] for at in blocks(len(rows), 7))
        parts = list(together(some, lambda one: one["key"], len(rows), folder))
    found = [(int(row["key"]), int(row["number"])) for part in parts for row in np.sort(part, order=["key", "number"])]
    assert found == sorted(zip(keys, range(len(keys)), strict=True))
    assert len(keys) <= 4 or len(parts) > 1 or len({key >> 60 for key in keys}) < 8
    assert not list(folder.iterdir())


def duplicates(folder: Path) -> list[Duplicate]:
    with Near(folder) as near:
        for first in range(0, len(TEXTS), 11):
            near.add(
                sketches(Batch(TEXTS[first : first + 11])),
                [str(first + n) for n in range(len(TEXTS[first : first + 11]))],
            )
        return list(near.duplicates())


def test_duplicates_and_leaks_are_the_same_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [Item(str(n), "claim", " ".join(text.split()[: 5 + n % 30])) for n, text in enumerate(TEXTS)]
    at_once = duplicates(tmp_path / "at_once"), Watch(items).leaks(Batch(TEXTS))
    monkeypatch.setattr(module, "BLOCK", 16)
    assert (duplicates(tmp_path / "parts"), Watch(items).leaks(Batch(TEXTS))) == at_once
    assert len(at_once[0]) == 200 and len({leak.document for leak in at_once[1]}) == 240


def test_a_watch_is_found_again_where_it_was_made(tmp_path: Path) -> None:
    items = [Item("é", "question", TEXTS[0]), Item("b", "label", "w1 w2"), Item("c", "claim", "")]
    made = Watch(items, tmp_path / "here")
    again = Watch.load(tmp_path / "here")
    assert len(again) == len(made) == 3
    assert again.leaks(Batch(TEXTS[:3])) == made.leaks(Batch(TEXTS[:3])) != []
    assert Watch.load(tmp_path / "here").leaks(Batch(["nothing of it"])) == []


def test_blank_files_are_written_through(tmp_path: Path) -> None:
    rows = blank(tmp_path / "rows", np.int64, 3, -1)
    rows[1] = 7
    assert mapped(tmp_path / "rows", np.int64).tolist() == [-1, 7, -1]
    assert len(blank(tmp_path / "none", np.int64, 0)) == 0
    assert [(one.start, one.stop) for one in blocks(7, 3, 1)] == [(1, 4), (4, 7)]
