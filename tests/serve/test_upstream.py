"""--upstream: the answer of the user's own model goes through untouched, and its claims get their verdicts."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from necker.core.errors import MissingError, RefusedError, UsageError
from necker.core.network import set_offline
from necker.knowledge.library import Library
from necker.serve.app import create_app
from necker.serve.serving import Serving
from necker.serve.upstream import Upstream, check_address
from tests.assistant.model_server import ModelServer, Said, data, error, message
from tests.serve.running import TOKEN, running, small_serving

SSE = {"Content-Type": "text/event-stream"}
HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 5, "model": "tiny"}
ASKED = {"model": "tiny", "messages": [{"role": "user", "content": "?"}], "stream": True, "odd": [1.50, "é"]}
TEXT = "The Eiffel Tower is 330 metres high 🗼. La Joconde a été peinte par Michel-Ange. I think it is nice. 2 + 2 = 5."


def chunk(delta: dict[str, Any] | None, finish: str | None = None, index: int = 0, **more: Any) -> bytes:
    choices = [] if delta is None else [{"index": index, "delta": delta, "finish_reason": finish}]
    return b"data: " + json.dumps({**HEAD, "choices": choices, **more}, ensure_ascii=False).encode() + b"\n\n"


def stream(text: str, *, size: int = 5) -> list[bytes]:
    """A stream as servers send it: the role, the text in pieces, the end, the usage."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    return [
        chunk({"role": "assistant", "content": None}),
        *(chunk({"content": piece}) for piece in pieces),
        chunk({}, "stop"),
        chunk(None, usage=usage),
        b"data: [DONE]\n\n",
    ]


@contextmanager
def between(library: Library, home: Path, *script: Any, **options: Any) -> Iterator[tuple[httpx2.Client, ModelServer]]:
    """A client of Necker before a model server that plays the script."""
    with ModelServer(*script, **options) as model:
        serving = small_serving(library, home, model.url)
        with running(serving) as url:
            headers = {"Authorization": f"Bearer {serving.token}", "Content-Type": "application/json"}
            with httpx2.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client:
                yield client, model


def parsed(body: bytes) -> tuple[list[bytes], list[dict[str, Any]]]:
    """(the events that are not ours, as bytes; what ours hold)."""
    events = [event + b"\n\n" for event in body.split(b"\n\n") if event and not event.startswith(b": ")]
    ours = [json.loads(event[6:]) for event in events if b'"necker"' in event]
    return [event for event in events if b'"necker"' not in event], ours


def ask(client: httpx2.Client, **more: Any) -> httpx2.Response:
    return client.post("/v1/chat/completions", content=json.dumps(ASKED | more, ensure_ascii=False).encode())


def test_the_stream_goes_through_byte_for_byte(library: Library, tmp_path: Path) -> None:
    sent = stream(TEXT)
    with between(library, tmp_path, Said(200, b"".join(sent), SSE)) as (client, _):
        answer = ask(client)
    theirs, ours = parsed(answer.content)
    assert theirs == sent
    assert ours
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_what_is_added_shows_a_client_nothing(library: Library, tmp_path: Path) -> None:
    with between(library, tmp_path, Said(200, b"".join(stream(TEXT)), SSE)) as (client, _):
        answer = ask(client)
    for event in parsed(answer.content)[1]:
        assert {key: event[key] for key in HEAD} == HEAD
        assert event["choices"] == [{"index": 0, "delta": {"content": ""}, "finish_reason": None}]
    last_of_ours = answer.content.rindex(b'"necker"')
    assert last_of_ours < answer.content.index(b'"stop"'), "what follows the end is read from the last event alone"


def test_every_sentence_gets_its_verdict_and_exact_offsets(library: Library, tmp_path: Path) -> None:
    with between(library, tmp_path, Said(200, b"".join(stream(TEXT)), SSE)) as (client, _):
        told = [event["necker"] for event in parsed(ask(client).content)[1]]
    assert [each["done"] for each in told] == [False] * (len(told) - 1) + [True]
    claims = told[-1]["claims"]
    assert [TEXT[claim["start"] : claim["end"]] for claim in claims] == [claim["text"] for claim in claims]
    assert [claim["verdict"] for claim in claims] == ["supported", "contradicted", "not_checkable", "contradicted"]
    assert claims[0]["quotations"][0]["quote"]
    before = [claim for each in told[:-1] for claim in each["claims"]]
    assert before == claims[: len(before)], "those sent on the way are those at the end"


