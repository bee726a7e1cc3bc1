"""Questions for an encyclopedia, and sentences from one: nothing here is a calculation, whatever numbers it holds."""

from __future__ import annotations

import pytest
from test_calculate import TODAY

from necker.tools.calculate import check, understand

ENGLISH = """
How many people live in Peru?
When was Marie Curie born?
What is 3C 273?
Who won in 1998?
What is Area 51?
What happened on 14 July 1789?
What happened in 44 BC?
How tall is the Eiffel Tower?
How high is Mount Everest in feet?
What is the population of France in 2020?
How far is the Moon from the Earth?
How far is it from Paris to London in km?
What is the speed of light in km/s?
How old was Mozart when he died?
How many years did the Hundred Years' War last?
How long did World War II last?
Who wrote 2001: A Space Odyssey?
What is the 4th planet from the Sun?
Who was Louis XIV?
Who was Henry VIII?
What is World War I?
What is Apollo 11?
What is a Boeing 747?
What is 9/11?
What is 24/7?
What is 4-4-2?
What does 50/50 mean?
What is the 80/20 rule?
Who is 50 Cent?
What is 50 Cent's real name?
What is a 3-D printer?
What is 5G?
What is 4K?
What is 42?
What is 1984?
What is 1984 about?
Who wrote 1984?
What is pi?
What is a prime number?
What is a leap year?
What is a square root?
What is the capital of Peru?
How many states are in the United States?
How many legs does a spider have?
How many bones are there in the human body?
How many players are in a football team?
How many minutes is a football match?
How many days did the siege last?
What day was Kennedy shot?
What day is Christmas?
What year did Columbus reach America?
What is 20% of the population of Peru?
What percentage of the Earth is water?
What percent of Americans speak Spanish?
How many km is the Nile?
How many miles long is the Amazon?
How many kilometres are there between Paris and Lyon?
How heavy is a blue whale in kg?
What is the boiling point of water in Fahrenheit?
How many calories are in a banana?
How many grams of sugar are in a can of Coke?
How many days after the election was he sworn in?
What is the half-life of carbon-14?
What is uranium-235?
What is vitamin B12?
What is H2O?
What is 2,4-D?
What is route 66?
What is Windows 95?
What is the G20?
What is the Treaty of 1839?
What is 7 Up?
What is 12 Monkeys?
Who starred in 8 Mile?
What is 8 Mile?
Who discovered the square root of 2?
Is Pluto a planet?
Is 13 an unlucky number?
Why is 7 a lucky number?
Who are the 5 permanent members of the Security Council?
List 3 novels by Jane Austen
Name 2 rivers in Germany
What are the 7 wonders of the ancient world?
Tell me about the 1970s
What is the 1919 Treaty of Versailles?
What are the 12 months?
When did the First World War end?
How many times did Brazil win the World Cup?
What is the difference between a crocodile and an alligator?
What is the difference between weather and climate?
What is the sum of human knowledge?
How many degrees did Einstein have?
What is the temperature on Mars in Celsius?
What is the size of Texas in square kilometres?
How much does an elephant weigh in pounds?
"""

