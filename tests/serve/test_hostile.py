"""What comes from others and is wrong: a model server that cheats, clients that leave, damaged files; and what is left on the disk."""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
from starlette.testclient import TestClient

from necker.assistant.answer import Answer
from necker.cli import serve as cli
from necker.knowledge import documents
from necker.knowledge.library import Library
from necker.serve.events import frame
from necker.serve.serving import Serving
from necker.serve.store import Store
from necker.serve.turns import Turns
from necker.verify.check import verify_text
from tests.assistant.model_server import Said, data, message
from tests.serve.running import running, small_serving
from tests.serve.test_upstream import SSE, ask, between, parsed

TRUE = "The Eiffel Tower is 330 metres high."


def whole(client: httpx2.Client) -> httpx2.Response:
    return ask(client, stream=False)


def test_half_a_surrogate_in_an_answer_is_sent_on(library: Library, tmp_path: Path) -> None:
    with between(library, tmp_path, message(f"2 + 2 = 5 \ud83d. {TRUE}")) as (client, _):
        answer = whole(client)
    assert answer.status_code == 200 and "claims" in answer.json()["necker"]
    wrong = {"error": {"message": "\ud83d no", "type": "\ud83d"}}
    with between(library, tmp_path / "2", data(wrong, 400)) as (client, _):
        assert whole(client).status_code == 400


