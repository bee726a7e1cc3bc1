"""A model's message into the sentences it states: what is left out here is never shown, what is kept is verified.

No reasoning, tool calls, marks of chat templates, code, headings, ids of passages, control characters; and bounded.
A heading or a block of code is dropped because the splitter of claims does not check it: it would be shown unverified.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from necker.core.language import Lang
from necker.text.normal import clean
from necker.text.sentences import sentences

LONGEST = 2000
"""Characters of a draft."""

_THINKING = ("think", "thinking", "thought", "reasoning")
_BLOCK = re.compile(
    rf"<(/?)({'|'.join(_THINKING)}|tool_calls?|tool_response|function_calls?|function|invoke)\b[^<>\n]{{0,200}}>|"
    r"\[(/?)(THINK)\]",
    re.IGNORECASE,
)
# The end of a turn: what follows was made up by the model.  Mistral and Llama write calls after a mark of their own.
_END = re.compile(
    r"<\|(?:im_end|end|eot_id|eom_id|endoftext|return|call|python_tag)\|>|</s>|<end_of_turn>|"
    r"\[TOOL_CALLS?\]|\[TOOL_REQUEST\]"
)
_MARK = re.compile(r"<\|[^<>|]{1,40}\|>(?:assistant\b)?|<s>|<start_of_turn>(?:model\b)?")
_FENCE = re.compile(r"\s*(```|~~~)")
_HEADING = re.compile(r"\s*#{1,6}\s")
_HEAD = re.compile(r"(?:[>\s]*(?:[-*+•–]|\d{1,3}[.)])\s+)+|[>\s]+")
_CALLED = re.compile(r"(?:search|python)\s*\(.*\)", re.DOTALL)
_LEFTOVER = re.compile(r"[(\[][\s,;:]*(?:passages?|ids?|sources?)?[\s,;:]*[)\]]", re.IGNORECASE)
_ENDS = '.!?…»"'


def tidy(text: str, lang: Lang, ids: Iterable[str] = (), cut: bool = False) -> str:
    """The sentences of a message, at most LONGEST characters of them; "" when it states nothing.

    `ids` are those of the passages the model has seen.  `cut`: the message ran into the limit of tokens; the sentence
    broken off is left out.  A sentence said twice is kept once.
    """
    text = _END.split(_outside_blocks(text).rpartition("<|message|>")[2], maxsplit=1)[0]
    text = _MARK.sub(" ", text).strip()
    if _is_call(text):
        return ""
    lines, fenced = [], False
    for line in text.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not _HEADING.match(line):
            lines.append(_plain(line, ids))
    return _bounded("\n".join(line for line in lines if re.search(r"\w", line)), lang, cut)


def _outside_blocks(text: str) -> str:
    """The text outside <think>…</think> and its like.

    A block that is not closed takes the rest.  A closing mark alone takes what stands before it: some templates open
    the reasoning themselves.
    """
    kept, block, position = "", "", 0
    for match in _BLOCK.finditer(text):
        closing, name = match[1] or match[3], (match[2] or match[4]).lower()
        if not block:
            kept += text[position : match.start()]
            position = match.end()
            if not closing:
                block = name
            elif name in _THINKING:
                kept = ""
        elif closing and name == block:
            block, position = "", match.end()
    return kept if block else kept + text[position:]


def _is_call(text: str) -> bool:
    """True for a tool call written as if it were the answer."""
    if _CALLED.fullmatch(text):
        return True
    try:
        found = json.loads(text) if text[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return False
    one = found[0] if isinstance(found, list) and found else found
    return isinstance(one, dict) and bool({"tool_calls", "function", "name", "tool"} & one.keys())


def _plain(line: str, ids: Iterable[str]) -> str:
    """A line without list marks, emphasis and the ids of passages."""
    head = _HEAD.match(line)
    line = re.sub(r"\*\*|`", "", line[head.end() :] if head else line)
    for one in ids:
        line = line.replace(one, "")
    return re.sub(r" +(?=[.,])", "", clean(_LEFTOVER.sub("", line)))


def _bounded(text: str, lang: Lang, cut: bool) -> str:
    """Whole sentences, as many as fit."""
    cut = cut or len(text) > 2 * LONGEST
    text = text[: 2 * LONGEST]
    spans = sentences(text, lang)
    if cut and not text.endswith(tuple(_ENDS)):
        spans = spans[:-1]
    kept = ""
    for one in dict.fromkeys(text[start:end] for start, end in spans):
        # A line without a full stop (an item of a list) stays a line of its own.
        joined = f"{kept}{' ' if kept[-1] in _ENDS else chr(10)}{one}" if kept else one
        if len(joined) > LONGEST:
            break
        kept = joined
    return kept
