"""Pairs become rows and come back: nothing is lost but what does not fit, and spans keep their code points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.codecs.bpe import Bpe
from necker.codecs.bpe import train as learn
from necker.codecs.unigram import BEGIN, END, Unigram
from necker.core.errors import NeckerError
from necker.model.judge_marks import NONE, RUN
from necker.model.judge_pairs import (
    CLAIM,
    CONTEXT,
    LABELS,
    MOST_CLAIM,
    MOST_TITLE,
    PAD,
    WIDTH,
    Cutter,
    Pairs,
    Texts,
    context_of,
    learning_text,
    padded,
    pairs_hash,
    read_pieces,
    write_pairs,
)
from tests.model.some_pairs import made, some


def texts(claim: str, title: str, passage: str, context: str) -> Texts:
    return Texts(claim, "en", title, passage, context, "en")


LEARNT = learn(learning_text(some(200), 10_000), 400)
CUTTER = Cutter(LEARNT, 120)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=200), st.text(max_size=200))
def test_a_row_holds_the_texts_in_order_as_far_as_they_fit(claim: str, title: str, passage: str, context: str) -> None:
    row = CUTTER.row(texts(claim, title, passage, context))
    assert len(row.ids) == len(row.marks) == sum(row.parts) <= 120 and row.ids[0] == CUTTER.first
    ends = np.cumsum(row.parts)
    for part, end, text in zip(row.parts, ends, (claim, title, passage, context), strict=True):
        ids = row.ids[end - part : end][int(end == ends[0]) :]
        wanted = LEARNT.encode(f" {text}") if text else []
        assert list(ids) == wanted[: len(ids)]
    assert row.whole == (len(LEARNT.encode(f" {claim}")) <= MOST_CLAIM)


def test_the_context_gives_way_first_and_a_long_claim_is_said_to_be_cut() -> None:
    long = "Ada lived in Oslo. " * 400
    row = CUTTER.row(texts("Ada lived in Oslo.", "Ada", long, "It rained."))
    assert row.whole and row.parts[3] == 0 and len(row.ids) == 120
    row = CUTTER.row(texts("Ada lived in Oslo.", long, "She lived in Oslo.", long))
    assert row.parts[1] == MOST_TITLE and row.parts[2] == len(LEARNT.encode(" She lived in Oslo.")) and row.parts[3]
    row = CUTTER.row(texts(long, "Ada", "She lived in Oslo.", ""))
    assert not row.whole and row.parts[0] == MOST_CLAIM + 1 and row.parts[2]
    with pytest.raises(ValueError, match="rows"):
        Cutter(LEARNT, MOST_CLAIM + MOST_TITLE + 1)


@given(st.text(min_size=1, max_size=60), st.data())
def test_every_code_point_of_the_claim_belongs_to_its_tokens_in_order(claim: str, data: st.DataObject) -> None:
    cutter = Cutter(data.draw(st.sampled_from([LEARNT, Bpe([])])), 200)
    row = cutter.row(texts(claim, "", "x", ""))
    places = cutter.places(claim, row)
    assert len(places) == row.parts[0] and places[0] == (0, 0)
    covered = {i for start, end in places for i in range(start, end)}
    assert covered == set(range(len(claim))) if row.whole else covered == set(range(len(covered)))
    assert [p[0] for p in places] == sorted(p[0] for p in places)


def test_spans_become_tags_and_come_back() -> None:
    for i in range(60):
        pair = made(i)
        row = CUTTER.row(pair)
        tags = CUTTER.tags(pair.claim, row, pair.spans)
        assert tags[0] == 0 and any(tags) == bool(pair.spans)
        found = CUTTER.spans(pair.claim, row, [bool(tag) for tag in tags])
        assert [pair.claim[s:e].rstrip(".") for s, e in found] == [pair.claim[s:e] for s, e in pair.spans]
    row = CUTTER.row(texts("l’été à Zürich", "", "x", ""))
    assert CUTTER.spans("l’été à Zürich", row, [True] * row.parts[0]) == ((0, 14),)
    assert CUTTER.spans("l’été à Zürich", row, [False] * row.parts[0]) == ()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    pairs = [*some(50), replace(made(1), claim="Ada lived in Oslo. " * 40)]
    assert write_pairs(tmp_path / "a", pairs, CUTTER) == 50  # a claim that is too long teaches nothing
    found = Pairs.open(tmp_path / "a")
    assert len(found) == 50
    for i, pair in enumerate(pairs[:50]):
        row = CUTTER.row(pair)
        ids, marks, parts = found.row(i)
        assert tuple(ids) == row.ids and tuple(marks) == row.marks and tuple(parts) == row.parts
        assert LABELS[found.labels[i]] == pair.label
        assert found.tagged(i).tolist() == CUTTER.tags(pair.claim, row, pair.spans)
    write_pairs(tmp_path / "b", pairs, CUTTER)
    assert pairs_hash(tmp_path / "a") == pairs_hash(tmp_path / "b")
    write_pairs(tmp_path / "b", some(51), CUTTER)
    assert pairs_hash(tmp_path / "a") != pairs_hash(tmp_path / "b")
    (tmp_path / "a" / "tags.npy").unlink()
    np.save(tmp_path / "b" / "labels.npy", np.full(51, 3, np.uint8))
    for name in ("a", "b"):
        with pytest.raises(NeckerError, match="damaged"):
            Pairs.open(tmp_path / name)


def test_padding_goes_to_a_multiple() -> None:
    rows = [CUTTER.row(pair) for pair in some(6)]
    ids, segments, marks = padded([(row.ids, row.marks, row.parts) for row in rows], CUTTER.pad)
    assert ids.shape == segments.shape == marks.shape and ids.shape[1] % WIDTH == 0
    assert ids.shape[1] - max(len(row.ids) for row in rows) < WIDTH
    for i, row in enumerate(rows):
        n = len(row.ids)
        assert tuple(ids[i, :n]) == row.ids and (ids[i, n:] == CUTTER.pad).all()
        assert np.bincount(segments[i], minlength=5)[CLAIM : CONTEXT + 1].tolist() == list(row.parts)
        assert (segments[i, n:] == PAD).all() and not marks[i, n:].any() and tuple(marks[i, :n]) == row.marks


def test_the_order_of_the_context() -> None:
    assert context_of("Before.", "", "a painter") == "a painter Before."
    assert context_of("", "", "") == ""


def test_tokens_carry_the_mark_of_their_word() -> None:
    row = CUTTER.row(texts("Ada lived in Cairo.", "Ada", "Ada lived in Oslo.", ""))
    said = [LEARNT.decode([one]) for one in row.ids[1 : row.parts[0]]]
    marked = list(zip(said, row.marks[1:], strict=False))
    assert row.marks[0] == NONE and marked[-1] == (".", NONE)
    assert {mark for word, mark in marked if word.strip() in ("Ada", "lived", "in")} == {RUN}
    assert {mark for _, mark in marked[-2:]} == {NONE}


LETTERS = dict.fromkeys("Adalivenr OsCot.,èQuébc0123456789", -6.0)
WORDS = {BEGIN: -4.0, f"{BEGIN}Ada": -5.0, f"{BEGIN}lived": -5.0, "slo": -7.0}
PIECES = Cutter(Unigram([*LETTERS.items(), *WORDS.items()]), 120)


def test_a_row_of_pieces_has_the_end_between_claim_and_rest() -> None:
    pair = texts("Ada lived in Oslo.", "Ada", "Ada lived in Cairo.", "")
    row = PIECES.row(pair)
    claim = row.parts[0]
    assert row.ids[0] == PIECES.first and row.ids[claim : claim + 2] == (END, END)
    assert row.parts[1] == 2 + len(PIECES.pieces.encode("Ada")) and len(row.ids) == len(row.marks) == sum(row.parts)
    assert row.marks[claim : claim + 2] == (NONE, NONE) and set(row.marks[1:4]) == {RUN}
    assert PIECES.row(texts("Ada", "", "x", "")).parts[1] == 2
    full = PIECES.row(texts("Ada " * 60, "Ada", "Ada " * 200, "x"))
    assert len(full.ids) == 120 and full.parts[3] == 0
    with pytest.raises(ValueError, match="rows"):
        Cutter(PIECES.pieces, 1 + MOST_CLAIM + 2 + MOST_TITLE)


def test_pieces_keep_the_code_points_of_spans() -> None:
    claim = "Ada  lived in Oslo, Québec."
    row = PIECES.row(texts(claim, "Ada", "x", ""))
    tags = PIECES.tags(claim, row, ((14, 18), (20, 26)))
    assert PIECES.spans(claim, row, [bool(tag) for tag in tags]) == ((14, 18), (20, 26))
    assert PIECES.spans(claim, row, [True] * row.parts[0]) == ((0, len(claim)),)


def test_either_tokenizer_is_read_from_its_file() -> None:
    for cutter in (CUTTER, PIECES):
        made = cutter.pieces
        assert isinstance(made, Bpe | Unigram)
        assert read_pieces(made.to_json()).encode("Ada lived in Oslo.") == made.encode("Ada lived in Oslo.")
    with pytest.raises(ValueError):
        read_pieces('{"schema": 1, "kind": "words"}')
