"""Questions about dates: how long between two, what date so long after, which weekday, how old, leap years.

A date without a year is the nearest that the question can mean.  The calculations themselves are dating.py's.
"""

from __future__ import annotations

import datetime

from necker.core.language import Lang
from necker.tools.calculation import WEEKDAYS, Calculation
from necker.tools.dating import (
    IMPORT,
    Moment,
    age,
    between_text,
    date_code,
    day_of_year,
    days_in,
    leap,
    months_between,
    shifted,
    weekday,
    weeks_between,
    whole_years,
    year_after,
    year_difference,
)
from necker.tools.reading import Token, measures
from necker.tools.vocabulary import FILLERS, Phrases, word_set

_BORN = word_set("born birth birthday birthdate birthyear ne nee nes nees naissance anniversaire nait naissait dob")
_AGE = word_set("old age aged ages")
_DEATH = word_set("die died dies dead death mort morte meurt mourut deces decede decedee mourait mourir")
_AFTER = word_set(
    "after later following past hence plus add added adding adds + apres suivant suivants suivent partir ajoute "
    "ajouter ajoutes"
)
_BEFORE = word_set(
    "before earlier prior ago minus subtract previous preceding - avant tot moins precedent precedents retire enleve "
    "back"
)
_UNTIL = word_set("until till til jusqu jusque left remaining remain reste restent restant away sleeps before avant")
_SINCE = word_set("since depuis ago passed elapsed ecoules ecoule passes")
_LEAP = word_set("leap bissextile bissextiles bissexte")
_ASKED = word_set("how what when combien quel quelle ? quand")
_DAY = word_set("day days weekday jour jours")
_WEEKDAY = {fold: i for i, fold in enumerate(name.lower() for name in WEEKDAYS["en"])}
_WEEKDAY |= {name: i for i, name in enumerate(WEEKDAYS["fr"])}
_TODAY = {"today": 0, "now": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "aujourd'hui": 0, "aujourdhui": 0}
_TODAY |= {"demain": 1, "hier": -1, "maintenant": 0, "ajd": 0, "auj": 0}
_MONTHS = dict(
    zip(
        "january february march april may june july august september october november december janvier fevrier mars avril mai "
        "juin juillet aout septembre octobre novembre decembre".split(),
        [*range(1, 13), *range(1, 13)],
        strict=True,
    )
)
_HOLIDAYS = Phrases(
    """
12-25 | christmas | christmas day | xmas | noel | jour de noel
12-24 | christmas eve | veille de noel | reveillon de noel
01-01 | new year | new year 's day | new year s day | new years day | new years | jour de l an | nouvel an | new year day
12-31 | new year 's eve | new year s eve | new years eve | saint sylvestre | reveillon du nouvel an
10-31 | halloween
02-14 | valentine 's day | valentine s day | valentines day | saint valentin | st valentin
"""
)
_OTHER = word_set(
    "date dates week weeks month months year years century centuries decade decades between elapsed passed pass "
    "passes separate separates separating separated difference gap interval span time times long apart go goes going "
    "gone by until till since fall falls fell falling land lands landed occur occurs occurred take took place "
    "counting count someone person man woman he she they baby child who celebrate turn turns turned old aged were had "
    "his her mean sun moon number ordinal position rank nth th calendar gregorian exactly full complete whole "
    "completed inclusive included including both ends end start starting begin beginning next last first this coming "
    "current jour semaine semaines mois an ans annee annees siecle siecles decennie decennies ecoule ecoules ecoulee "
    "ecoulees separe separent separant ecart duree intervalle temps tard tot lendemain veille personne quelqu'un "
    "homme femme enfant bebe tombe tombait tombera tombent tomber tombaient numero rang reste sommes serons sera "
    "seront etions serait passe passer fetera fete fetait eu aura aurait avait ayant tu nous serez seras etes soit "
    "inclus compris incluse entiers complet complets compter comptant debut fin cette prochain prochaine dernier "
    "derniere aurai auras aurez aurais combientieme not or pas non lequel laquelle ete trouve correspond "
    "correspondait numerote numerique quantieme calendrier gregorien was is happens sometime thing ai separees "
    "separes"
)
VOCABULARY = (
    FILLERS | _BORN | _AGE | _DEATH | _AFTER | _BEFORE | _UNTIL | _SINCE | _LEAP | _DAY | frozenset(_WEEKDAY) | frozenset(_TODAY)
    | _HOLIDAYS.words | _OTHER | frozenset(_MONTHS)
)  # fmt: skip


