"""`necker doctor`: what works here, what does not, what to do about it.  It looks only, and changes nothing."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any, Literal

from necker import __version__
from necker.cli.flags import add_json
from necker.core.config import Setting, config_file
from necker.core.console import counted, one_line, paint, size
from necker.core.errors import NeckerError
from necker.core.language import say
from necker.core.network import offline_because
from necker.core.paths import cache_dir, config_dir, data_dir

MARKS = {"ok": ("✔", "green"), "failed": ("✘", "red"), "absent": ("–", "grey")}
CORE = {
    "httpx2": "httpx2",
    "markdown_it": "markdown-it-py",
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "PIL": "pillow",
    "platformdirs": "platformdirs",
    "pydantic_monty": "pydantic-monty",
    "Stemmer": "PyStemmer",
    "python_multipart": "python-multipart",
    "starlette": "starlette",
    "uvicorn": "uvicorn",
}
EXTRAS = {"docs": ("pypdfium2", "libzim"), "science": ("numpy", "sympy")}


@dataclass(frozen=True, slots=True)
class Check:
    """One line.  `core` says that nothing can work when it failed; `do` is what to do about it, "" when nothing."""

    name: str
    state: Literal["ok", "failed", "absent"]
    what: str
    do: str = ""
    core: bool = False


def add_to(verbs: Any, shared: argparse.ArgumentParser) -> None:
    about = say("what works here and what does not", "ce qui marche ici et ce qui ne marche pas")
    parser = verbs.add_parser("doctor", parents=[shared], help=about, description=about)
    add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, chosen: dict[str, Setting]) -> int:
    checks = [
        *_program(),
        *_packs(),
        _judge(chosen),
        *_sandbox(chosen),
        *_extras(),
        _network(chosen),
        *_folders(),
        _configuration(chosen),
    ]
    works = not any(check.core and check.state == "failed" for check in checks)
    if args.json:
        rows = [asdict(check) | {"do": check.do or None} for check in checks]
        print(json.dumps({"schema": 1, "necker": __version__, "ok": works, "checks": rows}, ensure_ascii=False))
        return 0 if works else 1
    width = max(len(_label(check)) for check in checks)
    for check in checks:
        advice = f" → {check.do}" if check.do else ""
        print(f"{paint(*MARKS[check.state])} {_label(check):<{width}}  {one_line(check.what + advice)}")
    return 0 if works else 1


def _label(check: Check) -> str:
    """The name of a check in the language of the interface; --json has the English one, for programs."""
    french = {
        "pack": "paquet",
        "packs": "paquets",
        "judge": "juge",
        "extra": "extra",
        "network": "réseau",
        "data folder": "données",
        "config folder": "configuration",
        "cache folder": "cache",
        "settings": "réglages",
        "sandbox": "bac à sable",
    }
    first, _, rest = check.name.partition(" ")
    translated = french.get(check.name) or f"{french.get(first, first)} {rest}".strip()
    return one_line(say(check.name, translated))


def _program() -> Iterator[Check]:
    """Python, SQLite with its full-text index, the packages of the core install."""
    version = platform.python_version()
    good = sys.version_info >= (3, 11)
    yield Check("Python", "ok" if good else "failed", version, "" if good else "Python >= 3.11", core=True)
    try:
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize='unicode61 remove_diacritics 2')")
        yield Check("SQLite", "ok", f"{sqlite3.sqlite_version}, FTS5", core=True)
    except sqlite3.Error as error:
        do = say("use a Python whose SQLite has FTS5", "prenez un Python dont SQLite a FTS5")
        yield Check("SQLite", "failed", f"{sqlite3.sqlite_version}: {error}", do, core=True)
    missing = [package for module, package in CORE.items() if not find_spec(module)]
    if missing:
        what = say(f"missing: {', '.join(missing)}", f"il manque : {', '.join(missing)}")
        yield Check("necker", "failed", what, f"{sys.executable} -m pip install --upgrade necker", core=True)
    else:
        yield Check("necker", "ok", __version__, core=True)


def _packs() -> Iterator[Check]:
    from necker.knowledge.pack import Pack, installed_packs, pack_path

    names = installed_packs()
    for name in names:
        try:
            facts = Pack(pack_path(name)).info
            yield Check(
                f"pack {name}", "ok", f"{counted(facts.pages, 'page')}, {size(facts.size)}, {facts.created[:10]}"
            )
        except NeckerError as error:
            yield Check(f"pack {name}", "failed", error.why or error.what, error.do)
    if not names:
        yield Check("packs", "absent", say("none is installed", "aucun n’est installé"), "necker wiki add vital")


def _judge(chosen: dict[str, Setting]) -> Check:
    """Who gives the verdicts, and how often that one is wrong where it was measured."""
    from necker.verify.judges import judge_folder, open_judge

    alone = say("words and rules alone", "mots et règles seuls")
    if chosen["judge"].value == "rules":
        return Check("judge", "absent", f"{alone} ({chosen['judge'].origin})")
    try:
        if judge_folder() is None:
            place = data_dir() / "models" / "judge"
            do = say(f"copy weights/judge of the sources to {place}", f"copiez weights/judge des sources dans {place}")
            return Check("judge", "absent", say("none is installed: ", "aucun n’est installé : ") + alone, do)
        found = open_judge()
        found.judge_many([])  # loads the network, which looks at its files
    except NeckerError as error:
        return Check("judge", "failed", error.why or error.what, error.do)
    return Check("judge", "ok", "; ".join(filter(None, (found.name, found.bound))))


def _sandbox(chosen: dict[str, Setting]) -> Iterator[Check]:
    """How code is contained here, found out by running some: the default tier, then the one with numpy and sympy."""
    from necker.tools.python import levels

    found = levels()
    with_seccomp = " + seccomp" if found["seccomp"] else ""
    kernel = (
        say("confined by the kernel", "confiné par le noyau") + f" (Landlock {found['landlock_abi']}{with_seccomp})"
    )
    interpreter = say("contained by its interpreter alone", "contenu par son seul interpréteur")
    for name, tier in (("sandbox", found["tier1"]), ("sandbox science", found["tier2"])):
        if tier["level"] == "off":
            wanted = name == "sandbox" or chosen["science"].value
            yield Check(name, "failed" if wanted else "absent", tier["reason"])
        elif tier["level"] == "kernel":
            yield Check(name, "ok", kernel)
        else:
            yield Check(name, "ok", f"{interpreter} ({tier['reason']})")


def _extras() -> Iterator[Check]:
    uses = {
        "docs": say("PDF and ZIM files", "fichiers PDF et ZIM"),
        "science": say("numpy and sympy in calculations", "numpy et sympy dans les calculs"),
    }
    for extra, modules in EXTRAS.items():
        there = all(find_spec(module) for module in modules)
        do = "" if there else f"{sys.executable} -m pip install 'necker[{extra}]'"
        yield Check(f"extra {extra}", "ok" if there else "absent", uses[extra], do)


def _network(chosen: dict[str, Setting]) -> Check:
    reason = offline_because()
    if not reason:
        return Check("network", "ok", say("allowed, when you ask for it", "permis, quand vous le demandez"))
    origin = chosen["offline"].origin if chosen["offline"].value else f"environment {reason}"
    return Check("network", "absent", say(f"switched off ({origin})", f"coupé ({origin})"))


def _folders() -> Iterator[Check]:
    for name, folder in (("data", data_dir()), ("cache", cache_dir()), ("config", config_dir())):
        nearest = next(each for each in (folder, *folder.parents) if each.exists())
        if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
            created = "" if nearest == folder else say(" (will be created)", " (sera créé)")
            yield Check(f"{name} folder", "ok", f"{folder}{created}")
        else:
            what = say(f"{folder} cannot be written to", f"{folder} n’est pas modifiable")
            advice = say("set NECKER_HOME to a folder of yours", "donnez un dossier à vous par NECKER_HOME")
            yield Check(f"{name} folder", "absent" if name == "config" else "failed", what, advice)


def _configuration(chosen: dict[str, Setting]) -> Check:
    path = config_file()
    changed = [each.name for each in chosen.values() if each.origin != "default"]
    told = say("changed: ", "changés : ") + ", ".join(changed) if changed else say("all defaults", "tout par défaut")
    return Check("settings", "ok" if path.is_file() else "absent", f"{path}; {told}" if path.is_file() else told)
