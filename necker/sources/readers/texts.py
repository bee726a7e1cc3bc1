"""Readers of text: sentences in two languages, first paragraphs of articles."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator

from necker.core.language import Lang
from necker.sources.document import Document, chosen, is_held_out, rank
from necker.sources.held import said
from necker.sources.mirror import Source, open_file
from necker.sources.readers.seen import Seen
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


def sides(pairs: Iterable[tuple[str, str]]) -> dict[tuple[Lang, str], str]:
    """What each sentence, by its words, is held out with: an English one that is held out where there is one.

    So no sentence stands on both sides, though many English ones have the same French.
    """
    found: dict[tuple[Lang, str], str] = {}
    for english, french in pairs:
        thing = sentence_thing(english)
        both: tuple[tuple[Lang, str], ...] = (("en", said(english)), ("fr", said(french)))
        for key in both:
            if key not in found or is_held_out(thing):
                found[key] = thing
    return found


def short_sentences(source: Source, most: int) -> Iterator[tuple[str, Lang, str, str]]:
    """(thing, language, sentence, what it is held out with) of the pairs whose sentences have at most `most` characters each:
    every English one once, and then one French translation of it.  `limit` counts English sentences.
    """
    short: dict[str, str] = {}
    for english, french in sentence_pairs(source):
        if max(len(english), len(french)) <= most:
            short.setdefault(english, french)
    wanted, side = chosen(map(sentence_thing, short), source.limit), sides(sentence_pairs(source))
    for english, french in short.items():
        if (thing := sentence_thing(english)) in wanted:
            yield thing, "en", english, side["en", said(english)]
            yield thing, "fr", french, side["fr", said(french)]


def read_tatoeba(source: Source) -> Iterator[Document]:
    """Each sentence once, English before French; `limit` counts English sentences."""
    wanted = None
    if source.limit is not None:
        wanted = chosen((sentence_thing(english) for english, _ in sentence_pairs(source)), source.limit)
    seen, side = Seen(), sides(sentence_pairs(source))
    for english, french in sentence_pairs(source):
        thing = sentence_thing(english)
        if wanted is not None and thing not in wanted:
            continue
        both: tuple[tuple[Lang, str], ...] = (("en", english), ("fr", french))
        for lang, text in both:
            if seen.add(f"{lang} {text}"):
                id = f"{source.name}/{lang}/{rank(text) >> 192:016x}"
                yield Document(id, (text,), lang, source.name, source.licence, is_held_out(side[lang, said(text)]))


def read_wikipedia_lead(source: Source) -> Iterator[Document]:
    """The first paragraph of each article: English, and nothing else than what the article says of its subject."""
    with lzma.open(open_file(source.files[0]), "rt", encoding="utf-8") as lines:
        leads = {record["id"]: nfc(record["text"].split("\n", 1)[0].strip()) for record in map(json.loads, lines)}
    things = {f"{source.name}/en/{number}": lead for number, lead in leads.items() if lead}
    wanted = chosen(things, source.limit)
    for thing, lead in things.items():
        if thing in wanted:
            yield Document(thing, (lead,), "en", source.name, source.licence, is_held_out(thing))
