"""Readers of pictures, sounds and clips with what is said of them: labels in one file, or in the manifest, or in the names.

One document for each language, and for each caption where there are several: (what is shown or heard, the text).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import PurePosixPath
from string import Formatter
from typing import Any, cast

from necker.core.language import Lang, say
from necker.sources.document import Document, Part, chosen
from necker.sources.mirror import Source
from necker.sources.readers.files import Media
from necker.sources.readers.pictures import decode_picture
from necker.sources.readers.records import Record, document, each, field, flat, records
from necker.sources.readers.speech import decode_sound
from necker.sources.readers.svg import SIDE, decode_drawing
from necker.sources.readers.video import decode_video
from necker.sources.readers.written import written

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
SOUNDS = (".wav", ".flac", ".ogg", ".opus", ".mp3")
CLIPS = (".mp4", ".webm", ".mkv", ".mov", ".avi")


def read_pictures(source: Source) -> Iterator[Document]:
    """Pictures in zips and in packages; `limit` counts things."""
    yield from _read(source, lambda name, data: decode(name, data, source.options.get("side")))


def read_sounds(source: Source) -> Iterator[Document]:
    """Sounds in zips and in packages, or beside their labels; `limit` counts things."""
    yield from _read(source, lambda name, data: (decode_sound(data),))


def read_video(source: Source) -> Iterator[Document]:
    """Clips as three pictures each: the first frame, the one in the middle, the last.  What is heard is left out.

    There is no codec of clips yet that would want more of them.
    """
    yield from _read(source, lambda name, data: decode_video(data))


def read_parquet(source: Source) -> Iterator[Document]:
    """Rows of Parquet: texts as `read_written` reads them, after the picture or the sound whose bytes are in the fields
    that `image` and `sound` name.
    """
    yield from each(source, records(source), partial(_row, source))


def _row(source: Source, record: Record) -> list[Document]:
    paths: dict[str, Callable[[bytes], Part]] = {"image": decode_picture, "sound": decode_sound}
    shown = tuple(
        make(field(record.fields, source.options[name])) for name, make in paths.items() if name in source.options
    )
    return [replace(one, parts=(*shown, *one.parts)) for one in written(source, record)]


def decode(name: str, data: bytes, side: int | None = None) -> tuple[Part, ...]:
    """What a file of that name shows or plays.  Raises ValueError for another kind of file."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in PICTURES:
        return (decode_picture(data, side),)
    if suffix == ".svg":
        return (decode_drawing(data, side or SIDE),)
    if suffix in SOUNDS:
        return (decode_sound(data),)
    if suffix in CLIPS:
        return decode_video(data)
    raise ValueError(say(f"{suffix or name}: an unknown kind of file", f"{suffix or name} : type de fichier inconnu"))


_Made = Callable[[str, bytes], tuple[Part, ...]]


def _read(source: Source, made: _Made) -> Iterator[Document]:
    options = source.options
    labels = "file" in options
    with Media(source, source.files[1:] if labels else source.files) as media:
        by_file = replace(source, options={"id": options.get("file"), **options})
        found = records(by_file, 1) if labels else _listed(source, media)
        yield from each(source, found, partial(_shown, source, media, made))
        if source.limit is None:
            for name in media.unread():
                source.broken(f"{source.name}/{name}", say("nothing is said of it", "rien n’en est dit"))


def _listed(source: Source, media: Media) -> Iterator[Record]:
    """The records of the manifest itself, or those that the names of the files make."""
    every = list(_inline(source) if "records" in source.options else _named(source, media))
    wanted = chosen((record.thing for record in every), source.limit)
    yield from (record for record in every if record.thing in wanted)


def _inline(source: Source) -> Iterator[Record]:
    for fields in source.options["records"]:
        id = f"{source.name}/{fields.get('id') or PurePosixPath(fields['file']).name}"
        yield Record(id, id, None, fields)


def _named(source: Source, media: Media) -> Iterator[Record]:
    """`path` says what a name means: "{alphabet}/{drawing}.png"."""
    pieces = Formatter().parse(source.options["path"])
    pattern = re.compile("".join(re.escape(text) + (f"(?P<{name}>[^/]*)" if name else "") for text, name, *_ in pieces))
    for name in media.names:
        match = pattern.fullmatch(name)
        if match and not any(fnmatchcase(name, glob) for glob in source.options.get("without", ())):
            space = source.options.get("space", "_")
            fields = {key: text.replace(space, " ") for key, text in match.groupdict().items()}
            thing = str(source.options.get("thing", name)).format(**fields)
            yield Record(f"{source.name}/{name}", f"{source.name}/{thing}", None, {**fields, "file": name})


def _shown(source: Source, media: Media, made: _Made, record: Record) -> Iterator[Document]:
    name = field(record.fields, source.options.get("file", "file"))
    if not isinstance(name, str):
        raise TypeError(say("it names no file", "il ne nomme aucun fichier"))
    parts = made(name, media.read(name))
    told = ("attribution", "speaker") if "records" in source.options else ()
    said = {key: flat(record.fields.get(key)) for key in told}
    for lang, under, text in _captions(source, record):
        yield document(source, record, (*parts, text), lang, under, **said)


def _captions(source: Source, record: Record) -> Iterator[tuple[Lang | None, str, str]]:
    """(language, end of the id, text) of each text: of each language, or several, or one."""
    said = (
        record.fields["text"]
        if "records" in source.options
        else source.options.get("caption", source.options.get("text"))
    )
    found: list[tuple[Lang | None, str, str]]
    if isinstance(said, dict):
        found = [(cast("Lang", lang), lang, _words(source, record.fields, one)) for lang, one in said.items()]
    elif "texts" in source.options:
        every = field(record.fields, source.options["texts"])
        found = [(record.lang, str(number), flat(one)) for number, one in enumerate(every, 1)]
    else:
        found = [(record.lang, "", _words(source, record.fields, said))]
    yield from (one for one in found if one[2])


def _words(source: Source, fields: Any, said: str) -> str:
    """What stands in the manifest, or is made of several fields, or in one; where it is empty, the keywords."""
    if "records" in source.options:
        return flat(said)
    if "caption" in source.options:
        return said.format(**{name: flat(value) for name, value in fields.items()})
    return flat(field(fields, said)) or flat(field(fields, source.options.get("keywords")))
