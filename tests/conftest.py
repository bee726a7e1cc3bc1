"""The small pack of tests/small_pack.py, built once a session, and the library over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from tests.small_pack import SmallPack


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packs that holds `small.pack`; nothing may be changed in it."""
    folder = tmp_path_factory.mktemp("small")
    build_pack("small", SmallPack(), folder=folder)
    return folder


@pytest.fixture(scope="session")
def library(small_folder: Path) -> Library:
    """The library over the small pack alone."""
    return Library.open(["small"], folder=small_folder)
