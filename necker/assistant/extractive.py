"""The brain without a model: it answers with the sentence that answers, the fact first.  Ranking is in find.py."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from necker.assistant.find import Candidate
from necker.assistant.periods import ENDS, period
from necker.assistant.question import Question
from necker.assistant.wording import date_in, grouped
from necker.text.concepts import concepts
from necker.text.dates import dates, lifespan
from necker.text.normal import fold
from necker.text.numbers import numbers
from necker.text.units import unit
from necker.text.words import is_stop, words
from necker.verify.match import best_match, read
from necker.verify.split import starts_with_pronoun

LONGEST = 320
"""Code points of the sentence shown; a longer one is cut at a comma."""

_AGENT = re.compile(r"\b(by|par|of|de|d['’]|from|after|d'après)\s*$", re.IGNORECASE)
_INTO = re.compile(
    r"\b(in|at|on|near|to|from|à|a|en|au|aux|dans|près de|vers|de|d['’])\s*(the |la |le |les |l['’])?$", re.IGNORECASE
)
_JOINED = re.compile(r"[ \-]|\. | (?:da|de|van|von|der|di|du|del|la|le|of|the) | d['’]|(?: [A-Z]\.)+ ")
_IS = re.compile(r"(?:who (?:is|was)|who['’]s|qui (?:est|etait|fut)) (?:the|le|la|l['’])")
_SHARE = re.compile(r"%|\b(?:percent\w*|per cent|pourcent\w*|pour cent|share|part|proportion)\b")
_CLOSE = 60  # code points between a word asked about and the name that answers
# Pronunciations and original spellings: "([ʃɔpɛ̃])", "(en russe : ...)".
_GLOSS = re.compile(
    r"\s*\((?:[^()]*[\[/\u0250-\u02af\u0370-\u1fff\u3040-\u9fff][^()]*|en \w+ : [^()]*|prononcé [^()]*)\)|\s*\[[^\]]*\]"
)


def draft(question: Question, best: Candidate) -> tuple[str, int, int]:
    """The answer's text and the code points [start, end) of its claim; the fact before it only points into the claim.

    The text is in the language of the question: a sentence in the other one is quoted, and said to be.
    """
    if best.passage.lang != question.lang:
        return _framed(question, best)
    sentence = _readable(best, question)
    fact = short_fact(question, best)
    if not fact or fold(sentence).startswith(fold(fact)):
        return sentence, 0, len(sentence)
    head = f"{fact[0].upper()}{fact[1:]} — "
    return head + sentence, len(head), len(head) + len(sentence)


# What a passage of each source stands in: said in French of an English one, in English of a French one.
_STANDS_IN = {
    "wikipedia": ("la page anglaise", "the French page"),
    "file": ("le fichier anglais", "the French file"),
    "note": ("la note anglaise", "the French note"),
}


def _framed(question: Question, best: Candidate) -> tuple[str, int, int]:
    """The sentence of the other language, letter for letter between quotation marks, in words of the question's."""
    french, passage = question.lang == "fr", best.passage
    fact = _translated_fact(question, best)
    head = f"{fact[0].upper()}{fact[1:]} — " if fact else ""
    where = _STANDS_IN[passage.source][not french]
    head += f"D'après {where} « {passage.title} » : « " if french else f"According to {where} “{passage.title}”: “"
    whole = passage.text[best.start : best.end]
    quoted = _shortened(whole)
    tail = ("…" if quoted != whole else "") + (" »" if french else "”")
    return head + quoted + tail, len(head), len(head) + len(quoted)


# What is written alike in both languages behind a number.
_SYMBOL = re.compile(r"[\d.,\s\u00a0\u202f]*\d[\s\u00a0\u202f]*((?:km|m|cm|mm|kg|g|t|ha|K|W|V)[²³]?|km/h|m/s|°[CF]|%)?")


def _translated_fact(question: Question, best: Candidate) -> str:
    """The short fact in the question's language; empty where it is more than a date, a number or a name.

    A title is none: the words around the quotation say it already.
    """
    fact = short_fact(question, best)
    if question.asks == "date":
        when = next(iter(dates(fact, best.passage.lang)), None)
        if when is None or when.year is None or when.approx:
            return ""
        return date_in(question.lang, when.year, when.month, when.day)
    if question.asks == "number":
        many, symbol = numbers(fact, best.passage.lang), _SYMBOL.fullmatch(fact)
        if len(many) != 1 or symbol is None:
            return ""
        value = many[0].value
        shown = grouped(value.numerator if value.denominator == 1 else float(value), question.lang)
        return f"{shown} {symbol[1]}" if symbol[1] else shown
    return "" if fact == _bare_title(best) else fact


def _bare_title(best: Candidate) -> str:
    """The title without the parenthesis that tells pages of one name apart."""
    return re.sub(r"\s*\([^)]*\)$", "", best.passage.title)


