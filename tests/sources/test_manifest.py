"""Manifests say all that must be known of a source, or they are refused; and what they replaced reads as before."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import os
import tomllib
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from necker.core.errors import NeckerError, RefusedError, UsageError
from necker.model.recipe import Recipe, toml_of
from necker.sources.document import document_hash
from necker.sources.manifest import Manifest, left_out, manifest, manifests, names, read_manifest
from necker.sources.readers import documents

MIRROR = os.environ.get("NECKER_MIRROR", "")
needs_mirror = pytest.mark.skipif(not Path(MIRROR or "/nowhere").is_dir(), reason="NECKER_MIRROR names no folder")
# The readers that there are or will be.
READERS = set(
    "tatoeba wikipedia_lead emoji words digits voice espeak toy jsonl tsv parallel_jsonl lines questions dialogues pictures_zip "
    "sounds_zip video_zip gettext pages lesson stamps gcompris emoji_drawings map_icons flite".split()
)

GOOD: dict[str, Any] = {
    "name": "here",
    "title": "Something",
    "languages": ["fr"],
    "modalities": ["text"],
    "tasks": ["language modelling"],
    "licence": "CC0-1.0",
    "licence_evidence": "its README",
    "attribution": "Somebody",
    "split": "train",
    "synthetic": False,
    "reader": "jsonl",
    "options": {"text": "text", "limit": 7},
    "file": [{"path": "a/b.jsonl", "sha256": "0" * 64, "bytes": 5, "urls": ["https://example.org/b"]}],
    "package": [
        {"registry": "npm", "name": "@a/x", "version": "1.0", "file": "x-1.0.tgz", "sha256": "1" * 64, "bytes": 3}
    ],
}


def written(value: Any) -> str:
    """A value in TOML; JSON writes strings, numbers and booleans as TOML does."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {written(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


def read(folder: Path, **changes: Any) -> Any:
    file = folder / "here.toml"
    table = {key: value for key, value in (GOOD | changes).items() if value is not None}
    file.write_text("".join(f"{key} = {written(value)}\n" for key, value in table.items()), "utf-8")
    return read_manifest(file)


def test_a_manifest_is_read_and_makes_a_source(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.weight, found.filters, found.split, found.files[0].bytes) == (1.0, None, "train", 5)
    source = found.source()
    assert (source.name, source.reader, source.licence, source.limit) == ("here", "jsonl", "CC0-1.0", 7)
    assert (
        source.files[0].path == "a/b.jsonl" and source.packages[0].name == "@a/x" and source.options["text"] == "text"
    )
    assert found.source(3).limit == 3 and found.packages[0].path == "packages/npm/x-1.0.tgz"


def test_its_hash_is_of_what_it_says_not_of_how(tmp_path: Path) -> None:
    found = read(tmp_path)
    file = tmp_path / "here.toml"
    file.write_text("# a comment\n\n" + file.read_text(), "utf-8")
    assert read_manifest(file).hash == found.hash
    for change in ({"title": "x"}, {"weight": 2.0}, {"options": {}}, {"licence": "MIT"}, {"file": []}):
        assert read(tmp_path, **change).hash != found.hash


@pytest.mark.parametrize("key", [key for key in GOOD if key not in ("options", "file", "package")])
def test_nothing_may_be_missing(tmp_path: Path, key: str) -> None:
    with pytest.raises(UsageError, match=key):
        read(tmp_path, **{key: None})


def file(**changes: Any) -> dict[str, Any]:
    return {"file": [GOOD["file"][0] | changes]}


def package(**changes: Any) -> dict[str, Any]:
    return {"package": [GOOD["package"][0] | changes]}


@pytest.mark.parametrize(
    "change",
    [
        *({"name": "Here"}, {"name": "other"}, {"name": "../here"}, {"title": " "}, {"attribution": ""}),
        *({"licence_evidence": ""}, {"languages": []}, {"languages": ["de"]}, {"modalities": ["smell"]}),
        *({"split": "test"}, {"synthetic": 1}, {"weight": 0.0}, {"weight": -1.0}, {"tasks": "one"}, {"colour": "red"}),
        *({"files": []}, {"options": 3}, {"filters": "all"}, {"licences": {"LicenseRef-x": 3}}),
        *(file(path="/etc/passwd"), file(path="../a"), file(path="a/../../b"), file(path="a\\b"), file(path="a//b")),
        *(file(path=""), file(sha256="0" * 63), file(sha256="A" * 64), file(bytes=0), file(bytes=-1), file(bytes="5")),
        *(file(urls=["file:///etc/passwd"]), file(urls="https://x"), file(md5="x"), {"file": [{"path": "a"}]}),
        {"file": [{"path": "a", "sha256": "0" * 64}]},
        *(
            package(registry="cargo"),
            package(name="../x"),
            package(name="a b"),
            package(version="1/2"),
            package(version=""),
        ),
        *(package(file="../x.tgz"), package(file="/x"), package(file=""), package(file=".."), package(bytes=0)),
    ],
    ids=json.dumps,
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"here\.toml"):
        read(tmp_path, **change)


