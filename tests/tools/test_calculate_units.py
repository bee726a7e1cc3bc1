"""Conversions of units in French and in English."""

from __future__ import annotations

import pytest
from test_calculate import answers, table

CASES = table(
    """
en | Convert 26.2 miles to kilometres | 42.1648128
en | how many km in 10 miles | 16.09344
en | How many inches are there in a foot? | 12
en | 5 feet 11 inches in cm | 180.34
en | What is 100 °F in Celsius? | 37.7777778
en | 30 C to F | 86
en | How hot is 350 degrees Fahrenheit in degrees Celsius? | 176.6666667
en | 0 kelvin in celsius | -273.15
en | how many grams in 2.5 kg | 2500
en | 150 pounds in kg | 68.0388555
en | How much does 12 stone weigh in kilos? | 76.2035181
en | How many ounces are in a pound? | 16
en | 3 gallons in litres | 11.356235352
en | How many millilitres are in a pint? | 473.176473
en | 60 mph in km/h | 96.56064
en | 100 km/h to mph | 62.137119
en | 2 acres in square metres | 8093.7128448
en | how many hectares is 1 square kilometer | 100
en | 3 cubic metres in liters | 3000
en | How many seconds are there in a day? | 86400
en | How many minutes in 3 hours? | 180
en | 90 minutes in hours | 1.5
en | How many weeks are 100 days? | 14.285714
en | 5 GB in MB | 5000
en | how many bytes are in a kibibyte | 1024
en | 2 TB to GB | 2000
en | 1 kWh in joules | 3600000
en | 500 calories in kilojoules | 2.092
en | 1 atm in pascals | 101325
en | 10 nautical miles in kilometers | 18.52
en | 200 hp in kW | 149.139974
en | what's 1.8 m in feet | 5.905512
en | 6 ft to metres | 1.8288
en | How many feet are in a mile? | 5280
en | Express 45 minutes in seconds | 2700
en | please change 12 inches into centimeters | 30.48
en | what is a light year in kilometres | 9460730472580.8
fr | Convertis 26,2 miles en kilomètres | 42.1648128
fr | combien de km dans 10 miles | 16.09344
fr | Combien y a-t-il de pouces dans un pied ? | 12
fr | 5 pieds 11 pouces en cm | 180.34
fr | 100 °F en Celsius | 37.7777778
fr | Combien font 30 degrés Celsius en Fahrenheit ? | 86
fr | 30 degres en fahrenheit | 86
fr | 2,5 kg en grammes | 2500
fr | combien pèse 150 livres en kg | 68.0388555
fr | Combien de grammes y a-t-il dans une once ? | 28.349523125
fr | 3 gallons en litres | 11.356235352
fr | 60 mph en km/h | 96.56064
fr | 100 km/h en m/s | 27.777778
fr | 2 hectares en mètres carrés | 20000
fr | 3 m³ en litres | 3000
fr | Combien de secondes dans une journée ? | 86400
fr | Combien y a-t-il de minutes dans 3 heures ? | 180
fr | 90 minutes en heures | 1.5
fr | 5 Go en Mo | 5000
fr | combien d'octets dans un kibioctet | 1024
fr | 1 kWh en joules | 3600000
fr | 10 milles marins en kilomètres | 18.52
fr | un mile c'est combien de mètres ? | 1609.344
fr | Combien vaut une livre en grammes ? | 453.59237
fr | Exprime 45 minutes en secondes | 2700
fr | 1,8 m ça fait combien en pieds | 5.905512
fr | 6 pieds = ? mètres | 1.8288
fr | Convertir 12 pouces en centimètres svp | 30.48
fr | 75 cl en ml | 750
fr | 250 ml en cl | 25
fr | 4 000 m en km | 4
"""
)


@pytest.mark.parametrize("lang, question, expected", CASES)
def test_conversions_are_read(lang: str, question: str, expected: object) -> None:
    answers(lang, question, expected)
