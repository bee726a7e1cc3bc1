"""The second tier of the Python tool, seen from the parent: a confined CPython child with numpy and sympy, one per run.

Here live also what both tiers share: the result, the sizes, and how a value that comes from untrusted code is read.
The kernel confines the child (`confine.py`); the code runs in it (`sandbox_child.py`).  This file starts it, gives
it one request, kills it when its time is over, and believes nothing it says but one JSON object of the agreed shape
and size: the code can write to the pipe itself, and what it forges is then a value like any it could have computed.

A run of this tier never happens without the kernel's confinement: what is missing raises `RefusedError`.
bubblewrap, which would also hide the existence of files, is not put around it: it fails where user namespaces are
restricted, and Landlock does not.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from necker.core.errors import MissingError, RefusedError
from necker.core.language import say
from necker.tools.sandbox_child import ERROR_CHARACTERS, READY

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

SECONDS = 2.0
CODE_BYTES = INPUTS_BYTES = OUTPUT_BYTES = VALUE_BYTES = 64 << 10
VALUE_DEPTH = 100
CHILD_MEMORY = 512 << 20  # address space; numpy and sympy start within 192 MiB of it
START_SECONDS = 15.0  # to start and import sympy on a slow or busy machine; the code's own time begins after it
REPLY_BYTES = 1 << 20  # every character of output and value escaped as six, and some
PACKAGES = ("numpy", "sympy", "mpmath")

_CHILD = Path(__file__).with_name("sandbox_child.py")
_slots = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))  # bounds the memory of all children together


@dataclass(frozen=True, slots=True)
class PythonResult:
    """What running a piece of code gave.  All of it is data from untrusted code, never instructions.

    output: what it printed (NFC, at most 64 KB and then a mark; lost in tier 2 where the run had to be killed).
    value: its last expression as JSON, or else its repr.  error: one line, `Type: message`, or None.
    seconds: wall time, start included.  tier: 1 is Monty, 2 confined CPython."""

    output: str
    value: JSON
    error: str | None
    seconds: float
    tier: Literal[1, 2]


def time_over() -> str:
    return "TimeoutError: " + say(f"stopped after {SECONDS:g} seconds", f"arrêté après {SECONDS:g} secondes")


def memory_over(megabytes: int) -> str:
    return "MemoryError: " + say(f"more than {megabytes} MB of memory", f"plus de {megabytes} Mo de mémoire")


def output_over() -> str:
    kilobytes = OUTPUT_BYTES >> 10
    return "OutputError: " + say(f"printed more than {kilobytes} KB", f"plus de {kilobytes} Ko imprimés")


def value_over() -> str:
    kilobytes = VALUE_BYTES >> 10
    return "ValueError: " + say(
        f"the value is too large or too deep (at most {kilobytes} KB)",
        f"la valeur est trop grande ou trop profonde (au plus {kilobytes} Ko)",
    )


def request_error(code: str, inputs: dict[str, JSON]) -> str | None:
    """Why this code or these inputs are not even tried; None if they are fine."""
    names = [name for name in inputs if not name.isidentifier() or name.startswith("_necker")]
    if names:
        return "ValueError: " + say(f"not a name for an input: {names[0]!r}", f"pas un nom d’entrée : {names[0]!r}")
    try:
        sizes = len(code.encode()), len(json.dumps(inputs, allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, TypeError, RecursionError):  # a lone surrogate is a ValueError
        return "ValueError: " + say("code or inputs are not text and JSON", "code ou entrées ni texte ni JSON")
    if sizes[0] > CODE_BYTES or sizes[1] > INPUTS_BYTES:
        kilobytes = CODE_BYTES >> 10
        return "ValueError: " + say(
            f"code or inputs of more than {kilobytes} KB", f"code ou entrées de plus de {kilobytes} Ko"
        )
    return None


def tidy_output(text: str, full: bool) -> str:
    """Printed text as it is kept: NFC, no lone surrogates, cut at the limit and marked where something is missing."""
    data = unicodedata.normalize("NFC", text).encode("utf-8", "replace")
    kept = data[:OUTPUT_BYTES].decode("utf-8", "ignore")
    return kept + say("\n[… output cut]", "\n[… sortie coupée]") if full or len(data) > OUTPUT_BYTES else kept


def tidy_error(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())[:ERROR_CHARACTERS]


def read_value(text: str) -> JSON:
    """The value a tier reports: `J` and JSON, `R` and a repr, or empty for None; ValueError if it is not acceptable.

    What comes out has no NaN, infinity or lone surrogate, is at most `VALUE_DEPTH` deep and can be written as JSON."""
    data = text[1:].encode("utf-8", "replace")
    if not text:
        return None
    if text[0] not in "JR" or len(data) > VALUE_BYTES:
        raise ValueError(value_over())
    if text[0] == "R":
        return data.decode()
    try:
        value = json.loads(json.dumps(json.loads(data), allow_nan=False, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:  # also an integer of more than 4,300 digits, as in CPython
        raise ValueError(value_over()) from error
    layer = [value]
    for _ in range(VALUE_DEPTH):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not layer:
            return value  # type: ignore[no-any-return]
    raise ValueError(value_over())


def run_confined(code: str, inputs: dict[str, JSON]) -> PythonResult:
    """Run code in a confined CPython with numpy and sympy.

    RefusedError if the kernel cannot confine it, MissingError if numpy or sympy is not installed."""
    places = _packages()
    if problem := request_error(code, inputs):
        return PythonResult("", None, problem, 0.0, 2)
    request = {
        "code": code,
        "inputs": inputs,
        "parent": os.getpid(),
        "memory": CHILD_MEMORY,
        "cpu": int(START_SECONDS + SECONDS) + 1,
        "packages": places,
        "preload": [name for name in PACKAGES if name in code],  # their import is not the code's time
        "output_bytes": OUTPUT_BYTES,
        "value_bytes": VALUE_BYTES,
    }
    with _slots:
        started = time.monotonic()
        received, problem = _converse(json.dumps(request).encode())
    output, value, error = _read_reply(received, problem)
    return PythonResult(output, value, error, time.monotonic() - started, 2)


def _packages() -> dict[str, str]:
    places = {}
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise MissingError(
                say("the science sandbox needs numpy and sympy", "le bac à sable scientifique demande numpy et sympy"),
                say(f"{name} is not installed", f"{name} n’est pas installé"),
                "pip install 'necker[science]'",
            )
        places[name] = os.path.realpath(spec.submodule_search_locations[0])
    return places


def _converse(request: bytes) -> tuple[bytes, str | None]:
    """Start the child, hand it the request, and read until it ends or must end: (what it said, why it was stopped)."""
    if sys.platform != "linux" or not sys.executable:
        raise refusal(
            say(f"{sys.platform} cannot confine a process", f"{sys.platform} ne sait pas confiner un processus")
        )
    try:
        child = _start(request)
    except OSError as error:
        raise refusal(str(error)) from error
    try:
        return _listen(child)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        assert child.stdout is not None
        child.stdout.close()


def _start(request: bytes) -> subprocess.Popen[bytes]:
    with os.fdopen(os.memfd_create("request"), "w+b") as file:
        file.write(request)
        file.seek(0)
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-W", "ignore", str(_CHILD)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )


def _listen(child: subprocess.Popen[bytes]) -> tuple[bytes, str | None]:
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    received, ready, end = b"", False, time.monotonic() + START_SECONDS
    while (left := end - time.monotonic()) > 0:
        if not poll.poll(left * 1000):
            continue
        chunk = os.read(pipe, 1 << 16)
        if not chunk:
            return received, None
        received += chunk
        if len(received) > REPLY_BYTES:
            return received, value_over()
        if not ready and received.startswith(READY):
            ready, end = True, time.monotonic() + SECONDS
    if not ready:
        raise refusal(say("the sandbox did not start in time", "le bac à sable n’a pas démarré à temps"))
    return received, time_over()


def refusal(reason: str) -> RefusedError:
    return RefusedError(
        say("code with numpy or sympy is not run", "le code avec numpy ou sympy n’est pas exécuté"),
        reason,
        say("see `necker doctor`", "voir `necker doctor`"),
    )


def _read_reply(received: bytes, problem: str | None) -> tuple[str, JSON, str | None]:
    """(output, value, error) from what the child said; RefusedError if it said that it could not begin."""
    if not received.startswith(READY):
        try:
            reason = str(json.loads(received)["refused"])
        except (ValueError, KeyError, TypeError):
            reason = say("the sandbox ended while it started", "le bac à sable s’est arrêté en démarrant")
        raise refusal(reason)
    if problem:
        return "", None, problem
    try:
        reply = json.loads(received[len(READY) :])
        output, text, error, full = (reply[key] for key in ("output", "value", "error", "full"))
    except (ValueError, RecursionError, KeyError, TypeError):
        output = None
    if not isinstance(output, str) or not isinstance(text, str) or not isinstance(error, str | None):
        stopped = say("the process ended without an answer", "le processus s’est arrêté sans répondre")
        return "", None, "SystemError: " + stopped
    output = tidy_output(output, full is True)
    if full is True:
        return output, None, output_over()
    if error is not None:
        memory = error.startswith("MemoryError")
        return output, None, memory_over(CHILD_MEMORY >> 20) if memory else tidy_error(error)
    try:
        return output, read_value(text), None
    except ValueError as too_much:
        return output, None, str(too_much)


def _after_fork() -> None:
    global _slots
    _slots = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
