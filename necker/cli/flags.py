"""The flags that several verbs take, each written once, and what `--strict` means."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from necker.core.errors import UnprovenError
from necker.core.language import Lang, say

if TYPE_CHECKING:
    from necker.assistant.answer import Answer
    from necker.verify.split import PassedOver

LANGS = get_args(Lang)
_UNPROVEN = ("contradicted", "conflict", "not_enough")


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=say("as JSON", "en JSON"))


def add_lang(parser: argparse.ArgumentParser, about: str) -> None:
    parser.add_argument("--lang", choices=LANGS, help=about)


def add_pack(parser: argparse.ArgumentParser) -> None:
    about = say("search only this pack (may be repeated)", "ne chercher que dans ce paquet (répétable)")
    parser.add_argument("--pack", action="append", metavar="NAME", help=about)


def add_judge(parser: argparse.ArgumentParser) -> None:
    about = say("who judges; rules: words and rules, no network", "qui juge ; rules : mots et règles, sans réseau")
    parser.add_argument("--judge", choices=("trained", "rules"), help=about)


def add_proving(parser: argparse.ArgumentParser) -> None:
    """The flags of the verbs that give verdicts once: --json, --strict, --proof."""
    add_json(parser)
    strict = say("exit 7 unless every claim holds", "code 7 si une affirmation ne tient pas")
    parser.add_argument("--strict", action="store_true", help=strict)
    proof = say("write a proof file", "écrire un fichier de preuve")
    parser.add_argument("--proof", type=Path, metavar="FILE", help=proof)


def hold_strictly(answer: Answer, passed: PassedOver) -> None:
    """Raise UnprovenError, for --strict, when the answer abstains, a claim of it does not hold or was never checked."""
    if answer.abstained or any(claim.verdict in _UNPROVEN for claim in answer.claims):
        raise UnprovenError(say("not every claim holds", "tout n'est pas prouvé"))
    if passed.failed:
        raise UnprovenError(say("not every claim was checked", "tout n'a pas été vérifié"))
