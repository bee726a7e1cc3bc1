"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from necker.core.errors import NeckerError
from necker.core.language import say


def write_aside(path: Path, data: bytes) -> None:
    """Beside its place first, then moved: a crash or a full disk leaves no half of a file."""
    aside = path.with_name(path.name + ".part")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
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


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time in a folder, where the system has locks; nothing is written, and a dead process holds none.

    Raises NeckerError when another one is there.
    """
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise NeckerError(
            say(f"another process is at work in {folder}", f"un autre processus travaille dans {folder}"),
            do=say("wait for it, or choose another --out", "attendez-le, ou choisissez un autre --out"),
        ) from error
    try:
        yield
    finally:
        os.close(handle)
