"""The habits of a command-line program, tried on the real program in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from necker.cli.main import main
from tests.cli.conftest import child

# Whatever would leave the machine ends the program at once, past every `except Exception`.
NO_SOCKETS = """
import socket
class Leaked(BaseException): pass
def leak(*args, **options): raise Leaked(repr(args))
for name in ("connect", "connect_ex", "sendto", "sendmsg", "bind"): setattr(socket.socket, name, leak)
for name in ("getaddrinfo", "gethostbyname", "create_connection"): setattr(socket, name, leak)
"""
READING = (
    ("wiki", "list"),
    ("wiki", "info", "mine", "--check"),
    ("wiki", "search", "Ada Lovelace"),
    ("wiki", "search", "née à Londres", "--json"),
    ("notes",),
    ("config", "show"),
    ("doctor",),
    ("completion", "bash"),
)
UNSHARE = ("unshare", "-rn") if os.name == "posix" and os.getuid() else ("unshare", "-n")


def test_the_prelude_of_these_tests_does_stop_a_connection() -> None:
    ran = child("doctor", prelude=NO_SOCKETS + "socket.create_connection(('127.0.0.1', 9))")
    assert ran.code == 1 and "Leaked" in ran.err


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_reading_uses_no_socket_and_no_thing_but_stdout(mine: Path, argv: tuple[str, ...]) -> None:
    ran = child(*argv, prelude=NO_SOCKETS)
    assert ran.code == 0, ran.err
    assert ran.out or argv == ("notes",)
    assert ran.err == "" or argv[0] == "notes" or "--check" in argv


def test_reading_works_where_there_is_no_network_at_all(mine: Path) -> None:
    if not shutil.which("unshare") or subprocess.run([*UNSHARE, "true"], capture_output=True).returncode:
        pytest.skip("unshare is not permitted here")
    for argv in READING[:3]:
        ran = child(*argv, before=UNSHARE)
        assert ran.code == 0 and ran.out, ran.err


def test_without_home_read_only_and_without_utf8(mine: Path, home: Path, confined: tuple[str, ...]) -> None:
    """As a service would run it: no HOME, C locale without Python's coercion, a home that cannot be written."""
    environment = {"PATH": os.environ["PATH"], "NECKER_HOME": str(home), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    environment |= {"PYTHONUTF8": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    for folder in (mine.parent, home / "data", home):
        folder.chmod(0o555)
    before = sorted(home.rglob("*"))
    try:
        for argv in READING:
            ran = child(*argv, env=environment, cwd="/", before=confined)
            assert ran.code == 0, (argv, ran.err)
    finally:
        for folder in (home, home / "data", mine.parent):
            folder.chmod(0o755)
    assert sorted(home.rglob("*")) == before
    ran = child("wiki", "search", "née à Londres", env=environment)
    assert "Ada Lovelace est née à Londres en 1815." in ran.out


def test_without_necker_home_and_home(tmp_path: Path) -> None:
    """The folders of the account are used, and nothing is made by looking."""
    ran = child("wiki", "list", env={"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(tmp_path / "d")})
    assert (ran.code, ran.out) == (0, "") and list(tmp_path.iterdir()) == []


def test_colour_is_for_terminals_and_the_variables_decide(mine: Path) -> None:
    plain = child("wiki", "list")
    assert "\x1b" not in plain.out
    assert "\x1b[" in child("wiki", "list", env=os.environ | {"FORCE_COLOR": "1"}).out
    assert "\x1b" not in child("wiki", "list", env=os.environ | {"FORCE_COLOR": "1", "NO_COLOR": "1"}).out


def on_a_terminal(*argv: str, **variables: str) -> str:
    """What the command writes on a terminal, stdout and stderr together."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    code = "from necker.cli.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *argv], stdout=theirs, stderr=theirs, env=os.environ | variables
    )
    os.close(theirs)
    written = b""
    try:
        while block := os.read(ours, 65536):
            written += block
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    assert process.wait(30) == 0
    return written.decode()


def test_on_a_terminal_there_is_colour_unless_it_is_dumb(mine: Path) -> None:
    assert "\x1b[1mmine\x1b[0m" in on_a_terminal("wiki", "list", TERM="xterm")
    for variables in ({"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}):
        assert "\x1b" not in on_a_terminal("wiki", "list", **variables)


def test_a_page_cannot_act_on_the_terminal(mine: Path) -> None:
    shown = on_a_terminal("wiki", "search", "zebras", TERM="dumb")
    assert "Evil \\x1b]0;owned\\x07 title" in shown and "\\x1b[2J\\x1b[31mclear the screen\\x9b0m" in shown
    assert "\\u202eTxet" in shown and not set("\x1b\x07\x9b\u202e") & set(shown)


def test_nor_can_a_name_in_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["wiki", "info", "\x1b[2J"], ["wiki", "\x1b[2J"], ["wiki", "add", "/\x1b[2J"], ["\x1b[2J"]):
        assert main(argv) == 2
        out, err = capsys.readouterr()
        assert "\x1b" not in out + err and "x1b[2J" in err


def test_a_reader_that_goes_away_is_not_an_error(mine: Path) -> None:
    for argv in (["wiki", "list"], ["wiki", "search", "Ada"], ["--help"], ["completion", "fish"], ["doctor", "--json"]):
        code = "from necker.cli.main import run; run()"
        process = subprocess.Popen([sys.executable, "-c", code, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout and process.stderr
        process.stdout.close()
        assert (process.stderr.read(), process.wait(30)) == (b"", 0), argv


def test_closed_streams_do_no_harm(mine: Path) -> None:
    command = f"exec {sys.executable} -m necker wiki list >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], timeout=30).returncode == 0


def test_ctrl_c_while_a_pack_is_built(mine: Path, home: Path, tmp_path: Path) -> None:
    """130 and one line; no pack of that name, the others whole; the same command then ends the work."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number}.txt").write_text(f"Page {number} of zebras and the number {number}.\n")
    code = "from necker.cli.main import run; run()"
    command = [sys.executable, "-c", code, "wiki", "add", str(folder), "--name", "big"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    first = process.stderr.readline()
    assert first.startswith("big, pages: 0")
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    assert (process.wait(30), rest) == (130, "necker: interrupted\n")
    assert [path.name for path in mine.parent.glob("*.pack")] == ["mine.pack"]
    assert child("wiki", "list").out.startswith("mine")
    assert child(*command[3:]).code == 0 and child("wiki", "info", "big", "--check").code == 0
    assert "all 3,000 passages" in child("wiki", "info", "big", "--check").out


def test_ctrl_c_anywhere_else(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("necker.cli.wiki.listing", stop)
    assert main(["wiki", "list"]) == 130
    assert capsys.readouterr() == ("", "necker: interrupted\n")


def test_messages_are_french_when_the_locale_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    said = []
    for argv in (["wiki", "info", "rien"], ["wiki", "add"], ["wiki", "list", "--bogus"], ["--help"], ["wiki", "list"]):
        main(argv)
        said.append("".join(capsys.readouterr()))
    assert (
        "n’est pas installé" in said[0] and "il manque : WHAT" in said[1] and "arguments inconnus : --bogus" in said[2]
    )
    assert said[3].startswith("usage : ") and "montrer cette aide" in said[3] and "aucun paquet" in said[4]
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    main(["--help"])
    assert capsys.readouterr().out.startswith("usage: ")


def test_errors_are_one_line_and_debug_shows_the_traceback(mine: Path) -> None:
    mine.write_bytes(b"")
    ran = child("wiki", "search", "x")
    assert ran.code == 5 and ran.err.startswith("necker: ") and ran.err.count("\n") == 1
    assert "Traceback" in child("wiki", "search", "x", "--debug").err


def test_a_surprise_is_one_line_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*args: object) -> int:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("necker.cli.wiki.listing", surprise)
    assert main(["wiki", "list"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "ZeroDivisionError: division by zero" in err and "--debug" in err


@pytest.mark.parametrize(
    ("error", "code"), [(PermissionError(13, "Permission denied", "/x"), 6), (OSError(28, "No space"), 1)]
)
def test_errors_of_the_system_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: OSError, code: int
) -> None:
    def fail(*args: object) -> int:
        raise error

    monkeypatch.setattr("necker.cli.wiki.listing", fail)
    assert main(["wiki", "list"]) == code
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "argv", [["bogus"], ["wiki"], ["wiki", "bogus"], ["--bogus"], ["wiki", "list", "--jso"], ["--off"]]
)
def test_errors_of_usage_are_one_line_and_2(capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and "--help" in err


def test_global_flags_stand_before_or_after_the_verb(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--offline", "config", "--origin"], ["config", "--origin", "--offline"]):
        main(argv)
        assert "offline = true   # flag" in capsys.readouterr().out


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("necker 0.")


def test_a_bare_command_says_what_to_type_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "necker ask" in capsys.readouterr().out
