"""Write core.lock, train.lock and dev.lock (exact versions and hashes of every wheel, any platform) and sizes.json.

Needs `uv` in the environment, and a place where pip finds PyTorch's CPU build.  sizes.json holds what pip downloads on this
platform, so that install.py can say the size before the download starts.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETS = {"core": [], "train": ["train", "media"], "dev": ["dev", "data", "docs", "science", "media", "mcp", "train"]}
CUDA = re.compile(r"(nvidia|cuda)-[\w-]+==|triton==")
"""What PyTorch's CUDA build brings, gigabytes; its CPU build is locked instead, and needs none of it."""


def lock(name: str, extras: list[str]) -> dict[str, float]:
    """Resolve one set, download it once to a scratch folder, return {"files": n, "megabytes": m}."""
    out = HERE / f"{name}.lock"
    command = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--quiet", "--output-file", str(out)]
    command += [part for extra in extras for part in ("--extra", extra)]
    subprocess.run([*command, str(HERE.parent / "pyproject.toml"), str(HERE / "build.in")], check=True)
    if "train" in extras:
        out.write_text(with_cpu_torch(out.read_text("utf-8")), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--dest", folder, "-r", str(out)]
        subprocess.run(pip, check=True)
        files = list(Path(folder).iterdir())
        return {"files": len(files), "megabytes": round(sum(f.stat().st_size for f in files) / 1e6, 1)}


def with_cpu_torch(text: str) -> str:
    """A lock without what only the CUDA build needs, and on Linux with the CPU build that pip finds here (this Python's)."""
    kept = [block for block in re.split(r"\n(?=\S)", text.rstrip()) if not CUDA.match(block)]
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "torch==2.13.0"]
        subprocess.run(pip, check=True)
        (wheel,) = Path(folder).iterdir()
        assert "+cpu" in wheel.name, f"{wheel.name} is not the CPU build"
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    at = next(i for i, block in enumerate(kept) if block.startswith("torch=="))
    kept[at] = kept[at].replace("torch==2.13.0", "torch==2.13.0 ; sys_platform != 'linux'", 1)
    kept.insert(at, f"torch==2.13.0+cpu ; sys_platform == 'linux' \\\n    --hash=sha256:{found}")
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    sizes = {name: lock(name, extras) for name, extras in SETS.items()}
    (HERE / "sizes.json").write_text(json.dumps(sizes, indent=2) + "\n", "utf-8")
