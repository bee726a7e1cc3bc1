"""`necker ask` and `necker chat` as a person, a script and a hostile person use them."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necker.cli import ask as verb
from necker.verify import check_proof
from tests.cli.conftest import REFERENCE, Ran, child, shaped
from tests.cli.test_habits import NO_SOCKETS, on_a_terminal
from tests.verify.judge_folder import YES, one_judge

Cli = Callable[..., Ran]
LONE = NO_SOCKETS  # a socket that is opened ends the process


@pytest.fixture
def small(home: Path, small_folder: Path) -> Path:
    """The small pack, installed."""
    path = home / "data" / "packs" / "small.pack"
    path.parent.mkdir(parents=True)
    path.write_bytes((small_folder / "small.pack").read_bytes())
    return path


def calm(ran: Ran) -> Ran:
    """How every command ends, well or not: no traceback, and an error is one line."""
    assert "Traceback" not in ran.out + ran.err and not set("\x1b\x07\x9b\u202e") & set(ran.out + ran.err)
    if ran.code:
        assert ran.err.startswith("necker: ") and ran.err.count("\n") == 1
    return ran


def test_an_answer_is_on_stdout_with_its_quotation(small: Path, cli: Cli) -> None:
    ran = calm(cli("ask", "Who", "painted", "the", "Mona", "Lisa?"))
    assert (ran.code, ran.err) == (0, "")
    assert "Leonardo da Vinci" in ran.out.splitlines()[0]
    assert "✔ supported" in ran.out and "« " in ran.out and "CC0-1.0" in ran.out and "https://en.example.org" in ran.out


def test_the_same_as_data(small: Path, cli: Cli) -> None:
    for text in ("Who painted the Mona Lisa?", "Combien font 17 % de 350 ?", "Who is the president of Brazil?", ""):
        data = shaped("answer", calm(cli("ask", "--json", text)).out)
        assert data["abstained"] == (not data["claims"]) and (
            data["claims"] or not data["question"] or data["closest"] == []
        )


def test_a_calculation_is_shown(small: Path, cli: Cli) -> None:
    ran = calm(cli("ask", "Combien font 17 % de 350 ?"))
    assert ran.code == 0 and "ƒ calculated" in ran.out and ">>> 350 * 17 / 100" in ran.out and "59.5" in ran.out


def test_the_answer_follows_the_question_and_the_words_around_it_the_locale(
    small: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = calm(cli("ask", "Qui a inventé le téléphone ?"))
    assert "Je ne sais pas" in ran.out
    assert "supported" in cli("ask", "Qui a peint la Joconde ?").out
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert "confirmé" in cli("ask", "Who painted the Mona Lisa?").out
    assert "I don't know" in cli("ask", "Who is the president of Brazil?").out


def test_evidence_in_the_other_language_is_marked(small: Path, cli: Cli) -> None:
    ran = calm(cli("ask", "Quand la Joconde a-t-elle été volée ?"))
    assert "1911" in ran.out and "Mona Lisa [en]" in ran.out
    assert "[en]" not in cli("ask", "When was the Mona Lisa stolen?").out


def test_not_knowing_shows_the_closest_pages(small: Path, cli: Cli) -> None:
    ran = calm(cli("ask", "What did Marie Curie eat for breakfast?"))
    assert ran.code == 0 and "I don't know" in ran.out and "Closest pages:" in ran.out and "Marie Curie (" in ran.out


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Who painted the Mona Lisa?", 0),
        ("What is 12 * 12?", 0),
        ("Who is the president of Brazil?", 7),
        ("1/0", 7),
        ("", 7),
    ],
)
def test_strict(small: Path, cli: Cli, text: str, code: int) -> None:
    ran = calm(cli("ask", "--strict", text))
    assert ran.code == code and ran.out


def test_a_proof_is_written_and_holds(small: Path, cli: Cli, tmp_path: Path) -> None:
    for text in (
        "Who painted the Mona Lisa?",
        "Quel âge avait Marie Curie à sa mort ?",
        "Who is the president of Brazil?",
    ):
        proof = tmp_path / "proof.json"
        assert calm(cli("ask", "--proof", str(proof), text)).code == 0
        command = [sys.executable, "-I", "-S", check_proof.__file__, str(proof)]
        assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0
        whole = proof.read_text("utf-8")
        proof.write_text(whole.replace("answer", "answEr", 1), "utf-8")
        assert subprocess.run(command, capture_output=True, timeout=60).returncode != 0
    assert calm(cli("ask", "--proof", str(tmp_path / "no" / "such" / "proof.json"), "What is coffee?")).code == 1


# --- the judge


def test_a_quotation_needs_no_network(small: Path, home: Path) -> None:
    """The judge is named, and its network is not even loaded: a cold answer stays quick."""
    one_judge(home / "data" / "models" / "judge", YES)
    absent = "import sys\nsys.modules['onnxruntime'] = None"
    ran = calm(child("ask", "--json", "Who painted the Mona Lisa?", prelude=absent))
    data = shaped("answer", ran.out)
    assert data["judge"] == "biased" and data["claims"][0]["verdict"] == "supported"
    assert shaped("answer", child("ask", "--json", "--judge", "rules", "What is coffee?").out)["judge"] == "words-1"
    assert "Leonardo" in calm(child("chat", "--judge", "rules", input=b"Who painted the Mona Lisa?\n")).out


# --- the question


def test_a_question_on_standard_input(small: Path) -> None:
    for argv in (("ask",), ("ask", "-")):
        ran = calm(child(*argv, input=b"Qui a peint la Joconde ?\n"))
        assert ran.code == 0 and "Léonard de Vinci" in ran.out


BYTES = {
    "nothing": b"",
    "invalid UTF-8": b"Who painted \xff\xfe\x80 the Mona Lisa?",
    "NUL": b"Who painted\0 the Mona Lisa?",
    "binary": bytes(range(256)) * 40,
    "UTF-16": "Who painted the Mona Lisa?".encode("utf-16"),
    "a million": b"Who painted the Mona Lisa? " * 40_000,
    "too many": b"a" * 5_000_000,
    "escape codes": b"\x1b[2J\x1b]0;owned\x07 \xe2\x80\xae who?",
}


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_any_bytes_on_standard_input(small: Path, data: bytes) -> None:
    started = time.perf_counter()
    ran = calm(child("ask", input=data))
    assert ran.code == 0 and ran.out and time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "argument", [b"Who painted \xff\xfe the Mona Lisa?", b"\xed\xa0\x80 Who painted the Mona Lisa?"]
)
def test_half_surrogates_in_an_argument(small: Path, argument: bytes) -> None:
    ran = calm(child("ask", argument))
    assert ran.code == 0 and "Leonardo" in ran.out
    json.loads(child("ask", "--json", argument).out)


@pytest.mark.parametrize("argv", [("--", "--offline -x"), ("*",), ("-", "-"), ("?",), ("a" * 100_000,), ("\x1b[2J",)])
def test_odd_arguments(small: Path, cli: Cli, argv: tuple[str, ...]) -> None:
    ran = calm(cli("ask", *argv))
    assert ran.code == 0 and ran.out


def test_no_question_at_a_terminal(small: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    ran = calm(child("ask", stdin=theirs))
    os.close(ours)
    os.close(theirs)
    assert ran.code == 2 and "no question" in ran.err


# --- the packs


def test_without_a_pack(cli: Cli) -> None:
    ran = calm(cli("ask", "Who painted the Mona Lisa?"))
    assert (ran.code, ran.out) == (5, "") and "necker wiki add vital" in ran.err


@pytest.mark.parametrize(("name", "code"), [("nope", 5), ("../x", 2), ("", 2), ("\x1b[2J", 2), ("a" * 300, 2)])
def test_a_pack_that_is_not_there(small: Path, cli: Cli, name: str, code: int) -> None:
    ran = calm(cli("ask", "--pack", name, "Who painted the Mona Lisa?"))
    assert (ran.code, ran.out) == (code, "")


def test_a_damaged_or_half_written_pack(small: Path, cli: Cli) -> None:
    whole = small.read_bytes()
    middle = len(whole) // 2
    for broken in (
        b"",
        b"\0" * 10_000,
        b"<html>404</html>",
        whole[:100],
        whole[:middle],
        whole + b"\0",
        whole[:4000] + os.urandom(len(whole) - 4000),
        whole[:middle] + bytes(30_000) + whole[middle + 30_000 :],
    ):
        small.write_bytes(broken)
        for argv in (["ask", "Who painted the Mona Lisa?"], ["chat"]):
            ran = calm(child(*argv, input=b"Who painted the Mona Lisa?\n") if argv == ["chat"] else cli(*argv))
            assert (ran.code, ran.out.strip()) == (5, ""), broken[:20]
    small.unlink()
    small.with_name(".small.building").write_bytes(whole)
    assert calm(cli("ask", "Who painted the Mona Lisa?")).code == 5


# --- habits


@pytest.mark.parametrize("flags", [("--offline",), ()], ids=["offline", "as it is"])
@pytest.mark.parametrize(
    "text", ["Who painted the Mona Lisa?", "Quel âge avait Marie Curie à sa mort ?", "Who is Bob?", "12 * 12"]
)
def test_no_socket_is_used(small: Path, flags: tuple[str, ...], text: str) -> None:
    ran = calm(child("ask", *flags, text, prelude=LONE))
    assert ran.code == 0 and ran.out
    ran = calm(child("chat", *flags, input=text.encode() + b"\n", prelude=LONE))
    assert ran.code == 0 and ran.out


def test_what_needs_the_network_is_refused_offline(small: Path) -> None:
    ran = calm(child("ask", "--live", "--offline", "Who painted the Mona Lisa?", prelude=LONE))
    assert (ran.code, ran.out) == (6, "") and "--offline" in ran.err


def test_a_page_cannot_act_on_the_terminal(small: Path, cli: Cli) -> None:
    question = "Where does the zebra of Grévy live?"
    for shown in (cli("ask", question).out, on_a_terminal("ask", question, TERM="dumb")):
        assert "Kenya" in shown and "\\x1b[31m" in shown and not set("\x1b\x07\x9b\u202e") & set(shown)
    data = shaped("answer", cli("ask", "--json", question).out)
    assert "\x1b[31m" in data["claims"][0]["evidence"][0]["passage"]  # data are exact


def test_a_reader_that_goes_away_is_no_error(small: Path) -> None:
    for argv in (["ask", "Who painted the Mona Lisa?"], ["ask", "--json", "What is coffee?"], ["chat"]):
        code = "from necker.cli.main import run; run()"
        process = subprocess.Popen(
            [sys.executable, "-c", code, *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdin and process.stdout and process.stderr
        process.stdout.close()
        process.stdin.write(b"What is coffee?\n" * 50)
        process.stdin.close()
        assert (process.stderr.read(), process.wait(30)) == (b"", 0), argv


# --- chat


def test_question_after_question(small: Path) -> None:
    asked = "Who painted the Mona Lisa?\n\n   \nQui a peint la Joconde ?\n1/0\n😀\nWhat is 12 * 12?"
    ran = calm(child("chat", input=asked.encode()))
    assert (ran.code, ran.err) == (0, "")
    assert "Leonardo da Vinci" in ran.out and "Léonard de Vinci" in ran.out and "144" in ran.out and "zero" in ran.out


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_any_bytes_in_a_chat(small: Path, data: bytes) -> None:
    ran = calm(child("chat", input=data + b"\nWhat is 12 * 12?\n"))
    assert ran.code == 0 and "144" in ran.out


def test_a_question_that_fails_does_not_end_the_chat(small: Path) -> None:
    ran = child("chat", "--live", "--offline", input=b"Who is it?\nWho was it?\n")
    assert ran.code == 6 and ran.err.count("necker: ") == ran.err.count("\n") == 2


def test_the_exit_code_of_a_chat_is_that_of_its_last_failure(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was answered before and after; not knowing is no failure."""
    monkeypatch.setenv("NECKER_OPENAI_URL", "http://127.0.0.1:9/v1")  # where nothing answers
    monkeypatch.setenv("NECKER_OPENAI_MODEL", "m")
    asked = b"What is 12 * 12?\nWho painted the Mona Lisa?\nWhat is 13 * 13?\n"
    ran = child("chat", "--brain", "openai", input=asked)
    assert ran.code == 4 and "144" in ran.out and "169" in ran.out and ran.err.count("necker: ") == 1
    assert child("chat", input=b"Who is the president of Brazil?\n").code == 0
    page = " ".join((REFERENCE / "command-line.md").read_text("utf-8").split())
    assert "the exit code is that of the last question that failed" in page


