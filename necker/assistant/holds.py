"""Whether a sentence holds what is asked at all: its names, its relation, its kind.  Weighs nothing: features.py does.

A page about the right person that is silent on the wife is no answer to "what was his wife called?", however sure the
model of find.py is of the page.  What fails here is never given as an answer; it may still be shown among the closest pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from necker.assistant.entities import Entity
from necker.assistant.features import Asked, dimensions_asked, kind_of, says_by_value, tells_cause, tells_why
from necker.assistant.periods import ENDS, period
from necker.assistant.question import Question
from necker.assistant.superlative import same_name, superlative_met
from necker.text.concepts import concepts
from necker.text.dates import lifespan
from necker.text.normal import fold
from necker.text.units import unit
from necker.verify.match import Reading, Term, best_match, by_meaning, one_name, read

_MET = 0.6  # nearness from which a word of the question is said by the sentence
_ROOT = 5  # letters that a name and its adjective share
_NAMING = 4.0  # rarity from which a capitalised word is a name that the page must hold

# Relations (text/concepts.txt) that no other word of the sentence stands for: they are told, or the page is silent on them.
_DECISIVE = frozenset(
    """father mother spouse son daughter brother sister sibling grandparent uncle aunt nephew niece cousin teaching disease
    airport music currency burial divorce twin""".split()
)
# What a person did, where the sentence must say so itself; of other verbs a synonym may be missing from the table.
_DEEDS = frozenset(
    """writing painting composing directing inventing discovering building founding killing translating succeeding designing
    coach teaching singing""".split()
)


_MEANT_TOO = {"writing": "publishing", "music": "composing"}  # a deed, and another that tells who did it
# Who somebody is the child of names the parents, and the other way round.
_BOTH_OF = re.compile(
    r"\b(?:son|daughter|child|children|fils|fille|enfants?) (?:of|de|du|d['’])[^.;]{3,60}\b(?:and|et)\b"
)
_CHILD_OF = re.compile(
    r"\b(?:son|daughter|child|children|fils|fille|enfants?) (?:of|de|du|d['’])|\bborn to\b|\bnée? de\b"
)
_PARENT_OF = re.compile(r"\b(?:father|mother|parent|père|mère) (?:of |de |d['’])[A-ZÀ-Þ]")
_CONVERSE = {"father": _CHILD_OF, "mother": _BOTH_OF, "son": _PARENT_OF, "daughter": _PARENT_OF}
# On its own page a work is said to be somebody's without a verb: "is an opera by Mozart".
_WORK_BY = re.compile(
    r"\b(?:(?P<composing>opera|ballet|symphon\w+|concerto|sonat[ae]|song|chanson|requiem|oratorio|cantat[ae]|quartet|quatuor|waltz|valse)|"
    r"(?P<writing>novel\w*|play|poem|epic|essay|trilogy|short story|roman|piece de theatre|poeme|essai|nouvelle|recueil|conte|comic|manga)|"
    r"(?P<painting>painting|fresco|triptych|tableau|fresque|triptyque))\b[^.;]{0,60}\b(?:by|de|d'|du)\b"
)
_DEGREE = re.compile(
    r"\b(?:master|bachelor|doctor) of \w+|\b(?:maître|docteur|bachelier) (?:ès|des|en) \w+", re.IGNORECASE
)
_ITS_OWN = 0.9  # share of a page's title that the question names
_STATED = 0.2  # the kind asked for stands in the sentence, be it as a number of nothing in particular


def holds(asked: Asked, focus: int, named: Sequence[Entity] = ()) -> bool:
    """Whether sentence `focus` of the passage can answer: it holds the names and the relation that the question asks for.

    `named` are the entities of the question: one of them may be met by another title of its pages.
    """
    question, here = asked.question, asked.readings[focus]
    if not (_names_met(asked, named) and superlative_met(question, here) and _in_office(asked, here)):
        return False
    if question.asks in ("definition", "yesno"):
        return True
    return (
        _told_of(asked, here, named)
        and _capital_told(asked, here)
        and (asked.person or not _WHO_IS.match(fold(question.text)))
        and _any_word_met(asked, here)
        and _decisive_met(asked, here)
        and _deed_met(asked, here)
        and _cause_met(question, here)
        and _value_met(asked, here)
    )


def _names_met(asked: Asked, named: Sequence[Entity]) -> bool:
    """Every name of the question stands somewhere on the passage, or is the page's own."""
    places = [*asked.readings, asked.title, *([asked.gloss] if asked.gloss else [])]
    there = [t for reading in places for t in reading.terms]
    deed = asked.question.asks == "person" and any(concepts(t.stem, t.lang) & _DEEDS for t in asked.rest if not t.name)
    least = 0.0 if deed else _NAMING  # of a work every word counts: "The Silent Kingdom" is not "The Silent Orchard"
    pages = [e for e in named if e.pages and _is_title(e, asked.question.text)]
    names = [
        t
        for t in asked.rest
        if t.name and not t.initial and (t.weight >= least or any(e.start <= t.start < e.end for e in pages))
    ]
    return all(any(_is_named(t, other) for other in there) or _by_other_title(t, named, there) for t in names)


