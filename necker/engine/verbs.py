"""What a model can be asked for: say, hear, draw, see, generate.  Arrays and text in and out; files are not touched here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from necker.core.errors import UsageError
from necker.core.language import Lang
from necker.core.language import say as tell
from necker.engine.bundle import Bundle
from necker.engine.sample import Sampling, generator, write

ANSWER = 32  # tokens of the context that are kept free for the text that hear and see write
SHORTEST = 50  # tokens of the context that are kept free for what say and generate make: a second of sound

READING = Sampling(temperature=0.0)  # what is heard or seen is no matter of chance
WRITING = Sampling(temperature=0.8, top_p=0.95)
SPEAKING = Sampling(temperature=0.8, top_k=100)
DRAWING = Sampling(temperature=0.9, top_k=100)


@dataclass(frozen=True, slots=True)
class Written:
    """A text; `finished` is false when the context was full before its end."""

    text: str
    finished: bool


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A sound, (n,) int16 at 16 kHz; `finished` is false when the context was full before its end."""

    samples: NDArray[np.int16]
    finished: bool


def say(bundle: Bundle, text: str, lang: Lang, seed: int = 0) -> Spoken:
    """The text, spoken.  Raises UsageError when it is too long for the context."""
    codec = bundle.sound
    prompt = bundle.coder.prompt_say(text, lang)
    _check_room(bundle, prompt, SHORTEST)
    made = _written(bundle, prompt, ("sound0", "sound1"), "end_aud", SPEAKING, seed, least=codec.slots)
    codes = [token for token in made if token != bundle.vocabulary.special("end_aud")]
    lows = [bundle.vocabulary.range(name)[0] for name in ("sound0", "sound1")]
    frames = np.array(codes[: len(codes) // 2 * 2], dtype=np.int64).reshape(-1, 2) - lows
    return Spoken(codec.decode(frames), len(codes) < len(made))


def hear(bundle: Bundle, samples: NDArray[np.int16], lang: Lang, seed: int = 0) -> Written:
    """What is said in (n,) int16 at 16 kHz, in `lang`.  Raises UsageError when it is empty or too long for the context."""
    if not len(samples):
        raise UsageError(tell("there is no sound", "il n’y a pas de son"))
    prompt = bundle.coder.prompt_hear(bundle.sound.encode(samples), lang)
    _check_room(bundle, prompt, ANSWER)
    return _text(bundle, prompt, READING, seed)


def most_seconds(bundle: Bundle) -> float:
    """How long a sound `hear` can take, in seconds."""
    codec = bundle.sound
    around = len(bundle.coder.prompt_hear(np.zeros((0, codec.slots), np.int64), "fr")) + ANSWER
    return (bundle.config.context - around) // codec.slots * codec.frame / codec.rate


def draw(bundle: Bundle, text: str, lang: Lang, seed: int = 0) -> NDArray[np.uint8]:
    """(32, 32, 3): the text, drawn.  Raises UsageError when it is too long for the context."""
    codec = bundle.image
    prompt = bundle.coder.prompt_draw(text, lang)
    _check_room(bundle, prompt, codec.tokens)
    made = _written(bundle, prompt, ("image",), "end_img", DRAWING, seed, codec.tokens)
    return codec.decode(np.array(made, dtype=np.int64) - bundle.vocabulary.range("image")[0])


def see(bundle: Bundle, pixels: NDArray[np.uint8], lang: Lang, seed: int = 0) -> Written:
    """What (height, width, 3) pixels show, in `lang`."""
    prompt = bundle.coder.prompt_see(bundle.image.encode(pixels), lang)
    return _text(bundle, prompt, READING, seed)


def generate(bundle: Bundle, text: str, seed: int = 0) -> Written:
    """How the text goes on.  Raises UsageError when it is too long for the context."""
    prompt = bundle.coder.prompt_write(text)
    _check_room(bundle, prompt, SHORTEST)
    return _text(bundle, prompt, WRITING, seed)


def _check_room(bundle: Bundle, prompt: Sequence[int], needed: int) -> None:
    if len(prompt) + needed > bundle.config.context:
        most = bundle.config.context - needed
        raise UsageError(
            tell("this is too long for the model", "c’est trop long pour le modèle"),
            tell(f"{len(prompt)} tokens, at most {most}", f"{len(prompt)} tokens, {most} au plus"),
        )


def _text(bundle: Bundle, prompt: Sequence[int], how: Sampling, seed: int) -> Written:
    made = _written(bundle, prompt, ("text",), "eos", how, seed)
    eos, low = bundle.vocabulary.special("eos"), bundle.vocabulary.range("text")[0]
    text = bundle.tokenizer.decode(token - low for token in made if token != eos)
    return Written(text.removeprefix(" ") if how is READING else text, made[-1:] == [eos])


def _written(
    bundle: Bundle,
    prompt: Sequence[int],
    ranges: Sequence[str],
    last: str,
    how: Sampling,
    seed: int,
    most: int = 1 << 30,
    least: int = 0,
) -> list[int]:
    """What the model writes in these ranges, then the special token `last`; `most` and `least` count tokens."""
    end, only = bundle.vocabulary.special(last), [bundle.vocabulary.range(name) for name in ranges]
    random = generator(seed)
    return list(write(bundle.decoder, bundle.grammar, prompt, only, end, most, how, random, least))
