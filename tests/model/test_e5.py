"""The packed 4-bit file is read as it was written; its vocabulary is cut to what a text needs; a damaged one is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from necker.core.errors import NeckerError
from necker.model.e5 import E5, choose
from tests.model.small_e5 import DIM, HEADS, HIDDEN, LAYERS, PIECES, PLACES, SIGNS, names, scores, write_e5


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("e5") / "small.bin"
    write_e5(path)
    return path


def test_every_tensor_and_piece_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.bin"
    wanted = write_e5(path, seed=3)
    e5 = E5.read(path, hashlib.sha256(path.read_bytes()).hexdigest())
    assert (e5.shape.dim, e5.shape.layers, e5.shape.heads, e5.shape.hidden) == (DIM, LAYERS, HEADS, HIDDEN)
    assert (e5.shape.rows, e5.shape.places, e5.shape.eps) == (len(PIECES), PLACES, pytest.approx(1e-12))
    assert (e5.begin, e5.padding, e5.end, e5.unknown) == (0, 1, 2, 3)
    assert [text for text, _ in e5.pieces] == PIECES
    assert [score for _, score in e5.pieces] == pytest.approx(scores(), abs=1e-5)
    for name in names():
        assert np.array_equal(e5.values(name).reshape(wanted[name].shape), wanted[name])
    assert np.array_equal(e5.words([5, 0, 7]), wanted["emb.word"][[5, 0, 7]])


def test_weights_are_those_of_the_layers_and_pieces_that_are_kept(file: Path) -> None:
    e5 = E5.read(file)
    made = e5.weights([9, 6], [2, 0], 96)
    assert np.array_equal(made["embed_tokens.weight"], e5.words([3, 2, 9, 6, 1, 0]))
    kind = e5.values("emb.type")[:DIM]
    assert np.array_equal(made["embed_places.weight"], e5.values("emb.pos").reshape(-1, DIM)[:96] + kind)
    for i, layer in enumerate((2, 0)):
        for j, name in enumerate("qkv"):
            rows = slice(j * DIM, (j + 1) * DIM)
            assert np.array_equal(made[f"layers.{i}.qkv.weight"][rows].ravel(), e5.values(f"l{layer}.{name}.w"))
            assert np.array_equal(made[f"layers.{i}.qkv.bias"][rows], e5.values(f"l{layer}.{name}.b"))
        assert made[f"layers.{i}.up.weight"].shape == (HIDDEN, DIM)
        assert np.array_equal(made[f"layers.{i}.down.weight"].ravel(), e5.values(f"l{layer}.fo.w"))
        assert np.array_equal(made[f"layers.{i}.norm.bias"], e5.values(f"l{layer}.oln.b"))
    assert "layers.2.qkv.weight" not in made


def test_the_vocabulary_holds_the_signs_and_what_is_met_most(file: Path) -> None:
    e5 = E5.read(file)
    signs = len(SIGNS.replace("中", "")) + 2  # and ▁, ▁à
    texts = ["the the the was", "the born the was in"]
    kept = choose(e5, texts, signs + 2 + 2)
    assert kept == sorted(kept)
    found = [e5.pieces[place][0] for place in kept]
    assert {piece for piece in found if len(piece) > 1} == {"▁the", "▁was", "▁à"} and "中" not in found
    cut = e5.tokenizer(kept)
    assert cut.size == signs + 4 and [cut.entry(i) for i in cut.encode("the was")] == ["▁the", "▁was"]
    assert 0 not in cut.encode("Born in Paris, 1850.") and 0 in cut.encode("中")
    assert len(choose(e5, texts, 1000)) == signs + 4  # no more than is met
    with pytest.raises(ValueError, match="single signs"):
        choose(e5, texts, 10)


def test_another_file_is_refused(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    with pytest.raises(NeckerError, match="recipe"):
        E5.read(file, "0" * 64)
    with pytest.raises(NeckerError):
        E5.read(tmp_path / "none.bin")
    for size in (0, 3, 40, 200, 2000, len(data) - 1):
        (tmp_path / "cut.bin").write_bytes(data[:size])
        with pytest.raises(NeckerError):
            E5.read(tmp_path / "cut.bin")
    (tmp_path / "other.bin").write_bytes(b"GGUF" + data[4:])
    with pytest.raises(NeckerError, match="kind"):
        E5.read(tmp_path / "other.bin")
