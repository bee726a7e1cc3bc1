"""The page's own API as the page uses it: asking, checking, keeping, forgetting; and what goes wrong in it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from necker.core.network import record_request, set_offline
from necker.knowledge.library import Library
from necker.serve.problems import Problem
from necker.serve.serving import LibraryOpener, Serving
from necker.serve.turns import Stopped, Turn, Turns, sentences_of
from necker.verify.check_proof import Checker
from necker.verify.claim import Claim
from necker.verify.judges import Shipped
from tests.serve.conftest import events
from tests.verify.judge_folder import one_judge

Ask = Callable[..., list[tuple[str, Any]]]
ANSWER = json.loads((Path(__file__).parents[2] / "docs/reference/answer.schema.json").read_text("utf-8"))
WRONG = "Marie Curie was born in Warsaw. The Titanic sank on 15 April 1922. I like tea."


def test_the_events_of_an_answer_come_in_order_and_make_it_up(ask: Ask) -> None:
    found = ask("Who painted the Mona Lisa?")
    names = [name for name, _ in found]
    assert names[0] == "start" and names[-1] == "answer"
    assert names.index("text") < names.index("claim") and set(names) == {"start", "text", "checking", "claim", "answer"}
    whole = found[-1][1]
    assert "".join(data["delta"] for name, data in found if name == "text") == whole["answer"]
    assert [data["claim"] for name, data in found if name == "claim"] == whole["claims"]
    assert whole.pop("message") == found[0][1]["message"]
    Draft202012Validator(ANSWER).validate(whole)


def test_a_checked_text_gives_each_claim_at_its_place(client: TestClient) -> None:
    text = "🗼 " + WRONG
    found = events(client.post("/api/verify", json={"text": text}).text)
    claims = [data["claim"] for name, data in found if name == "claim"]
    assert [data["index"] for name, data in found if name == "claim"] == list(range(len(claims)))
    for claim in claims:
        assert text[claim["start"] : claim["end"]] == claim["text"]  # code points, whatever comes before
    assert [claim["verdict"] for claim in claims][:2] == ["supported", "contradicted"]
    assert found[-1][1]["claims"] == claims and found[-1][1]["answer"] == text
    progress = [data for name, data in found if name == "checking"]
    assert progress[0] == {"done": 0, "total": len(claims)} and progress[-1]["done"] == len(claims)


def test_the_judge_is_told_of_in_the_language_of_the_reader(client: TestClient, serving: Serving, home: Path) -> None:
    serving.judge = Shipped(one_judge(home, bound={"fr": "à tort", "en": "wrong"}) / "small")
    for lang, bound in (("fr-FR,en;q=0.5", "à tort"), ("en", "wrong"), ("fr", "à tort")):
        told = client.get("/api/status", headers={"accept-language": lang}).json()
        assert told["judge"]["bound"] == bound


def test_a_conversation_is_kept_as_it_was(client: TestClient, ask: Ask) -> None:
    first = ask("Who painted the Mona Lisa?")
    conversation = first[0][1]["conversation"]
    ask("What is 6 times 7?", conversation=conversation)
    client.post("/api/verify", json={"text": WRONG, "conversation": conversation})
    kept = client.get(f"/api/conversations/{conversation}").json()
    assert kept["title"] == "Who painted the Mona Lisa?"
    messages = kept["messages"]
    assert [each["role"] for each in messages] == ["user", "assistant", "user", "assistant", "checked"]
    assert all(each["state"] == "done" for each in messages)
    answer = {key: value for key, value in first[-1][1].items() if key != "message"}
    assert messages[1]["answer"] == answer and messages[1]["id"] == first[0][1]["message"]
    assert messages[4]["text"] == WRONG and len(messages[4]["answer"]["claims"]) == 3


def test_incognito_writes_nothing(client: TestClient, ask: Ask, home: Path) -> None:
    found = ask("Who painted the Mona Lisa?", incognito=True)
    assert found[0][1]["conversation"] is None and found[-1][0] == "answer"
    client.post("/api/verify", json={"text": WRONG, "incognito": True})
    assert client.get("/api/conversations").json() == {"conversations": []}
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"Mona" not in data and b"Titanic" not in data, path


def test_rename_search_export_delete(client: TestClient, ask: Ask) -> None:
    conversation = ask("Who painted the Mona Lisa?")[0][1]["conversation"]
    path = f"/api/conversations/{conversation}"
    assert client.patch(path, json={"title": "  La \n Joconde "}).json()["title"] == "La Joconde"
    assert client.get("/api/conversations?q=mona+lis").json()["conversations"][0]["id"] == conversation
    text = client.get(f"{path}/export")
    assert text.headers["content-disposition"].startswith("attachment;")
    assert "# La Joconde" in text.text and "**supported**" in text.text and "«" in text.text
    data = client.get(f"{path}/export?format=json").json()
    assert data["schema"] == 1 and data["messages"] == client.get(path).json()["messages"]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    ask("Who painted the Mona Lisa?")
    assert client.delete("/api/conversations").status_code == 204
    assert client.get("/api/conversations").json() == {"conversations": []}


def test_an_export_shows_what_was_said_as_text(client: TestClient) -> None:
    """Whatever reads the Markdown loads no picture and runs nothing of it."""
    evil = "![x](http://evil.example/x.png) <script>alert(1)</script> [a](javascript:alert(1)) `b`"
    found = events(client.post("/api/verify", json={"text": evil}).text)
    text = client.get(f"/api/conversations/{found[0][1]['conversation']}/export").text
    from markdown_it import MarkdownIt

    kinds = {token.type for each in MarkdownIt().parse(text) for token in [each, *(each.children or [])]}
    assert kinds.isdisjoint({"image", "link_open", "html_inline", "html_block", "fence"})


def test_the_proof_of_a_message_holds(client: TestClient, ask: Ask) -> None:
    message = ask("Who painted the Mona Lisa?")[0][1]["message"]
    proof = client.get(f"/api/messages/{message}/proof")
    assert proof.headers["content-disposition"].startswith("attachment;")
    assert Checker(allow_unrun=True).check(proof.content) == []


def test_there_is_no_proof_of_what_is_not_whole(client: TestClient, serving: Serving) -> None:
    _, message = serving.store.begin(None, "checked", "A claim.")
    assert client.get(f"/api/messages/{message}/proof").status_code == 404


def test_memory_is_seen_edited_forgotten_and_used(client: TestClient, serving: Serving) -> None:
    serving.open_library = LibraryOpener(None)
    made = client.post("/api/memory", json={"text": "My locker number is 4071."})
    assert made.status_code == 201
    item = made.json()
    assert (
        client.patch(f"/api/memory/{item['id']}", json={"text": "My locker number is 5082."}).json()["id"] == item["id"]
    )
    assert [each["text"] for each in client.get("/api/memory").json()["items"]] == ["My locker number is 5082."]
    answer = events(client.post("/api/ask", json={"question": "What is my locker number?"}).text)[-1][1]
    assert "5082" in answer["answer"] and answer["claims"][0]["evidence"][0]["source"] == "note"
    assert client.delete(f"/api/memory/{item['id']}").status_code == 204
    assert client.delete(f"/api/memory/{item['id']}").status_code == 404
    client.post("/api/memory", json={"text": "Another one."})
    assert client.delete("/api/memory").status_code == 204
    assert client.get("/api/memory").json() == {"items": []}


def test_status_tells_what_is_there(client: TestClient, serving: Serving) -> None:
    status = client.get("/api/status").json()
    assert status["schema"] == 1 and status["interface"] == "en"
    assert status["model"] == {"name": "extractive", "kind": "extractive"}
    assert status["judge"]["name"] == serving.judge.name
    assert [pack["name"] for pack in status["packs"]] == ["small"] and status["packs"][0]["pages"] > 30
    assert set(status["media"]) == {"see", "draw", "say", "hear"}


def test_status_says_what_is_missing(client: TestClient, serving: Serving) -> None:
    serving.open_library = LibraryOpener(None)
    status = client.get("/api/status").json()
    assert status["packs"] == [] and status["problem"]["do"] == "necker wiki add vital"
    failed = events(client.post("/api/ask", json={"question": "Who?"}).text)[-1]
    assert failed[0] == "failed" and failed[1]["error"]["do"] == "necker wiki add vital"


def test_every_request_that_leaves_is_counted(client: TestClient) -> None:
    before = {each["host"]: each["count"] for each in client.get("/api/status").json()["network"]["requests"]}
    record_request("fr.wikipedia.example")
    set_offline(True)
    network = client.get("/api/status").json()["network"]
    after = {each["host"]: each["count"] for each in network["requests"]}
    assert network["offline"] and after == before | {"fr.wikipedia.example": before.get("fr.wikipedia.example", 0) + 1}


@pytest.mark.parametrize(
    ("accept", "word"), [("fr-FR,fr;q=0.9,en;q=0.8", "vide"), ("de,en;q=0.5", "empty"), ("", "empty")]
)
def test_messages_are_in_the_language_of_the_reader(client: TestClient, accept: str, word: str) -> None:
    answer = client.post("/api/ask", json={"question": " "}, headers={"accept-language": accept})
    assert word in answer.json()["error"]["message"]


def test_the_example_catches_its_planted_error(client: TestClient, home: Path) -> None:
    """Its verdicts are the judge's: nothing about it is staged.  The small pack holds enough for one in each language."""
    for lang in ("fr", "en"):
        answer = client.get(f"/api/example?lang={lang}")
        if answer.status_code == 404:
            assert answer.json()["error"]["do"]
            continue
        verdicts = [claim["verdict"] for claim in answer.json()["claims"]]
        assert verdicts.count("contradicted") == 1 and set(verdicts) == {"contradicted", "supported"}
        assert client.get(f"/api/example?lang={lang}").json() == answer.json()


