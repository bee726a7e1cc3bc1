"""The completion scripts, made from the parser: tried in the real shells where they are installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

import pytest

from necker.cli.completion import table
from necker.cli.main import build_parser
from tests.cli.conftest import Ran

Cli = Callable[..., Ran]

BASH = """source /dev/stdin <<'SCRIPT'
{script}
SCRIPT
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _necker; printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def shell(name: str, code: str) -> list[str]:
    program = shutil.which(name)
    if not program:
        pytest.skip(f"{name} is not installed")
    options = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
    done = subprocess.run([program, *options, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.splitlines()


def test_the_table_holds_every_verb_flag_and_choice() -> None:
    words = {(" ".join(row.path), row.flag, row.word) for row in table(build_parser())}
    assert {
        ("", "", "wiki"),
        ("wiki", "", "add"),
        ("wiki add", "", "--leads"),
        ("wiki search", "--lang", "fr"),
    } <= words
    assert ("config", "", "show") in words and ("", "", "--offline") in words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("necker wik", {"wiki"}),
        ('necker wiki ""', {"add", "list", "info", "search", "rm", "--help", "-h", "--offline", "--debug"}),
        ("necker wiki --offline in", {"info"}),
        ("necker wiki search zebra --lang ''", {"fr", "en"}),
        ("necker --offline completion z", {"zsh"}),
    ],
)
def test_bash(cli: Cli, words: str, found: set[str]) -> None:
    script = cli("completion", "bash").out
    assert set(shell("bash", BASH.format(script=script, words=words))) == found


def test_zsh(cli: Cli) -> None:
    script = cli("completion", "zsh").out
    loaded = f"autoload -U compinit; compinit -D\n{script}\n"
    assert shell("zsh", f"{loaded} print $_comps[necker]; _necker_words wiki search --lang") == ["_necker", "fr en"]


def test_fish(cli: Cli) -> None:
    script = cli("completion", "fish").out
    assert [line.split("\t")[0] for line in shell("fish", f"{script}\ncomplete -C 'necker wiki in'")] == ["info"]
    assert [line.split("\t")[0] for line in shell("fish", f"{script}\ncomplete -C 'necker wiki search --lang '")] == [
        "en",
        "fr",
    ]
    flags = shell("fish", f"{script}\ncomplete -C 'necker config --ori'")
    assert flags == ["--origin\tsay where each comes from"]


def test_an_unknown_shell_is_an_error_of_usage(cli: Cli) -> None:
    assert cli("completion", "tcsh").code == 2
