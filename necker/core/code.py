"""The identity of the program itself: a hash over its source files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]


def code_hash(rooms: Iterable[str]) -> str:
    """sha256 over the names and contents of the Python files of some rooms."""
    digest = hashlib.sha256()
    for room in sorted(rooms):
        for path in sorted((HOUSE / room).rglob("*.py")):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(HOUSE).as_posix()} {content}\n".encode())
    return digest.hexdigest()
