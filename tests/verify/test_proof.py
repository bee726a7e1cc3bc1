"""A proof that was written holds; one character changed anywhere and it does not; what cannot be written is said."""

from __future__ import annotations

import ast
import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.core.errors import NeckerError, UnprovenError
from necker.knowledge.build import build_pack
from necker.knowledge.pack import Pack
from necker.knowledge.passage import Source
from necker.verify.judge import WordJudge
from necker.verify.proof import read_proof, write_proof
from tests.verify.proofs import SOURCE, TEXTS, Stars, answer_from, failures, names, run, write

# What is written holds.


def test_the_checker_stands_alone() -> None:
    tree = ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & {"eval", "exec", "compile", "__import__", "open"}
    assert SOURCE.read_text("utf-8").count("\n") <= 215


def test_a_proof_holds_by_itself_and_with_its_pack(proof: bytes, pack: Pack, tmp_path: Path) -> None:
    path, copied = tmp_path / "proof.json", tmp_path / "elsewhere.py"
    path.write_bytes(proof)
    alone, compared = run(path), run(path, "--pack", pack.path)
    assert (alone.returncode, compared.returncode) == (0, 0)
    assert alone.stdout.endswith("it holds, but no --pack was given to look its quotations up\n")
    assert compared.stdout.splitlines() == [
        "form: 5 checked",
        "spans: 28 checked",
        "verdicts: 7 checked",
        "quotations: 12 checked",
        "packs: 6 checked",
        "calculations: 2 checked",
        "it holds",
    ]
    shutil.copy(SOURCE, copied)
    assert subprocess.run([sys.executable, "-I", "-S", copied, path], capture_output=True, timeout=60).returncode == 0
    assert read_proof(path) == json.loads(proof)


def test_what_a_proof_says(proof: bytes, pack: Pack) -> None:
    document = json.loads(proof)
    assert document["answer"] == json.loads(json.dumps(answer_from(pack)))
    assert document["packs"][0]["content"] == pack.info.content
    assert document["packs"][0]["source"] == "/home/someone/stars"  # the name that a public source gave itself
    assert set(document["versions"]) == {
        "necker",
        "python",
        "judge",
        "judge_sha256",
        "judge_bound",
        "model",
        "sqlite",
        "monty",
    }
    assert datetime.datetime.fromisoformat(document["created"]).utcoffset() == datetime.timedelta(0)


def test_a_proof_names_the_judge_its_version_and_its_bound(pack: Pack, tmp_path: Path) -> None:
    class Measured(WordJudge):
        name, sha256, bound = "judge-b", "ab" * 32, "wrong among supported < 4.9 %"  # type: ignore[assignment]

    path = tmp_path / "proof.json"
    write_proof(answer_from(pack), path, [pack.info], judge=Measured(), model="extractive")
    told = read_proof(path)["versions"]
    assert (told["judge"], told["judge_sha256"]) == ("judge-b", "ab" * 32) and "4.9 %" in told["judge_bound"]
    write_proof(answer_from(pack), path, [pack.info], judge=WordJudge(), model="extractive")
    told = read_proof(path)["versions"]
    assert (told["judge"], told["judge_sha256"], told["judge_bound"]) == ("words-1", None, None)


def test_offsets_are_code_points(proof: bytes) -> None:
    answer = json.loads(proof)["answer"]
    claim = answer["claims"][0]
    assert claim["start"] == 2 and answer["answer"][2 : claim["end"]] == claim["text"]
    assert claim["evidence"][0]["quote"] == "est la plus brillante"
    assert claim["evidence"][0]["start"] == TEXTS["Sirius"].index("est") > TEXTS["Sirius"].index("🌟")


@pytest.mark.parametrize("kind", ["file", "note"])
def test_nothing_says_where_the_users_files_are(kind: Source, tmp_path: Path) -> None:
    own = Pack(build_pack("mine", Stars(kind), folder=tmp_path).path)
    answer = answer_from(own)
    answer["closest"] = [{"title": "Sirius", "lang": "fr", "url": "file:///home/someone/x", "passage_id": None}]
    path = write(tmp_path / "proof.json", answer, own.info)
    assert b"someone" not in path.read_bytes() and b"file:" not in path.read_bytes()
    assert "file:///home/someone/stars/Sirius" in json.dumps(answer)  # the answer itself was not touched
    assert run(path, "--pack", own.path).returncode == 0


# One character changed.


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_any_changed_character_is_refused(proof: bytes, data: st.DataObject) -> None:
    text = proof.decode()
    at = data.draw(st.integers(0, len(text)))
    new = data.draw(st.one_of(st.sampled_from(sorted(set(text))), st.characters(codec=None)), label="new")
    how = data.draw(st.sampled_from(("insert", "replace", "delete")))
    changed = text[:at] + ("" if how == "delete" else new) + text[at + (how != "insert") :]
    if changed != text:
        assert failures(changed.encode("utf-8", "surrogatepass"))


def test_any_deleted_or_doubled_character_is_refused(proof: bytes) -> None:
    text = proof.decode()
    for at in range(0, len(text), 11):
        assert failures((text[:at] + text[at + 1 :]).encode())
        assert failures((text[:at] + text[at] + text[at:]).encode())


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_is_refused(proof: bytes, data: st.DataObject) -> None:
    raw = bytearray(proof)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert failures(bytes(raw))


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: "\ufeff" + text,
        lambda text: text + "\n",
        lambda text: text[:-1],
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("🌟", r"\ud83c\udf1f", 1),
        lambda text: text.replace("/", r"\/", 1),
        lambda text: text.replace("0.97", "0.970", 1),
        lambda text: text.replace('"p": 0.97', '"p": 97e-2', 1),
        lambda text: text.replace('"proof": 2', '"proof": 2,\n "proof": 2', 1),
        lambda text: text.replace('"abstained": false', '"abstained": true,\n  "abstained": false', 1),
        lambda text: json.dumps(json.loads(text)),
        lambda text: text + text,
        lambda text: text.encode("utf-16").decode("latin-1"),
    ],
)
def test_a_proof_has_one_spelling(proof: bytes, respell: Callable[[str], str]) -> None:
    assert failures(respell(proof.decode()).encode())


# Writing.


def test_text_that_no_file_can_hold_is_refused_in_one_line(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(UnprovenError, match="surrogates"):
        write(tmp_path / "proof.json", answer_from(pack) | {"question": "\ud800"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_places_that_cannot_be_written(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")  # stands for a device: with a real one, this test would break the machine, not fail
    for path in (tmp_path / "folder", tmp_path / "pipe", tmp_path / "none" / "proof.json", tmp_path / ("é" * 300)):
        with pytest.raises(NeckerError):
            write(path, answer_from(pack))
    assert sorted(names(tmp_path)) == ["folder", "pipe"] and (tmp_path / "pipe").is_fifo()


def test_a_proof_replaces_the_one_before(pack: Pack, tmp_path: Path) -> None:
    path = write(tmp_path / "proof.json", answer_from(pack))
    write(path, answer_from(pack) | {"question": "Et maintenant ?"})
    assert read_proof(path)["answer"]["question"] == "Et maintenant ?"
    assert names(tmp_path) == ["proof.json"]


def test_reading_says_what_is_wrong(proof: bytes, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    with pytest.raises(NeckerError):
        read_proof(path)
    path.write_bytes(proof.replace(b"Sirius", b"Vega", 1))
    with pytest.raises(UnprovenError, match="the digest is not that of the file"):
        read_proof(path)
