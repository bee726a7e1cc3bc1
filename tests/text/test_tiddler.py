"""Notes of TiddlyWiki are read as they show, without what their macros would make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from necker.text.tiddler import read_tiddler

NOTE = """created: 2014
title: Filters
fr-title: Les //filtres//
type: text/vnd.tiddlywiki

\\define x()
rien
\\end
! Un ''titre''

Un [[lien|Cible]] et [[Autre]] : <<.def "un mot">><<dp>> `code ''brut''`. Il manque <<truc>> ici. Suite
de la ligne&nbsp;! Voir https://a.b/c.

* point //un//
|!Nom |!Sens |
|a |[[b|c]] |h
```
code
  là
```
"""


def test_a_note() -> None:
    found = read_tiddler(NOTE, "fr")
    assert found.title == "Les filtres" and read_tiddler(NOTE, "en").title == "Filters"
    assert [("# " if b.heading else "``` " if b.code else "") + b.text for b in found.blocks] == [
        *("# Un titre", "Un lien et Autre : un mot : code ''brut''. Suite de la ligne\xa0! Voir https://a.b/c."),
        *("point un", "Nom | Sens", "a | b", "``` code\n  là"),
    ]


def test_what_is_no_note_has_nothing() -> None:
    assert not read_tiddler(NOTE.replace("title: Filters", "title: $:/core"), "fr").blocks
    assert not read_tiddler(NOTE.replace("vnd.tiddlywiki", "css"), "fr").blocks


@given(st.text() | st.text(alphabet="<>{}[]|`*!:'/ \n\"ab"))
def test_any_text_is_read(text: str) -> None:
    for block in read_tiddler("title: a\n\n" + text, "fr").blocks:
        assert block.text.strip() and "\x01" not in block.text