def test_verdicts_come_while_the_model_still_speaks(library: Library, tmp_path: Path) -> None:
    heard = threading.Event()

    def slow(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        connection.sendall(chunk({"content": "The Eiffel Tower is 330 metres high. "}) + chunk({"content": "It"}))
        heard.wait(20)
        connection.sendall(chunk({"content": " is in Paris."}) + chunk({}, "stop") + b"data: [DONE]\n\n")

    body = b""
    with (
        between(library, tmp_path, Said(raw=slow)) as (client, _),
        client.stream("POST", "/v1/chat/completions", json=ASKED) as answer,
    ):
        for piece in answer.iter_bytes():
            body += piece
            if b'"verdict"' in body and not heard.is_set():
                assert b" is in Paris" not in body
                heard.set()
    assert heard.is_set()
    assert len(parsed(body)[1][-1]["necker"]["claims"]) == 2


def test_the_request_goes_through_byte_for_byte_with_its_own_key(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NECKER_UPSTREAM_KEY", "sk-of-the-model")
    with between(library, tmp_path, message("Hello.")) as (client, model):
        ask(client)
        headers = model.asked[0].headers
    assert model.asked[0].body == ASKED
    assert headers["authorization"] == "Bearer sk-of-the-model"
    assert headers["content-length"] == str(len(json.dumps(ASKED, ensure_ascii=False).encode()))
    assert "a-token" not in str(headers)


def test_without_a_key_none_is_sent(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NECKER_UPSTREAM_KEY", raising=False)
    with between(library, tmp_path, message("Hello.")) as (client, model):
        ask(client)
        assert "authorization" not in model.asked[0].headers


def test_an_answer_that_comes_whole_gains_one_key(library: Library, tmp_path: Path) -> None:
    body = b'{"choices": [{"index": 0, "message": {"content": "The Eiffel Tower is 330 metres high."}}], "x": 1.50}\n'
    with between(library, tmp_path, Said(200, body)) as (client, _):
        got = ask(client, stream=False).content
    assert got.startswith(body.rstrip()[:-1])
    told = json.loads(got)["necker"]
    assert told["done"]
    assert [claim["verdict"] for claim in told["claims"]] == ["supported"]


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b"<html>", b"{", b'{"choices": 3}', b'{"choices": [3, {}, {"message": 1}]}']
)
def test_what_is_no_completion_goes_through(library: Library, tmp_path: Path, body: bytes) -> None:
    with between(library, tmp_path, Said(200, body)) as (client, _):
        got = ask(client, stream=False)
    assert got.status_code == 200
    assert got.content.startswith(body[:-1])


def test_an_answer_without_text_is_left_alone(library: Library, tmp_path: Path) -> None:
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    sent = chunk({"role": "assistant", "tool_calls": [call]}) + chunk({}, "tool_calls") + b"data: [DONE]\n\n"
    with between(library, tmp_path, Said(200, sent, SSE)) as (client, _):
        assert ask(client).content == sent


def test_code_and_thoughts_are_not_claims(library: Library, tmp_path: Path) -> None:
    text = "<think>The Eiffel Tower is 5 metres high.</think>Look.\n```\nThe Eiffel Tower is 6 metres high.\n```\nThe Eiffel Tower is 330 metres high.\n"
    with between(library, tmp_path, Said(200, b"".join(stream(text)), SSE)) as (client, _):
        told = [event["necker"] for event in parsed(ask(client).content)[1]]
    every = [claim["text"] for each in told for claim in each["claims"] if claim["verdict"] != "not_checkable"]
    assert set(every) == {"The Eiffel Tower is 330 metres high."}
    assert "1 line of code" in told[-1]["notice"]


def test_choices_are_judged_apart(library: Library, tmp_path: Path) -> None:
    sent = chunk({"content": "The Eiffel Tower is 330 metres high."}) + chunk(
        {"content": "The Eiffel Tower is 5 metres high."}, index=1
    )
    sent += chunk({}, "stop") + chunk({}, "stop", index=1) + b"data: [DONE]\n\n"
    with between(library, tmp_path, Said(200, sent, SSE)) as (client, _):
        theirs, ours = parsed(ask(client).content)
    assert b"".join(theirs) == sent
    assert [(claim["choice"], claim["verdict"]) for claim in ours[-1]["necker"]["claims"]] == [
        (0, "supported"),
        (1, "contradicted"),
    ]


@pytest.mark.parametrize("end", [b"", b"data: [DONE]\n\n", b"data: [DONE]"])
def test_a_server_that_does_not_say_why_it_ends(library: Library, tmp_path: Path, end: bytes) -> None:
    sent = chunk({"content": "The Eiffel Tower is 330 metres high."}) + end
    with between(library, tmp_path, Said(200, sent, SSE)) as (client, _):
        body = ask(client).content
    assert b'"done": true' in body
    assert body.endswith(end)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_events_are_found_whatever_ends_their_lines(library: Library, tmp_path: Path, newline: bytes) -> None:
    sent = b"".join(stream("The Eiffel Tower is 330 metres high.", size=3)).replace(b"\n", newline)
    with between(library, tmp_path, Said(200, sent, SSE)) as (client, _):
        body = ask(client).content
    assert b'"done": true' in body
    assert body.startswith(chunk({"role": "assistant", "content": None}).replace(b"\n", newline))


def test_without_a_library_the_answer_comes_all_the_same(library: Library, tmp_path: Path) -> None:
    def none() -> Library:
        raise MissingError("no pack is installed", do="necker wiki add vital")

    sent = stream(TEXT)
    with ModelServer(Said(200, b"".join(sent), SSE), message(TEXT)) as model:
        serving = Serving(tmp_path, None, open_library=none, upstream=model.url)
        with running(serving) as url, httpx2.Client(base_url=url, trust_env=False) as client:
            theirs, ours = parsed(ask(client).content)
            whole = ask(client, stream=False).json()
    assert theirs == sent
    for told in (ours[-1]["necker"], whole["necker"]):
        assert told["error"]["code"] == "not_installed"
        assert told["claims"] == []


@pytest.mark.parametrize("status", [400, 401, 404, 413, 429, 500, 503])
def test_errors_keep_their_status_and_their_words(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("NECKER_UPSTREAM_KEY", "sk-very-secret")
    said = error(status, "wrong key sk-very-secret, try later")
    said.headers["Retry-After"] = "7"
    said.headers["Set-Cookie"] = "a=b"
    with between(library, tmp_path, said) as (client, _):
        got = ask(client)
    told = got.json()["error"]
    assert got.status_code == status
    assert "wrong key ***, try later" in told["message"]
    assert {"message", "type", "param", "code"} <= set(told)
    assert told["type"] == "invalid_request_error"
    assert b"very-secret" not in got.content
    assert got.headers["retry-after"] == "7"
    assert "set-cookie" not in got.headers
    assert got.headers["x-request-id"]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (Said(500, b"<html>boom</html>"), 500, "upstream_error"),
        (Said(502, b""), 502, "upstream_error"),
        (data({"error": "model 'x' not found"}, 404), 404, "upstream_error"),
        (data({"detail": [{"loc": 1}]}, 422), 422, "upstream_error"),
        (Said(302, b"", {"Location": "http://127.0.0.1:1/"}), 502, "upstream_redirect"),
    ],
)
def test_whatever_goes_wrong_is_an_error_object(
    library: Library, tmp_path: Path, said: Said, status: int, code: str
) -> None:
    with between(library, tmp_path, said) as (client, model):
        got = ask(client)
        assert len(model.asked) == 1
    assert (got.status_code, got.json()["error"]["code"]) == (status, code)
    assert "<html>" not in got.text


