"""The second tier and its confinement: values of numpy and sympy, refusal without the kernel, the filter call by call."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necker.core.errors import MissingError, RefusedError
from necker.tools import confine, sandbox
from necker.tools.python import levels, run_python
from necker.tools.sandbox import JSON, SECONDS, VALUE_BYTES, VALUE_DEPTH, read_value, tidy_output
from necker.tools.sandbox_child import READY
from tests.children import children_of_this_process

TIER2 = levels()["tier2"]
needs_kernel = pytest.mark.skipif(TIER2["level"] != "kernel", reason=f"tier 2 is {TIER2['level']}: {TIER2['reason']}")

# --- results ----------------------------------------------------------------------------------------------------------


@needs_kernel
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1 + 1", 2),
        ("x = 3; x * 2", 6),
        ("x = 3", None),
        ("if True: 5", None),
        ("None", None),
        ("", None),
        ("2 ** 100", 2**100),
        ("float('nan')", "nan"),
        ("{1, 2}", "{1, 2}"),
        ("(1, 'é')", [1, "é"]),
        ("from fractions import Fraction\nFraction(1, 3)", "Fraction(1, 3)"),
        ("import statistics\nstatistics.mean([1, 2, 3, 4])", 2.5),
        ("import numpy\nnumpy.arange(3) * 2", [0, 2, 4]),
        ("import numpy as np\nnp.int64(3)", 3),
        ("import numpy as np\n{'a': np.float32(0.5), 'b': np.bool_(True)}", {"a": 0.5, "b": True}),
        ("import numpy as np\nround(np.linalg.det(np.array([[1, 2], [3, 4]])), 6)", -2.0),
        ("import numpy as np\nnp.random.default_rng(0).random(2).shape", [2]),
        ("import sympy\nsympy.Integer(7) ** 2", 49),
        ("import sympy as s\nx = s.Symbol('x')\ns.integrate(x ** 2, x)", "x**3/3"),
        ("import sympy as s\ns.solve(s.Symbol('x') ** 2 - 4)", [-2, 2]),
        ("n = 'nu' + 'mpy'\n__import__(n).sum([1, 2])", 3),
        ("a['b'][0] + c", 42),
    ],
)
def test_value_is_that_of_the_last_expression(code: str, value: JSON) -> None:
    result = run_python(code, {"a": {"b": [40]}, "c": 2}, science=True)
    assert result.error is None
    assert (result.value, type(result.value)) == (value, type(value))
    assert result.tier == 2 and result.seconds > 0


@needs_kernel
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise ValueError('a\\n  b')", "ValueError: a b"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("1 +", "SyntaxError: "),
        ("'\0'", "SyntaxError: "),
        ("input()", "EOFError: "),
        ("import nothing_of_the_kind", "ModuleNotFoundError: "),
        ("import pytest", "ModuleNotFoundError: "),
        ("'x' * 10 ** 9", "MemoryError: more than 512 MB of memory"),
        ("'x' * 100_000", "ValueError: the value is too large"),
        ("10 ** 5000", "ValueError: "),
        ("class A:\n def __repr__(self): 1 / 0\nA()", "ZeroDivisionError: "),
        ("class A(Exception):\n def __str__(self): 1 / 0\nraise A", "SystemError: the process ended without an answer"),
        ("print('x' * 70_000)", "OutputError: printed more than 64 KB"),
        ("x" * 70_000, "ValueError: code or inputs of more than 64 KB"),
    ],
)
def test_error_of_the_code_is_a_result_on_one_line(code: str, error: str) -> None:
    result = run_python(code, science=True)
    assert result.error is not None and result.error.startswith(error) and "\n" not in result.error
    assert result.value is None


@needs_kernel
def test_output_is_collected_up_to_the_limit() -> None:
    code = "import sys\nprint('e\\u0301', '\\ud800')\nprint('z', file=sys.stderr)\nimport os\nos.write(1, b'lost')\n1"
    assert run_python(code, science=True).output == "é ?\nz\n"
    flood = run_python("print('é' * 40_000)", science=True)
    assert flood.output.startswith("éé") and flood.output.endswith("\n[… output cut]")


@needs_kernel
def test_code_is_stopped_in_time_and_nothing_of_it_is_left() -> None:
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    bare = run_python("1", science=True).seconds
    started = time.monotonic()
    result = run_python("while True: pass", science=True)
    assert result.error == "TimeoutError: stopped after 2 seconds"
    assert SECONDS <= time.monotonic() - started < SECONDS + 1 + 3 * bare
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before
    assert all("monty" in name for name in children_of_this_process())  # the first tier's workers


@needs_kernel
def test_many_at_once() -> None:
    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(lambda n: run_python("n * 2", {"n": n}, science=True), range(12)))
    assert [result.value for result in results] == [2 * n for n in range(12)]


@needs_kernel
def test_child_has_an_empty_environment_and_three_descriptors() -> None:
    code = """
