"""Proofs made to deceive or to hurt: whoever forges one and computes its digest again is found out; the reader ends soon."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from necker.core.errors import UnprovenError
from necker.knowledge.build import build_pack
from necker.knowledge.pack import Pack
from necker.verify.check_proof import FILE_BYTES, canonical
from necker.verify.proof import read_proof
from tests.verify.proofs import TEXTS, Stars, answer_from, failures, forged, names, run, write


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


@pytest.mark.parametrize("change", [change for change, _ in FORGERIES.values()][:20])
def test_what_would_not_hold_is_not_written(change: Callable[[Any], None], pack: Pack, tmp_path: Path) -> None:
    path = write(tmp_path / "proof.json", answer_from(pack), pack.info)
    before, answer = path.read_bytes(), {"answer": answer_from(pack)}
    change(answer)
    with pytest.raises(UnprovenError):
        write(path, answer["answer"], pack.info)
    assert path.read_bytes() == before and names(tmp_path) == ["proof.json"]


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
