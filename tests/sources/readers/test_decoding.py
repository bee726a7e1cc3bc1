"""Files of pictures and sounds become what documents hold, whatever their format."""

from __future__ import annotations

import io

import numpy as np
import pytest

pillow = pytest.importorskip("PIL.Image")
soundfile = pytest.importorskip("soundfile")

from necker.sources.readers.pictures import decode_picture  # noqa: E402
from necker.sources.readers.speech import decode_sound  # noqa: E402


def encoded(image: object, format: str) -> bytes:
    file = io.BytesIO()
    image.save(file, format)  # type: ignore[attr-defined]
    return file.getvalue()


def test_what_is_transparent_becomes_white() -> None:
    pixels = np.zeros((2, 2, 4), np.uint8)
    pixels[0, 0] = (10, 20, 30, 255)
    pixels[0, 1] = (0, 0, 0, 51)
    made = decode_picture(encoded(pillow.fromarray(pixels, "RGBA"), "PNG")).pixels
    assert made[0, 0].tolist() == [10, 20, 30] and made[1, 1].tolist() == [255, 255, 255]
    assert made[0, 1].tolist() == [204, 204, 204]


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "LA", "1"])
def test_pictures_of_other_kinds_are_read(mode: str) -> None:
    made = decode_picture(encoded(pillow.new(mode, (3, 2)), "PNG")).pixels
    assert made.shape == (2, 3, 3) and made.dtype == np.uint8


def wave(samples: np.ndarray, rate: int, **how: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, **how)
    return file.getvalue()


def test_lossless_sound_comes_back() -> None:
    samples = (np.arange(1600) * 31 % 2000 - 1000).astype(np.int16)
    assert np.array_equal(decode_sound(wave(samples, 16_000, format="FLAC")).samples, samples)
    assert np.array_equal(decode_sound(wave(samples, 16_000, format="WAV")).samples, samples)
    stereo = np.stack([samples, samples // 2], axis=1)
    assert np.array_equal(decode_sound(wave(stereo, 16_000, format="WAV")).samples, np.rint(stereo.mean(axis=1)))


def test_other_rates_become_ours() -> None:
    samples = np.zeros(8_000, np.int16)
    assert decode_sound(wave(samples, 8_000, format="FLAC")).samples.shape == (16_000,)


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
def test_lossy_sound_is_read(subtype: str) -> None:
    samples = np.rint(8000 * np.sin(np.arange(16_000) * 0.2)).astype(np.int16)
    made = decode_sound(wave(samples, 16_000, format="OGG", subtype=subtype)).samples
    middle = made[2000:14_000].astype(float)  # Opus overshoots where a tone sets in
    assert abs(len(made) - 16_000) < 400 and 7000 < np.sqrt(2 * np.mean(middle**2)) < 9000
