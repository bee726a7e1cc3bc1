"""The pair that a judge learns from: a claim, a passage, and what the passage says of the claim.  No making of pairs here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from necker.core.language import Lang
from necker.sources.document import rank

Label: TypeAlias = Literal["supported", "contradicted", "not_enough"]
Split: TypeAlias = Literal["train", "test"]

LABELS: tuple[Label, ...] = ("supported", "contradicted", "not_enough")

_PAGES_ONE_IN = 20  # pages held out for the test split
_FORMS_ONE_IN = 5  # templates and rows of the tables held out: they are few


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a passage.  `spans` are the code points of `claim` that the passage does not say, () when supported.

    `passage` is the sentence (or two) in focus; `context` the sentences beside it and the page's description, "" when
    none; `title` is "" for a sentence without a page.  `kind` says how the claim was made (supported) or what keeps it
    from being supported: copy, cut, paraphrase, translation, number, date, name, place, people, negation, opposite, role,
    quantifier, comparison, bound, detail, other_sentence, other_page, same_kind, or that of the set it comes from.
    Claims worded freely, whatever their label: question, years, amount, continent, relation, description; reworded (supported).
    """

    claim: str
    lang: Lang
    passage: str
    passage_lang: Lang
    title: str
    context: str
    label: Label
    kind: str
    spans: tuple[tuple[int, int], ...]
    source: str
    licence: str


def split_of(thing: str) -> Split:
    """The side on which a page (by its title without parenthesis) or a sentence without a page lies, for ever."""
    return "test" if rank(thing) % _PAGES_ONE_IN == 0 else "train"


def form_split(form: str) -> Split:
    """The side on which a template or a row of a table may be used."""
    return "test" if rank("form/" + form) % _FORMS_ONE_IN == 0 else "train"
