"""Any sound a person may have becomes 16 kHz mono int16, and what is no sound is one line."""

from __future__ import annotations

import builtins
import io
import struct
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import set_language
from necker.engine.wav import read_sound, write_wav

SECOND = np.arange(16_000)
TONE = np.rint(8000 * np.sin(2 * np.pi * 440 * SECOND / 16_000)).astype(np.int16)


def packed(samples: np.ndarray[Any, Any], width: int) -> bytes:
    """16-bit samples as 8 (unsigned), 16, 24 or 32 bits."""
    if width == 1:
        return (((samples.astype(np.int32) >> 8) + 128).astype(np.uint8)).tobytes()
    whole = (samples.astype(np.int64) << 8 * (width - 2)).astype("<i4").tobytes()
    return b"".join(whole[i : i + width] for i in range(0, len(whole), 4))


def wav(samples: np.ndarray[Any, Any], rate: int = 16_000, width: int = 2, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(packed(np.repeat(samples, channels), width))
    return out.getvalue()


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_width_and_stereo(tmp_path: Path, width: int, channels: int) -> None:
    (tmp_path / "x.wav").write_bytes(wav(TONE, width=width, channels=channels))
    found = read_sound(tmp_path / "x.wav", 2)
    assert found.dtype == np.int16
    assert np.abs(found.astype(int) - TONE).max() <= (256 if width == 1 else 0)


def test_stereo_is_the_mean(tmp_path: Path) -> None:
    both = np.array([100, 300, -5, 5], np.int16)
    out = bytearray(wav(both))
    out[22:24] = struct.pack("<H", 2)
    (tmp_path / "x.wav").write_bytes(out)
    assert read_sound(tmp_path / "x.wav", 1).tolist() == [200, 0]


def test_another_rate_keeps_length_and_pitch(tmp_path: Path) -> None:
    times = np.arange(44_100)
    (tmp_path / "x.wav").write_bytes(
        wav(np.rint(8000 * np.sin(2 * np.pi * 440 * times / 44_100)).astype(np.int16), 44_100)
    )
    found = read_sound(tmp_path / "x.wav", 2)
    assert len(found) == 16_000
    assert np.abs(np.fft.rfft(found)).argmax() == 440


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "y.wav", TONE)
    assert np.array_equal(read_sound(tmp_path / "y.wav", 1), TONE)
    assert [path.name for path in tmp_path.iterdir()] == ["y.wav"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_no_sound_is_one_line(tmp_path: Path, language: Any) -> None:
    set_language(language)
    whole = wav(TONE)
    cases = {
        "text.wav": b"this is no sound",
        "empty.wav": b"",
        "riff.wav": b"RIFF",
        "cut.wav": whole[:30],
        "silent.wav": wav(TONE[:0]),
        "norate.wav": whole[:24] + bytes(4) + whole[28:],
        "nochannels.wav": whole[:22] + bytes(2) + whole[24:],
    }
    try:
        for name, data in cases.items():
            (tmp_path / name).write_bytes(data)
            with pytest.raises(NeckerError) as caught:
                read_sound(tmp_path / name, 1)
            assert name in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 300
        for name in ("absent.wav", "."):
            with pytest.raises(UsageError):
                read_sound(tmp_path / name, 1)
        (tmp_path / "long.wav").write_bytes(whole)
        with pytest.raises(UsageError, match=r"1\.0 s.* 0\.5 s"):
            read_sound(tmp_path / "long.wav", 0.5)
    finally:
        set_language(None)


def test_other_formats_come_with_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile = pytest.importorskip("soundfile")
    for name, options in (("x.flac", {}), ("float.wav", {"subtype": "FLOAT"})):
        soundfile.write(tmp_path / name, TONE, 16_000, **options)
        assert np.abs(read_sound(tmp_path / name, 2).astype(int) - TONE).max() <= 1
    real = builtins.__import__

    def without(name: str, *rest: Any, **options: Any) -> Any:
        if name == "soundfile":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingError, match="media"):
        read_sound(tmp_path / "x.flac", 2)


def test_only_wav_is_written_and_only_where_there_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    for path in ("x.mp3", "nowhere/x.wav", "folder.wav"):
        with pytest.raises(UsageError):
            write_wav(tmp_path / path, TONE)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.wav"]
