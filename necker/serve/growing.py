"""The claims of a text that is still being written: each judged as soon as the sentence after it has begun.

What was judged on the way may turn out to be no claim once the text is whole (a line of code, say): `claims`, after the
last check, is what counts.  Where the text comes from and how verdicts are sent is in upstream.py.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from functools import partial
from typing import TYPE_CHECKING

from necker.core.language import Lang
from necker.text.normal import nfc
from necker.verify.check import verify_claims
from necker.verify.claim import Claim
from necker.verify.evidence import resolve_subjects
from necker.verify.split import passed_over, split

if TYPE_CHECKING:
    from necker.knowledge.library import Library
    from necker.serve.serving import Serving

MOST_TEXT = 1_000_000
"""Characters of one answer that are looked at; what follows is told as not checked."""

TOGETHER = 4
"""Claims judged at once, when more than one waits: more would make the first one wait for the last."""

FRESH = 50
"""A text is looked at anew when this fraction of it, 1/50, is new: all looks together then read at most 52 times its length,
however long it is; of a text of 2,500 characters the fiftieth is less than a sentence."""

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})", re.MULTILINE)
_BOUNDARY = re.compile(r"[.!?…:;\n]")


class Growing:
    """The text of one choice of an answer, in the order it arrives; judged in the slots of `serving`."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._parts: list[str] = []
        self._length = 0
        self._judged: dict[tuple[int, int, str], Claim] = {}
        self._checked = 0
        self._ended = self._fresh = False
        self.claims: list[Claim] = []
        self.notice = ""

    @property
    def text(self) -> str:
        """What has arrived, in NFC: the text that offsets count in."""
        return nfc("".join(self._parts))[:MOST_TEXT]

    def add(self, piece: str) -> bool:
        """Take the next piece; whether it is time for a check."""
        if self._length <= MOST_TEXT:
            self._parts.append(piece)
            self._length += len(piece)
        # A sentence ends before the first letter of the next one, so a mark counts until something follows it.
        ready, self._fresh = self._fresh, bool(_BOUNDARY.search(piece))
        self._ended = self._ended or ready or self._fresh
        return self.due

    @property
    def due(self) -> bool:
        """Whether a sentence may have ended since the last check, and enough is new to look at the whole again."""
        return self._ended and (self._length - self._checked) * FRESH >= self._checked

    async def check(self, whole: bool) -> AsyncGenerator[Claim, None]:
        """Judge what is complete and was not judged yet; all of it once the text is `whole`.

        Raises MissingError when there is no library, Problem when too many wait.
        """
        self._ended, self._checked = False, self._length
        run, library = self._serving.turns.run, self._serving.open_library()
        found, fresh = await run(lambda: self._found(whole, library))
        for first in range(0, len(fresh), TOGETHER):
            some = fresh[first : first + TOGETHER]
            await run(partial(verify_claims, some, library, self._serving.judge))
            for claim in some:
                self._judged[_key(claim)] = claim
                yield claim
        if whole:
            self.claims = [self._judged[_key(claim)] for claim in found]

    def _found(self, whole: bool, library: Library) -> tuple[list[Claim], list[Claim]]:
        """The claims that are complete, and those of them that are to be judged."""
        found = self._complete(whole)
        fresh = [claim for claim in found if _key(claim) not in self._judged]
        if fresh:
            resolve_subjects(found, library)
        return found, fresh

    def _complete(self, whole: bool) -> list[Claim]:
        text = _without_thoughts(self.text)
        if not whole:
            fences = [match.start() for match in _FENCE.finditer(text)]
            text = text[: fences[-1]] if len(fences) % 2 else text
        claims = split(text)
        if whole:
            self.notice = self._left_out(text, claims)
            return claims
        last = max((n for n, claim in enumerate(claims) if not claim.continues), default=0)
        return claims if claims and "\n" in text[claims[-1].end :] else claims[:last]

    def _left_out(self, text: str, claims: list[Claim]) -> str:
        """What was not checked, in the language of the text."""
        lang: Lang = "fr" if claims and claims[0].lang == "fr" else "en"
        cut = {"fr": f"ce qui suit {MOST_TEXT} caractères", "en": f"what follows {MOST_TEXT} characters"}[lang]
        told = passed_over(text, claims).said(lang)
        return "; ".join(filter(None, (told, cut if self._length > MOST_TEXT else "")))


def _key(claim: Claim) -> tuple[int, int, str]:
    return claim.start, claim.end, claim.text


def _without_thoughts(text: str) -> str:
    """The text with what a model thinks aloud blanked out: other offsets would not be those of the answer."""
    return _THOUGHT.sub(lambda match: "\n" * len(match[0]), text)