def test_ctrl_c_at_the_prompt_leaves(small: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from necker.cli.main import run; run()", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b"What is 12 * 12?\n")
    process.stdin.flush()
    assert b"144" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert b"Traceback" not in process.stderr.read()
    process.stdin.close()


def test_ctrl_c_during_an_answer_stops_that_answer(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["Who painted the Mona Lisa?\n", "What is 12 * 12?\n", ""])
    answers = iter([KeyboardInterrupt, None])
    whole = verb.answer_one

    def interrupted(*args: Any) -> Any:
        if stop := next(answers):
            raise stop
        return whole(*args)

    class Typed:
        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            return next(lines)

    monkeypatch.setattr(verb, "answer_one", interrupted)
    monkeypatch.setattr("sys.stdin", Typed())
    from necker.cli.main import main

    assert main(["chat"]) == 0
    out, err = capsys.readouterr()
    assert err == "stopped\n" and "144" in out


def test_the_verbs_take_the_documented_flags() -> None:
    parser = argparse.ArgumentParser()
    verb.add_to(parser.add_subparsers(), argparse.ArgumentParser(add_help=False))
    args = parser.parse_args(
        ["ask", "--lang", "fr", "--strict", "--json", "--proof", "x", "--pack", "a", "--pack", "b", "q"]
    )
    assert (args.lang, args.strict, args.json, args.proof, args.pack) == ("fr", True, True, Path("x"), ["a", "b"])
