"""The Python tool: runs code nobody trusts and gives back data.  `run_python` is all that the rooms to the right need.

Tier 1, the default, is Monty, an interpreter of its own in a worker process that has no files, no network and no
environment to offer, always under the limits below: they are built in one place and no parameter switches one off.
On Linux the worker is also confined by the kernel: the pool starts a launcher (`confine.py`) that confines itself and
becomes the worker, some 20 ms once per worker.  Where the kernel cannot, the interpreter is the boundary, and
`levels` says so. Tier 2 (`sandbox.py`, on request) is CPython with numpy and sympy, never without the kernel.

The value of the last expression leaves Monty as text that Monty itself has written as JSON.  As objects it would be
built in our process: thirty times `x = [x, x]` is small inside, where the lists are shared, and fills all memory
outside.

Monty sleeps for no time, has a clock (UTC), and draws random numbers from one fixed seed: the same code gives the
same output, unless it asks for the date.
"""

from __future__ import annotations

import atexit
import ctypes
import io
import json
import keyword
import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

from necker.core.errors import MissingError, NeckerError
from necker.core.language import interface_language, say
from necker.tools import confine
from necker.tools.sandbox import (
    JSON,
    OUTPUT_BYTES,
    SECONDS,
    VALUE_BYTES,
    PythonResult,
    memory_over,
    output_over,
    read_value,
    request_error,
    run_confined,
    tidy_error,
    tidy_output,
    time_over,
)
from necker.tools.sandbox_child import Output, TooMuchOutput

if TYPE_CHECKING:
    from pydantic_monty import Monty, OSPolicy, ResourceLimits

__all__ = ["JSON", "LIMITS", "PythonResult", "levels", "run_python"]

MEMORY = 64 << 20
GRACE = 0.3  # seconds after which the parent kills a worker that did not stop by itself
LIMITS: Final[ResourceLimits] = {
    "max_feed_duration_secs": SECONDS,
    "max_turn_duration_secs": SECONDS,
    "max_memory": MEMORY,
    "gc_interval": 10_000,
    "max_recursion_depth": 200,
    "max_suspensions": 100,
    "max_total_sleep_secs": 0.0,
}
POLICY: Final[OSPolicy] = {"sleep": "zero", "timezone": "utc", "process_time": "zero", "random_start": {"seed": 0}}
WORKERS = max(2, os.cpu_count() or 1)
RUNS_PER_WORKER = 1000
BUSY_SECONDS = 10.0  # how long a run waits for a free worker

# The text of the value.  What Monty returns is a string whatever the code before it did: `import` (or `pass`) cannot
# continue an expression; no quoted string or comment that the code leaves open reaches over the closing lines and still
# ends; and the last line, an f-string cut to a length, is a `str` even if every name in it was redefined.
_NAME = "_necker_value"
_CLOSING = f"""

import json as _necker_json
try:
    {_NAME} = '' if {_NAME} is None else 'J' + _necker_json.dumps({_NAME}, allow_nan=False, ensure_ascii=False)
except (TypeError, ValueError, RecursionError):
    {_NAME} = 'R' + repr({_NAME})
f'{{{_NAME}}}'[:{VALUE_BYTES + 2}]
"""
_NO_VALUE = "\n\npass\n"
_COMPOUND = {*("if", "elif", "else", "for", "while", "with", "try", "except", "finally", "def", "class", "async", "@")}
_EXPRESSIONS = {"None", "True", "False", "not", "lambda", "await"}  # the keywords an expression can begin with


class Level(TypedDict):
    """How a tier is contained: by the kernel, by the interpreter alone, or not available; and why not better."""

    level: Literal["kernel", "interpreter", "off"]
    reason: str


class Levels(TypedDict):
    tier1: Level
    tier2: Level
    landlock_abi: int
    seccomp: bool
    bubblewrap: bool


def run_python(code: str, inputs: dict[str, JSON] | None = None, *, science: bool = False) -> PythonResult:
    """Run `code` with `inputs` as its global names; the value is that of its last expression.

    What the code does wrong, its time (2 s), memory and output included, is in the result.  science: CPython with numpy
    and sympy.  MissingError if a part is not installed; RefusedError if `science` cannot be confined here."""
    inputs = inputs or {}
    if science:
        return run_confined(code, inputs)
    if problem := request_error(code, inputs):
        return PythonResult("", None, problem, 0.0, 1)
    return _monty.run(code, inputs)


def levels() -> Levels:
    """How both tiers are contained on this machine, by running something in each; asked once per process."""
    global _levels
    if _levels is None:
        _levels = {
            "tier1": _level_of_tier(science=False),
            "tier2": _level_of_tier(science=True),
            "landlock_abi": confine.landlock_abi(),
            "seccomp": confine.seccomp_available(),
            "bubblewrap": shutil.which("bwrap") is not None,
        }
    return _levels


