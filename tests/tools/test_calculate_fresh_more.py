"""Three more rounds of fresh wordings in both languages, written after the rounds before had been mended."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

SECOND = table(
    """
en | whats 13 squared minus 5 | 164
en | 8 + 7 equals what? | 15
en | how much do you get when you divide 1 by 8 | 0.125
en | Can you multiply 3.75 by 16? | 60
en | give me the sum of 1.5, 2.25 and 3 | 6.75
en | what number do you get if you subtract 45 from 100 and then multiply by 2 | 110
en | 4 to the fourth | 256
en | 10 to the minus 3 | 0.001
en | two to the eighth power | 256
en | what's the square root of 2 rounded to three decimal places | 1.414
en | 50 plus 30 minus 20 times 2 | 40
en | 1,000,000 / 365 | 2739.726027
en | (1+2)(3+4) | 21
en | Is 15 odd or even? | 1
en | what is the smallest of 4.5, 4.05 and 5.4 | 4.05
en | 6! / 4! | 30
en | ten percent of ten thousand | 1000
en | 99% of 99 | 98.01
en | How much would a 7% raise on 50,000 be? | 3500
en | I got a 5% raise on 40000, what's my new salary | 42000
en | A TV costs 600 euros but it's 35% off. how much is it now? | 390
en | Everything is 20% off. How much will a $65 jacket cost? | 52
en | A pizza costs 18 dollars plus 10% tip. total? | 19.8
en | what percentage is 7 of 28? | 25
en | out of 250 people, 50 said no. What percentage is that? | 20
en | 12 is 30% of what | 40
en | The price rose from 2.50 to 3.00, what percent increase is that? | 20
en | how many km is 3 miles? | 4.828032
en | 10 stone in kg please | 63.5029318
en | what's the equivalent of 5 gallons in litres? | 18.92705892
en | how long is 250 minutes in hours? | 4.1666667
en | change 98.6 fahrenheit to celsius | 37
en | what is 451°F in °C? | 232.777778
en | how cold is -10°C in Fahrenheit | 14
en | an acre in square meters | 4046.8564224
en | number of feet in 3 miles | 15840
en | how many grams are there in half a pound? | 226.796185
en | 3/4 cup in ml | 177.441177
en | 1.75 metres in feet and inches | (5, 8.897638)
en | if something weighs 2 pounds how many grams is it | 907.18474
en | how fast is 100 km/h in mph | 62.1371192
en | what is 3 tonnes in pounds? | 6613.8678655
en | 5k in miles | None
en | 300 dpi | None
en | how many nanoseconds in a second | 1000000000
en | how many square feet in an acre | 43560
en | how many days are there from today until 25 December 2025? | 190
en | time between 1 May 2020 and 1 May 2025 in days | 1826
en | how many full years between 15 August 1990 and 10 August 2020 | 29
en | what's the weekday for 2024-02-29 | THU
en | Is 2024 leap? | True
en | what date is it 2 months before 30 April 2025 | date(2025, 2, 28)
en | 18 months after 5 January 2024 | date(2025, 7, 5)
en | a week from today | date(2025, 6, 25)
en | 6 weeks ago | None
en | what day was yesterday? | TUE
en | How old was someone born on 15 April 1452 when they died on 2 May 1519? | 67
en | if someone was born in 43 BC and died in AD 17, how old were they | 59
en | What year was 150 years before 1900? | 1750
en | 25 years after 1989 | 2014
en | from 11:15 to 14:40, how long? | (3, 25)
en | how long is a shift from 22:00 to 06:30 | (8, 30)
en | it's 15:50, what time was it 2 hours 20 minutes ago | (13, 30)
en | what time is it 5 hours after 9pm | (2, 0)
en | if a movie lasts 135 minutes and starts at 8:30 pm, when does it finish? | (22, 45)
en | 45 min + 1 h 30 min | (2, 15)
en | I ran 10 km in 50 minutes, what's my speed? | 12
en | At 70 mph how long does it take to go 245 miles? | 3.5
en | Apples cost $3 per kg. How much do 4 kg cost? | 12
en | There are 24 students in each class. How many students in 5 classes? | 120
en | A box holds 12 eggs. How many eggs are there in 8 boxes? | None
en | If 8 workers earn 960 euros, how much do 5 workers earn? | 600
fr | 13 au carré moins 5 | 164
fr | 8 + 7 égale combien ? | 15
fr | si je divise 1 par 8 j'obtiens combien | 0.125
fr | Peux-tu multiplier 3,75 par 16 ? | 60
fr | donne-moi la somme de 1,5, 2,25 et 3 | 6.75
fr | soustrais 45 de 100 puis multiplie par 2 | 110
fr | 10 puissance moins 3 | 0.001
fr | dix puissance six | 1000000
fr | racine carrée de 2 arrondie à 3 décimales | 1.414
fr | 50 plus 30 moins 20 fois 2 | 40
fr | 1 000 000 / 365 | 2739.726027
fr | (1+2)(3+4) | 21
fr | le plus petit de 4,5, 4,05 et 5,4 | 4.05
fr | 6! / 4! | 30
fr | dix pour cent de dix mille | 1000
fr | la moitié de la moitié de 100 | 25
fr | le tiers du double de 45 | 30
fr | une télé à 600 euros avec 35 % de remise, ça fait combien ? | 390
fr | Tout est à -20 %. Combien coûtera une veste à 65 € ? | 52
fr | J'ai 18 bonnes réponses sur 20, quel pourcentage ? | 90
fr | quel pourcentage font 7 sur 28 | 25
fr | 12 représente 30 % de quoi ? | 40
fr | Le prix est passé de 2,50 € à 3 €, ça fait combien en pourcentage d'augmentation ? | 20
fr | Combien fait 3 miles en kilomètres ? | 4.828032
fr | quel est l'équivalent de 5 gallons en litres | 18.92705892
fr | 250 minutes ça fait combien d'heures ? | 4.1666667
fr | 98,6 fahrenheit en celsius | 37
fr | -10°C en Fahrenheit | 14
fr | combien de grammes dans une demi-livre | 226.796185
fr | une demi-heure en secondes | 1800
fr | trois quarts d'heure en minutes | 45
fr | 1/4 de litre en cl | 25
fr | 1,75 m en pieds et pouces | (5, 8.897638)
fr | 100 km/h en miles par heure | 62.1371192
fr | combien de m dans 2,5 km | 2500
fr | convertis moi 3 tonnes en kg | 3000
fr | 15 nœuds c'est combien de km/h | 27.78
fr | combien de nanosecondes dans une seconde | 1000000000
fr | 1 po en cm | None
fr | durée entre le 1er mai 2020 et le 1er mai 2025 en jours | 1826
fr | combien d'années pleines entre le 15 août 1990 et le 10 août 2020 ? | None
fr | quel jour de la semaine pour le 29/02/2024 | THU
fr | 2024 bissextile ? | True
fr | quelle date 2 mois avant le 30 avril 2025 | date(2025, 2, 28)
fr | 18 mois après le 5 janvier 2024 | date(2025, 7, 5)
fr | dans une semaine on sera quel jour ? | date(2025, 6, 25)
fr | c'était quel jour hier ? | TUE
fr | Une personne née le 15 avril 1452 et morte le 2 mai 1519 avait quel âge ? | 67
fr | Quelle année 150 ans avant 1900 ? | 1750
fr | 25 ans après 1989 | 2014
fr | de 11h15 à 14h40 combien de temps | (3, 25)
fr | il est 15h50, quelle heure était-il il y a 2 heures 20 ? | (13, 30)
fr | si un film dure 135 minutes et commence à 20h30, il finit quand ? | (22, 45)
fr | 45 min + 1 h 30 | (2, 15)
fr | J'ai couru 10 km en 50 minutes, quelle est ma vitesse ? | 12
fr | À 70 km/h combien de temps pour faire 245 km ? | 3.5
fr | Les pommes coûtent 3 € le kilo. Combien coûtent 4 kg ? | 12
fr | Si 8 stylos coûtent 9,60 €, combien coûtent 5 stylos ? | 6
"""
)

THIRD = table(
    """
