"""What the core install weighs: `python benchmarks/footprint.py`.  Makes a fresh virtual environment from requirements/core.lock.

Downloads are the wheels that pip fetches; all that pip puts into the environment is counted (the sandbox's worker lies in bin/),
without .pyc files.  The budget is 100 MB of downloads and 240 MiB installed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements/core.lock"


def weigh(folder: Path, name: str, pip_args: list[str]) -> tuple[int, float, float]:
    """(files, MB of downloads, MiB installed without .pyc)."""
    wheels, env = folder / f"{name}-wheels", folder / f"{name}-env"
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "-d", str(wheels), *pip_args], check=True)
    venv.create(env, with_pip=True)
    python = str(env / "bin/python")
    before = set(env.rglob("*"))
    install = [python, "-m", "pip", "install", "-q", "--no-compile", "--no-index", "--find-links", str(wheels)]
    subprocess.run([*install, *pip_args], check=True)
    new = [p for p in env.rglob("*") if p not in before and p.is_file() and p.suffix != ".pyc"]
    files = list(wheels.iterdir())
    return len(files), sum(f.stat().st_size for f in files) / 1e6, sum(p.stat().st_size for p in new) / 2**20


def main() -> None:
    print(f"{'':<34}{'files':>6}{'download MB':>13}{'installed MiB':>15}")
    with tempfile.TemporaryDirectory() as scratch:
        count, down, size = weigh(Path(scratch), "core", ["-r", str(LOCK)])
    print(f"{'core (requirements/core.lock)':<34}{count:>6}{down:>13.1f}{size:>15.1f}")
    print(f"{'budget':<34}{'':>6}{100:>13.1f}{240:>15.1f}")


if __name__ == "__main__":
    main()
