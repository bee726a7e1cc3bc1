"""Files inside files of packages: Qt resource files, and the collections of drawings that Iconify publishes."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from necker.core.language import say

_MOST = 64 * 2**20  # bytes of one file inside a resource file
_DEEPEST = 30  # folders
_FOLDER, _DEFLATED, _ZSTD = 2, 1, 4  # qresource_p.h, QResourceRoot

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">{body}</svg>'


def unfolded(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of what is inside; of a file that holds no files, itself.  Raises ValueError for a damaged one."""
    if name.endswith(".rcc"):
        yield from _resources(content)
    elif PurePosixPath(name).name == "icons.json":
        yield from _drawings(str(PurePosixPath(name).parent), json.loads(content))
    else:
        yield name, content


def _resources(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a Qt resource file, as rcc --binary writes it: a header with the places of a tree, the contents, the names."""
    if content[:4] != b"qres":
        raise ValueError(say("it is no Qt resource file", "ce n’est pas un fichier de ressources Qt"))
    try:
        version, tree, data, names = struct.unpack_from(">4I", content, 4)
        entry = 22 if version >= 2 else 14  # bytes; the newer ones have a date
        yield from _folder(content, (tree, entry, data, names), 0, "", 0)
    except (struct.error, zlib.error, IndexError) as error:
        raise ValueError(say("the resource file is damaged", "le fichier de ressources est abîmé")) from error


def _folder(content: bytes, places: tuple[int, int, int, int], number: int, path: str, deep: int) -> Iterator[Any]:
    tree, entry, data, names = places
    at = tree + number * entry
    named, flags = struct.unpack_from(">IH", content, at)
    if number:
        length = struct.unpack_from(">H", content, names + named)[0]
        start = names + named + 6  # after the length and a hash
        path += ("/" if path else "") + content[start : start + 2 * length].decode("utf-16-be")
    if deep > _DEEPEST:
        raise IndexError(path)
    if flags & _FOLDER:
        count, first = struct.unpack_from(">II", content, at + 6)
        for child in range(first, first + count):
            if child <= number:
                raise IndexError(path)  # a folder in itself
            yield from _folder(content, places, child, path, deep + 1)
        return
    start = data + struct.unpack_from(">I", content, at + 10)[0]
    length = struct.unpack_from(">I", content, start)[0]
    yield path, _inflated(content[start + 4 : start + 4 + length], flags)


def _inflated(piece: bytes, flags: int) -> bytes:
    if flags & _ZSTD:
        raise ValueError(say("it is packed in zstd", "il est compressé en zstd"))
    if not flags & _DEFLATED:
        return piece
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(piece[4:], _MOST)  # after the length
    if unpacker.unconsumed_tail:
        raise ValueError(say("it is too big", "il est trop gros"))
    return found


def _drawings(folder: str, collection: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """One SVG an icon, `FOLDER/NAME.svg`; an icon without a place or a size has that of the collection."""
    for name, icon in collection["icons"].items():
        sizes = {key: icon.get(key, collection.get(key, usual)) for key, usual in _SIZES}
        yield f"{folder}/{name}.svg", _SVG.format(body=icon["body"], **sizes).encode()


_SIZES = (("left", 0), ("top", 0), ("width", 16), ("height", 16))  # IconifyDimensions and their defaults
