"""Dates, clock times and durations in French and in English.  Today is Wednesday 18 June 2025."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

DATES = table(
    """
en | How many days are there between 3 March 2020 and 5 May 2021? | 428
en | days from 2020-03-03 to 2021-05-05 | 428
en | How many days between March 3, 2020 and May 5, 2021 | 428
en | How many weeks between 1 January 2024 and 1 July 2024? | (26, 0)
en | How many months from 15 March 2020 to 20 June 2021? | 15
en | How many years between 44 BC and AD 14? | 57
en | How many years are there between 1914 and 1918? | 4
en | How many years from 753 BC to 476 AD | 1228
en | What day of the week was 14 July 1789? | TUE
en | On which weekday did 20 July 1969 fall? | SUN
en | what day is 25 December 2025 | THU
en | Was 2000 a leap year? | True
en | Is 1900 a leap year | False
en | What date is 100 days after 1 January 2024? | date(2024, 4, 10)
en | 90 days before 1 July 2023 | date(2023, 4, 2)
en | What is the date 6 weeks after March 3, 2024? | date(2024, 4, 14)
en | 3 months after 30 November 2023 | date(2024, 2, 29)
en | 10 years before 5 May 2021 | date(2011, 5, 5)
en | What will the date be in 90 days? | date(2025, 9, 16)
en | what date was it 45 days ago | date(2025, 5, 4)
en | How many days until Christmas 2025? | 190
en | How many days until 25 December 2025? | 190
en | How old would someone born on 5 May 1821 be on 4 May 1900? | 78
en | I was born on 14 July 1990. How old am I? | 34
en | How old is a person born in 1990? | 35
en | If she was born in 1867 and died in 1934, how old was she? | 67
en | What day of the year is 1 March 2024? | 61
en | How many days are in February 2024? | 29
en | how many days have passed since 1 January 2025 | 168
en | What day is today? | WED
en | What day will it be in 10 days? | date(2025, 6, 28)
fr | Combien de jours y a-t-il entre le 3 mars 2020 et le 5 mai 2021 ? | 428
fr | nombre de jours du 3 mars 2020 au 5 mai 2021 | 428
fr | combien de jours entre le 03/03/2020 et le 05/05/2021 | 428
fr | Combien de semaines entre le 1er janvier 2024 et le 1er juillet 2024 ? | (26, 0)
fr | Combien de mois du 15 mars 2020 au 20 juin 2021 ? | 15
fr | Combien d'années entre 44 av. J.-C. et 14 apr. J.-C. ? | 57
fr | Combien d'années y a-t-il entre 1914 et 1918 ? | 4
fr | Quel jour de la semaine était le 14 juillet 1789 ? | TUE
fr | Quel jour tombait le 20 juillet 1969 ? | SUN
fr | le 25 décembre 2025 c'est quel jour | THU
fr | L'année 2000 était-elle bissextile ? | True
fr | 1900 est une année bissextile ? | False
fr | Quelle date 100 jours après le 1er janvier 2024 ? | date(2024, 4, 10)
fr | 90 jours avant le 1er juillet 2023 | date(2023, 4, 2)
fr | Quelle date sera-t-on 6 semaines après le 3 mars 2024 ? | date(2024, 4, 14)
fr | 3 mois après le 30 novembre 2023 | date(2024, 2, 29)
fr | Quelle date serons-nous dans 90 jours ? | date(2025, 9, 16)
fr | Quelle date il y a 45 jours ? | date(2025, 5, 4)
fr | Dans combien de jours sommes-nous le 25 décembre 2025 ? | 190
fr | Combien de jours avant le 25 décembre 2025 ? | 190
fr | Quel âge a une personne née le 14 juillet 1990 ? | 34
fr | Je suis né le 14 juillet 1990, quel âge j'ai ? | 34
fr | Quel âge avait une personne née en 1867 en 1934 ? | 67
fr | Combien de jours compte février 2024 ? | 29
fr | Quel est le numéro du jour du 1er mars 2024 dans l'année ? | 61
fr | Combien de jours se sont écoulés depuis le 1er janvier 2025 ? | 168
fr | On est quel jour aujourd'hui ? | WED
fr | Quel jour serons-nous dans 10 jours ? | date(2025, 6, 28)
"""
)

CLOCK = table(
    """
en | How long is it from 9:45 to 17:20? | (7, 35)
en | time between 9:45 am and 5:20 pm | (7, 35)
en | How much time is there between 22:30 and 6:15? | (7, 45)
en | A train leaves at 22:40 and takes 3h15. When does it arrive? | (1, 55)
en | What time is it 45 minutes after 11:30? | (12, 15)
en | 2h35 + 1h50 | (4, 25)
en | How many minutes in 3 h 20? | 200
en | 3 hours and 20 minutes in seconds | 12000
en | 2 hours 15 minutes minus 50 minutes | (1, 25)
en | A film starts at 20:15 and lasts 2 hours 20 minutes. What time does it end? | (22, 35)
en | what is 200 minutes in hours and minutes | (3, 20)
fr | Combien de temps de 9h45 à 17h20 ? | (7, 35)
fr | durée entre 9 h 45 et 17 h 20 | (7, 35)
fr | Combien de temps s'écoule entre 22h30 et 6h15 ? | (7, 45)
fr | Un train part à 22h40 et met 3h15. À quelle heure arrive-t-il ? | (1, 55)
fr | Quelle heure est-il 45 minutes après 11h30 ? | (12, 15)
fr | 2h35 + 1h50 | (4, 25)
fr | Combien de minutes dans 3 h 20 ? | 200
fr | 3 heures et 20 minutes en secondes | 12000
fr | 2 heures 15 minutes moins 50 minutes | (1, 25)
fr | Un film commence à 20h15 et dure 2h20, à quelle heure finit-il ? | (22, 35)
fr | 200 minutes en heures et minutes | (3, 20)
"""
)


@pytest.mark.parametrize("lang, question, expected", DATES)
def test_dates_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)


@pytest.mark.parametrize("lang, question, expected", CLOCK)
def test_times_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
