"""Clips as pictures: three frames of each, decoded by PyAV."""

from __future__ import annotations

import importlib
import io
from typing import Any

import numpy as np

from necker.core.errors import MissingError
from necker.core.language import say
from necker.sources.document import Image

MOST_FRAMES = 20_000  # looked at: a quarter of an hour at 24 a second


def decode_video(data: bytes) -> tuple[Image, ...]:
    """The first frame, the one in the middle (of n, number n // 2), the last; those of them that differ.

    Raises MissingError when PyAV is not installed, ValueError when nothing is seen or it is too long.
    """
    av = _av()
    count = sum(1 for _ in _frames(av, data))
    if not count:
        raise ValueError(say("the clip shows nothing", "la vidéo ne montre rien"))
    wanted = sorted({0, count // 2, count - 1})
    return tuple(
        Image(np.ascontiguousarray(frame.to_ndarray(format="rgb24")))
        for number, frame in enumerate(_frames(av, data))
        if number in wanted
    )


def _frames(av: Any, data: bytes) -> Any:
    with av.open(io.BytesIO(data)) as opened:
        for number, frame in enumerate(opened.decode(video=0)):
            if number >= MOST_FRAMES:
                raise ValueError(say("the clip is too long", "la vidéo est trop longue"))
            yield frame


def _av() -> Any:
    try:
        return importlib.import_module("av")
    except ImportError:
        raise MissingError(
            say("clips cannot be read", "les vidéos ne peuvent pas être lues"),
            say("PyAV is not installed", "PyAV n’est pas installé"),
            "pip install av",
        ) from None
