"""What the tests of security share: every route there is, the code of a refusal, a request with just these headers."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from necker.serve.app import create_app
from necker.serve.serving import Serving
from tests.serve.conftest import PORT

HERE = f"127.0.0.1:{PORT}"
READ = ("/api/status", "/api/conversations", "/api/memory", "/api/documents", "/api/example", "/api/lab/records")


def everything(serving: Serving) -> list[tuple[str, str]]:
    """Every route with each of its methods; ids and names are filled in."""
    found = []
    for route in create_app(serving).routes:
        path = re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            found.append((method, path))
    return [(method, path) for method, path in found if path not in ("/", "/x")]


def code(answer: Any) -> str:
    """The code of an error object; every refusal is one."""
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert {"message", "type", "param", "code"} <= set(error)
    return str(error["code"])


def raw(serving: Serving, headers: list[tuple[bytes, bytes]], method: str = "GET", path: str = "/api/status") -> int:
    """The status of a request with just these headers."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""}
    asyncio.run(create_app(serving)(scope, receive, send))
    return int(sent[0]["status"])