FRENCH = """
Combien d'habitants compte le Pérou ?
Quand est née Marie Curie ?
Qu'est-ce que les 24 Heures du Mans ?
Qu'est-ce que 3C 273 ?
Qui a gagné en 1998 ?
Qu'est-ce que la zone 51 ?
Que s'est-il passé le 14 juillet 1789 ?
Que s'est-il passé en 44 av. J.-C. ?
Quelle est la hauteur de la tour Eiffel ?
Quelle est l'altitude de l'Everest en pieds ?
Quelle est la population de la France en 2020 ?
Quelle distance sépare la Terre de la Lune ?
Quelle est la vitesse de la lumière en km/s ?
Quel âge avait Mozart à sa mort ?
Combien de temps a duré la guerre de Cent Ans ?
Combien d'années a duré la guerre de Trente Ans ?
Qui était Louis XIV ?
Qui est François Ier ?
Qu'est-ce que la Première Guerre mondiale ?
Qu'est-ce qu'Apollo 11 ?
Qu'est-ce que le 11 septembre ?
Qu'est-ce qu'un nombre premier ?
Qu'est-ce qu'une année bissextile ?
Qu'est-ce que le carbone 14 ?
Qu'est-ce que la vitamine B12 ?
Qu'est-ce que 1984 ?
Qui a écrit 1984 ?
Qui a écrit Vingt mille lieues sous les mers ?
Qui a écrit Le Tour du monde en quatre-vingts jours ?
De quoi parle Cent ans de solitude ?
Qui a réalisé Les Quatre Cents Coups ?
Qu'est-ce que la 4G ?
Combien de pattes a une araignée ?
Combien d'os compte le corps humain ?
Combien de joueurs dans une équipe de football ?
Combien de jours a duré le siège ?
Combien de départements compte la France ?
Combien de kilomètres mesure le Nil ?
Combien de kilomètres entre Paris et Lyon ?
Combien pèse une baleine bleue en kg ?
Combien de calories dans une banane ?
Quel pourcentage de la Terre est couvert d'eau ?
Combien font 20 % de la population du Pérou ?
Quelle est la température d'ébullition de l'eau en Fahrenheit ?
Quelle est la moitié de l'Europe ?
Quelle est la différence entre un crocodile et un alligator ?
Quelle est la racine du mot philosophie ?
Qu'est-ce que le carré de l'hypoténuse ?
Qu'est-ce que le théorème de Pythagore ?
Quelle est la demi-vie de l'uranium 238 ?
Quels sont les 7 péchés capitaux ?
Cite 3 romans de Victor Hugo
Quels sont les 5 membres permanents du Conseil de sécurité ?
En quelle année Christophe Colomb a-t-il découvert l'Amérique ?
Quel jour Kennedy a-t-il été assassiné ?
Quel jour est Noël ?
Pourquoi 13 porte malheur ?
Qui a découvert la racine carrée ?
Combien de fois le Brésil a-t-il gagné la Coupe du monde ?
Qu'est-ce que le traité de 1839 ?
Qu'est-ce que le 49.3 ?
Qu'est-ce que le 4 x 100 mètres ?
Qu'est-ce qu'un Airbus A380 ?
À quelle heure commence le journal de 20 heures ?
Quel est le prix du baril en 2008 ?
Combien coûte une baguette ?
Quelle est la superficie de la Corse en km² ?
Quel est le plus grand nombre premier connu ?
Quand commence le XXIe siècle ?
Quel âge a la Terre ?
"""

SENTENCES = """
en|The Hundred Years' War lasted from 1337 to 1453.
en|Mozart (27 January 1756 – 5 December 1791) was a composer.
en|The Nile is about 6,650 km long.
en|Mount Everest is 8,849 m (29,032 ft) high.
en|About 20% of Peru is desert.
en|Paris had 2,102,650 inhabitants in 2023.
en|Apollo 11 was launched on July 16, 1969.
en|The speed of light is 299,792,458 m/s.
en|He was born in 1867 and died in 1934.
en|The treaty was signed 3 years after the war.
en|Water boils at 100 °C.
en|A football team has 11 players.
en|Pluto is a dwarf planet.
en|France has 5 of the 10 largest ports.
fr|La guerre de Cent Ans dura de 1337 à 1453.
fr|Le Nil mesure environ 6 650 km.
fr|L'Everest culmine à 8 849 m.
fr|Environ 20 % du Pérou est désertique.
fr|Paris comptait 2 102 650 habitants en 2023.
fr|L'eau bout à 100 °C.
fr|Une équipe de football compte 11 joueurs.
fr|Le traité fut signé 3 ans après la guerre.
fr|La vitesse de la lumière est de 299 792 458 m/s.
fr|Il est né en 1867 et mort en 1934.
"""


@pytest.mark.parametrize("question", ENGLISH.strip().splitlines())
def test_an_english_look_up_is_left_alone(question: str) -> None:
    assert understand(question, "en", today=TODAY) is None


@pytest.mark.parametrize("question", FRENCH.strip().splitlines())
def test_a_french_look_up_is_left_alone(question: str) -> None:
    assert understand(question, "fr", today=TODAY) is None


@pytest.mark.parametrize("line", SENTENCES.strip().splitlines())
def test_a_sentence_of_an_encyclopedia_is_no_calculation(line: str) -> None:
    lang, _, sentence = line.partition("|")
    assert check(sentence, lang, today=TODAY) is None
