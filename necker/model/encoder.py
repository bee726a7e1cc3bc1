"""The judge's network: an encoder that looks both ways over a claim and a passage, of the parts in layers.py.

Two answers: one of three verdicts for the pair, and for each token of the claim whether it is unsupported.
How a pair becomes a row of tokens is in judge_pairs.py.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from necker.model.config import ModelConfig
from necker.model.judge_marks import MARKS
from necker.model.judge_pairs import CLAIM, LABELS, PAD, SEGMENTS
from necker.model.layers import Layer, Layout, Norm, turns


def layout(config: ModelConfig, segments: Tensor) -> Layout:
    """Every token sees every other of its row but the padding; positions begin anew in each part, so that a sentence and
    its copy stand at the same places."""
    hidden = torch.zeros(segments.shape, device=segments.device).masked_fill(segments == PAD, float("-inf"))
    return Layout(*turns(config, segments), hidden[:, None, None], causal=False)


def answers(x: Tensor, segments: Tensor, verdict: nn.Linear, unsupported: nn.Linear) -> tuple[Tensor, Tensor]:
    """What the last layer says of each token, (batch, time, dim) -> logits as `Encoder.forward` gives them.

    The verdict is read off the first token beside the largest value of each feature over the claim: one wrong word is enough.
    """
    claim = x.masked_fill((segments != CLAIM)[:, :, None], float("-inf")).amax(dim=1)
    said: Tensor = verdict(torch.cat((x[:, 0], claim), dim=1))
    return said, unsupported(x)[:, :, 0]


class Encoder(nn.Module):
    """`seed` decides the initial weights.  Raises ValueError when keys and values are shared between heads."""

    def __init__(self, config: ModelConfig, seed: int = 0) -> None:
        super().__init__()
        if config.heads != config.kv_heads:
            raise ValueError(f"kv_heads = {config.kv_heads}: an encoder has as many as heads, {config.heads}")
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocabulary_size, config.dim)
        self.embed_segments = nn.Embedding(SEGMENTS, config.dim)
        self.embed_marks = nn.Embedding(MARKS, config.dim)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm = Norm(config.dim, config.eps)
        # The two heads are float32: they are small, and a probability is wanted to more than three digits.
        self.verdict = nn.Linear(2 * config.dim, len(LABELS))
        self.unsupported = nn.Linear(config.dim, 1)
        self._begin(torch.Generator().manual_seed(seed))

    @torch.no_grad()
    def _begin(self, generator: torch.Generator) -> None:
        """As the decoder begins: what is added to the residual stream starts at zero, and so do the answers."""
        for name, weight in self.named_parameters():
            if name.startswith(("verdict", "unsupported")) or name.endswith(("o_proj.weight", "down_proj.weight")):
                weight.zero_()
            elif name.startswith("embed"):
                weight.normal_(0.0, 0.02, generator=generator)
            elif weight.ndim == 2:
                weight.normal_(0.0, weight.shape[1] ** -0.5, generator=generator)

    def forward(self, ids: Tensor, segments: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        """ids, segments, marks: (batch, time) -> logits of the verdicts (batch, 3) and of "unsupported" (batch, time), float32.

        The second means something for tokens of the claim only.  Every row has a claim, from its first token on.
        """
        shared = layout(self.config, segments)
        x = self.embed_tokens(ids) + self.embed_segments(segments) + self.embed_marks(marks)
        for layer in self.layers:
            x = layer(x, shared)
        return answers(self.norm(x), segments, self.verdict, self.unsupported)
