"""The encoder against a second writing of its formulas: numpy, float64, one row and one head at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from necker.model.config import ModelConfig
from necker.model.encoder import Encoder
from necker.model.judge_pairs import PAD, places_of
from necker.training.linear import exactly
from tests.model.test_qwen3 import rms

torch.set_num_threads(1)
CONFIG = ModelConfig(
    vocabulary_size=300, dim=64, layers=2, heads=2, kv_heads=2, head_dim=32, hidden=96, context=96, eps=1e-5
)
Array = np.ndarray[Any, np.dtype[Any]]


def lively(config: ModelConfig = CONFIG, seed: int = 0) -> Encoder:
    """None of its weights at its starting value."""
    model = Encoder(config, seed)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("norm.weight"):
                weight.uniform_(0.5, 1.5, generator=generator)
            else:
                scale = 0.5 if "embed" in name or weight.ndim == 1 else weight.shape[1] ** -0.5
                weight.normal_(0.0, scale, generator=generator)
    return model


def rows() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Six rows of all parts, of several lengths, padded: ids, segments, marks."""
    drawn = torch.Generator().manual_seed(3)
    ids, marks = torch.randint(0, 298, (6, 64), generator=drawn), torch.randint(0, 5, (6, 64), generator=drawn)
    cuts = [(9, 2, 12, 10), (20, 3, 30, 11), (5, 1, 6, 0), (2, 0, 1, 1), (30, 4, 20, 5), (12, 2, 40, 10)]
    segments = torch.zeros_like(ids)
    for i, parts in enumerate(cuts):
        each = np.repeat((1, 2, 3, 4), parts)
        segments[i, : len(each)] = torch.from_numpy(each)
    return ids.masked_fill(segments == PAD, 298), segments, marks.masked_fill(segments == PAD, 0)


def turned(x: Array, places: Array, theta: float) -> Array:
    half = x.shape[1] // 2
    pairs = (x[:, :half] + 1j * x[:, half:]) * np.exp(1j * places[:, None] * theta ** (-np.arange(half) / half))
    return np.concatenate((pairs.real, pairs.imag), axis=1)


def one_row(model: Encoder, ids: Array, segments: Array, marks: Array) -> tuple[Array, Array]:
    """ids, segments, marks: (time,) without padding -> logits (3,) and (time,), all in float64"""
    c = model.config
    w = {name: value.detach().double().numpy() for name, value in model.named_parameters()}
    places = np.concatenate([np.arange(n) for n in np.bincount(segments)[1:]])
    x = w["embed_tokens.weight"][ids] + w["embed_segments.weight"][segments] + w["embed_marks.weight"][marks]
    for i in range(c.layers):
        at = f"layers.{i}."
        y, heads = rms(x, w[at + "input_layernorm.weight"], c.eps), []
        for h in range(c.heads):
            own = slice(h * c.head_dim, (h + 1) * c.head_dim)
            q, k, v = (y @ w[at + f"self_attn.{name}_proj.weight"][own].T for name in "qkv")
            q = turned(rms(q, w[at + "self_attn.q_norm.weight"], c.eps), places, c.rope_theta)
            k = turned(rms(k, w[at + "self_attn.k_norm.weight"], c.eps), places, c.rope_theta)
            score = np.exp(q @ k.T / np.sqrt(c.head_dim))
            heads.append(score / score.sum(-1, keepdims=True) @ v)
        x = x + np.concatenate(heads, axis=1) @ w[at + "self_attn.o_proj.weight"].T
        y = rms(x, w[at + "post_attention_layernorm.weight"], c.eps)
        gate = y @ w[at + "mlp.gate_proj.weight"].T
        x = x + (gate / (1 + np.exp(-gate)) * (y @ w[at + "mlp.up_proj.weight"].T)) @ w[at + "mlp.down_proj.weight"].T
    x = rms(x, w["norm.weight"], c.eps)
    both = np.concatenate((x[0], x[segments == 1].max(axis=0)))
    return both @ w["verdict.weight"].T + w["verdict.bias"], (x @ w["unsupported.weight"].T)[:, 0] + w[
        "unsupported.bias"
    ]


def test_it_computes_the_formulas() -> None:
    model = lively()
    ids, segments, marks = rows()
    with torch.no_grad(), exactly(model):
        verdict, unsupported = model(ids, segments, marks)
    with torch.no_grad():
        rounded, _ = model(ids, segments, marks)
    for i, (row, parts, said) in enumerate(zip(ids.numpy(), segments.numpy(), marks.numpy(), strict=True)):
        n = int((parts != PAD).sum())
        wanted, tags = one_row(model, row[:n], parts[:n], said[:n])
        assert np.abs(verdict[i].numpy() - wanted).max() < 1e-4
        assert np.abs(unsupported[i, :n].numpy() - tags).max() < 1e-4
        assert np.abs(rounded[i].numpy() - wanted).max() < 0.2  # products of bf16 operands
    assert verdict.std(dim=0).min() > 0.1


def test_it_looks_both_ways_and_never_at_padding() -> None:
    model = lively()
    ids, segments, marks = rows()
    with torch.no_grad():
        before, _ = model(ids, segments, marks)
        after, _ = model(ids.masked_fill(segments == PAD, 7), segments, marks)
        changed = ids.clone()
        changed[0, 32] = 5  # the last token of the first row's context
        _, tags = model(ids, segments, marks)
        _, others = model(changed, segments, marks)
    assert torch.equal(before, after)
    assert not torch.equal(tags[0, :9], others[0, :9]) and torch.equal(tags[1:], others[1:])


def test_places_begin_anew_in_each_part() -> None:
    _, segments, _ = rows()
    assert places_of(segments.numpy())[3].tolist()[:5] == [0, 1, 0, 0, 0]
    assert places_of(segments.numpy())[0].tolist()[:24] == [*range(9), 0, 1, *range(12), 0]


def test_it_begins_with_no_opinion_and_its_seed() -> None:
    ids, segments, marks = rows()
    first, again, other = Encoder(CONFIG, 1), Encoder(CONFIG, 1), Encoder(CONFIG, 2)
    with torch.no_grad():
        verdict, unsupported = first(ids, segments, marks)
    assert not verdict.any() and not unsupported.any()
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    assert not torch.equal(first.embed_tokens.weight, other.embed_tokens.weight)
    with pytest.raises(ValueError, match="kv_heads"):
        Encoder(replace(CONFIG, kv_heads=1))
