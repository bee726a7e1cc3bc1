"""`necker serve` as a process: how it starts, how it ends, and what is left when it is killed in the middle of an answer."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import time
from pathlib import Path

import httpx2
import pytest

from necker.cli.main import main
from necker.cli.serve import bind, is_loopback, the_token
from necker.core.errors import StartError, UsageError
from necker.serve.store import Store
from tests.assistant.model_server import ModelServer, message
from tests.serve.running import TOKEN, Start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
LONG = " ".join(f"The Titanic sank on {1 + number % 28} April 1912 in the Atlantic." for number in range(600))


def client(address: str) -> httpx2.Client:
    base, _, token = address.partition("#t=")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx2.Client(base_url=base, headers=headers, timeout=60, trust_env=False)


def test_it_says_where_it_is_and_ends_cleanly_on_ctrl_c(start: Start) -> None:
    process, address = start()
    assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/#t={TOKEN}", address)
    with client(address) as here:
        assert here.get("/api/status").status_code == 200
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and out == ""
    assert "Traceback" not in err and err.splitlines()[-1] == "stopped"


def test_ctrl_c_ends_it_in_the_middle_of_an_answer(start: Start, home: Path) -> None:
    process, address = start()
    with client(address) as here, here.stream("POST", "/api/verify", json={"text": LONG}) as answer:
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith("event: claim"))
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert process.returncode == 0 and time.monotonic() - begun < 30
    kept = Store(home / "data")
    [message] = kept.conversation(kept.latest(1)[0]["id"])["messages"]
    assert message["state"] == "stopped" and message["answer"]["claims"]


def test_it_listens_on_this_machine_only(start: Start) -> None:
    _, address = start()
    port = int(re.findall(r":(\d+)/", address)[0])
    inodes = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    bound = {
        fields[1].partition(":")[0]
        for fields in inodes
        if int(fields[1].rpartition(":")[2], 16) == port and fields[3] == "0A"
    }
    loopback = {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1 and ::1, as Linux writes them
    assert bound and bound <= loopback


def test_a_token_is_made_for_each_start(start: Start) -> None:
    first, second = (start(NECKER_TOKEN="")[1].partition("#t=")[2] for _ in range(2))
    assert first != second and len(first) >= 43  # 256 bits in base64


def test_what_was_said_survives_kill_9(start: Start, home: Path) -> None:
    """Everything the reader had seen when the process died is in the file, in order; nothing of it is lost."""
    process, address = start()
    seen: list[dict[str, object]] = []
    with client(address) as here, here.stream("POST", "/api/verify", json={"text": LONG}) as answer:
        event = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: ") and event == "start":
                message = json.loads(line[6:])["message"]
            elif line.startswith("data: ") and event == "claim":
                seen.append(json.loads(line[6:])["claim"])
                if len(seen) == 20:
                    process.kill()
                    break
    process.wait(60)
    kept = Store(home / "data").message(message)
    assert kept.state == "broken" and kept.text == LONG and kept.answer
    assert kept.answer["claims"][: len(seen)] == seen
    _, address = start()
    with client(address) as here:
        conversation = here.get(f"/api/conversations/{kept.conversation}").json()
    assert conversation["messages"][0]["answer"]["claims"][: len(seen)] == seen


def test_a_client_that_vanishes_frees_its_slot(start: Start) -> None:
    """More of them than there are slots; the next question is answered all the same."""
    _, address = start()
    with client(address) as here:
        for _ in range(6):
            with here.stream("POST", "/api/verify", json={"text": LONG}) as answer:
                next(answer.iter_raw())
        begun = time.monotonic()
        answer = here.post("/api/ask", json={"question": "Who painted the Mona Lisa?"})
        assert "event: answer" in answer.text and time.monotonic() - begun < 30
        states = set()
        for _ in range(100):
            listed = here.get("/api/conversations").json()["conversations"]
            states = {here.get(f"/api/conversations/{each['id']}").json()["messages"][-1]["state"] for each in listed}
            if "writing" not in states:
                break
            time.sleep(0.1)
        assert states == {"stopped", "done"}


def test_a_truncated_upload_is_dropped(start: Start) -> None:
    _, address = start()
    port = int(re.findall(r":(\d+)/", address)[0])
    for path, kind in (("/api/documents", "multipart/form-data; boundary=b"), ("/api/ask", "application/json")):
        with socket.create_connection(("127.0.0.1", port)) as wire:
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {TOKEN}\r\n"
            part = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf'
            wire.sendall(f"{head}Content-Type: {kind}\r\nContent-Length: 100000\r\n\r\n{part}".encode())
    with client(address) as here:
        whole = here.post("/api/documents", content=part, headers={"content-type": "multipart/form-data; boundary=b"})
        assert whole.status_code == 400 and whole.json()["error"]["message"]
        assert here.get("/api/documents").json() == {"documents": []}
        assert here.get("/api/status").status_code == 200


def test_headers_without_end_are_refused(start: Start) -> None:
    """They come before the token can be looked for, so anybody on this machine could fill its memory with them."""
    _, address = start()
    port = int(re.findall(r":(\d+)/", address)[0])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire, pytest.raises(ConnectionError):
        wire.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode())
        for number in range(200):
            wire.sendall(f"x{number}: {'a' * 100_000}\r\n".encode())
    with client(address) as here:
        assert here.get("/api/status").status_code == 200


def test_a_taken_port_is_one_line_and_exit_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = main(["serve", "--port", str(taken.getsockname()[1])])
    written = capsys.readouterr()
    assert code == 3 and written.out == "" and written.err.count("\n") == 1 and "--port 0" in written.err


def test_a_port_that_is_none_is_refused() -> None:
    for port in ("x", "-1", "65536", "1.5", ""):
        assert main(["serve", "--port", port]) == 2


def test_an_address_that_is_not_ours_cannot_be_bound() -> None:
    with pytest.raises(StartError):
        bind("192.0.2.1", 0)  # an address of documentation: RFC 5737
    with pytest.raises(StartError):
        bind("no-such-host.invalid", 0)


def test_elsewhere_no_token_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "example.org"):
        assert main(["serve", "--port", "0", "--no-auth", "--host", host]) == 6
    assert all("others can connect" in line for line in capsys.readouterr().err.splitlines())


def test_elsewhere_the_risk_is_said_and_only_addresses_are_served(start: Start) -> None:
    process, address = start("--host", "0.0.0.0")
    with client(address) as here:
        port = here.base_url.port
        assert here.get("/api/status", headers={"host": f"192.168.1.5:{port}"}).status_code == 200
        assert here.get("/api/status", headers={"host": f"evil.example:{port}"}).status_code == 421
        del here.headers["authorization"]
        assert here.get("/api/status").status_code == 401
    process.send_signal(signal.SIGINT)
    assert "WARNING" in process.communicate(timeout=60)[1]


def test_the_page_asks_the_model_where_its_clients_do(start: Start) -> None:
    """--upstream without a path means /v1, for both."""
    with ModelServer(message("The Titanic sank on 15 April 1912.")) as model:
        _, address = start("--upstream", f"http://{model.host}")
        with client(address) as here:
            assert "event: answer" in here.post("/api/ask", json={"question": "When did the Titanic sink?"}).text
            asked = {"model": "tiny", "messages": [{"role": "user", "content": "When did the Titanic sink?"}]}
            assert here.post("/v1/chat/completions", json=asked).status_code == 200
        assert {each.path for each in model.asked} == {"/v1/chat/completions"} and len(model.asked) > 1


def test_no_auth_asks_for_no_token(start: Start) -> None:
    _, address = start("--no-auth")
    assert "#" not in address
    with client(address) as here:
        assert here.get("/api/status").status_code == 200
        assert here.get("/api/status", headers={"origin": "http://evil.example"}).status_code == 403


def test_a_weak_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for weak in ("short", "é" * 20, "with space in it 123", "new\nline" * 4):
        monkeypatch.setenv("NECKER_TOKEN", weak)
        with pytest.raises(UsageError):
            the_token()
    monkeypatch.setenv("NECKER_TOKEN", TOKEN)
    assert the_token() == TOKEN


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("x", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here


def test_the_browser_is_led_by_a_private_file(start: Start, tmp_path: Path) -> None:
    """The address holds the token: as a word of a command every user of the machine could read it."""
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\necho "$1" > {seen}\ncp "${{1#file://}}" {tmp_path}/copy\nls -ld "$(dirname "${{1#file://}}")" >> {seen}\n'
    )
    browser.chmod(0o755)
    process, _ = start("--open", BROWSER=f"{browser} %s", DISPLAY="")
    for _ in range(200):
        if (tmp_path / "copy").exists() and seen.read_text().count("\n") == 2:
            break
        time.sleep(0.05)
    said, folder = seen.read_text().splitlines()
    assert said.startswith("file://") and TOKEN not in said and folder.startswith("drwx------")
    assert TOKEN in (tmp_path / "copy").read_text()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert not Path(said.removeprefix("file://")).exists()
    assert stat.S_IMODE(browser.stat().st_mode) == 0o755
