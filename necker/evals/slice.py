"""What a small model has learnt of each modality, by likelihood on documents it never saw, each with its chance level.

| measure | what | chance |
|---|---|---|
| text | bits per byte of plain text | those of single bytes, counted in the training text |
| draw | a picture is likelier after its caption than after another picture's | 1/2 |
| see | the caption among ten | 1/10 |
| say | a sound is likelier after its text than after another sound's | 1/2 |
| hear | the text among ten | 1/10 |

Choices are between texts of one source and one language.  Among ten pictures and their ten texts, each picture gets the
text t with the highest p(t | picture) / mean over the ten pictures of p(t | picture): that way a text that is short or
common wins nothing by it, and a model that looks at nothing is right once in ten times.  Drawings of the same thing count
one by one, so the intervals are a little too narrow.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necker.core.language import Lang, say
from necker.engine.bundle import Bundle
from necker.sources.document import Document, Image, Sound, rank
from necker.stream.encode import Codes, labelled
from necker.stream.grammar import IMAGE_SIZE

AMONG = 10
TEXT_ROOM = 48  # tokens of a caption or of what is said; longer ones are left out
AROUND = 16  # tokens around it: <bos>, language, <img> 32x32 <pix>, <end_img>, <eos>
Z = 1.959964  # of a normal distribution: 95 % lie within


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` with its 95 % interval, from `n` documents, beside what chance or the simplest model gives.

    `unit` is "share" (more is better) or "bits per byte" (less is better).  Without documents, n is 0 and the rest None.
    """

    name: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    chance: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in a language, with the codes of its picture or sound."""

    text: str
    lang: Lang
    codes: NDArray[np.int64]


def measure(
    bundle: Bundle, held_out: Iterable[Document], training: Iterable[Document], most: int = 300
) -> list[Measure]:
    """The five measures, on at most `most` documents each: those whose ids have the smallest hashes.

    Of `training`, only the bytes of plain texts are counted.
    """
    documents = sorted(held_out, key=lambda document: rank(document.id))
    found = [text_measure(bundle, _texts(documents)[:most], _texts(training))]
    for kind, making, reading in ((Image, "draw", "see"), (Sound, "say", "hear")):
        groups = _groups(bundle, documents, kind, most)
        found += [_two_ways(bundle, making, groups, most), _ten_ways(bundle, reading, groups)]
    return found


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, JASA 22:209)."""
    share, square = right / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def text_measure(bundle: Bundle, texts: Sequence[str], training: Sequence[str]) -> Measure:
    """Bits per byte over all tokens of the texts (each once) and their ends; the interval is that of a ratio of sums over texts."""
    rows = {text: bundle.coder.document([text]) for text in texts}
    rows = {text: ids for text, ids in rows.items() if len(ids) <= bundle.config.context + 1}
    if not rows:
        return Measure("text", "bits per byte", None, None, None, None, 0)
    bits = np.array([-values.sum() / math.log(2) for values in bundle.decoder.likelihoods(list(rows.values()))])
    size = np.array([len(text.encode()) for text in rows], dtype=np.float64)
    value = float(bits.sum() / size.sum())
    spread = float(np.sqrt(((bits - value * size) ** 2).sum()) / size.sum())  # Cochran 1977, Sampling Techniques, 6.13
    chance = _single_bytes(training, list(rows))
    return Measure("text", "bits per byte", value, value - Z * spread, value + Z * spread, chance, len(rows))


def _single_bytes(training: Sequence[str], texts: Sequence[str]) -> float:
    """Bits per byte under the frequencies of bytes in the training text, one added to each."""
    counts = np.ones(256)
    for text in training:
        counts += np.bincount(np.frombuffer(text.encode(), np.uint8), minlength=256)
    bits = -np.log2(counts / counts.sum())
    met = np.frombuffer("".join(texts).encode(), np.uint8)
    return float(bits[met].mean())


def _texts(documents: Iterable[Document]) -> list[str]:
    """The documents of text alone."""
    return [d.parts[0] for d in documents if len(d.parts) == 1 and isinstance(d.parts[0], str) and d.parts[0]]


def _groups(
    bundle: Bundle, documents: Sequence[Document], kind: type[Image] | type[Sound], most: int
) -> list[list[Pair]]:
    """At most `most` pairs in groups of two to ten, each of one source and language, with different texts."""
    by_place: dict[tuple[str, Lang], dict[str, list[Document]]] = defaultdict(lambda: defaultdict(list))
    for document in documents:
        if len(document.parts) != 2 or not document.lang:
            continue
        shown, text = document.parts
        if isinstance(shown, kind) and isinstance(text, str) and _fits(bundle, document):
            by_place[document.source, document.lang][text].append(document)
    groups = [group for texts in by_place.values() for group in _apart(texts)]
    groups.sort(key=lambda group: (-len(group), rank(group[0].id)))
    chosen: list[list[Pair]] = []
    for group in groups:
        if sum(map(len, chosen)) + len(group) <= most:
            chosen.append([_pair(bundle, document) for document in group])
    return chosen


