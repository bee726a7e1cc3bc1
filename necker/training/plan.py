"""The plan of one leg, as numbers.  No PyTorch here: recipes are read without it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class LegPlan:
    """How one leg is trained.  `rate` is the highest learning rate; warm-up and decay are counted in steps.

    The decay is linear to `last_rate` times the highest (WSD, as in nanochat).  AdamW's constants are those of GPT-3's and
    Llama's papers (0.9, 0.95, 1e-8, decay 0.1, clipping at 1).  `hash_every` steps make one link of the chain.
    """

    steps: int
    rate: float
    warmup: int = 20
    decay: int = 0
    last_rate: float = 0.05
    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8
    weight_decay: float = 0.1
    clip: float = 1.0
    hash_every: int = 20

    def __post_init__(self) -> None:
        """Raises ValueError when no leg can be trained so."""
        if min(self.steps, self.hash_every) < 1 or self.rate <= 0 or min(self.warmup, self.decay) < 0:
            raise ValueError("steps, hash_every and rate must be positive, warmup and decay not negative")
        if not (0 <= self.beta1 < 1 and 0 <= self.beta2 < 1 and 0 <= self.last_rate <= 1):
            raise ValueError("beta1 and beta2 must be in [0, 1), last_rate in [0, 1]")
        if self.epsilon <= 0 or self.clip <= 0 or self.weight_decay < 0:
            raise ValueError("epsilon and clip must be positive, weight_decay not negative")

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, counted from 0 within the leg."""
        if step < self.warmup:
            return self.rate * (step + 1) / self.warmup
        left = self.steps - step
        if left > self.decay:
            return self.rate
        return self.rate * (self.last_rate + (1 - self.last_rate) * left / self.decay)

    def shortened(self, steps: int) -> LegPlan:
        """The same leg, of at most so many steps."""
        steps = min(steps, self.steps)
        return replace(self, steps=steps, warmup=min(self.warmup, steps), decay=min(self.decay, steps))
