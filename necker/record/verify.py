"""`necker record verify`: whether a record is whole and holds together, read from its files alone; nothing is trained.

It shows that nothing was changed since the record was written.  That the weights come from this training, `replay` shows.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from necker.core.console import one_line
from necker.core.errors import NeckerError, UnprovenError
from necker.core.language import say
from necker.model.recipe import Recipe
from necker.record.record import (
    NAME,
    STAGES,
    chain_of,
    file_hash,
    legs_of,
    read_record,
    regular,
    root_of,
    seconds_of,
    tree,
    unlisted,
)
from necker.training.chain import Line, canonical, data_hash


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of a record, and what speaks against it in one line ("" when it holds)."""

    name: str
    against: str

    @property
    def holds(self) -> bool:
        return not self.against


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found.  `root` is None when the list cannot be read; `codes` are those that the chains name, in their order."""

    root: str | None
    codes: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)


class _Files:
    """The files of a run, each hashed once."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self.hash = functools.cache(file_hash)
        self.data = functools.cache(self._data)

    def _data(self, stage: str) -> str:
        """What the chain of a stage must name as its data."""
        if odd := tree(self.run)[1]:  # reading a pipe would wait for ever
            raise NeckerError(say(f"not read: {odd[0]} lies there", f"non lu : {odd[0]} s'y trouve"))
        return data_hash(self.run, stage)

    @cached_property
    def recipe(self) -> Recipe:
        return Recipe.read(regular(self.run / "recipe.toml"))


class _Leg:
    """A leg that lies in `folder`, as one of `stage`; its small files are read once."""

    def __init__(self, files: _Files, stage: str, folder: Path) -> None:
        self.files, self.stage, self.folder = files, stage, folder

    @cached_property
    def chain(self) -> list[Line]:
        return chain_of(self.folder)

    def hash(self, name: str) -> str:
        return self.files.hash(self.folder / name)


def verify(folder: Path, root: str | None = None) -> Verified:
    """Every check, each with what speaks against it; `root` is what the record's must be, when that is known.

    Raises NeckerError when there is no record at all.
    """
    try:
        record = read_record(folder)
    except UnprovenError as error:
        return Verified(None, (), (Check("list", one_line(str(error))),))
    files = _Files(folder)
    legs = [_Leg(files, leg.parent.name, leg) for leg in legs_of(folder)]
    checks = [
        Check("list", ""),
        _said("root", lambda: _root(record, root)),
        _said("model", lambda: _model(files, record)),
        _said("objects", lambda: _objects(files, record)),
        _said("nothing else", lambda: _nothing_else(folder, record)),
        _said("legs", lambda: _legs(folder)),
    ]
    for leg in legs:
        prefix = f"{leg.stage}/{leg.folder.name}: "
        checks += [Check(prefix + check.name, check.against) for check in _leg_checks(leg)]
    checks.append(_said("legs follow", lambda: _follow(legs)))
    checks.append(_said("checkpoints differ", lambda: _distinct(legs)))
    return Verified(record["root"], _codes(legs), tuple(checks))


def leg_checks(run: Path, stage: str, folder: Path) -> list[Check]:
    """The checks of one leg of a run, wherever its folder lies: chain, log, receipt, recipe, data."""
    return _leg_checks(_Leg(_Files(run), stage, folder))


def _leg_checks(leg: _Leg) -> list[Check]:
    checks: dict[str, Callable[[_Leg], str]] = {
        "chain": _chain, "log": _log, "receipt": _receipt, "recipe": _recipe, "data": _data,
    }  # fmt: skip
    return [_said(name, functools.partial(check, leg)) for name, check in checks.items()]


