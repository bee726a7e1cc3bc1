"""Clock times and durations: from one time to another, a time so long after, sums of durations.

A time is a number of minutes after midnight; an interval that would be negative goes over midnight.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from necker.core.language import Lang
from necker.tools.calculation import Calculation, Value, fraction, number_text
from necker.tools.reading import Token, measures
from necker.tools.vocabulary import FILLERS, word_set

_START = word_set(
    "leave leaves left leaving start starts started starting begin begins began depart departs departed departure set "
    "sets part pars partir partent parti partie commence commencer commencent debute debuter debut demarre decolle go "
    "wake sleep bed open opens ouvre quitte quitter"
)
_END = word_set(
    "arrive arrives arrived arriving arrival end ends ended ending finish finishes finished land lands landed get "
    "close closes arriver arrivee arrivent arriverai fini finit finir finissent fin termine terminer se ferme rentre "
    "revient atterrit atterris done ready over pret prete sors sort sortir"
)
_LASTS = word_set(
    "takes take took taking lasts last lasted lasting dure durer durent duree met mettre mets prend prendre pendant "
    "long for during journey trip flight ride trajet voyage vol runs faut"
)
_LATER = word_set("after later plus past add added + from apres tard ajoute ajouter dans in hence suivant")
_EARLIER = word_set("before earlier minus subtract ago - avant tot moins retire")
_LINKS = word_set("from to between and until till a au et entre de jusqu jusque - through")
_NOUNS = word_set(
    "of il d un une time times hour hours minute minutes clock oclock o'clock o train bus plane car film movie show "
    "meeting class lesson game match work shift day night morning evening afternoon next pm am elapsed passed passes "
    "between difference many wait heure heures temps avion voiture seance reunion cours spectacle nuit matin soir "
    "apres midi ecoule ecoulees ecoulent passe passent entre sera serait lendemain intervalle horaire woke wake up "
    "went couche couchee leve levee reveille endormi dormi put goes in enfourne enfourner mets le sur ai oven cake "
    "cook cooks bake bakes concert appointment break rendez rdv pause cuisson gateau four dodo journee travaille "
    "travailler sleep slept dors employee worked works worker long interval span total sum somme duration durations "
    "durees deux two together ensemble altogether faites additionne additionner soustrais add subtract shop store"
)
_WORDS = {"noon": 720, "midday": 720, "midi": 720, "midnight": 0, "minuit": 0}
VOCABULARY = FILLERS | _START | _END | _LASTS | _LATER | _EARLIER | _LINKS | _NOUNS | frozenset(_WORDS)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A time of day or a duration, in minutes (durations may have a part of one), and where it stands."""

    minutes: Fraction
    at: int
    kind: str  # "clock" for certain, "duration" for certain, "either" ("3h15")


def understand_clock(tokens: list[Token], lang: Lang) -> Calculation | None:
    tokens = _oclock(tokens)
    joined = measures(tokens, lang)
    marks = [mark for i, token in enumerate(joined) if (mark := _mark(joined, i)) is not None]
    if not _clean(joined, {mark.at for mark in marks}):
        return None
    words = [token.word for token in joined]
    factor = [token for token in joined if token.kind == "number"]
    if len(factor) == 1 and len(marks) == 1:
        return _scaled(joined, factor[0], marks[0])
    if factor or len(marks) < 2 or len(marks) > 4:
        return None
    if len(marks) == 2:
        times = [_is_time(words, mark, marks) for mark in marks]
        if all(times):
            return _interval(marks[0], marks[1], words)
        if any(times):
            return _moved(words, marks[times.index(True)], marks[times.index(False)])
    return _sum(words, marks)


