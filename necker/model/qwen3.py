"""The Qwen3 architecture: a causal decoder of the parts in layers.py, with grouped-query attention.

Parameter names are those of `Qwen3ForCausalLM` in transformers, so a checkpoint goes either way unchanged.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from necker.model.config import ModelConfig
from necker.model.layers import Layer, Layout, Norm, turns
from necker.training.linear import Linear, product


def layout(config: ModelConfig, segments: Tensor) -> Layout:
    """Positions and attention stay in the segment."""
    time, device = segments.shape[1], segments.device
    past = torch.ones(time, time, dtype=torch.bool, device=device).tril()
    seen = (segments[:, :, None] == segments[:, None, :]) & past
    mask = torch.zeros(seen.shape, device=device).masked_fill(~seen, float("-inf"))
    return Layout(*turns(config, segments), mask[:, None])


class Decoder(nn.Module):
    """Embedding, layers and the last norm: what `Qwen3Model` is in transformers."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocabulary_size, config.dim)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm = Norm(config.dim, config.eps)

    def forward(self, ids: Tensor, segments: Tensor) -> Tensor:
        """ids, segments: (batch, time) -> (batch, time, dim), normalised"""
        shared = layout(self.config, segments)
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x, shared)
        normed: Tensor = self.norm(x)
        return normed


class Qwen3(nn.Module):
    """The whole network.  `seed` decides the initial weights."""

    def __init__(self, config: ModelConfig, seed: int = 0) -> None:
        super().__init__()
        self.config = config
        self.model = Decoder(config)
        if not config.tied:
            self.lm_head = Linear(config.dim, config.vocabulary_size)
        self._begin(torch.Generator().manual_seed(seed))

    @torch.no_grad()
    def _begin(self, generator: torch.Generator) -> None:
        """Products keep the variance of what they are given; what is added to the residual stream starts at zero.

        Zero outputs and small embeddings as in karpathy/nanochat: the network begins as a bigram model, and is stable.
        """
        for name, weight in self.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                weight.zero_()
            elif name.endswith(("embed_tokens.weight", "lm_head.weight")):
                weight.normal_(0.0, 0.02, generator=generator)
            elif weight.ndim == 2:
                weight.normal_(0.0, weight.shape[1] ** -0.5, generator=generator)

    @property
    def head(self) -> Tensor:
        """(vocabulary, dim): the matrix that makes logits; the embedding itself where it is tied."""
        return self.model.embed_tokens.weight if self.config.tied else self.lm_head.weight

    @property
    def exact(self) -> bool:
        """Whether products run in float32 (`necker.training.linear.exactly`)."""
        first = self.model.layers[0]
        assert isinstance(first, Layer)
        return first.self_attn.q_proj.exact

    def hidden(self, ids: Tensor, segments: Tensor) -> Tensor:
        """ids, segments: (batch, time) -> (batch, time, dim): what the head is applied to."""
        found: Tensor = self.model(ids, segments)
        return found

    def forward(self, ids: Tensor, segments: Tensor) -> Tensor:
        """ids, segments: (batch, time) -> logits (batch, time, vocabulary) float32"""
        return product(self.hidden(ids, segments), self.head, None, self.exact)
