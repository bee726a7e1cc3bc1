"""Verification from end to end: a text into claims, evidence for each, a verdict with exact quotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.text.normal import nfc
from necker.tools.calculate import check as check_calculation
from necker.verify.claim import Claim, Evidence, Look, Stance, Verdict, quote_from
from necker.verify.evidence import descriptions, gather, resolve_subjects
from necker.verify.judge import CONTRADICT, COPIED, SUPPORT, Case, Judge, Judgement, WordJudge, altered
from necker.verify.match import Term, best_match, read
from necker.verify.names import is_hard_name
from necker.verify.split import split, starts_with_person, starts_with_pronoun

CONFLICT = 0.8
"""Contradiction needed beside support to speak of a conflict; a weaker one is more often a misreading."""

_TITLE = 0.75  # how near the words of two titles must be for pages about one subject

MOST_EVIDENCE = 4
"""Quotations kept for one claim."""

MOST_LOOKS = 3
"""Sentences told of one claim that is explained."""

TOGETHER = 8
"""Claims whose windows are shown to a network together; between them progress is told and Ctrl-C heard."""


def verify_text(
    text: str,
    library: Library,
    *,
    lang: Lang | None = None,
    judge: Judge | None = None,
    progress: Callable[[int, int], None] | None = None,
    explain: bool = False,
) -> tuple[str, list[Claim]]:
    """The text in NFC and its claims with verdicts; offsets are code points of the returned text."""
    text = nfc(text)
    claims = split(text, lang)
    resolve_subjects(claims, library)
    for first in range(0, len(claims), TOGETHER):
        some = claims[first : first + TOGETHER]
        verify_claims(some, library, judge, explain)
        for done in range(first, first + len(some)):
            if progress:
                progress(done + 1, len(claims))
    return text, claims


def verify_claim(claim: Claim, library: Library, judge: Judge | None = None) -> None:
    """Set the verdict, the evidence and the reason of a claim."""
    verify_claims([claim], library, judge)


def verify_claims(claims: Sequence[Claim], library: Library, judge: Judge | None = None, explain: bool = False) -> None:
    """Set the verdict, the evidence and the reason of claims, all of which are shown to the judge together.

    With `explain` also what the judge looked at.
    """
    judge = judge or WordJudge()
    cases: list[Case] = []
    judged: list[tuple[Claim, slice]] = []
    for claim in claims:
        if explain:
            claim.explained = ()
        if _settled(claim):
            continue
        passages = gather(claim, library)
        glosses = descriptions(passages, library)
        first = len(cases)
        cases += [(claim, passage, glosses.get((passage.pack, passage.page))) for passage in passages]
        judged.append((claim, slice(first, len(cases))))
    judgements = judge.judge_many(cases) if cases else ()
    for claim, where in judged:
        decide(claim, judgements[where])
        if not judge.bound:  # a probability that nobody measured is none
            claim.p = None
        if explain:
            claim.explained = tuple(_look(one) for one in _telling(judgements[where])[:MOST_LOOKS])


def _settled(claim: Claim) -> bool:
    """Whether the verdict needs no passage; it is set."""
    if claim.kind in ("opinion", "meta"):
        claim.verdict, claim.reason = "not_checkable", claim.kind
        return True
    if _computed(claim):
        return True
    if _subject_unknown(claim):
        claim.verdict, claim.reason = "not_enough", "subject unknown"
        return True
    return False


def _subject_unknown(claim: Claim) -> bool:
    """ "She played the banjo", and nothing before it says who she is: any page about a banjo would seem to support it."""
    if claim.subject is not None or not (claim.continues or starts_with_pronoun(claim.text)):
        return False
    if claim.continues or starts_with_person(claim.text):
        return True
    mine = read(claim.text, "fr" if claim.lang == "fr" else "en")
    return not any(is_hard_name(term, mine) for term in mine.terms)


def decide(claim: Claim, judgements: Sequence[Judgement]) -> None:
    """The best passage counts, never a sum; support and contradiction together give "conflict"."""
    backing = [j for j in judgements if j.supports >= SUPPORT and j.copied >= altered(_beside(j, judgements))]
    backing.sort(key=lambda j: -j.supports)
    against = sorted((j for j in judgements if j.contradicts >= CONTRADICT), key=lambda j: -j.contradicts)
    spoken = backing or [j for j in judgements if j.by_words >= SUPPORT and j.copied >= altered(_beside(j, judgements))]
    if spoken and against and against[0].contradicts < CONFLICT:
        against = []
    if copies := [j for j in backing if j.copied >= COPIED]:
        against = [j for j in against if _outweighs(claim, j, copies)]
    claim.evidence = [*_evidence(backing, "supports"), *_evidence(against, "contradicts")]
    if backing and against:
        claim.verdict = "conflict"
    elif backing:
        claim.verdict = "supported"
    elif against:
        claim.verdict = "contradicted"
    else:
        claim.verdict = "not_enough"
    closest = max(judgements, key=lambda j: j.coverage, default=None)
    strongest = (backing or against or ([closest] if closest else []))[:1]
    claim.reason = strongest[0].reason if strongest else "nothing found"
    claim.p = _probability(claim.verdict, strongest)
    if claim.verdict != "supported" and (doubtful := (against or strongest)[:1]):
        claim.unsupported = _unsupported(claim, doubtful[0])


_LABELS: tuple[Verdict, ...] = ("supported", "contradicted", "not_enough")


def _probability(verdict: Verdict, strongest: Sequence[Judgement]) -> float | None:
    """What the network gives to the verdict, where it is the likeliest to it too and one passage decides, not a rule."""
    if not strongest or verdict not in ("supported", "contradicted"):
        return None
    ruled = verdict == "contradicted" and strongest[0].denies is not None and strongest[0].by_words < SUPPORT
    p = None if ruled else strongest[0].p
    return max(p) if p is not None and _LABELS[p.index(max(p))] == verdict else None


def _unsupported(claim: Claim, judgement: Judgement) -> tuple[tuple[int, int], ...]:
    """The claim's words of each clash that stand in it once, merged, in order; without any, what the network marks."""
    found: list[tuple[int, int]] = []
    for clash in judgement.clashes:
        words = list(re.finditer(rf"(?<!\w){re.escape(clash.said)}(?!\w)", claim.text)) if clash.said else []
        found += [words[0].span()] if len(words) == 1 else []
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged) or judgement.unsupported


