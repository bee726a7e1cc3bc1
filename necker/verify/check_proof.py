"""Check a Necker proof file: `python check_proof.py FILE [--pack PACK]`.  Needs Python >= 3.9 and nothing else.

What is checked, and what no checker can know, is in docs/reference/proof.md.  Nothing in the file is ever run:
calculations are evaluated over their syntax tree, from a closed list, within fixed bounds.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import operator
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

FILE_BYTES, CODE_LENGTH, VALUE_SIZE, STEPS = 8_000_000, 4_000, 10_000, 1_000_000
TYPES = {"text": (str,), "bool": (bool,), "whole": (int,), "number": (int, float), "whole or text": (int, str)}
SHAPES = {  # "?": may be null
    "proof": "proof: 1, answer: answer, packs: [pack], versions: versions, created: text, sha256: text",
    "answer": "schema: 1, question: text, lang: fr|en?, answer: text, abstained: bool, claims: [claim], "
    "tools: [tool], model: text?, judge: text?, seconds: number?",
    "claim": "start: whole, end: whole, text: text, kind: fact|number|date|computation|opinion|meta, "
    "verdict: supported|contradicted|conflict|not_enough|computed|not_checkable, p: number?, reason: text, "
    "evidence: [evidence], code: text?, output: text?",
    "evidence": "source: wikipedia|file|note|python, stance: supports|contradicts, lang: text?, title: text, "
    "url: text?, revision: whole or text?, passage_id: text?, passage: text, start: whole, end: whole, "
    "quote: text, sha256: text, licence: text?, attribution: text?",
    "tool": "name: text, input: text, output: text?",
    "pack": "name: text, source: text?, content: text, fingerprint: text?, licence: text?, created: text",
    "versions": "necker: text, python: text, judge: text?, model: text?, sqlite: text, monty: text?",
}
STANCES = {"supported": ["supports"], "contradicted": ["contradicts"], "conflict": ["contradicts", "supports"]}

NAMES = "acos asin atan atan2 ceil comb cos degrees e exp factorial floor gcd hypot isqrt lcm log log10 log2 perm pi"
MATH = {name: getattr(math, name) for name in (NAMES + " radians sin sqrt tan trunc").split()}
MODULES = {"math": MATH, "datetime": {"date": date, "datetime": datetime, "timedelta": timedelta}}
FUNCTIONS = (abs, all, any, bool, divmod, float, int, len, max, min, range, round, sorted, str, sum)
MOST = {"factorial": 1_200, "comb": 1_200, "perm": 1_200, "range": 100_000, "round": 400}  # for their arguments
PARTS = "year month day hour minute second days seconds weekday isoweekday isoformat toordinal total_seconds replace"
SIGNS = "Add:add Sub:sub Mult:mul Div:truediv FloorDiv:floordiv Mod:mod Pow:pow UAdd:pos USub:neg Not:not_ Eq:eq"
SIGNS += " NotEq:ne Lt:lt LtE:le Gt:gt GtE:ge"
OPERATORS = {getattr(ast, sign.split(":")[0]): getattr(operator, sign.split(":")[1]) for sign in SIGNS.split()}
NUMBERS, TIMES = (bool, int, float), (date, datetime, timedelta)
OUTSIDE = (LookupError, TypeError, AttributeError, SyntaxError, RecursionError, MemoryError)


def canonical(value: Any) -> bytes:
    """The one way a proof is written.  Raises ValueError for what cannot be (half a surrogate pair, NaN)."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1) + "\n").encode()


def digest(proof: dict[str, Any]) -> str:
    """What stands under "sha256": that of everything else in its canonical form."""
    return sha256(canonical({name: proof[name] for name in proof if name != "sha256"})).hexdigest()


def shape(value: Any, spec: str, where: str) -> Iterator[str]:
    """What differs from `spec`: an entry of SHAPES or TYPES, a list of one, or the words allowed."""
    spec, optional = spec.rstrip("?"), spec.endswith("?")
    if spec in SHAPES:
        fields = dict(field.split(": ") for field in SHAPES[spec].split(", "))
        names = value.keys() if isinstance(value, dict) else set()
        if names != fields.keys():
            yield f"{where}: missing or unknown: {ascii(sorted(names ^ fields.keys()))[1:-1]:.200}"
        else:
            for name in fields:
                yield from shape(value[name], fields[name], f"{where}.{name}")
    elif spec[0] == "[" and isinstance(value, list):
        for number, item in enumerate(value):
            yield from shape(item, spec[1:-1], f"{where}[{number}]")
    elif not (optional and value is None) and type(value) not in TYPES.get(spec, ()):
        if type(value) is not (int if spec.isdigit() else str) or str(value) not in spec.split("|"):
            yield f"{where} is not {spec}"


class Calculator:
    """Evaluates calculations; one of OUTSIDE is raised by those that are not on the list, or too large."""

    steps, names = STEPS, dict[str, Any]()  # steps: what is left for all the calculations of a file

    def run(self, code: str) -> Any:
        """The value of the last line.  Raises ArithmeticError or ValueError where the calculation does."""
        if len(code) > CODE_LENGTH or "\0" in code:
            raise LookupError("it is too long")
        self.names = {function.__name__: function for function in FUNCTIONS}
        for line in ast.parse(code + "\n0").body[:-1]:
            value: Any = None
            if isinstance(line, (ast.Import, ast.ImportFrom)):
                known: Any = MODULES[str(line.module)] if isinstance(line, ast.ImportFrom) else MODULES
                self.names.update({alias.asname or alias.name: known[alias.name] for alias in line.names})
            elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
                self.names[line.targets[0].id] = self.value(line.value)
            elif isinstance(line, ast.Expr):
                value = self.value(line.value)
            else:
                raise LookupError(f"{type(line).__name__} is not on the list")
        return value

    def value(self, node: Any) -> Any:
        kind, result = type(node), None
        if kind is ast.Constant:
            result = node.value
        elif kind is ast.Name:
            result = self.names[node.id]
        elif kind is ast.Tuple:
            result = tuple(self.value(item) for item in node.elts)
        elif kind is ast.UnaryOp:
            result = OPERATORS[type(node.op)](self.value(node.operand))
        elif kind is ast.BinOp:
            result = self.binary(type(node.op), self.value(node.left), self.value(node.right))
        elif kind is ast.Compare and len(node.ops) == 1:
            result = OPERATORS[type(node.ops[0])](self.value(node.left), self.value(node.comparators[0]))
        elif kind is ast.Attribute:
            base = self.value(node.value)
            dated = type(base) in TIMES and node.attr in PARTS.split()
            result = getattr(base, node.attr) if dated else dict(base)[node.attr]
        elif kind is ast.Call:
            function, values = self.value(node.func), [self.value(item) for item in node.args]
            most = MOST.get(function.__name__, math.inf)
            ...
        self.steps -= 1
        if not result: raise LookupError(f"{kind.__name__} is not on the list")
        return result
