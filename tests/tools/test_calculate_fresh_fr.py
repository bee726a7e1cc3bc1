"""Fresh French wordings, written after the grammars, to measure how far they reach; all types mixed."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

ARITHMETIC = table(
    """
fr | ça fait combien 6 fois 9 ? | 54
fr | 312 + 489 ça donne quoi | 801
fr | si j'ajoute 56 à 78 ça fait combien | 134
fr | j'ai besoin du produit de 17 par 23 | 391
fr | donne-moi 1024 divisé par 32 | 32
fr | Enlève 19 à 50 | 31
fr | quel est le résultat de 7 multiplié par 13 | 91
fr | neuf au carré | 81
fr | Pourrais-tu me donner le cube de 12 ? | 1728
fr | 2 à la puissance 20 | 1048576
fr | 2 exposant 5 | 32
fr | la racine carrée de deux cent cinquante-six | 16
fr | racine cubique de 1000 svp | 10
fr | Calcule : (12,5 - 4) × 3 | 25.5
fr | 1/2 + 1/3 | 0.8333333333
fr | combien font cinq moins moins trois | 8
fr | le quart de 360 | 90
fr | deux tiers de 150 | 100
fr | les deux cinquièmes de 40 | 16
fr | c'est quoi le double de 37 | 74
fr | 15 * 15 = ? | 225
fr | Combien font 1000 - 37 × 3 ? | 889
fr | un million divisé par sept | 142857.142857
fr | combien de fois 8 rentre dans 200 ? | 25
fr | Quel est le reste quand on divise 100 par 7 ? | 2
fr | reste de 250 divisé par 16 | 10
fr | 221 est-il premier ? | False
fr | est ce que 7919 est un nombre premier | True
fr | 48 est-il pair ? | True
fr | Est-ce que 1001 est divisible par 7 ? | True
fr | 144 est-il un carré parfait ? | True
fr | décomposition en facteurs premiers de 84 | 84
fr | décompose 360 en produit de facteurs premiers | 360
fr | plus grand commun diviseur de 84 et 126 | 42
fr | PPCM de 12, 15 et 20 | 60
fr | moyenne de 3, 7, 8 et 12 | 7.5
fr | fais la moyenne de 12, 14 et 16 | 14
fr | mes notes sont 12, 15 et 9, quelle est ma moyenne ? | 12
fr | la médiane de 5 ; 1 ; 9 ; 3 | 4
fr | additionne 12, 18, 25 et 45 | 100
fr | somme de 4 8 15 16 23 42 | 108
fr | le plus grand de 12, 45 et 7 | 45
fr | 3 plus 4, le tout multiplié par 5 | 35
fr | Multiplie 6 par 7 puis soustrais 2 | 40
fr | Élève 3 à la puissance 4 | 81
fr | 12 ! | 479001600
fr | deux fois pi fois trois | 18.849555921538759
fr | logarithme de 1000 | 3
fr | sinus de 30 degrés | 0.5
fr | MCMLXXXIV en chiffres | 1984
fr | Comment s'écrit 2024 en chiffres romains ? | 2024
fr | convertir XLII en nombre | 42
fr | que vaut le chiffre romain XIX ? | 19
fr | 2,5 millions / 8 | 312500
fr | Arrondis 3,14159 à 2 décimales | 3.14
fr | 22/7 arrondi au millième | 3.143
fr | 5 x (2 + 3)² | 125
fr | 0,1 + 0,2 | 0.3
fr | combien ca fait 100 moins 42 stp | 58
fr | soixante-quatre divisé par huit moins trois | 5
fr | quelle est la différence entre 81 et 27 ? | 54
fr | sept cents plus trois cent cinquante | 1050
fr | 2³ + 3² | 17
fr | √81 | 9
fr | clacule 12 + 30 | 42
fr | combein font 12 fois 11 | 132
fr | Combien font 7 et 8 ? | 15
fr | Trouve-moi 17 − 29. | -12
fr | mille deux cent trente-quatre plus six | 1240
fr | Que donne 45 divisé par 6 ? | 7.5
fr | combien y a-t-il de fois 12 dans 144 | 12
"""
)

PERCENT = table(
    """
