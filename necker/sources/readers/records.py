"""Records out of the files of a source, whatever the format, and documents out of records.

The options that are read here (manifest.py lists all) say what the format is, which field names a record, which language it
is in, what is held out together.  A record that cannot be read, or that gives nothing, is told to `source.broken`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import IO, Any, cast

from necker.core.errors import RefusedError
from necker.core.language import Lang, say
from necker.sources.archive import MOST_MEMBER
from necker.sources.document import Document, Part, chosen
from necker.sources.held import held
from necker.sources.licences import allowed
from necker.sources.mirror import Source
from necker.sources.readers.files import attempt, streams, whole
from necker.sources.readers.seen import Seen
from necker.text.normal import nfc

MOST_LINE = 64 * 2**20  # bytes of one record: the longest novel is 2 MB

_FORMATS = {"lines": "text", "tsv": "columns", "parquet": "parquet"}  # of the readers that have one of their own
_META = ("title", "url", "author", "attribution", "topic", "keywords", "qualifier", "speaker")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its id, unique in the source and beginning with its name; what it is held out with; its fields."""

    id: str
    thing: str
    lang: Lang | None
    fields: Any


def records(source: Source, most: int | None = None) -> Iterator[Record]:
    """The records of the files of a source (of the first `most` of them), and of its packages, as many as it wants."""
    wanted = None
    if source.limit is not None:
        wanted = chosen((record.thing for record in _every(source, most, lambda id, reason: None)), source.limit)
    for record in _every(source, most, source.broken):
        if wanted is None or record.thing in wanted:
            yield record


def each(source: Source, found: Iterable[Record], make: Callable[[Record], Iterable[Document]]) -> Iterator[Document]:
    """The documents that `make` gives of each record."""
    for record in found:
        if record.id in source.deadly:
            source.broken(record.id, say("the process that read it died", "le processus qui le lisait est mort"))
            continue
        reasons: list[str] = []
        source.reading(record.id)
        made = attempt(partial(_made, make, record), reasons.append)
        source.reading("")
        if not made:
            source.broken(record.id, reasons[0] if reasons else say("it is empty", "il est vide"))
        else:
            yield from made


def _made(make: Callable[[Record], Iterable[Document]], record: Record) -> list[Document]:
    return list(make(record))


def document(
    source: Source, record: Record, parts: tuple[Part, ...], lang: Lang | None, under: str = "", **said: str
) -> Document:
    """The document of a record, or one of several: then `under` is what its id ends with.  `said` adds to its meta."""
    options = source.options
    meta = {name: flat(field(record.fields, options.get(name))) for name in _META if isinstance(options.get(name), str)}
    licence = _licence(source, flat(field(record.fields, options.get("licence"))))
    known = tuple((name, text) for name, text in (meta | said).items() if text)
    id = f"{record.id}/{under}" if under else record.id
    out, by = held(source, record.thing, {rule.by: _value(record.fields, rule.by) for rule in source.held})
    return Document(id, parts, lang, source.name, licence, out, _once(known, by))