class Question:
    """The tokens of a question about dates, sorted out."""

    def __init__(self, tokens: list[Token], lang: Lang, today: datetime.date) -> None:
        is_leap = any(token.word in _LEAP for token in tokens)  # "une année bissextile" is no duration
        self.tokens, self.lang, self.today = tokens if is_leap else measures(tokens, lang), lang, today
        self.words = [token.word for token in self.tokens]
        self.set = set(self.words) - {""}
        self.spans = [i for i, token in enumerate(self.tokens) if token.kind == "quantity"]
        self.moments = self._without_today(self._moments())
        self.units = [
            token.unit
            for token in self.tokens
            if token.kind == "word" and token.unit and token.unit.dimension == "time" and _says_unit(token.word, lang)
        ]

    def _moments(self) -> list[Moment]:
        found: list[Moment] = []
        at = 0
        while at < len(self.tokens):
            token, holiday = self.tokens[at], _HOLIDAYS.match(self.words, at)
            if token.kind == "date" and token.date and token.date.span_years == 1:
                date = token.date
                found.append(Moment(date.year or 0, date.month or 0, date.day or 0, at))
            elif (
                token.kind == "number"
                and token.value.denominator == 1
                and 1 <= token.value <= 9999
                and not token.ordinal
            ):
                found.append(self._year(found, int(token.value), at))
            elif token.word in _TODAY and token.kind == "word":
                day = self.today + datetime.timedelta(days=_TODAY[token.word])
                found.append(Moment(day.year, day.month, day.day, at))
            elif token.word in _MONTHS and (
                token.word != "may" or self.words[at - 1 : at] in (["in"], ["does"], ["of"])
            ):
                found.append(Moment(0, _MONTHS[token.word], 0, at))
            elif holiday and holiday[0][0].isdigit():
                month, day_of_month = map(int, holiday[0].split("-"))
                at += holiday[1] - 1
                found.append(Moment(0, month, day_of_month, at))
            at += 1
        months = [moment for moment in found if not moment.day and not moment.year]
        years = [moment for moment in found if not moment.month]
        if len(found) == 2 and months and years:  # "does February have in 2023"
            return [Moment(years[0].year, months[0].month, 0, months[0].at)]
        return [moment for moment in found if moment.year or moment.month]

    def _without_today(self, moments: list[Moment]) -> list[Moment]:
        """ "If today is 3 May 2024, ...": that date is today, not a second moment."""
        if len(moments) == 2 and moments[1].full:
            first, second = moments
            said = self.words[max(0, first.at - 1) : second.at]
            if (
                self.words[first.at] in _TODAY
                and {"if", "si"} & set(self.words[: first.at])
                and {"is", "est"} & set(said)
            ):
                self.today = second.date
                return [second]
        return moments

    def _year(self, found: list[Moment], year: int, at: int) -> Moment:
        """A plain number as a year; behind a date without one it is that date's ("Christmas 2025")."""
        if found and found[-1].year == 0 and at == found[-1].at + 1:
            before = found.pop()
            return Moment(year, before.month, before.day, before.at)
        return Moment(year, at=at)

    def is_clean(self) -> bool:
        """Every word known, every number a year, every quantity a duration."""
        numbers = sum(token.kind == "number" for token in self.tokens)
        years = sum(
            1 for token in self.tokens if token.kind == "number" and token.value.denominator == 1 and token.value >= 1
        )
        if numbers != years or any(token.kind in ("percent", "clock") for token in self.tokens):
            return False
        if any(unit.dimension != "time" for i in self.spans for _, unit, _ in self.tokens[i].parts):
            return False
        if any(
            token.kind == "sign" and token.word not in ("?", ".", ",", ":", "!", "+", "-", "=", "(", ")", "…")
            for token in self.tokens
        ):
            return False
        return all(
            token.word in VOCABULARY or (token.unit is not None and token.unit.dimension == "time")
            for token in self.tokens
            if token.kind == "word"
        )

    def dated(self, moment: Moment, way: int = 0) -> Moment:
        """The moment with a year: the next one (`way` 1), the last one (-1), or this year's."""
        if moment.year:
            return moment
        year = self.today.year
        this = (moment.month, moment.day)
        if way > 0 and this < (self.today.month, self.today.day):
            year += 1
        if way < 0 and this > (self.today.month, self.today.day):
            year -= 1
        return Moment(year, moment.month, moment.day, moment.at)

    @property
    def now(self) -> Moment:
        return Moment(self.today.year, self.today.month, self.today.day, -1)


def _says_unit(word: str, lang: Lang) -> bool:
    return len(word) > 2 or (word == "an" and lang == "fr")


def understand_calendar(tokens: list[Token], lang: Lang, today: datetime.date) -> Calculation | None:
    question = Question(tokens, lang, today)
    if not question.is_clean():
        return None
    if len(question.spans) == 1 and len(question.moments) <= 1:
        return _shifted(question)
    if question.spans:
        return None
    if len(question.moments) == 2:
        return _two(question)
    if len(question.moments) == 1:
        return _one(question, question.moments[0])
    return _none(question)


