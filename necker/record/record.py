"""RECORD.json: every file of a run by path, size and sha256, and one root over them.  Written last, aside, and renamed.

recipe.toml                     every number that was used, defaults expanded
data/, stream/                  documents decoded once; their tokens, in order
image/, sound/, model/          leg-00, leg-01, ...: start, end, chain, log, receipt; timing.json is not listed
bundle/, hf/                    what runs without PyTorch; the layout that other programs read
eval.json                       what was measured on what was held out
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import shutil
import stat
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from necker.core.errors import NeckerError, UnprovenError
from necker.core.files import write_aside
from necker.core.language import say
from necker.training.chain import Line, canonical, read_chain

NAME = "RECORD.json"
STAGES = ("image", "sound", "model")
IDENTITY = ("recipe", "code", "data", "numeric", "start", "task")
"""What the first line of a chain names besides the state."""

_LEG = re.compile(r"leg-([0-9]{2,})")
_TIMING = re.compile(rf"({'|'.join(STAGES)})/{_LEG.pattern}/timing\.json")


def file_hash(path: Path) -> str:
    with regular(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def regular(path: Path) -> Path:
    """The path of an ordinary file.  Raises NeckerError for a link, a pipe or nothing: one must not be read, the other waits."""
    try:
        ordinary = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError as error:
        raise NeckerError(say(f"{path} is missing", f"{path} manque")) from error
    if not ordinary:
        raise NeckerError(say(f"{path} is not an ordinary file", f"{path} n'est pas un fichier ordinaire"))
    return path


def tree(folder: Path) -> tuple[list[str], list[str]]:
    """The ordinary files below a folder, and what no record may hold: links, pipes, devices, empty folders; in order."""

    def cannot(error: OSError) -> NoReturn:
        raise error

    files: list[str] = []
    odd: list[str] = []
    for where, folders, names in os.walk(folder, onerror=cannot):
        here = Path(where)
        if not folders and not names and here != folder:
            odd.append(here.relative_to(folder).as_posix())
        for path in (here / name for name in (*folders, *names)):
            mode = path.lstat().st_mode
            if not stat.S_ISDIR(mode):
                (files if stat.S_ISREG(mode) else odd).append(path.relative_to(folder).as_posix())
    return sorted(files), sorted(odd)


def unlisted(path: str) -> bool:
    """Whether a file belongs to a record but is not on its list: the list itself, and the seconds of a leg."""
    return path == NAME or _TIMING.fullmatch(path) is not None


def root_of(record: dict[str, Any]) -> str:
    """sha256 over the schema, the model's name, and all paths, sizes and hashes: the name of the record, wherever it lies."""
    return hashlib.sha256(canonical({key: record[key] for key in ("schema", "model", "objects")})).hexdigest()