def _apart(texts: dict[str, list[Document]]) -> list[list[Document]]:
    """Groups of up to ten documents with different texts, the texts with the most documents left first."""
    groups = []
    while len(left := [text for text, waiting in texts.items() if waiting]) > 1:
        left.sort(key=lambda text: -len(texts[text]))  # stable
        groups.append([texts[text].pop(0) for text in left[:AMONG]])
    return groups


def _fits(bundle: Bundle, document: Document) -> bool:
    """Whether its picture or sound fits in the context with any text of at most `TEXT_ROOM` tokens, as its own is."""
    shown, text = document.parts
    if isinstance(shown, Sound):
        codes = -(-len(shown.samples) // bundle.sound.frame) * bundle.sound.slots
    else:
        codes = bundle.image.tokens
    return len(bundle.coder.write([f" {text}"])) <= TEXT_ROOM and codes + TEXT_ROOM + AROUND <= bundle.config.context


def _pair(bundle: Bundle, document: Document) -> Pair:
    shown, text = document.parts
    assert isinstance(text, str) and document.lang and isinstance(shown, Image | Sound)
    codes = bundle.image.encode(shown.pixels) if isinstance(shown, Image) else bundle.sound.encode(shown.samples)
    return Pair(text, document.lang, codes.astype(np.int64))


def _made(bundle: Bundle, name: str, text: str, pair: Pair) -> tuple[list[int], int]:
    """The tokens of `text` and the pair's picture or sound after it; where what is made begins."""
    prompt = (bundle.coder.prompt_draw if name == "draw" else bundle.coder.prompt_say)(text, pair.lang)
    codes = Codes("image", pair.codes, IMAGE_SIZE) if name == "draw" else Codes("sound", pair.codes)
    return bundle.coder.document([labelled(text, pair.lang), codes]), len(prompt)


def _read(bundle: Bundle, name: str, text: str, pair: Pair) -> tuple[list[int], int]:
    """The tokens of the pair's picture or sound and `text` after it; where the text begins."""
    prompt = (bundle.coder.prompt_see if name == "see" else bundle.coder.prompt_hear)(pair.codes, pair.lang)
    return [*prompt, *bundle.coder.write([f" {text}"]), bundle.vocabulary.special("eos")], len(prompt)


def _likelihoods(bundle: Bundle, rows: Sequence[tuple[list[int], int]]) -> NDArray[np.float64]:
    """log p of what comes from the given place on, in each row"""
    every = bundle.decoder.likelihoods([ids for ids, _ in rows])
    return np.array([values[start - 1 :].sum() for values, (_, start) in zip(every, rows, strict=True)])


def _two_ways(bundle: Bundle, name: str, groups: list[list[Pair]], most: int) -> Measure:
    """Each against the text of the next of its group; half of the draws count as right."""
    pairs = [(group[i], group[(i + 1) % len(group)].text) for group in groups for i in range(len(group))][:most]
    own = _likelihoods(bundle, [_made(bundle, name, pair.text, pair) for pair, _ in pairs])
    other = _likelihoods(bundle, [_made(bundle, name, text, pair) for pair, text in pairs])
    right = int((own > other).sum()) + int((own == other).sum()) // 2
    return _share(name, right, len(pairs), 0.5)


def _ten_ways(bundle: Bundle, name: str, groups: list[list[Pair]]) -> Measure:
    """Each among the texts of its group, where that is of ten."""
    right = n = 0
    for group in groups:
        if len(group) < AMONG:
            continue
        rows = [_read(bundle, name, other.text, pair) for pair in group for other in group]
        table = _likelihoods(bundle, rows).reshape(AMONG, AMONG)  # (picture or sound, text)
        usual = np.logaddexp.reduce(table, axis=0)
        right += int(((table - usual).argmax(axis=1) == np.arange(AMONG)).sum())
        n += AMONG
    return _share(name, right, n, 1 / AMONG)


def _share(name: str, right: int, n: int, chance: float) -> Measure:
    if not n:
        return Measure(name, "share", None, None, None, chance, 0)
    return Measure(name, "share", right / n, *wilson(right, n), chance, n)


def to_json(measures: Iterable[Measure]) -> dict[str, Any]:
    """What eval.json holds: {"schema": 1, "measures": [...]}"""
    return {"schema": 1, "measures": [asdict(one) for one in measures]}


def table(measures: Iterable[Measure]) -> str:
    """The measures for people, one a line."""
    head = say(
        ("measure", "value", "95 % interval", "chance", "n"), ("mesure", "valeur", "intervalle à 95 %", "hasard", "n")
    )
    rows = [head, *(_shown(one) for one in measures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _shown(one: Measure) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        if value is None:
            return "-"
        text = f"{100 * value:.0f} %" if one.unit == "share" else f"{value:.2f}"
        return say(text, text.replace(".", ","))

    name = one.name if one.unit == "share" else f"{one.name} ({say('bits per byte', 'bits par octet')})"
    return name, number(one.value), f"{number(one.low)} - {number(one.high)}", number(one.chance), str(one.n)
