"""The entry point: global flags, one sub-command per verb, errors as one line, exit codes.

What it promises is in docs/reference/command-line.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from necker import __version__
from necker.core.config import Setting, Value, settings
from necker.core.console import one_line
from necker.core.errors import NeckerError
from necker.core.language import say, set_language
from necker.core.network import set_offline

# The modules of this room that add verbs, in the order of the help.
VERBS = (
    "ask",
    "verify",
    "serve",
    "wiki",
    "notes",
    "say",
    "mcp",
    "data",
    "train",
    "record",
    "config",
    "doctor",
    "completion",
)

# The French of the few phrases of argparse that our users meet.
_PHRASES = {
    "usage: ": "usage : ",
    "options": "options",
    "positional arguments": "arguments",
    "show this help message and exit": "montrer cette aide",
    "show program's version number and exit": "montrer la version",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l’un de : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "expected one argument": "une valeur est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "not allowed with argument %s": "ne va pas avec %s",
    "argument %(argument_name)s: %(message)s": "argument %(argument_name)s : %(message)s",
    "invalid %(type)s value: %(value)r": "valeur inutilisable (%(type)s) : %(value)r",
    "ignored explicit argument %r": "valeur de trop : %r",
    "invalid choice: %(value)r (choose from %(choices)s)": "choix inconnu : %(value)r (au choix : %(choices)s)",
}


class Parser(argparse.ArgumentParser):
    """argparse, saying what is wrong in one line; flags are never guessed from their first letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        wrong = say(f"error: {one_line(message)}", f"erreur : {one_line(message)}")
        print(f"necker: {wrong} → {self.prog} --help", file=sys.stderr)
        sys.exit(2)


def _global_flags() -> argparse.ArgumentParser:
    """Flags that every verb takes, before or after its name."""
    flags = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    offline = say("never use the network", "ne jamais utiliser le réseau")
    flags.add_argument("--offline", action="store_true", help=offline)
    flags.add_argument("--debug", action="store_true", help=say("show tracebacks", "montrer les traces d’erreur"))
    return flags


def build_parser() -> argparse.ArgumentParser:
    """The whole command line.  Sub-commands are added by the modules that run them."""
    # argparse speaks through gettext: this gives it French, in place, when the interface is in French.
    argparse._ = lambda text: say(text, _PHRASES.get(text, text))  # type: ignore[attr-defined]
    shared = _global_flags()
    parser = Parser(
        prog="necker",
        parents=[shared],
        description=say(
            "An assistant whose every claim carries a verdict and an exact quotation.",
            "Un assistant dont chaque affirmation porte un verdict et une citation exacte.",
        ),
    )
    parser.add_argument("--version", action="version", version=f"necker {__version__}")
    verbs = parser.add_subparsers(title=say("verbs", "verbes"), dest="verb", metavar=say("VERB", "VERBE"))
    for name in VERBS:
        importlib.import_module(f"necker.cli.{name}").add_to(verbs, shared)
    return parser


def in_force(args: argparse.Namespace) -> dict[str, Setting]:
    """The settings with this command's flags on top."""
    given: dict[str, Value] = {}
    for name in ("offline", "brain", "judge", "packs", "live", "science"):
        value = getattr(args, "pack" if name == "packs" else name, None)
        if value:
            given[name] = value
    return settings(given)


def _command(argv: Sequence[str] | None) -> int:
    """Run one command and return its exit code; errors come out as they are raised."""
    set_language(None)
    language = settings()["lang"].value
    set_language(None if not language else "fr" if language == "fr" else "en")
    args = build_parser().parse_args(argv)
    chosen = in_force(args)
    set_offline(bool(chosen["offline"].value))
    if args.verb is None:
        from necker.cli.ask import welcome

        return welcome()
    code: int = args.run(args, chosen)
    return code


def _failed(message: object, code: int) -> int:
    print(f"necker: {one_line(str(message))}", file=sys.stderr, flush=True)
    return code


def _guarded(argv: Sequence[str] | None) -> int:
    """The exit code of the command, with every error said in one line."""
    debug = "--debug" in (sys.argv if argv is None else argv)
    try:
        code = _command(argv)
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse, after --help or an error of usage
        sys.stdout.flush()
        return stop.code if isinstance(stop.code, int) else 0
    except KeyboardInterrupt:
        return _failed(say("interrupted", "interrompu"), 130)
    except BrokenPipeError:
        raise
    except Exception as error:
        if debug:
            raise
        if isinstance(error, NeckerError):
            return _failed(error, error.exit_code)
        if isinstance(error, OSError):  # a full disk, a folder that may not be written
            where = f"{error.filename}: " if error.filename else ""
            return _failed(f"{where}{error.strerror or error}", 6 if isinstance(error, PermissionError) else 1)
        wrong = say("this should not happen", "ceci ne devrait pas arriver")
        advice = say("run again with --debug and report it", "relancez avec --debug et signalez-le")
        return _failed(f"{wrong}{say(': ', ' : ')}{type(error).__name__}: {error} → {advice}", 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never lets a traceback out unless `--debug`."""
    try:
        return _guarded(argv)
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and Python must not complain at exit.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return 0


def run() -> None:
    """The console script."""
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", "backslashreplace"),
        ("stderr", "w", "backslashreplace"),
    ):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller (`>&-`)
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
        else:
            stream.reconfigure(encoding="utf-8", errors=errors)
    sys.exit(main())
