"""Write core.lock and dev.lock (exact versions and hashes of every wheel, any platform) and sizes.json.  Needs `uv` in the environment.

sizes.json holds what pip downloads on this platform, so that install.py can say the size before the download starts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETS = {"core": [], "dev": ["dev", "docs", "science"]}


def lock(name: str, extras: list[str]) -> dict[str, float]:
    """Resolve one set, download it once to a scratch folder, return {"files": n, "megabytes": m}."""
    out = HERE / f"{name}.lock"
    command = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--quiet", "--output-file", str(out)]
    command += [part for extra in extras for part in ("--extra", extra)]
    subprocess.run([*command, str(HERE.parent / "pyproject.toml"), str(HERE / "build.in")], check=True)
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--dest", folder, "-r", str(out)]
        subprocess.run(pip, check=True)
        files = list(Path(folder).iterdir())
        return {"files": len(files), "megabytes": round(sum(f.stat().st_size for f in files) / 1e6, 1)}


if __name__ == "__main__":
    sizes = {name: lock(name, extras) for name, extras in SETS.items()}
    (HERE / "sizes.json").write_text(json.dumps(sizes, indent=2) + "\n", "utf-8")