# What goes wrong

BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b'{"question": NaN}',
    b'{"question": Infinity}',
    b'{"question": "\xff"}',
    b'{"question": "\\ud800"}',
    b'{"question": 1}',
    b'{"question": null}',
    b'{"question": ""}',
    b'{"question": " \\n "}',
    b'{"question": "x", "lang": "de"}',
    b'{"question": "x", "lang": 1}',
    b'{"question": "x", "incognito": "yes"}',
    b'{"question": "x", "conversation": 7}',
    b"[" * 100_000,
    b'{"question": ' + b"9" * 5000 + b"}",
    json.dumps({"question": "a" * 200_000}).encode(),
)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_cannot_be_used_is_an_error_object(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()["error"]) >= {"message", "type", "param", "code"}


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=-1", "limit=1e3", "limit=999999999999", "limit=²"])
def test_a_query_that_cannot_be_used_is_an_error_object(client: TestClient, query: str) -> None:
    assert client.get(f"/api/conversations?{query}").json()["error"]["param"] == "limit"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/ask", "POST"),
        ("GET", "/api/ask", "POST"),
        ("POST", "/api/status", "GET, HEAD"),
        ("PUT", "/api/memory", "DELETE, GET, HEAD, POST"),
        ("OPTIONS", "/api/conversations/x", "DELETE, GET, HEAD, PATCH"),
        ("POST", "/", "GET, HEAD"),
    ],
)
def test_another_method_is_an_error_object(client: TestClient, method: str, path: str, allowed: str) -> None:
    """Allow names every method of the path, as RFC 9110 wants it."""
    answer = client.request(method, path)
    assert answer.status_code == 405 and answer.json()["error"]["code"] == "method_not_allowed"
    assert answer.headers["allow"] == allowed


