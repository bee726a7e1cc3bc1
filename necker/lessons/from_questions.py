"""Claims from questions that people wrote: the answer, or another of its kind, put into the question said as a statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from necker.core.language import Lang
from necker.lessons.changed import capital
from necker.lessons.dice import Dice
from necker.lessons.figures import MONTHS, SMALL, altered
from necker.lessons.free import Elsewhere, Free
from necker.lessons.pages import Page
from necker.lessons.quad import Evidence, not_told, unsaid
from necker.lessons.questions import Asked, stated
from necker.text.normal import fold

_LONGEST = 420
_MOST_MISSING: dict[Lang, float] = {
    "en": 0.34,
    "fr": 0.5,
}  # English ones were asked of a search engine, not of the page
_PREPOSITION: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:à|en|au|aux|dans|sur|le|vers|depuis|dès|chez|près|sous|entre|fin|début|pendant|durant|après|avant|lors)\b(?: d[eu]\b)?",
        re.I,
    ),
    "en": re.compile(
        r"(?:in|at|on|near|from|since|during|until|by|after|before|between|around|along|under|outside|off)\b", re.I
    ),
}
_BEFORE: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<!\w)(?P<p>à|en|au|aux|dans|sur|chez|vers|à la|dans le|dans la|dans les|en la|sur la|sur le|à l['’]|dans l['’]|sur l['’]) ?\Z",
        re.I,
    ),
    "en": re.compile(r"(?<!\w)(?P<p>in|at|on|near|in the|at the|on the) \Z", re.I),
}


class Question(NamedTuple):
    """A question as statements, with its answer as it stands once in `sentence`, and in the words that fit the place."""

    page: Page
    at: int
    sentence: str
    answer: str
    asked: Asked
    fitted: str


def fitted(answer: str, sentence: str, asked: Asked, lang: Lang) -> str | None:
    """The answer with the preposition that its place wants; None when it does not fit there."""
    if asked.wants == "when":
        return _when(answer, lang)
    if asked.wants == "where":
        if _PREPOSITION[lang].match(answer):
            return answer
        before = _BEFORE[lang].search(sentence[: sentence.find(answer)])
        if before is None:
            return None
        return before["p"].lower() + ("" if before["p"].endswith(("'", "’")) else " ") + answer
    if asked.wants.startswith("many "):
        return answer if re.fullmatch(r"\d[\d .,\u00a0\u202f]*", answer) or answer.lower() in SMALL[lang] else None
    named = re.search(r"[A-ZÀ-Ý\d]", answer) is not None
    if asked.wants == "who":
        return answer if named and re.match(r"[A-ZÀ-Ý]|(?:the|le|la|les) |l['’]", answer) else None
    if lang == "fr":
        return answer if re.match(r"[A-ZÀ-Ý\d]|(?:les?|la|une?) |l['’]", answer) else None
    return answer if named and re.match(r"[A-Z\d]|(?:the|an?) ", answer) else None


def _when(answer: str, lang: Lang) -> str | None:
    if re.fullmatch(r"1\d{3}|20[012]\d", answer):
        return ("in " if lang == "en" else "en ") + answer
    months = "|".join(MONTHS[lang])
    if re.fullmatch(rf"(?:{months}),? \d{{4}}", answer):
        return ("in " if lang == "en" else "en ") + answer
    if re.fullmatch(rf"(?:{months}) \d\d?, \d{{4}}", answer) and lang == "en":
        return "on " + answer
    if re.fullmatch(rf"(?:\d\d?|1er) (?:{months})(?: \d{{4}})?", answer):
        return ("on " if lang == "en" else "le ") + answer
    return answer if _PREPOSITION[lang].match(answer) and re.search(r"\d", answer) else None


def question(page: Page, asked_in: str, answer: str) -> Question | None:
    """The question with its answer, if one sentence of the page holds it and enough of the question's words."""
    asked = stated(asked_in, page.lang)
    answer = answer.strip().rstrip(".,;")
    if asked is None or not 0 < len(answer) < 60 or answer.count(" ") > 6:
        return None
    holding = [
        i for i, text in enumerate(page.sentences) if len(re.findall(rf"(?<!\w){re.escape(answer)}(?!\w)", text)) == 1
    ]
    if len(holding) != 1:
        return None
    at = holding[0]
    sentence = page.sentences[at]
    fit = fitted(answer, sentence, asked, page.lang)
    claim = asked.claims[0].replace("{}", "")
    if fit is None or fold(answer) in fold(claim):
        return None
    if at > 0 and _missing(claim, page, sentence) > 0.5:
        sentence = page.sentences[at - 1] + " " + sentence
        if answer in page.sentences[at - 1]:
            return None
    if _missing(claim, page, sentence) > _MOST_MISSING[page.lang] or len(sentence) > _LONGEST:
        return None
    return Question(page, at, sentence, answer, asked, fit)


