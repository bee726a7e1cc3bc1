"""Is a pack what it says it is?  A sample of it before it is published, all of it when the user asks."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from necker.core.language import say
from necker.knowledge.pack import LANGS, check_header, damaged, facts_hash

_SAMPLE = 200  # pages read again before a new pack is published


def verify_pack(path: Path) -> int:
    """Check every hash, every offset and the structure of the pack; returns the number of passages.

    Raises MissingError when the pack is absent or anything in it is wrong.
    """
    return check_pack(path, path.stem, sample=None)


def check_pack(path: Path, name: str, sample: int | None = _SAMPLE) -> int:
    """Check the structure, the counts and both hashes, then the texts of about `sample` pages (None: all)."""
    check_header(path, name)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as db:
            problem = _structure(db) or _counts(db) or _texts(db, sample)
            count: int = db.execute("SELECT count(*) FROM passages").fetchone()[0]
    except (sqlite3.Error, LookupError, ValueError, TypeError, AttributeError) as error:  # any value may be anything
        raise damaged(name, str(error)) from None
    if problem:
        raise damaged(name, problem)
    return count


def content_hash(db: sqlite3.Connection) -> str:
    """sha256 over all that passages show, row by row: equal for two packs that say the same, whenever built."""
    return _hash(
        db,
        "SELECT id, lang, title, name, url, revision, sha256, licence, attribution FROM pages ORDER BY id",
        "SELECT id, page, position, kind, sha256, bond FROM passages ORDER BY id",
        "SELECT passage, start, end FROM sentences ORDER BY passage, start",
    )


def seal_hash(db: sqlite3.Connection) -> str:
    """sha256 over all that search looks at, in this very file."""
    tables = [f"index_{lang}_{part}" for lang in LANGS for part in ("data", "docsize", "idx", "config")]
    return _hash(
        db,
        "SELECT heading, gloss FROM pages ORDER BY id",
        "SELECT terms, length FROM passages ORDER BY id",
        "SELECT key, rank, page, title FROM titles ORDER BY key, rank, page, title",
        "SELECT lang, term, passages FROM frequencies ORDER BY lang, term",
        *(f"SELECT * FROM {table} ORDER BY 1, 2" for table in tables),  # noqa: S608
    )


def _hash(db: sqlite3.Connection, *queries: str) -> str:
    encoder, total = json.JSONEncoder(default=bytes.hex), sha256()
    for query in queries:
        cursor = db.execute(query)
        while rows := cursor.fetchmany(1000):
            total.update(encoder.encode(rows).encode())
    return total.hexdigest()


def _structure(db: sqlite3.Connection) -> str:
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return "" if found == "ok" else str(found)


def _counts(db: sqlite3.Connection) -> str:
    meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    pages, passages = db.execute("SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM passages)").fetchone()
    tables = [f"index_{lang}_docsize" for lang in LANGS]
    indexed = sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)  # noqa: S608
    stated = [int(meta["pages"]), int(meta["passages"]), int(meta["passages"])]
    if [pages, passages, indexed] != stated or sum(json.loads(meta["languages"]).values()) != pages:
        return say("the counts do not agree", "les comptes ne concordent pas")
    if content_hash(db) != meta["content"]:
        return say("the content hash does not agree", "l’empreinte du contenu ne concorde pas")
    if seal_hash(db) != meta["seal"] or facts_hash(meta) != meta["facts"]:
        return say("the seal does not agree", "le sceau ne concorde pas")
    return ""


def _texts(db: sqlite3.Connection, sample: int | None) -> str:
    """The sha256 of pages and passages; sentences that lie inside the text, in order, without space at their ends."""
    pages: int = db.execute("SELECT count(*) FROM pages").fetchone()[0]
    step = 1 if sample is None else max(1, pages // sample)
    for page, title, digest in db.execute("SELECT id, title, sha256 FROM pages WHERE id % ? = 0", (step,)):
        query = "SELECT id, text, sha256 FROM passages WHERE page = ? ORDER BY position"
        passages = db.execute(query, (page,)).fetchall()
        whole = "\n\n".join(text for _, text, _ in passages)
        sound = sha256(whole.encode()).digest() == digest
        for number, text, own in passages:
            spans = db.execute(
                "SELECT start, end FROM sentences WHERE passage = ? ORDER BY start", (number,)
            ).fetchall()
            sound = sound and sha256(text.encode()).digest() == own and _in_order(text, spans)
        if not sound:
            return say(f"“{title}” does not match its hash", f"« {title} » ne correspond pas à son empreinte")
    return ""


def _in_order(text: str, spans: list[tuple[int, int]]) -> bool:
    last = 0
    for start, end in spans:
        if not last <= start < end <= len(text) or text[start].isspace() or text[end - 1].isspace():
            return False
        last = end
    return True
