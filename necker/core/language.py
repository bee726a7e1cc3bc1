"""The language of the interface (not of the texts): French or English.

Order: `set_language` (a flag or the configuration), `NECKER_LANG`, then the usual locale variables, then English.
Messages are written in both languages where they are raised, `say("English", "Français")`, so neither is forgotten.
"""

from __future__ import annotations

import os
import re
from typing import Literal, TypeVar

Lang = Literal["fr", "en"]
T = TypeVar("T")

_chosen: Lang | None = None


def set_language(lang: Lang | None) -> None:
    """Force the interface language; None goes back to the environment."""
    global _chosen
    _chosen = lang


def interface_language() -> Lang:
    """The language in which messages are shown."""
    if _chosen:
        return _chosen
    for variable in ("NECKER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "").lower()
        if value:
            return "fr" if re.split(r"[_.@-]", value)[0] == "fr" else "en"
    return "en"


def say(en: T, fr: T) -> T:
    """The one of the interface language; most often of two messages."""
    return fr if interface_language() == "fr" else en