def test_a_licence_nobody_declared_is_refused(tmp_path: Path) -> None:
    for licence in ("CC-BY-NC-4.0", "LicenseRef-x", "unknown"):
        with pytest.raises(RefusedError):
            read(tmp_path, licence=licence)
    text = {"LicenseRef-x": "Text: its README. Anyone may use, change and pass it on."}
    assert read(tmp_path, licence="LicenseRef-x", licences=text).licences == text


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_file_is_read_or_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    place = tmp_path / "here.toml"
    place.write_bytes(data)
    with pytest.raises(NeckerError):
        read_manifest(place)


# ---- those that ship


def test_every_manifest_that_ships_is_complete() -> None:
    every = manifests()
    assert list(every) == sorted(every) == list(names()) and len(every) > 100
    for name, one in every.items():
        assert one.name == name and one.reader in READERS, name
        assert one.files or one.packages or one.reader in ("toy", "lesson"), name
        assert one.synthetic or one.reader != "lesson", name
        assert len({ref.path for ref in one.files}) == len(one.files)
        for ref in (*one.files, *one.notices):
            top = ref.path.split("/")[:2]
            assert top[0] in ("text", "media") and (top[0] == "media" or top[1] == one.split), (name, ref.path)
        assert all(package.members for package in one.packages), name
    assert len({one.hash for one in every.values()}) == len(every)


def test_what_is_trained_on_is_not_evaluated_on() -> None:
    sides: dict[str, set[str]] = {}
    for one in manifests().values():
        for ref in one.files:
            sides.setdefault(ref.sha256, set()).add(one.split)
    assert all(len(side) == 1 for side in sides.values())
    assert manifest("halueval_eval").split == "eval" and manifest("halueval_eval").synthetic


def test_what_is_left_out_says_why_and_is_nowhere_else() -> None:
    used = {ref.path for one in manifests().values() for ref in (*one.files, *one.notices)}
    for one in left_out():
        assert len(one.note) >= 10 and one.path not in used


def test_nearly_the_right_name_is_told() -> None:
    with pytest.raises(UsageError, match=r"perhaps.*wikipedia_lead"):
        manifest("wikipedia_leed")
    with pytest.raises(UsageError, match="no source"):
        manifest("../toy")


