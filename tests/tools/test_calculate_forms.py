"""Forms of writing: capitals, typographic signs, glued units; comparisons, series, and questions whether a result is right."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

FORMS = table(
    """
en | WHAT IS 12 TIMES 12? | 144
en | CONVERT 10 MILES TO KM | 16.09344
en | 10 Miles In Km | 16.09344
en | How Many Days Between 3 MARCH 2020 And 5 MAY 2021 | 428
fr | COMBIEN FONT 3 FOIS 4 | 12
fr | 20 Degrés Celsius En Fahrenheit | 68
fr | Combien font 17,5 % de 240 ? | 42
fr | 1 250 + 375,5 s’il te plaît | 1625.5
fr | combien de jours entre le 3 MARS 2020 et le 5 MAI 2021 | 428
fr | Combien y a‑t‑il de jours entre le 3 mars 2020 et le 5 mai 2021 ? | 428
en | 10⁶ / 4 | 250000
en | What’s 3.5 × 2? | 7
en | “12 + 30” | 42
en | 12+30. | 42
en | 12 plus 30... | 42
en | 5*5 | 25
en | 5 * (3+2) = ? | 25
en | Q: what is 8 x 8 | 64
en | 100KM TO MILES | 62.1371192
en | 5KG in lbs | 11.0231131
en | 30c to f | 86
en | 98.6f in c | 37
en | 100f | None
en | 2hrs in mins | 120
en | 45mins in secs | 2700
en | 3 sq ft in sq m | 0.27870912
en | 60mph in kph | 96.56064
en | 1000 meters in a mile? | None
en | 15% tip on $40 | 6
en | $40 plus 15% tip | 46
en | 1st jan 2024 + 30 days | date(2024, 1, 31)
en | days between 1/1/2024 and 2/1/2024 | 31
fr | jours entre 1/1/2024 et 1/2/2024 | 31
fr | 3kg en g | 3000
fr | 2h en min | 120
fr | 37°C en °F | 98.6
fr | 37° C en Fahrenheit | 98.6
fr | 15% de pourboire sur 40€ | 6
fr | -20% sur 50€ | 40
fr | 50€ -20% | 40
fr | 3*(2+5)= | 21
fr | 3x4 | 12
fr | 12÷4 | 3
fr | 5 km/h en m/s | 1.3888889
fr | 12,5*2 | 25
fr | combien font douze virgule cinq fois deux | 25
en | two point five times four | 10
fr | 1/3 de 90 | 30
fr | 20% de 1 500 € | 300
en | 3,000 / 12 | 250
en | 3 + 4i | None
fr | 2 puissance 0,5 | 2 ** 0.5
fr | 25 au carré + 3 au cube | 652
en | (25 squared) + (3 cubed) | 652
en | eleven hundred plus six | 1106
fr | quatre-vingt-quinze divisé par cinq | 19
fr | soixante et onze plus neuf | 80
fr | septante-cinq moins nonante | -15
fr | deux mille vingt-cinq moins mille neuf cent soixante-neuf | 56
"""
)

KINDS = table(
    """
en | What is the sum of the numbers from 1 to 100? | 5050
fr | somme des nombres de 1 à 100 | 5050
fr | Quelle est la somme de tous les entiers de 1 à 10 ? | 55
en | the sum of 12 and 15 | 27
en | What is 5 more than 12? | 17
en | 7 less than 20 | 13
fr | 10 de plus que 25 | 35
fr | 5 de moins que 20 | 15
en | Which is bigger, 3/4 or 2/3? | 0.75
en | is 5 miles longer than 8 km? | True
en | Which is heavier, 2 pounds or 1 kg? | 2.2046226
en | what is larger: 0.5 or 0.45 | 0.5
en | Is 100 greater than 99.5? | True
fr | Lequel est le plus grand, 3/4 ou 2/3 ? | 0.75
fr | 5 miles est-ce plus long que 9 km ? | False
fr | Quel est le plus petit nombre, 0,5 ou 0,45 ? | 0.45
en | ratio of 12 to 4 | 3
en | difference between 3 and 10 | 7
en | What is the cube root of -27? | -3
en | 3/0.5 | 6
en | 3 times as much as 15 | None
en | 120% of 50 | 60
en | minus 7 plus 12 | 5
en | What is 3.6e6 / 3600 | 1000
en | .5 * 4 | 2
en | 1.000.000 / 4 | 250000
en | 1 000 000 / 4 | 250000
fr | 1.000.000 / 4 | 250000
fr | 2,5e3 * 2 | 5000
en | 1 1/2 cups in ml | 354.8823548
en | half a mile in metres | 804.672
en | an hour and a half in seconds | 5400
fr | une heure et demie en minutes | 90
en | How many inches is 5 feet 4 inches | 64
en | how many seconds are there in 1 hour, 10 minutes and 5 seconds? | 4205
en | 2 weeks and 3 days in hours | 408
en | What time is 2 hours after noon? | (14, 0)
en | how long from noon to 5:30 pm | (5, 30)
fr | de midi à 17h30 ça fait combien | (5, 30)
fr | quelle heure est-il 3 heures après minuit | (3, 0)
en | Is 17.5% of 240 equal to 42? | (42, True)
en | does 12 x 12 = 145? | (144, False)
en | is 2 + 2 5? | None
fr | Est-ce que 2 + 2 font 5 ? | (4, False)
fr | 15 % de 80 font-ils 12 ? | (12, True)
fr | 7 x 8 = 54 ? | (56, False)
en | Is 10 miles about 16 km? | (16.09344, True)
en | are there 428 days between 3 March 2020 and 5 May 2021? | (428, True)
fr | la racine carrée de 144 est-elle 13 ? | (12, False)
"""
)


@pytest.mark.parametrize("lang, question, expected", FORMS + KINDS)
def test_every_form_is_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
