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
from necker.text.decoding import Unreadable, decode
from necker.text.html import read_html
from tests.knowledge.pdf_file import pdf_file


def texts(document: Document) -> list[str]:
    """The blocks, headings marked."""
    return [("# " if block.heading else "") + block.text for block in document.blocks]


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
