"""Arithmetic in symbols and in words, French and English: tokens -> an expression, or None if any word is left over.

Operators in words have the precedence of the signs; functions take the value right behind them ("the square root of 144
plus 5" is 17).  Percentages, units and dates have their own grammars.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from necker.core.language import Lang
from necker.tools.calculation import Calculation, Kind, Value, equals, number_text
from necker.tools.expression import Node, is_exact, num, program, shown, value, whole_division
from necker.tools.reading import Token, percents
from necker.tools.vocabulary import FILLERS, Phrases

_PHRASES = Phrases(
    """
+ | plus | added to | added with | increased by | ajoute a | ajoutes a | additionne a | additionne avec | augmente de
- | minus | less | take away | decreased by | diminished by | reduced by | moins | diminue de
* | times | multiplied by | multiplied with | time | fois | multiplie par | multiplies par | multipliee par | multipliees par
/ | split in | split into | split by | partage en | partage par | shared by | divided by | over | divise par | divises par | divisee par | divisees par | sur | divide by
** | puissance | to the power of | to the power | raised to the power of | raised to the power | raised to | power | exponent
** | a la puissance | eleve a la puissance | exposant | eleve a | to the exponent
^ | to the | raised to the | a la
power | power
into | go into | goes into | fit into | fits into | fit in | fits in | go in | goes in | contained in | into | dans | va dans
into | entre dans | rentre dans | tient dans | contenu dans | on peut mettre dans | peut on mettre dans | divide into
into | divides into | aller dans | y a t il dans
decimal | as a decimal | as decimal | in decimal form | as a decimal number | en decimal | en decimale | en nombre decimal
decimal | sous forme decimale | en ecriture decimale | in decimals | as a decimal fraction | in decimal
mod | mod | modulo
squared | squared | au carre | eleve au carre | carre
cubed | cubed | au cube | eleve au cube
fact | factorial | factorielle | factoriel
sqrt | square root | squareroot | sqrt | racine carree | racine carre | square roots | √
root | root | racine
cbrt | cube root | cubic root | cuberoot | racine cubique | cbrt
square | square
cube | cube
half | half | moitie | demi | demie | one half
third | tiers
quarter | quart | quarter
double | double | twice
triple | triple | thrice
quadruple | quadruple
abs | absolute value | abs | valeur absolue
neg | negative | opposite | oppose
inverse | inverse | reciprocal | multiplicative inverse
sum | sum | total | addition | somme
product | product | produit | multiplication
difference | difference | soustraction | subtraction
quotient | quotient | ratio | rapport | division
mean | average | mean | arithmetic mean | moyenne | moyenne arithmetique | avg | average value | valeur moyenne | mean value
median | median | mediane
gcd | gcd | hcf | gcf | greatest common divisor | greatest common factor | highest common factor | pgcd
gcd | plus grand commun diviseur | plus grand diviseur commun | greatest common denominator | highest common divisor
lcm | lcm | least common multiple | lowest common multiple | smallest common multiple | ppcm
lcm | plus petit commun multiple | plus petit multiple commun | lcm
max | maximum | max | largest | biggest | greatest | highest | plus grand | plus grand nombre | largest number | plus grande
min | minimum | min | smallest | least | lowest | plus petit | plus petit nombre | smallest number | plus petite
rem | remainder | reste | rest | left over | leftover | left | remains
away | away
itself | itself | lui meme | elle meme
start | start with | starting with | begin with | starting from | commence par | pars de | partant de | prends | start from
euclid | euclidienne | entiere | integer | whole | euclidean
add | add | adding | add up | sum up | additionne | additionner | additionnez | additionnes | ajoute | ajouter | ajoutes | ajoutez
sub | subtract | substract | subtracting | deduct | deducting | take | taking | remove | soustrais | soustraire | soustrait
sub | soustrayez | retire | retirer | retires | retranche | retrancher | enleve | enlever | enleves | ote | oter
mul | multiply | multiplying | multiplie | multiplier | multiplies | multipliez
div | divide | dividing | divise | diviser | divises | divisez
raise | raise | raising | eleve | elever | elevez
log | log | logarithm | logarithme | log10 | decimal logarithm | logarithme decimal | base 10 logarithm
ln | ln | natural log | natural logarithm | logarithme neperien | logarithme naturel | log neperien
log2 | log2 | binary logarithm | logarithme binaire
exp | exp | exponential | exponentielle
sin | sin | sine | sinus
cos | cos | cosine | cosinus
tan | tan | tangent | tangente
pi | pi | π
then | then | puis | ensuite | le tout | the whole | all of that | all that | the result | le resultat | it | all
and | and | et | & | ainsi que
of | of | de | d | du | des
to | to | a | au | by | par | with | avec | from | for | between | entre | par rapport a
when | when | if | quand | lorsque | lorsqu | si | you | on | we | je | i | is | est | are | le | la | les | l
one | one | un | une
nine | neuf
"""
)
_ARTICLES = frozenset("the le la les l a an".split())
_LIST = {"sum", "mean", "median", "gcd", "lcm", "max", "min"}
_ENDINGS = {2: "sqrt", 3: "cbrt"}
_FACTOR = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "double": Fraction(2),
    "triple": Fraction(3),
    "quadruple": Fraction(4),
}
_AROUND_ONE = {"+", "-", "*", "/", "mod", "**", "and", ",", "to", "add", "sub", "mul", "div"}  # elsewhere "un" is an article
_INFIX = {"+": 1, "-": 1, "*": 2, "/": 2, "mod": 2, "%": 2, "**": 4}
VOCABULARY = FILLERS | _PHRASES.words


class _Symbol(NamedTuple):
    name: str  # a meaning of the table, "num", "percent", a sign, or "?" for a word without meaning here
    token: Token
    glued: bool  # right behind the token before, without a space


class NotArithmetic(Exception):
    """The tokens are no expression."""


def symbols(tokens: list[Token]) -> list[_Symbol]:
    """The tokens with phrases replaced by what they stand for."""
    words = [token.word if token.kind in ("word", "sign") else "\0" for token in tokens]
    out: list[_Symbol] = []
    at = 0
    while at < len(tokens):
        token, size = tokens[at], 1
        glued = at > 0 and tokens[at - 1].end == token.start
        if token.kind in ("number", "percent"):
            name = "num" if token.kind == "number" else "percent"
        elif token.kind == "word" and (match := _PHRASES.match(words, at)):
            name, size = match
        else:
            name = "x" if token.word == "x" else token.word if token.kind == "sign" else "?"
        out.append(_Symbol("*" if name == "x" else name, token, glued))
        at += size
    return [_division(out, index) if symbol.name == ":" else symbol for index, symbol in enumerate(out)]


def _division(symbols: list[_Symbol], index: int) -> _Symbol:
    """A colon between numbers is the French sign of division ("12 : 4")."""
    around = [symbols[i].name for i in (index - 1, index + 1) if 0 <= i < len(symbols)]
    return symbols[index]._replace(name="/") if around == ["num", "num"] else symbols[index]


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
        while self.at < len(self.symbols) and self.symbols[self.at].token.word in _ARTICLES:
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
            return Node("**", (node, num(2 if self.symbols[self.at - 1 + self.skip("squared", "cubed")].name == "squared" else 3)))
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
            elif op == "^" and self.name(1) == "-" and self.name(2) == "num":
                self.at += 1
                node = Node("**", (node, self.prefix()))
            elif op == "^" and self.ordinal_power():
                node = Node("**", (node, self.take_ordinal_power()))
            elif op == "of" and self.is_part(node):
                node = Node("*", (node, self.whole_of_part()))
            elif op in ("(", "pi", "sqrt") and least <= 2 and self.at and self.symbols[self.at - 1].name in ("num", ")", "pi"):
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
        return self.at + 1 < len(self.symbols) and self.name(1) == "num" and (
            self.symbols[self.at + 1].token.ordinal or self.name(2) in ("power", "**") or self.at + 2 == len(self.symbols)
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
        if self.name() == "+":
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
            elif name in ("squared", "²"):
                node = Node("**", (node, num(2)))
            elif name in ("cubed", "³"):
                node = Node("**", (node, num(3)))
            elif name == "⁴":
                node = Node("**", (node, num(4)))
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
        if symbol.name == "one" and (self.name() in _INFIX or self.at < 2 or self.symbols[self.at - 2].name in _AROUND_ONE):
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

    def items(self) -> list[Node]:
        """`a, b and c`, each a value or a sum written with signs."""
        nodes = [self.item()]
        while True:
            start = self.at
            if self.name() != "num" and not self.skip(",", "and", ";", "to", "-"):
                return nodes
            while self.skip("and", "to"):
                pass
            try:
                nodes.append(self.item())
            except NotArithmetic:
                self.at = start
                return nodes

    def item(self) -> Node:
        return self.tight()


class Functions:
    """The words that take values behind them: "the square root of", "add 3 to", "the remainder of"."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def call(self, symbol: _Symbol) -> Node:
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
        if name in _LIST or name in ("product", "difference", "quotient"):
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
        if parser.name() == "?" and parser.symbols[parser.at].token.word in ("degree", "degrees", "degre", "degres", "°", "deg"):
            parser.at += 1
            return Node(name, (Node("radians", (operand,)),))
        while parser.name() in ("*", "/"):
            op = parser.name()
            parser.at += 1
            operand = Node(op, (operand, parser.tight()))
        if parser.name() == "?" and parser.symbols[parser.at].token.word in ("rad", "radian", "radians"):
            parser.at += 1
        elif not _has(operand, "pi"):
            raise NotArithmetic
        return Node(name, (operand,))

    def of_list(self, name: str) -> Node:
        parser = self.parser
        while parser.skip("of", "to", "when", ":", "euclid") or parser.token_in(_NOUNS | _ARTICLES):
            pass
        bracket = parser.skip("(")
        nodes = parser.items()
        if bracket and not parser.skip(")"):
            raise NotArithmetic
        if len(nodes) < 2:
            raise NotArithmetic
        if name == "median":
            nodes.sort(key=lambda node: value(node))
        if name in _LIST and name != "sum":
            return Node(name, tuple(nodes))
        if name in ("difference", "quotient") and len(nodes) > 2:
            raise NotArithmetic
        if name == "difference" and value(nodes[0]) < value(nodes[1]):
            nodes.reverse()
        return _folded({"sum": "+", "product": "*", "difference": "-", "quotient": "/"}[name], nodes)

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
        first = parser.tight()
        parser.skip("away")
        joint = parser.symbols[parser.at].token.word if parser.at < len(parser.symbols) else ""
        if not parser.skip("to", "and", "of", ","):
            raise NotArithmetic
        parser.at -= 1
        if name == "add":
            parser.at += 1
            return _folded("+", [first, *parser.items()])
        parser.at += 1
        second = parser.tight()
        if name == "sub" and joint in ("from", "a", "de", "d", "au", "of", "du"):
            first, second = second, first
        return Node({"sub": "-", "mul": "*", "div": "/"}[name], (first, second))


