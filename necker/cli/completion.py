"""`necker completion bash|zsh|fish`: a completion script, made from the parser so that it cannot lag behind it.

Our own rather than a dependency: what a shell must know is one table, printed in three syntaxes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, NamedTuple

from necker.core.config import Setting
from necker.core.language import say

# What bash and zsh share: the words that may follow those given.
_WORDS = """_necker_words() {
  local here="" last="" word
  for word in "$@"; do
    last="$word"
    case "$here $word" in %s) here="$here $word" ;; esac
  done
  for word in "$here $last" "$here"; do
    case "$word" in
%s
    esac
  done
}
"""
_SHELLS = {
    "bash": """_necker() {
  local found="$(_necker_words "${COMP_WORDS[@]:1:COMP_CWORD-1}")"
  COMPREPLY=($(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _necker necker""",
    "zsh": """_necker() { compadd -- $(_necker_words "${(@)words[2,CURRENT-1]}") || _files }
compdef _necker necker""",
}


class Word(NamedTuple):
    """A word that may come next: after these verbs, and after this flag where it is the value of one."""

    path: tuple[str, ...]
    flag: str
    word: str
    about: str


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    about = say("completion script for a shell", "script de complétion pour un shell")
    parser = verbs.add_parser("completion", parents=[shared], help=about)
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.cli.main import build_parser

    rows = list(table(build_parser()))
    print(_fish(rows) if args.shell == "fish" else _WORDS % (_verbs(rows, "|"), _cases(rows)) + _SHELLS[args.shell])
    return 0


def table(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[Word]:
    """Every word that may follow every verb: verbs, flags, and the values of those that have a fixed choice."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            abouts = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, child in action.choices.items():
                yield Word(path, "", name, abouts.get(name, ""))
                yield from table(child, (*path, name))
            continue
        about = "" if action.help in (None, argparse.SUPPRESS) else str(action.help)
        for flag in action.option_strings:
            yield Word(path, "", flag, about)
        for value in action.choices or ():
            for flag in action.option_strings or [""]:
                yield Word(path, flag, str(value), "")


def _verbs(rows: list[Word], between: str) -> str:
    """The paths of all verbs, quoted; "" (no verb yet) is left out."""
    return between.join(f"' {' '.join(path)}'" for path in sorted({row.path for row in rows}) if path)


def _cases(rows: list[Word]) -> str:
    """The branches of a `case` on "verbs flag": print the words, and look no further."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault("".join(f" {part}" for part in (*row.path, row.flag) if part), []).append(row.word)
    return "\n".join(f"      '{key}') echo '{' '.join(words)}'; return ;;" for key, words in groups.items())


def _fish(rows: list[Word]) -> str:
    lines = [
        "function __necker_at",
        "  set -l here",
        "  set -l words (commandline -opc)",
        "  for word in $words[2..]",
        f'    contains -- "$here $word" {_verbs(rows, " ")}; and set here "$here $word"',
        "  end",
        '  test "$here" = "$argv[1]"',
        "end",
        "complete -c necker -f -n \"__necker_at ''\"",
    ]
    for row in (row for row in rows if not row.flag):
        values = " ".join(value.word for value in rows if (value.path, value.flag) == (row.path, row.word))
        about = row.about.replace("\\", "\\\\").replace("'", "\\'")
        word = row.word.lstrip("-")
        kind = {0: f"-a '{word}'", 1: f"-s {word}", 2: f"-l {word}"}[len(row.word) - len(word)]
        here = "".join(f" {part}" for part in row.path)
        lines.append(
            f"complete -c necker -n \"__necker_at '{here}'\" {kind}"
            + (f" -x -a '{values}'" if values else "")
            + f" -d '{about}'"
        )
    return "\n".join(lines)
