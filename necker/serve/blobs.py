"""Pictures and sounds by the hash of their bytes.  A file is asked for by its hash alone, never by a path."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from pathlib import Path

from necker.core.errors import NeckerError
from necker.core.files import write_aside
from necker.core.language import say
from necker.core.paths import make_private

TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/wav")
"""What a browser may show or play; anything else would be offered as a file to save."""

MOST_FLEETING = 64_000_000
"""Bytes of incognito blobs that are kept in memory; beyond that the oldest go."""

_ID = re.compile(r"[0-9a-f]{64}")


def blob_id(data: bytes) -> str:
    """sha256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sniff(data: bytes) -> str | None:
    """One of TYPES by the first bytes, whatever a client says it is; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12])
    return None


class Blobs:
    """Files of one folder, and the incognito ones, in memory only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._fleeting: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns their id.  Raises NeckerError when the disk refuses."""
        id_ = blob_id(data)
        path = self._path(id_)
        if not path.exists():
            try:
                make_private(path.parent)
                write_aside(path, data)
                os.chmod(path, 0o600)  # noqa: PTH101
            except OSError as error:
                raise NeckerError(
                    say(f"cannot write {path}", f"impossible d’écrire {path}"), error.strerror or str(error)
                ) from None
        return id_

    def keep_fleeting(self, data: bytes) -> str:
        """Keep the bytes in memory until the server ends."""
        id_ = blob_id(data)
        with self._lock:
            self._fleeting[id_] = data
            while sum(map(len, self._fleeting.values())) > MOST_FLEETING and len(self._fleeting) > 1:
                del self._fleeting[next(iter(self._fleeting))]
        return id_

    def fleeting(self, id_: str) -> bytes | None:
        return self._fleeting.get(id_)

    def read(self, id_: str) -> bytes:
        """Raises KeyError when there is none, or its bytes are not those of its name any more."""
        if not _ID.fullmatch(id_):
            raise KeyError(id_)
        try:
            data = self._path(id_).read_bytes()
        except OSError:
            raise KeyError(id_) from None
        if blob_id(data) != id_:
            raise KeyError(id_)
        return data

    def remove(self, id_: str) -> None:
        self._path(id_).unlink(missing_ok=True)

    def remove_all(self) -> None:
        """Remove every file, those too that a crash left without a message, and the incognito ones.  Raises OSError."""
        for path in self.folder.glob("*/*"):
            path.unlink(missing_ok=True)
        with self._lock:
            self._fleeting.clear()

    def _path(self, id_: str) -> Path:
        return self.folder / id_[:2] / id_