import os, stat
kinds = []
for n in range(64):
    try: kinds.append(stat.S_IFMT(os.fstat(n).st_mode))
    except OSError: pass
[sorted(os.environ), [kinds.count(stat.S_IFCHR), kinds.count(stat.S_IFIFO), len(kinds)], os.getcwd()]
"""
    value = run_python(code, science=True).value
    variables = ["LC_CTYPE", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]  # Python's own, and ours
    assert value == [variables, [3, 1, 4], "/"]


# --- refusal ----------------------------------------------------------------------------------------------------------


def test_missing_packages_are_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "PACKAGES", ("numpy_of_another_name",))
    with pytest.raises(MissingError, match=r"pip install 'necker\[science\]'"):
        run_python("1", science=True)


@pytest.mark.parametrize(
    "said", [b'{"refused": "ConfineError: no Landlock"}', b"", b"rea", b"[1]", b"\xff", b"Traceback"]
)
def test_child_that_is_not_ready_is_a_refusal(said: bytes) -> None:
    with pytest.raises(RefusedError, match="necker doctor"):
        sandbox._read_reply(said, None)


@needs_kernel
def test_child_that_cannot_confine_itself_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real child beside a `confine.py` that fails at its last step: no code is run, and the reason is shown."""
    for name in ("sandbox_child.py", "confine.py"):
        shutil.copy(Path(confine.__file__).with_name(name), tmp_path)
    with (tmp_path / "confine.py").open("a") as file:
        file.write("\n\ndef _check():\n    raise ConfineError('the check failed')\n")
    monkeypatch.setattr(sandbox, "_CHILD", tmp_path / "sandbox_child.py")
    with pytest.raises(RefusedError, match="the check failed"):
        run_python("1", science=True)


@needs_kernel
def test_package_that_cannot_be_imported_inside_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "__init__.py").write_text("raise ImportError('built for another machine')")
    monkeypatch.setattr(sandbox, "_packages", lambda: {"numpy": str(tmp_path)})
    with pytest.raises(RefusedError, match="built for another machine"):
        run_python("import numpy", science=True)


# --- what the parent reads --------------------------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_any_reply_is_read_as_data(said: bytes) -> None:
    output, value, error = sandbox._read_reply(READY + said, None)
    assert isinstance(output, str) and (error is None or "\n" not in error) and (error is None or value is None)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_json_values_are_read_as_they_are(value: JSON) -> None:
    assert read_value("J" + json.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "JNaN",
        "JInfinity",
        "J-Infinity",
        "J1e999",
        "J",
        "J{",
        "J" + "9" * 5000,
        "X1",
        "P",
        "L",
        "R" + "x" * (VALUE_BYTES + 1),
    ]
    + ["J" + "[" * depth + "]" * depth for depth in (VALUE_DEPTH + 1, 1000, 30_000)],
)
def test_other_values_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too large or too deep"):
        read_value(text)


def test_half_characters_are_replaced() -> None:
    assert read_value('J["\\ud800", {"\\udfff": 1}]') == ["?", {"?": 1}]
    assert read_value("R\ud800") == "?"
    assert tidy_output("\ud800e\u0301", full=False) == "?é"


# --- confinement ------------------------------------------------------------------------------------------------------

ALLOW, REFUSE, KILL, ABSENT = 0x7FFF0000, 0x00050001, 0x80000000, 0x00050026
MACHINES = dict(confine._MACHINES)


def answer(program: bytes, arch: int, number: int, arguments: list[int]) -> int:
    """What the kernel's filter machine answers to a call: an interpreter of the few instructions a filter uses."""
    words = [value & (1 << 64) - 1 for value in [*arguments, 0, 0, 0, 0, 0, 0][:6]]
    data = struct.pack("<IIQ6Q", number, arch, 0, *words)
    steps = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    accumulator = at = 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif code == 0x54:
            accumulator &= value
        elif code == 0x15:
            at += yes if accumulator == value else no
        elif code == 0x35:
            at += yes if accumulator >= value else no
        else:
            assert code == 0x06
            return int(value)


def call(machine: str, name: str, *arguments: int, starting: bool = False) -> int:
    column, arch = MACHINES[machine]
    number = confine._NUMBERS[name][column]
    assert number is not None
    return answer(confine._filter(column, arch, starting), arch, number, list(arguments))


both_machines = pytest.mark.parametrize("machine", list(MACHINES))


