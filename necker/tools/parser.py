"""The grammar of arithmetic in words and in signs: symbols -> an expression, or `NotArithmetic`.

Operators in words have the precedence of the signs; functions take the value right behind them ("the square root of 144
plus 5" is 17); "then" and "le tout" apply to all that came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from necker.tools.expression import Node, num, value
from necker.tools.operators import Symbol, symbols
from necker.tools.reading import Token, percents
from necker.tools.vocabulary import FILLERS, word_set

ARTICLES = frozenset("the le la les l a an".split())
LISTS = {"sum", "mean", "median", "gcd", "lcm", "max", "min"}
_FACTOR = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "double": Fraction(2),
    "triple": Fraction(3),
    "quadruple": Fraction(4),
}
_AROUND_ONE = {
    "+",
    "-",
    "*",
    "/",
    "mod",
    "**",
    "and",
    ",",
    "to",
    "add",
    "sub",
    "mul",
    "div",
}  # elsewhere "un" is an article
_INFIX = {"+": 1, "-": 1, "*": 2, "/": 2, "mod": 2, "%": 2, "**": 4}
NOUNS = word_set(
    "these those ces my mes all tous toutes whole consecutive consecutifs natural naturels numbers number nombres "
    "following values valeurs notes marks grades scores suivants entiers integers "
)


_POWERS = {"squared": 2, "cubed": 3} | {sign: power for power, sign in enumerate("²³⁴⁵⁶⁷⁸⁹", 2)}
_SQUARES = frozenset({"squares", "carres"})


class NotArithmetic(Exception):
    """The tokens are no expression."""


class Parser:
    """Recursive descent over symbols.  Every method either returns a node and moves on, or raises `NotArithmetic`."""

    def __init__(self, tokens: list[Token]) -> None:
        self.symbols = symbols(percents(tokens))
        self.at = 0

    def name(self, ahead: int = 0) -> str:
        return self.symbols[self.at + ahead].name if self.at + ahead < len(self.symbols) else ""

    def skip(self, *names: str) -> bool:
        if self.name() in names:
            self.at += 1
            return True
        return False

    def token_in(self, words: frozenset[str]) -> bool:
        """Moves over the next symbol if it is one of the words."""
        found = self.at < len(self.symbols) and self.symbols[self.at].token.word in words
        self.at += found
        return found

    def skip_articles(self) -> None:
        while self.at < len(self.symbols) and self.symbols[self.at].token.word in ARTICLES:
            self.at += 1

    def whole(self) -> Node:
        """The one expression that all symbols make up."""
        self.skip("start")
        if self.symbols and self.symbols[-1].name == "decimal":
            self.symbols.pop()
        node = self.how_many_times() or self.chain()
        if self.name() == "and" and node.op == "number":
            while self.skip("and"):  # "2 and 2"
                node = Node("+", (node, self.expression()))
        if self.at < len(self.symbols):
            raise NotArithmetic
        return node

    def how_many_times(self) -> Node | None:
        """ "how many times does 7 go into 91", "combien de fois 7 dans 91"."""
        names = [symbol.name for symbol in self.symbols]
        if "*" not in names[:4] or "into" not in names:
            return None
        start, middle = names.index("*") + 1, names.index("into")
        inner = [s for s in self.symbols[start:middle] if s.token.word not in FILLERS]
        outer = [s for s in self.symbols[middle + 1 :] if s.token.word not in FILLERS]
        if [s.name for s in (*inner, *outer)] != ["num", "num"]:
            return None
        self.at = len(self.symbols)
        return Node("/", (num(outer[0].token.value), num(inner[0].token.value)))

    def chain(self) -> Node:
        """An expression and what is then done to it: "3 plus 4, then times 2"."""
        node = self.expression()
        while self.at < len(self.symbols):
            start = self.at
            step = self.step(node)
            if step is None:
                self.at = start
                break
            node = step
        return node

    def step(self, node: Node) -> Node | None:
        moved = False
        while self.skip("then", "and", ","):
            moved = True
        if self.name() in _INFIX and moved:
            op = self.name()
            self.at += 1
            return Node("%" if op == "mod" else op, (node, self.expression(_INFIX[op] + 1)))
        if self.name() in ("squared", "cubed") and moved:
            return Node(
                "**",
                (node, num(2 if self.symbols[self.at - 1 + self.skip("squared", "cubed")].name == "squared" else 3)),
            )
        if self.name() in ("add", "sub", "mul", "div"):
            verb = self.name()
            self.at += 1
            while self.skip("to", "then", "by"):
                pass
            return Node({"add": "+", "sub": "-", "mul": "*", "div": "/"}[verb], (node, self.tight()))
        return None

    def expression(self, least: int = 0) -> Node:
        node = self.prefix()
        while True:
            op = self.name()
            if op == "*" and self.name(1) == "itself":
                self.at += 2
                node = Node("**", (node, num(2)))
            elif op in _INFIX and _INFIX[op] >= least and not (op == "%" and self.name(1) not in ("num", "(")):
                self.at += 1
                right = self.expression(_INFIX[op] + (op != "**"))
                node = Node("%" if op == "mod" else op, (node, right))
            elif op in ("more", "less") and least <= 1:  # "5 less than 20" is 15
                self.at += 1
                other = self.expression(2)
                node = Node("+", (other, node)) if op == "more" else Node("-", (other, node))
            elif op == "^" and self.name(1) == "-" and self.name(2) == "num":
                self.at += 1
                node = Node("**", (node, self.prefix()))
            elif op == "^" and self.ordinal_power():
                node = Node("**", (node, self.take_ordinal_power()))
            elif op == "of" and self.is_part(node):
                node = Node("*", (node, self.whole_of_part()))
            elif (
                op in ("(", "pi", "sqrt")
                and least <= 2
                and self.at
                and self.symbols[self.at - 1].name in ("num", ")", "pi")
            ):
                node = Node("*", (node, self.expression(3)))
            else:
                return node

    def whole_of_part(self) -> Node:
        """What stands behind "of": a value, or a part of one again ("5% of 10% of 2000")."""
        self.at += 1
        node = self.tight()
        if self.name() == "of" and self.is_part(node):
            return Node("*", (node, self.whole_of_part()))
        return node

    def is_part(self, node: Node) -> bool:
        """Whether "of" multiplies here: after a percentage or a fraction, not after just any number."""
        if node.op == "percent" or (node.op == "/" and all(arg.op == "number" for arg in node.args)):
            return True
        return node.op == "number" and 0 < node.number < 1

    def ordinal_power(self) -> bool:
        return (
            self.at + 1 < len(self.symbols)
            and self.name(1) == "num"
            and (
                self.symbols[self.at + 1].token.ordinal
                or self.name(2) in ("power", "**")
                or self.at + 2 == len(self.symbols)
            )
        )

    def take_ordinal_power(self) -> Node:
        node = num(self.symbols[self.at + 1].token.value)
        self.at += 2
        self.skip("power", "**")
        return node

    def prefix(self) -> Node:
        self.skip_articles()
        if self.name() in ("-", "neg"):
            self.at += 1
            self.skip("of")
            inner = self.expression(3)
            return num(-inner.number) if inner.op == "number" and inner.number >= 0 else Node("neg", (inner,))
        if self.name() == "+" and self.symbols[self.at].token.kind == "sign":
            self.at += 1
            return self.expression(3)
        return self.tight()

    def tight(self) -> Node:
        """A value with what follows it at once: `5!`, `15 squared`, `20 %`."""
        self.skip_articles()
        if self.name() in ("-", "neg"):
            return self.prefix()
        node = self.primary()
        while True:
            name = self.name()
            if name == "!" or (name == "fact" and node.op == "number"):
                node = Node("fact", (node,))
            elif name in _POWERS:
                node = Node("**", (node, num(_POWERS[name])))
            elif name == "%" and self.name(1) not in ("num", "("):
                node = Node("percent", (node,))
            else:
                return node
            self.at += 1

    def primary(self) -> Node:
        if self.at >= len(self.symbols):
            raise NotArithmetic
        symbol = self.symbols[self.at]
        self.at += 1
        if symbol.name == "num" and symbol.token.ordinal:
            return self.ordinal(symbol.token.value)
        if symbol.name == "num":
            return num(symbol.token.value)
        if symbol.name == "percent":
            return Node("percent", (num(symbol.token.value),))
        if symbol.name == "nine":
            return num(9)
        if symbol.name == "one" and (
            self.name() in _INFIX or self.at < 2 or self.symbols[self.at - 2].name in _AROUND_ONE
        ):
            return num(1)
        if symbol.name == "pi":
            return Node("pi")
        if symbol.name == "(":
            node = self.chain()
            if not self.skip(")"):
                raise NotArithmetic
            return node
        return Functions(self).call(symbol)

    def ordinal(self, degree: Fraction) -> Node:
        """ "a fifth of 100", "the fourth root of 16"."""
        if self.skip("root"):
            self.skip("of")
            return Node("root", (self.tight(), num(degree)))
        if self.skip("of") and degree > 2:
            return Node("*", (num(Fraction(1, 1) / degree), self.tight()))
        raise NotArithmetic

    def operand(self) -> Node:
        """A value of a list or of a verb; "1/4" is one there."""
        node = self.tight()
        glued = [symbol.glued for symbol in self.symbols[self.at : self.at + 2]]
        if self.name() == "/" and self.name(1) == "num" and all(glued):
            self.at += 1
            node = Node("/", (node, self.tight()))
        return node

    def items(self) -> list[Node]:
        """`a, b and c`."""
        nodes = [self.operand()]
        while True:
            start = self.at
            if self.name() != "num" and not self.skip(",", "and", ";", "to"):
                return nodes
            while self.skip("and", "to"):
                pass
            try:
                nodes.append(self.operand())
            except NotArithmetic:
                self.at = start
                return nodes


class Functions:
    """The words that take values behind them: "the square root of", "add 3 to", "the remainder of"."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def call(self, symbol: Symbol) -> Node:
        name, parser = symbol.name, self.parser
        if name in _FACTOR:
            parser.skip("of")
            operand = parser.tight()
            factor = _FACTOR[name]
            return Node("*", (num(factor), operand)) if factor > 1 else Node("/", (operand, num(1 / factor)))
        if name in ("sqrt", "root", "√", "cbrt"):
            return self.root(name)
        if name in ("square", "cube", "squared"):
            parser.skip("of")
            return Node("**", (parser.tight(), num(3 if name == "cube" else 2)))
        if name in ("fact", "abs", "log", "ln", "log2", "exp"):
            parser.skip("of")
            return Node(name, (parser.tight(),))
        if name in ("sin", "cos", "tan"):
            parser.skip("of")
            return self.angle(name)
        if name == "inverse":
            parser.skip("of")
            return Node("/", (num(1), parser.tight()))
        if name in LISTS or name in ("product", "difference", "quotient"):
            return self.of_list(name)
        if name == "rem":
            return self.remainder()
        if name in ("add", "sub", "mul", "div", "raise"):
            return self.verb(name)
        raise NotArithmetic

    def root(self, name: str) -> Node:
        parser = self.parser
        if name == "root" and parser.name() == "num" and parser.symbols[parser.at].token.ordinal:
            degree = parser.symbols[parser.at].token.value
            parser.at += 1
            parser.skip("of")
            return Node("root", (parser.tight(), num(degree)))
        parser.skip("of")
        operand = parser.tight()
        return Node("root", (operand, num(3))) if name == "cbrt" else Node("sqrt", (operand,))

    def angle(self, name: str) -> Node:
        """Degrees are said; anything else must hold pi, or it is not known what is meant."""
        parser = self.parser
        operand = parser.tight()
        if parser.name() == "?" and parser.symbols[parser.at].token.word in (
            "degree",
            "degrees",
            "degre",
            "degres",
            "°",
            "deg",
        ):
            parser.at += 1
            return Node(name, (Node("radians", (operand,)),))
        while parser.name() in ("*", "/"):
            op = parser.name()
            parser.at += 1
            operand = Node(op, (operand, parser.tight()))
        if parser.name() == "?" and parser.symbols[parser.at].token.word in ("rad", "radian", "radians"):
            parser.at += 1
        elif not contains(operand, "pi"):
            raise NotArithmetic
        return Node(name, (operand,))

    def of_list(self, name: str) -> Node:
        parser = self.parser
        while parser.skip("of", "to", "when", ":", "euclid") or parser.token_in(NOUNS | ARTICLES):
            pass
        power = 2 if parser.token_in(_SQUARES) else 3 if parser.token_in(frozenset({"cubes"})) else 1
        parser.skip("of")
        if power == 1 and name in ("sum", "mean", "product") and (series := self.series(name)) is not None:
            return series
        bracket = parser.skip("(")
        nodes = parser.items()
        nodes = [Node("**", (node, num(power))) for node in nodes] if power > 1 else nodes
        if bracket and not parser.skip(")"):
            raise NotArithmetic
        if len(nodes) < 2:
            raise NotArithmetic
        if name == "median":
            nodes.sort(key=lambda node: value(node))
        if name in LISTS and name != "sum":
            return Node(name, tuple(nodes))
        if name in ("difference", "quotient") and len(nodes) > 2:
            raise NotArithmetic
        if name == "difference" and value(nodes[0]) < value(nodes[1]):
            nodes.reverse()
        return folded({"sum": "+", "product": "*", "difference": "-", "quotient": "/"}[name], nodes)

    def series(self, name: str) -> Node | None:
        """ "the sum of all numbers from 1 to 100"; None for a list."""
        parser, start = self.parser, self.parser.at
        first = parser.tight()
        joint = parser.symbols[parser.at].token.word if parser.at < len(parser.symbols) else ""
        if joint not in ("to", "through", "a", "au", "jusqu"):
            parser.at = start
            return None
        while parser.skip("to") or parser.token_in(frozenset({"jusqu", "through"})):
            pass
        last = parser.tight()
        if name == "product" or first.op != "number" or last.op != "number" or first.number > last.number:
            raise NotArithmetic
        ends = Node("+", (first, last))
        count = Node("+", (Node("-", (last, first)), num(1)))
        return Node("/", (ends if name == "mean" else Node("*", (ends, count)), num(2)))

    def remainder(self) -> Node:
        parser = self.parser
        while parser.skip("of", "when", "euclid", "quotient", "to", "then", "div"):
            pass
        parser.skip_articles()
        first = parser.tight()
        while parser.skip("when", "to", "/", "and", "then"):
            pass
        return Node("%", (first, parser.tight()))

    def verb(self, name: str) -> Node:
        """ "add 3 to 4", "subtract 8 from 20", "multiplie 13 par 3", "divide 10 by 4", "élève 2 à la puissance 8"."""
        parser = self.parser
        if name == "raise":
            base = parser.tight()
            if not parser.skip("**"):
                raise NotArithmetic
            return Node("**", (base, parser.tight()))
        parser.skip("to")
        first = parser.operand()
        parser.skip("away")
        joint = parser.symbols[parser.at].token.word if parser.at < len(parser.symbols) else ""
        if not parser.skip("to", "and", "of", ","):
            raise NotArithmetic
        parser.at -= 1
        if name == "add":
            parser.at += 1
            return folded("+", [first, *parser.items()])
        parser.at += 1
        second = parser.operand()
        if name == "sub" and joint in ("from", "a", "de", "d", "au", "of", "du"):
            first, second = second, first
        return Node({"sub": "-", "mul": "*", "div": "/"}[name], (first, second))


def folded(op: str, nodes: Sequence[Node]) -> Node:
    """The nodes joined by one operator, from left to right."""
    node = nodes[0]
    for other in nodes[1:]:
        node = Node(op, (node, other))
    return node


def contains(node: Node, op: str) -> bool:
    return node.op == op or any(contains(arg, op) for arg in node.args)
