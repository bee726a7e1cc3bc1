"""`necker config`: what is in force and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, shaped

Cli = Callable[..., Ran]


def written(home: Path, text: str) -> Path:
    path = home / "config" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def test_show_can_be_pasted_into_the_file(cli: Cli, home: Path) -> None:
    path = written(home, 'brain = "openai"\n')
    shown = cli("config", "show").out
    path.write_text(shown, "utf-8")
    assert cli("config").out == shown and 'brain = "openai"\n' in shown


def test_origin_is_told_for_each_layer(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(home, 'brain = "openai"\nopenai_model = "m"\n')
    monkeypatch.setenv("NECKER_OPENAI_MODEL", "n")
    lines = cli("config", "show", "--origin", "--offline").out.splitlines()
    assert f'brain = "openai"   # {path}' in lines
    assert 'openai_model = "n"   # environment NECKER_OPENAI_MODEL' in lines
    assert "offline = true   # flag" in lines
    assert "live = false   # default" in lines


def test_path(cli: Cli, home: Path) -> None:
    assert cli("config", "path") == (0, f"{home}/config/config.toml\n", "")


def test_json(cli: Cli) -> None:
    data = shaped("config", cli("config", "--json").out)
    assert {"name": "brain", "value": "extractive"}.items() <= data["settings"][4].items()


def test_an_unknown_key_stops_every_command_with_one_line(cli: Cli, home: Path) -> None:
    path = written(home, "colour = 1\n")
    for verb in (["config"], ["wiki", "list"], ["doctor"]):
        ran = cli(*verb)
        assert (ran.code, ran.out) == (2, "") and str(path) in ran.err and "colour" in ran.err and "brain" in ran.err
        assert ran.err.count("\n") == 1


def test_the_language_of_the_file_speaks(cli: Cli, home: Path) -> None:
    written(home, 'lang = "fr"\n')
    assert "langue des messages" in cli("config", "--json").out