_NOUNS = frozenset("these those ces my mes numbers number nombres following values valeurs notes marks grades scores suivants entiers integers".split())


def _has(node: Node, op: str) -> bool:
    return node.op == op or any(_has(arg, op) for arg in node.args)


_FRONT = FILLERS - {"sum", "on"} | {"the", "number"}
_BACK = FILLERS


def trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without the question around the expression."""
    start, end = 0, len(tokens)
    while end > start and (
        (tokens[end - 1].kind == "word" and tokens[end - 1].word in _BACK and not tokens[end - 1].word == "un")
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
    match = _PHRASES.match(words, at)
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
    done = [i for i, name in enumerate(names) if name in _LIST | {"product"}]
    values = [i for i, name in enumerate(names) if name == "num"]
    if len(done) != 1 or len(values) < 2 or done[0] < values[-1]:
        return None
    for i, symbol in enumerate(found):
        word = symbol.token.word
        known = word in FILLERS or word in _NOUNS or (symbol.token.kind == "sign" and word in ",;:?.")
        if i not in (*values, *done) and not known:
            return None
    nodes = tuple(num(found[i].token.value) for i in values)
    name = names[done[0]]
    if name == "product":
        return _folded("*", nodes)
    return Node(name, tuple(sorted(nodes, key=value)) if name == "median" else nodes)


def _folded(op: str, nodes: Sequence[Node]) -> Node:
    """The nodes joined by one operator, from left to right."""
    node = nodes[0]
    for other in nodes[1:]:
        node = Node(op, (node, other))
    return node


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
    node = whole_division(node)
    exact = is_exact(node)

    def show(result: Value, lang: Lang) -> str:
        return f"{shown(node, lang)} {equals(result, exact)} {number_text(result, lang)}"

    return Calculation(program(node), None, kind, exact, show)


def understand_arithmetic(tokens: list[Token], lang: Lang) -> Calculation | None:
    """The calculation asked for, if the question is an expression with at least one operation."""
    tokens, digits = _rounding(tokens)
    node = parse(tokens)
    if node is not None and digits is not None:
        return calculation(Node("round", (node, num(digits))))
    if node is None or node.op in ("number", "pi", "e", "percent") or (node.op == "neg" and node.args[0].op == "number"):
        return None
    if _is_a_name(tokens, node):
        return None
    return calculation(node, "percent" if _has(node, "percent") else "arithmetic")


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
        if word in ("integer", "unit", "unite", "entier", "one", "number") and before in ("nearest", "whole", "l", "a", "the"):
            start = next(j for j in range(i, -1, -1) if rest[j].word in ("to", "a", "au"))
            return rest[:start], 0
        if rest[i].kind == "number" and before in ("to", "a", "au", "nearest", "the", "les") and behind <= _PLACES | FILLERS:
            value = int(rest[i].value)
            power = len(str(value)) - 1
            digits = power if rest[i].ordinal and value == 10**power else value if behind & _PLACES else None
            start = next((j for j in range(i, -1, -1) if rest[j].word in ("to", "a", "au")), None)
            if digits is not None and start is not None and digits <= 15:
                return rest[:start], digits
    return tokens, None


# What is written like a quotient or a difference but is a name: "What is 9/11?", "24/7", "4-4-2", "7-11".
_NAMES = {"9/11", "7/7", "24/7", "50/50", "20/20", "80/20", "4-4-2", "4-3-3", "7-11", "4x4", "2x4", "1/1"}


def _is_a_name(tokens: list[Token], node: Node) -> bool:
    written = "".join(token.text for token in trimmed(tokens))
    return written in _NAMES