def test_a_strange_question_is_answered(ask: Ask) -> None:
    for question in (
        "?",
        "\x00",
        "🗼" * 500,
        "\u202e",
        "a" * 99_000,
        "SELECT 1; --",
        "Who painted \x1b[31mthe Mona Lisa?",
    ):
        assert ask(question)[-1][0] == "answer"


# Slots


def test_turns_run_a_few_at_once_and_the_others_in_order() -> None:
    async def all_of_them() -> tuple[list[int], int]:
        turns, order = Turns(2), []
        running, most = 0, 0
        lock = threading.Lock()

        def work(number: int) -> None:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
                order.append(number)
            threading.Event().wait(0.01)
            with lock:
                running -= 1

        await asyncio.gather(*(turns.run(lambda number=number: work(number)) for number in range(12)))
        turns.close()
        return order, most

    order, most = asyncio.run(all_of_them())
    assert order == sorted(order) and most == 2


def test_a_reader_who_leaves_stops_the_turn_and_frees_its_slot() -> None:
    async def leave() -> None:
        turns, seen = Turns(1), threading.Event()

        def endless(turn: Turn) -> None:
            try:
                while True:
                    turn.emit("tick", {})
                    threading.Event().wait(0.001)
            except Stopped:
                seen.set()
                raise

        stream = turns.stream(endless)
        assert await anext(stream) == ("tick", {})
        await stream.aclose()
        assert await turns.run(lambda: "free") == "free" and seen.is_set()
        turns.close()

    asyncio.run(asyncio.wait_for(leave(), 20))


