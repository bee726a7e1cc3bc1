"""Files on the page: pictures, sounds and folders that come in, what a model makes of them or anew, the records of the Lab."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import necker
from necker.engine.bundle import Bundle
from tests.serve.page_browser import EVEREST, SlowJudge, Visitor
from tests.serve.running import STEPS, TOKEN, tiny_run

SEED = Path(necker.__file__).parents[1] / "weights" / "seed"
needs_model = pytest.mark.skipif(not (SEED / "model.json").exists(), reason="no weights beside the checkout")
MADE = "Generated. Made by seed, and checked by nobody."
LONG_WAIT = 120_000  # milliseconds: the model is loaded, on a machine that may be busy


@pytest.fixture
def visitor(browser: Any, address: str) -> Iterator[Visitor]:
    made = Visitor(browser, address)
    made.page.wait_for_selector(".ideas")
    yield made
    assert not [said for said in made.complaints if "Failed to load resource" not in said]
    made.close()


@cache
def model() -> Bundle:
    """The model that ships, to compare with what the page shows."""
    return Bundle.open(SEED)


def drop(visitor: Visitor, *paths: Path) -> None:
    """Files and folders of the disk, let go over the page as by a file manager."""
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    wire = visitor.context.new_cdp_session(visitor.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        wire.send("Input.dispatchDragEvent", {"type": kind, "x": 600, "y": 300, "data": data})
    wire.detach()


def drawing(folder: Path, name: str = "sun.png") -> Path:
    """A yellow disc on blue."""
    rows, columns = np.mgrid[:64, :64]
    inside = (rows - 32) ** 2 + (columns - 32) ** 2 < 400
    Image.fromarray(np.where(inside[..., None], (250, 210, 40), (60, 120, 220)).astype(np.uint8)).save(folder / name)
    return folder / name


def sound(path: Path, samples: NDArray[np.int16], rate: int) -> Path:
    """(n,) or, of two channels, (n, 2) samples as a file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else 2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def samples_of(data: bytes) -> NDArray[np.int16]:
    """What is in a sound of one channel at 16 kHz."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 16_000, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def stored(visitor: Visitor) -> list[dict[str, Any]]:
    """The messages of the open conversation, as the server keeps them."""
    base, _, name = visitor.page.url.partition("/#/c/")
    answer = httpx2.get(f"{base}/api/conversations/{name}", headers=KEY, trust_env=False)
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


def blob(visitor: Visitor, name: str) -> bytes:
    base = visitor.page.url.partition("/#")[0]
    return httpx2.get(f"{base}/api/blobs/{name}", headers=KEY, trust_env=False).content


KEY = {"authorization": f"Bearer {TOKEN}"}
PIXELS = """canvas => [canvas.width, canvas.height,
  ...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"""


def pixels(canvas: Any) -> NDArray[np.uint8]:
    """What is drawn there, (height, width, 3)."""
    width, height, *values = canvas.evaluate(PIXELS)
    return np.array(values, np.uint8).reshape(height, width, 4)[..., :3]


# ---- pictures and sounds that are given ----


@needs_model
@pytest.mark.slow
def test_a_dropped_picture_is_shown_and_described(visitor: Visitor, tmp_path: Path) -> None:
    """The words are the model's own, they bear its name, and all of it is there after a reload."""
    from necker.engine import picture, verbs

    page, path = visitor.page, drawing(tmp_path)
    drop(visitor, path)
    entry = page.locator(".entry.see")
    for _ in range(2):
        entry.locator(".made").wait_for(timeout=LONG_WAIT)
        entry.locator(".given canvas").wait_for()
        assert (pixels(entry.locator("canvas")) == np.asarray(Image.open(path).convert("RGB"))).all()
        assert "Yours" in entry.locator("figcaption").inner_text()
        assert entry.locator(".text").inner_text().strip() == seen(picture.read_picture(path), verbs).strip()
        assert MADE in entry.locator(".foot").inner_text()
        assert stored(visitor)[-1]["model"] == "seed"
        page.reload()


def seen(values: NDArray[np.uint8], verbs: Any) -> str:
    text: str = verbs.see(model(), values, "en").text
    return text


@needs_model
@pytest.mark.slow
def test_a_pasted_picture_is_described_in_incognito_too(visitor: Visitor) -> None:
    page = visitor.page
    page.check(".row [role=switch]")
    page.wait_for_selector(".incognito")
    page.evaluate(COPIED)
    page.focus("#question")
    page.keyboard.press("Control+V")
    page.locator(".entry.see .made").wait_for(timeout=LONG_WAIT)
    assert page.locator(".entry.see .given canvas").count() == 1
    assert MADE in page.locator(".entry.see .foot").inner_text()
    assert "/c/" not in page.url and page.locator(".conversations a").count() == 0
    assert page.input_value("#question") == "" and page.locator("necker-tray").is_hidden()


COPIED = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
  canvas.getContext('2d').fillRect(8, 8, 16, 16);
  const blob = await new Promise((done) => canvas.toBlob(done));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
}"""


@needs_model
@pytest.mark.slow
def test_a_dropped_sound_is_written_down(visitor: Visitor, tmp_path: Path) -> None:
    """It is sent as the model hears: one channel, 16 kHz; what was heard bears the name of the model."""
    from necker.engine import verbs

    page, entry = visitor.page, visitor.page.locator(".entry.hear")
    spoken = verbs.say(model(), "seven", "en").samples
    drop(visitor, sound(tmp_path / "seven.wav", spoken, 16_000))
    entry.locator(".made").wait_for(timeout=LONG_WAIT)
    sent = samples_of(blob(visitor, stored(visitor)[0]["blobs"][0]["id"]))
    assert np.abs(sent.astype(int) - spoken).max() <= 1
    heard = verbs.hear(model(), sent, "en").text.strip()
    assert (entry.locator(".text").inner_text().strip() if heard else "") == heard
    assert MADE in entry.locator(".foot").inner_text() and entry.locator(".given .sound").count() == 1
    tone = (8000 * np.sin(np.arange(22_050) / 9)).astype(np.int16)
    drop(visitor, sound(tmp_path / "tone.wav", np.stack([tone, tone], 1), 44_100))
    entry.nth(1).locator(".made").wait_for(timeout=LONG_WAIT)
    assert len(samples_of(blob(visitor, stored(visitor)[2]["blobs"][0]["id"]))) == pytest.approx(8000, abs=20)
    page.reload()
    entry.nth(1).locator(".sound").wait_for()
    assert [MADE in each for each in entry.locator(".foot").all_inner_texts()] == [True, True]


def test_what_is_no_picture_and_no_sound_is_said_to_be(visitor: Visitor, tmp_path: Path) -> None:
    for name, kind in (("broken.png", "see"), ("broken.wav", "hear")):
        (tmp_path / name).write_bytes(b"nothing of the kind")
        drop(visitor, tmp_path / name)
        trouble = visitor.page.locator(f".entry.{kind} .trouble")
        trouble.wait_for(timeout=LONG_WAIT)
        assert trouble.locator("b").inner_text() and "undefined" not in trouble.inner_text()
        assert visitor.page.locator(f".entry.{kind} .made").count() == 0
        visitor.page.wait_for_selector("necker-composer .main")  # one may go on
    visitor.asks("Who painted the Mona Lisa?")


def test_a_picture_dropped_during_an_answer_is_not_lost_without_a_word(
    visitor: Visitor, judge: SlowJudge, tmp_path: Path
) -> None:
    judge.free.clear()
    visitor.ask(EVEREST, "check")
    visitor.page.wait_for_selector(".button.stop")
    drop(visitor, drawing(tmp_path))
    visitor.page.wait_for_selector(".toast:has-text('One moment')")
    judge.free.set()
    visitor.page.wait_for_selector(".check .actions")
    assert visitor.page.locator(".c-contradicted").count() >= 1


# ---- pictures and sounds that are made ----


@needs_model
@pytest.mark.slow
def test_what_is_drawn_stands_in_the_talk(visitor: Visitor, tmp_path: Path) -> None:
    from necker.engine import verbs

    page, entry = visitor.page, visitor.page.locator(".entry.draw")
    visitor.ask("yellow sun", "draw")
    for _ in range(2):
        entry.locator("figure.model canvas").wait_for(timeout=LONG_WAIT)
        assert (pixels(entry.locator("canvas")) == verbs.draw(model(), "yellow sun", "en")).all()
        assert MADE in entry.locator("figcaption").inner_text()
        assert entry.locator(".asked").inner_text() == "yellow sun"
        assert entry.locator("canvas").get_attribute("aria-label") == "yellow sun"
        page.reload()
    entry.locator("figure.model canvas").wait_for()
    with page.expect_download() as coming:
        entry.locator("figcaption button").click()
    coming.value.save_as(tmp_path / coming.value.suggested_filename)
    with Image.open(tmp_path / "necker.png") as kept:
        assert (np.asarray(kept) == verbs.draw(model(), "yellow sun", "en")).all()


@needs_model
@pytest.mark.slow
def test_what_is_said_can_be_heard_in_the_talk(visitor: Visitor, tmp_path: Path) -> None:
    from necker.engine import verbs

    page, entry = visitor.page, visitor.page.locator(".entry.say")
    visitor.ask("seven", "say")
    play = entry.locator("figure.model .sound button")
    play.wait_for(timeout=LONG_WAIT)
    assert MADE in entry.locator("figcaption").inner_text()
    play.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.entry.say progress').value > 0")
    page.wait_for_function("() => document.querySelector('.entry.say .sound button').innerText.trim() === 'Play'")
    page.reload()
    play.wait_for()
    with page.expect_download() as coming:
        entry.locator("figcaption button").click()
    coming.value.save_as(tmp_path / "kept.wav")
    spoken = verbs.say(model(), "seven", "en").samples
    assert (samples_of((tmp_path / "kept.wav").read_bytes()) == spoken).all()
    assert entry.locator(".sound").inner_text().endswith(f"{len(spoken) / 16_000:.1f} s")


# ---- a folder ----


@pytest.mark.slow
def test_a_dropped_folder_gives_verdicts_over_its_documents(visitor: Visitor, tmp_path: Path) -> None:
    """More than the hundred entries that a browser gives at a time, in folders of folders; what is hidden stays out."""
    folder = tmp_path / "papers"
    (folder / "rooms" / "upper").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "secret.txt").write_text("The password of the house is swordfish.")
    (folder / "noise.bin").write_bytes(b"\0\1\2" * 99)
    (folder / "rooms" / "upper" / "house.md").write_text("# House\n\nThe house of Ursule Brandt has eleven windows.\n")
    for number in range(102):
        (folder / "rooms" / f"{number}.txt").write_text(f"Room {number} is painted in shade {number * 7}.")
    page = visitor.page
    drop(visitor, folder)
    page.wait_for_selector("necker-tray:has-text('103 documents read')", timeout=LONG_WAIT)
    assert page.locator("#veil").is_hidden()
    assert "noise.bin" in page.locator("necker-tray details").text_content()
    visitor.asks("The house of Ursule Brandt has eleven windows. The password of the house is swordfish.", "check")
    verdicts = [each.split()[0] for each in page.locator(".check .marker").all_inner_texts()]
    assert verdicts == ["sourced", "no"]
    page.click(".check .marker")
    assert "papers/rooms/upper/house.md" in page.locator("#evidence").inner_text()
    page.click("a[href='#/documents']")
    page.wait_for_selector("#view tbody tr >> nth=102")
    assert "secret" not in page.locator("#view").inner_text()


# ---- the Lab ----


@pytest.fixture
def run(home: Path) -> Path:
    """A run whose weights no browser takes for text."""
    return tiny_run(home, b"\0weights")


def replayed(run: Path, bits: bool) -> None:
    leg = {"leg": "model/leg-00", "steps": STEPS, "bits": bits, "seconds": 11.0}
    replay = {"schema": 1, "holds": True, "bits": bits, "history": True, "legs": [leg]}
    run.with_name(f"{run.name}.replay.json").write_text(json.dumps(replay))


def to_record(visitor: Visitor) -> None:
    """From the list of the Lab into the record."""
    visitor.page.click("a[href='#/lab']")
    visitor.page.click(".records a")
    visitor.page.wait_for_selector("#view h1:has-text('tiny')")


@pytest.mark.slow
def test_every_number_of_a_record_leads_to_its_file(visitor: Visitor, run: Path) -> None:
    replayed(run, True)
    page = visitor.page
    to_record(visitor)
    root = json.loads((run / "RECORD.json").read_text())["root"]
    assert root in page.locator("#view").inner_text()
    rows = page.locator("[aria-label=Figures] tbody tr")
    files = set()
    for at in range(rows.count()):
        name = rows.nth(at).locator("td").nth(2).inner_text()
        rows.nth(at).locator("button").click()
        page.wait_for_function("() => !/^Loading/.test(document.querySelector('dialog pre').textContent)")
        path = run.with_name("tiny.replay.json") if name == "replay.json" else run / name
        assert page.locator("dialog h2").inner_text() == name
        assert page.locator("dialog pre").text_content() == path.read_text()
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
        files.add(name)
    assert {"RECORD.json", "eval.json", "model/leg-00/receipt.json", "model/leg-00/log.jsonl", "replay.json"} == files


def test_a_file_of_a_record_can_be_kept_and_weights_are_not_shown_as_text(
    visitor: Visitor, run: Path, tmp_path: Path
) -> None:
    page = visitor.page
    to_record(visitor)
    page.locator("[aria-label=Files] tbody button", has_text="end.safetensors").click()
    page.wait_for_selector("dialog pre:has-text('Not a text: 8 bytes.')")
    with page.expect_download() as coming:
        page.click("dialog button:has-text('Save')")
    coming.value.save_as(tmp_path / "kept")
    assert coming.value.suggested_filename == "end.safetensors"
    assert (tmp_path / "kept").read_bytes() == b"\0weights"


def test_a_plot_and_its_table_show_the_same(visitor: Visitor, run: Path) -> None:
    """By keyboard: the table opens under the line, and has a row for each of its points."""
    page = visitor.page
    to_record(visitor)
    base = page.url.partition("/#")[0]
    told = httpx2.get(f"{base}/api/lab/records/tiny", headers=KEY, trust_env=False).json()["plots"]
    loss, scores = page.locator("figure.plot").nth(0), page.locator("figure.plot").nth(1)
    points = loss.locator("path.line.s0").first.get_attribute("d")
    assert points.count("L") + 1 == len(told[0]["table"]["rows"])
    assert loss.locator("svg[role=img]").get_attribute("aria-label").startswith(told[0]["title"])
    assert loss.locator(".legend li").all_inner_texts() == ["loss", "text"]
    assert loss.locator("table").is_hidden()
    loss.locator("summary").focus()
    page.keyboard.press("Enter")
    loss.locator("table").wait_for()
    cells = loss.locator("tbody tr").evaluate_all("all => all.map(row => [...row.cells].map(one => +one.textContent))")
    assert np.allclose(cells, told[0]["table"]["rows"], rtol=1e-3)
    assert "see" in scores.locator("table").inner_text() and "0.19" in scores.locator("table").inner_text()
    loss.locator("button").click()
    page.wait_for_selector("dialog h2:has-text('model/leg-00/log.jsonl')")


def test_samples_of_a_run_are_seen_heard_and_read(visitor: Visitor, run: Path) -> None:
    """As they are in their files: each pixel, each row; a sound as long as it is."""
    folder = run.with_name("tiny.samples")
    folder.mkdir()
    picture = drawing(folder, "drawn.png")
    sound(folder / "said.wav", (np.sin(np.arange(8000) / 5) * 9000).astype(np.int16), 16_000)
    (folder / "seen.tsv").write_text("caption\tseen\nle soleil\t<b>un chat</b>\n")
    (folder / "written.txt").write_text("Il était\nune fois")
    (folder / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    to_record(visitor)
    page = visitor.page
    page.wait_for_selector("h2:has-text('Samples')")
    page.wait_for_selector("figure canvas")
    assert np.array_equal(pixels(page.locator("figure canvas")), np.asarray(Image.open(picture)))
    page.wait_for_selector("figure .sound")
    assert "0.5 s" in page.locator("figure .sound").inner_text()
    page.wait_for_selector("figure td:has-text('<b>un chat</b>')")
    page.wait_for_selector("figure pre:has-text('une fois')")
    page.wait_for_selector("figure:has-text('torn.png') >> text=This cannot be shown.")
    page.click("figure button:has-text('samples/drawn.png')")
    page.wait_for_selector("dialog h2:has-text('samples/drawn.png')")


@pytest.mark.parametrize(("bits", "word"), [(True, "yes"), (False, "no")])
def test_what_a_replay_gave_is_seen(visitor: Visitor, run: Path, bits: bool, word: str) -> None:
    replayed(run, bits)
    to_record(visitor)
    page = visitor.page
    heads = page.locator("[aria-label=Stages] th").all_inner_texts()
    cells = page.locator("[aria-label=Stages] tbody td").all_inner_texts()
    told = dict(zip(heads, cells, strict=True))
    assert (told["replayed"], told["replay seconds"], told["leg"]) == (word, "11", "model/leg-00")
    row = page.locator("[aria-label=Figures] tr", has_text="the replay gave the same bits")
    assert row.locator("button").inner_text() == word and "replay.json" in row.inner_text()


def test_a_damaged_record_is_told_in_the_list_and_when_opened(visitor: Visitor, run: Path) -> None:
    (run / "RECORD.json").write_text("{}")
    page = visitor.page
    page.click("a[href='#/lab']")
    page.wait_for_selector(".records .icon")
    page.click(".records a")
    page.wait_for_selector("#view .trouble")
    page.click("a[href='#/lab']")
    page.wait_for_selector(".records a")
