"""The readers by name.  Each gives the documents of a source, always the same ones in the same order.

files.py       bytes out of files, zips and packages
records.py     records out of bytes, whatever the format; documents out of records
written.py     texts, in one language or two         questions.py, dialogues.py    their readable form
media.py       pictures, sounds, clips with labels   folder.py                     files beside each other, WebDataset
pages.py, messages.py          manuals and messages of programs, as packages have them
svg.py, unfold.py              drawings; files inside files
texts.py, pictures.py, speech.py, espeak.py, flite.py, toy.py, stamps.py, gcompris.py, icons.py  readers of one source each
lesson.py                      what necker/lessons makes

A record that cannot be read is told to `source.broken`, with the reason, and the next one is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from necker.sources.document import Document
from necker.sources.mirror import Source
from necker.sources.readers.dialogues import read_dialogues
from necker.sources.readers.espeak import read_espeak
from necker.sources.readers.flite import read_flite
from necker.sources.readers.folder import read_folder, read_webdataset
from necker.sources.readers.gcompris import read_gcompris
from necker.sources.readers.icons import read_emoji_drawings, read_map_icons
from necker.sources.readers.lesson import read_lesson
from necker.sources.readers.media import read_parquet, read_pictures, read_sounds, read_video
from necker.sources.readers.messages import read_gettext
from necker.sources.readers.pages import read_pages
from necker.sources.readers.pictures import read_emoji
from necker.sources.readers.questions import read_questions
from necker.sources.readers.speech import read_digits, read_voice, read_words
from necker.sources.readers.stamps import read_stamps
from necker.sources.readers.texts import read_tatoeba, read_wikipedia_lead
from necker.sources.readers.toy import read_toy
from necker.sources.readers.written import read_written

READERS: dict[str, Callable[[Source], Iterator[Document]]] = {
    "dialogues": read_dialogues,
    "digits": read_digits,
    "emoji": read_emoji,
    "emoji_drawings": read_emoji_drawings,
    "espeak": read_espeak,
    "flite": read_flite,
    "folder": read_folder,
    "gcompris": read_gcompris,
    "gettext": read_gettext,
    "jsonl": read_written,
    "lesson": read_lesson,
    "lines": read_written,
    "map_icons": read_map_icons,
    "pages": read_pages,
    "parallel_jsonl": read_written,
    "parquet": read_parquet,
    "pictures_zip": read_pictures,
    "questions": read_questions,
    "sounds_zip": read_sounds,
    "stamps": read_stamps,
    "tatoeba": read_tatoeba,
    "toy": read_toy,
    "tsv": read_written,
    "video_zip": read_video,
    "voice": read_voice,
    "webdataset": read_webdataset,
    "wikipedia_lead": read_wikipedia_lead,
    "words": read_words,
}


def documents(source: Source) -> Iterator[Document]:
    """The documents of `source`, read by the reader it names; KeyError when there is no such reader."""
    return READERS[source.reader](source)
