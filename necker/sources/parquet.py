"""Documents as Parquet, for large corpora: shards of bounded size, and each medium once, by the hash of its content.

documents-00000.parquet   id, hash, lang, source, licence, held_out, meta (name, value), parts (kind, text, shape, sha256)
media-00000.parquet       sha256, data: pixels, samples (uint8; int16 little-endian)
shards.jsonl              path, sha256, documents (or media), bytes of each file; written last: it says that all are there

Media stand in the order in which documents first need them.  The same documents give the same bytes, with the same
version of pyarrow.  `rows` is for the reader of other people's Parquet files.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.files import write_aside
from necker.core.language import say
from necker.core.strict import build
from necker.sources.document import Document, Image, Mark, Part, Sound, document_hash

SHARD = 256 * 2**20  # bytes of content, unpacked; a shard ends with the document that reaches it
GROUP = 16 * 2**20  # of a row group, which is read at once
_GROUPS = 4  # kept in memory while reading
_LIST = "shards.jsonl"
_FILES = ("documents-*.parquet", "media-*.parquet")
_LEVEL = 3  # of zstd


@dataclass(frozen=True, slots=True)
class Shard:
    """A file of the folder: `documents` is how many documents, or media, are in it."""

    path: str
    sha256: str
    documents: int
    bytes: int


def arrow(module: str = "pyarrow") -> Any:
    """pyarrow, or a module of it.  Raises MissingError when it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingError(
            say("Parquet cannot be read or written", "Parquet ne peut être ni lu ni écrit"),
            say("pyarrow is not installed", "pyarrow n’est pas installé"),
            "pip install 'necker[data]'",
        ) from None


