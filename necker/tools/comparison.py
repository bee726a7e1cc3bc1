"""Which of two values is the greater, and yes-or-no questions about an order: "is 5 miles more than 8 km?".

Tokens -> a calculation or None.  Values are numbers, fractions, or quantities of one dimension.
"""

from __future__ import annotations

from fractions import Fraction

from necker.core.language import Lang
from necker.text.units import Unit
from necker.tools.calculation import Calculation, Value, equals, fraction, literal, number_text
from necker.tools.quantities import display
from necker.tools.reading import Token, measures
from necker.tools.vocabulary import FILLERS, word_set

_MORE = word_set(
    "bigger larger greater higher longer taller heavier faster hotter warmer further farther more biggest largest "
    "greatest highest longest tallest heaviest fastest hottest most older plus grand grande grands haut haute long "
    "longue lourd lourde rapide chaud chaude eleve elevee loin superieur superieure vaste"
)
_LESS = word_set(
    "smaller less lower shorter lighter slower colder cooler fewer smallest least lowest shortest lightest slowest "
    "coldest nearer younger moins petit petite petits court courte leger legere lent lente froid froide inferieur "
    "inferieure bas basse"
)
_NEUTRAL = word_set(
    "times time fois number nombre value valeur quantity quantite two deux lequel laquelle is be or ou than que entre"
)
VOCABULARY = FILLERS | _MORE | _LESS | _NEUTRAL
_ASKED = word_set("which what who lequel laquelle quel quelle qui")


def understand_comparison(tokens: list[Token], lang: Lang) -> Calculation | None:
    joined = _fractions(measures(tokens, lang))
    words = [token.word for token in joined]
    values = [i for i, token in enumerate(joined) if token.kind in ("number", "quantity")]
    if len(values) != 2 or any(token.kind in ("percent", "date", "clock") or token.ordinal for token in joined):
        return None
    if any(t.kind == "word" and t.word not in VOCABULARY for t in joined):
        return None
    if any(t.kind == "sign" and t.word not in ("?", ",", ":", ".") for t in joined):
        return None
    way = _way([word for word in words if word not in ("times", "fois")])
    first, second = (_value(joined[i]) for i in values)
    if not way or first is None or second is None or (first[1] is None) != (second[1] is None):
        return None
    between = set(words[values[0] + 1 : values[1]])
    if set(words) & {"times", "fois"} and set(words) & {"many", "combien"} and between & word_set("than que qu"):
        return _how_many_times(first, second)
    if between & {"or", "ou"} or (between & {"and", "et"} and set(words) & _ASKED):
        return _which(first, second, way)
    front = set(words[: values[0]])
    if (
        between & word_set("than que qu a de")
        and not set(words) & _ASKED
        and (front | between) & word_set("is are est sont")
    ):
        return _whether(first, second, way)
    return None


def _way(words: list[str]) -> int:
    """+1 for the greater, -1 for the lesser; "plus petit" and "moins grand" are the lesser too."""
    cues = [word for word in words if word in _MORE or word in _LESS]
    if not cues:
        return 0
    if cues[0] == "plus" and len(cues) > 1:
        return 1 if cues[1] in _MORE else -1
    return 1 if cues[0] in _MORE else -1


def _fractions(tokens: list[Token]) -> list[Token]:
    """The tokens with `3/4` joined into one number."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        three = tokens[at : at + 3]
        if [t.kind for t in three] == ["number", "sign", "number"] and three[1].word == "/" and three[2].value:
            first, _, last = three
            text = f"{first.text}/{last.text}"
            out.append(Token("number", text, first.start, last.end, value=first.value / last.value))
            at += 3
        else:
            out.append(tokens[at])
            at += 1
    return out


_Sized = tuple[Fraction, Unit | None, str]


def _value(token: Token) -> _Sized | None:
    """The value, its unit and how it was written."""
    if token.kind == "number":
        return token.value, None, token.text
    if len(token.parts) != 1 or token.parts[0][1].dimension == "currency":
        return None
    value, unit, name = token.parts[0]
    return value, unit, name


def _codes(first: _Sized, second: _Sized) -> tuple[str, str] | None:
    """Both values as Python, the second in the unit of the first."""
    if first[1] is None or second[1] is None:
        return literal(first[0]), literal(second[0])
    a, b = first[1], second[1]
    if a.dimension != b.dimension or (a.dimension == "temperature" and a != b):
        return None
    ratio = b.factor / a.factor
    scaled = literal(second[0]) if ratio == 1 else f"{literal(second[0])} * {literal(ratio)}"
    return literal(first[0]), scaled


def _text(sized: _Sized, lang: Lang) -> str:
    value, unit, name = sized
    if unit is None:
        return name if "/" in name else number_text(value, lang)
    return f"{number_text(value, lang)} {display(name, unit, value, lang)}"


def _size(sized: _Sized) -> Fraction:
    return sized[0] * sized[1].factor if sized[1] else sized[0]


def _relation(first: _Sized, second: _Sized, lang: Lang) -> str:
    sign = "=" if _size(first) == _size(second) else ">" if _size(first) > _size(second) else "<"
    return f"{_text(first, lang)} {sign} {_text(second, lang)}"


def _which(first: _Sized, second: _Sized, way: int) -> Calculation | None:
    codes = _codes(first, second)
    if codes is None:
        return None

    def show(value: Value, lang: Lang) -> str:
        chosen = first if fraction(value) == fraction(float(first[0])) else second
        return f"{_text(chosen, lang)}: {_relation(first, second, lang)}".replace(":", " :" if lang == "fr" else ":")

    unit = first[1].name if first[1] else None
    return Calculation(f"{'max' if way > 0 else 'min'}({codes[0]}, {codes[1]})", unit, "arithmetic", True, show)


def _how_many_times(first: _Sized, second: _Sized) -> Calculation | None:
    """ "How many times larger is 144 than 12?" """
    codes = _codes(first, second)
    if codes is None or not second[0]:
        return None
    code = f"{codes[0]} / ({codes[1]})" if "*" in codes[1] else f"{codes[0]} / {codes[1]}"

    def show(value: Value, lang: Lang) -> str:
        return f"{_text(first, lang)} ÷ {_text(second, lang)} {equals(value)} {number_text(value, lang)}"

    return Calculation(code, None, "arithmetic", True, show)


def _whether(first: _Sized, second: _Sized, way: int) -> Calculation | None:
    codes = _codes(first, second)
    if codes is None:
        return None

    def show(value: Value, lang: Lang) -> str:
        yes, no = ("Yes", "No") if lang == "en" else ("Oui", "Non")
        return f"{yes if value else no}, {_relation(first, second, lang)}."

    return Calculation(f"{codes[0]} {'>' if way > 0 else '<'} {codes[1]}", None, "arithmetic", True, show)
