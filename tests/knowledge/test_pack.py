"""A file that is not a whole, sound, known pack is refused in one clear line; what is read is what was hashed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from necker.core.errors import MissingError, NeckerError
from necker.core.language import set_language
from necker.knowledge.build import build_pack
from necker.knowledge.check import verify_pack
from necker.knowledge.library import Library
from necker.knowledge.pack import SCHEMA, Pack, installed_packs, pack_path, remove_pack

from .sample import PAGES, Sample


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_pack("sample", Sample(), folder=tmp_path_factory.mktemp("packs")).path


def replaced(path: Path, offset: int, content: bytes) -> None:
    data = bytearray(path.read_bytes())
    data[offset : offset + len(content)] = content
    path.write_bytes(data)


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE contacts(name TEXT)")
    db.close()


WRONG: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "page": lambda path: path.write_bytes(b"<!doctype html><title>Sign in</title>" * 9),
    "foreign": foreign,
    "half": lambda path: replaced(path, 60, b"\0\0\0\0"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-5000]),
    "cut at a page": lambda path: path.write_bytes(path.read_bytes()[: -4096 * 3]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0" * 4096),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "no tables": lambda path: replaced(path, 100, bytes(3000)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_a_pack_is_refused_with_the_remedy(sound: Path, tmp_path: Path, wrong: str) -> None:
    path = Path(shutil.copy(sound, tmp_path / "sample.pack"))
    WRONG[wrong](path)
    for opening in (lambda: Pack(path), lambda: verify_pack(path), lambda: Library.open(folder=tmp_path)):
        with pytest.raises(MissingError) as caught:
            opening()
        line = str(caught.value)
        assert line.startswith("pack sample is damaged: ") and "\n" not in line
        assert line.endswith(" → necker wiki rm sample && necker wiki add sample")


def test_a_newer_pack_asks_for_a_newer_necker(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sound, tmp_path / "sample.pack"))
    replaced(path, 60, (SCHEMA + 1).to_bytes(4, "big"))
    with pytest.raises(NeckerError, match=r"newer than this Necker.*update Necker"):
        Pack(path)


def test_absent_packs_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="pack vital is not installed → necker wiki add vital"):
        Pack(pack_path("vital", tmp_path))
    with pytest.raises(MissingError, match="no pack is installed → necker wiki add vital"):
        Library.open(folder=tmp_path)
    with pytest.raises(MissingError):
        remove_pack("vital", tmp_path)


def test_messages_are_bilingual(tmp_path: Path) -> None:
    set_language("fr")
    try:
        with pytest.raises(MissingError, match="le paquet vital n’est pas installé"):
            Pack(pack_path("vital", tmp_path))
    finally:
        set_language(None)


def test_a_damaged_pack_can_be_removed(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "sample.pack").write_bytes(b"junk")
    (tmp_path / ".sample.building").write_bytes(b"junk")
    remove_pack("sample", tmp_path)
    assert list(tmp_path.iterdir()) == [] == installed_packs(tmp_path)


TABLES = ("meta", "pages", "passages", "sentences", "titles", "frequencies", "index_fr_data", "index_en_data")


def dump(path: Path) -> list[object]:
    """All rows of all tables, those of the index included."""
    db = sqlite3.connect(path)
    rows: list[object] = [db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in TABLES]
    db.close()
    return rows


def test_flipped_bytes_never_show_a_changed_passage(sound: Path, tmp_path: Path) -> None:
    """Any byte changed: each passage, and all that is said of it, is as it was or refused; the full check tells."""
    pack, whole = Pack(sound), dump(sound)
    pages = range(1, len(PAGES) + 1)
    known = {passage.id: passage for number in pages for passage in pack.page(number)}
    chance = random.Random(1)
    data = sound.read_bytes()
    used = [at for at in range(len(data)) if data[at]]  # most of so small a pack is empty
    path = tmp_path / "sample.pack"
    for _ in range(200):
        shutil.copy(sound, path)
        at = chance.choice(used)
        replaced(path, at, bytes([data[at] ^ (1 << chance.randrange(8))]))
        try:
            hurt = Pack(path)
            shown = [passage for number in pages for passage in hurt.page(number)]
            shown += [hit.passage for hit in Library([hurt]).search("La tour Eiffel à Paris", "fr")]
            assert all(passage == known[passage.id] for passage in shown)
        except NeckerError as error:
            assert "is damaged" in str(error)
        try:
            verify_pack(path)
        except NeckerError:
            continue
        assert dump(path) == whole


def test_a_changed_text_is_refused_when_read_and_by_the_check(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sound, tmp_path / "sample.pack"))
    replaced(path, path.read_bytes().index(b"capitale de l\xe2\x80\x99Australie depuis 1913"), b"CAPITALE")
    library = Library.open(folder=tmp_path)
    with pytest.raises(MissingError, match="“Canberra” does not match its hash"):
        library.titled("Canberra")
    with pytest.raises(MissingError, match="damaged"):
        verify_pack(path)


def test_changed_facts_are_told_by_the_check(sound: Path, tmp_path: Path) -> None:
    for change in (
        "UPDATE pages SET url = 'https://elsewhere.example' WHERE id = 3",
        "UPDATE pages SET licence = 'CC0-1.0' WHERE id = 3",
        "UPDATE sentences SET end = end - 1 WHERE passage = 3",
        "DELETE FROM sentences WHERE passage = 3",
        "DELETE FROM passages WHERE id = 3",
        "DELETE FROM index_fr_docsize WHERE id = 3",
    ):
        path = Path(shutil.copy(sound, tmp_path / "sample.pack"))
        db = sqlite3.connect(path)
        db.execute(change)
        db.commit()
        db.close()
        with pytest.raises(MissingError, match="sample is damaged"):
            verify_pack(path)


def test_reading_changes_nothing_and_needs_no_right_to_write(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sound, tmp_path / "sample.pack"))
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        before = sha256(path.read_bytes()).digest()
        library = Library.open(folder=tmp_path)
        assert library.search("café", "fr") and library.mentions("Le Fennec") and verify_pack(path)
        library.close()
        assert sha256(path.read_bytes()).digest() == before and [p.name for p in tmp_path.iterdir()] == ["sample.pack"]
    finally:
        tmp_path.chmod(0o755)


def test_threads_share_a_pack(sound: Path) -> None:
    library = Library([Pack(sound)])
    queries = ["tour de fer", "planète proche du Soleil", "poet born in Balkh", "capitale", "drink", "renard"] * 20

    def ask(query: str) -> list[tuple[str, float]]:
        return [(hit.passage.id, hit.score) for hit in library.search(query, "fr")]

    alone = [ask(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, queries)) == alone


def test_a_pack_rebuilt_meanwhile_does_not_disturb_who_reads_it(tmp_path: Path) -> None:
    build_pack("sample", Sample(), folder=tmp_path)
    library = Library.open(folder=tmp_path)
    before = library.titled("Fennec")
    build_pack("sample", Sample(PAGES[:1], mark="2"), folder=tmp_path)
    assert library.titled("Fennec") == before
    assert Library.open(folder=tmp_path).titled("Fennec") == []
