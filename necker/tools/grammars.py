"""All the grammars of calculations, in the order in which they are tried on the tokens of a question.

Each understands a question wholly or not at all, so the order decides only what two of them understand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from necker.core.language import Lang
from necker.tools import arithmetic, calendar, clock, comparison, integers, percent, problems, quantities
from necker.tools.arithmetic import understand_arithmetic
from necker.tools.calculation import Calculation
from necker.tools.calendar import understand_calendar
from necker.tools.clock import understand_clock
from necker.tools.comparison import understand_comparison
from necker.tools.integers import understand_integers
from necker.tools.motion import understand_motion
from necker.tools.percent import understand_percent
from necker.tools.problems import understand_problem
from necker.tools.quantities import understand_quantities
from necker.tools.reading import Token, read, respelled

_WORDS = (
    arithmetic.VOCABULARY
    | percent.VOCABULARY
    | calendar.VOCABULARY
    | clock.VOCABULARY
    | comparison.VOCABULARY
    | integers.VOCABULARY
    | problems.VOCABULARY
    | quantities.VOCABULARY
)


def readings(question: str, lang: Lang, mend: bool = True) -> Iterator[tuple[list[Token], Lang]]:
    """The question as it stands, with typing errors mended, and as if it were of the other language."""
    other: Lang = "fr" if lang == "en" else "en"
    for spoken in (lang, other):
        tokens = read(question, spoken)
        yield tokens, spoken
        mended = respelled(tokens, _WORDS) if mend else tokens
        if mended != tokens:
            yield mended, spoken


def first_understood(tokens: list[Token], lang: Lang, today: datetime.date, stories: bool = True) -> Calculation | None:
    """The calculation of the first grammar that understands the tokens; without `stories`, no word problem is one."""
    grammars: tuple[Callable[[list[Token], Lang], Calculation | None], ...] = (
        understand_integers,
        understand_percent,
        understand_clock,
        lambda tokens, lang: understand_calendar(tokens, lang, today),
        understand_comparison,
        understand_arithmetic,
        understand_quantities,
    )
    grammars += (understand_motion, understand_problem) if stories else ()
    for grammar in grammars:
        found = grammar(tokens, lang)
        if found is not None:
            return found
    return None
