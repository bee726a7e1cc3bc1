"""The Lab, over HTTP: training runs and their records, read from their files; every number names the file it stands in.

Nothing is computed here but means of a log, for its plot.  Whether a record holds, `necker record verify` says; what a replay
gave is read from `NAME.replay.json` beside the run, where `necker record replay --json` was sent there; samples to look at and to
listen to from `NAME.samples` beside it, where `benchmarks/samples.py` puts them.
"""

from __future__ import annotations

import json
import math
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.core.paths import data_dir
from necker.record.record import NAME, legs_of, read_record, regular, seconds_of
from necker.serve.problems import not_found
from necker.serve.serving import Serving
from necker.serve.talk import json_response

POINTS = 200
"""Points of a plot: a longer log is shown by means of as many stretches."""

REPLAY = "replay.json"
"""The name under which what a replay gave is served; it lies beside the run."""

SAMPLES = {".png": "picture", ".wav": "sound", ".tsv": "text", ".txt": "text"}
"""What a sample is, by the end of its file's name; others are not shown."""

_MOST_SAMPLES = 60  # files
_MOST_SAMPLE = 20_000_000  # bytes of one
_MOST_LOG = 200_000_000  # bytes of a log that are read
_TEXT = (".json", ".jsonl", ".toml", ".tsv", ".txt")


def routes(serving: Serving) -> list[Route]:
    async def records(request: Request) -> Response:
        return json_response({"records": await run_in_threadpool(lambda: [listed(each) for each in runs()])})

    async def record(request: Request) -> Response:
        return json_response(await run_in_threadpool(lambda: shown(run_of(request.path_params["name"]))))

    async def file(request: Request) -> Response:
        name, path = request.path_params["name"], request.path_params["path"]
        found = await run_in_threadpool(lambda: file_of(run_of(name), path))
        kind = "text/plain; charset=utf-8" if found.suffix in _TEXT else "application/octet-stream"
        return FileResponse(found, media_type=kind, filename=found.name)

    return [
        Route("/api/lab/records", records),
        Route("/api/lab/records/{name}", record),
        Route("/api/lab/files/{name}/{path:path}", file),
    ]


def runs() -> list[Path]:
    """The folders of all runs, finished or not."""
    folder = data_dir() / "runs"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [each for each in found if each.is_dir() and (each / "recipe.toml").is_file()]


def run_of(name: str) -> Path:
    """The run of that name.  Raises Problem (404) when there is none; no path is ever made of the name."""
    for each in runs():
        if each.name == name:
            return each
    raise not_found(say("there is no such record", "ce registre n’existe pas"))


def record_of(run: Path) -> dict[str, Any]:
    """The record of a run; one without objects while it is not finished.  Raises NeckerError for a damaged one."""
    if not (run / NAME).exists():
        return {"model": run.name, "root": None, "objects": []}
    return read_record(run)


def listed(run: Path) -> dict[str, Any]:
    """A run in the list."""
    date = datetime.fromtimestamp((run / "recipe.toml").stat().st_mtime, UTC).isoformat(timespec="seconds")
    about: dict[str, Any] = {
        "name": run.name,
        "date": date,
        "stages": sorted({leg.parent.name for leg in legs_of(run)}),
    }
    try:
        record = record_of(run)
    except NeckerError as error:
        return about | {"model": run.name, "root": None, "objects": 0, "problem": str(error)}
    return about | {
        "model": record["model"],
        "root": record["root"],
        "objects": len(record["objects"]),
        "problem": None,
    }


def shown(run: Path) -> dict[str, Any]:
    """Everything the page shows of a run."""
    record = record_of(run)
    replayed = _replayed(run)
    legs = legs_of(run)
    figures = [
        _figure(say("root", "racine"), record["root"], NAME),
        _figure(say("files", "fichiers"), len(record["objects"]), NAME),
        _figure(say("bytes", "octets"), sum(one["size"] for one in record["objects"]), NAME),
        *_measures(run),
        *(each for leg in legs for each in _leg_figures(run, leg)),
    ]
    if replayed:
        figures.append(
            _figure(say("the replay gave the same bits", "le rejeu a donné les mêmes bits"), replayed["bits"], REPLAY)
        )
    return {
        "name": run.name,
        "model": record["model"],
        "root": record["root"],
        "stages": [_stage(leg, replayed) for leg in legs],
        "figures": [each for each in figures if each["value"] is not None],
        "plots": [*(_loss(leg) for leg in legs), *_scores(run)],
        "samples": samples_of(run),
        "files": record["objects"],
    }


def samples_of(run: Path) -> list[dict[str, str]]:
    """The samples of a run: what each is, and the name under which it is served."""
    folder = run.with_name(f"{run.name}.samples")
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        kind, status = SAMPLES.get(path.suffix), path.lstat()
        if kind and stat.S_ISREG(status.st_mode) and status.st_size <= _MOST_SAMPLE:
            found.append({"kind": kind, "file": f"samples/{path.name}"})
    return found[:_MOST_SAMPLES]


def file_of(run: Path, path: str) -> Path:
    """A file that the record lists, the record itself, what its replay gave, a sample.  Raises Problem (404) for any other."""
    missing = not_found(say("the record lists no such file", "le registre ne liste pas ce fichier"))
    if path == REPLAY:
        found, base = run.with_name(f"{run.name}.replay.json"), run.parent
    elif path == NAME or any(one["path"] == path for one in record_of(run)["objects"]):
        found, base = run / path, run
    elif any(one["file"] == path for one in samples_of(run)):
        found, base = run.with_name(f"{run.name}.samples") / Path(path).name, run.parent
    else:
        raise missing
    try:
        regular(found)
    except (NeckerError, OSError):
        raise missing from None
    if not found.resolve().is_relative_to(base.resolve()):
        raise missing
    return found


