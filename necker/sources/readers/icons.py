"""Readers of drawings whose names are elsewhere: emoji by the names of the source emoji, map icons by those of presets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from necker.sources.document import Document, chosen
from necker.sources.mirror import Source
from necker.sources.readers.files import packed
from necker.sources.readers.pictures import LANGS, records
from necker.sources.readers.records import Record, document, each, tidy
from necker.sources.readers.svg import SIDE, decode_drawing
from necker.text.normal import fold


def read_emoji_drawings(source: Source) -> Iterator[Document]:
    """Each drawing whose name is that of an emoji, in English and in French; `limit` counts emoji.

    files: the names.  packages: one for each set, with its licence in option `licences`, in the same order.  Names are
    compared by their letters and digits alone.  An emoji is held out with its drawings in the source emoji.
    """
    known = {_plain(one["en"]): one for one in records(source.files[0])}
    found: list[Record] = []
    for package, licence in zip(source.packages, source.options["licences"], strict=True):
        for name, data in packed(source, package).items():
            one = known.get(_plain(PurePosixPath(name).stem))
            if one and name.endswith(".svg"):
                said = {lang: one[lang] for lang in LANGS}
                fields = {"said": said, "data": data, "licence": licence}
                place = package.name.rsplit("/", 1)[-1]
                found.append(Record(f"{source.name}/{one['id']}/{place}", f"emoji/{one['id']}", None, fields))
    yield from _drawn(source, found)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))


def read_map_icons(source: Source) -> Iterator[Document]:
    """Each icon with the name of the preset it is drawn for, in English and in French; `limit` counts icons.

    Of several presets that share an icon, the one that is called like the icon, then the one whose name has the fewest
    words in English, then letters: the others are special cases of it, or borrow it.
    """
    files: dict[str, bytes] = {}
    for package in source.packages:
        place = package.name.rsplit("/", 1)[-1]
        files |= {f"{place}/{name}": data for name, data in packed(source, package).items()}
    table = {path.rsplit("/", 1)[-1]: json.loads(data) for path, data in files.items() if path.endswith(".json")}
    names = {lang: table[f"{lang}.json"][lang]["presets"]["presets"] for lang in LANGS}
    found: dict[str, dict[str, Any]] = {}
    for preset, about in table["presets.json"].items():
        said = {lang: tidy(names[lang].get(preset, {}).get("name", "")) for lang in LANGS}
        place, _, name = about.get("icon", "").partition("-")
        path = f"{place}/package/icons/{name}.svg"
        if path in files and all(said.values()) and not said["fr"].startswith("Obsol"):
            called = preset.rsplit("/", 1)[-1] == name.replace("-", "_")
            order = not called, len(said["en"].split()), len(said["en"]), preset
            fields = {"said": said, "data": files[path], "licence": source.options["licences"][place], "order": order}
            best = found.setdefault(f"{place}/{name}", fields)
            if order < best["order"]:
                found[f"{place}/{name}"] = fields
    yield from _drawn(
        source, [Record(f"{source.name}/{id}", f"{source.name}/{id}", None, found[id]) for id in sorted(found)]
    )


def _drawn(source: Source, found: list[Record]) -> Iterator[Document]:
    wanted = chosen((one.thing for one in found), source.limit)
    own = replace(source, options={**source.options, "licence": "licence"})
    yield from each(own, (one for one in found if one.thing in wanted), partial(_drawing, own))


def _drawing(source: Source, record: Record) -> Iterator[Document]:
    picture = decode_drawing(record.fields["data"], source.options.get("side", SIDE))
    for lang in LANGS:
        yield document(source, record, (picture, tidy(record.fields["said"][lang])), lang, lang)