def rendered(record: dict[str, Any]) -> str:
    """The text of RECORD.json: the only way to write it."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def write_record(folder: Path, model: str) -> str:
    """Clear away what a crash left behind and list what the folder holds now; returns the root."""
    _clear(folder)
    files, odd = tree(folder)
    if odd:
        raise NeckerError(
            say(f"{folder / odd[0]} cannot be in a record", f"{folder / odd[0]} ne peut être dans un registre"),
            say("it is neither a folder nor an ordinary file", "ce n'est ni un dossier ni un fichier ordinaire"),
        )
    objects = [
        {"path": path, "size": (folder / path).stat().st_size, "sha256": file_hash(folder / path)}
        for path in files
        if not unlisted(path)
    ]
    record: dict[str, Any] = {"schema": 1, "model": model, "root": "", "objects": objects}
    record["root"] = root_of(record)
    write_aside(folder / NAME, rendered(record).encode())
    return str(record["root"])


def _clear(folder: Path) -> None:
    """Remove what was being written (.part), the state of legs that are done, and folders with nothing in them."""
    for where, folders, names in os.walk(folder, topdown=False):
        here = Path(where)
        for name in names:
            if name.endswith(".part") or name == "state.safetensors":
                (here / name).unlink()
        for name in folders:
            if name.endswith(".part") and not (here / name).is_symlink():
                shutil.rmtree(here / name, ignore_errors=True)
        if here != folder and not any(here.iterdir()):
            here.rmdir()


def read_record(folder: Path) -> dict[str, Any]:
    """Raises NeckerError when there is none, UnprovenError when it is not in the only form that it may have."""
    try:
        text = regular(folder / NAME).read_bytes()
    except (OSError, NeckerError) as error:
        raise NeckerError(
            say(f"{folder} holds no record", f"{folder} ne contient pas de registre"),
            (error.strerror if isinstance(error, OSError) else None) or str(error),
            say("`necker train RECIPE --out DIR` makes one", "`necker train RECETTE --out DOSSIER` en fait un"),
        ) from error
    try:
        record: dict[str, Any] = json.loads(text)
        if not _is_record(record) or text != rendered(record).encode():
            raise ValueError(say("it is not in the only form that it may have", "il n'a pas la seule forme permise"))
    except (ValueError, RecursionError) as error:
        raise UnprovenError(
            say(f"{folder / NAME} is forged or damaged", f"{folder / NAME} est faux ou endommagé"), str(error)
        ) from error
    return record


def _is_record(record: Any) -> bool:
    """Whether keys, types and paths are those of a record; bool and float are no int."""
    if not isinstance(record, dict) or list(record) != ["schema", "model", "root", "objects"]:
        return False
    kinds = [type(record[key]) for key in record]
    if kinds != [int, str, str, list] or record["schema"] != 1 or not re.fullmatch("[0-9a-f]{64}", record["root"]):
        return False
    objects = record["objects"]
    if not all(isinstance(one, dict) and list(one) == ["path", "size", "sha256"] for one in objects):
        return False
    if not all([type(value) for value in one.values()] == [str, int, str] for one in objects):
        return False
    paths = [one["path"] for one in objects]
    return paths == sorted(set(paths)) and all(map(_is_path, paths))


def _is_path(text: str) -> bool:
    """Whether it is the one way to write the path of something inside the folder that is listed."""
    path = PurePosixPath(text)
    inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    return inside and path.as_posix() == text and "\0" not in text and not unlisted(text)


def legs_of(folder: Path) -> list[Path]:
    """The folders of all legs, codecs first, each stage's by their number."""
    found = []
    for place, stage in enumerate(STAGES):
        for leg in (folder / stage).glob("leg-*"):
            if (match := _LEG.fullmatch(leg.name)) and leg.is_dir():
                found.append((place, int(match[1]), leg.name, leg))
    return [leg for *_, leg in sorted(found)]


def chain_of(leg: Path) -> list[Line]:
    """The chain of a leg that is done, every link checked.  Raises NeckerError when it is broken or not that of a leg."""
    path = regular(leg / "chain.jsonl")
    lines = read_chain(path)
    steps = [line.get("step") for line in lines]
    whole = all(type(step) is int for step in steps) and steps[:1] == [0] and steps == sorted(set(steps))  # type: ignore[type-var]
    names = [("state", lines), ("log", lines[1:]), *((name, lines[:1]) for name in IDENTITY)]
    if not whole or not all(type(line.get(name)) is str for name, some in names for line in some):
        raise NeckerError(
            say(f"{path} is not the chain of a leg", f"{path} n'est pas la chaîne d'une étape"),
            say("lines, or what they must name, are missing", "il manque des lignes, ou ce qu'elles doivent nommer"),
        )
    return lines


def seconds_of(leg: Path) -> float | None:
    """What timing.json of a leg says and nothing binds; None when it is not there or says anything else."""
    path = leg / "timing.json"
    try:
        if path.lstat().st_size > 100:  # more than a number
            return None
        table = json.loads(regular(path).read_bytes())
    except (OSError, NeckerError, ValueError, RecursionError):
        return None
    if not isinstance(table, dict) or list(table) != ["seconds"] or type(table["seconds"]) not in (int, float):
        return None
    seconds = float(table["seconds"])
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
