"""The user's own files: what is read, what is left out and told, and passages that can be quoted exactly."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import MissingError, UsageError
from necker.core.language import set_language
from necker.knowledge import folder as folder_module
from necker.knowledge.build import build_pack
from necker.knowledge.check import verify_pack
from necker.knowledge.folder import FolderSource
from necker.knowledge.library import Library
from necker.knowledge.passage import SourcePage, passage_of
from tests.knowledge.pdf_file import pdf_file


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def read(path: Path) -> tuple[list[SourcePage], list[str]]:
    source = FolderSource(path, "my files")
    pages = list(source.pages(0))
    return pages, source.report


def test_every_kind_of_file_with_its_title_language_address_and_hash(tmp_path: Path) -> None:
    files = {
        "a.md": b"# Le jardin\n\nLes tomates se plantent au mois de mai dans le jardin.",
        "b.html": b"<title>The shed</title><p>The rake and the spade are kept in the shed behind the house.",
        "c d.TXT": "Le vélo est rangé dans la cave de la maison.".encode("cp1252"),
        "e.rst": b"Roses\n=====\n\nThe roses are watered every evening in the summer.",
        "f.pdf": pdf_file([["The contract ends in March of the year 2031."], ["It may be renewed."]], "Contract"),
        "g.htm": b"<h1>Heading first</h1><title>Title second</title><p>This is what the page of the house says.",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    pages, report = read(tmp_path)
    assert report == []
    assert [(page.title, page.lang) for page in pages] == [
        ("Le jardin", "fr"),
        ("The shed", "en"),
        ("c d", "fr"),
        ("Roses", "en"),
        ("Contract (p. 1)", "en"),
        ("Contract (p. 2)", "en"),
        ("Heading first", "en"),
    ]
    assert pages[2].url == (tmp_path / "c d.TXT").as_uri() and "c%20d.TXT" in str(pages[2].url)
    assert pages[5].url == (tmp_path / "f.pdf").as_uri() + "#page=2"
    assert pages[0].revision == f"sha256:{sha256(files['a.md']).hexdigest()}"
    assert [p.text for p in pages[0].passages] == ["Les tomates se plantent au mois de mai dans le jardin."]


def test_a_pack_of_it_is_sound_private_and_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "note.md").write_text("# Cave\n\nLa clé de la cave est sous le pot bleu.", "utf-8")
    info = build_pack("mine", FolderSource(tmp_path / "docs", "mine"), folder=tmp_path)
    assert verify_pack(info.path) == 1 and info.licence == "private"
    hit = Library.open(["mine"], folder=tmp_path).search("où est la clé de la cave", "fr")[0].passage
    assert hit.source == "file" and hit.licence == "private"
    assert [hit.text[a:b] for a, b in hit.sentences] == ["La clé de la cave est sous le pot bleu."]


def test_what_is_left_out_is_told_and_nothing_else_suffers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MAX_BYTES", 2000)
    outside = tmp_path / "outside.txt"
    outside.write_text("Secret.")
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    (root / "sub").mkdir()
    (root / ".git" / "x.txt").write_text("no")
    (root / ".hidden.md").write_text("no")
    (root / "binary.txt").write_bytes(b"\0\1\2")
    (root / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (root / "empty.txt").write_bytes(b"")
    (root / "large.txt").write_bytes(b"a" * 3000)
    (root / "one.jpg").write_bytes(b"")
    (root / "two.JPG").write_bytes(b"")
    (root / "good.txt").write_text("The good file is read.")
    (root / "sub" / "good.md").write_text("So is the one below.")
    (root / "link.txt").symlink_to(outside)
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.txt")
    pages, report = read(root)
    assert [page.passages[0].text for page in pages] == ["The good file is read.", "So is the one below."]
    assert sorted(report) == [
        "*.jpg (2): not a kind of file that is read",
        ".git: hidden",
        ".hidden.md: hidden",
        "binary.txt: not a text file",
        "broken.pdf: damaged PDF",
        "empty.txt: no text",
        "large.txt: over 50 MB",
        "link.txt: a symbolic link, not followed",
        "loop: a symbolic link, not followed",
        "pipe.txt: not a regular file",
    ]


def test_the_report_is_not_doubled_when_a_build_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    (tmp_path / "b.txt").write_text("One.")
    (tmp_path / "c.txt").write_text("Two.")
    source = FolderSource(tmp_path, "x")
    first = list(source.pages(0))
    assert list(source.pages(1)) == first[1:] and len(source.report) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no")
    (tmp_path / "a.txt").chmod(0)
    assert read(tmp_path) == ([], ["a.txt: Permission denied"])


def test_a_file_that_goes_away_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Here.")
    source = FolderSource(tmp_path, "x")
    (tmp_path / "a.txt").unlink()
    assert list(source.pages(0)) == [] and source.report == ["a.txt: No such file or directory"]
    assert source.fingerprint()


def test_without_the_extra_a_pdf_is_told_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    (tmp_path / "a.pdf").write_bytes(pdf_file([["x"]]))
    (tmp_path / "b.txt").write_text("Read.")
    pages, report = read(tmp_path)
    assert len(pages) == 1 and "pip install 'necker[docs]'" in report[0]


def test_one_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Alone.")
    (tmp_path / "b.txt").write_text("Not this one.")
    pages, _ = read(tmp_path / "a.txt")
    assert [page.title for page in pages] == ["a"]


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    for path in (tmp_path / "absent", tmp_path / "a.jpg"):
        with pytest.raises(UsageError):
            FolderSource(path, "x")
    with pytest.raises(MissingError):
        build_pack("x", FolderSource(tmp_path, "x"), folder=tmp_path)


def test_the_fingerprint_changes_with_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    seen = [FolderSource(tmp_path, "x").fingerprint()]
    assert FolderSource(tmp_path, "x").fingerprint() == seen[0]
    (tmp_path / "a.txt").write_text("One more.")
    seen.append(FolderSource(tmp_path, "x").fingerprint())
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    seen.append(FolderSource(tmp_path, "x").fingerprint())
    assert len(set(seen)) == 3


def test_odd_names_of_files(tmp_path: Path) -> None:
    for name in ("e\u0301té #1?.txt", "a\nb.txt", os.fsdecode(b"caf\xe9.txt")):
        (tmp_path / name).write_text("The file is read.")
    pages, report = read(tmp_path)
    assert {page.title for page in pages} == {"été #1?", "a b", "caf\ufffd"} and report == []
    assert all(str(page.url).isascii() and "\n" not in str(page.url) for page in pages)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.binary()
    | st.text().map(str.encode)
    | st.lists(st.sampled_from(["# A\n", "<p>", "é\u0301", " mot", ". ", "\n\n", "|x|\n", "\r", "&#0;", "\u2028"]))
    .map("".join)
    .map(str.encode),
    st.sampled_from([".txt", ".md", ".html", ".rst", ".pdf"]),
)
def test_any_bytes_become_exact_passages_or_a_line(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    source = FolderSource(path, "x")
    pages = list(source.pages(0))
    assert pages or source.report
    for page in pages:
        for position in range(len(page.passages)):
            passage = passage_of(page, position, pack="x", source=source)
            assert passage.text == page.passages[position].text == unicodedata.normalize("NFC", passage.text)
            assert 0 < len(passage.text) <= 1200
            quotes = [passage.text[start:end] for start, end in passage.sentences]
            assert "".join("".join(quotes).split()) == "".join(passage.text.split())
