"""What prepared data is made of, counted: by source, licence, language, modality, and whether people or programs made it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from necker.core.errors import MissingError
from necker.core.language import say
from necker.sources.manifest import Manifest

STATS = "stats.json"


@dataclass(slots=True)
class Counts:
    """`documents` and `bytes` (UTF-8, pixels, samples) in all, and documents by what they are."""

    documents: int = 0
    bytes: int = 0
    held_out: int = 0
    licences: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    modalities: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        self.documents += other.documents
        self.bytes += other.bytes
        self.held_out += other.held_out
        for name in ("licences", "languages", "modalities", "made"):
            total = Counter(getattr(self, name)) + Counter(getattr(other, name))
            setattr(self, name, dict(sorted(total.items())))


def counted(rows: Iterable[Mapping[str, Any]], synthetic: bool) -> Counts:
    """The documents of a staged source, by what is said of each (rows.jsonl)."""
    found = Counts()
    licences, languages, modalities = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        found.documents += 1
        found.bytes += row["bytes"]
        found.held_out += row["held_out"]
        licences[row["licence"]] += 1
        languages[row["lang"] or "none"] += 1
        modalities[row["modality"]] += 1
    made = Counter({"synthetic" if synthetic else "real": found.documents} if found.documents else {})
    found.licences, found.languages, found.modalities, found.made = (
        dict(sorted(one.items())) for one in (licences, languages, modalities, made)
    )
    return found


def described(manifest: Manifest, state: str, why: str) -> dict[str, Any]:
    """What the manifest says of a source, and whether it is in the data: done, missing, refused or failed."""
    said = ("title", "languages", "modalities", "tasks", "licence", "licence_evidence", "attribution", "split")
    found = {name: getattr(manifest, name) for name in (*said, "synthetic", "weight", "note")}
    return found | {"manifest": manifest.hash, "state": state, "why": why}


def total(sources: dict[str, dict[str, Any]], split: str) -> dict[str, Any]:
    """All sources of a split together; removals by reason too."""
    every, removed, read = Counts(), Counter[str](), 0
    for one in sources.values():
        if one["split"] == split and "kept" in one:
            every.add(Counts(**one["kept"]))
            removed.update(one["removed"])
            read += one["read"]
    return {"read": read, "removed": dict(sorted(removed.items())), "kept": asdict(every)}


def read_stats(folder: Path) -> dict[str, Any]:
    """What `prepare` wrote.  Raises MissingError when there is none."""
    try:
        found: dict[str, Any] = json.loads((folder / STATS).read_bytes())
    except (OSError, ValueError) as error:
        raise MissingError(
            say(f"no prepared data in {folder}", f"pas de données préparées dans {folder}"),
            do="necker data prepare",
        ) from error
    return found
