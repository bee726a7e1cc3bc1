"""The network switch: any one of the flag and the two variables turns it off, and the refusal says which."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from necker.core.errors import RefusedError
from necker.core.network import (
    is_offline,
    offline_because,
    record_request,
    requests_sent,
    require_network,
    set_offline,
)


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NECKER_OFFLINE", raising=False)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    set_offline(False)
    yield
    set_offline(False)


def test_online_by_default() -> None:
    assert not is_offline()
    require_network("fetch a page")


def test_the_flag() -> None:
    set_offline(True)
    assert is_offline() and offline_because() == "--offline"


@pytest.mark.parametrize("name", ["NECKER_OFFLINE", "HF_HUB_OFFLINE"])
def test_the_variables(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for value in ("1", "true", "ON", "anything"):
        monkeypatch.setenv(name, value)
        assert is_offline() and offline_because() == name, value
    for value in ("", "0", "false", "No", "off"):
        monkeypatch.setenv(name, value)
        assert not is_offline(), value


def test_being_offline_is_a_refusal_that_says_why_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECKER_OFFLINE", "1")
    with pytest.raises(RefusedError) as refused:
        require_network("fetch a page")
    assert refused.value.exit_code == 6
    assert "fetch a page" in refused.value.what and refused.value.why and "NECKER_OFFLINE" in refused.value.do


def test_requests_are_counted_by_host() -> None:
    before = requests_sent()
    for host in ("a.example", "b.example", "a.example"):
        record_request(host)
    after = requests_sent()
    assert {host: after[host] - before.get(host, 0) for host in ("a.example", "b.example")} == {
        "a.example": 2,
        "b.example": 1,
    }
    after.clear()
    assert requests_sent()  # a copy was given
