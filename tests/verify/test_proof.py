"""A proof that was written holds; one character changed anywhere and it does not; attacks end in a refusal, soon."""

from __future__ import annotations

import ast
import datetime
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necker.assistant.answer import Answer, ToolCall
from necker.core.errors import NeckerError, UnprovenError
from necker.core.language import Lang
from necker.knowledge.build import build_pack
from necker.knowledge.pack import Pack
from necker.knowledge.passage import PackInfo, Passage, Source, SourcePage, SourcePassage
from necker.verify import check_proof
from necker.verify.check_proof import FILE_BYTES, Checker, canonical
from necker.verify.claim import Claim, Evidence, quote_from
from necker.verify.judge import WordJudge
from necker.verify.proof import read_proof, write_proof

SOURCE = Path(check_proof.__file__)
TEXTS = {
    "Sirius": "L’étoile 🌟 Sirius est la plus brillante du ciel nocturne. Sa magnitude est de −1,46.",
    "Sirius/B#2": "Sirius B est une naine blanche.",
    "Canopus": "Canopus est la deuxième étoile du ciel. Certains la croient première.",
}


class Stars:
    """A source of three short pages; as files, its name is a path and its pages have addresses on this machine."""

    name, licence, attribution, total = "/home/someone/stars", "CC-BY-SA-4.0", "their authors", 3

    def __init__(self, kind: Source = "wikipedia", texts: dict[str, str] = TEXTS) -> None:
        self.kind, self._texts = kind, texts

    def fingerprint(self) -> str:
        return "stars"

    def pages(self, skip: int) -> Iterator[SourcePage]:
        lang: Lang = "fr"
        head = "https://fr.example.org/" if self.kind == "wikipedia" else "file:///home/someone/stars/"
        for title, text in list(self._texts.items())[skip:]:
            yield SourcePage(lang, title, head + title, 7, None, None, [SourcePassage("text", text)])


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return Pack(build_pack("stars", Stars(), folder=tmp_path_factory.mktemp("packs")).path)


def quoted(passage: Passage, words: str, stance: str = "supports") -> Evidence:
    start = passage.text.index(words)
    return quote_from(passage, start, start + len(words), stance)  # type: ignore[arg-type]


def answer_from(pack: Pack, code: str = "2020 - 1990", output: str = "30") -> dict[str, Any]:
    """An answer with an emoji before its claims, and one claim for each verdict."""
    found = {passage.title: passage for passage in pack.passages([1, 2, 3])}
    bright = quoted(found["Sirius"], "est la plus brillante")
    dwarf, second = quoted(found["Sirius/B#2"], "naine blanche"), quoted(found["Canopus"], "deuxième", "contradicts")
    first = quoted(found["Canopus"], "première")
    told: list[tuple[str, str, list[Evidence], str | None]] = [
        ("Sirius est la plus brillante.", "supported", [bright, dwarf], None),
        ("Canopus est la première.", "contradicted", [second], None),
        ("Canopus l’est peut-être.", "conflict", [first, second], None),
        ("Cela fait 30 ans.", "computed", [dwarf], code),
        ("Et non 31.", "contradicted", [], code),
        ("Elle a une planète.", "not_enough", [], None),
        ("Belle étoile !", "not_checkable", [], None),
    ]
    text = "🌟 " + " ".join(sentence for sentence, *_ in told)
    claims = []
    for sentence, verdict, evidence, calculation in told:
        start = text.index(sentence)
        claim = Claim(start, start + len(sentence), sentence, "fr", verdict=verdict, evidence=evidence)  # type: ignore[arg-type]
        claim.code, claim.output = calculation, output if calculation else None
        claims.append(claim)
    claims[0].p = 0.97
    made = Answer("Quelle est l’étoile la plus brillante ?", "fr", text, False, "extractive", "words", claims)
    made.tools = [ToolCall("search", "étoile", "Sirius")]
    return made.to_json()


def write(path: Path, answer: dict[str, Any], *packs: PackInfo) -> Path:
    write_proof(answer, path, packs, judge=WordJudge(), model="extractive")
    return path


@pytest.fixture(scope="module")
def proof(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("proofs") / "proof.json", answer_from(pack), pack.info).read_bytes()


def seal(document: Any) -> bytes:
    """The document with a digest that fits it."""
    document["sha256"] = sha256(canonical({k: v for k, v in document.items() if k != "sha256"})).hexdigest()
    return canonical(document)


def forged(proof: bytes, change: Callable[[Any], None]) -> bytes:
    document = json.loads(proof)
    change(document)
    return seal(document)


