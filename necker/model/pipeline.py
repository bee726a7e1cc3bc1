"""From a recipe to a model, stage by stage: data, tokenizer, codecs, stream, transformer, exports.

Every stage writes into the run's folder and is left alone when it is there: interrupted anywhere, the same command goes on.
Under torchrun the first process prepares and all of them train.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from necker.codecs import bpe, image_torch, sound_torch
from necker.codecs.bpe import Bpe
from necker.codecs.export_torch import export_image, export_sound
from necker.codecs.fsq import Fsq
from necker.codecs.image import ImageCodec as RunningImageCodec
from necker.codecs.image_torch import ImageCodec, ImageConfig, ImageTask
from necker.codecs.pixels import to_square
from necker.codecs.sound import SoundCodec as RunningSoundCodec
from necker.codecs.sound_torch import SoundCodec, SoundConfig, SoundTask
from necker.core.code import code_hash
from necker.core.console import note
from necker.core.errors import UsageError
from necker.core.files import make_aside, write_aside
from necker.core.language import say
from necker.model.config import ModelConfig
from necker.model.export import export_onnx
from necker.model.export_hf import write_hf
from necker.model.qwen3 import Qwen3
from necker.model.recipe import Recipe, keep_recipe
from necker.model.task import ModelTask
from necker.sources.document import SAMPLE_RATE, Document, Image, Sound
from necker.sources.store import read_store, write_store
from necker.stream.encode import Coder, Encoded, encode
from necker.stream.shards import Shards
from necker.stream.shards import write as write_shards
from necker.stream.vocabulary import Vocabulary
from necker.training.chain import data_hash
from necker.training.checkpoint import read_weights, write_weights
from necker.training.kernel import train_leg
from necker.training.plan import LegPlan
from necker.training.signals import Requests
from necker.training.task import Task
from necker.training.workers import Workers

ROOMS = ("core", "text", "sources", "training", "codecs", "stream", "model")
"""What decides the bits: their source files are hashed into every chain."""

CODE = code_hash(ROOMS)
"""As it was loaded: the files may change while it runs."""

Progress = Callable[[str, int, int], None]
Medium = TypeVar("Medium", Image, Sound)
Receipts = dict[str, dict[str, Any]]
CODEC_MICRO_BATCHES = 4


class Run:
    """A run's folder, and what its stages need to know."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self.folder, self.recipe = folder, recipe
        self.data, self.stream, self.bundle = folder / "data", folder / "stream", folder / "bundle"

    @classmethod
    def open(cls, folder: Path) -> Run:
        """A run that was begun: its recipe is in it."""
        return cls(folder, Recipe.read(folder / "recipe.toml"))

    def begin(self) -> None:
        """Write the recipe.  Raises UsageError when the folder is another recipe's."""
        keep_recipe(self.folder, self.recipe.expanded())

    def training(self) -> Iterator[Document]:
        """The documents that may be learnt from."""
        return (document for document in read_store(self.data) if not document.held_out)

    def identity(self, stage: str) -> dict[str, str]:
        """What the first line of a stage's chain binds."""
        return {"recipe": self.recipe.hash, "code": CODE, "data": data_hash(self.folder, stage)}

    def tokenizer(self) -> Bpe:
        return Bpe.from_json((self.bundle / "tokenizer.json").read_text("utf-8"))


def prepare_data(run: Run, progress: Progress, requests: Requests) -> None:
    """Read every source of the recipe, decoded once into the store."""
    if (run.data / "documents.jsonl").exists():
        return
    # Readers need what a machine that only trains has not.
    from necker.sources.readers import documents

    def every() -> Iterator[Document]:
        for done, ingredient in enumerate(run.recipe.source):
            progress(say("data", "données"), done, len(run.recipe.source))
            for document in documents(ingredient.source):
                requests.check()
                yield document

    listed = [
        {"name": s.name, "licence": s.licence, "attribution": s.attribution, "files": [f.path for f in s.files],
         "sha256": [f.sha256 for f in s.files]}
        for s in (ingredient.source for ingredient in run.recipe.source)
    ]  # fmt: skip
    run.data.mkdir(parents=True, exist_ok=True)
    write_aside(run.data / "sources.json", (json.dumps(listed, indent=1, ensure_ascii=False) + "\n").encode())
    write_store(run.data, every())


