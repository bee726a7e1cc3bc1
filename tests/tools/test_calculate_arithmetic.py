"""Arithmetic in French and in English: what people write is read as the expression they mean."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

CASES = table(
    """
en | What is 12 times 12? | 144
en | what's 7 x 8 | 56
en | 3 + 4 * 5 | 23
en | (3 + 4) * 5 | 35
en | What is 2 to the power of 10? | 1024
en | 2^16 | 65536
en | 2**8 = ? | 256
en | calculate 144 / 12 please | 12
en | how much is 19 minus 45 | -26
en | What is the square root of 144? | 12
en | sqrt(2) | 2 ** 0.5
en | what is the cube root of 27 | 3
en | 15 squared | 225
en | What is 4 cubed? | 64
en | twelve times seven | 84
en | twenty-one plus thirty-four | 55
en | one hundred and five minus eighteen | 87
en | What is 5 factorial? | 120
en | 10! | 3628800
en | what is half of 37 | 18.5
en | What's double 45? | 90
en | triple 14 | 42
en | a third of 99 | 33
en | What is three quarters of 60? | 45
en | What is the remainder when 17 is divided by 5? | 2
en | 17 mod 5 | 2
en | What is the average of 4, 8 and 15? | 9
en | mean of 10, 20, 30 and 40 | 25
en | What is the median of 3, 9 and 5? | 5
en | what is the sum of 12, 15 and 30? | 57
en | What is the product of 6 and 7? | 42
en | What is the difference between 100 and 37? | 63
en | the quotient of 84 and 7 | 12
en | What is the greatest common divisor of 12 and 18? | 6
en | gcd of 48 and 36 | 12
en | least common multiple of 4 and 6 | 12
en | Is 91 a prime number? | False
en | is 97 prime | True
en | Add 17 and 25 | 42
en | Subtract 8 from 20 | 12
en | Multiply 13 by 3 | 39
en | Divide 100 by 8 | 12.5
en | work out 1,250 + 375.5 | 1625.5
en | What do you get if you multiply 24 by 11? | 264
en | How many times does 7 go into 91? | 13
en | 1000000 * 1000000 | 10 ** 12
en | 3.5 × 2 | 7
en | 9 − 4 | 5
en | 20 ÷ 8 | 2.5
en | what is minus 5 plus 3 | -2
en | -3 * -4 | 12
en | What is 2 plus 2 divided by 4? | 2.5
en | can you tell me what 45 + 67 is | 112
en | the square of 11 | 121
en | 5 to the 3rd power | 125
en | What is 1999 in Roman numerals? | 1999
en | What is XIV in arabic numerals? | 14
en | What is 7/8 as a decimal? | 0.875
en | the absolute value of -7 | 7
en | Could you please compute 18 * 24 for me? | 432
fr | Combien font 12 fois 12 ? | 144
fr | combien fait 7x8 | 56
fr | ca fait combien 15 + 27 ? | 42
fr | 3 plus 4 | 7
fr | C'est combien 81 divisé par 9 ? | 9
fr | Quelle est la racine carrée de 169 ? | 13
fr | racine de 2 | 2 ** 0.5
fr | la racine cubique de 64 | 4
fr | Calcule 2 puissance 10 | 1024
fr | 5 au carré | 25
fr | Combien vaut 3 au cube ? | 27
fr | douze fois sept | 84
fr | quatre-vingt-dix-sept moins dix-huit | 79
fr | vingt et un plus trente-quatre | 55
fr | Combien vaut factorielle 5 ? | 120
fr | Quelle est la factorielle de 6 ? | 720
fr | Quelle est la moitié de 37 ? | 18.5
fr | le double de 45 | 90
fr | le triple de 14 stp | 42
fr | le tiers de 99 | 33
fr | Combien font les trois quarts de 60 ? | 45
fr | Quel est le reste de la division de 17 par 5 ? | 2
fr | 17 modulo 5 | 2
fr | Quelle est la moyenne de 4, 8 et 15 ? | 9
fr | moyenne de 10, 12,5 et 15 | 12.5
fr | La médiane de 3, 9 et 5 | 5
fr | Quelle est la somme de 12, 15 et 30 ? | 57
fr | Le produit de 6 et 7 | 42
fr | Quelle est la différence entre 100 et 37 ? | 63
fr | le quotient de 84 par 7 | 12
fr | Quel est le PGCD de 12 et 18 ? | 6
fr | ppcm de 4 et 6 | 12
fr | 91 est-il un nombre premier ? | False
fr | Est-ce que 97 est premier ? | True
fr | Ajoute 17 à 25 | 42
fr | Soustrais 8 de 20 | 12
fr | Multiplie 13 par 3 | 39
fr | Divise 100 par 8 | 12.5
fr | 3,5 × 2 | 7
fr | 1 250 + 375,5 | 1625.5
fr | Peux-tu me calculer 18 * 24, s'il te plaît ? | 432
fr | Combien de fois 7 dans 91 ? | 13
fr | 12 : 4 | 3
fr | combien font 2 et 2 | 4
fr | 2 + 2 = | 4
fr | Si je multiplie 24 par 11, j'obtiens quoi ? | 264
fr | XIV en chiffres arabes | 14
fr | Comment écrit-on 1999 en chiffres romains ? | 1999
fr | Que vaut le carré de 11 ? | 121
fr | Combien ça fait 100 moins 37 | 63
fr | Dis-moi combien font 9 fois 9 | 81
fr | Trois fois rien plus deux | None
fr | la valeur absolue de -7 | 7
fr | le quart de 10 | 2.5
"""
)


@pytest.mark.parametrize("lang, question, expected", CASES)
def test_arithmetic_is_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
