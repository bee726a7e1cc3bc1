"""The first tier of the Python tool: what it answers, that its limits are always on, that it outlives what befalls it."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pydantic_monty
import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.language import set_language
from necker.tools import python
from necker.tools.python import LIMITS, POLICY, levels, run_python
from necker.tools.sandbox import CODE_BYTES, JSON, SECONDS

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
confined = pytest.mark.skipif(levels()["tier1"]["level"] != "kernel", reason=levels()["tier1"]["reason"] or "kernel")


def workers() -> list[int]:
    """The processes named monty that this process has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if facts["Name"] == "monty" and facts["PPid"] == str(os.getpid()) and not facts["State"].startswith("Z"):
            found.append(int(facts["Pid"]))
    return found


def signal_workers(number: int) -> None:
    for pid in workers():
        os.kill(pid, number)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1 + 1", 2),
        ("x = 3\nx * 2", 6),
        ("x = 3; x * 2", 6),
        ("x = 3\n\n# a comment\nx  # another\n\n", 3),
        ("x = 3", None),
        ("x: int = 3", None),
        ("x = 1\nx += 1", None),
        ("import math", None),
        ("if True: 5", None),
        ("if True: x = 4; x", None),
        ("for i in range(3):\n    i", None),
        ("if False: 1\nelse: 5; 6", None),
        ("None", None),
        ("(1,\n 2)", [1, 2]),
        ("'a' \\\n'b'", "ab"),
        ("'''a\nb'''", "a\nb"),
        ("max([1, 2], key=lambda v: -v)", 1),
        ("f'{3:>3}'", "  3"),
        ("not True", False),
        ("-5", -5),
        ("1 == 2", False),
        ("lambda: 0", "<function '<lambda>'"),
        ("2 ** 100", 2**100),
        ("1e400", "inf"),
        ("{'é': [1, 2.5, None, True]}", {"é": [1, 2.5, None, True]}),
        ("{1969: 'Moon'}", {"1969": "Moon"}),
        ("{1, 2}", "{1, 2}"),
        ("from decimal import Decimal\nDecimal('1.10')", "Decimal('1.10')"),
        ("import datetime\ndatetime.date(1789, 7, 14)", "datetime.date(1789, 7, 14)"),
        ("1\r\n2\r3", 3),
        ("", None),
        ("# nothing", None),
    ],
)
def test_value_is_that_of_the_last_expression(code: str, value: JSON) -> None:
    result = run_python(code)
    assert result.error is None
    if isinstance(value, str) and value.startswith("<"):
        assert isinstance(result.value, str) and result.value.startswith(value)
    else:
        assert (result.value, type(result.value)) == (value, type(value))
    assert result.tier == 1


STATEMENTS = ["x = 1", "x += 1", "x: int = 2", "import os", "pass", "if x: 1", "if x: y = 1; y", "for i in x: i"]
STATEMENTS += [
    "def f(): return 1",
    "class A: pass",
    "del x",
    "assert x",
    "global x",
    "@f\ndef g(): pass",
    "while 0:\n  x\n",
]
STATEMENTS += [
    "x",
    "f(a=1)",
    "(x, y)",
    "x == y",
    "lambda a, b=1: a",
    "[x\n for x in y]",
    "'''a\n\nb'''",
    "x if y else z",
]
STATEMENTS += [
    "not x",
    "-x",
    "*a, b",
    "x[1:2]",
    "{1: 2}",
    "f'{x:>{y}}'",
    "f'{x=}'",
    "await x",
    "x; y",
    "x; y = 1",
    "x;",
]
STATEMENTS += [
    "x <= y",
    "# only a comment",
    "",
    "'é' + \"ü\"",
    "x \\\n + 1",
    "with a: b",
    "try: x\nfinally: y",
    "yield_ + 1",
    "f(lambda v: v).x = 3",
    "lambda a=lambda: 1: a",
    "lambda: lambda b=2: b",
    "x[lambda: 0]: int",
    "x = y = 1",
]


@given(st.lists(st.sampled_from(STATEMENTS), max_size=5))
def test_last_expression_is_the_one_of_the_grammar(statements: list[str]) -> None:
    """Found by tokens, the last expression of a program is where Python's own parser sees it."""
    code = "\n".join(statements)
    body = ast.parse(code).body
    wanted = None
    if body and isinstance(last := body[-1], ast.Expr):
        before = code.split("\n")[: last.lineno - 1]
        wanted = len("\n".join([*before, ""])) + len(
            code.split("\n")[last.lineno - 1].encode()[: last.col_offset].decode()
        )
    assert python._last_expression(code) == wanted


