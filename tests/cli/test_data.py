"""`necker data`: lists, gets, prepares, counts, shows and describes sources; in French too, and with files that are missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necker.sources.manifest import manifests, names
from tests.cli.conftest import Ran, shaped

Cli = Callable[..., Ran]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy source, prepared once, as the command does without any mirror."""
    pytest.importorskip("pyarrow")
    from necker.sources.manifest import manifest
    from necker.sources.prepare import prepare

    folder = tmp_path_factory.mktemp("data")
    prepare([manifest("toy")], folder)
    return folder


def test_list_has_every_source_and_says_which_are_here(cli: Cli) -> None:
    ran = cli("data", "list")
    assert ran.code == 0 and "✔ toy" in ran.out and "– gsm8k" in ran.out
    assert "made by a program" in ran.out
    found = shaped("data-list", cli("data", "list", "--json").out)
    assert [one["name"] for one in found["sources"]] == list(names())
    assert [one["name"] for one in found["sources"] if one["here"]] == [
        name for name, one in manifests().items() if not one.source().files and not one.source().packages
    ]


def test_list_speaks_french(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_LANG", "fr")
    assert "fait par un programme" in cli("data", "list").out


def test_fetch_says_what_is_here_and_what_is_missing(cli: Cli) -> None:
    ran = cli("data", "fetch", "toy")
    assert (ran.code, ran.out) == (0, "✔ toy\n")
    ran = cli("--offline", "data", "fetch", "toy", "gsm8k")
    assert ran.code == 5 and ran.out == "✔ toy\n"
    assert "✘ gsm8k" in ran.err and "NECKER_MIRROR" in ran.err


def test_a_source_nobody_knows(cli: Cli) -> None:
    for verb in ("fetch", "prepare", "show"):
        ran = cli("data", verb, "taskmaster")
        assert ran.code == 2 and "taskmaster4" in ran.err


def test_prepare_lists_what_is_missing_and_does_the_rest(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    ran = cli(
        "--offline", "data", "prepare", "toy", "gsm8k", "--workers", "1", "--out", str(tmp_path / "data"), "--json"
    )
    found = shaped("data-prepare", ran.out)
    states = {one["name"]: one["state"] for one in found["sources"]}
    without_files = {"toy"} | {
        name for name, one in manifests().items() if one.split == "eval" and not one.source().files
    }
    assert ran.code == 0 and {name for name, state in states.items() if state == "done"} == without_files
    assert set(states.values()) == {"done", "missing"}
    assert "gsm8k" in states and {name for name, one in manifests().items() if one.split == "eval"} < states.keys()
    again = cli("--offline", "data", "prepare", "toy", "gsm8k", "--workers", "2", "--out", str(tmp_path / "data"))
    assert again.code == 0 and again.out.splitlines()[-1] == found["root"]
    assert "– gsm8k: missing" in again.out and "to learn from: " in again.out


def test_prepare_refuses_what_makes_no_sense(cli: Cli, tmp_path: Path) -> None:
    assert cli("data", "prepare", "toy", "--workers", "0").code == 2
    (tmp_path / "mine").write_text("mine")
    pytest.importorskip("pyarrow")
    assert cli("data", "prepare", "toy", "--out", str(tmp_path)).code == 2


def test_stats(cli: Cli, prepared: Path) -> None:
    ran = cli("data", "stats", "--out", str(prepared))
    assert ran.code == 0 and "toy  " in ran.out and "synthetic" in ran.out and "CC0-1.0" in ran.out
    found = shaped("data-stats", cli("data", "stats", "--out", str(prepared), "--json").out)
    assert cli("data", "stats", "--out", str(prepared), "--table").out.startswith("| source | weight | language |")
    assert found["train"]["kept"] == found["sources"]["toy"]["kept"]
    ran = cli("data", "stats", "--out", str(prepared / "nothing"))
    assert ran.code == 5 and "necker data prepare" in ran.err


def test_show_prints_documents_and_draws_what_is_in_them(cli: Cli, tmp_path: Path) -> None:
    from PIL import Image

    ran = cli("data", "show", "toy", "--limit", "10", "--out", str(tmp_path / "look"))
    assert ran.code == 0 and "toy/" in ran.out and "[picture, " in ran.out and "[sound, " in ran.out
    assert {path.name for path in (tmp_path / "look").iterdir()} == {"pictures.png", "sounds.png"}
    with Image.open(tmp_path / "look" / "pictures.png") as sheet:
        assert sheet.width > 8 * 128 and len(set(sheet.convert("RGB").tobytes())) > 10
    assert cli("data", "show", "toy", "--limit", "0").code == 2
    assert "pictures.png" in ran.err


def test_a_spectrogram_shows_the_tone_where_it_is() -> None:
    import numpy as np

    from necker.sources.document import SAMPLE_RATE
    from necker.sources.sheets import spectrogram, spectrograms

    times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = (np.sin(2 * np.pi * 1000 * times) * 10_000).astype(np.int16)
    drawn = spectrogram(tone)
    assert drawn.shape == (256, 97)
    assert set(drawn.argmax(axis=0)) == {255 - 31}  # 1,000 Hz: 32 rows of 31.25 Hz from below, the first being 31.25
    silent = spectrogram(np.zeros(0, np.int16))
    assert silent.shape[1] == 1 and not silent.any()
    sheet = spectrograms([tone, tone])
    assert sheet is not None and sheet.height > 2 * 256


def test_small_pictures_are_enlarged_and_large_ones_fit() -> None:
    import numpy as np

    from necker.sources.sheets import contact_sheet

    small = np.zeros((2, 4, 3), np.uint8)
    small[0, 0] = 255
    sheet = contact_sheet([small, np.full((700, 300, 3), 200, np.uint8)])
    assert sheet is not None and sheet.size == (2 * 132 + 4, 132 + 4)
    assert sheet.getpixel((4, 4)) == (255, 255, 255) and sheet.getpixel((4 + 31, 4 + 31)) == (255, 255, 255)
    assert sheet.getpixel((4 + 127, 4 + 63)) == (0, 0, 0) and sheet.getpixel((4 + 127, 4 + 64)) == (96, 96, 96)
    assert sheet.getpixel((4 + 132 + 53, 4 + 127)) == (200, 200, 200)
    assert contact_sheet([]) is None


def test_card_says_what_is_there(cli: Cli, prepared: Path) -> None:
    ran = cli("data", "card", "--out", str(prepared))
    assert ran.code == 0 and ran.out.splitlines() == [str(prepared / name) for name in ("card.md", "croissant.json")]
    sheet = (prepared / "card.md").read_text("utf-8")
    stats = json.loads((prepared / "stats.json").read_text("utf-8"))
    kept = stats["train"]["kept"]
    for group in ("licences", "languages", "modalities", "made"):
        for name, one in kept[group].items():
            title = {"synthetic": "a program", "none": "none, or two"}.get(name, name)
            hours = f"{one['samples'] / 16_000 / 3600:.2f}" if one["samples"] else "–"
            tokens, pictures = round(one["characters"] / 4), f"{one['pictures']:,}" if one["pictures"] else "–"
            cells = (title, f"{one['documents']:,}", f"{one['characters']:,}", f"{tokens:,}", hours, pictures, "0")
            assert f"| {' | '.join(cells)} |" in sheet
    root = hashlib.sha256((prepared / "manifest.jsonl").read_bytes()).hexdigest()
    assert root in sheet and "    necker data prepare toy --workers 2 --out DIR\n" in sheet
    assert str(prepared) not in sheet and str(Path.home()) not in sheet
    assert f"| toy | {stats['sources']['toy']['title']} | a program | " in sheet
    for reason, count in stats["train"]["removed"].items():
        assert f"| {reason} | {count:,} |" in sheet
    assert all(line.count(" | ") == line.replace("\\|", "").count(" | ") for line in sheet.splitlines())


def test_the_summary_for_the_union_has_the_sections_and_the_sources(cli: Cli, prepared: Path) -> None:
    ran = cli("data", "card", "--eu", "--out", str(prepared))
    assert ran.code == 0 and ran.out.splitlines()[-1] == str(prepared / "eu-summary.md")
    text = (prepared / "eu-summary.md").read_text("utf-8")
    sections = [line.split()[1] for line in text.splitlines() if line.startswith(("## ", "### "))]
    assert sections == "1. 1.1 1.2 1.3 2. 2.1 2.2 2.3 2.4 2.5 2.6 3. 3.1 3.2 3.3".split()
    before, made = text.split("### 2.5 ")
    kept = json.loads((prepared / "stats.json").read_text("utf-8"))["sources"]["toy"]["kept"]
    assert "| toy |" not in before and f"| {kept['documents']:,} |" in made.split("### 2.6 ")[0]
    assert f"({kept['characters']:,} characters)" in before and f"{kept['pictures']:,} images" in before


def test_croissant_names_every_shard_and_its_hash(cli: Cli, prepared: Path) -> None:
    cli("data", "card", "--out", str(prepared))
    found: dict[str, Any] = json.loads((prepared / "croissant.json").read_text("utf-8"))
    rows = [json.loads(line) for line in (prepared / "manifest.jsonl").read_text("utf-8").splitlines()]
    assert {(one["contentUrl"], one["sha256"]) for one in found["distribution"]} == {
        (row["path"], row["sha256"]) for row in rows
    }
    assert found["license"] == ["https://spdx.org/licenses/CC0-1.0"]
    assert "http://mlcommons.org/croissant/1.0" in found["conformsTo"]
    assert len([name for name in found if name.startswith("rai:") and found[name]]) >= 8


def test_croissant_is_what_its_own_library_reads(cli: Cli, prepared: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    cli("data", "card", "--out", str(prepared))
    dataset = mlcroissant.Dataset(jsonld=prepared / "croissant.json")
    assert not dataset.metadata.ctx.issues.errors
    (records,) = dataset.metadata.record_sets
    ids = [row[f"{records.id}/id"].decode() for row in dataset.records(record_set=records.id)]
    from necker.sources.parquet import read_documents

    assert ids == [document.id for document in read_documents(prepared / "sources" / "toy")]
