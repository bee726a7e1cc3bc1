"""Pictures and sounds as bytes, to and from the one model that sees, draws, speaks and hears.

All of it blocks, and one at a time: the decoder keeps one sequence.  While it waits for the others, and before each token,
it asks its turn whether anybody still wants it.  Who asks is in files.py, openai_chat.py and openai_media.py.
"""

from __future__ import annotations

import io
import tempfile
import threading
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import Lang, interface_language, say
from necker.sources.document import SAMPLE_RATE
from necker.text.language import identify
from necker.text.normal import nfc

if TYPE_CHECKING:
    from necker.engine.bundle import Bundle
    from necker.engine.verbs import Spoken, Written
    from necker.serve.serving import Serving
    from necker.serve.turns import Turn

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
_LOOK = 0.1  # seconds between two looks, while others use the model, at whether this turn is still wanted
_one = threading.Lock()


def see_bytes(serving: Serving, data: bytes, lang: Lang, turn: Turn) -> str:
    """What a picture file shows.  Raises NeckerError when it is none, MissingError without a model, and as all here Stopped."""
    from necker.engine import picture, verbs

    bundle = serving.bundle
    with _as_file(data, say("the picture", "l’image")) as path:
        pixels = picture.read_picture(path)
    with _alone(bundle, turn) as model:
        return nfc(verbs.see(model, pixels, lang).text)


def hear_bytes(serving: Serving, data: bytes, name: str, lang: Lang | None, turn: Turn) -> tuple[Written, float]:
    """What is said in a sound file, and its seconds.  Raises NeckerError when it is none or too long."""
    from necker.engine import verbs, wav

    bundle = serving.bundle
    with _as_file(data, name) as path:
        samples = wav.read_sound(path, verbs.most_seconds(bundle))
    with _alone(bundle, turn) as model:
        return verbs.hear(model, samples, lang or interface_language()), len(samples) / SAMPLE_RATE


def say_text(serving: Serving, text: str, lang: Lang | None, turn: Turn) -> Spoken:
    """The text, spoken, (n,) int16 at 16 kHz.  Raises UsageError when it is too long."""
    from necker.engine import verbs

    with _alone(serving.bundle, turn) as model:
        return verbs.say(model, nfc(text.strip()), lang or identify(text)[0] or interface_language())


def draw_png(serving: Serving, text: str, seed: int, turn: Turn) -> bytes:
    """The text, drawn, as a PNG file.  Raises UsageError when it is too long."""
    from PIL import Image

    from necker.engine import verbs

    with _alone(serving.bundle, turn) as model:
        pixels = verbs.draw(model, nfc(text.strip()), identify(text)[0] or interface_language(), seed)
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
def _alone(bundle: Bundle, turn: Turn) -> Iterator[Bundle]:
    """The model for one turn alone.  Raises Stopped, while others use it or at the next token, when nobody wants it any more."""
    while not _one.acquire(timeout=_LOOK):
        turn.check()
    try:
        turn.check()
        yield cast("Bundle", _Watched(bundle, turn))
    finally:
        _one.release()


class _Watched:
    """A bundle that is its own decoder, and asks before each token whether the turn is still wanted."""

    def __init__(self, bundle: Bundle, turn: Turn) -> None:
        self._bundle, self._turn = bundle, turn
        self.decoder = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bundle, name)

    def logits(self, ids: Sequence[int]) -> Any:
        self._turn.check()
        return self._bundle.decoder.logits(ids)


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