@given(st.text(max_size=60))
def test_any_text_gives_a_result(code: str) -> None:
    result = run_python(code)
    json.dumps([result.output, result.value, result.error], allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("x", "NameError: name 'x' is not defined"),
        ("raise ValueError('a\\n  b')", "ValueError: a b"),
        ("1 +", "SyntaxError: "),
        ("1 if 1 else \\", "SyntaxError: "),
        ("'''", "SyntaxError: "),
        ("(", "SyntaxError: "),
        ("while True: pass", "TimeoutError: stopped after 2 seconds"),
        ("9 ** 9 ** 9", "MemoryError: more than 64 MB of memory"),
        ("10 ** 5000", "ValueError: "),
        ("'x' * 70_000", "ValueError: the value is too large"),
        ("x = []\nfor i in range(120): x = [x]\nx", "ValueError: the value is too large or too deep"),
        ("x" * (CODE_BYTES + 1), "ValueError: code or inputs of more than 64 KB"),
        ("'\ud800'", "ValueError: code or inputs are not text and JSON"),
        ("def f(): return f()\nf()", "RecursionError: "),
    ],
)
def test_error_of_the_code_is_a_result_on_one_line(code: str, error: str) -> None:
    result = run_python(code)
    assert result.error is not None and result.error.startswith(error) and "\n" not in result.error
    assert result.value is None


def test_messages_of_the_tool_speak_the_language_of_the_interface() -> None:
    set_language("fr")
    try:
        assert run_python("9 ** 9 ** 9").error == "MemoryError: plus de 64 Mo de mémoire"
    finally:
        set_language(None)


def test_output_is_collected_in_composed_characters() -> None:
    result = run_python("print('e\\u0301', 1, sep='-')\nprint('b', end='')\n1 / 0")
    assert result.output == "é-1\nb"
    assert result.error == "ZeroDivisionError: division by zero"


def test_output_is_cut_and_marked() -> None:
    result = run_python("print('é' * 40_000)")
    assert result.error == "OutputError: printed more than 64 KB"
    assert result.output.endswith("\n[… output cut]")
    assert len(result.output.encode()) < 66_000


def test_inputs_are_names() -> None:
    assert run_python("a['b'][0] + c", {"a": {"b": [40]}, "c": 2}).value == 42


@pytest.mark.parametrize(
    "inputs", [{"a b": 1}, {"_necker_value": 1}, {"a": float("nan")}, {"a": {1, 2}}, {"a": "x" * 70_000}]
)
def test_wrong_inputs_are_an_error_of_the_result(inputs: dict[str, Any]) -> None:
    assert (run_python("1", inputs).error or "").startswith("ValueError: ")


def test_runs_know_nothing_of_each_other() -> None:
    run_python("import math\nx = 1\nmath.pi = 3")
    assert run_python("x").error == "NameError: name 'x' is not defined"
    assert run_python("import math\nmath.pi").value == pytest.approx(3.14159265)


def test_same_code_gives_the_same_numbers() -> None:
    assert run_python("import random\nrandom.random()").value == run_python("import random\nrandom.random()").value


def test_every_limit_of_monty_is_set() -> None:
    """The table of limits has every limit Monty knows, and none is None (which would mean: without limit)."""
    assert set(LIMITS) == set(pydantic_monty.ResourceLimits.__annotations__)
    assert all(limit is not None for limit in LIMITS.values())
    assert POLICY["sleep"] == "zero"


def test_limits_reach_every_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the real pool is asked for: the limits of the table, at each checkout, and a deadline in the parent."""
    asked: list[dict[str, Any]] = []

    class Recording:
        def __init__(self, **settings: Any) -> None:
            asked.append(settings)
            self.pool = Real(**settings)

        def __enter__(self) -> Recording:
            self.pool.__enter__()
            return self

        def __exit__(self, *error: object) -> None:
            self.pool.__exit__(*error)

        def checkout(self, **settings: Any) -> pydantic_monty.MontySession:
            asked.append(settings)
            return self.pool.checkout(**settings)

    Real = pydantic_monty.Monty
    monkeypatch.setattr(pydantic_monty, "Monty", Recording)
    interpreter = python._Interpreter()
    assert interpreter.run("1 + 1", {}).value == 2
    interpreter.close()
    pools = [each for each in asked if "request_timeout" in each]
    sessions = [each for each in asked if "limits" in each]
    assert len(pools) == 1 and len(sessions) == 2 and len(asked) == 3
    assert all(each == {"limits": LIMITS, "os_policy": POLICY} for each in sessions)
    assert pools[0]["request_timeout"] <= SECONDS + 1
    assert None not in pools[0].values()


def test_threads_share_the_workers() -> None:
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda n: run_python("n * 2", {"n": n}), range(200)))
    assert [result.value for result in results] == [2 * n for n in range(200)]


@linux
def test_worker_that_is_killed_is_replaced() -> None:
    with ThreadPoolExecutor(4) as threads:  # so that there are several, and all but one are idle when they die
        list(threads.map(run_python, ["sum(range(100_000))"] * 8))
    threading.Timer(0.5, signal_workers, [signal.SIGKILL]).start()
    assert run_python("while True: pass").error == "SystemError: the interpreter crashed"
    assert run_python("1 + 1").value == 2


@linux
def test_worker_that_does_not_answer_is_killed_by_the_parent() -> None:
    run_python("1")
    threading.Timer(0.3, signal_workers, [signal.SIGSTOP]).start()
    started = time.monotonic()
    result = run_python("while True: pass")
    assert result.error == "TimeoutError: stopped after 2 seconds"
    assert time.monotonic() - started < SECONDS + 1
    signal_workers(signal.SIGCONT)
    assert run_python("1 + 1").value == 2


@linux
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # that is what is tried here
def test_forked_child_runs_code_and_leaves_the_workers_alone() -> None:
    run_python("1")
    before, before_level = workers(), levels()["tier1"]["level"]
    child = os.fork()
    if child == 0:
        answers = [run_python("40 + 2").value, run_python("1 / 0").error, levels()["tier1"]["level"]]
        os._exit(0 if answers == [42, "ZeroDivisionError: division by zero", before_level] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert run_python("1 + 1").value == 2
    assert set(before) <= set(workers())


ENDING = """
import os, sys
from tests.tools.test_python import workers
from necker.tools.python import run_python
run_python("1")
pids = workers()
child = os.fork()
if child == 0:
    sys.exit(0)  # the ordinary way out, which frees memory: it must not end the parent's workers
