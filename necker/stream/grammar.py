"""Which token may follow: one automaton that checks the corpus, masks what is generated, and weighs the loss.

    row    := doc* <pad>*
    doc    := <bos> (item | turn)* <eos>
    turn   := <user> item* <end_user> <asst> (item | call | cite)* <end_asst>
    item   := text | image | sound | video
    image  := <img> "32x32" <pix> code{64} <end_img>        the size as text, the number of codes follows from it
    sound  := <aud> (slot0 slot1)* <end_aud>
    video  := <vid> "8@4" <pix> code{128} <end_vid>         frames @ frames per second, of 32x32 pixels
    call   := <call> text <ret> text <end_ret>
    cite   := <src> text <check> verdict <end_check>

Sizes are written with the first 256 entries of the tokenizer, which are the bytes, whatever it has merged since.
<listen> and <me> are kept for two-sided speech and are not legal yet.  Knows nothing of what the codes mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.stream.vocabulary import SPECIALS, VERDICTS, Vocabulary

IMAGE_SIZE = "32x32"
IMAGE_SIZES = {IMAGE_SIZE: 64}  # size as written -> codes: one per 4x4 pixels
VIDEO_SIZES = {"8@4": 128}  # one per 4 frames of 4x4 pixels
_SIZES = {"img": IMAGE_SIZES, "vid": VIDEO_SIZES}
_SIZE_LETTERS = sorted({letter for sizes in _SIZES.values() for size in sizes for letter in size})

_CLOSING = "eos end_img end_aud end_vid end_user end_asst ret end_check".split()
_WEIGHTS = {"text": 1.0, "sound0": 1.0, "sound1": 0.3, "image": 0.5, "video": 0.5}
_CLOSING_WEIGHT = 2.0


class GrammarError(NeckerError):
    """A token where the grammar does not allow it."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a stream is.  `place`: outside, padding, doc, user, between (the turns of a user and the assistant), asst.

    `item` is the item that is open there ("" for none), `size` what is written of the size of a picture or clip, `left`
    how many codes still come (for a sound: the slot that comes next, for a check: whether the verdict is given); -1
    before the first.
    """

    place: str = "outside"
    item: str = ""
    size: str = ""
    left: int = -1


Moves: TypeAlias = dict[str, State]  # class of token -> next state


class Grammar:
    """The automaton over the ids of one vocabulary.  Transitions are computed when first met, then kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._ids: dict[str, tuple[int, int]] = {}  # class -> ids
        for name in ("text", "sound0", "sound1", "image", "video"):
            self._ids[name] = vocabulary.range(name)
        for name in SPECIALS:
            self._ids[name] = (vocabulary.special(name), vocabulary.special(name) + 1)
        for letter in _SIZE_LETTERS:
            self._ids[f"'{letter}"] = (vocabulary.text(ord(letter)), vocabulary.text(ord(letter)) + 1)
        self._class = ["unused"] * vocabulary.size
        for name, (low, high) in self._ids.items():  # letters of sizes come last: they are text, too
            self._class[low:high] = [name] * (high - low)
        self._moves: dict[State, Moves] = {}
        self._allowed: dict[State, list[tuple[int, int]]] = {}
        self._weight = self._weight_table()

    def start(self) -> State:
        """Before the first token of a row."""
        return State()

    def allowed(self, state: State) -> list[tuple[int, int]]:
        """The ids that may follow: (first, last + 1), ascending, neither touching nor overlapping; never empty."""
        if state not in self._allowed:
            merged: list[tuple[int, int]] = []
            for low, high in sorted(self._ids[name] for name in self._next(state)):
                if merged and low <= merged[-1][1]:
                    merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
                else:
                    merged.append((low, high))
            self._allowed[state] = merged
        return list(self._allowed[state])

    def next(self, state: State, token: int) -> State:
        """The state after `token`; GrammarError when it may not follow."""
        if 0 <= token < len(self._class):
            found = self._next(state).get(self._class[token])
            if found is not None:
                return found
        name = self.vocabulary.name_of(token) if 0 <= token < len(self._class) else f"id {token}"
        raise GrammarError(
            say("the stream breaks its grammar", "le flux enfreint sa grammaire"),
            say(f"{name} may not follow in {_words(state)}", f"{name} ne peut pas suivre dans {_words(state)}"),
        )

    def walk(self, state: State, ids: Iterable[int]) -> State:
        """The state after all of `ids`; GrammarError at the first that may not follow."""
        for token in ids:
            state = self.next(state, token)
        return state

    def check(self, ids: Iterable[int]) -> None:
        """GrammarError unless `ids` are whole documents, with or without padding after them."""
        state = self.walk(self.start(), ids)
        if state.place not in ("outside", "padding"):
            raise GrammarError(
                say("the stream breaks its grammar", "le flux enfreint sa grammaire"),
                say(f"it ends in {_words(state)}", f"il s’arrête dans {_words(state)}"),
            )

    def loss_weights(self, ids: Sequence[int] | NDArray[np.integer]) -> NDArray[np.float32]:
        """The weight of predicting each of `ids`: (n,) -> (n,).

        Needs no state but whether a tool result is open, so a document may be cut anywhere outside one.
        """
        tokens = np.asarray(ids, dtype=np.int64)
        weights = self._weight[tokens]
        opened = np.cumsum(tokens == self.vocabulary.special("ret"))
        closed = np.cumsum(tokens == self.vocabulary.special("end_ret"))
        inside = np.concatenate(([False], (opened > closed)[:-1]))[: len(tokens)]  # <ret> itself is the model's word
        weights[inside] = 0.0
        return weights

    def _weight_table(self) -> NDArray[np.float32]:
        table = np.ones(self.vocabulary.size, dtype=np.float32)
        for name, weight in _WEIGHTS.items():
            low, high = self.vocabulary.range(name)
            table[low:high] = weight
        table[[self.vocabulary.special(name) for name in _CLOSING]] = _CLOSING_WEIGHT
        table[self.vocabulary.special("pad")] = 0.0
        return table

    def _next(self, state: State) -> Moves:
        moves = self._moves.get(state)
        if moves is None:
            every = _item_moves(state) if state.item else _place_moves(state)
            if "text" in every:
                every |= {f"'{letter}": every["text"] for letter in _SIZE_LETTERS}
            moves = self._moves[state] = {name: to for name, to in every.items() if self._exists(name)}
        return moves

    def _exists(self, name: str) -> bool:
        """False for the codes this vocabulary has not, and for what opens an item made of them."""
        low, high = self._ids[{"img": "image", "vid": "video", "aud": "sound0"}.get(name, name)]
        return low < high


