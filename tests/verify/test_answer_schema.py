"""answer.schema.json is strict, explained field by field in answer.md, and says what program and checker say."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from necker.assistant.answer import Answer, ToolCall
from necker.verify.check_proof import GROUNDS, SHAPES, Checker, shape
from necker.verify.claim import Claim, Evidence, Look

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCHEMA: dict[str, Any] = json.loads((REFERENCE / "answer.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
PARTS = {"answer": SCHEMA, **SCHEMA["$defs"]}
PAGE = (REFERENCE / "answer.md").read_text("utf-8")
EXAMPLE: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])


def quotation(stance: str = "supports") -> Evidence:
    passage = "L’étoile 🌟 Sirius est la plus brillante du ciel nocturne."
    return Evidence(
        "wikipedia",
        stance,  # type: ignore[arg-type]
        "fr",
        "Sirius",
        None,
        None,
        "vital/fr/Sirius#0",
        passage,
        9,
        len(passage) - 1,
        "CC-BY-SA-4.0",
        None,
    )


def answer(verdict: str = "supported", stances: tuple[str, ...] = ("supports",), code: str | None = None) -> Any:
    """The JSON of an answer with one claim, as the program writes it."""
    text = "Sirius est la plus brillante."
    claim = Claim(0, len(text), text, "fr", verdict=verdict, evidence=[quotation(stance) for stance in stances])  # type: ignore[arg-type]
    claim.code, claim.output = (code, "4") if code else (None, None)
    claim.unsupported = ((0, 6), (11, 28))
    claim.explained = (
        Look("Sirius", "fr", "vital/fr/Sirius#0", "…", 0, 0.5, (RULE,), (("judge-b", (0.2, 0.5, 0.3)),)),
    )
    made = Answer("Quelle est l’étoile la plus brillante ?", "fr", text, False, "extractive", "words", [claim])
    made.tools, made.closest = [ToolCall("search", "étoile", "Sirius")], [quotation()]
    return made.to_json()


RULE = ("degree", "plus", None)


def objects(value: Any, kind: str = "answer") -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of an answer, with its name in the schema."""
    yield value, kind
    inner = {"claims": "claim", "evidence": "evidence", "closest": "page", "tools": "tool"}
    inner |= {"unsupported": "span", "explained": "look", "rules": "objection", "scores": "score"}
    for name, items in value.items():
        for item in items if name in inner else ():
            yield from objects(item, inner[name])


def test_the_schema_is_sound_and_leaves_nothing_open() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for part in PARTS.values():
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
        assert all(field.get("description") or "const" in field for field in part["properties"].values())


def test_what_the_program_writes_is_valid() -> None:
    VALIDATOR.validate(answer())
    VALIDATOR.validate(Answer("?", "en", "I don't know.", True, "extractive", "words").to_json())


def test_no_field_may_be_missing_or_added_anywhere() -> None:
    whole = answer()
    assert {kind for _, kind in objects(whole)} == set(PARTS)
    for number, (one, _) in enumerate(objects(whole)):
        for name in [*one, "more"]:
            changed = copy.deepcopy(whole)
            target = list(objects(changed))[number][0]
            if name == "more":
                target[name] = None
            else:
                del target[name]
            assert not VALIDATOR.is_valid(changed), name
            assert list(shape(changed, "answer", "answer")), name


@pytest.mark.parametrize(
    "name, wrong",
    [
        ("start", -1),
        ("start", 1.5),
        ("end", "3"),
        ("kind", "rumour"),
        ("verdict", "true"),
        ("p", 1.01),
        ("p", "0.9"),
        ("text", None),
        ("code", 4),
    ],
)
def test_fields_have_one_type(name: str, wrong: Any) -> None:
    changed = answer()
    changed["claims"][0][name] = wrong
    assert not VALIDATOR.is_valid(changed)


def test_the_checker_knows_the_same_fields_types_and_words() -> None:
    types = {
        "text": "string",
        "bool": "boolean",
        "whole": "integer",
        "number": "number",
        "whole or text": "integer string",
    }
    for name, part in PARTS.items():
        fields = dict(field.split(": ") for field in SHAPES[name].split(", "))
        assert set(fields) == set(part["properties"])
        for field, spec in fields.items():
            stated = part["properties"][field]
            kind = spec.rstrip("?")
            if "|" in kind:
                assert stated["enum"] == kind.split("|") + [None] * spec.endswith("?")
            elif kind.startswith("["):
                assert stated["items"] == {"$ref": f"#/$defs/{kind[1:-1]}"}
            elif field != "schema":
                listed = [stated["type"]] if isinstance(stated["type"], str) else stated["type"]
                assert listed == types[kind].split() + ["null"] * spec.endswith("?"), field


STANCES = ((), ("supports",), ("contradicts",), ("supports", "contradicts"), ("supports", "supports"))


@pytest.mark.parametrize("verdict", sorted(GROUNDS))
@pytest.mark.parametrize("stances", STANCES)
@pytest.mark.parametrize("code", [None, "2 + 2"])
def test_schema_and_checker_agree_on_what_a_verdict_stands_on(
    verdict: str, stances: tuple[str, ...], code: str | None
) -> None:
    made = answer(verdict, stances, code)
    checker = Checker()
    checker.claim(made["claims"][0], "claims[0]", made["answer"], 0)
    assert VALIDATOR.is_valid(made) == (not checker.failures)


def test_every_field_is_explained_once_and_no_other() -> None:
    told = set(re.findall(r"`([a-z_0-9]+)`", "\n".join(re.findall(r"^\| (.*?) \|", PAGE, re.M))))
    words = set(SCHEMA["$defs"]["claim"]["properties"]["verdict"]["enum"])
    assert told - words == {name for part in PARTS.values() for name in part["properties"]}
    assert words <= told
    for part in ("kind", "verdict"):
        assert all(f"`{word}`" in PAGE for word in SCHEMA["$defs"]["claim"]["properties"][part]["enum"])
    assert all(f"`{word}`" in PAGE for word in SCHEMA["$defs"]["evidence"]["properties"]["source"]["enum"])


def test_the_example_of_the_page_holds() -> None:
    VALIDATOR.validate(EXAMPLE)
    checker = Checker()
    for claim in EXAMPLE["claims"]:
        checker.claim(claim, "claim", EXAMPLE["answer"], 0)
    assert checker.failures == []
