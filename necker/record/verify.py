"""`necker record verify`: whether a record is whole and holds together, read from its files alone; nothing is trained.

It shows that nothing was changed since the record was written.  That the weights come from this training, `replay` shows.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.record.record import NAME, file_entry, files_of, legs_of, read_record, root_of
from necker.training.chain import data_hash, read_chain


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of a record, and what speaks against it ("" when it holds)."""

    name: str
    against: str

    @property
    def holds(self) -> bool:
        return not self.against


def verify(folder: Path) -> list[Check]:
    """Every check, each with what speaks against it.  Raises NeckerError when there is no record at all."""
    record = read_record(folder)
    found = [Check("objects", _objects(folder, record))]
    found.append(Check("nothing else", _nothing_else(folder, record)))
    legs = legs_of(folder)
    found.append(Check("legs", "" if legs else say("no leg in the record", "aucune étape dans le registre")))
    checks: dict[str, Callable[[Path], str]] = {
        "chain": _chain, "log": _log, "receipt": _receipt, "recipe": _recipe, "data": _data,
    }  # fmt: skip
    for leg in legs:
        for name, check in checks.items():
            found.append(Check(f"{leg.relative_to(folder).as_posix()}: {name}", _said(check, leg)))
    found.append(Check("legs follow", _said(lambda where: _follow(legs_of(where)), folder)))
    found.append(Check("checkpoints differ", _said(lambda where: _distinct(legs_of(where)), folder)))
    return found


def _said(check: Callable[[Path], str], where: Path) -> str:
    try:
        return check(where)
    except (OSError, KeyError, ValueError, TypeError, IndexError) as error:
        return f"{type(error).__name__}: {error}"
    except NeckerError as error:
        return str(error)


def _objects(folder: Path, record: dict[str, Any]) -> str:
    if root_of(record["objects"]) != record["root"]:
        return say("the root is not that of the list", "la racine n'est pas celle de la liste")
    for one in record["objects"]:
        path = folder / one["path"]
        if not path.resolve().is_relative_to(folder.resolve()):
            return say(f"{one['path']} points outside the record", f"{one['path']} sort du registre")
        if not path.is_file():
            return say(f"{one['path']} is missing", f"{one['path']} manque")
        found = file_entry(folder, path)
        if (found.size, found.sha256) != (one["size"], one["sha256"]):
            return say(f"{one['path']} was changed", f"{one['path']} a été modifié")
    return ""


def _nothing_else(folder: Path, record: dict[str, Any]) -> str:
    listed = {one["path"] for one in record["objects"]}
    extra = [path.relative_to(folder).as_posix() for path in files_of(folder)]
    unknown = [path for path in extra if path not in listed]
    return say(f"not in {NAME}: {unknown[0]}", f"absent de {NAME} : {unknown[0]}") if unknown else ""


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _chain(leg: Path) -> str:
    read_chain(leg / "chain.jsonl")
    return ""


def _log(leg: Path) -> str:
    """Every segment of the log is what its link says."""
    lines = (leg / "log.jsonl").read_bytes().splitlines(keepends=True)
    before = 0
    for link in read_chain(leg / "chain.jsonl")[1:]:
        here = lines[before : link["step"]]
        if hashlib.sha256(b"".join(here)).hexdigest() != link["log"]:
            return say(
                f"the log up to step {link['step']} was changed",
                f"le journal jusqu'au pas {link['step']} a été modifié",
            )
        before = link["step"]
    return "" if before == len(lines) else say("the log is longer than the chain", "le journal dépasse la chaîne")


def _receipt(leg: Path) -> str:
    receipt, chain = json.loads((leg / "receipt.json").read_text("utf-8")), read_chain(leg / "chain.jsonl")
    wanted = {
        "start": _hash(leg / "start.safetensors"),
        "end": _hash(leg / "end.safetensors"),
        "log": _hash(leg / "log.jsonl"),
        "link": chain[-1]["link"],
        "state_hash": chain[-1]["state"],
        "steps": chain[-1]["step"],
    }
    wrong = [name for name, value in wanted.items() if receipt[name] != value]
    if chain[0]["start"] != wanted["start"] or chain[0]["numeric"] != receipt["numeric"]["class"]:
        wrong.append("start")
    return say(f"it does not fit: {wrong[0]}", f"il ne concorde pas : {wrong[0]}") if wrong else ""


def _recipe(leg: Path) -> str:
    said = read_chain(leg / "chain.jsonl")[0]["recipe"]
    same = said == _hash(leg.parents[1] / "recipe.toml")
    return "" if same else say("the chain names another recipe", "la chaîne désigne une autre recette")


def _data(leg: Path) -> str:
    same = read_chain(leg / "chain.jsonl")[0]["data"] == data_hash(leg.parents[1], leg.parent.name)
    return "" if same else say("the chain names other data", "la chaîne désigne d'autres données")


def _follow(legs: list[Path]) -> str:
    """Each leg begins where the one before it ended."""
    for before, leg in itertools.pairwise(legs):
        if before.parent == leg.parent and _hash(before / "end.safetensors") != _hash(leg / "start.safetensors"):
            return say(
                f"{leg} does not begin where {before.name} ended", f"{leg} ne commence pas où {before.name} finit"
            )
    return ""


def _distinct(legs: list[Path]) -> str:
    """No two checkpoints are one file under two names (two public series of models serve such: EleutherAI/pythia#205)."""
    for stage in dict.fromkeys(leg.parent for leg in legs):
        mine = [leg for leg in legs if leg.parent == stage]
        hashes = [_hash(mine[0] / "start.safetensors"), *(_hash(leg / "end.safetensors") for leg in mine)]
        if len(set(hashes)) != len(hashes):
            return say(f"two checkpoints of {stage.name} are the same", f"deux points de {stage.name} sont identiques")
    return ""