def rows(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, as fields."""
    for batch in arrow("pyarrow.parquet").ParquetFile(stream).iter_batches(batch_size=256):
        yield from batch.to_pylist()


# ---- writing


class _Writer:
    """Rows to shards, row group after row group."""

    def __init__(self, folder: Path, name: str, schema: Any, most: int) -> None:
        self.shards: list[Shard] = []
        self._folder, self._name, self._schema, self._most = folder, name, schema, most
        self._rows: list[dict[str, Any]] = []
        self._group = self._size = self._count = 0
        self._open: Any = None

    def add(self, row: dict[str, Any], size: int) -> None:
        self._rows.append(row)
        self._group += size
        self._size += size
        if self._group >= min(GROUP, self._most):
            self._flush()
        if self._size >= self._most:
            self.close()

    def close(self) -> None:
        """End the shard, if one is begun."""
        self._flush()
        if self._open is None:
            return
        self._open.close()
        path = self._folder / f"{self._name}-{len(self.shards):05}.parquet"
        part = self._folder / f"{path.name}.part"
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.shards.append(Shard(path.name, sha256, self._count, part.stat().st_size))
        part.replace(path)
        self._open, self._size, self._count = None, 0, 0

    def _flush(self) -> None:
        if not self._rows:
            return
        if self._open is None:
            part = self._folder / f"{self._name}-{len(self.shards):05}.parquet.part"
            how = {"compression": "zstd", "compression_level": _LEVEL, "write_statistics": False}
            self._open = arrow("pyarrow.parquet").ParquetWriter(part, self._schema, **how)
        self._open.write_table(arrow().Table.from_pylist(self._rows, self._schema), len(self._rows))
        self._count += len(self._rows)
        self._rows, self._group = [], 0


def write_documents(folder: Path, documents: Iterable[Document], most: int = SHARD) -> list[Shard]:
    """Write the documents to `folder`, in place of those that were there, and say what was written.

    A shard has about `most` bytes of content.  Raises MissingError without pyarrow.
    """
    pa = arrow()
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in (_LIST, *_FILES, *(f"{one}.part" for one in _FILES)):
        for old in folder.glob(pattern):
            old.unlink()
    written = _Writer(folder, "documents", _schema(pa), most)
    media = _Writer(folder, "media", pa.schema([("sha256", pa.string()), ("data", pa.binary())]), most)
    seen: set[bytes] = set()
    for document in documents:
        parts = [_row(part, media, seen) for part in document.parts]
        said = {name: getattr(document, name) for name in ("id", "lang", "source", "licence", "held_out")}
        meta = [{"name": name, "value": value} for name, value in document.meta]
        row = said | {"hash": document_hash(document), "meta": meta, "parts": parts}
        written.add(row, 256 + sum(len(part["text"] or "") for part in parts))
    for writer in (media, written):
        writer.close()
    shards = media.shards + written.shards
    write_aside(folder / _LIST, "".join(json.dumps(asdict(shard)) + "\n" for shard in shards).encode())
    return shards


def _schema(pa: Any) -> Any:
    text, flag = pa.string(), pa.bool_()
    meta = pa.list_(pa.struct([("name", text), ("value", text)]))
    part = pa.struct([("kind", text), ("text", text), ("shape", pa.list_(pa.int64())), ("sha256", text)])
    names = [(name, text) for name in ("id", "hash", "lang", "source", "licence")]
    return pa.schema([*names, ("held_out", flag), ("meta", meta), ("parts", pa.list_(part))])


def _row(part: Part, media: _Writer, seen: set[bytes]) -> dict[str, Any]:
    if isinstance(part, str):
        return {"kind": "text", "text": part, "shape": None, "sha256": None}
    if isinstance(part, Mark):
        return {"kind": "mark", "text": part.name, "shape": None, "sha256": None}
    array = part.pixels if isinstance(part, Image) else part.samples.astype("<i2")
    data = array.tobytes()
    digest = hashlib.sha256(data)
    if digest.digest() not in seen:
        seen.add(digest.digest())
        media.add({"sha256": digest.hexdigest(), "data": data}, len(data))
    kind = "image" if isinstance(part, Image) else "sound"
    return {"kind": kind, "text": None, "shape": list(array.shape), "sha256": digest.hexdigest()}


# ---- reading


class _Kept:
    """Media by hash, a few row groups in memory."""

    def __init__(self, folder: Path) -> None:
        parquet = arrow("pyarrow.parquet")
        self._files = [parquet.ParquetFile(path) for path in sorted(folder.glob("media-*.parquet"))]
        self._places: dict[bytes, tuple[int, int]] = {}
        self._groups: OrderedDict[tuple[int, int], dict[str, bytes]] = OrderedDict()
        for number, file in enumerate(self._files):
            for group in range(file.num_row_groups):
                hashes = file.read_row_group(group, columns=["sha256"]).column(0).to_pylist()
                self._places |= dict.fromkeys(map(bytes.fromhex, hashes), (number, group))

    def get(self, sha256: str) -> bytes:
        place = self._places[bytes.fromhex(sha256)]
        if place not in self._groups:
            table = self._files[place[0]].read_row_group(place[1])
            self._groups[place] = dict(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))
            if len(self._groups) > _GROUPS:
                self._groups.popitem(last=False)
        self._groups.move_to_end(place)
        return self._groups[place][sha256]


def read_shards(folder: Path) -> list[Shard]:
    """What `write_documents` said, after every byte has been checked.

    Raises NeckerError when the folder was never finished, or has other files or other bytes.
    """
    try:
        shards = [build(Shard, json.loads(line), _LIST) for line in (folder / _LIST).read_text("utf-8").splitlines()]
        there = {path.name for pattern in _FILES for path in folder.glob(pattern)}
        if there != {shard.path for shard in shards}:
            raise ValueError(say("the list is of other files", "la liste est celle d’autres fichiers"))
        for shard in shards:
            with (folder / shard.path).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != shard.sha256:
                raise ValueError(f"{shard.path}: sha256 {found[:16]}…")
    except (OSError, ValueError, UsageError) as error:
        raise _damaged(folder, str(error)) from error
    return shards


def read_documents(folder: Path) -> Iterator[Document]:
    """The documents, in the order in which they were written.  Raises what `read_shards` does; MissingError."""
    parquet = arrow("pyarrow.parquet")
    shards = read_shards(folder)
    media = _Kept(folder)
    for shard in shards:
        if shard.path.startswith("documents-"):
            file = parquet.ParquetFile(folder / shard.path)
            for group in range(file.num_row_groups):
                yield from (_document(row, media) for row in file.read_row_group(group).to_pylist())


def _document(row: dict[str, Any], media: _Kept) -> Document:
    meta = tuple((one["name"], one["value"]) for one in row["meta"])
    said = (row["lang"], row["source"], row["licence"], row["held_out"], meta)
    return Document(row["id"], tuple(_part(part, media) for part in row["parts"]), *said)


def _part(part: dict[str, Any], media: _Kept) -> Part:
    if part["kind"] == "text":
        return str(part["text"])
    if part["kind"] == "mark":
        return Mark(str(part["text"]))
    data = media.get(part["sha256"])
    if part["kind"] == "image":
        return Image(np.frombuffer(data, np.uint8).reshape(part["shape"]))
    return Sound(np.frombuffer(data, "<i2").astype(np.int16))


def _damaged(folder: Path, why: str) -> NeckerError:
    return NeckerError(
        say(f"the documents in {folder} are damaged", f"les documents de {folder} sont endommagés"),
        why,
        say("prepare the data again", "préparez à nouveau les données"),
    )
