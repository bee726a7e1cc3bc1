"""Make the virtual environment and install one locked set into it; says what will be downloaded before it starts.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, required=True)
    parser.add_argument("set", choices=("core", "train", "dev"))
    args = parser.parse_args()
    if sys.version_info < (3, 11):
        sys.exit(f"necker needs Python 3.11 or newer, this is {sys.version.split()[0]} → make PYTHON=python3.12 ...")
    size = json.loads((HERE / "sizes.json").read_text("utf-8"))[args.set]
    print(
        f"downloads: {size['files']} Python packages, about {size['megabytes']} MB (kept in pip's cache)",
        file=sys.stderr,
        flush=True,
    )
    python = args.venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(args.venv, with_pip=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(HERE / f"{args.set}.lock")], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(HERE.parent)], check=True)
    for name in ("core", "train", "dev"):  # each holds the ones before it
        (args.venv / f".{name}").touch()
        if name == args.set:
            break


if __name__ == "__main__":
    main()
