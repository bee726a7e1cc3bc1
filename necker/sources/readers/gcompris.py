"""Reader of the pictures of GCompris that come with words, and of the sounds beside them.

Boards (QML) say of a picture its title and a paragraph, in English; the French of both is in a catalogue of Qt (.qm).
Other pictures have no words but the name of their file: option `names` says what each means, in both languages,
with or without the number at its end.  A README in
each folder has the licence and the author of each file: a file that is in none is left out, and told.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from necker.core.language import Lang, say
from necker.sources.document import Document, chosen
from necker.sources.mirror import Source
from necker.sources.readers.files import packed
from necker.sources.readers.media import decode
from necker.sources.readers.records import Record, document, each, tidy
from necker.sources.readers.written import titled

_BLOCK = re.compile(r"\{[^{}]*\}")
_TEXT = re.compile(r'"(title|text)"\s*:\s*qsTr\("((?:[^"\\]|\\.)*)"\)')
_FILE = re.compile(r'"qrc:/([^"]+\.(?:webp|\$CA))"')

_WORDS = "GPL-3.0-or-later"  # of the boards and of the catalogue
_LICENCES = {"Public Domain": "CC-PDDC", "GPLv3": "GPL-3.0-only", "GPLv2+": "GPL-2.0-or-later"}

# qtranslator.cpp: sections of a catalogue, and what a message in it is made of.
_HEADER = 16
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _OLD = 1, 3, 5


def read_gcompris(source: Source) -> Iterator[Document]:
    """Each picture in English and in French, then its sound, if it has one; `limit` counts pictures."""
    files: dict[str, bytes] = {}
    for package in source.packages:
        files |= packed(source, package)
    french = Catalogue(next(data for name, data in sorted(files.items()) if name.endswith(".qm")))
    rights = {
        name: said for path in sorted(files) if path.endswith("/README") for name, said in _rights(path, files[path])
    }
    every = [*_boards(source, files, french), *_named(source, files)]
    wanted = chosen((record.thing for record in every), source.limit)
    yield from each(source, (one for one in every if one.thing in wanted), partial(_shown, source, files, rights))


def _shown(source: Source, files: dict[str, bytes], rights: dict[str, Any], record: Record) -> Iterator[Document]:
    for what, name in record.fields["files"].items():
        if name not in rights:
            source.broken(f"{record.id}/{what}", say("no licence is stated", "aucune licence n’est indiquée"))
            continue
        own = rights[name]["licence"]
        licence = f"{own} AND {_WORDS}" if record.fields["theirs"] else own
        one = Record(record.id, record.thing, None, {**rights[name], "licence": licence})
        parts = decode(name, files[name], source.options.get("side"))
        for lang, text in record.fields["said"].items():
            yield document(source, one, (*parts, text), lang, f"{what}/{lang}")


def _boards(source: Source, files: dict[str, bytes], french: Catalogue) -> Iterator[Record]:
    for path in sorted(name for name in files if name.endswith(".qml")):
        for block in _BLOCK.findall(files[path].decode("utf-8")):
            texts = {name: re.sub(r"\\(.)", r"\1", text) for name, text in _TEXT.findall(block)}
            found = [name.replace(".$CA", ".ogg") for name in _FILE.findall(block)]
            shown = next((name for name in found if name.endswith(".webp") and name in files), None)
            if shown and texts.keys() == {"title", "text"}:
                said: dict[Lang, str] = {"en": titled(tidy(texts["title"]), tidy(texts["text"]))}
                other = [tidy(french.get(texts[name])) for name in ("title", "text")]
                said |= {"fr": titled(*other)} if all(other) else {}
                heard = [("sound", name) for name in found if name.endswith(".ogg") and name in files]
                yield _record(source, shown, {"picture": shown, **dict(heard)}, said, True)


def _named(source: Source, files: dict[str, bytes]) -> Iterator[Record]:
    for path in sorted(name for name in files if name.endswith(".webp")):
        names, stem = source.options["names"].get(PurePosixPath(path).parent.name, {}), PurePosixPath(path).stem
        said = names.get(stem) or names.get(stem.rstrip("0123456789"))
        if said:
            yield _record(source, path, {"picture": path}, said, False)


def _record(source: Source, path: str, files: dict[str, str], said: dict[Lang, str], theirs: bool) -> Record:
    """`theirs`: the words are the game's, and under its licence."""
    id = f"{source.name}/{'/'.join(PurePosixPath(path).with_suffix('').parts[-2:])}"
    return Record(id, id, None, {"files": files, "said": said, "theirs": theirs})


def _rights(path: str, content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """(name of a file, its licence, author and place) for each in a README: paragraphs of `Key: text`, then the names."""
    folder = PurePosixPath(path).parent
    for stanza in re.split(r"\n\s*\n", content.decode("utf-8")):
        head, found, names = stanza.partition("Files:")
        said = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        licence = said.get("License", "").strip()
        licence = _LICENCES.get(licence) or licence.replace(" ", "-")
        if found and licence:
            rights = {"licence": licence, "attribution": said.get("Copyright", ""), "url": said.get("Source", "")}
            yield from ((str(folder / name.strip()), rights) for name in names.split("\n") if name.strip())


class Catalogue:
    """A catalogue of translations as Qt's lrelease writes it.  Raises ValueError for a damaged one."""

    def __init__(self, content: bytes) -> None:
        sections: dict[int, bytes] = {}
        at = _HEADER
        while at + 5 <= len(content):
            kind, length = struct.unpack_from(">BI", content, at)
            sections[kind] = content[at + 5 : at + 5 + length]
            at += 5 + length
        if not {_HASHES, _MESSAGES} <= sections.keys():
            raise ValueError(say("it is no catalogue of Qt", "ce n’est pas un catalogue Qt"))
        self._messages = sections[_MESSAGES]
        self._places: dict[int, list[int]] = defaultdict(list)
        for number, place in struct.iter_unpack(">II", sections[_HASHES]):
            self._places[number].append(place)

    def get(self, text: str) -> str:
        """The translation; empty when there is none."""
        return next(filter(None, map(self._at, self._places.get(_elf(text.encode()), []))), "")

    def _at(self, place: int) -> str:
        while place < len(self._messages) and (kind := self._messages[place]) != _END:
            if kind == _OLD:
                place += 5
                continue
            length = struct.unpack_from(">I", self._messages, place + 1)[0]
            if kind == _TRANSLATION:
                return self._messages[place + 5 : place + 5 + length].decode("utf-16-be")
            place += 5 + length
        return ""


def _elf(text: bytes) -> int:
    """The hash of ELF symbol tables (System V ABI), by which messages are found; never 0."""
    number = 0
    for byte in text:
        number = (number << 4) + byte
        high = number & 0xF0000000
        number = (number ^ high >> 24) & ~high
    return number or 1