def _telling(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Those that decide come first, then those that share most with the claim."""
    return sorted(judgements, key=lambda j: (j.supports < SUPPORT and j.contradicts < CONTRADICT, -j.coverage))


def _look(judgement: Judgement) -> Look:
    passage, (start, end) = judgement.passage, judgement.spans[0]
    return Look(
        passage.title,
        passage.lang,
        passage.id,
        passage.text[start:end],
        judgement.supports,
        judgement.contradicts,
        tuple((clash.kind, clash.said, clash.found) for clash in judgement.clashes),
        judgement.scores,
    )


def _beside(judgement: Judgement, others: Sequence[Judgement]) -> list[Judgement]:
    """Those of pages about the claim's subject, or with the title of this one's page."""
    title = read(judgement.passage.title, judgement.passage.lang).terms
    return [j for j in others if j.about or _one_name(title, read(j.passage.title, j.passage.lang).terms)]


def _outweighs(claim: Claim, judgement: Judgement, copies: Sequence[Judgement]) -> bool:
    """Whether a contradiction stands beside sentences that repeat the claim: it is as near a copy with another value, or
    gives another number or date on another page about the same subject, in whichever language."""
    if judgement.copied >= COPIED:
        return True
    if judgement.denies is None or judgement.denies.kind not in ("number", "date"):
        return False
    here = judgement.passage
    pages = [j.passage for j in copies]
    if any((p.pack, p.page) == (here.pack, here.page) for p in pages):
        return False
    lang: Lang = "fr" if claim.lang == "fr" else "en"
    title = read(here.title, here.lang).terms
    head = read(claim.subject or claim.text, lang).terms[: len(title)]
    return _one_name(title, head) or any(_one_name(title, read(p.title, p.lang).terms) for p in pages)


def _one_name(one: tuple[Term, ...], two: tuple[Term, ...]) -> bool:
    """Whether each word of either is met in the other; initials are stop words in one language and not in the other."""
    pairs = [(t, others) for mine, others in ((one, two), (two, one)) for t in mine if len(t.text) > 1]
    return bool(pairs) and all(best_match(t, others)[0] >= _TITLE for t, others in pairs)


def _evidence(judgements: Sequence[Judgement], stance: Stance) -> list[Evidence]:
    found: list[Evidence] = []
    for judgement in judgements[:2]:
        for start, end in judgement.spans:
            quote = quote_from(judgement.passage, start, end, stance)
            if len(found) < MOST_EVIDENCE and all(quote.quote != one.quote for one in found):
                found.append(quote)
    return found


def _computed(claim: Claim) -> bool:
    """A claim that is itself a calculation is checked by running it."""
    found = check_calculation(claim.text, "fr" if claim.lang == "fr" else "en")
    if found is None:
        return False
    claim.kind, claim.code = "computation", found.code
    claim.output = str(found.value)
    claim.verdict = "computed" if found.holds else "contradicted"
    claim.reason = f"{found.code} = {found.value}"
    return True
