"""The shape of the transformer, as numbers.  No network here and no PyTorch: the engine reads it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A decoder of the Qwen3 architecture (arXiv 2505.09388, section 2).  Raises ValueError when the numbers do not fit.

    `dim` is the width of the residual stream, `hidden` that of the SwiGLU, `context` the longest sequence in tokens.
    """

    vocabulary_size: int
    dim: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    hidden: int
    context: int
    rope_theta: float = 10_000.0
    eps: float = 1e-6
    tied: bool = True

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name != "tied" and not getattr(self, field.name) > 0:
                raise ValueError(f"{field.name} = {getattr(self, field.name)}: must be positive")
        if self.heads % self.kv_heads:
            raise ValueError(f"heads = {self.heads} is no multiple of kv_heads = {self.kv_heads}")
        if self.head_dim % 2:
            raise ValueError(f"head_dim = {self.head_dim}: rotary positions turn pairs, it must be even")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ModelConfig:
        """Raises ValueError on a missing or an unknown key."""
        names = {field.name for field in fields(cls)}
        optional = {"rope_theta", "eps", "tied"}
        if set(data) - names or names - optional - set(data):
            raise ValueError(f"keys of a model: {sorted(data)}, expected {sorted(names)}")
        return cls(**data)

    @property
    def parameters(self) -> int:
        """How many numbers the network holds; a tied head counts once."""
        attention = self.dim * self.head_dim * 2 * (self.heads + self.kv_heads) + 2 * self.head_dim
        layer = attention + 3 * self.dim * self.hidden + 2 * self.dim
        return self.layers * layer + self.dim + self.vocabulary_size * self.dim * (1 if self.tied else 2)