def failures(raw: bytes, *packs: Path) -> list[str]:
    return Checker(packs).check(raw)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The checker as an auditor runs it: by itself, without our packages."""
    command = [sys.executable, "-I", "-S", str(SOURCE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


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


# Forgeries: the digest is computed again, something else gives them away.


def first(document: Any) -> Any:
    return document["answer"]["claims"][0]["evidence"][0]


def alter_quote(document: Any) -> None:
    """The quote, its passage and its offsets, all but the hash."""
    one = first(document)
    one["passage"] = one["passage"].replace("est la plus brillante", "n’est pas brillante")
    one["quote"] = "n’est pas brillante"
    one["end"] = one["start"] + len(one["quote"])


def alter_everything(document: Any) -> None:
    alter_quote(document)
    first(document)["sha256"] = sha256(first(document)["passage"].encode()).hexdigest()


def put(*path: str | int, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


CLAIM = ("answer", "claims", 0)
FORGERIES: dict[str, tuple[Callable[[Any], None], str]] = {
    "quote and offsets": (alter_quote, "sha256 is wrong"),
    "quote alone": (put(*CLAIM, "evidence", 0, "quote", value="est la moins"), "its quote is not passage"),
    "quote moved": (put(*CLAIM, "evidence", 0, "start", value=0), "its quote is not passage"),
    "quote outside": (put(*CLAIM, "evidence", 0, "end", value=10**6), "its quote is not passage"),
    "quote of nothing": (
        lambda document: first(document).update(quote="", end=first(document)["start"]),
        "its quote is",
    ),
    "quote from the end": (
        lambda document: first(document).update(
            {k: first(document)[k] - len(TEXTS["Sirius"]) for k in ("start", "end")}
        ),
        "its quote is not passage[",
    ),
    "quote beyond the end": (
        lambda document: first(document).update(quote="est de −1,46.", start=len(TEXTS["Sirius"]) - 13, end=10**6),
        "its quote is not passage[",
    ),
    "passage alone": (put(*CLAIM, "evidence", 0, "passage", value=""), "its quote is not passage"),
    "claim text": (put(*CLAIM, "text", value="Sirius est la moins brillante."), "its text is not answer[2:31]"),
    "answer text": (put("answer", "answer", value="🌟 Sirius est la moins brillante."), "its text is not answer"),
    "claims that overlap": (put("answer", "claims", 1, "start", value=3), "overlaps"),
    "claim outside": (put("answer", "claims", 6, "end", value=10**6), "lies outside"),
    "claim before the text": (put(*CLAIM, "start", value=-5), "lies outside"),
    "verdict without its quotations": (put(*CLAIM, "verdict", value="contradicted"), "contradicted, on the grounds of"),
    "verdict with no quotation": (
        put("answer", "claims", 5, "verdict", value="supported"),
        "supported, on the grounds",
    ),
    "quotation that says otherwise": (put(*CLAIM, "evidence", 0, "stance", value="contradicts"), "on the grounds of"),
    "computed without code": (put("answer", "claims", 5, "verdict", value="computed"), "computed, on the grounds of"),
    "output": (put("answer", "claims", 3, "output", value="31"), "gives 30, not '31'"),
    "no output": (put("answer", "claims", 3, "output", value=None), "on the grounds of"),
    "probability": (put(*CLAIM, "p", value=1.5), "p is not a probability"),
    "unsupported part outside": (put(*CLAIM, "unsupported", value=[{"start": 3, "end": 99}]), "part lies outside"),
    "unsupported part of nothing": (put(*CLAIM, "unsupported", value=[{"start": 3, "end": 3}]), "part lies outside"),
    "new fields in an old proof": (put("proof", value=1), "proof.answer.claims[0] must be start: whole"),
    "unknown field": (put("answer", "verified_by", value="everybody"), "proof.answer must be schema: whole"),
    "unknown verdict": (put(*CLAIM, "verdict", value="true"), "verdict must be supported|"),
    "a truth for a number": (put(*CLAIM, "start", value=True), "start must be whole"),
    "a list for a text": (put("answer", "answer", value=["🌟"]), "proof.answer.answer must be text"),
    "version": (put("proof", value=3), "only proofs 1 and 2 of schema 1"),
    "version of the answer": (put("answer", "schema", value=2), "only proofs 1 and 2 of schema 1"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_and_said_why(name: str, proof: bytes) -> None:
    change, line = FORGERIES[name]
    told = failures(forged(proof, change))
    assert any(line in one for one in told), told
    assert all("\n" not in one and one.isascii() for one in told)


def as_first(document: Any) -> None:
    """A proof of today as the first version wrote it."""
    document["proof"] = 1
    for name in ("judge_sha256", "judge_bound"):
        del document["versions"][name]
    for claim in document["answer"]["claims"]:
        del claim["unsupported"], claim["explained"]


def test_old_proofs_hold_and_only_whole_ones(proof: bytes, pack: Pack) -> None:
    assert failures(forged(proof, as_first), pack.path) == []
    mixed = forged(forged(proof, as_first), put(*CLAIM, "unsupported", value=[]))
    assert failures(mixed)
    assert failures(forged(forged(proof, as_first), put("proof", value=2)))


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


def test_a_new_hash_without_a_new_digest_is_refused(proof: bytes) -> None:
    document = json.loads(proof)
    alter_everything(document)
    assert failures(canonical(document)) == ["the digest is not that of the file"]


def test_a_consistent_forgery_needs_the_pack_to_be_found_out(proof: bytes, pack: Pack) -> None:
    raw = forged(proof, alter_everything)
    assert failures(raw) == []  # docs/reference/proof.md says so
    assert failures(raw, pack.path) == ["claims[0].evidence[0]: not so in pack 'stars'"]


@pytest.mark.parametrize(
    "name, value",
    [
        ("passage_id", "stars/fr/Canopus#0"),
        ("passage_id", "stars/en/Sirius#0"),
        ("passage_id", "stars/fr/Sirius#1"),
        ("title", "Vega"),
        ("url", "https://evil.example.org/"),
        ("revision", 8),
    ],
)
def test_the_pack_finds_what_was_said_of_a_passage(name: str, value: Any, proof: bytes, pack: Pack) -> None:
    raw = forged(proof, put(*CLAIM, "evidence", 0, name, value=value))
    assert failures(raw) == []
    assert failures(raw, pack.path) == ["claims[0].evidence[0]: not so in pack 'stars'"]


def test_a_pack_that_changed_or_is_another(proof: bytes, tmp_path: Path) -> None:
    changed = build_pack("stars", Stars(texts=TEXTS | {"Canopus": "Canopus est une étoile."}), folder=tmp_path).path
    assert len(failures(proof, changed)) == 3
    other = build_pack("other", Stars(), folder=tmp_path).path
    assert failures(proof, other) == ["it names no such --pack"]


# Files made to hurt the reader.


def end_of(proof: bytes, old: str, new: str) -> bytes:
    text = proof.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    "value",
    [
        *(
            "NaN",
            "Infinity",
            "-Infinity",
            "1e999",
            "9" * 5_000,
            "-" + "9" * 2_000_000,
            "true",
            "null null",
            r'"\ud800"',
        ),
        *("[" * 200_000, '{"a":' * 100_000, "[" * 500 + "]" * 500, '{"-":' * 500 + "1" + "}" * 500, "\x00", '"\x01"'),
    ],
)
def test_odd_values_are_refused(value: str, proof: bytes) -> None:
    told = failures(end_of(proof, '"p": 0.97', f'"p": {value}'))
    assert told and all(len(line) < 1_000 for line in told)


def test_no_number_is_not_a_number(proof: bytes) -> None:
    document = json.loads(proof)
    del document["sha256"]
    document["answer"]["seconds"] = math.nan
    written = {"ensure_ascii": False, "sort_keys": True, "indent": 1}
    rest = json.dumps(document, **written) + "\n"  # type: ignore[arg-type]
    document["sha256"] = sha256(rest.encode()).hexdigest()
    assert "Out of range" in failures((json.dumps(document, **written) + "\n").encode())[0]  # type: ignore[arg-type]


def test_half_a_surrogate_pair_is_refused(proof: bytes) -> None:
    assert "surrogates" in failures(end_of(proof, '"notice": ""', r'"notice": "\ud800"'))[0]
    assert failures(proof.replace("🌟".encode(), b"\xed\xa0\x80", 1))


@pytest.mark.parametrize("raw", [b"", b"\n", b"null", b"[]", b"{}\n", b"\xff\xfe", b"\x00" * 100, b'"proof"\n', b"1\n"])
def test_what_is_no_proof(raw: bytes) -> None:
    assert failures(raw)


def test_a_file_of_100_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    done = run(path)
    assert done.returncode == 1 and f"FAIL it is over {FILE_BYTES} bytes" in done.stdout
    with pytest.raises(UnprovenError):
        read_proof(path)


def test_exit_codes(proof: bytes, tmp_path: Path) -> None:
    good, bad, text = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "stars.pack"
    good.write_bytes(proof)
    bad.write_bytes(proof.replace(b"Sirius", b"Vega", 1))
    text.write_text("no pack")
    assert [run(good).returncode, run(bad).returncode] == [0, 1]
    assert run(bad).stdout.startswith("FAIL the digest is not that of the file\n")
    assert run(bad).stdout.endswith("\nit does not hold\n")
    unreadable = [
        run(tmp_path / "none"),
        run(tmp_path),
        run(good, "--pack", tmp_path / "none"),
        run(good, "--pack", text),
    ]
    assert [one.returncode for one in unreadable] == [2, 2, 2, 2]
    assert all("unreadable" in one.stderr and "Traceback" not in one.stderr for one in unreadable)
    assert run().returncode == 2


# Writing.


@pytest.mark.parametrize("change", [change for change, _ in FORGERIES.values()][:20])
def test_what_would_not_hold_is_not_written(change: Callable[[Any], None], pack: Pack, tmp_path: Path) -> None:
    path = write(tmp_path / "proof.json", answer_from(pack), pack.info)
    before, answer = path.read_bytes(), {"answer": answer_from(pack)}
    change(answer)
    with pytest.raises(UnprovenError):
        write(path, answer["answer"], pack.info)
    assert path.read_bytes() == before and names(tmp_path) == ["proof.json"]


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
