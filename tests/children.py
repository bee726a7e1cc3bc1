"""The processes that this one began, by name."""

from __future__ import annotations

import os
from pathlib import Path


def of_multiprocessing(process: Path) -> bool:
    """Whether it is what the standard library keeps running once a test has used processes: no code of anybody's."""
    try:
        return b"multiprocessing.resource_tracker" in (process / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return True


def children_of_this_process() -> set[str]:
    names = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if facts["PPid"].strip() == str(os.getpid()) and not of_multiprocessing(status.parent):
            names.add(facts["Name"].strip())
    return names
