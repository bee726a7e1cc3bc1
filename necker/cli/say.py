"""`necker say|hear|draw|see|generate`: one model that speaks, hears, draws, sees and writes.

`--json` writes one object, whatever the verb: {"schema": 1, "verb", "input", "lang", "text", "file", "finished", "seed",
"model": {"name", "sha256"}}.  `input` is the text or the file that was given; `lang` the language it was taken to be in, or
that was written (null for `generate`); `text` what was written, for `generate` after what was given (null for a sound or a
picture); `file` where it was written (null: stdout); `finished` is false when the context was full before the end.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.cli.flags import add_json, add_lang
from necker.core.config import Setting
from necker.core.console import note, printable
from necker.core.errors import UsageError
from necker.core.language import Lang, interface_language, say

if TYPE_CHECKING:
    from necker.engine.bundle import Bundle

MOST_INPUT = 1_000_000  # bytes of standard input, far more than any model of ours reads


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    for name, run, given, out, about in (
        ("say", run_say, "text", "F.wav", say("speak a text, into a WAV file", "dire un texte, dans un fichier WAV")),
        ("hear", run_hear, "file", None, say("write down what is said in a file", "écrire ce qui est dit")),
        ("draw", run_draw, "text", "F.png", say("draw a text, into a PNG file", "dessiner un texte, dans un PNG")),
        ("see", run_see, "file", None, say("say what a picture shows", "dire ce que montre une image")),
        ("generate", run_generate, "text", "F.txt", say("go on with a text", "continuer un texte")),
    ):
        parser = verbs.add_parser(name, parents=[shared], help=about, description=about)
        if given == "text":
            words = say("the text; - for standard input", "le texte ; - pour l’entrée standard")
            parser.add_argument("text", nargs="+", metavar="TEXT", help=words)
        else:
            parser.add_argument("file", type=Path, metavar="FILE", help=say("the file", "le fichier"))
        if out:
            where = say(f"where to write it ({out})", f"où l’écrire ({out})")
            parser.add_argument("-o", "--out", type=Path, metavar="FILE", required=name != "generate", help=where)
        if name != "generate":  # which goes on in the language of its text
            spoken = say("language of the text (otherwise found out)", "langue du texte (sinon devinée)")
            wanted = say(
                "language to write (otherwise that of the messages)", "langue à écrire (sinon celle des messages)"
            )
            add_lang(parser, spoken if given == "text" else wanted)
        _add_shared(parser)
        parser.set_defaults(run=run)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    folder = say("folder of the model", "dossier du modèle")
    parser.add_argument("--model", type=Path, metavar="DIR", help=folder)
    seed = say("the same seed, the same result (0)", "même graine, même résultat (0)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help=seed)
    add_json(parser)


def model_folder(given: Path | None) -> Path:
    """The model asked for; otherwise the one that is installed, see engine/bundle.py."""
    from necker.engine.bundle import installed_model

    return given or installed_model()


def run_say(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.engine import verbs, wav
    from necker.engine.files import check_name

    text, bundle = _text(args.text), _open(args)
    check_name(args.out, ".wav")  # before the work, not after it
    spoken = verbs.say(bundle, text, _lang(args, text), args.seed)
    wav.write_wav(args.out, spoken.samples)
    return _told(args, bundle, text, None, spoken.finished)


def run_hear(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.engine import verbs, wav

    bundle = _open(args)
    samples = wav.read_sound(args.file, verbs.most_seconds(bundle))
    heard = verbs.hear(bundle, samples, _lang(args), args.seed)
    return _told(args, bundle, str(args.file), heard.text, heard.finished)


def run_draw(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.engine import picture, verbs
    from necker.engine.files import check_name

    text, bundle = _text(args.text), _open(args)
    check_name(args.out, ".png")
    picture.write_png(args.out, verbs.draw(bundle, text, _lang(args, text), args.seed))
    return _told(args, bundle, text, None, True)


def run_see(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.engine import picture, verbs

    bundle = _open(args)
    seen = verbs.see(bundle, picture.read_picture(args.file), _lang(args), args.seed)
    return _told(args, bundle, str(args.file), seen.text, seen.finished)


def run_generate(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    from necker.core.files import write_aside
    from necker.engine import verbs
    from necker.engine.files import check_name

    text, bundle = _text(args.text), _open(args)
    if args.out:
        check_name(args.out, ".txt")
    written = verbs.generate(bundle, text, args.seed)
    if args.out:
        write_aside(args.out, (text + written.text + "\n").encode())
    return _told(args, bundle, text, text + written.text, written.finished)


def _text(words: list[str]) -> str:
    """The words of the command line, or standard input.  Raises UsageError when there is no text, or it is not UTF-8."""
    from necker.text.normal import nfc

    try:
        raw = sys.stdin.buffer.read(MOST_INPUT).decode("utf-8-sig") if words == ["-"] else " ".join(words)
        raw.encode()
    except UnicodeError:
        raise UsageError(say("this is not UTF-8 text", "ce n’est pas du texte en UTF-8")) from None
    if not raw.strip():
        raise UsageError(say("there is no text", "il n’y a pas de texte"))
    return nfc(raw.strip())


def _open(args: argparse.Namespace) -> Bundle:
    from necker.engine.bundle import Bundle

    return Bundle.open(model_folder(args.model))


def _lang(args: argparse.Namespace, text: str = "") -> Lang:
    """The language asked for; otherwise that of the text, where it can be told; otherwise that of the messages."""
    from necker.text.language import identify

    return args.lang or (identify(text)[0] if text else None) or interface_language()


def _told(args: argparse.Namespace, bundle: Bundle, given: str, text: str | None, finished: bool) -> int:
    """Write the result: the JSON object, or the text on stdout, or on stderr where the file is."""
    out = getattr(args, "out", None)
    if args.json:
        made = {"schema": 1, "verb": args.verb, "input": given, "lang": None, "text": text}
        if args.verb != "generate":
            made["lang"] = _lang(args, given if text is None else "")
        made |= {"file": str(out) if out else None, "finished": finished, "seed": args.seed}
        made["model"] = {"name": bundle.name, "sha256": bundle.sha256}
        print(json.dumps(made, ensure_ascii=False))
        return 0
    if out:
        note(say(f"written: {out}", f"écrit : {out}"))
    else:
        print(printable(text or ""))
    if not finished:
        note(say("cut short: the model's context is full", "interrompu : le contexte du modèle est plein"))
    return 0
