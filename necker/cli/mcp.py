"""`necker mcp`: search, verify and python as tools of another program's assistant, over standard input and output."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import Any

from necker.cli.flags import add_judge, add_pack
from necker.core.config import Setting
from necker.core.language import say


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    about = say("search, verify and python as MCP tools", "search, verify et python comme outils MCP")
    more = say(
        "Speaks MCP over standard input and output until it is closed; `necker serve` has the same tools at /mcp.",
        "Parle MCP par l’entrée et la sortie standard jusqu’à la fermeture ; `necker serve` a les mêmes outils à /mcp.",
    )
    parser = verbs.add_parser("mcp", parents=[shared], help=about, description=f"{about}. {more}")
    add_pack(parser)
    add_judge(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.cli.ask import make_judge, open_library
    from necker.serve.mcp import check_installed, make_server

    check_installed()
    library = open_library(chosen)  # before the first call: what is missing is told in one line, not to a model
    make_server(lambda: library, make_judge(chosen), in_thread).run("stdio")
    return 0


async def in_thread(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The result of what blocks."""
    return await asyncio.to_thread(work)
