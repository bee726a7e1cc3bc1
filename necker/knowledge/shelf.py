"""Pages that arrive one by one (live articles, notes) and the pack that is built of them again after each change.

A pack is never written to; so the pages are kept in a small SQLite file of their own, and pack and file change together
or not at all.  Both are readable by their owner only: they tell what somebody wrote or looked up.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.core.paths import make_private
from necker.knowledge.build import build_pack
from necker.knowledge.pack import pack_path, remove_pack
from necker.knowledge.passage import Source, SourcePage, SourcePassage

_WAIT = 10.0  # seconds to wait for another process that changes the same shelf
_TABLE = """CREATE TABLE IF NOT EXISTS pages(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
    rank INTEGER NOT NULL, page TEXT NOT NULL, added TEXT NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A page on a shelf: its number, never given again, and when it was put there (ISO 8601, UTC)."""

    number: int
    page: SourcePage
    added: str
    key: str = ""


class Shelf:
    """The pages of one pack.  `file` is where they are kept; `label` says in words what the pack is."""

    def __init__(
        self, name: str, file: Path, *, label: str, kind: Source, licence: str | None, attribution: str | None
    ) -> None:
        self.name, self.file = name, file
        self.label, self.kind, self.licence, self.attribution = label, kind, licence, attribution

    def kept(self) -> list[Kept]:
        """All pages, oldest first.  Raises NeckerError when the file is damaged."""
        if not self.file.exists():
            return []
        with self._trouble(), closing(sqlite3.connect(f"{self.file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT id, page, added, key FROM pages ORDER BY id").fetchall()
            return [Kept(number, _read(page), added, key) for number, page, added, key in rows]

    def put(
        self,
        pages: Sequence[tuple[str, SourcePage]],
        *,
        rank: int = 0,
        most: int | None = None,
        instead: Sequence[str] = (),
    ) -> list[int]:
        """Put (key, page) pairs there and rebuild the pack; returns the numbers of those that were new or other.

        A page takes the place of the one with its key unless that one's rank is higher.  Beyond `most`, the oldest go.
        Those whose key begins with one of `instead` go first.
         Raises NeckerError, and changes nothing, when anything goes wrong.
        """
        with self._changing() as db:
            db.executemany("DELETE FROM pages WHERE substr(key, 1, ?) = ?", [(len(head), head) for head in instead])
            numbers = [number for key, page in pages if (number := _put(db, key, page, rank))]
            if most is not None:
                db.execute("DELETE FROM pages WHERE id NOT IN (SELECT id FROM pages ORDER BY id DESC LIMIT ?)", (most,))
        return numbers

    def replace(self, number: int, page: SourcePage) -> bool:
        """Put another page in the place of one, which keeps its number; False when there is none of that number."""
        if not self.file.exists():
            return False
        with self._changing() as db:
            written = json.dumps(asdict(page))
            return db.execute("UPDATE pages SET page = ? WHERE id = ?", (written, number)).rowcount > 0

    def drop(self, number: int) -> bool:
        """Take a page away and rebuild the pack; False when there is none of that number."""
        if not self.file.exists():
            return False
        with self._changing() as db:
            return db.execute("DELETE FROM pages WHERE id = ?", (number,)).rowcount > 0

    def clear(self) -> None:
        """Take all pages away; the pack goes with them."""
        if self.file.exists():
            with self._changing() as db:
                db.execute("DELETE FROM pages")

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            why = say("another process is changing it", "un autre processus le modifie") if busy else str(error)
            raise NeckerError(say(f"cannot use {self.file}", f"impossible d’utiliser {self.file}"), why) from None

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: what is done inside, then the pack.  Other processes wait."""
        with self._trouble(), closing(self._writable()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                before = db.total_changes
                yield db
                if db.total_changes > before or not pack_path(self.name).exists():
                    self._rebuild(db)
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def _writable(self) -> sqlite3.Connection:
        make_private(self.file.parent)
        os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(self.file, timeout=_WAIT, isolation_level=None)
        db.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        db.execute(_TABLE)
        return db

    def _rebuild(self, db: sqlite3.Connection) -> None:
        rows = [row[0] for row in db.execute("SELECT page FROM pages ORDER BY id").fetchall()]
        if rows:
            mask = os.umask(0o077)  # of the process: another thread's files may come out private too
            try:
                build_pack(self.name, _Rows(self, rows))
            finally:
                os.umask(mask)
        elif pack_path(self.name).exists():
            remove_pack(self.name)


class _Rows:
    """The pages of a shelf as a source."""

    def __init__(self, shelf: Shelf, rows: list[str]) -> None:
        self.name, self.kind = shelf.label, shelf.kind
        self.licence, self.attribution = shelf.licence, shelf.attribution
        self.total: int | None = len(rows)
        self._rows = rows

    def fingerprint(self) -> str:
        return f"sha256:{sha256(chr(10).join(self._rows).encode()).hexdigest()}"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        return islice(map(_read, self._rows), skip, None)


def _put(db: sqlite3.Connection, key: str, page: SourcePage, rank: int) -> int | None:
    """The number of the page, None when it was there already or a higher one stands in its place."""
    written = json.dumps(asdict(page))
    row = db.execute("SELECT rank, page FROM pages WHERE key = ?", (key,)).fetchone()
    if row and (row[0] > rank or row == (rank, written)):
        return None
    db.execute("DELETE FROM pages WHERE key = ?", (key,))
    added = datetime.now(UTC).isoformat(timespec="seconds")
    return db.execute(
        "INSERT INTO pages(key, rank, page, added) VALUES(?, ?, ?, ?)", (key, rank, written, added)
    ).lastrowid


def _read(written: str) -> SourcePage:
    try:
        facts = json.loads(written)
        facts["passages"] = [SourcePassage(**passage) for passage in facts["passages"]]
        return SourcePage(**{**facts, "aliases": tuple(facts["aliases"])})
    except (ValueError, TypeError, KeyError) as error:
        raise NeckerError(say("a kept page is damaged", "une page gardée est abîmée"), str(error)) from None
