"""`necker data list|fetch|prepare|stats|show|card`: where training data comes from, and what is made of it."""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_json
from necker.core.config import Setting
from necker.core.console import counted, note, one_line, paint, printable, size, thousands
from necker.core.errors import MissingError, NeckerError, UsageError
from necker.core.language import say
from necker.core.paths import data_dir

if TYPE_CHECKING:  # numpy and the sources are loaded by the verb that needs them
    from necker.sources.document import Document
    from necker.sources.manifest import Manifest
    from necker.sources.stage import Outcome

SHOWN = 600  # characters of a document
MOST_SHOWN = 200
MOST_WORKERS = 64
_MARKS = {"done": ("✔", "green"), "missing": ("–", "yellow"), "refused": ("✘", "red"), "failed": ("✘", "red")}


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    about = say("where training data comes from, and making it", "d’où viennent les données, et leur préparation")
    parser = verbs.add_parser("data", parents=[shared], help=about, description=about)
    what = parser.add_subparsers(dest="what", required=True, metavar="list|fetch|prepare|stats|show|card")
    rows = (
        (listing, "list", say("the sources", "les sources")),
        (fetch, "fetch", say("get the files of sources", "récupérer les fichiers de sources")),
        (prepare, "prepare", say("turn sources into clean documents", "faire des sources des documents propres")),
        (stats, "stats", say("what prepared data is made of", "de quoi sont faites les données préparées")),
        (show, "show", say("look at some documents of a source", "regarder quelques documents d’une source")),
        (card, "card", say("write its datasheet and Croissant file", "écrire sa fiche et son fichier Croissant")),
    )
    made = {}
    for run, name, text in rows:
        made[name] = what.add_parser(name, parents=[shared], help=text, description=text)
        made[name].set_defaults(run=run)
    for name in ("fetch", "prepare"):
        every = say("sources; all, when none is named", "sources ; toutes, si aucune n’est nommée")
        made[name].add_argument("names", nargs="*", metavar="NAME", help=every)
    made["show"].add_argument("name", metavar="NAME")
    for name in ("list", "prepare", "stats"):
        add_json(made[name])
    _add_flags(made)


def _add_flags(made: dict[str, argparse.ArgumentParser]) -> None:
    folder = say("folder of the prepared data", "dossier des données préparées")
    for name in ("prepare", "stats", "card"):
        made[name].add_argument("--out", type=Path, metavar="DIR", help=folder)
    summary = say("what the EU asks of models too", "aussi ce que l’UE demande pour les modèles")
    made["card"].add_argument("--eu", action="store_true", help=summary)
    sheets = say("write pictures and spectrograms there", "y écrire images et spectrogrammes")
    made["stats"].add_argument(
        "--table",
        action="store_true",
        help=say("characters by source, in Markdown", "caractères par source, en Markdown"),
    )
    made["show"].add_argument("--out", type=Path, metavar="DIR", help=sheets)
    made["show"].add_argument(
        "--limit", type=int, default=5, metavar="N", help=say("how many things (5)", "combien de choses (5)")
    )
    made["prepare"].add_argument(
        "--workers", type=int, default=2, metavar="N", help=say("processes (2)", "processus (2)")
    )


def _folder(args: argparse.Namespace) -> Path:
    return args.out or data_dir() / "prepared"


def _chosen(names: list[str]) -> list[Manifest]:
    from necker.sources.manifest import manifest, manifests

    return [manifest(name) for name in dict.fromkeys(names)] if names else list(manifests().values())


def _print(data: dict[str, Any]) -> int:
    print(json.dumps({"schema": 1} | data, ensure_ascii=False))
    return 0


# ---- sources


