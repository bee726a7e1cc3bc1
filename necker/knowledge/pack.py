"""The pack: one SQLite file that holds pages, their passages and the index over them.  Opening, refusing, reading.

Building is in build.py, the full check in check.py, search in search.py.  A pack is never written after it is built: it
is opened read-only and immutable, one connection per thread.  Each passage is checked against its sha256 when read.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import Lang, say
from necker.core.paths import packs_dir
from necker.knowledge.passage import PackInfo, Passage

APPLICATION_ID = 0x4E434B52  # "NCKR", in the header of the file (https://www.sqlite.org/fileformat.html, offset 68)
SCHEMA = 1
LANGS: tuple[Lang, ...] = ("fr", "en")

# `terms` are the content stems of a text between spaces, so that a term is counted by `terms.count(" term ")`.
# pages.heading: those of the title and of each alias, `|` between; pages.gloss: those of parentheses and descriptions.
# pages.name: the title, numbered when it is not the only one.  frequencies: of terms in two passages or more.
# passages.bond: see bond().  titles.rank: 0 the title, 1 an alias, 2 either without its parenthesis.
TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pages(id INTEGER PRIMARY KEY, lang TEXT NOT NULL, title TEXT NOT NULL, name TEXT NOT NULL, url TEXT,
    revision, licence TEXT, attribution TEXT, sha256 BLOB NOT NULL, heading TEXT NOT NULL, gloss TEXT NOT NULL);
CREATE UNIQUE INDEX page_names ON pages(lang, name);
CREATE TABLE passages(id INTEGER PRIMARY KEY, page INTEGER NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, sha256 BLOB NOT NULL, bond BLOB NOT NULL, terms TEXT NOT NULL,
    length INTEGER NOT NULL);
CREATE UNIQUE INDEX page_passages ON passages(page, position);
CREATE TABLE sentences(passage INTEGER, start INTEGER, end INTEGER, PRIMARY KEY(passage, start)) WITHOUT ROWID;
CREATE TABLE titles(key TEXT, rank INTEGER, page INTEGER, title TEXT, PRIMARY KEY(key, rank, page, title))
    WITHOUT ROWID;
CREATE TABLE frequencies(lang TEXT, term TEXT, passages INTEGER, PRIMARY KEY(lang, term)) WITHOUT ROWID;
""" + "".join(
    f"CREATE VIRTUAL TABLE index_{lang} USING fts5(title, words, stems, content='',"
    " tokenize='unicode61 remove_diacritics 2');\n"
    for lang in LANGS
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MAGIC = b"SQLite format 3\0"
_PASSAGE = """SELECT p.id, p.page, p.position, p.kind, g.lang, g.title, g.name, g.url, g.revision, g.licence,
    g.attribution, p.text, p.sha256, p.bond FROM passages p JOIN pages g ON g.id = p.page WHERE """
_SPANS = "SELECT passage, start, end FROM sentences WHERE passage"
_TYPES: dict[str, set[type]] = {
    "i": {int},
    "s": {str},
    "b": {bytes},
    "S": {str, type(None)},
    "X": {int, str, type(None)},
}


def pack_path(name: str, folder: Path | None = None) -> Path:
    """Where the pack of that name lies, or would.  Raises UsageError for a name that is not fit for a file."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            say(f"“{name}” cannot name a pack", f"« {name} » ne peut pas nommer un paquet"),
            say("letters, digits, . _ - only, 64 at most", "lettres, chiffres, . _ - seulement, 64 au plus"),
        )
    return (folder or packs_dir()) / f"{name}.pack"


def installed_packs(folder: Path | None = None) -> list[str]:
    """The names of the installed packs, sound or not, in alphabetical order."""
    return sorted(path.stem for path in (folder or packs_dir()).glob("*.pack") if _NAME.fullmatch(path.stem))


def remove_pack(name: str, folder: Path | None = None) -> None:
    """Delete a pack, sound or not, and what an interrupted build of it left.  Raises MissingError for nothing."""
    path = pack_path(name, folder)
    leftovers = list(path.parent.glob(f".{name}.building*"))
    if not path.exists() and not leftovers:
        raise _missing(name)
    for each in (path, *leftovers):
        each.unlink(missing_ok=True)


def damaged(name: str, why: str) -> MissingError:
    """The error for a pack that cannot be trusted."""
    return MissingError(
        say(f"pack {name} is damaged", f"le paquet {name} est abîmé"),
        why,
        f"necker wiki rm {name} && necker wiki add {name}",
    )


def _missing(name: str) -> MissingError:
    return MissingError(
        say(f"pack {name} is not installed", f"le paquet {name} n’est pas installé"), do=f"necker wiki add {name}"
    )


def check_header(path: Path, name: str | None = None) -> None:
    """Raise MissingError or NeckerError unless the file looks like a whole pack of this schema.  Reads 100 bytes."""
    name = name or path.stem
    try:
        with path.open("rb") as file:
            head = file.read(100)
        size = path.stat().st_size
    except FileNotFoundError:
        raise _missing(name) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise NeckerError(say(f"cannot read pack {name}", f"impossible de lire le paquet {name}"), reason) from None
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise damaged(name, say("it is not a pack file", "ce n’est pas un fichier de paquet"))
    page_size = int.from_bytes(head[16:18], "big")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise damaged(name, say("it was not made by Necker", "il n’a pas été fait par Necker"))
    version = int.from_bytes(head[60:64], "big")
    if version > SCHEMA:
        raise NeckerError(
            say(f"pack {name} is newer than this Necker", f"le paquet {name} est plus récent que ce Necker"),
            say(f"schema {version}, at most {SCHEMA} is known", f"schéma {version}, au plus {SCHEMA} est connu"),
            say("update Necker", "mettez Necker à jour"),
        )
    if version != SCHEMA:
        raise damaged(name, say("it was never completed", "il n’a jamais été achevé"))
    if size != int.from_bytes(head[28:32], "big") * (65536 if page_size == 1 else page_size):
        raise damaged(name, say("it is cut short or too long", "il est tronqué ou trop long"))


class TermCounts(NamedTuple):
    """The size of one language of a pack: all passages, those of kind "text", and the content stems of the latter."""

    passages: int
    texts: int
    terms: int


class Pack:
    """An installed pack, open for reading from any thread."""

    def __init__(self, path: Path) -> None:
        """Open it.  Raises MissingError when it is absent or damaged, NeckerError when it is newer than this Necker."""
        check_header(path)
        self.path, self.name = path, path.stem
        self._local = threading.local()
        meta = dict(self.rows("ss", "SELECT key, value FROM meta"))
        if meta.get("facts") != facts_hash(meta):
            raise damaged(self.name, say("its facts do not match their hash", "ses données ne correspondent pas"))
        try:
            self.info = _info(path, meta)
            self.counts: dict[Lang, TermCounts] = {
                lang: TermCounts(*map(int, json.loads(meta["terms"])[lang])) for lang in LANGS
            }
        except (KeyError, ValueError, TypeError) as error:
            raise damaged(self.name, f"meta: {error}") from None

    def rows(self, shape: str, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What the pack answers.  Raises MissingError for whatever SQLite finds wrong, and for values of another type.

        `shape` has one letter per column: `i` an integer, `s` a string, `b` bytes, `S` a string or NULL, `X` anything
        but bytes.
        """
        try:
            found = self._connection().execute(statement, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise damaged(self.name, str(error)) from None
        for kinds in {tuple(map(type, row)) for row in found}:
            if any(kind not in _TYPES[letter] for kind, letter in zip(kinds, shape, strict=True)):
                raise damaged(self.name, say("values of the wrong type", "valeurs du mauvais type"))
        return found

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers, in this order, each checked against its hash."""
        found: dict[int, Passage] = {}
        for some in _batches(numbers):
            marks = ",".join("?" * len(some))
            spans: dict[int, list[tuple[int, int]]] = {}
            for number, start, end in self.rows("iii", f"{_SPANS} IN ({marks}) ORDER BY passage, start", some):
                spans.setdefault(number, []).append((start, end))
            for row in self.rows("iiissssSXSSsbb", f"{_PASSAGE} p.id IN ({marks})", some):
                found[row[0]] = self._passage(row, tuple(spans.get(row[0], ())))
        if not found.keys() >= set(numbers):
            raise damaged(self.name, say("passages are missing", "des passages manquent"))
        return [found[number] for number in numbers]

    def page(self, page: int) -> list[Passage]:
        """All passages of a page, in order."""
        rows = self.rows("i", "SELECT id FROM passages WHERE page = ? ORDER BY position", (page,))
        return self.passages([row[0] for row in rows])

    def find(self, lang: str, name: str, position: int) -> Passage | None:
        """The passage that `pack/lang/name#position` stands for."""
        rows = self.rows(
            "i",
            "SELECT p.id FROM passages p JOIN pages g ON g.id = p.page"
            " WHERE g.lang = ? AND g.name = ? AND p.position = ?",
            (lang, name, position),
        )
        return self.passages([rows[0][0]])[0] if rows else None

    def close(self) -> None:
        """Close this thread's connection (those of other threads go with them)."""
        if db := getattr(self._local, "db", None):
            db.close()
            self._local.db = None

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            uri = f"file:{quote(str(self.path.resolve()))}?mode=ro&immutable=1"
            db = self._local.db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA mmap_size = 268435456")
        return db

    def _passage(self, row: tuple[Any, ...], spans: tuple[tuple[int, int], ...]) -> Passage:
        _, page, position, kind, lang, title, name, url, revision, licence, attribution, text, digest, own = row
        if sha256(text.encode()).digest() != digest or bond(row[:11], digest, spans) != own:
            raise damaged(
                self.name, say(f"“{title}” does not match its hash", f"« {title} » ne correspond pas à son empreinte")
            )
        return Passage(
            id=f"{self.name}/{lang}/{name}#{position}",
            pack=self.name,
            source=self.info.kind,
            lang=lang,
            title=title,
            kind=kind,
            text=text,
            url=url,
            revision=revision,
            sha256=digest.hex(),
            licence=licence or self.info.licence,
            attribution=attribution or self.info.attribution,
            page=page,
            position=position,
            sentences=spans,
        )


def facts_hash(meta: dict[str, str]) -> str:
    """sha256 of the table of facts, its own row left out."""
    return sha256(json.dumps(sorted(item for item in meta.items() if item[0] != "facts")).encode()).hexdigest()


def bond(facts: Sequence[object], digest: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """Eight bytes that hold a text to what is said of it: its page and place, title, URL, licence ... and sentences.

    `facts` are the first eleven columns of a passage as it is read.
    """
    return sha256(json.dumps([facts, digest.hex(), spans]).encode()).digest()[:8]


def _batches(numbers: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """SQLite takes a limited number of parameters."""
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _info(path: Path, meta: dict[str, str]) -> PackInfo:
    """Raises KeyError or ValueError when the table of facts is not that of a complete pack."""
    return PackInfo(
        name=path.stem,
        path=path,
        source=meta["source"],
        kind=json.loads(meta["kind"]),
        created=meta["created"],
        pages=int(meta["pages"]),
        passages=int(meta["passages"]),
        languages=json.loads(meta["languages"]),
        licence=json.loads(meta["licence"]),
        attribution=json.loads(meta["attribution"]),
        fingerprint=meta["fingerprint"],
        content=meta["content"],
        oddities=json.loads(meta["oddities"]),
        size=path.stat().st_size,
    )
