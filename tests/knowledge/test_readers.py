"""Files to blocks of text: structure kept, markup gone, any bytes survived, and no time bombs."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from necker.core.errors import NeckerError
from necker.knowledge import readers
from necker.knowledge.document import LIMIT, passages, split
from necker.knowledge.readers import read_markdown, read_pdf, read_text
from necker.text.blocks import Block, Document, tidy
from necker.text.decoding import Unreadable, declared_encoding, decode
from necker.text.html import read_html
from tests.knowledge.pdf_file import pdf_file


def texts(document: Document) -> list[str]:
    """The blocks, headings marked."""
    return [("# " if block.heading else "") + block.text for block in document.blocks]


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


def test_text_paragraphs_headings_and_lists() -> None:
    document = read_text(
        "Mon titre\r\n=========\r\n\r\nUn paragraphe qui fut coupé à une largeur de soixante-douze colon-\r\n"
        "nes par un éditeur de texte, et qui continue ici peut-\r\nêtre encore.\r\n\r\n- un\r\n- deux\r\n\r\n"
        "Rue X\r\n75000 Paris\r\n"
    )
    assert texts(document) == [
        "# Mon titre",
        "Un paragraphe qui fut coupé à une largeur de soixante-douze colonnes par un éditeur de texte, et qui continue "
        "ici peut-être encore.",
        "- un\n- deux",
        "Rue X\n75000 Paris",
    ]


def test_rst_overlines_and_transitions() -> None:
    assert texts(read_text("=====\nTitle\n=====\n\nText.\n\n----\n\nSub\n---\nMore.")) == [
        "# Title",
        "Text.",
        "# Sub",
        "More.",
    ]


def test_markdown() -> None:
    document = read_markdown(
        "---\ntitle: no\n---\n# Guide\n\nDu *texte* avec `code`, [lien](http://x) et ![une image](y.png).<br>Suite "
        "&eacute; \\* <span onclick=x>html</span>\ncoupé.\n\n- a\n  - b\n1. c\n\n"
        "| Nom | Prix |\n|---|---|\n| A | 30 € |\n\n"
        "```python\nx = 1\n\ny = 2\n```\n<div><script>evil()</script>Bloc <b>html</b></div>\n\n> cité\n\nSous\n----\n"
    )
    assert texts(document) == [
        "# Guide",
        "Du texte avec code, lien et une image.\nSuite é * html coupé.",
        *("a", "b", "c"),
        *("Nom | Prix", "A | 30 €"),
        "x = 1\n\ny = 2",
        "Bloc html",
        "cité",
        "# Sous",
    ]


def test_html() -> None:
    document = read_html(
        "<!doctype html><head><title>L&rsquo;&eacute;cole</title><link rel=canonical href='https://x.org/a?b&amp;c'>"
        "<style>p{a>b}</style></head><nav>Menu<ul><li>x</ul></nav><h1>Bonjour</h1><p>Un <b>deux</b> a&nbsp;b &lt;c&gt; "
        "<a title='a > b' href=x>lien</a><br>fin<p>Trois\nquatre<script>if (a<b) '</p>'</script>"
        "<table><tr><th>Nom<th>Prix</tr><tr><td><p>A</p><p>B</p><td>30 €</table><pre>x = 1\n  y</pre>"
        "<ul><li>un<li>deux</ul>"
        "<!-- <p>caché --><h2>H <i>deux</i></h2>3 < 4, 5 > 2, 10<sup>6</sup> m<sup>2</sup>, 1<sup>er</sup>"
    )
    assert (document.title, document.address) == ("L’école", "https://x.org/a?b&c")
    assert texts(document) == [
        "# Bonjour",
        "Un deux a\u00a0b <c> lien\nfin",
        "Trois quatre",
        *("Nom | Prix", "A B | 30 €"),
        "x = 1\n  y",
        *("un", "deux"),
        "# H deux",
        "3 < 4, 5 > 2, 10⁶ m², 1er",
    ]


def test_html_classes_can_be_left_out() -> None:
    source = "<p>Un<sup class='x reference'><a>[1]</a></sup> deux<div class=nav><div>x</div>y</div><p>trois"
    assert texts(read_html(source, frozenset(("reference", "nav")))) == ["Un deux", "trois"]


def test_broken_html_loses_no_text() -> None:
    assert texts(read_html("<p>Un<nav><p>deux<p>trois")) == ["Un", "deux", "trois"]
    assert texts(read_html("<h1>Titre<p>Texte</h2></div></td>fin <b")) == ["# Titre", "Texte", "fin <b"]
    assert texts(read_html("a <!-- b")) == ["a"]


BOMBS = {
    name: piece * (600_000 // len(piece))
    for name, piece in {
        "comments": "<!--",
        "open tags": "<a ",
        "less than": "<",
        "end tags": "</a",
        "quotes": "<a b='",
        "odd quotes": "<a '\"",
        "quoted ends": "<a class='>\" ",
        "declarations": "<![CDATA[",
        "instructions": "<?",
        "elements": "<p>x",
        "depth": "<div>",
        "scripts": "<script></scrip",
        "rows": "<tr><td>",
        "cells": "<td>a",
        "entities": "&#1234567890;",
        "spaces": " \n",
        "raised": "<sup>1",
    }.items()
}


@pytest.mark.parametrize("name", BOMBS)
def test_html_takes_time_in_proportion(name: str) -> None:
    started = time.monotonic()
    document = read_html(BOMBS[name], frozenset(("x",)))
    passages(document.blocks, "", "en")
    assert time.monotonic() - started < 5  # about half on a slow machine; a quadratic reader takes minutes


@pytest.mark.parametrize("piece", ["[", "![a", "*a_", "`" * 9 + "a", "> ", "- ", "<a ", "][", "|a", "__a", "&a;", "#"])
def test_markdown_bombs(piece: str) -> None:
    started = time.monotonic()
    read_markdown(piece * 100_000)
    read_markdown("\n\n".join([piece * (4000 // len(piece))] * 10))
    assert time.monotonic() - started < 10


def test_what_is_read_otherwise_is_said() -> None:
    assert read_markdown("a" * 30_000).remarks and not read_markdown("a " * 9000).remarks
    assert read_markdown("# T\n\n" + "word " * 5000).remarks


PAGES = [
    [
        "Rapport annuel 2023",
        "La société a vendu mille ap-",
        "pareils en 2023 (dont cent à l'étranger). Elle en ven-",
        "dra plus en 2024, du moins selon les prévisions du conseil",
        "d'administration.",
        "Un autre paragraphe commence ici et se poursuit sur la page",
        "1",
    ],
    ["Rapport annuel 2023", "suivante de ce document. Peut-", "être.", "2"],
    ["Rapport annuel 2023", "Fin.", "3 / 3"],
]


def test_pdf_pages_hyphens_running_heads_and_title() -> None:
    document = read_pdf(pdf_file(PAGES, "Mon rapport"))
    assert document.title == "Mon rapport"
    assert [(block.page, block.text) for block in document.blocks] == [
        (
            1,
            "La société a vendu mille appareils en 2023 (dont cent à l'étranger). Elle en vendra plus en 2024, du "
            "moins selon les prévisions du conseil d'administration.",
        ),
        (1, "Un autre paragraphe commence ici et se poursuit sur la page suivante de ce document. Peut-être."),
        (3, "Fin."),
    ]


def test_pdf_that_cannot_be_read() -> None:
    whole = pdf_file([["Du texte."]])
    for data in (b"", b"%PDF-1.7 no", whole[: len(whole) // 3], b"GIF89a"):
        with pytest.raises(Unreadable, match="PDF"):
            read_pdf(data)
    with pytest.raises(Unreadable):
        read_pdf(pdf_file([[]]))


def test_pdf_with_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_PAGES", 3)
    document = read_pdf(pdf_file([[f"Page {'abcdefgh'[n]}."] for n in range(8)]))
    assert len(document.blocks) == 3 and "3" in document.remarks[0] and "8" in document.remarks[0]


def test_passages_follow_the_structure() -> None:
    blocks = [
        Block("Guide", heading=True),
        Block("Intro."),
        Block("Installer", heading=True),
        Block("Linux", heading=True),
        Block("a" * 700),
        Block("Suite."),
        Block("Vide", heading=True),
    ]
    assert [p.text for _, p in passages(blocks, "guide", "fr")] == [
        "Intro.",
        "Installer\nLinux\n" + "a" * 700,
        "Installer\nLinux\nSuite.",
        "Vide",
    ]


def test_a_title_alone_is_a_passage() -> None:
    assert [p.text for _, p in passages([Block("Key: 4711", heading=True)], "Key: 4711", "en")] == ["Key: 4711"]


def test_passages_do_not_cross_pages() -> None:
    blocks = [Block("T", heading=True, page=1), Block("Un.", page=1), Block("Deux.", page=2)]
    assert [(page, p.text) for page, p in passages(blocks, "", "fr")] == [(1, "T\nUn."), (2, "T\nDeux.")]


@given(st.text(), st.integers(1, 40))
@example("Une phrase. Une autre ! Et " + "x" * 90, 20)
def test_split_keeps_every_word_and_the_limit(text: str, limit: int) -> None:
    pieces = list(split(text, limit, "fr"))
    assert all(0 < len(piece) <= limit and piece == piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.builds(Block, st.text(), st.booleans(), st.integers(0, 2))), st.text())
def test_no_passage_is_too_long_or_empty(blocks: list[Block], title: str) -> None:
    for _, passage in passages(blocks, title, "en"):
        assert 0 < len(passage.text) <= LIMIT


@given(st.text())
def test_tidy_text_is_stable_nfc_and_can_be_stored(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once == unicodedata.normalize("NFC", once)
    once.encode()
    assert not any(unicodedata.category(c) == "Cc" for c in once.replace("\n", ""))


@given(st.binary() | st.text().map(str.encode) | st.text(alphabet="<>/&;!-#'\"= \nap|`*[]()").map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_text, read_markdown, read_html):
        try:
            document = read(decode(data))
        except NeckerError:
            continue
        for block in document.blocks:
            assert block.text.strip() and tidy(block.text) == block.text
            assert not block.heading or "\n" not in block.text
