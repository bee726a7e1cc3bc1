"""Manual pages to blocks of text: the macros of man(7), as far as they say what is read; those of mdoc(7) are not known.

What is left out: how a command is called (the synopsis), tables, who wrote and translated the page, where to report bugs.
"""

from __future__ import annotations

import re

from necker.text.blocks import Block, Document, one_line, tidy
from necker.text.normal import fold, listed

_BREAKS = listed("PP P LP HP sp br RS RE bp ce ti in")
_FONTS = listed("B I R BR IR RB RI BI IB SM SB")  # one letter: the words keep their spaces; two: fonts alternate
_CODE = {"nf": "fi", "EX": "EE", "TS": "TE", "EQ": "EN"}
_LEFT_OUT = listed("""
    synopsis resume syntaxe author authors auteur auteurs copyright traduction translation colophon bogues bugs
    resources ressources history historique standards normes library bibliotheque
    """)
_ABOUT = (
    "reporting bugs",
    "signal",
    "rapport",
    "see also",
    "voir aussi",
    "droits",
    "licen",
    "copyright",
    "conforming",
    "attribut",
)
_WORD = re.compile(r'"((?:[^"]|"")*)"?|(\S+)')
_REQUEST = re.compile(r"[.'][ \t]*([A-Za-z0-9]+)[ \t]*(.*)")
_NAMED = {
    "aq": "'", "cq": "’", "oq": "‘", "lq": "“", "rq": "”", "dq": '"', "Fo": "«", "Fc": "»", "em": "—", "en": "–", "bu": "•",
    "co": "©", "rs": "\\", "ha": "^", "ti": "~", "ga": "`", "mu": "×", "->": "→", "<-": "←", ">=": "≥", "<=": "≤", "!=": "≠",
    "+-": "±", "hy": "-", "mi": "−", "de": "°", "sc": "§", "at": "@", "sh": "#", "Do": "$", "lB": "[", "rB": "]", "lC": "{",
    "rC": "}", "la": "⟨", "ra": "⟩", "12": "½", "14": "¼", "34": "¾", "S2": "²", "S3": "³", "if": "∞", "pl": "+", "ba": "|",
    "**": "*", "sl": "/", "eq": "=", "tm": "™", "rg": "®",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:f(?:\[[^\]]*\]|\(..|.)|s(?:[-+]?\d{1,2}|\([-+]?..|\[[^\]]*\])|\*?\[(?P<long>[^\]]*)\]|\*?\((?P<two>..)"
    r"|[mMnFkgVYOz](?:\[[^\]]*\]|\(..|.)|[hvwlLbDoXNSHACBRxZ]'[^']*'|\*.|(?P<one>.))"
)
_ONE = {"-": "-", "e": "\\", "\\": "\\", " ": "\xa0", "~": "\xa0", "0": " ", "'": "´", "`": "`", ".": ".", "t": " "}


def read_man(source: str) -> Document:
    """The text of a page, its name as title.  A page that only stands for another one has no blocks."""
    return _Page().run(source)


def shown(text: str) -> str:
    """A line without the escapes of roff(7)."""
    return _ESCAPE.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    name = match["long"] or match["two"]
    if name:
        if re.fullmatch(r"u[0-9A-F]{4,5}", name):
            return chr(int(name[1:], 16))
        return _NAMED.get(name, "")
    return _ONE.get(match["one"] or "", "")


def _words(text: str) -> list[str]:
    """The arguments of a request; a space that is escaped parts no words."""
    found = _WORD.finditer(text.replace("\\ ", "\\~"))
    return [match[1].replace('""', '"') if match[1] is not None else match[2] for match in found]


class _Page:
    """Reads line by line; `lines` are those of the block that is being read."""

    def __init__(self) -> None:
        self.document = Document()
        self.lines: list[str] = []
        self.tag: list[str] | None = None  # what stands before an indented paragraph
        self.tagging = False
        self.section = ""
        self.ends = ""  # the request that ends the code or the table that is being read
        self.table = False

    def run(self, source: str) -> Document:
        for line in source.replace("\r\n", "\n").split("\n"):
            self._line(re.sub(r"(?<!\\)\\\".*", "", line) if '\\"' in line else line)
        self._flush()
        return self.document

    def _line(self, line: str) -> None:
        match = _REQUEST.match(line)
        if match:
            self._request(match[1], match[2])
        elif line[:1] in (".", "'") and not line[1:].strip():
            return
        elif self.ends:
            self.lines.append(shown(line))
        elif line.strip():
            self._text(shown(line))
        elif not self.tagging:
            self._flush()

    def _text(self, text: str) -> None:
        if self.tagging and self.tag is not None:
            self.tag.append(text)
            self.tagging = False
        else:
            self.lines.append(text)

    def _request(self, name: str, rest: str) -> None:
        if name == self.ends:
            self._flush()
            self.ends, self.table = "", False
        elif name in _CODE:
            self._flush()
            self.ends, self.table = _CODE[name], name in ("TS", "EQ")
        elif name in ("SH", "SS"):
            self._flush()
            self._heading(name, one_line(shown(" ".join(_words(rest)))))
        elif name in ("TP", "TQ", "IP"):
            self._tagged(name, rest)
        elif name in _BREAKS:
            self._flush()
        elif name in _FONTS and rest:
            joint = " " if name in ("SM", "SB") or len(name) == 1 else ""
            self._text(shown(joint.join(_words(rest))))
        elif name in ("UE", "ME") and rest:
            self.lines.append(shown(rest))

    def _tagged(self, name: str, rest: str) -> None:
        if name == "TQ" and self.tag is not None:
            self.tagging = True
            self.tag.append(",")
            return
        self._flush()
        if name == "IP":
            words = _words(rest)[:1]
            mark = shown(words[0]) if words else ""
            self.tag = [mark] if any(map(str.isalnum, mark)) else None
        else:
            self.tag, self.tagging = [], True

    def _heading(self, name: str, text: str) -> None:
        if name == "SH":
            self.section = fold(text)
        if self._kept() and self.section not in ("name", "nom"):
            text = text.capitalize() if text.isupper() else text
            self.document.blocks.append(Block(tidy(text), heading=True))

    def _kept(self) -> bool:
        return bool(self.section) and self.section not in _LEFT_OUT and not self.section.startswith(_ABOUT)

    def _flush(self) -> None:
        lines, tag = self.lines, self.tag
        self.lines, self.tag, self.tagging = [], None, False
        if not self._kept() or self.table:
            return
        if self.ends:
            text = tidy("\n".join(lines)).strip("\n")
            if text.strip():
                self.document.blocks.append(Block(text, code=True))
            return
        text = one_line(tidy(" ".join(lines)))
        if self.section in ("name", "nom"):
            self.document.title = self.document.title or text or None
            return
        before = one_line(tidy(" ".join(tag or []))).replace(" ,", ",")
        text = f"{before} — {text}" if before and text else text
        if text:
            self.document.blocks.append(Block(text))
