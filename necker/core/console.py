"""The terminal: answers go to stdout, everything else to stderr; colour and progress only where a person is looking."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

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
    """Text from a source or a model, made safe for a terminal: control characters (escape codes too) are shown, not obeyed."""
    return "".join(c if c in "\n\t" or c.isprintable() else " " if c.isspace() else f"\\x{ord(c):02x}" for c in text)


def note(text: str) -> None:
    """One line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """A progress line on stderr: redrawn in place on a terminal, one line every 5 s elsewhere."""

    def __init__(self, label: str) -> None:
        self.label, self._last, self._open = label, 0.0, False

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        live = sys.stderr.isatty()
        if now - self._last < (0.1 if live else 5.0) and done != total:
            return
        self._last, self._open = now, live
        share = f" / {total} ({done * 100 // total} %)" if total else ""
        print(f"\r{self.label}: {done}{share}", end="" if live else "\n", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self._open:
            print(file=sys.stderr, flush=True)
