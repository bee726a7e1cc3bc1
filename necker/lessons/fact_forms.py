"""Templates of claims on years, with the test that each stands for (from_facts.TESTS).

{t} is the subject, {v} what the test is given (a year, a number of years, a century, a decade), {e} the French ending.
"""

from __future__ import annotations

from typing import NamedTuple

from necker.core.language import Lang


class Form(NamedTuple):
    """A template and the test of the years for which it holds."""

    test: str
    text: str


def _table(lines: str) -> tuple[Form, ...]:
    """Forms from lines "test: template | template"."""
    rows = [line.split(": ", 1) for line in lines.strip().splitlines()]
    return tuple(Form(test.strip(), text.strip()) for test, texts in rows for text in texts.split(" | "))


LIVES: dict[Lang, tuple[Form, ...]] = {
    "en": _table("""
first in: {t} was born in {v} | {t} came into the world in {v} | The birth of {t} goes back to {v} | It was in {v} that {t} first saw the light of day | The year of birth of {t} is {v} | The life of {t} began in {v}
last in: {t} died in {v} | {t} passed away in {v} | The year {v} was the last in the life of {t} | Death came to {t} in {v} | {t}, who died in {v}, is remembered to this day | The life of {t} came to an end in {v}
first before: {t} was born before {v} | {t} came into the world earlier than {v} | By {v}, {t} had already been born | The birth of {t} was prior to {v} | When the year {v} began, {t} was already in the world
first after: {t} was born after {v} | {t} was not yet born in {v} | In {v}, the birth of {t} still lay ahead | {t} came into the world later than {v} | {t} had not been born when the year {v} ended
last before: {t} died before {v} | {t} did not live to see the year {v} | By {v}, {t} was no longer alive | {t} was already dead in {v} | {t} had passed away by the time the year {v} came | The death of {t} happened earlier than {v}
last after: {t} died after {v} | {t} lived to see the year {v} come and go | {t} outlived the year {v} | The death of {t} came later than {v} | {t} was still living when the year {v} ended
alive: {t} was alive in {v} | {t} was living in {v} | The year {v} fell within the lifetime of {t} | Somebody could have met {t} in {v} | {t} belonged to those who lived through the year {v}
not alive: {t} was not alive in {v} | In {v}, {t} was not among the living | The year {v} lies outside the lifetime of {t} | Nobody could have met {t} in {v}
over: {t} lived for more than {v} years | {t} was over {v} at the time of death | {t} lived past the age of {v} | {t} reached an age of more than {v} | More than {v} years lie between the birth and the death of {t} | {t} was older than {v} when death came | {t} lived to be more than {v} years old
under: {t} died before turning {v} | {t} did not reach the age of {v} | {t} was younger than {v} at death | {t} lived for fewer than {v} years | {t} never got to be {v} years old | {t} died too young to turn {v} | At the time of death, {t} had not yet turned {v}
first century: {t} was born in the {v} | {t} came into the world in the {v} | The birth of {t} took place during the {v} | {t} was a child of the {v}
last century: {t} died in the {v} | The death of {t} came in the {v} | {t} passed away during the {v}
first decade: {t} was born in the {v} | The birth of {t} fell in the {v} | {t} came into the world at some point in the {v}
last decade: {t} died in the {v} | The death of {t} fell in the {v} | {t} passed away at some point in the {v}
first late: {t} was born in the late {v} | {t} came into the world towards the end of the {v}
first early: {t} was born in the early {v} | {t} came into the world near the beginning of the {v}
last late: {t} died in the late {v} | {t} passed away towards the end of the {v}
last early: {t} died in the early {v} | {t} passed away near the start of the {v}
first half: {t} was born in the first half of the {v} | first half of the {v} saw the birth of {t}
first second half: {t} was born in the second half of the {v} | second half of the {v} saw the birth of {t}
last half: {t} died in the first half of the {v}
last second half: {t} died in the second half of the {v}
ago: {t} was born more than {v} years ago | Over {v} years have passed since the birth of {t} | The birth of {t} lies more than {v} years back
""".replace("| first half", "| The first half").replace("| second half", "| The second half")),
    "fr": _table("""
first in: {t} est né{e} en {v} | {t} a vu le jour en {v} | C'est en {v} que {t} est venu{e} au monde | La naissance de {t} remonte à {v} | L'année de naissance de {t} est {v} | La vie de {t} commence en {v}
last in: {t} est mort{e} en {v} | {t} s'est éteint{e} en {v} | {t} a disparu en {v} | L'année {v} est celle de la mort de {t} | La vie de {t} s'achève en {v} | C'est en {v} que {t} a rendu l'âme | {t} a perdu la vie en {v}
first before: {t} est né{e} avant {v} | La naissance de {t} est antérieure à {v} | {t} a vu le jour plus tôt que {v} | {t} était déjà né{e} en {v}
first after: {t} est né{e} après {v} | La naissance de {t} est postérieure à {v} | En {v}, {t} n'était pas encore de ce monde | {t} n'était pas né{e} en {v} | {t} a vu le jour plus tard que {v}
last before: {t} est mort{e} avant {v} | En {v}, {t} n'était plus en vie | {t} avait déjà disparu en {v} | {t} n'a pas vécu jusqu'en {v} | La mort de {t} est antérieure à {v}
last after: {t} est mort{e} après {v} | {t} a vécu au-delà de {v} | La mort de {t} est postérieure à {v} | {t} a vu passer l'année {v}
alive: {t} vivait en {v} | {t} était en vie en {v} | {t} était de ce monde en {v} | L'année {v} fait partie de celles que {t} a vécues | On aurait pu rencontrer {t} en {v} | {t} a connu l'année {v}
not alive: {t} ne vivait pas en {v} | {t} n'était pas de ce monde en {v} | {t} n'a pas connu l'année {v} | On n'aurait pas pu rencontrer {t} en {v} | L'année {v} ne fait pas partie de la vie de {t}
over: {t} a vécu plus de {v} ans | {t} avait plus de {v} ans à sa mort | {t} a dépassé l'âge de {v} ans | Plus de {v} ans séparent la naissance de {t} de sa mort | {t} est mort{e} à plus de {v} ans | {t} a vécu au-delà de {v} ans
under: {t} a vécu moins de {v} ans | {t} n'a pas atteint l'âge de {v} ans | {t} est mort{e} avant ses {v} ans | À sa mort, {t} n'avait pas encore {v} ans | {t} avait moins de {v} ans à sa mort | La vie de {t} a duré moins de {v} ans | {t} n'a jamais fêté ses {v} ans
first century: {t} est né{e} au {v} | La naissance de {t} date du {v} | {t} a vu le jour au {v} | C'est au {v} que naît {t}
last century: {t} est mort{e} au {v} | La mort de {t} date du {v} | {t} a disparu au {v}
first decade: {t} est né{e} dans les {v} | La naissance de {t} se situe dans les {v} | {t} a vu le jour au cours des {v}
last decade: {t} est mort{e} dans les {v} | La mort de {t} se situe dans les {v} | {t} a disparu au cours des {v}
first late: {t} est né{e} à la fin du {v} | {t} a vu le jour vers la fin du {v}
first early: {t} est né{e} au début du {v} | {t} a vu le jour dans les premières années ou décennies du {v}
last late: {t} est mort{e} à la fin du {v} | {t} a disparu vers la fin du {v}
last early: {t} est mort{e} au début du {v} | {t} a disparu au commencement du {v}
first half: {t} est né{e} dans la première moitié du {v} | La première moitié du {v} a vu naître {t}
first second half: {t} est né{e} dans la seconde moitié du {v} | La seconde moitié du {v} a vu naître {t}
last half: {t} est mort{e} dans la première moitié du {v}
last second half: {t} est mort{e} dans la seconde moitié du {v}
ago: {t} est né{e} il y a plus de {v} ans | La naissance de {t} remonte à plus de {v} ans | Plus de {v} ans ont passé depuis la naissance de {t}
"""),
}  # fmt: skip

