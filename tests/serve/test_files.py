"""Files that are handed over become evidence; pictures and sounds go to the model there is, and what it makes is marked."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from necker.engine.bundle import installed_model
from necker.knowledge import documents
from necker.knowledge.pack import pack_path
from necker.serve.serving import LibraryOpener, Serving
from tests.serve.conftest import events

needs_model = pytest.mark.skipif(
    not (installed_model() / "model.json").exists(), reason="no weights beside the checkout"
)
LEASE = b"# Lease\n\nThe workshop at 12 Mill Lane is let to Anna Berger. The monthly rent is 840 euros.\n"


@pytest.fixture
def own(client: TestClient, serving: Serving) -> TestClient:
    """A client of a server whose library is that of the user's own packs."""
    serving.open_library = LibraryOpener(None)
    return client


def give(client: TestClient, *files: tuple[str, bytes]) -> list[tuple[str, Any]]:
    answer = client.post("/api/documents", files=[("files", file) for file in files])
    assert answer.status_code == 200, answer.text
    return events(answer.text)


def test_a_folder_becomes_evidence(own: TestClient) -> None:
    found = give(own, ("papers/lease.md", LEASE), ("papers/note.txt", "La chaudière date de 2019.".encode()))
    assert found == [
        ("file", {"name": "papers/lease.md", "ok": True, "why": ""}),
        ("file", {"name": "papers/note.txt", "ok": True, "why": ""}),
        ("done", {"pages": 2, "passages": 2}),
    ]
    listed = own.get("/api/documents").json()["documents"]
    assert [(each["name"], each["pages"]) for each in listed] == [("papers/lease.md", 1), ("papers/note.txt", 1)]
    claims = events(own.post("/api/verify", json={"text": "The workshop is let to Anna Berger."}).text)[-1][1]["claims"]
    evidence = claims[0]["evidence"][0]
    assert claims[0]["verdict"] == "supported"
    assert (evidence["source"], evidence["attribution"], evidence["url"]) == ("file", "papers/lease.md", None)


def test_a_file_takes_the_place_of_the_one_of_its_name(own: TestClient) -> None:
    give(own, ("a.txt", b"The dog is called Rex."), ("b.txt", b"The cat is called Tom."))
    give(own, ("a.txt", b"The dog is called Max."))
    assert [each["name"] for each in own.get("/api/documents").json()["documents"]] == ["b.txt", "a.txt"]
    texts = [hit.passage.text for hit in LibraryOpener(None)().search("dog called", "en")]
    assert any("Max" in text for text in texts) and not any("Rex" in text for text in texts)


def test_a_bad_file_does_not_stop_the_others(own: TestClient) -> None:
    found = give(
        own,
        ("program.exe", b"MZ"),
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        ("broken.pdf", b"%PDF-1.4 nothing"),
        ("good.txt", b"The boat is green."),
    )
    told = {data["name"]: data for name, data in found if name == "file"}
    assert [name for name, data in told.items() if data["ok"]] == ["good.txt"]
    assert all(data["why"] for name, data in told.items() if not data["ok"])
    assert found[-1] == ("done", {"pages": 1, "passages": 1})


def test_documents_are_removed_one_by_one_and_all(own: TestClient) -> None:
    give(own, ("a.txt", b"One thing."), ("b.txt", b"Another thing."))
    first, second = own.get("/api/documents").json()["documents"]
    assert own.delete(f"/api/documents/{first['id']}").status_code == 204
    assert own.delete(f"/api/documents/{first['id']}").status_code == 404
    assert [each["id"] for each in own.get("/api/documents").json()["documents"]] == [second["id"]]
    assert own.delete("/api/documents").status_code == 204
    assert own.get("/api/documents").json() == {"documents": []}
    assert not pack_path(documents.DOCUMENTS).exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Users\\ada\\x.txt", "C:/Users/ada/x.txt"),
        ("a\nb\x1b[31m.txt", "a b[31m.txt"),
        ("..", "?"),
        ("", "?"),
        ("x" * 300 + ".txt", "x" * 236 + ".txt"),
    ],
)
def test_a_name_is_only_shown(own: TestClient, home: Path, given: str, kept: str) -> None:
    assert documents.tidy_name(given) == kept
    before = {path for path in home.parent.rglob("*") if path.suffix == ".txt"}
    documents.add([(given, lambda: b"Some text.")], lambda read: None)
    assert {path for path in home.parent.rglob("*") if path.suffix == ".txt"} == before


