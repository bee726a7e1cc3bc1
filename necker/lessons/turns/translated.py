"""Sentences with their translations, asked for in either language: from sets that people translated, as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.dice import Dice
from necker.lessons.pair import Split
from necker.lessons.turns.forms import asking, normal_form
from necker.lessons.turns.turn import Lesson, assistant, user
from necker.sources.document import Document, is_held_out, rank
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from necker.text.language import identify

_LONGEST = 400  # characters of either side
_PART = re.compile(r"(en|fr): (.+)", re.DOTALL)


class Translation(NamedTuple):
    """One thing said twice; `licence` and `source` are those of the set."""

    en: str
    fr: str
    licence: str
    source: str


def translations(names: Iterable[str], split: Split) -> list[Translation]:
    """All pairs of sentences of these sources, in their order; of sources to learn from, none that is held out."""
    found: list[Translation] = []
    for name in names:
        one = manifest(name)
        if split == "train" and one.split == "eval":
            raise ValueError(f"{name} is for evaluation")
        for both in _both(documents(one.source())):
            if both is not None and _fits(both.en, both.fr):
                found.append(both)
    return found


def _both(found: Iterable[Document]) -> Iterator[Translation | None]:
    """Pairs as readers give them: two parts of one document, each behind its language."""
    for document in found:
        parts = [_PART.fullmatch(part.strip()) for part in document.parts if isinstance(part, str)]
        said = {match[1]: match[2].strip() for match in parts if match}
        if set(said) == {"en", "fr"} and not (document.held_out and manifest(document.source).split == "train"):
            yield Translation(said["en"], said["fr"], document.licence, document.source)


def of_tatoeba(pairs: Iterable[tuple[str, str]], licence: str, source: str) -> list[Translation]:
    """Pairs of sentences that a reader gives one language at a time."""
    from necker.sources.readers.texts import sentence_thing

    return [
        Translation(en, fr, licence, source)
        for en, fr in pairs
        if not is_held_out(sentence_thing(en)) and _fits(en, fr)
    ]


def _fits(en: str, fr: str) -> bool:
    """Whether both can stand in a question: one paragraph each, not too long, not the same, each in its language."""
    if max(len(en), len(fr)) > _LONGEST or min(len(en), len(fr)) < 2 or "\n" in en + fr or en == fr:
        return False
    return identify(en)[0] in ("en", None) and identify(fr)[0] in ("fr", None)


def translation(given: list[Translation], dice: Dice, split: Split) -> Lesson:
    """One pair, in one direction, asked for in one of the two languages."""
    one = dice.pick(given)
    to: Lang = "fr" if dice.once_in(2) else "en"
    asked: Lang = "fr" if rank(one.en + to) % 2 else "en"
    before, after = (one.en, one.fr) if to == "fr" else (one.fr, one.en)
    frame = asking(f"to_{to}", asked, split, dice)
    parts = user(frame.replace("{s}", before)) + assistant(after)
    meta = (("task", f"to {to}"), ("from", one.source), ("form", normal_form(frame)))
    return Lesson(parts, None, one.licence, meta)  # a pair has no language of its own
