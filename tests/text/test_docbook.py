"""DocBook and Mallard are read as people write, and no entity unfolds to more than it may."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.text.blocks import Document
from necker.text.docbook import entities_of, read_docbook


def texts(document: Document) -> list[str]:
    return [("# " if block.heading else "") + block.text for block in document.blocks]


def test_docbook() -> None:
    page = """<?xml version="1.0"?><!DOCTYPE chapter [<!ENTITY prog "<application>Prog</application>">]>
      <chapter><info><title>Ouvrir\n un fichier</title><author><personname>A. B.</personname></author></info>
      <para>Avec &prog;, choisissez <menuchoice><shortcut><keycap>X</keycap></shortcut>
        <guimenu>Fichier</guimenu> <guimenuitem>Ouvrir</guimenuitem></menuchoice>, ou
        <keycombo><keycap>Ctrl</keycap><keycap>O</keycap></keycombo> et <option>--x</option>.</para>
      <variablelist><varlistentry><term>Un</termx></term><listitem><para>10<superscript>6</superscript></para></listitem>
      </varlistentry></variablelist><indexterm><primary>fichier</primary></indexterm>
      <programlisting><![CDATA[a <b>\n  &c]]></programlisting>
      <informaltable><tgroup><tbody><row><entry>a</entry><entry><para>b</para></entry></row></tbody></tgroup></informaltable>"""
    found = read_docbook(page)
    assert found.title == "Ouvrir un fichier" and [block.code for block in found.blocks].count(True) == 1
    assert texts(found) == [
        *("# Ouvrir un fichier", "Avec Prog, choisissez Fichier → Ouvrir, ou Ctrl+O et --x."),
        *("Un", "10⁶", "a <b>\n  &c", "a | b"),
    ]


def test_mallard() -> None:
    page = """<page><info><link type="guide" xref="index"/><desc>Court</desc><title type="link">Autre</title></info>
      <title>Titre</title><p>Voici. Voir <link xref="other"/>. Et <link xref="x">des mots</link> <em>ici</em>.</p>
      <p>Pressez <keyseq><key>Ctrl</key><key>A</key></keyseq> (voir <link xref="b"/>) deux fois.</p>
      <links type="topic"/><steps><item><p>Fin</p></item></steps></page>"""
    assert texts(read_docbook(page)) == [
        *("# Titre", "Voici. Et des mots ici.", "Pressez Ctrl+A deux fois.", "Fin"),
    ]


def test_entities_of_others_and_unknown_ones() -> None:
    names = entities_of("<!ENTITY a 'Un'> <!ENTITY b \"Deux &a;\"> <!ENTITY c SYSTEM 'file:///etc/passwd'>")
    assert names == {"a": "Un", "b": "Deux &a;"}
    page = "<p>&b; &eacute;&amp;. &nothing; manque ici. Reste.</p><p>&c;</p>"
    assert texts(read_docbook(page, names)) == ["Deux Un é&. Reste."]


def test_bombs_do_not_unfold() -> None:
    inner = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "{"ha" * 50}">{inner}]><p>&l11;</p>'
    begun = time.perf_counter()
    assert len("".join(texts(read_docbook(bomb)))) < 100_000
    with pytest.raises(ValueError, match="entities"):
        read_docbook(f'<!DOCTYPE x [<!ENTITY a "{"x" * 100_000}">]><p>{"&a;" * 100_000}</p>')
    assert texts(read_docbook('<!DOCTYPE x [<!ENTITY a "&a;&a;">]><p>&a; Ici.</p>')) in ([], ["Ici."])
    for piece in ("<![CDATA[", "<!DOCTYPE ", "<!DOCTYPE [", "&a", "<p ", "<menuchoice><gui>"):
        read_docbook(piece * (200_000 // len(piece)))
    assert time.perf_counter() - begun < 30


@given(st.text() | st.text(alphabet="<>/&;![]pxref= \n\"'"))
def test_any_text_is_read(text: str) -> None:
    assert all("\x01" not in block.text and block.text.strip() for block in read_docbook(text).blocks)
