"""`necker record verify|replay DIR`: whether a record is whole, and whether its training gives its weights."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from necker.cli.flags import add_json
from necker.core.config import Setting
from necker.core.console import Progress, note, paint
from necker.core.errors import UnprovenError
from necker.core.language import say


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


def run_verify(args: argparse.Namespace, _: dict[str, Setting]) -> int:
    from necker.record.verify import verify

    checks = verify(args.folder)
    if args.json:
        shown = [{"name": check.name, "holds": check.holds, "against": check.against or None} for check in checks]
        print(
            json.dumps(
                {"schema": 1, "holds": all(check.holds for check in checks), "checks": shown}, ensure_ascii=False
            )
        )
    else:
        for check in checks:
            print(f"{paint('✓', 'green') if check.holds else paint('✗', 'red')} {check.name} {check.against}".rstrip())
    if not all(check.holds for check in checks):
        raise UnprovenError(say("the record does not hold", "le registre ne tient pas"))
    return 0


def run_replay(args: argparse.Namespace, _: dict[str, Setting]) -> int:
    from necker.record.replay import Replay, choose, replay

    done: list[Replay] = []
    for leg in choose(args.folder, args.legs):
        progress = Progress(f"{leg.parent.name}/{leg.name}")
        result = replay(args.folder, leg, args.workers, lambda step, steps, _, show=progress: show(step, steps))  # type: ignore[misc]
        progress.close()
        done.append(result)
        if not args.json:
            print(_line(result), flush=True)
            for name in result.other:
                note(say(f"  the {name} is not the recorded one", f"  {name} : différent de l'enregistrement"))
    if args.json:
        print(
            json.dumps(
                {"schema": 1, "same": all(r.same and r.end_same for r in done), "legs": [r.to_json() for r in done]}
            )
        )
        sys.stdout.flush()
    if not all(result.same and result.end_same for result in done):
        raise UnprovenError(say("the replay did not give the recorded bits", "le rejeu n'a pas redonné les mêmes bits"))
    return 0


def _line(result: Any) -> str:
    if result.same and result.end_same:
        ratio = result.seconds / max(result.recorded_seconds, 1e-9)
        what = f"{result.steps} steps, every link equal, {result.seconds:.0f} s ({ratio:.2f} of the training)"
        quoi = f"{result.steps} pas, tous les maillons égaux, {result.seconds:.0f} s ({ratio:.2f} de l'entraînement)"
        return f"{paint('✓', 'green')} {result.leg}: {say(what, quoi)}"
    if result.first_step is not None:
        what, quoi = f"first differs at step {result.first_step}", f"diffère d'abord au pas {result.first_step}"
    elif not result.end_same:
        what, quoi = (
            f"the end is not what step {result.steps} leads to",
            f"la fin n'est pas celle du pas {result.steps}",
        )
    else:
        what, quoi = "same states, another history", "mêmes états, autre histoire"
    return f"{paint('✗', 'red')} {result.leg}: {say(what, quoi)}"