def learn_tokenizer(run: Run) -> None:
    """Byte pairs on the first characters of the training text, each source's in turn."""
    path, plan = run.bundle / "tokenizer.json", run.recipe.tokenizer
    if path.exists():
        return
    texts, left = [], plan.characters
    for document in run.training():
        for part in document.parts:
            if isinstance(part, str) and left > 0:
                texts.append(part)
                left -= len(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, bpe.train(texts, plan.size).to_json().encode())


def pictures(run: Run) -> NDArray[np.uint8]:
    """The distinct training pictures, (n, 32, 32, 3) uint8, in the order of the documents."""
    found = [part.pixels for part in _distinct(run, Image)]
    if not found:
        raise _nothing_for(say("the image codec", "le codec d'images"))
    return np.stack([to_square(pixels, 32) for pixels in found])


def sounds(run: Run) -> list[NDArray[np.int16]]:
    """The distinct training sounds, (n,) int16 each, in the order of the documents."""
    found = [part.samples for part in _distinct(run, Sound)]
    if sum(map(len, found)) < SAMPLE_RATE:
        raise _nothing_for(say("the sound codec", "le codec de sons"))
    return found


def _distinct(run: Run, kind: type[Medium]) -> list[Medium]:
    """The media of a kind, each content once."""
    found: dict[bytes, Medium] = {}
    for document in run.training():
        for part in document.parts:
            if isinstance(part, kind):
                data = part.pixels if isinstance(part, Image) else part.samples
                found.setdefault(hashlib.sha256(data.tobytes()).digest(), part)
    return list(found.values())


def _nothing_for(what: str) -> UsageError:
    return UsageError(
        say(f"the sources give nothing to {what}", f"les sources ne donnent rien pour {what}"),
        do=say("add a source to the recipe", "ajoutez une source à la recette"),
    )


def vocabulary_of(run: Run) -> Vocabulary:
    """The table that the run's tokenizer and codecs need."""
    return Vocabulary(run.tokenizer().size, (Fsq(sound_torch.LEVELS).size,) * 2, Fsq(image_torch.LEVELS).size)


def config_of(run: Run) -> ModelConfig:
    """The transformer's shape, with the vocabulary that the run has."""
    m = run.recipe.model
    return ModelConfig(vocabulary_of(run).size, m.dim, m.layers, m.heads, m.kv_heads, m.head_dim, m.hidden, m.context)


def image_task(run: Run) -> ImageTask:
    plan = run.recipe.image
    torch.manual_seed(run.recipe.seed)
    module = ImageCodec(ImageConfig(plan.dim, plan.hidden, plan.encoder, plan.decoder))
    return ImageTask(module, pictures(run), batch_size=plan.batch, seed=run.recipe.seed)


def sound_task(run: Run) -> SoundTask:
    plan = run.recipe.sound
    torch.manual_seed(run.recipe.seed)
    module = SoundCodec(SoundConfig(plan.dim, plan.hidden, plan.encoder, plan.coarse, plan.fine))
    return SoundTask(module, sounds(run), batch_size=plan.batch, seed=run.recipe.seed)


def model_task(run: Run) -> ModelTask:
    plan = run.recipe.model
    module = Qwen3(config_of(run), run.recipe.seed)
    return ModelTask(
        module,
        Shards.open(run.stream),
        vocabulary_of(run),
        rows=plan.rows,
        micro_batches=plan.micro_batches,
        seed=run.recipe.seed,
        repeats={ingredient.name: ingredient.repeat for ingredient in run.recipe.source},
    )


TASKS: dict[str, Callable[[Run], Task]] = {"image": image_task, "sound": sound_task, "model": model_task}


def plan_of(run: Run, stage: str) -> LegPlan:
    plan: LegPlan = getattr(run.recipe, stage).leg
    return plan


def task_of(folder: Path, stage: str) -> tuple[Task, LegPlan, dict[str, str]]:
    """A stage of a run that is there, ready to be trained again: task, plan, and what the chain binds."""
    run = Run.open(folder)
    return TASKS[stage](run), plan_of(run, stage), run.identity(stage)


