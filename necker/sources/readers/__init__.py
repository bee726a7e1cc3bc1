"""The readers by name.  Each gives the documents of a source, always the same ones in the same order.

files.py       bytes out of files, zips and packages
records.py     records out of bytes, whatever the format; documents out of records
written.py     texts, in one language or two         questions.py, dialogues.py    their readable form
media.py       pictures, sounds, clips with labels   folder.py                     files beside each other, WebDataset
texts.py, pictures.py, speech.py, espeak.py, toy.py  readers of one source each
lessons        what code makes, in a room to the right: found by name, when a source asks for it

A record that cannot be read is told to `source.broken`, with the reason, and the next one is read.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from necker.sources.document import Document
from necker.sources.mirror import Source
from necker.sources.readers.dialogues import read_dialogues
from necker.sources.readers.espeak import read_espeak
from necker.sources.readers.folder import read_folder, read_webdataset
from necker.sources.readers.media import read_parquet, read_pictures, read_sounds, read_video
from necker.sources.readers.pictures import read_emoji
from necker.sources.readers.questions import read_questions
from necker.sources.readers.speech import read_digits, read_voice, read_words
from necker.sources.readers.texts import read_tatoeba, read_wikipedia_lead
from necker.sources.readers.toy import read_toy
from necker.sources.readers.written import read_written

READERS: dict[str, Callable[[Source], Iterator[Document]]] = {
    "dialogues": read_dialogues,
    "digits": read_digits,
    "emoji": read_emoji,
    "espeak": read_espeak,
    "folder": read_folder,
    "jsonl": read_written,
    "lines": read_written,
    "parallel_jsonl": read_written,
    "parquet": read_parquet,
    "pictures_zip": read_pictures,
    "questions": read_questions,
    "sounds_zip": read_sounds,
    "tatoeba": read_tatoeba,
    "toy": read_toy,
    "tsv": read_written,
    "video_zip": read_video,
    "voice": read_voice,
    "webdataset": read_webdataset,
    "wikipedia_lead": read_wikipedia_lead,
    "words": read_words,
}


# Readers that use more than this room may import: the module of each, whose `read` is the reader.
FURTHER = {"lessons": "necker.lessons.turns.read"}


def documents(source: Source) -> Iterator[Document]:
    """The documents of `source`, read by the reader it names; KeyError when there is no such reader."""
    if source.reader in FURTHER:
        found: Iterator[Document] = importlib.import_module(FURTHER[source.reader]).read(source)
        return found
    return READERS[source.reader](source)


@cache
def further_code(reader: str) -> str:
    """The sha256 of the room of a reader that is not of this room, with its tables; empty for the others."""
    if reader not in FURTHER:
        return ""
    room = Path(__file__).parents[2] / FURTHER[reader].split(".")[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in room.rglob("*") if path.suffix in (".py", ".txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
