"""Documents decoded once and kept: one line each, media by content hash in one file, so that no decoder is needed again.

documents.jsonl   id, hash, lang, source, licence, held_out, parts: text, a mark, or the kind, shape and place of a medium;
                  meta, where there is any
media.bin         pixels and samples (uint8; int16 little-endian), each compressed by zlib, each distinct one once
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.sources.document import Document, Image, Mark, Part, Sound, document_hash

_LEVEL = 1  # of zlib: flat pictures shrink eightfold, and it costs less than decoding them did


def write_store(folder: Path, documents: Iterable[Document]) -> str:
    """Write the files aside and rename them; returns the sha256 of documents.jsonl, which names every content."""
    folder.mkdir(parents=True, exist_ok=True)
    seen: dict[str, tuple[int, int]] = {}
    with (folder / "media.bin.part").open("wb") as media, (folder / "documents.jsonl.part").open("wb") as lines:
        for document in documents:
            line: dict[str, Any] = {
                "id": document.id,
                "hash": document_hash(document),
                "lang": document.lang,
                "source": document.source,
                "licence": document.licence,
                "held_out": document.held_out,
                "parts": [_kept(part, media, seen) for part in document.parts],
            }
            if document.meta:
                line["meta"] = list(document.meta)
            lines.write(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    places = "".join(json.dumps({"sha256": key, "at": list(at)}) + "\n" for key, at in seen.items())
    (folder / "media.jsonl.part").write_text(places, "utf-8")
    for name in ("media.bin", "media.jsonl", "documents.jsonl"):  # the last says that all are there
        (folder / f"{name}.part").replace(folder / name)
    return root(folder)


def root(folder: Path) -> str:
    with (folder / "documents.jsonl").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(part: Part, media: BinaryIO, seen: dict[str, tuple[int, int]]) -> str | dict[str, Any]:
    if isinstance(part, str):
        return part
    if isinstance(part, Mark):
        return {"kind": "mark", "name": part.name}
    array = part.pixels if isinstance(part, Image) else part.samples.astype("<i2")
    data = array.tobytes()
    key = hashlib.sha256(data).hexdigest()
    if key not in seen:
        packed = zlib.compress(data, _LEVEL)
        seen[key] = (media.tell(), len(packed))
        media.write(packed)
    kind = "image" if isinstance(part, Image) else "sound"
    return {"kind": kind, "shape": list(array.shape), "sha256": key}


def read_store(folder: Path) -> Iterator[Document]:
    """The documents, in the order in which they were written.  Raises NeckerError when a medium is not what its line says."""
    with (folder / "media.jsonl").open("rb") as lines:
        places = {line["sha256"]: line["at"] for line in map(json.loads, lines)}
    with (folder / "media.bin").open("rb") as media, (folder / "documents.jsonl").open("rb") as lines:
        for text in lines:
            line = json.loads(text)
            parts = tuple(_part(part, media, places, line["id"]) for part in line["parts"])
            said = (line["lang"], line["source"], line["licence"], line["held_out"])
            yield Document(line["id"], parts, *said, tuple((name, value) for name, value in line.get("meta", ())))


def _part(part: str | dict[str, Any], media: BinaryIO, places: dict[str, list[int]], document: str) -> Part:
    if isinstance(part, str):
        return part
    if part["kind"] == "mark":
        return Mark(part["name"])
    try:
        offset, size = places[part["sha256"]]
        media.seek(offset)
        data = zlib.decompress(media.read(size))
        if hashlib.sha256(data).hexdigest() != part["sha256"]:
            raise ValueError(part["sha256"])
    except (ValueError, KeyError, zlib.error) as error:
        raise NeckerError(
            say(f"the medium of {document} is damaged", f"le média de {document} est endommagé"),
            say("its bytes are not those that were kept", "ses octets ne sont pas ceux qui ont été gardés"),
            say("prepare the data again", "préparez à nouveau les données"),
        ) from error
    if part["kind"] == "image":
        return Image(np.frombuffer(data, np.uint8).reshape(part["shape"]))
    return Sound(np.frombuffer(data, "<i2").astype(np.int16))
