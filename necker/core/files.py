"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path


def write_aside(path: Path, data: bytes) -> None:
    """Beside its place first, then moved: a crash or a full disk leaves no half of a file."""
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def make_aside(folder: Path, fill: Callable[[Path], object]) -> None:
    """A folder that `fill` writes beside its place and that is then moved; what was there before is replaced."""
    aside = folder.with_name(folder.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    fill(aside)
    shutil.rmtree(folder, ignore_errors=True)
    aside.replace(folder)