os.waitpid(child, 0)
assert run_python("1 + 1").value == 2 and workers() == pids
print(*pids)
"""


@linux
def test_workers_end_with_the_process() -> None:
    root = Path(python.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ENDING], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout
    assert not any(Path(f"/proc/{pid}").exists() for pid in run.stdout.split())


@confined
def test_kernel_confines_the_worker() -> None:
    run_python("1")
    for pid in workers():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        assert (facts["Seccomp"], facts["NoNewPrivs"], int(facts["CapEff"], 16)) == ("2", "1", 0)
        limits = {
            line[:26].strip(): line[26:].split()[0] for line in Path(f"/proc/{pid}/limits").read_text().splitlines()
        }
        assert int(limits["Max address space"]) == 512 << 20
        assert limits["Max file size"] == limits["Max core file size"] == "0"
        descriptors = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
        assert len(descriptors) == 3 and "/dev/null" in descriptors


def test_levels_say_how_each_tier_is_contained() -> None:
    found = levels()
    for tier in (found["tier1"], found["tier2"]):
        assert tier["level"] in ("kernel", "interpreter", "off")
        assert bool(tier["reason"]) == (tier["level"] != "kernel")
    assert found["tier2"]["level"] != "interpreter"
    assert found is levels()
    if found["tier2"]["level"] == "kernel":
        assert found["landlock_abi"] >= 1 and found["seccomp"]


@linux
def test_kernel_that_can_confine_does() -> None:
    """Every test of the kernel's part hangs on `levels`; here it may not say less than the kernel offers."""
    found = levels()
    if not (found["landlock_abi"] and found["seccomp"]):
        pytest.skip("this kernel has no Landlock or no seccomp")
    assert found["tier1"]["level"] == "kernel"
    assert found["tier2"]["level"] == ("kernel" if importlib.util.find_spec("sympy") else "off")


NO_LANDLOCK = """
import ctypes, os, struct, sys
from necker.tools import confine
from necker.tools.python import levels, run_python
calls = [int(n) for n in sys.argv[1:]]
steps = [(0x20, 0, 0, 0)]
for number in calls:
    steps += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | 38)]
steps += [(0x06, 0, 0, 0x7FFF0000)]
code = b"".join(struct.pack("<HBBI", *step) for step in steps)
buffer = ctypes.create_string_buffer(code, len(code))
program = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(steps), ctypes.addressof(buffer)))
confine._prctl(38, 1)
assert ctypes.CDLL(None).prctl(22, ctypes.c_ulong(2), ctypes.c_ulong(ctypes.addressof(program)), 0, 0) == 0
found = levels()
assert run_python("1 + 1").value == 2
try:
    run_python("1 + 1", science=True)
    print("ran")
except Exception as error:
    print(type(error).__name__)
print(found["tier1"]["level"], found["tier2"]["level"], found["tier1"]["reason"])
"""


@confined
@pytest.mark.parametrize(("missing", "word"), [("landlock_create_ruleset", "Landlock"), ("seccomp", "seccomp")])
def test_kernel_without_a_part_is_told_and_never_replaced(missing: str, word: str) -> None:
    """On a kernel without Landlock or seccomp (a filter makes this one such), tier 1 says so and tier 2 refuses."""
    from necker.tools import confine

    number = confine._NUMBERS[missing][confine._machine()[0]]
    run = subprocess.run([sys.executable, "-c", NO_LANDLOCK, str(number)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("RefusedError\ninterpreter off ")
    assert word in run.stdout