_EN = """
first in: {p} in {v} | {n} took place in {v} | It was in {v} that {q} | The year {v} is that of {m}
first before: {p} before {v} | {n} came earlier than {v} | By {v}, {q2} already
first after: {p} after {v} | {n} came later than {v} | Until {v}, {q3} not yet
first century: {p} in the {v} | {n} dates from the {v} | The {v} is when {q}
first decade: {p} in the {v} | {n} falls in the {v}
first early: {p} at the beginning of the {v} | {p} in the early {v}
first late: {p} towards the end of the {v} | {p} in the late {v}
first half: {p} in the first half of the {v}
first second half: {p} in the second half of the {v}
ago: {p} more than {v} years ago | More than {v} years have gone by since {m}
"""
_FR = """
first in: {p} en {v} | {n} a eu lieu en {v} | C'est en {v} que {q} | {n} remonte à {v} | L'année {v} est celle de {m}
first before: {p} avant {v} | {n} est antérieure à {v} | En {v}, {n2} était déjà chose faite
first after: {p} après {v} | {n} est postérieure à {v} | En {v}, {n2} restait à venir
first century: {p} au {v} | {n} date du {v} | C'est au {v} que {q}
first decade: {p} dans les {v} | {n} se situe dans les {v}
first early: {p} au début du {v} | {n} se place au commencement du {v}
first late: {p} à la fin du {v} | {n} se place vers la fin du {v}
first half: {p} dans la première moitié du {v}
first second half: {p} dans la seconde moitié du {v}
ago: {p} il y a plus de {v} ans | Plus de {v} ans ont passé depuis {n2} | {n} remonte à plus de {v} ans
"""


