"""Any picture a person may have becomes pixels on white, and what is none, or is a bomb, is one line."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from necker.core.errors import NeckerError, UsageError
from necker.core.language import set_language
from necker.engine.picture import read_picture, write_png


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of that size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_any_format(tmp_path: Path, kind: str) -> None:
    (tmp_path / "x").write_bytes(saved(Image.new("RGB", (30, 20), (200, 40, 90)), kind))
    found = read_picture(tmp_path / "x")
    assert found.shape == (20, 30, 3) and found.dtype == np.uint8
    assert np.abs(found.astype(int) - (200, 40, 90)).max() <= 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_any_kind_of_pixels(tmp_path: Path, mode: str) -> None:
    (tmp_path / "x").write_bytes(saved(Image.new(mode, (3, 2)), "TIFF" if mode in ("CMYK", "F") else "PNG"))
    assert read_picture(tmp_path / "x").shape == (2, 3, 3)


def test_transparent_is_white_and_a_photograph_stands_upright(tmp_path: Path) -> None:
    (tmp_path / "clear").write_bytes(saved(Image.new("RGBA", (1, 1), (9, 9, 9, 0)), "PNG"))
    assert read_picture(tmp_path / "clear").tolist() == [[[255, 255, 255]]]
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    (tmp_path / "turned").write_bytes(saved(Image.new("RGB", (30, 20)), "JPEG", exif=exif))
    assert read_picture(tmp_path / "turned").shape == (30, 20, 3)


def test_a_large_picture_is_made_smaller_at_once(tmp_path: Path) -> None:
    for size in ((5000, 3000), (60_000, 1)):
        (tmp_path / "x").write_bytes(saved(Image.new("L", size, 77), "PNG"))
        found = read_picture(tmp_path / "x")
        assert max(found.shape) <= 2048 and (found == 77).all()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_no_picture_is_one_line(tmp_path: Path, language: Any) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8))
    cases = {"text": b"no picture", "empty": b""}
    cases |= {f"bomb {side}": png_that_claims(side, side) for side in (8000, 20_000, 2_000_000)}
    cases |= {f"cut {kind}": saved(noise, kind)[:700] for kind in ("PNG", "JPEG", "GIF", "WEBP")}
    set_language(language)
    try:
        for name, data in cases.items():
            (tmp_path / name).write_bytes(data)
            with pytest.raises(NeckerError) as caught:
                read_picture(tmp_path / name)
            assert name in str(caught.value) and "\n" not in str(caught.value)
        with pytest.raises(UsageError):
            read_picture(tmp_path / "absent")
    finally:
        set_language(None)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    write_png(tmp_path / "x.png", pixels)
    assert np.array_equal(read_picture(tmp_path / "x.png"), pixels)
    with pytest.raises(UsageError):
        write_png(tmp_path / "x.gif", pixels)
