"""Proof files: an answer with all that is needed to check it later, elsewhere, without Necker.

The format, what it leaves out and what it cannot show are in docs/reference/proof.md.  The check itself stands alone,
in check_proof.py.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from necker import __version__
from necker.core.errors import NeckerError, UnprovenError
from necker.core.language import say
from necker.knowledge.passage import PackInfo
from necker.verify.check_proof import FILE_BYTES, Checker, canonical

PROOF = 2


class Judged(Protocol):
    """Who gave the verdicts, which version of it, and the error that was measured; the last two may be empty."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def bound(self) -> str: ...


def write_proof(answer: dict[str, Any], path: Path, packs: Sequence[PackInfo], judge: Judged, model: str) -> None:
    """Write the proof of an answer (the JSON of docs/reference/answer.md) at `path`, whole or not at all.

    A file of that name is replaced.  Raises UnprovenError when the check refuses the answer, NeckerError when the file
    cannot be written.
    """
    document = {
        "proof": PROOF,
        "answer": _public(answer),
        "packs": [_pack(pack) for pack in packs],
        "versions": {
            "necker": __version__,
            "python": platform.python_version(),
            "judge": judge.name,
            "judge_sha256": judge.sha256 or None,
            "judge_bound": judge.bound or None,
            "model": model,
            "sqlite": sqlite3.sqlite_version,
            "monty": _monty(),
        },
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        document["sha256"] = sha256(canonical(document)).hexdigest()
        raw = canonical(document)
    except ValueError as error:  # half a surrogate pair, NaN
        raise _refused(str(error)) from None
    if failures := Checker(allow_unrun=True).check(raw):
        raise _refused(failures[0])
    _publish(raw, path)


def read_proof(path: Path) -> dict[str, Any]:
    """The proof at `path`, once it holds; code that the checker does not evaluate is let pass.

    Raises UnprovenError when it does not hold, NeckerError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise NeckerError(say(f"cannot read {path}", f"{path} est illisible"), error.strerror or str(error)) from None
    if failures := Checker(allow_unrun=True).check(raw):
        raise UnprovenError(say(f"{path} does not hold", f"{path} ne tient pas"), failures[0])
    proof: dict[str, Any] = json.loads(raw)
    return proof


def _refused(why: str) -> UnprovenError:
    return UnprovenError(
        say("no proof of this answer can be written", "pas de preuve possible pour cette réponse"), why
    )


def _public(answer: dict[str, Any]) -> dict[str, Any]:
    """A copy without the addresses of the user's own files."""
    copy: dict[str, Any] = json.loads(json.dumps(answer))
    for page in [*copy["closest"], *(each for claim in copy["claims"] for each in claim["evidence"])]:
        if not str(page["url"]).startswith(("https://", "http://")):
            page["url"] = None
    return copy


def _pack(pack: PackInfo) -> dict[str, str | None]:
    """What identifies a pack.  The source of the user's own files is the path of their folder: it is left out."""
    public = pack.kind == "wikipedia"
    return {
        "name": pack.name,
        "source": pack.source if public else None,
        "content": pack.content,
        "fingerprint": pack.fingerprint if public else None,
        "licence": pack.licence,
        "created": pack.created,
    }


def _monty() -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pydantic-monty")
    except PackageNotFoundError:
        return None


def _publish(raw: bytes, path: Path) -> None:
    """Beside its place first, on the disk, then renamed: whoever looks sees the old file or the new one, whole."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():  # a device must not be replaced by a file
            raise OSError(errno.EEXIST, say("it is not an ordinary file", "ce n’est pas un fichier ordinaire"))
        try:
            with aside.open("xb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        if os.name == "posix":  # the new name too must survive a power cut
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise NeckerError(
            say(f"cannot write {path}", f"impossible d’écrire {path}"), error.strerror or str(error)
        ) from None
