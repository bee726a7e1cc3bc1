"""Manual pages are read without their macros and without what is no prose."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from necker.text.man import read_man, shown

PAGE = r"""
.\" a comment
.de Sp
.if t .sp
..
.TH LS 1 "2022" "GNU" "Commandes"
.SH NOM
ls \- Afficher
le contenu
.SH SYNOPSIS
.B ls
[\fIOPTION\fP]
.SH DESCRIPTION
Lister \(Fo\ les fichiers\ \(Fc de \fB/usr\fP \(em voir
.BR ls (1).
.PP
Suite\[u00E9]\&.
.TP
\fB\-a\fP, \fB\-\-all\fP
ne pas ignorer
les entrées
.TP
.B EPERM
Refusé.
.TP
.B a
.TQ
.B b
Deux noms.
.nf
  code \e n
.fi
.TS
l l.
a\tb
.TE
.SS "Sous titre"
.IP \(bu 2
Un point.
.IP 2.
Deux.
.SH TRADUCTION
Quelqu'un <a@b.fr>
"""


def test_a_page() -> None:
    found = read_man(PAGE)
    assert found.title == "ls - Afficher le contenu"
    assert [("# " if b.heading else "``` " if b.code else "") + b.text for b in found.blocks] == [
        *("# Description", "Lister «\xa0les fichiers\xa0» de /usr — voir ls(1).", "Suiteé."),
        *("-a, --all — ne pas ignorer les entrées", "EPERM — Refusé.", "a, b — Deux noms.", "```   code \\ n"),
        *("# Sous titre", "Un point.", "2. — Deux."),
    ]


def test_a_page_that_stands_for_another_has_nothing() -> None:
    assert not read_man(".so man3/printf.3\n").blocks


def test_escapes() -> None:
    text = r"\fBgras\fR \s-1petit\s0 \*(lqcit\*(rq a\|b \e \v'1'x \m[red]y\z"
    assert shown(text).startswith("gras petit “cit” ab \\ x y")


@given(st.text() | st.text(alphabet=".'\\\"TSHPIB\n fnei(["))
def test_any_text_is_read(text: str) -> None:
    assert all(block.text.strip() for block in read_man(text).blocks)
