"""One source on its way, alone: read, personal data hidden, judged, kept aside.

A folder for each source, made beside its place and moved there when it is whole:

    documents-*.parquet, media-*.parquet, shards.jsonl    what is kept so far (parquet.py)
    rows.jsonl           one line for each of these: id, lang, licence, held_out, modality, how much it is
    places               where each of these lines begins, int64
    removals.jsonl       id, source, reason, detail of what is not
    leaks.jsonl          number of each of these that holds texts of tests, and of which: item, kind
    exact, documents, bands, marks    the sketches of those kept (clean/near.py)
    tests.jsonl          of a source of tests: the texts by which others are known to hold it
    stage.json           `key`, which says what all this was made from, and counts

Duplicates, and what is a leak rather than a common phrase, need all sources: prepare.py looks for them, and says here what
else goes (`finish`).
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np

from necker.core.errors import NeckerError, RefusedError
from necker.core.files import make_aside, write_aside
from necker.sources.clean.batch import Batch, Ints
from necker.sources.clean.blocks import blocks, mapped
from necker.sources.clean.leaks import Item, Kind, Watch
from necker.sources.clean.near import Sketches, sketches
from necker.sources.clean.personal import masked
from necker.sources.clean.quality import PAGE_RULES, RULES, Facts, Rule, judge
from necker.sources.document import Document, Image, Sound, document_hash
from necker.sources.licences import allowed
from necker.sources.manifest import Manifest
from necker.sources.parquet import read_documents, write_documents
from necker.sources.readers import documents
from necker.sources.watched import items, text_of

_T = TypeVar("_T")

NEAR = "near_duplicates"  # the one filter that is no rule of quality
FILTERS = frozenset(rule.name for rule in (*RULES, *PAGE_RULES)) | {NEAR}
TEXT_AT_ONCE = 1 << 18  # characters cleaned together
MEDIA_AT_ONCE = 1 << 24  # bytes of media in memory meanwhile
MOST_AT_ONCE = 2048  # documents
_LONGEST = 1 << 14  # bytes of an id that is told
_JSON = json.JSONEncoder(ensure_ascii=False).encode
_FILES = (
    "rows.jsonl",
    "removals.jsonl",
    "leaks.jsonl",
    "tests.jsonl",
    "places",
    "exact",
    "documents",
    "bands",
    "marks",
)
_WHY = {rule.name: rule.why for rule in (*RULES, *PAGE_RULES)}


@dataclass(frozen=True, slots=True)
class Task:
    """`folder` is where the source goes; `watch` has the texts of the tests, None for a source of tests.

    `deadly` are the ids of records of which processes died.
    """

    manifest: Manifest
    folder: Path
    key: str
    watch: Path | None = None
    deadly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`state`: done; refused, for its licence; missing, when something it needs is not here; failed, when it cannot be read
    at all.  `why` is empty where it is done.
    """

    name: str
    state: str
    why: str = ""


def stage(task: Task) -> Outcome:
    """Make the folder of one source, whatever becomes of it."""
    name = task.manifest.name
    aside = task.folder.with_name(f"{name}.{os.getpid()}.part")
    try:
        allowed(task.manifest.licence, task.manifest.licences)
    except RefusedError as error:
        return Outcome(name, "refused", str(error))
    try:
        aside.mkdir(parents=True)
        with _Stage(task, aside) as work, _Reading(reading_path(task)) as reading:
            source = replace(task.manifest.source(), broken=work.broken, reading=reading.now, deadly=task.deadly)
            write_documents(aside, work.kept(documents(source)))
        write_aside(aside / "stage.json", json.dumps({"key": task.key, **work.counts()}, indent=1).encode())
        shutil.rmtree(task.folder, ignore_errors=True)
        aside.replace(task.folder)
    except NeckerError as error:
        return Outcome(
            name, "missing", f"{error.what}: {error.why}"
        )  # what to do about it names places of this machine
    except Exception as error:  # noqa: BLE001  one source that cannot be read is no reason to lose the others
        return Outcome(name, "failed", " ".join(f"{type(error).__name__}: {error}".split())[:300])
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Outcome(name, "done")