_CAPITAL_OF = re.compile(r"\bcapitale? (?:of|de|du|des|d') ?(?:the |la |les |l')?(?P<place>[^?.,!]+)")


def _capital_told(asked: Asked, here: Reading) -> bool:
    """The capital of a country is told on its page, or by "capital of" it: Brisbane is a capital in Australia."""
    found = _CAPITAL_OF.search(fold(asked.question.text).replace("’", "'"))
    if found is None:
        return True
    place, said = re.escape(found["place"].strip()), fold(here.text).replace("’", "'")
    if asked.about >= _ITS_OWN or asked.question.lang != asked.passage.lang:
        return "capital" in said
    return bool(
        re.search(
            rf"\bcapitale?(?: city)?(?: \w+)? (?:of|de|du|des|d') ?(?:the |la |les |l')?{place}\b|\b{place}'s (?:\w+ )?capital\b",
            said,
        )
    )


def _is_title(entity: Entity, text: str) -> bool:
    name = text[entity.start : entity.end]
    return name[:1].isupper() and any(fold(page[0].title) == fold(name) for page in entity.pages)


def _told_of(asked: Asked, here: Reading, named: Sequence[Entity]) -> bool:
    """A date or an amount read on another page belongs to the thing asked about only where the sentence names it, and to the
    page where its title has the name in a longer one: "Post–World War II economic expansion".  How high or how populous a
    thing is, its own page tells."""
    if asked.about >= _ITS_OWN or asked.question.asks not in ("date", "number"):
        return True
    text = asked.question.text
    things = [e for e in named if len(e.name.split()) > 1 or any(c.isupper() for c in text[e.start : e.end])]
    if things and dimensions_asked(asked.question):
        return False
    for entity in things:
        names = [t for t in asked.question.terms if entity.start <= t.start < entity.end]
        if names and all(any(same_name(t, other) for other in asked.title.terms) for t in names):
            return False
        if asked.question.lang == asked.passage.lang:
            if fold(text[entity.start : entity.end]) not in fold(here.text):
                return False
        elif not all(any(same_name(t, other) for other in here.terms) for t in names):
            return False
    return True


def _by_other_title(term: Term, named: Sequence[Entity], there: Sequence[Term]) -> bool:
    """Whether the name is met by another title of its page: "East Germany" by "German Democratic Republic"."""
    pages = [page for e in named if e.start <= term.start < e.end for page in e.pages]
    titles = [read(page[0].title, page[0].lang).terms for page in pages]
    return any(all(any(_is_named(t, other) for other in there) for t in title) for title in titles if title)


