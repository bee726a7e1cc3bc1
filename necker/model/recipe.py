"""A recipe: one TOML file is the whole method of one model.  Read strictly, defaults expanded, hashed.  No PyTorch here."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from necker.core.errors import UsageError
from necker.core.files import write_aside
from necker.core.language import say
from necker.core.strict import build
from necker.model.config import ModelConfig
from necker.sources.manifest import manifest
from necker.sources.mirror import Source
from necker.training.plan import LegPlan


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A source by the name of its manifest: at most `limit` things of it, in the stream `repeat` times an epoch."""

    name: str
    repeat: int = 1
    limit: int | None = None

    def __post_init__(self) -> None:
        try:
            if manifest(self.name).split != "train":
                raise ValueError(f"{self.name} is for evaluation")
        except UsageError as error:
            raise ValueError(str(error)) from error
        if self.repeat < 1 or (self.limit is not None and self.limit < 1):
            raise ValueError("repeat and limit must be 1 or more")

    @property
    def source(self) -> Source:
        return manifest(self.name).source(self.limit)


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """`size` entries, the 256 bytes among them, learnt on the first `characters` of text, to the end of the last one."""

    size: int
    characters: int = 2_000_000

    def __post_init__(self) -> None:
        if self.size < 256:
            raise ValueError("size counts the 256 bytes")


def _positive(part: Image | Sound) -> None:
    if any(getattr(part, field.name) < 1 for field in fields(part) if field.name != "leg"):
        raise ValueError("every number must be 1 or more")


@dataclass(frozen=True, slots=True)
class Image:
    """The image codec: widths, blocks, pictures in a micro-batch."""

    leg: LegPlan
    dim: int = 96
    hidden: int = 192
    encoder: int = 2
    decoder: int = 3
    batch: int = 8

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound codec: widths, blocks (`encoder` and `coarse` at 25 Hz, `fine` at 50), one-second crops in a micro-batch."""

    leg: LegPlan
    dim: int = 160
    hidden: int = 320
    encoder: int = 3
    coarse: int = 2
    fine: int = 3
    batch: int = 4

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True)
class Transformer:
    """The transformer: its shape, `rows` of `context` tokens in a micro-batch, so many micro-batches in a step."""

    leg: LegPlan
    dim: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    hidden: int
    context: int
    rows: int
    micro_batches: int = 4

    def __post_init__(self) -> None:
        """The shape is one that ModelConfig and the quantised export (blocks of 32 weights) can hold."""
        ModelConfig(1, self.dim, self.layers, self.heads, self.kv_heads, self.head_dim, self.hidden, self.context)
        if self.dim % 32 or self.hidden % 32 or (self.heads * self.head_dim) % 32:
            raise ValueError("dim, hidden and heads * head_dim must be multiples of 32")
        if min(self.rows, self.micro_batches) < 1:
            raise ValueError("rows and micro_batches must be 1 or more")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a model but the code and the machine."""

    name: str
    seed: int
    tokenizer: Tokenizer
    image: Image
    sound: Sound
    model: Transformer
    source: tuple[Ingredient, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,40}", self.name):
            raise ValueError("name must be of small letters, digits and hyphens")
        if not 0 <= self.seed < 2**63:
            raise ValueError("seed must be between 0 and 2**63")
        if len({one.name for one in self.source}) < max(1, len(self.source)):
            raise ValueError("every source once")

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """Raises UsageError with the place of what is wrong."""
        what = say(f"cannot read the recipe {path}", f"impossible de lire la recette {path}")
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise UsageError(what, error.strerror or str(error)) from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(what, str(error)) from error
        return build(cls, table, path.name)

    def shortened(self, steps: int) -> Recipe:
        """The same recipe with legs of at most so many steps: to try it, not to learn much."""
        if steps < 1:
            raise UsageError(say("--steps must be 1 or more", "--steps doit valoir au moins 1"))
        return replace(
            self,
            image=replace(self.image, leg=self.image.leg.shortened(steps)),
            sound=replace(self.sound, leg=self.sound.leg.shortened(steps)),
            model=replace(self.model, leg=self.model.leg.shortened(steps)),
        )

    def expanded(self) -> str:
        """TOML with every default written out: what the record keeps."""
        return toml_of(asdict(self))

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.expanded().encode()).hexdigest()


def keep_recipe(folder: Path, expanded: str) -> None:
    """Begin a run: write recipe.toml into its folder.  UsageError when the folder is another recipe's."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "recipe.toml"
    if not path.exists():
        write_aside(path, expanded.encode())
    elif path.read_text("utf-8") != expanded:
        raise UsageError(
            say(f"{folder} holds the run of another recipe", f"{folder} contient l'essai d'une autre recette"),
            do=say("choose another folder", "choisissez un autre dossier"),
        )


def toml_of(table: dict[str, object], name: str = "") -> str:
    """A table as TOML: its values first, then the tables in it, then the lists of tables."""
    lines, below = ([f"[{name}]"] if name else []), []
    for key, value in table.items():
        full = f"{name}.{key}" if name else key
        if isinstance(value, dict):
            below.append(toml_of(value, full))
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            below += [
                "\n".join([f"[[{full}]]", *(f"{k} = {_shown(v)}" for k, v in one.items() if v is not None)]) + "\n"
                for one in value
            ]
        elif value is not None:
            lines.append(f"{key} = {_shown(value)}")
    return "\n".join([*lines, ""]) + ("\n" + "\n".join(below) if below else "")


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    return json.dumps(value) if isinstance(value, str) else repr(value)
