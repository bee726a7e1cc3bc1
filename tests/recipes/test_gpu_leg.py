"""The kit for a leg elsewhere, rehearsed from end to end on the CPU, with only the packages that are there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from necker.cli.main import main
from necker.model.recipe import Recipe
from tests.model.short import write_recipe
from tests.record.forge import forge_chain

ROOT = Path(__file__).parents[2]
KIT = ROOT / "recipes" / "gpu_leg.py"
# Runs the kit with small parts, as on a machine that lacks what only the assistant and the readers need.
THERE = """
import runpy, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"platformdirs", "httpx2", "Stemmer", "pydantic_monty", "soundfile", "espeakng_loader"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
sys.argv = sys.argv[1:]
kit = runpy.run_path(sys.argv[0], run_name="kit")
kit["split"].__globals__["PART"] = 1 << 20
kit["main"]()
"""


def kit(*words: object, there: bool = False) -> subprocess.CompletedProcess[str]:
    prefix = ["-c", THERE] if there else []
    command = [sys.executable, *prefix, str(KIT), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)


@pytest.fixture(scope="module")
def leg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `run` (prepared), `packed`, `out` and `more` (what came back), and `recipe.toml`."""
    here = tmp_path_factory.mktemp("kit")
    recipe = write_recipe(here / "recipe.toml", steps=4)
    assert main(["train", str(recipe), "--prepare", "--out", str(here / "run")]) == 0
    device = ("--device", "cpu", "--work", here / "work")
    for done in (
        kit("pack", here / "run", here / "packed"),
        kit("train", here / "packed", here / "out", *device, there=True),
        kit("take", here / "more", *device, there=True),
    ):
        assert done.returncode == 0, done.stderr
    return here


def test_it_comes_back_in_small_parts_and_finishes_here(leg: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(list((leg / "out").iterdir())) == 4 and list((leg / "more").iterdir())
    lacking = kit("join", leg / "run", leg / "out")
    assert lacking.returncode == 1 and "part is missing" in lacking.stderr
    joined = kit("join", leg / "run", leg / "out", leg / "more")
    assert joined.returncode == 0, joined.stderr
    assert main(["train", str(leg / "recipe.toml"), "--out", str(leg / "run"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["state_hash"] in joined.stdout
    assert main(["record", "verify", str(leg / "run")]) == 0


@pytest.fixture
def foreign(leg: Path, tmp_path: Path) -> Path:
    """Another pack, whose rate is another: `packed`."""
    packed = Path(shutil.copytree(leg / "packed", tmp_path / "packed"))
    recipe = (packed / "recipe.toml").read_text("utf-8")
    before, _, model = recipe.partition("[model.leg]")
    rate = next(line for line in model.splitlines() if line.startswith("rate = "))
    (packed / "recipe.toml").write_text(f"{before}[model.leg]{model.replace(rate, 'rate = 0.0001')}", "utf-8")
    return packed


def test_another_pack_is_not_answered_with_the_old_leg_and_is_not_joined(leg: Path, foreign: Path) -> None:
    here = foreign.parent
    shutil.copytree(leg / "work", here / "work")
    trained = kit("train", foreign, here / "out", "--device", "cpu", "--work", here / "work", there=True)
    assert trained.returncode == 0, trained.stderr
    old = json.loads((leg / "work" / "model" / "leg-00" / "receipt.json").read_text())["state_hash"]
    assert json.loads(trained.stdout.splitlines()[-1])["state_hash"] != old
    run = Path(shutil.copytree(leg / "run", here / "run"))
    before = sorted(path for path in run.rglob("*"))
    more = kit("take", here / "more", "--device", "cpu", "--work", here / "work", there=True)
    joined = kit("join", run, here / "out", here / "more")
    assert more.returncode == 0 and joined.returncode == 1 and "another recipe" in joined.stderr
    assert before == sorted(path for path in run.rglob("*")) and {path.name for path in here.iterdir()} == {
        "packed", "work", "out", "more", "run",
    }  # fmt: skip


def test_the_same_pack_again_gives_the_leg_that_is_there(leg: Path) -> None:
    before = (leg / "work" / "model" / "leg-00" / "receipt.json").stat().st_mtime_ns
    again = kit("train", leg / "packed", leg / "again", "--device", "cpu", "--work", leg / "work", there=True)
    assert again.returncode == 0, again.stderr
    assert (leg / "work" / "model" / "leg-00" / "receipt.json").stat().st_mtime_ns == before


def spoil_log(folder: Path) -> None:
    (folder / "log.jsonl").write_bytes((folder / "log.jsonl").read_bytes().replace(b'"step": 1', b'"step": 9'))


def spoil_code(folder: Path) -> None:
    forge_chain(folder, code="0" * 64)


@pytest.mark.parametrize(("spoil", "named"), [(spoil_log, "log"), (spoil_code, "another code")])
def test_a_leg_with_another_log_or_code_is_not_joined(
    leg: Path, tmp_path: Path, spoil: Callable[[Path], None], named: str
) -> None:
    inside = tmp_path / "inside"
    with tarfile.open(leg / "out" / "leg.tar.xz") as archive:
        archive.extractall(inside, filter="data")
    spoil(inside)
    out = Path(shutil.copytree(leg / "out", tmp_path / "out"))
    with tarfile.open(out / "leg.tar.xz", "w:xz") as archive:
        for path in inside.iterdir():
            archive.add(path, path.name)
    joined = kit("join", leg / "run", out, leg / "more")
    assert joined.returncode == 1 and named in joined.stderr and "Traceback" not in joined.stderr


def test_a_recorded_chain_that_is_too_short_does_not_replay(leg: Path, tmp_path: Path) -> None:
    with tarfile.open(leg / "out" / "leg.tar.xz") as archive:
        archive.extract("chain.jsonl", tmp_path, filter="data")
    chain = tmp_path / "chain.jsonl"
    chain.write_bytes(chain.read_bytes().splitlines(keepends=True)[0])
    with tarfile.open(tmp_path / "leg.tar.xz", "w:xz") as archive:
        archive.add(chain, chain.name)
    device = ("--device", "cpu", "--work", tmp_path / "work", "--links", "2")
    done = kit("replay", leg / "packed", "--chain", tmp_path / "leg.tar.xz", *device, there=True)
    assert done.returncode == 1 and json.loads(done.stdout.splitlines()[-1])["bits"] is False


def test_its_first_links_replay(leg: Path) -> None:
    device = ("--device", "cpu", "--work", leg / "work2", "--links", "1")
    done = kit("replay", leg / "packed", "--chain", leg / "out" / "leg.tar.xz", *device, there=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "steps": 2,
        "bits": True,
        "history": True,
        "other": [],
    }


def test_the_desk_recipe_is_about_60_million() -> None:
    from necker.model.config import ModelConfig
    from necker.stream.vocabulary import Vocabulary

    recipe = Recipe.read(ROOT / "recipes" / "desk.toml")
    m = recipe.model
    size = Vocabulary(recipe.tokenizer.size, (1000, 1000), 256).size
    config = ModelConfig(size, m.dim, m.layers, m.heads, m.kv_heads, m.head_dim, m.hidden, m.context)
    assert 50e6 < config.parameters < 70e6
