"""Check a Necker proof file: `python check_proof.py FILE [--pack PACK]`.  Needs Python >= 3.9 and nothing else.

What is checked, and what no checker can know, is in docs/reference/proof.md.  Nothing in the file is ever run.
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

FILE_BYTES, CODE_LENGTH, VALUE_LENGTH, ALL_LENGTHS = 8_000_000, 4_000, 4_000, 5_000_000
TYPES = {"text": (str,), "bool": (bool,), "whole": (int,), "number": (int, float), "whole or text": (int, str)}
SHAPES = {  # "?": may be null
    "proof": "proof: whole, answer: answer, packs: [pack], versions: versions, created: text, sha256: text",
    "answer": "schema: whole, question: text, lang: fr|en?, answer: text, abstained: bool, claims: [claim], "
    "closest: [page], notice: text, tools: [tool], model: text?, judge: text?, seconds: number?",
    "claim": "start: whole, end: whole, text: text, kind: fact|number|date|computation|opinion|meta, "
    "verdict: supported|contradicted|conflict|not_enough|computed|not_checkable, p: number?, reason: text, "
    "evidence: [evidence], code: text?, output: text?, unsupported: [span], explained: [look]?",
    "span": "start: whole, end: whole",
    "look": "title: text, lang: text?, passage_id: text?, sentence: text, supports: number, contradicts: number, "
    "rules: [objection], scores: [score]",
    "objection": "rule: text, said: text, found: text?",
    "score": "judge: text, p_supported: number, p_contradicted: number, p_not_enough: number",
    "evidence": "source: wikipedia|file|note|python, stance: supports|contradicts, lang: text?, title: text, "
    "url: text?, revision: whole or text?, passage_id: text?, passage: text, start: whole, end: whole, "
    "quote: text, sha256: text, licence: text?, attribution: text?",
    "page": "title: text, lang: text?, url: text?, passage_id: text?",
    "tool": "name: text, input: text, output: text?",
    "pack": "name: text, source: text?, content: text, fingerprint: text?, licence: text?, created: text",
    "versions": "necker: text, python: text, judge: text?, judge_sha256: text?, judge_bound: text?, model: text?, "
    "sqlite: text, monty: text?",
}
LATER = ", (unsupported|explained|judge_sha256|judge_bound): [^,]*"  # what proof 1 did not have
FIRST = {name: re.sub(LATER, "", fields) for name, fields in SHAPES.items()}
GROUNDS = {"supported": ["supports"], "conflict": ["contradicts supports"], "not_enough": [""], "not_checkable": [""]}
GROUNDS.update(computed=["code output", "code output supports"], contradicted=["contradicts", "code output"])
MATHS = "ceil comb cos degrees e exp factorial floor gcd isqrt lcm log log10 log2 pi radians sin sqrt tan"
DATES: Any = {date, datetime, timedelta}
TIMES = "year month day hour minute second days seconds weekday isoweekday isoformat toordinal total_seconds replace"
PARTS: Any = {name: operator.attrgetter(name) for name in TIMES.split()}
MODULES: Any = {"math": {name: getattr(math, name) for name in MATHS.split()}}
MODULES["datetime"] = {kind.__name__: kind for kind in DATES}
FUNCTIONS: Any = {f.__name__: f for f in (abs, bool, divmod, float, int, len, max, min, round, sorted, str, sum)}
MOST: Any = {math.factorial: 1_200, math.comb: 1_200, math.lcm: 10**15, round: 400}  # the largest argument
PAIRS = "Add:add Sub:sub Mult:mul Div:truediv FloorDiv:floordiv Mod:mod Pow:pow UAdd:pos USub:neg Not:not_ Eq:eq"
SPLIT = [pair.split(":") for pair in (PAIRS + " NotEq:ne Lt:lt LtE:le Gt:gt GtE:ge").split()]
SIGNS: Any = {getattr(ast, sign): getattr(operator, name) for sign, name in SPLIT}
OUTSIDE = (LookupError, TypeError, AttributeError, SyntaxError, RecursionError, MemoryError)  # what is not evaluated
QUERY = """SELECT 1 FROM passages JOIN pages ON pages.id = page WHERE lang = ? AND name = ? AND position = ?
    AND text = ? AND title = ? AND url IS ifnull(?, url) AND revision IS ifnull(?, revision)"""


def canonical(value: Any) -> bytes:
    """The one way a proof is written.  Raises ValueError for what cannot be (half a surrogate pair, NaN)."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1) + "\n").encode()


