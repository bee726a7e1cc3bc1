"""Pages to blocks of text: structure kept, markup gone, and no time bombs."""

from __future__ import annotations

import time

import pytest

from necker.knowledge.document import passages
from necker.text.blocks import Document
from necker.text.html import read_html


def texts(document: Document) -> list[str]:
    """The blocks, headings marked."""
    return [("# " if block.heading else "") + block.text for block in document.blocks]


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


def test_code_is_marked_and_ids_can_be_left_out_too() -> None:
    document = read_html(
        "<div id=path>chemin</div><p>Texte</p><pre>a\n  b</pre><table><tr><td><pre>c</pre>", frozenset(("path",))
    )
    assert [(block.text, block.code) for block in document.blocks] == [("Texte", False), ("a\n  b", True), ("c", False)]
