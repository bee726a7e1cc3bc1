"""From what a network says of a pair to what a judge may say of it: thresholds by language and by kind of claim.

They stand in judge.json, where recipes/judge.py and recipes/judge_use.py put them.  The rules are elsewhere, and have the veto.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from necker.core.language import Lang, interface_language
from necker.verify.judge import CONTRADICT, SUPPORT, Judgement, Shares
from necker.verify.match import read
from necker.verify.names import is_hard_name

PairKind: TypeAlias = Literal["crosslingual", "number", "date", "name", "plain"]
"""Kinds of pairs with thresholds of their own: a judge can tell them from the texts alone."""

KINDS: tuple[PairKind, ...] = get_args(PairKind)
LANGS: tuple[Lang, ...] = get_args(Lang)


def bound_of(about: Mapping[str, Any]) -> str:
    """What a judge.json says of its errors, in the language of the interface where it says it in both."""
    given = about["bound"]
    return str(given[interface_language()] if isinstance(given, dict) else given)


def kind_of(claim: str, lang: Lang, passage_lang: Lang) -> PairKind:
    """The kind of a claim beside a passage: the first of KINDS that it is."""
    if lang != passage_lang:
        return "crosslingual"
    reading = read(claim, lang)
    if reading.numbers:
        return "number"
    if reading.dates:
        return "date"
    return "name" if any(is_hard_name(term, reading) for term in reading.terms) else "plain"


@dataclass(frozen=True, slots=True)
class Use:
    """The probability of "supported" in use: a logistic model of what the network and what the words say of a sentence.

    A network learns from pairs that were made, and words catch what those lack; `weights` are of NAMES and a constant.
    """

    NAMES: ClassVar = ("supported", "contradicted", "inside", "coverage", "copied", "about", "crosslingual")
    LEAST: ClassVar = 1e-3  # a share below it counts as it: logits stay finite

    weights: tuple[float, ...]

    @classmethod
    def of(cls, given: Any) -> Use | None:
        """None for None.  Raises TypeError or ValueError for what are not finite weights of all NAMES and a constant."""
        if given is None:
            return None
        weights = tuple(float(weight) for weight in given)
        if len(weights) != len(cls.NAMES) + 1 or not all(map(math.isfinite, weights)):
            raise ValueError(f"{len(cls.NAMES) + 1} weights: {given}")
        return cls(weights)

    @classmethod
    def features(cls, p: Shares, words: Judgement, lang: Lang) -> tuple[float, ...]:
        """In the order of NAMES; `words` is what the rules say of the sentence."""
        yes, no = (math.log((share + cls.LEAST) / (1 - share + cls.LEAST)) for share in p[:2])
        foreign = float(words.passage.lang != lang)
        return yes, no, words.inside, words.coverage, words.copied, float(words.about), foreign

    def shares(self, p: Shares, words: Judgement, lang: Lang) -> Shares:
        """The network's opinion with "supported" as likely as the model says; the other two keep their proportion."""
        score = self.weights[-1] + sum(w * f for w, f in zip(self.weights, self.features(p, words, lang), strict=False))
        yes = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
        rest = p[1] + p[2]
        return (yes, (1 - yes) * p[1] / rest, (1 - yes) * p[2] / rest) if rest > 0 else (yes, 0.0, 1 - yes)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probabilities from which "supported" and "contradicted" may be said, by language and kind of pair.

    "contradicted" is asked of the network alone, "supported" of `use` where there is one.
    """

    support: Mapping[str, Mapping[str, float]]
    contradict: Mapping[str, Mapping[str, float]]
    use: Use | None = None

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> Thresholds:
        """Those of a judge.json: for each language a number, or one for each kind.

        Raises KeyError, TypeError, AttributeError or ValueError for anything else.
        """
        return cls(_by_lang(about["support"]), _by_lang(about["contradict"]), Use.of(about.get("use")))

    def supports(self, p: Shares, lang: Lang, kind: PairKind) -> float:
        """On the scale of judge.py, where SUPPORT is enough."""
        return on_scale(p[0], self.support[lang][kind], SUPPORT)

    def contradicts(self, p: Shares, lang: Lang, kind: PairKind) -> float:
        """On the scale of judge.py, where CONTRADICT is enough."""
        return on_scale(p[1], self.contradict[lang][kind], CONTRADICT)


def _by_lang(given: Any) -> dict[str, dict[str, float]]:
    return {lang: _by_kind(given[lang]) for lang in LANGS}


def _by_kind(given: Any) -> dict[str, float]:
    found: dict[str, float] = {kind: float(given[kind]) if isinstance(given, dict) else float(given) for kind in KINDS}
    if not all(0 <= threshold <= 1 for threshold in found.values()):
        raise ValueError(f"thresholds from 0 to 1: {given}")
    return found


def on_scale(p: float, threshold: float, there: float) -> float:
    """p with `threshold` moved to `there`, and 0 and 1 left where they are."""
    if p < threshold:
        return p / threshold * there
    return there + (p - threshold) / (1 - threshold) * (1 - there) if threshold < 1 else there
