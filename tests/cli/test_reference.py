"""docs/reference/command-line.md says what the parser says: verbs, flags, exit codes; json.md has every schema."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator

from necker import cli
from necker.cli.completion import table
from necker.cli.main import build_parser
from necker.core import errors
from tests.cli.conftest import REFERENCE

EVERY_VERB = {"-h", "--help", "--offline", "--debug"}


def documented() -> dict[str, set[str]]:
    """The flags in the table under the heading of each verb; those of every verb are under ""."""
    found: dict[str, set[str]] = {}
    verb = ""
    for line in (REFERENCE / "command-line.md").read_text("utf-8").splitlines():
        if heading := re.match(r"#+ `(necker.*)`$", line):
            verb = heading[1]
            found[verb] = set()
        elif line.startswith("| `-"):
            cell = line.replace(r"\|", "/").split("|")[1]
            found.setdefault(verb, set()).update(re.findall(r"`(--?[a-z][a-z-]*)", cell))
    return found


def test_every_verb_and_flag_is_listed_and_no_other() -> None:
    parsed: dict[str, set[str]] = {}
    for row in table(build_parser()):
        flags = parsed.setdefault(" ".join(("necker", *row.path)), set())
        if not row.flag and row.word.startswith("-"):
            flags.add(row.word)
    assert all(flags >= EVERY_VERB for flags in parsed.values())
    told = documented()
    assert told.pop("") == EVERY_VERB
    assert told == {verb: flags - EVERY_VERB for verb, flags in parsed.items()}


def test_every_flag_and_verb_has_a_help_text() -> None:
    assert [row for row in table(build_parser()) if row.word.startswith("-") and not row.flag and not row.about] == []


def test_the_flags_of_several_verbs_are_written_once() -> None:
    """In flags.py and nowhere else, so that one flag cannot come to mean two things."""
    found = {
        path.name: set(re.findall(r"""add_argument\(\s*"(--[a-z-]+)\"""", path.read_text("utf-8")))
        for path in Path(cli.__file__).parent.glob("*.py")
    }
    shared = found.pop("flags.py")
    assert shared == {"--json", "--lang", "--pack", "--strict", "--proof", "--judge"}
    assert {name: flags & shared for name, flags in found.items() if flags & shared} == {}


def test_exit_codes() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NeckerError)]
    codes = {0, 2, 130} | {kind.exit_code for kind in kinds}
    text = (REFERENCE / "command-line.md").read_text("utf-8")
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)} == codes


def test_every_schema_is_sound_and_linked_from_json_md() -> None:
    names = {path.name for path in REFERENCE.glob("*.schema.json")}
    for name in names:
        schema = json.loads((REFERENCE / name).read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert schema["properties"]["schema"] == {"const": 1} and "schema" in schema["required"]
    linked = set(re.findall(r"\]\(([a-z-]+\.schema\.json)\)", (REFERENCE / "json.md").read_text("utf-8")))
    assert linked == names
