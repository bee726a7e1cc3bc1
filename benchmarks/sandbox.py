"""How long the Python tool takes: `python benchmarks/sandbox.py [--runs N]`.  Prints one table, milliseconds.

Peers in the same run: plain CPython without any confinement, the bare worker of the first tier without the kernel's, and
bubblewrap where it is installed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from necker.core.errors import NeckerError
from necker.tools import python
from necker.tools.python import levels, run_python

FRESH = "from necker.tools.python import run_python\nassert run_python('6 * 7').value == 42"
PLAIN = [sys.executable, "-I", "-S", "-c", "pass"]
BWRAP = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--die-with-parent", "--new-session", *PLAIN]


def command(arguments: list[str]) -> Callable[[], None]:
    def run() -> None:
        subprocess.run(arguments, check=True, capture_output=True)

    return run


def code(text: str, science: bool = False) -> Callable[[], None]:
    def run() -> None:
        assert run_python(text, science=science).error is None

    return run


def new_pool(confined: bool) -> Callable[[], None]:
    """From nothing to the first answer within a running process; the bare worker as the peer of the confined one."""

    def run() -> None:
        interpreter = python._Interpreter()
        if not confined:
            interpreter.pool = python._open(python._program())
        assert interpreter.run("6 * 7", {}).value == 42
        interpreter.close()

    return run


def measure(name: str, run: Callable[[], None], runs: int, unit: float) -> float:
    """Print the row `name | n | p50 | p95 | times the unit` and return p50, all in milliseconds."""
    times = []
    run()
    for _ in range(runs):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1e3)
    times.sort()
    middle, high = times[len(times) // 2], times[min(len(times) - 1, len(times) * 95 // 100)]
    print(f"{name:<52} {runs:>5} {middle:>9.2f} {high:>9.2f} {middle / (unit or middle):>8.2f}", flush=True)
    return middle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="runs of what starts a process (default 20)")
    runs = parser.parse_args().runs
    found = levels()
    print(f"tier 1: {found['tier1']['level']}, tier 2: {found['tier2']['level']}, Landlock ABI {found['landlock_abi']}")
    print(f"{'':<52} {'n':>5} {'p50 ms':>9} {'p95 ms':>9} {'x plain':>8}")
    unit = measure("plain python -I -S -c pass (no confinement)", command(PLAIN), runs, 0)
    measure("tier 1, warm: 1 + 1", code("1 + 1"), 1000, unit)
    measure("tier 1, warm: ten lines with a loop", code("t = 0\nfor i in range(100):\n    t += i * i\nt"), 1000, unit)
    measure("tier 1, new pool, as it is here", new_pool(confined=True), runs, unit)
    measure("tier 1, new pool, worker not confined by the kernel", new_pool(confined=False), runs, unit)
    measure("tier 1, new process, imports included", command([sys.executable, "-c", FRESH]), runs, unit)
    if found["tier2"]["level"] == "kernel":
        measure("tier 2: 1 + 1", code("1 + 1", science=True), runs, unit)
        measure("tier 2: import numpy", code("import numpy\nint(numpy.ones(3).sum())", science=True), runs, unit)
        measure("tier 2: import sympy", code("import sympy\nsympy.sqrt(8)", science=True), runs, unit)
        measure("plain python -I -c 'import numpy'", command([sys.executable, "-I", "-c", "import numpy"]), runs, unit)
        measure("plain python -I -c 'import sympy'", command([sys.executable, "-I", "-c", "import sympy"]), runs, unit)
    else:
        print(f"tier 2 is not measured: {found['tier2']['reason']}")
    if shutil.which("bwrap") and subprocess.run(BWRAP, capture_output=True, check=False).returncode == 0:
        measure("bwrap, plain python -I -S -c pass", command(BWRAP), runs, unit)
    else:
        print("bwrap is not installed or does not work here")


if __name__ == "__main__":
    try:
        main()
    except NeckerError as error:
        sys.exit(str(error))
