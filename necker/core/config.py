"""Settings: a flag beats an environment variable, which beats config.toml, which beats the default.

There is no per-folder configuration on purpose: entering a folder that somebody else wrote must not be able to send
questions to a server of theirs.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necker.core.errors import UsageError
from necker.core.language import say
from necker.core.paths import config_dir

Value = str | bool | list[str]

# name: (default, environment variable, what it is, the same in French)
SETTINGS: dict[str, tuple[Value, str, str, str]] = {
    "lang": (
        "",
        "NECKER_LANG",
        "language of the messages: fr, en, or empty for the locale's",
        "langue des messages : fr, en, ou vide pour celle du système",
    ),
    "offline": (False, "NECKER_OFFLINE", "never use the network", "ne jamais utiliser le réseau"),
    "packs": (
        [],
        "NECKER_PACKS",
        "packs to search; empty for all that are installed",
        "paquets où chercher ; vide pour tous ceux qui sont installés",
    ),
    "live": (
        False,
        "NECKER_LIVE",
        "look in live Wikipedia too, when not offline",
        "chercher aussi dans Wikipédia en ligne, sauf hors ligne",
    ),
    "brain": (
        "extractive",
        "NECKER_BRAIN",
        "who drafts: extractive (no model) or openai (any compatible server)",
        "qui rédige : extractive (sans modèle) ou openai (tout serveur compatible)",
    ),
    "judge": (
        "trained",
        "NECKER_JUDGE",
        "who gives the verdicts: trained (the network that is installed, under the rules) or rules (words and rules alone)",
        "qui rend les verdicts : trained (le réseau installé, sous les règles) ou rules (mots et règles seuls)",
    ),
    "openai_url": (
        "",
        "NECKER_OPENAI_URL",
        "address of the model server, ending in /v1",
        "adresse du serveur de modèle, qui finit par /v1",
    ),
    "openai_model": (
        "",
        "NECKER_OPENAI_MODEL",
        "name of the model; empty for the server's first",
        "nom du modèle ; vide pour le premier du serveur",
    ),
    "science": (
        False,
        "NECKER_SCIENCE",
        "let model-written code use numpy and sympy (needs Linux, see doctor)",
        "laisser le code écrit par un modèle utiliser numpy et sympy (sous Linux, voir doctor)",
    ),
}

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force and where it came from: "default", "flag", "environment NAME" or the file's path."""

    name: str
    value: Value
    origin: str


def config_file() -> Path:
    return config_dir() / "config.toml"


def _as(name: str, raw: object, origin: str) -> Value:
    """`raw` as the type of the setting's default; environment variables arrive as strings."""
    default = SETTINGS[name][0]
    if isinstance(default, bool):
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.strip().lower() in _TRUE + _FALSE:
            return raw.strip().lower() in _TRUE
    elif isinstance(default, list):
        if isinstance(raw, str):
            return [part.strip() for part in raw.split(",") if part.strip()]
        if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
            return raw
    elif isinstance(raw, str):
        return _allowed(name, raw, origin)
    kind = {
        bool: say("must be true or false", "true ou false est attendu"),
        list: say("must be a list of names", "une liste de noms est attendue"),
        str: say("must be a text", "un texte est attendu"),
    }
    raise UsageError(f"{origin}: {name} = {raw!r}", kind[type(default)])


def _allowed(name: str, raw: str, origin: str) -> str:
    """`raw`, where the setting takes it.  A locale ("fr_FR.UTF-8") may stand for its language."""
    choices = {"brain": ("extractive", "openai"), "judge": ("trained", "rules"), "lang": ("fr", "en")}.get(name)
    if choices and not raw and name == "lang":
        return raw
    value = re.split(r"[_.@-]", raw.lower())[0] if name == "lang" else raw
    if choices and value not in choices:
        raise UsageError(f"{origin}: {name} = {raw!r}", say("unknown", "inconnu"), " | ".join(choices))
    return value


def _from_file() -> dict[str, Any]:
    path = config_file()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # the second: HOME=/dev/null, as services have it
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(say(f"cannot read {path}", f"{path} est illisible"), str(error)) from error
    unknown = sorted(set(found) - set(SETTINGS))
    if unknown:
        raise UsageError(
            f"{path}: {', '.join(unknown)}",
            say("unknown setting", "réglage inconnu"),
            say("known: ", "connus : ") + ", ".join(SETTINGS),
        )
    return found


def settings(flags: dict[str, Value] | None = None) -> dict[str, Setting]:
    """Every setting in force.  `flags` holds only what was given on the command line."""
    file, result = _from_file(), {}
    for name, (default, variable, *_) in SETTINGS.items():
        result[name] = Setting(name, default, "default")
        if name in file:
            result[name] = Setting(name, _as(name, file[name], str(config_file())), str(config_file()))
        if variable in os.environ:
            result[name] = Setting(name, _as(name, os.environ[variable], variable), f"environment {variable}")
        if flags and name in flags:
            result[name] = Setting(name, flags[name], "flag")
    return result
