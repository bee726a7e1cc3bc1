"""The language of the interface (not of the texts): French or English.

Order: `speaking` (the reader of one request), `set_language` (a flag or the configuration), `NECKER_LANG`, then the usual
locale variables, then English.
Messages are written in both languages where they are raised, `say("English", "Français")`, so neither is forgotten.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeVar

Lang = Literal["fr", "en"]
T = TypeVar("T")

_chosen: Lang | None = None
_reader: ContextVar[Lang | None] = ContextVar("reader", default=None)


@contextmanager
def speaking(lang: Lang | None) -> Iterator[None]:
    """Within, messages are in `lang`, in this thread or task and those that copy its context; None changes nothing."""
    token = _reader.set(lang or _reader.get())
    try:
        yield
    finally:
        _reader.reset(token)


def set_language(lang: Lang | None) -> None:
    """Force the interface language; None goes back to the environment."""
    global _chosen
    _chosen = lang


def interface_language() -> Lang:
    """The language in which messages are shown."""
    if chosen := _reader.get() or _chosen:
        return chosen
    for variable in ("NECKER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "").lower()
        if value:
            return "fr" if re.split(r"[_.@-]", value)[0] == "fr" else "en"
    return "en"


def say(en: T, fr: T) -> T:
    """The one of the interface language; most often of two messages."""
    return fr if interface_language() == "fr" else en
