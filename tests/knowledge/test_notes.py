"""Notes: kept, found, forgotten for good; private; all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import NeckerError, UsageError
from necker.core.language import set_language
from necker.knowledge import shelf as shelf_module
from necker.knowledge.check import verify_pack
from necker.knowledge.library import Library
from necker.knowledge.notes import MAX_CHARS, NOTES, forget, notes, remember
from necker.knowledge.pack import pack_path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("NECKER_HOME", str(tmp_path))
    set_language("en")
    yield tmp_path
    set_language(None)


def test_a_note_is_found_as_evidence_with_its_date() -> None:
    note = remember("Mon chat s’appelle Félix.\n\nIl a quatre ans.")
    assert (note.id, note.title, note.text) == (
        1,
        "Mon chat s’appelle Félix.",
        "Mon chat s’appelle Félix.\nIl a quatre ans.",
    )
    hit = Library.open().search("Comment s’appelle mon chat ?", "fr")[0].passage
    assert (hit.source, hit.licence, hit.lang, hit.revision) == ("note", "private", "fr", note.created)
    assert hit.text == note.text and notes() == [note]


def test_titles() -> None:
    assert remember("The code of the gate is 4711.", title=" Gate\n").title == "Gate"
    assert remember("word " * 30).title == "word " * 11 + "word…"
    assert remember("x" * 100).title == "x" * 59 + "…"


def test_forgetting_is_for_good_and_numbers_are_not_given_again(home: Path) -> None:
    remember("The first secret is kolibri.")
    remember("The second note stays.")
    forget(1)
    assert [note.id for note in notes()] == [2]
    assert not any(b"kolibri" in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert Library.open().search("kolibri", "en") == []
    forget(2)
    assert notes() == [] and not pack_path(NOTES).exists()
    assert remember("A third one.").id == 3
    for number in (1, 2, 99, -1):
        with pytest.raises(UsageError, match="no note"):
            forget(number)


def test_without_notes_nothing_is_written(home: Path) -> None:
    assert notes() == []
    with pytest.raises(UsageError):
        forget(1)
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("text", ["", " \n\t\u200b\x00 ", "x" * (MAX_CHARS + 1)])
def test_what_cannot_be_a_note(text: str, home: Path) -> None:
    with pytest.raises(UsageError):
        remember(text)
    assert list(home.iterdir()) == []


def test_notes_are_readable_by_their_owner_only(home: Path) -> None:
    remember("Private.")
    files = [path for path in home.rglob("*") if path.is_file()]
    assert len(files) == 2 and all(path.stat().st_mode & 0o777 == 0o600 for path in files)
    folders = [path for path in home.rglob("*") if path.is_dir()]
    assert len(folders) == 2 and all(path.stat().st_mode & 0o777 == 0o700 for path in folders)


def test_a_note_that_cannot_be_indexed_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    remember("The first.")
    before = pack_path(NOTES).read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shelf_module, "build_pack", full)
        with pytest.raises(NeckerError, match="No space left"):
            remember("The second.")
    assert [note.text for note in notes()] == ["The first."] and pack_path(NOTES).read_bytes() == before


def test_a_pack_that_was_lost_comes_back_with_all_notes() -> None:
    remember("The first.")
    pack_path(NOTES).unlink()
    remember("The second.")
    assert verify_pack(pack_path(NOTES)) == 2


def test_a_damaged_file_is_one_clear_line(home: Path) -> None:
    remember("The first.")
    (home / "data" / "notes.db").write_bytes(b"no database" * 100)
    for act in (notes, lambda: remember("x y"), lambda: forget(1)):
        with pytest.raises(NeckerError, match=r"cannot use .*notes\.db") as caught:
            act()
        assert "\n" not in str(caught.value)


def test_several_at_once_lose_nothing() -> None:
    threads = [threading.Thread(target=remember, args=(f"Note number {n}.",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(note.text for note in notes()) == [f"Note number {n}." for n in range(6)]
    assert verify_pack(pack_path(NOTES)) == 6


def test_a_relative_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NECKER_HOME", "here")
    remember("Kept.")
    assert [note.text for note in notes()] == ["Kept."]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.text(min_size=1, max_size=300), st.none() | st.text())
def test_any_text_is_kept_or_refused(text: str, title: str | None) -> None:
    try:
        note = remember(text, title)
    except UsageError:
        return
    assert notes()[-1] == note and note.title.strip()
    verify_pack(pack_path(NOTES))
