"""Conversions of units, sums of quantities, and how often one quantity goes into another.  Tokens -> a calculation or None.

A question is understood when it holds one quantity (or a sum of them), one unit to go to, and only words of conversion.
A year is taken as 365 days when it is turned into days or less; what a unit with several meanings is taken for is said.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from fractions import Fraction

from necker.core.language import Lang
from necker.text.units import UNITS, Unit
from necker.tools.calculation import Calculation, Kind, Value, equals, fraction, literal, number_text, terminates
from necker.tools.reading import WEAK, Parts, Token, is_unit, measures
from necker.tools.vocabulary import FILLERS, word_set

_CONVERT = word_set(
    "dehors outdoors convert converted converts converting conversion change changed turn turned translate transform express "
    "expressed switch represents represent correspond corresponds equate amounts amount same length long height tall "
    "high weight weigh weighs heavy mass distance far speed fast temperature hot cold warm volume capacity size big "
    "area wide deep duration last lasts there contain contains contained contents fit inside per unit units metric "
    "imperial uk us british american about around hold holds single each one every measure measures measured "
    "measurement go going fill takes take needed system scale degree degrees thermometer outside old screen run "
    "running marathon put way ways spell another terms term word words convertis convertir converti convertit "
    "convertissez converties transforme transformer traduis traduire passe passer passez changer mets mettre exprime "
    "exprimer exprimez exprimee represente representent correspondent longueur longue hauteur haut poids pese pesent "
    "lourd masse loin vitesse vite chaud froid capacite taille grand aire surface superficie duree dure durent "
    "contient contiennent contenu renferme tient unite unites systeme metrique imperiaux imperiale anglais anglaise "
    "britannique americain americains americaine americaines anglo saxon saxonne seul seule chaque mesure mesurent "
    "degre degres peu pres ramene ramener sous forme autre autrement dit terme termes voudrais revient equivalence "
    "equivalences"
)
VOCABULARY = FILLERS | _CONVERT
_IMPERIAL = word_set("uk british imperial imperiaux imperiale anglais anglaise britannique")
_MANY = word_set("many much combien nombre number")


@dataclass(frozen=True, slots=True)
class Target:
    """The unit asked for, or two for "hours and minutes", as written in the question."""

    units: tuple[Unit, ...]
    names: tuple[str, ...]


_NOTES = {
    "gallon": ("US gallon", "gallon américain"),
    "pint": ("US pint", "pinte américaine"),
    "quart": ("US quart", "quart américain"),
    "cup": ("US cup", "tasse américaine"),
    "fluid ounce": ("US fluid ounce", "once liquide américaine"),
    "tablespoon": ("US tablespoon", "cuillère à soupe américaine"),
    "teaspoon": ("US teaspoon", "cuillère à café américaine"),
    "ton": ("short ton of 2,000 pounds", "tonne courte de 2 000 livres"),
    "calorie": ("small calorie of 4.184 J", "petite calorie de 4,184 J"),
    "horsepower": ("mechanical horsepower", "cheval-vapeur britannique"),
    "year": ("year of 365 days", "année de 365 jours"),
    "month": ("average month, a twelfth of 365 days", "mois moyen, un douzième de 365 jours"),
}
_SHORT_TIMES = ("second", "minute", "hour", "day", "week", "millisecond", "microsecond", "nanosecond")


def understand_quantities(tokens: list[Token], lang: Lang) -> Calculation | None:
    imperial = bool({token.word for token in tokens} & _IMPERIAL)
    tokens = [_degree_word(token) for token in measures(tokens, lang)]
    tokens = _imperial(tokens) if imperial else tokens
    if any(token.kind in ("number", "percent", "date") and not token.ordinal for token in tokens):
        return _times(tokens, lang)
    amounts = [i for i, token in enumerate(tokens) if token.kind in ("quantity", "clock")]
    units = [i for i, token in enumerate(tokens) if token.kind == "word" and token.unit and _names_unit(tokens, i)]
    if len(amounts) == 2 and amounts[0] + 1 < len(tokens) and {token.word for token in tokens[: amounts[0]]} & _MANY:
        known = tokens[amounts[0] + 1].word in VOCABULARY
        units += [amounts[0] + 1] * (not known and not units)  # the noun in "how many 250 ml glasses"
        ratio = True
    else:
        ratio = False
    if not _clean(tokens, set(units)):
        return None
    if ratio and not any(tokens[i].unit for i in units):
        return _sum_or_ratio(tokens, amounts)
    if len(amounts) == 2 and not units:
        return _sum_or_ratio(tokens, amounts)
    if not amounts and len(units) == 2:
        return _between_units(tokens, units)
    target = _target(tokens, units)
    if target is None or not amounts:
        return None
    signs = _signs(tokens, amounts)
    if signs is None:
        return None
    return conversion([_parts(tokens[i]) for i in amounts], signs, target)


def _degree_word(token: Token) -> Token:
    """Currencies and counts are no units here."""
    if token.unit and token.unit.dimension in ("currency", "count"):
        return replace(token, unit=None)
    return token


def _imperial(tokens: list[Token]) -> list[Token]:
    """The tokens with gallons and pints of the United Kingdom."""
    gallon = UNITS["imperial gallon"]
    other = {"gallon": gallon, "pint": Unit("imperial pint", "volume", gallon.factor / 8)}
    other["fluid ounce"] = Unit("imperial fluid ounce", "volume", gallon.factor / 160)
    out = []
    for token in tokens:
        if token.unit and token.unit.name in other:
            token = replace(token, unit=other[token.unit.name], text=f"imperial {token.text}")
        parts = tuple(
            (value, other[unit.name], f"imperial {name}") if unit.name in other else (value, unit, name)
            for value, unit, name in token.parts
        )
        out.append(replace(token, parts=parts))
    return out


# Before a one-letter symbol or a small word that is the unit to go to, and behind a one-letter one.
_TO_UNIT = word_set("in to en into many de d as = ? > -> combien")
_AFTER_UNIT = word_set("? . ! please stp svp are is dans in y = s") | {""}
_NEVER_UNITS = word_set("a an as at do us on in are to one no")
_LETTERS = word_set("d s t m l c")


def _names_unit(tokens: list[Token], at: int) -> bool:
    """Whether the word is a unit here: always for most, behind a preposition for letters and small words."""
    token = tokens[at]
    before = next((t.word for t in reversed(tokens[:at]) if t.word not in ("the", "degrees", "degree", "degres")), "")
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if token.word not in WEAK and len(token.word) > 1:
        return token.text.islower() or is_unit(token)
    if token.word in _NEVER_UNITS:
        return token.word in ("in", "are") and before in ("to", "into", "in", "many", "en")
    if token.word in _LETTERS:
        return before in ("in", "to", "en", "into", "de", "many") and after in _AFTER_UNIT
    return before in _TO_UNIT or after == "="


def _clean(tokens: list[Token], units: set[int]) -> bool:
    for index, token in enumerate(tokens):
        is_known = index in units or token.word in VOCABULARY or _is_thing(tokens, index)
        if token.kind == "word" and not is_known:
            return False
        if token.kind == "sign" and token.word not in (
            "?",
            ".",
            ",",
            ":",
            "=",
            "!",
            "+",
            "-",
            ">",
            "->",
            "(",
            ")",
            "≈",
            "*",
            "/",
        ):
            return False
    return True


_ARTICLES = word_set("the a an my this his her le la un une mon ma ce cette son sa")
_IS = word_set("is was weighs measures fait mesure pese est")


def _is_thing(tokens: list[Token], at: int) -> bool:
    """Whether the word is the thing that has the quantity: "my room is 12 feet long, what is that in metres?" """
    around = tokens[at - 1].word if at else "", tokens[at + 1].word if at + 1 < len(tokens) else ""
    has_value = any(t.kind == "quantity" and t.text[:1].isdigit() for t in tokens[at:])
    return around[0] in _ARTICLES and around[1] in _IS and tokens[at].text.islower() and has_value


def _target(tokens: list[Token], units: list[int]) -> Target | None:
    if len(units) == 1:
        token = tokens[units[0]]
        return Target((token.unit,), (token.text,)) if token.unit else None
    if len(units) == 2 and [t.word for t in tokens[units[0] + 1 : units[1]]] in (
        ["and"],
        ["et"],
        [","],
        ["et", "de"],
        ["et", "d"],
    ):
        first, second = tokens[units[0]], tokens[units[1]]
        if first.unit and second.unit and first.unit.dimension == second.unit.dimension:
            return Target((first.unit, second.unit), (first.text, second.text))
    return None


def _parts(token: Token) -> Parts:
    """The values and units of a quantity, or of a clock time read as a duration."""
    if token.kind == "clock":
        hours, minutes = divmod(int(token.value), 60)
        return ((Fraction(hours), UNITS["hour"], "h"), (Fraction(minutes), UNITS["minute"], "min"))
    return token.parts


def _signs(tokens: list[Token], amounts: list[int]) -> list[int] | None:
    """+1 or -1 for each quantity of a sum; None if something else stands between them."""
    signs = [1]
    for first, second in itertools.pairwise(amounts):
        between = [token.word for token in tokens[first + 1 : second]]
        if between not in (["+"], ["plus"], ["and"], ["et"], ["-"], ["minus"], ["moins"]):
            return None
        signs.append(-1 if between[0] in ("-", "minus", "moins") else 1)
    return signs


def conversion(amounts: list[Parts], signs: list[int], target: Target) -> Calculation | None:
    """The quantities, added with their signs, in the target's units; None where dimensions differ."""
    goal = target.units[-1]
    pairs = [(sign * value, unit) for sign, parts in zip(signs, amounts, strict=True) for value, unit, _ in parts]
    pairs = [(value, _scale(unit, goal)) for value, unit in pairs]
    if any(unit.dimension != goal.dimension for _, unit in pairs):
        return _bare_degrees(amounts, target)
    if goal.dimension == "temperature" and len(pairs) > 1:
        return None
    code = " + ".join(_term(value, unit, goal) for value, unit in pairs).replace("+ -", "- ")
    if len(target.units) == 2:
        return _two_units(code, amounts, target)

    def show(value: Value, lang: Lang) -> str:
        left = _written(amounts, signs, lang)
        text = f"{left} {equals(value)} {number_text(value, lang)} {display(target.names[0], goal, value, lang)}"
        return text + _note([unit for _, unit in pairs] + [goal], lang)

    return Calculation(code, goal.name, "unit", True, show)


