"""`necker wiki`: packs are added, listed, told, searched and removed."""

from __future__ import annotations

import bz2
import json
import os
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from necker.cli import wiki
from tests.cli.conftest import Ran, child, shaped

Cli = Callable[..., Ran]

DUMP = """<mediawiki xml:lang="fr"><siteinfo><sitename>Wikipédia</sitename><dbname>frwiki</dbname>
<base>https://fr.wikipedia.org/wiki/Accueil</base></siteinfo>
<page><title>Zèbre</title><ns>0</ns><id>1</id><revision><id>9</id><text>Le '''zèbre''' est un animal à rayures.

== Usage ==
On ne le monte pas.</text></revision></page></mediawiki>
"""


class Api(BaseHTTPRequestHandler):
    """One article, as the MediaWiki API gives it."""

    def do_GET(self) -> None:
        page = {
            "ns": 0,
            "title": "Zèbre",
            "extract": "Le zèbre est un animal à rayures noires et blanches.\n\n== Mode de vie ==\nIl vit en troupeau.",
            "revisions": [{"revid": 12345}],
            "canonicalurl": "https://fr.wikipedia.org/wiki/Z%C3%A8bre",
            "description": "genre d’équidés",
        }
        body = json.dumps({"query": {"pages": [page] if "Z%C3%A8bre" in self.path else []}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def wikipedia(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Wikipedia of one page on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NECKER_WIKI_API", f"http://127.0.0.1:{server.server_port}/w/api.php")
        yield
        server.shutdown()


def test_a_live_page_is_kept_with_its_revision_and_found_offline(cli: Cli, wikipedia: None) -> None:
    ran = cli("wiki", "add", "live", "Zèbre", "--lang", "fr", "--json")
    assert ran.code == 0 and "Zèbre (fr), revision 12345" in ran.err
    assert shaped("wiki-info", ran.out)["name"] == "live"
    found = hits(cli("wiki", "search", "rayures du zèbre", "--offline", "--json"))
    assert found[0]["revision"] == 12345 and found[0]["licence"] == "CC-BY-SA-4.0" and "oldid=12345" in found[0]["url"]


def test_a_live_page_that_does_not_exist_and_one_while_offline(cli: Cli, wikipedia: None, home: Path) -> None:
    assert cli("wiki", "add", "live", "Nulle part", "--lang", "fr").code == 2
    ran = cli("wiki", "add", "live", "Zèbre", "--offline")
    assert ran.code == 6 and "--offline" in ran.err
    assert not home.exists() or not list(home.rglob("*.pack"))


def test_a_wikipedia_that_cannot_be_reached_is_4(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_WIKI_API", "http://127.0.0.1:1/w/api.php")
    ran = cli("wiki", "add", "live", "Zèbre")
    assert ran.code == 4 and ran.err.count("\n") == 1


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "Mes textes"
    folder.mkdir()
    (folder / "lettre.txt").write_text(
        "Le Rhin prend sa source dans les Alpes suisses. Il se jette dans la mer du Nord."
    )
    (folder / "note.md").write_text("# The Rhine\n\nThe Rhine rises in the Swiss Alps and flows into the North Sea.\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    return folder


def test_a_folder_becomes_a_pack_that_is_found_told_and_removed(cli: Cli, texts: Path) -> None:
    ran = cli("wiki", "add", str(texts))
    assert (ran.code, ran.out) == (0, "") and ".jpg" in ran.err and "pack mes-textes is ready: 2 pages" in ran.err
    assert cli("wiki", "list").out.startswith("mes-textes  2 pages (en 1, fr 1), ")
    found = cli("wiki", "search", "source du Rhin")
    assert (
        found.code == 0
        and "Alpes suisses" in found.out
        and f"file://{texts.as_posix().replace(' ', '%20')}" in found.out
    )
    assert cli("wiki", "rm", "mes-textes").code == 0
    assert cli("wiki", "list") == (0, "", "no pack is installed → necker wiki add vital\n")


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="file names are text there")
def test_a_folder_whose_name_is_no_text(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / os.fsdecode(b"n\xe9.txt")).write_text("A text about zebras.")
    ran = child("wiki", "add", os.fsencode(folder), "--name", "x")
    assert ran.code == 0, ran.err
    assert "caf\\udce9" in child("wiki", "list").out and "zebras" in child("wiki", "search", "zebras").out


def test_adding_again_replaces(cli: Cli, texts: Path) -> None:
    cli("wiki", "add", str(texts), "--name", "x")
    (texts / "note.md").unlink()
    cli("wiki", "add", str(texts), "--name", "x")
    assert cli("wiki", "list").out.startswith("x  1 page (fr 1)")


def test_if_missing_leaves_a_sound_pack_alone_and_replaces_a_damaged_one(cli: Cli, texts: Path, mine: Path) -> None:
    before = mine.read_bytes()
    ran = cli("wiki", "add", str(texts), "--name", "mine", "--if-missing", "--json")
    assert shaped("wiki-info", ran.out)["pages"] == 3 and mine.read_bytes() == before
    mine.write_bytes(before[:5000])
    ran = cli("wiki", "add", str(texts), "--name", "mine", "--if-missing", "--json")
    assert shaped("wiki-info", ran.out)["pages"] == 2


def test_if_missing_needs_neither_the_network_nor_the_source(cli: Cli, mine: Path) -> None:
    mine.rename(mine.with_name("vital.pack"))
    assert cli("wiki", "add", "vital", "--if-missing", "--offline").code == 0


def test_vital_offline_is_refused_with_its_size(cli: Cli) -> None:
    ran = cli("wiki", "add", "vital", "--offline")
    assert ran.code == 6 and "4.9 MB" in ran.err and "--offline" in ran.err and ran.err.count("\n") == 1


@pytest.mark.parametrize(("flags", "passages"), [((), 2), (("--leads",), 1)])
def test_a_dump_whole_or_its_leads(cli: Cli, tmp_path: Path, flags: tuple[str, ...], passages: int) -> None:
    path = tmp_path / "frwiki-latest.xml.bz2"
    path.write_bytes(bz2.compress(DUMP.encode()))
    added = shaped("wiki-info", cli("wiki", "add", str(path), "--json", *flags).out)
    assert (added["name"], added["passages"], added["licence"]) == ("frwiki-latest", passages, "CC-BY-SA-4.0")


@pytest.mark.parametrize(
    "argv",
    [
        ("nowhere",),
        ("vital", "a title"),
        ("live",),
        ("texts", "--lang", "fr"),
        ("texts", "--leads"),
        ("texts", "--name", "../x"),
        ("texts", "--name", "vital"),
        ("vital", "--name", "other"),
        ("live", "T", "--name", "other"),
        ("/",),
    ],
)
def test_what_makes_no_sense_is_an_error_of_usage(
    cli: Cli, texts: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    texts.rename(texts.with_name("texts"))
    monkeypatch.chdir(texts.parent)
    ran = cli("wiki", "add", *argv)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), ran.err


def test_list_json_shows_sound_and_damaged(cli: Cli, mine: Path) -> None:
    (mine.parent / "broken.pack").write_bytes(b"nothing")
    data = shaped("wiki-list", cli("wiki", "list", "--json").out)
    assert [(pack["name"], pack["state"]) for pack in data["packs"]] == [("broken", "damaged"), ("mine", "ok")]
    ran = cli("wiki", "list")
    assert ran.code == 0 and "broken  ✘" in ran.out and "mine  3 pages" in ran.out


def test_info(cli: Cli, mine: Path) -> None:
    data = shaped("wiki-info", cli("wiki", "info", "mine", "--json").out)
    assert (data["languages"], data["licence"], data["attribution"]) == ({"en": 2, "fr": 1}, "CC0-1.0", "the tests")
    assert data["fingerprint"] == "test:1" and data["checked"] is None and data["size"] == mine.stat().st_size
    told = cli("wiki", "info", "mine").out
    assert "CC0-1.0" in told and "test:1" in told and "control 1" in told and str(mine) in told


def test_info_check_reads_every_passage(cli: Cli, mine: Path) -> None:
    assert shaped("wiki-info", cli("wiki", "info", "mine", "--check", "--json").out)["checked"] == 4
    data = mine.read_bytes()
    assert data.count("née à Londres".encode()) == 1
    mine.write_bytes(data.replace("née à Londres".encode(), "née à Paris!!".encode()))
    ran = cli("wiki", "info", "mine", "--check")
    assert ran.code == 5 and "Ada Lovelace" in ran.err and ran.out == ""


def test_info_of_nothing(cli: Cli) -> None:
    ran = cli("wiki", "info", "nothing")
    assert ran.code == 5 and "necker wiki add nothing" in ran.err


def hits(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shaped("wiki-search", ran.out)["hits"]
    return found


def test_search_json(cli: Cli, mine: Path) -> None:
    first = hits(cli("wiki", "search", "Ada Lovelace born in London", "--json"))[0]
    assert first["text"].startswith("Ada Lovelace was born in London") and first["url"].startswith("https://en.")
    assert first["revision"] == 8 and first["licence"] == "CC0-1.0" and first["pack"] == "mine"


def test_search_in_one_language_and_one_pack(cli: Cli, mine: Path, texts: Path) -> None:
    cli("wiki", "add", str(texts), "--name", "rhine")
    assert {hit["lang"] for hit in hits(cli("wiki", "search", "Ada Lovelace", "--lang", "fr", "--json"))} == {"fr"}
    assert {hit["pack"] for hit in hits(cli("wiki", "search", "Ada Rhine", "--json"))} == {"mine", "rhine"}
    assert {hit["pack"] for hit in hits(cli("wiki", "search", "Ada Rhine", "--pack", "rhine", "--json"))} == {"rhine"}


def test_search_limit(cli: Cli, mine: Path) -> None:
    assert len(hits(cli("wiki", "search", "Ada Lovelace", "--limit", "1", "--json"))) == 1
    for limit in ("0", "-1", "1001", "9" * 30):
        assert cli("wiki", "search", "x", "--limit", limit).code == 2
    assert cli("wiki", "search", "x", "--limit", "many").code == 2


def test_the_packs_of_the_settings_are_searched(cli: Cli, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_PACKS", "other")
    assert cli("wiki", "search", "Ada").code == 5
    assert cli("wiki", "search", "Ada", "--pack", "mine").code == 0


def test_nothing_found_is_said_on_stderr(cli: Cli, mine: Path) -> None:
    assert cli("wiki", "search", "xylophone") == (0, "", "nothing found\n")


@pytest.mark.parametrize(
    "query", ['"', "a AND b OR NOT", "(", "*", "NEAR(a b)", "\x00", "title:x", "'; DROP TABLE pages", ""]
)
def test_any_query_is_only_words(cli: Cli, mine: Path, query: str) -> None:
    assert cli("wiki", "search", "--", query).code == 0


def test_search_needs_a_pack(cli: Cli) -> None:
    ran = cli("wiki", "search", "x")
    assert ran.code == 5 and "necker wiki add vital" in ran.err


def test_the_excerpt_begins_with_the_closest_sentence(cli: Cli, mine: Path) -> None:
    assert (
        "   … She described the analytical engine.\n" in cli("wiki", "search", "analytical engine", "--lang", "en").out
    )


def test_a_long_passage_is_cut_at_a_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "long.txt").write_text(
        "The first sentence is about zebras. " + "It goes on and on for long. " * 30
    )
    cli("wiki", "add", str(tmp_path / "t"))
    line = cli("wiki", "search", "zebras").out.splitlines()[1]
    assert line.startswith("   The first sentence") and line.endswith("for long. …") and len(line) <= wiki.EXCERPT + 10


def test_rm_json_and_of_nothing(cli: Cli, mine: Path) -> None:
    assert shaped("wiki-rm", cli("wiki", "rm", "mine", "--json").out) == {"schema": 1, "removed": "mine"}
    assert not mine.exists() and cli("wiki", "rm", "mine").code == 5


def test_rm_takes_a_damaged_pack(cli: Cli, mine: Path) -> None:
    mine.write_bytes(b"")
    assert cli("wiki", "rm", "mine").code == 0 and not mine.exists()


def test_a_name_is_not_a_path(cli: Cli, mine: Path) -> None:
    for verb in ("rm", "info"):
        assert cli("wiki", verb, "../packs/mine").code == 2
    assert mine.exists()


def test_json_of_a_page_with_escapes_is_plain_json(cli: Cli, mine: Path) -> None:
    out = cli("wiki", "search", "zebras", "--json").out
    assert "\x1b" not in out and "\x1b" in json.loads(out)["hits"][0]["text"]
