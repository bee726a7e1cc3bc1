"""Documents come back from their ids; prompts are beginnings of what is trained on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.codecs.bpe import train
from necker.core.language import Lang
from necker.sources.document import Document, Image, Sound
from necker.stream.encode import Coder, Codes, Item, Mark, encode, labelled, unlabelled
from necker.stream.vocabulary import Vocabulary

BPE = train(["fr: un chat noir", "en: a black cat", "32x32 fr: fr: en: en:"] * 3, 290)
V = Vocabulary(BPE.size, (1000, 1000), 256, 64)
CODER = Coder(V, BPE)


class FakeImageCodec:
    """The first 64 values of the picture, as codes: what a codec does, without a network."""

    def encode(self, pixels: np.ndarray) -> np.ndarray:
        return pixels.reshape(-1)[:64].astype(np.int32)


class FakeSoundCodec:
    def encode(self, samples: np.ndarray) -> np.ndarray:
        return np.abs(samples.astype(np.int64))[: len(samples) // 2 * 2].reshape(-1, 2) % 1000


def same(left: list[Item], right: list[Item]) -> bool:
    def plain(item: Item) -> object:
        return (item.kind, item.size, item.codes.tolist()) if isinstance(item, Codes) else item

    return [plain(item) for item in left] == [plain(item) for item in right]


codes = st.lists(st.integers(0, 255), min_size=64, max_size=64).map(
    lambda c: Codes("image", np.array(c, np.int64), "32x32")
)
sounds = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), max_size=9).map(
    lambda c: Codes("sound", np.array(c, np.int64).reshape(-1, 2))
)
texts = st.text(min_size=1, max_size=12)


@given(st.lists(st.one_of(codes, sounds, texts), max_size=5))
def test_items_come_back_and_every_document_is_legal(items: list[Item]) -> None:
    ids = CODER.document(items)
    CODER.grammar.check(ids)
    merged: list[Item] = []
    for item in items:  # neighbouring texts are one text
        if isinstance(item, str) and merged and isinstance(merged[-1], str):
            merged[-1] += item
        else:
            merged.append(item)
    assert same(CODER.read(ids), merged)


def test_turns_calls_and_verdicts_come_back() -> None:
    items: list[Item] = [
        *(
            Mark("user"),
            "2+2 ?",
            Mark("end_user"),
            Mark("asst"),
            Mark("call"),
            "2+2",
            Mark("ret"),
            "4",
            Mark("end_ret"),
        ),
        *("4", Mark("src"), "a#1", Mark("check"), Mark("computed"), Mark("end_check"), Mark("end_asst")),
    ]
    ids = CODER.document(items)
    CODER.grammar.check(ids)
    assert CODER.read(ids) == items
    clip: list[Item] = [Codes("video", np.arange(128) % 64, "8@4")]
    assert same(CODER.read(CODER.document(clip)), clip)


@given(codes, sounds, st.text(max_size=20), st.sampled_from(["fr", "en"]))
def test_prompts_are_beginnings_of_what_is_trained_on(image: Codes, sound: Codes, text: str, lang: Lang) -> None:
    pixels = np.zeros(64 * 3, np.uint8)
    pixels[:64] = image.codes
    picture = Document("p", (Image(pixels.reshape(8, 8, 3)), text), lang, "s", "CC0-1.0", False)
    draw, see = encode(picture, CODER, FakeImageCodec(), None)
    spoken = Document("s", (text, Sound(sound.codes.reshape(-1).astype(np.int16))), lang, "s", "CC0-1.0", False)
    say, hear = encode(spoken, CODER, None, FakeSoundCodec())
    assert [s.form for s in (draw, see, say, hear)] == ["draw", "see", "say", "hear"]
    written = CODER.write([f" {text}"])
    eos = V.special("eos")
    for sequence, prompt, rest in (
        (draw, CODER.prompt_draw(text, lang), CODER.write([image])[7:]),  # after <img>, five bytes and <pix>
        (see, CODER.prompt_see(image.codes, lang), written),
        (say, CODER.prompt_say(text, lang), CODER.write([sound])[1:]),
        (hear, CODER.prompt_hear(sound.codes, lang), written),
    ):
        CODER.grammar.check(sequence.ids)
        assert sequence.ids == [*prompt, *rest, eos]


def test_text_alone_is_written_as_it_is() -> None:
    (only,) = encode(Document("t", ("Bonjour.",), "fr", "s", "CC0-1.0", False), CODER)
    assert only.form == "text" and CODER.read(only.ids) == ["Bonjour."]
    assert only.ids == [*CODER.prompt_write("Bonjour."), V.special("eos")]


def test_other_mixtures_are_one_sequence_in_order() -> None:
    image = Image(np.zeros((8, 8, 3), np.uint8))
    (only,) = encode(Document("m", ("a", image, "b"), None, "s", "CC0-1.0", False), CODER, FakeImageCodec())
    assert only.form == "mixed" and [type(item) for item in CODER.read(only.ids)] == [str, Codes, str]


def test_marks_of_a_document_are_marks_of_the_stream_and_texts_are_not() -> None:
    parts = (Mark("user"), "<asst> 2+2 ?", Mark("end_user"), Mark("asst"), "4", Mark("end_asst"))
    (only,) = encode(Document("d", parts, "fr", "s", "CC0-1.0", False), CODER)
    assert only.form == "turns" and tuple(CODER.read(only.ids)) == parts
    CODER.grammar.check(only.ids)
    assert only.ids.count(V.special("asst")) == 1  # what is typed opens no turn
    image = Image(np.zeros((8, 8, 3), np.uint8))
    (seen,) = encode(
        Document("i", (Mark("user"), image, *parts[1:]), "fr", "s", "CC0-1.0", False), CODER, FakeImageCodec()
    )
    assert seen.form == "turns"


def test_no_codec_no_silence() -> None:
    for part in (Image(np.zeros((8, 8, 3), np.uint8)), Sound(np.zeros(4, np.int16))):
        with pytest.raises(ValueError, match="no codec"):
            encode(Document("m", (part,), None, "s", "CC0-1.0", False), CODER)


def test_codes_outside_the_vocabulary_are_refused() -> None:
    for wrong in (
        Codes("image", np.array([256])),
        Codes("sound", np.array([[0, 1000]])),
        Codes("image", np.array([-1])),
    ):
        with pytest.raises(ValueError):
            CODER.write([wrong])
    with pytest.raises(ValueError):
        Coder(Vocabulary(300, (1, 1), 1), BPE)


def test_what_was_not_finished_is_left_out() -> None:
    ids = CODER.prompt_draw("un chat", "fr")
    assert CODER.read([*ids, V.image(3)]) == ["fr: un chat"]


@given(texts, st.sampled_from(["fr", "en"]))
def test_labels_come_off(text: str, lang: Lang) -> None:
    assert unlabelled(labelled(text, lang)) == (lang, text)
    assert labelled(text, None) == text
