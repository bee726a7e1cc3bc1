"""Fresh English wordings, written after the grammars, to measure how far they reach; all types mixed."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

ARITHMETIC = table(
    """
en | wats 6 x 9 | 54
en | Hey, quick question: how much is 312 plus 489? | 801
en | If you add 56 and 78, what do you get? | 134
en | I need the product of 17 and 23 | 391
en | tell me 1024 divided by 32 | 32
en | take 19 away from 50 | 31
en | what does 7 times 13 equal | 91
en | what's nine squared | 81
en | could you work out the cube of 12 for me please? | 1728
en | 2 to the 20th power | 1048576
en | the fifth root of 243 | 3
en | square root of two hundred fifty-six | 16
en | Calculate: (12.5 - 4) * 3 | 25.5
en | 1/2 + 1/3 | 0.8333333333
en | what's 5 minus negative 3 | 8
en | how much does 450 split in 9 make | 50
en | what's a quarter of 360? | 90
en | two thirds of 150 | 100
en | twice 37 | 74
en | half of 250 plus 10 | 135
en | 15 * 15 = ? | 225
en | What's the result of 1000 - 37 * 3 | 889
en | one million divided by seven | 142857.142857
en | how many times does 8 fit into 200? | 25
en | what is left over when 100 is divided by 7 | 2
en | 47 modulo 6 | 5
en | the remainder of 250 divided by 16 | 10
en | Is 221 prime? | False
en | Is 7919 a prime number? | True
en | is 2 a prime | True
en | is 48 even? | True
en | Is 1001 divisible by 7? | True
en | does 3 divide 111 evenly? | True
en | is 144 a perfect square | True
en | what are the prime factors of 84 | 84
en | prime factorization of 360 | 360
en | highest common factor of 84 and 126 | 42
en | LCM of 12, 15 and 20 | 60
en | mean of 3, 7, 8, 12 | 7.5
en | what's the average of these numbers: 10, 20, 60? | 30
en | the median of 5, 1, 9, 3 | 4
en | add up 12, 18, 25 and 45 | 100
en | sum of the numbers 4 8 15 16 23 42 | 108
en | the largest of 12, 45 and 7 | 45
en | What is 3 plus 4, then multiplied by 5? | 35
en | start with 8, add 4 and divide by 3 | 4
en | Multiply 6 by 7 and then subtract 2 | 40
en | raise 3 to the power 4 | 81
en | 12 factorial please | 479001600
en | 2 * pi * 3 | 18.849555921538759
en | log of 1000 | 3
en | ln(10) | 2.302585093
en | sin of 30 degrees | 0.5
en | What is MCMLXXXIV in numbers? | 1984
en | write 2024 in roman numerals | 2024
en | how do you write 49 as a Roman numeral? | 49
en | convert XLII to a number | 42
en | 3 dozen minus 4 | 32
en | 2.5 million / 8 | 312500
en | Round 3.14159 to 2 decimal places | 3.14
en | 22/7 rounded to 3 decimals | 3.143
en | 5 x (2 + 3)^2 | 125
en | 0.1 + 0.2 | 0.3
en | 9999 * 9999 | 99980001
en | what is 7 over 8 in decimal form | 0.875
en | 100 less 42 | 58
en | please multiply eleven by eleven | 121
en | whats sixty four divided by eight minus three | 5
en | the difference of 81 and 27 | 54
en | What's 45 times itself | 2025
en | seven hundred plus three hundred and fifty | 1050
en | 2³ + 3² | 17
en | √81 | 9
en | calcualte 12 + 30 | 42
en | waht is 12 times 11 | 132
en | Compute 17 − 29. | -12
"""
)

PERCENT = table(
    """
