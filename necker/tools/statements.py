"""Statements that are themselves calculations ("17.5% of 240 is 42", "le 14 juillet 1789 était un mardi"): do they hold?

A value that the statement gives is taken out, what remains is read as the question that asks for it, and the two values are
compared: exactly for whole results of arithmetic, else within half of the last digit written, and more freely where the
statement says "about".  A statement that is not wholly understood this way is no calculation (None).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from necker.core.errors import NeckerError
from necker.core.language import Lang
from necker.text.units import Unit
from necker.tools.calculation import Calculation, Value, fraction, literal, terminates
from necker.tools.dating import day_of
from necker.tools.grammars import first_understood, readings
from necker.tools.integers import from_roman
from necker.tools.python import run_python
from necker.tools.reading import Token, measures, percents
from necker.tools.vocabulary import FILLERS, word_set


@dataclass(frozen=True, slots=True)
class Check:
    """The code that was run, what it gave, and whether the statement agrees; `calculation` can phrase what is right."""

    code: str
    value: Value
    holds: bool
    calculation: Calculation


_COPULA = word_set(
    "is are was were equals equal make makes gives give = ≈ est sont etait etaient fait font faisait vaut valent "
    "egale egalent donne donnent represente represents comes becomes soit represent revient"
)
_HEDGES = word_set(
    "about around roughly approximately approx nearly almost circa ca environ presque quasiment ~ ≈ some"
)
_HEDGE_PHRASES = re.compile(
    r"\bà peu près\b|\ba peu pres\b|\bmore or less\b|\bclose to\b|\bjust (?:over|under)\b|\bprès de\b", re.I
)
_NOTE = re.compile(r"(?<=\w) \((?=[^()]*[^\W\d_]{2})[^()]*\)$")  # "16 cups (US cup)"
_NEGATIONS = word_set("not isn't isnt n pas ne doesn't aren't wasn't")
_OPENINGS = word_set("yes no oui non so therefore thus hence donc indeed")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A value a statement gives: what kind, how much, and half of the last digit written."""

    kind: str  # "number", "percent", "quantity", "date", "clock"
    value: Fraction
    slack: Fraction
    unit: Unit | None = None
    day: tuple[int, int, int] | None = None


def check(statement: str, lang: Lang, today: datetime.date | None = None) -> Check | None:
    """Whether a statement that is a calculation holds; None if it is not one, or cannot be computed."""
    if len(statement) > _LONGEST or not re.search(r"\d|[^\W\d_]{3}", statement):
        return None
    day = today or datetime.date.today()
    hedged = bool(_HEDGE_PHRASES.search(statement))
    statement = _HEDGE_PHRASES.sub(" ", statement).strip().rstrip(".")
    statement = _NOTE.sub("", statement)
    if "?" in statement:
        return None
    try:
        for tokens, spoken in readings(statement, lang, mend=False):
            found = _check(tokens, spoken, day, hedged)
            if found is not None:
                return found
    except NeckerError:
        return None
    return None


_WHETHER = word_set("is are was were does do did est sont fait font vaut ce")


def asked_whether(question: str, lang: Lang, today: datetime.date) -> Calculation | None:
    """ "Is 17.5% of 240 equal to 42?": the calculation of the value, and of whether it is the one said."""
    for tokens, spoken in readings(question, lang):
        words = [token.word for token in tokens if token.kind == "word" or token.word in ("=", "?")]
        asked = set(words[:3]) & _WHETHER or (words[-1:] == ["?"] and set(words) & _WHETHER)
        if not (asked or "=" in words) or set(words) & _UNSAID:
            continue
        hedged = bool(set(words) & _HEDGES)
        plain = [replace(t, kind="sign", word="=") if t.word in _HEDGES else t for t in tokens]
        for claimed, rest in _questions([t for t in plain if t.word not in ("?", ".")], spoken):
            calculation = first_understood(rest, spoken, today, stories=False)
            if calculation is not None and claimed.kind in ("number", "percent", "quantity"):
                return _whether(claimed, calculation, hedged)
    return None


