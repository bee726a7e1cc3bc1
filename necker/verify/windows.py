"""What a network is shown of a claim and a passage, and what becomes of its opinion under the rules.

A window is one sentence with its neighbours, title and description.  Whoever holds opinions on windows (trained.py,
cascade.py) becomes a judge here: the rules read every sentence, the network is asked about the likeliest few, and what
clashes is never supported, whatever it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from necker.core.language import Lang
from necker.knowledge.passage import Passage
from necker.model.judge_pairs import LABELS, Texts, context_of
from necker.text.concepts import concepts
from necker.text.normal import fold
from necker.text.words import words
from necker.verify.calibration import PairKind, Thresholds, kind_of
from necker.verify.claim import Claim
from necker.verify.judge import COPIED, SUPPORT, Case, Judgement, Page, Shares, best_of, judge_sentence
from necker.verify.match import Reading, best_match, read
from necker.verify.subject import Shown, shown

MOST_WINDOWS = 8
"""Sentences of all its passages that are shown to the network for one claim, those that say most of it by words first."""

_FOREIGN = 4  # one in so many is kept for the other language: words meet less often across languages


@dataclass(frozen=True, slots=True)
class Window:
    """Texts for a network.  `claim` is the same number for all windows of a claim; `free` says that no rule objects."""

    claim: int
    texts: Texts
    kind: PairKind
    free: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a network says of a window: `p` in the order of LABELS, `unsupported` code points of the claim it was shown.

    One that is not `final` is shown to people and decides nothing.  `scores` are those of each network.
    """

    p: Shares
    unsupported: tuple[tuple[int, int], ...]
    scores: tuple[tuple[str, Shares], ...]
    final: bool = True


class Network(Protocol):
    """Who is asked.  `opinions` gives one for each window, in order; None where the claim was too long to be read."""

    @property
    def thresholds(self) -> Thresholds: ...
    def opinions(self, windows: Sequence[Window]) -> Sequence[Opinion | None]: ...


TOLD = 0.5
"""How near a word of a sentence on another subject must be to the word that a claim has for a relation."""

_LIFE = frozenset(("birth", "death"))


def judge_windows(cases: Sequence[Case], network: Network) -> list[Judgement]:
    """One judgement for each case, in order; the windows of all are shown to the network together."""
    read_cases = [_Case.of(*case) for case in cases]
    wanted = _chosen(cases, read_cases)
    windows = [read_cases[i].window(id(cases[i][0]), focus) for i, focus in wanted]
    opinions = network.opinions(windows) if windows else ()
    for (i, focus), window, opinion in zip(wanted, windows, opinions, strict=True):
        read_cases[i].judged[focus] = read_cases[i].under_rules(focus, window, opinion, network.thresholds)
    return [case.best() for case in read_cases]