def _level_of_tier(science: bool) -> Level:
    try:
        result = run_python("6 * 7", science=science)
    except NeckerError as error:
        return {"level": "off", "reason": str(error)}
    if result.value != 42:
        return {"level": "off", "reason": result.error or say("wrong answer", "mauvaise réponse")}
    if science or not _monty.weaker:
        return {"level": "kernel", "reason": ""}
    return {"level": "interpreter", "reason": _monty.weaker}


def _with_value(code: str) -> str:
    """The code, changed so that it ends with the text of its last expression's value (or with nothing).

    The split is by tokens: parsing hostile code with `ast` in our own process could exhaust its stack."""
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    start = _last_expression(code)
    return code + _NO_VALUE if start is None else f"{code[:start]}{_NAME} = {code[start:]}{_CLOSING}"


def _last_expression(code: str) -> int | None:
    """Offset of the module's last statement if it is an expression.  Wrong about broken code, which Monty refuses."""
    import tokenize

    statements = set(keyword.kwlist) - _EXPRESSIONS
    depth = indent = lambdas = 0
    start: tuple[int, int] | None = None
    fresh, block, plain = True, False, False  # at a start; in the line of a compound statement; an expression so far
    try:
        for kind, text, place, _, _ in tokenize.generate_tokens(io.StringIO(code).readline):
            if kind in (tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER):
                continue
            if kind in (tokenize.INDENT, tokenize.DEDENT):
                indent += 1 if kind == tokenize.INDENT else -1
            elif kind == tokenize.NEWLINE:
                fresh, block = True, False
            elif fresh and text != ";":
                block = block or text in _COMPOUND
                plain = not block and indent == 0 and text not in statements
                start, fresh, lambdas, depth = place, False, int(text == "lambda"), int(text in "([{")
            elif text in ("(", "[", "{", ")", "]", "}"):
                depth += 1 if text in "([{" else -1
            elif depth == 0 and text == ";":
                fresh = True
            elif depth == 0 and kind == tokenize.OP:
                lambdas -= text == ":"  # one that no lambda waits for is an annotation; and the default of a lambda ...
                assigns = (
                    text[-1] == "=" and text not in ("==", "!=", "<=", ">=") and not lambdas
                )  # ... assigns nothing
                plain = plain and lambdas >= 0 and not assigns
            else:
                lambdas += depth == 0 and text == "lambda"
    except (tokenize.TokenError, SyntaxError):
        return None
    if start is None or not plain:
        return None
    return sum(len(line) + 1 for line in code.split("\n")[: start[0] - 1]) + start[1]


class _Interpreter:
    """This process's pool of Monty workers: started at the first run, closed at exit, forgotten by a forked child."""

    def __init__(self) -> None:
        self.pool: Monty | None = None
        self.weaker = ""  # why the kernel does not confine the workers; empty when it does
        self.launcher = -1
        self.used = False  # Monty has threads in this process
        self.forked = False  # ... or had, in the process this one was forked from
        self.lock = threading.Lock()

    def run(self, code: str, inputs: dict[str, JSON]) -> PythonResult:
        if self.forked:
            return _run_in_a_new_process(code, inputs)
        started = time.monotonic()
        pool = self.pool or self._start()
        for _ in range(WORKERS + 1):
            printed = Output(OUTPUT_BYTES)
            text, error = _feed(pool, code, inputs, printed)
            # A worker that died while it was idle, out of memory perhaps, is noticed only by the run it is given.
            if error != _crashed() or time.monotonic() - started > GRACE:
                break
        value: JSON = None
        if printed.full:
            error = output_over()
        elif error is None:
            try:
                value = read_value(text)
            except ValueError as too_much:
                error = str(too_much)
        output = tidy_output("".join(printed.parts), printed.full)
        return PythonResult(output, value, error, time.monotonic() - started, 1)

    def _start(self) -> Monty:
        """The pool.  What confines it is decided before any foreign code runs: no code can bring about the weaker."""
        with self.lock:
            if self.pool is None:
                program, self.used = _program(), True
                self.pool = self._start_confined(program)
            if self.pool is None:
                self.pool = _open(program)
            if self.pool is None:
                raise _broken(say("its worker does not answer", "son processus ne répond pas"))
            return self.pool

    def _start_confined(self, program: str) -> Monty | None:
        """A pool whose workers the kernel confines; None, and `weaker` says why, where it cannot."""
        if sys.platform != "linux" or not sys.executable:
            self.weaker = say(
                f"{sys.platform} cannot confine a process", f"{sys.platform} ne sait pas confiner un processus"
            )
            return None
        command = [sys.executable, "-I", "-S", str(Path(confine.__file__)), program]
        try:
            self.launcher = _script(f'#!/bin/sh\nexec {shlex.join(command)} "$@" 2>/dev/null\n')
            pool = _open(f"/proc/{os.getpid()}/fd/{self.launcher}")
            if pool is None:
                trial = subprocess.run([*command, "--version"], capture_output=True, stdin=subprocess.DEVNULL)
                self.weaker = tidy_error(trial.stderr.decode("utf-8", "replace"))
        except OSError as error:
            pool, self.weaker = None, tidy_error(str(error))
        if pool is None:
            self.weaker = self.weaker or say("the launcher did not start", "le lanceur n’a pas démarré")
        return pool

    def close(self) -> None:
        if self.pool is not None:
            self.pool.__exit__(None, None, None)
            self.pool = None

    def forget(self) -> None:
        """In a forked child: the workers are the parent's, and Monty's threads, one set per process, did not come along.

        The pool is never ended here, not even when memory is freed: that would end the parent's workers."""
        if self.pool is not None:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.pool))
        if self.launcher >= 0:
            os.close(self.launcher)
        self.pool, self.launcher, self.forked = None, -1, self.used
        self.lock = threading.Lock()