def _is_named(term: Term, other: Term) -> bool:
    """A name is met by the same word, or by a name: "Girl" of a title is not met by "daughter"."""
    if term.stem == other.stem:
        return True
    one, two = sorted((fold(term.text), fold(other.text)), key=len)
    if len(one) >= _ROOT and two.startswith(one) and len(two) - len(one) <= 2:  # "German", "Germany"
        return True
    derived = one[:_ROOT] == two[:_ROOT]  # "Centrafrique", "centrafricaine"
    return (other.name or term.lang != other.lang or derived) and one_name(term, other)


def _said(term: Term, asked: Asked, here: Reading) -> bool:
    if max(best_match(term, here.terms)[0], best_match(term, asked.title.terms)[0]) >= _MET:
        return True
    about = concepts(term.stem, term.lang)
    span = lifespan(here.text) if about & {"birth", "death"} else None
    if about & ENDS.keys() and asked.about >= _ITS_OWN and period(here.text, asked.passage.lang):
        return True
    return bool(span and span["death" in about]) or says_by_value(term, asked.question, here)


def _any_word_met(asked: Asked, here: Reading) -> bool:
    """At least one word that the page's title leaves open is said by the sentence."""
    return not asked.rest or any(_said(t, asked, here) for t in (*asked.rest, *_counted(asked.question)))


def tells(asked: Asked, focus: int, named: Sequence[Entity] = ()) -> bool:
    """Whether the sentence tells the decisive relation that the question asks for: if so it answers, whatever else it lacks."""
    here = asked.readings[focus]
    return (
        bool(_decisive(asked))
        and _decisive_met(asked, here)
        and _cause_met(asked.question, here)
        and _names_met(asked, named)
    )


def _decisive(asked: Asked) -> list[tuple[Term, frozenset[str]]]:
    """The words of the question that ask for a decisive relation, with the relation."""
    found = ((t, concepts(t.stem, t.lang) & _DECISIVE) for t in asked.rest if not t.name)
    return [(term, about) for term, about in found if about]


def _decisive_met(asked: Asked, here: Reading) -> bool:
    """A relation of the family and the like is said by a word of that very relation, in the sentence itself."""
    for term, about in _decisive(asked):
        if says_by_value(term, asked.question, here):
            continue
        told = here.terms + asked.title.terms
        if any(_CONVERSE[c].search(here.text) for c in about if c in _CONVERSE):
            continue
        also = {_MEANT_TOO[c] for c in about if c in _MEANT_TOO}
        told = tuple(o for o in told if not _in_degree(o, here))
        if not any(concepts(o.stem, o.lang) & (about | also) or o.stem == term.stem for o in told):
            return False
    return True


def _in_degree(term: Term, here: Reading) -> bool:
    """Whether the word only names a degree: a "master of arts" has taught nobody yet."""
    return any(m.start() <= term.start < m.end() for m in _DEGREE.finditer(here.text))


_OFFICE = (
    "president|presidente|king|queen|monarch|emperor|pope|prime minister|chancellor|mayor|governor|head of state|ceo|"
    "roi|reine|monarque|empereur|pape|premier ministre|premiere ministre|chancelier|chanceliere|maire|gouverneur|chef d'etat"
)
_WHO_IS = re.compile(r"(?:who (?:is|was)|who's|qui (?:est|etait|fut)) (?:the|le|la|l') ?(?:first|premiere?)\b")
_LATELY = 1950  # nobody holds an office since before
_NOW = re.compile(rf"^(?:who is|who's|qui est) (?:the |le |la |l')?(?:current |present )?(?:{_OFFICE})\b")
_PAST = re.compile(
    r"\b(?:was|were|served|became|until|former|fut|etait|devint|ancien\w*|jusqu)\b|\b\d{4} (?:to|a) \d{4}\b"
)
_STILL = re.compile(r"\b(?:since|current(?:ly)?|incumbent|depuis|actuel\w*|en exercice)\b")