fr | Combien font 348 × 27 ? | 9396
en | What is 3/8 of 640? | 240
fr | Quelle est la racine cubique de 1 331 ? | 11
fr | Convertissez 5,5 pieds en centimètres | 167.64
en | What is 98.6 °F in °C? | 37
en | How many days are there from 14 February 2019 to 3 September 2023? | 1662
fr | Quel jour de la semaine était le 11 novembre 1918 ? | MON
en | If a train travels 150 km in 2 h 30 min, what's its average speed? | 60
en | A product costs 80 € and increases by 15 %, what's the new price? | 92
en | How many seconds are in 3.5 hours? | 12600
fr | Quelle date sera-t-il 45 jours après le 20 janvier 2024 ? | date(2024, 3, 5)
fr | Combien d'années séparent 1789 et 1945 ? | 156
en | Evaluate 7! - 6! | 4320
en | Simplify 18 / (3 * 2) | 3
en | Find the value of 2^5 * 3 | 96
en | Could you please tell me how much 23.4 plus 17.8 is? | 41.2
en | Work out 65% of 420 for me | 273
en | What's the total cost of 8 notebooks at £2.35 each? | 18.8
en | I have 250 dollars and spend 35% of it. How much did I spend? | 87.5
en | Tom has 48 marbles and shares them equally between 6 friends. How many does each get? | 8
en | How many times larger is 144 than 12? | 12
en | What is the temperature in Celsius if it is 77 Fahrenheit? | 25
en | I weigh 165 pounds, how much is that in kilograms? | 74.8427411
en | The room is 12 feet long. What is that in metres? | 3.6576
en | How many litres are there in 15 US gallons? | 56.78117676
en | Which weekday was Christmas Day 2000? | MON
en | what day of the week did 1 Jan 1900 fall on? | MON
en | What is the date exactly 500 days after 1 January 2023? | date(2024, 5, 15)
en | If today is 3 May 2024, what date will it be in 20 days? | date(2024, 5, 23)
en | How many days are left in 2025? | 196
en | how many weeks until 1 January 2026 | (28, 1)
en | How old would a person born on 29 February 2000 be on 28 February 2023? | 22
en | Between 1066 and 1215, how many years are there? | 149
en | How many years elapsed between 218 BC and 202 BC? | 16
en | Is the year 2400 a leap year? | True
en | A meeting starts at 10:50 and finishes at 12:25. How long does it last? | (1, 35)
en | A bus departs at 6:45 am and arrives at 1:10 pm. How long is the journey? | (6, 25)
en | I went to bed at 23:30 and woke up at 7:15. How long did I sleep? | (7, 45)
en | how many hours and minutes is 545 minutes | (9, 5)
en | Convert 2 days to minutes | 2880
en | 1.5 days in hours | 36
en | what is 5 factorial divided by 3 factorial? | 20
en | What is the arithmetic mean of 2.5, 3.5 and 6? | 4
en | three hundred and twelve minus forty-seven | 265
en | How much is 1/4 cup plus 1/3 cup? | 0.5833333
en | what percent is 0.5 of 20? | 2.5
en | how much is half a million divided by 20 | 25000
en | 6 feet in inches plus 2 | None
en | what does it cost to buy 2.5 kg of cheese at 14 euros per kg? | 35
en | 60 is 75% of which number | 80
fr | Évalue 7! - 6! | 4320
fr | Effectue 18 / (3 × 2) | 3
fr | Donne le résultat de 2^5 × 3 | 96
fr | Pourriez-vous me dire combien font 23,4 plus 17,8 ? | 41.2
fr | Quel est le coût total de 8 cahiers à 2,35 € l'unité ? | 18.8
fr | J'ai 250 euros et j'en dépense 35 %. Combien ai-je dépensé ? | 87.5
fr | Tom partage 48 billes équitablement entre 6 amis. Combien chacun en reçoit-il ? | 8
fr | Quelle est la température en Celsius s'il fait 77 Fahrenheit ? | 25
fr | Je pèse 165 livres, ça fait combien en kilogrammes ? | 74.8427411
fr | La pièce fait 12 pieds de long. Combien cela fait-il en mètres ? | 3.6576
fr | Quel jour de la semaine tombait le 1er janvier 1900 ? | MON
fr | Quelle sera la date exactement 500 jours après le 1er janvier 2023 ? | date(2024, 5, 15)
fr | Si on est le 3 mai 2024, quelle sera la date dans 20 jours ? | date(2024, 5, 23)
fr | combien de semaines avant le 1er janvier 2026 | (28, 1)
fr | Quel âge aurait une personne née le 29 février 2000 au 28 février 2023 ? | 22
fr | Entre 1066 et 1215, combien d'années y a-t-il ? | 149
fr | L'an 2400 est-il bissextile ? | True
fr | Une réunion commence à 10h50 et se termine à 12h25. Combien de temps dure-t-elle ? | (1, 35)
fr | Un bus part à 6h45 et arrive à 13h10. Quelle est la durée du trajet ? | (6, 25)
fr | Je me suis couché à 23h30 et levé à 7h15. Combien de temps ai-je dormi ? | (7, 45)
fr | 545 minutes, ça fait combien d'heures et de minutes ? | (9, 5)
fr | Convertis 2 jours en minutes | 2880
fr | quelle est la moyenne arithmétique de 2,5 ; 3,5 et 6 ? | 4
fr | trois cent douze moins quarante-sept | 265
fr | un demi-million divisé par 20 | 25000
fr | combien coûtent 2,5 kg de fromage à 14 euros le kilo ? | 35
fr | 60 correspond à 75 % de quel nombre ? | 80
fr | Un article coûte 80 € et augmente de 15 %, quel est son nouveau prix ? | 92
fr | De combien de pourcents a augmenté un prix passé de 40 à 46 € ? | 15
fr | 3 au carré plus 4 au carré | 25
fr | la somme des carrés de 3 et 4 | 25
fr | Combien y a-t-il de jours entre Noël 2024 et le 14 juillet 2025 ? | 201
"""
)

FOURTH = table(
    """