_UNSAID = word_set("what how much many combien quel quelle quoi which when quand")


def _whether(claimed: _Claimed, calculation: Calculation, hedged: bool) -> Calculation | None:
    *imports, expression = calculation.code.splitlines()
    if (
        re.search(r"divmod|==|!=|timedelta|weekday|\bdate\(", expression.partition(".days")[0])
        and ".days" not in expression
    ):
        return None
    whole = calculation.kind != "unit" and claimed.value.denominator == 1 and not hedged
    slack = "1e-9" if whole or not claimed.slack else literal(_loose(claimed) if hedged else claimed.slack)
    code = f"({expression}, abs({expression} - {literal(claimed.value)}) <= {slack})"

    def show(value: Value, lang: Lang) -> str:
        assert isinstance(value, tuple | list)
        answer = ("Yes", "No") if lang == "en" else ("Oui", "Non")
        return f"{answer[0] if value[1] else answer[1]}, {calculation.show(value[0], lang)}"

    return Calculation("\n".join([*imports, code]), calculation.unit, calculation.kind, calculation.exact, show)


def _check(tokens: list[Token], lang: Lang, today: datetime.date, hedged: bool) -> Check | None:
    words = {token.word for token in tokens}
    negated = bool(words & _NEGATIONS)
    while tokens and (tokens[0].word in _OPENINGS or (tokens[0].word == "," and len(tokens) > 1)):
        tokens = tokens[1:]
    hedged = hedged or bool(words & _HEDGES)
    plain = [
        replace(t, word="=") if t.word == "≈" else t
        for t in tokens
        if t.word not in _HEDGES - {"≈"} and t.word not in _NEGATIONS
    ]
    tried = (_compare(claimed, question, lang, today, hedged) for claimed, question in _questions(plain, lang))
    found = next((one for one in tried if one is not None), None)
    found = found or _yes_or_no(tokens, plain, lang, today) or _of_money(plain, lang, today, hedged)
    if found is not None and negated:
        found = replace(found, holds=not found.holds)
    return found


def _yes_or_no(tokens: list[Token], plain: list[Token], lang: Lang, today: datetime.date) -> Check | None:
    """A statement that read as a question has the answer yes or no: "97 is prime", "14 July 1789 was a Tuesday"."""
    calculation = first_understood(plain, lang, today)
    if calculation is None or not re.search(r" (?:==|!=|>) \d+$", calculation.code):
        return None
    value = _run(calculation)
    return Check(calculation.code, value, bool(value), calculation) if isinstance(value, bool) else None


def _of_money(tokens: list[Token], lang: Lang, today: datetime.date, hedged: bool) -> Check | None:
    """ "7 × $9.50 = $66.50": arithmetic when the signs of one currency are left out."""
    money = {t.unit.name for t in tokens if t.unit and t.unit.dimension == "currency"}
    if len(money) != 1:
        return None
    rest = [t for t in tokens if not (t.unit and t.unit.dimension == "currency")]
    tried = (_compare(claimed, question, lang, today, hedged) for claimed, question in _split(rest, percents(rest)))
    return next((one for one in tried if one is not None and one.calculation.kind == "arithmetic"), None)


def _run(calculation: Calculation) -> Value:
    result = run_python(calculation.code)
    return None if result.error else result.value


def _questions(tokens: list[Token], lang: Lang) -> Iterator[tuple[_Claimed, list[Token]]]:
    """Each value that the statement may claim, the last first, with the question that remains without it."""
    yield from _roman_numeral(tokens)
    joined = percents(measures(tokens, lang))
    yield from _split(tokens, joined)
    for at in range(len(joined) - 1, -1, -1):
        token = joined[at]
        if token.kind == "percent":
            claimed = _Claimed("percent", token.value, _slack(token))
            yield claimed, _without(tokens, token, "percent", None)
        if (
            token.kind == "quantity"
            and re.match(r"[\d.,]|[^\W\d_]{3}", token.text)
            and not re.match(r"(?:a|an|une?)\b", token.text, re.I)
        ):
            unit = token.parts[-1][1]
            value = sum((v * one.factor for v, one, _ in token.parts), Fraction(0)) / unit.factor
            claimed = _Claimed("quantity", value, _slack(token), unit)
            yield claimed, _without(tokens, token, "how", unit)


