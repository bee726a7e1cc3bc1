"""Every source of the mirror is read, and nothing of it is dropped without a word."""

from __future__ import annotations

import io
import json
import lzma
import os
import zipfile
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import RefusedError
from necker.sources.document import Document
from necker.sources.licences import allowed
from necker.sources.manifest import Manifest, manifest, manifests
from necker.sources.readers import documents
from necker.text.normal import nfc

MIRROR = os.environ.get("NECKER_MIRROR", "")
pytestmark = pytest.mark.skipif(not Path(MIRROR or "/nowhere").is_dir(), reason="NECKER_MIRROR names no folder")
FIRST = 200
SMALL = 200_000  # bytes of a source that is read to its end
OWN = {
    "toy",
    "tatoeba",
    "wikipedia_lead",
    "emoji",
    "words",
    "digits",
    "voice",
    "espeak",
    "flite",
    "lesson",
}  # their tests are test_first.py's, and those of tests/lessons


DRAWN = {"emoji_more", "game_icons", "osm_icons", "tuxpaint_stamps"}  # in SVG


def read(one: Manifest, most: int | None) -> tuple[list[Document], dict[str, str]]:
    broken: dict[str, str] = {}
    source = replace(one.source(), broken=lambda id, reason: broken.update({id: reason}))
    try:
        return list(islice(documents(source), most)), broken
    except RefusedError as error:  # a package that nobody fetched
        pytest.skip(str(error))


def record_of(one: Manifest, document: Document) -> str:
    """The id of the record that a document is of."""
    several = isinstance(one.options.get("text"), dict) or {"texts", "records"} & one.options.keys()
    several = (several or isinstance(one.options.get("caption"), dict)) and document.lang is not None
    return document.id.rsplit("/", 1)[0] if several else document.id


def number_of_records(one: Manifest) -> int | None:
    """Counted without the readers; None for packages."""
    if one.packages:
        return None
    if "records" in one.options:
        return len(one.options["records"])
    if "path" in one.options:
        zips = (zipfile.ZipFile(Path(MIRROR) / ref.path) for ref in one.files)
        return sum(not info.is_dir() for opened in zips for info in opened.infolist())
    alone = "file" in one.options or "schemas" in one.options
    return sum(_records(one, Path(MIRROR) / ref.path) for ref in one.files[: 1 if alone else None])


def _records(one: Manifest, path: Path) -> int:
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
    form = one.options.get("format")
    if form == "squad":
        return sum(len(article["paragraphs"]) for article in json.loads(text)["data"])
    if form == "list":
        return len(json.loads(text))
    lines = [line for line in io.StringIO(text, newline="\n") if line.strip()]
    if one.reader == "lines":
        return sum(line.startswith(" = ") and not line.startswith(" = =") for line in lines)
    return len(lines) - bool(one.options.get("header"))


@pytest.mark.parametrize("name", [name for name, one in manifests().items() if one.reader not in OWN])
def test_a_source_is_read(name: str) -> None:
    if manifest(name).reader == "video_zip":
        pytest.importorskip("av")
    if manifest(name).reader == "sounds_zip":
        pytest.importorskip("soundfile")
    if name in DRAWN:
        pytest.importorskip("resvg_py")
    one = manifest(name)
    small = sum(ref.bytes or 0 for ref in one.files) < SMALL and not one.packages
    found, broken = read(one, None if small else FIRST)
    records = {record_of(one, document) for document in found}
    assert found and len({document.id for document in found}) == len(found)
    if small:
        assert len(records) + len(broken) == number_of_records(one)
    assert len(broken) <= 1 + len(records) // 50, broken
    for document in found:
        check(one, document)


def check(one: Manifest, document: Document) -> None:
    assert document.source == one.name and document.id.startswith(f"{one.name}/")
    allowed(document.licence, one.licences)
    known: set[Any] = {None, *one.languages} | ({"fr"} if "records" in one.options else set())
    assert document.lang in known
    texts = [part for part in document.parts if isinstance(part, str)]
    assert len(texts) == (2 if document.lang is None else 1)
    assert all(text == nfc(text) and text.strip() and "\r" not in text for text in texts)
    assert not any(text.startswith(("{", "[{")) for text in texts)  # no bare JSON
    shown = len(document.parts) - len(texts)
    assert shown == 0 if one.modalities == ("text",) else 1 <= shown <= 3
    assert all(name and value for name, value in document.meta)


def test_photographers_are_named() -> None:
    found, _ = read(manifest("flowers"), 20)
    assert all(dict(document.meta).get("attribution") for document in found)
