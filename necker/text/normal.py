"""Normal forms of text: the stored form (NFC), the compared form (`fold`) and the cleaned form of a question (`clean`).

`fold` and `clean` change lengths: an offset into their result is not an offset into the text they were given.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose, and typographic marks that people type in several ways.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʹ′´`＇", "'"),
        **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u2004\u2005\u2006\u2008\u3000", " "),
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "…": "...",
    }
)
# Only the marks of European scripts: dropping the vowel signs of, say, Devanagari would change the words.
_MARKS = re.compile("[\u0300-\u036f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
# Cc control, Cf format (zero-width, bidirectional, soft hyphen), Cs lone surrogates (not encodable in UTF-8).
_DROPPED = frozenset(("Cc", "Cf", "Cs"))


def nfc(text: str) -> str:
    """The canonical composition of `text` (Unicode NFC): the form that is stored and in which offsets count."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def stored(text: str) -> str:
    """`text` as it is kept: NFC; half surrogates, which no file can hold, become U+FFFD."""
    text = nfc(text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def fold(text: str) -> str:
    """The form in which words are compared: case folded, no diacritics, `œ` as `oe`, straight quotes and hyphens."""
    if text.isascii():
        return text.lower().replace("`", "'")
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold()))
    return unicodedata.normalize("NFC", bare.translate(_PLAIN))


def clean(text: str) -> str:
    """A question as it should be read: NFC, one line, single plain spaces, nothing invisible.

    For what a user types only; stored text keeps its exact characters.
    """
    text = _SPACES.sub(" ", text)
    if not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) not in _DROPPED)
    return _SPACES.sub(" ", nfc(text)).strip()


def listed(text: str) -> frozenset[str]:
    """The entries of a list written with white space between them."""
    return frozenset(text.split())
