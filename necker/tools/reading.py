"""A question as tokens: numbers, percentages, dates, clock times, signs, and words that may name a unit.

Which values stand where is told here by necker.text; what they are for is told by the grammars that read the tokens.
Ambiguity is kept: "in" is a word that may be the inch, "3h20" a clock time that may be a duration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from necker.core.language import Lang
from necker.text.dates import Date, dates
from necker.text.normal import clean, fold
from necker.text.numbers import numbers
from necker.text.units import UNITS, Unit, unit
from necker.text.words import words
from necker.tools.vocabulary import FILLERS

Parts = tuple[tuple[Fraction, Unit, str], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: "number", "percent" (value 20 for 20 %), "date", "clock" (value in minutes), "quantity", "word" or "sign".

    `word` is the folded text of a word and the character of a sign.  `unit` is what a word may mean as a unit.
    `parts` of a quantity are its (value, unit, unit as written), more than one for "3 h 20 min".
    """

    kind: str
    text: str
    start: int
    end: int
    word: str = ""
    value: Fraction = Fraction(0)
    date: Date | None = None
    unit: Unit | None = None
    parts: Parts = ()
    ordinal: bool = False
    fraction: bool = False


_CLOCK = re.compile(
    r"""(?<![\w.,:/])(?:
        (\d{1,3})\s?[hH]\s?([0-5]\d)(?:\s?(?:min(?:utes?)?|mn|m))?(?![\w:])
      | (\d{1,2})(?::([0-5]\d))?(?::[0-5]\d)?\s?([ap])\.?\s?m\b\.?
      | (\d{1,2})\.([0-5]\d)\s?([ap])\.?\s?m\b\.?
      | (\d{1,3}):([0-5]\d)(?![\d:])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_FEET = re.compile(r"(?<![\w.,])(\d{1,2})\s?['’′]\s?(\d{1,2}(?:[.,]\d+)?)\s?(?:\"|″|”|''|’’)?(?!\w)")
_SIGN = re.compile(
    r"""\*\*|<=|>=|[×÷√^=+*()\[\]!?;…≈<>·⋅∗²³⁴⁵⁶⁷⁸⁹%‰:]
      | (?<![^\W\d_])[-−–](?=\s?[\d(√.]|\s)   # a minus, never a hyphen
      | /(?=[\s\d(])
      | (?<=[\d)\s])[xX](?=\s?[\d(])            # 12x7, 12 x 7
      | [.,](?!\d)
      | (?<=\d),(?=\d{1,2}(?!\d)(?:,\d{1,2}(?!\d))+) | (?<=\d,\d),(?=\d) | (?<=\d,\d\d),(?=\d)  # 4,8,15""",
    re.VERBOSE,
)
_MONTH = "|".join(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug sept
    sep oct nov dec janvier fevrier février mars avril mai juin juillet aout août septembre octobre novembre decembre décembre
    janv fevr févr fev fév avr juil déc""".split()
)
_MONTHS = re.compile(  # beside a number or behind an ordinal: "may" alone is no month
    rf"(?<=\d\s)(?:de )?(?:{_MONTH})\b|(?<=(?:st|nd|rd|th|er|of|\de) )(?:{_MONTH})\b|\b(?:{_MONTH})(?=\.?\s\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\d/.])(\d{4})[/.](\d\d)[/.](\d\d)(?![\d/])")
_DASHED = re.compile(r"(?<![\d-])(\d\d?)-(\d\d?)-(\d{4})(?![\d-])")
_SAME = {"−": "-", "–": "-", "x": "*", "X": "*", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "^": "**"}
_SAME |= {"[": "(", "]": ")", "…": "."}
_SCIENTIFIC = re.compile(r"(?<![\w.,])(?:\.\d+|\d+(?:[.,]\d+)?[eE][+-]?\d{1,3})(?![\w.,]\d|[^\W\d_])")
_MIXED = re.compile(r"(?<![\w.,/])(\d+) (\d{1,3})/(\d{1,3})(?![\w/])")
_MINUS = re.compile(r"(?:[-−–]|minus|moins|negative)\s*(?=\S)", re.IGNORECASE)
_GLUED = re.compile(r"(?<=\d)[^\W\d_]+")
_SUFFIXES = frozenset("st nd rd th e er re eme k M B".split())


_NO_UNITS = {"en": frozenset(("moi",)), "fr": frozenset(("moi", "quart", "quarts"))}


_HYPHENS = str.maketrans("‐‑", "--")


def _named(written: str, lang: Lang) -> Unit | None:
    """The unit of that name or symbol; "c" and "f" are degrees, as people type them."""
    return unit(written.upper() if written in ("c", "f") else written, lang)


class _Reader:
    """Cuts the text into tokens from left to right; whatever is recognised first is not looked at again."""

    def __init__(self, question: str, lang: Lang) -> None:
        self.text, self.lang = clean(question).translate(_HYPHENS), lang
        self.tokens: list[Token] = []
        self.taken = bytearray(len(self.text))

    def take(self, kind: str, start: int, end: int, **fields: object) -> None:
        if end > start and not any(self.taken[start:end]):
            self.taken[start:end] = b"\1" * (end - start)
            self.tokens.append(Token(kind, self.text[start:end], start, end, **fields))  # type: ignore[arg-type]

    def free(self) -> list[tuple[int, int]]:
        """The stretches that nothing has taken yet."""
        return [match.span() for match in re.finditer(rb"\0+", bytes(self.taken))]

    def read(self) -> list[Token]:
        self._dates()
        self._clocks()
        self._units()
        self._plain()
        for match in _SIGN.finditer(self.text):
            self.take("sign", *match.span(), word=_SAME.get(match[0], match[0]))
        for start, end in self.free():
            for piece in self._pieces(start, end):
                self._numbers(*piece)
        for start, end in self.free():
            for word in words(self.text[start:end]):
                folded = fold(word.text).strip("'")
                found = _named(word.text, self.lang) if folded not in _NO_UNITS[self.lang] else None
                self.take("word", start + word.start, start + word.end, word=folded, unit=found)
        for start, end in self.free():
            for match in re.finditer(r"\S", self.text[start:end]):
                found = unit(match[0], self.lang)
                if found or match[0] not in "'\"’“”«»_-":
                    self.take("word", start + match.start(), start + match.end(), word=match[0], unit=found)
        return sorted(self.tokens, key=lambda token: token.start)

    def _dates(self) -> None:
        """Dates, however their months are capitalised and in either language; a plain year stays a number."""
        text = _ISO.sub(_with_hyphens, _DASHED.sub(_with_strokes, self.text))
        text = _MONTHS.sub(lambda match: match[0].lower() if self.lang == "fr" else match[0].capitalize(), text)
        other: Lang = "fr" if self.lang == "en" else "en"
        swapped = _MONTHS.sub(lambda match: match[0].capitalize() if self.lang == "fr" else match[0].lower(), text)
        for lang, written in ((self.lang, text), (other, swapped)):
            for date in dates(written, lang):
                plain = re.fullmatch(r"\d+(?:\s?[/.-]\s?\d+)?", self.text[date.start : date.end])
                if not (plain and (date.month is None or date.day is None)) and date.span_years == 1:
                    self.take("date", date.start, date.end, date=date)

    def _clocks(self) -> None:
        for match in _CLOCK.finditer(self.text):
            hours, minutes = (int(next((g for g in groups if g), "0")) for groups in _halves(match))
            half = (match[5] or match[8] or "").lower()
            if half and not 1 <= hours <= 12:
                continue
            hours = hours % 12 + 12 * (half == "p") if half else hours
            self.take("clock", *match.span(), value=Fraction(hours * 60 + minutes))
        for match in _FEET.finditer(self.text):
            inches = Fraction(match[2].replace(",", "."))
            parts = ((Fraction(match[1]), UNITS["foot"], "ft"), (inches, UNITS["inch"], "in"))
            self.take("quantity", *match.span(), parts=parts)

    def _units(self) -> None:
        """Units of several words, or written with signs; single words are marked when they are read as words."""
        for match in _LONG_UNIT.finditer(self.text):
            start = match.start()
            for end in _ends(self.text, start):
                written = self.text[start:end]
                found = unit(written, self.lang) if not written.isalpha() else None
                if found and " per " in found.name and UNITS[found.name.partition(" per ")[0]].dimension == "currency":
                    continue  # a price for one of a unit is two things
                if found and found.dimension != "count" and not any(self.taken[start:end]):
                    self.take("word", start, end, word=fold(written), unit=found)
                    break

    def _plain(self) -> None:
        """What `numbers` leaves alone: ".5" and "1.5e3"; and mixed numbers, before their stroke is read as a sign."""
        for match in _SCIENTIFIC.finditer(self.text):
            self.take("number", *match.span(), value=Fraction(match[0].replace(",", ".")))
        for match in _MIXED.finditer(self.text):
            part = Fraction(int(match[2]), int(match[3])) if int(match[3]) else Fraction(1)
            if part < 1:
                self.take("number", *match.span(), value=int(match[1]) + part)

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretch cut before units glued to digits ("100F", "5ft"), which `numbers` would take for a name ("3D")."""
        cuts = [start]
        for match in _GLUED.finditer(self.text[:end], start):
            if match[0] not in _SUFFIXES and _named(match[0], self.lang):
                cuts.append(match.start())
        return list(zip(cuts, [*cuts[1:], end], strict=True))

    def _numbers(self, start: int, end: int) -> None:
        for number in numbers(self.text[start:end], self.lang):
            written = self.text[start + number.start : start + number.end].lower()
            if number.kind == "century" or written in ("second", "seconde"):
                continue
            kind = "percent" if number.kind == "percent" else "number"
            first, last = start + number.start, start + number.end
            sign = _MINUS.match(self.text, first)  # a sign is the grammars' affair: "19 minus 45"
            if sign:
                first = sign.end()
            value = abs(number.value) if sign else number.value
            self.take(
                kind, first, last, value=value, ordinal=number.kind == "ordinal", fraction=number.kind == "fraction"
            )


def _with_hyphens(match: re.Match[str]) -> str:
    return f"{match[1]}-{match[2]}-{match[3]}"


def _with_strokes(match: re.Match[str]) -> str:
    return f"{match[1]}/{match[2]}/{match[3]}"


def _halves(match: re.Match[str]) -> tuple[tuple[str | None, ...], tuple[str | None, ...]]:
    return (match[1], match[3], match[6], match[9]), (match[2], match[4], match[7], match[10])


_LONG_UNIT = re.compile(r"(?<![^\W\d_])[^\W\d_]|[°$€£¥℃℉′″Å]")
_CHUNK = re.compile(r"(?:US|CA|[AC])?\$|[^\W\d_]+(?:[²³]|\^?[23](?!\d))?|[°$€£¥℃℉′″Å]|[/-]|['’]|\s")


def _ends(text: str, start: int) -> list[int]:
    """Where a unit that begins at `start` may end, the longest first (at most nine chunks: "litres aux 100 kilomètres")."""
    ends: list[int] = []
    at = start
    for _ in range(9):
        match = _CHUNK.match(text, at)
        if match is None:
            break
        at = match.end()
        if not match[0].isspace() and match[0] not in "/-'’":
            ends.append(at)
    return ends[::-1]


def read(question: str, lang: Lang) -> list[Token]:
    """The tokens of a question, in order.  Offsets are into the cleaned question."""
    return _spoken_decimals(_Reader(question, lang).read())


def _spoken_decimals(tokens: list[Token]) -> list[Token]:
    """The tokens with "two point five" and "douze virgule vingt-cinq" joined into one number."""
    out: list[Token] = []
    for token in tokens:
        point = out[-1] if out else None
        whole = out[-2] if len(out) > 1 else None
        is_decimal = token.kind == "number" and token.text[0].isalpha() and token.value.denominator == 1
        if is_decimal and point and whole and point.word in ("point", "virgule") and whole.kind == "number":
            digits = Fraction(int(token.value), 10 ** len(str(token.value)))
            out[-2:] = [replace(whole, value=whole.value + digits, text=whole.text + token.text, end=token.end)]
        else:
            out.append(token)
    return out


# Words that are units only right after a number, or never in the other language: prepositions, articles, verbs.
WEAK = frozenset(
    "a an in are to go mo po ko as on or at d ch st us do no u mark won real mole point pt people one".split()
)


def is_unit(token: Token) -> bool:
    """Whether a token names a unit, of its own accord."""
    return token.unit is not None and token.word not in WEAK and token.unit.dimension not in ("count", "currency")


_SYSTEMS = {"uk", "us", "imperial", "british", "american"}
_SMALLER = {"foot": ("inch", 12, "in"), "hour": ("minute", 60, "min"), "stone": ("pound", 14, "lb")}
_ONE = {"a", "an", "one", "un", "une"}
_HALF = {"half", "demi", "demie"}
_AND = {"and", "et", ",", "&"}


class _Measures:
    """Joins numbers with the units behind them, and quantities with smaller ones behind them."""

    def __init__(self, tokens: list[Token], lang: Lang) -> None:
        self.tokens, self.lang, self.at = tokens, lang, 0
        self.out: list[Token] = []

    def peek(self, ahead: int = 0) -> Token | None:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str:
        token = self.peek(ahead)
        return token.word if token else ""

    def run(self) -> list[Token]:
        while (token := self.peek()) is not None:
            read = self._quantity()
            if read is None:
                self.out.append(token)
                self.at += 1
                continue
            self._join(read)
        return self.out

    def _join(self, read: Token) -> None:
        """Appends a quantity, to the one before when it goes on: "3 hours and 20 minutes", "5 ft 11 in"."""
        back = 2 if len(self.out) > 1 and self.out[-1].word in _AND else 1
        last = self.out[-back] if len(self.out) >= back else None
        if (
            last is not None
            and last.kind == "quantity"
            and last.parts[-1][1].dimension == read.parts[0][1].dimension
            and last.parts[-1][1].factor > read.parts[0][1].factor
            and read.parts[0][1].dimension in ("time", "length", "mass", "angle", "volume")
        ):
            del self.out[-back:]
            read = replace(read, parts=last.parts + read.parts, start=last.start, text=f"{last.text} {read.text}")
        self.out.append(read)

    def _value(self) -> tuple[Fraction, int, bool] | None:
        """The number at this place, how many tokens it takes, and whether it is only an article."""
        sign, at = 1, 0
        before = self.out[-1] if self.out else None
        if self.word() in ("-", "minus", "moins") and (
            before is None or before.kind == "word" or before.word in ("(", "=", "≈")
        ):
            sign, at = -1, 1
        token = self.peek(at)
        if token is None:
            return None
        if token.kind == "number" and not token.ordinal:
            value, at = token.value, at + 1
            if self.lang == "fr" and self.word(at) in ("quart", "quarts"):
                return sign * value / 4, at + 1, False
            over = self.peek(at + 1)
            if self.word(at) == "/" and over is not None and over.kind == "number" and over.value:
                value, at = value / over.value, at + 2
            return sign * value, at, False
        if token.word in _HALF and at == 0:
            return Fraction(1, 2), 1, False
        if token.word in _ONE and at == 0:
            if self.word(1) in _HALF or self.word(1) == "quart":
                return Fraction(1, 2 if self.word(1) in _HALF else 4), 2, False
            return Fraction(1), 1, True
        return None

    def _quantity(self) -> Token | None:
        first = self.peek()
        read = self._value()
        if read is None or first is None:
            return None
        value, count, article = read
        at = count
        if not article:
            value, at = self._and_a_half(value, at)
            if value.denominator > 1 and self.word(at) in ("a", "an", "of", "d", "de"):
                at += 1 + (self.word(at + 1) in _ONE)
        at += self.word(at) in _SYSTEMS  # "12 UK gallons"
        token = self.peek(at)
        if token is None or token.unit is None or token.unit.dimension == "count":
            return None
        if article and (token.word in WEAK or (len(token.text) < 3 and token.text.isalpha() and token.word != "an")):
            return None
        if token.word in WEAK and not self._weak(token, at):
            return None
        at += 1
        value, at = self._and_a_half(value, at)
        parts: Parts = ((value, token.unit, token.text),)
        last, smaller = self.peek(at), _SMALLER.get(token.unit.name)
        if (
            smaller
            and last is not None
            and last.kind == "number"
            and last.value < smaller[1]
            and self._ends_bare(at + 1)
        ):
            parts += ((last.value, UNITS[smaller[0]], smaller[2]),)  # "5 foot 9", "1 heure 15"
            token, at = last, at + 1
        self.at += at
        text = " ".join(t.text for t in self.tokens[self.at - at : self.at])
        return Token("quantity", text, first.start, token.end, parts=parts)

    def _ends_bare(self, at: int) -> bool:
        """Whether no unit, number or percent sign follows that would belong to the number before."""
        token = self.peek(at)
        if token is None:
            return True
        return token.kind not in ("number", "percent") and token.word not in ("%", "/", ":") and not is_unit(token)

    def _and_a_half(self, value: Fraction, at: int) -> tuple[Fraction, int]:
        """ "2 and a half", "et demie", "et quart"."""
        if self.word(at) in ("and", "et"):
            ahead = at + 1 + (self.word(at + 1) in _ONE)
            part = {"half": 2, "demi": 2, "demie": 2, "quarter": 4, "quart": 4}.get(self.word(ahead))
            token = self.peek(ahead)
            if part is None and token is not None and token.fraction and 0 < token.value < 1:
                return value + token.value, ahead + 1
            if part is not None:
                return value + Fraction(1, part), ahead + 1
        return value, at

    def _weak(self, token: Token, at: int) -> bool:
        """Whether a word such as "in" or "an" right behind a number is a unit there."""
        if self.lang == "fr" and token.word in ("an", "a", "d"):
            return token.word == "an"
        if token.word == "in" and self.lang == "en":
            after, number = self.peek(at + 1), self.tokens[self.at + at - 1]
            if not re.fullmatch(r"[\d.,/]+", number.text):
                return False  # "5k in miles"
            return after is None or after.kind != "number"
        return token.text in ("To", "Go", "Mo", "Ko", "ko", "Po", "st", "pt", "ch") or token.word in (
            "go",
            "mo",
            "mole",
            "st",
        )


def measures(tokens: list[Token], lang: Lang) -> list[Token]:
    """The tokens with numbers and units joined into quantities; clock times stay clock times."""
    return _Measures(tokens, lang).run()


def percents(tokens: list[Token]) -> list[Token]:
    """The tokens with `20 %`, `20 percent`, `20 pour cent` joined into one "percent" token."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token, ahead = tokens[at], [t.word for t in tokens[at + 1 : at + 3]]
        size = next((len(p) for p in (["per", "cent"], ["pour", "cent"]) if ahead[: len(p)] == p), 0)
        size = size or (1 if ahead[:1] and ahead[0] in ("%", "percent", "pct", "pc", "pourcent", "pourcents") else 0)
        if token.kind == "number" and size:
            token = replace(token, kind="percent", end=tokens[at + size].end)
            at += size
        out.append(token)
        at += 1
    return out


@lru_cache(maxsize=1 << 12)
def _near(word: str, vocabulary: frozenset[str]) -> str | None:
    """The one word of the vocabulary within one typing error of `word`; two letters exchanged are the likeliest."""
    if len(word) < 4 or not word.isalpha():
        return None
    found = {other for other in vocabulary if len(other) > 3 and _one_error(word, other)}
    swapped = {other for other in found if sorted(other) == sorted(word)}
    for choice in (swapped, found & FILLERS, found):
        if len(choice) == 1:
            return choice.pop()
    return None


def _one_error(a: str, b: str) -> bool:
    """Whether one letter dropped, added, changed, or two neighbours exchanged make `b` of `a`."""
    if abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    x, y = a[start:], b[start:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[1::-1] == y[:2] and x[2:] == y[2:])


def respelled(tokens: list[Token], vocabulary: frozenset[str]) -> list[Token]:
    """The tokens with unknown words replaced by the known word they are a typing error of, if any is that near."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        is_name = (
            index > 0 and not token.text.islower() and not all(t.text.isupper() for t in tokens if t.kind == "word")
        )
        if token.kind == "word" and token.unit is None and token.word not in vocabulary and not is_name:
            near = _near(token.word, vocabulary)
            token = replace(token, word=near) if near else token
        out.append(token)
    return out


def known(tokens: Iterable[Token], vocabulary: frozenset[str]) -> bool:
    """Whether every word is one of the vocabulary (signs and values always are)."""
    return all(token.word in vocabulary for token in tokens if token.kind == "word")
