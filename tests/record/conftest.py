"""One small run for all tests of this room, and a copy of it for each test that may spoil it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from necker.cli.main import main
from tests.model.short import write_recipe


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NECKER_LANG", "en")
    monkeypatch.delenv("WORLD_SIZE", raising=False)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Legs of four steps and two links on few documents made by code; nothing may be changed in it."""
    folder = tmp_path_factory.mktemp("record")
    recipe = write_recipe(folder / "short.toml", steps=4)
    recipe.write_text(recipe.read_text("utf-8").replace("repeat = 2", "repeat = 1\nlimit = 60"), "utf-8")
    assert main(["train", str(recipe), "--workers", "1", "--out", str(folder / "run")]) == 0
    return folder / "run"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))
