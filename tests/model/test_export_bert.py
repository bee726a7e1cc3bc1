"""The ONNX graph of the BERT kind answers what the network answers, in float32 and small."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import onnxruntime as ort
import pytest
import torch

from necker.model.bert import Bert
from necker.model.export_bert import export_bert
from necker.model.judge_pairs import CLAIM
from necker.model.rounding import by_rows, quantise
from necker.training.linear import exactly
from tests.model.test_bert import lively
from tests.model.test_encoder import rows

Array = np.ndarray[Any, np.dtype[Any]]
Kind = Literal["small", "fp32"]
NAMES = ("ids", "segments", "marks")


def exported(model: Bert, kind: Kind) -> bytes:
    return export_bert(model.config, {n: value.detach().numpy() for n, value in model.named_parameters()}, kind)


def run(graph: bytes, given: tuple[Array, ...]) -> tuple[Array, Array]:
    session = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_inputs()] == list(NAMES)
    verdict, unsupported = session.run(["verdict", "unsupported"], dict(zip(NAMES, given, strict=True)))
    return verdict, unsupported


def rounded(model: Bert) -> None:
    """Give the network the matrices that the small graph holds."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.startswith("embed_tokens"):
                steps, each = quantise(weight.numpy(), 4)
                table = (steps.astype(np.float32) - 8) * each[..., None]
                weight.copy_(torch.from_numpy(table.reshape(weight.shape)))
            elif name.startswith("layers") and weight.ndim == 2:
                values, scales = by_rows(weight.numpy())
                weight.copy_(torch.from_numpy(values * scales[:, None]))


@pytest.mark.parametrize(("kind", "most"), [("fp32", 2e-5), ("small", 0.05)])
def test_the_graph_answers_what_the_network_answers(kind: Kind, most: float) -> None:
    model = lively()
    ids, segments, marks = rows()
    graph = exported(model, kind)
    if kind == "small":
        rounded(model)
    with torch.no_grad(), exactly(model):
        verdict, unsupported = (part.numpy() for part in model(ids, segments, marks))
    found, tags = run(graph, (ids.numpy(), segments.numpy(), marks.numpy()))
    own = (segments == CLAIM).numpy()
    assert verdict.std(axis=0).min() > 0.1 and unsupported[own].std() > 0.1  # rows differ: agreement says something
    assert np.abs(found - verdict).max() < most * np.abs(verdict).max()
    assert np.abs((tags - unsupported)[own]).max() < most * np.abs(unsupported).max()


def test_padding_changes_nothing() -> None:
    graph = exported(lively(), "fp32")
    given = tuple(part.numpy() for part in rows())
    wider = tuple(np.pad(part, ((0, 0), (0, 32))) for part in given)
    for one, two in zip(run(graph, given), run(graph, wider), strict=True):
        assert np.abs(one - two[:, : one.shape[1]]).max() < 1e-5


def test_the_bytes_are_the_same_each_time_and_a_small_graph_is_small() -> None:
    small, full = (exported(lively(), kind) for kind in ("small", "fp32"))
    assert small == exported(lively(), "small") and len(small) < len(full) / 2
