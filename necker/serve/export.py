"""A conversation as Markdown for people: questions, answers, each claim with its verdict and its quotations."""

from __future__ import annotations

import re
from typing import Any

from necker.core.language import say
from necker.verify.claim import verdict_word


def markdown(conversation: dict[str, Any]) -> str:
    """The conversation of store.Store.conversation.  What is quoted stays text: nothing of it can become a picture or HTML."""
    parts = [f"# {plain(conversation['title'])}"]
    for message in conversation["messages"]:
        when = message["created"][:16].replace("T", " ")
        parts.append(f"## {_who(message)}\n\n*{when} UTC{_state(message['state'])}*")
        parts.append(quoted(message["text"]) if message["role"] != "assistant" else plain(message["text"]))
        answer = message["answer"] or {}
        parts += [_claim(each) for each in answer.get("claims", [])]
        if notice := answer.get("notice"):
            parts.append(f"*{plain(notice)}*")
        for blob in message["blobs"]:
            parts.append(f"({blob['type']}, sha256 {blob['id']})")
    return "\n\n".join(part for part in parts if part) + "\n"


def _who(message: dict[str, Any]) -> str:
    roles = {"user": say("You", "Vous"), "assistant": "Necker", "checked": say("A text, checked", "Un texte, vérifié")}
    return roles[message["role"]]


def _state(state: str) -> str:
    return {
        "done": "",
        "stopped": say(", stopped", ", arrêté"),
        "broken": say(", broken off", ", interrompu"),
        "writing": say(", being written", ", en cours"),
    }[state]


def _claim(claim: dict[str, Any]) -> str:
    lines = [f"- **{verdict_word(claim['verdict'])}** — {plain(claim['text'])}"]
    for one in claim["evidence"]:
        facts = [plain(one["title"]), one["lang"], one["revision"], one["licence"], one["url"]]
        where = ", ".join(plain(str(fact)) for fact in facts if fact)
        lines.append(f"  - « {plain(one['quote'])} » — {where}")
    if claim["code"] is not None:
        lines += [f"  - `{line.replace('`', ' ')}`" for line in claim["code"].splitlines()]
        lines.append(f"  - = {plain(str(claim['output']))}")
    return "\n".join(lines)


def plain(text: str) -> str:
    """Text as Markdown that shows just that text, on one line."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|&~-])", r"\\\1", " ".join(text.split()))


def quoted(text: str) -> str:
    """Text as a block quotation, line by line."""
    return "\n".join(f"> {plain(line)}" for line in text.splitlines())
