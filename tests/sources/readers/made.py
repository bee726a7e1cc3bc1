"""Sources of files made on the spot."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from necker.sources.document import Document
from necker.sources.mirror import FileRef, PackageRef, Source
from necker.sources.readers import documents


class Made:
    """A mirror of a few files; `broken` has what readers told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self.broken: dict[str, str] = {}
        monkeypatch.setenv("NECKER_MIRROR", str(folder))

    def source(
        self,
        reader: str,
        files: dict[str, bytes],
        limit: int | None = None,
        tasks: tuple[str, ...] = (),
        packages: dict[str, dict[str, bytes]] | None = None,
        **options: Any,
    ) -> Source:
        refs = []
        for name, data in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            refs.append(FileRef(name, hashlib.sha256(data).hexdigest(), len(data)))
        self.broken = {}
        wheels = tuple(self._package(name, inside) for name, inside in (packages or {}).items())
        what = ("made", reader, "CC0-1.0", "Somebody", tuple(refs), limit, wheels)
        return Source(*what, options=options, tasks=tasks, broken=self._tell)

    def _package(self, name: str, inside: dict[str, bytes]) -> PackageRef:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path, data in inside.items():
                archive.writestr(path, data)
        data = packed.getvalue()
        ref = PackageRef("pypi", name, "1.0", f"{name}-1.0.zip", hashlib.sha256(data).hexdigest(), len(data))
        (self._folder / ref.path).parent.mkdir(parents=True, exist_ok=True)
        (self._folder / ref.path).write_bytes(data)
        return ref

    def _tell(self, id: str, reason: str) -> None:
        assert id.startswith("made") and reason and "\n" not in reason
        assert id not in self.broken
        self.broken[id] = reason

    def read(self, reader: str, files: dict[str, bytes], **how: Any) -> list[Document]:
        found = list(documents(self.source(reader, files, **how)))
        assert len({one.id for one in found}) == len(found)
        assert all(one.id.startswith("made/") and one.source == "made" for one in found)
        return found


def lines(*records: Any) -> bytes:
    """JSON, one record a line, in xz."""
    return lzma.compress("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode())


def texts(found: list[Document]) -> list[str]:
    """Of documents of one text each."""
    assert all(len(one.parts) == 1 for one in found)
    return [str(one.parts[0]) for one in found]


def zipped(**files: bytes) -> bytes:
    """`_` in a name stands for its dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return packed.getvalue()


def picture(shade: int = 0) -> bytes:
    """PNG, 3 by 2."""
    pillow = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    pillow.fromarray(np.full((2, 3, 3), shade, np.uint8)).save(file, "PNG")
    return file.getvalue()


def sound(samples: int = 1600) -> bytes:
    """FLAC at 16,000 Hz."""
    soundfile = pytest.importorskip("soundfile")
    file = io.BytesIO()
    soundfile.write(file, (np.arange(samples) * 31 % 2000 - 1000).astype(np.int16), 16_000, format="FLAC")
    return file.getvalue()


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="2" height="2" fill="#f00"/></svg>'


def resources(**files: bytes) -> bytes:
    """A Qt resource file of one folder, `a`; `_` in a name stands for its dot; every second file is deflated."""
    names, data, tree = b"", b"", b""
    entries = [("", 2, struct.pack(">II", 1, 1)), ("a", 2, struct.pack(">II", len(files), 2))]
    for number, (name, content) in enumerate(files.items()):
        packed = struct.pack(">I", len(content)) + zlib.compress(content) if number % 2 else content
        entries.append((name.replace("_", "."), number % 2, struct.pack(">HHI", 0, 0, len(data))))
        data += struct.pack(">I", len(packed)) + packed
    for name, flags, rest in entries:
        tree += struct.pack(">IH", len(names), flags) + rest
        names += struct.pack(">HI", len(name), 0) + name.encode("utf-16-be")
    places = (1, 20, 20 + len(tree), 20 + len(tree) + len(data))
    return b"qres" + struct.pack(">4I", *places) + tree + data + names
