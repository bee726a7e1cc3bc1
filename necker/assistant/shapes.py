"""Areas, perimeters and volumes of the shapes people ask of: "area of a circle with radius 3", "périmètre d'un carré de 9 cm".

Only shapes whose every length stands in the question; the lengths must be in one unit, or in none.
"""

from __future__ import annotations

import re

from necker.assistant.everyday import Story
from necker.assistant.question import Question
from necker.text.normal import fold
from necker.text.numbers import Number
from necker.text.units import unit

_ASKS = {
    "perimeter": r"\b(?:perimeter|circumference|perimetre|circonference)\b",
    "volume": r"\b(?:volume|capacity|capacite)\b",
    "area": r"\b(?:area|surface|aire|superficie)\b",
}
_DIAMETER = re.compile(r"\b(?:diameter|diametre)\b")
_SHAPES = {
    "circle": r"\b(?:circle|disc|disk|cercle|disque|round)\b",
    "sphere": r"\b(?:sphere|ball|boule)\b",
    "cylinder": r"\b(?:cylinder|cylindre)\b",
    "triangle": r"\b(?:triangle)\b",
    "square": r"\b(?:square (?!m|k|c|f|i|y|root)|square$|carre (?:de|d'|dont|qui)|carre$)",
    "cube": r"\b(?:cube)\b",
    "box": r"\b(?:box|cuboid|tank|pool|aquarium|boite|caisse|pave|piscine|cuve)\b",
    "rectangle": r"\b(?:rectangle|rectangular|rectangulaire|room|garden|field|plot|wall|floor|piece|chambre|jardin|champ|terrain|mur|salon)\b",
}
# (asked, shape) -> how many lengths, and the formula of them.
_FORMULAS = {
    ("area", "circle"): (1, "math.pi * {0} ** 2"),
    ("perimeter", "circle"): (1, "2 * math.pi * {0}"),
    ("volume", "sphere"): (1, "4 / 3 * math.pi * {0} ** 3"),
    ("area", "sphere"): (1, "4 * math.pi * {0} ** 2"),
    ("volume", "cylinder"): (2, "math.pi * {0} ** 2 * {1}"),
    ("area", "triangle"): (2, "{0} * {1} / 2"),
    ("perimeter", "triangle"): (3, "{0} + {1} + {2}"),
    ("area", "square"): (1, "{0} ** 2"),
    ("perimeter", "square"): (1, "4 * {0}"),
    ("volume", "cube"): (1, "{0} ** 3"),
    ("area", "cube"): (1, "6 * {0} ** 2"),
    ("volume", "box"): (3, "{0} * {1} * {2}"),
    ("area", "rectangle"): (2, "{0} * {1}"),
    ("perimeter", "rectangle"): (2, "2 * ({0} + {1})"),
}
_POWER = {"perimeter": "", "area": "²", "volume": "³"}
_SYMBOLS = {"metre": "m", "centimetre": "cm", "millimetre": "mm", "kilometre": "km", "foot": "ft", "inch": "in"}
_HEIGHT = re.compile(r"\b(?:height|high|tall|hauteur|haut)\b")


def shape(question: Question) -> Story | None:
    """The measure of a shape that a question asks for, or None."""
    folded = fold(question.text)
    asked = next((name for name, pattern in _ASKS.items() if re.search(pattern, folded)), "")
    figure = next((name for name, pattern in _SHAPES.items() if re.search(pattern, folded)), "")
    count, formula = _FORMULAS.get((asked, figure), (0, ""))
    lengths = list(question.reading.numbers)
    if not count or len(lengths) != count or question.reading.dates:
        return None
    units = {n.unit for n in lengths if n.unit}
    if not _lengths(lengths) or len(units) > 1 or (figure == "cylinder" and not _HEIGHT.search(folded)):
        return None
    halved = _DIAMETER.search(folded) and "math.pi" in formula
    sizes = [f"{float(n.value):.10g}" for n in lengths]
    if halved:
        sizes[0] = f"({sizes[0]} / 2)"
    symbol = _SYMBOLS.get(next(iter(units), ""), "") + _POWER[asked] if units else ""
    start = "import math\n" if "math." in formula else ""
    return Story(f"{start}round({formula.format(*sizes)}, 4)", f"{{value}} {symbol}".rstrip() + ".")


def _lengths(numbers: list[Number]) -> bool:
    """Whether each is a length, or the bare number of one."""
    for one in numbers:
        known = unit(one.unit or "")
        if one.kind != "cardinal" or one.value <= 0 or (one.unit and (known is None or known.name not in _SYMBOLS)):
            return False
    return True
