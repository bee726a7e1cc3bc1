"""A file of data is the one of the recipe, or there is a clear error."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from necker.core.errors import MissingError, NeckerError
from necker.sources.catalogue import SOURCES
from necker.sources.mirror import FileRef, mirror_dir, open_file
from necker.sources.readers import READERS


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NECKER_MIRROR", str(tmp_path))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_bytes(b"content")
    return tmp_path


GOOD = FileRef("a/b.txt", hashlib.sha256(b"content").hexdigest())


def test_a_file_is_found_and_checked(mirror: Path) -> None:
    assert open_file(GOOD) == mirror / "a" / "b.txt"


def test_another_content_is_refused_each_time(mirror: Path) -> None:
    open_file(GOOD)
    (mirror / "a" / "b.txt").write_bytes(b"c0ntent")
    with pytest.raises(NeckerError, match="not the expected one"):
        open_file(GOOD)


def test_what_is_absent_is_said(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("a/none.txt", "a"):
        with pytest.raises(MissingError, match=path):
            open_file(FileRef(path, GOOD.sha256))
    monkeypatch.delenv("NECKER_MIRROR")
    assert mirror_dir() is None
    with pytest.raises(MissingError, match="NECKER_MIRROR"):
        open_file(GOOD)


def test_the_catalogue_is_complete() -> None:
    for name, source in SOURCES.items():
        assert source.name == name and source.reader in READERS
        assert source.licence and source.attribution
        assert all(re.fullmatch("[0-9a-f]{64}", ref.sha256) for ref in source.files)
        assert not any(ref.path.startswith("text/eval") for ref in source.files)  # evaluation is never read
    assert {source.reader for source in SOURCES.values()} == set(READERS)