def _english(done: str, noun: str, extra: str = "") -> tuple[Form, ...]:
    text = _EN.replace("{p}", "{t} " + done).replace("{q}", "{t} " + done).replace("{m}", f"the {noun} of {{t}}")
    text = text.replace("{n}", f"The {noun} of {{t}}").replace("{q2}", f"{{t}} had been {done.split(' ', 1)[1]}")
    return _table(
        text.replace("{q3}", f"{{t}} had been {done.split(' ', 1)[1]}")
        .replace("been " + done.split(" ", 1)[1] + " not yet", "not yet been " + done.split(" ", 1)[1])
        .strip()
        + extra
    )


def _french(done: str, noun: str, extra: str = "") -> tuple[Form, ...]:
    text = _FR.replace("{p}", "{t} " + done).replace("{q}", "{t} " + done).replace("{m}", f"{noun} de {{t}}")
    text = text.replace("{n2}", f"{noun} de {{t}}").replace("{n}", f"{noun[0].upper()}{noun[1:]} de {{t}}")
    return _table(text.strip() + extra)


EVENTS: dict[Lang, dict[str, tuple[Form, ...]]] = {
    "en": {
        "founded": _english("was founded", "founding", "\nfirst before: {t} already existed in {v} | {t} came into being earlier than {v}\nfirst after: {t} did not exist yet in {v} | In {v} there was no such thing as {t} yet\nfirst in: {t} has existed since {v} | {t} dates back to {v}\nago: {t} is more than {v} years old"),
        "built": _english("was built", "construction", "\nfirst before: {t} was already standing in {v}\nfirst after: {t} was not standing yet in {v}\nago: {t} is more than {v} years old"),
        "published": _english("was released", "release", "\nfirst before: {t} was already out in {v}\nfirst after: {t} was not out yet in {v}\nfirst in: {t} came out in {v} | {t} appeared in {v}"),
        "discovered": _english("was discovered", "discovery", "\nfirst before: {t} was already known in {v}\nfirst after: {t} was still unknown in {v}"),
        "invented": _english("was invented", "invention", "\nfirst before: {t} already existed in {v}\nfirst after: {t} did not exist yet in {v}"),
    },
    "fr": {
        "founded": _french("a été créé{e}", "la création", "\nfirst before: {t} existait déjà en {v}\nfirst after: {t} n'existait pas encore en {v}\nfirst in: {t} existe depuis {v}\nago: {t} existe depuis plus de {v} ans"),
        "built": _french("a été construit{e}", "la construction", "\nfirst before: On pouvait déjà voir {t} en {v}\nfirst after: On ne pouvait pas encore voir {t} en {v}\nago: {t} a plus de {v} ans"),
        "published": _french("est sorti{e}", "la sortie", "\nfirst before: {t} était déjà sorti{e} en {v}\nfirst after: {t} n'était pas encore sorti{e} en {v}\nfirst in: {t} a paru en {v}"),
        "discovered": _french("a été découvert{e}", "la découverte", "\nfirst before: {t} était déjà connu{e} en {v}\nfirst after: {t} n'était pas encore connu{e} en {v}"),
        "invented": _french("a été inventé{e}", "l'invention", "\nfirst before: {t} existait déjà en {v}\nfirst after: {t} n'existait pas encore en {v}"),
    },
}  # fmt: skip

