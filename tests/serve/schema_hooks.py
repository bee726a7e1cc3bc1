"""What schemathesis is told of streams, which OpenAPI cannot describe: each event has the shape of docs/reference/api.md.

    SCHEMATHESIS_HOOKS=tests.serve.schema_hooks schemathesis run docs/reference/openapi.json ...

It is no test of pytest's: it needs a server that runs.  The command and what came of it are in docs/benchmarks.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from jsonschema import Draft202012Validator

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
ANSWER = json.loads((REFERENCE / "answer.schema.json").read_text("utf-8"))
ERROR = json.loads((REFERENCE / "openapi.json").read_text("utf-8"))["components"]["schemas"]["Error"]
SHAPES: dict[str, dict[str, Any]] = {
    "start": {"required": ["conversation", "message", "model", "judge"]},
    "text": {"properties": {"delta": {"type": "string"}}, "required": ["delta"]},
    "checking": {
        "properties": {"done": {"type": "integer"}, "total": {"type": "integer"}},
        "required": ["done", "total"],
    },
    "claim": {"required": ["index", "claim"]},
    "answer": {"required": ["message"]},
    "failed": ERROR,
    "file": {"properties": {"ok": {"type": "boolean"}}, "required": ["name", "ok", "why"]},
    "done": {"required": ["pages", "passages"]},
}
LAST = ("answer", "failed", "done")
READ = 20  # events of a stream, after which schemathesis reads no further


def told(body: str) -> Iterator[tuple[str, Any]]:
    """The events of a stream: (name, data), comments left out.  Nothing of Necker is imported here: it may be elsewhere."""
    for part in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.split("\n") if line and not line.startswith(":"))
        if fields:
            yield fields["event"], json.loads(fields["data"])


@schemathesis.check
def streams_are_as_described(ctx: Any, response: Any, case: Any) -> None:
    """Each event has its shape, and the last is one that ends a stream."""
    if not response.headers.get("content-type", [""])[0].startswith("text/event-stream"):
        return
    found = list(told(response.content.decode("utf-8")))
    names = [name for name, _ in found]
    assert len(names) >= READ or set(names[-1:]) & set(LAST), f"the stream ends with {names[-1:]}"
    assert not set(names[:-1]) & set(LAST), f"the stream goes on after its end: {names}"
    for name, data in found:
        assert name in SHAPES, f"an event that is not described: {name}"
        Draft202012Validator(SHAPES[name]).validate(data)
        if name == "answer":
            Draft202012Validator(ANSWER).validate({key: value for key, value in data.items() if key != "message"})