def _roman_numeral(tokens: list[Token]) -> Iterator[tuple[_Claimed, list[Token]]]:
    """ "XIV is 14"."""
    rest = [t for t in tokens if t.word not in _COPULA]
    if len(rest) == 2 and rest[1].text.isupper() and rest[0].kind == "number":
        rest.reverse()  # "14 = XIV"
    if len(rest) == 2 and rest[0].text.isupper() and rest[1].kind == "number" and from_roman_token(rest[0]):
        ask = replace(rest[1], kind="word", word="roman", text="roman", unit=None)
        yield _Claimed("number", rest[1].value, Fraction(0)), [rest[0], ask]


def from_roman_token(token: Token) -> bool:
    return set(token.text) <= set("IVXLCDM") and len(token.text) > 1 and from_roman(token.text) is not None


def _without(tokens: list[Token], claimed: Token, ask: str, unit: Unit | None) -> list[Token]:
    """The question that asks for the claimed value: its number replaced by "what percent" or "how many" and its unit."""
    inside = [t for t in tokens if claimed.start <= t.start < claimed.end]
    last = inside[-1]
    words = [
        replace(last, kind="word", word=w, text=w, unit=None, parts=())
        for w in ((ask, "many") if unit else ("what", ask))
    ]
    if unit:
        words.append(replace(last, kind="word", word=last.word or unit.name, unit=unit, parts=(), text=last.text))
    before = [t for t in tokens if t.start < claimed.start]
    return [*before, *words, *(t for t in tokens if t.start >= claimed.end)]


def _split(tokens: list[Token], joined: list[Token]) -> Iterator[tuple[_Claimed, list[Token]]]:
    """The statement cut at "is", "=", "font": a value on one side, the calculation on the other."""
    places = [
        token
        for i, token in enumerate(joined)
        if token.word in _COPULA or (token.word == "a" and i and joined[i - 1].word == "y")  # "il y a"
    ]
    for copula in reversed(places):
        for side in (1, -1):
            alone = [t for t in joined if (t.start > copula.start if side > 0 else t.end <= copula.start)]
            other = [t for t in tokens if (t.end <= copula.start if side > 0 else t.start > copula.start)]
            claimed = _alone(alone)
            if claimed is not None and other:
                yield claimed, other


def _alone(tokens: list[Token]) -> _Claimed | None:
    """The one value that one side of a statement is."""
    negative = any(t.word in ("-", "minus", "moins") for t in tokens)
    rest = [
        t
        for t in tokens
        if not (t.kind == "word" and (t.word in FILLERS or t.word in _EXTRA)) and t.word not in (",", ":", "-")
    ]
    if len(rest) == 2 and {rest[0].kind, rest[1].kind} == {"number", "word"}:
        rest = [t for t in rest if t.kind == "number" or not (t.unit and t.unit.dimension == "currency")]
    if len(rest) != 1:
        return None
    token = rest[0]
    if token.kind == "number" and not token.ordinal:
        return _Claimed("number", -token.value if negative else token.value, _slack(token))
    if token.kind == "clock":
        return _Claimed("clock", token.value, Fraction(1, 2))
    if token.kind == "quantity":
        unit = token.parts[-1][1]
        value = sum((v * one.factor for v, one, _ in token.parts), Fraction(0)) / unit.factor
        return _Claimed("quantity", value, _slack(token), unit)
    if token.kind == "date" and token.date and token.date.year and token.date.month and token.date.day:
        date = token.date
        return _Claimed("date", Fraction(0), Fraction(0), None, (token.date.year, token.date.month, date.day or 0))
    return None


_EXTRA = word_set(
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche "
    "minus moins equal exactly next day lendemain numerals chiffres romains"
)


