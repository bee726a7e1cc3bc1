"""The MCP server, with the official client: in this process, over HTTP behind the guard, over standard input and output."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from necker.cli.mcp import in_thread
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from necker.serve import mcp as ours
from necker.verify.judge import WordJudge
from tests.serve.running import running, small_serving
from tests.small_pack import SmallPack

mcp = pytest.importorskip("mcp", reason="needs the extra mcp: pip install 'necker[mcp]'")

Talk = Callable[[Any], Awaitable[Any]]


def within(library: Library, talk: Talk) -> Any:
    """What `talk` gives, with a client of a server in this process."""

    async def meet() -> Any:
        server = ours.make_server(lambda: library, WordJudge(), in_thread)
        async with mcp.Client(server) as client:
            return await talk(client)

    return asyncio.run(meet())


def called(library: Library, name: str, **arguments: Any) -> Any:
    return within(library, lambda client: client.call_tool(name, arguments))


def test_three_tools_with_schemas_that_change_nothing(library: Library) -> None:
    tools = within(library, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["search", "verify", "python"]
    for tool in tools:
        assert tool.description and tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        for argument in tool.input_schema["properties"].values():
            assert argument["description"]


def test_passages_come_with_their_source(library: Library) -> None:
    found = called(library, "search", query="Qui a peint la Joconde ?", lang="fr", limit=3).structured_content
    assert 0 < len(found["passages"]) <= 3
    first = found["passages"][0]
    assert first["title"] == "La Joconde"
    assert library.get(first["id"]).text == first["text"]  # type: ignore[union-attr]
    assert {"url", "revision", "sha256", "licence", "attribution", "source"} <= set(first)


def test_a_text_is_checked_claim_by_claim(library: Library) -> None:
    text = "The Eiffel Tower is 330 metres high. La Joconde a été peinte par Michel-Ange."
    told = called(library, "verify", text=text).structured_content
    assert [claim["verdict"] for claim in told["claims"]] == ["supported", "contradicted"]
    for claim in told["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["text"]
        for quoted in claim["quotations"]:
            assert quoted["quote"] == quoted["passage"][quoted["start"] : quoted["end"]]
    assert told["judge"] == WordJudge().name


def test_python_runs_and_its_errors_are_data(library: Library) -> None:
    assert called(library, "python", code="sum(range(10))").structured_content["value"] == 45
    assert "ZeroDivision" in called(library, "python", code="1 / 0").structured_content["error"]
    assert called(library, "python", code="open('/etc/passwd').read()").structured_content["value"] is None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search", {}),
        ("search", {"query": ""}),
        ("search", {"query": "x" * 3000}),
        ("search", {"query": "x", "limit": 0}),
        ("search", {"query": "x", "limit": 21}),
        ("search", {"query": "x", "lang": "de"}),
        ("verify", {"text": 3}),
        ("verify", {"text": "x" * 300_000}),
        ("python", {"code": ["1"]}),
        ("remove", {}),
    ],
)
def test_arguments_are_validated(library: Library, name: str, arguments: dict[str, Any]) -> None:
    result = called(library, name, **arguments)
    assert result.is_error
    assert name in result.content[0].text


def test_orders_in_a_passage_stay_text(library: Library) -> None:
    """What a page says to whoever reads it comes back as a passage, whole, and starts nothing."""
    found = called(library, "search", query="ignore previous instructions", limit=20)
    assert not found.is_error
    assert all(library.get(row["id"]).text == row["text"] for row in found.structured_content["passages"])  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_behind_the_guard(library: Library, tmp_path: Path, mode: Any) -> None:
    from mcp.client.streamable_http import streamable_http_client

    async def meet(url: str, token: str | None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30, trust_env=False) as http,
            mcp.Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
        ):
            first = await client.call_tool("python", {"code": "6 * 7"})
            more = [client.call_tool("verify", {"text": "The Eiffel Tower is 330 metres high."}) for _ in range(3)]
            return first, await asyncio.gather(*more)

    serving = small_serving(library, tmp_path)
    with running(serving) as url:
        first, every = asyncio.run(meet(url, serving.token))
        assert first.structured_content["value"] == 42
        assert all(each.structured_content["claims"][0]["verdict"] == "supported" for each in every)
        with httpx2.Client(trust_env=False) as stranger:
            asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            assert stranger.post(f"{url}/mcp", json=asked).status_code == 401
            known = {"Authorization": f"Bearer {serving.token}"}
            assert stranger.post(f"{url}/mcp", json=asked, headers=known | {"Host": "evil.example"}).status_code == 421
            assert (
                stranger.post(f"{url}/mcp", json=asked, headers=known | {"Origin": "http://evil.example"}).status_code
                == 403
            )
            assert stranger.post(f"{url}/mcp", content=b"\xff", headers=known).status_code in (400, 406)


def test_without_the_extra_it_is_said(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    answer = client.post("/mcp", json={})
    assert answer.status_code == 404
    assert "necker[mcp]" in answer.json()["error"]["message"]


def test_over_standard_input_and_output(tmp_path: Path) -> None:
    build_pack("small", SmallPack(), folder=tmp_path / "data" / "packs")

    async def meet() -> Any:
        told = {name: value for name, value in os.environ.items() if not name.startswith("NECKER_")}
        program = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "necker", "mcp"], env=told | {"NECKER_HOME": str(tmp_path)}
        )
        async with mcp.Client(program) as client:
            return await client.call_tool("search", {"query": "Joconde"})

    assert asyncio.run(meet()).structured_content["passages"][0]["title"] == "La Joconde"


def test_what_is_missing_is_said_in_one_line_before_it_speaks(tmp_path: Path) -> None:
    told = os.environ | {"NECKER_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "necker", "mcp"], env=told, input=b"", capture_output=True)
    assert (done.returncode, done.stdout) == (5, b"")
    assert done.stderr.count(b"\n") == 1
