"""Files that the user names: read whole with a limit, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from necker.core.errors import NeckerError, UsageError
from necker.core.language import say


def read_bytes(path: Path, most: int) -> bytes:
    """All of a file.  Raises UsageError when it is none, or not a plain file; NeckerError above `most` bytes."""
    if not path.exists():
        raise UsageError(say(f"there is no file {path}", f"il n’y a pas de fichier {path}"))
    if not path.is_file():
        raise UsageError(say(f"{path} is not a file", f"{path} n’est pas un fichier"))
    if path.stat().st_size > most:
        what = say(f"{path} is too large", f"{path} est trop gros")
        raise NeckerError(what, say(f"more than {most // 1_000_000} MB", f"plus de {most // 1_000_000} Mo"))
    return path.read_bytes()


def check_name(path: Path, suffix: str) -> None:
    """Raises UsageError when nothing of that kind can be written there: another suffix, no such folder, a folder."""
    why = ""
    if path.suffix.lower() != suffix:
        why = say(f"its name must end in {suffix}", f"son nom doit finir par {suffix}")
    elif not path.parent.is_dir():
        why = say(f"there is no folder {path.parent}", f"il n’y a pas de dossier {path.parent}")
    elif path.is_dir():
        why = say("it is a folder", "c’est un dossier")
    if why:
        raise UsageError(say(f"cannot write {path}", f"impossible d’écrire {path}"), why)