def begin_leg(run: Run, stage: str) -> tuple[Task, Path]:
    """A stage's task and its leg's folder, with the start in it: checkpoint 0, rounded to bf16, if there is none."""
    leg = run.folder / stage / "leg-00"
    task = TASKS[stage](run)
    if isinstance(task, ModelTask) and task.left_out:
        few, more = len(task.left_out), run.recipe.model.context
        note(
            say(
                f"{few} sequences are longer than {more} tokens: left out",
                f"{few} séquences de plus de {more} tokens : laissées de côté",
            )
        )
    if not (leg / "start.safetensors").exists():
        leg.mkdir(parents=True, exist_ok=True)
        write_weights(task.module, leg / "start.safetensors")
    return task, leg


def train_stage(
    run: Run, stage: str, workers: Workers, progress: Progress, requests: Requests
) -> tuple[nn.Module, dict[str, Any]]:
    """Train the leg of a stage, or load its end; returns the module, with the weights of the end, and the receipt."""
    if workers.rank > 0:
        workers.barrier()  # the first process writes the start
    task, leg = begin_leg(run, stage)
    if workers.rank == 0:
        workers.barrier()

    def show(step: int, steps: int, figures: dict[str, float]) -> None:
        progress(f"{stage} (loss {figures['loss']:.3f})", step, steps)

    receipt = train_leg(task, plan_of(run, stage), leg, run.identity(stage), workers, on_step=show, requests=requests)
    read_weights(task.module, leg / "end.safetensors")
    return task.module, receipt


def write_stream(run: Run, progress: Progress, requests: Requests) -> None:
    """Every training document as tokens, by the exported codecs."""
    if (run.stream / "index.jsonl").exists():
        return
    coder = Coder(vocabulary_of(run), run.tokenizer())
    image, sound = RunningImageCodec.open(run.bundle / "image"), RunningSoundCodec.open(run.bundle / "sound")
    total = sum(1 for _ in run.training())

    def sequences() -> Iterator[tuple[Document, list[Encoded]]]:
        for done, document in enumerate(run.training()):
            requests.check()
            if done % 200 == 0:
                progress(say("tokens", "tokens"), done, total)
            yield document, encode(document, coder, image, sound)

    write_shards(run.stream, sequences(), coder.grammar)


def export(run: Run, stage: str, module: Any) -> None:
    """A trained stage to what runs without PyTorch, unless it is there: each folder or file whole or absent."""
    if stage == "image":
        _unless(run.bundle / "image", lambda folder: export_image(module, folder))
    elif stage == "sound":
        _unless(run.bundle / "sound", lambda folder: export_sound(module, folder))
    else:
        config, vocabulary = config_of(run), vocabulary_of(run)
        weights = {name: value.detach().numpy() for name, value in module.named_parameters()}
        ids = [vocabulary.special(name) for name in ("bos", "eos", "pad")]
        if not (run.bundle / "model.onnx").exists():
            write_aside(run.bundle / "model.onnx", export_onnx(config, weights))
        _unless(run.folder / "hf", lambda folder: write_hf(config, weights, folder, *ids))


def _unless(folder: Path, fill: Callable[[Path], object]) -> None:
    if not folder.exists():
        make_aside(folder, fill)


def train(
    recipe: Recipe, folder: Path, count: int, progress: Progress, requests: Requests, prepare: bool = False
) -> Receipts:
    """All stages, by `count` threads (or the processes of torchrun); the receipt of each.

    `prepare` stops before the transformer's leg, which is then trained elsewhere (recipes/gpu_leg.py).
    """
    workers, run = Workers(count), Run(folder, recipe)
    first = workers.rank == 0
    receipts: Receipts = {}

    def shown(label: str, done: int, total: int) -> None:
        if first:
            progress(label, done, total)

    try:
        for micro_batches in {CODEC_MICRO_BATCHES, recipe.model.micro_batches}:
            workers.share(micro_batches)
        if first:
            run.begin()
            prepare_data(run, shown, requests)
            learn_tokenizer(run)
        workers.barrier()
        for stage in TASKS:
            requests.check()
            if stage == "model" and first:
                write_stream(run, shown, requests)
            workers.barrier()
            if stage == "model" and prepare:
                break
            module, receipts[stage] = train_stage(run, stage, workers, shown, requests)
            if first:
                export(run, stage, module)
    finally:
        workers.close()
    requests.check()
    return receipts
