"""The `llm` program against our server, and against a model server behind it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from necker.knowledge.library import Library
from tests.assistant.model_server import ModelServer, Said
from tests.serve.running import TOKEN, running, small_serving
from tests.serve.test_upstream import SSE, TEXT, stream

pytestmark = pytest.mark.skipif(importlib.util.find_spec("llm") is None, reason="needs llm: pip install llm")


@pytest.fixture(scope="module")
def url(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(small_serving(library, tmp_path_factory.mktemp("home"))) as address:
        yield f"{address}/v1"


def llm(url: str, folder: Path, *words: str, key: str = TOKEN) -> tuple[int, str]:
    """(exit code, what it says)."""
    command = [sys.executable, "-m", "llm", "openai", "endpoint", url, *words, "--key", key]
    told = os.environ | {"LLM_USER_PATH": str(folder)}
    done = subprocess.run(command, env=told, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout.strip() if done.returncode == 0 else done.stderr


def test_it_lists_the_models(url: str, tmp_path: Path) -> None:
    assert llm(url, tmp_path, "--models")[1].split() == ["necker", "seed"]


@pytest.mark.parametrize("how", [(), ("--no-stream",), ("-T", "llm_version"), ("-o", "temperature", "0.5")])
def test_it_gets_the_answer(url: str, tmp_path: Path, how: tuple[str, ...]) -> None:
    code, said = llm(url, tmp_path, "-m", "necker", *how, "Qui a peint la Joconde ?")
    assert code == 0 and "Léonard de Vinci" in said


def test_it_says_what_is_wrong(url: str, tmp_path: Path) -> None:
    assert "there is no model" in llm(url, tmp_path, "-m", "gpt-5", "?")[1]
    assert "token" in llm(url, tmp_path, "-m", "necker", "?", key="wrong")[1]
    assert "no such format" in llm(url, tmp_path, "-m", "necker", "--schema", '{"type": "object"}', "?")[1]


def test_it_sees_the_answer_of_its_own_model_alone(library: Library, tmp_path: Path) -> None:
    script = Said(200, b"".join(stream(TEXT)), SSE)
    with ModelServer(script) as model, running(small_serving(library, tmp_path, model.url)) as address:
        assert llm(f"{address}/v1", tmp_path, "-m", "tiny", "?") == (0, TEXT)