def _in_office(asked: Asked, here: Reading) -> bool:
    """Who holds an office now is told neither by the page of a dead person nor by a sentence in the past."""
    if not _NOW.search(fold(asked.question.text)):
        return True
    lives = [lifespan(text) for text in (asked.passage.text, asked.gloss.text if asked.gloss else "")]
    if not asked.person or any(life and life[1] for life in lives):
        return False
    told = (*here.terms, *asked.title.terms, *(asked.gloss.terms if asked.gloss else ()))
    if not all(any(_is_named(t, other) for other in told) for t in asked.question.terms if t.name and not t.initial):
        return False
    if any((date.year or _LATELY) < _LATELY for date in here.dates):  # "il est roi à partir de 1016"
        return False
    said = fold(here.text)
    over = period(here.text, asked.passage.lang) is not None  # "en fonction du 20 janvier 2009 au 20 janvier 2017"
    return bool(_STILL.search(said)) or not (over or _PAST.search(said))


def _deed_met(asked: Asked, here: Reading) -> bool:
    """ "Who wrote it?" is answered by a sentence that speaks of writing, not by one that only names somebody."""
    if asked.question.asks != "person":
        return True
    deeds = [t for t in asked.rest if not t.name and concepts(t.stem, t.lang) & _DEEDS][:1]
    told = here.terms + asked.title.terms
    work = _WORK_BY.search(fold(here.text)) if asked.about >= _ITS_OWN else None
    return all(
        any(_one_deed(t, other) for other in told) or (work and work.lastgroup in concepts(t.stem, t.lang))
        for t in deeds
    )


def _one_deed(term: Term, other: Term) -> bool:
    if by_meaning(term.stem, term.lang, other.stem, other.lang) >= _MET:
        return True
    also = {_MEANT_TOO[c] for c in concepts(term.stem, term.lang) if c in _MEANT_TOO}
    return bool(also & concepts(other.stem, other.lang))


def _value_met(asked: Asked, here: Reading) -> bool:
    """A date is answered by a date, an amount by an amount of the dimension asked for, a why by a because."""
    if asked.question.why:
        return tells_why(here) and (asked.about >= _ITS_OWN or not _WHAT_CAUSES.match(fold(asked.question.text)))
    if asked.question.asks not in ("date", "number"):
        return True
    if nouns := _counted(asked.question):
        return any(_counts_them(n.end, nouns, here) for n in here.numbers if n.kind not in ("ordinal", "century"))
    kind = kind_of(asked, here)[0]
    return kind >= _STATED or (kind > 0 and _counts(asked.question))


_WHAT_CAUSES = re.compile(
    r"what causes?\b|qu'est-ce qui (?:cause|provoque)\b|quelles? (?:est|sont) (?:la|les) causes?\b"
)
_HOW_MANY = re.compile(r"\b(?:how many|combien (?:y a-t-il )?d(?:e|['’]))\s*", re.IGNORECASE)


def _counted(question: Question) -> tuple[Term, ...]:
    """What "how many" asks for, where that is a thing and not a time: "bones"."""
    found = _HOW_MANY.search(question.text)
    if found is None or _counts(question):
        return ()
    noun = next((t for t in question.terms if t.start == found.end()), None)
    return (noun,) if noun is not None and not question.in_frame(noun) and not unit(fold(noun.text)) else ()


def _counts_them(at: int, nouns: tuple[Term, ...], here: Reading) -> bool:
    """Whether one of the three words behind a number is what is counted."""
    return any(best_match(t, nouns)[0] >= _MET for t in [t for t in here.terms if t.start >= at][:3])


def _counts(question: Question) -> bool:
    """Whether people are counted, by whatever name: "how many islands have people living on them?" """
    return any("population" in concepts(t.stem, t.lang) for t in question.terms)


def _cause_met(question: Question, here: Reading) -> bool:
    """What somebody died of is told by an illness, a mishap or a killing, never by the date of death."""
    return not question.of_what or tells_cause(here)
