"""What somebody can do to a record who may write every file, and every hash, anew."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from necker.record.record import file_hash
from necker.training.chain import as_line, link_of

Line = dict[str, Any]


def write_chain(leg: Path, lines: list[Line]) -> None:
    """A chain whose links are right, and a receipt that agrees with it."""
    previous = ""
    for line in lines:
        line["previous"] = previous
        line["link"] = previous = link_of(line)
    (leg / "chain.jsonl").write_bytes(b"".join(map(as_line, lines)))
    edit_receipt(leg, link=previous, state_hash=lines[-1]["state"], steps=lines[-1]["step"])


def chain(leg: Path) -> list[Line]:
    return [json.loads(line) for line in (leg / "chain.jsonl").read_bytes().splitlines()]


def forge_chain(leg: Path, **first: Any) -> None:
    """Another first line, and all links made anew."""
    lines = chain(leg)
    write_chain(leg, [lines[0] | first, *lines[1:]])


def forge_log(leg: Path) -> None:
    """A log with another loss at the first step, and a chain and a receipt that agree with it."""
    path, lines = leg / "log.jsonl", chain(leg)
    steps = [json.loads(line) for line in path.read_bytes().splitlines()]
    steps[0]["loss"] += 1.0
    path.write_bytes(b"".join(map(as_line, steps)))
    here = b"".join(map(as_line, steps[: lines[1]["step"]]))
    lines[1]["log"] = hashlib.sha256(here).hexdigest()
    write_chain(leg, lines)
    edit_receipt(leg, log=file_hash(path))


def edit_receipt(leg: Path, **values: Any) -> None:
    path = leg / "receipt.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values, indent=1) + "\n", "utf-8")


def flip(path: Path) -> None:
    """One bit of one weight."""
    data = bytearray(path.read_bytes())
    data[-2] ^= 16
    path.write_bytes(data)
