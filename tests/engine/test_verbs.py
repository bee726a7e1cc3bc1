"""The five verbs on a model that knows a few things by heart: what it learnt comes back, and always legally."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from necker.core.errors import MissingError, NeckerError, UsageError
from necker.engine import verbs
from necker.engine.bundle import Bundle, seal
from necker.engine.sample import Sampling, generator, write
from necker.sources.document import Image, Sound
from tests.engine.small_bundle import learnt, small_bundle


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.open(small_bundle())


def test_what_was_learnt_is_heard_and_seen(bundle: Bundle) -> None:
    heard = seen = 0
    for document in learnt():
        shown, text = document.parts[0], document.parts[-1]
        assert document.lang
        if isinstance(shown, Sound):
            heard += verbs.hear(bundle, shown.samples, document.lang) == verbs.Written(str(text), True)
        elif isinstance(shown, Image):
            seen += verbs.see(bundle, shown.pixels, document.lang) == verbs.Written(str(text), True)
    assert heard == 4 and seen >= 2  # untrained codecs may give two drawings nearly the same codes


def test_the_language_asked_for_is_the_language_written(bundle: Bundle) -> None:
    sound = next(document.parts[0] for document in learnt() if isinstance(document.parts[0], Sound))
    assert isinstance(sound, Sound)
    assert (verbs.hear(bundle, sound.samples, "en").text, verbs.hear(bundle, sound.samples, "fr").text) == ("D", "ré")


def test_what_is_made_has_its_shape_and_depends_on_the_seed_alone(bundle: Bundle) -> None:
    pictures = [verbs.draw(bundle, "something else", "en", seed) for seed in (5, 5, 6, 7)]
    assert all(one.shape == (32, 32, 3) and one.dtype == np.uint8 for one in pictures)
    assert np.array_equal(pictures[0], pictures[1])
    assert any(not np.array_equal(pictures[0], other) for other in pictures[2:])
    for seed in range(3):
        spoken = verbs.say(bundle, "zzz", "fr", seed)
        assert spoken.samples.dtype == np.int16 and len(spoken.samples) >= bundle.sound.frame
        assert len(spoken.samples) % bundle.sound.frame == 0
        again = verbs.say(Bundle.open(small_bundle()), "zzz", "fr", seed)
        assert np.array_equal(spoken.samples, again.samples)


def test_a_full_context_ends_it_and_says_so(bundle: Bundle) -> None:
    room = bundle.config.context - verbs.SHORTEST
    words = "jardin " * 200
    while len(bundle.coder.prompt_write(words)) > room:
        words = words[:-1]
    written = verbs.generate(bundle, words, seed=3)
    assert written.finished or len(bundle.coder.prompt_write(words + written.text)) >= bundle.config.context - 8
    with pytest.raises(UsageError, match=str(room)):
        verbs.generate(bundle, words + " jardin" * 5)


def test_hearing_as_long_as_promised_and_no_longer(bundle: Bundle) -> None:
    most = round(verbs.most_seconds(bundle) * 16_000)
    verbs.hear(bundle, np.zeros(most, np.int16), "fr")
    for samples in (np.zeros(most + 1, np.int16), np.zeros(0, np.int16)):
        with pytest.raises(UsageError):
            verbs.hear(bundle, samples, "fr")


def test_free_writing_keeps_to_the_grammar(bundle: Bundle) -> None:
    """Whatever a hot model writes, of any kind, is a legal document once it ends."""
    everything = [(0, bundle.vocabulary.size)]
    eos = bundle.vocabulary.special("eos")
    start = [bundle.vocabulary.special("bos")]
    ends = 0
    for seed in range(8):
        made = write(bundle.decoder, bundle.grammar, start, everything, eos, 150, Sampling(3.0), generator(seed))
        ids = [*start, *made]
        if ids[-1] == eos:
            bundle.grammar.check(ids)
            ends += 1
        else:
            bundle.grammar.walk(bundle.grammar.start(), ids)
    assert ends


def test_a_model_without_a_codec_says_so(tmp_path: Path) -> None:
    whole = Bundle.open(small_bundle())
    folder = tmp_path / "text only"
    folder.mkdir()
    for name in ("model.onnx", "tokenizer.json"):
        (folder / name).write_bytes((small_bundle() / name).read_bytes())
    seal(folder, "reader", whole.config, whole.vocabulary)
    reader = Bundle.open(folder)
    assert verbs.generate(reader, "The cat").text
    with pytest.raises(MissingError, match="reader"):
        verbs.draw(reader, "x", "en")
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    with pytest.raises(NeckerError, match=r"tokenizer\.json"):
        Bundle.open(folder)
