"""The automaton promises: what it allows is what it accepts, nothing legal dead-ends, and counts are exact."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.stream.grammar import Grammar, GrammarError, State
from necker.stream.vocabulary import Vocabulary

V = Vocabulary(256, (5, 4), 8, 6)
G = Grammar(V)


def sp(*names: str) -> list[int]:
    return [V.special(name) for name in names]


def txt(text: str) -> list[int]:
    return [V.text(byte) for byte in text.encode()]


def picture(codes: int = 64) -> list[int]:
    return [*sp("img"), *txt("32x32"), *sp("pix"), *[V.image(i % 8) for i in range(codes)], *sp("end_img")]


def clip(codes: int = 128) -> list[int]:
    return [*sp("vid"), *txt("8@4"), *sp("pix"), *[V.video(i % 6) for i in range(codes)], *sp("end_vid")]


def sound(frames: int) -> list[int]:
    pairs = [(V.sound(0, i % 5), V.sound(1, i % 4)) for i in range(frames)]
    return [*sp("aud"), *[code for pair in pairs for code in pair], *sp("end_aud")]


def doc(*parts: list[int]) -> list[int]:
    return [*sp("bos"), *[token for part in parts for token in part], *sp("eos")]


items = st.one_of(st.text(max_size=8).map(txt), st.integers(0, 5).map(sound), st.just(picture()), st.just(clip()))
calls = st.text(max_size=5).map(lambda t: [*sp("call"), *txt(t), *sp("ret"), *txt("4 32x32"), *sp("end_ret")])
cites = st.sampled_from(["supported", "conflict", "not_enough"]).map(
    lambda verdict: [*sp("src"), *txt("fr/Lune#1:0-9"), *sp("check", verdict, "end_check")]
)


def flat(parts: list[list[int]]) -> list[int]:
    return [token for part in parts for token in part]


turns = st.tuples(st.lists(items, max_size=3), st.lists(st.one_of(items, calls, cites), max_size=4)).map(
    lambda both: [*sp("user"), *flat(both[0]), *sp("end_user", "asst"), *flat(both[1]), *sp("end_asst")]
)
documents = st.lists(st.one_of(items, turns), max_size=4).map(lambda parts: doc(*parts))


@given(st.lists(documents, max_size=3), st.integers(0, 3))
def test_what_the_grammar_describes_is_accepted(rows: list[list[int]], padding: int) -> None:
    G.check(flat(rows) + sp("pad") * padding)


def inside(state: State, token: int) -> bool:
    return any(low <= token < high for low, high in G.allowed(state))


@given(st.integers(0, 10_000))
def test_random_walks_agree_with_allowed_and_come_to_an_end(seed: int) -> None:
    chance = random.Random(seed)
    state, ids = G.start(), []
    for _ in range(200):
        ranges = G.allowed(state)
        assert ranges and all(a[1] < b[0] for a, b in pairwise(ranges))
        for token in [chance.randrange(V.size) for _ in range(3)]:
            if inside(state, token):
                G.next(state, token)
            else:
                with pytest.raises(GrammarError):
                    G.next(state, token)
        low, high = chance.choice(ranges)
        ids.append(chance.randrange(low, high))
        state = G.next(state, ids[-1])
    closing = {
        V.special(n) for n in "end_img end_aud end_vid end_user asst end_asst ret end_ret check end_check eos".split()
    }
    while state.place not in ("outside", "padding"):
        ranges = G.allowed(state)
        wanted = [token for token in sorted(closing) if inside(state, token)]
        ids.append(wanted[0] if wanted else ranges[0][0])
        state = G.next(state, ids[-1])
    G.check(ids)


def test_allowed_and_next_agree_for_every_id_in_every_state_met() -> None:
    every = doc(
        picture(),
        clip(),
        sound(1),
        sp("user", "end_user", "asst", "call"),
        txt("a"),
        sp("ret"),
        txt("b"),
        sp("end_ret", "src", "check", "conflict", "end_check", "end_asst"),
    )
    state = G.start()
    for token in [*every, *sp("pad", "pad")]:
        for other in range(-1, V.size + 1) if state.left in (-1, 0, 1, 64, 128) else ():
            if inside(state, other):
                G.next(state, other)
            else:
                with pytest.raises(GrammarError):
                    G.next(state, other)
        state = G.next(state, token)


@given(st.integers(1, 72), st.integers(0, V.size - 1))
def test_a_token_changed_inside_a_picture_is_caught(place: int, other: int) -> None:
    """Unless it is another code where a code stands: the count of codes is fixed, so nothing else can be legal."""
    ids = doc(picture())
    low, high = V.range("image")
    if other == ids[place] or (low <= other < high and low <= ids[place] < high):
        return
    ids[place] = other
    if 1 <= place <= len(picture()):
        with pytest.raises(GrammarError):
            G.check(ids)


@pytest.mark.parametrize("codes", [0, 1, 63, 65, 128])
def test_the_number_of_codes_follows_from_the_size(codes: int) -> None:
    with pytest.raises(GrammarError):
        G.check(doc(picture(codes)))


@pytest.mark.parametrize(
    "ids",
    [
        sp("bos"),
        sp("eos"),
        txt("a"),
        [*sp("pad"), *doc()],
        doc(sp("pix")),
        doc(sp("listen")),
        doc(sp("end_img")),
        doc([V.image(0)]),
        doc([V.sound(0, 0)]),
        doc([*sp("img"), *txt("32x3"), *sp("pix")]),
        doc([*sp("aud"), V.sound(0, 0), *sp("end_aud")]),
        doc([*sp("aud"), V.sound(1, 0), V.sound(0, 0), *sp("end_aud")]),
        doc(sp("asst", "end_asst")),
        doc(sp("user", "end_user")),
        doc(sp("user", "call")),
        doc(sp("user", "end_user", "asst", "src", "check", "end_check")),
        doc([V.size - 1]),
        doc([V.size]),
        doc([-1]),
    ],
)
def test_what_is_not_described_is_refused(ids: list[int]) -> None:
    with pytest.raises(GrammarError):
        G.check(ids)


def test_the_error_names_the_token_and_the_place() -> None:
    with pytest.raises(GrammarError, match=r"<eos> may not follow in doc <img> 3"):
        G.check([*sp("bos", "img"), *txt("3"), *sp("eos")])


def test_a_vocabulary_without_codes_never_opens_what_needs_them() -> None:
    text_only = Vocabulary(256, (0, 0), 0)
    grammar = Grammar(text_only)
    state = grammar.walk(grammar.start(), [text_only.special("bos")])
    for name in ("img", "aud", "vid"):
        with pytest.raises(GrammarError):
            grammar.next(state, text_only.special(name))


def test_loss_weights_by_kind_of_token() -> None:
    ids = [*doc(txt("a"), picture(), sound(1)), *sp("pad")]
    weights = dict(zip([V.name_of(i) for i in ids], G.loss_weights(ids).tolist(), strict=True))
    assert weights["text 97"] == weights["sound0 0"] == weights["<img>"] == 1.0
    assert weights["sound1 0"] == pytest.approx(0.3) and weights["image 0"] == 0.5
    assert weights["<end_img>"] == weights["<end_aud>"] == weights["<eos>"] == 2.0
    assert weights["<pad>"] == 0.0
    assert G.loss_weights(ids).dtype == np.float32 and G.loss_weights([]).shape == (0,)


def test_no_loss_inside_tool_results() -> None:
    call = [*sp("call"), *txt("2+2"), *sp("ret"), *txt("4"), *sp("end_ret")]
    ids = doc(sp("user", "end_user", "asst"), call, txt("4"), call, sp("end_asst"))
    weights = G.loss_weights(ids).tolist()
    once = [1, 1, 1, 1, 2, 0, 0]
    assert weights == [1, 1, 2, 1, *once, 1, *once, 2, 2]