def _oclock(tokens: list[Token]) -> list[Token]:
    """ "9 o'clock", "half past nine" and "à 9 heures" stay what they are; "9 o'clock" becomes a time."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        if token.word in ("o'clock", "oclock") and out and out[-1].kind == "number" and out[-1].value <= 24:
            last = out.pop()
            out.append(Token("clock", last.text, last.start, token.end, value=last.value * 60))
        else:
            out.append(tokens[index])
    return out


def _mark(tokens: list[Token], at: int) -> _Mark | None:
    token = tokens[at]
    if token.kind == "clock":
        either = "h" in token.text.lower() or (token.text.count(":") == 1 and token.value < 24 * 60)
        certain = not either or (
            "m" in token.text.lower() and token.text.lower().rstrip(".")[-1] == "m" and "min" not in token.text
        )
        if token.value >= 24 * 60:
            return _Mark(token.value, at, "duration")
        return _Mark(token.value, at, "clock" if certain else "either")
    if token.kind == "word" and token.word in _WORDS:
        if token.word == "midi" and tokens[at - 1 : at] and tokens[at - 1].word == "apres":
            return None
        return _Mark(Fraction(_WORDS[token.word]), at, "clock")
    if token.kind == "quantity" and all(unit.name in ("hour", "minute", "second") for _, unit, _ in token.parts):
        minutes = sum((value * unit.factor / 60 for value, unit, _ in token.parts), Fraction(0))
        french = (
            token.parts[0][2].lower() in ("heure", "heures", "h") and minutes.denominator == 1 and minutes < 24 * 60
        )
        behind = {other.word for other in tokens[at + 1 : at + 3]} & (_LATER | _EARLIER)
        return _Mark(minutes, at, "either" if french and not behind and len(token.text) < 16 else "duration")
    return None


def _clean(tokens: list[Token], marks: set[int]) -> bool:
    for index, token in enumerate(tokens):
        if index in marks or token.kind == "number":
            continue
        if token.kind not in ("word", "sign"):
            return False
        if token.kind == "word" and token.word not in VOCABULARY:
            return False
        if token.kind == "sign" and token.word not in ("?", ".", ",", "!", "+", "-", ":", "=", "*", "/", "(", ")", "…"):
            return False
    return True


_SHIFTED = word_set("after before apres avant later earlier ago tard tot")
_BEFORE_A_TIME = word_set("at a from between entre until till il is to de before avant after apres")
_SIGNS = word_set("+ - plus minus moins")


def _is_time(words: list[str], mark: _Mark, marks: list[_Mark]) -> bool:
    """Whether a mark is a time of day, by the words around it where its form does not say."""
    if mark.kind != "either" or _adds(words):
        return mark.kind == "clock"
    if set(words[mark.at + 1 : mark.at + 3]) & _SHIFTED:
        return False
    before = [word for word in words[max(0, mark.at - 3) : mark.at] if word][::-1]
    if not before:
        return not set(words) & _SIGNS
    other = next(one for one in marks if one is not mark)
    if before[0] in _SIGNS | {"*"} or before[:2] == ["a", "y"]:
        return False
    verbs = set(words[mark.at + 1 : other.at]) & (_START | _END)
    if before[0] == "of" or (before[0] == "de" and verbs):
        return False  # "un film de 1h50 commence à 19h45"
    if before[0] in _BEFORE_A_TIME:
        return True
    if before[0] in ("and", "et", "au") and other.at < mark.at:
        range_words = set(words[: other.at]) & word_set("between entre from de")
        return _is_time(words, other, [other, mark]) and bool(range_words)
    return not set(before) & _LASTS and before[0] not in ("and", "et")


def _minutes(minutes: Fraction) -> str:
    """`9 * 60 + 45`."""
    whole, part = divmod(minutes, 60)
    if minutes.denominator > 1:
        return f"{minutes.numerator} / {minutes.denominator}"
    return f"{whole} * 60 + {part}" if whole and part else f"{whole} * 60" if whole else str(part)


def _span_text(value: Value, lang: Lang) -> str:
    """ "7 h 35 min"."""
    assert isinstance(value, tuple | list)
    hours, minutes = value
    parts = [f"{number_text(hours, lang)} h"] * bool(hours) + [f"{number_text(minutes, lang)} min"] * bool(
        minutes or not hours
    )
    return " ".join(parts)


def _time_text(minutes: Fraction | int, lang: Lang) -> str:
    hours, rest = divmod(int(minutes), 60)
    return f"{hours}:{rest:02d}" if lang == "en" else f"{hours} h {rest:02d}"


def _interval(first: _Mark, second: _Mark, words: list[str]) -> Calculation | None:
    """From one time to another, over midnight if need be."""
    if not set(words) & _LINKS and not set(words) & word_set("difference interval intervalle"):
        return None
    start, end = first.minutes, second.minutes
    asked = [word for word in words if word in ("minutes", "seconds", "secondes")]
    if set(words[second.at - 1 : second.at]) & {"from", "depuis"}:
        start, end = end, start
    code = f"({_minutes(end)}) - ({_minutes(start)})"
    if end < start:
        code = f"24 * 60 + {code}"

    def show(value: Value, lang: Lang) -> str:
        a, b = _time_text(start, lang), _time_text(end, lang)
        over = "" if end >= start else (" the next day" if lang == "en" else " le lendemain")
        if lang == "en":
            return f"From {a} to {b}{over} is {_span_text(value, lang)}."
        return f"De {a} à {b}{over}, il y a {_span_text(value, lang)}."

    if asked:
        return _in_minutes(code, asked[0], show)
    return Calculation(f"divmod({code}, 60)", "hour", "duration", True, show)


def _in_minutes(code: str, asked: str, show_span: Callable[[Value, Lang], str]) -> Calculation:
    """An interval in minutes or seconds only, where the question says so."""
    seconds = asked.startswith("sec")

    def show(value: Value, lang: Lang) -> str:
        minutes = int(fraction(value)) // (60 if seconds else 1)
        return f"{show_span(divmod(minutes, 60), lang)[:-1]} = {number_text(value, lang)} {asked}."

    code = f"({code}) * 60" if seconds else code
    return Calculation(code, "second" if seconds else "minute", "duration", True, show)


def _moved(words: list[str], time: _Mark, span: _Mark) -> Calculation | None:
    """The time so long after or before another."""
    way = _way(words, time, span)
    if not way or span.minutes.denominator > 1:
        return None
    sign = "+" if way > 0 else "-"
    code = f"divmod(({_minutes(time.minutes)} {sign} ({_minutes(span.minutes)})) % (24 * 60), 60)"
    landing = time.minutes + way * span.minutes

    def show(value: Value, lang: Lang) -> str:
        assert isinstance(value, tuple | list)
        result = _time_text(value[0] * 60 + value[1], lang)
        start, length = _time_text(time.minutes, lang), _span_text(divmod(int(span.minutes), 60), lang)
        day = 0 if 0 <= landing < 1440 else 1 if landing >= 1440 else -1
        if lang == "en":
            other = {0: "", 1: " the next day", -1: " the day before"}[day]
            return f"{length} {'after' if way > 0 else 'before'} {start} is {result}{other}."
        other = {0: "", 1: " le lendemain", -1: " la veille"}[day]
        return f"{length} {'après' if way > 0 else 'avant'} {start}, il est {result}{other}."

    return Calculation(code, None, "duration", True, show)


def _way(words: list[str], time: _Mark, span: _Mark) -> int:
    """+1 for later, -1 for earlier: said outright, or by whether the known time is that of a start or of an end."""
    between = words[min(time.at, span.at) + 1 : max(time.at, span.at)]
    for group in (between, words[span.at + 1 : span.at + 3], words[max(0, span.at - 2) : span.at]):
        if set(group) & _EARLIER or (set(words[max(0, span.at - 3) : span.at]) >= {"il", "y", "a"}):
            return -1
        if set(group) & (_LATER - {"from", "in", "dans"}) and not set(group) & {"il"}:
            return 1
    cues = [(i, word in _END) for i, word in enumerate(words) if (word in _START or word in _END) and word != "le"]
    told = [(abs(i - time.at) + (i > time.at), is_end) for i, is_end in cues if i < max(time.at, span.at)]
    if told:
        return -1 if min(told)[1] else 1
    if cues:  # only asked for: "when is it done?"
        return 1 if cues[0][1] else -1
    return 1 if set(words) & (_LATER | _LASTS) else 0


def _sum(words: list[str], marks: list[_Mark]) -> Calculation | None:
    """Durations added and subtracted."""
    if any(mark.kind == "clock" for mark in marks) or any(mark.minutes.denominator > 1 for mark in marks):
        return None
    code, total = _minutes(marks[0].minutes), marks[0].minutes
    for first, second in itertools.pairwise(marks):
        between = [word for word in words[first.at + 1 : second.at] if word not in ("", "a", "de", "to", "from")]
        plus = set(between) <= {"+", "plus", "and", "et", ","} and (set(between) & {"+", "plus"} or _adds(words))
        minus = set(between) <= {"-", "minus", "moins"} and between
        if not (plus or minus):
            return None
        code += f" {'-' if minus else '+'} ({_minutes(second.minutes)})"
        total += -second.minutes if minus else second.minutes
    if total < 0:
        return None
    return Calculation(f"divmod({code}, 60)", "hour", "duration", True, _sum_text(words, marks))


def _sum_text(words: list[str], marks: list[_Mark]) -> Callable[[Value, Lang], str]:
    signs = [""] + [
        "−" if {"-", "minus", "moins"} & set(words[a.at + 1 : b.at]) else "+" for a, b in itertools.pairwise(marks)
    ]

    def show(value: Value, lang: Lang) -> str:
        texts = [_span_text(divmod(int(mark.minutes), 60), lang) for mark in marks]
        left = " ".join(f"{sign} {text}".strip() for sign, text in zip(signs, texts, strict=True))
        return f"{left} = {_span_text(value, lang)}"

    return show


def _adds(words: list[str]) -> bool:
    return bool(set(words) & word_set("sum somme total add additionne additionner together ensemble altogether"))


def _scaled(tokens: list[Token], factor: Token, mark: _Mark) -> Calculation | None:
    """A duration times or divided by a number."""
    at = tokens.index(factor)
    low, high = sorted((at, mark.at))
    between = [token.word for token in tokens[low + 1 : high]]
    times = between in (["*"], ["times"], ["fois"], ["x"])
    divided = between in (["/"],) and mark.at < at and factor.value
    minutes = mark.minutes * factor.value if times else mark.minutes / factor.value if divided else Fraction(1, 7)
    if mark.kind == "clock" or minutes.denominator > 1 or minutes < 0:
        return None
    whole = f"({_minutes(mark.minutes)})"
    code = f"{whole} * {factor.value}" if times else f"{whole} // {factor.value}"

    def show(value: Value, lang: Lang) -> str:
        sign = "×" if times else "÷"
        length = _span_text(divmod(int(mark.minutes), 60), lang)
        return f"{length} {sign} {number_text(factor.value, lang)} = {_span_text(value, lang)}"

    return Calculation(f"divmod({code}, 60)", "hour", "duration", True, show)