def reading_path(task: Task) -> Path:
    """Where the record that is being read is told, for those who find the process dead."""
    return task.folder.with_name(f"{task.manifest.name}.reading")


def reading(path: Path) -> str:
    """The id of the record that was being read; nothing where it is not known."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return data[4 : 4 + int.from_bytes(data[:4], "little")].decode("utf-8", "surrogatepass")


class _Reading:
    """A few bytes of memory that outlive the process, in a file that goes when the process does not die."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.write_bytes(bytes(_LONGEST + 4))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), _LONGEST + 4)

    def __enter__(self) -> _Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self._bytes.close()
        self._path.unlink()

    def now(self, id: str) -> None:
        said = id.encode("utf-8", "surrogatepass")
        said = said if len(said) <= _LONGEST else b""
        self._bytes[4 : 4 + len(said)] = said
        self._bytes[:4] = len(said).to_bytes(4, "little")


class _Stage:
    """The files that are written while documents pass."""

    def __init__(self, task: Task, folder: Path) -> None:
        self._manifest = task.manifest
        self._watch = _watch(task.watch) if task.watch else None
        self._rules = _rules(task.manifest)
        self._near = task.manifest.filters is None or NEAR in task.manifest.filters
        self._files: dict[str, IO[bytes]] = {name: (folder / name).open("wb") for name in _FILES}
        self._read = self._kept = self._evidence = 0
        self._personal: Counter[str] = Counter()
        self._given: Counter[str] = Counter()  # characters of text, by language

    def __enter__(self) -> _Stage:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def counts(self) -> dict[str, Any]:
        counted = {"personal": dict(sorted(self._personal.items())), "given": dict(sorted(self._given.items()))}
        return {"read": self._read, "evidence": self._evidence, **counted}

    def broken(self, id: str, reason: str) -> None:
        self._remove(id, "broken", reason)

    def _remove(self, id: str, reason: str, detail: str) -> None:
        self._line("removals.jsonl", {"id": id, "source": self._manifest.name, "reason": reason, "detail": detail})

    def _line(self, name: str, row: dict[str, Any]) -> None:
        self._files[name].write(_JSON(row).encode("utf-8", "replace") + b"\n")

    def kept(self, found: Iterable[Document]) -> Iterator[Document]:
        """The documents that stay, with personal data hidden."""
        for some in _batches(self._allowed(found)):
            hidden = [self._hidden(document) for document in some]
            batch = Batch(list(map(text_of, hidden)))
            removed = self._removed(hidden, batch)
            for place, (reason, detail) in sorted(removed.items()):
                self._remove(hidden[place].id, reason, detail)
            stay = [place for place in range(len(hidden)) if place not in removed]
            self._leaks(batch, stay)
            self._sketch(hidden, batch, stay)
            for place in stay:
                self._row(hidden[place])
                yield hidden[place]

    def _allowed(self, found: Iterable[Document]) -> Iterator[Document]:
        for document in found:
            self._read += 1
            self._given[document.lang or "none"] += len(text_of(document))
            try:
                if document.licence != self._manifest.licence:
                    allowed(document.licence, self._manifest.licences)
            except RefusedError as error:
                self._remove(document.id, "licence", str(error))
            else:
                yield document

    def _hidden(self, document: Document) -> Document:
        parts = list(document.parts)
        for place, part in enumerate(parts):
            if isinstance(part, str):
                parts[place], counts = masked(part)
                self._personal.update(counts)
        return document if tuple(parts) == document.parts else replace(document, parts=tuple(parts))

    def _removed(self, some: list[Document], batch: Batch) -> dict[int, tuple[str, str]]:
        """What goes of a batch, by its place: reason, detail.  Tests stay as they are."""
        if self._watch is None:
            return {}
        removed: dict[int, tuple[str, str]] = {}
        facts = Facts(list(map(text_of, some)), [one.lang for one in some], batch)
        for place, broken in enumerate(judge(facts, self._rules)):
            if broken and not _shows(some[place]):  # a caption may be one word
                removed[place] = (broken[0], "; ".join(f"{name}: {_WHY[name]}" for name in broken))
        return removed

    def _leaks(self, batch: Batch, stay: list[int]) -> None:
        if self._watch is None:
            return
        held: dict[int, set[tuple[str, Kind]]] = {}
        for leak in self._watch.leaks(batch):
            held.setdefault(leak.document, set()).add((leak.item, leak.kind))
        for number, place in enumerate(stay, self._kept):
            told = sorted(leak for leak in held.get(place, ()) if leak[1] not in ("evidence", "label"))
            if told:
                self._line("leaks.jsonl", {"number": number, "leaks": told})
            self._evidence += place in held and not told

    def _sketch(self, some: list[Document], batch: Batch, stay: list[int]) -> None:
        """What is shown or heard is compared exactly, and with what is said of it in which language."""
        found = sketches(batch)
        exact = found.exact.copy()
        for place in stay:
            if _shows(some[place]):
                exact[place] = np.frombuffer(_shown(some[place]), ">u8").astype(np.uint64)
        compared = np.array([self._near and not _shows(one) for one in some], np.bool_)
        places = np.full(len(some), -1, np.int64)
        places[stay] = np.arange(self._kept, self._kept + len(stay))
        rows = (places[found.documents] >= 0) & compared[found.documents]
        self._kept += len(stay)
        self._files["exact"].write(exact[stay].tobytes())
        self._files["documents"].write(places[found.documents][rows].tobytes())
        self._files["bands"].write(found.bands[rows].tobytes())
        self._files["marks"].write(found.marks[rows].tobytes())

    def _row(self, document: Document) -> None:
        row: dict[str, Any] = {name: getattr(document, name) for name in ("id", "lang", "licence", "held_out")}
        row |= {"modality": _modality(document, self._manifest), "bytes": _bytes(document)}
        row["characters"] = sum(len(part) for part in document.parts if isinstance(part, str))
        row["samples"] = sum(len(part.samples) for part in document.parts if isinstance(part, Sound))
        row["pictures"] = sum(isinstance(part, Image) for part in document.parts)
        self._files["places"].write(self._files["rows.jsonl"].tell().to_bytes(8, "little"))
        self._line("rows.jsonl", row)
        if self._watch is None:
            for item in items(document):
                self._line("tests.jsonl", {"item": item.item, "kind": item.kind, "text": item.text})


