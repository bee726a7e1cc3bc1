"""The words and signs of arithmetic, French and English, and what they stand for: tokens -> symbols."""

from __future__ import annotations

from typing import NamedTuple

from necker.tools.reading import Token
from necker.tools.vocabulary import FILLERS, Phrases

PHRASES = Phrases(
    """
+ | plus | added to | added with | increased by | ajoute a | ajoutes a | additionne a | additionne avec | augmente de
more | more than | de plus que
less | less than | fewer than | de moins que
- | minus | less | take away | decreased by | diminished by | reduced by | moins | diminue de
* | times | multiplied by | multiplied with | time | fois | multiplie par | multiplies par | multipliee par
* | multipliees par
/ | split in | split into | split by | partage en | partage par | shared by | divided by | over | divise par
/ | divises par | divisee par | divisees par | sur | divide by
** | puissance | to the power of | to the power | raised to the power of | raised to the power | raised to | power
** | exponent
** | a la puissance | eleve a la puissance | exposant | eleve a | to the exponent
^ | to the | raised to the | a la
power | power
into | go into | goes into | fit into | fits into | fit in | fits in | go in | goes in | contained in | into | dans
into | va dans
into | entre dans | rentre dans | tient dans | contenu dans | on peut mettre dans | peut on mettre dans | divide into
into | divides into | aller dans | y a t il dans
decimal | as a decimal | as decimal | in decimal form | as a decimal number | en decimal | en decimale
decimal | en nombre decimal
decimal | sous forme decimale | en ecriture decimale | in decimals | as a decimal fraction | in decimal
mod | mod | modulo
squared | squared | au carre | eleve au carre | carre
cubed | cubed | au cube | eleve au cube
fact | factorial | factorielle | factoriel
sqrt | square root | squareroot | sqrt | racine carree | racine carre | square roots | √
root | root | racine
cbrt | cube root | cubic root | cuberoot | racine cubique | cbrt
square | square
cube | cube
half | half | moitie | demi | demie | one half
third | tiers
quarter | quart | quarter
double | double | twice
triple | triple | thrice
quadruple | quadruple
abs | absolute value | abs | valeur absolue
neg | negative | opposite | oppose
inverse | inverse | reciprocal | multiplicative inverse
sum | sum | total | addition | somme
product | product | produit | multiplication
difference | difference | soustraction | subtraction
quotient | quotient | ratio | rapport | division
mean | average | mean | arithmetic mean | moyenne | moyenne arithmetique | avg | average value | valeur moyenne
mean | mean value
median | median | mediane
gcd | gcd | hcf | gcf | greatest common divisor | greatest common factor | highest common factor | pgcd
gcd | plus grand commun diviseur | plus grand diviseur commun | greatest common denominator | highest common divisor
lcm | lcm | least common multiple | lowest common multiple | smallest common multiple | ppcm
lcm | plus petit commun multiple | plus petit multiple commun | lcm
max | maximum | max | largest | biggest | greatest | highest | plus grand | plus grand nombre | largest number
max | plus grande
min | minimum | min | smallest | least | lowest | plus petit | plus petit nombre | smallest number | plus petite
rem | remainder | reste | rest | left over | leftover | left | remains
away | away
itself | itself | lui meme | elle meme
start | start with | starting with | begin with | starting from | commence par | pars de | partant de | prends
start | start from
euclid | euclidienne | entiere | integer | whole | euclidean
add | add | adding | add up | sum up | additionne | additionner | additionnez | additionnes | ajoute | ajouter
add | ajoutes | ajoutez
sub | subtract | substract | subtracting | deduct | deducting | take | taking | remove | soustrais | soustraire
sub | soustrait
sub | soustrayez | retire | retirer | retires | retranche | retrancher | enleve | enlever | enleves | ote | oter
add | additionnant | ajoutant | en additionnant | en ajoutant
sub | soustrayant | en soustrayant | retranchant
mul | multipliant | en multipliant
div | divisant | en divisant
mul | multiply | multiplying | multiplie | multiplier | multiplies | multipliez
div | divide | dividing | divise | diviser | divises | divisez
raise | raise | raising | eleve | elever | elevez
log | log | logarithm | logarithme | log10 | decimal logarithm | logarithme decimal | base 10 logarithm
ln | ln | natural log | natural logarithm | logarithme neperien | logarithme naturel | log neperien
log2 | log2 | binary logarithm | logarithme binaire
exp | exp | exponential | exponentielle
sin | sin | sine | sinus
cos | cos | cosine | cosinus
tan | tan | tangent | tangente
pi | pi | π
then | then | puis | ensuite | le tout | the whole | all of that | all that | the result | le resultat | it | all
and | and | et | & | ainsi que
of | of | de | d | du | des
to | to | a | au | by | par | with | avec | from | for | between | entre | par rapport a
when | when | if | quand | lorsque | lorsqu | si | you | on | we | je | i | is | est | are | le | la | les | l
one | one | un | une
nine | neuf
"""
)
VOCABULARY = FILLERS | PHRASES.words


class Symbol(NamedTuple):
    name: str  # a meaning of the table, "num", "percent", a sign, or "?" for a word without meaning here
    token: Token
    glued: bool  # right behind the token before, without a space


def symbols(tokens: list[Token]) -> list[Symbol]:
    """The tokens with phrases replaced by what they stand for."""
    words = [token.word if token.kind in ("word", "sign") else "\0" for token in tokens]
    out: list[Symbol] = []
    at = 0
    while at < len(tokens):
        token, size = tokens[at], 1
        glued = at > 0 and tokens[at - 1].end == token.start
        if token.kind in ("number", "percent"):
            name = "num" if token.kind == "number" else "percent"
        elif token.kind == "word" and (match := PHRASES.match(words, at)):
            name, size = match
        else:
            name = "x" if token.word == "x" else token.word if token.kind == "sign" else "?"
        out.append(Symbol("*" if name == "x" else name, token, glued))
        at += size
    return [_division(out, index) if symbol.name == ":" else symbol for index, symbol in enumerate(out)]


def _division(symbols: list[Symbol], index: int) -> Symbol:
    """A colon between numbers is the French sign of division ("12 : 4")."""
    around = [symbols[i].name for i in (index - 1, index + 1) if 0 <= i < len(symbols)]
    return symbols[index]._replace(name="/") if around == ["num", "num"] else symbols[index]
