"""How far the words of one text are found in another: terms, soft matching within and across French and English.

No verdict is given here; both the word-based judge and the extractive brain stand on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from necker.core.language import Lang
from necker.text.concepts import concepts
from necker.text.dates import Date, dates
from necker.text.exonyms import same_in_the_other
from necker.text.lexicon import neighbours, rarity, translations
from necker.text.normal import fold
from necker.text.numbers import Number, numbers
from necker.text.words import is_stop, stem, words

CONCEPT = 0.85  # two words of one concept line (text/concepts.py)
PREFIX = 0.75  # derived forms: "composition", "composer"
COGNATE = 0.75  # "Léonard", "Leonardo"; across languages only
_FULL_LEXICON = 0.35  # a lexicon score from which two words count as the same
_CERTAIN = 0.3  # a lexicon score from which a translation is surely one
_UNLISTED = 8.5  # the rarity of words that the lexicon does not list

_NEGATION = re.compile(
    r"\b(not|never|no|none|nobody|neither|nor|without|cannot|ne|n['’]|jamais|aucun|aucune|sans|ni|nul|nulle|non)\b|n['’]t\b|"
    r"\b(?:a|ont|est|sont|était|étaient|avait|fut|furent|va|vont|peut) pas\b",  # "elle est pas morte"
    re.IGNORECASE,
)
# Words that deny in form only: "not only", "ne ... que", "no longer ... than", "not until".
_NO_NEGATION = re.compile(
    r"\b(?:no|none|nobody|not any)\b[^,;.]{3,80}\b(?:than|as \w+ as)\b|\baucune?\b[^,;.]{3,80}\b(?:plus|moins|aussi|autant)\b[^,;.]{0,60}\bqu[e'’]|"
    r"\b(not only|not (?:until|before)|no (?:later|less|more|fewer) than|non seulement|whether or not|"
    r"(?:ne |n['’])\w+ (?:\w+ )?(?:que|qu['’])|not least|n['’]importe|sans doute|non loin|no\. ?\d|ni plus ni moins|nothing but)\b",
    re.IGNORECASE,
)


_MARKS = re.compile(r"\[\^?\d{1,3}(?:[,;–-] ?\d{1,3})*\]")  # "[1]": a reference, not a number


@dataclass(frozen=True, slots=True)
class Term:
    """A word with content.  `weight` is its inverse document frequency; `name` marks a capitalised word."""

    text: str
    stem: str
    lang: Lang
    start: int
    end: int
    weight: float
    name: bool
    initial: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the matcher sees it.  Numbers that belong to dates are not in `numbers`, nor are digits in `terms`."""

    text: str
    lang: Lang
    terms: tuple[Term, ...]
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    negations: tuple[int, ...]


@lru_cache(maxsize=4096)
def read(text: str, lang: Lang) -> Reading:
    """Analyse a text (a claim, a sentence, a title)."""
    when = tuple(dates(text, lang))
    marks = [m.span() for m in _MARKS.finditer(text)]
    other = [(d.start, d.end) for d in when] + marks
    amounts = tuple(n for n in numbers(text, lang) if not any(s < n.end and n.start < e for s, e in other))
    taken = other + [(n.start, n.end) for n in amounts]
    terms = []
    first = True
    for word in words(text):
        initial, first = first, False
        if is_stop(word.text, lang) or any(s <= word.start < e for s, e in taken) or word.text[0].isdigit():
            continue
        one = stem(word.text, lang)
        name = word.text[0].isupper()
        terms.append(
            Term(word.text, one, lang, word.start, word.end, min(rarity(one, lang), 7.0), name, initial and name)
        )
    return Reading(text, lang, tuple(terms), amounts, when, _negations(text, lang))


def _negations(text: str, lang: Lang) -> tuple[int, ...]:
    masked = _NO_NEGATION.sub(lambda m: " " * len(m[0]), text)
    found = list(_NEGATION.finditer(masked))
    if lang == "en":  # a French "ne" in an English text stands in a name
        found = [m for m in found if m[0].lower() not in ("ne", "n'", "n’")]
    return tuple(m.start() for m in found)


@lru_cache(maxsize=1 << 17)
def near(a: str, a_lang: Lang, b: str, b_lang: Lang) -> float:
    """How near two stems are in meaning or, failing that, in form; 0 to 1."""
    best = by_meaning(a, a_lang, b, b_lang)
    if best < PREFIX:
        best = max(best, _by_form(a, b, a_lang != b_lang))
    return best


