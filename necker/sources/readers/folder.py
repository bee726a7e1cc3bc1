"""Readers of files that lie beside each other: a folder, or a WebDataset tar.

What has the same name up to its first dot belongs together: `cat.png` with `cat.txt`, or with `cat.fr.txt` and
`cat.en.txt`, or with a field of `cat.json` (`text` says which).  A text alone is a document of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from necker.core.language import Lang, say
from necker.sources.document import Document, Part, chosen
from necker.sources.mirror import Source
from necker.sources.readers.files import archived, contents
from necker.sources.readers.media import CLIPS, PICTURES, SOUNDS, decode
from necker.sources.readers.records import Record, document, each, field, flat, language

TEXTS = (".txt", ".md", ".cls")
_SHOWN = (*PICTURES, *SOUNDS, *CLIPS)

_Members = Iterator[tuple[str, bytes]]


def read_folder(source: Source) -> Iterator[Document]:
    """The files of a source, wherever they stand in its list; `limit` counts names."""
    yield from _samples(source, lambda asked: contents(asked, _key))


def read_webdataset(source: Source) -> Iterator[Document]:
    """The samples of tars, whose files follow each other; `limit` counts samples."""
    yield from _samples(source, _tarred)


def _tarred(source: Source) -> _Members:
    for number, ref in enumerate(source.files):
        for name, data in archived(source, ref):
            yield f"{number}/{name}" if len(source.files) > 1 else name, data


def _samples(source: Source, members: Callable[[Source], _Members]) -> Iterator[Document]:
    wanted = None
    if source.limit is not None:
        silent = replace(source, broken=lambda id, reason: None)
        wanted = chosen((_thing(source, _key(name)) for name, _ in members(silent)), source.limit)
    kept = (one for one in _grouped(source, members(source)) if wanted is None or one.thing in wanted)
    yield from each(source, kept, partial(_documents, source))


def _grouped(source: Source, found: _Members) -> Iterator[Record]:
    seen: set[str] = set()
    for key, group in groupby(found, lambda one: _key(one[0])):
        thing = _thing(source, key)
        files = {name[len(key) :].lower(): data for name, data in group}
        if thing in seen:
            source.broken(thing, say("its files are apart", "ses fichiers sont séparés"))
            continue
        seen.add(thing)
        yield Record(thing, thing, source.options.get("lang"), files)


def _thing(source: Source, key: str) -> str:
    return f"{source.name}/{key}"


def _key(name: str) -> str:
    """The name without what follows the first dot of its last part."""
    path = PurePosixPath(name)
    return str(path.with_name(path.name.split(".")[0] or path.name))


def _documents(source: Source, record: Record) -> Iterator[Document]:
    files: dict[str, bytes] = record.fields
    told = {suffix: data for suffix, data in files.items() if suffix.endswith(TEXTS)}
    said = json.loads(files[".json"]) if ".json" in files else {}
    for suffix in sorted(files.keys() - told.keys() - {".json"}):
        if not suffix.endswith(_SHOWN):
            source.broken(f"{record.id}{suffix}", say("an unknown kind of file", "type de fichier inconnu"))
    shown: tuple[Part, ...] = ()
    for suffix in sorted(suffix for suffix in files if suffix.endswith(_SHOWN)):
        shown += decode(f"{record.id}{suffix}", files[suffix])
    row = Record(record.id, record.thing, record.lang, said)
    for lang, under, text in _texts(source, record, told, said):
        yield document(source, row, (*shown, text), lang, under)


def _texts(source: Source, record: Record, told: dict[str, bytes], said: Any) -> Iterator[tuple[Lang | None, str, str]]:
    """(language, end of the id, text)."""
    for suffix, data in sorted(told.items()):
        words = flat(data.decode("utf-8-sig"))
        lang: Lang | None = "fr" if ".fr." in suffix else "en" if ".en." in suffix else record.lang
        if words:
            yield lang, suffix[1:].removesuffix(".txt") if len(told) > 1 else "", words
    if not told and said:
        words = flat(field(said, source.options.get("text", "text")))
        lang = language(field(said, source.options.get("lang_field")) or record.lang)
        if words:
            yield lang, "", words
