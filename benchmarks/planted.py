"""Errors planted in real sentences: `python benchmarks/planted.py [--sentences 600] [--seed 1] [--show]`.  Prints one table.

Sentences are drawn from the installed vital pack, half French and half English, a third of those with a hedge ("about",
"vers"); each stands alone or, where it does not name its page, behind a sentence that does.  As it is, a sentence must be
supported: by the page it comes from.  With one number, date, name or direction changed, or denied, the claim that holds the
change must not be.  A changed number differs by little (1500, 1503), a name is another of the pack or another of its page.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.passage import Passage
from necker.text.dates import dates
from necker.text.normal import fold
from necker.text.words import is_stop, words
from necker.verify.check import verify_text
from necker.verify.match import read
from necker.verify.names import is_hard_name
from necker.verify.split import starts_with_pronoun

_MONTHS: dict[Lang, list[str]] = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_HEDGE = re.compile(
    r"\b(about|around|up to|more than|less than|over|c\.|environ|vers|près de|plus de|moins de)\s", re.I
)
_DENIES = re.compile(r"\b(not|never|no|neither|nor|without|n['’]|ne|pas|jamais|sans|aucune?|only|seulement)\b", re.I)
_VERB: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"(?<=\w )(is|was|are|were)(?= )"),
    "fr": re.compile(r"(?<=\w )(est|sont|était|fut|étaient|furent)(?= )"),
}
_NAME = r"[A-ZÀ-ÖØ-Þ][\w’-]+(?: [A-ZÀ-ÖØ-Þ][\w’-]+)*"
_WAY: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(rf"\bfrom (?:the )?(?P<a>{_NAME}) to (?:the )?(?P<b>{_NAME})"),
    "fr": re.compile(rf"\b(?:de|depuis) (?P<a>{_NAME}) (?:à|jusqu['’]à) (?P<b>{_NAME})"),
}


@dataclass(frozen=True)
class Planted:
    """A sentence changed in one place, `at` code points from its start; `kind` says what was changed."""

    kind: str
    text: str
    at: int


def _changed(kind: str, text: str, start: int, end: int, new: str) -> Planted:
    return Planted(kind, text[:start] + new + text[end:], start)


def wrong_numbers(text: str, lang: Lang, rng: random.Random) -> Iterator[Planted]:
    for n in read(text, lang).numbers:
        digits = re.search(r"\d[\d\u00a0\u202f ]*\d(?!\d)|\d+", text[n.start : n.end])
        if digits is None or n.kind not in ("cardinal", "percent"):
            continue
        value = int(re.sub(r"\D", "", digits[0]))
        new = str(value + max(1, round(value * rng.choice((0.002, 0.01, 0.03)))))
        yield _changed("number", text, n.start + digits.start(), n.start + digits.end(), new)


def wrong_dates(text: str, lang: Lang, rng: random.Random) -> Iterator[Planted]:
    months = "|".join(_MONTHS[lang])
    for date in dates(text, lang):
        here = text[date.start : date.end]
        if date.year and date.span_years == 1 and (year := re.search(rf"(?<!\d){abs(date.year)}(?!\d)", here)):
            new = str(abs(date.year) + rng.choice((-2, -1, 1, 2, 10)))
            yield _changed("year", text, date.start + year.start(), date.start + year.end(), new)
        if date.month and (month := re.search(rf"\b(?:{months})\b", here)):
            new = _MONTHS[lang][(date.month + rng.randrange(11)) % 12]
            if new != month[0]:
                yield _changed("month", text, date.start + month.start(), date.start + month.end(), new)
        if date.day and (day := re.search(rf"(?<!\d){date.day}(?=\D)", here)):
            new = str(date.day + 1 if date.day < 28 else date.day - 9)
            yield _changed("day", text, date.start + day.start(), date.start + day.end(), new)


def wrong_names(text: str, lang: Lang, rng: random.Random, page: list[str], pack: list[str]) -> Iterator[Planted]:
    reading = read(text, lang)
    here = {fold(t.text) for t in reading.terms}
    names = [t for t in reading.terms if is_hard_name(t, reading)]
    for term in rng.sample(names, min(2, len(names))):
        for kind, others in (("name of the pack", pack), ("name of the page", page)):
            free = [o for o in others if fold(o)[:4] not in {h[:4] for h in here}]
            if free:
                yield _changed(kind, text, term.start, term.end, rng.choice(free))


def denied(text: str, lang: Lang) -> Iterator[Planted]:
    verb = _VERB[lang].search(text)
    if verb and not _DENIES.search(text):
        vowel = verb[0][0] in "eé"
        new = f"{verb[0]} not" if lang == "en" else f"{'n’' if vowel else 'ne '}{verb[0]} pas"
        yield _changed("negation", text, *verb.span(), new)


def reversed_way(text: str, lang: Lang) -> Iterator[Planted]:
    for way in _WAY[lang].finditer(text):
        between = text[way.end("a") : way.start("b")]
        yield _changed("from A to B", text, way.start("a"), way.end("b"), way["b"] + between + way["a"])


def sentences_of(library: Library, count: int, rng: random.Random) -> Iterator[tuple[Passage, str]]:
    """As many sentences of each language, of pages in a random order, at most one of each page."""
    pack = library.packs[0]
    wanted = {
        (lang, vague): count // 6 if vague else count // 2 - count // 6
        for lang in ("fr", "en")
        for vague in (True, False)
    }
    for number in rng.sample(range(1, pack.info.pages + 1), pack.info.pages):
        prose = [p for p in pack.page(number) if p.kind == "text"][:1]
        told = [(p, p.text[s:e]) for p in prose for s, e in p.sentences if 40 < e - s < 350 and ":" not in p.text[s:e]]
        for vague in (True, False):
            fitting = [one for one in told if bool(_HEDGE.search(one[1])) is vague]
            if fitting and wanted[fitting[0][0].lang, vague]:
                wanted[fitting[0][0].lang, vague] -= 1
                yield rng.choice(fitting)
                break
        if not any(wanted.values()):
            return


def head_of(passage: Passage, sentence: str) -> str:
    """Nothing for a sentence that names its page; else a sentence that does, to stand before it."""
    here = {fold(w.text) for w in words(sentence)}
    title = re.sub(r"\s*\([^)]*\)", "", passage.title)
    if not starts_with_pronoun(sentence) and any(
        fold(w.text) in here for w in words(title) if not is_stop(w.text, passage.lang)
    ):
        return ""
    return f"{title} est connu. " if passage.lang == "fr" else f"{title} is known. "


def names_of(passages: list[Passage]) -> list[str]:
    found = set()
    for passage in passages:
        for s, e in passage.sentences:
            reading = read(passage.text[s:e], passage.lang)
            found |= {t.text for t in reading.terms if is_hard_name(t, reading) and not t.initial and len(t.text) > 2}
    return sorted(found)


def verdicts_at(library: Library, lang: Lang, head: str, text: str, at: int | None) -> set[tuple[str, str]]:
    """(verdict, reason) of the claims of the sentence, or of the one that holds the change."""
    _, claims = verify_text(head + text, library, lang=lang)
    mine = [c for c in claims if c.end > len(head)]
    if at is not None:
        mine = [c for c in mine if c.start <= len(head) + at < c.end]
    return {(c.verdict, c.reason) for c in mine}


def main(count: int, seed: int, show: bool) -> None:
    rng = random.Random(seed)
    library = Library.open(["vital"])
    drawn = list(sentences_of(library, count, rng))
    pack = {lang: names_of([p for p, _ in drawn if p.lang == lang]) for lang in ("fr", "en")}
    tally: dict[tuple[str, str], Counter[str]] = {}
    for passage, sentence in drawn:
        lang, head = passage.lang, head_of(passage, sentence)
        plants = [
            *wrong_numbers(sentence, lang, rng),
            *wrong_dates(sentence, lang, rng),
            *wrong_names(sentence, lang, rng, names_of([passage]), pack[lang]),
            *denied(sentence, lang),
            *reversed_way(sentence, lang),
        ]
        for one in (Planted("(as it is)", sentence, 0), *plants):
            told = verdicts_at(library, lang, head, one.text, one.at if one in plants else None)
            said = {verdict for verdict, _ in told}
            row = tally.setdefault((one.kind, lang), Counter())
            row["all"] += 1
            row["supported"] += said <= {"supported", "computed"} and bool(said)
            row["against"] += bool(said & {"conflict", "contradicted"})
            good = (said <= {"supported", "computed"}) != (one in plants)
            if show and not good and not said <= {"not_checkable"}:
                print(f"  {one.kind} [{passage.title}] {head}{one.text}\n      -> {sorted(told)}")
    print(f"{'planted':<20}{'lang':<6}{'n':>6}{'supported':>12}{'conflict or contradicted':>27}")
    for (kind, lang), row in sorted(tally.items()):
        print(
            f"{kind:<20}{lang:<6}{row['all']:>6}{row['supported']:>6}{row['supported'] / row['all']:>6.1%}{row['against']:>20}{row['against'] / row['all']:>7.1%}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the sentences that are not as they must be")
    args = parser.parse_args()
    main(args.sentences, args.seed, args.show)
