"""The direction of imports, and what the core install must never see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import necker

HOUSE = Path(necker.__file__).parent
ROOMS = (
    "core text sources training codecs stream model record engine knowledge tools verify lessons assistant evals serve cli"
).split()


def modules() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def test_rooms_import_only_from_the_left() -> None:
    for path in modules():
        parts = path.relative_to(HOUSE).parts
        if len(parts) < 2:
            continue
        room = parts[0]
        assert room in ROOMS, f"unknown room {room}"
        for name in imports(path):
            if name.startswith("necker."):
                other = name.split(".")[1]
                assert ROOMS.index(other) <= ROOMS.index(room), f"{path.name} in {room} imports {name}"


def test_torch_only_where_it_may_be() -> None:
    for path in modules():
        parts = path.relative_to(HOUSE).parts
        allowed = parts[0] in ("training", "model") or path.name.endswith("_torch.py")
        if not allowed:
            assert not any(name.split(".")[0] == "torch" for name in imports(path)), f"{path} imports torch"


def test_importing_everything_loads_no_torch() -> None:
    names = [".".join(("necker", *p.relative_to(HOUSE).with_suffix("").parts)) for p in modules()]
    names = [
        n.removesuffix(".__init__")
        for n in names
        if "__main__" not in n and not n.endswith("_torch") and "_child" not in n
    ]
    names = [n for n in names if n.split(".")[1:2] not in (["training"], ["model"])]
    code = f"import importlib, sys\nfor n in {names!r}: importlib.import_module(n)\nassert 'torch' not in sys.modules\n"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_files_and_functions_stay_small() -> None:
    for path in modules():
        source = path.read_text("utf-8")
        assert source.count("\n") <= 500, f"{path}: over 500 lines"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 40, f"{path}:{node.name}: {length} lines"


def core_distributions() -> set[str]:
    """The distributions that `pip install necker` brings, extras left out."""
    wanted, seen = ["necker"], set()
    while wanted:
        name = wanted.pop()
        for line in metadata.requires(name) or []:
            if "extra ==" in line or "emscripten" in line.replace("!= 'emscripten'", "").replace('!= "emscripten"', ""):
                continue
            found = re.split(r"[^\w.-]", line.strip(), maxsplit=1)[0]
            try:
                metadata.version(found)
            except metadata.PackageNotFoundError:
                continue  # for another platform
            if found not in seen:
                seen.add(found)
                wanted.append(found)
    return seen


def test_core_install_keeps_its_budget() -> None:
    """240 MiB in all without .pyc files (docs/benchmarks.md), our own weights apart."""
    names = core_distributions()
    assert not names & {"torch", "onnx", "safetensors", "tensorflow", "transformers"}
    files = [file for name in names for file in metadata.files(name) or [] if file.suffix != ".pyc"]
    files = [file for file in files if file.parts[:2] != ("necker", "weights")]
    size = sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).exists())
    assert 100 * 2**20 < size < 240 * 2**20, f"{size / 2**20:.0f} MiB"
