"""A file of data is the one of the recipe, or there is a clear error."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from necker.core.errors import MissingError, NeckerError
from necker.sources.mirror import FileRef, mirror_dir, open_file


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
