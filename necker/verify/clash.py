"""What a rule finds: one thing in which a claim and a passage differ.  The rules are in values.py, names.py, rules.py and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClashKind = Literal["number", "date", "name", "negation", "opposite", "degree", "quantity", "role", "place", "reported"]


@dataclass(frozen=True, slots=True)
class Clash:
    """What differs: the claim's `said`, and the passage's `found` in its place (None when it gives nothing comparable).

    `position` is the code point in the passage where `found` stands, for the quotation.
    """

    kind: ClashKind
    said: str
    found: str | None
    position: int | None = None