fr | 18% de 350 | 63
fr | trouve 7,5 pour cent de 1200 | 90
fr | je voudrais savoir combien font 12 % de 85 | 10.2
fr | 35 % de 60 ça fait combien ? | 21
fr | enlève 15 % à 60 | 51
fr | combien coûte un article à 120 € avec 40 % de réduction ? | 72
fr | un téléphone à 250 euros avec 10 pour cent de remise | 225
fr | Le prix d'une chemise de 40 € baisse de 15 %. Quel est le nouveau prix ? | 34
fr | combien j'économise avec 30 % de réduction sur des chaussures à 90 euros ? | 27
fr | Quelle est la TVA à 20 % sur 85 euros ? | 17
fr | ajoute 8,5 % à 200 | 217
fr | prix TTC pour 80 € HT avec TVA 20 % | 96
fr | 120 € TTC, TVA 20 %, combien HT ? | 100
fr | 45 c'est combien de pourcents de 180 ? | 25
fr | 45 représente combien en pourcentage de 180 | 25
fr | quel pourcentage représente 20 par rapport à 80 ? | 25
fr | 18 sur 24 en pourcentage | 75
fr | j'ai eu 42 sur 50, ça fait quel pourcentage ? | 84
fr | pourcentage d'augmentation entre 120 et 150 | 25
fr | La population est passée de 2000 à 2500. Quel est le pourcentage d'augmentation ? | 25
fr | Les ventes sont passées de 400 à 300, quelle est la baisse en % ? | 25
fr | taux de variation de 64 à 80 | 25
fr | 72 c'est 60 % de combien ? | 120
fr | 25 % de quel nombre font 15 ? | 60
fr | Après 25 % de remise le manteau coûte 60 €. Quel était le prix de départ ? | 80
fr | 200 augmenté de 10 % puis diminué de 10 % | 198
fr | 1500 + 4 % | 1560
fr | 0,45 en pourcentage | 45
fr | 3/8 en pourcentage | 37.5
fr | 62,5 % en nombre décimal | 0.625
fr | 150 % de 90 | 135
fr | une augmentation de 5 % sur un salaire de 2000 € | 2100
fr | Si je gagne 2000 euros et que je suis augmenté de 3 %, combien je gagne ? | 2060
"""
)

PROBLEMS = table(
    """
fr | Combien coûtent 6 bouteilles à 1,75 € pièce ? | 10.5
fr | J'achète 4 sandwichs à 3,20 € et 2 boissons à 1,50 €, combien je paie en tout ? | 15.8
fr | Si 3 oranges coûtent 1,80 €, combien coûtent 7 oranges ? | 4.2
fr | Une recette pour 4 personnes demande 300 g de farine, combien pour 6 personnes ? | 450
fr | Répartis 96 biscuits entre 8 enfants | 12
fr | On partage une addition de 135 euros entre 5 amis, combien chacun doit payer ? | 27
fr | Combien de temps pour faire 300 km à 100 km/h ? | 3
fr | Un cycliste parcourt 45 km en 3 heures, quelle est sa vitesse moyenne ? | 15
fr | Un avion vole à 800 km/h pendant 2 h 30. Quelle distance parcourt-il ? | 2000
fr | Je lis 25 pages par jour. Combien de pages en 2 semaines ? | 350
fr | 2000 € à 4 % d'intérêts composés pendant 5 ans | 2433.3058048
"""
)

UNITS = table(
    """
fr | 5 miles en km | 8.04672
fr | 70 kg en livres | 154.323584
fr | combien de livres font 70 kilogrammes ? | 154.323584
fr | je mesure 6 pieds 2 pouces, combien en cm ? | 187.96
fr | 72F en C | 22.2222222
fr | -40 celsius en fahrenheit | -40
fr | Il fait 37 degrés Celsius, ça fait combien en Fahrenheit ? | 98.6
fr | à combien de degrés Celsius correspondent 68 °F ? | 20
fr | combien de ml dans un litre ? | 1000
fr | combien de centilitres dans un litre | 100
fr | un marathon fait 42,195 km, combien de miles ? | 26.2187575
fr | 500 m en yards | 546.806649
fr | convertis 3,5 heures en minutes | 210
fr | Combien d'heures y a-t-il dans une semaine ? | 168
fr | combien de secondes dans 2 minutes et demie ? | 150
fr | combien de jours font 3 semaines | 21
fr | combien de minutes dans une heure et demie ? | 90
fr | 1000000 secondes en jours | 11.5740741
fr | combien de mois dans 3 ans | 36
fr | un siècle c'est combien d'années ? | 100
fr | 120 pieds carrés en mètres carrés | 11.1483648
fr | 1 hectare en acres | 2.47105381
fr | combien de m² dans un hectare ? | 10000
fr | combien de litres dans 1 m3 | 1000
fr | 100 chevaux en kilowatts | 73.549875
fr | 250 kcal en kJ | 1046
fr | 1,5 To en Go | 1500
fr | Combien de Mo y a-t-il dans 2 Go ? | 2000
fr | 25 m/s en km/h | 90
fr | 20 nœuds en km/h | 37.04
fr | quelle est la valeur de 8 onces en grammes ? | 226.796185
fr | 3 km + 450 m | 3.45
fr | passer 2,3 tonnes en kilos | 2300
fr | 1 année-lumière en km | 9460730472580.8
fr | trois pouces en centimètres | 7.62
fr | combien de pouces dans 2 mètres ? | 78.7401575
fr | 90 km/h font combien de m/s ? | 25
fr | combien de décimètres dans 3,2 mètres | 32
fr | ça fait combien 10 pouces en cm | 25.4
fr | 1 gallon, c'est combien de litres ? | 3.785411784
"""
)

DATES = table(
    """
