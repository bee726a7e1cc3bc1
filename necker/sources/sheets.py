"""Documents to look at: their pictures on one sheet, their clips as film strips, their sounds as spectrograms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from necker.sources.document import SAMPLE_RATE, Document, Image, Sound

TILE = 128  # pixels: the longer side of a picture on the sheet
COLUMNS = 8
_WINDOW, _HOP = 512, 160  # samples: 32 ms every 10 ms
_HIGH = 256  # rows of a spectrogram, from 0 to 8 kHz upwards
_LONGEST = 1000  # columns: ten seconds
_FLOOR = 80.0  # decibels under the loudest, which are black
_GAP = 4
_BETWEEN = (96, 96, 96)


def write_sheets(folder: Path, documents: Sequence[Document]) -> list[Path]:
    """Write pictures.png, clips.png and sounds.png into `folder`, as far as the documents have any, each medium once and in
    their order; a clip is what has several pictures.
    """
    stills: dict[bytes, NDArray[np.uint8]] = {}
    clips: dict[bytes, list[NDArray[np.uint8]]] = {}
    sounds: dict[bytes, NDArray[np.int16]] = {}
    for document in documents:
        shown = [part.pixels for part in document.parts if isinstance(part, Image)]
        if len(shown) == 1:
            stills.setdefault(_content(shown), shown[0])
        elif shown:
            clips.setdefault(_content(shown), shown)
        for part in document.parts:
            if isinstance(part, Sound):
                sounds.setdefault(_content([part.samples]), part.samples)
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    sheets = {"pictures.png": contact_sheet(list(stills.values())), "clips.png": film_strips(list(clips.values()))}
    for name, sheet in {**sheets, "sounds.png": spectrograms(list(sounds.values()))}.items():
        if sheet is not None:
            sheet.save(folder / name)
            written.append(folder / name)
    return written


def _content(arrays: Sequence[NDArray[np.uint8] | NDArray[np.int16]]) -> bytes:
    return hashlib.sha256(b"".join(f"{one.shape}".encode() + one.tobytes() for one in arrays)).digest()


def film_strips(clips: Sequence[Sequence[NDArray[np.uint8]]]) -> Pillow.Image | None:
    """One clip under the other, its pictures from left to right."""
    strips = [contact_sheet(clip, len(clip)) for clip in clips]
    made = [strip for strip in strips if strip is not None]
    if not made:
        return None
    sheet = Pillow.new("RGB", (max(one.width for one in made), sum(one.height for one in made)), _BETWEEN)
    top = 0
    for one in made:
        sheet.paste(one, (0, top))
        top += one.height
    return sheet


def contact_sheet(pictures: Sequence[NDArray[np.uint8]], columns: int = COLUMNS) -> Pillow.Image | None:
    """Rows of eight, or of `columns`, each picture as large as its tile lets it be; small ones are enlarged without being smoothed."""
    if not pictures:
        return None
    step, rows = TILE + _GAP, -(-len(pictures) // columns)
    sheet = Pillow.new("RGB", (min(columns, len(pictures)) * step + _GAP, rows * step + _GAP), _BETWEEN)
    for number, pixels in enumerate(pictures):
        height, width = pixels.shape[:2]
        size = max(1, width * TILE // max(width, height)), max(1, height * TILE // max(width, height))
        how = Pillow.Resampling.NEAREST if max(width, height) <= TILE else Pillow.Resampling.LANCZOS
        tile = Pillow.fromarray(pixels).resize(size, how)
        sheet.paste(tile, (number % columns * step + _GAP, number // columns * step + _GAP))
    return sheet


def spectrograms(sounds: Sequence[NDArray[np.int16]]) -> Pillow.Image | None:
    """One under the other, low tones below, at most ten seconds of each."""
    if not sounds:
        return None
    every = [spectrogram(samples) for samples in sounds]
    width = max(one.shape[1] for one in every)
    sheet = Pillow.new("L", (width + 2 * _GAP, len(every) * (_HIGH + _GAP) + _GAP), 96)
    for number, one in enumerate(every):
        sheet.paste(Pillow.fromarray(one), (_GAP, number * (_HIGH + _GAP) + _GAP))
    return sheet


def spectrogram(samples: NDArray[np.int16]) -> NDArray[np.uint8]:
    """(256, frames) how loud each tone is: white the loudest of this sound, black 80 dB under it and less."""
    most = _LONGEST * _HOP + _WINDOW
    sound = np.zeros(max(_WINDOW, min(len(samples), most)), np.float64)
    sound[: min(len(samples), most)] = samples[:most]
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP][:_LONGEST]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)[:, 1:]) ** 2
    loud = 10 * np.log10(np.maximum(power, 1e-6))
    shade = np.clip((loud - loud.max() + _FLOOR) / _FLOOR, 0, 1) if power.any() else np.zeros_like(loud)
    return np.ascontiguousarray((shade.T[::-1] * 255).astype(np.uint8))


def seconds(sound: Sound) -> float:
    """How long it lasts."""
    return len(sound.samples) / SAMPLE_RATE
