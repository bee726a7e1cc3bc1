"""Words, stems and stop words of French and English.  Knows nothing of sentences or of what a word means.

A word is a run of letters and digits.  French elisions are words of their own (`l'`, `qu'`), so is the English `'s`;
other apostrophes stay inside (`aujourd'hui`, `O'Brien`, `don't`); hyphens separate; a number keeps its inner points and
commas.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from necker.core.language import Lang
from necker.text.normal import fold


class Word(NamedTuple):
    """One word: `text` is exactly the source's `[start:end]`."""

    text: str
    start: int
    end: int


_LETTER = "[^\\W_]"
_WORD = re.compile(
    rf"""
    (?:jusqu|lorsqu|puisqu|quoiqu|qu|[ldnscjmt])['’ʼ](?={_LETTER})   # an elision before its word
  | (?<={_LETTER})['’ʼ]s(?!{_LETTER})                                # the English genitive
  | \d+(?:[.,]\d+)+(?!{_LETTER})                                     # a number with its separators
  | {_LETTER}(?:{_LETTER}|[\u0300-\u036f]|['’ʼ](?!s(?!{_LETTER}))(?={_LETTER}))*
    """,
    re.VERBOSE | re.IGNORECASE,
)

_EN = """
a about above after again against all also although always am among an and any are aren't around as at be because
been before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
done down during each either else ever every few for from further get gets give given gives go goes got had hadn't
has hasn't have haven't having he he'd he'll he's her here hers herself him himself his how however i i'd i'll i'm
i've if in into is isn't it it's its itself just let like many may me might mine more most much must my myself
neither no nor not of off often on once one only onto or other others ought our ours ourselves out over own per
please quite rather really same shall she she'd she'll she's should shouldn't since so some someone something such
tell than that that's the their theirs them themselves then there there's therefore these they they'd they'll
they're they've this those though through thus to too toward towards under until up upon us very via was wasn't we
we'd we'll we're we've were weren't what what's whatever when where whereas whether which while who who's whom whose
why will with within without won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves
"""
_FR = """
a à afin ai aie ainsi ait alors après as assez au aucun aucune aujourd'hui auquel aura aurait auront aussi autant
autre autres aux auxquelles auxquels avaient avait avant avec avez avoir avons ayant beaucoup bien c ça ce ceci
cela celle celles celui cependant certain certaine certaines certains ces cet cette ceux chaque chez ci combien
comme comment d dans davantage de déjà delà depuis dernièrement des dès desquelles desquels dois doit doivent donc
donne donnez dont du duquel durant elle elles en encore enfin ensuite entre envers es est et étaient était étant
être eu eue eut eux fais faisait fait faire faites font fut furent grâce hors ici il ils j je jusqu jusque l la là
laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais malgré me même mêmes mes
mien moi moins mon n ne néanmoins ni non nos notre nous on ont ou où outre oui par parce parfois parmi pas pendant
peu peut peuvent plupart plus plusieurs plutôt pour pourquoi pourtant pouvait pouvez pouvoir près presque puis
puisqu puisque qu quand que quel quelle quelles quelque quelques quels qui quoi quoiqu quoique sa sans se selon sera
serait seront ses si sien sinon soi soient soit son sont sous souvent suis sur surtout t ta tandis tant te tel telle
telles tels tes toi ton toujours tous tout toute toutefois toutes très trop tu un une va vers vers via voici voilà
vont vos votre vous y dit dis
"""


def _stop_words(text: str) -> frozenset[str]:
    """The listed forms and the same without accents, as people type them (none folds to a word of content)."""
    forms = {form.rstrip("'") for form in text.split()}
    return frozenset(forms | {fold(form) for form in forms} | {"s"})


STOP: dict[Lang, frozenset[str]] = {"en": _stop_words(_EN), "fr": _stop_words(_FR)}

_SNOWBALL = {"en": Stemmer.Stemmer("english", 0), "fr": Stemmer.Stemmer("french", 0)}


def words(text: str) -> list[Word]:
    """The words of `text` in order, in either language, with their exact spans."""
    return [Word(match[0], *match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=1 << 17)
def stem(word: str, lang: Lang) -> str:
    """The folded Snowball stem: letters and digits only, so that it can stand in an index query without quoting.

    Folding comes first: a question typed without accents must meet the same stems.  What Snowball French takes from
    accents (`-ée`, `-ées`) is done on the folded word instead.
    """
    folded = fold(word).replace("'", "")
    if folded[:1].isdigit():
        return folded.replace(",", "").replace(".", "")
    if lang == "fr" and len(folded) > 4:
        folded = folded.removesuffix("s") if folded.endswith("ees") else folded
        folded = folded.removesuffix("e") if folded.endswith("ee") else folded
    return str(_SNOWBALL[lang].stemWord(folded))


@lru_cache(maxsize=1 << 17)
def is_stop(word: str, lang: Lang) -> bool:
    """True for a word without content of its own.  Capitals protect acronyms (`WHO`, `IT`, `US`)."""
    if len(word) > 1 and word.isupper() and word.isalpha():
        return False
    plain = word.casefold().replace("’", "'")
    return plain.endswith("'") or plain.strip("'") in STOP[lang]


def content_stems(text: str, lang: Lang) -> list[str]:
    """The stems of the words of `text` that are not stop words, in order, repetitions kept."""
    return [stem(match[0], lang) for match in _WORD.finditer(text) if not is_stop(match[0], lang)]
