"""MediaWiki XML dumps: articles with revisions, wikitext to prose, hostile and broken files."""

from __future__ import annotations

import bz2
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.errors import MissingError, NeckerError
from necker.core.language import set_language
from necker.knowledge.build import build_pack
from necker.knowledge.dump import DumpSource
from necker.knowledge.library import Library
from necker.knowledge.wikitext import plain_text

ARTICLE = """{{Infobox Peinture|nom=[[La Joconde|Joconde]]|date={{date|1503}}}}
'''''La Joconde''''' (en {{italien}} : {{langue|it|La Gioconda}}) est un tableau de [[Léonard de Vinci]].&lt;ref
name="a"&gt;Une {{note}}.&lt;/ref&gt;
[[Fichier:Mona.jpg|vignette|La [[Joconde]] au [[Louvre|musée]].]]

== Histoire ==
Elle fut volée le {{date|21|août|1911}}.
== Voir aussi ==
* [[Mona Lisa]]
[[Catégorie:Tableau]]"""

DUMP = f"""<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="fr">
  <siteinfo><sitename>Wikipédia</sitename><dbname>frwiki</dbname>
    <base>https://fr.wikipedia.org/wiki/Wikip%C3%A9dia:Accueil_principal</base>
    <namespaces><namespace key="0" case="first-letter" /></namespaces></siteinfo>
  <page><title>La Joconde</title><ns>0</ns><id>7</id>
    <revision><id>100</id><text>Ancien.</text></revision>
    <revision><id>231501999</id><parentid>100</parentid><contributor><id>5</id></contributor>
      <text bytes="9" xml:space="preserve">{ARTICLE}</text></revision></page>
  <page><title>Mona Lisa</title><ns>0</ns><id>8</id><redirect title="La Joconde" />
    <revision><id>9</id><text>#REDIRECTION [[La Joconde]]</text></revision></page>
  <page><title>Discussion:La Joconde</title><ns>1</ns><id>10</id>
    <revision><id>11</id><text>Bonjour.</text></revision></page>
  <page><title>Vide</title><ns>0</ns><id>12</id><revision><id>13</id><text /></revision></page>
  <page><title>Louvre &amp; Cie</title><ns>0</ns><id>14</id>
    <revision><id>15</id><text>Le '''Louvre''' est un musée.</text></revision></page>
</mediawiki>
""".encode()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def written(folder: Path, data: bytes, name: str = "d.xml") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize(
    "pack", [bytes, bz2.compress, gzip.compress, lambda d: bz2.compress(d[:900]) + bz2.compress(d[900:])]
)
def test_articles_with_their_last_revision(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    source = DumpSource(written(tmp_path, pack(DUMP)))
    joconde, louvre = source.pages(0)
    assert (joconde.lang, joconde.title, joconde.revision) == ("fr", "La Joconde", 231_501_999)
    assert joconde.url == "https://fr.wikipedia.org/wiki/La_Joconde"
    assert [p.text for p in joconde.passages] == [
        "La Joconde (en : La Gioconda) est un tableau de Léonard de Vinci.",
        "Histoire\nElle fut volée le 21 août 1911.",
    ]
    assert (louvre.title, louvre.url) == ("Louvre & Cie", "https://fr.wikipedia.org/wiki/Louvre_%26_Cie")
    assert list(source.pages(1)) == [louvre] and source.name == "Wikipédia, d.xml"


def test_leads_only(tmp_path: Path) -> None:
    source = DumpSource(written(tmp_path, DUMP), leads=True)
    assert [len(page.passages) for page in source.pages(0)] == [1, 1]
    assert source.fingerprint() != DumpSource(tmp_path / "d.xml").fingerprint()


def test_a_pack_of_it(tmp_path: Path) -> None:
    build_pack("d", DumpSource(written(tmp_path, DUMP)), folder=tmp_path)
    hit = Library.open(["d"], folder=tmp_path).search("Quand fut volée la Joconde ?", "fr")[0].passage
    assert "1911" in hit.text and hit.revision == 231_501_999


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><mediawiki>&b;</mediawiki>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a MediaWiki dump"),
        (b"<html>Not found</html>", "begins with <html>"),
        (b"plain text", "not a MediaWiki dump"),
        (b"BZh9 no bzip", "not a MediaWiki dump"),
        (b"\x1f\x8b no gzip", "not a MediaWiki dump"),
        (bz2.compress(b"[1, 2]"), "not a MediaWiki dump"),
        (BOMB, "document type"),
        (b"<mediawiki></mediawiki>", "site information"),
        (b"<mediawiki>" + b"<a>" * 100, "nested"),
        (b"<mediawiki><siteinfo>", "cut short"),
    ],
)
def test_what_is_no_dump_is_one_clear_line(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(NeckerError, match=why) as caught:
        DumpSource(written(tmp_path, data))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("pack", [bytes, bz2.compress, gzip.compress])
def test_a_dump_that_ends_too_early_gives_no_pack(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    padding = b"".join(b"<!-- %d -->" % (n * n) for n in range(60_000))
    data = pack(DUMP.replace(b"</mediawiki>", padding + b"</mediawiki>"))
    source = DumpSource(written(tmp_path, data[:-30]))
    with pytest.raises(NeckerError, match="cut short"):
        build_pack("d", source, folder=tmp_path)
    assert not (tmp_path / "d.pack").exists()


def test_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        DumpSource(tmp_path / "absent.xml")


@pytest.mark.parametrize(
    ("source", "prose"),
    [
        (
            "'''A''' est né le {{date de naissance|1|10|1935|en musique}} à [[Paris (France)|Paris]].",
            "A est né le 1er octobre 1935 à Paris.",
        ),
        (
            "Au {{s-|XVI|e}}, aux {{sp|XIX|e|et|XX|e}}, au {{-s-|V|e}}.",
            "Au XVIe siècle, aux XIXe et XXe siècles, au Ve siècle av. J.-C..",
        ),
        ("Haute de {{unité|330|mètres}}, vaste de {{unité|5|km|2}}.", "Haute de 330\u00a0mètres, vaste de 5\u00a0km²."),
        ("Long {{convert|5|to|10|km|mi}}, {{circa|1500}}, {{frac|1|2}}.", "Long 5 to 10 km, c. 1500, 1/2."),
        ("10<sup>6</sup>, m{{exp|2}}, 5{{e|-3}}, {{formatnum:1234}}, le {{1er}}", "10⁶, m², 5×10⁻³, 1234, le 1er"),
        ("A<!-- [[B]] -->C<ref name=a>x <b>y</b></ref><ref name=a />D<br/>E", "ACD\nE"),
        ("a ({{x}}; {{y}}) b ({{x}}, c) d {{x}}, e", "a b (c) d, e"),
        ("{|\n| a\n{|\n| b\n|}\n|}\nc", "c"),
        ("* un\n** deux\n: trois\n; quatre", "un\ndeux\ntrois\nquatre"),
        ("[http://x.org un lien] [//x.org] https://x.org", "un lien  https://x.org"),
        ("[[:Catégorie:A]] [[de:B]] [[C#D|d]] __NOTOC__", "Catégorie:A  d"),
        ("{{ouvert|a\nb\n|c=d\n== H ==\ne", "b\n== H ==\ne"),
        ("&lt;b&gt; &amp; <math>x^2</math> <nowiki>y</nowiki>", "<b> &  y"),
    ],
)
def test_wikitext(source: str, prose: str) -> None:
    assert plain_text(source, "fr") == prose


@pytest.mark.parametrize(
    "source",
    [
        *(
            piece * (600_000 // len(piece))
            for piece in ("{{", "[[", "'''a''", "{|\n", "<ref>", "<ref>a</re", "<!--", "<a")
        ),
        *(
            piece * (600_000 // len(piece))
            for piece in ("[http://a ", "{{a ", "( ", "x , ", " ", "=", "[[a|", "{{{", "|")
        ),
        "{{a|" * 20_000 + "}}" * 20_000,
        "[[a|" * 20_000 + "]]" * 20_000,
    ],
)
def test_wikitext_takes_time_in_proportion(source: str) -> None:
    started = time.monotonic()
    plain_text(source, "en")
    assert time.monotonic() - started < 5


@given(st.text(alphabet="{}[]|='<>!-/ \nab*#:;&refdate0123é") | st.text())
def test_any_wikitext_is_survived(source: str) -> None:
    text = plain_text(source, "fr")
    assert all(line.strip() for line in text.split("\n")) or not text
