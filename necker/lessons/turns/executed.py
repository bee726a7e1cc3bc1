"""The Python that lessons call, and its value: run here, as the tool runs it, and compared with exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

from necker.tools.calculation import literal, terminates

PLACES = 4  # decimals of a result at most


def value_of(code: str) -> object:
    """The value of the last line.  For code that is written in this room alone: there is no sandbox around it.

    The sandbox gives the same; the tests run both.
    """
    *before, last = code.splitlines()
    names: dict[str, object] = {}
    exec("\n".join(before), names)  # noqa: S102  our own text, of numbers and dates that were drawn
    value: object = eval(last, names)  # noqa: S307  as above
    return value


def exact(expression: str, wanted: Fraction, places: int = PLACES) -> str | None:
    """`expression`, rounded where binary fractions need it, whose value is `wanted`; None when it is not."""
    if not terminates(wanted, places):
        return None
    for code in (expression, f"round({expression}, {places})", f"round({expression}, 2)"):
        value = value_of(code)
        assert isinstance(value, int | float), code
        if Fraction(str(value)) == wanted:
            return code
    return None


def number(value: Fraction | int) -> str:
    """A number as Python."""
    return literal(Fraction(value))
