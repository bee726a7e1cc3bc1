"""Readers promise the same documents each time, ids met once, and no thing on both sides of the fence.

The toy source needs nothing; the others are read where `NECKER_MIRROR` is set.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from dataclasses import replace

import numpy as np
import pytest

from necker.sources.document import SAMPLE_RATE, Document, Image, Sound, document_hash
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from necker.text.normal import nfc

needs_mirror = pytest.mark.skipif("NECKER_MIRROR" not in os.environ, reason="NECKER_MIRROR is not set")


def root_of(every: list[Document]) -> str:
    return hashlib.sha256("".join(map(document_hash, every)).encode()).hexdigest()


TOY = list(documents(manifest("toy").source()))


def check(every: list[Document], name: str) -> None:
    source = manifest(name).source()
    assert every
    assert len({document.id for document in every}) == len(every)
    for document in every:
        assert document.id.startswith(f"{name}/") and document.source == name and document.licence
        texts = [part for part in document.parts if isinstance(part, str)]
        assert len(texts) == 1 and texts[0].strip() and nfc(texts[0]) == texts[0]
        assert document.lang in ("fr", "en")
        for part in document.parts:
            if isinstance(part, Image):
                assert part.pixels.shape == (64, 64, 3)
            elif isinstance(part, Sound):
                assert len(part.samples) > SAMPLE_RATE // 20 and np.abs(part.samples.astype(int)).max() > 100
    assert set(manifest(name).source().licence.split(" AND ")) >= {
        one for document in every for one in document.licence.split(" AND ")
    }
    assert root_of(list(documents(replace(source, limit=3)))) == root_of(list(documents(replace(source, limit=3))))


def test_toy() -> None:
    check(TOY, "toy")
    kinds = [(type(document.parts[0]), document.lang, document.held_out) for document in TOY]
    assert set(kinds) == set(itertools.product((str, Image, Sound), ("fr", "en"), (True, False)))


def test_toy_never_changes() -> None:
    """The smallest recipe is replayed from it: these bytes are part of its record, on every machine."""
    assert root_of(TOY).startswith("0f662b9b572c")


def test_toy_languages_show_the_same() -> None:
    for english, french in zip(TOY[::2], TOY[1::2], strict=True):
        assert (english.lang, french.lang) == ("en", "fr")
        assert english.held_out == french.held_out and english.id[:-2] == french.id[:-2]
        if len(english.parts) == 2:
            assert document_hash(replace(english, parts=english.parts[:1])) == document_hash(
                replace(french, parts=french.parts[:1])
            )


def test_toy_shapes_are_what_they_are_called() -> None:
    by_name = {document.parts[1]: document.parts[0] for document in TOY if isinstance(document.parts[0], Image)}
    small, big = by_name["a small red circle"], by_name["un grand cercle rouge"]
    assert isinstance(small, Image) and isinstance(big, Image)

    def red(image: Image) -> int:
        return int((image.pixels == (220, 40, 40)).all(axis=2).sum())

    assert 180 < red(small) < 220 and 1200 < red(big) < 1300  # pi r^2 for r = 8 and 20
    assert red(by_name["a big blue square"]) == 0


def test_toy_notes_sound_as_they_are_called() -> None:
    by_name = {document.parts[1]: document.parts[0] for document in TOY if isinstance(document.parts[0], Sound)}
    tune = by_name["la do"]
    assert isinstance(tune, Sound) and len(tune.samples) == SAMPLE_RATE // 2
    for half, wanted in ((tune.samples[:4000], 440), (tune.samples[4000:], 262)):
        loudest = np.abs(np.fft.rfft(half, 16_000)).argmax()
        assert abs(int(loudest) - wanted) <= 2


def test_a_limit_counts_things() -> None:
    few = list(documents(manifest("toy").source(5)))
    assert len(few) == 3 * 5 * 2
    assert {document.id for document in few} < {document.id for document in TOY}


@needs_mirror
@pytest.mark.parametrize("name", ["emoji", "words", "digits", "kathleen", "asterisk", "armelle"])
def test_pictures_and_voices(name: str) -> None:
    check(list(documents(manifest(name).source(25))), name)


@needs_mirror
@pytest.mark.parametrize("name", ["tatoeba", "wikipedia_lead"])
def test_texts(name: str) -> None:
    check(list(documents(manifest(name).source(400))), name)


@needs_mirror
def test_an_emoji_in_a_trained_drawing_is_held_out_by_what_it_shows() -> None:
    sides: dict[str, set[bool]] = {}
    for document in documents(manifest("emoji").source(60)):
        _, id, style, _ = document.id.split("/")
        if style == "fluent-emoji-flat":
            assert document.held_out
        else:
            sides.setdefault(id, set()).add(document.held_out)
    assert all(len(side) == 1 for side in sides.values()) and {True, False} <= set.union(*sides.values())


@needs_mirror
def test_a_spoken_sentence_is_held_out_with_the_written_one() -> None:
    pytest.importorskip("espeakng_loader")
    spoken = list(documents(manifest("espeak").source(8)))
    check(spoken, "espeak")
    written = {d.parts[0]: d.held_out for d in documents(manifest("tatoeba").source()) if d.lang == "en"}
    for document in spoken:
        if document.lang == "en":
            by = dict(document.meta).get("held_by", "").split(", ")
            assert written[document.parts[1]] == ("tatoeba" in by) and document.held_out == (by != [""])
