"""The ONNX graph of the BERT kind answers what the network answers, in float32, int8 and int4."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
import torch

from necker.model.bert import Bert
from necker.model.export import Kind
from necker.model.export_bert import export_bert
from necker.model.judge_pairs import CLAIM
from necker.model.rounding import quantise
from necker.training.linear import exactly
from tests.model.test_bert import lively
from tests.model.test_encoder import rows

Array = np.ndarray[Any, np.dtype[Any]]
NAMES = ("ids", "segments", "marks")


def exported(model: Bert, kind: Kind) -> bytes:
    return export_bert(model.config, {n: value.detach().numpy() for n, value in model.named_parameters()}, kind)


def run(graph: bytes, given: tuple[Array, ...]) -> tuple[Array, Array]:
    session = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_inputs()] == list(NAMES)
    verdict, unsupported = session.run(["verdict", "unsupported"], dict(zip(NAMES, given, strict=True)))
    return verdict, unsupported


def rounded(model: Bert) -> None:
    """Give the network the matrices that the int4 graph holds."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.startswith("embed_tokens") or (name.startswith("layers") and weight.ndim == 2):
                values, scales = quantise(weight.numpy(), 4)
                stored = (values.astype(np.float32) - 8) * scales[..., None]
                weight.copy_(torch.from_numpy(stored).reshape(weight.shape))


@pytest.mark.parametrize(("kind", "most"), [("fp32", 2e-5), ("int8", 0.08), ("int4", 0.08)])
def test_the_graph_answers_what_the_network_answers(kind: Kind, most: float) -> None:
    model = lively()
    ids, segments, marks = rows()
    graph = exported(model, kind)
    if kind == "int4":
        rounded(model)
    with torch.no_grad(), exactly(model):
        verdict, unsupported = (part.numpy() for part in model(ids, segments, marks))
    found, tags = run(graph, (ids.numpy(), segments.numpy(), marks.numpy()))
    own = (segments == CLAIM).numpy()
    assert verdict.std(axis=0).min() > 0.1 and unsupported[own].std() > 0.1  # rows differ: agreement says something
    assert np.abs(found - verdict).max() < most * np.abs(verdict).max()
    assert np.abs((tags - unsupported)[own]).max() < most * np.abs(unsupported).max()


def test_four_bits_with_a_correction_are_nearer() -> None:
    model = lively()
    given = rows()
    with torch.no_grad(), exactly(model):
        verdict = model(*given)[0].numpy()
    weights = {n: value.detach().numpy() for n, value in model.named_parameters()}
    moments = model.moments([given])
    assert set(moments) == {f"layers.{i}.{name}" for i in range(2) for name in ("qkv", "out", "up", "down")}
    assert moments["layers.1.down"].shape == (96, 96) and np.isfinite(moments["layers.1.down"]).all()
    plain, corrected = (
        np.abs(
            run(export_bert(model.config, weights, "int4", more), tuple(part.numpy() for part in given))[0] - verdict
        )
        for more in (None, moments)
    )
    assert corrected.mean() < 0.6 * plain.mean()


def test_padding_changes_nothing() -> None:
    graph = exported(lively(), "fp32")
    given = tuple(part.numpy() for part in rows())
    wider = tuple(np.pad(part, ((0, 0), (0, 32))) for part in given)
    for one, two in zip(run(graph, given), run(graph, wider), strict=True):
        assert np.abs(one - two[:, : one.shape[1]]).max() < 1e-5


def test_the_bytes_are_the_same_each_time_and_four_bits_are_half_of_eight() -> None:
    sizes = [len(exported(lively(), kind)) for kind in ("int4", "int8", "fp32")]
    assert exported(lively(), "int4") == exported(lively(), "int4")
    assert sizes[0] < sizes[1] < sizes[2]