def shape(value: Any, spec: str, where: str, shapes: dict[str, str] = SHAPES) -> Iterator[str]:
    """What differs from `spec`: an entry of the shapes or of TYPES, a list of one, or the words allowed."""
    kind, words = spec.rstrip("?"), spec.rstrip("?").split("|") if "|" in spec else []
    fields = dict(field.split(": ") for field in shapes.get(kind, "-: -").split(", "))
    if kind in shapes and isinstance(value, dict) and value.keys() == fields.keys():
        for name in fields:
            yield from shape(value[name], fields[name], f"{where}.{name}", shapes)
    elif isinstance(value, list) and kind[0] == "[":
        for number, item in enumerate(value):
            yield from shape(item, kind[1:-1], f"{where}[{number}]", shapes)
    elif type(value) not in TYPES.get(kind, ()) and value not in words + [None] * (spec != kind):
        yield f"{where} must be {shapes.get(kind, kind)}"


class Checker:
    """What does not hold is gathered in `failures`, a line each; `done` counts what was looked at."""

    def __init__(self, packs: Sequence[Path] = (), allow_unrun: bool = False) -> None:
        self.packs = {pack.stem: sqlite3.connect(f"{pack.resolve().as_uri()}?mode=ro", uri=True) for pack in packs}
        self.failures, self.done, self.allow_unrun = list[str](), dict[str, int](), allow_unrun
        self.left, self.names = ALL_LENGTHS, dict[str, Any]()  # to be spent on calculations; what the present one knows

    def need(self, kind: str, holds: object, line: str) -> None:
        self.done[kind] = self.done.get(kind, 0) + 1
        self.failures += [] if holds else [line]

    def check(self, raw: bytes) -> list[str]:
        """The failures of a whole file.  Raises sqlite3.Error for a pack that cannot be read."""
        self.need("form", len(raw) <= FILE_BYTES, f"it is over {FILE_BYTES} bytes")
        try:
            proof = json.loads(raw.decode(), parse_int=lambda digits: int(digits[:18]))  # a long one takes for ever
            self.need("form", canonical(proof) == raw, "not in canonical form: something was added, cut or respelled")
            old = isinstance(proof, dict) and proof.get("proof") == 1
            self.failures += shape(proof, "proof", "proof", FIRST if old else SHAPES)
        except (ValueError, RecursionError) as error:
            self.need("form", False, f"not a proof: {str(error)!a:.200}")
        if self.failures:
            return self.failures
        answer, rest = proof["answer"], {name: proof[name] for name in proof if name != "sha256"}
        known = 1 <= proof["proof"] <= 2 and answer["schema"] == 1
        self.need("form", known, "only proofs 1 and 2 of schema 1 are known")
        self.need("form", sha256(canonical(rest)).hexdigest() == proof["sha256"], "the digest is not that of the file")
        self.need("form", self.packs.keys() <= {pack["name"] for pack in proof["packs"]}, "it names no such --pack")
        ends = [0, *(claim["end"] for claim in answer["claims"])]
        for number, claim in enumerate(answer["claims"]):
            self.claim(claim, f"claims[{number}]", answer["answer"], ends[number])
        return self.failures

    def claim(self, claim: dict[str, Any], where: str, answer: str, least: int) -> None:
        start, end, verdict, code = claim["start"], claim["end"], claim["verdict"], claim["code"]
        self.need("spans", least <= start < end <= len(answer), f"{where}: {start}:{end} overlaps, or lies outside")
        self.need("spans", answer[start:end] == claim["text"], f"{where}: its text is not answer[{start}:{end}]")
        self.need("spans", 0 <= (claim["p"] or 0) <= 1, f"{where}: p is not a probability")
        inside = all(0 <= one["start"] < one["end"] <= len(claim["text"]) for one in claim.get("unsupported", ()))
        self.need("spans", inside, f"{where}: an unsupported part lies outside")
        grounds = [name for name in ("code", "output") if claim[name] is not None]
        grounds += sorted({each["stance"] for each in claim["evidence"]})
        self.need("verdicts", " ".join(grounds) in GROUNDS[verdict], f"{where}: {verdict}, on the grounds of {grounds}")
        if code is not None:
            self.calculation(code, str(claim["output"]), f"{where}.code")
        for rank, quotation in enumerate(claim["evidence"]):
            self.quotation(quotation, f"{where}.evidence[{rank}]")

    def quotation(self, one: dict[str, Any], where: str) -> None:
        start, end, passage = one["start"], one["end"], one["passage"]
        exact = 0 <= start < end <= len(passage) and passage[start:end] == one["quote"]
        self.need("quotations", exact, f"{where}: its quote is not passage[{start}:{end}]")
        self.need("quotations", sha256(passage.encode()).hexdigest() == one["sha256"], f"{where}: its sha256 is wrong")
        key = re.fullmatch("([^/]*)/([^/]*)/(.*)#([0-9]{1,9})", str(one["passage_id"]), re.DOTALL)
        if key and key[1] in self.packs:
            values = (*key.groups()[1:], passage, one["title"], one["url"], one["revision"])
            found = self.packs[key[1]].execute(QUERY, values).fetchone()
            self.need("packs", found, f"{where}: not so in pack {key[1]!a}")

    def calculation(self, code: str, output: str, where: str) -> None:
        self.names, value = dict(FUNCTIONS), None
        try:
            for line in ast.parse(code if len(code) <= CODE_LENGTH else "too_long").body:
                value = self.value(line)
            close = type(value) is float and math.isclose(value, float(output), rel_tol=1e-12)  # another C library
            known = (str(value), str(json.loads(json.dumps(value, default=repr))))  # tuples as lists
            self.need("calculations", close or output in known, f"{where} gives {value!a:.80}, not {output!a:.80}")
        except OUTSIDE as error:
            self.need("code not re-run", self.allow_unrun, f"{where} is not re-run (--allow-unrun): {error!a:.80}")
        except (ArithmeticError, ValueError) as error:
            self.need("calculations", False, f"{where} fails: {error!a:.80}")

    def value(self, node: Any) -> Any:
        """The value of a node of a syntax tree.  Raises one of OUTSIDE for what is not on the list, or too large."""
        kind, env = type(node), self.names
        inner = [node.value] if kind is ast.Assign else ast.iter_child_nodes(node)
        parts = [self.value(part) for part in inner if isinstance(part, ast.expr)]
        ways: dict[type, Callable[[], Any]] = {
            ast.Import: lambda: env.update((a.asname or a.name, MODULES[a.name]) for a in node.names),
            ast.ImportFrom: lambda: env.update((a.asname or a.name, MODULES[node.module][a.name]) for a in node.names),
            ast.Assign: lambda: env.update((target.id, parts[0]) for target in node.targets),
            ast.Expr: lambda: parts[0],
            ast.Constant: lambda: node.value,
            ast.Name: lambda: env[node.id],
            ast.Tuple: lambda: tuple(parts),
            ast.List: lambda: parts,
            ast.Attribute: lambda: PARTS[node.attr](parts[0]) if type(parts[0]) in DATES else parts[0][node.attr],
            ast.Compare: lambda: SIGNS[type(node.ops[0])](*parts),
            **dict.fromkeys((ast.UnaryOp, ast.BinOp), lambda: self.call(SIGNS[type(node.op)], parts, {})),
            ast.Call: lambda: self.call(parts[0], parts[1:], {it.arg: self.value(it.value) for it in node.keywords}),
        }
        result = ways[kind]()
        length = len(repr(result))
        self.left -= length + 20
        if length > VALUE_LENGTH or self.left < 0:
            raise LookupError("too large, or too long to evaluate")
        return result

    def call(self, function: Any, values: list[Any], named: dict[str, Any]) -> Any:
        others = set() if function in SIGNS.values() else {str, tuple, list}
        if not {*map(type, values), *map(type, named.values())} <= {bool, int, float, *DATES, *others}:
            raise TypeError("of another kind than the list has")  # "a" * 10**9, max(9, 10**9, key=math.factorial)
        large = function is operator.pow and abs(values[1]) * math.log2(abs(values[0]) + 1) > 3 * VALUE_LENGTH
        numbers = values[function is round :] if function in MOST else ()
        if large or (function in MOST and named) or any(abs(number) > MOST[function] for number in numbers):
            raise LookupError("too large")
        return function(*values, **named)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a Necker proof file.  Exit: 0 holds, 1 does not, 2 unreadable.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--pack", type=Path, action="append", default=[], help="compare the quotations with this pack")
    parser.add_argument("--allow-unrun", action="store_true", help="accept code beyond the list, which is never run")
    options = parser.parse_args()
    try:
        with options.file.open("rb") as file:
            checker = Checker(options.pack, options.allow_unrun)
            lines = [f"FAIL {line}" for line in checker.check(file.read(FILE_BYTES + 1))]
    except (OSError, sqlite3.Error) as error:
        parser.error(f"unreadable: {error!a}")
    lines += [f"{kind}: {count} checked" for kind, count in checker.done.items()]
    holds = "it holds" + ", but no --pack was given to look its quotations up" * (not checker.packs)
    print(*lines, "it does not hold" if checker.failures else holds, sep="\n")
    return min(1, len(checker.failures))


if __name__ == "__main__":
    raise SystemExit(main())