def _shortened(text: str) -> str:
    """The text, or its beginning up to a comma when it is too long."""
    if len(text) <= LONGEST:
        return text
    cut = max(text.rfind(mark, 0, LONGEST) for mark in (", ", " ; ", "; "))
    return text[: cut if cut > LONGEST // 3 else LONGEST].rstrip(" ,;")


def _readable(best: Candidate, question: Question) -> str:
    """The sentence as a person would want it: without pronunciations, not too long, with its subject named."""
    text = _GLOSS.sub("", best.passage.text[best.start : best.end])
    if len(text) > LONGEST:
        text = _shortened(text) + "…"
    title = best.passage.title
    if best.passage.kind == "description":
        return f"{title} : {text}." if best.passage.lang == "fr" else f"{title}: {text}."
    named = any(fold(w.text) in fold(text) for w in words(title) if len(w.text) > 2)
    if starts_with_pronoun(text) or not named:
        return f"{title} : {text}" if best.passage.lang == "fr" else f"{title}: {text}"
    return text


def short_fact(question: Question, best: Candidate) -> str:
    """The few words asked for, read off the sentence or the title; empty when they cannot be told apart."""
    if question.asks == "date":
        return _date(question, best)
    if question.asks == "number":
        return _number(question, best)
    title = read(best.passage.title, best.passage.lang)
    bare = _bare_title(best)
    asked_title = any(best_match(t, question.terms)[0] >= 0.75 for t in title.terms)
    if question.asks == "person":
        if _IS.match(fold(question.text)) and lifespan(best.passage.text) and not asked_title:
            return bare  # "who was the first emperor of Rome?"
        return _name(question, best, _AGENT) or ("" if asked_title else bare)
    if question.asks == "place":
        return _name(question, best, _INTO) or ("" if asked_title else bare)
    if question.asks == "thing" and not asked_title:
        return bare
    return ""


def _asked_at(question: Question, best: Candidate) -> list[int]:
    """Where in the sentence the question's words stand, those of the title left out."""
    title = read(best.passage.title, best.passage.lang).terms
    spots = []
    for term in question.terms:
        if best_match(term, title)[0] >= 0.75:
            continue
        score, which = best_match(term, best.reading.terms)
        if which is not None and score >= 0.6:
            spots.append(which.start)
    return spots


def _nearest(spots: Sequence[int], position: int) -> int:
    """Distance to the nearest word asked about; one that comes before the fact counts as nearer than one behind it."""
    return min((position - spot if spot <= position else 2 * (spot - position) for spot in spots), default=position)


def _date(question: Question, best: Candidate) -> str:
    asked = {c for t in question.terms for c in concepts(t.stem, t.lang)}
    text = best.reading.text
    span = lifespan(text)
    for role, place in (("birth", 0), ("death", 1)):
        if role in asked and span:
            date = span[place]
            return text[date.start : date.end] if date else ""
    lasted = period(text, best.passage.lang)
    for role, place in ENDS.items():
        if role in asked and lasted and not _asked_at(question, best):
            return text[lasted[place].start : lasted[place].end]
    years = {d.year for d in question.reading.dates}
    dates = [d for d in best.reading.dates if d.year is not None and d.year not in years]
    spots = _asked_at(question, best)
    chosen = min(dates, key=lambda d: (_nearest(spots, d.start), d.start), default=None)
    if chosen and _other_end(asked, best, chosen.start):
        return ""
    return text[chosen.start : chosen.end] if chosen else ""


def _other_end(asked: Set[str], best: Candidate, at: int) -> bool:
    """Whether the date tells the end of what the question asks the beginning of, or the other way round."""
    before = (concepts(t.stem, t.lang) & ENDS.keys() for t in reversed(best.reading.terms) if t.start < at)
    said = next((found for found in before if found), frozenset())
    return bool(asked & ENDS.keys() and said) and not said & asked


def _number(question: Question, best: Candidate) -> str:
    text, spots = best.reading.text, _asked_at(question, best)
    ranked = []
    for n in best.reading.numbers:
        if n.kind in ("ordinal", "century"):
            continue
        after = [t for t in best.reading.terms if t.start >= n.end][:1]
        counted = bool(after) and best_match(after[0], question.terms)[0] >= 0.6
        measured = bool(n.unit and unit(n.unit))
        share = text[n.end :].lstrip().startswith("%") and not _SHARE.search(fold(question.text))
        ranked.append((share, not counted, not measured, _nearest(spots, n.start), n))
    if not ranked:
        return ""
    chosen = min(ranked, key=lambda item: item[:4])[4]
    shown = text[chosen.start : chosen.end]
    tail = re.match(r"[\s\u00a0\u202f]*(?:[^\W\d_]+|[°%][CF]?)(?:/[^\W\d_]+)?[²³]?", text[chosen.end :])
    if tail is None or "%" in shown or (not chosen.unit and is_stop(tail[0].strip(), best.passage.lang)):
        return shown
    return shown + tail[0]


def _name(question: Question, best: Candidate, before: re.Pattern[str]) -> str:
    """The name behind a preposition that follows a word asked about most closely, and that the question does not hold."""
    text, spots = best.reading.text, _asked_at(question, best)
    good = [run for run in _name_runs(best, question) if before.search(text[max(0, run[0] - 14) : run[0]])]
    if not good or not spots:
        return ""
    start, end = min(good, key=lambda run: (_nearest(spots, run[0]), run[0]))
    return text[start:end] if _nearest(spots, start) <= _CLOSE else ""


def _name_runs(best: Candidate, question: Question) -> list[tuple[int, int]]:
    """Runs of capitalised words of the sentence that hold one the question does not."""
    text = best.reading.text
    runs: list[tuple[int, int, bool]] = []
    for term in (t for t in best.reading.terms if t.name):
        fresh = best_match(term, question.terms)[0] < 0.75
        gap = text[runs[-1][1] : term.start] if runs else ""
        if runs and _JOINED.fullmatch(gap):
            runs[-1] = (runs[-1][0], term.end, runs[-1][2] or fresh)
        else:
            runs.append((term.start, term.end, fresh))
    return [(start, end) for start, end, fresh in runs if fresh]
