"""What a question asks for: its language, the kind of answer expected, its content words.  Looks nothing up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from necker.core.language import Lang
from necker.text.language import identify
from necker.text.normal import clean, fold
from necker.verify.match import Reading, Term, read

Asks = Literal["person", "place", "date", "number", "definition", "yesno", "reason", "thing"]

LONGEST = 2000
"""Code points of a question that are read; the rest is cut, and the answer says so."""

# The match that begins first wins, the earlier line on a tie; on the folded question, polite openings removed.
_PATTERNS: list[tuple[Asks, str]] = [
    ("date", r"\b(when|what time|(what|which) (year|date|day|month|century|decade)|since when|how long ago)\b"),
    (
        "date",
        r"\b(quand|depuis quand|((en|a|au|de|dans|depuis|vers) )?(quel|quelle) (annee|date|jour|mois|siecle|epoque|decennie)|ca fait combien de temps)\b",
    ),
    (
        "number",
        r"\bhow (many|much|tall|high|long|deep|wide|old|far|fast|big|large|heavy|hot|cold|often|thick)\b|"
        r"\b(what|which) (is|was|are) (the )?(average |total |maximum |minimum |approximate )?"
        r"(population|height|length|depth|width|area|size|speed|weight|mass|number|temperature|distance|altitude|elevation|"
        r"age|price|cost|capacity|diameter|atomic number|density|(?:melting|boiling|freezing) point)\b|what (number|percentage|proportion|percent|temperature)\b",
    ),
    (
        "number",
        r"^(the )?(population|height|length|depth|width|area|speed|weight|temperature|altitude|elevation|age) of\b",
    ),
    (
        "number",
        r"^(la |le |l')?(population|hauteur|longueur|profondeur|largeur|superficie|vitesse|poids|altitude|age|taille) d[eu']",
    ),
    (
        "number",
        r"\bcombien\b|\b(quel|quelle) (est|etait|sont|fait) (la |le |l'|les )?(hauteur|longueur|largeur|profondeur|superficie|"
        r"population|taille|vitesse|poids|masse|nombre|temperature|distance|altitude|age|prix|capacite|diametre|densite|duree|"
        r"numero atomique|point d(?:e |')(?:fusion|ebullition|congelation|solidification))\b|\b(a |de |sur )?(quel|quelle) (hauteur|longueur|largeur|profondeur|superficie|taille|vitesse|poids|"
        r"masse|nombre|temperature|distance|altitude|age|prix|pourcentage|proportion|duree)\b",
    ),
    (
        "person",
        r"^(and |et )?(who('s| is| was| are| were)) [^?]*\b(the|a|an|first|last|that|of|by) |\bwho(se|m)?\b(?! ?('s|is|was|are|were)\b)",
    ),
    ("definition", r"^(and |et )?(who('s| is| was| were| are)|qui (est|etait|sont|etaient|fut)|c'est qui|qui c'est) "),
    ("place", r"\b(where|(what|which) (city|town|country|place|state|continent|region|island|village|sea|ocean))\b"),
    (
        "place",
        r"^(\w+ )?ou\b(?! bien)|\bou (est|se|sont|a|ont|etait|est-ce|ca|peut|vit|vivent|nait|fut|habite|c'est)\b|"
        r"\bc'est ou\b|\bd'ou\b|\bdans (quel|quelle)s? (ville|pays|region|etat|continent|ile|departement|mer|ocean)\b",
    ),
    ("person", r"\b(qui|de qui|par qui|a qui)\b(?! (est|a) (le|la|les) quoi)"),
    (
        "reason",
        r"\b(why|how (did|does|do|is|are|was|were|can|come)|what for|pourquoi|comment|a quoi (sert|servent)|de quoi)\b",
    ),
    (
        "reason",
        r"\b(what (really |actually )?causes?d?|qu'est-ce qui (cause|a cause|provoque|a provoque)|quelles? (est|sont) (la|les) causes?)\b",
    ),
    (
        "definition",
        r"^(what('s| is| are| was| were)|whats|what does|define|explain|tell me about|describe) (?!the \w+ of\b|.*\b(called|name|born)\b)",
    ),
    (
        "definition",
        r"^(qu'est[- ]ce que? |qu'est[- ]ce qu'|c'est quoi|que signifie|que veut dire|definis|parle[- ]moi|explique|qu'appelle)",
    ),
    (
        "thing",
        r"\b(which|what|quel|quelle|quels|quelles|lequel|laquelle|que|quoi|comment s'appell\w+|comment (se )?nomm\w+|comment on appelle)\b",
    ),
    ("thing", r"\b(dans|avec|sur|en|a|vers|contre|par) (quoi|quels?|quelles?)\b"),
    (
        "reason",
        r"\bde quoi (est|sont|fut) (mort|morte|decede|decedee)\b|\b(what|how) did .{2,60} die( of| from)?$|\bcause of death\b",
    ),
    (
        "yesno",
        r"^(is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b|^est[- ]ce qu|\b(est|sont|a|ont|fut|etait)-(il|elle|ils|elles|t-il|t-elle)\b",
    ),
]
_COMPILED = [(asks, re.compile(pattern)) for asks, pattern in _PATTERNS]

_POLITE = re.compile(
    r"^((hi|hello|hey|please|bonjour|salut|dis|svp|stp|ok|so|well|alors|et|and)[ ,!]+|"
    r"(could|can|would|will) you (please )?(tell me|explain|say)( please)?,? |(please )?tell me,? (?=wh|how)|"
    r"(do you|d'you) (happen to )?know |i('d| would) (like|love) to know |i want to know |i wonder |any idea |"
    r"(pourrais|peux|pouvez|pourriez)[- ](tu|vous) me dire |(est-ce que )?(tu|vous) (sais|savez) |(sais|savez)[- ](tu|vous) |"
    r"dis[- ]moi |dites[- ]moi |j'aimerais savoir |je voudrais savoir |je me demande )+"
)
_TAIL = re.compile(r"[ ,]*(please|s'il (vous|te) plait|stp|svp|thanks|merci|exactly|au juste|exactement)?[ ?!.]*$")

# Nothing in an encyclopedia answers these: the future, tastes, the person's own life.
_DECLINE = re.compile(
    r"\b(going to|next (year|month|week|time)|tomorrow|demain|l'an prochain|l'annee prochaine|prochaine?|va-t-(il|elle|on))\b|"
    r"\b(should i|do you (like|think|prefer|want|feel)|your (favou?rite|opinion)|best (?:\w+ )?(flavou?r|ice cream)|"
    r"(dois|devrais)-je|tu (preferes|aimes|penses)|ton avis|ta couleur)\b|"
    r"\b(my|mine|mon|ma|mes|je|j'(ai|etais|avais|habite)|moi|mienne?)\b|"
    r"\b(did|do|am|was|have|should|can|could) i\b|\bi (am|was|have|had|did|do|left|put|live|need|want|should|can)\b"
)
_FUTURE = re.compile(r"\bwill\b|^Will (?=[a-z])")  # on the text as typed: "Will Smith" is a name

_CHAT = re.compile(
    r"(hi|hello|hey|good (morning|evening|night)|bye|goodbye|thanks?( you)?|thank you|ok|okay|yes|no|how are you|"
    r"who are you|what are you|what can you do|help|salut|bonjour|bonsoir|coucou|merci( beaucoup)?|au revoir|oui|non|d'accord|"
    r"ca va|comment (ca va|vas-tu|allez-vous)|qui es-tu|qui etes-vous|tu es qui|que sais-tu faire|aide)[ !?.,]*"
)
_OF_WHAT = re.compile(
    r"\b(?:what|how) did .{2,60}\bdie(?: (?:of|from))?$|\bcause of death\b|\bcause (?:de la mort|du deces)\b|\bwhat (?:killed|disease killed)\b|"
    r"\bde (?:quoi|quelle (?:maladie|cause|affection))\b.*\b(?:morte?|mourut|decedee?)\b|\bcomment .{2,60}\b(?:morte?|mourut|decedee?)$|"
    r"\bmorte? de (?:quoi|quelle)\b"
)
_WHY = re.compile(
    r"\b(why|how come|pourquoi|what causes?d?|qu'est-ce qui (cause|provoque)|quelles? (est|sont) (la|les) causes?)\b"
)
_SUPERLATIVE = re.compile(
    r"\b(most|least|biggest|largest|smallest|tallest|highest|lowest|longest|shortest|deepest|oldest|youngest|fastest|slowest|"
    r"heaviest|lightest|hottest|coldest|richest|poorest|greatest|best|worst|nearest|closest|farthest|brightest|earliest|latest|"
    r"(le|la|les) plus|(le|la|les) moins|meilleure?s?|pire)\b"
)

_EXTREME = re.compile(r"^(what('s| is| are| was| were)|whats) the (most |least |\w+est\b)")

# Words that only build the question.
_FRAME = frozenset(
    """
    exactly called call kind type sort exist usually please know tell think consider happen actually really mean means
    appelle appelles appeler s'appelle sorte genre exactement vraiment existe juste dire savoir veut signifie quoi ça
    year date day month century time place city country person people annee année jour mois siècle siecle temps lieu endroit
    ville pays personne gens many much long old tall high far deep wide big large fast heavy combien whats who's qui quand
    """.split()
)

# Words that carry little: phrasal and light verbs.  They count for less when a sentence does not repeat them.
_LIGHT = frozenset(
    """
    come came comes go goes going went gone get got put putting take took taken give given make made makes making do done way
    thing start started need feel feeling want use used word try keep keeping kept lot turn turned set end actually typical
    world there whole total roughly typically usually normally probably famous famously really today still ever
    met mettre mis prendre pris prend donner donne donné vient venir venu aller va faut falloir chose façon suite rend rendre
    passer passé passe reste rester trouver trouve retrouvé retrouve sert servir porte porter tire tirer d'abord abord
    """.split()
)
_LIGHTER = 0.4


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.  `frame` are stems of words that say what is asked for rather than about what."""

    text: str
    lang: Lang
    asks: Asks
    declined: bool
    cut: bool
    reading: Reading
    chat: bool = False
    why: bool = False
    superlative: bool = False
    of_what: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.reading.terms

    def weight(self, term: Term) -> float:
        """How much the term counts: its rarity, less for a light word."""
        return term.weight * (_LIGHTER if term.text.lower() in _LIGHT else 1.0)

    def in_frame(self, term: Term) -> bool:
        """True for a word such as "year" or "called", which the answer need not repeat."""
        return fold(term.text) in _FRAME or term.text.lower() in _FRAME


