"""What is kept of conversations: one SQLite file of the user's own, and blobs (pictures, sounds) by the hash of their bytes.

A message is written when it begins and at each of its claims, so that a crash loses nothing that was said.  What is deleted
is overwritten.  Memory is not here: what the user wants remembered is evidence, and lies with the notes.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from necker.core.console import one_line
from necker.core.errors import NeckerError
from necker.core.language import say
from necker.core.paths import make_private
from necker.serve.blobs import Blobs, sniff
from necker.text.normal import nfc

Role = Literal["user", "assistant", "checked"]
State = Literal["writing", "done", "stopped", "broken"]

SCHEMA = 1
_WAIT = 10.0  # seconds to wait for another process that writes the same file
_MARKS = re.compile(r"(\*+|`|^[#>]+ )(\S.*?)(?:\1|$)", re.M)  # of Markdown, around words or before a line
_TITLE = 60  # characters of a question that name its conversation
_SEARCHED = 2000  # newest messages that match, looked through for the conversations they are in
_LAST = "(SELECT coalesce(max(place), 0) + 1 FROM conversations)"  # the place of what was changed last
_MATCHING = """SELECT m.conversation, found.rowid FROM found JOIN messages m ON m.number = found.rowid
WHERE found MATCH ? ORDER BY found.rowid DESC LIMIT ?"""
_TITLED = """SELECT c.id FROM titled JOIN conversations c ON c.number = titled.rowid
WHERE titled MATCH ? ORDER BY titled.rowid DESC LIMIT ?"""
_ATTACHED = "SELECT blob, type FROM attached JOIN blobs b ON b.id = blob WHERE message = ? ORDER BY attached.number"
_TOUCH = f"UPDATE conversations SET updated = ?, place = {_LAST} WHERE id = ?"  # noqa: S608  nothing of it comes from outside
_LISTED = (
    """SELECT id, title, updated, (SELECT count(*) FROM messages WHERE conversation = c.id) FROM conversations c"""
)

TABLES = (
    """CREATE TABLE conversations(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    updated TEXT NOT NULL, place INTEGER NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE messages(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL
    REFERENCES conversations(id) ON DELETE CASCADE, role TEXT NOT NULL, created TEXT NOT NULL, state TEXT NOT NULL,
    text TEXT NOT NULL, answer TEXT, made TEXT) STRICT""",
    "CREATE INDEX by_conversation ON messages(conversation, number)",
    """CREATE TABLE claims(message TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE, place INTEGER NOT NULL,
    claim TEXT NOT NULL, PRIMARY KEY(message, place)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE blobs(id TEXT PRIMARY KEY, type TEXT NOT NULL) STRICT",
    """CREATE TABLE attached(number INTEGER PRIMARY KEY, message TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    blob TEXT NOT NULL REFERENCES blobs(id), UNIQUE(message, blob)) STRICT""",
    *(
        statement
        for index, table, column in (("found", "messages", "text"), ("titled", "conversations", "title"))
        for statement in (
            f"""CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='number',
            tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
            f"""CREATE TRIGGER {index}_in AFTER INSERT ON {table} BEGIN
            INSERT INTO {index}(rowid, {column}) VALUES(new.number, new.{column}); END""",
            f"""CREATE TRIGGER {index}_out AFTER DELETE ON {table} BEGIN
            INSERT INTO {index}({index}, rowid, {column}) VALUES('delete', old.number, old.{column}); END""",
            f"""CREATE TRIGGER {index}_other AFTER UPDATE OF {column} ON {table} BEGIN
            INSERT INTO {index}({index}, rowid, {column}) VALUES('delete', old.number, old.{column});
            INSERT INTO {index}(rowid, {column}) VALUES(new.number, new.{column}); END""",
        )
    ),
)
_ALL = ("found", "titled", "attached", "claims", "messages", "conversations", "blobs")


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    `answer` is the JSON of docs/reference/answer.md, whole or as far as it came; `made` says of what a model made or
    understood which model it was: {"kind": "draw|say|see|hear", "model"}.
    """

    id: str
    conversation: str
    role: Role
    created: str
    state: State
    text: str
    answer: dict[str, Any] | None
    made: dict[str, Any] | None
    blobs: tuple[dict[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        shown = {
            "id": self.id,
            "role": self.role,
            "created": self.created,
            "text": self.text,
            "answer": self.answer,
            "blobs": list(self.blobs),
            "state": self.state,
        }
        return shown | ({**self.made, "generated": True} if self.made else {})


class Store:
    """Conversations and blobs under a folder.  One connection, one change at a time; may be shared between threads."""

    def __init__(self, home: Path) -> None:
        """Raises NeckerError when the file cannot be used, or is newer than this program."""
        self.file = home / "conversations.db"
        self._lock = threading.RLock()
        with self._trouble():
            make_private(home)
            os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
            self._db = sqlite3.connect(self.file, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            self._prepare()
        self.blobs = Blobs(home / "blobs")

    def _prepare(self) -> None:
        """Make the tables, and mark what a crash left unfinished."""
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
            self._db.execute(f"PRAGMA {pragma}")
        with self._change() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA:
                newer = say("it was written by a newer Necker", "il vient d’un Necker plus récent")
                raise NeckerError(say(f"cannot use {self.file}", f"impossible d’utiliser {self.file}"), newer)
            if version == 0:
                for statement in (*TABLES, f"PRAGMA user_version = {SCHEMA}"):
                    db.execute(statement)
            db.execute("UPDATE messages SET state = 'broken' WHERE state = 'writing'")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # Writing

    def begin(self, conversation: str | None, role: Role, text: str, title: str = "") -> tuple[str, str]:
        """Add a message that is not finished, in a new conversation where none is named; returns both ids.

        Raises KeyError when there is no conversation of that id.
        """
        now, message = _now(), new_id()
        with self._change() as db:
            if conversation is None:
                conversation = new_id()
                db.execute(
                    f"INSERT INTO conversations(id, title, updated, place) VALUES(?, ?, ?, {_LAST})",
                    (conversation, title_of(title or (_MARKS.sub(r"\2", text) if role == "checked" else text)), now),
                )
            elif not db.execute(_TOUCH, (now, conversation)).rowcount:
                raise KeyError(conversation)
            db.execute(
                "INSERT INTO messages(id, conversation, role, created, state, text) VALUES(?, ?, ?, ?, 'writing', ?)",
                (message, conversation, role, now, text),
            )
        return conversation, message

    def add(
        self, conversation: str | None, role: Role, text: str, title: str = "", made: dict[str, Any] | None = None
    ) -> tuple[str, str]:
        """Add a message that is whole.  Raises KeyError as `begin`."""
        with self._change() as db:
            conversation, message = self.begin(conversation, role, text, title)
            written = json.dumps(made, ensure_ascii=False) if made else None
            db.execute("UPDATE messages SET state = 'done', made = ? WHERE id = ?", (written, message))
        return conversation, message

    def ask(self, conversation: str | None, question: str) -> tuple[str, str]:
        """Add a question and begin its answer; the ids of the conversation and of the answer.  Raises KeyError as `begin`."""
        with self._change():
            conversation, _ = self.add(conversation, "user", question)
            return self.begin(conversation, "assistant", "")

    def claim(self, message: str, place: int, claim: dict[str, Any]) -> None:
        """A claim of a message, as soon as it is judged."""
        written = json.dumps(claim, ensure_ascii=False)
        with self._change() as db:
            if db.execute("SELECT 1 FROM messages WHERE id = ?", (message,)).fetchone():  # it may have been deleted
                db.execute("INSERT OR REPLACE INTO claims VALUES(?, ?, ?)", (message, place, written))

    def finish(self, message: str, state: State, text: str | None = None, answer: dict[str, Any] | None = None) -> None:
        """End a message; its claims are then in its answer."""
        with self._change() as db:
            db.execute("UPDATE messages SET state = ? WHERE id = ?", (state, message))
            if text is not None:
                db.execute("UPDATE messages SET text = ? WHERE id = ? AND text <> ?", (text, message, text))
            if answer is not None:
                written = json.dumps(answer, ensure_ascii=False)
                db.execute("UPDATE messages SET answer = ? WHERE id = ?", (written, message))
                db.execute("DELETE FROM claims WHERE message = ?", (message,))

    def rename(self, conversation: str, title: str) -> None:
        """Raises KeyError when there is none of that id."""
        with self._change() as db:
            if not db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation)).rowcount:
                raise KeyError(conversation)

    def delete(self, conversation: str) -> None:
        """Delete a conversation with all that is in it.  Raises KeyError when there is none of that id."""
        with self._change() as db:
            if not db.execute("DELETE FROM conversations WHERE id = ?", (conversation,)).rowcount:
                raise KeyError(conversation)
            for index in ("found", "titled"):  # what was deleted is still spelt in an index until it is merged
                db.execute(f"INSERT INTO {index}({index}) VALUES('optimize')")
        self._sweep()
        self._empty_log()

    def purge(self) -> None:
        """Delete everything, and give the room on the disk back."""
        with self._change() as db:
            for statement in (*(f"DROP TABLE {name}" for name in _ALL), *TABLES):
                db.execute(statement)
        with self._trouble():
            self.blobs.remove_all()
        with self._lock, self._trouble():
            self._db.execute("VACUUM")
        self._empty_log()

    # Reading

    def conversation(self, conversation: str) -> dict[str, Any]:
        """The conversation with its messages.  Raises KeyError when there is none of that id."""
        with self._read() as db:
            row = db.execute("SELECT title, updated FROM conversations WHERE id = ?", (conversation,)).fetchone()
            if row is None:
                raise KeyError(conversation)
            rows = db.execute(
                "SELECT * FROM messages WHERE conversation = ? ORDER BY number", (conversation,)
            ).fetchall()
            messages = [self._message(each) for each in rows]
        made: dict[str, Any] = {"id": conversation, "title": row[0], "updated": row[1]}
        return made | {"messages": [each.to_json() for each in messages]}

    def message(self, message: str) -> Message:
        """Raises KeyError when there is none of that id."""
        with self._read() as db:
            row = db.execute("SELECT * FROM messages WHERE id = ?", (message,)).fetchone()
            if row is None:
                raise KeyError(message)
            return self._message(row)

    def latest(self, limit: int, before: str | None = None) -> list[dict[str, Any]]:
        """The conversations changed last, newest first; `before` is the id of the one they come after."""
        with self._read() as db:
            row = db.execute("SELECT place FROM conversations WHERE id = ?", (before,)).fetchone() if before else None
            if before and row is None:
                raise KeyError(before)
            found = db.execute(
                f"{_LISTED} WHERE place < ? ORDER BY place DESC LIMIT ?", (row[0] if row else 1 << 62, limit)
            ).fetchall()
        return [_listed(each, None) for each in found]

    def search(self, query: str, limit: int) -> list[dict[str, Any]]:
        """The conversations where a message holds all words of the query (the last may be its beginning), newest first.

        A conversation whose title holds them all comes too.
        """
        words = re.findall(r"\w+", nfc(query))[:20]
        if not words:
            return []
        begun = "*" if len(words[-1]) > 1 else ""  # the words that begin with one letter are too many to look through
        wanted = " ".join(f'"{word}"' for word in words) + begun
        with self._read() as db:
            newest: dict[str, int | None] = {}
            for conversation, number in db.execute(_MATCHING, (wanted, _SEARCHED)).fetchall():
                newest.setdefault(conversation, number)
            for (conversation,) in db.execute(_TITLED, (wanted, limit)).fetchall():
                newest.setdefault(conversation, None)
            shown = dict(list(newest.items())[:limit])
            excerpts = _excerpts(db, wanted, [number for number in shown.values() if number is not None])
            rows = [(db.execute(f"{_LISTED} WHERE id = ?", (each,)).fetchone(), at) for each, at in shown.items()]
        return [_listed(row, None if at is None else excerpts.get(at)) for row, at in rows]

    # Blobs

    def put_blob(self, data: bytes, type_: str, message: str | None = None) -> str:
        """Keep bytes, as part of a message where one is named."""
        id_ = self.blobs.put(data)
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO blobs VALUES(?, ?)", (id_, type_))
            if message is not None:
                db.execute("INSERT OR IGNORE INTO attached(message, blob) VALUES(?, ?)", (message, id_))
        return id_

    def blob(self, id_: str) -> tuple[bytes, str]:
        """The bytes and their type.  Raises KeyError for what was not kept here, or is damaged."""
        if (data := self.blobs.fleeting(id_)) is not None:
            return data, sniff(data) or "application/octet-stream"
        with self._read() as db:
            row = db.execute("SELECT type FROM blobs WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise KeyError(id_)
        return self.blobs.read(id_), row[0]

    def _sweep(self) -> None:
        """Remove the blobs that no message holds any more."""
        with self._change() as db:
            lost = [row[0] for row in db.execute("SELECT id FROM blobs WHERE id NOT IN (SELECT blob FROM attached)")]
            db.executemany("DELETE FROM blobs WHERE id = ?", [(each,) for each in lost])
        for each in lost:
            self.blobs.remove(each)

    # Within

    def _empty_log(self) -> None:
        """Bring what was changed into the file: until then what was deleted can be read in the log beside it."""
        with self._lock, self._trouble():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _message(self, row: tuple[Any, ...]) -> Message:
        _, id_, conversation, role, created, state, text, answer, made = row
        known, made = (json.loads(each) if each else None for each in (answer, made))
        if known is None and made is None and role != "user":
            claims = self._db.execute("SELECT claim FROM claims WHERE message = ? ORDER BY place", (id_,)).fetchall()
            known = {"answer": text, "claims": [json.loads(each[0]) for each in claims]}
        found = self._db.execute(_ATTACHED, (id_,)).fetchall()
        blobs = tuple({"id": blob, "type": type_} for blob, type_ in found)
        return Message(id_, conversation, role, created, state, text, known, made, blobs)

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise NeckerError(say(f"cannot use {self.file}", f"impossible d’utiliser {self.file}"), why) from None

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._trouble():
            yield self._db

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction; within another one, a part of that."""
        with self._lock, self._trouble():
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")


def title_of(text: str) -> str:
    """The first words of a text, on one line."""
    line = one_line(text)
    if len(line) <= _TITLE:
        return line or "…"
    return (line[:_TITLE].rpartition(" ")[0] or line[:_TITLE]).rstrip(" ,;:") + "…"


def _excerpts(db: sqlite3.Connection, wanted: str, numbers: list[int]) -> dict[int, str]:
    """The words around what was found, of these messages: one walk through the matches, which are in order."""
    if not numbers:
        return {}
    marks = ",".join("?" * len(numbers))
    rows = db.execute(
        f"""SELECT rowid, CASE WHEN rowid IN ({marks}) THEN snippet(found, 0, '', '', '…', 16) END FROM found
        WHERE found MATCH ? AND rowid >= ? ORDER BY rowid DESC""",  # noqa: S608  question marks only
        (*numbers, wanted, min(numbers)),
    )
    return {number: excerpt for number, excerpt in rows if excerpt is not None}


def _listed(row: tuple[Any, ...], excerpt: str | None) -> dict[str, Any]:
    return dict(zip(("id", "title", "updated", "messages", "found"), (*row, excerpt), strict=True))


def new_id() -> str:
    """An id that nobody can guess, and that says nothing."""
    return uuid4().hex


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