def _none(question: Question) -> Calculation | None:
    """ "What day is it?" """
    asked = question.set & word_set("day date jour")
    if (
        asked
        and question.set & word_set("it we on nous sommes est")
        and not question.units[1:]
        and len(question.set) <= 8
    ):
        if question.set & (_BORN | _AGE | _LEAP | _UNTIL | _SINCE | _AFTER | _BEFORE) or question.set & {
            "many",
            "combien",
        }:
            return None
        if question.set & word_set("what quel on which todays"):
            return weekday(question.now, question.today)
    return None


def _one(question: Question, moment: Moment) -> Calculation | None:
    words = question.set
    if words & _LEAP:
        return leap(moment.year) if not moment.month and moment.year > 0 else None
    if words & _BORN:
        if not moment.year or (not words & _AGE and not words & word_set("age years ans")):
            return None
        return age(moment, question.now if moment.full else Moment(question.today.year), question.today)
    many = words & word_set("many combien nombre number long")
    if question.units and words & (_SINCE | word_set("until till jusqu")) and moment.full:
        many = many or {"days"}
    if many and question.set & _DAY and _counts_inside(question, moment):
        return days_in(moment)
    left = words & word_set("left remaining remain reste restent restant")
    if many and left and question.set & _DAY and moment.year == question.today.year and not moment.month:
        return between(question.now, Moment(moment.year, 12, 31), question)
    if (
        words & word_set("numero number rang nth rank position quantieme ordinal")
        or _day_of_year(question)
        or words & {"combientieme", "quantieme"}
    ):
        if not (_is_dated(question, moment) and words & word_set("year annee an")):
            return None
        moment = question.dated(moment)
        return day_of_year(moment) if moment.full else None
    if many or words & word_set("temps time"):
        return _from_today(question, moment)
    if moment.month and moment.day and _is_dated(question, moment) and words & (_DAY | frozenset(_WEEKDAY) | {"date"}):
        named = [_WEEKDAY[word] for word in question.words if word in _WEEKDAY]
        if "date" in words and not moment_is_today(question, moment):
            return None
        return weekday(question.dated(moment), question.today, named[0] if named else None)
    return None


def _is_dated(question: Question, moment: Moment) -> bool:
    """Whether the day was written as a date or as "today": what day Christmas is, an encyclopedia tells."""
    return question.tokens[moment.at].kind == "date" or bool(moment.year)


def moment_is_today(question: Question, moment: Moment) -> bool:
    return moment.at >= 0 and question.words[moment.at] in _TODAY


def _day_of_year(question: Question) -> bool:
    """ "what day of the year", "quel jour de l'année"."""
    text = " ".join(question.words)
    return any(
        phrase in text
        for phrase in ("day of the year", "day of year", "day in the year", "jour de l annee", "jour de l an ")
    )


def _counts_inside(question: Question, moment: Moment) -> bool:
    """Whether the days of a month or year are counted: "in February 2024", "compte 2024"."""
    before = question.words[: moment.at][-1:]
    behind = question.words[moment.at + 1 : moment.at + 2]
    if moment.day or not moment.year or question.set & (_UNTIL | _SINCE | _AFTER | _BEFORE):
        return False
    if behind and behind[0] in word_set("has have had compte comptait contient a"):
        return True
    return bool(
        before and before[0] in word_set("in of dans en compte de d year annee mois month a does du had contient")
    )


def _from_today(question: Question, moment: Moment) -> Calculation | None:
    """ "How many days until …", "depuis combien de jours"."""
    since = bool(
        question.set & _SINCE or " il y a combien" in " ".join(question.words)
    ) and not question.set & word_set("until till jusqu reste restent")
    moment = question.dated(moment, -1 if since else 1)
    if not since and not question.set & (_UNTIL | {"to", "dans", "au", "sommes", "from", "away"}):
        return None
    if not moment.full:
        now = Moment(question.today.year)
        return between(now, moment, question) if not moment.month else None
    return between(question.now, moment, question)


def _two(question: Question) -> Calculation | None:
    first, second = question.moments
    if not first.year and second.year:
        first = Moment(second.year, first.month, first.day, first.at)
    first, second = question.dated(first), question.dated(second)
    words = question.set
    if words & _BORN or (words & (_AGE | {"age"}) and words & _DEATH):
        return age(first, second, question.today) if words & (_AGE | {"old"} | _ASKED) or question.units else None
    named = [i for i, word in enumerate(question.words) if word in _WEEKDAY and i + 1 not in (first.at, second.at)]
    if words & _LEAP or named:
        return None
    linked = word_set(
        "between entre from to a au and et until till jusqu since depuis - separate separates separent separe"
    )
    asked = question.units or words & word_set(
        "long temps difference duree ecart gap interval elapsed intervalle time apart"
    )
    if not words & linked or not asked or (words & word_set("what") and not asked):
        return None
    return between(first, second, question)


