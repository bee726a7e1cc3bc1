"""`necker ask`, `necker chat`, and the welcome of a bare `necker`."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_judge, add_lang, add_pack, add_proving, hold_strictly
from necker.core.config import Setting
from necker.core.console import one_line
from necker.core.errors import NeckerError, UsageError
from necker.core.language import say

if TYPE_CHECKING:
    from necker.assistant.answer import Answer
    from necker.assistant.turn import Brain
    from necker.knowledge.library import Library
    from necker.verify.judge import Judge

MOST_INPUT = 4_000_000
"""Bytes read from standard input for one question; the question itself is cut far earlier, and said to be."""


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    flags = argparse.ArgumentParser(add_help=False)
    add_lang(flags, say("language of the question", "langue de la question"))
    flags.add_argument("--brain", choices=("extractive", "openai"), help=say("who drafts", "qui rédige"))
    add_judge(flags)
    add_pack(flags)
    flags.add_argument("--live", action="store_true", help=say("look in live Wikipedia too", "chercher aussi en ligne"))
    flags.add_argument(
        "--science", action="store_true", help=say("numpy and sympy for drafted code", "numpy et sympy pour le code")
    )
    parser = verbs.add_parser(
        "ask",
        parents=[shared, flags],
        help=say("a question in, a verified answer out", "une question, une réponse vérifiée"),
    )
    parser.add_argument(
        "question",
        nargs="*",
        help=say("the question; - or nothing: standard input", "la question ; - : entrée standard"),
    )
    add_proving(parser)
    parser.set_defaults(run=run)
    chat = verbs.add_parser(
        "chat", parents=[shared, flags], help=say("question after question", "question après question")
    )
    chat.set_defaults(run=run_chat)


def read_text(words: list[str]) -> str:
    """The words of the command line, or standard input."""
    if words and words != ["-"]:
        return " ".join(words)
    if not words and sys.stdin.isatty():
        raise UsageError(say("no question", "pas de question"), do='necker ask "Qui a peint la Joconde ?"')
    return sys.stdin.buffer.read(MOST_INPUT).decode("utf-8", errors="replace")


def open_library(chosen: dict[str, Setting]) -> Library:
    """The packs that the settings name."""
    from necker.knowledge.library import Library

    packs = chosen["packs"].value
    return Library.open(list(packs) if isinstance(packs, list) and packs else None)


def make_brain(chosen: dict[str, Setting]) -> Brain | None:
    """The brain that the settings name; None is the extractive one."""
    if chosen["brain"].value != "openai":
        return None
    from necker.assistant.openai import OpenAIBrain

    return OpenAIBrain(
        str(chosen["openai_url"].value), str(chosen["openai_model"].value), science=bool(chosen["science"].value)
    )


def make_judge(chosen: dict[str, Setting]) -> Judge:
    """The judge that the settings name; its network is loaded when the first claim comes."""
    from necker.verify.judges import open_judge

    return open_judge(str(chosen["judge"].value))


def answer_one(
    text: str, args: argparse.Namespace, chosen: dict[str, Setting], library: Library | None, judge: Judge
) -> Answer:
    """One turn.  Live look-ups open the library anew, since what they find is put into it."""
    from necker.assistant.turn import ask

    notice = ""
    if library is None:
        from necker.assistant.live import look_up

        packs = chosen["packs"].value
        library, notice = look_up(text, args.lang, list(packs) if isinstance(packs, list) and packs else None)
    answer = ask(text, library, lang=args.lang, brain=make_brain(chosen), judge=judge)
    answer.notice = answer.notice or notice
    return answer


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    text = read_text(args.question)
    fixed = None if chosen["live"].value else open_library(chosen)
    judge = make_judge(chosen)
    answer = answer_one(text, args, chosen, fixed, judge)
    if args.proof:
        from necker.verify.proof import write_proof

        write_proof(
            answer.to_json(),
            args.proof,
            packs=[pack.info for pack in (fixed or open_library(chosen)).packs],
            judge=judge,
            model=answer.model,
        )
    if args.json:
        print(json.dumps(answer.to_json(), ensure_ascii=False))
    else:
        from necker.cli.show import show_answer

        show_answer(answer)
    if args.strict:
        from necker.verify.split import passed_over

        hold_strictly(answer, passed_over(answer.text, answer.claims))
    return 0


def run_chat(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    """Questions one by one until the end of input; Ctrl-C stops an answer, at the prompt the chat (exit code 130).

    A question that fails is said to, and the next one is answered: what failed may be mended meanwhile, a server
    started.  The exit code at the end is that of the last failure, 0 without any, so that a script that sent many
    questions learns that one was lost.  Not knowing is an answer and no failure.
    """
    from necker.cli.show import show_answer

    library = None if chosen["live"].value else open_library(chosen)
    judge = make_judge(chosen)
    typed, code = sys.stdin.isatty(), 0
    if typed:
        print(
            say("Ask in French or English; Ctrl-D to leave.", "Posez vos questions ; Ctrl-D pour sortir."),
            file=sys.stderr,
        )
    while True:
        try:
            if typed:
                print("> ", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            return 130
        if not line:
            return code
        if not line.strip():
            continue
        try:
            show_answer(answer_one(line, args, chosen, library, judge))
        except KeyboardInterrupt:
            print(say("stopped", "arrêté"), file=sys.stderr)
        except NeckerError as error:
            print(f"necker: {one_line(str(error))}", file=sys.stderr)
            code = error.exit_code
        print(flush=True)


def welcome() -> int:
    """What a bare `necker` says: what it is, what to type first."""
    from necker.knowledge.pack import installed_packs

    print(
        say(
            "Necker answers with sources, and says when it does not know.",
            "Necker répond avec ses sources, et dit quand il ne sait pas.",
        )
    )
    if not installed_packs():
        print(
            "  necker wiki add vital      # "
            + say("the encyclopedia: a download of 4.9 MB", "l'encyclopédie : 4,9 Mo à télécharger")
        )
    print('  necker ask "' + say("Who painted the Mona Lisa?", "Qui a peint la Joconde ?") + '"')
    print(
        "  necker verify FILE         # "
        + say("check any text, claim by claim", "vérifier un texte, phrase par phrase")
    )
    print("  necker --help")
    return 0
