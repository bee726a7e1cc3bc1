"""Pictures through an exported codec without PyTorch: any size in, bad input refused, damage noticed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from necker.codecs.image import ImageCodec
from necker.core.errors import MissingError, NeckerError


@pytest.fixture(scope="module")
def codec(image_folder: Path) -> ImageCodec:
    return ImageCodec.open(image_folder)


@pytest.mark.parametrize("shape", [(1, 1), (32, 32), (1, 700), (700, 1), (7, 300), (33, 31), (640, 480)])
def test_any_size_gives_64_codes_and_a_picture(codec: ImageCodec, shape: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    ids = codec.encode(pixels)
    assert ids.shape == (64,) and ids.dtype == np.int64 and ids.min() >= 0 and ids.max() < 256
    assert (codec.encode(pixels) == ids).all()
    drawn = codec.decode(ids)
    assert drawn.shape == (32, 32, 3) and drawn.dtype == np.uint8


@pytest.mark.parametrize("value", [0, 255])
def test_extremes_are_pictures_too(codec: ImageCodec, value: int) -> None:
    assert codec.decode(codec.encode(np.full((40, 40, 3), value, np.uint8))).shape == (32, 32, 3)


def test_different_pictures_get_different_codes(codec: ImageCodec) -> None:
    numbers = np.random.default_rng(0)
    a, b = (numbers.integers(0, 256, (32, 32, 3), np.uint8) for _ in range(2))
    assert (codec.encode(a) != codec.encode(b)).mean() > 0.3


@pytest.mark.parametrize(
    "ids", [np.zeros(63, int), np.zeros((8, 8), int), np.full(64, 256), np.full(64, -1), np.zeros(0, int)]
)
def test_wrong_codes_are_refused(codec: ImageCodec, ids: np.ndarray) -> None:
    with pytest.raises(ValueError, match="64 codes"):
        codec.decode(ids)


def test_every_code_can_be_drawn(codec: ImageCodec) -> None:
    for start in range(0, 256, 64):
        assert codec.decode(np.arange(start, start + 64, dtype=np.uint16)).dtype == np.uint8


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 0, 3), (5, 5), (5, 5, 4)])
def test_what_is_no_picture_is_refused(codec: ImageCodec, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="picture"):
        codec.encode(np.zeros(shape, np.uint8))


def test_colours_beyond_the_range_are_clipped_not_wrapped(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from necker.codecs.export_torch import export_image
    from necker.codecs.image_torch import ImageCodec as Network
    from necker.codecs.image_torch import ImageConfig

    torch.manual_seed(0)
    network = Network(ImageConfig(dim=32, hidden=48, encoder=1, decoder=1))
    with torch.no_grad():
        network.patches_out.weight *= 20
    export_image(network, tmp_path)
    codec = ImageCodec.open(tmp_path)
    ids = np.arange(64)
    wanted = codec.graphs.decoder.run(None, {"codes": ids[None]})[0][0]
    drawn = codec.decode(ids)
    assert wanted.max() > 1.1 and wanted.min() < -1.1
    assert (drawn[wanted > 1] == 255).all() and (drawn[wanted < -1] == 0).all()


def test_an_absent_codec_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"codec\.json"):
        ImageCodec.open(tmp_path)


def broken(folder: Path, into: Path) -> Path:
    shutil.copytree(folder, into / "codec")
    return into / "codec"


def test_a_changed_graph_is_noticed(image_folder: Path, tmp_path: Path) -> None:
    folder = broken(image_folder, tmp_path)
    data = bytearray((folder / "decoder.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "decoder.onnx").write_bytes(bytes(data))
    with pytest.raises(NeckerError, match="sha256"):
        ImageCodec.open(folder)


def test_a_card_without_its_numbers_is_one_line(image_folder: Path, tmp_path: Path) -> None:
    folder = broken(image_folder, tmp_path)
    card = json.loads((folder / "codec.json").read_text("utf-8"))
    del card["tokens"]
    (folder / "codec.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(NeckerError, match="lacks tokens"):
        ImageCodec.open(folder)


@pytest.mark.parametrize("card", ["", "[]", "{", '{"schema": 2, "kind": "image"}', '{"schema": 1, "kind": "image"}'])
def test_a_damaged_card_is_one_line(image_folder: Path, tmp_path: Path, card: str) -> None:
    folder = broken(image_folder, tmp_path)
    (folder / "codec.json").write_text(card, encoding="utf-8")
    with pytest.raises(NeckerError, match=r"codec\.json"):
        ImageCodec.open(folder)


def test_a_codec_of_sounds_is_not_one_of_pictures(sound_folder: Path) -> None:
    assert json.loads((sound_folder / "codec.json").read_text("utf-8"))["kind"] == "sound"
    with pytest.raises(NeckerError, match="something else"):
        ImageCodec.open(sound_folder)


def test_it_runs_without_torch(image_folder: Path) -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import numpy as np; from pathlib import Path\n"
        "from necker.codecs.image import ImageCodec\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "codec = ImageCodec.open(Path(sys.argv[1]))\n"
        "print(codec.decode(codec.encode(np.zeros((5, 9, 3), np.uint8))).shape)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(image_folder)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "(32, 32, 3)"
