"""The user's own files as a source of pages: which are read, and what each becomes.  How a file is read: readers.py.

Nothing here stops at a bad file: what is skipped or cut is told in `report`, one line each.  Files are only read;
symbolic links are not followed, so that nothing outside the folder gets in.
"""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path

from necker.core.errors import NeckerError, UsageError
from necker.core.language import Lang, interface_language, say
from necker.knowledge.document import passages
from necker.knowledge.passage import Source, SourcePage
from necker.knowledge.readers import read_markdown, read_pdf, read_text
from necker.text.blocks import Document, one_line, tidy
from necker.text.decoding import declared_encoding, decode
from necker.text.html import read_html

MAX_BYTES = 50_000_000
MAX_FILES = 100_000
_READERS_VERSION = 1  # part of the fingerprint: raised when the readers give other passages for the same file
SUFFIXES = frozenset((".txt", ".rst", ".md", ".html", ".htm", ".pdf"))


class FolderSource:
    """A folder with all below it, or one file: .txt, .rst, .md, .html, .htm and, with the extra `docs`, .pdf.

    A file is a page; a PDF is one page per page that has text, titled "Title (p. 3)".  The title is the heading it
    begins with, else the document's own title, else the name of the file; the revision is the sha256 of the file's
    bytes; the language is that of the text, or of the interface where it cannot be told.
    """

    kind: Source = "file"
    licence: str | None = "private"
    attribution: str | None = None
    total: int | None = None

    def __init__(self, path: Path, name: str) -> None:
        """Look for the files below `path`.  Raises UsageError when there is nothing at `path` that could be read."""
        self.name = name
        self.path = path.expanduser().resolve()
        self._default: Lang = interface_language()
        self._skipped: list[str] = []
        self._remarks: list[str] = []
        if self.path.is_dir():
            self.files = self._scan()
        elif self.path.is_file() and self.path.suffix.lower() in SUFFIXES:
            self.files = [self.path]
        else:
            raise UsageError(
                say(f"cannot read {path}", f"impossible de lire {path}"),
                say("no such folder", "aucun dossier de ce nom") if not self.path.exists() else _unknown_kind(),
            )

    @property
    def report(self) -> list[str]:
        """One line for each file that was skipped or not read whole; complete once all pages were read."""
        return self._skipped + self._remarks

    def fingerprint(self) -> str:
        """Changes with any file's name, size or date."""
        total = sha256(f"{_READERS_VERSION} {self._default}\n".encode())
        for file in self.files:
            try:
                status = file.stat()
            except OSError:
                continue
            line = f"{self._relative(file)}\0{status.st_size}\0{status.st_mtime_ns}\n"
            total.update(line.encode("utf-8", "surrogateescape"))
        return f"sha256:{total.hexdigest()}"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        """The pages in the order of the files' names; files are read as they are asked for."""
        self._remarks = []
        return islice((page for file in self.files for page in self._pages(file)), skip, None)

    def _relative(self, file: Path) -> str:
        return file.name if file == self.path else file.relative_to(self.path).as_posix()

    def _remark(self, lines: list[str], file: Path, reason: str) -> None:
        lines.append(one_line(tidy(f"{self._relative(file)}: {reason}")))

    def _scan(self) -> list[Path]:
        files: list[Path] = []
        others: Counter[str] = Counter()
        folders = [self.path]
        while folders and len(files) < MAX_FILES:
            folder = folders.pop()
            try:
                entries = sorted(folder.iterdir())
            except OSError as error:
                self._remark(self._skipped, folder, error.strerror or str(error))
                continue
            below = []
            for entry in entries:
                kind = self._kind(entry)
                if kind == "folder":
                    below.append(entry)
                elif kind == "file":
                    files.append(entry)
                elif kind:
                    others[kind] += 1
            folders += reversed(below)
        if folders:
            self._skipped.append(
                say(f"more than {MAX_FILES} files: the rest", f"plus de {MAX_FILES} fichiers : le reste")
            )
        for suffix, count in sorted(others.items()):
            self._skipped.append(f"*{suffix} ({count}): {_unknown_kind()}")
        return files

    def _kind(self, entry: Path) -> str:
        """ "folder", "file", the suffix of a kind that is not read, or "" for what was reported."""
        reason = ""
        try:
            status = entry.lstat()
        except OSError as error:
            reason = error.strerror or str(error)
            status = None
        if entry.name.startswith("."):
            reason = say("hidden", "caché")
        elif status and stat.S_ISLNK(status.st_mode):
            reason = say("a symbolic link, not followed", "un lien symbolique, non suivi")
        elif status and stat.S_ISDIR(status.st_mode):
            return "folder"
        elif status and not stat.S_ISREG(status.st_mode):
            reason = say("not a regular file", "pas un fichier ordinaire")
        elif entry.suffix.lower() not in SUFFIXES:
            return entry.suffix.lower() or "?"
        elif status and status.st_size > MAX_BYTES:
            reason = say("over 50 MB", "plus de 50 Mo")
        if reason:
            self._remark(self._skipped, entry, reason)
        return "" if reason else "file"

    def _pages(self, file: Path) -> Iterator[SourcePage]:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                raise NeckerError(say("over 50 MB", "plus de 50 Mo"))
            document = _read(file.suffix.lower(), data)
        except OSError as error:
            self._remark(self._remarks, file, error.strerror or str(error))
            return
        except NeckerError as error:
            self._remark(self._remarks, file, str(error))
            return
        for remark in document.remarks:
            self._remark(self._remarks, file, remark)
        if not document.blocks:
            self._remark(self._remarks, file, say("no text", "aucun texte"))
        yield from self._document(file, document, sha256(data).hexdigest())

    def _document(self, file: Path, document: Document, digest: str) -> Iterator[SourcePage]:
        title = (document.first_heading() or document.title or one_line(tidy(file.stem)))[:300]
        lang = document.language() or self._default
        for number, group in groupby(passages(document.blocks, title, lang), key=lambda item: item[0]):
            yield SourcePage(
                lang=lang,
                title=f"{title} (p. {number})" if number else title,
                url=file.as_uri() + (f"#page={number}" if number else ""),
                revision=f"sha256:{digest}",
                licence=None,
                attribution=None,
                passages=[passage for _, passage in group],
            )


def _unknown_kind() -> str:
    return say("not a kind of file that is read", "pas une sorte de fichier lue")


def _read(suffix: str, data: bytes) -> Document:
    """Raises NeckerError with a short reason when the file cannot be read."""
    if suffix == ".pdf":
        return read_pdf(data)
    if suffix in (".html", ".htm"):
        return read_html(decode(data, declared_encoding(data)))
    text = decode(data)
    return read_markdown(text) if suffix == ".md" else read_text(text)
