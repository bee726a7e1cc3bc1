"""Readers of text: sentences in two languages, first paragraphs of articles."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator

from necker.core.language import Lang
from necker.sources.document import Document, chosen, is_held_out, rank
from necker.sources.mirror import Source, open_file
from necker.text.normal import nfc


def sentence_pairs(source: Source) -> Iterator[tuple[str, str]]:
    """(English, French) sentences of a file of tab-separated lines, in its order."""
    with lzma.open(open_file(source.files[0]), "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            english, french = nfc(line.rstrip("\n")).split("\t")
            yield english, french


def sentence_thing(english: str) -> str:
    """What is held out together: an English sentence with all its translations, written or spoken."""
    return f"tatoeba/{english}"


def short_sentences(source: Source, most: int) -> Iterator[tuple[str, Lang, str]]:
    """(thing, language, sentence) of the pairs whose sentences have at most `most` characters each: every English one
    once, and then one French translation of it.  `limit` counts English sentences.
    """
    short: dict[str, str] = {}
    for english, french in sentence_pairs(source):
        if max(len(english), len(french)) <= most:
            short.setdefault(english, french)
    wanted = chosen(map(sentence_thing, short), source.limit)
    for english, french in short.items():
        if (thing := sentence_thing(english)) in wanted:
            yield thing, "en", english
            yield thing, "fr", french


def read_tatoeba(source: Source) -> Iterator[Document]:
    """Each sentence once, English before French; `limit` counts English sentences."""
    wanted = chosen((sentence_thing(english) for english, _ in sentence_pairs(source)), source.limit)
    seen: set[tuple[Lang, str]] = set()
    for english, french in sentence_pairs(source):
        thing = sentence_thing(english)
        if thing not in wanted:
            continue
        both: tuple[tuple[Lang, str], ...] = (("en", english), ("fr", french))
        for lang, text in both:
            if (lang, text) not in seen:
                seen.add((lang, text))
                id = f"{source.name}/{lang}/{rank(text) >> 192:016x}"
                yield Document(id, (text,), lang, source.name, source.licence, is_held_out(thing))


def read_wikipedia_lead(source: Source) -> Iterator[Document]:
    """The first paragraph of each article: English, and nothing else than what the article says of its subject."""
    with lzma.open(open_file(source.files[0]), "rt", encoding="utf-8") as lines:
        leads = {record["id"]: nfc(record["text"].split("\n", 1)[0].strip()) for record in map(json.loads, lines)}
    things = {f"{source.name}/en/{number}": lead for number, lead in leads.items() if lead}
    wanted = chosen(things, source.limit)
    for thing, lead in things.items():
        if thing in wanted:
            yield Document(thing, (lead,), "en", source.name, source.licence, is_held_out(thing))
