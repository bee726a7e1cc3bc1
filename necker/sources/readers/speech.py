"""Readers of speech with its words: a word list, spoken digits, and named voices that read sentences.

Vorbis and Opus are decoded by libsndfile: the samples are those of its version.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np

from necker.core.errors import MissingError
from necker.core.language import Lang, say
from necker.sources.document import Document, Sound, chosen
from necker.sources.held import held, said
from necker.sources.mirror import Source, open_file
from necker.sources.readers.pictures import LANGS, read_word_pictures, records, words_alike
from necker.sources.resample import resample
from necker.text.normal import nfc


def decode_sound(data: bytes) -> Sound:
    """A sound file of any format libsndfile knows, at 16,000 Hz; of several channels, the mean."""
    try:
        import soundfile
    except ImportError:
        raise MissingError(
            say("sound files cannot be read", "les fichiers de son ne peuvent pas être lus"),
            say("soundfile is not installed", "soundfile n’est pas installé"),
            "pip install 'necker[media]'",
        ) from None
    samples, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    mono = samples[:, 0] if samples.shape[1] == 1 else np.rint(samples.mean(axis=1)).astype(np.int16)
    return Sound(resample(np.ascontiguousarray(mono), int(rate)))


def read_words(source: Source) -> Iterator[Document]:
    """Each word with its picture and with its sound, in English and in French; `limit` counts words.

    files: the list, the pictures, the English sounds, the French sounds.
    """
    every = records(source.files[0])
    wanted = chosen((record["id"] for record in every), source.limit)
    alike = words_alike(every)
    with ExitStack() as stack:
        pictures, *voices = (stack.enter_context(zipfile.ZipFile(open_file(ref))) for ref in source.files[1:])
        for record in every:
            if record["id"] not in wanted:
                continue
            yield from read_word_pictures(source, record, pictures, alike[record["id"]])
            for lang, voice in zip(LANGS, voices, strict=True):
                if record[lang] and record[f"audio_{lang}"]:
                    sound = decode_sound(voice.read(record[f"audio_{lang}"]))
                    thing = f"{source.name}/{record['id']}"
                    known = {"word": alike[record["id"]]}
                    yield _spoken(source, f"{thing}/speech/{lang}", thing, sound, record[lang], lang, **known)


def read_digits(source: Source) -> Iterator[Document]:
    """English digits, one a recording, with the word.  files: the labels, the sounds."""
    every = records(source.files[0])
    wanted = chosen((record["file"] for record in every), source.limit)
    with zipfile.ZipFile(open_file(source.files[1])) as sounds:
        for record in every:
            if record["file"] in wanted:
                thing = f"{source.name}/{record['file'].removesuffix('.flac')}"
                sound = decode_sound(sounds.read(record["file"]))
                yield _spoken(source, thing, thing, sound, record["text"], "en", speaker=record["speaker"])


def read_voice(source: Source) -> Iterator[Document]:
    """Recordings with the words that are read; all that say the same are held out together.

    files: the labels, then zips that hold the sounds; `limit` counts prompts.
    """
    every = [record for record in records(source.files[0]) if record["text"]]
    wanted = chosen((record["prompt"] for record in every), source.limit)
    with ExitStack() as stack:
        where: dict[str, zipfile.ZipFile] = {}
        for ref in source.files[1:]:
            opened = stack.enter_context(zipfile.ZipFile(open_file(ref)))
            where |= dict.fromkeys(opened.namelist(), opened)
        for record in every:
            if record["prompt"] in wanted:
                yield _take(source, record, where[record["file"]])


def _take(source: Source, record: dict[str, Any], sounds: zipfile.ZipFile) -> Document:
    sound = decode_sound(sounds.read(record["file"]))
    id = f"{source.name}/{record['file'].rsplit('.', 1)[0]}"
    thing, speaker = f"{source.name}/{record['prompt']}", record["speaker"]
    return _spoken(source, id, thing, sound, record["text"], record["lang"], speaker=speaker)


def _spoken(source: Source, id: str, thing: str, sound: Sound, text: str, lang: Lang, **known: str) -> Document:
    """What may be held out by: what is said, by the same name in every source, and what is `known` beside."""
    out, meta = held(source, thing, {"said": f"{lang}/{said(text)}", **known})
    return Document(id, (sound, nfc(text)), lang, source.name, source.licence, out, meta)
