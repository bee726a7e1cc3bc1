"""What tests of readers share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.readers.made import Made


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    return Made(tmp_path, monkeypatch)
