"""Percentages and small word problems in French and in English."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

PERCENT = table(
    """
en | What is 17.5% of 240? | 42
en | 20 percent of 50 | 10
en | how much is 15 % of 80? | 12
en | fifteen percent of eighty | 12
en | 30 is what percent of 120? | 25
en | What percentage of 200 is 50? | 25
en | what percent is 45 out of 60 | 75
en | 12 as a percentage of 48 | 25
en | Increase 80 by 15% | 92
en | What is 250 decreased by 10%? | 225
en | 80 + 15% | 92
en | 200 - 5% | 190
en | A jacket costs $80 and is 25% off. How much do I pay? | 60
en | What is the price of a 120 euro coat after a 30% discount? | 84
en | How much is a 15% tip on $64? | 9.6
en | What's the total with a 20% tip on a $45 bill? | 54
en | What is the percentage change from 50 to 65? | 30
en | percent increase from 40 to 50 | 25
en | By what percentage did the price fall from 80 to 60? | 25
en | What is 100 plus 20% VAT? | 120
en | After a 20% reduction an item costs 48. What was the original price? | 60
en | 30 is 15% of what number? | 200
en | 18 is 40% of what? | 45
en | What is 5% of 10% of 2000? | 10
en | what is 20% of 150 students | 30
en | How much tax is 8% on 250? | 20
fr | Combien font 17,5 % de 240 ? | 42
fr | 20 pour cent de 50 | 10
fr | c'est quoi 15% de 80 | 12
fr | quinze pour cent de quatre-vingts | 12
fr | Quel pourcentage de 120 représente 30 ? | 25
fr | 50 représente quel pourcentage de 200 ? | 25
fr | 45 sur 60 en pourcentage | 75
fr | Augmente 80 de 15 % | 92
fr | Combien font 250 diminués de 10 % ? | 225
fr | 80 + 15 % | 92
fr | Une veste à 80 euros est soldée à -25 %. Combien je paie ? | 60
fr | Quel est le prix d'un manteau de 120 € après une remise de 30 % ? | 84
fr | Quel est le prix TTC de 100 € HT avec une TVA de 20 % ? | 120
fr | 100 euros HT avec 20% de TVA ca fait combien | 120
fr | Quel est le prix HT d'un article à 120 € TTC avec 20 % de TVA ? | 100
fr | Un pourboire de 15 % sur 64 €, ça fait combien ? | 9.6
fr | Quelle est la variation en pourcentage de 50 à 65 ? | 30
fr | pourcentage d'augmentation de 40 à 50 | 25
fr | Un prix passe de 80 à 60, quelle est la baisse en pourcentage ? | 25
fr | Après une baisse de 20 %, un article coûte 48 €. Quel était son prix initial ? | 60
fr | 30 est 15 % de quel nombre ? | 200
fr | Si 18 représente 40 % d'un nombre, quel est ce nombre ? | 45
fr | 20 % de 150 élèves | 30
fr | 10 % de réduction sur 45 euros | 40.5
"""
)

PROBLEMS = table(
    """
en | I bought 3 books at 12.50 each, how much did I pay? | 37.5
en | How much do 7 tickets at $9.50 each cost? | 66.5
en | 4 pens cost 6 dollars. How much do 10 pens cost? | 15
en | If 5 apples cost 2 euros, how much does one apple cost? | 0.4
en | Share 84 sweets among 7 children | 12
en | split 120 dollars between 4 people | 30
en | How long does it take to travel 120 km at 80 km/h? | 1.5
en | What is the average speed if I cover 150 km in 2 hours? | 75
en | How far do you go in 3 hours at 90 km/h? | 270
en | A car drives 240 miles in 4 hours. What is its speed? | 60
en | What is 1000 at 5% compound interest for 3 years? | 1157.625
en | 12 eggs at 25 cents each | 300
fr | J'ai acheté 3 livres à 12,50 € chacun, combien ai-je payé ? | 37.5
fr | Combien coûtent 7 billets à 9,50 € ? | 66.5
fr | 4 stylos coûtent 6 euros. Combien coûtent 10 stylos ? | 15
fr | Si 5 pommes coûtent 2 euros, combien coûte une pomme ? | 0.4
fr | Partage 84 bonbons entre 7 enfants | 12
fr | On répartit 120 euros entre 4 personnes, combien chacun ? | 30
fr | Combien de temps faut-il pour parcourir 120 km à 80 km/h ? | 1.5
fr | Quelle est la vitesse moyenne si je fais 150 km en 2 heures ? | 75
fr | Quelle distance parcourt-on en 3 heures à 90 km/h ? | 270
fr | 5 kg de pommes à 2,40 € le kilo | 12
fr | 1000 euros placés à 5 % pendant 3 ans avec intérêts composés | 1157.625
"""
)


@pytest.mark.parametrize("lang, question, expected", PERCENT)
def test_percentages_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)


@pytest.mark.parametrize("lang, question, expected", PROBLEMS)
def test_word_problems_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
