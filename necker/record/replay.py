"""`necker record replay`: train a leg again from the record's own files and compare every link with the chain.

Equal to the last link, the weights of the record are those that this code, recipe and data lead to.  Otherwise the first step
that differs is named: the log has every step's loss to the last digit.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.core.errors import MissingError, NeckerError
from necker.core.language import say
from necker.record.record import legs_of, read_record
from necker.training.chain import Line, read_chain

if TYPE_CHECKING:
    from necker.training.kernel import OnStep

_IDENTITY = ("recipe", "code", "data", "numeric", "start", "task")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out.  `same` says whether every link was equal; `first_step` is the first step that was not (0: the start).

    `other` names what differed before the first step: start, recipe, code, data or numeric class.
    """

    leg: str
    steps: int
    same: bool
    first_step: int | None
    other: tuple[str, ...]
    end_same: bool
    seconds: float
    recorded_seconds: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class _Differs(Exception):
    """Ends a replay at the first link that is not the chain's."""


def replay(folder: Path, leg: Path, workers: int = 1, on_step: OnStep | None = None) -> Replay:
    """Train one leg of the record again.  Raises MissingError without the extra `train`, NeckerError on a broken record."""
    try:
        from necker.model.pipeline import task_of
        from necker.training.kernel import file_hash, train_leg
        from necker.training.workers import Workers
    except ModuleNotFoundError as error:
        raise MissingError(
            say("a replay trains", "un rejeu entraîne"),
            say(f"{error.name} is not installed", f"{error.name} n'est pas installé"),
            "`make train`",
        ) from error
    chain, receipt = read_chain(leg / "chain.jsonl"), json.loads((leg / "receipt.json").read_text("utf-8"))
    task, plan, identity = task_of(folder, leg.parent.name)
    again: list[Line] = []

    def compare(line: Line) -> None:
        again.append(line)
        if line["state"] != chain[len(again) - 1]["state"]:
            raise _Differs

    with tempfile.TemporaryDirectory(prefix="necker-replay-") as scratch:
        here = Path(scratch)
        shutil.copy(leg / "start.safetensors", here)
        crew = Workers(workers)
        try:
            mine = train_leg(task, plan, here, identity, crew, on_step=on_step, on_link=compare)
            seconds, end_same = mine["seconds"], mine["end"] == file_hash(leg / "end.safetensors")
        except _Differs:
            seconds, end_same = 0.0, False
        finally:
            crew.close()
        first = _first_step(leg, here, len(again), again[-1], chain)
    other = tuple(name for name in _IDENTITY if again[0][name] != chain[0][name])
    same = first is None and again[-1]["link"] == chain[-1]["link"]
    name = leg.relative_to(folder).as_posix()
    return Replay(name, again[-1]["step"], same, first, other, end_same, seconds, receipt["seconds"])


def _first_step(leg: Path, here: Path, links: int, last: Line, chain: list[Line]) -> int | None:
    """The first step whose log line differs; the link's own when only the state does; None when all is equal."""
    if last["state"] == chain[links - 1]["state"]:
        return None
    if last["step"] == 0:
        return 0
    mine = (here / "log.jsonl").read_bytes().splitlines()
    theirs = (leg / "log.jsonl").read_bytes().splitlines()
    for number, (a, b) in enumerate(zip(mine, theirs, strict=False), 1):
        if a != b:
            return number
    return int(last["step"])


def choose(folder: Path, names: list[str]) -> list[Path]:
    """The legs of a record by name ("model/leg-00", "model"), all of them when no name is given."""
    read_record(folder)
    legs = legs_of(folder)
    if not names:
        return legs
    found = [leg for leg in legs if {leg.parent.name, leg.relative_to(folder).as_posix()} & set(names)]
    if not found:
        known = ", ".join(leg.relative_to(folder).as_posix() for leg in legs)
        raise NeckerError(
            say(f"no leg {names[0]}", f"pas d'étape {names[0]}"), do=say(f"legs: {known}", f"étapes : {known}")
        )
    return found