def _once(*some: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Each name once."""
    return tuple({name: text for each in some for name, text in each}.items())


def _value(fields: Any, by: str) -> str:
    """A field, or several put together ("{alphabet}/{character}")."""
    return by.format(**fields) if "{" in by else flat(field(fields, by))


def _licence(source: Source, own: str) -> str:
    if not own or own == source.licence or own in source.licence.split(" AND "):
        return own or source.licence
    try:
        _allow(own)
    except RefusedError as error:
        raise ValueError(str(error)) from error
    return own


@lru_cache(maxsize=256)
def _allow(expression: str) -> None:
    allowed(expression, {})


# ---- fields


def field(fields: Any, path: Any) -> Any:
    """The field at a path ("a.b", "a.*.b": of each of a list, in one list), None when there is none."""
    if not isinstance(path, str):
        return None
    for place, name in enumerate(names := path.split(".")):
        if name == "*":
            rest = ".".join(names[place + 1 :])
            found = [field(one, rest) if rest else one for one in fields or []]
            return [one for each in found for one in (each if isinstance(each, list) else [each]) if one is not None]
        if not isinstance(fields, dict) or name not in fields:
            return None
        fields = fields[name]
    return fields


def tidy(text: str) -> str:
    """NFC, line breaks as \\n, no white space at either end of it or at the end of a line.

    Raises ValueError for what is no Unicode.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = nfc(text)
        text.encode("utf-8")  # half surrogates, which JSON can write
    if " \n" in text or "\t\n" in text:
        text = re.sub(r"[ \t]+\n", "\n", text)
    return text.strip()


def flat(value: Any) -> str:
    """A field as people write it: a list with commas, 15.0 as 15, nothing for null.  Raises TypeError for other things."""
    if value is None or isinstance(value, str):
        return tidy(value or "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} = {flat(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text for text in map(flat, value) if text)
    raise TypeError(f"{type(value).__name__}: {say('neither text nor number', 'ni texte ni nombre')}")


# ---- how records are found


def _every(source: Source, most: int | None, broken: Callable[[str, str], None]) -> Iterator[Record]:
    seen, times = Seen(), Counter[str]()
    several = len(source.files[:most]) + 2 * len(source.packages) > 1 and "id" not in source.options
    for name, stream in streams(source, most):
        place = PurePosixPath(name).name
        stem = f"{source.name}/{place.split('.')[0]}" if several else source.name
        told = partial(broken, f"{source.name}/{place}")
        for number, found in enumerate(whole(_raw(source, stream), told)):
            here = partial(broken, f"{source.name}/{place}:{number}")
            if isinstance(found, Exception):
                here(str(found))
                continue
            record = attempt(partial(_record, source, place, stem, number, found), here)
            if record is not None:
                if seen.add(record.id):
                    yield record
                    continue
                times[record.id] += 1
                id = f"{record.id}#{times[record.id] + 1}"
                yield Record(id, record.thing, record.lang, record.fields)


def _record(source: Source, file: str, stem: str, number: int, fields: Any) -> Record:
    if not isinstance(fields, dict):
        raise TypeError(say("it is no table", "ce n’est pas une table"))
    options = source.options
    own = flat(field(fields, options["id"])) if "id" in options else flat(fields.get("__id")) or str(number)
    if not own:
        raise ValueError(say("it has no id", "il n’a pas d’identifiant"))
    lang = _lang(source, file, own, fields)
    among = f"/{lang}" if isinstance(options.get("lang"), dict) else ""
    thing = own
    if "thing" in options:
        template = str(options["thing"])
        thing = template.format(**fields) if "{" in template else flat(field(fields, template)) or own
    return Record(f"{stem}{among}/{own}", f"{source.name}/{thing}", lang, fields)


def _lang(source: Source, file: str, id: str, fields: Any) -> Lang | None:
    options = source.options
    said = options.get("lang")
    if isinstance(said, dict):
        said = said[file]
    elif "lang_field" in options:
        said = field(fields, options["lang_field"]) or said
    elif "lang_match" in options:
        match = re.search(options["lang_match"], id)
        said = match[1] if match else None
    return language(said)


def language(said: Any) -> Lang | None:
    """A language, or None.  Raises ValueError for another one."""
    if said not in ("fr", "en", None):
        raise ValueError(f"{said!r}: {say('neither French nor English', 'ni français ni anglais')}")
    return cast("Lang | None", said)


class _Said(Exception):
    """Why a record could not be read."""


def _raw(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    """The fields of each record; an exception in the place of those that cannot be read."""
    format = source.options.get("format") or _FORMATS.get(source.reader, "json")
    reader = {
        "text": _sections,
        "columns": _columns,
        "parquet": _parquet,
        "squad": _squad,
        "list": _list,
        "values": _values,
        "module": _module,
    }
    for found in reader.get(format, _json)(source, stream):
        yield _Said("null") if found is None else found


def lines(stream: IO[bytes]) -> Iterator[str | Exception]:
    """The lines, without their end or a byte order mark; an exception in the place of one that is no UTF-8 or too long."""
    while line := stream.readline(MOST_LINE):
        if len(line) >= MOST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(MOST_LINE)
            yield _Said(say("the line is too long", "la ligne est trop longue"))
            continue
        reasons: list[str] = []
        text = attempt(partial(line.decode, "utf-8"), reasons.append)
        yield text.rstrip("\r\n").removeprefix("\ufeff") if text is not None else _Said(reasons[0])


def _json(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    for line in lines(stream):
        if isinstance(line, Exception):
            yield line
        elif line.strip():
            reasons: list[str] = []
            found = attempt(partial(json.loads, line), reasons.append)
            yield _Said((reasons or ["null"])[0]) if found is None else found


def _whole(stream: IO[bytes]) -> Any:
    data = stream.read(MOST_MEMBER + 1)
    if len(data) > MOST_MEMBER:
        raise ValueError(say("it is too big", "il est trop gros"))
    return json.loads(data)


def _list(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    found = _whole(stream)
    if not isinstance(found, list):
        raise TypeError(say("it is no list", "ce n’est pas une liste"))
    yield from found


def _values(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    yield from _whole(stream).values()


def _module(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    """The values of a table that a module of JavaScript keeps in one string of JSON, with their names as `__id`.

    It is a program: values without any field of text belong to it, and are no records.
    """
    text = stream.read().decode("utf-8")
    inner = json.loads(text[text.index('"') : text.rindex('"') + 1])
    told = list(source.options["text"])
    for name, fields in json.loads(inner).items():
        if isinstance(fields, dict) and any(isinstance(fields.get(path), str) for path in told):
            yield {"__id": name, **{path: one for path, one in fields.items() if isinstance(one, str)}}


def _squad(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    """Each paragraph, with the questions on it."""
    for number, article in enumerate(_whole(stream)["data"]):
        for place, paragraph in enumerate(article["paragraphs"]):
            yield {**paragraph, "title": article["title"], "__id": f"{number}/{place}"}


def _columns(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    columns: list[str] = [] if source.options.get("header") else list(source.options["columns"])
    for line in lines(stream):
        if isinstance(line, Exception):
            yield line
        elif not columns:
            columns = line.split("\t")
        elif line.strip():
            cells = [_cell(text) for text in line.split("\t")]
            if len(cells) == len(columns):
                yield dict(zip(columns, cells, strict=True))
            else:
                yield _Said(say(f"{len(cells)} columns", f"{len(cells)} colonnes"))


def _cell(text: str) -> str:
    """Without the quotation marks that CSV puts around a text that has some."""
    inner = text.strip()[1:-1]
    quoted = text.strip() == f'"{inner}"' and '""' in inner and '"' not in inner.replace('""', "")
    return inner.replace('""', '"').strip() if quoted else text


def _sections(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    """Each line that is not empty; where `heading` matches the first lines of sections, each section."""
    heading = source.options.get("heading")
    begun: list[str] = []
    for line in lines(stream):
        if isinstance(line, Exception):
            yield line
            continue
        if begun and (heading is None or re.match(heading, line)):
            yield {"text": "\n".join(begun)}
            begun = []
        begun += [line.strip()] if line.strip() else []
    if begun:
        yield {"text": "\n".join(begun)}


def _parquet(source: Source, stream: IO[bytes]) -> Iterator[Any]:
    from necker.sources.parquet import rows

    yield from rows(stream)