en | what's 18% of 350 | 63
en | find 7.5 percent of 1200 | 90
en | I'd like to know what 12% of 85 is | 10.2
en | 35 percent of 60 is how much? | 21
en | take 15% off 60 | 51
en | how much is 40% off $120 | 72
en | a $250 phone with 10 percent off | 225
en | The price of a $40 shirt is reduced by 15%. What's the new price? | 34
en | how much do I save with 30% off a 90 dollar pair of shoes? | 27
en | What's 20% tip on 85 dollars? | 17
en | my bill is $72.50, what's an 18% tip | 13.05
en | if the bill comes to 50 dollars and I leave a 20% tip, what do I pay in total? | 60
en | add 8.25% sales tax to $200 | 216.5
en | price with 20% VAT on £80 | 96
en | £120 including 20% VAT, what is the price without VAT? | 100
en | 45 is what percentage of 180 | 25
en | what percent of 80 is 20? | 25
en | 18 out of 24 as a percentage | 75
en | I scored 42 out of 50, what percentage is that? | 84
en | what is 3 as a percent of 8 | 37.5
en | percentage increase from 120 to 150 | 25
en | The population went from 2000 to 2500. What is the percentage increase? | 25
en | sales dropped from 400 to 300, by what percent? | 25
en | what's the percent difference going from 64 to 80 | 25
en | 72 is 60% of what number? | 120
en | 25% of what is 15 | 60
en | After a 25% discount the coat costs $60, what was the original price? | 80
en | 200 increased by 10 percent and then decreased by 10 percent | 198
en | 1500 + 4% | 1560
en | 0.45 as a percentage | 45
en | 3/8 as a percentage | 37.5
en | convert 62.5% to a decimal | 0.625
en | how much is 5 percent more than 300 | 315
en | what is 150% of 90? | 135
en | 5% increase on a salary of 32000 | 33600
"""
)

PROBLEMS = table(
    """
en | What do 6 bottles cost at $1.75 each? | 10.5
en | I buy 4 sandwiches at 3.20 each and 2 drinks at 1.50 each. How much is it in total? | 15.8
en | Tickets are $12 each. How much for 5 tickets? | 60
en | If 3 oranges cost $1.80, how much do 7 oranges cost? | 4.2
en | A recipe for 4 people needs 300 grams of flour. How much flour for 6 people? | 450
en | Divide 96 cookies equally among 8 kids | 12
en | If we split a 135 euro bill between 5 friends, how much does each pay? | 27
en | How long will it take to drive 300 miles at 60 mph? | 5
en | A cyclist covers 45 km in 3 hours, how fast is that? | 15
en | A plane flies at 800 km/h for 2.5 hours. How far does it travel? | 2000
en | I read 25 pages a day. How many pages do I read in 2 weeks? | 350
en | 2000 dollars at 4% compound interest for 5 years | 2433.3058048
en | How much is $500 invested for 2 years at 3%? | 530.45
"""
)

UNITS = table(
    """
en | 5 miles in km | 8.04672
en | what's 70 kg in pounds | 154.323584
en | how many pounds is 70 kilograms? | 154.323584
en | how tall is 6'2" in centimeters | 187.96
en | I'm 5 foot 9, how many cm is that? | 175.26
en | 72F to C | 22.2222222
en | what is -40 celsius in fahrenheit? | -40
en | How many degrees Fahrenheit is 37 degrees Celsius? | 98.6
en | 20 degrees celsius equals how many fahrenheit | 68
en | how many ml in a cup | 236.5882365
en | how many cups are in a gallon? | 16
en | how many teaspoons in a tablespoon | 3
en | 2 litres to fluid ounces | 67.6280454
en | a marathon is 42.195 km, how many miles is that | 26.2187575
en | 500 m in yards | 546.806649
en | convert 3.5 hours to minutes | 210
en | how many hours are there in a week? | 168
en | how many seconds in 2 and a half minutes | 150
en | how many days is 3 weeks | 21
en | how many minutes is an hour and a half? | 90
en | 1000000 seconds in days | 11.5740741
en | how many months are in 3 years | 36
en | how many years is a century? | 100
en | 120 square feet in square meters | 11.1483648
en | 1 hectare in acres | 2.47105381
en | 1 cubic meter is how many gallons | 264.172052
en | 30 psi in bar | 2.06842719
en | 100 hp to kilowatts | 74.5699872
en | 250 kcal in kJ | 1046
en | 1.5 TB in GB | 1500
en | how many MB are there in 2 GB? | 2000
en | 25 m/s in km/h | 90
en | 20 knots in kph | 37.04
en | what would 8 ounces be in grams? | 226.796185
en | 12 UK gallons in litres | 54.55308
en | 3 km + 450 m | 3.45
en | how many 250 ml glasses are there in 2 litres | 8
en | 1 light-year in miles | 5878625373184
en | two miles in feet | 10560
en | how many inches in 2 meters? | 78.7401575
en | 90 km/h is how many m/s? | 25
en | How much is 180 cm in feet and inches? | (5, 10.866142)
en | express 5000 seconds in hours and minutes | (1, 23.333333)
en | 4 stone 7 pounds in kg | 28.5763
"""
)

DATES = table(
    """
