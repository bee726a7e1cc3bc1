"""Questions that are arithmetic: the question around an expression is taken off, what remains must be one, wholly.

Percentages, units and dates have their own grammars; the grammar of expressions is parser.py's.
"""

from __future__ import annotations

import re

from necker.core.language import Lang
from necker.tools.calculation import Calculation, Kind, Value, equals, fraction, number_text
from necker.tools.expression import Node, is_exact, num, prepared, program, shown, value
from necker.tools.operators import PHRASES, VOCABULARY, symbols
from necker.tools.parser import LISTS, NOUNS, NotArithmetic, Parser, contains, folded
from necker.tools.reading import Token
from necker.tools.vocabulary import FILLERS

__all__ = ["VOCABULARY", "calculation", "parse", "understand_arithmetic"]

_FRONT = FILLERS - {"sum"} | {"the", "number"}
_BACK = FILLERS


def trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without the question around the expression."""
    start, end = 0, len(tokens)
    while end > start and (
        (tokens[end - 1].kind == "word" and tokens[end - 1].word in _BACK and tokens[end - 1].word != "un")
        or (tokens[end - 1].kind == "sign" and tokens[end - 1].word in "?.,;:=≈")
        or (tokens[end - 1].word == "!" and tokens[end - 2 : end - 1] and tokens[end - 2].kind == "word")
    ):
        end -= 1
    words = [token.word if token.kind == "word" else "\0" for token in tokens]
    while start < end and (
        (tokens[start].kind == "word" and tokens[start].word in _FRONT and not _begins_phrase(words, start))
        or (tokens[start].kind == "sign" and tokens[start].word in "?.,;:=!")
    ):
        start += 1
    return tokens[start:end]


def _begins_phrase(words: list[str], at: int) -> bool:
    """Whether a phrase with a meaning begins here ("valeur absolue", "the result"), though its first word has none."""
    if words[at] in ("un", "une", "one"):  # "un plus deux" begins with a number
        behind = PHRASES.match(words, at + 1) if at + 1 < len(words) else None
        return behind is not None and behind[0] in ("+", "-", "*", "/", "mod", "**", "squared", "cubed")
    match = PHRASES.match(words, at)
    return match is not None and match[1] > 1 and match[0] not in ("when", "to", "of", "then", "and")


def parse(tokens: list[Token]) -> Node | None:
    """The expression that the tokens make up, all of them; None if they do not."""
    rest = trimmed(tokens)
    for candidate in _candidates(rest):
        try:
            return Parser(candidate).whole()
        except NotArithmetic:
            continue
    return _list_first(tokens)


def _list_first(tokens: list[Token]) -> Node | None:
    """ "my marks are 12, 15 and 9, what is the average": the numbers first, then what is done to them."""
    found = symbols(tokens)
    names = [symbol.name for symbol in found]
    done = [i for i, name in enumerate(names) if name in LISTS | {"product"}]
    values = [i for i, name in enumerate(names) if name == "num"]
    if len(done) != 1 or len(values) < 2 or done[0] < values[-1]:
        return None
    for i, symbol in enumerate(found):
        word = symbol.token.word
        known = word in FILLERS or word in NOUNS or (symbol.token.kind == "sign" and word in ",;:?.")
        if i not in (*values, *done) and not known:
            return None
    nodes = tuple(num(found[i].token.value) for i in values)
    name = names[done[0]]
    if name == "product":
        return folded("*", nodes)
    return Node(name, tuple(sorted(nodes, key=value)) if name == "median" else nodes)


def _candidates(tokens: list[Token]) -> list[list[Token]]:
    """The tokens, and readings of them that leave out an introduction up to a comma or colon."""
    found = [tokens]
    for index, token in enumerate(tokens):
        if token.kind == "sign" and token.word in (",", ":") and index + 1 < len(tokens):
            head, tail = trimmed(tokens[:index]), trimmed(tokens[index + 1 :])
            found += [tail] * (not head) + [head] * (not tail)
    return found


def calculation(node: Node, kind: Kind = "arithmetic") -> Calculation:
    """The calculation of an expression; raises `NeckerError` when it has no value or too large a one."""
    node = prepared(node)
    exact = is_exact(node)

    def show(result: Value, lang: Lang) -> str:
        rounded = node.op == "round" and value(node.args[0]) != fraction(result)
        return f"{shown(node, lang)} {'≈' if rounded else equals(result, exact)} {number_text(result, lang)}"

    return Calculation(program(node), None, kind, exact, show)


def understand_arithmetic(tokens: list[Token], lang: Lang) -> Calculation | None:
    """The calculation asked for, if the question is an expression with at least one operation."""
    tokens, digits = _rounding(tokens)
    node = parse(tokens)
    if node is not None and digits is not None:
        return calculation(Node("round", (node, num(digits))))
    if (
        node is None
        or node.op in ("number", "pi", "e", "percent")
        or (node.op == "neg" and node.args[0].op == "number")
    ):
        return None
    if _is_a_name(tokens):
        return None
    return calculation(node, "percent" if contains(node, "percent") else "arithmetic")


_ROUND = frozenset("round rounded rounding arrondi arrondis arrondir arrondie arrondissez".split())
_PLACES = frozenset("decimal decimals decimale decimales place places dp digits chiffres virgule apres la".split())


def _rounding(tokens: list[Token]) -> tuple[list[Token], int | None]:
    """The tokens without "round ... to 2 decimals", "arrondi au centième", and to how many decimals that is."""
    words = [token.word for token in tokens]
    at = next((i for i, word in enumerate(words) if word in _ROUND), None)
    if at is None:
        return tokens, None
    rest = tokens[:at] + tokens[at + 1 :]
    for i in range(len(rest) - 1, -1, -1):
        word, behind = rest[i].word, {token.word for token in rest[i + 1 :] if token.kind == "word"}
        before = rest[i - 1].word if i else ""
        if word in ("integer", "unit", "unite", "entier", "one", "number") and before in (
            "nearest",
            "whole",
            "l",
            "a",
            "the",
        ):
            first = next(j for j in range(i, -1, -1) if rest[j].word in ("to", "a", "au"))
            return rest[:first], 0
        if (
            rest[i].kind == "number"
            and before in ("to", "a", "au", "nearest", "the", "les")
            and behind <= _PLACES | FILLERS
        ):
            value = int(rest[i].value)
            power = len(str(value)) - 1
            digits = power if rest[i].ordinal and value == 10**power else value if behind & _PLACES else None
            start = next((j for j in range(i, -1, -1) if rest[j].word in ("to", "a", "au")), None)
            if digits is not None and start is not None and digits <= 15:
                return rest[:start], digits
    return tokens, None


# What is written like a quotient or a difference but is a name: "What is 9/11?", "24/7", "4-4-2", "7-11".
_NAMES = frozenset("9/11 7/7 24/7 50/50 20/20 80/20 7-11 4x4 2x4 1/1".split())
_FORMATION = re.compile(r"[1-9](?:-[1-9]){2,3}")


def _is_a_name(tokens: list[Token]) -> bool:
    written = "".join(token.text for token in trimmed(tokens))
    return written in _NAMES or bool(_FORMATION.fullmatch(written))