def listing(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    rows = [_row(one) for one in _chosen([])]
    if args.json:
        return _print({"sources": rows})
    for row in rows:
        here = paint("✔", "green") if row["here"] else paint("–", "yellow")
        made = say(", made by a program", ", fait par un programme") if row["synthetic"] else ""
        what = f"{'+'.join(row['modalities'])} {'+'.join(row['languages'])}, {row['split']}{made}"
        print(f"{here} {paint(row['name'], 'bold')}  {one_line(row['title'])}")
        print(paint(f"    {what}, {size(row['bytes'])}, {row['licence']}", "grey"))
    return 0


def _row(one: Manifest) -> dict[str, Any]:
    from necker.sources.prepare import refs

    said = ("name", "title", "languages", "modalities", "tasks", "licence", "attribution", "split", "synthetic", "note")
    count = sum(ref.bytes or 0 for ref in refs(one))
    return {name: getattr(one, name) for name in said} | {"bytes": count, "here": _here(one), "sha256": one.hash}


def _here(one: Manifest) -> bool:
    """Whether all its files have a place on this machine; what is in them is checked when they are read."""
    from necker.sources.fetch import cached
    from necker.sources.mirror import mirror_dir
    from necker.sources.prepare import refs

    mirror = mirror_dir()
    return all(
        cached(ref.sha256).is_file() or (mirror is not None and (mirror / ref.path).is_file()) for ref in refs(one)
    )


def fetch(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.sources.fetch import fetched
    from necker.sources.prepare import refs

    missing: list[str] = []
    for one in _chosen(args.names):
        try:
            for ref in [*refs(one), *one.notices]:
                fetched(ref, announce=lambda line: note(one_line(line)))
        except NeckerError as error:
            missing.append(one.name)
            note(f"{paint('✘', 'red')} {one.name}: {one_line(str(error))}")
        else:
            print(f"{paint('✔', 'green')} {one.name}")
    if missing:
        raise MissingError(
            say(f"not all of {counted(len(missing), 'source')} is here", f"il manque {counted(len(missing), 'source')}")
        )
    return 0


def show(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.sources.manifest import manifest
    from necker.sources.readers import documents

    if not 1 <= args.limit <= MOST_SHOWN:
        raise UsageError(f"--limit {args.limit}", say(f"from 1 to {MOST_SHOWN}", f"de 1 à {MOST_SHOWN}"))
    found = list(islice(documents(manifest(args.name).source(args.limit)), 10 * MOST_SHOWN))  # a thing may be several
    for one in found:
        facts = [one.id, one.lang or "–", one.licence, *([say("held out", "réservé")] if one.held_out else [])]
        print(paint(one_line(", ".join(facts)), "bold"))
        print(_shown(one) + "\n")
    if args.out is not None:
        from necker.sources.sheets import write_sheets

        written = write_sheets(args.out, found)
        for path in written:
            note(say(f"written: {path}", f"écrit : {path}"))
        if not written:
            note(say("no pictures, no sounds", "ni images ni sons"))
    return 0


def _shown(document: Document) -> str:
    """Its text, and what else there is."""
    from necker.sources.document import SAMPLE_RATE, Image, Mark

    lines = []
    for part in document.parts:
        if isinstance(part, str):
            cut = part if len(part) <= SHOWN else f"{part[:SHOWN]}…"
            lines.append("\n".join(printable(line) for line in cut.splitlines()))
        elif isinstance(part, Mark):
            lines.append(f"<{part.name}>")
        elif isinstance(part, Image):
            height, width = part.pixels.shape[:2]
            lines.append(say(f"[picture, {width} × {height}]", f"[image, {width} × {height}]"))
        else:
            lines.append(say("[sound, {:.1f} s]", "[son, {:.1f} s]").format(len(part.samples) / SAMPLE_RATE))
    return "\n".join(lines)


# ---- prepared data


def prepare(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.sources.manifest import manifests
    from necker.sources.prepare import prepare as prepared

    if not 1 <= args.workers <= MOST_WORKERS:
        raise UsageError(f"--workers {args.workers}", say(f"from 1 to {MOST_WORKERS}", f"de 1 à {MOST_WORKERS}"))
    tests = [
        one for one in manifests().values() if one.split == "eval"
    ]  # what is learnt from is cleaned of all of them
    done = prepared([*_chosen(args.names), *tests], _folder(args), args.workers, lambda line: note(one_line(line)))
    failed = [one for one in done.outcomes if one.state == "failed"]
    if args.json:
        _print({"folder": str(done.folder), "root": done.root, "sources": [_outcome(one) for one in done.outcomes]})
    else:
        for one in done.outcomes:
            if one.state != "done":
                print(f"{paint(*_MARKS[one.state])} {one.name}: {_state(one.state)}, {one_line(one.why)}")
        _overview(_folder(args))
        print(done.root)
    if failed:
        raise NeckerError(
            say(
                f"{counted(len(failed), 'source')} could not be read", f"{counted(len(failed), 'source')} illisible(s)"
            ),
            ", ".join(one.name for one in failed),
        )
    return 0


def _outcome(one: Outcome) -> dict[str, str]:
    return {"name": one.name, "state": one.state, "why": one.why}


def _state(name: str) -> str:
    words = {
        "missing": say("missing", "absente"),
        "refused": say("refused", "refusée"),
        "failed": say("failed", "en échec"),
    }
    return words[name]


def stats(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.sources.stats import read_stats, table

    found = read_stats(_folder(args))
    if args.table:
        print(table(found))
        return 0
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for name, one in found["sources"].items():
        if one["state"] == "done":
            kept, read = one["kept"], one["read"]
            gone = ", ".join(f"{reason} {thousands(count)}" for reason, count in one["removed"].items())
            facts = f"{thousands(kept['documents'])} / {thousands(read)}, {size(kept['bytes'])}"
            print(f"{paint(name, 'bold')}  {facts}" + (paint(f"  – {gone}", "grey") if gone else ""))
        else:
            print(
                f"{paint(name, 'bold')}  {paint(*_MARKS[one['state']])} {_state(one['state'])}: {one_line(one['why'])}"
            )
    _overview(_folder(args))
    return 0


def _overview(folder: Path) -> None:
    from necker.sources.stats import read_stats

    found = read_stats(folder)
    for split, title in (("train", say("to learn from", "pour apprendre")), ("eval", say("tests", "tests"))):
        one = found[split]
        kept = one["kept"]
        print(f"{title}: {counted(kept['documents'], 'document')} / {thousands(one['read'])}, {size(kept['bytes'])}")
        for name in ("licences", "languages", "modalities", "made"):
            if kept[name]:
                print(
                    "  "
                    + ", ".join(f"{one_line(key)} {thousands(one['documents'])}" for key, one in kept[name].items())
                )


def card(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.sources.card import write_card
    from necker.sources.eu import write_summary

    for path in [*write_card(_folder(args)), *([write_summary(_folder(args))] if args.eu else [])]:
        print(path)
    return 0
