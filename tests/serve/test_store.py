"""Conversations on the disk: private, found, forgotten for good; what was said survives a crash."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from necker.core.errors import NeckerError
from necker.serve import store as store_module
from necker.serve.store import Store, title_of

CLAIM = {"text": "x", "verdict": "supported"}


@pytest.fixture
def store(home: Path) -> Store:
    return Store(home)


def test_files_are_private(store: Store, home: Path) -> None:
    store.add(None, "user", "Bonjour")
    blob = store.put_blob(b"\x89PNG\r\n\x1a\n", "image/png")
    files = [*home.glob("conversations.db*"), next(home.glob(f"blobs/*/{blob}"))]
    assert len(files) > 1
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((home / "blobs").stat().st_mode) == 0o700


def test_tables_are_strict_and_the_schema_is_numbered(store: Store, home: Path) -> None:
    db = sqlite3.connect(home / "conversations.db")
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA user_version").fetchone() == (store_module.SCHEMA,)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO conversations(id, title, updated, place) VALUES('a', 'b', 'c', 'not a number')")


def test_a_newer_file_is_refused_in_one_line(home: Path) -> None:
    Store(home).close()
    db = sqlite3.connect(home / "conversations.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(NeckerError, match="newer"):
        Store(home)


def test_a_damaged_file_is_refused_in_one_line(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "conversations.db").write_bytes(b"no database at all, and long enough to look at" * 100)
    with pytest.raises(NeckerError, match="cannot use"):
        Store(home)


def test_a_message_is_there_from_its_beginning_and_each_claim_with_it(store: Store, home: Path) -> None:
    """As another process sees it, which is what is left after a crash."""
    conversation, message = store.begin(None, "checked", "Two claims. Three, even.")
    for place in range(3):
        store.claim(message, place, CLAIM | {"index": place})
        seen = Store(home).conversation(conversation)["messages"]
        assert [claim["index"] for claim in seen[0]["answer"]["claims"]] == list(range(place + 1))
        assert seen[0]["text"] == "Two claims. Three, even."


def test_what_was_being_written_is_marked_broken_at_the_next_start(store: Store, home: Path) -> None:
    _, message = store.begin(None, "checked", "A claim.")
    store.claim(message, 0, CLAIM)
    assert store.message(message).state == "writing"
    again = Store(home).message(message)
    assert again.state == "broken" and again.answer == {"answer": "A claim.", "claims": [CLAIM]}
    store.finish(message, "done", None, {"answer": "A claim.", "claims": []})
    assert Store(home).message(message).state == "done"


def test_search_finds_words_whatever_their_accents_and_the_beginning_of_the_last(store: Store) -> None:
    first, _ = store.add(None, "user", "Qui a peint la Joconde à Florence ?")
    second, _ = store.add(None, "user", "Où est né Frédéric Chopin ?")
    for query, wanted in {
        "joconde": [first],
        "JOCONDE florence": [first],
        "frederic chop": [second],
        "né": [second],
        "peint chopin": [],
        "zzz": [],
        "": [],
        "* OR 1": [],
        '"': [],
        "frederic AND (": [],
        "NEAR(": [],
    }.items():
        assert [each["id"] for each in store.search(query, 10)] == wanted, query
    assert "Joconde" in store.search("joconde", 1)[0]["found"]


def test_search_finds_titles_too_and_each_conversation_once(store: Store) -> None:
    one, _ = store.add(None, "user", "Une question")
    store.add(one, "user", "Une autre question")
    store.rename(one, "Les impressionnistes")
    assert [each["id"] for each in store.search("question", 10)] == [one]
    found = store.search("impressionn", 10)
    assert [(each["id"], each["title"], each["messages"], each["found"]) for each in found] == [
        (one, "Les impressionnistes", 2, None)
    ]
    store.rename(one, "Rien")
    assert store.search("impressionn", 10) == []


def test_the_latest_come_first_page_by_page(store: Store) -> None:
    ids = [store.add(None, "user", f"question {number}")[0] for number in range(5)]
    store.add(ids[1], "user", "again")
    order = [ids[1], ids[4], ids[3], ids[2], ids[0]]
    assert [each["id"] for each in store.latest(10)] == order
    assert [each["id"] for each in store.latest(2)] == order[:2]
    assert [each["id"] for each in store.latest(2, order[1])] == order[2:4]
    with pytest.raises(KeyError):
        store.latest(2, "nobody")


@pytest.mark.parametrize("all_of_it", [True, False])
def test_what_is_deleted_is_in_no_file_any_more(store: Store, home: Path, all_of_it: bool) -> None:
    kept, _ = store.add(None, "user", "something else that stays")
    conversation, message = store.begin(None, "checked", "the secretword of the vault")
    store.claim(message, 0, {"text": "secretword"})
    store.finish(message, "done", "the secretword of the vault", {"answer": "secretword", "claims": []})
    blob = store.put_blob(b"secretword", "image/png", message)
    store.rename(conversation, "secretword")
    if all_of_it:
        store.purge()
        assert store.latest(10) == []
    else:
        store.delete(conversation)
        assert [each["id"] for each in store.latest(10)] == [kept]
    store.close()
    assert not list(home.glob(f"blobs/*/{blob}"))
    for path in home.rglob("*"):
        assert not path.is_file() or b"secretword" not in path.read_bytes(), path


def test_a_store_works_after_a_purge(store: Store) -> None:
    store.add(None, "user", "before")
    store.purge()
    one, _ = store.add(None, "user", "after")
    assert [each["id"] for each in store.search("after", 10)] == [one] and store.search("before", 10) == []


def test_a_blob_goes_with_the_last_message_that_holds_it(store: Store) -> None:
    first, message = store.add(None, "user", "a")
    second, other = store.add(None, "user", "b")
    blob = store.put_blob(b"\x89PNG\r\n\x1a\n", "image/png", message)
    assert store.put_blob(b"\x89PNG\r\n\x1a\n", "image/png", other) == blob
    assert store.message(message).blobs == ({"id": blob, "type": "image/png"},)
    store.delete(first)
    assert store.blob(blob) == (b"\x89PNG\r\n\x1a\n", "image/png")
    store.delete(second)
    with pytest.raises(KeyError):
        store.blob(blob)


def test_incognito_blobs_are_in_memory_only(store: Store, home: Path) -> None:
    id_ = store.blobs.keep_fleeting(b"\x89PNG\r\n\x1a\nhush")
    assert store.blob(id_) == (b"\x89PNG\r\n\x1a\nhush", "image/png")
    assert not list(home.glob("blobs/*/*"))
    store.purge()
    with pytest.raises(KeyError):
        store.blob(id_)


def test_nothing_goes_into_a_conversation_that_is_gone(store: Store) -> None:
    conversation, message = store.begin(None, "assistant", "")
    store.delete(conversation)
    store.claim(message, 0, CLAIM)
    store.finish(message, "done", "x", {"answer": "x", "claims": []})
    with pytest.raises(KeyError):
        store.begin(conversation, "user", "x")
    with pytest.raises(KeyError):
        store.message(message)


def test_a_checked_text_is_named_without_its_marks(store: Store) -> None:
    """Those of Markdown; a question keeps its letters, which may be a calculation."""
    for role, text, title in (
        ("checked", "# Facts\n\nAbout **Mount Everest** and `x`", "Facts About Mount Everest and x"),
        ("checked", "What is 2 * 3?", "What is 2 * 3?"),
        ("user", "What is 2**10 + 3**2?", "What is 2**10 + 3**2?"),
    ):
        conversation, _ = store.begin(None, role, text)
        assert store.conversation(conversation)["title"] == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bonjour", "Bonjour"),
        ("  a\n b ", "a b"),
        ("", "…"),
        ("mot " * 40, ("mot " * 15).strip() + "…"),
        ("x" * 100, "x" * 60 + "…"),
    ],
)
def test_the_title_is_the_first_words(text: str, title: str) -> None:
    assert title_of(text) == title
