"""The most of something, or the first: "the largest planet" is not told by "the largest moon of the planet Neptune", by "the
fourth-largest planet" or by "the largest dwarf planet".

A superlative is read off a text as its adjective, the nouns it is said of, and the place or the kind it is said within.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from necker.assistant.question import Question
from necker.core.language import Lang
from necker.text.normal import fold
from necker.text.words import stem
from necker.verify.match import Reading, Term, best_match, near, one_name

_NEAR = 0.6  # nearness from which a word of the sentence says that of the question
_KIND = 0.75  # the same for what it is said of: an archipelago is near an island, and is none
_NOT_EST = "|".join(
    """west northwest southwest midwest forest interest harvest guest priest arrest nest rest best test chest conquest contest
    protest request suggest invest digest modest honest manifest request quest pest crest latest est""".split()
)
_EN = re.compile(
    r"\b(?P<rank>(?:second|third|\w+th|\d+(?:st|nd|rd|th))[- ])?"
    rf"(?P<est>(?:most|least) (?P<long>\w+)|(?!(?:{_NOT_EST})\b)\w{{2,}}est|first)\b"
)
_FR = re.compile(
    r"\b(?P<rank>(?:deuxieme|second|seconde|troisieme|\w+ieme|\d+e)s? )?"
    r"(?P<est>plus (?P<long>\w+)|point culminant|premiere?|1ere?|1re)\b"
)
_FIRST = frozenset(("first", "premier", "premiere", "1er", "1ere", "1re"))
# "How deep is it at its deepest point?" asks for no superlative.
_ASKED = re.compile(
    r"(?:what|which|who|whats|quel\w*|qui)(?: \w+)?(?:['’]s| is| are| was| were| est| sont| etait| fut)(?: the| le| la| l['’]| les)?(?: \w+){0,3} (?:most|least|\w+est|first|last|plus|moins|premiere?|1er)\b"
)
_AMONG = re.compile(r"\b(?:one of|among|amongst|parmi|l['’]une? d|une? d)(?:es|e)?(?: the| its| their| les| ses)?\s*$")
_ARTICLE = re.compile(r"(?:\b(?:le|la|les|des|du|aux?|sa|son|ses|leur)|ieme|\de|[,;])$")
_WORLD = frozenset(("world", "earth", "globe", "monde", "terre", "planete"))
_LINK = re.compile(
    r"[\s,]*(?:\b(?:in|on|of|d|de|du|des|en|au|aux|dans|sur|the|la|le|les|l|its|their|ses|"
    r"two|three|four|five|six|seven|eight|nine|ten|deux|trois|quatre|cinq|sept|huit|neuf|dix|\d+)\b['’]?\s*)+"
)
_NARROWED = re.compile(r"\s+(?:that|who|whose|which|qui|dont|entirely|wholly|fully)\b")
_OWN = re.compile(r"\b(?:its|their|his|her|sa|son|ses|leurs?)\s*$")
_AND = re.compile(r"\s(?:and|et) (?:the |le |la |les )?(?:(?:most|least|plus|moins) \w+|\w+est)\b")
_ALONE = re.compile(r"\s*(?:$|[,.;)]|(?:and|et|in|of|on|among|de|du|des|d|en|au|parmi)\b)")
_VERBAL = re.compile(r"(?:ed|ing|known|built|found|made)$")
_LIGHT = frozenset(
    "sovereign independent known living extant existing human man souverain independant vivant connu".split()
)


@dataclass(frozen=True, slots=True)
class Superlative:
    """`word` is the adjective, folded; `nouns` what it is said of ("the largest of all": none), `within` the words behind
    "in" or "of"; `top` is False for the second, and for one of the largest; `owned` is "its largest"."""

    word: str
    lang: Lang
    nouns: tuple[Term, ...]
    within: tuple[Term, ...]
    top: bool
    owned: bool


def superlatives(reading: Reading) -> Iterator[Superlative]:
    """The superlatives of a text, in order."""
    french = bool(reading.terms) and reading.terms[0].lang == "fr"
    text = fold(reading.text)
    if len(text) != len(reading.text):  # a letter that folds to two: places would not agree
        return
    for found in (_FR if french else _EN).finditer(text):
        start, end = found.span("est")
        name = any(t.name and not t.initial and t.start == start for t in reading.terms)  # "Everest"
        if name or (french and found["long"] and not _definite(text, start)):
            continue
        nouns = _run(reading, end)
        if french and found["long"] and not nouns:
            nouns = _before(reading, found.start())
        last = max((end, *(t.end for t in nouns)))
        if _NARROWED.match(text, last) or not (nouns or _ALONE.match(text, end)):
            continue
        top = found["rank"] is None and not _AMONG.search(text[: found.start()])
        within = _within(reading, text, found.start(), last)
        word, owned = found["long"] or found["est"].split()[-1], bool(_OWN.search(text[: found.start()]))
        yield Superlative(word, "fr" if french else "en", nouns, within, top, owned)


def _definite(text: str, at: int) -> bool:
    """Whether "plus" is a superlative: behind an article or a rank, or at the head of a description."""
    before = text[:at].rstrip()
    return not before or bool(_ARTICLE.search(before))


def _run(reading: Reading, at: int) -> tuple[Term, ...]:
    """The words with content that follow each other from here on."""
    found: list[Term] = []
    for term in (t for t in reading.terms if t.start >= at):
        if reading.text[found[-1].end if found else at : term.start] not in ((" ", "-") if found else ("", " ", "-")):
            break
        found.append(term)
    return tuple(found)


def _before(reading: Reading, at: int) -> tuple[Term, ...]:
    """The noun before "le plus haut"."""
    head = re.sub(r"\s(?:le|la|les)$", "", reading.text[:at].rstrip())
    return tuple(t for t in reading.terms if t.end == len(head))


def _within(reading: Reading, text: str, start: int, end: int) -> tuple[Term, ...]:
    """Of what or where: "in the world", "d'Afrique", "the world's", "of the seven continents"."""
    owner = re.search(r"(\w+)['’]s\s*$", reading.text[:start])
    if owner is not None:
        return tuple(t for t in reading.terms if t.start == owner.start(1))
    other = _AND.match(text, end)  # "the largest and deepest of the oceans"
    link = _LINK.match(text, other.end() if other else end)
    return _run(reading, link.end()) if link else ()


def superlative_met(question: Question, here: Reading) -> bool:
    """Whether the sentence says the superlative that the question asks for, of the same thing; True where it asks for none."""
    asked = next(superlatives(question.reading), None) if _ASKED.match(fold(question.text)) else None
    if asked is None:
        return True
    nouns = asked.nouns or tuple(
        t for t in question.terms[:1] if fold(t.text) != asked.word
    )  # "which ocean is the largest?"
    return any(_is_it(replace(asked, nouns=nouns), told) for told in superlatives(here))


def _is_it(asked: Superlative, told: Superlative) -> bool:
    if asked.top != told.top or not _alike(asked, told):
        return False
    if told.owned and (not asked.within or _world(asked.within)):  # its largest city is not the world's
        return False
    kinds = told.within and not any(t.name for t in (*told.within, *asked.within)) and not _world(told.within)
    if not told.nouns and kinds and not _world(asked.within):
        return _of_kind(asked.nouns, told.within)  # "the smallest of the seven continents"
    return _of_kind(asked.nouns, told.nouns) and _place_fits(asked.within, told.within)


def _alike(asked: Superlative, told: Superlative) -> bool:
    if asked.word in _FIRST or told.word in _FIRST:
        return asked.word in _FIRST and told.word in _FIRST
    return near(stem(asked.word, asked.lang), asked.lang, stem(told.word, told.lang), told.lang) >= _NEAR


def _of_kind(asked: Sequence[Term], told: Sequence[Term]) -> bool:
    """Whether the thing asked for is what the superlative is said of, without a word that narrows it: "dwarf planet"."""
    if not asked or not told:
        return True
    head = asked[0] if asked[0].lang == "fr" else asked[-1]
    at = next((i for i, t in enumerate(told) if best_match(head, (t,))[0] >= _KIND), None)
    if at is None:
        return False
    if told[0].lang == "en" and not all(_VERBAL.search(t.text) for t in told[at + 1 :]):
        return False  # "the first human-made object" is no human
    return all(fold(t.text) in _LIGHT or best_match(t, tuple(asked))[0] >= _NEAR for t in told[:at])


def _place_fits(asked: Sequence[Term], told: Sequence[Term]) -> bool:
    if _world(asked) or (asked and _world(told)):
        return _world(asked) and _world(told)
    if not asked or not told:
        return True
    return any(same_name(w, t) for w in asked for t in told)


def same_name(term: Term, other: Term) -> bool:
    """One name in one language or in both: Africa is near Europe in meaning, and is not it."""
    return term.stem == other.stem or (term.lang != other.lang and one_name(term, other))


def _world(within: Sequence[Term]) -> bool:
    return bool(within) and fold(within[0].text) in _WORLD
