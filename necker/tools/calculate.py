"""From a question to a calculation, from a statement to whether it holds: `understand`, `phrase`, `check`.

The reading is a grammar, not a model: a question is understood when every number in it is used and every word is known to
the grammar of one kind of question; otherwise the answer is None, and the question is somebody else's.  The code of a
calculation is plain Python made for the sandbox; nothing is evaluated in this process.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from necker.core.language import Lang
from necker.tools import arithmetic, calendar, clock, integers, percent, problems, quantities
from necker.tools.arithmetic import understand_arithmetic
from necker.tools.calculation import Calculation, Value
from necker.tools.calendar import understand_calendar
from necker.tools.clock import understand_clock
from necker.tools.integers import understand_integers
from necker.tools.motion import understand_motion
from necker.tools.percent import understand_percent
from necker.tools.problems import understand_problem
from necker.tools.quantities import understand_quantities
from necker.tools.reading import Token, read, respelled

__all__ = ["Calculation", "check", "phrase", "understand"]

_WORDS = (
    arithmetic.VOCABULARY
    | percent.VOCABULARY
    | calendar.VOCABULARY
    | clock.VOCABULARY
    | integers.VOCABULARY
    | problems.VOCABULARY
    | quantities.VOCABULARY
)
_LONGEST = 400  # characters; what is longer is a text, not a question


def understand(question: str, lang: Lang, today: datetime.date | None = None) -> Calculation | None:
    """The calculation a question asks for, in French or English, or None if it is not one or not wholly understood.

    `today` is what "today" and "ago" count from (the system's date by default).  Raises `NeckerError` for a calculation that
    is understood and has no answer: a division by zero, a result of over 2,000 digits, a date outside the years 1 to 9999.
    """
    if len(question) > _LONGEST or not question.strip():
        return None
    day = today or datetime.date.today()
    for tokens, spoken in _readings(question, lang):
        found = _first(tokens, spoken, day)
        if found is not None:
            return found
    return None


def _readings(question: str, lang: Lang) -> Iterator[tuple[list[Token], Lang]]:
    """The question as it stands, with typing errors mended, and as if it were of the other language."""
    other: Lang = "fr" if lang == "en" else "en"
    for spoken in (lang, other):
        tokens = read(question, spoken)
        yield tokens, spoken
        mended = respelled(tokens, _WORDS)
        if mended != tokens:
            yield mended, spoken


def _first(tokens: list[Token], lang: Lang, today: datetime.date) -> Calculation | None:
    grammars: tuple[Callable[[list[Token], Lang], Calculation | None], ...] = (
        understand_integers,
        understand_percent,
        understand_clock,
        lambda tokens, lang: understand_calendar(tokens, lang, today),
        understand_arithmetic,
        understand_quantities,
        understand_motion,
        understand_problem,
    )
    for grammar in grammars:
        found = grammar(tokens, lang)
        if found is not None:
            return found
    return None


def phrase(calculation: Calculation, value: Value, lang: Lang) -> str:
    """The answer in a short sentence or an equation, `value` being what the sandbox returned for the code."""
    return calculation.show(value, lang)