def _shows(document: Document) -> bool:
    return any(isinstance(part, Image | Sound) for part in document.parts)


def _shown(document: Document) -> bytes:
    return hashlib.sha256(f"{document.lang} {document_hash(document)}".encode()).digest()


def _modality(document: Document, manifest: Manifest) -> str:
    """That of its first medium; text when it has none."""
    for part in document.parts:
        if isinstance(part, Image):
            return "video" if "video" in manifest.modalities else "image"
        if isinstance(part, Sound):
            return "speech" if "speech" in manifest.modalities else "sound"
    return "text"


def _bytes(document: Document) -> int:
    """UTF-8, pixels, samples."""
    sizes = (
        len(part.encode()) if isinstance(part, str)
        else part.pixels.nbytes if isinstance(part, Image)
        else part.samples.nbytes if isinstance(part, Sound) else 0
        for part in document.parts
    )  # fmt: skip
    return sum(sizes)


def _rules(manifest: Manifest) -> tuple[Rule, ...]:
    """RULES, or those that the manifest names, PAGE_RULES among them.  Raises NeckerError for a name that is none."""
    if manifest.filters is None:
        return RULES
    if unknown := set(manifest.filters) - FILTERS:
        raise NeckerError(f"{manifest.name}: filters", ", ".join(sorted(unknown)))
    return tuple(rule for rule in (*RULES, *PAGE_RULES) if rule.name in manifest.filters)