@needs_mirror
def test_every_file_of_the_mirror_is_used_or_left_out_and_is_what_its_manifest_says() -> None:
    known = {ref.path: ref for one in manifests().values() for ref in (*one.files, *one.notices)}
    told = {one.path for one in left_out()} | known.keys()
    packages = {f"{p.registry}:{p.name}" for one in manifests().values() for p in one.packages}
    packages |= {one.package for one in left_out()}
    for top in ("text", "media"):
        for line in (Path(MIRROR) / top / "MANIFEST.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            path = f"{top}/{record['path']}"
            if not (Path(MIRROR) / path).is_file():
                assert any(record["source_url"].startswith(name) for name in packages), record["source_url"]
                continue
            assert path in told, path
            if path in known:
                assert (known[path].sha256, known[path].bytes) == (record["sha256"], record["bytes"])


FIELDS = (
    "id title url author text texts thing licence attribution question answer answers context steps support label tests turns "
    "topic keywords qualifier lang_field file spans equation answers_at"
).split()


def named(options: Any) -> set[str]:
    """The paths of all fields that options name."""
    if isinstance(options, str):
        return {options}
    return set().union(*map(named, options.values() if isinstance(options, dict) else options))


def has(record: Any, path: list[str]) -> bool:
    if not path:
        return True
    if path[0] == "*":
        return isinstance(record, list) and any(has(one, path[1:]) for one in record)
    return isinstance(record, dict) and path[0] in record and has(record[path[0]], path[1:])


def first_records(one: Manifest, path: Path) -> list[Any]:
    """A few of the first."""
    with path.open("rb") as raw, lzma.open(raw) if path.suffix == ".xz" else raw as packed:
        file = io.TextIOWrapper(packed, "utf-8")
        if one.reader == "tsv":
            lines = [line.rstrip("\n").split("\t") for line in islice(file, 20)]
            columns = lines[0] if one.options["header"] else one.options["columns"]
            return [dict(zip(columns, line, strict=True)) for line in lines]
        if one.options.get("format") == "list":
            return list(json.load(file))[:20]
        return [json.loads(line) for line in islice(file, 20)]


@needs_mirror
@pytest.mark.parametrize(
    "name",
    [
        n
        for n, m in manifests().items()
        if m.files and m.options.keys() & set(FIELDS) and m.options.get("format") != "squad"
    ],
)
def test_options_name_fields_that_there_are(name: str) -> None:
    one = manifest(name)
    files = one.files if one.reader in ("jsonl", "questions", "tsv", "parallel_jsonl") else one.files[:1]
    if one.reader == "pictures_zip" and "path" in one.options:
        return
    turn = {"speaker", "text", "call", "calls", "results"} if one.reader == "dialogues" else set[str]()
    for ref in files:
        records = first_records(one, Path(MIRROR) / ref.path)
        paths = named({key: value for key, value in one.options.items() if key in FIELDS and key not in turn})
        turns = {f"{one.options['turns']}.*.{one.options[key]}" for key in turn if key in one.options}
        for path in paths | turns:
            assert any(has(record, path.split(".")) for record in records), (name, path)
        if "file" in one.options and one.reader != "video_zip":
            inside = {name for ref in one.files[1:] for name in zipfile.ZipFile(Path(MIRROR) / ref.path).namelist()}
            assert all(record[one.options["file"]] in inside for record in records)


# ---- as before

# Of the sources as they were when they were written in Python: of how many things, the documents and their sha256.  What is
# held out is in test_held.py.
BEFORE: dict[str, tuple[int | None, int, str]] = {
    "toy": (None, 1662, "9aa7d7a87391806bcab1d69e1a0804514cc65dd128b0f2de7cafb91d3315bdba"),
    "tatoeba": (400, 974, "19323bc50d56656ba5636e8423e729fb1850a6ed46972c049956344c7c3b4e11"),
    "wikipedia_lead": (100, 100, "44f003ef0f0b8cfc4a215afaee4c249d97a2b0d1ee136fe5656fa1ac879f115a"),
    "emoji": (25, 190, "66b570e61942299a553d0fd076d491084a273621d62e83a25e11df44ca190ea9"),
    "words": (10, 31, "4b953ce74cb94af03c283976f2d08535b96f811abd0be1737e23756e9bd4c65b"),
    "digits": (10, 10, "7e0c25729d8f3e5486cbca9ab983126bc8c1a5224e1695f7ec1ccd185ea8dac3"),
    "kathleen": (5, 9, "a8b7a1c299c51878a79adfb270f90475cf15069bb99003277b1e43050e149a43"),
    "asterisk": (5, 9, "13353035a052e87073c72a656f50f08b0defb6c3e5758d2e02d0c923718df3f5"),
    "armelle": (5, 5, "8c6838709f77b07a361b532a54b04be62be72ae2fddc021ffda67f1ee5861c34"),
    "espeak": (3, 6, "14404088420f0895b7e09795855cf6d0702b5a41d9664df1a62d37fcab601dd1"),
}
RECIPES = Path(__file__).parents[2] / "recipes"


@pytest.mark.parametrize("name", [name if name == "toy" else pytest.param(name, marks=needs_mirror) for name in BEFORE])
def test_documents_are_those_that_they_were(name: str) -> None:
    limit, wanted, root = BEFORE[name]
    for needed in {"espeak": ["espeakng_loader"], "toy": [], "tatoeba": [], "wikipedia_lead": []}.get(
        name, ["soundfile"]
    ):
        pytest.importorskip(needed)
    total, count = hashlib.sha256(), 0
    for one in documents(manifest(name).source(limit)):
        count += 1
        total.update(f"{one.id}\0{document_hash(one)}\0{one.licence}\n".encode())
    assert (count, total.hexdigest()) == (wanted, root)


def test_what_recipes_hash_and_record_is_what_it_was() -> None:
    assert manifest("espeak").source().limit == 4000 and manifest("tatoeba").source().limit is None
    assert Recipe.read(RECIPES / "seed.toml").hash.startswith("71994596513d")
    assert Recipe.read(RECIPES / "desk.toml").hash.startswith("26fcb6cb79f8")
    listed = [
        [one.name, one.licence, one.attribution, [[ref.path, ref.sha256] for ref in one.files]]
        for one in (manifest(name).source() for name in BEFORE)
    ]
    assert hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest().startswith("3a87fc519088")


def test_a_recipe_trains_on_nothing_that_is_for_evaluation(tmp_path: Path) -> None:
    table = tomllib.loads((RECIPES / "seed.toml").read_text("utf-8"))
    for name, why in (("gsm8k_eval", "for evaluation"), ("nothing", "no source")):
        (tmp_path / "bad.toml").write_text(toml_of(table | {"source": [{"name": name}]}), "utf-8")
        with pytest.raises(UsageError, match=rf"bad\.toml.*{why}"):
            Recipe.read(tmp_path / "bad.toml")
