"""The stream on disk: all tokens in one file, one line of JSON for each sequence, and a hash that binds the two.

tokens.npy     (n,) uint16, little-endian
index.jsonl    {"id", "hash", "source", "licence", "form", "offset", "length", "held_out"}
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import MissingError, NeckerError
from necker.core.language import say
from necker.sources.document import Document, document_hash
from necker.stream.encode import Encoded, Form
from necker.stream.grammar import Grammar

TOKENS, INDEX = "tokens.npy", "index.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sequence: of which document (`hash` is its `document_hash`), in which form, and where its tokens are."""

    id: str
    hash: str
    source: str
    licence: str
    form: Form
    offset: int
    length: int
    held_out: bool


@dataclass(frozen=True, slots=True, eq=False)
class Shards:
    """An open stream; `tokens` is read from the disk when looked at."""

    tokens: NDArray[np.uint16]
    entries: tuple[Entry, ...]

    @classmethod
    def open(cls, folder: Path) -> Shards:
        """MissingError when there is no stream, NeckerError when index and tokens do not belong together."""
        try:
            tokens = np.load(folder / TOKENS, mmap_mode="r", allow_pickle=False)
            with (folder / INDEX).open(encoding="utf-8") as lines:
                entries = tuple(Entry(**json.loads(line)) for line in lines)
        except FileNotFoundError as error:
            raise MissingError(
                say(f"no token stream in {folder}", f"pas de flux de tokens dans {folder}"),
                say(f"{error.filename} is missing", f"{error.filename} manque"),
            ) from None
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise _broken(folder, str(error)) from None
        end = 0
        for entry in entries:
            if entry.offset != end or entry.length < 0:
                raise _broken(folder, say(f"{entry.id} is not where it should be", f"{entry.id} n’est pas à sa place"))
            end += entry.length
        if tokens.dtype != np.dtype("<u2") or tokens.shape != (end,):
            raise _broken(folder, say(f"{end} tokens expected", f"{end} tokens attendus"))
        return cls(tokens, entries)

    def sequence(self, number: int) -> NDArray[np.uint16]:
        """The tokens of sequence `number`: (length,)."""
        entry = self.entries[number]
        return self.tokens[entry.offset : entry.offset + entry.length]

    def root(self) -> str:
        """See `root`."""
        return root(self.entries)


def root(entries: Iterable[Entry]) -> str:
    """Hexadecimal sha256 of the lines "hash offset length", in order: which documents, and where."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(f"{entry.hash} {entry.offset} {entry.length}\n".encode())
    return digest.hexdigest()


def write(folder: Path, encoded: Iterable[tuple[Document, Sequence[Encoded]]], grammar: Grammar) -> Shards:
    """Writes a stream into `folder` and opens it.  Each file appears whole or not at all.

    Raises GrammarError when a sequence is not a legal document, ValueError when ids do not fit in 16 bits, NeckerError
    when the disk refuses.
    """
    if grammar.vocabulary.size > 1 << 16:
        raise ValueError(f"{grammar.vocabulary.size} ids do not fit in 16 bits")
    tokens = array("H")
    entries: list[Entry] = []
    for document, sequences in encoded:
        content = document_hash(document)
        for sequence in sequences:
            grammar.check(sequence.ids)
            about = (document.id, content, document.source, document.licence, sequence.form)
            entries.append(Entry(*about, len(tokens), len(sequence.ids), document.held_out))
            tokens.extend(sequence.ids)
    lines = "".join(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in entries)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / TOKENS, lambda file: np.save(file, np.array(tokens, dtype="<u2")))
        _replace(folder / INDEX, lambda file: file.write(lines.encode("utf-8")))
    except OSError as error:
        raise NeckerError(
            say(f"cannot write {folder}", f"impossible d’écrire {folder}"), error.strerror or str(error)
        ) from None
    return Shards.open(folder)


def _replace(path: Path, write_to: Callable[[IO[bytes]], object]) -> None:
    aside = path.with_name(f"{path.name}.part")
    try:
        with aside.open("wb") as file:
            write_to(file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _broken(folder: Path, why: str) -> NeckerError:
    return NeckerError(say(f"the token stream in {folder} is damaged", f"le flux de tokens de {folder} est abîmé"), why)
