"""The sources: one file of manifests/ each, read strictly.  Which licences they may have is in licences.py, how their
bytes get here in fetch.py, what they become in the readers.

    name, title               the first is the file's name, and what recipes say
    languages, modalities     which are in it: fr, en; text, speech, sound, image, video
    tasks                     what it can teach
    licence                   an SPDX expression; [licences] says of each LicenseRef where its text is and what it allows
    licence_evidence          where the licence is stated
    attribution               whom to name
    split                     train, or eval: never trained on, and what is trained on is cleaned of it
    synthetic                 whether a program made the content
    weight                    how often to draw from it, beside others
    reader, [options]         the function of READERS that reads it, and what it needs to know of the fields
    filters                   the filters to apply, when not all
    note                      how it was made, what it is weak at
    [[file]]                  path, sha256, bytes, urls
    [[notice]]                the same, of the licence texts that go with it and are not data
    [[held]]                  by, why, values: what is held out, so that it is on one side alone (held.py)
    [[package]]               registry, name, version, file, sha256, bytes, members, urls

A field of a record is named by its path: `fr.text`, `answers.*.string` (`*`: each of a list).  Options of the readers that
are told of fields:

    format                    of JSON: lines (when nothing is said), list, values (of a table), squad, module (of JavaScript);
                              of pages: html, docbook (and Mallard), man, tiddler
    columns, header           of a table: the names of its columns, or whether its first line has them
    id, title, url, author    fields; without id, the number of the record
    text                      a field, a list of them to be joined by an empty line, or one for each language
    lang                      the language, or one for each file of a package; lang_field: a field with it;
                              lang_match: where it stands in the id
    thing                     the field whose equals are held out together
    licence, attribution      fields, where records have their own
    aligned                   of two languages: page or sentence
    question, answer, answers, context, steps, support, label, tests ...    of questions; answers_at: places in context
    turns, speaker, call, calls, results    of dialogues; schemas: which of the files has those of the services
    file                      of pictures, sounds and clips: the field with the name inside the zips, the files after the
                              first, or beside it; records: the labels themselves, with id and speaker where they have some;
                              path: what a name in the zip means; space: what stands for a space in it; without: globs
    side                      pixels of the longer side of pictures, at most; of drawings in SVG, exactly
    voices                    of spoken sentences: the voices, for each language where there are two
    texts, caption            several captions; one made of fields
    image, sound              of Parquet: fields with the bytes of a picture, of a sound
    markup                    rst: what it marks is read away; wrapped: Markdown with lines broken to fit a width
    pages, entities           for each language, what matches the names of its pages (the groups name the page), and of
                              files with the names that XML writes as entities
    drop, without             classes and ids of HTML; what matches the paragraphs, messages or words to leave out
    least                     words of the shortest message
    lists                     lines: a line for each text of a list, which otherwise has commas
    heading                   of lines: what the first line of each section matches
    limit                     how many things are read, when a recipe does not say
    lesson, side, seed        of lessons: the module of necker/lessons; train or test; what the draws belong to
    task                      of lessons in turns: which of them (lessons/turns/read.py)
    made_from                 of lessons: the sources whose files they use

manifests/left_out.toml says what was looked at and is not used, and why.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Any

from necker.core.errors import UsageError
from necker.core.language import say
from necker.core.strict import build
from necker.sources.licences import allowed
from necker.sources.mirror import FileRef, Held, PackageRef, Source

LEFT_OUT = "left_out.toml"
MODALITIES = ("text", "speech", "sound", "image", "video")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# Of Debian policy 5.6 and of npm and PyPI: no slash but that of an npm scope, and none at all in the name of a file.
_PACKAGE = {"debian": r"[a-z0-9][a-z0-9+.-]+", "pypi": r"[A-Za-z0-9][A-Za-z0-9._-]*", "npm": r"(@[a-z0-9._-]+/)?[a-z0-9._-]+"}  # fmt: skip
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+~:!_-]*")
_FILE = re.compile(r"[A-Za-z0-9@_][A-Za-z0-9@.+~%:_-]*")
_LISTS = {"file": "files", "notice": "notices", "package": "packages"}  # as TOML writes them, as we do


@dataclass(frozen=True, slots=True)
class Manifest:
    """All there is to know of a source before its bytes are here; the module says what the fields are."""

    name: str
    title: str
    languages: tuple[str, ...]
    modalities: tuple[str, ...]
    tasks: tuple[str, ...]
    licence: str
    licence_evidence: str
    attribution: str
    split: str
    synthetic: bool
    reader: str
    note: str = ""
    weight: float = 1.0
    filters: tuple[str, ...] | None = None
    files: tuple[FileRef, ...] = ()
    notices: tuple[FileRef, ...] = ()
    packages: tuple[PackageRef, ...] = ()
    held: tuple[Held, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("name: small letters, digits and underscores")
        for part in ("title", "licence", "licence_evidence", "attribution", "reader"):
            if not getattr(self, part).strip():
                raise ValueError(f"{part}: empty")
        if not self.languages or not set(self.languages) <= {"fr", "en"}:
            raise ValueError("languages: fr, en")
        if not self.modalities or not set(self.modalities) <= set(MODALITIES):
            raise ValueError(f"modalities: {', '.join(MODALITIES)}")
        if self.split not in ("train", "eval"):
            raise ValueError("split: train, eval")
        if not 0 < self.weight <= 100:
            raise ValueError("weight: above 0, up to 100")
        for ref in (*self.files, *self.notices):
            _check_file(ref)
        for held in self.held:
            if not held.by or not held.why.strip() or len(set(held.values)) < len(held.values):
                raise ValueError(f"held {held.by}: by, why, different values")
        for package in self.packages:
            _check_package(package)

    @property
    def hash(self) -> str:
        """Hexadecimal sha256 of every field, whatever the layout of the file they came from."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def source(self, limit: int | None = None) -> Source:
        """What a reader reads; without `limit`, the one of the options, if there is one."""
        most = self.options.get("limit") if limit is None else limit
        files = (*self.files, *(ref for base in self.bases for ref in base.files))
        packages = (*self.packages, *(ref for base in self.bases for ref in base.packages))
        what = (self.name, self.reader, self.licence, self.attribution, files, most, packages)
        return Source(*what, self.options, self.tasks, self.held)

    @property
    def bases(self) -> tuple[Manifest, ...]:
        """The sources that a lesson uses, by the option `made_from`."""
        return tuple(manifest(name) for name in self.options.get("made_from", ()))