def _slack(token: Token) -> Fraction:
    """Half of the place of the last digit written; none for a number in words."""
    match = re.search(r"\d[\d\s.,]*", token.text)
    value = token.value or (token.parts[-1][0] if token.parts else Fraction(0))
    if match is None or not value:
        return Fraction(0) if match is None else Fraction(1, 2)
    digits = re.sub(r"\s", "", match[0]).rstrip(".,")
    decimals = re.search(r"[.,](\d+)$", digits)
    whole = re.sub(r"\D", "", digits[: decimals.start()] if decimals else digits) or "0"
    if decimals:
        written = Fraction(f"{whole}.{decimals[1]}")
        if (written and (value / written).denominator == 1 and value / written < 10**3) or value == written:
            return value / written * Fraction(1, 2 * 10 ** len(decimals[1])) if written else Fraction(1, 2)
    mantissa = Fraction(re.sub(r"\D", "", digits))
    return value / mantissa / 2 if mantissa else Fraction(1, 2)


def _compare(claimed: _Claimed, question: list[Token], lang: Lang, today: datetime.date, hedged: bool) -> Check | None:
    calculation = first_understood(question, lang, today, stories=False)
    if calculation is None or (calculation.kind == "unit" and _tells_of_something(question)):
        return None
    value = _run(calculation)
    holds = _agrees(claimed, value, calculation, hedged)
    return None if holds is None else Check(calculation.code, value, holds, calculation)


def _tells_of_something(question: list[Token]) -> bool:
    """Whether a conversion is only said in passing, of a thing: "It has an area of 240 km² (93 sq mi)"."""
    words = [token.word for token in question]
    return bool(set(words) & _OF_THINGS) or ("il" in words and "y" not in words)


_OF_THINGS = word_set("it its has have had he she they his her their elle ils elles sa son ses leur leurs with avec")


def _agrees(claimed: _Claimed, value: Value, calculation: Calculation, hedged: bool) -> bool | None:
    """Whether the value is the one claimed; None where the two are not of one kind."""
    if isinstance(value, bool) or value is None:
        return None
    if claimed.kind == "date":
        day = day_of(value)
        return None if day is None else (day.year, day.month, day.day) == claimed.day
    if isinstance(value, list | tuple):
        return _agrees_pair(claimed, value, calculation)
    if isinstance(value, str) or claimed.kind == "clock":
        return None
    result = fraction(value)
    if claimed.kind == "percent" and calculation.unit != "%":
        return None
    if claimed.kind == "number" and calculation.unit == "%":
        return None
    slack = claimed.slack
    if (
        calculation.kind in ("arithmetic", "percent", "date")
        and terminates(result)
        and claimed.value.denominator == 1
        and not hedged
    ):
        slack = Fraction(0) if claimed.kind != "percent" else slack
    if calculation.kind == "unit" and abs(claimed.value) >= 1000:
        slack = max(slack, min(_loose(claimed), abs(result) / 40))  # 28,000 km² are written as 11,000 sq mi
    if hedged:
        slack = max(_loose(claimed), abs(result) * 3 / 100)
    return abs(result - claimed.value) <= slack + abs(result) / 10**9


def _loose(claimed: _Claimed) -> Fraction:
    """Half of the place of the last digit that is not zero: "about 40" reaches from 35 to 45."""
    value, place = abs(claimed.value), claimed.slack or Fraction(1, 2)
    while value and (value / (place * 2)).denominator == 1 and (value / (place * 20)).denominator == 1:
        place *= 10
    return place


def _agrees_pair(claimed: _Claimed, value: list[Value] | tuple[Value, ...], calculation: Calculation) -> bool | None:
    """A result in two units, hours and minutes or weeks and days."""
    first, second = (fraction(part) for part in value)
    if claimed.kind == "clock":
        return first * 60 + second == claimed.value
    if claimed.unit is None or claimed.unit.dimension != "time":
        return None
    seconds = first * 604800 + second * 86400 if calculation.unit == "week" else first * 3600 + second * 60
    return abs(claimed.value * claimed.unit.factor - seconds) <= claimed.slack * claimed.unit.factor * (second == 0)
