"""`necker verify FILE|-`: the claims of any text, each with its verdict.

`--compare --json` writes {"schema": 1, "judges": [{"name", "sha256", "bound"}, the same], "claims": [{"start", "end", "text",
"verdicts": [of the first, of the second]}], "different", "notice", "seconds"}; the first judge is the one of words and rules.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_judge, add_lang, add_pack, add_proving, hold_strictly
from necker.core.config import Setting
from necker.core.console import Progress, colourful, one_line, paint, printable
from necker.core.errors import NeckerError, UsageError
from necker.core.language import interface_language, say
from necker.text.normal import nfc

if TYPE_CHECKING:
    from necker.knowledge.library import Library
    from necker.verify.claim import Claim
    from necker.verify.judge import Judge

MOST_BYTES = 4_000_000
_SHOWN = 80  # characters of a claim in the table of --compare


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    parser = verbs.add_parser(
        "verify", parents=[shared], help=say("check the claims of a text", "vérifier les affirmations d'un texte")
    )
    parser.add_argument("file", help=say("the text; - for standard input", "le texte ; - pour l'entrée standard"))
    parser.add_argument(
        "--sources",
        type=Path,
        metavar="DIR",
        help=say("check against these files only", "vérifier contre ces seuls fichiers"),
    )
    add_lang(parser, say("language of the text", "langue du texte"))
    add_pack(parser)
    add_judge(parser)
    explained = say("show what the judge looked at", "montrer ce que le juge a regardé")
    parser.add_argument("--explain", action="store_true", help=explained)
    compared = say("verdicts of the rules beside those of the network", "verdicts des règles à côté de ceux du réseau")
    parser.add_argument("--compare", action="store_true", help=compared)
    add_proving(parser)
    parser.set_defaults(run=run)


def read_file(name: str) -> str:
    """The text of a file or of standard input, NFC.

    Raises NeckerError when it cannot be read, is longer than MOST_BYTES or is no text.
    """
    from necker.text.decoding import Unreadable, decode

    shown = say("standard input", "l'entrée standard") if name == "-" else name
    unreadable = say(f"cannot read {shown}", f"impossible de lire {shown}")
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            return nfc(decode(data))
    except OSError as error:
        raise NeckerError(unreadable, error.strerror or str(error)) from error
    except (Unreadable, ValueError) as error:  # ValueError: a NUL in the name
        raise NeckerError(unreadable, str(error)) from error
    why = say(f"more than {MOST_BYTES // 10**6} MB", f"plus de {MOST_BYTES // 10**6} Mo")
    raise NeckerError(unreadable, why, say("cut it into parts", "découpez le texte"))


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.cli.ask import make_judge, open_library

    given = [name for name in ("judge", "explain", "strict", "proof") if getattr(args, name)]
    if args.compare and given:
        raise UsageError(
            say(f"--compare and --{given[0]}", f"--compare et --{given[0]}"), say("one or the other", "l’un ou l’autre")
        )
    text = read_file(args.file)
    verb = _compare if args.compare else partial(_verify, judge=make_judge(chosen))
    if args.sources is None:
        return verb(text, open_library(chosen), args)
    from necker.knowledge.build import build_pack
    from necker.knowledge.folder import FolderSource
    from necker.knowledge.library import Library

    with tempfile.TemporaryDirectory(prefix="necker-") as folder:
        build_pack("sources", FolderSource(args.sources, "sources"), folder=Path(folder))
        return verb(text, Library.open(["sources"], folder=Path(folder)), args)


def _checked(text: str, library: Library, args: argparse.Namespace, judge: Judge) -> tuple[str, list[Claim]]:
    from necker.verify.check import verify_text

    progress = Progress(say("claims", "affirmations"))
    found = verify_text(text, library, lang=args.lang, judge=judge, progress=progress, explain=args.explain)
    progress.close()
    return found


def _verify(text: str, library: Library, args: argparse.Namespace, judge: Judge) -> int:
    from necker.assistant.answer import Answer
    from necker.cli.show import show_claim, summary_line
    from necker.verify.split import passed_over

    started = time.perf_counter()
    text, claims = _checked(text, library, args, judge)
    answer = Answer("", args.lang or (claims[0].lang if claims else "en"), text, False, "text", judge.name, claims)  # type: ignore[arg-type]
    passed = passed_over(text, claims, args.lang)
    answer.notice = passed.said(interface_language())
    answer.seconds = time.perf_counter() - started
    if args.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False))
    else:
        for claim in claims:
            show_claim(claim, claim.lang, quote_text=True)
        print("\n" + (summary_line(claims) or say("no claim found", "aucune affirmation")))
        if answer.notice:  # on stdout: it belongs to the summary, which says less than the whole without it
            print(printable(answer.notice))
    if args.proof:
        from necker.verify.proof import write_proof

        write_proof(
            answer.to_json(), args.proof, packs=[pack.info for pack in library.packs], judge=judge, model="text"
        )
    if args.strict:
        hold_strictly(answer, passed)
    return 0


def _compare(text: str, library: Library, args: argparse.Namespace) -> int:
    """The verdicts of words and rules beside those of the trained judge; MissingError when there is none."""
    from necker.verify.judge import WordJudge
    from necker.verify.judges import the_trained_one
    from necker.verify.split import passed_over

    started = time.perf_counter()
    judges = (WordJudge(), the_trained_one())
    (text, before), (_, after) = (_checked(text, library, args, judge) for judge in judges)
    different = sum(a.verdict != b.verdict for a, b in zip(before, after, strict=True))
    notice = passed_over(text, before, args.lang).said(interface_language())
    if args.json:
        told = [{"name": one.name, "sha256": one.sha256 or None, "bound": one.bound or None} for one in judges]
        rows = [
            {"start": a.start, "end": a.end, "text": a.text, "verdicts": [a.verdict, b.verdict]}
            for a, b in zip(before, after, strict=True)
        ]
        seconds = round(time.perf_counter() - started, 4)
        made = {"schema": 1, "judges": told, "claims": rows, "different": different}
        print(json.dumps({**made, "notice": notice, "seconds": seconds}, ensure_ascii=False))
        return 0
    _show_compared([one.name for one in judges], before, after)
    counted = say(
        f"{different} of {len(before)} verdicts differ", f"{different} verdict(s) sur {len(before)} diffèrent"
    )
    print("\n" + counted)
    if notice:
        print(printable(notice))
    return 0


def _show_compared(names: Sequence[str], before: Sequence[Claim], after: Sequence[Claim]) -> None:
    """A line for each claim: both verdicts, a mark where they differ, the beginning of its text."""
    from necker.cli.show import verdict_mark

    wide = max(22, len(names[0]) + 1)
    print(f"  {one_line(names[0]):<{wide}} {one_line(names[1]):<{wide}} " + say("claim", "affirmation"))
    for a, b in zip(before, after, strict=True):
        (first, _), (second, colour) = verdict_mark(a.verdict), verdict_mark(b.verdict)
        text = one_line(b.text if len(b.text) <= _SHOWN else b.text[:_SHOWN] + "…")
        differs = a.verdict != b.verdict
        other = paint(f"{second:<{wide}}", colour) if differs and colourful(sys.stdout) else f"{second:<{wide}}"
        print(f"{'→' if differs else ' '} {first:<{wide}} {other} {text}")
