"""Turns of phrase that say in several small words what one verb says: "came up with" is "invented".  For questions only."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from necker.core.language import Lang
from necker.knowledge.library import Library
from necker.knowledge.spelling import corrected
from necker.text.normal import fold
from necker.text.words import stem, words

_ENGLISH = {
    r"c[ao]me up with": "invented",
    r"put(?:ting)? up": "build",
    r"(?:go|goes|went|gone) up": "built",
    r"(?:go|goes|went|gone) down": "sank",
    r"set up": "founded",
    r"c[ao]me out": "released",
    r"br(?:ing|ought) out": "released",
    r"tak(?:e|es|ing) place|took place": "happen",
    r"c[ao]me from": "originates",
    r"blow its top|blew its top": "erupted",
    r"carr(?:y|ied) out": "performed",
    r"t(?:ake|ook) over": "succeeded",
    r"make up|makes up|made up of": "consists",
    r"turn(?:ed|s)? into": "become",
    r"get rid of|got rid of": "abolish",
    r"get married|got married": "married",
    r"pass(?:ed|es)? away": "died",
    r"run(?:s|ning)? through": "flows",
}
_FRENCH = {
    r"(?:vu|vit|voit|voir) le jour": "né",
    r"vint au monde|vient au monde|venue? au monde": "né",
    r"monté(?:e)? sur le trône": "couronné",
    r"mis(?:e)? au point|mettre au point": "inventé",
    r"venue? à bout|vient à bout": "résolu",
    r"a eu lieu|ont eu lieu|avoir lieu": "survenu",
    r"prend fin|pris fin": "terminé",
    r"porte le nom de|doit son nom à": "nommé",
    r"veut dire|veulent dire": "signifie",
    r"s'est éteinte?|s'éteint": "mort",
    r"rendu l'âme": "mort",
    r"mis(?:e)? en service": "ouvert",
    r"fait partie|font partie": "appartient",
}
_TABLES = {
    lang: [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), word) for pattern, word in table.items()]
    for lang, table in (("en", _ENGLISH), ("fr", _FRENCH))
}


def plain_words(text: str, lang: Lang) -> str:
    """The text with such turns replaced by one word each; good for matching, not for showing."""
    for pattern, word in _TABLES[lang]:
        text = pattern.sub(word, text)
    return text


def mended(text: str, lang: Lang, library: Library) -> str:
    """The text with its slips put right, but no name made into another: "Lakmé" is no slip for "Lame"."""
    put_right = corrected(text, lang, library)
    before, after = words(text), words(put_right)
    if len(before) != len(after):
        return put_right
    for word, near in reversed(list(zip(before, after, strict=True))):
        if word.text[0].isupper() and word.text != near.text and not _alike(stem(word.text, lang), fold(near.text)):
            put_right = put_right[: near.start] + word.text + put_right[near.end :]
    return put_right


def _alike(name: str, near: str) -> bool:
    """Whether a slip can have made one stem of the other; of four letters, one changed is another name."""
    return min(len(name), len(near)) >= 5 and SequenceMatcher(None, name, near, autojunk=False).ratio() >= 0.75