def test_a_reader_who_leaves_before_the_turn_began_is_told_of() -> None:
    async def leave() -> list[str]:
        turns, told, go = Turns(1), [], threading.Event()
        busy = asyncio.create_task(turns.run(go.wait))
        await asyncio.sleep(0.01)
        stream = turns.stream(lambda turn: told.append("began"), unstarted=lambda: told.append("unstarted"))
        waiting = asyncio.create_task(anext(stream))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await stream.aclose()
        go.set()
        await busy
        turns.close()
        return told

    assert asyncio.run(leave()) == ["unstarted"]


def test_too_many_waiting_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necker.serve.turns.MOST_WAITING", 2)

    async def crowd() -> list[Any]:
        turns, go = Turns(1), threading.Event()
        asked = [asyncio.create_task(turns.run(go.wait)) for _ in range(6)]
        await asyncio.sleep(0.05)
        go.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        turns.close()
        return found

    refused = [each for each in asyncio.run(crowd()) if isinstance(each, Problem)]
    assert len(refused) == 3 and refused[0].status == 503


def test_a_turn_that_finds_no_room_is_not_left_unfinished(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room may have gone since it was asked for; what was written down must still be ended."""
    monkeypatch.setattr("necker.serve.turns.MOST_WAITING", 0)

    async def crowd() -> list[str]:
        turns, told = Turns(1), []
        monkeypatch.setattr(turns, "_at_once", 0)
        with pytest.raises(Problem):
            await anext(turns.stream(lambda turn: told.append("began"), unstarted=lambda: told.append("unstarted")))
        turns.close()
        return told

    assert asyncio.run(crowd()) == ["unstarted"]


def test_the_library_is_opened_anew_when_a_pack_changes(small_folder: Path, tmp_path: Path) -> None:
    import shutil

    opener = LibraryOpener(None, tmp_path)
    shutil.copy(small_folder / "small.pack", tmp_path / "one.pack")
    first = opener()
    assert opener() is first
    shutil.copy(small_folder / "small.pack", tmp_path / "two.pack")
    assert [pack.name for pack in opener().packs] == ["one", "two"]


def test_a_text_is_cut_where_claims_end() -> None:
    claims = [Claim(0, 3, "One", "en"), Claim(4, 7, "two", "en")]
    assert sentences_of("One two.", claims) == ["One", " two", "."]
    assert sentences_of("", []) == [] and sentences_of("x", []) == ["x"]


def test_a_library_given_is_used(serving: Serving, library: Library) -> None:
    assert serving.open_library() is library
