"""From when to when something lasted, as a sentence states it: "from July 1914 to November 1918", "(1939–1945)"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from necker.core.language import Lang
from necker.text.dates import Date, dates

ENDS = {"beginning": 0, "ending": 1}
"""Concepts (text/concepts.txt) of the two ends of a period, and which of its dates tells them."""

_FROM = re.compile(r"(?:\b(?:from|between|de|du|entre|depuis)(?: the| le)?|[(,])\s*$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:[–—-]|to|until|till|and|à|au|et|jusqu['’](?:à|au|en))\s*(?:the |le )?", re.IGNORECASE)


@lru_cache(maxsize=8192)
def period(text: str, lang: Lang) -> tuple[Date, Date] | None:
    """The first two dates that the text joins as a period, the earlier one first; None where it joins none."""
    for one, other in pairwise(date for date in dates(text, lang) if date.year is not None):
        joined = _TO.fullmatch(text[one.end : other.start])
        if joined and _FROM.search(text[: one.start]) and (one.year or 0) <= (other.year or 0):
            return one, other
    return None
