"""`necker doctor` tells the truth about this machine, and only fails when nothing can work."""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necker.cli import doctor
from necker.tools.python import levels
from tests.cli.conftest import Ran, shaped
from tests.verify.judge_folder import BOUND, one_judge

Cli = Callable[..., Ran]


def checks(ran: Ran) -> dict[str, Any]:
    return {check["name"]: check for check in shaped("doctor", ran.out)["checks"]}


def test_every_check_has_a_mark_and_a_line(cli: Cli, mine: Path) -> None:
    ran = cli("doctor")
    assert ran.code == 0 and ran.err == ""
    assert all(line[0] in "✔✘–" for line in ran.out.splitlines())
    assert re.search(rf"^✔ Python +{re.escape(platform.python_version())}$", ran.out, re.MULTILINE)


def test_json(cli: Cli, mine: Path, home: Path) -> None:
    ran = cli("doctor", "--json")
    found = checks(ran)
    assert ran.code == 0
    assert found["Python"]["core"] and found["SQLite"]["state"] == "ok" and "FTS5" in found["SQLite"]["what"]
    assert found["pack mine"]["what"].startswith("3 pages")
    assert str(home / "data") in found["data folder"]["what"] and found["data folder"]["state"] == "ok"


def test_without_a_pack_it_says_how_to_get_one(cli: Cli) -> None:
    ran = cli("doctor", "--json")
    assert ran.code == 0 and checks(ran)["packs"]["do"] == "necker wiki add vital"


def test_the_judge_is_named_with_its_bound(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necker.verify.judges._BESIDE", home / "none")
    absent = checks(cli("doctor", "--json"))["judge"]
    assert absent["state"] == "absent" and absent["do"].endswith(str(home / "data" / "models" / "judge"))
    folder = one_judge(home / "data" / "models" / "judge")
    found = checks(cli("doctor", "--json"))["judge"]
    assert (found["state"], found["what"]) == ("ok", f"biased; {BOUND}")
    monkeypatch.setenv("NECKER_JUDGE", "rules")
    assert "NECKER_JUDGE" in checks(cli("doctor", "--json"))["judge"]["what"]
    monkeypatch.delenv("NECKER_JUDGE")
    (folder / "small" / "judge.onnx").write_bytes(b"x")
    ran = cli("doctor", "--json")
    assert checks(ran)["judge"]["state"] == "failed" and ran.code == 0


def test_a_damaged_pack_is_told_with_its_cure_and_is_not_the_end(cli: Cli, mine: Path) -> None:
    mine.write_bytes(mine.read_bytes()[:-4096])
    ran = cli("doctor", "--json")
    found = checks(ran)["pack mine"]
    assert ran.code == 0 and found["state"] == "failed" and "necker wiki rm mine" in found["do"]


def test_the_sandbox_is_told_as_it_is(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    found = levels()
    told = checks(cli("doctor", "--json"))
    for name, tier in (("sandbox", found["tier1"]), ("sandbox science", found["tier2"])):
        assert (told[name]["state"] == "ok") == (tier["level"] != "off")
        assert (f"Landlock {found['landlock_abi']}" in told[name]["what"]) == (tier["level"] == "kernel")
    weak = {
        **found,
        "tier1": {"level": "interpreter", "reason": "no Landlock"},
        "tier2": {"level": "off", "reason": "no"},
    }
    monkeypatch.setattr("necker.tools.python._levels", weak)
    told = checks(cli("doctor", "--json"))
    assert "(no Landlock)" in told["sandbox"]["what"] and told["sandbox science"]["state"] == "absent"
    monkeypatch.setenv("NECKER_SCIENCE", "1")
    ran = cli("doctor", "--json")
    assert checks(ran)["sandbox science"]["state"] == "failed" and ran.code == 0


def test_the_network_switch_is_told_with_its_reason(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks(cli("doctor", "--json"))["network"]["state"] == "ok"
    assert "(flag)" in checks(cli("doctor", "--json", "--offline"))["network"]["what"]
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE" in checks(cli("doctor", "--json"))["network"]["what"]


def test_a_missing_extra_is_told_with_the_command(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "EXTRAS", {"docs": ("pypdfium2", "no_such_module")})
    found = checks(cli("doctor", "--json"))["extra docs"]
    assert found["state"] == "absent" and "pip install 'necker[docs]'" in found["do"]


def test_a_broken_core_fails(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CORE", {"no_such_module": "no-such-package"})
    ran = cli("doctor", "--json")
    assert (
        ran.code == 1
        and shaped("doctor", ran.out)["ok"] is False
        and "no-such-package" in checks(ran)["necker"]["what"]
    )


def test_a_folder_that_cannot_be_written_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("NECKER_HOME", str(tmp_path / "file"))
    found = checks(cli("doctor", "--json"))["data folder"]
    assert found["state"] == "failed" and "NECKER_HOME" in found["do"]


def test_it_changes_nothing(cli: Cli, home: Path) -> None:
    cli("doctor")
    assert not home.exists()


def test_in_french(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    out = cli("doctor").out
    assert "aucun n’est installé" in out and "(sera créé)" in out


def test_every_package_of_the_core_install_is_looked_for() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert sorted(doctor.CORE.values()) == sorted(re.split("[ =<>]", each)[0] for each in project["dependencies"])
