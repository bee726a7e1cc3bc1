"""What makes one text of another: replacements, and the words in which two texts differ."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Change(NamedTuple):
    """An edited text and what was done to it.  The two texts exclude each other."""

    kind: str
    text: str


class Recast(NamedTuple):
    """A text that follows from another one, in language `lang`, and how it was made."""

    kind: str
    lang: str
    text: str


def put(text: str, start: int, end: int, new: str) -> str:
    """`text` with `[start:end]` replaced."""
    return text[:start] + new + text[end:]


def capital(text: str) -> str:
    """With a capital letter first, the rest as it is."""
    return text[:1].upper() + text[1:]


_SOUNDS_AN = re.compile(r"(?:[aeioAEIO]|[uU](?!ni|s[aeiu]|k|r[aeiou]|t[aei])|hour|honou?r|heir)")
_SOUNDS_A = re.compile(r"(?:one\b|once|eu|Eu|uni|Uni)")


def with_article(text: str, start: int) -> str:
    """English: "a" or "an" right before `start` as the word at `start` wants it."""
    match = re.search(r"(?<!\w)([Aa])n? $", text[max(0, start - 4) : start])
    if match is None:
        return text
    an = _SOUNDS_AN.match(text, start) and not _SOUNDS_A.match(text, start)
    return text[: start - (match.end() - match.start())] + match[1] + ("n " if an else " ") + text[start:]


def differing(text: str, other: str) -> tuple[int, int, int, int]:
    """(start, end) in `text` and in `other` between the words with which both begin and those with which both end."""
    shorter = min(len(text), len(other))
    head = _alike(shorter, lambda n: text[:n] == other[:n])
    while head and not (_parts(text, head) and _parts(other, head)):
        head -= 1
    tail = _alike(shorter - head, lambda n: text[len(text) - n :] == other[len(other) - n :])
    while tail and not (_parts(text, len(text) - tail) and _parts(other, len(other) - tail)):
        tail -= 1
    return (*_between(text, head, tail), *_between(other, head, tail))


def _alike(most: int, holds: Callable[[int], bool]) -> int:
    """The largest n up to `most` that holds, where all smaller ones do too."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _parts(text: str, at: int) -> bool:
    """Whether a word may end or begin at `at`: not inside one, and not inside a number with its separators."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before in ".," and after.isdigit() and text[at - 2 : at - 1].isdigit():
        return False
    if after in ".," and before.isdigit() and text[at + 1 : at + 2].isdigit():
        return False
    return not (before.isalnum() and after.isalnum())


def _between(text: str, head: int, tail: int) -> tuple[int, int]:
    """The span between head and tail without spaces around it; the word before it, if that is nothing."""
    start, end = head, len(text) - tail
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        return start, end
    before = re.search(r"\w+\W*\Z", text[:start]) or re.match(r"\W*\w+", text)
    return (before.start(), before.start() + len(before[0].rstrip())) if before else (0, 0)


def spans_of(claim: str, other: str) -> tuple[tuple[int, int], ...]:
    """What of `claim` is not so in `other`, a text that differs from it in one thing."""
    start, end, _, _ = differing(claim, other)
    return ((start, end),) if end > start else ()
