"""The kit for a leg elsewhere, rehearsed from end to end on the CPU, with only the packages that are there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from necker.cli.main import main
from necker.model.recipe import Recipe
from tests.model.short import write_recipe

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


def test_its_first_links_replay(leg: Path) -> None:
    device = ("--device", "cpu", "--work", leg / "work2", "--links", "1")
    done = kit("replay", leg / "packed", "--chain", leg / "out" / "leg.tar.xz", *device, there=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"steps": 2, "same": True}


def test_the_desk_recipe_is_about_60_million() -> None:
    from necker.model.config import ModelConfig
    from necker.stream.vocabulary import Vocabulary

    recipe = Recipe.read(ROOT / "recipes" / "desk.toml")
    m = recipe.model
    size = Vocabulary(recipe.tokenizer.size, (1000, 1000), 256).size
    config = ModelConfig(size, m.dim, m.layers, m.heads, m.kv_heads, m.head_dim, m.hidden, m.context)
    assert 50e6 < config.parameters < 70e6
