"""`necker remember|forget|notes`: kept exactly, found like any other text, gone when forgotten."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, child, shaped

Cli = Callable[..., Ran]


def test_a_note_is_kept_found_listed_and_forgotten(cli: Cli) -> None:
    ran = cli("remember", "The spare key is under the blue flowerpot.", "--title", "Spare key")
    assert ran == (0, "1\n", "note 1 is kept: Spare key\n")
    assert "blue flowerpot" in cli("wiki", "search", "where is the spare key").out
    assert cli("notes").out.startswith("1  Spare key  2") and "   The spare key is under" in cli("notes").out
    assert cli("forget", "1") == (0, "", "note 1 is forgotten\n")
    assert cli("notes") == (0, "", "no note → necker remember TEXT\n")
    assert cli("wiki", "search", "spare key").code == 5


def test_words_need_no_quotes(cli: Cli) -> None:
    assert (
        shaped("remember", cli("remember", "Le", "code", "est", "4812.", "--json").out)["text"] == "Le code est 4812."
    )


def test_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Première ligne.\nSeconde ligne.\n".encode())))
    assert cli("remember", "-").code == 0
    assert shaped("notes", cli("notes", "--json").out)["notes"][0]["text"] == "Première ligne.\nSeconde ligne."


def test_json(cli: Cli) -> None:
    kept = shaped("remember", cli("remember", "Two words.", "--json").out)
    assert shaped("notes", cli("notes", "--json").out)["notes"] == [{k: v for k, v in kept.items() if k != "schema"}]
    assert shaped("forget", cli("forget", str(kept["id"]), "--json").out)["removed"] == kept["id"]
    assert shaped("notes", cli("notes", "--json").out)["notes"] == []


@pytest.mark.parametrize(
    "argv", [("remember", ""), ("remember",), ("forget", "7"), ("forget", "x"), ("remember", "x" * 100_001)]
)
def test_what_cannot_be_done_is_an_error_of_usage(cli: Cli, home: Path, argv: tuple[str, ...]) -> None:
    ran = cli(*argv)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert not (home / "data" / "packs" / "notes.pack").exists()


def test_bytes_that_are_no_text_are_refused_rather_than_changed(cli: Cli) -> None:
    code = "from necker.cli.main import run; run()"
    for argv, given in (([b"caf\xe9"], b""), ([b"-"], b"caf\xe9")):
        command = [os.fsencode(sys.executable), b"-c", code.encode(), b"remember", *argv]
        done = subprocess.run(command, input=given, capture_output=True, timeout=60)
        assert done.returncode == 2 and b"UTF-8" in done.stderr and done.stdout == b""
    assert cli("notes").out == ""


def test_a_note_cannot_act_on_the_terminal(cli: Cli) -> None:
    for argv in (("remember", "a\x1b[2Jb \u202e", "--title", "t\x1b[2J"), ("notes",)):
        ran = cli(*argv)
        assert ran.code == 0 and not set("\x1b\u202e") & set(ran.out + ran.err)


def test_the_pack_of_notes_is_not_removed_by_mistake(cli: Cli) -> None:
    cli("remember", "Keep me.")
    ran = cli("wiki", "rm", "notes")
    assert ran.code == 2 and "necker forget" in ran.err and cli("notes").out


def test_notes_can_be_read_where_nothing_can_be_written(cli: Cli, home: Path, confined: tuple[str, ...]) -> None:
    cli("remember", "Read me.")
    folders = [home / "data" / "packs", home / "data", home]
    files = [path for path in home.rglob("*") if path.is_file()]
    for path in (*files, *folders):
        path.chmod(0o555 if path.is_dir() else 0o444)
    ran = child("notes", before=confined)
    for path in (*reversed(folders), *files):
        path.chmod(0o755)
    assert ran.code == 0 and "Read me." in ran.out, ran.err