en | how many days from Jan 1 2024 to Mar 1 2024 | 60
en | number of days between 12/25/2023 and 01/01/2024 | 7
en | how long is it between June 6, 1944 and May 8, 1945? | 336
en | how many days passed between 11 November 1918 and 1 September 1939 | 7599
en | How many weeks are there from 5 January 2025 to 2 March 2025? | (8, 0)
en | how many years between 476 and 1453 | 977
en | How many years passed from 1492 to 1789? | 297
en | how many years separate 490 BC and 480 BC? | 10
en | How many centuries are there between 1000 and 2000? | 10
en | how many years ago was 1969? | 56
en | which day of the week was 4 July 1776? | THU
en | what weekday is 1 January 2000 | SAT
en | Was 9 November 1989 a Thursday? | True
en | On what day did 22 November 1963 fall | FRI
en | what day of the week will 29 February 2028 be? | TUE
en | was 2012 a leap year or not | True
en | is 2100 going to be a leap year? | False
en | what's the date 45 days after march 10 2025? | date(2025, 4, 24)
en | 30 days from 15 June 2025 | date(2025, 7, 15)
en | add 100 days to 1 March 2024 | date(2024, 6, 9)
en | 2 weeks before Christmas 2025 | date(2025, 12, 11)
en | what was the date 1000 days before 18 June 2025 | date(2022, 9, 22)
en | What date will it be three weeks from today? | date(2025, 7, 9)
en | what day was it 100 days ago | date(2025, 3, 10)
en | What is the date tomorrow? | THU
en | how many days till 1 January 2026 | 197
en | How many days left until the 14th of July 2025? | 26
en | days since 1 January 2000 | 9300
en | someone was born on 12 March 1985, how old are they today? | 40
en | How old is someone born on 1 July 2000? | 24
en | If I was born in 1985 how old will I be in 2050? | 65
en | Born in 1756 and died in 1791: at what age? | 35
en | how many days are there in 2024 | 366
en | How many days does February have in 2023? | 28
en | what number day of the year is 18 June 2025 | 169
en | what day of the week is it today | WED
en | what's today's date | WED
"""
)

CLOCK = table(
    """
en | how many hours between 8:30 and 17:00 | (8, 30)
en | I work from 9am to 5:30pm, how long is that? | (8, 30)
en | from 10 pm to 6 am is how long | (8, 0)
en | My flight leaves at 14:25 and lasts 2 h 50. When do I land? | (17, 15)
en | If I leave at 7:40 and the trip takes 1 hour 35 minutes, when do I arrive? | (9, 15)
en | what time will it be 90 minutes after 23:15 | (0, 45)
en | The cake goes in the oven at 16:10 and bakes for 55 minutes, when is it done? | (17, 5)
en | The meeting ends at 12:15 and lasted 1h45, when did it start? | (10, 30)
en | 3 hours 40 minutes before 11:20 | (7, 40)
en | add 1h20 and 2h55 | (4, 15)
en | 1 hour 15 minutes + 50 minutes | (2, 5)
en | how many minutes are there between 10:05 and 11:50? | 105
en | 2h30 in minutes | 150
en | 3 x 1h20 | (4, 0)
"""
)


@pytest.mark.parametrize("lang, question, expected", ARITHMETIC + PERCENT + PROBLEMS)
def test_fresh_numbers_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)


@pytest.mark.parametrize("lang, question, expected", UNITS + DATES + CLOCK)
def test_fresh_quantities_and_dates_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
