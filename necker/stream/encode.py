"""Documents to token ids and back, and the prompts of the engine: both are built here, so that they cannot differ.

A document of one text and one picture or sound gives two sequences:

    draw   <bos> "fr: un chat" <img> 32x32 <pix> ... <end_img> <eos>
    see    <bos> <img> 32x32 <pix> ... <end_img> "fr: un chat" <eos>
    say    <bos> "fr: bonjour" <aud> ... <end_aud> <eos>
    hear   <bos> <aud> ... <end_aud> "fr: bonjour" <eos>

The language always stands before the text as "fr:" or "en:": when reading, it tells which language is wanted (the model
sees the picture first, then the question), and when speaking, how to read words that both languages write ("zoo").  A
document of text alone is written as it is, one with marks (turns, calls, sources, verdicts) mark by mark.  Codes come from the codecs; nothing here knows what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from necker.codecs.bpe import Bpe
from necker.core.language import Lang
from necker.sources.document import Document, Image, Mark, Part, Sound
from necker.stream.grammar import IMAGE_SIZE, Grammar
from necker.stream.vocabulary import Vocabulary

Form: TypeAlias = Literal["text", "draw", "see", "say", "hear", "mixed", "turns"]
Kind: TypeAlias = Literal["image", "sound", "video"]

_OPENING: dict[Kind, tuple[str, str]] = {
    "image": ("img", "end_img"),
    "sound": ("aud", "end_aud"),
    "video": ("vid", "end_vid"),
}
_KIND = {opening: kind for kind, (opening, _) in _OPENING.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A picture (codes,), a sound (frames, 2) or a clip (codes,) as the codec gives it; `size` as it is written."""

    kind: Kind
    codes: NDArray[np.int64]
    size: str = ""


Item: TypeAlias = str | Codes | Mark


@dataclass(frozen=True, slots=True)
class Encoded:
    """One sequence of a document, from <bos> to <eos>."""

    form: Form
    ids: list[int]


class ImageEncoder(Protocol):
    """What the stream needs of a picture codec: (height, width, 3) uint8 -> (codes,)."""

    def encode(self, pixels: NDArray[np.uint8]) -> NDArray[np.integer]: ...


class SoundEncoder(Protocol):
    """What the stream needs of a sound codec: (n,) int16 at 16,000 Hz -> (frames, 2)."""

    def encode(self, samples: NDArray[np.int16]) -> NDArray[np.integer]: ...


