"""The judge's other network: an encoder of the BERT kind (arXiv 1810.04805), begun from weights that were learnt on much text.

Norms stand behind each sum, places are learnt and counted through the whole row, every product has a bias.  What goes in and
comes out is that of encoder.py; segments and marks are added to the words, and say nothing at first.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from necker.model.config import ModelConfig
from necker.model.e5 import Weights
from necker.model.encoder import answers
from necker.model.judge_marks import MARKS
from necker.model.judge_pairs import LABELS, PAD, SEGMENTS
from necker.training.linear import Linear


class BertLayer(nn.Module):
    """Attention, then two products with GELU between them, each added to what it read and normalised."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.qkv = Linear(config.dim, 3 * config.dim, bias=True)
        self.out = Linear(config.dim, config.dim, bias=True)
        self.attention_norm = nn.LayerNorm(config.dim, config.eps)
        self.up = Linear(config.dim, config.hidden, bias=True)
        self.down = Linear(config.hidden, config.dim, bias=True)
        self.norm = nn.LayerNorm(config.dim, config.eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: (batch, time, dim), mask: (batch, 1, 1, time) -> the shape of x"""
        qkv = self.qkv(x).view(*x.shape[:2], 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask=mask)
        x = self.attention_norm(x + self.out(mixed.transpose(1, 2).flatten(2)))
        y: Tensor = self.norm(x + self.down(F.gelu(self.up(x))))
        return y


class Bert(nn.Module):
    """`seed` decides the initial weights where `begin` does not give them.  ValueError when keys are shared between heads."""

    def __init__(self, config: ModelConfig, seed: int = 0) -> None:
        super().__init__()
        if config.heads != config.kv_heads or config.heads * config.head_dim != config.dim:
            raise ValueError(f"heads = {config.heads}, kv_heads = {config.kv_heads}, head_dim = {config.head_dim}")
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocabulary_size, config.dim)
        self.embed_places = nn.Embedding(config.context, config.dim)
        self.embed_segments = nn.Embedding(SEGMENTS, config.dim)
        self.embed_marks = nn.Embedding(MARKS, config.dim)
        self.embed_norm = nn.LayerNorm(config.dim, config.eps)
        self.layers = nn.ModuleList(BertLayer(config) for _ in range(config.layers))
        # As in encoder.py: small, and float32.
        self.verdict = nn.Linear(2 * config.dim, len(LABELS))
        self.unsupported = nn.Linear(config.dim, 1)
        self._begin(torch.Generator().manual_seed(seed))

    @torch.no_grad()
    def _begin(self, generator: torch.Generator) -> None:
        zero = ("verdict", "unsupported", "embed_segments", "embed_marks")
        for name, weight in self.named_parameters():
            if name.startswith(zero) or name.endswith("bias"):
                weight.zero_()
            elif weight.ndim == 2:
                weight.normal_(0.0, 0.02, generator=generator)

    @torch.no_grad()
    def begin(self, given: Weights) -> None:
        """Take these weights (E5.weights); the rest stays.  ValueError when one is of another shape or no weight of this."""
        mine = dict(self.named_parameters())
        for name, value in given.items():
            if name not in mine or mine[name].shape != value.shape:
                raise ValueError(f"{name} {value.shape} does not belong here")
            mine[name].copy_(torch.from_numpy(value))

    def body(self, ids: Tensor, segments: Tensor, marks: Tensor) -> Tensor:
        """(batch, time) each -> what the last layer says of every token: (batch, time, dim)"""
        hidden = torch.zeros(segments.shape, device=segments.device).masked_fill(segments == PAD, float("-inf"))
        x = self.embed_tokens(ids) + self.embed_places.weight[: ids.shape[1]]
        x = self.embed_norm(x + self.embed_segments(segments) + self.embed_marks(marks))
        for layer in self.layers:
            x = layer(x, hidden[:, None, None])
        said: Tensor = x
        return said

    def forward(self, ids: Tensor, segments: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        """As Encoder.forward; rows of at most `config.context` tokens, the padding counted."""
        return answers(self.body(ids, segments, marks), segments, self.verdict, self.unsupported)
