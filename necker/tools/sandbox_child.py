"""The child of the second tier: reads one request, confines itself, runs the code, writes one reply, ends.

Started as `python -I -S sandbox_child.py` with an empty environment, the request on descriptor 0 and a pipe for the
reply on descriptor 1.  Standard library only.  The reply is `ready` and a line feed (from then on the parent counts
the time of the code) and one JSON object, or `{"refused": reason}` in place of both.  What the parent believes of a
reply is decided in `sandbox.py`: after `ready`, this process belongs to the code it runs, and no check made here
protects anybody.

Only what confinement needs is imported before it; numpy and sympy are imported inside.
"""

# pathlib would cost every child a noticeable part of its start.
# ruff: noqa: PTH100, PTH118, PTH120

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import io
import json
import os
import sys
from types import ModuleType

READY = b"ready\n"
ERROR_CHARACTERS = 500


class TooMuchOutput(BaseException):
    """Raised by `print` once the output is full; not an `Exception`, so that ordinary handlers let it end the code."""


class Output(io.TextIOBase):
    """What the code prints, up to a number of UTF-8 bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.left = most
        self.full = False

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        data = text.encode("utf-8", "replace")
        self.parts.append(data[: self.left].decode("utf-8", "ignore"))
        if len(data) > self.left:
            self.left, self.full = 0, True
            raise TooMuchOutput
        self.left -= len(data)
        return len(text)


class Packages:
    """Finds the few packages the code may import, so that their neighbours need not even be listed."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self.places:
            return None
        folder = self.places[name]
        init = os.path.join(folder, "__init__.py")
        return importlib.util.spec_from_file_location(name, init, submodule_search_locations=[folder])


def plainer(value: object) -> object:
    """numpy's and sympy's numbers and arrays as Python's; TypeError for anything else (then its repr is the value)."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if getattr(value, "is_Integer", False) is True:
        return int(value)  # type: ignore[call-overload]
    raise TypeError


def written(value: object) -> str:
    """The value as the reply carries it: `J` and JSON, or `R` and its repr where it has no JSON; empty for None."""
    if value is None:
        return ""
    try:
        return "J" + json.dumps(value, allow_nan=False, ensure_ascii=False, default=plainer)
    except (TypeError, ValueError, RecursionError):
        return "R" + repr(value)


def one_line(error: BaseException) -> str:
    """`ZeroDivisionError: division by zero`: type and message on one line, cut to a readable length."""
    message = " ".join(str(error).split())
    return (type(error).__name__ + (f": {message}" if message else ""))[:ERROR_CHARACTERS]


def run(code: str, inputs: dict[str, object], output: Output, value_bytes: int) -> dict[str, object]:
    """Run the code; the value is that of its last statement if that is an expression."""
    value, error = "", None
    names: dict[str, object] = {"__name__": "__main__", **inputs}
    try:
        tree = ast.parse(code, "<python>")
        if tree.body and isinstance(last := tree.body[-1], ast.Expr):
            target = ast.Name("_necker_value", ast.Store())
            tree.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
        exec(compile(ast.fix_missing_locations(tree), "<python>", "exec"), names)  # noqa: S102 - confined, see above
        value = written(names.get("_necker_value"))
        if len(value) > value_bytes + 1:
            value = "L"
    except TooMuchOutput:
        pass
    except BaseException as problem:  # noqa: BLE001 - whatever the code raises is its result, also SystemExit
        error = one_line(problem)
    return {"output": "".join(output.parts), "full": output.full, "value": value, "error": error}


def prepare(request: dict[str, object]) -> None:
    """Confine this process; ConfineError, OSError or ValueError where that fails."""
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    confine = importlib.import_module("confine")
    sys.path.pop()
    confine.die_with_parent(request["parent"])
    rules, _ = confine.library_rules()
    for folder in filter(os.path.isdir, sys.path):
        rules.append((folder, confine.READ_DIR))
        with os.scandir(folder) as entries:
            for entry in entries:  # not what others installed into the standard library's folder
                if not entry.name.endswith("-packages"):
                    rules.append((entry.path, confine.FOLDER if entry.is_dir() else confine.READ_FILE))
    places = request["packages"]
    assert isinstance(places, dict)
    for folder in places.values():
        rules += [(folder, confine.FOLDER), (folder + ".libs", confine.READ_FILE)]
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # threads are refused, and each would cost its share of the address space
    sys.meta_path.append(Packages(places))
    confine.confine(rules, request["memory"], request["cpu"])
    preload = request["preload"]
    assert isinstance(preload, list)
    for name in preload:
        importlib.import_module(name)


def main() -> None:
    with open(0, "rb", closefd=False) as stdin:
        request = json.load(stdin)
    reply = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    os.chdir("/")
    try:
        prepare(request)
    except Exception as problem:  # noqa: BLE001 - refused, whatever the reason; the parent shows it
        os.write(reply, json.dumps({"refused": one_line(problem)}).encode())
        os._exit(1)
    os.write(reply, READY)
    sys.stdout = sys.stderr = output = Output(request["output_bytes"])
    result = run(request["code"], request["inputs"], output, request["value_bytes"])
    data = json.dumps(result).encode()
    while data:
        data = data[os.write(reply, data) :]
    os._exit(0)


if __name__ == "__main__":
    main()
