"""Colour and progress only where a person is looking; nothing in a text can act on the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core import console
from necker.core.language import set_language


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    set_language("en")
    yield
    set_language(None)


def test_colour_on_a_terminal_only() -> None:
    assert console.colourful(Terminal()) and not console.colourful(io.StringIO())
    assert console.paint("x", "red", Terminal()) == "\x1b[31mx\x1b[0m"
    assert console.paint("x", "red", io.StringIO()) == "x"


def test_the_three_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not console.colourful(Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert console.colourful(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.colourful(Terminal())
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    assert console.colourful(Terminal())


@given(st.text())
def test_nothing_printable_gives_can_act_on_a_terminal(text: str) -> None:
    shown = console.printable(text)
    assert all(c in "\n\t\u200c\u200d\u00ad" or c.isprintable() for c in shown)
    assert "\n" not in console.one_line(text) and "\t" not in console.one_line(text)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert console.printable(text) == text


def test_escapes_are_shown() -> None:
    assert console.printable("a\x1b[31mb\x07\x9b\u202e\u2066\ud800") == "a\\x1b[31mb\\x07\\x9b\\u202e\\u2066\\ud800"
    assert console.printable("l’an\u00a01\u202f000") == "l’an 1 000"


def test_sizes_and_counts_in_both_languages() -> None:
    shown = [console.size(n) for n in (0, 999, 1000, 99_949, 99_950, 999_499, 4_869_272, 7 * 10**12)]
    assert shown == ["0 B", "999 B", "1.0 kB", "99.9 kB", "100 kB", "999 kB", "4.9 MB", "7.0 TB"]
    assert console.thousands(19996) == "19,996"
    assert [console.counted(n, "page") for n in (0, 1, 2000)] == ["0 pages", "1 page", "2,000 pages"]
    set_language("fr")
    assert console.size(4_869_272) == "4,9 Mo" and console.size(12) == "12 o"
    assert console.thousands(19996) == "19\u202f996"
    assert [console.counted(n, "page") for n in (0, 1, 2)] == ["0 page", "1 page", "2 pages"]


def test_progress_is_redrawn_in_place_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    show = console.Progress("pages")
    for done in range(101):
        show(done, 100)
    show.close()
    show.close()
    assert screen.getvalue().startswith("\rpages: 0 / 100 (0 %)")
    assert screen.getvalue().endswith("\rpages: 100 / 100 (100 %)\n") and screen.getvalue().count("\n") == 1


@pytest.mark.parametrize("dumb", [True, False])
def test_progress_elsewhere_is_a_few_whole_lines(monkeypatch: pytest.MonkeyPatch, dumb: bool) -> None:
    monkeypatch.setenv("TERM", "dumb" if dumb else "xterm")
    monkeypatch.setattr("sys.stderr", log := Terminal() if dumb else io.StringIO())
    show = console.Progress("pages")
    for done in range(101):
        show(done, 100)
    show(100, 100)
    show.close()
    assert log.getvalue() == "pages: 0 / 100 (0 %)\npages: 100 / 100 (100 %)\n"


def test_progress_of_bytes_without_a_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", log := io.StringIO())
    console.Progress("download", bytes_=True)(4_869_272, None)
    assert log.getvalue() == "download: 4.9 MB\n"


def test_a_note_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    console.note("hello")
    assert capsys.readouterr() == ("", "hello\n")
