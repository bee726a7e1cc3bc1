"""What `understand`, `phrase` and the code they give promise, whatever is asked; and what the other tests share."""

from __future__ import annotations

import datetime
import re

from necker.core.language import Lang
from necker.tools.calculate import understand
from necker.tools.calculation import Calculation
from necker.tools.python import run_python

TODAY = datetime.date(2025, 6, 18)  # a Wednesday
_NAMES = dict(zip("MON TUE WED THU FRI SAT SUN".split(), range(7), strict=True)) | {"date": datetime.date}


def table(text: str) -> list[tuple[str, str, object]]:
    """Lines `lang | question | expected`, the last a Python literal, a `date(...)` or a weekday."""
    rows = []
    for line in text.strip().splitlines():
        lang, question, expected = (part.strip() for part in line.split(" | "))
        rows.append((lang, question, eval(expected, dict(_NAMES))))
    return rows


def run(calculation: Calculation) -> object:
    """What the sandbox makes of the code, dates and tuples as themselves."""
    result = run_python(calculation.code)
    assert result.error is None, (calculation.code, result.error)
    value = result.value
    if isinstance(value, list):
        return tuple(value)
    match = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(value))
    return datetime.date(*map(int, match.groups())) if match else value


def same(value: object, expected: object) -> bool:
    """Equal, numbers to six digits or decimals."""
    if isinstance(value, tuple) and isinstance(expected, tuple):
        return len(value) == len(expected) and all(map(same, value, expected))
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return abs(value - expected) <= 1e-6 * max(1, abs(expected))
    return value == expected


def answers(lang: Lang, question: str, expected: object) -> None:
    """The question is understood, and the sandbox gives what is expected."""
    calculation = understand(question, lang, today=TODAY)
    if expected is None:
        assert calculation is None, calculation
        return
    assert calculation is not None, "not understood"
    value = run(calculation)
    assert isinstance(value, bool) == isinstance(expected, bool), (calculation.code, value)
    assert same(value, expected), (calculation.code, value)
    assert calculation.show(value, lang)
