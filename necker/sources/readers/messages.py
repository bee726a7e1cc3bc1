"""Reader of the messages of programs in both languages: catalogues of gettext, as translators write them or compiled.

A message and its translation make one document, as pairs of sentences do (written.py).  Short ones are labels, those with a
place to fill in are no sentences, and both are passed over, as is what is not translated or said by an earlier catalogue.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import PurePosixPath

from necker.core.language import say
from necker.sources.clean.batch import Batch
from necker.sources.clean.language import grammar, languages
from necker.sources.document import Document, chosen, rank
from necker.sources.mirror import Source
from necker.sources.readers.files import attempt, contents
from necker.sources.readers.records import Record, tidy
from necker.sources.readers.seen import Seen
from necker.sources.readers.written import pair

LEAST = 6  # words of a sentence
_AT_ONCE = 1000  # messages whose language is looked at together
_MAGIC = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}  # gettext manual, "The Format of GNU MO Files"
_FILLED = re.compile(r"%(?!\s)[-+ #0-9.$*]*[a-zA-Z({]|\$\{?\w|\{\w*\}|<[a-z]+_[a-z_]*>|<<|\\[a-zA-Z]|&[a-z]+=")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|\[/?[a-z]{1,12}\]")
_ACCELERATOR = re.compile(r"(?<!\w)[_&](?=\w)")
_CONTEXT = re.compile(r"[a-z][\w ,:-]{0,60}\^")  # of Wesnoth: which of several senses is meant
# Of the help of Wesnoth: pictures, and elements that have their words in an attribute.
_PICTURE = re.compile(r"<img>[^<]*</img>")
_LINKED = re.compile(
    r"<([a-z]{1,9})>\s*(?:(?!text=)\w{1,20}=(?:'[^'<>]{0,200}'|[^\s'<>]{1,200})\s*){0,4}"
    r"text='((?:[^'\\]|\\.){0,500})'[^<>]{0,200}</\1>"
)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "r": ""}

_Messages = Iterator[tuple[str, str]]


def read_gettext(source: Source) -> Iterator[Document]:
    """The messages of .mo and .po files from English to French; `limit` counts messages.

    `least` says from how many words on one is read, `without` matches those that are not.
    """
    wanted = None
    if source.limit is not None:
        silent = replace(source, broken=lambda id, reason: None)
        wanted = chosen((_thing(source, english) for english, _ in _sentences(silent)), source.limit)
    for english, french in _sentences(source):
        thing = _thing(source, english)
        if wanted is None or thing in wanted:
            record = Record(f"{source.name}/{rank(english) >> 192:016x}", thing, None, None)
            yield pair(source, record, {"en": english, "fr": french})


def _thing(source: Source, english: str) -> str:
    return f"{source.name}/{english}"


def _sentences(source: Source) -> _Messages:
    """(English, French), each English sentence once."""
    least = int(source.options.get("least", LEAST))
    gone = re.compile(source.options["without"]) if "without" in source.options else None
    seen = Seen()
    some: list[tuple[str, str]] = []
    for english, french in _messages(source):
        english, french = _said(english), _said(french)
        if min(len(english.split()), len(french.split())) < least or english == french:
            continue
        if (
            _FILLED.search(english)
            or _FILLED.search(french)
            or (gone and (gone.search(english) or gone.search(french)))
        ):
            continue
        if seen.add(english):
            some.append((english, french))
        if len(some) >= _AT_ONCE:
            yield from _translated(some)
            some = []
    yield from _translated(some)


def _translated(some: list[tuple[str, str]]) -> _Messages:
    """Those that are French on the one side and not on the other."""
    both = [english for english, _ in some], [french for _, french in some]
    batches = [Batch(texts) for texts in both]
    found = [languages(texts, batch, grammar(batch), LEAST) for texts, batch in zip(both, batches, strict=True)]
    for one, english, french in zip(some, *found, strict=True):
        if french == "fr" and english != "fr":
            yield one


def _said(text: str) -> str:
    """A message without marks, or an empty text when it has several forms."""
    text = text.split("\x04")[-1]
    if "\0" in text:
        return ""
    text = _LINKED.sub(lambda match: match[2].replace("\\'", "'"), _PICTURE.sub("", text))
    text = _TAG.sub("", text)
    text = _ACCELERATOR.sub("", _CONTEXT.sub("", text, count=1) if "^" in text else text)
    return tidy(re.sub(r"(?<=\S)  +(?=\S)", " ", unescape(text)))


def _messages(source: Source) -> _Messages:
    for name, data in contents(source, str):
        read = _text if PurePosixPath(name).suffix == ".po" else _compiled
        yield from attempt(partial(_all, read, data), partial(source.broken, f"{source.name}/{name}")) or ()


def _all(read: Callable[[bytes], _Messages], data: bytes) -> list[tuple[str, str]]:
    return list(read(data))


def _compiled(data: bytes) -> _Messages:
    order = _MAGIC.get(data[:4])
    if order is None:
        raise ValueError(say("it is no catalogue of gettext", "ce n’est pas un catalogue de gettext"))
    count, originals, translations = struct.unpack_from(f"{order}3I", data, 8)
    for number in range(count):
        both = []
        for table in (originals, translations):
            size, at = struct.unpack_from(f"{order}2I", data, table + 8 * number)
            if at + size > len(data):
                raise ValueError(say("the catalogue is cut short", "le catalogue est tronqué"))
            both.append(data[at : at + size].decode("utf-8"))
        if both[0]:
            yield both[0], both[1]


def _text(data: bytes) -> _Messages:
    """Of a .po file; what is not sure (fuzzy) or no longer used is passed over."""
    for entry in re.split(r"\n\s*\n", data.decode("utf-8-sig").replace("\r\n", "\n")):
        fields: dict[str, str] = {}
        name = ""
        for line in entry.split("\n"):
            if line.startswith("#,") and "fuzzy" in line:
                fields = {}
                break
            if line.startswith("#"):
                continue
            word, _, _ = line.partition(" ")
            name = word if not line.startswith('"') else name
            for string in _STRING.findall(line):
                fields[name] = fields.get(name, "") + re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), string)
        if fields.get("msgid") and fields.get("msgstr") and "msgid_plural" not in fields:
            yield fields["msgid"], fields["msgstr"]
