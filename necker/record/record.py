"""RECORD.json: every file of a run by path, size and sha256, and one root over them.  Written last, aside, and renamed.

recipe.toml                     every number that was used, defaults expanded
data/, stream/                  documents decoded once; their tokens, in order
image/, sound/, model/          leg-00, leg-01, ...: start, end, chain, log, receipt
bundle/, hf/                    what runs without PyTorch; the layout that other programs read
eval.json                       what was measured on what was held out
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.training.chain import canonical

NAME = "RECORD.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the record."""

    path: str
    size: int
    sha256: str


def file_entry(folder: Path, path: Path) -> Entry:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def files_of(folder: Path) -> list[Path]:
    """What belongs to a record: all of it but itself and what is still being written, by path."""
    every = (path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    passing = (".part", "state.safetensors")
    kept = [path for path in every if not any(name.endswith(passing) for name in path.relative_to(folder).parts)]
    return sorted(kept, key=lambda path: path.relative_to(folder).as_posix())


def root_of(objects: list[dict[str, Any]]) -> str:
    """sha256 over paths, sizes and hashes: the name of the record, wherever it lies."""
    return hashlib.sha256(canonical(objects)).hexdigest()


def write_record(folder: Path, model: str) -> str:
    """List what the folder holds now; returns the root."""
    entries = [file_entry(folder, path) for path in files_of(folder)]
    objects = [{"path": e.path, "size": e.size, "sha256": e.sha256} for e in entries]
    record = {"schema": 1, "model": model, "root": root_of(objects), "objects": objects}
    aside = folder / (NAME + ".part")
    aside.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    aside.replace(folder / NAME)
    return str(record["root"])


def read_record(folder: Path) -> dict[str, Any]:
    """Raises NeckerError when there is none, or it is not one."""
    path = folder / NAME
    try:
        record: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if record["schema"] != 1 or not all({"path", "size", "sha256"} <= one.keys() for one in record["objects"]):
            raise ValueError(say("another schema", "un autre schéma"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise NeckerError(
            say(f"{folder} holds no record", f"{folder} ne contient pas de registre"),
            why,
            say("`necker train RECIPE --out DIR` makes one", "`necker train RECETTE --out DOSSIER` en fait un"),
        ) from error
    return record


def legs_of(folder: Path) -> list[Path]:
    """The folders of all legs, codecs first, each stage's in their order."""
    return [leg for stage in ("image", "sound", "model") for leg in sorted((folder / stage).glob("leg-*"))]