AMOUNTS: dict[Lang, dict[str, tuple[Form, ...]]] = {
    "en": {
        "people": _table("""
over: More than {v} people live in {t} | {t} has over {v} inhabitants | {t} is home to more than {v} people | The number of people in {t} is above {v} | Anybody who counts the people of {t} gets past {v} | {t} counts upwards of {v} inhabitants
under: Fewer than {v} people live in {t} | {t} has under {v} inhabitants | {t} is home to fewer than {v} people | The number of people in {t} is below {v} | {t} does not reach {v} inhabitants | Not even {v} people live in {t}
about: About {v} people live in {t} | {t} has roughly {v} inhabitants | {t} is home to some {v} people | The population of {t} is close to {v}
"""),
        "length": _table("""
over: {t} is more than {v} kilometers long | The length of {t} is above {v} km | {t} is longer than {v} km | Following {t} from end to end takes over {v} km | {t} is more than {v} miles long
under: {t} is less than {v} kilometers long | The length of {t} is below {v} km | {t} is shorter than {v} km | {t} does not reach a length of {v} km | {t} is less than {v} miles long
about: {t} is about {v} km long | {t} has a length of roughly {v} kilometers | {t} is some {v} miles long
"""),
        "area": _table("""
over: {t} covers more than {v} square kilometers | The area of {t} is above {v} km2 | {t} is bigger than {v} square kilometers | {t} takes up over {v} km2
under: {t} covers less than {v} square kilometers | The area of {t} is below {v} km2 | {t} is smaller than {v} square kilometers | {t} takes up under {v} km2
about: {t} covers about {v} square kilometers | The area of {t} is close to {v} km2 | {t} takes up some {v} km2
"""),
        "height": _table("""
over: {t} is more than {v} meters high | {t} rises above {v} meters | The height of {t} is over {v} m | {t} is higher than {v} meters | {t} goes up more than {v} feet
under: {t} is less than {v} meters high | {t} does not reach {v} meters | The height of {t} is under {v} m | {t} stays below {v} meters | {t} stays below {v} feet
about: {t} is about {v} meters high | The height of {t} is close to {v} m | {t} is some {v} feet high
"""),
    },
    "fr": {
        "people": _table("""
over: Plus de {v} habitants vivent dans {t} ou y résident | {t} a plus de {v} habitants | {t} dépasse les {v} habitants | On compte au-delà de {v} habitants pour {t} | La population de {t} est supérieure à {v} habitants
under: Moins de {v} habitants vivent dans {t} ou y résident | {t} a moins de {v} habitants | {t} n'atteint pas les {v} habitants | On ne compte pas {v} habitants pour {t} | La population de {t} est inférieure à {v} habitants
about: {t} a environ {v} habitants | On compte à peu près {v} habitants pour {t} | La population de {t} est proche de {v} habitants
"""),
        "length": _table("""
over: {t} fait plus de {v} kilomètres de long | La longueur de {t} dépasse {v} km | {t} s'étire sur plus de {v} km | Pour suivre {t} d'un bout à l'autre, il faut plus de {v} km
under: {t} fait moins de {v} kilomètres de long | La longueur de {t} n'atteint pas {v} km | {t} s'étire sur moins de {v} km | {t} reste sous les {v} km de longueur
about: {t} fait environ {v} km de long | La longueur de {t} est proche de {v} kilomètres | {t} s'étire sur à peu près {v} km
"""),
        "area": _table("""
over: {t} couvre plus de {v} km2 | La superficie de {t} dépasse {v} kilomètres carrés | {t} occupe plus de {v} km2 | {t} est plus vaste que {v} km2
under: {t} couvre moins de {v} km2 | La superficie de {t} n'atteint pas {v} kilomètres carrés | {t} occupe moins de {v} km2 | {t} reste sous les {v} km2
about: {t} couvre environ {v} km2 | La superficie de {t} est proche de {v} kilomètres carrés | {t} occupe à peu près {v} km2
"""),
        "height": _table("""
over: {t} dépasse {v} mètres de haut | {t} s'élève à plus de {v} m | La hauteur de {t} est supérieure à {v} mètres | {t} monte au-delà de {v} mètres
under: {t} n'atteint pas {v} mètres de haut | {t} s'élève à moins de {v} m | La hauteur de {t} est inférieure à {v} mètres | {t} reste sous les {v} mètres
about: {t} a une hauteur d'environ {v} mètres | {t} s'élève à {v} m environ | La hauteur de {t} est proche de {v} mètres
"""),
    },
}
