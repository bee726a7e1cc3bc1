"""From sources to clean documents: fetch, read, clean, take out leaks and duplicates, store.  What is done stays done.

    manifest.jsonl       one line a shard: path, sha256, documents, bytes, source, licence, split; written last
    removals.jsonl.xz    one line a document that is not there: id, source, reason, detail
    stats.json           what it is made of (stats.py)
    sources/NAME/        the documents (parquet.py)
    work/NAME/           what each source was before duplicates were taken out (stage.py); may be deleted

Tests come first: what others may not hold is known from them.  A text that holds one goes before duplicates are looked for,
so that it takes the place of no clean one; then, of duplicates, the text with the smallest hash stays, whatever the order,
and what is a duplicate of a test goes.  Sources are worked on one in a process: each alone gives its documents, so their
number changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from necker.core.errors import NeckerError, UsageError
from necker.core.files import locked, write_aside
from necker.core.language import say
from necker.sources import stats
from necker.sources.fetch import fetched
from necker.sources.gone import Gone, Row, find_gone
from necker.sources.manifest import Manifest
from necker.sources.mirror import FileRef, PackageRef
from necker.sources.parquet import arrow, read_shards
from necker.sources.pool import Pool
from necker.sources.stage import (
    FILTERS,
    Last,
    Outcome,
    Task,
    finish,
    key_of,
    make_watch,
    reading,
    reading_path,
    stage,
    without,
)

MANIFEST, REMOVALS = "manifest.jsonl", "removals.jsonl.xz"
_MOST_DEATHS = 200  # of processes that read one source
Announce = Callable[[str], None]


def _silent(line: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """`root` is the sha256 of manifest.jsonl, which names every byte."""

    folder: Path
    root: str
    outcomes: tuple[Outcome, ...]


def prepare(manifests: Iterable[Manifest], out: Path, workers: int = 1, announce: Announce = _silent) -> Prepared:
    """Make `out` the prepared data of these sources, and of no others.

    Those that need what is not here are listed as missing.  Raises UsageError for a folder that holds other things,
    MissingError without pyarrow, NeckerError when another process is at work there.
    """
    chosen = sorted({one.name: one for one in manifests}.values(), key=lambda one: one.name)
    for one in chosen:
        if unknown := set(one.filters or ()) - FILTERS:
            raise UsageError(f"{one.name}: filters", ", ".join(sorted(unknown)), ", ".join(sorted(FILTERS)))
    work = out / "work"
    if out.is_dir() and any(out.iterdir()) and not work.is_dir() and not (out / stats.STATS).is_file():
        raise UsageError(
            say(f"{out} holds something else", f"{out} contient autre chose"),
            do=say("name an empty folder", "donnez un dossier vide"),
        )
    code = _code()
    work.mkdir(parents=True, exist_ok=True)
    with locked(out), Pool(workers) as pool:
        for old in [*work.glob("*.part"), *work.glob("*.reading"), *(out / "sources").glob("*.part")]:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        outcomes = _stage(chosen, work, code, pool, announce)
        done = [one for one in chosen if outcomes[one.name].state == "done"]
        announce(say("looking for duplicates", "recherche des doublons"))
        gone = find_gone(done, work, work / "gone.part")
        (out / MANIFEST).unlink(missing_ok=True)
        _finish(done, out, gone, pool)
        _write(chosen, out, outcomes, gone)
        shutil.rmtree(gone.folder)
    root = hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()
    return Prepared(out, root, tuple(outcomes[one.name] for one in chosen))


# ---- each source alone


def _code(*more: str) -> str:
    """What reads and cleans, and `more` rooms: with other code, done is done no more."""
    rooms = [Path(__file__).parents[1] / room for room in ("sources", "text", *more)]
    digest = hashlib.sha256(arrow().__version__.encode())
    kinds = ("*.py", "*.txt") if more else ("*.py",)
    for path in sorted(path for room in rooms for kind in kinds for path in room.rglob(kind)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _stage(chosen: list[Manifest], work: Path, code: str, pool: Pool, announce: Announce) -> dict[str, Outcome]:
    """The tests, then what is cleaned of them."""
    outcomes: dict[str, Outcome] = {}
    tests = [one for one in chosen if one.split == "eval"]
    outcomes |= _each(tests, work, _key(code), None, pool, announce)
    texts = _tests(work, [one.name for one in tests if outcomes[one.name].state == "done"])
    (watch,) = pool.each(make_watch, [texts])
    rest = [one for one in chosen if one.split != "eval"]
    return outcomes | _each(rest, work, _key(code, watch.name), watch, pool, announce)


def _each(
    some: list[Manifest], work: Path, made_by: str, watch: Path | None, pool: Pool, announce: Announce
) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    tasks = []
    for one in some:
        taught = [_code("lessons", "codecs"), *(base.hash for base in one.bases)] if one.reader == "lesson" else []
        task = Task(one, work / one.name, _key(made_by, one.hash, *taught), watch)
        if key_of(task.folder) == task.key:
            outcomes[one.name] = Outcome(one.name, "done")
            continue
        _fetch(one, announce)
        tasks.append(task)
    tasks.sort(key=lambda task: (-_size(task.manifest), task.manifest.name))  # the longest first
    lost: list[Task] = []
    for outcome in chain(pool.each(stage, tasks, lost.append), (_alone(task, pool, announce) for task in lost)):
        outcomes[outcome.name] = outcome
        done = sum(task.manifest.name in outcomes for task in tasks)
        announce(f"{done}/{len(tasks)} {outcome.name}" + (f": {outcome.why}" if outcome.why else ""))
    return outcomes


def _alone(task: Task, pool: Pool, announce: Announce) -> Outcome:
    """A source whose process died, again, with no other at work that takes its memory.

    A record in which processes died twice in a row is left out; where that is not known to be in a record, the source is.
    """
    name = task.manifest.name
    for _ in range(_MOST_DEATHS):
        before = reading(reading_path(task))
        announce(say(f"{name}: the process died, once more", f"{name} : le processus est mort, on recommence"))
        for old in task.folder.parent.glob(f"{name}.*.part"):
            shutil.rmtree(old)
        for outcome in pool.each(stage, [task], lambda task: None):
            return outcome
        now = reading(reading_path(task))
        if now and now == before:
            task = replace(task, deadly=task.deadly | {now})
        elif not now and not before:
            break
    reading_path(task).unlink(missing_ok=True)
    return Outcome(name, "failed", "the process that read it died again and again")


def refs(manifest: Manifest) -> tuple[FileRef | PackageRef, ...]:
    """All that its documents are made of, the files of other sources among it."""
    source = manifest.source()
    return *source.files, *source.packages


def _fetch(manifest: Manifest, announce: Announce) -> None:
    """What can be had of its files is here afterwards; whoever reads it says what is missing."""
    try:
        for ref in refs(manifest):
            fetched(ref, announce=announce)
    except NeckerError as error:
        announce(f"{manifest.name}: {error}")


def _size(manifest: Manifest) -> int:
    return sum(ref.bytes or 0 for ref in refs(manifest))


def _tests(work: Path, tests: list[str]) -> Path:
    """The texts of all tests in one file, named by its content."""
    aside, digest = work / "tests.part", hashlib.sha256()
    with aside.open("wb") as file:
        for name in tests:
            with (work / name / "tests.jsonl").open("rb") as lines:
                for line in lines:
                    digest.update(line)
                    file.write(line)
    path = work / f"tests-{digest.hexdigest()[:32]}.jsonl"
    aside.replace(path)
    for old in work.glob("tests-*"):
        if old.stem != path.stem:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    return path


# ---- what is left


def _finish(done: list[Manifest], out: Path, gone: Gone, pool: Pool) -> None:
    """The documents that stay, source by source; folders of sources that are not asked for go."""
    tasks = []
    for one in done:
        staged, numbers = out / "work" / one.name, gone.numbers_path(one.name)
        with numbers.open("rb") as file:
            key = _key(key_of(staged), hashlib.file_digest(file, "sha256").hexdigest())
        if key_of(out / "sources" / one.name) != key:
            tasks.append(Last(staged, out / "sources" / one.name, key, numbers))
    names = {one.name for one in done}
    for old in (out / "sources").glob("*"):
        if old.name not in names:
            shutil.rmtree(old, ignore_errors=True)
    for _ in pool.each(finish, tasks):
        pass


def _write(chosen: list[Manifest], out: Path, outcomes: Mapping[str, Outcome], gone: Gone) -> None:
    """removals.jsonl.xz, stats.json, manifest.jsonl."""
    sources: dict[str, dict[str, Any]] = {}
    lines: list[str] = []
    aside = out / f"{REMOVALS}.part"
    with lzma.open(aside, "wb", preset=2) as file:
        for one in chosen:
            outcome = outcomes[one.name]
            sources[one.name] = stats.described(one, outcome.state, outcome.why)
            if outcome.state != "done":
                continue
            staged = out / "work" / one.name
            reasons = Counter[str]()
            for line in _removals(one.name, staged, gone.rows(one.name)):
                file.write(line)
                reasons[json.loads(line)["reason"]] += 1
            counts = json.loads((staged / "stage.json").read_bytes())
            kept = stats.counted(without(_rows(staged), gone.numbers(one.name)), one.synthetic).told()
            del counts["key"]
            sources[one.name] |= counts | {"removed": dict(sorted(reasons.items())), "kept": kept}
            for shard in read_shards(out / "sources" / one.name):
                row = asdict(shard) | {"path": f"sources/{one.name}/{shard.path}", "source": one.name}
                lines.append(json.dumps(row | {"licence": one.licence, "split": one.split}, ensure_ascii=False) + "\n")
    aside.replace(out / REMOVALS)
    whole = {split: stats.total(sources, split) for split in ("train", "eval")}
    text = json.dumps({"schema": 1, **whole, "sources": sources}, ensure_ascii=False, indent=1)
    write_aside(out / stats.STATS, text.encode())
    write_aside(out / MANIFEST, "".join(lines).encode())


def _rows(staged: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """What is said of each document that was staged, by its number."""
    with (staged / "rows.jsonl").open("rb") as lines:
        for number, line in enumerate(lines):
            yield number, json.loads(line)


def _removals(name: str, staged: Path, gone: Iterator[Row]) -> Iterator[bytes]:
    """Those made while it was read, in that order; then leaks and duplicates, in theirs."""
    with (staged / "removals.jsonl").open("rb") as lines:
        yield from lines
    every = _rows(staged)
    for place, reason, detail in gone:
        id = next(row["id"] for number, row in every if number == place)
        row = {"id": id, "source": name, "reason": reason, "detail": detail}
        yield json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
