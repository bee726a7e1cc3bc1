"""Settings: a flag beats an environment variable, which beats config.toml, which beats the default.

There is no per-folder configuration on purpose: entering a folder that somebody else wrote must not be able to send
questions to a server of theirs.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necker.core.errors import UsageError
from necker.core.language import say
from necker.core.paths import config_dir

Value = str | bool | list[str]

# name: (default, environment variable, what it is)
SETTINGS: dict[str, tuple[Value, str, str]] = {
    "lang": ("", "NECKER_LANG", "language of the messages: fr, en, or empty for the locale's"),
    "offline": (False, "NECKER_OFFLINE", "never use the network"),
    "packs": ([], "NECKER_PACKS", "packs to search; empty for all that are installed"),
    "live": (False, "NECKER_LIVE", "look in live Wikipedia too, when not offline"),
    "brain": ("extractive", "NECKER_BRAIN", "who drafts: extractive (no model) or openai (any compatible server)"),
    "openai_url": ("", "NECKER_OPENAI_URL", "address of the model server, ending in /v1"),
    "openai_model": ("", "NECKER_OPENAI_MODEL", "name of the model; empty for the server's first"),
    "science": (False, "NECKER_SCIENCE", "let model-written code use numpy and sympy (needs Linux, see doctor)"),
}


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
        if isinstance(raw, str) and raw.lower() in ("1", "true", "yes", "on", "0", "false", "no", "off", ""):
            return raw.lower() in ("1", "true", "yes", "on")
    elif isinstance(default, list):
        if isinstance(raw, str):
            return [part.strip() for part in raw.split(",") if part.strip()]
        if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
            return raw
    elif isinstance(raw, str):
        if name == "brain" and raw not in ("extractive", "openai"):
            raise UsageError(f"{origin}: brain = {raw!r}", say("unknown", "inconnu"), "extractive | openai")
        return raw
    kind = {bool: "true/false", list: "a list of names", str: "a text"}[type(default)]
    raise UsageError(f"{origin}: {name} = {raw!r}", say(f"must be {kind}", f"valeur attendue : {kind}"))


def _from_file() -> dict[str, Any]:
    path = config_file()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
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
    for name, (default, variable, _) in SETTINGS.items():
        result[name] = Setting(name, default, "default")
        if name in file:
            result[name] = Setting(name, _as(name, file[name], str(config_file())), str(config_file()))
        if variable in os.environ:
            result[name] = Setting(name, _as(name, os.environ[variable], variable), f"environment {variable}")
        if flags and name in flags:
            result[name] = Setting(name, flags[name], "flag")
    return result
