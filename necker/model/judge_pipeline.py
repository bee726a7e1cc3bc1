"""From pairs to a judge that runs without PyTorch: tokenizer, rows of tokens, legs, export, replay.

recipe.toml             every number that was used
data/train/             the pairs to learn from, as tokens; data/test.jsonl those to measure with, as text
judge/leg-00, -01, ...  start, chain, log, end, receipt
bundle/                 judge.json, judge.onnx, tokenizer.json

Every stage is left alone when it is there: interrupted anywhere, the same call goes on.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from necker.codecs import bpe
from necker.codecs.bpe import Bpe
from necker.core.errors import UsageError
from necker.core.files import write_aside
from necker.core.language import say
from necker.model.encoder import Encoder
from necker.model.export_encoder import export_encoder
from necker.model.judge_pairs import Cutter, Pair, Pairs, learning_text, pairs_hash, write_pairs
from necker.model.judge_recipe import JudgeRecipe
from necker.model.judge_task import JudgeTask
from necker.model.pipeline import CODE
from necker.training.chain import Line, read_chain
from necker.training.checkpoint import read_weights, write_weights
from necker.training.kernel import OnStep, train_leg
from necker.training.signals import Requests
from necker.training.workers import Workers

_FIELDS = (
    "claim",
    "lang",
    "passage",
    "passage_lang",
    "title",
    "context",
    "label",
    "kind",
    "spans",
    "source",
    "licence",
)


class JudgeRun:
    """A run's folder and its recipe."""

    def __init__(self, folder: Path, recipe: JudgeRecipe) -> None:
        self.folder, self.recipe = folder, recipe
        self.pairs, self.test, self.bundle = (
            folder / "data" / "train",
            folder / "data" / "test.jsonl",
            folder / "bundle",
        )

    @classmethod
    def open(cls, folder: Path) -> JudgeRun:
        """A run that was begun: its recipe is in it."""
        return cls(folder, JudgeRecipe.read(folder / "recipe.toml"))

    def begin(self) -> None:
        """Write the recipe.  Raises UsageError when the folder is another recipe's."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path, text = self.folder / "recipe.toml", self.recipe.expanded()
        if not path.exists():
            write_aside(path, text.encode())
        elif path.read_text("utf-8") != text:
            raise UsageError(
                say(f"{self.folder} is another recipe's run", f"{self.folder} est l'essai d'une autre recette"),
                do=say("choose another folder", "choisissez un autre dossier"),
            )

    def leg(self, number: int) -> Path:
        return self.folder / "judge" / f"leg-{number:02}"

    def done(self) -> int:
        """How many legs are done."""
        legs = range(len(self.recipe.leg))
        return next((number for number in legs if not (self.leg(number) / "receipt.json").exists()), len(legs))

    def cutter(self) -> Cutter:
        tokenizer = Bpe.from_json((self.bundle / "tokenizer.json").read_text("utf-8"))
        return Cutter(tokenizer, self.recipe.network.longest)

    def module(self) -> Encoder:
        return Encoder(self.recipe.config(self.cutter().vocabulary_size), self.recipe.seed)

    def identity(self) -> dict[str, str]:
        """What the first line of a chain binds."""
        return {"recipe": self.recipe.hash, "code": CODE, "data": pairs_hash(self.pairs)}


def prepare(run: JudgeRun, train: Callable[[], Iterable[Pair]], test: Iterable[Pair]) -> None:
    """Learn the tokenizer, write the pairs as tokens and those of the test as JSON lines.

    `train` gives the pairs to learn from anew at each call: they are read twice, and never all held.
    """
    run.begin()
    tokenizer, plan = run.bundle / "tokenizer.json", run.recipe.tokenizer
    run.bundle.mkdir(exist_ok=True)
    if not tokenizer.exists():
        texts = learning_text(train(), plan.characters)
        write_aside(tokenizer, bpe.train(texts, plan.size).to_json().encode())
    if not run.pairs.exists():
        write_pairs(run.pairs, train(), run.cutter())
    if not run.test.exists():
        lines = (json.dumps({name: getattr(pair, name) for name in _FIELDS}, ensure_ascii=False) for pair in test)
        write_aside(run.test, "".join(f"{line}\n" for line in lines).encode())


def task_of(run: JudgeRun, number: int) -> JudgeTask:
    """The task of a leg, which begins with the data that the legs before it left."""
    plan, first = run.recipe.network, sum(leg.steps for leg in run.recipe.leg[:number])
    return JudgeTask(
        run.module(),
        Pairs.open(run.pairs),
        rows=plan.rows,
        micro_batches=plan.micro_batches,
        seed=run.recipe.seed,
        first=first,
    )


def train(run: JudgeRun, workers: Workers, requests: Requests, on_step: OnStep | None = None) -> dict[str, Any]:
    """Train the next leg that is not done, or go on with it, and export its end; returns the receipt.

    Raises UsageError when every leg is done.
    """
    number = run.done()
    if number == len(run.recipe.leg):
        raise UsageError(say("every leg is done", "toutes les étapes sont faites"))
    task, folder = task_of(run, number), run.leg(number)
    start = folder / "start.safetensors"
    if not start.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if number:
            read_weights(task.module, run.leg(number - 1) / "end.safetensors")
        write_weights(task.module, start)
    plan = run.recipe.leg[number]
    receipt = train_leg(task, plan, folder, run.identity(), workers, on_step=on_step, requests=requests)
    export(run)
    return receipt


def export(run: JudgeRun) -> None:
    """The end of the last leg that is done, as judge.onnx with its judge.json, not calibrated yet."""
    if not run.done():
        raise UsageError(say("no leg is done", "aucune étape n'est faite"))
    module = run.module()
    read_weights(module, run.leg(run.done() - 1) / "end.safetensors")
    weights = {name: value.detach().numpy() for name, value in module.named_parameters()}
    write_aside(run.bundle / "judge.onnx", export_encoder(module.config, weights))
    write_judge(run.bundle, run.recipe)


def write_judge(bundle: Path, recipe: JudgeRecipe, calibration: dict[str, Any] | None = None) -> None:
    """judge.json, which names the other files by their hashes.

    `calibration`: "temperature", "support" and "contradict" by language, and "bound" in words; see verify/trained.py.
    """
    even = {"fr": 0.5, "en": 0.5}
    about: dict[str, Any] = {"temperature": {"fr": 1.0, "en": 1.0}, "support": even, "contradict": even, "bound": ""}
    files = {n: hashlib.sha256((bundle / n).read_bytes()).hexdigest() for n in ("judge.onnx", "tokenizer.json")}
    made = {"schema": 1, "name": recipe.name, "longest": recipe.network.longest, "files": files}
    text = json.dumps({**made, **about, **(calibration or {})}, indent=1, ensure_ascii=False) + "\n"
    write_aside(bundle / "judge.json", text.encode())


class _Enough(Exception):
    """Ends a replay at the first link that differs, or where it was asked to end."""


def replay(run: JudgeRun, number: int, workers: Workers, links: int | None = None) -> tuple[int, bool]:
    """Train a leg again in a scratch folder, as far as the first `links` links of its chain or to its end.

    Returns the last step that was reached, and whether every state (and the end, where it was reached) was the recorded one.
    """
    leg = run.leg(number)
    chain = read_chain(leg / "chain.jsonl")
    again: list[Line] = []

    def compare(line: Line) -> None:
        again.append(line)
        if line["state"] != chain[len(again) - 1]["state"] or len(again) - 1 == links:
            raise _Enough

    with tempfile.TemporaryDirectory(prefix="necker-replay-") as scratch:
        here = Path(scratch)
        shutil.copy(leg / "start.safetensors", here)
        try:
            train_leg(task_of(run, number), run.recipe.leg[number], here, run.identity(), workers, on_link=compare)
            same = (here / "end.safetensors").read_bytes() == (leg / "end.safetensors").read_bytes()
        except _Enough:
            same = True
    states = [line["state"] for line in chain[: len(again)]]
    return int(again[-1]["step"]), same and [line["state"] for line in again] == states
