"""The turn: understand, compute or look up, draft, verify, answer or abstain.  Brains draft; they never decide what is true."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from necker.assistant import extractive, properties
from necker.assistant.answer import Answer, ToolCall
from necker.assistant.compute import Plan, plan
from necker.assistant.find import SURE, Candidate, find
from necker.assistant.idioms import mended, plain_words
from necker.assistant.question import Question, understand
from necker.assistant.stories import conversion, story
from necker.assistant.wording import grouped, span
from necker.core.errors import NeckerError
from necker.core.language import Lang, interface_language
from necker.knowledge.library import Library
from necker.tools.calculate import Calculation, phrase
from necker.tools.calculate import understand as calculation
from necker.tools.python import run_python
from necker.verify.check import verify_claim, verify_text
from necker.verify.claim import Claim, Evidence, quote_from
from necker.verify.judge import Judge, WordJudge
from necker.verify.split import passed_over

MOST_CLOSEST = 3
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")


@dataclass(slots=True)
class Draft:
    """What a brain proposes: a text to be verified, and the tools it used."""

    text: str
    tools: list[ToolCall] = field(default_factory=list)


class Brain(Protocol):
    """Who drafts.  `draft` returns None when it has nothing to propose; it may raise BackendError."""

    name: str

    def draft(self, question: Question, candidates: Sequence[Candidate], library: Library) -> Draft | None: ...


def ask(
    text: str,
    library: Library,
    *,
    lang: Lang | None = None,
    brain: Brain | None = None,
    judge: Judge | None = None,
    today: datetime.date | None = None,
) -> Answer:
    """Answer a question.  Without a brain the sentence that answers is quoted; whatever is said carries a verdict."""
    started = time.perf_counter()
    question = understand(text, lang)
    judge = judge or WordJudge()
    answer = _answer(question, library, brain, judge, today or datetime.date.today())
    if question.cut:
        cut = _words(
            question.lang,
            "the question was cut: only its beginning was read",
            "question coupée : seul le début a été lu",
        )
        answer.notice = "; ".join(filter(None, (cut, answer.notice)))
    answer.seconds = time.perf_counter() - started
    return answer


def _words(lang: Lang, en: str, fr: str) -> str:
    """Words of an answer are in the language of the question, not of the interface."""
    return fr if lang == "fr" else en


def _answer(question: Question, library: Library, brain: Brain | None, judge: Judge, today: datetime.date) -> Answer:
    answer = Answer(question.text, question.lang, "", True, brain.name if brain else "extractive", judge.name)
    if not re.search(r"\w", question.text):
        return _abstain(
            answer, [], _words(question.lang, "I need a question in words.", "Il me faut une question avec des mots.")
        )
    if question.chat:
        return _abstain(answer, [], _hello(question.lang))
    if (told := story(question)) and _planned(answer, Plan(told.code, told.sentence, ()), question):
        return answer
    try:
        found = calculation(question.text, question.lang, today)
        if found is None and (rewritten := conversion(question)):
            found = calculation(rewritten, question.lang, today)
        if found is None and "(" in question.text:  # "how many pounds (lb) are 68 kg?"
            found = calculation(_PARENTHESIS.sub("", question.text), question.lang, today)
    except NeckerError as error:  # a calculation that has no answer: 1 / 0
        return _abstain(answer, [], _no_result(error, question.lang))
    if found is not None and _calculated(answer, found):
        return answer
    spelt = mended(plain_words(question.text, question.lang), question.lang, library)
    if spelt != question.text:
        question = replace(understand(spelt, question.lang), cut=question.cut)
    planned = properties.plan(question, library) or plan(question, library, today)
    if planned is not None and _planned(answer, planned, question):
        return answer
    asked = question.reading.terms or question.reading.numbers or question.reading.dates
    candidates = find(question, library) if asked else []  # "who?" asks about nothing
    if brain is not None:
        return _drafted(answer, brain, question, candidates, library, judge)
    own = bool(candidates) and candidates[0].passage.source != "wikipedia"  # "my key" may be in the user's own notes
    if (question.declined and not own) or not candidates or candidates[0].sure < SURE:
        return _abstain(answer, candidates)
    return _extracted(answer, question, candidates[0], library, judge)


def _no_result(error: NeckerError, lang: Lang) -> str:
    """Why a calculation has no answer; the error's own words are in the language of the interface."""
    if lang != interface_language():
        return _words(
            lang,
            "This calculation has no result that I can write.",
            "Ce calcul n'a pas de résultat que je puisse écrire.",
        )
    return f"{str(error)[0].upper()}{str(error)[1:]}."


