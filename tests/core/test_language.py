"""The language of the messages: the choice, then NECKER_LANG, then the locale in its usual order, then English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from necker.core.language import interface_language, say, set_language, speaking

VARIABLES = ("NECKER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    set_language(None)
    yield
    set_language(None)


def test_english_without_a_locale() -> None:
    assert interface_language() == "en"


@pytest.mark.parametrize(
    ("value", "lang"),
    [
        ("fr_FR.UTF-8", "fr"),
        ("fr", "fr"),
        ("FR_CA", "fr"),
        ("fr@euro", "fr"),
        ("C.UTF-8", "en"),
        ("de_DE", "en"),
        ("frp", "en"),
    ],
)
def test_the_locale_decides(monkeypatch: pytest.MonkeyPatch, value: str, lang: str) -> None:
    monkeypatch.setenv("LANG", value)
    assert interface_language() == lang


def test_an_earlier_variable_beats_a_later_one_and_an_empty_one_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for i, variable in enumerate(reversed(VARIABLES)):
        monkeypatch.setenv(variable, "fr_FR" if i % 2 else "en_US")
        assert interface_language() == ("fr" if i % 2 else "en"), variable
    monkeypatch.setenv("NECKER_LANG", "")
    assert interface_language() == "en"


def test_the_choice_beats_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    set_language("fr")
    assert say("yes", "oui") == "oui"
    set_language(None)
    assert say("yes", "oui") == "yes"


def test_the_language_of_one_reader_is_nobody_elses() -> None:
    """It beats all others, within; in another thread it is not there, and afterwards it is gone."""
    from concurrent.futures import ThreadPoolExecutor
    from contextvars import copy_context

    set_language("en")
    with speaking("fr"), ThreadPoolExecutor(1) as pool:
        assert say("a", "b") == "b"
        assert pool.submit(interface_language).result() == "en"
        assert pool.submit(copy_context().run, interface_language).result() == "fr"
        with speaking(None):
            assert interface_language() == "fr"
    assert interface_language() == "en"
