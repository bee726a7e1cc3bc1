"""The words around a calculation that carry no meaning of their own ("what is", "please", "combien fait", "stp").

Each grammar adds the words it gives a meaning to; a question with any other word is not a calculation.
"""

from __future__ import annotations

from collections.abc import Iterable

_EN = """
q what whats wats wat wot which is are was were be being been do does did done would will can could shall should may
might you me i my we us our your it its that this these those the a an of s re ll m im i'm i'd d than how much many at
between number something but any idea idee as comes tell give show say said find know want wanted need like help let lets please pls plz plse
kindly simplify perform compute calculate calc work out figure determine evaluate solve get got gets obtain obtained
come comes make makes made equal equals equaling equivalent worth result results answer value here there if when then
so now just exactly exact precisely approximately approx roughly hey hi hello ok okay yo dear thanks thank thx cheers
quick quickly maths math mathematics question sum actually simply hmm well to for in on by and or with from as into
have has had am anyone someone somebody remind wondering wonder curious trying try hell heck bro mate sir
"""
_FR = """
se entre suis nombre que qu quel quelle quels quelles quoi est es etait sont serait sera c ca cela ceci ce cet cette
ces le la les l un une des de d du a au aux en dans pour par sur combien comment fait faire font ferait feraient fera
faites fais donne donner donnent donnez donnerait donnes vaut valent valait vaudrait s svp stp sil si te vous plait
merci peux peut pouvez pourrais pourriez pourrait tu toi t on nous dis dites dire moi me m je j veux voudrais aimerais
souhaite souhaiterais savoir effectue effectuer effectuez evalue evaluer evaluez simplifie simplifier resous resoudre
pose calcule calculer calculez calculons calculerais calculeriez trouve trouver trouvez determine determiner resultat
resultats reponse valeur egal egale egales egalent equivaut equivalent et ou quand alors donc salut bonjour bonsoir
coucou hello y il elle ils elles qui exactement exact exacte environ obtient obtiens obtenir obtenons obtiendrait ont
ai as aide aider aidez besoin voila ecoute hein bon ben petite petit question rapidement vite juste calcul operation
avoir rappelle rappeler bien quelqu quelqu'un ainsi cher mon ma mes maths compte compter comptez deja mec avance
simplement puis demande demander cherche chercher connaitre
"""


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = word_set(_EN) | word_set(_FR)


class Phrases:
    """Phrases of one or more words, each with what it stands for; the longest that matches wins.

    Lines of the table are `meaning | phrase | phrase ...`.
    """

    def __init__(self, table: str) -> None:
        self.meanings: dict[tuple[str, ...], str] = {}
        for line in table.strip().splitlines():
            meaning, *phrases = (part.strip() for part in line.split(" | "))
            for phrase in phrases:
                self.meanings[tuple(phrase.split())] = meaning
        self.longest = max(len(phrase) for phrase in self.meanings)
        self.words = frozenset(word for phrase in self.meanings for word in phrase)

    def match(self, words: list[str], at: int) -> tuple[str, int] | None:
        """The meaning of the longest phrase at `words[at:]` and how many words it has."""
        for size in range(min(self.longest, len(words) - at), 0, -1):
            meaning = self.meanings.get(tuple(words[at : at + size]))
            if meaning is not None:
                return meaning, size
        return None

    def found(self, words: Iterable[str]) -> set[str]:
        """All the meanings that occur anywhere (the longest phrases only)."""
        listed, at, found = list(words), 0, set()
        while at < len(listed):
            match = self.match(listed, at)
            if match:
                found.add(match[0])
            at += match[1] if match else 1
        return found
