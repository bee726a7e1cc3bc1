"""Preparing data: how much memory it takes, and how long, for one text source and for one ten times as large.

    NECKER_MIRROR=... python benchmarks/preparing.py [--megabytes 10] [--workers 2]

The sources are made up: short texts, no two alike, so that there are as many documents as can be.  With a mirror they are
cleaned of all its tests.  Memory is that of all processes together (Linux): Pss counts what they share once; of it, what
is no file's (anonymous) cannot be given back.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from necker.core.errors import NeckerError
from necker.core.network import set_offline
from necker.sources.fetch import fetched
from necker.sources.manifest import Manifest, manifests
from necker.sources.mirror import FileRef
from necker.sources.prepare import prepare

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
GRAMMAR = ("the", "of", "and that", "with the", "to be", "they have", "it was")
PARTS = ("Rss", "Pss", "Anonymous")


def texts(megabytes: int) -> Iterator[str]:
    chooser, size = random.Random(megabytes), 0
    nouns = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    while size < megabytes * 10**6:
        words = [f"{chooser.choice(GRAMMAR)} {one} {chooser.choice(nouns)}" for one in chooser.choices(nouns, k=20)]
        text = "\n".join(f"The {' '.join(words[at : at + 5])}." for at in range(0, 20, 5))
        size += len(text)
        yield text


def made(mirror: Path, megabytes: int) -> Manifest:
    path = mirror / f"made{megabytes}.jsonl.xz"
    with lzma.open(path, "wt", preset=0) as file:
        for number, text in enumerate(texts(megabytes)):
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
    data = path.read_bytes()
    options = {"text": "text", "lang": "en", "id": "id"}
    return Manifest(
        f"made{megabytes}", "Made up", ("en",), ("text",), ("language modelling",), "CC0-1.0", "here", "Nobody", "train", True,
        "jsonl", files=(FileRef(path.name, hashlib.sha256(data).hexdigest(), len(data)),), options=options,
    )  # fmt: skip


def tests() -> list[Manifest]:
    """The tests whose files are here."""
    found = []
    for one in manifests().values():
        try:
            if one.split == "eval" and all(fetched(ref, offline=True) for ref in one.files):
                found.append(one)
        except NeckerError:
            pass
    return found


def tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    todo, found = [root], []
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def memory(pid: int) -> dict[str, float]:
    """MiB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    said = dict(line.split(":", 1) for line in lines)
    return {name: int(said[name].split()[0]) / 1024 for name in PARTS}


def measured(megabytes: int, workers: int) -> None:
    out = Path(tempfile.mkdtemp())
    command = [sys.executable, __file__, "--only", str(megabytes), "--workers", str(workers), "--out", str(out)]
    child, most = subprocess.Popen(command, stdout=subprocess.PIPE, text=True), dict.fromkeys(PARTS, 0.0)
    while child.poll() is None:
        every = [memory(pid) for pid in tree(child.pid)]
        for name in PARTS:
            most[name] = max(most[name], sum(one.get(name, 0) for one in every))
        time.sleep(0.1)
    said = child.stdout.read().strip() if child.stdout else ""
    print(
        f"{megabytes:6} MB: {said}; " + ", ".join(f"{name} {value:.0f} MiB" for name, value in most.items()), flush=True
    )
    shutil.rmtree(out)


def only(megabytes: int, workers: int, out: Path) -> None:
    """In a process of its own: the source is made before the clock starts."""
    set_offline(True)
    real = os.environ.get("NECKER_MIRROR", "")
    chosen = tests() if real else []
    mirror = out / "mirror"
    mirror.mkdir(parents=True)
    for path in Path(real).iterdir() if real else ():
        (mirror / path.name).symlink_to(path)
    os.environ["NECKER_MIRROR"] = str(mirror)
    source = made(mirror, megabytes)
    before = time.perf_counter()
    prepare(chosen, out / "data", workers)
    begun = time.perf_counter()
    prepare([source, *chosen], out / "data", workers)
    documents = json.loads((out / "data" / "stats.json").read_bytes())["train"]["kept"]["documents"]
    seconds = time.perf_counter() - begun
    print(
        f"{documents} documents in {seconds:.1f} s, {megabytes / seconds:.1f} MB/s ({len(chosen)} tests before in {begun - before:.1f} s)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--megabytes", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        only(options.only, options.workers, options.out)
        return
    for factor in (1, 10):
        measured(factor * options.megabytes, options.workers)


if __name__ == "__main__":
    main()
