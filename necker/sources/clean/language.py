"""French, English or neither, for whole documents by their words of grammar; short ones as questions are read.

`necker.text.language` looks at the letters of a question; here thousands of documents are counted at once, and only
where the words of grammar do not tell is it asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from necker.core.language import Lang
from necker.sources.clean.batch import Batch, Ints, Known, word_hashes
from necker.text.language import identify
from necker.text.normal import fold, listed
from necker.text.words import STOP

# Frequent words of grammar of neighbouring languages that are none of French or English once folded.
_OTHERS = listed("""
    el los las por para como pero muy ser fue sus esta este entre desde hasta cuando porque tambien todos hay una
    che degli nel nella sono chi quando perche gli quale piu anche alla delle dei della il di questo questa essere
    das und ist ein eine einen einem nicht wer wie wo wann dem zu mit auf ich sie wir war wurde auch sich von der
    um uma nao quem qual onde em dos pelo pela sao foi voce ao mais isso ele ela seu sua
    het een van wat waar wanneer niet zijn wie hoe ik hij voor ook naar deze
    och ar som det att pa inte jag vad ikke jeg hvad hvor er til med den og af ett
    jest sie nie kto gdzie jak na czy przez oraz
    quis quid ubi sunt et in est non cum sed bir icin hai ke ka
    """)
_LEAST = 4  # words of grammar that tell a language, and tell it from the others by two to one
_ALONE = 2  # or that tell it where there is none of another


@cache
def _grammar() -> tuple[Known, Ints]:
    """The words of grammar of one language only, and for each its language: 0 French, 1 English, 2 another."""
    french, english = ({fold(word) for word in STOP[lang] if len(word) > 1 and word.isalpha()} for lang in ("fr", "en"))
    others = _OTHERS - french - english
    words = sorted((french ^ english) | others)
    hashes, given = np.unique(word_hashes(words), return_index=True)
    kinds = [0 if word in french else 1 if word in english else 2 for word in words]
    return Known(hashes), np.array(kinds, np.int64)[given]


def grammar(batch: Batch) -> tuple[Ints, Ints]:
    """Which words of a batch are words of grammar, and for each its place in the list (`places`)."""
    return _grammar()[0].find(batch.word_hashes)


def places(words: Sequence[str]) -> Ints:
    """The places of words of grammar in the list.  Raises ValueError for others."""
    at, place = _grammar()[0].find(word_hashes(words))
    if len(at) < len(words):
        raise ValueError(f"not all words of grammar of one language: {' '.join(words)}")
    return place


def languages(texts: Sequence[str], batch: Batch, said: tuple[Ints, Ints], least: int = 0) -> list[Lang | None]:
    """The language of each text; None for another one, and for what has none (`1 + 1`, names, tables).

    `said` is `grammar(batch)`.  Of texts of fewer than `least` words only words of grammar are looked at.
    """
    at, place = said
    kinds = _grammar()[1][place]
    counts = np.bincount(kinds * batch.size + batch.word_documents[at], minlength=3 * batch.size)
    french, english, others = counts.reshape(3, batch.size)
    most = np.maximum(french, english)
    against = others + np.minimum(french, english)
    told = (most >= _ALONE) & ((against == 0) | ((most >= _LEAST) & (most >= 2 * against)))
    foreign = (others >= _LEAST) & (others >= 2 * most)
    found: list[Lang | None] = [None] * batch.size
    for document in np.flatnonzero(told).tolist():
        found[document] = "fr" if french[document] > english[document] else "en"
    for document in np.flatnonzero(~told & ~foreign & (batch.last - batch.first >= least)).tolist():
        found[document] = identify(texts[document])[0]
    return found


def lang_of(text: str) -> Lang | None:
    """The language of one text, as `languages` says it."""
    batch = Batch([text])
    return languages([text], batch, grammar(batch))[0]
