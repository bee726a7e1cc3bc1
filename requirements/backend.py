"""The build backend: flit's, and in a wheel the weights that ship, as necker/weights (see necker/core/paths.py)."""

from pathlib import Path

from flit_core import wheel
from flit_core.buildapi import *  # noqa: F403  the hooks that pip calls


class _Builder(wheel.WheelBuilder):
    def copy_module(self) -> None:
        super().copy_module()
        for path in sorted(Path("weights").rglob("*")):
            if path.is_file():
                self._add_file(path, Path("necker") / path)


wheel.WheelBuilder = _Builder  # what the hooks call; flit_core is pinned in pyproject.toml
