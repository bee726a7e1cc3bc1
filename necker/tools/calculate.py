"""From a question to a calculation, from a statement to whether it holds: `understand`, `phrase`, `check`.

The reading is a grammar, not a model: a question is understood when every number in it is used and every word is known to
the grammar of one kind of question; otherwise the answer is None, and the question is somebody else's.  The code of a
calculation is plain Python made for the sandbox; nothing is evaluated in this process.
"""

from __future__ import annotations

import datetime

from necker.core.language import Lang
from necker.tools.calculation import Calculation, Value
from necker.tools.grammars import first_understood, readings
from necker.tools.statements import Check, asked_whether, check

__all__ = ["Calculation", "Check", "check", "phrase", "understand"]

_LONGEST = 400  # characters; what is longer is a text, not a question


def understand(question: str, lang: Lang, today: datetime.date | None = None) -> Calculation | None:
    """The calculation a question asks for, in French or English, or None if it is not one or not wholly understood.

    `today` is what "today" and "ago" count from (the system's date by default).  Raises `NeckerError` for a calculation that
    is understood and has no answer: a division by zero, a result of over 2,000 digits, a date outside the years 1 to 9999.
    """
    if len(question) > _LONGEST or not question.strip():
        return None
    day = today or datetime.date.today()
    for tokens, spoken in readings(question, lang):
        found = first_understood(tokens, spoken, day)
        if found is not None:
            return found
    return asked_whether(question, lang, day)


def phrase(calculation: Calculation, value: Value, lang: Lang) -> str:
    """The answer in a short sentence or an equation, `value` being what the sandbox returned for the code."""
    return calculation.show(value, lang)