def _missing(claim: str, page: Page, sentence: str) -> float:
    missing, total = unsaid(claim, page.lang, (sentence, page.title), page.lang)
    return missing / max(1, total)


def _shape(answer: str) -> str:
    """What another answer must look like to stand in the same place."""
    article = re.match(r"(?:the|les?|la|une?|an?) |l['’]|\w+ (?=\d)", answer, re.I)
    rest = answer[article.end() :] if article else answer
    return f"{article[0].lower() if article else ''}/{'A' if rest[:1].isupper() else '9' if rest[:1].isdigit() else 'a'}/{min(rest.count(' '), 2)}"


class Questions:
    """All questions of one split, and which answers are alike."""

    def __init__(self, found: Iterable[Question]) -> None:
        self.all = tuple(found)
        self.alike: dict[tuple[Lang, str, str], list[Question]] = {}
        for one in self.all:
            self.alike.setdefault(_key(one), []).append(one)

    def other(self, one: Question, dice: Dice) -> tuple[str, str] | None:
        """Another answer, as it would stand in the sentence and in the claim."""
        figures = list(re.finditer(r"(?<![\d.,])\d{1,4}(?![.,]?\d)", one.answer))
        if figures:
            last = figures[-1]
            new = str(altered(int(last[0]), dice)) if int(last[0]) else "1"
            if len(last[0]) == 4 and (len(new) != 4 or int(new) > 2026):
                new = str(int(last[0]) - 3 - dice.below(30))
            said = one.answer[: last.start()] + new + one.answer[last.end() :]
            return said, one.fitted.replace(one.answer, said)
        if one.answer.lower() in SMALL[one.page.lang]:
            said = dice.pick(SMALL[one.page.lang])
            return said, one.fitted.replace(one.answer, said)
        picked = dice.pick(self.alike[_key(one)])
        lead = one.fitted[: one.fitted.find(one.answer)]
        return picked.answer, lead + picked.answer


def _key(one: Question) -> tuple[Lang, str, str]:
    lead = one.fitted[: one.fitted.find(one.answer)] if one.asked.wants == "where" else ""
    return one.page.lang, f"{one.asked.wants}/{lead}", _shape(one.answer)


def made(one: Question, all_of_them: Questions, dice: Dice) -> Free | None:
    """A claim with the answer or another one."""
    other = all_of_them.other(one, dice)
    if other is None or other[0] == one.answer:
        return None
    said, fit = other
    context = " ".join((one.sentence, one.page.title, *one.asked.claims))
    if fold(said) in fold(context) or fold(one.answer) in fold(said) or (said[:1].isupper() and _kin(said, one.answer)):
        return None
    mine = dice.once_in(2)
    texts = (one.sentence, re.sub(rf"(?<!\w){re.escape(one.answer)}(?!\w)", lambda _: said, one.sentence))
    put_in = one.fitted if mine else fit
    claim = capital(dice.pick(one.asked.claims).replace("{}", put_in))
    claim = re.sub(r"\b([Qq]u)e (?=[aeiouéèêœAEIOUÉ])", r"\1'", claim) if one.page.lang == "fr" else claim
    about = re.compile("|".join(map(re.escape, (one.answer, said))))
    near = tuple(s for i, s in enumerate(one.page.sentences) if abs(i - one.at) == 1 and s not in one.sentence)
    return Free(
        claim, one.page.lang, one.page, one.at, texts[0 if mine else 1], texts[1 if mine else 0], "question", about, put_in, near, False
    )  # fmt: skip


def _kin(one: str, other: str) -> bool:
    """Whether two names share a word: they may be names of the same."""
    return bool({w for w in fold(one).split() if len(w) > 3} & {w for w in fold(other).split() if len(w) > 3})


def one(questions: Questions, dice: Dice) -> tuple[Free, list[Elsewhere]] | None:
    """A claim from one of the questions, and sentences of its page that do not answer it."""
    picked = dice.pick(questions.all)
    free = made(picked, questions, dice)
    if free is None:
        return None
    page = picked.page
    left = [s for s in page.sentences if s not in picked.sentence and not free.about.search(s)]

    def of_page(dice: Dice) -> tuple[str, Evidence] | None:
        evidence = Evidence(dice.pick(left), page.lang, page.title, ()) if left else None
        told = evidence is not None and not_told(free.claim, page.lang, evidence)
        return ("other_sentence", evidence) if told and evidence is not None else None

    def of_page_of_another(dice: Dice) -> tuple[str, Evidence] | None:
        other = dice.pick(questions.all)
        if other.page.lang != page.lang or other.page.title == page.title:
            return None
        evidence = Evidence(other.sentence, page.lang, other.page.title, ())
        return ("other_page", evidence) if not_told(free.claim, page.lang, evidence) else None

    return free, [of_page, of_page, of_page, of_page_of_another]
