"""The network against a second writing of its formulas: numpy, float64, one segment and one head at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from necker.model.config import ModelConfig
from necker.model.layers import positions
from necker.model.qwen3 import Qwen3
from necker.training.linear import exactly

torch.set_num_threads(1)
SMALL = ModelConfig(
    vocabulary_size=96, dim=32, layers=2, heads=4, kv_heads=2, head_dim=16, hidden=64, context=32, eps=1e-5
)
Array = np.ndarray[Any, np.dtype[Any]]


def lively(config: ModelConfig, seed: int = 0) -> Qwen3:
    """A network none of whose weights is at its starting value: no zero outputs, no gains of one."""
    model = Qwen3(config, seed)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 1:
                weight.uniform_(0.5, 1.5, generator=generator)
            else:
                weight.normal_(0.0, 0.15 if "embed" in name else weight.shape[1] ** -0.5, generator=generator)
    return model


def rms(x: Array, gain: Array, eps: float) -> Array:
    normed: Array = x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * gain
    return normed


def turned(x: Array, theta: float) -> Array:
    """x: (time, head_dim): each pair (i, i + half) as a complex number times e^(i * position * theta^(-2i/d))"""
    time, size = x.shape
    pairs = x[:, : size // 2] + 1j * x[:, size // 2 :]
    angle = np.arange(time)[:, None] * theta ** (-2 * np.arange(size // 2) / size)
    pairs = pairs * np.exp(1j * angle)
    return np.concatenate((pairs.real, pairs.imag), axis=1)


def one_segment(model: Qwen3, ids: Array) -> Array:
    """ids: (time,) -> logits (time, vocabulary), all in float64"""
    c = model.config
    w = {name: value.detach().double().numpy() for name, value in model.named_parameters()}
    x = w["model.embed_tokens.weight"][ids]
    for i in range(c.layers):
        at = f"model.layers.{i}."
        y = rms(x, w[at + "input_layernorm.weight"], c.eps)
        heads = []
        for h in range(c.heads):
            own = slice(h * c.head_dim, (h + 1) * c.head_dim)
            g = h // (c.heads // c.kv_heads)
            shared = slice(g * c.head_dim, (g + 1) * c.head_dim)
            q = rms(y @ w[at + "self_attn.q_proj.weight"][own].T, w[at + "self_attn.q_norm.weight"], c.eps)
            k = rms(y @ w[at + "self_attn.k_proj.weight"][shared].T, w[at + "self_attn.k_norm.weight"], c.eps)
            v = y @ w[at + "self_attn.v_proj.weight"][shared].T
            score = turned(q, c.rope_theta) @ turned(k, c.rope_theta).T / np.sqrt(c.head_dim)
            score = np.exp(np.where(np.tri(len(ids), dtype=bool), score, -np.inf))
            heads.append(score / score.sum(-1, keepdims=True) @ v)
        x = x + np.concatenate(heads, axis=1) @ w[at + "self_attn.o_proj.weight"].T
        y = rms(x, w[at + "post_attention_layernorm.weight"], c.eps)
        gate = y @ w[at + "mlp.gate_proj.weight"].T
        inner = gate / (1 + np.exp(-gate)) * (y @ w[at + "mlp.up_proj.weight"].T)
        x = x + inner @ w[at + "mlp.down_proj.weight"].T
    head = w.get("lm_head.weight", w["model.embed_tokens.weight"])
    logits: Array = rms(x, w["model.norm.weight"], c.eps) @ head.T
    return logits


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.randint(0, 96, (2, 80), generator=torch.Generator().manual_seed(3))
    segments = torch.tensor([[0] * 70 + [1] * 7 + [2] * 3, [5] * 1 + [6] * 66 + [0] * 13])
    return ids, segments


def expected(model: Qwen3, ids: torch.Tensor, segments: torch.Tensor) -> Array:
    rows = []
    for row, marks in zip(ids.numpy(), segments.numpy(), strict=True):
        cuts = np.flatnonzero(np.diff(marks)) + 1
        rows.append(np.concatenate([one_segment(model, part) for part in np.split(row, cuts)]))
    return np.stack(rows)


@pytest.mark.parametrize("tied", [True, False])
def test_it_computes_the_formulas_of_qwen3(tied: bool) -> None:
    model = lively(replace(SMALL, tied=tied))
    ids, segments = batch()
    with torch.no_grad(), exactly(model):
        logits = model(ids, segments).numpy()
    wanted = expected(model, ids, segments)
    assert wanted.std() > 0.5  # or agreement would say little
    assert np.abs(logits - wanted).max() < 1e-4
    with torch.no_grad():
        rounded = model(ids, segments)
    assert rounded.dtype == torch.float32
    assert np.abs(rounded.numpy() - wanted).max() < 0.15  # products of bf16 operands


def test_positions_restart_in_each_segment() -> None:
    segments = torch.tensor([[3, 3, 3, 1, 1, 3, 0], [2, 2, 2, 2, 2, 2, 2]])
    assert positions(segments).tolist() == [[0, 1, 2, 0, 1, 0, 0], [0, 1, 2, 3, 4, 5, 6]]


def test_a_segment_sees_neither_its_neighbours_nor_its_future() -> None:
    model = lively(SMALL)
    ids, segments = batch()
    changed = ids.clone()
    changed[0, :70] = 1  # another first segment in row 0
    changed[1, 40:67] = 2  # another second half of the long segment of row 1
    with torch.no_grad():
        before, after = model(ids, segments), model(changed, segments)
    assert torch.equal(before[0, 70:], after[0, 70:]) and not torch.equal(before[0, 69], after[0, 69])
    assert torch.equal(before[1, :40], after[1, :40]) and torch.equal(before[1, 67:], after[1, 67:])


def test_parameter_names_and_shapes_are_those_of_transformers() -> None:
    """The list of `Qwen3ForCausalLM`, whose projections are (out, in)."""
    wanted: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (96, 32),
        "model.norm.weight": (32,),
        "lm_head.weight": (96, 32),
    }
    for i in range(2):
        at = f"model.layers.{i}."
        wanted |= {at + f"{name}.weight": (32,) for name in ("input_layernorm", "post_attention_layernorm")}
        wanted |= {at + f"self_attn.{name}.weight": (16,) for name in ("q_norm", "k_norm")}
        wanted |= {at + f"self_attn.{name}_proj.weight": (32, 32) for name in ("k", "v")}
        wanted |= {at + "self_attn.q_proj.weight": (64, 32), at + "self_attn.o_proj.weight": (32, 64)}
        wanted |= {at + f"mlp.{name}_proj.weight": (64, 32) for name in ("gate", "up")}
        wanted |= {at + "mlp.down_proj.weight": (32, 64)}
    untied = Qwen3(replace(SMALL, tied=False))
    assert {name: tuple(value.shape) for name, value in untied.state_dict().items()} == wanted
    tied = Qwen3(SMALL)
    assert set(tied.state_dict()) == set(wanted) - {"lm_head.weight"}
    for model in (tied, untied):
        assert sum(value.numel() for value in model.parameters()) == model.config.parameters


def test_the_seed_decides_the_first_weights() -> None:
    first, again, other = Qwen3(SMALL, 1), Qwen3(SMALL, 1), Qwen3(SMALL, 2)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    assert not torch.equal(first.head, other.head)


def test_threads_do_not_disturb_each_other() -> None:
    model = lively(SMALL)
    batches = [torch.randint(0, 96, (2, 48), generator=torch.Generator().manual_seed(i)) for i in range(6)]

    def slopes(ids: torch.Tensor) -> list[torch.Tensor]:
        loss = torch.nn.functional.cross_entropy(model(ids, ids // 96)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
        return list(torch.autograd.grad(loss, list(model.parameters())))

    alone = [slopes(ids) for ids in batches]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(slopes, batches))
    for one, two in zip(alone, together, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, two, strict=True))


def test_a_shape_that_does_not_fit_is_refused() -> None:
    for name, value in (("kv_heads", 3), ("head_dim", 15), ("layers", 0)):
        with pytest.raises(ValueError, match=name):
            ModelConfig.from_json(SMALL.to_json() | {name: value})
    assert ModelConfig.from_json(SMALL.to_json()) == SMALL
    with pytest.raises(ValueError, match="keys"):
        ModelConfig.from_json(SMALL.to_json() | {"experts": 8})
