"""Batches of the judge: a pure function of their place, every pair once an epoch, rows of like length together; and its loss."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from necker.codecs.bpe import Bpe
from necker.model.config import ModelConfig
from necker.model.encoder import Encoder
from necker.model.judge_pairs import CLAIM, SPECIALS, WIDTH, Cutter, Pairs, write_pairs
from necker.model.judge_task import JudgeTask
from tests.model.some_pairs import some
from tests.model.test_encoder import lively

CUTTER = Cutter(Bpe([]), 160)
CONFIG = ModelConfig(256 + SPECIALS, dim=32, layers=1, heads=1, kv_heads=1, head_dim=32, hidden=32, context=160)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    folder = tmp_path_factory.mktemp("pairs") / "train"
    made = [replace(pair, context="It rained. " * (i % 5)) for i, pair in enumerate(some(210))]
    write_pairs(folder, made, CUTTER)
    return Pairs.open(folder)


def task(pairs: Pairs, **options: int) -> JudgeTask:
    return JudgeTask(Encoder(CONFIG), pairs, **{"rows": 8, "micro_batches": 3, **options})


def test_an_epoch_shows_every_pair_and_few_of_them_twice(pairs: Pairs) -> None:
    one = task(pairs)
    lengths = pairs.parts.sum(axis=1)
    batches = sum(-(-int(n) // 8) for n in np.unique(-(-lengths.astype(int) // WIDTH), return_counts=True)[1])
    for epoch in (0, 1):
        places = [divmod(epoch * batches + i, 3) for i in range(batches)]
        met = Counter(pair for step, micro in places for pair in one.places(step, micro))
        assert set(met) == set(range(210))
        assert sum(met.values()) - 210 < 8 * 4  # less than a micro-batch for each width
    assert one.places(0, 0) != one.places(batches, 0)


def test_rows_of_a_micro_batch_are_of_one_width(pairs: Pairs) -> None:
    one = task(pairs)
    widths = set()
    for step in range(8):
        ids, segments, _, labels, tags = one.batch(step, 1)
        lengths = (segments > 0).sum(dim=1)
        assert int(lengths.min()) > ids.shape[1] - WIDTH and ids.shape == segments.shape == tags.shape
        assert labels.shape == (8,) and not tags[segments != CLAIM].any()
        assert (ids[segments == 0] == CUTTER.pad).all() and (ids[:, 0] == CUTTER.first).all()
        widths.add(ids.shape[1])
    assert len(widths) > 1


def test_a_batch_is_a_function_of_its_place_and_a_later_leg_goes_on(pairs: Pairs) -> None:
    one, again, other, later = task(pairs), task(pairs), task(pairs, seed=1), task(pairs, first=5)
    for place in ((0, 0), (3, 2)):
        assert all(torch.equal(a, b) for a, b in zip(one.batch(*place), again.batch(*place), strict=True))
        assert one.batch_hash(*place) == again.batch_hash(*place) and len(one.batch_hash(*place)) == 32
    assert later.places(0, 1) == one.places(5, 1)
    assert [one.places(0, m) for m in range(3)] != [other.places(0, m) for m in range(3)]
    assert len({one.batch_hash(step, micro) for step in range(3) for micro in range(3)}) == 9


def test_the_loss_is_that_of_the_verdict_and_half_that_of_the_claims_words(pairs: Pairs) -> None:
    one = task(pairs)
    one.module = lively(CONFIG)
    ids, segments, marks, labels, tags = batch = one.batch(2, 0)
    with torch.no_grad():
        loss, figures = one.loss(batch)
        verdict, unsupported = one.module(ids, segments, marks)
    each = [
        F.binary_cross_entropy_with_logits(unsupported[i, k], tags[i, k])
        for i in range(8)
        for k in range(1, int((segments[i] == CLAIM).sum()))
    ]
    wanted = -verdict.log_softmax(1)[torch.arange(8), labels].mean() + 0.5 * torch.stack(each).mean()
    assert float(loss) == pytest.approx(float(wanted), rel=1e-5)
    assert figures["verdict"] + 0.5 * figures["tag"] == pytest.approx(float(loss), rel=1e-5)
    assert figures["right"] == float((verdict.argmax(1) == labels).float().mean())


def test_tokens_of_another_vocabulary_are_refused(pairs: Pairs) -> None:
    small = ModelConfig(100, dim=32, layers=1, heads=1, kv_heads=1, head_dim=32, hidden=32, context=160)
    with pytest.raises(ValueError, match="vocabulary"):
        JudgeTask(Encoder(small), pairs, rows=8)
