"""From pairs to a judge that runs without PyTorch: tokenizer, rows of tokens, legs, export, replay.

recipe.toml             every number that was used
data/train/             the pairs to learn from, as tokens; data/test.jsonl those to measure with, as text
judge/leg-00, -01, ...  start, chain, log, end, receipt; `prepare` writes the first start where the recipe has one
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
from necker.codecs.unigram import Unigram
from necker.core.errors import UsageError
from necker.core.files import write_aside
from necker.core.language import say
from necker.model.bert import Bert
from necker.model.e5 import E5, choose
from necker.model.encoder import Encoder
from necker.model.export_bert import export_bert
from necker.model.export_encoder import export_encoder
from necker.model.judge_pairs import SPECIALS, Cutter, Pair, Pairs, learning_text, pairs_hash, read_pieces, write_pairs
from necker.model.judge_recipe import JudgeRecipe
from necker.model.judge_task import JudgeTask
from necker.model.pipeline import CODE
from necker.model.recipe import keep_recipe
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
        keep_recipe(self.folder, self.recipe.expanded())

    def leg(self, number: int) -> Path:
        return self.folder / "judge" / f"leg-{number:02}"

    def done(self) -> int:
        """How many legs are done."""
        legs = range(len(self.recipe.leg))
        return next((number for number in legs if not (self.leg(number) / "receipt.json").exists()), len(legs))

    def cutter(self) -> Cutter:
        tokenizer = read_pieces((self.bundle / "tokenizer.json").read_text("utf-8"))
        return Cutter(tokenizer, self.recipe.network.longest)

    def module(self) -> Encoder | Bert:
        """The network with the weights that its seed decides."""
        kind = Bert if self.recipe.start else Encoder
        return kind(self.recipe.config(self.cutter().vocabulary_size), self.recipe.seed)

    def identity(self) -> dict[str, str]:
        """What the first line of a chain binds."""
        return {"recipe": self.recipe.hash, "code": CODE, "data": pairs_hash(self.pairs)}


def prepare(
    run: JudgeRun, train: Callable[[], Iterable[Pair]], test: Iterable[Pair], weights: Path | None = None
) -> None:
    """Make the tokenizer, write the pairs as tokens and those of the test as JSON lines, and the first start if there is one.

    `train` gives the pairs to learn from anew at each call: they are read twice, and never all held.  `weights` is the file
    that the recipe's start names; UsageError when the recipe has one and it is missing or of another shape.
    """
    run.begin()
    tokenizer, plan = run.bundle / "tokenizer.json", run.recipe.tokenizer
    run.bundle.mkdir(exist_ok=True)
    given = _given(run.recipe, weights)
    if not tokenizer.exists():
        texts = learning_text(train(), plan.characters)
        made = given.tokenizer(choose(given, texts, plan.size)) if given else bpe.train(texts, plan.size)
        write_aside(tokenizer, made.to_json().encode())
    if given:
        _write_start(run, given)
    if not run.pairs.exists():
        write_pairs(run.pairs, train(), run.cutter())
    if not run.test.exists():
        lines = (json.dumps({name: getattr(pair, name) for name in _FIELDS}, ensure_ascii=False) for pair in test)
        write_aside(run.test, "".join(f"{line}\n" for line in lines).encode())


def _given(recipe: JudgeRecipe, weights: Path | None) -> E5 | None:
    """What the network begins with, of the shape that the recipe says."""
    if recipe.start is None:
        return None
    if weights is None:
        raise UsageError(
            say(f"{recipe.name} begins with weights learnt elsewhere", f"{recipe.name} part de poids appris ailleurs"),
            do=say("name their file: --weights", "indiquez leur fichier : --weights"),
        )
    found = E5.read(weights, recipe.start.sha256)
    mine, its = recipe.config(SPECIALS), found.shape
    same = (mine.dim, mine.heads, mine.hidden) == (its.dim, its.heads, its.hidden) and abs(mine.eps - its.eps) < 1e-15
    if not same or recipe.start.layers[-1] >= its.layers or mine.context > its.places:
        raise UsageError(
            say(f"{weights} is of another shape than the recipe", f"{weights} n'a pas la forme que dit la recette"),
            f"{its}",
        )
    return found


def _write_start(run: JudgeRun, given: E5) -> None:
    """The first leg's start.safetensors."""
    start, tokenizer, plan = run.leg(0) / "start.safetensors", run.cutter().pieces, run.recipe.start
    module = run.module()
    if start.exists() or plan is None or not isinstance(tokenizer, Unigram) or not isinstance(module, Bert):
        return
    places = {text: place for place, (text, _) in enumerate(given.pieces)}
    kept = [places[text] for text, _ in tokenizer.pieces]
    module.begin(given.weights(kept, plan.layers, module.config.context))
    start.parent.mkdir(parents=True, exist_ok=True)
    write_weights(module, start)


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

    Raises UsageError when every leg is done and exported.
    """
    number = run.done()
    if number and not _exported(run):  # killed after a leg's last step
        return export(run)
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
    train_leg(task, plan, folder, run.identity(), workers, on_step=on_step, requests=requests)
    return export(run)


def _end(run: JudgeRun) -> Path:
    """The weights at the end of the last leg that is done."""
    if not run.done():
        raise UsageError(say("no leg is done", "aucune étape n'est faite"))
    return run.leg(run.done() - 1) / "end.safetensors"


def weights_hash(run: JudgeRun) -> str:
    """sha256 of the weights at the end of the last leg that is done."""
    return _sha256(_end(run))


def _exported(run: JudgeRun) -> bool:
    about = run.bundle / "judge.json"
    return about.exists() and json.loads(about.read_text("utf-8")).get("weights") == weights_hash(run)


def export(run: JudgeRun) -> dict[str, Any]:
    """The end of the last leg that is done, as judge.onnx with its judge.json, not calibrated yet; returns its receipt."""
    module = run.module()
    read_weights(module, _end(run))
    weights = {name: value.detach().numpy() for name, value in module.named_parameters()}
    make = export_bert if isinstance(module, Bert) else export_encoder
    write_aside(run.bundle / "judge.onnx", make(module.config, weights))
    write_judge(run.bundle, run.recipe, weights_hash(run))
    receipt: dict[str, Any] = json.loads((_end(run).parent / "receipt.json").read_text("utf-8"))
    return receipt


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_judge(bundle: Path, recipe: JudgeRecipe, weights: str, calibration: dict[str, Any] | None = None) -> None:
    """judge.json, which names the other files, and the weights they come from, by their hashes.

    `calibration`: "temperature", "support" and "contradict" by language, and "bound" in words; see verify/trained.py.
    """
    even = {"fr": 0.5, "en": 0.5}
    about: dict[str, Any] = {"temperature": {"fr": 1.0, "en": 1.0}, "support": even, "contradict": even, "bound": ""}
    files = {name: _sha256(bundle / name) for name in ("judge.onnx", "tokenizer.json")}
    made = {"schema": 1, "name": recipe.name, "longest": recipe.network.longest, "files": files, "weights": weights}
    text = json.dumps({**made, **about, **(calibration or {})}, indent=1, ensure_ascii=False) + "\n"
    write_aside(bundle / "judge.json", text.encode())


class _Enough(Exception):
    """Ends a replay at the first link that differs, or where it was asked to end."""


def replay(
    run: JudgeRun, number: int, workers: Workers, links: int | None = None, recorded: Path | None = None
) -> tuple[int, bool]:
    """Train a leg again in a scratch folder, as far as the first `links` links of its chain or to its end.

    Of a leg that is not done, as far as its chain goes.  `recorded` is the chain to compare with where it is not the leg's
    own: that of weights that ship, beside a run that was only prepared.  Returns the last step that was reached, and whether every state
    (and the end, where it was reached) was the recorded one.
    """
    leg = run.leg(number)
    chain = read_chain(recorded or leg / "chain.jsonl")
    if links is not None or not (leg / "receipt.json").exists():
        links = min(len(chain) - 1, len(chain) if links is None else links)
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
