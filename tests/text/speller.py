"""Numbers written in words, to test the reading of them: written from grammar books, not from the code under test."""

from __future__ import annotations

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
)
_EN, _EN_TENS, _FR = _ENGLISH.split(), _ENGLISH_TENS.split(), _FRENCH.split()
_FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}


def english(n: int, conjunction: str = " and ") -> str:
    """`n` below 10^12 in English, with the British "and" or without."""
    if n < 20:
        return _EN[n]
    if n < 100:
        return _EN_TENS[n // 10] + (f"-{_EN[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{_EN[n // 100]} hundred" + (conjunction + english(n % 100) if n % 100 else "")
    for power, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if n >= power:
            rest = n % power
            joint = conjunction if 0 < rest < 100 else " "
            return f"{english(n // power, conjunction)} {word}" + (joint + english(rest, conjunction) if rest else "")
    raise ValueError(n)


def french(n: int, rectified: bool = False) -> str:
    """`n` below 10^12 in French; `rectified` joins all words with hyphens, as the spelling of 1990 allows."""
    text = _french(n)
    return text.replace(" ", "-") if rectified else text


def _french(n: int, final: bool = True) -> str:
    """`final`: nothing follows, so that "quatre-vingts" and "deux cents" take their s."""
    if n < 20:
        return _FR[n]
    if n < 100:
        tens, unit = divmod(n, 10)
        if tens in (7, 9):
            tens, unit = tens - 1, unit + 10
        word = _FR_TENS[tens]
        if unit == 0:
            return word + ("s" if tens == 8 and final else "")
        return word + (" et " if unit in (1, 11) and tens != 8 else "-") + _FR[unit]
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        head = "cent" if hundreds == 1 else f"{_FR[hundreds]} cent" + ("s" if not rest and final else "")
        return head + (f" {_french(rest, final)}" if rest else "")
    if n < 10**6:
        thousands, rest = divmod(n, 1000)
        head = "mille" if thousands == 1 else f"{_french(thousands, final=False)} mille"
        return head + (f" {_french(rest, final)}" if rest else "")
    power, word = (10**9, "milliard") if n >= 10**9 else (10**6, "million")
    head = f"{_french(n // power)} {word}" + ("s" if n // power > 1 else "")
    return head + (f" {_french(n % power, final)}" if n % power else "")
