"""The parts that decoder and encoder are made of: RMSNorm, rotary positions, attention with QK-norm, SwiGLU, no biases.

Parameter names are those of transformers.  The residual stream, the norms and the softmax are float32; matrix products are
those of `necker.training.linear`.  No module keeps state between calls: several threads may run one network at once.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from necker.model.config import ModelConfig
from necker.training.linear import Linear, product

BLOCK = 64  # queries at a time; their future keys are never multiplied, which saves 8 % of a step of 8 x 256 tokens


class Layout(NamedTuple):
    """What all layers share for one batch: cos and sin (batch, time, 1, head_dim / 2), mask (batch, 1, time or 1, time).

    `causal` promises that the mask hides every future key.
    """

    cos: Tensor
    sin: Tensor
    mask: Tensor
    causal: bool = True


def positions(segments: Tensor) -> Tensor:
    """segments: (batch, time), equal numbers side by side -> the place of each token in its own segment, from 0."""
    index = torch.arange(segments.shape[1], device=segments.device).expand_as(segments)
    starts = torch.ones_like(segments, dtype=torch.bool)
    starts[:, 1:] = segments[:, 1:] != segments[:, :-1]
    return index - torch.where(starts, index, 0).cummax(dim=1).values


def turns(config: ModelConfig, segments: Tensor) -> tuple[Tensor, Tensor]:
    """cos and sin of position * theta^(-2i / head_dim) (RoFormer, arXiv 2104.09864): (batch, time, 1, head_dim / 2)"""
    half = config.head_dim // 2
    inverse = config.rope_theta ** -(torch.arange(half, dtype=torch.float64, device=segments.device) / half)
    angles = (positions(segments)[:, :, None, None] * inverse).float()
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x: (batch, time, heads, head_dim): turns the pairs (i, i + head_dim / 2), the order of `rotate_half`."""
    left, right = x.chunk(2, dim=-1)
    return torch.cat((left * cos - right * sin, right * cos + left * sin), dim=-1)


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, causal: bool) -> Tensor:
    """q: (batch, heads, time, head_dim), k and v: (batch, kv_heads, time, head_dim) -> the shape of q"""
    if not causal:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
    found = []
    for start in range(0, q.shape[2], BLOCK):
        end = min(start + BLOCK, q.shape[2])
        part, seen = q[:, :, start:end], mask[:, :, start:end, :end]
        found.append(
            F.scaled_dot_product_attention(part, k[:, :, :end], v[:, :, :end], attn_mask=seen, enable_gqa=True)
        )
    return torch.cat(found, dim=2)


class Norm(nn.Module):
    """Root mean square normalisation with a gain (arXiv 1910.07467)."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., size) float32 -> the same shape"""
        return F.rms_norm(x, (x.shape[-1],), self.weight, self.eps)


class Attention(nn.Module):
    """Grouped-query attention; queries and keys are normalised per head before they are turned (QK-norm)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        inner, shared = config.heads * config.head_dim, config.kv_heads * config.head_dim
        self.q_proj = Linear(config.dim, inner)
        self.k_proj = Linear(config.dim, shared)
        self.v_proj = Linear(config.dim, shared)
        self.o_proj = Linear(inner, config.dim)
        self.q_norm = Norm(config.head_dim, config.eps)
        self.k_norm = Norm(config.head_dim, config.eps)

    def forward(self, x: Tensor, shared: Layout) -> Tensor:
        """x: (batch, time, dim) -> the same shape"""
        c = self.config
        # One product instead of three: the rows of the three matrices, one after another.
        weight = torch.cat((self.q_proj.weight, self.k_proj.weight, self.v_proj.weight))
        qkv = product(x, weight, None, self.q_proj.exact).view(*x.shape[:2], -1, c.head_dim)
        q, k, v = torch.split(qkv, [c.heads, c.kv_heads, c.kv_heads], dim=2)
        q = rotate(self.q_norm(q), shared.cos, shared.sin).transpose(1, 2)
        k = rotate(self.k_norm(k), shared.cos, shared.sin).transpose(1, 2)
        mixed: Tensor = self.o_proj(
            attend(q, k, v.transpose(1, 2), shared.mask, shared.causal).transpose(1, 2).flatten(2)
        )
        return mixed


class Mlp(nn.Module):
    """SwiGLU: down(silu(gate(x)) * up(x)) (arXiv 2002.05202)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate_proj = Linear(config.dim, config.hidden)
        self.up_proj = Linear(config.dim, config.hidden)
        self.down_proj = Linear(config.hidden, config.dim)

    def forward(self, x: Tensor) -> Tensor:
        """x: (batch, time, dim) -> the same shape"""
        made: Tensor = self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))
        return made


class Layer(nn.Module):
    """Attention, then the SwiGLU, each after a norm and added to the residual stream."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.self_attn = Attention(config)
        self.mlp = Mlp(config)
        self.input_layernorm = Norm(config.dim, config.eps)
        self.post_attention_layernorm = Norm(config.dim, config.eps)

    def forward(self, x: Tensor, shared: Layout) -> Tensor:
        """x: (batch, time, dim) -> the same shape"""
        x = x + self.self_attn(self.input_layernorm(x), shared)
        whole: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return whole
