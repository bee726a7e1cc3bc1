"""Where the sentences of a French or English text begin and end.  Knows nothing of what they say.

A newline always ends a sentence.  Otherwise one ends after `. ! ? …`, with the quotes, brackets and note marks that
close behind it, when what follows can begin a sentence and the full stop is not that of an abbreviation, an initial or
a list number, and not inside a short quotation or bracket.  Together the spans hold all that is not white space.
"""

from __future__ import annotations

import re

from necker.core.language import Lang
from necker.text.normal import listed
from necker.text.words import is_stop

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A terminator, what closes behind it, then white space.  The full stops of Chinese and Japanese need no space.
_CLOSERS = r"(?:[\"'”’)\]*_]|\s?»|\[\d{1,3}\])*+"
_END = re.compile(rf"(?<![.!?…‽])(?P<mark>[.!?…‽]++)(?P<close>{_CLOSERS})(?=\s)|[。！？]+[」』”）]*")
_OPENERS = re.compile(r"[\s\"'“‘«(\[*_—–\-•¿¡]*")
_TOKEN = re.compile(r"[^\s\"'“”«»()\[\]*—–:;,!?…]+\Z")
_NEXT = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\S?")
_NEAR = 40  # characters around a full stop that are looked at
_QUOTED = re.compile(r"\([^()]{1,300}\)|«[^«»]{1,300}»|“[^“”]{1,300}”")

# Before a name, a number or a word of the same sentence: their full stop never ends one.
_NEVER = listed("""
    m mm mme mmes mlle mlles me mgr dr drs pr prof mr mrs ms messrs st ste ss gen gén col lt sgt cpl capt cdt cmdr adm
    gov sen rep rev hon pres supt vs cf e.g i.e eg ie p.ex viz nr vol vols fig figs pp art chap ch sect éd ed eds trad
    trans ca circa env approx lit fl mt dept univ av ap apr bros op cit ibid jan feb mar jun jul aug sep sept oct nov
    dec janv févr fév avr juil déc n° bd blvd rd coll tél tel spp subg ssp rp a.l
    """)
# Some of them are words too: they need a capital or a number to count ("in March. Art", "il y en a sept. Le").
_WORDS = listed("me fig art col sect mar dec jun sept ed rep hon lit coll ft")
# May also stand at the end of a sentence: there it ends when what follows is a word that begins sentences.
_MAYBE = listed("""
    inc ltd co corp jr sr esq u.s u.k u.n u.s.a u.s.s.r u.r.s.s e.u d.c l.a n.y ph.d m.d b.a m.a a.k.a o.n.u w.w cie hab
    inh assn gmbh s.a plc b.sc m.sc
    """)
# Ends a sentence whenever a capital follows.
_FREE = listed("etc j.-c j.c b.c a.d b.c.e c.e a.m p.m al h.c suiv sq")
_ARTICLES = listed("le la les du de des van von di da el")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){0,3}[^\W\d_]\Z")


def sentences(text: str, lang: Lang) -> list[tuple[int, int]]:
    """The `(start, end)` of each sentence of `text`, in order, without white space at either end."""
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in _ends(line[0], lang):
            _add(text, start, line.start() + end, spans)
            start = line.start() + end
        _add(text, start, line.end(), spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends(line: str, lang: Lang) -> list[int]:
    """Where sentences end inside one line."""
    quoted = _QUOTED.finditer(line)
    inside = next(quoted, None)
    ends: list[int] = []
    begin = 0
    for match in _END.finditer(line):
        end = match.end()
        while inside and inside.end() <= end:
            inside = next(quoted, None)
        if inside and inside.start() < end:
            continue
        if match["mark"] is None or _is_end(line, match, begin, lang):
            ends.append(end)
            begin = end
    return ends


def _is_end(line: str, match: re.Match[str], begin: int, lang: Lang) -> bool:
    """Whether the sentence that begins at `begin` ends with this terminator."""
    opened = _OPENERS.match(line, match.end())
    assert opened is not None
    following = _NEXT.match(line, opened.end())
    word = following[0] if following else ""
    if not word:
        return True
    if word[0] in ",;:/&%=+»)]}":
        return False
    # "iPhone", "pH" and "mRNA" begin sentences too; any other small letter continues the one we are in.
    if word[0].islower() and not any(c.isupper() for c in word[1:3]):
        return False
    if match["mark"] != ".":
        return True
    token = _TOKEN.search(line, max(begin, match.start() - _NEAR), match.start())
    if token is None:
        return True
    before = line[max(begin, token.start() - _NEAR) : token.start()]
    if token[0].isdigit() and len(token[0]) <= 3 and token.start() - begin < _NEAR and not before.strip():
        return False  # "1. First item"
    return not _is_abbreviation(token[0], before, line[opened.end() : opened.end() + _NEAR], word, lang)


def _is_abbreviation(token: str, before: str, after: str, word: str, lang: Lang) -> bool:
    """Whether the full stop behind `token` belongs to it alone, `word` being the first one of `after`."""
    low = re.sub(r"^[ldnqu]+['’]", "", token.casefold())
    if low in _FREE:
        return word[0].isdigit()
    if low in {"no", "nos"}:
        return word[0].isdigit()
    if low in _MAYBE:
        return word[0].isdigit() or not _starter(word, after, lang)
    if len(token) == 1 and token.isalpha():
        return _is_initial(token, before, after, word, lang)
    if low in _NEVER and (token[0].isupper() or low not in _WORDS or word[0].isdigit()):
        return True
    if low == "ex" and before.endswith("p. "):
        return True
    if (
        "." in token and _INITIAL.match(token) and token[0].isupper()
    ):  # "J.K. Rowling", "J.-J. Rousseau", "U.S.S. Nimitz"
        return not _starter(word, after, lang)
    return False


def _is_initial(letter: str, before: str, after: str, word: str, lang: Lang) -> bool:
    """Whether a single letter stands for a name ("Arthur C. Clarke", "c. 1503"), not at an end ("vitamin C. It")."""
    if letter.islower():
        return word[0].isdigit() or (letter in "cprdbnv" and not _starter(word, after, lang))
    if letter == "M" and lang == "fr":
        return True
    if re.search(r"\b[^\W\d_]\.[\s-]*\Z", before):
        return not _starter(word, after, lang) or word.casefold() in _ARTICLES
    if letter == "I" and re.search(r"\b(?:[A-Z]\w+|and|than|as|or|am|do)\s\Z", before):
        return False  # "World War I. Mellon", "my wife and I. Then"
    return not _starter(word, after, lang)


def _starter(word: str, after: str, lang: Lang) -> bool:
    """Whether `word` begins sentences rather than names: "The", "Il"; but not the article of "A. Le Brun"."""
    low = word.casefold()
    if len(word) == 1 and after[1:2] == ".":
        return False
    if low in _ARTICLES:
        return not re.match(r"\S+\s+[^\W\d_a-z]", after)
    head = re.split("['’]", word)[0]
    return is_stop(low, lang) or (head != word and is_stop(head.casefold(), lang))