def _scale(unit: Unit, goal: Unit) -> Unit:
    """Years and months of 365 days where they meet days."""
    names = {unit.name, goal.name}
    if unit.dimension == "time" and names & {"year", "month"} and names & set(_SHORT_TIMES):
        day = UNITS["day"].factor
        lengths = {"year": 365 * day, "month": Fraction(365, 12) * day}
        if unit.name in lengths:
            return unit._replace(factor=lengths[unit.name])
        if goal.name in lengths:  # the same, seen from the other side
            return unit._replace(factor=unit.factor * goal.factor / lengths[goal.name])
    return unit


def _term(value: Fraction, unit: Unit, goal: Unit) -> str:
    """`26.2 * 1.609344`, `30 * 9 / 5 + 32`."""
    ratio = unit.factor / goal.factor
    shift = (unit.offset - goal.offset) / goal.factor
    if shift and terminates(shift):
        return f"{literal(value)}{_times_ratio(ratio)} {'-' if shift < 0 else '+'} {literal(abs(shift))}"
    if shift:
        inner = -shift / ratio
        return f"({literal(value)} {'-' if inner > 0 else '+'} {literal(abs(inner))}){_times_ratio(ratio)}"
    return literal(value) + (_times_ratio(ratio) or " * 1")


def _times_ratio(ratio: Fraction) -> str:
    if ratio == 1:
        return ""
    if terminates(ratio, 12):
        return f" * {literal(ratio)}"
    if terminates(1 / ratio, 12):
        return f" / {literal(1 / ratio)}"
    if max(ratio.numerator, ratio.denominator) < 10**12:
        return f" * {ratio.numerator} / {ratio.denominator}"
    return f" * {float(ratio)!r}"


