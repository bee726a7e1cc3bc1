"""Pictures and sounds as bytes, to and from the one model that sees, draws, speaks and hears.

All of it blocks, and one at a time: the decoder keeps one sequence.  Who asks is in openai_chat.py and openai_media.py.
"""

from __future__ import annotations

import io
import tempfile
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import Lang, interface_language, say
from necker.sources.document import SAMPLE_RATE
from necker.text.language import identify
from necker.text.normal import nfc

if TYPE_CHECKING:
    from necker.engine.verbs import Spoken, Written
    from necker.serve.serving import Serving

SOUNDS = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
"""The formats a sound can be had in, and their media types; all but wav and pcm need `necker[media]`."""

PCM_RATE = 24_000
"""Hz of what OpenAI's clients take raw PCM to be."""

_FILES = {"mp3": ("MP3", None), "opus": ("OGG", "OPUS"), "flac": ("FLAC", "PCM_16")}
_one = threading.Lock()


def see_bytes(serving: Serving, data: bytes, lang: Lang) -> str:
    """What a picture file shows.  Raises NeckerError when it is none, MissingError without a model."""
    from necker.engine import picture, verbs

    bundle = serving.bundle
    with _as_file(data, say("the picture", "l’image")) as path:
        pixels = picture.read_picture(path)
    with _one:
        return nfc(verbs.see(bundle, pixels, lang).text)


def hear_bytes(serving: Serving, data: bytes, name: str, lang: Lang | None) -> tuple[Written, float]:
    """What is said in a sound file, and its seconds.  Raises NeckerError when it is none or too long."""
    from necker.engine import verbs, wav

    bundle = serving.bundle
    with _as_file(data, name) as path:
        samples = wav.read_sound(path, verbs.most_seconds(bundle))
    with _one:
        return verbs.hear(bundle, samples, lang or interface_language()), len(samples) / SAMPLE_RATE


def say_text(serving: Serving, text: str, lang: Lang | None = None) -> Spoken:
    """The text, spoken, (n,) int16 at 16 kHz.  Raises UsageError when it is too long."""
    from necker.engine import verbs

    bundle = serving.bundle
    with _one:
        return verbs.say(bundle, nfc(text.strip()), lang or identify(text)[0] or interface_language())


def draw_png(serving: Serving, text: str, seed: int = 0) -> bytes:
    """The text, drawn, as a PNG file.  Raises UsageError when it is too long."""
    from PIL import Image

    from necker.engine import verbs

    bundle = serving.bundle
    with _one:
        pixels = verbs.draw(bundle, nfc(text.strip()), identify(text)[0] or interface_language(), seed)
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "PNG")
    return made.getvalue()


def sound_file(samples: NDArray[np.int16], kind: str) -> bytes:
    """A sound of (n,) at 16 kHz in one of SOUNDS.  Raises MissingError for what needs `necker[media]`."""
    if kind == "pcm":
        return _faster(samples).astype("<i2").tobytes()
    made = io.BytesIO()
    if kind == "wav":
        with wave.open(made, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(samples.astype("<i2").tobytes())
        return made.getvalue()
    check_format(kind)
    import soundfile

    container, subtype = _FILES[kind]
    soundfile.write(made, samples, SAMPLE_RATE, format=container, subtype=subtype)
    return made.getvalue()


def check_format(kind: str) -> None:
    """Raise UsageError for an unknown format of sound, MissingError for one that needs `necker[media]`; before the work."""
    if kind not in SOUNDS:
        what = say(f"no sound can be written as {kind[:20]}", f"aucun son ne peut être écrit en {kind[:20]}")
        raise UsageError(what, do=say("use ", "utilisez ") + ", ".join(SOUNDS))
    if kind in _FILES:
        try:
            import soundfile  # noqa: F401
        except (ImportError, OSError):
            raise MissingError(
                say(f"cannot write {kind}", f"impossible d’écrire du {kind}"),
                say("only wav and pcm are built in", "seuls wav et pcm sont intégrés"),
                say('"response_format": "wav", or ', '"response_format": "wav", ou ') + "pip install 'necker[media]'",
            ) from None


def _faster(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """(n,) at 16 kHz -> (ceil(3n/2),) at 24 kHz: the same spectrum, of more samples."""
    if not len(samples):
        return samples
    length = -(-(len(samples) + 256) // 2) * 2  # silence after the end, which the transform joins to the beginning
    spectrum = np.fft.rfft(samples.astype(np.float64), length)
    wide = np.fft.irfft(spectrum, length * PCM_RATE // SAMPLE_RATE) * (PCM_RATE / SAMPLE_RATE)
    short = wide[: -(-len(samples) * 3 // 2)]
    fast: NDArray[np.int16] = np.clip(np.rint(short), -32768, 32767).astype(np.int16)
    return fast


@contextmanager
def _as_file(data: bytes, name: str) -> Iterator[Path]:
    """The bytes as a file of their own for a while; errors name `name`, never the file."""
    with tempfile.TemporaryDirectory(prefix="necker-") as folder:
        path = Path(folder) / "given"
        path.write_bytes(data)
        try:
            yield path
        except NeckerError as error:
            kind = UsageError if type(error) is NeckerError else type(error)  # what cannot be read was wrongly sent
            raise kind(*(each.replace(str(path), name) for each in (error.what, error.why, error.do))) from None