_NEW_PROCESS = """
import dataclasses, json, sys
from necker.core.language import set_language
from necker.tools.python import run_python
language, code, inputs = json.load(sys.stdin)
set_language(language)
json.dump(dataclasses.asdict(run_python(code, inputs)), sys.stdout)
"""


def _run_in_a_new_process(code: str, inputs: dict[str, JSON]) -> PythonResult:
    """The same run where Monty can no longer start its threads: a tenth of a second slower, and as contained."""
    request = json.dumps([interface_language(), code, inputs])
    command = [sys.executable, "-c", _NEW_PROCESS]
    try:
        run = subprocess.run(command, input=request, capture_output=True, text=True, timeout=30, check=True)
        return PythonResult(**json.loads(run.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise _broken(tidy_error(str(error))) from error


def _broken(why: str) -> MissingError:
    what = say("the Python tool does not run", "l’outil Python ne fonctionne pas")
    return MissingError(what, why, "pip install --force-reinstall pydantic-monty==1.4.0")


def _script(text: str) -> int:
    """A descriptor of an executable that is in no folder: nobody can change it, nothing is left behind."""
    with os.fdopen(os.memfd_create("launcher"), "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fchmod(file.fileno(), 0o500)
        # What is open for writing cannot be executed: keep a descriptor that only reads.
        return os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY | os.O_CLOEXEC)


def _program() -> str:
    try:
        from pydantic_monty._binary import find_monty_binary

        return find_monty_binary()
    except (ImportError, FileNotFoundError) as error:
        raise MissingError(
            say("the Python tool is not installed", "l’outil Python n’est pas installé"),
            str(error),
            "pip install pydantic-monty==1.4.0",
        ) from error


def _open(program: str) -> Monty | None:
    """A pool that has answered, or None."""
    from pydantic_monty import Monty

    pool = Monty(
        binary_path=program,
        min_processes=1,
        max_processes=WORKERS,
        checkout_timeout=BUSY_SECONDS,
        request_timeout=SECONDS + GRACE,
        max_checkouts_per_worker=RUNS_PER_WORKER,
        feed_duration_limit_grace=GRACE,
        turn_duration_limit_grace=GRACE,
    )
    try:
        pool.__enter__()
    except (OSError, RuntimeError):
        return None
    if _feed(pool, "6 * 7", {}, Output(OUTPUT_BYTES))[0] == "J42":
        return pool
    pool.__exit__(None, None, None)
    return None


def _feed(pool: Monty, code: str, inputs: dict[str, JSON], printed: Output) -> tuple[str, str | None]:
    """(text of the value, error) of one run in a session of its own."""
    import pydantic_monty

    def show(_stream: str, text: str) -> None:
        try:
            printed.write(text)
        except TooMuchOutput:
            raise OverflowError(output_over()) from None

    given: dict[str, Any] = inputs
    try:
        with pool.checkout(limits=LIMITS, os_policy=POLICY) as session:
            text = session.feed_run(_with_value(code), inputs=given, print_callback=show)
    except pydantic_monty.MontyCrashedError as crash:
        if getattr(crash, "timed_out", False):
            return "", time_over()
        return "", _crashed()
    except (pydantic_monty.MontyRuntimeError, pydantic_monty.MontySyntaxError) as problem:
        return "", _one_line(problem.display("type-msg"))
    except TimeoutError:
        return "", "TimeoutError: " + say("all workers are busy", "tous les processus sont occupés")
    except (pydantic_monty.MontyError, OSError, RuntimeError, ValueError) as problem:
        return "", _one_line(f"{type(problem).__name__}: {problem}")
    return (text, None) if isinstance(text, str) else ("", None)


def _crashed() -> str:
    return "SystemError: " + say("the interpreter crashed", "l’interpréteur s’est arrêté")


def _one_line(text: str) -> str:
    if text.startswith(("TimeoutError: feed time limit", "TimeoutError: turn time limit")):
        return time_over()
    if text.startswith(("MemoryError: memory limit exceeded", "MemoryError: the worker exceeded")):
        return memory_over(MEMORY >> 20)
    return tidy_error(text)


_monty = _Interpreter()
_levels: Levels | None = None
atexit.register(lambda: _monty.close())
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _monty.forget())
