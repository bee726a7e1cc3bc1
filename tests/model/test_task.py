"""Batches are a pure function of their place, hold every training token once an epoch, and weigh as the grammar says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from necker.codecs.bpe import Bpe
from necker.model.config import ModelConfig
from necker.model.qwen3 import Qwen3
from necker.model.task import ModelTask
from necker.sources.document import Document
from necker.stream.encode import Coder, Codes, Encoded
from necker.stream.shards import Shards, write
from necker.stream.vocabulary import Vocabulary
from tests.model.test_qwen3 import lively

VOCABULARY = Vocabulary(256, (20, 20), 16)
CODER = Coder(VOCABULARY, Bpe([]))
CONFIG = ModelConfig(
    vocabulary_size=VOCABULARY.size, dim=16, layers=1, heads=2, kv_heads=1, head_dim=8, hidden=32, context=80
)


def sequence(i: int) -> Encoded:
    if i % 3 == 0:
        return Encoded("text", CODER.document([f"sentence {i} " * (1 + i % 20)]))
    if i % 3 == 1:
        codes = np.arange(64) % 16
        return Encoded("see", CODER.document([Codes("image", codes, "32x32"), "x"]))
    frames = np.random.default_rng(i).integers(0, 20, (4 + i % 44, 2))
    return Encoded("hear", CODER.document([Codes("sound", frames), f"en: {i}"]))


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    made = []
    for i in range(60):
        document = Document(f"d/{i}", (f"text {i}",), None, ("even", "odd")[i % 2], "CC0-1.0", i % 10 == 9)
        made.append((document, [sequence(i)]))
    return write(tmp_path_factory.mktemp("stream"), made, CODER.grammar)


def task(shards: Shards, **options: object) -> ModelTask:
    return ModelTask(lively(CONFIG), shards, VOCABULARY, rows=2, **options)  # type: ignore[arg-type]


def epoch(one: ModelTask) -> list[int]:
    """The rows of the first epoch, in their order."""
    steps = -(-len(one.packing) // (one.rows * one.micro_batches))
    places = [row for step in range(steps) for micro in range(one.micro_batches) for row in one.places(step, micro)]
    return places[: len(one.packing)]


def test_every_training_token_is_predicted_once_an_epoch(shards: Shards) -> None:
    one = task(shards)
    assert sorted(epoch(one)) == list(range(len(one.packing)))
    met: Counter[tuple[int, int]] = Counter()
    for row in range(len(one.packing)):
        for place, start, stop in one.packing.of_row(row):
            met.update((one._sequences[place], i) for i in range(start + 1, stop))
    wanted = {
        (number, i)
        for number, entry in enumerate(shards.entries)
        if not entry.held_out and number not in one.left_out
        for i in range(1, entry.length)
    }
    assert met == Counter(dict.fromkeys(wanted, 1))
    assert one.left_out and all(shards.entries[number].form == "hear" for number in one.left_out)


def test_a_source_can_come_more_often(shards: Shards) -> None:
    plain, more = task(shards), task(shards, repeats={"odd": 3})
    once = Counter(shards.entries[number].source for number in plain._sequences)
    thrice = Counter(shards.entries[number].source for number in more._sequences)
    assert (thrice["even"], thrice["odd"]) == (once["even"], 3 * once["odd"])
    assert not any(shards.entries[number].held_out for number in more._sequences)


def test_a_batch_is_a_function_of_its_place(shards: Shards) -> None:
    one, again, other = task(shards), task(shards), task(shards, seed=1)
    for place in ((0, 0), (0, 3), (7, 1)):
        assert all(torch.equal(a, b) for a, b in zip(one.batch(*place), again.batch(*place), strict=True))
        assert one.batch_hash(*place) == again.batch_hash(*place)
        assert len(one.batch_hash(*place)) == 32
    assert len({one.batch_hash(step, micro) for step in range(3) for micro in range(4)}) == 12
    assert [one.places(0, m) for m in range(4)] != [other.places(0, m) for m in range(4)]


def test_weights_are_the_grammars_and_nothing_is_asked_of_padding_or_of_another_segment(shards: Shards) -> None:
    one = task(shards)
    seen = set()
    for step in range(4):
        ids, segments, weights = one.batch(step, 0)
        assert ids.shape == (2, 81) and segments.shape == weights.shape == (2, 80)
        for row in range(2):
            for i in range(80):
                name = VOCABULARY.name_of(int(ids[row, i + 1])).split()[0]
                seen.add(name)
                wanted = {"text": 1.0, "image": 0.5, "sound0": 1.0, "sound1": 0.3, "<pad>": 0.0, "<bos>": 0.0}
                if i + 1 < 80 and segments[row, i + 1] != segments[row, i]:
                    assert weights[row, i] == 0.0
                elif name in wanted:
                    assert weights[row, i] == pytest.approx(wanted[name])
    assert {"text", "image", "sound0", "sound1", "<bos>"} <= seen


def test_the_loss_is_the_weighted_mean_of_cross_entropies(shards: Shards) -> None:
    one = task(shards)
    batch = one.batch(1, 2)
    ids, segments, weights = batch
    loss, figures = one.loss(batch)
    with torch.no_grad():
        likely = one.module(ids[:, :-1], segments).double().log_softmax(-1)
    each = -likely.gather(2, ids[:, 1:, None])[..., 0]
    assert float(loss.detach()) == pytest.approx(float((each * weights).sum() / weights.double().sum()), rel=1e-5)
    low, high = VOCABULARY.range("text")
    text = (ids[:, 1:] >= low) & (ids[:, 1:] < high) & (weights > 0)
    assert figures["text"] == pytest.approx(float(each[text].mean()), rel=1e-5)
    assert set(figures) <= {"special", "text", "sound0", "sound1", "image"}


def test_it_learns(shards: Shards) -> None:
    torch.set_num_threads(1)
    one = task(shards)
    batch = one.batch(0, 0)
    optimiser = torch.optim.AdamW(one.module.parameters(), 0.02)
    losses = []
    for _ in range(60):
        loss, _ = one.loss(batch)
        losses.append(float(loss.detach()))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert losses[-1] < 0.5 * losses[0]


def test_what_does_not_fit_is_refused(shards: Shards, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        ModelTask(Qwen3(CONFIG), shards, Vocabulary(300, (20, 20), 16, 200), rows=2)
    document = Document("x", ("x",), None, "s", "CC0-1.0", True)
    empty = write(tmp_path, [(document, [sequence(0)])], CODER.grammar)
    with pytest.raises(ValueError, match="no sequence"):
        task(empty)
