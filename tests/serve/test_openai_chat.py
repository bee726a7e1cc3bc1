"""/v1/models, /v1/chat/completions: the shapes OpenAI's clients rely on, and what becomes of requests that are wrong."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from necker.assistant.turn import Draft
from necker.serve import turns as turns_module
from necker.serve.openai_shapes import cut, tokens
from necker.serve.serving import Serving

CHAT = "/v1/chat/completions"


def said(content: Any, **more: Any) -> dict[str, Any]:
    return {"model": "necker", "messages": [{"role": "user", "content": content}], **more}


def chunks(body: str) -> list[dict[str, Any]]:
    """The events of a stream, which must end as OpenAI's do."""
    parts = [part for part in body.split("\n\n") if part and not part.startswith(":")]
    assert parts.pop() == "data: [DONE]"
    return [json.loads(part.removeprefix("data: ")) for part in parts]


class Speaker:
    """A brain that drafts what it was made with."""

    name = "speaker"

    def __init__(self, text: str) -> None:
        self.text = text

    def draft(self, *_: Any) -> Draft:
        return Draft(self.text)


def test_models_have_the_four_fields(client: TestClient) -> None:
    listed = client.get("/v1/models").json()
    assert listed["object"] == "list"
    for row in listed["data"]:
        assert set(row) == {"id", "object", "created", "owned_by"}
        assert client.get(f"/v1/models/{row['id']}").json() == row


@pytest.mark.parametrize("name", ["gpt-5", "a/b", "é", "x" * 5000, "%00"])
def test_an_unknown_model_is_not_found(client: TestClient, name: str) -> None:
    for answer in (client.get(f"/v1/models/{name}"), client.post(CHAT, json=said("?") | {"model": name})):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["param"]) == (404, "model_not_found", "model")
        assert "necker" in error["message"] and len(error["message"]) < 400


def test_health_is_there(client: TestClient) -> None:
    assert client.get("/health").json()["status"] == "ok"


def test_the_last_question_of_the_user_is_answered(client: TestClient) -> None:
    talk = said("How tall is the Eiffel Tower?")["messages"]
    talk += [
        {"role": "assistant", "content": "330 m."},
        {
            "role": "user",
            "content": [{"type": "text", "text": "Who painted"}, {"type": "text", "text": "the Mona Lisa?"}],
        },
    ]
    answer = client.post(CHAT, json={"messages": talk}).json()
    assert "Leonardo" in answer["choices"][0]["message"]["content"]
    assert answer["usage"]["prompt_tokens"] > 10


def test_usage_is_always_there_when_it_comes_whole(client: TestClient) -> None:
    usage = client.post(CHAT, json=said("?!")).json()["usage"]
    assert set(usage) >= {"prompt_tokens", "completion_tokens", "total_tokens"}


