"""Bytes are read in the encoding they are in, and what is no text is refused."""

from __future__ import annotations

import pytest

from necker.text.decoding import Unreadable, declared_encoding, decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("déjà".encode(), "déjà"),
        ("\ufeffdéjà".encode(), "déjà"),
        ("déjà".encode("utf-16"), "déjà"),
        (b"\xfe\xff" + "déjà".encode("utf-16-be"), "déjà"),
        ("l’œuvre à 3 €".encode("cp1252"), "l’œuvre à 3 €"),
        (b"caf\xe9 \x81", "café \x81"),  # 0x81 is nothing in Windows-1252
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_the_declared_encoding_counts_unless_it_is_impossible() -> None:
    assert decode("ž".encode("iso-8859-2"), "iso-8859-2") == "ž"
    for declared in ("punycode", "nonsense", "utf-16"):
        assert decode("déjà".encode(), declared) == "déjà"
    assert declared_encoding(b'<meta http-equiv="x" content="text/html; charset=ISO-8859-15">') == "ISO-8859-15"
    assert declared_encoding(b"<meta charset=utf-8>") == "utf-8"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"\x01\x02\x03\x04abc", b"\xff\xfe\x00\xd8\x00\x00\x61"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)
