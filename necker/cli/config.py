"""`necker config show|path`: the settings in force and where each comes from."""

from __future__ import annotations

import argparse
import json
from typing import Any

from necker.cli.flags import add_json
from necker.core.config import SETTINGS, Setting, config_file
from necker.core.language import say


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    parser = verbs.add_parser("config", parents=[shared], help=say("settings in force", "réglages en vigueur"))
    parser.add_argument("what", choices=["show", "path"], nargs="?", default="show")
    origin = say("say where each comes from", "dire d’où vient chacun")
    parser.add_argument("--origin", action="store_true", help=origin)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    if args.what == "path":
        print(config_file())
        return 0
    if args.json:
        rows = [
            {"name": each.name, "value": each.value, "origin": each.origin, "about": say(*SETTINGS[each.name][2:])}
            for each in chosen.values()
        ]
        print(json.dumps({"schema": 1, "file": str(config_file()), "settings": rows}, ensure_ascii=False))
        return 0
    for setting in chosen.values():
        origin = f"   # {setting.origin}" if args.origin else ""
        print(f"{setting.name} = {json.dumps(setting.value, ensure_ascii=False)}{origin}")
    return 0
