"""A file of random weights in the packed 4-bit format that e5.py reads, and what is in it."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np

from necker.model.judge_recipe import JudgeRecipe, Start
from necker.model.recipe import Tokenizer
from tests.model.some_pairs import short_recipe

DIM, LAYERS, HEADS, HIDDEN, PLACES = 64, 3, 2, 96, 128
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,'éèàœ中"
WORDS = ("▁the", "▁was", "▁born", "▁in", "▁est", "▁né", "▁à", "▁vécu", "▁liv", "ed", "▁18", "▁Par", "is", "▁Ly", "on")
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *SIGNS, *WORDS, "<mask>"]


def scores() -> list[float]:
    return [0.0 if piece.startswith("<") else -3.0 - 0.05 * i for i, piece in enumerate(PIECES)]


def names() -> dict[str, tuple[int, ...]]:
    """Every tensor and its shape; those of two numbers are in blocks of 4 bits."""
    found: dict[str, tuple[int, ...]] = {"emb.word": (len(PIECES), DIM), "emb.pos": (PLACES * DIM,)}
    found |= {"emb.type": (2 * DIM,), "emb.ln.w": (DIM,), "emb.ln.b": (DIM,)}
    for i in range(LAYERS):
        for name, (out, into) in {
            **dict.fromkeys(("q", "k", "v", "ao"), (DIM, DIM)),
            "fi": (HIDDEN, DIM),
            "fo": (DIM, HIDDEN),
        }.items():
            found |= {f"l{i}.{name}.w": (out, into), f"l{i}.{name}.b": (out,)}
        for name in ("aln", "oln"):
            found |= {f"l{i}.{name}.w": (DIM,), f"l{i}.{name}.b": (DIM,)}
    return found


def write_e5(path: Path, seed: int = 0) -> dict[str, np.ndarray]:
    """Writes the file; returns the tensors that a reader must find, in their shapes."""
    drawn = np.random.default_rng(seed)
    tensors, packed = {}, {}
    for name, shape in names().items():
        if len(shape) == 2:
            scale = drawn.uniform(0.005, 0.05, (shape[0], shape[1] // 32, 1)).astype("<f2")
            values = drawn.integers(0, 16, (shape[0], shape[1] // 32, 32)).astype(np.uint8)
            tensors[name] = ((values.astype(np.float32) - 8) * scale.astype(np.float32)).reshape(shape)
            halves = values[..., :16] | values[..., 16:] << 4
            packed[name] = np.concatenate((scale.view(np.uint8), halves), axis=2).tobytes()
        else:
            mean = 1.0 if name.endswith("ln.w") else 0.0
            tensors[name] = drawn.normal(mean, 0.1, shape).astype("<f4")
            packed[name] = tensors[name].tobytes()
    path.write_bytes(_head() + _body(tensors, packed))
    return tensors


def open_recipe(file: Path, steps: int = 4, legs: int = 1) -> JudgeRecipe:
    """A short recipe that begins with two layers of the file."""
    recipe = short_recipe(steps, legs)
    network = replace(recipe.network, dim=DIM, layers=2, heads=HEADS, hidden=HIDDEN)
    start = Start(hashlib.sha256(file.read_bytes()).hexdigest(), (0, 2))
    return replace(recipe, name="open", tokenizer=Tokenizer(256, 20_000), network=network, start=start)


def _head() -> bytes:
    text = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, DIM, LAYERS, HEADS, HIDDEN, len(PIECES), PLACES, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + ends.tobytes()
    head += np.array(scores(), "<f4").tobytes() + text
    return head + struct.pack("<2i", 1, 9) + struct.pack("<IBI", 9, 1, 32)


def _body(tensors: dict[str, np.ndarray], packed: dict[str, bytes]) -> bytes:
    size = 4 + sum(2 + len(name) + 21 for name in packed)
    at = len(_head()) + size
    directory, rest = struct.pack("<i", len(packed)), b""
    for name, data in packed.items():
        kind = int(tensors[name].ndim == 2)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, tensors[name].size, at + len(rest), len(data))
        rest += data
    return directory + rest
