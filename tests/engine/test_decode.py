"""The ONNX decoder against the network it was written from, and the cache against none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from necker.core.errors import NeckerError
from necker.engine import decode
from necker.engine.decode import Decoder
from necker.model.config import ModelConfig
from necker.model.export import export_onnx
from necker.model.qwen3 import Qwen3
from tests.model.test_qwen3 import SMALL, lively

CONFIG = replace(SMALL, context=80, vocabulary_size=128)


@pytest.fixture(scope="module")
def network() -> Qwen3:
    return lively(CONFIG)


@pytest.fixture(scope="module")
def graph(network: Qwen3) -> bytes:
    return exported(network, CONFIG)


def exported(network: Qwen3, config: ModelConfig) -> bytes:
    return export_onnx(config, {n: p.detach().numpy() for n, p in network.named_parameters()}, "fp32")


def ids(count: int, seed: int = 0) -> list[int]:
    return [int(i) for i in np.random.default_rng(seed).integers(0, CONFIG.vocabulary_size, count)]


def test_token_by_token_is_all_at_once(graph: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "ROOM", 16)  # so that the cache grows on the way, more than once
    row = ids(70)
    slow = Decoder(graph, CONFIG)
    for end in range(1, 71):
        one = slow.logits(row[:end])
        if end in (1, 15, 16, 17, 33, 70):
            assert np.abs(one - Decoder(graph, CONFIG).logits(row[:end])).max() < 1e-4


def test_a_kept_prefix_changes_nothing(graph: bytes) -> None:
    decoder = Decoder(graph, CONFIG)
    row, other = ids(40), ids(40)[:25] + ids(30, seed=1)
    assert row[:25] == other[:25] and row[25] != other[25]
    for asked in (row, other, row[:10], row[:10], row):
        fresh = Decoder(graph, CONFIG).logits(asked)
        assert np.abs(decoder.logits(asked) - fresh).max() < 1e-4


def test_likelihoods_are_those_of_the_network(network: Qwen3, graph: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "BATCH_TOKENS", 90)  # several runs
    rows = [ids(n, seed=n) for n in (30, 2, 81, 17, 29)]
    found = Decoder(graph, CONFIG).likelihoods(rows)
    for row, values in zip(rows, found, strict=True):
        with torch.no_grad():
            logits = network(torch.tensor([row[:-1]]), torch.zeros(1, len(row) - 1, dtype=torch.long))
        wanted = -torch.nn.functional.cross_entropy(logits[0], torch.tensor(row[1:]), reduction="none").numpy()
        assert values.shape == (len(row) - 1,)
        assert np.abs(values - wanted).max() < 0.1  # the network multiplies in bf16
        assert abs(values.mean() - wanted.mean()) < 0.03


def test_what_is_too_long_is_refused(graph: bytes) -> None:
    decoder = Decoder(graph, CONFIG)
    for row in ([], ids(81)):
        with pytest.raises(ValueError, match="context"):
            decoder.logits(row)
    for row in (ids(1), ids(82)):
        with pytest.raises(ValueError, match="context"):
            decoder.likelihoods([row])


def test_a_file_that_is_no_such_graph_is_one_line(graph: bytes) -> None:
    for wrong in (b"", b"no graph at all", graph[: len(graph) // 2]):
        with pytest.raises(NeckerError) as caught:
            Decoder(wrong, CONFIG)
        assert "model.onnx" in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(NeckerError):
        Decoder(graph, replace(CONFIG, layers=3))
