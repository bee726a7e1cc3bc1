"""ZIM archives, made here with libzim's own writer: articles with sections, redirects as titles, clear errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import MissingError, NeckerError
from necker.core.language import set_language
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.knowledge.zim import ZimSource

writer = pytest.importorskip("libzim.writer")

JOCONDE = """<html><head><title>La Joconde</title><link rel="canonical" href="https://fr.wikipedia.org/wiki/La_Joconde">
</head><body><h1>La Joconde</h1><table class="infobox_v2"><tr><th>Artiste</th><td>Léonard de Vinci</td></tr></table>
<div class="hatnote">Pour les articles homonymes, voir Mona.</div>
<p><b>La Joconde</b> est un tableau de <a href="Léonard">Léonard de Vinci</a>.<sup class="reference">[1]</sup></p>
<h2>Histoire<span class="mw-editsection">[modifier]</span></h2><p>Elle fut volée en 1911.</p>
<h2>Notes et références</h2><ol class="references"><li>Une note.</li></ol></body></html>"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def archive(path: Path, *, language: str = "fra", source: str = "fr.wikipedia.org", licence: str = "") -> Path:
    class Item(writer.Item):  # type: ignore[misc,name-defined]
        def __init__(self, path: str, title: str, content: str, mimetype: str = "text/html") -> None:
            super().__init__()
            self.facts = path, title, content, mimetype

        def get_path(self) -> str:
            return self.facts[0]

        def get_title(self) -> str:
            return self.facts[1]

        def get_mimetype(self) -> str:
            return self.facts[3]

        def get_contentprovider(self) -> Any:
            return writer.StringProvider(self.facts[2])

        def get_hints(self) -> dict[Any, int]:
            return {writer.Hint.FRONT_ARTICLE: 1}

    with writer.Creator(path).config_indexing(False, "fra") as creator:
        creator.set_mainpath("La_Joconde")
        creator.add_item(Item("La_Joconde", "La Joconde", JOCONDE))
        creator.add_item(Item("Louvre", "Musée du Louvre", "<p>Le Louvre est un musée de Paris.</p>"))
        creator.add_item(Item("Vide", "Vide", "<p> </p>"))
        creator.add_item(Item("style.css", "", "p { color: red }", "text/css"))
        creator.add_redirection("Mona_Lisa", "Mona Lisa", "La_Joconde", {writer.Hint.FRONT_ARTICLE: 1})
        facts = {"Language": language, "Title": "Petite Wikipédia", "Date": "2026-11-01", "Source": source}
        for name, value in (facts | {"License": licence}).items():
            if value:
                creator.add_metadata(name, value)
    return path


def test_articles_with_sections_redirects_and_where_they_come_from(tmp_path: Path) -> None:
    source = ZimSource(archive(tmp_path / "w.zim"))
    joconde, louvre = source.pages(0)
    assert (joconde.lang, joconde.title, joconde.aliases) == ("fr", "La Joconde", ("Mona Lisa",))
    assert joconde.url == "https://fr.wikipedia.org/wiki/La_Joconde"
    assert joconde.revision == louvre.revision == f"zim:{source.uuid}"
    assert [p.text for p in joconde.passages] == [
        "Artiste | Léonard de Vinci\nLa Joconde est un tableau de Léonard de Vinci.",
        "Histoire\nElle fut volée en 1911.",
    ]
    assert louvre.url == "https://fr.wikipedia.org/wiki/Mus%C3%A9e_du_Louvre"
    assert (source.kind, source.licence, source.attribution) == ("wikipedia", "CC-BY-SA-4.0", "Wikipedia contributors")
    assert source.name == "Petite Wikipédia 2026-11-01"
    assert list(source.pages(1)) == [louvre]


def test_leads_only(tmp_path: Path) -> None:
    source = ZimSource(archive(tmp_path / "w.zim"), leads=True)
    assert [p.text for p in next(source.pages(0)).passages] == ["La Joconde est un tableau de Léonard de Vinci."]
    assert source.fingerprint() != ZimSource(tmp_path / "w.zim").fingerprint()


def test_a_pack_of_it_is_found_by_a_redirect(tmp_path: Path) -> None:
    build_pack("w", ZimSource(archive(tmp_path / "w.zim")), folder=tmp_path)
    library = Library.open(["w"], folder=tmp_path)
    assert library.search("Mona Lisa", "fr")[0].passage.title == "La Joconde"


def test_other_sites_are_files_of_their_own_licence(tmp_path: Path) -> None:
    source = ZimSource(archive(tmp_path / "x.zim", language="mul", source="https://example.org/", licence="CC0-1.0"))
    pages = list(source.pages(0))
    assert (source.kind, source.licence, source.attribution) == ("file", "CC0-1.0", None)
    assert pages[1].url is None and pages[1].lang == "fr", "the language is that of the text"


def test_what_is_no_sound_archive_is_one_clear_line(tmp_path: Path) -> None:
    data = archive(tmp_path / "w.zim").read_bytes()
    for name, content, why in (
        ("page", b"<html>Not found</html>", "not a ZIM file"),
        ("empty", b"", "not a ZIM file"),
        ("half", data[: len(data) // 2], "cut short"),
        ("head", data[:60], "cut short"),
        ("magic", b"ZIM\x04" + b"\xff" * 500, "damaged"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NeckerError, match=why) as caught:
            ZimSource(tmp_path / name)
        assert "\n" not in str(caught.value)
    with pytest.raises(MissingError):
        ZimSource(tmp_path / "absent.zim")


def test_damage_inside_is_told_or_harmless(tmp_path: Path) -> None:
    data = archive(tmp_path / "w.zim").read_bytes()
    for place in range(80, len(data) - 40, max(1, len(data) // 40)):
        (tmp_path / "d.zim").write_bytes(data[:place] + b"\xa5" * 16 + data[place + 16 :])
        try:
            list(ZimSource(tmp_path / "d.zim").pages(0))
        except NeckerError as error:
            assert "\n" not in str(error)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libzim.reader", None)
    with pytest.raises(MissingError, match="necker\\[docs\\]"):
        ZimSource(tmp_path / "w.zim")