def _check_file(ref: FileRef) -> None:
    path = PurePosixPath(ref.path)
    if not ref.path or path.is_absolute() or ".." in path.parts or str(path) != ref.path or "\\" in ref.path:
        raise ValueError(f"{ref.path}: not a path inside the mirror")
    if ref.bytes is None:
        raise ValueError(f"{ref.path}: bytes?")
    _check_bytes(ref.path, ref.sha256, ref.bytes, ref.urls)


def _check_package(ref: PackageRef) -> None:
    if ref.registry not in _PACKAGE:
        raise ValueError(f"{ref.name}: registry: {', '.join(_PACKAGE)}")
    if not re.fullmatch(_PACKAGE[ref.registry], ref.name) or not _VERSION.fullmatch(ref.version):
        raise ValueError(f"{ref.name} {ref.version}: not a package")
    if not _FILE.fullmatch(ref.file):
        raise ValueError(f"{ref.file}: not the name of a file")
    _check_bytes(ref.file, ref.sha256, ref.bytes, ref.urls)


def _check_bytes(what: str, sha256: str, size: int, urls: tuple[str, ...]) -> None:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{what}: sha256: 64 hexadecimal digits")
    if size < 1:
        raise ValueError(f"{what}: bytes: 1 or more")
    if not all(url.startswith(("https://", "http://")) for url in urls):
        raise ValueError(f"{what}: urls: http, https")


def read_manifest(file: Traversable) -> Manifest:
    """The manifest in a TOML file.  Raises UsageError with the place of what is wrong, RefusedError for its licence."""
    table = _table(file)
    for written, ours in _LISTS.items():
        if ours in table:
            raise UsageError(f"{file.name}.{ours}", say("unknown key", "clé inconnue"), f"[[{written}]]")
        table[ours] = table.pop(written, [])
    options, licences = table.pop("options", {}), table.pop("licences", {})
    if not isinstance(options, dict) or not isinstance(licences, dict):
        raise UsageError(f"{file.name}: options, licences", say("tables are expected", "des tables sont attendues"))
    if not all(isinstance(text, str) for text in licences.values()):
        raise UsageError(f"{file.name}: licences", say("texts are expected", "des textes sont attendus"))
    found = replace(build(Manifest, table, file.name), options=options, licences=licences)
    if f"{found.name}.toml" != file.name:
        raise UsageError(
            f"{file.name}: name = {found.name!r}", say("not the file's name", "n’est pas le nom du fichier")
        )
    allowed(found.licence, found.licences)
    return found


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of the mirror or a package (one of the two) that is not used; `note` says why."""

    licence: str
    note: str
    path: str = ""
    package: str = ""

    def __post_init__(self) -> None:
        if bool(self.path) == bool(self.package) or not self.note.strip():
            raise ValueError("path or package, and why")


@dataclass(frozen=True, slots=True)
class _LeftOuts:
    left_out: tuple[LeftOut, ...]


def left_out() -> tuple[LeftOut, ...]:
    """What was looked at and is not used."""
    file = _folder().joinpath(LEFT_OUT)
    return build(_LeftOuts, _table(file), file.name).left_out


def _folder() -> Traversable:
    return resources.files("necker.sources").joinpath("manifests")


def _table(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            say(f"cannot read {file.name}", f"{file.name} est illisible"), error.strerror or str(error)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(say(f"cannot read {file.name}", f"{file.name} est illisible"), str(error)) from error


def names() -> tuple[str, ...]:
    """Of all that ship, in order."""
    files = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml") and name != LEFT_OUT))


def manifests() -> dict[str, Manifest]:
    """All that ship, by name, in the order of their names."""
    return {name: manifest(name) for name in names()}


@cache
def manifest(name: str) -> Manifest:
    """The one of that name, read once.  Raises UsageError, with the names that are near, when there is none."""
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=3, cutoff=0.5)
        raise UsageError(
            say(f"no source is called {name!r}", f"aucune source ne s’appelle {name!r}"),
            do=say(f"perhaps {', '.join(near)}", f"peut-être {', '.join(near)}") if near else "",
        )
    return read_manifest(_folder().joinpath(f"{name}.toml"))
