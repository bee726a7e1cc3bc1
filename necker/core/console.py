"""The terminal: answers go to stdout, everything else to stderr; colour and progress only where a person is looking."""

from __future__ import annotations

import math
import os
import sys
import time
from typing import TextIO

from necker.core.language import say

# Joiners, non-joiners and soft hyphens shape words and move nothing else; the rest of the invisible ones could.
_HARMLESS = "\n\t\u200c\u200d\u00ad"
_COLOURS = {"green": "32", "red": "31", "yellow": "33", "blue": "34", "grey": "90", "bold": "1"}


def colourful(stream: TextIO) -> bool:
    """Whether colour may be written: `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` are honoured."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """`text` in a colour, or as it is where colour is not wanted."""
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if colourful(stream or sys.stdout) else text


def printable(text: str) -> str:
    """Text from a source or a model, made safe for a terminal: control characters are shown, not obeyed."""
    return "".join(c if c in _HARMLESS or c.isprintable() else " " if c.isspace() else _escape(c) for c in text)


def one_line(text: str) -> str:
    """`printable` text on one line, with single spaces: titles, excerpts."""
    return " ".join(printable(text).split())


def _escape(c: str) -> str:
    return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" if ord(c) < 65536 else f"\\U{ord(c):08x}"


def size(count: int) -> str:
    """Bytes for people, in units of 1,000: "950 B", "34.3 MB" (in French "950 o", "34,3 Mo")."""
    value, prefix = float(count), ""
    for bigger in ("k", "M", "G", "T"):
        if value < 999.5:
            break
        value, prefix = value / 1000, bigger
    shown = f"{value:.0f}" if not prefix or value >= 99.95 else f"{value:.1f}"
    return say(f"{shown} {prefix}B", f"{shown.replace('.', ',')} {prefix}o")


def thousands(count: int) -> str:
    """A count for people: "19,996"; in French "19 996" (with a narrow no-break space)."""
    return say(f"{count:,}", f"{count:,}".replace(",", "\u202f"))


def counted(count: int, noun: str) -> str:
    """A count and a noun whose plural takes an s in both languages: "1 page", "19,996 pages"; "0 page" in French."""
    several = say(count != 1, count > 1)
    return f"{thousands(count)} {noun}{'s' if several else ''}"


def note(text: str) -> None:
    """One line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """A progress line on stderr: redrawn in place on a terminal, one line every 5 s elsewhere.

    `bytes_` says that what is counted is bytes.
    """

    def __init__(self, label: str, bytes_: bool = False) -> None:
        self.label, self._shown = label, size if bytes_ else thousands
        self._last, self._width, self._ended = -math.inf, 0, False

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        if self._ended or (now - self._last < (0.1 if live else 5.0) and done != total):
            return
        self._last, self._ended = now, done == total
        share = f" / {self._shown(total)} ({done * 100 // total} %)" if total else ""
        line = f"{self.label}: {self._shown(done)}{share}"
        print(f"\r{line:<{self._width}}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)
        self._width = len(line) if live else 0

    def close(self) -> None:
        """End the line that is being redrawn, if any, so that the next message begins on its own."""
        if self._width:
            print(file=sys.stderr, flush=True)
            self._width = 0
