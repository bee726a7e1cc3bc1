"""The chain: one line per link, written while a leg trains; each names the state, the data and the log since the last.

A line cannot be changed, dropped or put elsewhere without changing every one behind it.  No PyTorch here: an auditor reads it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from necker.core.errors import NeckerError
from necker.core.language import say

Line = dict[str, Any]


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8.  Floats are refused: their text is not the same everywhere."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float in hashed data: write it as a string or as float.hex")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_floats(part)


def data_hash(run: Path, stage: str) -> str:
    """sha256 over the hashes of the files that a stage of a run learns from: its tokens, or documents, which name their media."""
    names = ("stream/index.jsonl", "stream/tokens.npy") if stage == "model" else ("data/documents.jsonl",)
    digest = hashlib.sha256()
    for name in names:
        with (run / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def link_of(line: Line) -> str:
    """The link of a line: sha256 of everything else in it."""
    return hashlib.sha256(canonical({key: value for key, value in line.items() if key != "link"})).hexdigest()


def as_line(line: Line) -> bytes:
    """A line of a journal: the only way to write it."""
    return json.dumps(line, sort_keys=True, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def read_chain(path: Path, first: bool = False) -> list[Line]:
    """The lines of a chain, every link checked; of one that is still being written, the `first` alone.

    Raises NeckerError naming the first line that is broken: not JSON, a wrong link, or one that does not follow.
    """
    lines: list[Line] = []
    previous = ""
    for number, text in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        try:
            line = json.loads(text)
            held = text == as_line(line) and line["link"] == link_of(line) and line["previous"] == previous
        except (ValueError, KeyError, TypeError, RecursionError):
            held = False
        if not held:
            raise NeckerError(
                say(f"the chain {path} is broken", f"la chaîne {path} est rompue"),
                say(
                    f"line {number} does not follow from the one before", f"la ligne {number} ne suit pas la précédente"
                ),
                say("train or fetch this leg again", "entraînez ou récupérez à nouveau cette étape"),
            )
        previous = line["link"]
        lines.append(line)
        if first:
            break
    return lines


class Journal:
    """A file of lines that only grows, with the hash of what was added since the last link.

    After a crash it is cut back to where the checkpoint had it; written again it comes out the same, byte for byte.
    """

    def __init__(self, path: Path, length: int = 0) -> None:
        self.path = path
        path.touch()
        if path.stat().st_size < length:
            raise NeckerError(
                say(
                    f"{path} is shorter than its checkpoint says",
                    f"{path} est plus court que ne le dit le point de reprise",
                ),
                do=say(
                    "remove state.safetensors beside it to begin this leg again",
                    "supprimez state.safetensors à côté pour recommencer cette étape",
                ),
            )
        os.truncate(path, length)
        self._file: BinaryIO = path.open("ab")
        self._since = hashlib.sha256()

    def write(self, line: Line) -> None:
        text = as_line(line)
        self._file.write(text)
        self._since.update(text)

    def remember(self, text: bytes) -> None:
        """Lines already in the file that are newer than the last link."""
        self._since.update(text)

    def flush(self) -> int:
        """Everything on the disk; the length in bytes."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def take_hash(self) -> str:
        """The hash of the lines since the last call."""
        digest, self._since = self._since.hexdigest(), hashlib.sha256()
        return digest

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._file.close()


class Chain:
    """The chain of a leg while it is written.  `batch` counts what has been seen since the last link."""

    def __init__(self, path: Path, length: int = 0, previous: str = "") -> None:
        self.journal = Journal(path, length)
        self.previous = previous
        self._batches = hashlib.sha256()

    def batch(self, digest: bytes) -> None:
        self._batches.update(digest)

    def link(self, **fields: Any) -> Line:
        """Write the next line; `fields` are plain data without floats."""
        line = {**fields, "batches": self._batches.hexdigest(), "previous": self.previous}
        line["link"] = self.previous = link_of(line)
        self._batches = hashlib.sha256()
        self.journal.write(line)
        self.journal.flush()
        return line
