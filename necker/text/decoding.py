"""The bytes of a file to its text: which encoding it is in, and whether it is text at all."""

from __future__ import annotations

import re

from necker.core.errors import NeckerError
from necker.core.language import say

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,30})|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,30})",
    re.I,
)
# Encodings of text that people declare; others ("punycode", "unicode_escape") are not for pages.
_KNOWN = re.compile(
    r"(?:iso-?8859|windows-125\d|cp125\d|koi8|shift.?jis|euc|gb|big5|mac|utf-?8|latin|us-ascii)[\w.:-]*", re.I
)
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class Unreadable(NeckerError):
    """The file cannot be read as text; `str(error)` is the reason, short."""


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a file: by its byte order mark, the declared encoding, then UTF-8, Windows-1252, Latin-1.

    Raises Unreadable when it is no text: NUL bytes, or more than one control character in a hundred.
    """
    encodings = [name for mark, name in _BOMS if data.startswith(mark)][:1]
    if not encodings:
        if b"\0" in data:
            raise Unreadable(say("not a text file", "pas un fichier de texte"))
        encodings = [declared] if declared and _KNOWN.fullmatch(declared) else []
        encodings += ["utf-8", "cp1252", "latin-1"]
    for name in encodings:
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if len(_UNREADABLE.findall(text)) * 100 > len(text):
            break
        return text
    raise Unreadable(say("not a text in a known encoding", "pas un texte dans un encodage connu"))


def declared_encoding(data: bytes) -> str | None:
    """The encoding an HTML page says it is in."""
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None
