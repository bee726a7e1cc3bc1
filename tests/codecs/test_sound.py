"""Sound through an exported codec without PyTorch: any length in, causal, in pieces as in one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from necker.codecs import sound
from necker.codecs.sound import SoundCodec
from necker.core.errors import MissingError


@pytest.fixture(scope="module")
def codec(sound_folder: Path) -> SoundCodec:
    return SoundCodec.open(sound_folder)


def noise(length: int, loud: int = 3000, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(-loud, loud + 1, length, dtype=np.int16)


def test_the_card_says_what_is_promised(codec: SoundCodec) -> None:
    assert (codec.rate, codec.frame, codec.slots, codec.codes) == (16_000, 640, 2, 1000)


@pytest.mark.parametrize("length", [0, 1, 639, 640, 641, 16_000, 100_001])
def test_any_length_gives_whole_frames(codec: SoundCodec, length: int) -> None:
    ids = codec.encode(noise(length))
    assert ids.shape == (-(-length // 640), 2) and ids.dtype == np.int64
    assert not ids.size or (ids.min() >= 0 and ids.max() < 1000)
    heard = codec.decode(ids)
    assert heard.shape == (len(ids) * 640,) and heard.dtype == np.int16


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(5000, np.int16),
        np.full(5000, 32767, np.int16),
        np.full(5000, -32768, np.int16),
        np.where(noise(5000) > 0, 32767, -32768).astype(np.int16),
    ],
)
def test_silence_and_clipped_sound_are_sound(codec: SoundCodec, samples: np.ndarray) -> None:
    heard = codec.decode(codec.encode(samples))
    assert heard.shape == (5120,)


def test_what_is_to_come_changes_no_code_and_no_finished_sample(codec: SoundCodec) -> None:
    before = noise(20 * 640)
    after = before.copy()
    after[8 * 640 :] = noise(12 * 640, seed=1)
    ids, others = codec.encode(before), codec.encode(after)
    assert (ids[:8] == others[:8]).all() and (ids[8:] != others[8:]).any()
    finished = 8 * 640 - 960
    assert (codec.decode(ids)[:finished] == codec.decode(others)[:finished]).all()
    # Neither does there being nothing to come.
    assert (codec.encode(before[: 8 * 640]) == ids[:8]).all()
    assert np.abs(codec.decode(ids[:8])[:finished].astype(int) - codec.decode(ids)[:finished]).max() <= 1


def test_pieces_give_what_the_whole_gives(codec: SoundCodec, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = noise(100 * 640 - 17)
    ids = codec.encode(samples)
    heard = codec.decode(ids)
    for piece in (1, 7, 64, 99):
        monkeypatch.setattr(sound, "PIECE", piece)
        assert (codec.encode(samples) == ids).mean() > 0.99
        assert np.abs(codec.decode(ids).astype(int) - heard).max() <= 1


@pytest.mark.parametrize(
    "ids",
    [np.zeros((3, 1), int), np.zeros(4, int), np.full((2, 2), 1000), np.array([[0, -1]]), np.zeros((1, 2, 2), int)],
)
def test_wrong_codes_are_refused(codec: SoundCodec, ids: np.ndarray) -> None:
    with pytest.raises(ValueError, match="codes"):
        codec.decode(ids)


@pytest.mark.parametrize("samples", [np.zeros(10), np.zeros((10, 2), np.int16), np.zeros(10, np.uint8)])
def test_what_is_no_sound_is_refused(codec: SoundCodec, samples: np.ndarray) -> None:
    with pytest.raises(ValueError, match="int16"):
        codec.encode(samples)


def test_loud_output_is_clipped_not_wrapped(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from necker.codecs.export_torch import export_sound
    from necker.codecs.sound_torch import SoundCodec as Network
    from necker.codecs.sound_torch import SoundConfig

    torch.manual_seed(0)
    network = Network(SoundConfig(dim=24, hidden=32, encoder=1, coarse=1, fine=1))
    with torch.no_grad():
        network.spectrum_out.weight *= 20
    export_sound(network, tmp_path)
    codec = SoundCodec.open(tmp_path)
    ids = codec.encode(noise(6400))
    wanted = codec.graphs.decoder.run(None, {"codes": ids[None]})[0][0]
    heard = codec.decode(ids)
    assert wanted.max() > 1 and wanted.min() < -1
    assert (heard[wanted > 1] == 32767).all() and (heard[wanted < -1] == -32768).all()


def test_an_absent_codec_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"codec\.json"):
        SoundCodec.open(tmp_path)
