"""`necker record replay`: train a leg again from the record's own files and compare every link with the chain.

Equal to the last state and to the end, the weights of the record are those that its recipe and data lead to.  Otherwise the
first step that differs is named: the log has every step's loss to the last digit.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.core.console import note
from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import say
from necker.record.record import IDENTITY, chain_of, file_hash, legs_of, read_record, regular, seconds_of
from necker.training.chain import Line

if TYPE_CHECKING:
    from necker.training.kernel import OnStep
    from necker.training.plan import LegPlan
    from necker.training.task import Task


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out.  `bits`: every state and the end were equal; `history`: every link was, so all that the chain names.

    `first_step` is the first step whose state differs (0: the start); `other` names what the chain has otherwise: of its first
    line recipe, code, data, numeric, start or task, of any line batches or log.  Seconds that nobody wrote down are None.
    """

    leg: str
    steps: int
    bits: bool
    history: bool
    first_step: int | None
    other: tuple[str, ...]
    end_same: bool
    seconds: float
    recorded_seconds: float | None

    @property
    def holds(self) -> bool:
        return holds(self.bits, self.history, self.other)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def holds(bits: bool, history: bool, other: Sequence[str]) -> bool:
    """The same bits, and the same history or a reason why it is another: without one, the chain tells what was not so."""
    return bits and (history or bool(set(other) & set(IDENTITY)))


def differing(again: list[Line], chain: list[Line]) -> tuple[str, ...]:
    """What the lines that both have name otherwise, besides the states."""
    names = [name for name in IDENTITY if again[0].get(name) != chain[0].get(name)]
    pairs = list(zip(again, chain, strict=False))
    return (*names, *(name for name in ("batches", "log") if any(a.get(name) != b.get(name) for a, b in pairs)))


def same_states(again: list[Line], chain: list[Line]) -> bool:
    """Whether the chain begins with the states of the lines that were made again."""
    return [line["state"] for line in again] == [line["state"] for line in chain[: len(again)]]


class _Differs(Exception):
    """Ends a replay at the first link that is not the chain's."""


def replay(folder: Path, leg: Path, workers: int = 1, on_step: OnStep | None = None) -> Replay:
    """Train one leg of the record again, in a scratch folder; what this machine and program have otherwise is said first.

    Raises MissingError without the extra `train`, UsageError under torchrun, NeckerError on a broken record, and Stopped
    when a signal asked for it.
    """
    if os.environ.get("WORLD_SIZE", "1") != "1":
        raise UsageError(
            say("a replay is done by one process", "un rejeu se fait dans un seul processus"),
            do=say("use --workers, without torchrun", "utilisez --workers, sans torchrun"),
        )
    try:
        from necker.model.pipeline import task_of
        from necker.training.numeric import numeric_class
    except ModuleNotFoundError as error:
        raise MissingError(
            say("a replay trains", "un rejeu entraîne"),
            say(f"{error.name} is not installed", f"{error.name} n'est pas installé"),
            "`make train`",
        ) from error
    name, chain, end = leg.relative_to(folder).as_posix(), chain_of(leg), file_hash(leg / "end.safetensors")
    regular(leg / "log.jsonl")
    bound = {"numeric": numeric_class()["class"], "start": file_hash(leg / "start.safetensors")}
    task, plan, identity = task_of(folder, leg.parent.name)
    _announce(name, {**bound, **identity, "task": task.name}, chain[0])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="necker-replay-") as scratch:
        again, mine = _train(task, plan, identity, leg, Path(scratch), chain, workers, on_step)
        first = _first_step(leg, Path(scratch), again, chain)
    other, end_same = differing(again, chain), mine == end
    history = first is None and [line["link"] for line in again] == [line["link"] for line in chain]
    seconds = round(time.monotonic() - began, 3)
    bits = first is None and end_same
    return Replay(name, again[-1]["step"], bits, history, first, other, end_same, seconds, seconds_of(leg))


def _announce(leg: str, mine: dict[str, str], theirs: Line) -> None:
    """Say before the work what is not as it was, so that nobody waits for a replay that cannot come out the same."""
    for name in IDENTITY:
        if mine[name] != theirs[name]:
            note(say(f"{leg}: the {name} is not the recorded one", f"{leg} : {name} n'est pas comme enregistré"))
            if name == "numeric":
                note(
                    say(
                        "  between numeric classes nothing is promised: other bits would prove nothing",
                        "  entre classes numériques rien n'est promis : d'autres bits ne prouveraient rien",
                    )
                )


def _train(
    task: Task,
    plan: LegPlan,
    identity: dict[str, str],
    leg: Path,
    here: Path,
    chain: list[Line],
    workers: int,
    on_step: OnStep | None,
) -> tuple[list[Line], str]:
    """The lines of the chain as they come out, up to the first that differs, and the hash of the end, "" without one."""
    from necker.training.kernel import train_leg
    from necker.training.signals import Stopped
    from necker.training.workers import Workers

    again: list[Line] = []

    def compare(line: Line) -> None:
        again.append(line)
        if not same_states([line], chain[len(again) - 1 :]):
            raise _Differs

    shutil.copy(leg / "start.safetensors", here)
    crew = Workers(workers)
    try:
        return again, str(train_leg(task, plan, here, identity, crew, on_step=on_step, on_link=compare)["end"])
    except _Differs:
        return again, ""
    except Stopped as error:
        raise Stopped(
            error.what,
            say("nothing was changed", "rien n'a été changé"),
            say("a replay begins anew each time", "un rejeu recommence toujours au début"),
        ) from error
    finally:
        crew.close()


def _first_step(leg: Path, here: Path, again: list[Line], chain: list[Line]) -> int | None:
    """The first step behind the last equal link whose log line differs; the link's own when none does; None: all is equal."""
    last = int(again[-1]["step"])
    if same_states(again, chain):
        return None if len(again) == len(chain) else last + 1
    if last == 0:
        return 0
    before = int(again[-2]["step"])
    mine, theirs = ((folder / "log.jsonl").read_bytes().splitlines()[before:last] for folder in (here, leg))
    for number, (a, b) in enumerate(zip_longest(mine, theirs), before + 1):
        if a != b:
            return number
    return last


def choose(folder: Path, names: list[str]) -> list[Path]:
    """The legs of a record by name ("model/leg-00", "model"), all of them when no name is given.

    Raises UsageError for a name that none has, NeckerError when there is no leg at all.
    """
    read_record(folder)
    legs = {leg.relative_to(folder).as_posix(): leg for leg in legs_of(folder)}
    if not legs:
        raise NeckerError(say(f"{folder} holds no leg", f"{folder} ne contient aucune étape"))
    known = {*legs, *(leg.parent.name for leg in legs.values())}
    for name in names:
        if name not in known:
            told = ", ".join(legs)
            raise UsageError(say(f"no leg {name}", f"pas d'étape {name}"), do=say(f"legs: {told}", f"étapes : {told}"))
    return [leg for name, leg in legs.items() if not names or {leg.parent.name, name} & set(names)]
