"""say, hear, draw, see and generate on the command line: files in and out, JSON, and one line for whatever goes wrong."""

from __future__ import annotations

import io
import json
import shutil
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from necker.cli.say import model_folder
from necker.sources.document import Image as Picture
from necker.sources.document import Sound
from tests.cli.conftest import Ran, child
from tests.engine.small_bundle import learnt, small_bundle

Cli = Callable[..., Ran]
KEYS = {"schema", "verb", "input", "lang", "text", "file", "finished", "seed", "model"}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with one of the pictures and one of the sounds that the model has learnt."""
    for document in learnt():
        shown = document.parts[0]
        if isinstance(shown, Picture):
            Image.fromarray(shown.pixels).save(tmp_path / "red.png")
        if isinstance(shown, Sound):
            with wave.open(str(tmp_path / "note.wav"), "wb") as file:
                file.setparams((1, 2, 16_000, 0, "NONE", ""))
                file.writeframes(shown.samples.astype("<i2").tobytes())
    return tmp_path


def told(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran.err
    assert ran.out.count("\n") == 1
    data: dict[str, Any] = json.loads(ran.out)
    assert set(data) == KEYS and data["schema"] == 1
    assert data["model"]["name"] == "small" and len(data["model"]["sha256"]) == 64
    return data


def test_say_writes_a_sound_that_hear_understands(cli: Cli, files: Path) -> None:
    model, out = ("--model", str(small_bundle())), files / "out.wav"
    data = told(cli("say", "mi", "--lang", "fr", "-o", str(out), "--json", *model))
    assert (data["verb"], data["input"], data["text"], data["file"]) == ("say", "mi", None, str(out))
    with wave.open(str(out)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() >= 640
    heard = told(cli("hear", str(files / "note.wav"), "--lang", "fr", "--json", *model))
    assert heard["text"] == "mi" and heard["finished"] is True and heard["file"] is None
    plain = cli("hear", str(files / "note.wav"), "--lang", "en", *model)
    assert plain == Ran(0, "E\n", "")


def test_draw_writes_a_picture_and_see_reads_one(cli: Cli, files: Path) -> None:
    model, out = ("--model", str(small_bundle())), files / "out.png"
    ran = cli("draw", "a small red circle", "-o", str(out), *model)
    assert ran.code == 0 and ran.out == "" and str(out) in ran.err
    assert Image.open(out).size == (32, 32)
    seen = told(cli("see", str(files / "red.png"), "--json", *model))
    assert seen["text"].startswith("a small red") and seen["lang"] == "en"


def test_generate_goes_on_with_a_text(cli: Cli, files: Path) -> None:
    model, out = ("--model", str(small_bundle())), files / "out.txt"
    data = told(cli("generate", "The cat", "sleeps", "--json", *model))
    assert data["lang"] is None and data["text"].startswith("The cat sleeps ") and data["text"].endswith(".")
    assert cli("generate", "The cat sleeps", "-o", str(out), *model).code == 0
    assert out.read_text("utf-8") == data["text"] + "\n"


def test_the_language_is_found_out(cli: Cli, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = ("-o", str(files / "x.png"), "--json", "--model", str(small_bundle()))
    assert told(cli("draw", "le chat dort dans le jardin", *out))["lang"] == "fr"
    assert told(cli("draw", "le chat dort dans le jardin", "--lang", "en", *out))["lang"] == "en"
    assert told(cli("draw", "mi", *out))["lang"] == "en"
    monkeypatch.setenv("NECKER_LANG", "fr")
    assert told(cli("draw", "mi", *out))["lang"] == "fr"


def test_a_text_from_standard_input(files: Path) -> None:
    ran = child("generate", "-", "--model", str(small_bundle()), input=b"The cat sleeps\n")
    assert ran.code == 0 and ran.out.startswith("The cat sleeps ")
    ran = child("generate", "-", "--model", str(small_bundle()), input=b"\xff\xfe")
    assert (ran.code, ran.out) == (2, "") and ran.err.count("\n") == 1


def test_the_seed_decides(cli: Cli, files: Path) -> None:
    made = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2"), ("d", "3")):
        assert (
            cli("draw", "x", "-o", str(files / f"{name}.png"), "--seed", seed, "--model", str(small_bundle())).code == 0
        )
        made.append((files / f"{name}.png").read_bytes())
    assert made[0] == made[1] and len(set(made)) > 1


def wav(samples: int = 16_000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(np.zeros(samples, "<i2").tobytes())
    return out.getvalue()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_bad_input_is_one_line(cli: Cli, files: Path, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_LANG", lang)
    (files / "no.wav").write_bytes(b"no sound")
    (files / "zero.wav").write_bytes(wav(0))
    (files / "long.wav").write_bytes(wav(16_000 * 20))
    (files / "no.png").write_bytes(b"no picture")
    (files / "half.png").write_bytes((files / "red.png").read_bytes()[:100])
    Image.new("1", (20_000, 20_000)).save(files / "huge.png")
    out = str(files / "x.wav")
    cases = [
        (2, "say", "", "-o", out),
        (2, "say", "  \n ", "-o", out),
        (2, "say", "mot " * 1250, "-o", out),
        (2, "say", "x", "-o", str(files / "x.mp3")),
        (2, "say", "x", "-o", str(files / "nowhere" / "x.wav")),
        (2, "say", "x"),
        (2, "draw", "word " * 1000, "-o", str(files / "x.png")),
        (2, "generate", "word " * 1000),
        (2, "hear", str(files / "absent.wav")),
        (1, "hear", str(files / "no.wav")),
        (1, "hear", str(files / "zero.wav")),
        (2, "hear", str(files / "long.wav")),
        (1, "see", str(files / "no.png")),
        (1, "see", str(files / "half.png")),
        (1, "see", str(files / "huge.png")),
        (2, "see", str(files)),
        (2, "see", str(files / "red.png"), "--seed", "many"),
    ]
    for code, *argv in cases:
        ran = cli(*argv, "--model", str(small_bundle()))
        assert (ran.code, ran.out) == (code, ""), (argv, ran)
        assert ran.err.startswith("necker: ") and ran.err.count("\n") == 1 and len(ran.err) < 400
    assert not list(files.glob("x*"))


def test_small_and_odd_files_are_taken(cli: Cli, files: Path) -> None:
    Image.new("RGBA", (1, 1)).save(files / "dot.png")
    (files / "click.wav").write_bytes(wav(1))
    for verb, name in (("see", "dot.png"), ("hear", "click.wav")):
        assert cli(verb, str(files / name), "--model", str(small_bundle())).code == 0


def test_a_model_that_is_not_there_or_not_whole(cli: Cli, files: Path, home: Path) -> None:
    for given in (["--model", str(files / "none")], ["--model", str(files / "red.png")]):
        ran = cli("see", str(files / "red.png"), *given)
        assert ran.code == 5 and ran.err.count("\n") == 1 and "--model" in ran.err
    for name, data in (
        ("model.onnx", b"broken"),
        ("tokenizer.json", b"{}"),
        ("model.json", b"[]"),
        ("model.json", b"{"),
    ):
        broken = files / "broken"
        shutil.copytree(small_bundle(), broken)
        (broken / name).write_bytes(data)
        ran = cli("see", str(files / "red.png"), "--model", str(broken))
        assert ran.code == 1 and ran.err.count("\n") == 1 and "broken" in ran.err
        shutil.rmtree(broken)


def test_the_installed_model_is_found(home: Path, tmp_path: Path) -> None:
    assert model_folder(tmp_path) == tmp_path
    (home / "data" / "models" / "seed").mkdir(parents=True)
    assert model_folder(None) == home / "data" / "models" / "seed"


def test_no_torch_is_loaded(files: Path) -> None:
    prelude = "import atexit, sys\natexit.register(lambda: print('torch' in sys.modules, file=sys.stderr))"
    ran = child("see", str(files / "red.png"), "--model", str(small_bundle()), prelude=prelude)
    assert ran.code == 0 and ran.out.startswith("a small red") and ran.err == "False\n"