@dataclass(slots=True)
class _Case:
    """A case being judged, one judgement for each sentence in focus: `by_words` those of words and rules, `judged` those of
    the network under the veto, empty of scores until it spoke."""

    lang: Lang
    mine: Reading
    shown: Shown
    page: Page
    judged: list[Judgement]
    by_words: list[Judgement]

    @classmethod
    def of(cls, claim: Claim, passage: Passage, description: Passage | None) -> _Case:
        lang = known(claim.lang)
        mine, page = read(claim.text, lang), Page.of(claim, passage, description)
        found = [judge_sentence(mine, page, focus) for focus in range(len(page.readings))]
        bare = [replace(one, supports=0.0, contradicts=0.0) for one in found]
        return cls(lang, mine, shown(claim), page, bare, found)

    def window(self, claim: int, focus: int) -> Window:
        """The sentence, one neighbour on each side, the page's title and description."""
        said = [reading.text for reading in self.page.readings]
        before = said[focus - 1] if focus else ""
        after = said[focus + 1] if focus + 1 < len(said) else ""
        gloss = self.page.gloss.text if self.page.gloss else ""
        passage, passage_lang = self.page.passage, known(self.page.passage.lang)
        context = context_of(before, after, gloss)
        texts = Texts(self.shown.text, self.lang, passage.title, said[focus], context, passage_lang)
        kind = kind_of(texts.claim, self.lang, passage_lang)
        return Window(claim, texts, kind, not self.judged[focus].clashes)

    def under_rules(self, focus: int, window: Window, opinion: Opinion | None, thresholds: Thresholds) -> Judgement:
        """What clashes is never supported, a sentence supports itself."""
        base = self.judged[focus]
        if opinion is None:  # a copy needs no network
            supports = self.by_words[focus].supports if base.copied >= COPIED else 0.0
            told = supports or base.clashes
            return replace(base, supports=supports, reason=base.reason if told else "claim too long to be judged")
        itself = _plain(self.mine.text) == _plain(self.page.readings[focus].text)
        if not opinion.final:
            base = replace(base, scores=opinion.scores)
            return replace(base, supports=1.0, reason="the same words") if itself and not base.clashes else base
        p = opinion.p if thresholds.use is None else thresholds.use.shares(opinion.p, base, self.lang)
        said = LABELS[p.index(max(p))]
        supports = thresholds.supports(p, self.lang, window.kind)
        # "Marie Curie was born in Paris" and a sentence on a university of Paris that bears her name
        if not base.about and not self._tells(focus):
            supports = 0.0
        contradicts = (
            thresholds.contradicts(opinion.p, self.lang, window.kind) if _same_matter(base, self.mine) else 0.0
        )
        return replace(
            base,
            supports=0.0 if base.clashes else 1.0 if itself else supports,
            contradicts=0.0 if itself else contradicts,
            reason=base.reason if base.clashes else "the same words" if itself else f"judge: {said} {max(p):.2f}",
            p=p,
            unsupported=() if said == "supported" else self.shown.back(opinion.unsupported),
            scores=opinion.scores,
        )

    def _tells(self, focus: int) -> bool:
        """Whether a sentence has a word for each relation that the claim speaks of: birth, discovery, height (concepts.txt);
        where the claim names its subject itself, for birth and death alone."""
        here = self.page.readings[focus].terms + self.page.title.terms
        meant = {t: concepts(t.stem, self.lang) for t in self.mine.terms if not t.name}
        spoken = [t for t, found in meant.items() if (found & _LIFE if self.page.subject is None else found)]
        return all(best_match(t, here)[0] >= TOLD for t in spoken)

    def best(self) -> Judgement:
        """The sentence that decides.  What the rules contradict stays contradicted, unless the words of the passage support it."""
        words = best_of(self.mine, self.page, self.by_words).supports
        judged = self.judged
        if words < SUPPORT:
            pairs = zip(judged, self.by_words, strict=True)
            judged = [replace(one, contradicts=max(one.contradicts, rules.contradicts)) for one, rules in pairs]
        return replace(best_of(self.mine, self.page, judged), by_words=words)


def _chosen(cases: Sequence[Case], read_cases: Sequence[_Case]) -> list[tuple[int, int]]:
    """(case, sentence) of the windows to show: for each claim those that say most of it by themselves, with their title."""
    windows: dict[int, list[tuple[float, float, int, int]]] = {}
    for i, case in enumerate(read_cases):
        of_claim = windows.setdefault(id(cases[i][0]), [])
        of_claim += [(-one.inside, -one.coverage, i, focus) for focus, one in enumerate(case.judged)]
    found: list[tuple[int, int]] = []
    for every in windows.values():
        ranked = [(i, focus) for _, _, i, focus in sorted(every)]
        foreign = [one for one in ranked if known(read_cases[one[0]].page.passage.lang) != read_cases[one[0]].lang]
        kept = foreign[: MOST_WINDOWS // _FOREIGN]
        own = [one for one in ranked if one not in kept][: MOST_WINDOWS - len(kept)]
        found += [one for one in ranked if one in kept or one in own]
    return found


def _same_matter(rules: Judgement, claim: Reading) -> bool:
    """Whether a sentence can contradict the claim: one whose page lacks a name of the claim, or has another in the place of
    the one that it begins with, speaks of something else."""
    subject = claim.terms[0].text if claim.terms else None
    return not any(
        clash.kind == "reported" or (clash.kind == "name" and (clash.found is None or clash.said == subject))
        for clash in rules.clashes
    )


def _plain(text: str) -> list[str]:
    return [fold(word.text) for word in words(text)]


def known(lang: str) -> Lang:
    return "fr" if lang == "fr" else "en"
