"""Statements that are calculations: which hold, which do not, and how the digits written set the tolerance."""

from __future__ import annotations

import pytest
from test_calculate import TODAY

from necker.tools.calculate import check

TRUE = """
en|17.5% of 240 is 42.
en|12 × 12 = 144
en|12 x 12 = 144.
en|10 miles is about 16.1 km
en|10 miles is 16.1 km
en|10 miles is roughly 16 km
en|30 °C is 86 °F
en|14 July 1789 was a Tuesday
en|July 14, 1789 was a Tuesday.
en|The 14th of July 1789 fell on a Tuesday.
en|There are 428 days between 3 March 2020 and 5 May 2021.
en|There were 428 days between 3 March 2020 and 5 May 2021.
en|The square root of 144 is 12.
en|The square root of 2 is approximately 1.414.
en|42 is 17.5% of 240.
en|2 plus 2 equals 4
en|Twelve times seven is eighty-four.
en|5! = 120
en|A mile is 1609.344 metres.
en|There are 12 inches in a foot.
en|One foot equals 30.48 centimetres.
en|97 is a prime number.
en|91 is not prime.
en|2024 was a leap year.
en|1900 was not a leap year.
en|100 days after 1 January 2024 is 10 April 2024.
en|From 9:45 to 17:20 is 7 hours and 35 minutes.
en|1/3 is about 0.33.
en|The average of 4, 8 and 15 is 9.
en|30 is 25% of 120.
en|Increasing 80 by 15% gives 92.
en|XIV is 14.
en|1,234 + 1 = 1,235
en|There are 57 years between 44 BC and AD 14.
fr|17,5 % de 240 font 42.
fr|15 % de 80 font 12
fr|12 × 12 = 144
fr|10 miles font environ 16,1 km.
fr|10 miles font 16 km
fr|30 °C font 86 °F.
fr|Le 14 juillet 1789 était un mardi.
fr|Le 14 juillet 1789 tombait un mardi.
fr|Il y a 428 jours entre le 3 mars 2020 et le 5 mai 2021.
fr|La racine carrée de 144 est 12.
fr|La racine carrée de 2 vaut environ 1,414.
fr|2 et 2 font 4.
fr|Douze fois sept font quatre-vingt-quatre.
fr|5 ! = 120
fr|Un mile vaut 1 609,344 mètres.
fr|Il y a 12 pouces dans un pied.
fr|97 est un nombre premier.
fr|91 n'est pas premier.
fr|2024 est une année bissextile.
fr|1900 n'était pas bissextile.
fr|100 jours après le 1er janvier 2024, on est le 10 avril 2024.
fr|De 9 h 45 à 17 h 20, il y a 7 h 35.
fr|La moyenne de 4, 8 et 15 est 9.
fr|30 représente 25 % de 120.
fr|Le double de 21 est 42.
"""

FALSE = """
en|17.5% of 240 is 43.
en|12 × 12 = 145
en|10 miles is 17 km
en|10 miles is 16.2 km
en|30 °C is 87 °F
en|14 July 1789 was a Monday
en|There are 429 days between 3 March 2020 and 5 May 2021.
en|The square root of 144 is 13.
en|2 plus 2 equals 5
en|There are 11 inches in a foot.
en|91 is a prime number.
en|97 is not prime.
en|1900 was a leap year.
en|100 days after 1 January 2024 is 9 April 2024.
en|From 9:45 to 17:20 is 7 hours and 25 minutes.
en|The average of 4, 8 and 15 is 8.
en|30 is 26% of 120.
en|There are 58 years between 44 BC and AD 14.
fr|17,5 % de 240 font 43.
fr|12 × 12 = 146
fr|10 miles font environ 18 km.
fr|30 °C font 88 °F.
fr|Le 14 juillet 1789 était un mercredi.
fr|Il y a 427 jours entre le 3 mars 2020 et le 5 mai 2021.
fr|La racine carrée de 144 est 13.
fr|2 et 2 font 5.
fr|91 est un nombre premier.
fr|1900 était une année bissextile.
fr|La moyenne de 4, 8 et 15 est 10.
fr|Le double de 21 est 43.
"""


@pytest.mark.parametrize("line", TRUE.strip().splitlines())
def test_a_true_calculation_holds(line: str) -> None:
    lang, _, sentence = line.partition("|")
    checked = check(sentence, lang, today=TODAY)
    assert checked is not None, "not understood"
    assert checked.holds, (checked.code, checked.value)


@pytest.mark.parametrize("line", FALSE.strip().splitlines())
def test_a_false_calculation_does_not_hold(line: str) -> None:
    lang, _, sentence = line.partition("|")
    checked = check(sentence, lang, today=TODAY)
    assert checked is not None, "not understood"
    assert not checked.holds, (checked.code, checked.value)
