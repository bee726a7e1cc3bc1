"""Readers of text: records of JSON, of tables, of Parquet, lines; in one language or in two.

A document begins with its title, unless its text does.  Of two languages, pages give one document for each language;
sentences, when translation is a task, one for each pair: two parts, "en: ..." and "fr: ...", the first being the one or the
other by the hash of what is held out.  A pair has no language of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from necker.core.language import Lang, say
from necker.sources.document import Document, rank
from necker.sources.mirror import Source
from necker.sources.readers.records import Record, document, each, field, flat, records, tidy

LANGS: tuple[Lang, ...] = ("en", "fr")
_SOON = 3  # lines among which a text may have its title itself

_NAMES = {
    "premise": "Prémisse", "hypothesis": "Hypothèse", "claim": "Affirmation", "label": "Étiquette",
    "entailment": "implication", "contradiction": "contradiction", "neutral": "neutre",
}  # fmt: skip


def read_written(source: Source) -> Iterator[Document]:
    """One document a record, or one a language or a pair; `limit` counts things."""
    yield from each(source, records(source), partial(written, source))


def written(source: Source, record: Record) -> list[Document]:
    """The documents of one record; none when it says nothing."""
    text = source.options.get("text", "text")
    if isinstance(text, dict):
        return _both(source, record, text)
    if isinstance(text, list) and "label" in source.options:
        words = _claim(record, text, source.options["label"])
    elif isinstance(text, list):
        words = "\n\n".join(filter(None, (_listed(source, field(record.fields, path)) for path in text)))
    else:
        words = prose(field(record.fields, text))
    if "without" in source.options:
        words = re.sub(source.options["without"], "", words)
    if source.options.get("markup") == "wrapped":
        words = unwrapped(words)
    if not words:
        return []
    return [document(source, record, (titled(title_of(source, record), words),), record.lang)]


def title_of(source: Source, record: Record, lang: Lang | None = None) -> str:
    """The title of a record, where its source has them."""
    path = source.options.get("title")
    return flat(field(record.fields, path.get(lang) if isinstance(path, dict) else path))


def titled(title: str, text: str) -> str:
    """A text under its title, or alone when it begins with it or has it as one of its first lines."""
    wanted, start = title.replace("\xa0", " "), text[: len(title)].replace("\xa0", " ")
    first = [one.replace("\xa0", " ").strip() for one in text.split("\n", _SOON)[:_SOON]]
    return text if not title or wanted == start or wanted in first else f"{title}\n{text}"


def prose(value: Any) -> str:
    """A text, or a list of paragraphs.  Raises TypeError for what is neither."""
    if isinstance(value, list):
        return "\n".join(filter(None, map(prose, value)))
    if value is None or isinstance(value, str):
        return tidy(value or "")
    raise TypeError(f"{type(value).__name__}: {say('it is no text', 'ce n’est pas un texte')}")


def _listed(source: Source, value: Any) -> str:
    return prose(value) if source.options.get("lists") == "lines" and isinstance(value, list) else flat(value)


def unwrapped(text: str) -> str:
    """Markdown whose lines are broken to fit a width, a line each paragraph and each item; marks of headings gone."""
    lines = (re.sub(r"^(?:>\s*)*#+\s+|^(?:>\s*)+", "", line) for line in text.split("\n"))
    return re.sub(r"(?<=\S)\n(?=\S)(?![-*|]|\d+\.\s)", " ", "\n".join(lines))


def _claim(record: Record, paths: list[str], label: str) -> str:
    """Premise, hypothesis and how they stand to each other, a line each."""
    said = [(path.rsplit(".", 1)[-1], flat(field(record.fields, path))) for path in [*paths, label]]
    if not all(text for _, text in said):
        return ""
    verdict = said.pop()[1]
    lines = [(_word(name, record.lang), text) for name, text in said]
    lines.append((_word("label", record.lang), _word(verdict, record.lang).lower()))
    return "\n".join(line(record.lang, name, text) for name, text in lines)


def _word(name: str, lang: Lang | None) -> str:
    return _NAMES.get(name, name) if lang == "fr" else name.capitalize()


def line(lang: Lang | None, name: str, text: str) -> str:
    """`Name: text` as it is written in each language; what has several lines begins on its own."""
    return f"{name}{' :' if lang == 'fr' else ':'}{chr(10) if chr(10) in text else ' '}{text}"


# ---- two languages


def _both(source: Source, record: Record, paths: dict[Lang, str]) -> list[Document]:
    found = {lang: prose(field(record.fields, paths[lang])) for lang in LANGS if lang in paths}
    if source.options.get("markup") == "rst":
        found = {lang: plain(text) for lang, text in found.items()}
    if _in_pairs(source) and all(found.values()):
        return [pair(source, record, found)]
    titles = {lang: title_of(source, record, lang) for lang in found}
    return [
        document(source, record, (titled(titles[lang], text),), lang, lang, title=titles[lang])
        for lang, text in found.items()
        if text
    ]


def _in_pairs(source: Source) -> bool:
    if "translation" not in source.tasks:
        return False
    return source.options.get("aligned") == "sentence" or "language modelling" not in source.tasks


def pair(source: Source, record: Record, found: dict[Lang, str]) -> Document:
    """The document of a sentence and its translation."""
    first, second = reversed(LANGS) if rank(f"{record.thing}/{found['en']}") % 2 else LANGS
    return document(source, record, (f"{first}: {found[first]}\n", f"{second}: {found[second]}"), None)


# What reStructuredText marks: roles and links (the words, not where they lead), notes, code, emphasis.
_LINK = re.compile(
    r":(?P<role>[a-z][a-z0-9:+._-]*):`[!~]?(?P<named>[^`<]*?)(?:\s*<[^`>]*>)?`"
    r"|`(?P<led>[^`<]+?)\s*<[^`>]*>`__?|`(?P<quoted>[^`]+)`_{0,2}|(?<![\w.`])(?P<word>[A-Za-z][A-Za-z0-9-]*)_(?!\w)"
)
_NOTE = re.compile(r"\s*\[#?[\w-]*\]_(?!\w)")
_STRONG = re.compile(r"(?<![\w*])(\*{1,2})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")


def plain(text: str) -> str:
    """A paragraph of reStructuredText as it is read; what stands in code stays as it is."""
    pieces = re.split(r"``(.+?)``", text, flags=re.DOTALL)
    pieces[::2] = [_STRONG.sub(r"\2", _LINK.sub(_shown, _NOTE.sub("", piece))) for piece in pieces[::2]]
    return re.sub("::$", ":", "".join(pieces))  # after which code would stand


def _shown(match: re.Match[str]) -> str:
    words = match["named"] or match["led"] or match["quoted"] or match["word"] or ""
    number = match["role"] in ("pep", "rfc") and words.isdigit()
    return f"{match['role'].upper()} {words}" if number else words
