"""Questions about one or two whole numbers: prime, even, divisible, perfect square, prime factors, Roman numerals."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from necker.core.errors import NeckerError
from necker.core.language import Lang, say
from necker.text.roman import roman, roman_value
from necker.tools.calculation import Calculation, Value, number_text
from necker.tools.reading import Token
from necker.tools.vocabulary import FILLERS, word_set

_PRIME = word_set("prime premier primes premiers")
_FACTORS = word_set(
    "factors factor factorization factorisation facteurs factorise factorize decomposition decompose decomposer "
    "factoriser factorisez decomposez factored breakdown"
)
_DIVISIBLE = word_set("divisible multiple divides divise divisor diviseur evenly divide")
_EVEN, _ODD = word_set("even pair paire"), word_set("odd impair impaire")
_ROMAN = word_set("roman romain romains romaine romans")
_PLAIN = word_set("arabic arabe arabes digits decimal decimale normal normaux ordinary modern usual usuels")
_NEUTRAL = word_set(
    "number numbers nombre nombres numeral numerals chiffre chiffres entier whole integer perfect parfait square "
    "carre not pas n isn isn't isnt written write writes ecrit ecrire ecris ecrirait ecrivent convert convertis "
    "convertir convertissez conversion translate notation numeration system year annee vrai true false faux prime "
    "product produit express represent representation represente mean means signifie veut transforme turn change"
)
VOCABULARY = FILLERS | _PRIME | _FACTORS | _DIVISIBLE | _EVEN | _ODD | _ROMAN | _PLAIN | _NEUTRAL
_MOST = 10**12  # numbers whose factors are looked for


def understand_integers(tokens: list[Token], lang: Lang) -> Calculation | None:
    tokens = [_unordinal(token) for token in tokens]
    words = {token.word for token in tokens if token.kind == "word"}
    if words & (_ROMAN | _PLAIN | {"numeral", "number", "numbers", "numerals", "chiffres", "chiffre", "nombre"}):
        found = _romans(tokens, words)
        if found:
            return found
    if not words <= VOCABULARY or any(token.kind == "sign" and token.word not in "?.,!:" for token in tokens):
        return None
    values = [token for token in tokens if token.kind == "number"]
    if any(token.kind not in ("word", "sign", "number") for token in tokens) or not 1 <= len(values) <= 2:
        return None
    if any(token.value.denominator > 1 or token.ordinal for token in values):
        return None
    whole = [int(token.value) for token in values]
    if len(whole) == 2:
        return _divisible(whole, words)
    if words & _FACTORS:
        return _factorised(whole[0]) if words & _PRIME or words - FILLERS - _NEUTRAL <= _FACTORS else None
    return _property(whole[0], tokens, words)


def _unordinal(token: Token) -> Token:
    """ "premier" is no ordinal here, and a Roman numeral that `numbers` read is still a word."""
    if token.kind == "number" and token.text.lower() in _PRIME:
        return replace(token, kind="word", word="premier", ordinal=False)
    return token


def _property(n: int, tokens: list[Token], words: set[str]) -> Calculation | None:
    """A question with yes or no.  The property must be said behind the number, "est" or "is" before either."""
    last = max(i for i, token in enumerate(tokens) if token.kind == "number")
    behind = {token.word for token in tokens[last:]}
    if not words & word_set("is est isn isn't isnt"):
        return None
    if behind & _EVEN and behind & _ODD:
        return _parity(n)
    if behind & _PRIME:
        return prime(n)
    if behind & _EVEN:
        return _yes_no(f"{n} % 2 == 0", lambda v, lang: _is(n, v, lang, "even", "pair"))
    if behind & _ODD:
        return _yes_no(f"{n} % 2 == 1", lambda v, lang: _is(n, v, lang, "odd", "impair"))
    if behind & {"perfect", "parfait"} and behind & {"square", "carre"} and n >= 0 and len(str(n)) < 300:
        code = f"import math\nmath.isqrt({n}) ** 2 == {n}"
        return _yes_no(code, lambda v, lang: _is(n, v, lang, "a perfect square", "un carré parfait"))
    return None


def _parity(n: int) -> Calculation:
    def show(value: Value, lang: Lang) -> str:
        kind = ("odd", "impair") if value else ("even", "pair")
        return f"{number_text(n, lang)} {'is' if lang == 'en' else 'est'} {kind[lang == 'fr']}."

    return Calculation(f"{n} % 2", None, "arithmetic", True, show)


def _yes_no(code: str, show: Callable[[Value, Lang], str]) -> Calculation:
    return Calculation(code, None, "arithmetic", True, show)


def _is(n: int, holds: Value, lang: Lang, english: str, french: str) -> str:
    """ "Yes, 97 is a prime number." """
    written = number_text(n, lang)
    if lang == "en":
        return f"Yes, {written} is {english}." if holds else f"No, {written} is not {english}."
    return f"Oui, {written} est {french}." if holds else f"Non, {written} n'est pas {french}."


def factors(n: int) -> list[int]:
    """The prime factors of n >= 2 in order, each as often as it divides.  Raises `NeckerError` where that takes too long."""
    if n > _MOST:
        raise NeckerError(
            say(
                "this number is too large to look for its factors",
                "ce nombre est trop grand pour en chercher les facteurs",
            ),
            do=say("use a number up to a trillion", "prenez un nombre jusqu'à mille milliards"),
        )
    out, divisor = [], 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            out.append(divisor)
            n //= divisor
        divisor += 1 + (divisor > 2)
    return out + [n] * (n > 1)


def prime(n: int) -> Calculation | None:
    """n > 1 is prime exactly when it shares no factor with the factorial of its integer square root."""
    found = factors(n) if n > 1 else []
    root = math.isqrt(max(n, 0))
    if n < 2:
        code = f"{n} > 1"
    elif root <= 700:
        code = f"import math\nmath.gcd({n}, math.factorial({root})) == 1"
    elif len(found) > 1:
        code = f"{n} % {found[0]} != 0"
    else:
        raise NeckerError(
            say(f"{n} is too large to be tested by a short calculation", f"{n} est trop grand pour un calcul court"),
            do=say("use a number below 490,000", "prenez un nombre inférieur à 490 000"),
        )

    def show(value: Value, lang: Lang) -> str:
        text = _is(n, value, lang, "a prime number", "un nombre premier")
        if not value and len(found) > 1:
            product = " × ".join(number_text(f, lang) for f in found)
            text = f"{text[:-1]}{':' if lang == 'en' else ' :'} {number_text(n, lang)} = {product}."
        return text

    return _yes_no(code, show)


def _factorised(n: int) -> Calculation | None:
    if n < 2:
        return None
    found = factors(n)

    def show(value: Value, lang: Lang) -> str:
        product = " × ".join(number_text(f, lang) for f in found)
        if len(found) == 1:
            return _is(n, True, lang, "a prime number", "un nombre premier").removeprefix("Yes, ").removeprefix("Oui, ")
        return f"{number_text(n, lang)} = {product}"

    return Calculation(" * ".join(map(str, found)), None, "arithmetic", True, show)


def _divisible(whole: list[int], words: set[str]) -> Calculation | None:
    if not words & _DIVISIBLE and not words & word_set("factor facteur"):
        return None
    if words <= FILLERS | word_set("divide divise") and not words & word_set("does est is"):
        return None  # "divide 10 by 2"
    big, small = whole if words & word_set("divisible multiple") else whole[::-1]
    if not small or ("divise" in words and "divisible" not in words and "est" in words):
        return None
    return _yes_no(
        f"{big} % {small} == 0",
        lambda v, lang: _is(
            big,
            v,
            lang,
            f"divisible by {number_text(small, lang)}",
            f"divisible par {number_text(small, lang)}",
        ),
    )


def _romans(tokens: list[Token], words: set[str]) -> Calculation | None:
    """ "1999 in Roman numerals", "XIV in Arabic numerals"."""
    written = [t for t in tokens if t.text.isupper() and t.text.isalpha() and _roman(t.text)]
    values = [t for t in tokens if t.kind == "number" and t not in written]
    others = {t.word for t in tokens if t.kind == "word" and t not in written}
    if not others <= VOCABULARY:
        return None
    in_roman = words & (_ROMAN - {"roman"}) or words & word_set(
        "numeral numerals number numbers digits letters in to into"
    )
    if len(values) == 1 and not written and words & _ROMAN and in_roman:
        return to_roman(values[0].value)
    if len(written) == 1 and not values and not (words & _PRIME):
        return from_roman(written[0].text)
    return None


def _roman(letters: str) -> int | None:
    return roman_value(letters) if set(letters) <= set("IVXLCDM") else None


def to_roman(value: Fraction) -> Calculation | None:
    if value.denominator > 1 or not 1 <= value <= 3999:
        return None
    n = int(value)
    digits = [int(digit) * 10**power for power, digit in enumerate(reversed(str(n))) if digit != "0"]
    code = " + ".join(map(str, reversed(digits)))
    return Calculation(code, None, "arithmetic", True, lambda v, lang: f"{number_text(n, lang)} = {roman(n)}")


def from_roman(letters: str) -> Calculation | None:
    """The sum of the letters, with a minus before those that stand before a greater one."""
    value = _roman(letters)
    if value is None:
        return None
    worth = [_roman(letter) or 0 for letter in letters]
    code = str(worth[0]) if len(worth) == 1 else ""
    if not code:
        groups, at = [], 0
        while at < len(worth):
            if at + 1 < len(worth) and worth[at] < worth[at + 1]:
                groups.append(f"({worth[at + 1]} - {worth[at]})")
                at += 2
            else:
                groups.append(str(worth[at]))
                at += 1
        code = " + ".join(groups)
    return Calculation(code, None, "arithmetic", True, lambda v, lang: f"{letters} = {number_text(v, lang)}")