def _bare_degrees(amounts: list[Parts], target: Target) -> Calculation | None:
    """ "30 degrees in Fahrenheit" means Celsius, and the other way round."""
    goal = target.units[0]
    other = {"degree Celsius": "degree Fahrenheit", "degree Fahrenheit": "degree Celsius", "kelvin": "degree Celsius"}
    if len(amounts) != 1 or amounts[0][0][1].name != "degree" or goal.name not in other:
        return None
    return conversion([((amounts[0][0][0], UNITS[other[goal.name]], "°"),)], [1], target)


def _two_units(code: str, amounts: list[Parts], target: Target) -> Calculation | None:
    """ "200 minutes in hours and minutes": the whole number of the larger unit, and the rest in the smaller."""
    big, small = target.units
    ratio = big.factor / small.factor
    if ratio.denominator > 1 or ratio <= 1:
        return None
    rounded = f"round({code}, 6)" if "*" in code or "/" in code else code
    plain = code.removesuffix(" * 1") if code.count("*") == 1 else rounded

    def show(value: Value, lang: Lang) -> str:
        assert isinstance(value, tuple | list)
        texts = [
            f"{number_text(v, lang)} {display(name, unit, v, lang)}"
            for v, name, unit in zip(value, target.names, target.units, strict=True)
        ]
        return f"{_written(amounts, [1] * len(amounts), lang)} = {' '.join(texts)}"

    kind: Kind = "duration" if big.dimension == "time" else "unit"
    return Calculation(f"divmod({plain}, {literal(ratio)})", big.name, kind, True, show)


_SYMBOLS = {"degree Celsius": "°C", "degree Fahrenheit": "°F", "kelvin": "K"}


def display(written: str, unit: Unit, value: Value, lang: Lang) -> str:
    """The name of a unit as the question wrote it, in the number that goes with `value`."""
    if unit.name in _SYMBOLS:
        return _SYMBOLS[unit.name]
    if len(written) <= 3 or not written.isalpha():
        return written
    many = abs(fraction(value)) != 1 if lang == "en" else abs(fraction(value)) >= 2
    if lang == "en" and unit.name in ("foot", "inch"):
        return {"foot": ("foot", "feet"), "inch": ("inch", "inches")}[unit.name][many]
    if written.endswith("s") and not many and written not in ("mois", "celsius", "gauss", "siemens"):
        return written[:-1]
    if many and not written.endswith(("s", "z", "x")) and written.islower():
        return written + "s"
    return written


