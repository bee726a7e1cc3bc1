"""docs/reference/openapi.json and api.md name the routes of the page's API, all of them and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from necker.serve.app import create_app
from necker.serve.serving import Serving

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
OPENAPI = json.loads((REFERENCE / "openapi.json").read_text("utf-8"))


def served(serving: Serving) -> set[tuple[str, str]]:
    """(method, path) of each route under /api."""
    found: set[tuple[str, str]] = set()
    for route in create_app(serving).routes:
        path = re.sub(r":\w+\}", "}", getattr(route, "path", ""))
        if path.startswith("/api/"):
            found |= {(method, path) for method in getattr(route, "methods", set()) - {"HEAD"}}
    return found


def test_every_route_is_described_and_no_other(serving: Serving) -> None:
    described = {(method.upper(), path) for path, methods in OPENAPI["paths"].items() for method in methods}
    assert described == served(serving)


def test_every_route_is_in_the_words_of_api_md(serving: Serving) -> None:
    words = (REFERENCE / "api.md").read_text("utf-8")
    named = set(re.findall(r"`?(GET|POST|PATCH|DELETE) (/api/[\w/{}]*)", words))
    assert named == served(serving)


def test_every_schema_is_sound_and_every_reference_leads_somewhere() -> None:
    schemas = OPENAPI["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(OPENAPI)
    assert set(re.findall(r'"#/components/schemas/(\w+)"', text)) == set(schemas)


def test_what_is_described_is_what_comes(client: TestClient) -> None:
    """The routes that need nothing to be there; the others are held by the tests of what they do."""
    client.post("/api/ask", json={"question": "Who painted the Mona Lisa?"})
    client.post("/api/memory", json={"text": "something"})
    for path, methods in OPENAPI["paths"].items():
        if "{" in path or "get" not in methods or path == "/api/example":
            continue
        shape = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**shape, "components": OPENAPI["components"]}).validate(client.get(path).json())
    error = {**OPENAPI["components"]["schemas"]["Error"], "components": OPENAPI["components"]}
    Draft202012Validator(error).validate(client.get("/api/conversations?limit=x").json())
