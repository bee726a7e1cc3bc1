"""The shapes of OpenAI's chat API: completions, chunks, usage, citations; and what Necker adds under its own key.

The key `necker` holds the verdicts: {"schema": 1, "done", "judge", "claims": [...]}, see docs/how-to/openai.md.  Offsets, here and
in citations, are code points of the message.  Nothing is asked or judged here.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from typing import Any

from necker.assistant.answer import Answer
from necker.core.language import say
from necker.serve.problems import wrong
from necker.verify.claim import Claim

Json = dict[str, Any]

_TOKEN = re.compile(r"\w+|[^\w\s]")


def whole_of(body: Json, name: str, default: int | None, least: int, most: int) -> int | None:
    """A whole number of the request.  Raises Problem (400) when it is none, or out of bounds."""
    given = body.get(name)
    if given is None:
        return default
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given // 1:
        raise wrong(name, say("a whole number is expected", "un nombre entier est attendu"))
    if not least <= given <= most:
        raise wrong(name, say(f"between {least} and {most}", f"entre {least} et {most}"))
    return int(given)


def tokens(text: str) -> int:
    """How much a text counts in `usage`: its words and marks, since no network need have read it."""
    return sum(1 for _ in _TOKEN.finditer(text))


def cut(text: str, most: int | None) -> str:
    """The text up to its `most`-th word or mark."""
    if most is None:
        return text
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number == most:
            return text[: match.start()].rstrip()
    return text


def usage(prompt: int, completion: int) -> Json:
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def citations(claims: Sequence[Claim]) -> list[Json]:
    """The pages that support each claim.  Only those with an address: the shape demands one, files of the user have none."""
    found = []
    for claim in claims:
        pages = {one.url: one.title for one in claim.evidence if one.url and one.stance == "supports"}
        for url, title in pages.items():
            citation = {"start_index": claim.start, "end_index": claim.end, "title": title, "url": url}
            found.append({"type": "url_citation", "url_citation": citation})
    return found


def claim_json(claim: Claim, choice: int = 0) -> Json:
    """A claim under the key `necker`: that of an answer, its evidence called quotations, and the choice it is a span of."""
    row = claim.to_json()
    row["quotations"] = row.pop("evidence")
    return {"choice": choice} | row


def verdicts(judge: str, claims: Sequence[Json], done: bool, notice: str = "") -> Json:
    """What stands under the key `necker`; `done` says that these are all claims there are."""
    return {"schema": 1, "done": done, "judge": judge, "claims": list(claims), "notice": notice}


def of_answer(answer: Answer) -> Json:
    """What stands under the key `necker` of an answer of our own."""
    told = answer.to_json()
    rows = [claim_json(claim) for claim in answer.claims]
    kept = ("abstained", "lang", "model", "seconds", "closest", "tools")
    return verdicts(answer.judge, rows, True, answer.notice) | {key: told[key] for key in kept}


class Completion:
    """One chat completion under way: what all its chunks have in common."""

    def __init__(self, model: str) -> None:
        self._head = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": model,
            "system_fingerprint": None,
        }

    def chunk(self, delta: Json | None, finish: str | None = None, **more: Any) -> Json:
        """A chunk of a stream; without a delta it has no choice, as the one that carries the usage."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        choices = [] if delta is None else [choice]
        return self._head | {"object": "chat.completion.chunk", "choices": choices} | more

    def whole(self, message: Json, finish: str, **more: Any) -> Json:
        """The whole completion."""
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return self._head | {"object": "chat.completion", "choices": [choice]} | more
