"""`necker train RECIPE`: from data to a model with its record, or on from where it was interrupted."""

from __future__ import annotations

import argparse
import json
import os
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_json
from necker.core.config import Setting
from necker.core.console import Progress, note
from necker.core.errors import MissingError
from necker.core.files import locked
from necker.core.language import say
from necker.core.paths import data_dir
from necker.training.signals import Requests

if TYPE_CHECKING:
    from necker.model.recipe import Recipe


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    parser = verbs.add_parser(
        "train", parents=[shared], help=say("train a model from a recipe", "entraîner un modèle d'après une recette")
    )
    parser.add_argument(
        "recipe", type=Path, help=say("a TOML file, recipes/seed.toml", "un fichier TOML, recipes/seed.toml")
    )
    parser.add_argument(
        "--steps", type=int, metavar="N", help=say("at most N steps in each leg", "au plus N pas par étape")
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=2,
        metavar="N",
        help=say("threads; the bits do not depend on it", "fils d'exécution ; les bits n'en dépendent pas"),
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help=say("the run's folder", "le dossier de l'essai"))
    parser.add_argument(
        "--prepare",
        action="store_true",
        help=say(
            "stop before the transformer, to train it elsewhere",
            "s'arrêter avant le transformeur, pour l'entraîner ailleurs",
        ),
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _: dict[str, Setting]) -> int:
    from necker.model.recipe import Recipe

    recipe = Recipe.read(args.recipe)
    if args.steps is not None:
        recipe = recipe.shortened(args.steps)
    folder = args.out or data_dir() / "runs" / recipe.name
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    first = os.environ.get("RANK", "0") == "0"  # under torchrun the first process prepares and finishes
    with Requests() as requests, locked(folder) if first else nullcontext():
        receipts = _train(recipe, folder, args, requests)
        if not first:
            return 0
        result: dict[str, Any] = {"schema": 1, "model": recipe.name, "out": str(folder)}
        if args.prepare:
            print(json.dumps(result) if args.json else say(f"prepared: {folder}", f"préparé : {folder}"))
            return 0
        result |= _finish(folder, recipe, requests)
    result |= {
        "state_hash": receipts["model"]["state_hash"],
        "legs": {stage: _leg(folder / stage / "leg-00", receipt) for stage, receipt in receipts.items()},
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result, ensure_ascii=False) if args.json else _told(result))
    return 0


def _train(recipe: Recipe, folder: Path, args: argparse.Namespace, requests: Requests) -> dict[str, dict[str, Any]]:
    try:
        from necker.model.pipeline import train
    except ModuleNotFoundError as error:
        raise MissingError(
            say("training needs the extra `train`", "l'entraînement demande l'extra `train`"),
            say(f"{error.name} is not installed", f"{error.name} n'est pas installé"),
            "`make train`",
        ) from error
    shower = _Shower()
    try:
        return train(recipe, folder, args.workers, shower.show, requests, args.prepare)
    finally:
        shower.close()


def _leg(folder: Path, receipt: dict[str, Any]) -> dict[str, Any]:
    timing = folder / "timing.json"
    seconds = json.loads(timing.read_text("utf-8"))["seconds"] if timing.exists() else None
    return {**{key: receipt[key] for key in ("steps", "state_hash", "link")}, "seconds": seconds}


def _finish(folder: Path, recipe: Recipe, requests: Requests) -> dict[str, Any]:
    """Seal the bundle, measure it on what was held out, and list everything in the record."""
    from necker.core.files import write_aside
    from necker.engine.bundle import Bundle, seal
    from necker.evals.slice import measure, to_json
    from necker.model.pipeline import Run, config_of, vocabulary_of
    from necker.record.record import NAME, read_record, write_record
    from necker.sources.store import read_store

    if (folder / NAME).exists():
        return {"root": read_record(folder)["root"], **json.loads((folder / "eval.json").read_text("utf-8"))}
    run = Run(folder, recipe)
    seal(run.bundle, recipe.name, config_of(run), vocabulary_of(run))
    note(say("measuring on what was held out", "mesure sur ce qui a été mis de côté"))
    held_out = (document for document in read_store(run.data) if document.held_out)
    found = to_json(measure(Bundle.open(run.bundle), held_out, run.training()))
    requests.check()
    write_aside(folder / "eval.json", (json.dumps(found, indent=1) + "\n").encode())
    return {**found, "root": write_record(folder, recipe.name)}


def _told(result: dict[str, Any]) -> str:
    """The result for people: one line a measure, beside chance."""
    lines = [f"{result['model']}: {result['out']}"]
    for one in result["measures"]:
        if one["n"]:
            value = f"{one['value']:.3f} [{one['low']:.3f}, {one['high']:.3f}]"
            lines.append(say(
                f"  {one['name']:5} {value} {one['unit']}, chance {one['chance']:.3f}, n = {one['n']}",
                f"  {one['name']:5} {value} {one['unit']}, hasard {one['chance']:.3f}, n = {one['n']}",
            ))  # fmt: skip
    return "\n".join([*lines, f"state {result['state_hash']}", f"root  {result['root']}"])


class _Shower:
    """One progress line per stage; what stands behind the stage's name changes as it goes."""

    def __init__(self) -> None:
        self.stage, self.line = "", Progress("")

    def show(self, label: str, done: int, total: int) -> None:
        stage = label.split(" ")[0]
        if stage != self.stage:
            self.close()
            self.stage, self.line = stage, Progress(stage)
        self.line.label = label
        self.line(done, total)

    def close(self) -> None:
        if self.stage:
            self.line.close()
