"""Where Necker keeps its files: XDG folders, or everything under `NECKER_HOME` when it is set."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from necker.core.errors import UsageError
from necker.core.language import say


def _folder(kind: str, default: str) -> Path:
    home = os.environ.get("NECKER_HOME")
    try:
        folder = Path(home).expanduser() / kind if home else Path(default)
    except RuntimeError:  # "~" where nobody is at home
        folder = Path("~")
    if str(folder).startswith("~"):
        raise UsageError(
            say("your home folder is unknown", "votre dossier personnel est inconnu"),
            do=say("set NECKER_HOME to a folder", "donnez un dossier par NECKER_HOME"),
        )
    return folder.absolute()


def data_dir() -> Path:
    """Packs and notes: what the user would miss."""
    return _folder("data", platformdirs.user_data_dir("necker", appauthor=False))


def config_dir() -> Path:
    """The folder of config.toml."""
    return _folder("config", platformdirs.user_config_dir("necker", appauthor=False))


def cache_dir() -> Path:
    """Downloads and live pages: what can be fetched again."""
    return _folder("cache", platformdirs.user_cache_dir("necker", appauthor=False))


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone (0700, as the XDG convention asks).

    One that is there stays as it is: who opened it to others meant to.  Raises OSError.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def weights_dir() -> Path:
    """The weights that ship: inside the package when a wheel was installed, beside it in a checkout.  It may not be there."""
    package = Path(__file__).parents[1]
    inside = package / "weights"
    return inside if inside.is_dir() else package.parent / "weights"


def packs_dir() -> Path:
    """One `.pack` file per pack."""
    return data_dir() / "packs"
