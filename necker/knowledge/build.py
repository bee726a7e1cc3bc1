"""Building a pack: aside, checked, then renamed into place.  What a pack is lies in pack.py, the check in check.py."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import cast

from necker.core.errors import MissingError, NeckerError
from necker.core.language import Lang, say
from necker.core.paths import make_private
from necker.knowledge.check import check_pack, content_hash, seal_hash
from necker.knowledge.pack import APPLICATION_ID, LANGS, SCHEMA, TABLES, Pack, bond, facts_hash, pack_path
from necker.knowledge.passage import PackInfo, PackSource, SourcePage
from necker.knowledge.titles import split_titles, title_rows
from necker.text.normal import fold, stored
from necker.text.sentences import sentences
from necker.text.words import content_stems, stem, words

Progress = Callable[[int, int | None], None]
"""Called now and then with (pages done, pages in all or None)."""

BATCH = 500  # pages per transaction: what an interruption costs, about a quarter of a second of work

# What an import should not hold: each is counted, nothing is removed (a page may be about wiki markup).
_ODDITIES = {
    "markup": re.compile(
        r"\[\[|\]\]|\{\{|\}\}|'''|</?(?:ref|br|div|span|table|nowiki)\b|&(?:nbsp|amp|lt|gt|quot|#\d+);"
    ),
    "object": re.compile(r"\[object Object\]"),
    "hollow": re.compile(r"\(\s*[,;]?\s*\)"),
    "undecodable": re.compile("\ufffd"),
    "control": re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]"),
}
_SHORT, _LONG = 20, 20_000  # code points of a "text" passage outside which it is odd


def build_pack(
    name: str, source: PackSource, *, folder: Path | None = None, progress: Progress | None = None
) -> PackInfo:
    """Build `name`.pack in `folder` (packs_dir() by default) from `source`, in place of one of that name.

    The old pack stays whole and readable until the new one is complete.  A build that was interrupted goes on where it
    stopped when the source's fingerprint is unchanged.  A pack of the user's own texts is for this user alone (0600) at
    every moment, whatever the umask.  Raises UsageError for an unfit name, MissingError for an empty
    source, NeckerError when the disk is full or the same pack is being built elsewhere.
    """
    path = pack_path(name, folder)
    aside = path.with_name(f".{name}.building")
    fingerprint = source.fingerprint()
    with _trouble(name):
        make_private(path.parent)
        db = _begin(aside, source, fingerprint)
        try:
            _fill(db, source, progress)
            if not db.execute("SELECT 1 FROM pages").fetchone():
                _clear(aside)
                raise MissingError(say(f"nothing to read in {source.name}", f"rien à lire dans {source.name}"))
            _finish(db, source, fingerprint)
            whole = aside.with_name(f"{aside.name}-whole")
            whole.unlink(missing_ok=True)
            _make_private_file(whole, source)
            db.execute("VACUUM INTO ?", (str(whole),))
        finally:
            db.close()
        check_pack(whole, name)
        _publish(whole, path)
        _clear(aside)
    return Pack(path).info


def _make_private_file(path: Path, source: PackSource) -> None:
    """For the user's own texts: an empty file, unless there is one, that nobody else may read.

    SQLite fills an empty file as it does a new one, and gives its mode to the journal.
    """
    if source.kind != "wikipedia":
        path.touch(mode=0o600)
        path.chmod(0o600)  # it may be there from a build by an earlier version


@contextmanager
def _trouble(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = say("it is being built already", "il est déjà en construction") if _is_busy(error) else str(error)
        what = say(f"cannot build pack {name}", f"impossible de construire le paquet {name}")
        again = say(
            "run the same command again: it goes on where it stopped", "relancez la même commande : elle reprendra"
        )
        raise NeckerError(what, why, "" if _is_busy(error) else again) from None


def _begin(aside: Path, source: PackSource, fingerprint: str) -> sqlite3.Connection:
    """The half-built pack, to go on with when it is sound and of the same source; otherwise an empty one."""
    signature = json.dumps([SCHEMA, source.name, source.kind, fingerprint])
    if aside.exists():
        _make_private_file(aside, source)
        db = sqlite3.connect(aside, timeout=0)
        if _resumable(db, signature):
            return db
        db.close()
        _clear(aside)
    _make_private_file(aside, source)
    db = sqlite3.connect(aside, timeout=0)
    _lock(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.executescript(TABLES)
    db.execute("CREATE TABLE progress(signature TEXT, pages INTEGER, oddities TEXT)")
    db.execute("INSERT INTO progress VALUES(?, 0, '{}')", (signature,))
    db.commit()
    return db


def _clear(aside: Path) -> None:
    """Remove the half-built pack and the journal of its last transaction."""
    for leftover in aside.parent.glob(f"{aside.name}*"):
        leftover.unlink(missing_ok=True)


def _lock(db: sqlite3.Connection) -> None:
    """One builder at a time: the lock is held until the connection is closed, or the process killed.

    Nothing is synced before the end: a crash of the process costs one batch, one of the machine the half-built pack.
    """
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("BEGIN EXCLUSIVE")


def _resumable(db: sqlite3.Connection, signature: str) -> bool:
    try:
        _lock(db)
        row = db.execute("SELECT signature FROM progress").fetchone()
        sound = bool(row and row[0] == signature and db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        db.commit()
        return sound
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            raise
        return False


def _is_busy(error: Exception) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")


def _fill(db: sqlite3.Connection, source: PackSource, progress: Progress | None) -> None:
    """Everything that goes page by page; one transaction per batch, with the count of pages done."""
    done, known = db.execute("SELECT pages, oddities FROM progress").fetchone()
    writer = _Writer(db, Counter(json.loads(known)))
    pages = source.pages(done)
    if progress:
        progress(done, source.total)
    while batch := list(islice(pages, BATCH)):
        db.execute("BEGIN IMMEDIATE")
        for page in batch:
            writer.add(page)
        done += len(batch)
        writer.flush()
        db.execute("UPDATE progress SET pages = ?, oddities = ?", (done, json.dumps(writer.oddities)))
        db.commit()
        if progress:
            progress(done, source.total)


class _Writer:
    """Turns pages into rows; `flush` writes them."""

    def __init__(self, db: sqlite3.Connection, oddities: Counter[str]) -> None:
        self.db, self.oddities = db, oddities
        self.page = db.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()[0]
        self.passage = db.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()[0]
        self.rows: dict[str, list[tuple[object, ...]]] = {}
        self.names: set[tuple[str, str]] = set()

    def add(self, page: SourcePage) -> None:
        """Queue a page; one without text is left out and counted."""
        texts = [(given.kind, text) for given in page.passages if (text := stored(given.text)).strip()]
        if not texts:
            self.oddities["empty"] += 1
            return
        self.page += 1
        lang = page.lang
        title, aliases = stored(page.title), [stored(alias) for alias in page.aliases]
        names, asides = split_titles((title, *aliases))
        glosses = [text for kind, text in texts if kind == "description"]
        gloss = [term for text in (*asides, *glosses) for term in content_stems(text, lang)]
        heading = "|".join(_spaced(content_stems(name, lang)) for name in names)
        digest = sha256("\n\n".join(text for _, text in texts).encode()).digest()
        url = page.url and stored(page.url)
        facts = (lang, title, self._name(lang, title), url, page.revision, page.licence, page.attribution)
        self._row("pages", self.page, *facts, digest, heading, _spaced(gloss))
        self._rows("titles", title_rows(self.page, title, aliases))
        index = " ".join(form for word in words(" ".join(names)) for form in _forms(word.text, lang))
        for position, (kind, text) in enumerate(texts):
            self._add_passage(position, kind, text, facts, index, gloss if kind == "text" else [])
        self._note(texts)

    def _add_passage(
        self, position: int, kind: str, text: str, facts: tuple[object, ...], index: str, gloss: list[str]
    ) -> None:
        self.passage += 1
        number, lang = self.passage, cast(Lang, facts[0])
        terms, spans = content_stems(text, lang), sentences(text, lang)
        digest = sha256(text.encode()).digest()
        tie = bond((number, self.page, position, kind, *facts), digest, spans)
        self._row("passages", number, self.page, position, kind, text, digest, tie, _spaced(terms), len(terms))
        self._rows("sentences", ((number, start, end) for start, end in spans))
        self._row(f"index_{lang}(rowid, title, words, stems)", number, index, fold(text), " ".join(terms + gloss))

    def _rows(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        self.rows.setdefault(table, []).extend(rows)

    def _row(self, table: str, *values: object) -> None:
        self._rows(table, (values,))

    def _name(self, lang: str, title: str) -> str:
        """The title, numbered when another page of the language has it already."""
        name, copies = title, 1
        taken = "SELECT 1 FROM pages WHERE lang = ? AND name = ?"
        while (lang, name) in self.names or self.db.execute(taken, (lang, name)).fetchone():
            copies += 1
            name = f"{title} ({copies})"
        self.names.add((lang, name))
        return name

    def _note(self, texts: Sequence[tuple[str, str]]) -> None:
        for kind, text in texts:
            for oddity, pattern in _ODDITIES.items():
                self.oddities[oddity] += bool(pattern.search(text))
            if kind == "text":
                self.oddities["short"] += len(text) < _SHORT
                self.oddities["long"] += len(text) > _LONG

    def flush(self) -> None:
        for table, rows in self.rows.items():
            if not rows:
                continue
            marks = ",".join("?" * len(rows[0]))
            self.db.executemany(f"INSERT INTO {table} VALUES({marks})", rows)
        self.rows.clear()
        self.names.clear()


def _forms(word: str, lang: Lang) -> Iterable[str]:
    """A word of a title as it is typed and as it is sought."""
    return dict.fromkeys((fold(word), stem(word, lang)))


def _spaced(terms: list[str]) -> str:
    return f" {' '.join(terms)} "


def _finish(db: sqlite3.Connection, source: PackSource, fingerprint: str) -> None:
    """What is computed over all pages, then, in one transaction, the facts that make the file a pack."""
    pages, passages = db.execute("SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM passages)").fetchone()
    for lang in LANGS:
        db.execute(f"INSERT INTO index_{lang}(index_{lang}) VALUES('optimize')")
        db.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, index_{lang}, col)")
        counted = "SELECT ?, term, doc FROM vocabulary WHERE col = 'stems' AND doc > 1"
        db.execute("INSERT INTO frequencies " + counted, (lang,))
        db.execute("DROP TABLE vocabulary")
    facts = {
        "source": source.name,
        "kind": json.dumps(source.kind),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "pages": str(pages),
        "passages": str(passages),
        "languages": json.dumps(
            dict(db.execute("SELECT lang, count(*) FROM pages GROUP BY lang ORDER BY lang").fetchall())
        ),
        "terms": json.dumps({lang: _lengths(db, lang) for lang in LANGS}),
        "licence": json.dumps(source.licence),
        "attribution": json.dumps(source.attribution),
        "fingerprint": fingerprint,
        "content": content_hash(db),
        "seal": seal_hash(db),
        "oddities": db.execute("SELECT oddities FROM progress").fetchone()[0],
    }
    db.executemany("INSERT INTO meta VALUES(?, ?)", (facts | {"facts": facts_hash(facts)}).items())
    db.execute("DROP TABLE progress")
    db.execute(f"PRAGMA user_version = {SCHEMA}")
    db.commit()


def _lengths(db: sqlite3.Connection, lang: str) -> list[int]:
    """The numbers of pack.TermCounts."""
    query = """SELECT count(*), coalesce(sum(kind = 'text'), 0), coalesce(sum(length * (kind = 'text')), 0)
        FROM passages WHERE page IN (SELECT id FROM pages WHERE lang = ?)"""
    return list(db.execute(query, (lang,)).fetchone())


def _publish(aside: Path, path: Path) -> None:
    """On the disk first, then under its name: whoever looks sees the old pack or the new one, whole."""
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    aside.replace(path)
    if os.name == "posix":  # the new name too must survive a power cut
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
