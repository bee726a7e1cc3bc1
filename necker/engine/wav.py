"""Sound files of a user, in and out: WAV through the standard library, other formats through `necker[media]`.

What comes in is 16 kHz mono int16, whatever it was.
"""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.files import write_aside
from necker.core.language import say
from necker.engine.files import check_name, read_bytes
from necker.sources.document import SAMPLE_RATE
from necker.sources.resample import resample

MOST_BYTES = 200_000_000  # of a file: twenty minutes of the usual 44.1 kHz stereo, far more than a model hears
MOST_RATE = 384_000  # Hz, the highest that recorders offer


def read_sound(path: Path, seconds: float) -> NDArray[np.int16]:
    """(n,) at 16 kHz.  Raises NeckerError when it is no sound, is empty, or is longer than `seconds`."""
    data = read_bytes(path, MOST_BYTES)
    samples, rate = _from_wav(data, path) if data[:4] == b"RIFF" else _from_media(data, path)
    if not len(samples):
        raise _unreadable(path, say("there is no sound in it", "il ne contient aucun son"))
    if not 0 < rate <= MOST_RATE:
        raise _unreadable(path, say(f"a rate of {rate} Hz", f"une fréquence de {rate} Hz"))
    if len(samples) > seconds * rate:
        raise UsageError(
            say(f"{path} is too long", f"{path} est trop long"),
            say(f"{len(samples) / rate:.1f} s, this model hears", f"{len(samples) / rate:.1f} s, ce modèle entend")
            + f" {seconds:.1f} s",
        )
    return resample(_mono(samples), rate)


def write_wav(path: Path, samples: NDArray[np.int16]) -> None:
    """16-bit PCM, mono, 16 kHz.  samples: (n,)"""
    check_name(path, ".wav")
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    write_aside(path, made.getvalue())


def _from_wav(data: bytes, path: Path) -> tuple[NDArray[np.int16], int]:
    """(frames, channels) and the rate.  What the standard library does not know is left to libsndfile."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except wave.Error as error:
        if "unknown format" in str(error):  # floats, or 24 bits in the extended header before Python 3.12
            return _from_media(data, path)
        raise _unreadable(path, str(error)) from error
    except EOFError as error:
        raise _unreadable(path, say("it ends too early", "il s’arrête trop tôt")) from error
    count = len(frames) // (width * channels)
    return _sixteen_bits(frames[: count * width * channels], width).reshape(count, channels), rate


def _sixteen_bits(frames: bytes, width: int) -> NDArray[np.int16]:
    """Samples of 1 (unsigned), 2, 3 or 4 bytes, little-endian: the upper 16 bits."""
    raw = np.frombuffer(frames, np.uint8).reshape(-1, width)
    if width == 1:
        return ((raw[:, 0].astype(np.int16) - 128) << 8).astype(np.int16)
    return np.ascontiguousarray(raw[:, -2:]).view("<i2")[:, 0].astype(np.int16)


def _from_media(data: bytes, path: Path) -> tuple[NDArray[np.int16], int]:
    """Any format of libsndfile: (frames, channels) and the rate."""
    try:
        import soundfile
    except ImportError:
        raise MissingError(
            say(f"cannot read {path}", f"impossible de lire {path}"),
            say("it is not a plain WAV file", "ce n’est pas un fichier WAV ordinaire"),
            "pip install 'necker[media]'",
        ) from None
    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, TypeError, ValueError) as error:
        raise _unreadable(path, say("it is no sound file", "ce n’est pas un fichier de son")) from error
    return samples, int(rate)


def _mono(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """(frames, channels) -> (frames,): the mean, as the readers of training data take it."""
    if samples.shape[1] == 1:
        return np.ascontiguousarray(samples[:, 0])
    mean: NDArray[np.int16] = np.rint(samples.mean(axis=1)).astype(np.int16)
    return mean


def _unreadable(path: Path, why: str) -> NeckerError:
    return NeckerError(say(f"cannot read {path}", f"impossible de lire {path}"), why)
