"""Readers of pictures with words: emoji in several drawings, and the pictures of a word list.

Pictures keep their size; what is transparent becomes white.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from necker.core.language import Lang
from necker.sources.document import Document, Image, chosen
from necker.sources.held import held, said
from necker.sources.mirror import FileRef, Source, open_file
from necker.text.normal import fold, nfc

LANGS: tuple[Lang, ...] = ("en", "fr")

_SET_LICENCE = {"openmoji": "CC-BY-SA-4.0", "twemoji": "CC-BY-4.0", "noto": "Apache-2.0", "fluent-emoji-flat": "MIT"}
_NAMES_LICENCE = "Unicode-3.0"

# Of Unicode's emoji-zwj-sequences: man, woman, person; the signs of male and female; joiner; to the right.
_WHO = frozenset(("1f468", "1f469", "1f9d1", "2640", "2642", "200d", "27a1"))
_CHILDREN = frozenset(("1f466", "1f467", "1f9d2"))
# Flags of islands and those of the country they belong to, or by chance the same; kisses; cats; squares: in at least one of
# the sets these are the same picture.
_DRAWN_ALIKE = {
    **{"1f1ed-1f1f2": "1f1e6-1f1fa", "1f1e8-1f1f5": "1f1eb-1f1f7", "1f1f2-1f1eb": "1f1eb-1f1f7"},
    **{"1f1e9-1f1ec": "1f1ee-1f1f4", "1f1ea-1f1e6": "1f1ea-1f1f8", "1f1ee-1f1e9": "1f1f2-1f1e8"},
    **{"1f1f8-1f1ef": "1f1f3-1f1f4", "1f1f9-1f1e9": "1f1f7-1f1f4", "1f1fa-1f1f2": "1f1fa-1f1f8"},
    **{"2764-1f48b": "1f48f", "2764": "1f491", "1f63a": "1f431", "25fc": "1f533"},
}


def decode_picture(data: bytes, side: int | None = None) -> Image:
    """A picture file of any format Pillow knows, on white; made smaller when its longer side has more than `side` pixels."""
    from PIL import Image as pillow

    with pillow.open(io.BytesIO(data)) as opened:
        drawn = opened.convert("RGBA")
    if side is not None:
        drawn.thumbnail((side, side), pillow.Resampling.LANCZOS)
    on_white = pillow.alpha_composite(pillow.new("RGBA", drawn.size, (255, 255, 255, 255)), drawn)
    return Image(np.array(on_white.convert("RGB"), dtype=np.uint8))


def records(ref: FileRef) -> list[dict[str, Any]]:
    """The lines of a JSONL file, in its order."""
    with open_file(ref).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_emoji(source: Source) -> Iterator[Document]:
    """Each drawing with its name, once in English and once in French; `limit` counts emoji.

    files: the names, then one zip per set of drawings, called `<set>_64.zip`.
    """
    names = records(source.files[0])
    wanted = chosen((record["id"] for record in names), source.limit)
    with ExitStack() as stack:
        zips = {
            PurePosixPath(ref.path).name.removesuffix("_64.zip"): stack.enter_context(zipfile.ZipFile(open_file(ref)))
            for ref in source.files[1:]
        }
        for record in names:
            if record["id"] not in wanted:
                continue
            thing = f"{source.name}/{record['id']}"
            for drawing in (name for name in record["sets"] if name in zips):
                image = decode_picture(zips[drawing].read(f"{record['id']}.webp"))
                licence = f"{_NAMES_LICENCE} AND {_SET_LICENCE[drawing]}"
                out, meta = held(source, thing, {"style": drawing, "concept": concept(record["id"])})
                for lang in LANGS:
                    parts = (image, nfc(record[lang]))
                    yield Document(f"{thing}/{drawing}/{lang}", parts, lang, source.name, licence, out, meta)


def concept(id: str) -> str:
    """What an emoji shows, whoever does it: a woman, a man and a person who run are drawn alike."""
    rest = [point for point in id.split("-") if point not in _WHO]
    if "200d" in id and set(rest) <= _CHILDREN:
        return "family" if rest else id
    shown = "-".join(rest) or id
    return _DRAWN_ALIKE.get(shown, shown)


def words_alike(every: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """By the id of each record, the first one that shares a word with it, or with one that does ("bag", "school bag": sac)."""
    first: dict[str, str] = {record["id"]: record["id"] for record in every}

    def of(id: str) -> str:
        while first[id] != id:
            id = first[id]
        return id

    seen: dict[tuple[Lang, str], str] = {}
    for record in every:
        for lang in LANGS:
            if record[lang]:
                one, other = sorted((of(record["id"]), of(seen.setdefault((lang, fold(record[lang])), record["id"]))))
                first[other] = one
    return {id: of(id) for id in first}


def read_word_pictures(
    source: Source, record: dict[str, Any], pictures: zipfile.ZipFile, word: str
) -> Iterator[Document]:
    """The picture of one record of a word list, with the word in each language it has; `word` is that of `words_alike`."""
    if not record["image"]:
        return
    thing = f"{source.name}/{record['id']}"
    image = decode_picture(pictures.read(record["image"]))
    for lang in LANGS:
        if record[lang]:
            out, meta = held(source, thing, {"word": word, "said": f"{lang}/{said(record[lang])}"})
            parts = (image, nfc(record[lang]))
            yield Document(f"{thing}/picture/{lang}", parts, lang, source.name, source.licence, out, meta)
