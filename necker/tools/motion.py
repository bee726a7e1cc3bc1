"""Speed, distance and time: any of the three from the other two.  Tokens -> a calculation or None."""

from __future__ import annotations

from fractions import Fraction

from necker.core.language import Lang
from necker.text.units import UNITS, Unit
from necker.tools.calculation import Calculation, Value, equals, literal, number_text
from necker.tools.problems import VOCABULARY as TOLD
from necker.tools.problems import is_asked
from necker.tools.quantities import display
from necker.tools.reading import Parts, Token, measures
from necker.tools.vocabulary import word_set

_TIME = word_set("long time when hours minutes temps duree heures duration quand")
_SPEED = word_set("speed fast quick vitesse vite pace allure rapidite velocity kmh km/h mph")
_DISTANCE = word_set(
    "far distance cover covers covered loin parcourt parcourue parcouru parcourir travel travels kilometres miles km "
    "metres"
)
_ALLOWED = TOLD | _TIME | _SPEED | _DISTANCE
_MOST_STRANGERS = 3


def understand_motion(tokens: list[Token], lang: Lang) -> Calculation | None:
    if not is_asked(tokens):
        return None
    joined = measures(tokens, lang)
    found: dict[str, Parts] = {}
    for token in joined:
        parts = token.parts
        if token.kind == "clock":
            hours, minutes = divmod(token.value, 60)
            parts = ((Fraction(hours), UNITS["hour"], "h"), (minutes, UNITS["minute"], "min"))
        if parts:
            dimension = parts[0][1].dimension
            if dimension in found or dimension not in ("length", "time", "speed"):
                return None
            found[dimension] = parts
        elif token.kind in ("number", "percent", "date"):
            return None
    words = {token.word for token in joined if token.kind == "word"}
    strangers = {t.word for t in joined if t.kind == "word" and t.word not in _ALLOWED and t.unit is None}
    if (
        len(found) != 2
        or len(strangers) > _MOST_STRANGERS
        or any(not t.text.islower() for t in joined[1:] if t.word in strangers)
    ):
        return None
    if any(t.kind == "sign" and t.word not in ("?", ".", ",", "!", ":") for t in joined):
        return None
    if "time" not in found and words & _TIME:
        return _time(found["length"], found["speed"])
    if "speed" not in found and words & _SPEED:
        return _speed(found["length"], found["time"], joined)
    if "length" not in found and words & _DISTANCE:
        return _distance(found["speed"], found["time"])
    return None


def _total(parts: Parts, unit: Unit) -> Fraction:
    return sum((value * one.factor for value, one, _ in parts), Fraction(0)) / unit.factor


def _legs(speed: Parts) -> tuple[Fraction, Unit, Unit] | None:
    """The value of a speed, its unit of length and its unit of time."""
    value, unit, _ = speed[0]
    name = {"knot": "nautical mile per hour"}.get(unit.name, unit.name)
    length, _, time = name.partition(" per ")
    if length not in UNITS or time not in UNITS or len(speed) > 1 or not value:
        return None
    return value, UNITS[length], UNITS[time]


def _time(length: Parts, speed: Parts) -> Calculation | None:
    legs = _legs(speed)
    if legs is None:
        return None
    value, unit, time = legs
    code = f"{literal(_total(length, unit))} / {literal(value)}"

    def show(result: Value, lang: Lang) -> str:
        hours = Fraction(_total(length, unit) / value) * time.factor / 3600
        name = {"hour": "h", "second": "s", "minute": "min"}.get(time.name, time.name)
        text = f"{_text(length, lang)} ÷ {_text(speed, lang)} {equals(result)} {number_text(result, lang)} {name}"
        whole, minutes = divmod(round(hours * 60), 60)
        return f"{text} ({whole} h {minutes:02d} min)" if time.name == "hour" and minutes else text

    return Calculation(code, time.name, "unit", True, show)


def _speed(length: Parts, time: Parts, tokens: list[Token]) -> Calculation | None:
    """In the unit of the distance per hour (per second for metres in seconds)."""
    seconds = all(unit.name == "second" for _, unit, _ in time)
    base, unit = UNITS["second" if seconds else "hour"], length[0][1]
    duration, distance = _total(time, base), _total(length, unit)
    if not duration:
        return None
    code = f"{literal(distance)} / {literal(duration)}"
    if len(time) == 1 and time[0][1].name == "minute":
        code = f"{literal(distance)} / ({literal(time[0][0])} / 60)"
    symbol = {"kilometre": "km", "metre": "m", "mile": "mi"}.get(unit.name, length[0][2])

    def show(result: Value, lang: Lang) -> str:
        left = f"{_text(length, lang)} ÷ {_text(time, lang)}"
        return f"{left} {equals(result)} {number_text(result, lang)} {symbol}/{'s' if seconds else 'h'}"

    return Calculation(code, f"{unit.name} per {base.name}", "unit", True, show)


def _distance(speed: Parts, time: Parts) -> Calculation | None:
    legs = _legs(speed)
    if legs is None:
        return None
    value, unit, base = legs
    code = f"{literal(value)} * {literal(_total(time, base))}"
    symbol = {"kilometre": "km", "metre": "m", "mile": "mi"}.get(unit.name, unit.name)

    def show(result: Value, lang: Lang) -> str:
        return f"{_text(speed, lang)} × {_text(time, lang)} {equals(result)} {number_text(result, lang)} {symbol}"

    return Calculation(code, unit.name, "unit", True, show)


def _text(parts: Parts, lang: Lang) -> str:
    return " ".join(f"{number_text(v, lang)} {display(name, unit, v, lang)}" for v, unit, name in parts)
