"""Documents in Parquet come back as they were; the same documents give the same bytes; damage is told."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import MissingError, NeckerError
from necker.sources import parquet
from necker.sources.document import Document, Image, Mark, Part, Sound, document_hash
from necker.sources.manifest import manifest
from necker.sources.parquet import arrow, read_documents, read_shards, rows, write_documents
from necker.sources.readers import documents
from tests.sources.readers.made import Made, picture, sound, texts

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def some() -> list[Document]:
    found = list(documents(manifest("toy").source(20)))
    meta = (("author", "Ann, « née » B."), ("url", "https://example.org/?a=1"))
    return [found[0], replace(found[1], lang=None, meta=meta), *found[2:]]


def known(every: list[Document]) -> list[tuple[object, ...]]:
    return [(d.id, document_hash(d), d.lang, d.source, d.licence, d.held_out, d.meta) for d in every]


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    write_documents(tmp_path, some())
    assert known(list(read_documents(tmp_path))) == known(some())


def test_the_same_documents_give_the_same_bytes_and_others_do_not(tmp_path: Path) -> None:
    for name, every in (("a", some()), ("b", some()), ("c", some()[1:])):
        write_documents(tmp_path / name, iter(every), most=60_000)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b") != bytes_of(tmp_path / "c")
    assert len(bytes_of(tmp_path / "a")) > 4


def test_shards_are_bounded_and_listed(tmp_path: Path) -> None:
    shards = write_documents(tmp_path, some(), most=60_000)
    assert read_shards(tmp_path) == shards and {s.path for s in shards} == set(bytes_of(tmp_path)) - {"shards.jsonl"}
    assert all(bytes_of(tmp_path)[s.path] == s.sha256 and (tmp_path / s.path).stat().st_size == s.bytes for s in shards)
    assert sum(s.documents for s in shards if s.path.startswith("documents-")) == len(some())
    most = max(part.samples.nbytes for d in some() for part in d.parts if isinstance(part, Sound))
    for shard in shards:
        if shard.path.startswith("media-"):
            data = pq.read_table(tmp_path / shard.path).column("data").to_pylist()
            assert sum(map(len, data)) <= 60_000 + most
    assert known(list(read_documents(tmp_path))) == known(some())


def test_a_medium_is_kept_once(tmp_path: Path) -> None:
    image, noise = Image(np.zeros((2, 3, 3), np.uint8)), Sound(np.arange(9, dtype=np.int16))
    parts: list[tuple[Part, ...]] = [
        (image, "a"),
        (image, "b"),
        (noise, image),
        (noise,),
        (Image(np.zeros((3, 2, 3), np.uint8)),),
    ]
    every = [Document(f"x/{n}", part, "en", "x", "MIT", False) for n, part in enumerate(parts)]
    write_documents(tmp_path, every)
    hashes = pq.read_table(tmp_path / "media-00000.parquet").column("sha256").to_pylist()
    assert len(hashes) == len(set(hashes)) == 2  # a picture of another shape may have the same bytes
    assert known(list(read_documents(tmp_path))) == known(every)


def test_nothing_is_something_too(tmp_path: Path) -> None:
    assert write_documents(tmp_path, []) == [] and list(read_documents(tmp_path)) == []
    write_documents(
        tmp_path, [Document("x", ("",), None, "s", "MIT", True), Document("y", (), "fr", "s", "MIT", False)]
    )
    assert [d.parts for d in read_documents(tmp_path)] == [("",), ()]


def test_what_was_there_before_goes(tmp_path: Path) -> None:
    write_documents(tmp_path, some(), most=20_000)
    (tmp_path / "documents-00009.parquet.part").write_bytes(b"left by a crash")
    write_documents(tmp_path, some()[:2])
    assert set(bytes_of(tmp_path)) == {"documents-00000.parquet", "shards.jsonl"}
    assert len(list(read_documents(tmp_path))) == 2


def test_what_was_never_finished_is_refused(tmp_path: Path) -> None:
    def stops() -> Iterator[Document]:
        yield from some()
        raise KeyboardInterrupt

    write_documents(tmp_path, some())
    with pytest.raises(KeyboardInterrupt):
        write_documents(tmp_path, stops(), most=20_000)
    with pytest.raises(NeckerError, match="prepare"):
        list(read_documents(tmp_path))


WHOLE = some()[-6:] + some()[:6]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    write_documents(folder, WHOLE)
    return folder


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_is_told_in_one_line_and_never_read(whole: Path, data: st.DataObject) -> None:
    path = whole / data.draw(st.sampled_from(sorted(bytes_of(whole))))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    flipped = bytearray(content)
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(data.draw(st.sampled_from([content[:place], bytes(flipped)])))
    try:
        found = list(read_documents(whole))
    except NeckerError as error:
        assert "\n" not in str(error)
    else:
        assert path.name == "shards.jsonl" and known(found) == known(WHOLE)  # a count, a line break at the end
    finally:
        path.write_bytes(content)


def test_memory_stays_flat_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 5_000)
    noises = [Document(f"x/{n}", (Sound(np.full(2000, n, np.int16)),), "en", "x", "MIT", False) for n in range(40)]
    write_documents(tmp_path, [*noises, *noises[::-1]], most=30_000)
    media = parquet._Kept(tmp_path)
    for document in read_documents(tmp_path):
        media.get(hashlib.sha256(document.parts[0].samples.tobytes()).hexdigest())  # type: ignore[union-attr]
        assert sum(len(data) for group in media._groups.values() for data in group.values()) <= 4 * 9_000
    assert len(list(read_documents(tmp_path))) == 80


def test_without_pyarrow_it_is_said() -> None:
    with pytest.raises(MissingError, match=r"necker\[data\]"):
        arrow("pyarrow.no_such_module")


def table(**columns: list[object]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_parquet_of_others_is_read(made: Made) -> None:
    data = table(id=["a", "b"], text=["un", None], author=["Ann", "Bob"])
    found = made.read("parquet", {"x.parquet": data}, id="id", author="author", lang="fr")
    assert texts(found) == ["un"] and found[0].meta == (("author", "Ann"),) and list(made.broken) == ["made/b"]
    assert list(rows(io.BytesIO(data)))[1] == {"id": "b", "text": None, "author": "Bob"}
    assert not made.read("parquet", {"x.parquet": data[:-9]}) and list(made.broken) == ["made/x.parquet"]


def test_parquet_with_pictures_and_sounds(made: Made) -> None:
    shown = [{"bytes": picture(5), "path": "a.png"}, {"bytes": b"no", "path": "b.png"}]
    data = table(image=shown, text=["un chat", "rien"])
    found = made.read("parquet", {"x.parquet": data}, image="image.bytes", lang="fr")
    assert [type(part) for part in found[0].parts] == [Image, str] and list(made.broken) == ["made/1"]
    data = table(sound=[sound()], en=["a noise"], fr=["un bruit"])
    found = made.read("parquet", {"x.parquet": data}, sound="sound", text={"en": "en", "fr": "fr"})
    assert [(d.lang, type(d.parts[0]), d.parts[1]) for d in found] == [
        ("en", Sound, "a noise"),
        ("fr", Sound, "un bruit"),
    ]


def test_the_list_is_readable(tmp_path: Path) -> None:
    write_documents(tmp_path, some()[:1])
    line = json.loads((tmp_path / "shards.jsonl").read_text())
    assert set(line) == {"path", "sha256", "documents", "bytes"} and line["path"] == "documents-00000.parquet"


def test_marks_stay_marks_and_texts_texts(tmp_path: Path) -> None:
    spoken = Document("turn", (Mark("user"), "<asst>", Mark("end_user")), "fr", "s", "CC0-1.0", False)
    write_documents(tmp_path, [spoken])
    assert list(read_documents(tmp_path)) == [spoken]
