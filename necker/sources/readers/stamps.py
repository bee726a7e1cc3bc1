"""Reader of the stamps of Tux Paint: a picture, what it shows in many languages, that said aloud, and the sound it makes.

    duck.txt           "A duck." in the first line, then "fr.utf8=Un canard." and other languages
    duck.png, .svg     the picture; the PNG, where there are both
    duck_desc_fr.ogg   the sentence, spoken in French; of a letter, its name alone
    duck_desc.ogg      "duck", spoken in English
    duck.ogg           what ducks do; of a number, its name, as in 7_en_GB.ogg

Options: `root` of the files; `without`, globs of files that are not under the licence of the rest, or repeat others;
`sounds`, globs of those that make the sound of what is shown; `speakers`, by the end of the name of a recording; `spelt`,
what is said in English where it is not the name of the file, or nothing, if the recording is not wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from necker.core.language import Lang
from necker.sources.document import Document, Part, chosen
from necker.sources.mirror import Source
from necker.sources.readers.files import packed
from necker.sources.readers.media import decode
from necker.sources.readers.records import Record, document, each, tidy

# How a name ends -> the language that is spoken.
_SPOKEN: dict[str, Lang] = {"_desc.ogg": "en", "_desc_fr.ogg": "fr", "_en_GB.ogg": "en"}
_LETTER = re.compile(r"(?:The letter|La lettre) (\w)\.")


def read_stamps(source: Source) -> Iterator[Document]:
    """A picture twice, in English and in French; then its recordings; `limit` counts stamps."""
    root = str(source.options["root"])
    files = {
        name.removeprefix(root): data for package in source.packages for name, data in packed(source, package).items()
    }
    every = [name.removesuffix(".txt") for name in sorted(files) if name.endswith(".txt") and _kept(source, name)]
    wanted = chosen((f"{source.name}/{stem}" for stem in every), source.limit)
    records = (Record(f"{source.name}/{stem}", f"{source.name}/{stem}", None, stem) for stem in every)
    yield from each(source, (one for one in records if one.thing in wanted), partial(_stamp, source, files))


def _kept(source: Source, name: str) -> bool:
    return not any(fnmatchcase(name, glob) for glob in source.options.get("without", ()))


def _stamp(source: Source, files: dict[str, bytes], record: Record) -> Iterator[Document]:
    stem: str = record.fields
    said = sentences(files[f"{stem}.txt"])
    plain = Record(record.id, record.thing, None, {})
    shown = next((f"{stem}{suffix}" for suffix in (".png", ".svg") if f"{stem}{suffix}" in files), None)
    if shown and _kept(source, shown):
        picture = decode(shown, files[shown], source.options.get("side"))
        yield from (_one(source, plain, picture, text, lang, "picture") for lang, text in said.items())
    for end, lang in _SPOKEN.items():
        name = f"{stem}{end}"
        text = _said(source, stem, said[lang], end) if lang in said else ""
        if name in files and text and _kept(source, name):
            speaker = source.options["speakers"].get(end, "")
            yield _one(source, plain, decode(name, files[name]), text, lang, end[1:-4], speaker)
    name = f"{stem}.ogg"
    if name in files and _kept(source, name) and any(fnmatchcase(name, glob) for glob in source.options["sounds"]):
        sound = decode(name, files[name])
        yield from (_one(source, plain, sound, text, lang, "sound") for lang, text in said.items())


def _one(
    source: Source, record: Record, shown: tuple[Part, ...], text: str, lang: Lang, what: str, speaker: str = ""
) -> Document:
    under = f"{what}/{lang}" if what in ("picture", "sound") else what
    return document(source, record, (*shown, text), lang, under, speaker=speaker)


def _said(source: Source, stem: str, text: str, end: str) -> str:
    """What is spoken, which is not always the sentence."""
    if end == "_desc.ogg":
        name = PurePosixPath(stem).name
        return str(source.options.get("spelt", {}).get(name, name))
    letter = _LETTER.fullmatch(text)
    return letter[1] if letter else text.rstrip(".") if end == "_en_GB.ogg" else text


def sentences(content: bytes) -> dict[Lang, str]:
    """What a stamp shows, by language, as far as its file says it."""
    lines = [tidy(line) for line in content.decode("utf-8-sig").splitlines()]
    found: dict[Lang, Any] = {"en": lines[0] if lines and "=" not in lines[0] else ""}
    found["fr"] = next((line.removeprefix("fr.utf8=") for line in lines if line.startswith("fr.utf8=")), "")
    return {lang: text for lang, text in found.items() if text}
