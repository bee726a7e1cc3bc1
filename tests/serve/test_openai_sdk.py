"""OpenAI's own client against our server and, with --upstream, against a model server behind it: nothing unusual is needed."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from necker.knowledge.library import Library
from tests.assistant.model_server import ModelServer, Said, error, message
from tests.serve.running import TOKEN, running, small_serving
from tests.serve.test_upstream import SSE, TEXT, stream

openai = pytest.importorskip("openai", reason="needs OpenAI's client: pip install openai")

QUESTION: list[Any] = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": "Qui a peint la Joconde ?"},
]


@pytest.fixture(scope="module")
def url(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(small_serving(library, tmp_path_factory.mktemp("home"))) as address:
        yield f"{address}/v1"


@pytest.fixture
def client(url: str) -> Iterator[Any]:
    with openai.OpenAI(base_url=url, api_key=TOKEN, max_retries=0) as made:
        yield made


@contextmanager
def between(library: Library, home: Path, *script: Any) -> Iterator[Any]:
    """A client of Necker before a model server that plays the script."""
    with (
        ModelServer(*script) as model,
        running(small_serving(library, home, model.url)) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key=TOKEN, max_retries=0) as made,
    ):
        yield made


def test_models(client: Any) -> None:
    assert [model.id for model in client.models.list()] == ["necker", "seed"]
    assert client.models.retrieve("necker").owned_by == "necker"


def test_a_chat(client: Any) -> None:
    answer = client.chat.completions.create(model="necker", messages=QUESTION)
    choice = answer.choices[0]
    assert "Léonard de Vinci" in choice.message.content
    assert choice.finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
    cited = choice.message.annotations[0].url_citation
    claim = answer.necker["claims"][0]
    assert choice.message.content[cited.start_index : cited.end_index] == claim["text"]
    assert cited.url.startswith("https://fr.example.org/")
    assert claim["verdict"] == "supported"
    quoted = claim["quotations"][0]
    assert quoted["quote"] == quoted["passage"][quoted["start"] : quoted["end"]]


def test_a_streamed_chat(client: Any) -> None:
    options = {"include_usage": True}
    chunks = list(
        client.chat.completions.create(model="necker", messages=QUESTION, stream=True, stream_options=options)
    )
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert "Léonard de Vinci" in text
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 2) + ["stop"]
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens > 0
    told = [chunk.necker for chunk in chunks if getattr(chunk, "necker", None)]
    assert told[-1]["done"] and told[-1]["claims"] == [claim for each in told[:-1] for claim in each["claims"]]


def test_the_stream_helper_adds_it_all_up(client: Any) -> None:
    with client.chat.completions.stream(
        model="necker", messages=QUESTION, stream_options={"include_usage": True}
    ) as events:
        for _ in events:
            pass
        answer = events.get_final_completion()
    assert "Léonard de Vinci" in answer.choices[0].message.content
    assert answer.choices[0].message.annotations
    assert answer.usage.total_tokens > 0


def test_without_include_usage_there_is_none(client: Any) -> None:
    chunks = list(client.chat.completions.create(model="necker", messages=QUESTION, stream=True))
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_tools_and_fields_unheard_of_are_accepted(client: Any) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    talk = [
        *QUESTION,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": "x"},
    ]
    answer = client.chat.completions.create(
        model="necker",
        messages=talk,
        tools=[tool],
        user="me",
        presence_penalty=0.1,
        seed=3,
        extra_body={"odd": {"a": 1}},
    )
    assert answer.choices[0].finish_reason == "stop"


def test_a_picture_and_a_sound(client: Any) -> None:
    drawn = client.images.generate(model="seed", prompt="soleil", n=2, response_format="b64_json")
    pictures = [base64.b64decode(each.b64_json) for each in drawn.data]
    assert len(pictures) == 2
    assert all(each.startswith(b"\x89PNG") for each in pictures)
    address = "data:image/png;base64," + drawn.data[0].b64_json
    parts = [{"type": "text", "text": "Qu’est-ce ?"}, {"type": "image_url", "image_url": {"url": address}}]
    answer = client.chat.completions.create(model="necker", messages=[{"role": "user", "content": parts}])
    assert answer.model == "necker"
    assert answer.necker["model"] == "seed" and answer.necker["notice"]

    spoken = client.audio.speech.create(model="seed", voice="default", input="sept", response_format="wav").read()
    with wave.open(io.BytesIO(spoken)) as file:
        assert file.getframerate() == 16_000 and file.getnframes() > 1000
    heard = client.audio.transcriptions.create(model="seed", file=("s.wav", spoken), language="fr")
    assert isinstance(heard.text, str)
    sound = {"data": base64.b64encode(spoken).decode(), "format": "wav"}
    asked = [*QUESTION[1:], {"role": "user", "content": [{"type": "input_audio", "input_audio": sound}]}]
    assert client.chat.completions.create(model="necker", messages=asked).choices[0].message.content


def test_speech_without_a_format_is_mp3_and_streams(client: Any) -> None:
    pytest.importorskip("soundfile")
    with client.audio.speech.with_streaming_response.create(model="seed", voice="default", input="sept") as response:
        assert response.headers["content-type"] == "audio/mpeg"
        assert b"".join(response.iter_bytes())[:1] == b"\xff"


@pytest.mark.parametrize("form", ["json", "text", "verbose_json", "srt", "vtt"])
def test_transcriptions_in_every_form(client: Any, form: str) -> None:
    spoken = client.audio.speech.create(model="seed", voice="default", input="sept", response_format="wav").read()
    heard = client.audio.transcriptions.create(
        model="seed", file=("s.wav", spoken), language="fr", response_format=form
    )
    if form == "verbose_json":
        assert heard.duration > 0 and heard.language == "french" and heard.segments[0].text == heard.text
    elif form != "json":
        assert ("-->" in heard) == (form in ("srt", "vtt"))
    events = list(client.audio.transcriptions.create(model="seed", file=("s.wav", spoken), language="fr", stream=True))
    assert events[-1].type == "transcript.text.done"
    assert "".join(each.delta for each in events[:-1]) == events[-1].text


def test_errors_are_the_clients_own(client: Any, url: str) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-5", messages=QUESTION)
    assert unknown.value.code == "model_not_found" and unknown.value.param == "model"
    assert unknown.value.request_id
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="necker", messages=[])
    with pytest.raises(openai.BadRequestError) as fetched:
        parts = [{"type": "image_url", "image_url": {"url": "http://127.0.0.1/a.png"}}]
        client.chat.completions.create(model="necker", messages=[{"role": "user", "content": parts}])
    assert "image_url" in fetched.value.param
    with pytest.raises(openai.BadRequestError):
        client.audio.speech.create(model="seed", voice="alloy", input="sept")
    with pytest.raises(openai.BadRequestError):
        client.audio.transcriptions.create(model="seed", file=("a.wav", b"no sound at all"))
    with pytest.raises(openai.AuthenticationError), openai.OpenAI(base_url=url, api_key="wrong") as stranger:
        stranger.models.list()


def test_from_asyncio(url: str) -> None:
    async def ask() -> tuple[Any, list[Any]]:
        async with openai.AsyncOpenAI(base_url=url, api_key=TOKEN) as client:
            whole = client.chat.completions.create(model="necker", messages=QUESTION)
            streamed = await client.chat.completions.create(model="necker", messages=QUESTION, stream=True)
            return await whole, [chunk async for chunk in streamed]

    answer, chunks = asyncio.run(ask())
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == answer.choices[0].message.content


def test_a_script_pointed_at_upstream(library: Library, tmp_path: Path) -> None:
    """What a script that knows nothing of us sees is what its own model says; what it may look at besides are verdicts."""
    script = [
        Said(200, b"".join(stream(TEXT)), SSE),
        Said(200, b"".join(stream(TEXT)), SSE),
        message(TEXT),
        error(404, "no x"),
    ]
    with between(library, tmp_path, *script) as client:
        assert client.models.list().data[0].id == "tiny"
        asked: Any = {"model": "tiny", "messages": QUESTION}
        chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
        with client.chat.completions.stream(**asked) as events:
            added = [event.type for event in events]
            final = events.get_final_completion()
        whole = client.chat.completions.create(**asked)
        with pytest.raises(openai.NotFoundError, match="no x"):
            client.chat.completions.create(**asked)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
    assert final.choices[0].message.content == whole.choices[0].message.content == TEXT
    assert (final.choices[0].finish_reason, final.usage.total_tokens) == ("stop", 7)
    assert added.count("content.done") == 1
    told = [chunk.necker for chunk in chunks if getattr(chunk, "necker", None)]
    assert told[-1]["claims"] == whole.necker["claims"]
    assert json.dumps(whole.necker)


def test_an_error_in_mid_stream_is_raised(library: Library, tmp_path: Path) -> None:
    def broken(connection: Any, stop: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99999\r\n\r\n")
        connection.sendall(stream("The")[1])

    with between(library, tmp_path, Said(raw=broken)) as client:
        streamed = client.chat.completions.create(model="tiny", messages=QUESTION, stream=True)
        with pytest.raises(openai.APIError, match="does not answer"):
            list(streamed)