def _written(amounts: list[Parts], signs: list[int], lang: Lang) -> str:
    text = ""
    for sign, parts in zip(signs, amounts, strict=True):
        joint = (" + " if sign > 0 else " − ") if text else ""
        text += joint + " ".join(f"{number_text(v, lang)} {display(name, unit, v, lang)}" for v, unit, name in parts)
    return text


def _note(units: list[Unit], lang: Lang) -> str:
    """What the units with several meanings were taken for."""
    names = {unit.name for unit in units}
    if "year" in names or "month" in names:
        names -= set() if names & set(_SHORT_TIMES) else {"year", "month"}
    notes = [_NOTES[name][lang == "fr"] for name in sorted(names) if name in _NOTES]
    return f" ({', '.join(notes)})" if notes else ""


def _sum_or_ratio(tokens: list[Token], amounts: list[int]) -> Calculation | None:
    """ "3 km + 500 m", or "how many 250 ml are in 2 litres"."""
    first, second = (_parts(tokens[i]) for i in amounts)
    signs = _signs(tokens, amounts)
    if first[0][1].dimension != second[0][1].dimension or first[0][1].dimension == "temperature":
        return None
    if signs and tokens[amounts[0]].kind == "quantity" and first[0][1].dimension != "time":
        return conversion([first, second], signs, Target((first[0][1],), (first[0][2],)))
    words = {token.word for token in tokens}
    if (
        words & _MANY
        and len(first) == len(second) == 1
        and words & {"in", "dans", "into", "make", "font", "fit", "fill", "from"}
    ):
        (small, a, _), (big, b, _) = sorted((first[0], second[0]), key=lambda part: part[0] * part[1].factor)
        parts = sorted((first, second), key=lambda part: part[0][0] * part[0][1].factor)
        code = f"{literal(big)}{_times_ratio(b.factor / a.factor)} / {literal(small)}"

        def show(value: Value, lang: Lang) -> str:
            left = f"{_written([parts[1]], [1], lang)} ÷ {_written([parts[0]], [1], lang)}"
            return f"{left} {equals(value)} {number_text(value, lang)}"

        return Calculation(code, None, "unit", True, show)
    return None


def _between_units(tokens: list[Token], units: list[int]) -> Calculation | None:
    """Two units and no number, "how many inches in foot", "km to miles": one of the source."""
    first, second = (tokens[i] for i in units)
    front = {token.word for token in tokens[: units[0]]}
    between = {token.word for token in tokens[units[0] + 1 : units[1]]}
    if not first.unit or not second.unit or first.unit == second.unit:
        return None
    if front & _MANY and between & {"in", "dans", "per", "par", "are", "is", "y", "make", "to"}:
        source, goal = second, first
    elif between & {"to", "en", "into", "in", "vers"} and (front | between) & {
        "convert",
        "convertir",
        "conversion",
        "to",
        "combien",
        "how",
        "en",
    }:
        source, goal = first, second
    else:
        return None
    if source.unit is None or goal.unit is None:
        return None
    return conversion([((Fraction(1), source.unit, source.text),)], [1], Target((goal.unit,), (goal.text,)))


def _times(tokens: list[Token], lang: Lang) -> Calculation | None:
    """A number times a quantity, "3 × 250 ml in litres"."""
    numbers = [i for i, token in enumerate(tokens) if token.kind == "number"]
    amounts = [i for i, token in enumerate(tokens) if token.kind == "quantity"]
    if len(numbers) != 1 or len(amounts) != 1 or abs(numbers[0] - amounts[0]) != 2:
        return None
    middle = tokens[(numbers[0] + amounts[0]) // 2]
    if middle.word not in ("*", "x", "times", "fois"):
        return None
    count = tokens[numbers[0]].value
    amount = tokens[amounts[0]]
    scaled = replace(amount, parts=tuple((value * count, unit, name) for value, unit, name in amount.parts))
    low, high = sorted((numbers[0], amounts[0]))
    rest = [*tokens[:low], scaled, *tokens[high + 1 :]]
    if not any(t.unit and t.kind == "word" for t in rest):
        if not {t.word for t in tokens} & (
            _MANY | word_set("calculate compute calcule calculer font fait make makes =")
        ):
            return None  # "the 4 x 100 metres" is a race
        _, unit, name = amount.parts[0]
        return conversion([scaled.parts], [1], Target((unit,), (name,)))
    return understand_quantities(rest, lang)
