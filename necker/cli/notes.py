"""`necker remember|forget|notes`: what the user wants kept, as evidence beside the packs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_json
from necker.core.config import Setting
from necker.core.console import note, one_line, paint, printable
from necker.core.errors import UsageError
from necker.core.language import say

if TYPE_CHECKING:
    from necker.knowledge.notes import Note

MOST_INPUT = 1_000_000  # bytes of standard input; notes.py says how long a note may be


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    remember = say("keep a note as evidence", "retenir une note comme source")
    forget = say("remove a note for good", "oublier une note pour de bon")
    kept = say("the notes that are kept", "les notes retenues")
    made = {}
    for name, run, about in (
        ("remember", run_remember, remember),
        ("forget", run_forget, forget),
        ("notes", run_notes, kept),
    ):
        made[name] = verbs.add_parser(name, parents=[shared], help=about, description=about)
        add_json(made[name])
        made[name].set_defaults(run=run)
    text = say("the note; - for standard input", "la note ; - pour l’entrée standard")
    made["remember"].add_argument("text", nargs="+", metavar="TEXT", help=text)
    made["remember"].add_argument("--title", help=say("its title (its first words)", "son titre (ses premiers mots)"))
    made["forget"].add_argument(
        "id", type=int, metavar="ID", help=say("its number, see notes", "son numéro, voir notes")
    )


def run_remember(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.notes import remember

    text = sys.stdin.buffer.read(MOST_INPUT) if args.text == ["-"] else " ".join(args.text)
    kept = remember(_sound(text), _sound(args.title) if args.title else None)
    if args.json:
        return _print(asdict(kept))
    print(kept.id)
    note(say(f"note {kept.id} is kept: {one_line(kept.title)}", f"note {kept.id} retenue : {one_line(kept.title)}"))
    return 0


def _sound(given: str | bytes) -> str:
    """The text of the command line or of standard input.  Raises UsageError when it is not UTF-8."""
    try:
        return given.decode("utf-8-sig") if isinstance(given, bytes) else given.encode().decode()
    except UnicodeError:
        raise UsageError(
            say("cannot remember this", "impossible de retenir cela"),
            say("it is not UTF-8 text", "ce n’est pas du texte en UTF-8"),
        ) from None


def run_forget(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.notes import forget

    forget(args.id)
    note(say(f"note {args.id} is forgotten", f"note {args.id} oubliée"))
    return _print({"removed": args.id}) if args.json else 0


def run_notes(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.knowledge.notes import notes

    kept = notes()
    if args.json:
        return _print({"notes": [asdict(each) for each in kept]})
    for each in kept:
        _show(each)
    if not kept:
        note(say("no note → necker remember TEXT", "aucune note → necker remember TEXTE"))
    return 0


def _show(kept: Note) -> None:
    print(f"{kept.id}  {paint(one_line(kept.title), 'bold')}  {kept.created[:10]}")
    if kept.text != kept.title:
        for line in printable(kept.text).split("\n"):
            print(f"   {line}")


def _print(data: dict[str, Any]) -> int:
    print(json.dumps({"schema": 1} | data, ensure_ascii=False))
    return 0
