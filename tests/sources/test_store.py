"""What is kept of documents: the same documents again, and a changed byte is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from necker.core.errors import NeckerError
from necker.sources.document import Document, Image, Mark, Sound, document_hash
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from necker.sources.store import read_store, root, write_store


def some() -> list[Document]:
    return list(documents(manifest("toy").source(40)))


def test_what_is_kept_comes_back_the_same(tmp_path: Path) -> None:
    given = some()
    assert {type(part) for one in given for part in one.parts} == {str, Image, Sound}
    found = write_store(tmp_path, given)
    back = list(read_store(tmp_path))
    assert [replace(one, parts=()) for one in back] == [replace(one, parts=()) for one in given]
    assert [document_hash(one) for one in back] == [document_hash(one) for one in given]
    assert found == root(tmp_path)


def test_the_same_documents_have_the_same_root_and_a_medium_is_kept_once(tmp_path: Path) -> None:
    image = Image(np.full((8, 8, 3), 7, np.uint8))
    twice = [Document(f"d{i}", ("one", image), "en", "toy", "CC0-1.0", False) for i in range(2)]
    assert write_store(tmp_path / "a", twice) == write_store(tmp_path / "b", twice)
    assert len((tmp_path / "a" / "media.jsonl").read_text().splitlines()) == 1


def test_any_changed_byte_of_the_media_is_refused(tmp_path: Path) -> None:
    write_store(tmp_path, some())
    media = tmp_path / "media.bin"
    good = media.read_bytes()
    for at in range(0, len(good), max(1, len(good) // 25)):
        broken = bytearray(good)
        broken[at] ^= 8
        media.write_bytes(broken)
        with pytest.raises(NeckerError, match="damaged"):
            list(read_store(tmp_path))


def test_marks_stay_marks_and_texts_texts(tmp_path: Path) -> None:
    spoken = Document("turn", (Mark("user"), "<asst>", Mark("end_user")), "fr", "s", "CC0-1.0", False)
    write_store(tmp_path, [spoken])
    assert list(read_store(tmp_path)) == [spoken]
