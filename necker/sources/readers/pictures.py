"""Readers of pictures with words: emoji in several drawings, and the pictures of a word list.

Pictures keep their size; what is transparent becomes white.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from necker.core.language import Lang
from necker.sources.document import Document, Image, chosen, is_held_out
from necker.sources.mirror import FileRef, Source, open_file
from necker.text.normal import nfc

LANGS: tuple[Lang, ...] = ("en", "fr")

_SET_LICENCE = {"openmoji": "CC-BY-SA-4.0", "twemoji": "CC-BY-4.0", "noto": "Apache-2.0", "fluent-emoji-flat": "MIT"}
_NAMES_LICENCE = "Unicode-3.0"


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
                for lang in LANGS:
                    parts = (image, nfc(record[lang]))
                    yield Document(f"{thing}/{drawing}/{lang}", parts, lang, source.name, licence, is_held_out(thing))


def read_word_pictures(source: Source, record: dict[str, Any], pictures: zipfile.ZipFile) -> Iterator[Document]:
    """The picture of one record of a word list, with the word in each language it has."""
    if not record["image"]:
        return
    thing = f"{source.name}/{record['id']}"
    image = decode_picture(pictures.read(record["image"]))
    for lang in LANGS:
        if record[lang]:
            parts = (image, nfc(record[lang]))
            yield Document(f"{thing}/picture/{lang}", parts, lang, source.name, source.licence, is_held_out(thing))