def between(first: Moment, second: Moment, question: Question) -> Calculation | None:
    """The time between two moments, in the unit asked for: days between days, years between years otherwise."""
    if not (first.full and second.full):
        if first.month and second.month and question.units and question.units[0].name == "month":
            return months_between(first, second)
        if first.month or second.month:
            return None
        return _years(first, second, question)
    first, second = sorted((first, second), key=lambda m: (m.year, m.month, m.day))
    names = {unit.name for unit in question.units} - {"year"} or {"day"}
    if {unit.name for unit in question.units} == {"year"}:
        return whole_years(first, second)
    if len(names) > 1:
        return None
    name = names.pop()
    if name == "month":
        return months_between(first, second)
    days = f"({date_code(second)} - {date_code(first)}).days"
    inclusive = bool(question.set & word_set("inclusive inclus compris included incluse"))
    if inclusive:
        days += " + 1"
    if name == "week":
        return weeks_between(first, second, days)
    factor = {"day": 1, "hour": 24, "minute": 1440, "second": 86400}.get(name)
    if factor is None:
        return None
    code = days if factor == 1 else f"({days}) * {factor}" if inclusive else f"{days} * {factor}"
    return Calculation(IMPORT + code, name, "date", True, between_text(first, second, name))


def _years(first: Moment, second: Moment, question: Question) -> Calculation | None:
    first, second = sorted((first, second), key=lambda m: m.year)
    names = {unit.name for unit in question.units} or {"year"}
    if len(names) > 1 or not names <= {"year", "decade", "century", "month"}:
        return None
    name = names.pop()
    if name == "month":
        return None
    size = {"year": 1, "decade": 10, "century": 100}[name]
    code = year_difference(first.year, second.year)
    code = code if size == 1 else f"({code}) / {size}"
    return Calculation(code, name, "date", True, between_text(first, second, name))


def _shifted(question: Question) -> Calculation | None:
    """ "100 days after 1 January 2024", "in 90 days", "il y a 45 jours"."""
    at = question.spans[0]
    span, words = question.tokens[at], question.set
    before, behind = question.words[:at], question.words[at + 1 :]
    if words & (_BORN | _AGE) or words & word_set("elapsed ecoules"):
        return _born_year(question)
    ago = "ago" in words or before[-3:] == ["il", "y", "a"] or before[-2:] == ["y", "a"]
    ahead = before[-1:] in (["in"], ["dans"]) or behind[:2] in (["from", "now"], ["from", "today"]) or "hence" in words
    asked = words & (_DAY | {"date", "when", "quand"} | {"weekday"}) - _spanned(question)
    if question.moments:
        way = _way(question, at)
        if not way or question.moments[0].month == 0:
            return _shifted_year(question, way)
        moment = question.dated(question.moments[0])
    elif (ago or ahead) and (asked or behind[:2] in (["from", "now"], ["from", "today"])):
        way, moment = -1 if ago else 1, question.now
    else:
        return None
    if not moment.full:
        return None
    named = "weekday" in words or ("week" in words and "of" in words) or ("semaine" in words and "jour" in words)
    return shifted(moment, span.parts, way, bool(named and "date" not in words))


def _spanned(question: Question) -> set[str]:
    return {"days"} if "day" not in question.set else set()


def _way(question: Question, at: int) -> int:
    """+1 after, -1 before, by the cue nearest to the duration; "from" and "to" only where nothing else is."""
    places = [
        (abs(i - at), 1 if word in _AFTER else -1)
        for i, word in enumerate(question.words)
        if (word in _AFTER or word in _BEFORE) and word not in ("from", "a", "il")
    ]
    if question.words[max(0, at - 2) : at] == ["y", "a"]:
        return -1
    if places:
        return min(places)[1]
    return 1 if question.set & word_set("from partir in dans") else 0


def _shifted_year(question: Question, way: int) -> Calculation | None:
    """ "30 years after 1989"."""
    moment, parts = question.moments[0], question.tokens[question.spans[0]].parts
    years = sum(
        value * {"year": 1, "decade": 10, "century": 100, "millennium": 1000}.get(unit.name, 0)
        for value, unit, _ in parts
    )
    if question.set & _DEATH or not way or moment.month or not years or years.denominator > 1 or len(parts) > 1:
        return None
    return year_after(moment.year, int(years), way)


def _born_year(question: Question) -> Calculation | None:
    """ "I was 34 years old in 2025, when was I born?" """
    moments, parts = question.moments, question.tokens[question.spans[0]].parts
    if (
        len(moments) != 1
        or moments[0].month
        or len(parts) > 1
        or parts[0][1].name != "year"
        or not question.set & _BORN
    ):
        return None
    years = parts[0][0]
    return year_after(moments[0].year, int(years), -1) if years.denominator == 1 else None
