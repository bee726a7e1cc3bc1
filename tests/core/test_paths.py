"""NECKER_HOME decides, then XDG, then the platform; a folder is always absolute."""

from __future__ import annotations

from pathlib import Path

import pytest

from necker.core import paths
from necker.core.errors import UsageError

FOLDERS = [paths.data_dir, paths.config_dir, paths.cache_dir, paths.packs_dir]


def test_everything_lies_under_necker_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NECKER_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    assert [folder() for folder in FOLDERS] == [
        tmp_path / "data",
        tmp_path / "config",
        tmp_path / "cache",
        tmp_path / "data" / "packs",
    ]


def test_a_folder_is_made_private_and_one_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    for _ in range(2):
        paths.make_private(tmp_path / "open" / "a" / "b")
    assert [
        path.stat().st_mode & 0o777
        for path in (tmp_path / "open", tmp_path / "open" / "a", tmp_path / "open" / "a" / "b")
    ] == [
        0o755,
        0o700,
        0o700,
    ]
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        paths.make_private(tmp_path / "file" / "a")


def test_xdg_is_honoured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NECKER_HOME", raising=False)
    for kind in ("data", "config", "cache"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(tmp_path / kind))
    assert [folder() for folder in FOLDERS[:3]] == [tmp_path / k / "necker" for k in ("data", "config", "cache")]


def test_an_empty_necker_home_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NECKER_HOME", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert paths.data_dir() == tmp_path / "necker"


def test_a_relative_or_tilde_home_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NECKER_HOME", "here")
    assert paths.data_dir() == tmp_path / "here" / "data"
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("NECKER_HOME", "~/n")
    assert paths.data_dir() == tmp_path / "me" / "n" / "data"


def test_an_unknown_home_is_a_clear_error_not_a_folder_named_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_HOME", "~nobody-of-that-name/x")
    with pytest.raises(UsageError, match="NECKER_HOME"):
        paths.data_dir()


def test_looking_creates_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    for folder in FOLDERS:
        folder()
    assert not (tmp_path / "home").exists()
