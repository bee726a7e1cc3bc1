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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import NeckerError, UsageError
from necker.core.files import locked, write_aside
from necker.core.language import say
from necker.sources import stats
from necker.sources.clean.near import Duplicate, Near
from necker.sources.fetch import fetched
from necker.sources.manifest import Manifest
from necker.sources.mirror import FileRef, PackageRef
from necker.sources.parquet import arrow, read_shards
from necker.sources.pool import Pool
from necker.sources.readers import further_code
from necker.sources.stage import FILTERS, Last, Outcome, Task, finish, key_of, sketches_in, stage

MANIFEST, REMOVALS = "manifest.jsonl", "removals.jsonl.xz"
COMMON = 10  # documents, more of which mean a common phrase (GPT-3, arXiv 2005.14165, appendix C)
Announce = Callable[[str], None]
Removals = dict[str, dict[int, tuple[str, str]]]  # of each source, by number: reason, detail


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
        for old in [*work.glob("*.part"), *(out / "sources").glob("*.part")]:
            shutil.rmtree(old, ignore_errors=True)
        outcomes = _stage(chosen, work, code, pool, announce)
        done = [one for one in chosen if outcomes[one.name].state == "done"]
        announce(say("looking for duplicates", "recherche des doublons"))
        removed = _leaks(done, work)
        for name, gone in _duplicates(done, work, removed).items():
            removed[name] = removed.get(name, {}) | gone
        (out / MANIFEST).unlink(missing_ok=True)
        _finish(done, out, removed, pool)
        _write(chosen, out, outcomes, removed)
    root = hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()
    return Prepared(out, root, tuple(outcomes[one.name] for one in chosen))


# ---- each source alone


def _code() -> str:
    """What reads and cleans: with other code, done is done no more."""
    rooms = Path(__file__).parent, Path(__file__).parents[1] / "text"
    digest = hashlib.sha256(arrow().__version__.encode())
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _stage(chosen: list[Manifest], work: Path, code: str, pool: Pool, announce: Announce) -> dict[str, Outcome]:
    """The tests, then what is cleaned of them."""
    outcomes: dict[str, Outcome] = {}
    tests = [one for one in chosen if one.split == "eval"]
    outcomes |= _each(tests, work, _key(code), None, pool, announce)
    watch = _watch(work, [one.name for one in tests if outcomes[one.name].state == "done"])
    rest = [one for one in chosen if one.split != "eval"]
    return outcomes | _each(rest, work, _key(code, watch.name), watch, pool, announce)


def _each(
    some: list[Manifest], work: Path, made_by: str, watch: Path | None, pool: Pool, announce: Announce
) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    tasks = []
    for one in some:
        task = Task(one, work / one.name, _key(made_by, one.hash, further_code(one.reader)), watch)
        if key_of(task.folder) == task.key:
            outcomes[one.name] = Outcome(one.name, "done")
            continue
        _fetch(one, announce)
        tasks.append(task)
    tasks.sort(key=lambda task: (-_size(task.manifest), task.manifest.name))  # the longest first
    for number, outcome in enumerate(pool.each(stage, tasks), 1):
        outcomes[outcome.name] = outcome
        announce(f"{number}/{len(tasks)} {outcome.name}" + (f": {outcome.why}" if outcome.why else ""))
    return outcomes


def refs(manifest: Manifest) -> tuple[FileRef | PackageRef, ...]:
    """All that its documents are made of."""
    return *manifest.files, *manifest.packages


def _fetch(manifest: Manifest, announce: Announce) -> None:
    """What can be had of its files is here afterwards; whoever reads it says what is missing."""
    try:
        for ref in refs(manifest):
            fetched(ref, announce=announce)
    except NeckerError as error:
        announce(f"{manifest.name}: {error}")


def _size(manifest: Manifest) -> int:
    return sum(ref.bytes or 0 for ref in refs(manifest))


def _watch(work: Path, tests: list[str]) -> Path:
    """The texts of all tests in one file, named by its content."""
    aside, digest = work / "tests.part", hashlib.sha256()
    with aside.open("wb") as file:
        for name in tests:
            data = (work / name / "tests.jsonl").read_bytes()
            digest.update(data)
            file.write(data)
    path = work / f"tests-{digest.hexdigest()[:32]}.jsonl"
    aside.replace(path)
    for old in work.glob("tests-*.jsonl"):
        if old != path:
            old.unlink()
    return path


# ---- all sources together


def _leaks(done: list[Manifest], work: Path) -> Removals:
    """What holds texts of tests.  A claim that more than ten documents hold is a phrase that everybody uses."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in done:
        for _, leaks in _held(work / one.name):
            counts.update(leaks)
    removed: Removals = {}
    for one in done:
        for number, leaks in _held(work / one.name):
            told = [leak for leak in leaks if leak[1] != "claim" or counts[leak] <= COMMON]
            if told:
                more = f" (+ {len(told) - 1})" if len(told) > 1 else ""
                removed.setdefault(one.name, {})[number] = ("leak", f"{told[0][1]} of {told[0][0]}{more}")
    return removed


def _held(folder: Path) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The number of a document, and the texts of tests in it: item, kind."""
    with (folder / "leaks.jsonl").open("rb") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["number"], [(item, kind) for item, kind in row["leaks"]]


