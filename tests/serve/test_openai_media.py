"""/v1/audio and /v1/images: sounds and pictures of the one model, in the formats OpenAI's clients ask for."""

from __future__ import annotations

import base64
import io
import sys
import wave
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from necker.serve.media import PCM_RATE, SOUNDS, sound_file
from necker.serve.serving import Serving
from necker.sources.document import SAMPLE_RATE

SPEECH, HEAR, DRAW = "/v1/audio/speech", "/v1/audio/transcriptions", "/v1/images/generations"


def spoken(**more: Any) -> dict[str, Any]:
    return {"model": "seed", "voice": "default", "input": "sept", "response_format": "wav"} | more


def silence(seconds: float = 0.2) -> bytes:
    return sound_file(np.zeros(round(seconds * SAMPLE_RATE), np.int16), "wav")


def test_a_wav_is_a_wav_and_the_same_each_time(client: TestClient) -> None:
    answer = client.post(SPEECH, json=spoken())
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
    assert client.post(SPEECH, json=spoken(voice={"id": "default"}, speed=2, odd=1)).content == answer.content


def test_raw_pcm_is_the_same_tone_at_24_khz() -> None:
    times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = (8000 * np.sin(2 * np.pi * 1000 * times)).astype(np.int16)
    fast = np.frombuffer(sound_file(tone, "pcm"), "<i2")
    assert len(fast) == PCM_RATE
    expected = 8000 * np.sin(2 * np.pi * 1000 * np.arange(PCM_RATE) / PCM_RATE)
    assert np.abs(fast - expected)[100:-100].max() < 100
    assert sound_file(tone[:0], "pcm") == b""


@pytest.mark.parametrize("kind", ["mp3", "opus", "flac"])
def test_other_formats_are_read_back(kind: str) -> None:
    soundfile = pytest.importorskip("soundfile")
    tone = (8000 * np.sin(np.arange(SAMPLE_RATE) / 5)).astype(np.int16)
    samples, rate = soundfile.read(io.BytesIO(sound_file(tone, kind)))
    assert rate in (SAMPLE_RATE, 48_000)
    assert len(samples) / rate == pytest.approx(1, abs=0.2)


def test_without_the_extra_it_is_said_before_the_work(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    for kind in (None, "mp3", "flac"):
        answer = client.post(SPEECH, json=spoken(response_format=kind))
        assert answer.status_code == 404
        assert "necker[media]" in answer.json()["error"]["message"]
    assert client.post(SPEECH, json=spoken()).status_code == 200


def test_speech_as_events(client: TestClient) -> None:
    body = client.post(SPEECH, json=spoken(stream_format="sse")).text
    assert '"speech.audio.delta"' in body and '"speech.audio.done"' in body


def test_one_voice(client: TestClient) -> None:
    assert client.get("/v1/audio/voices").json() == {"voices": [{"id": "default", "name": "default"}]}


@pytest.mark.parametrize(
    ("path", "body", "status", "param"),
    [
        (SPEECH, spoken(voice="alloy"), 400, "voice"),
        (SPEECH, spoken(voice=3), 400, "voice"),
        (SPEECH, spoken(input=""), 400, "input"),
        (SPEECH, spoken(input=["a"]), 400, "input"),
        (SPEECH, spoken(input="a" * 40_000), 400, "input"),
        (SPEECH, spoken(input="très long " * 1000), 400, None),
        (SPEECH, spoken(response_format="aac"), 400, None),
        (SPEECH, spoken(response_format={"a": 1}), 400, None),
        (SPEECH, spoken(model="tts-1"), 404, "model"),
        (DRAW, {"prompt": "soleil", "model": "dall-e-3"}, 404, "model"),
        (DRAW, {"prompt": " "}, 400, "prompt"),
        (DRAW, {"prompt": "soleil", "n": 11}, 400, "n"),
        (DRAW, {"prompt": "soleil", "response_format": "url"}, 400, "response_format"),
        (DRAW, {"prompt": "soleil", "output_format": "webp"}, 400, "output_format"),
        (DRAW, {"prompt": "soleil", "stream": True}, 400, "stream"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient, path: str, body: Any, status: int, param: str | None) -> None:
    answer = client.post(path, json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (status, param)


def test_pictures_are_png_files_marked_as_generated(client: TestClient) -> None:
    answer = client.post(DRAW, json={"prompt": "soleil", "n": 2, "size": "1024x1024", "quality": "hd"}).json()
    for each in answer["data"]:
        assert Image.open(io.BytesIO(base64.b64decode(each["b64_json"]))).format == "PNG"
    assert answer["data"][0] != answer["data"][1]
    assert answer["necker"]["generated"] is True
    assert isinstance(answer["created"], int)


@pytest.mark.parametrize(
    ("data", "fields", "status"),
    [
        (b"", {}, 400),
        (b"RIFF", {}, 400),
        (b"\x00" * 5000, {}, 400),
        (silence(0), {}, 400),
        (silence(60), {}, 400),
        (silence(), {"language": "xx"}, 400),
        (silence(), {"response_format": "diarized_json"}, 400),
        (silence(), {"model": "whisper-1"}, 404),
        (silence(), {"language": "fr", "prompt": "x", "temperature": "0", "timestamp_granularities[]": "word"}, 200),
    ],
)
def test_what_is_heard(client: TestClient, data: bytes, fields: dict[str, str], status: int) -> None:
    answer = client.post(HEAR, files={"file": ("a/b.wav", data)}, data=fields)
    assert answer.status_code == status
    if status != 200:
        assert "/tmp" not in answer.text


def test_a_form_without_a_file(client: TestClient) -> None:
    assert client.post(HEAR, data={"model": "seed"}).json()["error"]["param"] == "file"
    assert client.post(HEAR, data={"file": "text"}).status_code == 400
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post(HEAR, content=b"--x\r\nContent-Disp", headers=broken).status_code == 400
    assert client.post(HEAR, json={}).status_code == 400


def test_without_a_model_it_is_said(
    client: TestClient, serving: Serving, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr("necker.engine.bundle.installed_model", lambda: tmp_path)
    for answer in (client.post(SPEECH, json=spoken()), client.post(DRAW, json={"prompt": "soleil"})):
        assert answer.status_code == 404
    assert [row["id"] for row in client.get("/v1/models").json()["data"]] == ["necker"]


def test_the_formats_are_those_of_the_error() -> None:
    assert set(SOUNDS) == {"mp3", "opus", "flac", "wav", "pcm"}