def test_a_script_in_a_file_stays_text(own: TestClient) -> None:
    give(own, ("<img src=x onerror=alert(1)>.html", b"<script>alert(1)</script><p>The lamp is <b>red</b>.</p>"))
    claims = events(own.post("/api/verify", json={"text": "The lamp is red."}).text)[-1][1]["claims"]
    assert "alert" not in claims[0]["evidence"][0]["passage"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf',
        b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nno file\r\n--b--\r\n',
        b"\xff\xfe" * 500,
    ],
)
def test_a_form_that_is_none_is_an_error_object(own: TestClient, body: bytes) -> None:
    for path in ("/api/documents", "/api/see", "/api/hear"):
        answer = own.post(path, content=body, headers={"content-type": "multipart/form-data; boundary=b"})
        assert answer.status_code == 400 and answer.json()["error"]["message"]
        assert own.post(path, content=body, headers={"content-type": "multipart/form-data"}).status_code == 400
        assert own.post(path, content=body).status_code == 415


# The model


def png(size: int = 32) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (size, size), (200, 30, 30)).save(made, "PNG")
    return made.getvalue()


def sound(seconds: float = 0.3) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\1" * int(16_000 * seconds))
    return made.getvalue()


@needs_model
@pytest.mark.parametrize(("verb", "kind"), [("draw", "image/png"), ("say", "audio/wav")])
def test_what_is_made_is_kept_named_and_marked(client: TestClient, verb: str, kind: str) -> None:
    made = client.post(f"/api/{verb}", json={"text": "a red heart", "lang": "en"}).json()
    assert made["generated"] is True and made["model"] and made["blob"]["type"] == kind
    blob = client.get(f"/api/blobs/{made['blob']['id']}")
    assert blob.headers["content-type"] == kind and len(blob.content) > 100
    question, answer = client.get(f"/api/conversations/{made['conversation']}").json()["messages"]
    assert question["text"] == "a red heart"
    assert (answer["kind"], answer["generated"], answer["model"]) == (verb, True, made["model"])
    assert answer["blobs"] == [made["blob"]] and answer["answer"] is None


@needs_model
@pytest.mark.parametrize(("verb", "file"), [("see", ("x.png", png())), ("hear", ("x.wav", sound()))])
def test_what_is_given_is_kept_with_what_was_made_of_it(client: TestClient, verb: str, file: tuple[str, bytes]) -> None:
    found = client.post(f"/api/{verb}", files={"file": file}, data={"lang": "fr"}).json()
    assert isinstance(found["text"], str) and found["generated"] is True and found["model"]
    question, answer = client.get(f"/api/conversations/{found['conversation']}").json()["messages"]
    assert answer["text"] == found["text"] and answer["kind"] == verb
    assert client.get(f"/api/blobs/{question['blobs'][0]['id']}").content == file[1]


@needs_model
def test_incognito_pictures_are_written_nowhere(client: TestClient, home: Path) -> None:
    made = client.post("/api/draw", json={"text": "a heart", "incognito": True}).json()
    assert made["conversation"] is None
    assert client.get(f"/api/blobs/{made['blob']['id']}").headers["content-type"] == "image/png"
    client.post("/api/see", files={"file": ("x.png", png())}, data={"incognito": "true"})
    assert not list(home.glob("data/blobs/*/*")) and client.get("/api/conversations").json() == {"conversations": []}


@needs_model
@pytest.mark.parametrize("data", [b"", b"no picture", png()[:40], b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"GIF89a"])
def test_what_is_no_picture_is_an_error_object(client: TestClient, data: bytes) -> None:
    answer = client.post("/api/see", files={"file": ("x.png", data)})
    assert 400 <= answer.status_code < 500 or answer.json()["error"]["code"] == "failed"
    assert answer.json()["error"]["message"] and "necker-" not in answer.text  # no path of ours


@needs_model
def test_a_picture_that_unfolds_is_refused_unread(client: TestClient) -> None:
    made = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(made, "PNG")
    assert len(made.getvalue()) < 500_000
    assert "pixels" in client.post("/api/see", files={"file": ("x.png", made.getvalue())}).json()["error"]["message"]


def test_without_a_model_it_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("necker.engine.bundle.installed_model", lambda: tmp_path / "none")
    answer = client.post("/api/draw", json={"text": "a heart"})
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "not_installed"
    assert client.get("/api/status").json()["media"] == {"see": False, "draw": False, "say": False, "hear": False}


def test_a_form_that_cannot_be_read_writes_nothing_on_the_terminal(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="a\rb"\r\n\r\nx\r\n--b--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=b"}
    for path in ("/api/documents", "/api/see", "/v1/audio/transcriptions"):
        assert client.post(path, content=body, headers=headers).status_code == 400
    assert caplog.messages == []
