"""The Lab shows what is in the files of a run and nothing else; every number names the file it stands in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from necker.serve.lab import POINTS
from tests.serve.running import STEPS


def record(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/lab/records/tiny").json()
    return found


def test_records_are_listed(client: TestClient, run: Path) -> None:
    [found] = client.get("/api/lab/records").json()["records"]
    root = json.loads((run / "RECORD.json").read_text())["root"]
    assert (found["name"], found["model"], found["root"], found["stages"]) == ("tiny", "tiny", root, ["model"])


def test_every_figure_stands_in_the_file_it_names(client: TestClient, run: Path) -> None:
    figures = record(client)["figures"]
    assert len(figures) > 5
    for figure in figures:
        text = client.get(f"/api/lab/files/tiny/{figure['file']}").text
        if isinstance(figure["value"], str) and "interval" not in figure["value"]:
            assert figure["value"] in text
        if isinstance(figure["value"], float):
            assert repr(figure["value"]) in text, figure


def test_a_plot_has_its_data_as_a_table(client: TestClient, run: Path) -> None:
    loss, scores = record(client)["plots"]
    assert loss["table"]["columns"] == ["step", "loss", "text"]
    rows = loss["table"]["rows"]
    assert len(rows) <= POINTS and rows[-1][0] == STEPS
    size = rows[0][0]
    assert rows[0][1] == pytest.approx(sum(1 / step for step in range(1, size + 1)) / size, abs=1e-6)
    assert scores["table"]["rows"] == [["see", 0.19, 0.15, 0.23, 0.1, 300]]


def test_a_replay_is_shown_with_what_it_compared(client: TestClient, run: Path) -> None:
    assert record(client)["stages"][0]["replayed"] is None
    leg = {"leg": "model/leg-00", "steps": STEPS, "bits": True, "seconds": 11.0}
    replay = {"schema": 1, "holds": True, "bits": True, "history": True, "legs": [leg]}
    run.with_name("tiny.replay.json").write_text(json.dumps(replay))
    found = record(client)
    assert found["stages"][0]["replayed"] is True and found["stages"][0]["state"] == "c" * 64
    [figure] = [each for each in found["figures"] if each["file"] == "replay.json"]
    assert figure["value"] is True and client.get("/api/lab/files/tiny/replay.json").json() == replay


def test_only_files_of_the_list_are_served(client: TestClient, run: Path) -> None:
    (run / "stray.txt").write_text("not in the record")
    (run.parent / "outside.txt").write_text("outside")
    for path in (
        "stray.txt",
        "../outside.txt",
        "%2e%2e/outside.txt",
        "/etc/passwd",
        "",
        "model/leg-00/timing.json",
        "model",
    ):
        assert client.get(f"/api/lab/files/tiny/{path}").status_code == 404, path
    assert client.get("/api/lab/files/tiny/model/leg-00/end.safetensors").content == b"weights"
    answer = client.get("/api/lab/files/tiny/recipe.toml")
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_samples_lie_beside_the_run(client: TestClient, run: Path) -> None:
    """Pictures, sounds and texts, and nothing else that lies there."""
    assert record(client)["samples"] == []
    folder = run.with_name("tiny.samples")
    folder.mkdir()
    for name in ("drawn.png", "said.wav", "heard.tsv", "page.html", "weights.bin"):
        (folder / name).write_bytes(name.encode())
    (run.parent / "outside.txt").write_text("outside")
    (folder / "linked.txt").symlink_to(run.parent / "outside.txt")
    (folder / "folder.png").mkdir()
    with (folder / "large.png").open("wb") as file:
        file.truncate(30_000_000)
    kinds = {one["file"]: one["kind"] for one in record(client)["samples"]}
    assert kinds == {"samples/drawn.png": "picture", "samples/said.wav": "sound", "samples/heard.tsv": "text"}
    for file in kinds:
        assert client.get(f"/api/lab/files/tiny/{file}").text == file.removeprefix("samples/")
    for name in ("page.html", "weights.bin", "linked.txt", "folder.png", "large.png", "../outside.txt", ""):
        assert client.get(f"/api/lab/files/tiny/samples/{name}").status_code == 404, name


def test_a_link_in_the_place_of_a_listed_file_is_not_followed(client: TestClient, run: Path) -> None:
    (run.parent / "outside.txt").write_text("outside")
    (run / "eval.json").unlink()
    (run / "eval.json").symlink_to(run.parent / "outside.txt")
    assert client.get("/api/lab/files/tiny/eval.json").status_code == 404


def test_a_damaged_record_is_said_to_be(client: TestClient, run: Path) -> None:
    (run / "RECORD.json").write_text("{}")
    [found] = client.get("/api/lab/records").json()["records"]
    assert found["root"] is None and found["problem"]
    assert client.get("/api/lab/records/tiny").status_code == 422


def test_a_run_that_is_not_finished_is_shown_as_far_as_it_is(client: TestClient, run: Path) -> None:
    (run / "RECORD.json").unlink()
    (run / "model/leg-00/receipt.json").unlink()
    with (run / "model/leg-00/log.jsonl").open("a") as log:
        log.write('{"step": 451, "lo')
    found = record(client)
    assert found["root"] is None and found["files"] == []
    assert found["plots"][0]["table"]["rows"][-1][0] == STEPS


def test_nothing_is_shown_where_nothing_is(client: TestClient) -> None:
    assert client.get("/api/lab/records").json() == {"records": []}
    assert client.get("/api/lab/records/tiny").status_code == 404