def understand(text: str, lang: Lang | None = None) -> Question:
    """Read a question; any text is accepted, however strange."""
    text = text.strip()
    cleaned = clean(text[: 4 * LONGEST])
    cut = len(cleaned) > LONGEST or len(text) > 4 * LONGEST
    cleaned = cleaned[:LONGEST]
    spoken: Lang = lang or identify(cleaned)[0] or "en"
    plain = _TAIL.sub("", _POLITE.sub("", fold(cleaned)))
    matches = [
        (m.start(), order, asks) for order, (asks, pattern) in enumerate(_COMPILED) if (m := pattern.search(plain))
    ]
    asks: Asks = min(matches)[2] if matches else "thing"
    if plain and len(plain.split()) <= 4 and not matches:
        asks = "definition"
    if asks == "definition" and _EXTREME.search(plain):
        asks = "thing"
    declined = bool(_DECLINE.search(plain) or _FUTURE.search(cleaned))
    return Question(
        cleaned,
        spoken,
        asks,
        declined,
        cut,
        read(cleaned, spoken),
        chat=bool(_CHAT.fullmatch(fold(cleaned))),
        why=bool(_WHY.search(plain)),
        superlative=is_superlative(plain),
        of_what=bool(_OF_WHAT.search(plain)),
    )


def is_superlative(text: str) -> bool:
    """Whether the text speaks of the most or least of something."""
    return bool(_SUPERLATIVE.search(fold(text)))
