"""Manuals of packages: prose in one language, both languages of a page held out together, bad files told and passed over."""

from __future__ import annotations

import gzip

from necker.sources.document import is_held_out
from necker.sources.readers.pages import prose_of
from necker.text.blocks import Block
from tests.sources.readers.made import Made, texts

FR = "Ce texte est une phrase en français, qui est assez longue pour que la langue en soit connue. " * 2
EN = "This text is a sentence in English that is long enough for its language to be known by all. " * 2
HOW = {"format": "html", "pages": {"en": r"(.+)\.en\.html", "fr": r"(.+)\.fr\.html"}}


def html(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<title>3.2. Titre</title><div class=toc><p>{FR}</p></div>{body}".encode()


def test_a_page_in_two_languages(made: Made) -> None:
    files = {"a.fr.html": html(FR.strip()), "a.en.html": html(EN.strip()), "b.fr.html": html(FR.strip(), EN)}
    found = made.read("pages", files, **HOW)
    assert {one.id: one.lang for one in found} == {"made/a/en": "en", "made/a/fr": "fr", "made/b/fr": "fr"}
    assert texts(found) == [f"Titre\n{EN.strip()}", f"Titre\n{FR.strip()}", f"Titre\n{FR.strip()}"]
    assert {one.held_out for one in found[:2]} == {is_held_out("made/a")} and not made.broken
    assert dict(found[0].meta) == {"title": "Titre"}


def test_what_is_not_translated_or_no_prose_gives_nothing(made: Made) -> None:
    links = html(*("Suite" for _ in range(100)))
    files = {"a.fr.html": html(EN, EN), "b.fr.html": links, "c.fr.html": html("Court."), "d.html": html(FR)}
    assert made.read("pages", files, **HOW) == [] and not made.broken


def test_a_limit_counts_pages(made: Made) -> None:
    files = {f"{n}.{lang}.html": html(text) for n in range(9) for lang, text in (("fr", FR), ("en", EN))}
    every = {one.id for one in made.read("pages", files, **HOW)}
    three = {one.id for one in made.read("pages", files, limit=3, **HOW)}
    assert len(three) == 6 and three < every and len({id.rsplit("/", 1)[0] for id in three}) == 3


def test_bad_files_are_told_and_the_rest_is_read(made: Made) -> None:
    bomb = f'<!DOCTYPE a [<!ENTITY a "{"x" * 99_999}">]><p>{"&a;" * 999}</p>'.encode()
    files = {"a.xml": bomb, "b.xml": b"\0\0\xff", "c.xml": f"<para>{FR}</para>".encode(), "d.xml": b"<", "e.xml": b""}
    found = made.read("pages", files, format="docbook", pages={"fr": r"(.+)\.xml"})
    assert [one.id for one in found] == ["made/c/fr"] and set(made.broken) == {"made/a/fr", "made/b/fr"}
    pages = {"a.1.gz": b"no gzip", "b.1.gz": gzip.compress(f".SH NOM\nb \\- x\n.SH DESCRIPTION\n{FR}".encode())}
    found = made.read("pages", pages, format="man", pages={"fr": r"(.+)\.gz"})
    assert texts(found) == [f"b - x\nDescription\n{FR.strip()}"] and set(made.broken) == {"made/a.1/fr"}


def test_entities_are_those_of_the_language(made: Made) -> None:
    files = {"a/fr.entities": b"<!ENTITY x 'le programme'>", "b.xml": f"<para>{FR}Avec &x;.</para>".encode()}
    found = made.read("pages", files, format="docbook", pages={"fr": r"(.+)\.xml"}, entities={"fr": r".*/fr\.entities"})
    assert texts(found)[0].endswith("Avec le programme.")


def test_what_the_options_leave_out(made: Made) -> None:
    page = f"<div id=path>chemin</div><p>Version 3</p><p>{FR}</p><p>Cliquez sur ( ) ici.</p>".encode()
    how = HOW | {"drop": ["path"], "without": "^Version"}
    assert texts(made.read("pages", {"a.fr.html": page}, **how)) == [f"{FR.strip()}\nCliquez sur ici."]


def test_headings_over_nothing_and_listings_go() -> None:
    code = Block("a\nb", code=True)
    long = Block("x\n" * 30, code=True)
    blocks = [Block("1. Un", True), Block("2.1 Deux", True), Block(FR), code, code, Block(FR), long, Block("Fin", True)]
    assert prose_of(blocks, "fr") == f"Un\nDeux\n{FR}\na\nb\n{FR}"