def _ids(folder: Path) -> Iterator[str]:
    with (folder / "rows.jsonl").open("rb") as lines:
        for line in lines:
            yield json.loads(line)["id"]


def _duplicates(done: list[Manifest], work: Path, leaks: Removals) -> Removals:
    """What goes as duplicates: of each other, or of tests, which stay."""
    sources: list[NDArray[np.int64]] = []  # of each document that is compared
    numbers: list[NDArray[np.int64]] = []  # in its source
    with Near(work / "near.part") as near:
        for source, one in enumerate(done):
            gone, names = leaks.get(one.name, {}), _ids(work / one.name)
            stay = (id for number, id in enumerate(names) if number not in gone)
            for some, here in sketches_in(work / one.name, gone):
                near.add(some, [next(stay) for _ in here])
                sources.append(np.full(len(here), source))
                numbers.append(here)
        found = list(near.duplicates())
    shutil.rmtree(work / "near.part")
    source_of, number_of = (np.concatenate([np.zeros(0, np.int64), *some]) for some in (sources, numbers))
    test = np.array([one.split == "eval" for one in done], np.bool_)[source_of] if done else np.zeros(0, np.bool_)
    removed: Removals = {}
    others: dict[str, dict[int, list[tuple[str, int]]]] = {}  # those that stay, and for whom
    for document, (reason, other) in sorted(_gone(found, test).items()):
        name, number = done[source_of[document]].name, int(number_of[document])
        removed.setdefault(name, {})[number] = (reason, "")
        stays = others.setdefault(done[source_of[other]].name, {})
        stays.setdefault(int(number_of[other]), []).append((name, number))
    for kept, stays in others.items():
        for place, id in enumerate(_ids(work / kept)):
            for name, number in stays.get(place, ()):
                removed[name][number] = (removed[name][number][0], f"duplicate of {id}")
    return removed


def _gone(found: list[Duplicate], test: NDArray[np.bool_]) -> dict[int, tuple[str, int]]:
    """Of the duplicates by their numbers, those that go: why, and which other stays."""
    tests: dict[int, int] = {}  # by the one that would stay, a test that is a duplicate of it
    for pair in found:
        for number in (pair.document, pair.kept):
            if test[number]:
                tests[pair.kept] = min(tests.get(pair.kept, number), number)
    gone: dict[int, tuple[str, int]] = {}
    for pair in found:
        if pair.kept not in tests:
            gone[pair.document] = ("duplicate" if pair.kind == "exact" else "near_duplicate", pair.kept)
            continue
        for number in (pair.document, pair.kept):
            if not test[number]:
                gone[number] = ("leak", tests[pair.kept])
    return gone


# ---- what is left


def _finish(done: list[Manifest], out: Path, removed: Removals, pool: Pool) -> None:
    """The documents that stay, source by source; folders of sources that are not asked for go."""
    tasks = []
    for one in done:
        staged, gone = out / "work" / one.name, removed.get(one.name, {})
        key = _key(key_of(staged), *map(str, sorted(gone)))
        if key_of(out / "sources" / one.name) != key:
            tasks.append(Last(staged, out / "sources" / one.name, key, frozenset(gone)))
    names = {one.name for one in done}
    for old in (out / "sources").glob("*"):
        if old.name not in names:
            shutil.rmtree(old, ignore_errors=True)
    for _ in pool.each(finish, tasks):
        pass


def _write(chosen: list[Manifest], out: Path, outcomes: Mapping[str, Outcome], removed: Removals) -> None:
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
            staged, gone = out / "work" / one.name, removed.get(one.name, {})
            reasons = Counter[str]()
            for line in _removals(one.name, staged, gone):
                file.write(line)
                reasons[json.loads(line)["reason"]] += 1
            counts = json.loads((staged / "stage.json").read_bytes())
            kept = asdict(stats.counted(staged / "rows.jsonl", gone, one.synthetic))
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


def _removals(name: str, staged: Path, gone: Mapping[int, tuple[str, str]]) -> Iterator[bytes]:
    """Those made while it was read, in that order; then leaks and duplicates, in theirs."""
    with (staged / "removals.jsonl").open("rb") as lines:
        yield from lines
    if gone:
        for place, id in enumerate(_ids(staged)):
            if place in gone:
                reason, detail = gone[place]
                row = {"id": id, "source": name, "reason": reason, "detail": detail}
                yield json.dumps(row, ensure_ascii=False).encode() + b"\n"
