"""Verification from end to end: a text into claims, evidence for each, a verdict with exact quotations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.normal import nfc
from necker.tools.calculate import check as check_calculation
from necker.verify.claim import Claim, Evidence, Stance, quote_from
from necker.verify.evidence import descriptions, gather, resolve_subjects
from necker.verify.judge import CONTRADICT, COPIED, SUPPORT, Judge, Judgement, WordJudge, altered
from necker.verify.match import Term, best_match, read
from necker.verify.names import is_hard_name
from necker.verify.split import split, starts_with_person, starts_with_pronoun

CONFLICT = 0.8
"""Contradiction needed beside support to speak of a conflict; a weaker one is more often a misreading."""

_TITLE = 0.75  # how near the words of two titles must be for pages about one subject

MOST_EVIDENCE = 4
"""Quotations kept for one claim."""


def verify_text(
    text: str,
    library: Library,
    *,
    lang: Lang | None = None,
    judge: Judge | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[str, list[Claim]]:
    """The text in NFC and its claims with verdicts; offsets are code points of the returned text."""
    text = nfc(text)
    claims = split(text, lang)
    resolve_subjects(claims, library)
    for done, claim in enumerate(claims):
        verify_claim(claim, library, judge)
        if progress:
            progress(done + 1, len(claims))
    return text, claims


def verify_claim(claim: Claim, library: Library, judge: Judge | None = None) -> None:
    """Set the verdict, the evidence and the reason of a claim."""
    if claim.kind in ("opinion", "meta"):
        claim.verdict, claim.reason = "not_checkable", claim.kind
        return
    if _computed(claim):
        return
    if _subject_unknown(claim):
        claim.verdict, claim.reason = "not_enough", "subject unknown"
        return
    passages = gather(claim, library)
    decide(claim, judge_all(claim, passages, library, judge or WordJudge()))


def _subject_unknown(claim: Claim) -> bool:
    """ "She played the banjo", and nothing before it says who she is: any page about a banjo would seem to support it."""
    if claim.subject is not None or not (claim.continues or starts_with_pronoun(claim.text)):
        return False
    if claim.continues or starts_with_person(claim.text):
        return True
    mine = read(claim.text, "fr" if claim.lang == "fr" else "en")
    return not any(is_hard_name(term, mine) for term in mine.terms)


def judge_all(claim: Claim, passages: Sequence[Passage], library: Library, judge: Judge) -> list[Judgement]:
    """One judgement per passage."""
    glosses = descriptions(passages, library)
    return [judge.judge(claim, passage, glosses.get((passage.pack, passage.page))) for passage in passages]


def decide(claim: Claim, judgements: Sequence[Judgement]) -> None:
    """The best passage counts, never a sum; support and contradiction together give "conflict"."""
    backing = [j for j in judgements if j.supports >= SUPPORT and j.copied >= altered(_beside(j, judgements))]
    backing.sort(key=lambda j: -j.supports)
    against = sorted((j for j in judgements if j.contradicts >= CONTRADICT), key=lambda j: -j.contradicts)
    if backing and against and against[0].contradicts < CONFLICT:
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