def _place_moves(state: State) -> Moves:
    place = state.place
    if place in ("outside", "padding"):
        return {"pad": State("padding")} | ({"bos": State("doc")} if place == "outside" else {})
    if place == "between":
        return {"asst": State("asst")}
    opening = {name: State(place, name) for name in ("img", "vid")} | {"aud": State(place, "aud", left=0)}
    items: Moves = {"text": state, **opening}
    if place == "doc":
        return items | {"user": State("user"), "eos": State()}
    if place == "user":
        return items | {"end_user": State("between")}
    return items | {"call": State(place, "call"), "src": State(place, "src"), "end_asst": State("doc")}


def _item_moves(state: State) -> Moves:
    item, back = state.item, State(state.place)
    if item in _SIZES:
        return _picture_moves(state, "image" if item == "img" else "video")
    if item == "aud":
        to = {f"sound{state.left}": replace(state, left=1 - state.left)}
        return to if state.left else to | {"end_aud": back}
    if item == "check":
        return {"end_check": back} if state.left == 0 else dict.fromkeys(VERDICTS, replace(state, left=0))
    closing = {"call": "ret", "ret": "end_ret", "src": "check"}[item]
    after = back if item == "ret" else State(state.place, closing)
    return {"text": state, closing: after}


def _picture_moves(state: State, codes: str) -> Moves:
    sizes = _SIZES[state.item]
    if state.left > 0:
        return {codes: replace(state, left=state.left - 1)}
    if state.left == 0:
        return {f"end_{state.item}": State(state.place)}
    longer = {size[len(state.size)] for size in sizes if size.startswith(state.size) and size != state.size}
    moves: Moves = {f"'{letter}": replace(state, size=state.size + letter) for letter in sorted(longer)}
    if state.size in sizes:
        moves["pix"] = replace(state, left=sizes[state.size])
    return moves


def _words(state: State) -> str:
    opened = f" <{state.item}> {state.size}".rstrip() if state.item else ""
    return f"{state.place}{opened}" + (f" ({state.left})" if state.left >= 0 else "")