def _figure(name: str, value: Any, file: str | None) -> dict[str, Any]:
    return {"name": name, "value": value, "file": file}


def _json(path: Path) -> Any:
    """A small JSON file of a run; None when it is not there or cannot be read, and for each number that is none."""
    try:
        if path.lstat().st_size > 10_000_000:
            return None
        return json.loads(regular(path).read_bytes(), parse_constant=lambda _: None)
    except (OSError, ValueError, RecursionError, NeckerError):
        return None


def _object(found: Any) -> dict[str, Any]:
    """What was found where an object should be; an empty one when it is none."""
    return found if isinstance(found, dict) else {}


def _measured(run: Path) -> list[dict[str, Any]]:
    """The measures of a run."""
    found = _object(_json(run / "eval.json")).get("measures")
    return [_object(one) for one in found] if isinstance(found, list) else []


def _replayed(run: Path) -> dict[str, Any] | None:
    found = _json(run.with_name(f"{run.name}.replay.json"))
    whole = isinstance(found, dict) and isinstance(found.get("legs"), list) and isinstance(found.get("bits"), bool)
    return found if whole else None


def _stage(leg: Path, replayed: dict[str, Any] | None) -> dict[str, Any]:
    """One leg: what its receipt says, and whether its replay gave the same."""
    name = f"{leg.parent.name}/{leg.name}"
    receipt = _object(_json(leg / "receipt.json"))
    again = next((each for each in (replayed or {}).get("legs", []) if _object(each).get("leg") == name), None)
    return {
        "leg": name,
        "steps": receipt.get("steps"),
        "parameters": receipt.get("parameters"),
        "seconds": seconds_of(leg),
        "numeric": _object(receipt.get("numeric")).get("class"),
        "start": receipt.get("start"),
        "end": receipt.get("end"),
        "state": receipt.get("state_hash"),
        "replayed": again.get("bits") if again else None,
        "replay_seconds": again.get("seconds") if again else None,
    }


def _measures(run: Path) -> Iterator[dict[str, Any]]:
    """What was measured on what was held out, with its interval and what chance gives."""
    for one in _measured(run):
        name = f"{one.get('name')} ({one.get('unit')})"
        yield _figure(name, one.get("value"), "eval.json")
        between = say("95 % interval, {} to {}; chance {}", "intervalle à 95 %, {} à {} ; hasard {}")
        if all(isinstance(one.get(key), int | float) for key in ("low", "high", "chance")):
            shown_ = between.format(*(f"{one[key]:.3g}" for key in ("low", "high", "chance")))
            yield _figure(f"{name}: n = {one.get('n')}", shown_, "eval.json")


def _leg_figures(run: Path, leg: Path) -> Iterator[dict[str, Any]]:
    where = leg.relative_to(run).as_posix()
    receipt = _object(_json(leg / "receipt.json"))
    yield _figure(f"{where}: {say('steps', 'pas')}", receipt.get("steps"), f"{where}/receipt.json")
    yield _figure(f"{where}: {say('weights', 'poids')}", receipt.get("parameters"), f"{where}/receipt.json")
    last = next(iter(_log(leg)[-1:]), {})
    yield _figure(f"{where}: {say('last loss', 'dernière perte')}", last.get("loss"), f"{where}/log.jsonl")


def _log(leg: Path) -> list[dict[str, Any]]:
    """The lines of a log that are whole; one that is being written may end in half a line."""
    try:
        path = regular(leg / "log.jsonl")
        lines = path.read_bytes().splitlines() if path.stat().st_size <= _MOST_LOG else []
    except (OSError, NeckerError):
        return []
    found: list[dict[str, Any]] = []
    for line in lines:
        try:
            row = json.loads(line, parse_constant=lambda _: None)  # the loss of a run that diverged is NaN
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            found.append(row)
    return found


def _loss(leg: Path) -> dict[str, Any]:
    """The losses over the steps of a leg: means of stretches, each named by its last step."""
    rows = _log(leg)
    names = ["loss", *sorted({key for row in rows[:1] for key in row} - {"loss", "step", "rate", "norm"})]
    size = max(1, math.ceil(len(rows) / POINTS))
    stretches = [rows[at : at + size] for at in range(0, len(rows), size)]
    table = [[some[-1].get("step"), *(_mean(some, name) for name in names)] for some in stretches]
    name = f"{leg.parent.name}/{leg.name}"
    title = say(f"{name}: loss, means of {size} steps", f"{name} : perte, moyennes de {size} pas")
    return {"title": title, "file": f"{name}/log.jsonl", "table": {"columns": ["step", *names], "rows": table}}


def _mean(rows: list[dict[str, Any]], name: str) -> float | None:
    values = [row[name] for row in rows if isinstance(row.get(name), int | float) and math.isfinite(row[name])]
    return round(sum(values) / len(values), 6) if values else None


def _scores(run: Path) -> Iterator[dict[str, Any]]:
    """The measures that are shares, beside chance."""
    found = [one for one in _measured(run) if one.get("unit") == "share"]
    if found:
        columns = ["name", "value", "low", "high", "chance", "n"]
        rows = [[one.get(key) for key in columns] for one in found]
        title = say("What was held out: share right", "Ce qui a été mis de côté : part juste")
        yield {"title": title, "file": "eval.json", "table": {"columns": columns, "rows": rows}}