def _batches(found: Iterable[Document]) -> Iterator[list[Document]]:
    some: list[Document] = []
    text = media = 0
    for document in found:
        some.append(document)
        said = len(text_of(document))
        text, media = text + said, media + (_bytes(document) if _shows(document) else 0)
        if text >= TEXT_AT_ONCE or media >= MEDIA_AT_ONCE or len(some) >= MOST_AT_ONCE:
            yield some
            some, text, media = [], 0, 0
    if some:
        yield some


@lru_cache(maxsize=1)
def _watch(folder: Path) -> Watch:
    """Opened once in each process; the name of the folder is that of its content."""
    return Watch.load(folder)


def make_watch(tests: Path) -> Path:
    """Beside a file of texts of tests, the folder by which they are known."""

    def fill(aside: Path) -> None:
        with tests.open("rb") as lines:
            Watch((Item(**json.loads(line)) for line in lines), aside)

    folder = tests.with_suffix("")
    if not folder.is_dir():
        make_aside(folder, fill)
    return folder


# ---- what was staged, for those who look at all sources


def key_of(folder: Path) -> str:
    """What a folder was made from; empty when it is not whole."""
    try:
        found = json.loads((folder / "stage.json").read_bytes())
    except (OSError, ValueError):
        return ""
    return str(found.get("key", "")) if isinstance(found, dict) else ""


def sketches_in(folder: Path, gone: Ints, at_once: int = 1 << 14) -> Iterator[tuple[Sketches, Ints, list[str]]]:
    """The sketches of a source but those of some ascending numbers; the numbers, the ids; some thousand documents at a time."""
    exact = mapped(folder / "exact", np.uint64).reshape(-1, 4)
    placed = mapped(folder / "documents", np.int64)
    with ExitStack() as stack:
        bands, marks, lines = (
            stack.enter_context((folder / one).open("rb")) for one in ("bands", "marks", "rows.jsonl")
        )
        for some in blocks(len(exact), at_once):
            here = placed[np.searchsorted(placed, some.start) : np.searchsorted(placed, some.stop)] - some.start
            band = np.frombuffer(bands.read(len(here) * 168), np.uint64).reshape(-1, 21)
            mark = np.frombuffer(marks.read(len(here) * 128), np.uint8).reshape(-1, 128)
            ids = [json.loads(lines.readline())["id"] for _ in range(some.start, some.stop)]
            stay = np.ones(len(ids), np.bool_)
            stay[gone[np.searchsorted(gone, some.start) : np.searchsorted(gone, some.stop)] - some.start] = False
            rows, places, left = stay[here], np.cumsum(stay) - 1, np.flatnonzero(stay)
            chosen = Sketches(exact[some][stay], places[here[rows]], band[rows], mark[rows])
            yield chosen, left + some.start, [ids[place] for place in left.tolist()]


# ---- the end


@dataclass(frozen=True, slots=True)
class Last:
    """What is left to do with a staged source: the file of the numbers of documents that go too; where the rest goes."""

    staged: Path
    folder: Path
    key: str
    gone: Path


def finish(last: Last) -> str:
    """Write the documents that stay, and return the name of the source."""

    def fill(aside: Path) -> None:
        if last.gone.stat().st_size:
            write_documents(aside, without(enumerate(read_documents(last.staged)), mapped(last.gone, np.int64)))
        else:
            for path in [*last.staged.glob("*.parquet"), last.staged / "shards.jsonl"]:
                _link(path, aside / path.name)
        write_aside(aside / "stage.json", json.dumps({"key": last.key}).encode())

    make_aside(last.folder, fill)
    return last.folder.name


def without(every: Iterable[tuple[int, _T]], gone: Ints) -> Iterator[_T]:
    """The things whose numbers are not among some; both ascend."""
    place, following = 0, int(gone[0]) if len(gone) else -1
    for number, one in every:
        if number != following:
            yield one
            continue
        place += 1
        following = int(gone[place]) if place < len(gone) else -1


def _link(path: Path, target: Path) -> None:
    """The same bytes under a second name, where the file system has such; they are never written to again."""
    try:
        target.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, target)
