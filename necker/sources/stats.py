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


PER_TOKEN = 4  # characters, as estimates of tokens go: for the number of our own, count them with the tokenizer
AMOUNTS = ("documents", "bytes", "characters", "samples", "pictures")
GROUPS = ("licences", "languages", "modalities", "made")
Amount = dict[str, int]  # of each of AMOUNTS: bytes of UTF-8, pixels and samples; samples of sound, 16,000 a second


@dataclass(slots=True)
class Counts:
    """How much there is in all, how many documents are held out, and how much of each kind."""

    documents: int = 0
    bytes: int = 0
    characters: int = 0
    samples: int = 0
    pictures: int = 0
    held_out: int = 0
    licences: dict[str, Amount] = field(default_factory=dict)
    languages: dict[str, Amount] = field(default_factory=dict)
    modalities: dict[str, Amount] = field(default_factory=dict)
    made: dict[str, Amount] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        self.held_out += other.held_out
        for name in AMOUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for group in GROUPS:
            for key, amount in getattr(other, group).items():
                self._add_to(group, key, amount)

    def row(self, row: Mapping[str, Any], made: str) -> None:
        """One more document, by what is said of it (rows.jsonl)."""
        amount = {"documents": 1, **{name: row[name] for name in AMOUNTS[1:]}}
        self.held_out += row["held_out"]
        for name, count in amount.items():
            setattr(self, name, getattr(self, name) + count)
        for group, key in zip(GROUPS, (row["licence"], row["lang"] or "none", row["modality"], made), strict=True):
            self._add_to(group, key, amount)

    def _add_to(self, group: str, key: str, amount: Amount) -> None:
        every: dict[str, Amount] = getattr(self, group)
        total = every.setdefault(key, dict.fromkeys(AMOUNTS, 0))
        for name, count in amount.items():
            total[name] += count

    def told(self) -> dict[str, Any]:
        """As JSON has it, the names of each group in order."""
        found = asdict(self)
        return found | {group: dict(sorted(found[group].items())) for group in GROUPS}


def counted(rows: Iterable[Mapping[str, Any]], synthetic: bool) -> Counts:
    """The documents of a staged source, by what is said of each."""
    found = Counts()
    for row in rows:
        found.row(row, "synthetic" if synthetic else "real")
    return found


def described(manifest: Manifest, state: str, why: str) -> dict[str, Any]:
    """What the manifest says of a source, and whether it is in the data: done, missing, refused or failed."""
    said = ("title", "languages", "modalities", "tasks", "licence", "licence_evidence", "attribution", "split")
    found = {name: getattr(manifest, name) for name in (*said, "synthetic", "weight", "note")}
    return found | {"manifest": manifest.hash, "state": state, "why": why}


def total(sources: dict[str, dict[str, Any]], split: str) -> dict[str, Any]:
    """All sources of a split together; removals by reason too."""
    every, removed, given, read = Counts(), Counter[str](), Counter[str](), 0
    for one in sources.values():
        if one["split"] == split and "kept" in one:
            every.add(Counts(**one["kept"]))
            removed.update(one["removed"])
            given.update(one["given"])
            read += one["read"]
    counts = {"given": dict(sorted(given.items())), "removed": dict(sorted(removed.items()))}
    return {"read": read, **counts, "kept": every.told()}


def table(found: Mapping[str, Any]) -> str:
    """Markdown: the text to learn from by source and language, its characters before and after cleaning; then the whole."""
    lines = [
        "| source | weight | language | documents | characters read | kept | of 100 |",
        "|---|---:|---|---:|---:|---:|---:|",
    ]
    for name, one in found["sources"].items():
        if one["split"] == "train" and one["state"] == "done":
            lines += [
                _line(f"{name} | {one['weight']:g}", lang, one["given"][lang], one["kept"]) for lang in one["given"]
            ]
    whole = found["train"]
    lines += [_line("**all** | ", lang, count, whole["kept"]) for lang, count in whole["given"].items()]
    before, after = sum(whole["given"].values()), whole["kept"]["characters"]
    told = f"{before:,} characters before cleaning and {after:,} after, about {before // PER_TOKEN:,} and {after // PER_TOKEN:,} tokens"
    return "\n".join([*lines, "", f"In all {told} of {PER_TOKEN} characters."])


def _line(name: str, lang: str, given: int, kept: Mapping[str, Any]) -> str:
    left: Amount = kept["languages"].get(lang, dict.fromkeys(AMOUNTS, 0))
    share = 100 * left["characters"] // given if given else 0
    said = "both" if lang == "none" else lang
    return f"| {name} | {said} | {left['documents']:,} | {given:,} | {left['characters']:,} | {share} |"


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
