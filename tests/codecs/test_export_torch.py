"""The exported graphs compute what the network computes in float32, and hold nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from necker.codecs import image, sound  # noqa: E402
from necker.codecs.export_torch import export_image, export_sound  # noqa: E402
from necker.codecs.image_torch import ImageCodec, ImageConfig, to_unit  # noqa: E402
from necker.codecs.sound_torch import FRAME, SoundCodec, SoundConfig  # noqa: E402
from necker.training.linear import exactly  # noqa: E402


def test_image_graphs_equal_the_network(tmp_path: Path) -> None:
    torch.manual_seed(1)
    codec = ImageCodec(ImageConfig(dim=48, hidden=64, encoder=1, decoder=2))
    export_image(codec, tmp_path)
    graphs = image.ImageCodec.open(tmp_path).graphs
    pictures = to_unit(torch.from_numpy(np.random.default_rng(0).integers(0, 256, (40, 32, 32, 3), np.uint8)))
    with torch.no_grad(), exactly(codec):
        wanted = codec.encode(pictures)
        drawn = codec.decode(wanted)
    codes = graphs.encoder.run(None, {"pictures": pictures.numpy()})[0]
    assert codes.shape == (40, 64) and (codes == wanted.numpy()).mean() > 0.999
    assert np.abs(graphs.decoder.run(None, {"codes": wanted.numpy()})[0] - drawn.numpy()).max() < 1e-4


def test_sound_graphs_equal_the_network_at_any_length(tmp_path: Path) -> None:
    torch.manual_seed(1)
    codec = SoundCodec(SoundConfig(dim=32, hidden=48, encoder=2, coarse=1, fine=2))
    export_sound(codec, tmp_path)
    graphs = sound.SoundCodec.open(tmp_path).graphs
    for batch, frames in ((1, 1), (1, 500), (3, 7)):
        samples = torch.randn(batch, frames * FRAME) * 0.1
        with torch.no_grad(), exactly(codec):
            wanted = codec.encode(samples)
            heard = codec.decode(wanted)
        codes = graphs.encoder.run(None, {"samples": samples.numpy()})[0]
        assert codes.shape == (batch, frames, 2) and (codes == wanted.numpy()).mean() > 0.999
        assert np.abs(graphs.decoder.run(None, {"codes": wanted.numpy()})[0] - heard.numpy()).max() < 1e-4


def test_exporting_leaves_the_network_as_it_was_and_gives_the_same_bytes_again(tmp_path: Path) -> None:
    torch.manual_seed(1)
    codec = SoundCodec(SoundConfig(dim=24, hidden=32, encoder=1, coarse=1, fine=1))
    codec.train()
    first = export_sound(codec, tmp_path / "a")
    assert codec.training and not codec.fourier.products and not codec.codes_in.exact
    assert export_sound(codec, tmp_path / "b") == first


@pytest.mark.parametrize("kind", ["image", "sound"])
def test_the_card_names_the_files_by_hash(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(f"{kind}_folder")
    card = json.loads((folder / "codec.json").read_text("utf-8"))
    assert sorted(path.name for path in folder.iterdir()) == ["codec.json", "decoder.onnx", "encoder.onnx"]
    for name, sha256 in card["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    assert card["codes"] == np.prod(card["levels"]) and card["kind"] == kind


@pytest.mark.parametrize("kind", ["image", "sound"])
def test_graphs_are_plain_float32_and_name_no_folder(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(f"{kind}_folder")
    for path in folder.glob("*.onnx"):
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        casts = [attribute.i for node in model.graph.node if node.op_type == "Cast" for attribute in node.attribute]
        assert onnx.TensorProto.BFLOAT16 not in casts and onnx.TensorProto.FLOAT16 not in casts
        assert {node.domain for node in model.graph.node} == {""}
        assert str(Path(__file__).parents[2]).encode() not in path.read_bytes()