@both_machines
@given(number=st.integers(0, 0xFFFFFFFF) | st.integers(0, 500), argument=st.integers(0, (1 << 64) - 1))
def test_filter_refuses_every_number_that_is_not_listed(machine: str, number: int, argument: int) -> None:
    column, arch = MACHINES[machine]
    listed = {numbers[column] for name, numbers in confine._NUMBERS.items() if name not in confine._NEVER}
    if number not in listed:
        wanted = KILL if machine == "x86_64" and number >= 0x40000000 else REFUSE
        for starting in (False, True):
            assert answer(confine._filter(column, arch, starting), arch, number, [argument] * 6) == wanted


@both_machines
@given(arch=st.integers(0, 0xFFFFFFFF), number=st.integers(0, 500))
def test_filter_kills_every_other_calling_convention(machine: str, arch: int, number: int) -> None:
    column, own = MACHINES[machine]
    if arch != own:
        assert answer(confine._filter(column, own, False), arch, number, []) == KILL


@both_machines
def test_filter_allows_what_computing_needs_and_refuses_what_acts_outside(machine: str) -> None:
    for name in ("read", "write", "brk", "munmap", "futex", "exit_group", "getrandom", "clock_gettime", "rt_sigreturn"):
        assert call(machine, name) == ALLOW
    for name in confine._NEVER:
        assert call(machine, name) == call(machine, name, starting=True) == REFUSE
    assert call(machine, "clone3") == call(machine, "clone3", starting=True) == ABSENT
    assert call(machine, "execve") == REFUSE
    assert call(machine, "execve", starting=True) == ALLOW


@both_machines
@given(flags=st.integers(0, 0xFFFFFFFF))
def test_filter_opens_only_to_read(machine: str, flags: int) -> None:
    writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | 0o20000000)
    assert call(machine, "openat", 0, 0, flags) == (REFUSE if writes else ALLOW)


@both_machines
@given(protection=st.integers(0, 7), flags=st.sampled_from([0x02, 0x12, 0x22, 0x32, 0x01]))
def test_filter_never_makes_written_memory_executable(machine: str, protection: int, flags: int) -> None:
    executes, writes, anonymous = protection & 4, protection & 2, flags & 0x20
    assert call(machine, "mprotect", 0, 4096, protection) == (REFUSE if executes else ALLOW)
    allowed = not executes or (not writes and not anonymous)
    assert call(machine, "mmap", 0, 4096, protection, flags) == (ALLOW if allowed else REFUSE)


@both_machines
@given(command=st.integers(0, 0xFFFFFFFF) | st.integers(0, 2000), target=st.integers(0, (1 << 64) - 1))
def test_filter_checks_arguments_in_full(machine: str, command: int, target: int) -> None:
    assert call(machine, "fcntl", 0, command) == (ALLOW if command in (0, 1, 2, 3, 1030) else REFUSE)
    assert call(machine, "ioctl", 0, command) == (ALLOW if command in (0x5401, 0x5451) else REFUSE)
    assert call(machine, "prlimit64", 0, 7, target, 0) == (REFUSE if target else ALLOW)
    assert call(machine, "prlimit64", command, 7, 0, 0) == (REFUSE if command else ALLOW)
    assert call(machine, "clone", target) == REFUSE
    assert call(machine, "clone", target, starting=True) == (ALLOW if target & 0x10000 else REFUSE)


def test_numbers_are_those_of_the_system_headers() -> None:
    headers = {0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), 1: Path("/usr/include/asm-generic/unistd.h")}
    if not all(path.exists() for path in headers.values()):
        pytest.skip("the kernel's headers are not installed")
    for column, path in headers.items():
        known = {}
        for line in path.read_text().splitlines():
            match line.split():
                case ["#define", name, number] if number.isdigit():
                    known[name.removeprefix("__NR_").removeprefix("__NR3264_")] = int(number)
        known.setdefault("newfstatat", known.get("fstatat", -1))
        for name, numbers in confine._NUMBERS.items():
            assert known.get(name) == numbers[column], name


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_launcher_that_cannot_confine_starts_nothing(tmp_path: Path) -> None:
    program = tmp_path / "confine.py"
    source = Path(confine.__file__).read_text("utf-8")
    program.write_text(
        source.replace('if __name__ == "__main__":', "def _check(): raise ConfineError('no')\n\nif True:")
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(program), "/bin/echo", "started"], capture_output=True, check=False
    )
    assert run.returncode == 126
    assert run.stdout == b""


def test_machine_without_a_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confine, "_MACHINES", {})
    with pytest.raises(confine.ConfineError):
        confine.confine([], 1 << 30, 1)
    assert confine.landlock_abi() == 0
    assert not confine.seccomp_available()
