"""Tiddlers, the notes of TiddlyWiki, to blocks of text: https://tiddlywiki.com/#WikiText."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from necker.core.language import Lang
from necker.text.blocks import HOLE, Block, Document, one_line, tidy, without_holes

_PROSE = ("", "text/vnd.tiddlywiki")
_PRAGMA = re.compile(r"\\(?:define|procedure|function|widget|import|rules|whitespace|parameters)\b")
_SPACED = {
    "dp": " :",
    "pv": " ;",
    "pi": " ?",
    "pe": " !",
    "tw": "TiddlyWiki",
    "tw5": "TiddlyWiki",
}  # the signs before which French has a space
_SILENT = frozenset((".from-version", ".deprecated-since", ".icon", ".banner-credits"))
_MACRO = re.compile(r"<<\s*([^\s<>\"']+)\s*((?:\"\"\"[^\"]*\"\"\"|\"[^\"]*\"|'[^']*'|[^<>\"'])*)>>")
_ARGUMENT = re.compile(r"(?:[\w-]+:)?(?:\"\"\"([^\"]*)\"\"\"|\"([^\"]*)\"|'([^']*)'|\[\[([^\]]*)\]\]|(\S+))")
_SHOWN = (
    (re.compile(r"\[img[^\[\]]*\[[^\]]*\]\]|<!--.*?-->"), ""),
    (re.compile(r"\{\{\{[^{}]*\}\}\}|\{\{[^{}]*\}\}"), HOLE),
    (re.compile(r"\[ext\[([^|\]]*)(?:\|[^\]]*)?\]\]"), r"\1"),
    (re.compile(r"\[\[([^|\]]*)(?:\|[^\]]*)?\]\]"), r"\1"),
    (re.compile(r"</?\$?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"''|(?<!:)//|(?<!_)__(?!_)|~~|\^\^|,,(?!,)"), ""),
    (re.compile(r"(?<![\w~])~(?=[A-Z])"), ""),
)
_ITEM = re.compile(r"[*#;:>]+\s*")


def read_tiddler(source: str, lang: Lang) -> Document:
    """The text of a note, its title in `lang` as title; a note that is no prose, or of the system, has no blocks."""
    head, _, body = tidy(source).partition("\n\n")
    fields = {name: text.strip() for name, colon, text in (line.partition(":") for line in head.split("\n")) if colon}
    document = Document(title=shown(fields.get(f"{lang}-title") or fields.get("title", "")) or None)
    if fields.get("type", "") in _PROSE and not fields.get("title", "$:/").startswith("$:/"):
        document.blocks += _blocks(body.split("\n"))
    return document


def _blocks(lines: list[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    code: list[str] | None = None
    skipped = ""
    for line in [*lines, ""]:
        if skipped:
            skipped = "" if line.strip().startswith(skipped) else skipped
        elif code is not None:
            if line.startswith("```"):
                yield from _block("\n".join(code), code=True)
                code = None
            else:
                code.append(line)
        elif line.startswith("```"):
            code = []
        elif _PRAGMA.match(line):
            skipped = "\\end" if line.rstrip().endswith(")") else ""  # the definition goes on below
        elif line.startswith("<$") and '"""' in line and line.count('"""') == 1:
            skipped = '"""'
        elif line.startswith(("!", "*", "#", ";", ":", ">", "|", "---", "<<<")) or not line.strip():
            yield from _block(shown(" ".join(paragraph)))
            paragraph = []
            yield from _line(line)
        else:
            paragraph.append(line)
    yield from _block(shown(" ".join(paragraph)))


def _line(line: str) -> Iterator[Block]:
    if line.startswith("!"):
        yield from _block(shown(line.lstrip("!")), heading=True)
    elif line.startswith("|"):
        row = re.sub(r"\|[kchf]?\s*$", "", shown(line))
        cells = (one_line(cell.strip(" !<>")) for cell in row.split("|"))
        yield from _block(" | ".join(filter(None, cells)))
    elif not line.startswith(("---", "<<<")):
        yield from _block(shown(_ITEM.sub("", line, count=1)))


def _block(text: str, heading: bool = False, code: bool = False) -> Iterator[Block]:
    text = text.strip("\n") if code else one_line(text)
    if text:
        yield Block(text, heading, code=code)


def shown(text: str) -> str:
    """A line as it is read: macros give the words they are given, links theirs; code stays as it is."""
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[1] or match[2])
        return f"\ue000{len(codes) - 1}\ue001"

    text = _MACRO.sub(_macro, re.sub(r"``(.+?)``|`(.+?)`", keep, text))
    for pattern, becomes in _SHOWN:
        text = pattern.sub(becomes, text)
    text = without_holes(re.sub(r"<<|>>|<\$", HOLE, text))  # what is left of programs
    return re.sub("\ue000(\\d+)\ue001", lambda match: codes[int(match[1])], unescape(text))


def _macro(match: re.Match[str]) -> str:
    name = match[1]
    if name in _SPACED:
        return _SPACED[name]
    if name in _SILENT:
        return ""
    if not name.startswith("."):
        return HOLE
    found = (next(filter(None, one.groups()), "") for one in _ARGUMENT.finditer(match[2]))
    return next((one for one in found if not one.startswith("$:/")), "")
