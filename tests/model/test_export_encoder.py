"""The judge's ONNX graph answers what the network answers, in float32 and in int8."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
import torch

from necker.model.encoder import Encoder
from necker.model.export import Kind
from necker.model.export_encoder import export_encoder
from necker.model.judge_pairs import CLAIM, places_of
from necker.training.linear import exactly
from tests.model.test_encoder import CONFIG, lively, rows

Array = np.ndarray[Any, np.dtype[Any]]


def exported(model: Encoder, kind: Kind) -> bytes:
    return export_encoder(
        model.config, {name: value.detach().numpy() for name, value in model.named_parameters()}, kind
    )


def run(graph: bytes, ids: Array, segments: Array, marks: Array) -> tuple[Array, Array]:
    session = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    verdict, unsupported = session.run(
        ["verdict", "unsupported"], {"ids": ids, "segments": segments, "marks": marks, "places": places_of(segments)}
    )
    return verdict, unsupported


@pytest.mark.parametrize(("kind", "most"), [("fp32", 2e-5), ("int8", 0.08)])
def test_the_graph_answers_what_the_network_answers(kind: Kind, most: float) -> None:
    model = lively()
    ids, segments, marks = rows()
    with torch.no_grad(), exactly(model):
        verdict, unsupported = (part.numpy() for part in model(ids, segments, marks))
    found, tags = run(exported(model, kind), ids.numpy(), segments.numpy(), marks.numpy())
    own = (segments == CLAIM).numpy()
    assert verdict.std(axis=0).min() > 0.1 and unsupported[own].std() > 0.1  # rows differ: agreement says something
    assert np.abs(found - verdict).max() < most * np.abs(verdict).max()
    assert np.abs((tags - unsupported)[own]).max() < most * np.abs(unsupported).max()


def test_padding_changes_nothing() -> None:
    graph = exported(lively(), "fp32")
    ids, segments, marks = (part.numpy() for part in rows())
    wider = [np.pad(part, ((0, 0), (0, 32))) for part in (ids, segments, marks)]
    for one, two in zip(run(graph, ids, segments, marks), run(graph, *wider), strict=True):
        assert np.abs(one - two[:, : one.shape[1]]).max() < 1e-5


def test_the_bytes_are_the_same_each_time_and_int8_is_small() -> None:
    model = lively()
    graph = exported(model, "int8")
    assert graph == exported(model, "int8")
    assert len(graph) < 0.5 * len(exported(model, "fp32"))
    assert CONFIG.dim % 32 == 0
