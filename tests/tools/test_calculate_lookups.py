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
What percentage of people voted for Obama in 2012?
How many days are in a Martian year?
How many km is the Great Wall?
How long is a football pitch in metres?
What was the score of the 2018 World Cup final?
What is the 1,000 metres world record?
How many times was Elizabeth Taylor married?
What is the 3rd largest city in Japan?
What is Fahrenheit 451?
Who wrote Fahrenheit 451?
What is 100 years of solitude about?
What are the 39 steps?
Who directed 12 Angry Men?
What is the 7 Years' War?
What is the 30 Years' War?
What is the Six-Day War?
When was the War of 1812?
What is the year 1?
What is a quarter?
What is half?
What is the mean?
What is the average height of a man?
What is the average temperature in July?
How old is the universe?
How old is Tom Hanks?
What is the date of Easter 2025?
When is Easter in 2025?
What day is Thanksgiving?
What is a mole?
What is a pound?
What is a yard?
What is the second law of thermodynamics?
What is the minute hand?
What is a hectare?
What is a dozen?
How much is a dozen?
What is one?
What is one plus?
What is OnePlus 7?
What is Formula 1?
What is Catch-22?
What is Section 8?
What is the Big 4?
What is 1 Corinthians 13?
What is Psalm 23?
What is Mach 1?
What is a 10-K?
What is a 401k?
What is 23andMe?
What is WW2?
What is C4?
What is PM2.5?
What is ISO 9001?
What is NGC 224?
What is 51 Pegasi?
What is 1 Ceres?
What is Ceres 1?
What is a 2x4?
What is 3D?
What is a 4x4?
What is A4 paper?
How big is A4 in cm?
How many grams of protein in 100 g of chicken?
How many countries are there between Mexico and Panama?
How many miles between New York and Boston?
how many years between the first and second world war
What is the difference between 4G and 5G?
What is the difference between 1 and I?
how many feet are there in a poem
how many seconds does light take to reach Earth
how many days is Ramadan
How many people died in 1918?
Is 7 a lucky number?
Is 2012 a good movie?
Was 1984 written by Orwell?
is 2001 a space odyssey a film
What is 2 Fast 2 Furious?
What is 24?
What's 411?
What is 50 First Dates?
What is Ocean's 8?
What is twenty one pilots?
What is nine inch nails?
Who are Nine Inch Nails?
who are Boyz II Men
What is one hundred years?
What is 1 + 1 by Beyoncé?
Who sang 99 Luftballons?
What is five percent nation?
What is the 1%?
What is the 27 Club?
What is Pi Day?
What happens in 28 days later?
What is 28 Days Later?
What is 127 Hours about?
what is 72 hours
What is 6 Days 7 Nights?
What is 10 years after?
Who is Ten Years After?
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
Quel est le 3e plus grand pays du monde ?
Qui a réalisé 8½ ?
Qu'est-ce que le 5e élément ?
Qu'est-ce que Louis XIV a fait en 1685 ?
Qu'est-ce que le 1er mai ?
Que fête-t-on le 14 juillet ?
Que s'est-il passé le 6 juin 1944 ?
Quelle est la vitesse du son en m/s ?
Combien de temps dure un match de rugby ?
Combien de minutes dure un match de foot ?
Combien y a-t-il de jours dans une année sur Mars ?
Quel âge a le capitaine ?
Quel âge a Emmanuel Macron ?
Combien coûte un kilo de tomates ?
C'est quoi un quart ?
C'est quoi la moitié ?
Qu'est-ce qu'une livre ?
Qu'est-ce qu'un pied ?
Qu'est-ce qu'une minute ?
Qu'est-ce que le 93 ?
Qu'est-ce que la Peugeot 205 ?
Qu'est-ce que la 2 CV ?
Qu'est-ce que le bac + 5 ?
Qu'est-ce que les 3 Suisses ?
Que veut dire 3615 ?
Quand a eu lieu la guerre de 14-18 ?
Qu'est-ce que la guerre de 14-18 ?
C'est quoi le 4-3-3 ?
Quelle est la population de Lyon en 1999 ?
Combien de buts en 1998 ?
Quelle heure est-il à Tokyo ?
Quel temps fait-il aujourd'hui ?
Quel est le pourcentage de 2024 ?
Combien de jours dure le ramadan ?
Combien de km entre la Terre et Mars ?
Combien de mois dure la grossesse d'une éléphante ?
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
