"""The readers by name.  Each gives the documents of a source, always the same ones in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from necker.sources.document import Document
from necker.sources.espeak import read_espeak
from necker.sources.mirror import Source
from necker.sources.pictures import read_emoji
from necker.sources.speech import read_digits, read_voice, read_words
from necker.sources.texts import read_tatoeba, read_wikipedia_lead
from necker.sources.toy import read_toy

READERS: dict[str, Callable[[Source], Iterator[Document]]] = {
    "digits": read_digits,
    "emoji": read_emoji,
    "espeak": read_espeak,
    "tatoeba": read_tatoeba,
    "toy": read_toy,
    "voice": read_voice,
    "wikipedia_lead": read_wikipedia_lead,
    "words": read_words,
}


def documents(source: Source) -> Iterator[Document]:
    """The documents of `source`, read by the reader it names; KeyError when there is no such reader."""
    return READERS[source.reader](source)