def test_a_server_that_is_not_there(library: Library, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with running(small_serving(library, tmp_path, f"http://127.0.0.1:{port}/v1")) as url:
        got = httpx2.post(
            f"{url}/v1/chat/completions",
            json=ASKED,
            headers={"Authorization": f"Bearer {TOKEN}"},
            trust_env=False,
        )
    assert (got.status_code, got.json()["error"]["code"]) == (502, "upstream_unreachable")


def test_a_stream_that_breaks_off_ends_with_an_error(library: Library, tmp_path: Path) -> None:
    def broken(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = chunk({"content": "The Eiffel"})
        connection.sendall(b"%x\r\n%s\r\n" % (len(sent), sent))

    with between(library, tmp_path, Said(raw=broken)) as (client, _):
        body = ask(client).content
    events = body.strip().split(b"\n\n")
    assert b"The Eiffel" in events[0]
    assert json.loads(events[-1][6:])["error"]["code"] == "upstream_unreachable"


@pytest.mark.parametrize("speaks", [False, True])
def test_when_the_client_leaves_the_model_stops(library: Library, tmp_path: Path, speaks: bool) -> None:
    left, begun = threading.Event(), threading.Event()

    def endless(connection: socket.socket, stop: threading.Event) -> None:
        if speaks:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            connection.sendall(chunk({"content": "The Eiffel Tower is "}))
        begun.set()
        connection.settimeout(20)
        if connection.recv(1) == b"":
            left.set()

    with between(library, tmp_path, Said(raw=endless)) as (client, _):
        raw = socket.create_connection((client.base_url.host, client.base_url.port or 0))
        body = json.dumps(ASKED).encode()
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{client.base_url.port}\r\nContent-Length: {len(body)}\r\n"
        head += f"Content-Type: application/json\r\nAuthorization: {client.headers['Authorization']}\r\n\r\n"
        raw.sendall(head.encode() + body)
        assert begun.wait(10)
        if speaks:
            assert raw.recv(100)
        raw.close()
        assert left.wait(10)


def test_the_models_are_those_of_the_server(library: Library, tmp_path: Path) -> None:
    with between(library, tmp_path, data({"object": "list", "data": [{"embedding": [0.5]}]})) as (client, model):
        assert [row["id"] for row in client.get("/v1/models").json()["data"]] == ["tiny", "other"]
        assert client.post("/v1/embeddings", json={"input": "a"}).json()["data"] == [{"embedding": [0.5]}]
        assert client.get("/v1/models/org/name:7b").status_code == 200
        assert model.asked[-1].path == "/v1/models/org/name:7b"
        count = len(model.asked) + len(model.listed)
        assert client.post("/v1/admin", json={}).status_code in (404, 405)
        assert client.get("/v1/models/%2e%2e/secret").status_code == 404
        assert client.get("/v1/models/a%3Fb").status_code == 404
        assert len(model.asked) + len(model.listed) == count


def test_addresses() -> None:
    assert check_address(" http://127.0.0.1:8080/v1/ ") == ("http://127.0.0.1:8080/v1", "127.0.0.1:8080", True)
    assert check_address("http://localhost:11434") == ("http://localhost:11434/v1", "localhost:11434", True)
    assert check_address("http://192.168.1.5:8000/v1")[2] is False
    assert check_address("https://api.example.org/v1/chat/completions")[0] == "https://api.example.org/v1"
    for wrong in (
        "",
        "127.0.0.1:80",
        "ftp://a/v1",
        "http://u:p@a/v1",
        "http://a/v1?k=1",
        "http://a b/",
        "http://a:0/",
        "http://é/",
    ):
        with pytest.raises(UsageError) as caught:
            check_address(wrong)
        assert "u:p" not in str(caught.value)


def test_a_key_that_cannot_be_sent_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_UPSTREAM_KEY", "sk-été")
    with pytest.raises(UsageError) as caught:
        Upstream("http://127.0.0.1:1/v1")
    assert "été" not in str(caught.value)


def test_offline_reaches_this_machine_only(library: Library, tmp_path: Path) -> None:
    far = "http://192.0.2.1/v1"  # an address that is nobody's
    with running(small_serving(library, tmp_path, far)) as url:
        set_offline(True)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        got = httpx2.post(f"{url}/v1/chat/completions", json=ASKED, headers=headers, trust_env=False)
        assert (got.status_code, got.json()["error"]["code"]) == (403, "refused")
    with pytest.raises(RefusedError):
        create_app(small_serving(library, tmp_path, far))
    with between(library, tmp_path, message("Hello.")) as (client, _):
        assert ask(client, stream=False).status_code == 200