en | Got any idea what 47 times 19 comes to? | 893
en | I make it 5 boxes of 24 cans, how many cans altogether? | 120
en | If one litre of fuel costs 1.85 euros, what do 40 litres cost? | 74
en | My salary went up from 2,400 to 2,520 euros. By what percentage did it increase? | 5
en | A laptop originally priced at $900 is now 15% cheaper; what's its price? | 765
en | How much VAT is there on 250 at 20%? | 50
en | take 12% of 75 | 9
en | How many minutes are there in a day and a half? | 2160
en | what is the metric equivalent of 3 inches | None
en | how many cm is 6 ft 1 in? | 185.42
en | it's 15 degrees Celsius outside, what is that in Fahrenheit? | 59
en | from Monday 3 March 2025 to Friday 14 March 2025 how many days is it | 11
en | How many days did World War II last if it went from 1 September 1939 to 2 September 1945? | None
en | what's the date a fortnight after 1 June 2025 | None
en | two years and three months after 10 January 2020, what's the date? | date(2022, 4, 10)
en | what day falls on 31 October 2026 | SAT
en | what's the square root of 0.25 | 0.5
en | The cube of 5 minus the square of 5 | 100
en | five times (seven minus two) | 25
en | What do I get when adding 1/4 and 3/8? | 0.625
en | how far will a car go in 45 minutes at 80 km/h | 60
en | divide seventy-two by nine and add five | 13
en | 800 minus 15 percent | 680
en | what's 8% of 8% of 10000 | 64
en | if I sleep from 11pm to 6:45am how long is that | (7, 45)
en | A show of 1 h 50 starts at 19:45. When does it end? | (21, 35)
en | 3 pm plus 200 minutes | (18, 20)
en | how many hours is 10,000 seconds | 2.7777778
en | What's 2,000 kcal in joules | 8368000
en | 12,500 feet to km | 3.81
fr | T'as une idée de combien font 47 fois 19 ? | 893
fr | 5 cartons de 24 canettes, ça fait combien de canettes ? | 120
fr | Si un litre d'essence coûte 1,85 €, combien coûtent 40 litres ? | 74
fr | Mon salaire est passé de 2 400 à 2 520 euros. De quel pourcentage a-t-il augmenté ? | 5
fr | Un ordinateur affiché 900 € est maintenant 15 % moins cher, quel est son prix ? | 765
fr | Combien de TVA sur 250 € à 20 % ? | 50
fr | prends 12 % de 75 | 9
fr | Combien de minutes y a-t-il dans un jour et demi ? | 2160
fr | combien mesure en cm quelqu'un de 6 pieds 1 pouce ? | 185.42
fr | il fait 15 degrés celsius dehors, et en fahrenheit ? | 59
fr | du lundi 3 mars 2025 au vendredi 14 mars 2025, combien de jours ? | 11
fr | deux ans et trois mois après le 10 janvier 2020, quelle date ? | date(2022, 4, 10)
fr | le 31 octobre 2026 tombe quel jour | SAT
fr | racine carrée de 0,25 | 0.5
fr | Le cube de 5 moins le carré de 5 | 100
fr | cinq fois (sept moins deux) | 25
fr | Qu'obtient-on en additionnant 1/4 et 3/8 ? | 0.625
fr | quelle distance fait une voiture en 45 minutes à 80 km/h | 60
fr | divise soixante-douze par neuf et ajoute cinq | 13
fr | 800 moins 15 pour cent | 680
fr | 8 % de 8 % de 10 000 | 64
fr | si je dors de 23h à 6h45 ça fait combien de temps | (7, 45)
fr | Un spectacle de 1h50 commence à 19h45. À quelle heure finit-il ? | (21, 35)
fr | 15h plus 200 minutes | (18, 20)
fr | 10 000 secondes en heures | 2.7777778
fr | 2 000 kcal en joules | 8368000
fr | 12 500 pieds en km | 3.81
"""
)


@pytest.mark.parametrize("lang, question, expected", SECOND + THIRD + FOURTH)
def test_more_fresh_wordings_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