def test_a_stream_keeps_to_its_order(client: TestClient) -> None:
    answer = client.post(
        CHAT, json=said("Who painted the Mona Lisa?", stream=True, stream_options={"include_usage": True})
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = chunks(answer.text)
    assert len({(each["id"], each["created"], each["model"], each["object"]) for each in found}) == 1
    assert found[0]["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert found[-1]["choices"] == [] and found[-1]["usage"]["completion_tokens"] > 0
    assert [each["choices"][0]["finish_reason"] for each in found[:-1]] == [None] * (len(found) - 2) + ["stop"]
    assert all(each["usage"] is None for each in found[:-1])
    assert all("role" not in each["choices"][0]["delta"] for each in found[1:-1])
    lists = [each for each in found[:-1] if "annotations" in each["choices"][0]["delta"]]
    assert len(lists) == 1, "OpenAI's own client cannot add up two lists of citations"


def test_a_draft_streams_with_the_verdict_after_its_sentence(client: TestClient, serving: Serving) -> None:
    text = "The Eiffel Tower is 330 metres high 🗼. La Joconde a été peinte par Léonard de Vinci entre 1503 et 1519."
    serving.make_brain = lambda: Speaker(text)
    found = chunks(client.post(CHAT, json=said("What is the Eiffel Tower like?", stream=True)).text)
    said_so_far, ends = "", []
    for each in found[:-1]:
        said_so_far += each["choices"][0]["delta"].get("content", "")
        ends += [(claim["end"], len(said_so_far)) for claim in each.get("necker", {}).get("claims", [])]
    assert said_so_far == text
    assert len(ends) == 2 and ends[0][0] <= ends[0][1] < ends[1][0]
    told = found[-1]["necker"]
    assert [text[claim["start"] : claim["end"]] for claim in told["claims"]] == [
        claim["text"] for claim in told["claims"]
    ]
    for each in found[-1]["choices"][0]["delta"]["annotations"]:
        cited = each["url_citation"]
        assert text[cited["start_index"] : cited["end_index"]] in {claim["text"] for claim in told["claims"]}


def test_what_finds_no_support_is_not_said(client: TestClient, serving: Serving) -> None:
    serving.make_brain = lambda: Speaker("The Eiffel Tower is 5 metres high.")
    body = client.post(CHAT, json=said("What is the Eiffel Tower like?", stream=True)).text
    assert "".join(each["choices"][0]["delta"].get("content", "") for each in chunks(body)).startswith(
        "I could not verify"
    )


def test_an_answer_is_cut_where_the_client_says(client: TestClient) -> None:
    for name in ("max_tokens", "max_completion_tokens"):
        answer = client.post(CHAT, json=said("Who painted the Mona Lisa?", **{name: 4})).json()
        assert answer["choices"][0]["finish_reason"] == "length"
        assert answer["usage"]["completion_tokens"] == 4
        length = len(answer["choices"][0]["message"]["content"])
        assert all(claim["end"] <= length for claim in answer["necker"]["claims"])
    assert cut("Un, deux, trois.", 3) == "Un, deux"
    assert tokens("Un, deux, trois.") == 6


def test_a_question_that_cannot_be_answered_is_no_error(client: TestClient) -> None:
    answer = client.post(CHAT, json=said("Who is Zorblax the Unheard-of?"))
    assert answer.status_code == 200
    assert answer.json()["necker"]["abstained"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": "necker"}, "messages"),
        (said("?") | {"messages": []}, "messages"),
        (said("?") | {"messages": "?"}, "messages"),
        (said("?") | {"messages": [3]}, "messages[0].role"),
        (said("?") | {"messages": [{"role": "king", "content": "?"}]}, "messages[0].role"),
        (said("?") | {"messages": [{"role": "system", "content": "?"}]}, "messages"),
        (said(3), "messages[0].content"),
        (said(""), "messages"),
        (said(None), "messages"),
        (said([3]), "messages[0].content[0]"),
        (said([{"type": "video"}]), "messages[0].content[0]"),
        (said([{"type": ["text"]}]), "messages[0].content[0]"),
        (said([{"type": "text", "text": 3}]), "messages[0].content[0]"),
        (said([{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}]), "messages[0].content[0].image_url"),
        (
            said([{"type": "image_url", "image_url": {"url": "data:image/png;base64,é"}}]),
            "messages[0].content[0].image_url",
        ),
        (said([{"type": "input_audio", "input_audio": {"data": 3}}]), "messages[0].content[0].input_audio"),
        (said("?", n=2), "n"),
        (said("?", n="2"), "n"),
        (said("?", max_tokens=0), "max_tokens"),
        (said("?", max_tokens=1.5), "max_tokens"),
        (said("?", max_tokens=True), "max_tokens"),
        (said("?", response_format={"type": "json_object"}), "response_format"),
        (said("?", response_format=3), "response_format"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, body: Any, param: str) -> None:
    answer = client.post(CHAT, json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"a": NaN}',
        b'{"max_tokens": 1e999, "messages": [{"role": "user", "content": "?"}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_json_object_is_refused(client: TestClient, raw: bytes) -> None:
    answer = client.post(CHAT, content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.headers["x-request-id"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("role", "content", "type", "text", "url", "image_url")), inner)
    ),
    max_leaves=8,
)
FIELDS = (
    "model",
    "messages",
    "stream",
    "stream_options",
    "n",
    "max_tokens",
    "max_completion_tokens",
    "response_format",
    "tools",
    "stop",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_no_request_makes_the_server_fail(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post(CHAT, json=body).status_code in (200, 400, 404)


def test_one_question_too_many_is_told_when_to_come_back(
    client: TestClient, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 under /v1, where clients have an error of its own for it; 503 elsewhere, as RFC 9110 has it."""
    monkeypatch.setattr(turns_module, "MOST_WAITING", 0)
    draw = ("/v1/images/generations", {"prompt": "soleil"})
    say = ("/v1/audio/speech", {"input": "sept", "response_format": "wav"})
    for path, body in ((CHAT, said("?")), (CHAT, said("?", stream=True)), draw, say):
        answer = client.post(path, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "busy")
        assert answer.json()["error"]["type"] == "rate_limit_error"
        assert int(answer.headers["retry-after"]) > 0
    given = {"files": [("files", ("a.txt", b"The dog is called Rex."))]}
    for path, more in (
        ("/api/ask", {"json": {"question": "?"}}),
        ("/api/verify", {"json": {"text": "A claim."}}),
        ("/api/draw", {"json": {"text": "soleil"}}),
        ("/api/documents", given),
    ):
        answer = client.post(path, **more)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy"), path
        assert int(answer.headers["retry-after"]) > 0
    assert client.get("/api/conversations").json() == {"conversations": []}, "what was refused was not begun"


def test_a_question_of_a_megabyte_is_answered(client: TestClient) -> None:
    answer = client.post(CHAT, json=said("Who painted the Mona Lisa? " * 100_000))
    assert answer.status_code == 200
    assert "cut" in answer.json()["necker"]["notice"]


def test_a_brain_that_fails_is_an_error_in_the_stream(client: TestClient, serving: Serving) -> None:
    class Broken(Speaker):
        def draft(self, *_: Any) -> Draft:
            raise RuntimeError("a secret of the inside")

    serving.make_brain = lambda: Broken("")
    body = client.post(CHAT, json=said("What is the Eiffel Tower like?", stream=True)).text
    error = json.loads(body.strip().split("\n\n")[-1].removeprefix("data: "))["error"]
    assert error["code"] == "internal_error"
    assert "secret" not in body


def test_many_at_once_all_get_their_own_answer(client: TestClient) -> None:
    asked = {
        "How tall is the Eiffel Tower?": "330",
        "Who painted the Mona Lisa?": "Leonardo",
        "Combien font 6 fois 7 ?": "42",
    }
    found: list[bool] = []

    def one(question: str, answer: str) -> None:
        body = client.post(CHAT, json=said(question, stream=True)).text
        found.append(answer in "".join(each["choices"][0]["delta"].get("content", "") for each in chunks(body)))

    threads = [threading.Thread(target=one, args=pair) for pair in list(asked.items()) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 12
