"""Catalogues of gettext give sentences with their translations, and nothing that is a label, a format or not translated."""

from __future__ import annotations

import struct

import pytest

from tests.sources.readers.made import Made

EN = "The dragon sleeps in the cave over the hill"
FR = "Le dragon dort dans la grotte de la colline"


def compiled(messages: dict[str, str], order: str = "<") -> bytes:
    """A .mo file, as the manual of gettext lays it out."""
    pairs = [(english.encode(), french.encode()) for english, french in sorted(messages.items())]
    count, data, tables = len(pairs), b"", ([], [])  # type: tuple[int, bytes, tuple[list[bytes], list[bytes]]]
    start = 28 + 16 * count
    for side in (0, 1):
        for pair in pairs:
            tables[side].append(struct.pack(f"{order}2I", len(pair[side]), start + len(data)))
            data += pair[side] + b"\0"
    head = struct.pack(f"{order}7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + b"".join(tables[0] + tables[1]) + data


@pytest.mark.parametrize("order", "<>")
def test_a_compiled_catalogue(made: Made, order: str) -> None:
    messages = {
        "": "Language: fr",
        f"{EN}.": f"{FR}.",
        f"female^{EN} <b>_now</b>.": f"{FR} <i>et</i> y reste.",
        "Open": "Ouvrir",
        f"{EN} %s": f"{FR} %s",
        f"{EN} with {{name}}": f"{FR} avec {{name}}",
        f"{EN} again": f"{EN} again",
        f"{EN} twice": "El dragón duerme muy bien en el fondo porque los hombres y las mujeres están con sus hijos",
        f"one\0{EN} many": f"un\0{FR}",
    }
    found = made.read("gettext", {"a.mo": compiled(messages, order)}, tasks=("translation",))
    assert [set(map(str.strip, map(str, one.parts))) for one in found] == [
        {f"en: {EN}.", f"fr: {FR}."},
        {f"en: {EN} now.", f"fr: {FR} et y reste."},
    ]
    assert all(one.lang is None for one in found) and not made.broken


def test_a_catalogue_as_translators_write_it(made: Made) -> None:
    text = f"""msgid ""
msgstr "Language: fr\\n"

#: a.c
msgctxt "x"
msgid "{EN} "
"\\"here\\"."
msgstr "{FR} \\"ici\\"."

#, fuzzy
msgid "{EN} no."
msgstr "{FR} non."

#~ msgid "{EN} old."
#~ msgstr "{FR} vieux."
"""
    found = made.read("gettext", {"a.po": text.encode()}, tasks=("translation",))
    assert [{str(part).strip() for part in one.parts} for one in found] == [{f'en: {EN} "here".', f'fr: {FR} "ici".'}]


def test_marks_of_wesnoth(made: Made) -> None:
    english = f"<header>text='A\\'s'</header>  {EN}. <img>src='a.png'</img>See <ref>dst=x text='the other'</ref>, <italic>text='now'</italic>."
    found = made.read("gettext", {"a.mo": compiled({english: f"{FR}."})})
    assert f"en: A's {EN}. See the other, now." in str(found[0].parts)


def test_each_sentence_once_and_a_limit(made: Made) -> None:
    messages = {f"{EN} {n}.": f"{FR} {n}." for n in range(9)}
    files = {"a.mo": compiled(messages), "b.mo": compiled({**messages, f"{EN} x.": f"{FR} x."})}
    assert len(made.read("gettext", files)) == 10 and len(made.read("gettext", files, limit=4)) == 4
    assert len(made.read("gettext", files, without="grotte")) == 0 and len(made.read("gettext", files, least=11)) == 0


@pytest.mark.parametrize("data", [b"", b"no catalogue", compiled({EN: FR})[:-30], compiled({EN: FR})[:20]])
def test_bad_catalogues_are_told(made: Made, data: bytes) -> None:
    found = made.read("gettext", {"a.mo": data, "b.mo": compiled({f"{EN}.": f"{FR}."})})
    assert len(found) == 1 and set(made.broken) == {"made/a.mo"}