def by_meaning(a: str, a_lang: Lang, b: str, b_lang: Lang) -> float:
    """How near two stems are by what is known of them, whatever they look like; 0 to 1."""
    if a == b or (a_lang != b_lang and same_in_the_other(a, a_lang, b)):
        return 1.0
    best = CONCEPT if concepts(a, a_lang) & concepts(b, b_lang) else 0.0
    table = neighbours(a, a_lang) if a_lang == b_lang else translations(a, a_lang)
    if b in table:
        best = max(best, 0.55 + 0.4 * min(1.0, table[b] / _FULL_LEXICON))
    return best


def _by_form(a: str, b: str, crosses: bool) -> float:
    short, long = sorted((len(a), len(b)))
    common = next((i for i in range(short) if a[i] != b[i]), short)
    if common >= 5 and common >= 0.6 * long:
        return PREFIX
    if crosses and short >= 4 and a[0] == b[0] and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.75:
        return COGNATE
    return 0.0


def best_match(term: Term, others: tuple[Term, ...]) -> tuple[float, Term | None]:
    """The nearest of `others`; a name is met by a name's form, not by a word of like meaning."""
    best, which = 0.0, None
    for other in others:
        if other.stem == term.stem:
            return 1.0, other
    for other in others:
        score = near(term.stem, term.lang, other.stem, other.lang)
        if term.name and not term.initial and other.name and score == CONCEPT:
            score = 0.0
        if score > best:
            best, which = score, other
    return best, which


def one_name(term: Term, other: Term) -> bool:
    """Whether a name of one text can be this word of another: the same name, its translation, its adjective, a spelling of it.

    Two words that an encyclopedia knows apart ("Austria", "Australia") are never spellings of one.
    """
    if re.findall(r"\d+", term.text) != re.findall(r"\d+", other.text):  # "Na2CO3", "Na3CO3"
        return False
    if term.stem == other.stem and not _derived(
        term, other
    ):  # one stem: "Marie" and "Mars", "Australie" and "australe"
        return False
    meaning = by_meaning(term.stem, term.lang, other.stem, other.lang)
    if meaning >= PREFIX and not (meaning == CONCEPT and other.name and not term.initial):
        return True
    if not other.name:
        return _by_form(term.stem, other.stem, False) > 0
    alike = near(term.stem, term.lang, other.stem, other.lang) >= PREFIX and _sound_alike(term.text, other.text)
    return (alike or same_name(term.text, other.text)) and not _known_apart(term, other)


_DERIVED = re.compile(r"(?:e?s|ne?s?|ian|ien|ese|ish|ique|ic|al|ais|ois|ain|an|en)?")


def _known_apart(a: Term, b: Term) -> bool:
    """Whether two words of like form are both known, one not an adjective of the other, and say different things."""
    if rarity(a.stem, a.lang) >= _UNLISTED or rarity(b.stem, b.lang) >= _UNLISTED:
        return False
    if a.lang != b.lang:
        return any(max(translations(t.stem, t.lang).values(), default=0.0) >= _CERTAIN for t in (a, b))
    return not _derived(a, b)


def _derived(a: Term, b: Term) -> bool:
    """Whether one word is the other with another ending: "Austria", "Austrian"."""
    x, y = sorted((fold(a.text), fold(b.text)), key=len)
    root = next((i for i in range(len(x)) if x[i] != y[i]), len(x))
    if not b.name and root == len(x) and y[root:] in ("e", "es"):  # an adjective that agrees: "Français", "françaises"
        return True
    return bool(_DERIVED.fullmatch(x[root:]) and _DERIVED.fullmatch(y[root:]) and len(x) - root <= 2)


def same_name(a: str, b: str) -> bool:
    """Whether two spellings can be one name: equal without accents, or nearly ("Kubilai", "Kublai", not "Bernin", "Berlin")."""
    x, y = fold(a), fold(b)
    if x == y:
        return True
    if min(len(x), len(y)) < 5 or x[0] != y[0]:
        return False
    return SequenceMatcher(None, x, y, autojunk=False).ratio() >= 0.8 and _sound_alike(a, b)


_ENDING = 2  # consonants by which a name may be longer in one language or as an adjective: "Egypt", "Egyptian"


def _sound_alike(a: str, b: str) -> bool:
    """Whether two names have the same consonants, but for an ending: spellings of one name differ by vowels and doubling."""
    short, long = sorted((_consonants(a), _consonants(b)), key=len)
    return long.startswith(short) and len(long) - len(short) <= _ENDING


@lru_cache(maxsize=1 << 14)
def _consonants(name: str) -> str:
    plain = re.sub("[st]?ch|sh", "x", fold(name)).replace("ph", "f").replace("h", "")
    plain = re.sub("[aeiouy]", "", plain.translate(str.maketrans("cqzw", "kksv")))
    return re.sub(r"(.)\1+", r"\1", plain)
