"""Settings: flag > environment > config.toml > default, each with its origin; what is not understood is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from necker.core.config import SETTINGS, config_file, settings
from necker.core.errors import UsageError


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NECKER_HOME", str(tmp_path))
    for _, variable, *_rest in SETTINGS.values():
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def write(text: str) -> str:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(text, "utf-8")
    return str(config_file())


def test_defaults_without_a_file() -> None:
    assert {s.name: s.value for s in settings().values()} == {name: row[0] for name, row in SETTINGS.items()}
    assert {s.origin for s in settings().values()} == {"default"}


def test_each_layer_beats_the_one_below_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write('brain = "openai"\npacks = ["a", "b"]\noffline = true\n')
    assert settings()["brain"].origin == path and settings()["brain"].value == "openai"
    assert settings()["packs"].value == ["a", "b"] and settings()["offline"].value is True
    monkeypatch.setenv("NECKER_BRAIN", "extractive")
    monkeypatch.setenv("NECKER_PACKS", " c , d,")
    monkeypatch.setenv("NECKER_OFFLINE", "0")
    assert settings()["brain"].origin == "environment NECKER_BRAIN" and settings()["brain"].value == "extractive"
    assert settings()["packs"].value == ["c", "d"] and settings()["offline"].value is False
    assert (settings({"brain": "openai"})["brain"].value, settings({"brain": "openai"})["brain"].origin) == (
        "openai",
        "flag",
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("colour = true", "colour"),
        ('offline = "maybe"', "offline"),
        ("offline = 1", "offline"),
        ("packs = [1]", "packs"),
        ("openai_url = 3", "openai_url"),
        ('brain = "gpt"', "extractive"),
        ('lang = "de"', "fr | en"),
        ("lang = ", "config.toml"),
        ("[section]\nx = 1", "section"),
    ],
)
def test_what_is_not_understood_is_refused(line: str, told: str) -> None:
    write(line + "\n")
    with pytest.raises(UsageError, match=told.replace("|", r"\|")) as refused:
        settings()
    assert str(config_file()) in str(refused.value) and "\n" not in str(refused.value)


def test_an_unfit_variable_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_SCIENCE", "perhaps")
    with pytest.raises(UsageError, match="NECKER_SCIENCE"):
        settings()


def test_a_locale_may_stand_for_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_LANG", "fr_FR.UTF-8")
    assert settings()["lang"].value == "fr"


def test_no_file_where_there_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_HOME", "/dev/null")
    assert settings()["brain"].origin == "default"


def test_a_file_that_is_not_text_is_refused() -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError):
        settings()


def test_every_setting_is_described_in_both_languages() -> None:
    for _, variable, english, french in SETTINGS.values():
        assert variable.startswith("NECKER_") and english and french and english != french
