"""The judge's recipe: one TOML file is its whole method.  Read strictly, defaults expanded, hashed.  No PyTorch here."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from necker.core.errors import UsageError
from necker.core.language import say
from necker.core.strict import build
from necker.model.config import ModelConfig
from necker.model.judge_pairs import LONGEST, MOST_CLAIM, MOST_TITLE, WIDTH
from necker.model.recipe import Tokenizer, toml_of
from necker.training.plan import LegPlan


@dataclass(frozen=True, slots=True)
class Lesson:
    """A generator of `necker.lessons`, by the name of its file: `count` pairs to learn from, `test` to measure with."""

    name: str
    count: int
    test: int = 0

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name) or self.count < 1 or self.test < 0:
            raise ValueError("name must be that of a Python file, count 1 or more, test not negative")


@dataclass(frozen=True, slots=True)
class Network:
    """The encoder: its shape, rows of at most `longest` tokens, `rows` of them in a micro-batch, so many of these in a step."""

    dim: int
    layers: int
    heads: int
    hidden: int
    longest: int
    rows: int
    micro_batches: int = 8

    def __post_init__(self) -> None:
        """The shape is one that the quantised export (blocks of 32 weights) can hold."""
        if min(self.dim, self.layers, self.heads, self.hidden, self.rows, self.micro_batches) < 1:
            raise ValueError("every number must be 1 or more")
        if self.dim % 32 or self.hidden % 32 or self.dim % (2 * self.heads):
            raise ValueError("dim and hidden must be multiples of 32, dim one of 2 * heads")
        if not MOST_CLAIM + MOST_TITLE + 1 < self.longest <= LONGEST:
            raise ValueError(f"longest must be between {MOST_CLAIM + MOST_TITLE + 2} and {LONGEST}")


@dataclass(frozen=True, slots=True)
class Start:
    """A network that was learnt elsewhere (e5.py) to begin with: the file's hash, and which of its layers are kept."""

    sha256: str
    layers: tuple[int, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError("sha256 must be 64 small hexadecimal digits")
        if list(self.layers) != sorted({layer for layer in self.layers if layer >= 0}):
            raise ValueError("layers must be places from 0 on, in order, each once")


@dataclass(frozen=True, slots=True)
class JudgeRecipe:
    """Everything that decides a judge but the code, the pack that the lessons are drawn from, and the machine.

    `leg`: one after another, each from the end of the one before, on the pairs that come next.  With a `start` the network
    is that of bert.py and the tokenizer is cut from the one it came with, without it that of encoder.py and learnt.
    """

    name: str
    seed: int
    tokenizer: Tokenizer
    network: Network
    leg: tuple[LegPlan, ...]
    lesson: tuple[Lesson, ...]
    start: Start | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", self.name):
            raise ValueError("name must be of small letters, digits and hyphens")
        if not 0 <= self.seed < 2**63:
            raise ValueError("seed must be between 0 and 2**63")
        if not self.leg or len({one.name for one in self.lesson}) < max(1, len(self.lesson)):
            raise ValueError("at least one leg and one lesson, each lesson once")
        if self.start and len(self.start.layers) != self.network.layers:
            raise ValueError(f"start.layers are {len(self.start.layers)}, network.layers is {self.network.layers}")

    @classmethod
    def read(cls, path: Path) -> JudgeRecipe:
        """Raises UsageError when the file cannot be read or does not say what it must."""
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            what = say(f"cannot read the recipe {path}", f"impossible de lire la recette {path}")
            raise UsageError(what, (error.strerror if isinstance(error, OSError) else None) or str(error)) from error
        return build(cls, table, path.name)

    def shortened(self, steps: int) -> JudgeRecipe:
        """The same recipe with legs of at most so many steps."""
        if steps < 1:
            raise UsageError(say("--steps must be 1 or more", "--steps doit valoir au moins 1"))
        return replace(self, leg=tuple(one.shortened(steps) for one in self.leg))

    def config(self, vocabulary_size: int) -> ModelConfig:
        """The encoder's shape with the vocabulary that its tokenizer has."""
        n = self.network
        shape = (vocabulary_size, n.dim, n.layers, n.heads, n.heads, n.dim // n.heads, n.hidden)
        if self.start is None:
            return ModelConfig(*shape, n.longest)
        # Its places are learnt ones, the padding's too; its norms are those of BERT.
        return ModelConfig(*shape, -(-n.longest // WIDTH) * WIDTH, eps=1e-12)

    def expanded(self) -> str:
        """TOML with every default written out: what the record keeps."""
        return toml_of(asdict(self))

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.expanded().encode()).hexdigest()