def test_headers_that_http_cannot_carry_are_left_out(library: Library, tmp_path: Path) -> None:
    def odd(connection: socket.socket, stop: threading.Event) -> None:
        body = message(TRUE).body
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json; 日本\r\nopenai-x: 日本\r\nopenai-y: yes\r\nConnection: close\r\n"
        connection.sendall(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    with between(library, tmp_path, Said(raw=odd)) as (client, _):
        answer = whole(client)
    assert answer.status_code == 200 and answer.headers["openai-y"] == "yes"
    assert "openai-x" not in answer.headers


def test_the_key_is_in_no_field_of_an_error(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_UPSTREAM_KEY", "sk-very-secret")
    said = {"error": {"message": "sk-very-secret?", "type": "t sk-very-secret", "code": "sk-very-secret"}}
    with between(library, tmp_path, data(said, 401)) as (client, _):
        answer = whole(client)
    assert answer.status_code == 401 and "sk-very-secret" not in answer.text


def test_a_status_that_does_not_exist_is_a_bad_gateway(library: Library, tmp_path: Path) -> None:
    def odd(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with between(library, tmp_path, Said(raw=odd)) as (client, _):
        assert whole(client).status_code == 502


def test_numbers_that_are_none_do_not_end_a_stream(library: Library, tmp_path: Path) -> None:
    choices = json.dumps([{"index": 0, "delta": {"content": f"{TRUE} "}}])
    first = f'data: {{"id": NaN, "created": 1e999, "model": "m", "choices": {choices}}}\n\n'.encode()
    with between(library, tmp_path, Said(200, first + b"data: [DONE]\n\n", SSE)) as (client, _):
        theirs, ours = parsed(ask(client).content)
    assert theirs == [first, b"data: [DONE]\n\n"] and ours[-1]["necker"]["claims"]


@pytest.mark.parametrize("mark", ["\n", "\r", "\x85", "\u2028", "\u2029", "\ud83d"])
def test_an_event_is_one_line_to_every_reader(mark: str) -> None:
    """Some clients cut a stream into lines as str.splitlines does: what is quoted must not begin one."""
    text = f"a{mark}data: {{}}"
    made = frame({"text": text}, "claim")
    lines = made.decode().splitlines()
    assert lines == ["event: claim", lines[1], ""] and json.loads(lines[1][6:])["text"] == text


def test_those_who_left_the_queue_take_no_room_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necker.serve.turns.MOST_WAITING", 2)

    async def crowd() -> int:
        turns, go = Turns(1), threading.Event()
        busy = asyncio.create_task(turns.run(go.wait))
        for _ in range(5):
            left = asyncio.create_task(turns.run(lambda: 1))
            await asyncio.sleep(0.01)
            left.cancel()
            await asyncio.gather(left, return_exceptions=True)
        last = asyncio.create_task(turns.run(lambda: 7))
        await asyncio.sleep(0.01)
        go.set()
        await busy
        found = await last
        turns.close()
        return found

    assert asyncio.run(crowd()) == 7


def test_a_client_of_mcp_that_leaves_frees_its_slot(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole texts are long work: it ends between two claims when nobody waits for it."""
    pytest.importorskip("mcp", reason="needs the extra mcp: pip install 'necker[mcp]'")
    began, told = threading.Event(), []

    def slow(*args: Any, progress: Any, **more: Any) -> Any:
        began.set()
        try:
            for _ in range(1000):
                progress(0, 1)
                time.sleep(0.02)
        except BaseException as error:
            told.append(type(error).__name__)
            raise
        return verify_text(*args, progress=progress, **more)

    monkeypatch.setattr("necker.serve.mcp.verify_text", slow)
    serving = small_serving(library, tmp_path)
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    asked |= {"params": {"name": "verify", "arguments": {"text": TRUE}}}
    head = {"Authorization": f"Bearer {serving.token}", "Accept": "application/json, text/event-stream"}
    with running(serving) as url:
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.post(f"{url}/mcp", json=asked, headers=head, timeout=httpx2.Timeout(20, read=3), trust_env=False)
        assert began.wait(5)
        deadline = time.monotonic() + 5
        while not told and time.monotonic() < deadline:
            time.sleep(0.02)
    assert told == ["Stopped"]


def bytes_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_deleted_is_in_no_file_while_the_server_runs(home: Path) -> None:
    """The log beside the database holds what was written last, until it is brought into it."""
    store = Store(home)
    conversation, _ = store.add(None, "user", "quokka wombat")
    assert b"wombat" in bytes_under(home)
    store.delete(conversation)
    assert b"wombat" not in bytes_under(home)
    store.close()


def test_a_purge_takes_what_a_crash_left(home: Path) -> None:
    store = Store(home)
    store.blobs.put(b"RIFF of a message that was never written")
    store.blobs.keep_fleeting(b"seen incognito")
    store.purge()
    assert b"never written" not in bytes_under(home)
    assert store.blobs.fleeting(next(iter(store.blobs._fleeting), "")) is None
    store.close()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.jsonl", '{"step": 1, "loss": NaN, "rate": 0.1}\n'),
        ("log.jsonl", '{"step": 1, "loss": ' + "[" * 50_000 + "\n"),
        ("receipt.json", "[1]"),
        ("receipt.json", '{"steps": NaN, "numeric": 3}'),
        ("../../eval.json", '{"measures": 3}'),
        ("../../eval.json", '[{"measures": [1, {"unit": "share", "value": NaN}]}]'),
        ("../../eval.json", '{"measures": [1, {"unit": "share", "value": NaN}]}'),
    ],
)
def test_a_run_that_diverged_or_is_damaged_is_shown(client: TestClient, home: Path, name: str, text: str) -> None:
    leg = home / "data" / "runs" / "bad" / "model" / "leg-00"
    leg.mkdir(parents=True)
    (leg / "../../recipe.toml").write_text('name = "bad"\n')
    (leg / name).write_text(text)
    answer = client.get("/api/lab/records/bad")
    assert answer.status_code == 200 and answer.json()["name"] == "bad"


def test_the_example_needs_no_room_on_the_disk(client: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Answer("How high?", "en", TRUE, False, "example", "words-1", [])
    monkeypatch.setattr("necker.serve.example._made", lambda *_: made)  # the small pack need not hold one
    home.mkdir(exist_ok=True)
    (home / "cache").write_bytes(b"where the folder should be")
    answer = client.get("/api/example?lang=en")
    assert answer.status_code == 200 and answer.json()["answer"] == TRUE


def test_names_of_files_hide_nothing_and_long_ones_are_read(client: TestClient, serving: Serving) -> None:
    assert documents.tidy_name("a\u202efdp\u200b.txt") == "afdp.txt"
    name = "字" * 120 + ".txt"
    answer = client.post("/api/documents", files=[("files", (name, b"The wombat lives here.", "text/plain"))])
    assert '"ok": true' in answer.text


def test_any_token_survives_the_address(
    serving: Serving, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token with marks of its own must come out of the address as it went in, and start nothing in the opener."""
    serving.token = 'a%zz+b&t=c#"><script>1</script>'
    args = argparse.Namespace(host="127.0.0.1", open=False)
    with cli._announced(serving, args):
        address = capsys.readouterr().out.strip()
    assert unquote(address.partition("#t=")[2]) == serving.token
    assert not set('"<>') & set(address)
