"""Files of data by name and hash, found in the folder that `NECKER_MIRROR` names.  Nothing is downloaded here."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from necker.core.errors import MissingError, NeckerError
from necker.core.language import say

VARIABLE = "NECKER_MIRROR"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file: `path` inside the mirror, with slashes; `sha256` of its bytes, hexadecimal."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents come from.

    `reader` names the function of `READERS` that reads `files`; `licence` is an SPDX expression for all of it (each
    document has its own); at most `limit` things are read, always the same ones: those whose hash is smallest.
    """

    name: str
    reader: str
    licence: str
    attribution: str
    files: tuple[FileRef, ...]
    limit: int | None = None


def mirror_dir() -> Path | None:
    """The mirror, or None when there is none."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) if folder else None


def open_file(ref: FileRef) -> Path:
    """Where the file is, after its content has been checked.

    Raises MissingError when there is no mirror or it has no such file, NeckerError when the content is another.
    """
    mirror = mirror_dir()
    if mirror is None:
        raise MissingError(
            say(f"the data file {ref.path} is needed", f"il faut le fichier de données {ref.path}"),
            say(f"{VARIABLE} is not set", f"{VARIABLE} n’est pas défini"),
            say(f"set {VARIABLE} to the folder of the mirror", f"donnez par {VARIABLE} le dossier du miroir"),
        )
    path = mirror / ref.path
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MissingError(
            say(f"the data file {ref.path} cannot be read", f"le fichier de données {ref.path} est illisible"),
            error.strerror or str(error),
            say(f"check {VARIABLE}={mirror}", f"vérifiez {VARIABLE}={mirror}"),
        ) from None
    if found != ref.sha256:
        raise NeckerError(
            say(
                f"the data file {ref.path} is not the expected one",
                f"le fichier de données {ref.path} n’est pas le bon",
            ),
            f"sha256 {found[:16]}…, {say('expected', 'attendu')} {ref.sha256[:16]}…",
            say("get the file of the recipe again", "reprenez le fichier de la recette"),
        )
    return path