fr | combien de jours du 1er janvier 2024 au 1er mars 2024 | 60
fr | nombre de jours entre le 25/12/2023 et le 01/01/2024 | 7
fr | Combien de temps s'est écoulé entre le 6 juin 1944 et le 8 mai 1945 ? | 336
fr | Combien de jours séparent le 11 novembre 1918 du 1er septembre 1939 ? | 7599
fr | combien d'années entre 476 et 1453 | 977
fr | Combien d'années se sont écoulées de 1492 à 1789 ? | 297
fr | Combien d'années séparent 490 av. J.-C. et 480 av. J.-C. ? | 10
fr | Combien de siècles entre 1000 et 2000 ? | 10
fr | 1969, c'était il y a combien d'années ? | 56
fr | Quel jour de la semaine était le 4 juillet 1776 ? | THU
fr | le 1er janvier 2000 était quel jour ? | SAT
fr | Le 9 novembre 1989 était-il un jeudi ? | True
fr | quel jour tombera le 29 février 2028 | TUE
fr | C'était quel jour le 22 novembre 1963 ? | FRI
fr | 2012 était-elle une année bissextile ? | True
fr | est-ce que 2100 sera bissextile | False
fr | quelle sera la date 45 jours après le 10 mars 2025 ? | date(2025, 4, 24)
fr | 30 jours après le 15 juin 2025 | date(2025, 7, 15)
fr | ajoute 100 jours au 1er mars 2024 | date(2024, 6, 9)
fr | 2 semaines avant Noël 2025 | date(2025, 12, 11)
fr | Quelle était la date 1000 jours avant le 18 juin 2025 ? | date(2022, 9, 22)
fr | On sera quelle date dans trois semaines ? | date(2025, 7, 9)
fr | quel jour était-on il y a 100 jours | date(2025, 3, 10)
fr | combien de jours avant Noël ? | 190
fr | combien de jours jusqu'au 1er janvier 2026 | 197
fr | Combien de jours reste-t-il avant le 14 juillet 2025 ? | 26
fr | nombre de jours depuis le 1er janvier 2000 | 9300
fr | quelqu'un né le 12 mars 1985 a quel âge aujourd'hui ? | 40
fr | Quel âge a quelqu'un qui est né le 1er juillet 2000 ? | 24
fr | Si je suis né en 1985, quel âge aurai-je en 2050 ? | 65
fr | né en 1756, mort en 1791, à quel âge ? | 35
fr | combien de jours y a-t-il en 2024 | 366
fr | Combien y a-t-il de jours en février 2023 ? | 28
fr | Le 18 juin 2025 est le combientième jour de l'année ? | 169
fr | quel jour on est | WED
fr | Quelle est la date d'aujourd'hui ? | WED
"""
)

CLOCK = table(
    """
fr | combien d'heures entre 8h30 et 17h | (8, 30)
fr | je travaille de 9h à 17h30, ça fait combien de temps ? | (8, 30)
fr | de 22 h à 6 h ça fait combien d'heures | (8, 0)
fr | Mon vol décolle à 14h25 et dure 2h50, à quelle heure j'atterris ? | (17, 15)
fr | Si je pars à 7h40 et que le trajet dure 1 heure 35 minutes, à quelle heure j'arrive ? | (9, 15)
fr | quelle heure sera-t-il 90 minutes après 23h15 | (0, 45)
fr | J'enfourne le gâteau à 16h10 pour 55 minutes, à quelle heure je le sors ? | (17, 5)
fr | La réunion finit à 12h15 et a duré 1h45, à quelle heure a-t-elle commencé ? | (10, 30)
fr | 3 heures 40 minutes avant 11h20 | (7, 40)
fr | additionne 1h20 et 2h55 | (4, 15)
fr | 1 heure 15 + 50 minutes | (2, 5)
fr | 2h30 en minutes | 150
fr | 3 x 1h20 | (4, 0)
"""
)


@pytest.mark.parametrize("lang, question, expected", ARITHMETIC + PERCENT + PROBLEMS)
def test_fresh_numbers_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)


@pytest.mark.parametrize("lang, question, expected", UNITS + DATES + CLOCK)
def test_fresh_quantities_and_dates_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