def _said(name: str, check: Callable[[], str]) -> Check:
    """A check; whatever a file may hold that it cannot read speaks against it.  Names of files are made safe to show."""
    try:
        against = check()
    except (OSError, KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        against = f"{type(error).__name__}: {error}"
    except NeckerError as error:
        against = str(error)
    return Check(name, one_line(against))


def _root(record: dict[str, Any], wanted: str | None) -> str:
    if root_of(record) != record["root"]:
        return say("the root is not that of the list", "la racine n'est pas celle de la liste")
    if wanted is not None and wanted != record["root"]:
        return say(f"it is {record['root']}, another one", f"c'est {record['root']}, une autre")
    return ""


def _model(files: _Files, record: dict[str, Any]) -> str:
    name = files.recipe.name
    return "" if record["model"] == name else say(f"the recipe is that of {name}", f"la recette est celle de {name}")


def _objects(files: _Files, record: dict[str, Any]) -> str:
    for one in record["objects"]:
        path = files.run / one["path"]
        if not path.resolve().is_relative_to(files.run.resolve()):
            return say(f"{one['path']} points outside the record", f"{one['path']} sort du registre")
        if not path.is_file():
            return say(f"{one['path']} is missing", f"{one['path']} manque")
        if (path.stat().st_size, files.hash(path)) != (one["size"], one["sha256"]):
            return say(f"{one['path']} was changed", f"{one['path']} a été modifié")
    return ""


def _nothing_else(folder: Path, record: dict[str, Any]) -> str:
    listed = {one["path"] for one in record["objects"]}
    found, odd = tree(folder)
    for path in odd:
        return say(
            f"neither a file nor a folder with files: {path}", f"ni un fichier ni un dossier de fichiers : {path}"
        )
    for path in found:
        if path not in listed and not unlisted(path):
            return say(f"not in {NAME}: {path}", f"absent de {NAME} : {path}")
        if path != NAME and unlisted(path) and seconds_of((folder / path).parent) is None:
            return say(f"{path} holds more than seconds", f"{path} contient autre chose que des secondes")
    return ""


def _legs(folder: Path) -> str:
    """Every stage has its legs, numbered from 00 without a gap, and nothing beside them."""
    legs = legs_of(folder)
    for stage in STAGES:
        wanted = [f"leg-{number:02}" for number in range(sum(leg.parent.name == stage for leg in legs))]
        if not wanted:
            return say(f"no leg of {stage}", f"aucune étape de {stage}")
        if sorted(path.name for path in (folder / stage).iterdir()) != sorted(wanted):
            return say(
                f"the legs of {stage} are not {', '.join(wanted)}",
                f"les étapes de {stage} ne sont pas {', '.join(wanted)}",
            )
    return ""


def _codes(legs: list[_Leg]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for leg in legs:
        try:
            found[leg.chain[0]["code"]] = None
        except (OSError, NeckerError):
            continue  # its check says so
    return tuple(found)


def _chain(leg: _Leg) -> str:
    task = leg.chain[0]["task"]
    return "" if task == leg.stage else say(f"it is one of {task}", f"elle est de {task}")


def _log(leg: _Leg) -> str:
    """Every segment of the log is what its link says."""
    lines = regular(leg.folder / "log.jsonl").read_bytes().splitlines(keepends=True)
    before = 0
    for link in leg.chain[1:]:
        here = lines[before : link["step"]]
        if hashlib.sha256(b"".join(here)).hexdigest() != link["log"]:
            return say(
                f"the log up to step {link['step']} was changed",
                f"le journal jusqu'au pas {link['step']} a été modifié",
            )
        before = link["step"]
    return "" if before == len(lines) else say("the log is longer than the chain", "le journal dépasse la chaîne")


def _receipt(leg: _Leg) -> str:
    receipt, chain = json.loads(regular(leg.folder / "receipt.json").read_bytes()), leg.chain
    wanted = {
        "task": leg.stage,
        "start": leg.hash("start.safetensors"),
        "end": leg.hash("end.safetensors"),
        "log": leg.hash("log.jsonl"),
        "link": chain[-1]["link"],
        "state_hash": chain[-1]["state"],
        "steps": chain[-1]["step"],
    }
    wrong = [name for name, value in wanted.items() if receipt[name] != value]
    if chain[0]["start"] != wanted["start"]:
        wrong.append("start")
    parts = {name: value for name, value in receipt["numeric"].items() if name != "class"}
    class_ = hashlib.sha256(canonical(parts)).hexdigest()[:16]  # as necker/training/numeric.py makes it
    if not class_ == receipt["numeric"]["class"] == chain[0]["numeric"]:
        wrong.append("numeric")
    return say(f"it does not fit: {wrong[0]}", f"il ne concorde pas : {wrong[0]}") if wrong else ""


def _recipe(leg: _Leg) -> str:
    if leg.chain[0]["recipe"] != leg.files.hash(leg.files.run / "recipe.toml"):
        return say("the chain names another recipe", "la chaîne désigne une autre recette")
    wanted, done = getattr(leg.files.recipe, leg.stage).leg.steps, leg.chain[-1]["step"]
    return "" if done == wanted else say(f"{done} steps, not {wanted}", f"{done} pas au lieu de {wanted}")


def _data(leg: _Leg) -> str:
    same = leg.chain[0]["data"] == leg.files.data(leg.stage)
    return "" if same else say("the chain names other data", "la chaîne désigne d'autres données")


def _follow(legs: list[_Leg]) -> str:
    """Each leg begins where the one before it ended."""
    for before, leg in itertools.pairwise(legs):
        if before.stage == leg.stage and before.hash("end.safetensors") != leg.hash("start.safetensors"):
            name, last = f"{leg.stage}/{leg.folder.name}", before.folder.name
            return say(f"{name} does not begin where {last} ended", f"{name} ne commence pas où {last} finit")
    return ""


def _distinct(legs: list[_Leg]) -> str:
    """No two checkpoints are one file under two names (two public series of models serve such: EleutherAI/pythia#205)."""
    for stage in STAGES:
        mine = [leg for leg in legs if leg.stage == stage]
        hashes = [leg.hash("start.safetensors") for leg in mine[:1]] + [leg.hash("end.safetensors") for leg in mine]
        if len(set(hashes)) != len(hashes):
            return say(f"two checkpoints of {stage} are the same", f"deux points de {stage} sont identiques")
    return ""
