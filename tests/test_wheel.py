"""What `pip install` of a wheel gives: the whole package, and the weights that ship where it looks for them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import necker

ROOT = Path(necker.__file__).parents[1]
SHIPPED = sorted(path.relative_to(ROOT) for path in (ROOT / "weights").rglob("*") if path.is_file())
BUILD = (
    "import sys; sys.path.insert(0, 'requirements'); import backend; print(getattr(backend, sys.argv[1])(sys.argv[2]))"
)
pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="this is no checkout")


def built(kind: str, folder: Path) -> Path:
    """What the build backend makes, as pip asks for it."""
    pytest.importorskip("flit_core", reason="flit_core is not installed (extra `dev`)")
    done = subprocess.run([sys.executable, "-c", BUILD, kind, folder], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.strip()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, as an installer lays it out."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(built("build_wheel", tmp_path_factory.mktemp("wheel"))) as wheel:
        wheel.extractall(folder)
    return folder


def test_a_wheel_holds_the_weights_and_lists_them(installed: Path) -> None:
    [record] = installed.glob("*.dist-info/RECORD")
    listed = {line.split(",")[0] for line in record.read_text("utf-8").splitlines()}
    assert SHIPPED and {f"necker/{path.as_posix()}" for path in SHIPPED} <= listed
    for path in SHIPPED:
        assert (installed / "necker" / path).read_bytes() == (ROOT / path).read_bytes()
    assert not (ROOT / "necker" / "weights").exists(), "the checkout is left as it was"


def test_an_installed_wheel_finds_its_judge_and_its_model(installed: Path, tmp_path: Path) -> None:
    code = "from necker.verify.judges import judge_folder; from necker.engine.bundle import installed_model; "
    code += "print(judge_folder()); print(installed_model())"
    environment = os.environ | {"PYTHONPATH": str(installed), "NECKER_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    judge, model = done.stdout.splitlines()
    assert Path(judge).is_relative_to(installed / "necker" / "weights" / "judge"), done.stderr
    assert Path(model) == installed / "necker" / "weights" / "seed"


def test_what_is_published_as_source_can_build_it(tmp_path: Path) -> None:
    import tarfile

    with tarfile.open(built("build_sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "requirements/backend.py", *(path.as_posix() for path in SHIPPED)} <= names


def test_an_editable_install_holds_no_copy(tmp_path: Path) -> None:
    with zipfile.ZipFile(built("build_editable", tmp_path)) as wheel:
        assert not [name for name in wheel.namelist() if name.startswith("necker/")]
