"""The BERT-kind network against a second writing of its formulas: numpy, float64, one row and one head at a time."""

from __future__ import annotations

from dataclasses import replace
from math import erf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from necker.model.bert import Bert
from necker.model.config import ModelConfig
from necker.model.e5 import E5
from necker.model.judge_pairs import CLAIM, PAD
from necker.training.linear import exactly
from tests.model.small_e5 import DIM, HEADS, HIDDEN, write_e5
from tests.model.test_encoder import rows

torch.set_num_threads(1)
CONFIG = ModelConfig(300, DIM, 2, HEADS, HEADS, DIM // HEADS, HIDDEN, context=96, eps=1e-12)
Array = np.ndarray[Any, np.dtype[Any]]


def lively(config: ModelConfig = CONFIG, seed: int = 0) -> Bert:
    """None of its weights at its starting value."""
    model = Bert(config, seed)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("norm.weight"):
                weight.uniform_(0.5, 1.5, generator=generator)
            else:
                scale = 0.5 if "embed" in name or weight.ndim == 1 else weight.shape[1] ** -0.5
                weight.normal_(0.0, scale, generator=generator)
    return model


def normed(x: Array, w: dict[str, Array], name: str) -> Array:
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    return centred / spread * w[f"{name}.weight"] + w[f"{name}.bias"]


def one_row(model: Bert, ids: Array, segments: Array, marks: Array) -> tuple[Array, Array]:
    """(time,) each, without padding -> logits (3,) and (time,), all in float64"""
    c = model.config
    w = {name: value.detach().double().numpy() for name, value in model.named_parameters()}
    x = w["embed_tokens.weight"][ids] + w["embed_places.weight"][: len(ids)]
    x = normed(x + w["embed_segments.weight"][segments] + w["embed_marks.weight"][marks], w, "embed_norm")
    for i in range(c.layers):
        at, heads = f"layers.{i}.", []
        q, k, v = np.split(x @ w[at + "qkv.weight"].T + w[at + "qkv.bias"], 3, axis=1)
        for h in range(c.heads):
            own = slice(h * c.head_dim, (h + 1) * c.head_dim)
            score = np.exp(q[:, own] @ k[:, own].T / np.sqrt(c.head_dim))
            heads.append(score / score.sum(-1, keepdims=True) @ v[:, own])
        mixed = np.concatenate(heads, axis=1) @ w[at + "out.weight"].T + w[at + "out.bias"]
        x = normed(x + mixed, w, at + "attention_norm")
        inner = x @ w[at + "up.weight"].T + w[at + "up.bias"]
        inner = inner * (1 + np.vectorize(erf)(inner / np.sqrt(2))) / 2
        x = normed(x + inner @ w[at + "down.weight"].T + w[at + "down.bias"], w, at + "norm")
    both = np.concatenate((x[0], x[segments == CLAIM].max(axis=0)))
    tags = (x @ w["unsupported.weight"].T)[:, 0] + w["unsupported.bias"]
    return both @ w["verdict.weight"].T + w["verdict.bias"], tags


def test_it_computes_the_formulas() -> None:
    model = lively()
    ids, segments, marks = rows()
    with torch.no_grad(), exactly(model):
        verdict, unsupported = model(ids, segments, marks)
    with torch.no_grad():
        rounded, _ = model(ids, segments, marks)
    for i in range(len(ids)):
        n = int((segments[i] != PAD).sum())
        wanted, tags = one_row(model, *(part[i, :n].numpy() for part in (ids, segments, marks)))
        assert np.abs(verdict[i].numpy() - wanted).max() < 1e-4
        assert np.abs(unsupported[i, :n].numpy() - tags).max() < 1e-4
        assert np.abs(rounded[i].numpy() - wanted).max() < 0.2  # products of bf16 operands
    assert verdict.std(dim=0).min() > 0.1


def test_it_looks_both_ways_and_never_at_padding() -> None:
    model = lively()
    ids, segments, marks = rows()
    with torch.no_grad():
        before, tags = model(ids, segments, marks)
        after, _ = model(ids.masked_fill(segments == PAD, 7), segments, marks)
        changed = ids.clone()
        changed[0, 32] = 5  # the last token of the first row's context
        _, others = model(changed, segments, marks)
    assert torch.equal(before, after)
    assert not torch.equal(tags[0, :9], others[0, :9]) and torch.equal(tags[1:], others[1:])


def test_it_begins_with_what_is_given_and_no_opinion(tmp_path: Path) -> None:
    write_e5(tmp_path / "small.bin")
    e5 = E5.read(tmp_path / "small.bin")
    kept = e5.ordinary()[:20]
    config = replace(CONFIG, vocabulary_size=24)
    first, other = Bert(config, 1), Bert(config, 2)
    for model in (first, other):
        model.begin(e5.weights(kept, (0, 2), 96))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), other.parameters(), strict=True))
    assert torch.equal(first.get_parameter("layers.1.out.weight").flatten(), torch.from_numpy(e5.values("l2.ao.w")))
    ids, segments, marks = rows()
    with torch.no_grad():
        verdict, unsupported = first(ids % 24, segments, marks)
        bare = first.body(ids % 24, segments.clamp(max=1), marks * 0)
        assert not verdict.any() and not unsupported.any() and bare.std() > 0.1
        assert torch.equal(bare, first.body(ids % 24, segments, marks))  # segments and marks say nothing yet
    with pytest.raises(ValueError, match="belong"):
        first.begin(e5.weights(kept, (0, 1, 2), 96))
    with pytest.raises(ValueError, match="kv_heads"):
        Bert(replace(CONFIG, kv_heads=1))
