"""The checker calculates as Python does within its list; what is beyond it is never run, and nothing exhausts it."""

from __future__ import annotations

import datetime
import json
import math
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.assistant.answer import Answer
from necker.tools.calculate import understand
from necker.tools.python import run_python
from necker.verify import check_proof
from necker.verify.check_proof import Checker, canonical
from necker.verify.claim import Claim
from necker.verify.judge import WordJudge
from necker.verify.proof import write_proof


def proof_of(path: Path, *codes: str, output: str = "1") -> Path:
    """A proof of one claim for each code, in each case with that output, whether it is right or not."""
    made = Answer("?", "en", "." * len(codes), False, "text", "words")
    for at in range(len(codes)):
        made.claims.append(Claim(at, at + 1, ".", "en", kind="computation", verdict="computed", code="1", output="1"))
    write_proof(made.to_json(), path, [], judge=WordJudge(), model="text")
    document: dict[str, Any] = json.loads(path.read_bytes())
    for claim, code in zip(document["answer"]["claims"], codes, strict=True):
        claim["code"], claim["output"] = code, output
    del document["sha256"]
    path.write_bytes(canonical(document | {"sha256": sha256(canonical(document)).hexdigest()}))
    return path


def run(path: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", check_proof.__file__, *flags, str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def failures(code: str, output: str) -> list[str]:
    checker = Checker()
    checker.calculation(code, output, "code")
    return checker.failures


BOMBS = [
    "9**9**9",
    "2**(10**400)",
    "import math\nmath.factorial(10**9)",
    "import math\nmath.comb(10**9, 5 * 10**8)",
    "'a' * 10**10",
    "'1' * 1",
    "'%d' % 1",
    "'%1000000000d' % 5",
    "f'{5:>1000000000}'",
    "(0,) * 10**10",
    "x = (1, 1)\n" + "x = (x, x)\n" * 100 + "str(x)",
    "x = 10**3000\n" + "x = x * x\n" * 200,
    "round(5, -10**9)",
    "round(number=5, ndigits=-10**9)",
    "import math\nmax(9, 10**9, key=math.factorial)",
    "sum(range(10**12))",
    "[1 for i in range(10**9)]",
    "while True: pass",
    "(lambda f: f(f))(lambda f: f(f))",
    "from datetime import date\ndate(2020, 1, 1).strftime('%1000000000d')",
    "-" * 3_900 + "1",
    "(" * 1_900 + "1" + ")" * 1_900,
    "[" * 3_900,
    "1" + "+1" * 1_900,
    "1" * 4_000,
    "1" + " " * 5_000,
    "1\x00",
    "1/0",
    "import os\nos.getpid()",
    "__import__('os').getpid()",
    "open('/etc/passwd').read()",
    "().__class__.__base__.__subclasses__()",
    "import math\nmath.__loader__",
    "from datetime import date\ndate.today()",
    "from datetime import date\ndate(2020, 1, 1).strftime('1')",
    "from datetime import date\ndate(2020, 1, 1).__class__",
    "eval('1')",
    "print(1)",
]


def test_no_calculation_hurts_and_none_of_these_passes(tmp_path: Path) -> None:
    done = run(proof_of(tmp_path / "bombs.json", *BOMBS))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    refused = [line for line in done.stdout.splitlines() if line.startswith("FAIL ")]
    assert len(refused) == len(BOMBS), refused


def test_the_calculations_of_a_file_have_one_budget() -> None:
    checker, code = Checker(), "x = 10**3000\n" + "x + 1\n" * 600
    for _ in range(20):
        checker.calculation(code, "0", "code")
    assert "too long to evaluate" in checker.failures[-1]


def test_code_beyond_the_list_is_not_run_unless_that_is_allowed(tmp_path: Path) -> None:
    path = proof_of(tmp_path / "proof.json", f"open({str(tmp_path / 'touched')!r}, 'w')")
    refused, allowed = run(path), run(path, "--allow-unrun")
    assert (refused.returncode, allowed.returncode) == (1, 0)
    assert "FAIL claims[0].code is not re-run (--allow-unrun): KeyError('open')" in refused.stdout
    assert "code not re-run: 1 checked" in allowed.stdout
    assert not (tmp_path / "touched").exists()
    assert run(proof_of(path, "1 / 0"), "--allow-unrun").returncode == 1  # what fails never passes


QUESTIONS = [
    "17.5% of 240",
    "What is the square root of 2?",
    "12 factorial",
    "Is 97 prime",
    "How many days between 3 March 2020 and 5 May 2021?",
    "What day of the week was 14 July 1789?",
    "What is the date 6 weeks after March 3, 2024?",
    "3 months after 30 November 2023",
    "How many weeks between 1 January 2024 and 1 July 2024?",
    "How old would someone born on 5 May 1821 be on 4 May 1900?",
    "5 feet 11 inches in cm",
    "What is 100 °F in Celsius?",
    "How long is it from 9:45 to 17:20?",
    "2 to the power of 300",
    "Is 1900 a leap year",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_our_calculator_writes_is_run_again(question: str) -> None:
    found = understand(question, "en", today=datetime.date(2025, 6, 18))
    assert found is not None
    checker = Checker()
    checker.calculation(found.code, str(run_python(found.code).value), "code")
    assert checker.failures == [] and checker.done == {"calculations": 1}
    checker.calculation(found.code, "1234.5", "code")
    assert len(checker.failures) == 1


def expressions() -> st.SearchStrategy[str]:
    numbers = st.one_of(st.integers(0, 999).map(str), st.floats(0.001, 999).map(repr))
    signs = st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!="])
    return st.recursive(
        numbers,
        lambda inner: st.one_of(
            st.tuples(inner, signs, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            inner.map(lambda one: f"-{one}"),
            inner.map(lambda one: f"abs({one})"),
            st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
            st.tuples(inner, st.integers(0, 9)).map(lambda t: f"({t[0]}) ** {t[1]}"),
            st.tuples(inner, st.integers(0, 6)).map(lambda t: f"round({t[0]}, {t[1]})"),
        ),
        max_leaves=8,
    )


@settings(deadline=None)
@given(code=expressions())
def test_the_checker_calculates_as_python_does(code: str) -> None:
    checker = Checker()
    try:
        output = repr(eval(code))
    except (ArithmeticError, ValueError):
        checker.calculation(code, "1", "code")
        assert checker.failures
        return
    checker.calculation(code, output, "code")
    assert not checker.failures or len(output) > 1_000, checker.failures


def test_a_value_has_a_length() -> None:
    assert failures("10 ** 2000 * 10 ** 1000", str(10**3000)) == []
    assert "too large" in failures("10 ** 3000 * 10 ** 1100", str(10**4100))[0]


@pytest.mark.parametrize(
    "code, output, holds",
    [
        ("2 ** 0.5", repr(math.sqrt(2)), True),
        ("2 ** 0.5", "1.4142135623730954", True),  # the last digits of another C library
        ("2 ** 0.5", "1.4142136", False),
        ("divmod(17, 12)", "[1, 5]", True),
        ("divmod(17, 12)", "(1, 5)", True),
        ("divmod(17, 12)", "[1, 6]", False),
        ("3 == 3", "True", True),
        ("3 == 3", "1", False),
        ("4 / 2", "2", True),
        ("from datetime import date\ndate(2024, 4, 10)", "datetime.date(2024, 4, 10)", True),
        ("from datetime import date\ndate(2024, 4, 10)", "2024-04-10", True),
        ("import math as m\nx = m.pi\nx > 3", "True", True),
        ("x = 5\nx += 1\nx", "5", False),
        ("1 < 3 < 2", "True", False),
    ],
)
def test_outputs(code: str, output: str, holds: bool) -> None:
    checker = Checker()
    checker.calculation(code, output, "code")
    assert (not checker.failures) == holds
