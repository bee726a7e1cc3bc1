"""`necker record verify|replay DIR`: whether a record is whole, and whether its training gives its weights."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_json
from necker.core.config import Setting
from necker.core.console import Progress, note, one_line, paint
from necker.core.errors import UnprovenError
from necker.core.language import say

if TYPE_CHECKING:
    from necker.record.replay import Replay


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    record = verbs.add_parser(
        "record",
        parents=[shared],
        help=say("check and replay a training record", "contrôler et rejouer un entraînement"),
    )
    actions = record.add_subparsers(dest="action", required=True, metavar=say("ACTION", "ACTION"))
    verify = actions.add_parser(
        "verify",
        parents=[shared],
        help=say("check hashes, chains and receipts", "contrôler empreintes, chaînes et reçus"),
    )
    replay = actions.add_parser(
        "replay", parents=[shared], help=say("train legs again and compare", "réentraîner des étapes et comparer")
    )
    for action in (verify, replay):
        action.add_argument("folder", type=Path, help=say("the record", "le registre"))
        add_json(action)
    verify.add_argument(
        "--root",
        type=root,
        metavar="HEX",
        help=say("the root that it must have", "la racine qu'il doit avoir"),
    )
    replay.add_argument(
        "legs",
        nargs="*",
        help=say(
            "image, sound, model or model/leg-00; all when absent",
            "image, sound, model ou model/leg-00 ; tout si absent",
        ),
    )
    replay.add_argument("--workers", type=int, default=1, metavar="N", help=say("threads", "fils d'exécution"))
    verify.set_defaults(run=run_verify)
    replay.set_defaults(run=run_replay)


def root(text: str) -> str:
    """Raises ValueError for what cannot be a root: cut short, it would look like another record."""
    if not re.fullmatch("[0-9a-f]{64}", text.lower()):
        raise ValueError(text)
    return text.lower()


def run_verify(args: argparse.Namespace, _: dict[str, Setting]) -> int:
    from necker.record.verify import verify

    found = verify(args.folder, args.root)
    if args.json:
        checks = [
            {"name": check.name, "holds": check.holds, "against": check.against or None} for check in found.checks
        ]
        shown = {"schema": 1, "holds": found.holds, "root": found.root, "codes": found.codes, "checks": checks}
        print(json.dumps(shown, ensure_ascii=False))
    else:
        for check in found.checks:
            print(f"{paint('✓', 'green') if check.holds else paint('✗', 'red')} {check.name} {check.against}".rstrip())
        for code in found.codes:
            print(f"code  {one_line(code)}")
        if found.root is not None:
            print(f"root  {found.root}")
    if len(found.codes) > 1:
        note(say("the legs were trained by different code", "les étapes viennent de codes différents"))
    if not found.holds:
        raise UnprovenError(say("the record does not hold", "le registre ne tient pas"))
    return 0


def run_replay(args: argparse.Namespace, _: dict[str, Setting]) -> int:
    from necker.record.replay import choose, replay

    done: list[Replay] = []
    for leg in choose(args.folder, args.legs):
        progress = Progress(f"{leg.parent.name}/{leg.name}")
        try:
            result = replay(args.folder, leg, args.workers, lambda step, steps, _, show=progress: show(step, steps))  # type: ignore[misc]
        finally:
            progress.close()
        done.append(result)
        if not args.json:
            print(_line(result), flush=True)
    bits, held = all(result.bits for result in done), all(result.holds for result in done)
    if args.json:
        history = all(result.history for result in done)
        legs = [result.to_json() for result in done]
        print(json.dumps({"schema": 1, "holds": held, "bits": bits, "history": history, "legs": legs}), flush=True)
    if not bits:
        raise UnprovenError(say("the replay did not give the recorded bits", "le rejeu n'a pas redonné les mêmes bits"))
    if not held:
        raise UnprovenError(
            say("the replay gave the recorded bits", "le rejeu a redonné les mêmes bits"),
            say("but the chain says more than came out", "mais la chaîne dit autre chose que ce qui est sorti"),
        )
    return 0


def _line(result: Replay) -> str:
    """One leg for people.  The same bits by another history are told from both, the same and others."""
    last, other = result.steps, ", ".join(result.other)
    if result.first_step is not None:
        step = result.first_step
        what, quoi = f"first differs at step {step}", f"diffère d'abord au pas {step}"
    elif not result.end_same:
        what, quoi = f"the end is not what step {last} leads to", f"la fin n'est pas celle du pas {last}"
    elif not result.history:
        what = f"{last} steps, the same bits, another history ({other or 'the chain says more'})"
        quoi = f"{last} pas, les mêmes bits, une autre histoire ({other or 'la chaîne en dit plus'})"
    else:
        what, quoi = f"{last} steps, every link equal", f"{last} pas, tous les maillons égaux"
    if result.bits:
        ratio = f" ({result.seconds / result.recorded_seconds:.2f} " if result.recorded_seconds else ""
        what += f", {result.seconds:.0f} s" + (ratio and ratio + "of the training)")
        quoi += f", {result.seconds:.0f} s" + (ratio and ratio + "de l'entraînement)")
    mark = paint("✓", "green") if result.holds else paint("✗", "red")
    return f"{mark} {result.leg}: {say(what, quoi)}"
