"""Arithmetic expressions as trees: their Python code, the way they are written for people, and their value as a guard.

The value is computed here only to refuse what is too large or undefined before it is run; the answer is the sandbox's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from necker.core.language import Lang
from necker.tools.calculation import (
    MOST_DIGITS,
    listed,
    literal,
    number_text,
    refuse_domain,
    refuse_size,
    refuse_zero,
)

Real = Fraction | float


@dataclass(frozen=True, slots=True)
class Node:
    """`op` is "number", "percent", "pi", "e", an operator of `_INFIX`, or a function of `_CODE`."""

    op: str
    args: tuple[Node, ...] = ()
    number: Fraction = Fraction(0)


def num(value: Fraction | int) -> Node:
    return Node("number", number=Fraction(value))


# op: (precedence, Python, for people)
_INFIX = {
    "+": (1, "+", "+"),
    "-": (1, "-", "−"),
    "*": (2, "*", "×"),
    "/": (2, "/", "÷"),
    "//": (2, "//", "÷"),
    "%": (2, "%", "mod"),
    "**": (4, "**", "^"),
}
_UNARY, _ATOM = 3, 9
# op: (Python, English, French); {} is the argument, {all} all of them.
_CODE = {
    "sqrt": ("math.sqrt({})", "√{}", "√{}"),
    "isqrt": ("math.isqrt({})", "√{}", "√{}"),
    "fact": ("math.factorial({})", "{}!", "{}!"),
    "abs": ("abs({})", "absolute value of {}", "valeur absolue de {}"),
    "sum": ("sum(({all}))", "sum of {list}", "somme de {list}"),
    "mean": ("sum(({all})) / {count}", "average of {list}", "moyenne de {list}"),
    "gcd": ("math.gcd({all})", "greatest common divisor of {list}", "PGCD de {list}"),
    "lcm": ("math.lcm({all})", "least common multiple of {list}", "PPCM de {list}"),
    "max": ("max({all})", "largest of {list}", "maximum de {list}"),
    "min": ("min({all})", "smallest of {list}", "minimum de {list}"),
    "median": ("", "median of {list}", "médiane de {list}"),
    "root": ("", "", ""),
    "log": ("math.log10({})", "log({})", "log({})"),
    "log2": ("math.log2({})", "log2({})", "log2({})"),
    "ln": ("math.log({})", "ln({})", "ln({})"),
    "exp": ("math.exp({})", "e^{}", "e^{}"),
    "sin": ("math.sin({})", "sin({})", "sin({})"),
    "cos": ("math.cos({})", "cos({})", "cos({})"),
    "tan": ("math.tan({})", "tan({})", "tan({})"),
    "radians": ("math.radians({})", "{}°", "{}°"),
    "round": ("", "{}", "{}"),
}
_TIGHT = {"sqrt", "isqrt", "fact", "root", "radians"}  # written right beside their argument


def _level(node: Node) -> int:
    """How tightly the code of `node` holds together."""
    if node.op in _INFIX:
        return _INFIX[node.op][0]
    if node.op in ("neg", "percent") or (node.op == "number" and node.number < 0):
        return 2 if node.op == "percent" else _UNARY
    if node.op in ("mean", "median", "root"):
        return 4 if node.op == "root" else 2
    return _ATOM


def _nested(text: str, child: Node, least: int) -> str:
    return f"({text})" if _level(child) < least else text


def code(node: Node) -> str:
    """The Python expression (without imports)."""
    if node.op == "number":
        return literal(node.number)
    if node.op in ("pi", "e"):
        return f"math.{node.op}"
    if node.op == "neg":
        return "-" + _nested(code(node.args[0]), node.args[0], _UNARY)
    if node.op == "percent":
        return f"{_nested(code(node.args[0]), node.args[0], 2)} / 100"
    if node.op in _INFIX:
        level, python, _ = _INFIX[node.op]
        left, right = node.args
        tight = node.op == "**"  # the one operator that groups to the right
        return f"{_nested(code(left), left, level + tight)} {python} {_nested(code(right), right, level + (not tight))}"
    return _function_code(node)


def _function_code(node: Node) -> str:
    codes = [code(arg) for arg in node.args]
    if node.op == "median":
        half = (len(codes) + 1) // 2
        low, high = ", ".join(codes[:half]), ", ".join(codes[len(codes) // 2 :])
        return f"max(({low},))" if len(codes) % 2 else f"(max(({low},)) + min(({high},))) / 2"
    if node.op == "root":
        return f"{_nested(codes[0], node.args[0], 5)} ** (1 / {codes[1]})"
    if node.op == "round":
        return f"round({codes[0]}, {codes[1]})"
    return _CODE[node.op][0].format(codes[0], all=", ".join(codes) + "," * (len(codes) == 1), count=len(codes))


def shown(node: Node, lang: Lang) -> str:
    """The expression for people, in the notation of `lang`."""
    if node.op == "number":
        if node.number.denominator == 1 or 10**15 % node.number.denominator == 0:
            return number_text(node.number, lang)
        return f"{node.number.numerator}/{node.number.denominator}"
    if node.op in ("pi", "e"):
        return {"pi": "π", "e": "e"}[node.op]
    parts = [shown(arg, lang) for arg in node.args]
    if node.op == "neg":
        return "−" + _nested(parts[0], node.args[0], _UNARY)
    if node.op == "percent":
        return _nested(parts[0], node.args[0], 2) + ("%" if lang == "en" else "\u00a0%")
    if node.op in _INFIX:
        level, _, sign = _INFIX[node.op]
        tight = node.op == "**"
        left, right = (
            _nested(parts[0], node.args[0], level + tight),
            _nested(parts[1], node.args[1], level + (not tight)),
        )
        return f"{left}^{right}" if tight else f"{left} {sign} {right}"
    if node.op == "root":
        if node.args[1].number == 3:
            return f"{'cube root of' if lang == 'en' else 'racine cubique de'} {_nested(parts[0], node.args[0], _ATOM)}"
        return f"{_nested(parts[0], node.args[0], 5)}^(1/{parts[1]})"
    if node.op in _TIGHT:
        parts[0] = _nested(parts[0], node.args[0], 5)
    template = _CODE[node.op][1 if lang == "en" else 2]
    return template.format(parts[0], list=listed(parts, lang))


def value(node: Node) -> Real:
    """The value, exact where it is rational.  Raises `NeckerError` for what is undefined or over `MOST_DIGITS` digits."""
    if node.op == "number":
        return node.number
    if node.op in ("pi", "e"):
        return math.pi if node.op == "pi" else math.e
    values = [value(arg) for arg in node.args]
    try:
        result = _apply(node.op, values)
    except ZeroDivisionError:
        raise refuse_zero() from None
    except OverflowError:
        raise refuse_size() from None
    if isinstance(result, float) and (math.isinf(result) or math.isnan(result)):
        raise refuse_size()
    if isinstance(result, Fraction) and _digits(result) > MOST_DIGITS:
        raise refuse_size()
    return result


def _digits(number: Fraction) -> float:
    """The number of decimal digits of the longer part of the fraction, within one."""
    return max(number.numerator.bit_length(), number.denominator.bit_length()) * math.log10(2)


def _apply(op: str, values: list[Real]) -> Real:
    first = values[0]
    if op in _INFIX:
        return _infix(op, first, values[1])
    if op in ("sqrt", "isqrt", "root"):
        return _root(first, int(values[1]) if op == "root" else 2)
    if op == "fact":
        return _factorial(first)
    if op in ("gcd", "lcm"):
        whole = [int(v) for v in values]
        if any(v != w for v, w in zip(values, whole, strict=True)):
            raise refuse_domain("it needs whole numbers", "il faut des nombres entiers")
        return Fraction(math.gcd(*whole) if op == "gcd" else math.lcm(*whole))
    if op in ("sum", "mean"):
        total = sum(values[1:], first)
        return total / len(values) if op == "mean" else total
    if op == "median":
        middle = sorted(values)[(len(values) - 1) // 2 : len(values) // 2 + 1]
        return sum(middle[1:], middle[0]) / len(middle)
    if op == "round":
        return Fraction(round(Fraction(first) * 10 ** int(values[1])), 10 ** int(values[1]))
    return _simple(op, values)


def _simple(op: str, values: list[Real]) -> Real:
    first = values[0]
    if op in ("log", "ln", "log2"):
        if first <= 0:
            raise refuse_domain("a logarithm needs a positive number", "un logarithme demande un nombre positif")
        return {"log": math.log10, "ln": math.log, "log2": math.log2}[op](first)
    if op in ("sin", "cos", "tan", "exp", "radians"):
        return float(getattr(math, op)(first))
    if op in ("max", "min"):
        return max(values) if op == "max" else min(values)
    if op == "neg":
        return -first
    return first / 100 if op == "percent" else first if first >= 0 else -first


def _infix(op: str, a: Real, b: Real) -> Real:
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    if op == "**":
        return _power(a, b)
    if b == 0:
        raise refuse_zero()
    return a / b if op == "/" else Fraction(a // b) if op == "//" else a % b


def _power(base: Real, exponent: Real) -> Real:
    if base == 0 and exponent < 0:
        raise refuse_zero()
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        if base not in (0, 1, -1) and abs(exponent) * max(_digits(base) - 0.31, 0.3) > MOST_DIGITS:
            raise refuse_size()
        power: Fraction = base ** int(exponent)
        return power
    if base < 0:
        raise refuse_domain("a negative number has no such power", "un nombre négatif n'a pas cette puissance")
    return math.pow(base, exponent)


def _root(number: Real, degree: int) -> Real:
    if degree < 1 or (number < 0 and degree % 2 == 0):
        raise refuse_domain("a negative number has no such real root", "un nombre négatif n'a pas cette racine réelle")
    size: Real = number if number >= 0 else -number
    if isinstance(size, Fraction):
        parts = [_whole_root(part, degree) for part in (size.numerator, size.denominator)]
        found = Fraction(*parts) if all(parts) else Fraction(0)
        if found**degree == size:
            return -found if number < 0 else found
    return math.copysign(float(size) ** (1 / degree), number)


def _whole_root(number: int, degree: int) -> int:
    """The nearest whole root, for numbers that a float can hold."""
    if degree == 2:
        return math.isqrt(number)
    return round(number ** (1 / degree)) if number.bit_length() < 900 else 0


def _factorial(number: Real) -> Fraction:
    if number < 0 or number != int(number):
        raise refuse_domain("a factorial needs a whole number", "une factorielle demande un nombre entier")
    if math.lgamma(int(number) + 1) / math.log(10) > MOST_DIGITS:
        raise refuse_size()
    return Fraction(math.factorial(int(number)))


def is_exact(node: Node) -> bool:
    """Whether floats give the value to all the digits shown: rational, and not so large that they drop digits."""
    result = value(node)
    if not isinstance(result, Fraction):
        return False
    return (result.denominator == 1 and _integers(node)) or abs(result) < 10**15


def _integers(node: Node) -> bool:
    """Whether Python computes `node` in integers all along."""
    if node.op == "number":
        return node.number.denominator == 1
    if node.op == "**" and node.args[1].op != "number":
        return False
    return node.op in ("+", "-", "*", "**", "%", "//", "neg", "abs", "fact", "gcd", "lcm", "sum", "max", "min") and all(
        _integers(arg) for arg in node.args
    )


def prepared(node: Node) -> Node:
    """`node` as Python computes it best: whole division and roots for what is too large for floats, real odd roots."""
    args = tuple(prepared(arg) for arg in node.args)
    changed = Node(node.op, args, node.number)
    if node.op == "root" and value(args[0]) < 0 and value(changed) < 0:
        inner = num(-args[0].number) if args[0].op == "number" else Node("neg", (args[0],))
        return Node("neg", (Node("root", (inner, args[1])),))  # a power of a negative float would be complex
    if node.op == "/" and all(_integers(arg) for arg in args):
        result = value(changed)
        if isinstance(result, Fraction) and result.denominator == 1 and abs(result) >= 2**53:
            return Node("//", args)
    if node.op == "sqrt" and _integers(args[0]):
        result = value(changed)
        if isinstance(result, Fraction) and abs(result) >= 2**26:
            return Node("isqrt", args)
    return changed


def program(node: Node) -> str:
    """The Python to run: the expression, with its import when it needs one."""
    expression = code(node)
    return f"import math\n{expression}" if "math." in expression else expression


__all__ = ["Node", "code", "is_exact", "num", "prepared", "program", "shown", "value"]
