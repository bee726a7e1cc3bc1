"""`necker verify FILE|-`: the claims of any text, each with its verdict."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_lang, add_pack, add_proving, hold_strictly
from necker.core.config import Setting
from necker.core.console import Progress, printable
from necker.core.errors import NeckerError
from necker.core.language import interface_language, say
from necker.text.normal import nfc

if TYPE_CHECKING:
    from necker.knowledge.library import Library

MOST_BYTES = 4_000_000


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
    add_proving(parser)
    parser.set_defaults(run=run)


def read_file(name: str) -> str:
    """The text of a file or of standard input, NFC.

    Raises NeckerError when it cannot be read, is longer than MOST_BYTES or is no text.
    """
    from necker.knowledge.readers import Unreadable, decode

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
    from necker.cli.ask import open_library

    text = read_file(args.file)
    if args.sources is None:
        return _verify(text, open_library(chosen), args)
    from necker.knowledge.build import build_pack
    from necker.knowledge.folder import FolderSource
    from necker.knowledge.library import Library

    with tempfile.TemporaryDirectory(prefix="necker-") as folder:
        build_pack("sources", FolderSource(args.sources, "sources"), folder=Path(folder))
        return _verify(text, Library.open(["sources"], folder=Path(folder)), args)


def _verify(text: str, library: Library, args: argparse.Namespace) -> int:
    from necker.assistant.answer import Answer
    from necker.cli.show import show_claim, summary_line
    from necker.verify.check import verify_text
    from necker.verify.judge import WordJudge
    from necker.verify.split import passed_over

    started = time.perf_counter()
    progress = Progress(say("claims", "affirmations"))
    text, claims = verify_text(text, library, lang=args.lang, progress=progress)
    progress.close()
    judge = WordJudge.name
    answer = Answer("", args.lang or (claims[0].lang if claims else "en"), text, False, "text", judge, claims)  # type: ignore[arg-type]
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