def _hello(lang: Lang) -> str:
    return _words(
        lang,
        "I am Necker. Ask me a question of fact: I answer with my sources, or say that I do not know.",
        "Je suis Necker. Posez-moi une question de fait : je réponds avec mes sources, ou je dis que je ne sais pas.",
    )


def _abstain(answer: Answer, candidates: Sequence[Candidate], text: str = "") -> Answer:
    answer.abstained = True
    answer.text = text or _words(
        answer.lang,
        "I don't know: nothing in my sources answers this.",
        "Je ne sais pas : rien dans mes sources ne répond à cette question.",
    )
    pages: dict[str, Evidence] = {}
    for one in candidates:
        if len(pages) < MOST_CLOSEST:
            pages.setdefault(one.passage.title, quote_from(one.passage, one.start, one.end, "supports"))
    answer.closest = list(pages.values())
    return answer


def _calculated(answer: Answer, found: Calculation) -> bool:
    result = run_python(found.code)
    if result.error is not None or result.value is None:
        return False
    answer.text = phrase(found, result.value, answer.lang)
    return _computed_claim(answer, found.code, str(result.value), ())


def _computed_claim(answer: Answer, code: str, output: str, evidence: Sequence[Evidence]) -> bool:
    claim = Claim(0, len(answer.text), answer.text, answer.lang, kind="computation", verdict="computed")
    claim.code, claim.output, claim.evidence = code, output, list(evidence)
    claim.reason = f"{code.splitlines()[-1]} = {output}"
    answer.claims, answer.abstained = [claim], False
    answer.tools.append(ToolCall("python", code, output))
    return True


def _planned(answer: Answer, planned: Plan, question: Question) -> bool:
    result = run_python(planned.code)
    value = result.value
    if result.error is not None or value is None:
        return False
    if "{span}" in planned.sentence:
        match value:
            case [[int(years), int(months)], int(days)]:
                shown = span(years, months, answer.lang)
                answer.text = planned.sentence.replace("{span}", shown).replace("{days}", grouped(days, answer.lang))
            case _:
                return False
    else:
        shown = grouped(value, answer.lang)
        if planned.unsure and isinstance(value, int) and value > 0:
            shown = _words(answer.lang, f"{value - 1} or {value}", f"{value - 1} ou {value}")
        answer.text = planned.sentence.replace("{value}", shown)  # not format: a title may hold braces
    return _computed_claim(answer, planned.code, str(value), planned.evidence)


def _extracted(answer: Answer, question: Question, best: Candidate, library: Library, judge: Judge) -> Answer:
    answer.text, begin, end = extractive.draft(question, best)
    claim = Claim(begin, end, answer.text[begin:end], best.passage.lang, subject=best.passage.title)
    quoted = quote_from(best.passage, best.start, best.end, "supports")
    claim.verdict, claim.evidence = "supported", [quoted]
    claim.reason = f"quoted; score {best.sure:.2f}"
    answer.claims, answer.abstained = [claim], False
    answer.tools.append(ToolCall("search", question.text, best.passage.title))
    return answer


def _drafted(
    answer: Answer, brain: Brain, question: Question, candidates: Sequence[Candidate], library: Library, judge: Judge
) -> Answer:
    proposed = brain.draft(question, candidates, library)
    answer.model = brain.name  # known only now when the server chose it
    if proposed is None or not proposed.text.strip():
        return _abstain(answer, candidates)
    answer.tools += proposed.tools
    answer.text, answer.claims = verify_text(proposed.text, library, lang=None, judge=judge)
    answer.notice = passed_over(answer.text, answer.claims).said(answer.lang)
    checkable = [c for c in answer.claims if c.verdict != "not_checkable"]
    held = [c for c in checkable if c.verdict in ("supported", "computed")]
    if checkable and 2 * len(held) < len(checkable):
        withheld = answer.claims
        _abstain(answer, candidates, _words(answer.lang, "I could not verify this.", "Je n'ai pas pu vérifier cela."))
        answer.notice = _words(
            answer.lang,
            f"a draft was withheld: {len(checkable) - len(held)} of its {len(checkable)} claims found no support",
            f"un brouillon a été retenu : {len(checkable) - len(held)} de ses {len(checkable)} affirmations sans appui",
        )
        answer.claims = []
        answer.tools.append(ToolCall("draft", question.text, " ".join(c.text for c in withheld)[:2000]))
        return answer
    answer.abstained = not checkable
    return answer


__all__ = ["Brain", "Draft", "ask", "verify_claim"]