class Coder:
    """Between items and ids, for one vocabulary and the tokenizer it was made for."""

    def __init__(self, vocabulary: Vocabulary, text: Bpe) -> None:
        low, high = vocabulary.range("text")
        if high - low != text.size:
            raise ValueError(f"a tokenizer of {text.size} entries in a vocabulary of {high - low}")
        self.vocabulary, self.text, self.grammar = vocabulary, text, Grammar(vocabulary)
        self._text_low = low

    def write(self, items: Iterable[Item]) -> list[int]:
        """The ids of items one after another, without <bos> and <eos>."""
        ids: list[int] = []
        for item in items:
            if isinstance(item, str):
                ids += [self._text_low + entry for entry in self.text.encode(item)]
            elif isinstance(item, Mark):
                ids.append(self.vocabulary.special(item.name))
            else:
                ids += self._open(item.kind, item.size) + self._codes(item)
                ids.append(self.vocabulary.special(_OPENING[item.kind][1]))
        return ids

    def document(self, items: Iterable[Item]) -> list[int]:
        """<bos>, the items, <eos>."""
        return [self.vocabulary.special("bos"), *self.write(items), self.vocabulary.special("eos")]

    def prompt_write(self, text: str) -> list[int]:
        """A text to be continued."""
        return self._prompt(text)

    def prompt_draw(self, text: str, lang: Lang | None) -> list[int]:
        """A caption; what follows is the codes of the picture, then <end_img>."""
        return self._prompt(labelled(text, lang)) + self._open("image", IMAGE_SIZE)

    def prompt_see(self, codes: NDArray[np.integer], lang: Lang) -> list[int]:
        """A picture (64,); what follows is the caption in `lang`, after a space, then <eos>."""
        return self._prompt(Codes("image", codes.astype(np.int64), IMAGE_SIZE), f"{lang}:")

    def prompt_say(self, text: str, lang: Lang | None) -> list[int]:
        """A text; what follows is the frames of the sound, then <end_aud>."""
        return self._prompt(labelled(text, lang)) + self._open("sound", "")

    def prompt_hear(self, codes: NDArray[np.integer], lang: Lang) -> list[int]:
        """A sound (frames, 2); what follows is its text in `lang`, after a space, then <eos>."""
        return self._prompt(Codes("sound", codes.astype(np.int64)), f"{lang}:")

    def read(self, ids: Sequence[int]) -> list[Item]:
        """The items of legal `ids`; <bos>, <eos> and <pad> are left out, an item that is not finished too.

        Raises GrammarError at the first id that may not stand where it is.
        """
        items: list[Item] = []
        opened: list[int] = []  # codes of the item that is open
        text: list[int] = []
        size = ""
        state = self.grammar.start()
        for token in ids:
            before, state = state, self.grammar.next(state, token)
            if before.item in _KIND:
                if state.item:
                    size = state.size
                    opened.append(token)
                    continue
                items.append(self._closed(_KIND[before.item], opened, size))
            elif self.vocabulary.range("text")[0] <= token < self.vocabulary.range("text")[1]:
                text.append(token - self._text_low)
                continue
            elif text:
                items.append(self.text.decode(text))
            if before.item not in _KIND and state.item not in _KIND:
                self._mark(token, items)
            opened, text = [], []
        return [*items, self.text.decode(text)] if text else items

    def _prompt(self, *items: Item) -> list[int]:
        return [self.vocabulary.special("bos"), *self.write(items)]

    def _open(self, kind: Kind, size: str) -> list[int]:
        ids = [self.vocabulary.special(_OPENING[kind][0])]
        if kind != "sound":
            ids += [self.vocabulary.text(byte) for byte in size.encode("ascii")]  # the bytes: see the grammar
            ids.append(self.vocabulary.special("pix"))
        return ids

    def _codes(self, item: Codes) -> list[int]:
        names = ("sound0", "sound1") if item.kind == "sound" else (item.kind,)
        lows, highs = zip(*(self.vocabulary.range(name) for name in names), strict=True)
        codes = item.codes.reshape(-1, len(names))
        if codes.size and (codes.min() < 0 or (codes >= np.subtract(highs, lows)).any()):
            raise ValueError(f"codes outside the vocabulary: {item.kind}")
        return list(map(int, (codes + np.array(lows, dtype=np.int64)).ravel()))

    def _closed(self, kind: Kind, ids: list[int], size: str) -> Codes:
        if kind == "sound":
            lows = [self.vocabulary.range(name)[0] for name in ("sound0", "sound1")]
            return Codes(kind, np.array(ids, dtype=np.int64).reshape(-1, 2) - lows)
        low, _ = self.vocabulary.range(kind)
        codes = ids[len(size) + 1 :]  # after the size and <pix>
        return Codes(kind, np.array(codes, dtype=np.int64) - low, size)

    def _mark(self, token: int, items: list[Item]) -> None:
        name = self.vocabulary.name_of(token)[1:-1]
        if name not in ("bos", "eos", "pad"):
            items.append(Mark(name))


def labelled(text: str, lang: Lang | None) -> str:
    """`text` after its language: "fr: un chat"; alone when the language is unknown."""
    return f"{lang}: {text}" if lang else text


def unlabelled(text: str) -> tuple[Lang | None, str]:
    """The inverse of `labelled`."""
    if text.startswith("fr: "):
        return "fr", text[4:]
    return ("en", text[4:]) if text.startswith("en: ") else (None, text)


def encode(
    document: Document, coder: Coder, image: ImageEncoder | None = None, sound: SoundEncoder | None = None
) -> list[Encoded]:
    """The sequences of a document: both directions of a pair, one sequence of anything else.

    Raises ValueError when it holds a picture or a sound and there is no codec for it.
    """
    items = [_item(part, image, sound) for part in document.parts]
    if any(isinstance(item, Mark) for item in items):
        return [Encoded("turns", coder.document(items))]
    texts = [item for item in items if isinstance(item, str)]
    shown = [item for item in items if isinstance(item, Codes)]
    if len(texts) != 1 or len(shown) != 1:
        return [Encoded("mixed" if shown else "text", coder.document(items))]
    text = labelled(texts[0], document.lang)
    forms: tuple[Form, Form] = ("draw", "see") if shown[0].kind == "image" else ("say", "hear")
    return [
        Encoded(forms[0], coder.document([text, shown[0]])),
        Encoded(forms[1], coder.document([shown[0], text])),
    ]


def _item(part: Part, image: ImageEncoder | None, sound: SoundEncoder | None) -> Item:
    if isinstance(part, str | Mark):
        return part
    if isinstance(part, Image) and image is not None:
        return Codes("image", image.encode(part.pixels).astype(np.int64), IMAGE_SIZE)
    if isinstance(part, Sound) and sound is not None:
        return Codes("sound", sound.encode(part.samples).astype(np.int64))
    raise ValueError(f"no codec for {type(part).__name__}")
